"""Calls of 800 characters per CPU-second through the dialogue maker against SnowNLP, in one run; and the memory held as they go by.

`python benchmarks/call_speed.py [--calls 2000] [--memory]`

With --memory, calls come as a stream and the memory held is told after each tenth of them: `--memory --calls 1000000` takes about half an hour of CPU.
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
import time
from pathlib import Path

from voc.dialogue import Call, DialogueMaker, Turn
from voc.pipeline import load_makers
from voc.settings import Settings

_AGENT = (
    "您好，很高兴为您服务",
    "请您稍等，我帮您查一下",
    "是上个月开的流量包，十块钱一个月",
    "我给您取消了，钱三天内退到余额",
    "不客气，感谢您的来电",
)
_CUSTOMER = (
    "我家宽带又断了，打了三次电话都没人来",
    "怎么又扣我二十块钱，我没开过",
    "嗯，等了两天了",
    "那你们到底什么时候能修好",
    "好的谢谢",
)
LENGTH, CHUNK = 800, 1_000


def calls(number: int, seed: int) -> list[Call]:
    """Calls of about LENGTH characters, each other."""
    rng = random.Random(seed)
    found: list[Call] = []
    for _ in range(number):
        call: list[Turn] = []
        while sum(len(turn.text) for turn in call) < LENGTH:
            side, lines = ("agent", _AGENT) if len(call) % 2 == 0 else ("customer", _CUSTOMER)
            call.append(Turn(side, "，".join(rng.sample(lines, rng.choice((1, 2, 2, 3)))) + str(rng.randrange(1000))))
        found.append(call)
    return found


def _rate(work: object, number: int) -> float:
    started = time.process_time()
    work()  # type: ignore[operator]
    return number / (time.process_time() - started)


def stream(maker: DialogueMaker, number: int) -> None:
    """Scores `number` calls chunk by chunk, each chunk other calls, and prints what memory is held and what the most was after each tenth."""
    for low in range(0, number, CHUNK):
        maker.score_calls([str(n) for n in range(CHUNK)], calls(CHUNK, low))
        done = low + CHUNK
        if done % max(number // 10, CHUNK) == 0:
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            sys.stdout.write(f"{done:,} calls: {held():.0f} MB held, {peak:.0f} MB at most\n")
            sys.stdout.flush()


def held() -> float:
    """Memory held by this process in MB (Linux; elsewhere NaN)."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / 2**20
    except OSError:
        return float("nan")


def main() -> int:
    """Prints both rates and their ratio, or peak memory."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=2_000)
    parser.add_argument(
        "--memory", action="store_true", help="only score --calls calls as a stream and tell the memory held on the way"
    )
    asked = parser.parse_args()
    maker = load_makers(Settings())["dialogue"]
    assert isinstance(maker, DialogueMaker)
    maker.score_calls(["0"], calls(1, 0))
    if asked.memory:
        stream(maker, asked.calls)
        return 0
    from snownlp import SnowNLP

    some = calls(asked.calls, 1)
    parts = [some[at : at + CHUNK] for at in range(0, len(some), CHUNK)]
    names = [str(n) for n in range(CHUNK)]
    ours = max(_rate(lambda: [maker.score_calls(names[: len(part)], part) for part in parts], len(some)) for _ in range(3))
    few = some[:40]
    theirs = max(_rate(lambda: [SnowNLP("\n".join(t.text for t in call)).sentiments for call in few], len(few)) for _ in range(3))
    sys.stdout.write(f"voc {ours:,.0f}, SnowNLP {theirs:,.1f} calls per CPU-second: {ours / theirs:.1f} times\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

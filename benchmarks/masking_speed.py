"""Documents per CPU-second of the masker over a realistic mix, a column at once as intake reads it, in one process, in turns with others: masking nothing but numbers,
which is the fast baseline, and sentiment scoring of the same texts. The cost against the baseline is paired, repeat by repeat.

    python benchmarks/masking_speed.py [--rows 20000] [--repeats 5]

The mix is invented: one text in ten holds personal data, three in ten figures that stay. With VOC_EVAL_DIR set, the shopping and
takeaway reviews of that folder are measured as well.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import time
from collections.abc import Callable

from sentiment_speed import invented, reviews

from voc import resources, sentiment
from voc.jobs.masking_sentences import read_part, sentences
from voc.privacy.digits import numbers
from voc.privacy.gate import mask_all
from voc.privacy.mask import mask, plain_of
from voc.privacy.tokens import Numbering, put_in, tokens_of
from voc.text.documents import prepare

_FIGURES = ("199套餐扣了58.5元，", "打10086等了20分钟，", "3月15号断网，", "用了30GB，", "5G信号，")


def mix(rows: int, seed: int = 7) -> list[str]:
    """Invented short texts: 60 % without figures, 30 % with figures that stay, 10 % with personal data."""
    rng = random.Random(seed)
    plain = invented(rows)
    part = read_part(resources.path("data", "masking", "development.toml"))
    personal = [made.turns[0] for made in sentences(part, 2_000) if len(made.turns) == 1 and not made.negative]
    texts = []
    for text in plain:
        draw = rng.random()
        texts.append(rng.choice(personal) if draw < 0.1 else rng.choice(_FIGURES) + text if draw < 0.4 else text)
    return texts


def seconds(work: Callable[[], object]) -> float:
    """CPU seconds of one call."""
    begun = time.process_time()
    work()
    return time.process_time() - begun


def numbers_only(text: str) -> str:
    """The fast baseline: numbers alone, once, without names, addresses or codes."""
    found = numbers(plain_of(text))
    return put_in(text, found, tokens_of(found, Numbering())) if found else text


def report(name: str, texts: list[str], repeats: int) -> None:
    """Prints the median rate of each way, measured in turns so that a busy machine slows both."""
    scorer, ids = sentiment.load(), [str(place) for place in range(len(texts))]
    ways: dict[str, Callable[[], object]] = {
        "mask": lambda: mask_all(texts),
        "mask, text by text": lambda: [mask(text) for text in texts],
        "numbers only": lambda: [numbers_only(text) for text in texts],
        "prepare and sentiment": lambda: scorer.score(ids, prepare(texts)),
    }
    for work in ways.values():
        work()
    taken: dict[str, list[float]] = {way: [] for way in ways}
    for _ in range(repeats):
        for way, work in ways.items():
            taken[way].append(seconds(work))
    print(f"{name}: {len(texts):,} texts of {sum(map(len, texts)) / len(texts):.1f} characters, documents per CPU-second")
    for way, times in taken.items():
        print(f"  {way:24} {len(texts) / statistics.median(times):10,.0f}   slowest {len(texts) / max(times):10,.0f}")
    cost = [whole / fast for whole, fast in zip(taken["mask"], taken["numbers only"], strict=True)]
    print(f"  mask costs {statistics.median(cost):.2f} times numbers only ({min(cost):.2f} to {max(cost):.2f}, paired)")


def main() -> None:
    """The invented mix, and real reviews where they are there."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--rows", type=int, default=20_000)
    options.add_argument("--repeats", type=int, default=5)
    given = options.parse_args()
    report("invented mix", mix(given.rows), given.repeats)
    if os.environ.get("VOC_EVAL_DIR"):
        report("reviews", reviews(given.rows), given.repeats)


if __name__ == "__main__":
    main()

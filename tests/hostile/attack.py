"""Reads mutated files and hostile strings in this process, under limits, and tells of each that broke a promise.

python attack.py files|words FIRST LAST STEP FOLDER: a line of JSON for each failure, a last one with what was done. The promise: a
file is taken with accounts that add up or refused by a VocError in Chinese and English; a text is cleaned, masked and scored; nothing
takes over 5 s of processor time or 1 GB.
"""

from __future__ import annotations

import faulthandler
import json
import random
import resource
import signal
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import FrameType

SECONDS, MEMORY = 5, 1 << 30
_STUCK = 120
"""Seconds after which a call that does not even take signals ends the process, its place on the standard error."""


class TooSlow(BaseException):
    """More processor time than one file may take; no reader may catch it."""


def _late(_: int, __: FrameType | None) -> None:
    raise TooSlow


def _spent() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def run(number: int, what: Callable[[int], str], keep: Callable[[], None]) -> tuple[str, dict[str, object] | None]:
    """What came of one case, and its failure."""
    signal.signal(signal.SIGPROF, _late)
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    faulthandler.dump_traceback_later(_STUCK, exit=True)
    begun = _spent()
    try:
        verdict, failure = what(number), None
    except BaseException:
        verdict, failure = "failed", traceback.format_exc()[-2_000:]
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        faulthandler.cancel_dump_traceback_later()
    if failure is None and _spent() - begun > SECONDS:
        failure = f"took {_spent() - begun:.1f} s"
    if failure is None:
        return verdict, None
    keep()
    return "failed", {"number": number, "failure": failure}


def main(kind: str, first: int, last: int, step: int, folder: Path) -> None:
    """Runs the cases and prints what came of them."""
    from hostile import cases

    # Address space, not memory in use: libraries reserve more than they touch, so the peak in use is judged at the end.
    resource.setrlimit(resource.RLIMIT_AS, (6 * MEMORY, 6 * MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    case = cases.files(folder) if kind == "files" else cases.words(folder)
    came: Counter[str] = Counter()
    for number in range(first, last, step):
        verdict, failure = run(number, case, lambda number=number: cases.keep(kind, number, folder))
        came[verdict] += 1
        if failure is not None:
            print(json.dumps(failure), flush=True)  # noqa: T201
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) * 1024
    print(json.dumps({"done": came.total(), "came": came, "peak": peak}), flush=True)  # noqa: T201


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))
    random.seed(0)
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]), Path(sys.argv[5]))

"""Recall of the masker on the development parts: the two thirds of templates and of names that may be read, against the third that may not.

    python benchmarks/masking_gap.py [--rows 20000] [--seed 7] [--misses 60] [--only NAME]

Templates and every list of names, addresses and accounts are split by a hash, so that the held-out third shares neither with the
rest. The gap between the two columns is what a rule fitted to single examples would show. Misses are shown of the read part only.
"""

from __future__ import annotations

import argparse
import copy
import hashlib
from pathlib import Path
from typing import Any

from voc import resources
from voc.jobs.evaluate_masking import figures_of, judge, labels_of
from voc.jobs.masking_sentences import Part, read_part, sentences

_LISTS = ("names", "addresses", "accounts")


def held(text: str, seed: int) -> bool:
    """Whether a template or a value belongs to the held-out third."""
    return hashlib.sha256(f"{seed}:{text}".encode()).digest()[0] % 3 == 0


def thirds(path: Path, seed: int) -> tuple[Part, Part]:
    """The part to read and the held-out part of a file."""
    halves = []
    for out in (False, True):
        part = read_part(path)
        part.lists = {name: _split(table, out, seed) if name in _LISTS else table for name, table in part.lists.items()}
        part.templates = [one for one in part.templates if held(str(one.get("text") or one.get("turns")), seed) == out]
        halves.append(part)
    return halves[0], halves[1]


def _split(table: Any, out: bool, seed: int) -> Any:
    if isinstance(table, dict):
        return {name: one if name in ("titles_after", "titles_before") else _split(one, out, seed) for name, one in table.items()}
    # Short lists (provinces, shapes of address) are no names that a rule could learn by heart.
    if not isinstance(table, list) or len(table) < 12 or any("{" in str(one) for one in table):
        return copy.copy(table)
    return [one for one in table if held(str(one), seed) == out]


def main() -> None:
    """Both columns for every type, and misses of the read part."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("parts", nargs="*", type=Path)
    options.add_argument("--rows", type=int, default=20_000)
    options.add_argument("--seed", type=int, default=7)
    options.add_argument("--misses", type=int, default=0)
    options.add_argument("--only", default="")
    given = options.parse_args()
    paths = given.parts or sorted(resources.path("data", "masking", "development.toml").parent.glob("*.toml"))
    for path in paths:
        halves = thirds(path, given.seed)
        judged = [
            [judge(one) for one in sentences(part, rows)] for part, rows in zip(halves, (given.rows, given.rows // 2), strict=True)
        ]
        columns = [figures_of(one, labels_of(halves[0])) for one in judged]
        print(f"{path.name}: {len(halves[0].templates)} templates read, {len(halves[1].templates)} held out")
        other = {figure.name: figure for figure in columns[1][0]}
        for figure in columns[0][0]:
            beside = other.get(figure.name)
            shown = (
                ""
                if beside is None or beside.value is None
                else f"{beside.value:.3f} [{beside.low:.3f}, {beside.high:.3f}] n={beside.base}"
            )
            if figure.value is not None and given.only in figure.name:
                print(f"  {figure.name:28} {figure.value:.3f} n={figure.base:<6} held out {shown}")
        wanted = [case for case in columns[0][1] if given.only in str(case["wrong"])]
        for case in wanted[: given.misses]:
            print(" ", case["template"], case["wrong"], "\n     ", case["text"], "\n     ", case["masked"])


if __name__ == "__main__":
    main()

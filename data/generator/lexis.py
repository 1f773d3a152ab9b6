"""How long and how varied texts are: figures by which the sample can be held beside real customers' words."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from .noise import plain_skeleton

_LATIN = re.compile("[A-Za-z]")


@dataclass(frozen=True)
class Figures:
    """Figures of a set of texts; `window` Han characters drawn at random texts are the common ground for the counts of kinds."""

    texts: int
    tenth: int
    quarter: int
    median: int
    three_quarters: int
    nine_tenths: int
    characters: int
    pairs: int
    fours: int
    latin: float
    marks: float


def figures(texts: Sequence[str], window: int = 20_000, seed: int = 7) -> Figures:
    """Deciles of length in characters; different Han characters, pairs and runs of four per `window`; shares with Latin, ! or ?."""
    lengths = sorted(len(text) for text in texts)
    order = list(texts)
    random.Random(seed).shuffle(order)
    singles: Counter[str] = Counter()
    pairs: set[str] = set()
    fours: set[str] = set()
    for text in order:
        for run in re.findall(r"[\u4e00-\u9fff]+", text):
            singles.update(run)
            pairs.update(run[n : n + 2] for n in range(len(run) - 1))
            fours.update(run[n : n + 4] for n in range(len(run) - 3))
        if singles.total() >= window:
            break
    tenth, quarter, median, three_quarters, nine_tenths = (
        lengths[int(len(lengths) * share)] for share in (0.1, 0.25, 0.5, 0.75, 0.9)
    )
    latin = round(sum(bool(_LATIN.search(text)) for text in texts) / len(texts), 3)
    marks = round(sum(bool(re.search("[!?！？]", text)) for text in texts) / len(texts), 3)
    spread = (tenth, quarter, median, three_quarters, nine_tenths)
    return Figures(len(texts), *spread, len(singles), len(pairs), len(fours), latin, marks)


def commonest_skeleton(texts: Sequence[str]) -> tuple[str, float]:
    """The skeleton (text without names, places, digits and punctuation) most texts have, and its share of the texts, 0 to 1."""
    skeleton, count = Counter(map(plain_skeleton, texts)).most_common(1)[0]
    return skeleton, count / len(texts)

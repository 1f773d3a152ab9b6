"""Where a speaker paused in a transcript without punctuation: a linear model of the characters on both sides (voc.text.teach_pauses)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from voc import resources
from voc.errors import VocError

Floats = npt.NDArray[np.float64]
BITS = 17
NAME = "pauses"
WINDOWS = ((-1, 0), (-2, 0), (-3, 0), (0, 1), (0, 2), (0, 3), (-1, 1), (-2, 1), (-1, 2), (-2, 2))
"""Pieces around a gap, as (from, to) counted from it: what ends there, what begins there, what goes across."""
SHORTEST = 2
"""Characters of a clause at least."""
_EDGE = 3
_ODD = np.uint32(0x85EBCA77)


def buckets(text: str) -> npt.NDArray[np.uint32]:
    """(gaps x WINDOWS): the bucket of each piece around every gap between two characters; digits count as one digit."""
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32).copy()
    points[(points >= 0x30) & (points <= 0x39)] = 0x30
    padded = np.concatenate([np.ones(_EDGE, np.uint32), points, np.full(_EDGE, 2, np.uint32)])
    gaps = np.arange(1, max(len(points), 1)) + _EDGE
    found = np.empty((len(gaps), len(WINDOWS)), np.uint32)
    for place, (low, high) in enumerate(WINDOWS):
        value = np.full(len(gaps), (place + 1) * 0x9E3779B1 & 0xFFFFFFFF, np.uint32)
        for step in range(low, high):
            value = (value ^ padded[gaps + step]) * _ODD
            value ^= value >> np.uint32(15)
        found[:, place] = value >> np.uint32(32 - BITS)
    return found


class Pauses:
    """`weights` of buckets; a gap is a pause from 0 on."""

    def __init__(self, weights: Floats, intercept: float, version: str = "") -> None:
        self._weights, self._intercept, self.version = weights, intercept, version

        # Several makers read the same clause of a call.
        self.cuts = lru_cache(maxsize=16_384)(self._cuts)

    def leaning(self, text: str) -> Floats:
        """One number per gap between two characters."""
        return np.asarray(self._weights[buckets(text)].sum(axis=1) + self._intercept)

    def _cuts(self, text: str) -> list[int]:
        """Where a clause ends, the strongest first wherever two would leave less than SHORTEST characters between them; ascending."""
        leaning = self.leaning(text)
        held: set[int] = set()
        for gap in sorted(np.flatnonzero(leaning > 0), key=lambda gap: -leaning[gap]):
            cut = int(gap) + 1
            if SHORTEST <= cut <= len(text) - SHORTEST and held.isdisjoint(range(cut - SHORTEST + 1, cut + SHORTEST)):
                held.add(cut)
        return sorted(held)


@cache
def load_pauses(folder: Path | None = None) -> Pauses:
    """The model in `folder` (pauses.npz, pauses.json), by default the shipped one; VocError where another version made it."""
    folder = folder or resources.path("lexicons", "models")
    raw, text = (folder / f"{NAME}.npz").read_bytes(), (folder / f"{NAME}.json").read_text(encoding="utf-8")
    card = json.loads(text)
    if (card["bits"], card["windows"]) != (BITS, [list(one) for one in WINDOWS]):
        raise VocError(
            f"{folder} 里的断句模型是另一版程序训练的，请重新训练：python -m voc.text.teach_pauses。",
            f"the model of pauses in {folder} was made by another version; make it anew: python -m voc.text.teach_pauses.",
        )
    weights = np.zeros(1 << BITS)
    with np.load(folder / f"{NAME}.npz", allow_pickle=False) as arrays:
        weights[arrays["columns"]] = arrays["weights"].astype(np.float64) * card["step"]
    return Pauses(weights, card["intercept"], hashlib.sha256(raw + text.encode()).hexdigest()[:8])


def boundary_f1(found: Sequence[set[int]], truth: Sequence[set[int]]) -> float:
    """F1 of places over texts."""
    hits = sum(len(one & other) for one, other in zip(found, truth, strict=True))
    return 2 * hits / max(sum(map(len, found)) + sum(map(len, truth)), 1)

"""Near-duplicates: texts that share most of their runs of four characters, found by MinHash and checked exactly (Broder 1997)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from voc.text.normalize import fold
from voc.text.patterns import HAN

ALIKE = 0.6
"""From this Jaccard index of their runs of characters on, two texts are copies of one."""
SHORTEST = 20
"""Characters below which a text says nothing about who copied whom: "no reply" is written by many."""
_RUN = 4
_BANDS, _EACH = 16, 3
"""Two texts of the least likeness agree in all hashes of at least one band with probability 0.98."""
_CHUNK = 50_000
"""Texts hashed at once: what they need of memory does not grow with the store."""
_PRIME = np.uint64(0x9E3779B97F4A7C15)
_SEED = 20_260_101
Ints = npt.NDArray[np.int64]
Hashes = npt.NDArray[np.uint64]
_KEPT = frozenset("abcdefghijklmnopqrstuvwxyz")
_FIRST, _LAST = HAN[0], HAN[-1]


def near_duplicates(folded: Sequence[str]) -> list[list[int]]:
    """Groups of two or more folded texts that are copies of one another, as places in order; the largest group first."""
    bare = [_bare(text) for text in folded]
    places = [at for at, text in enumerate(bare) if len(text) >= SHORTEST]
    if len(places) < 2:
        return []
    chunks = [[bare[at] for at in places[start : start + _CHUNK]] for start in range(0, len(places), _CHUNK)]
    parent = list(range(len(places)))
    for one, other in _candidates(np.concatenate([_signature(chunk) for chunk in chunks])):
        a, b = _root(parent, one), _root(parent, other)
        if a != b and alike(bare[places[one]], bare[places[other]]) >= ALIKE:
            parent[max(a, b)] = min(a, b)
    groups: dict[int, list[int]] = {}
    for at in range(len(places)):
        groups.setdefault(_root(parent, at), []).append(places[at])
    return sorted((group for group in groups.values() if len(group) > 1), key=lambda group: (-len(group), group[0]))


def first_of(texts: Sequence[str]) -> list[int]:
    """For each text the place of the first that it repeats, its own where it repeats none; short texts repeat only the same words."""
    folded = [fold(text) for text in texts]
    first = list(range(len(texts)))
    for group in near_duplicates(folded):
        for at in group:
            first[at] = group[0]
    seen: dict[str, int] = {}
    for at, text in enumerate(folded):
        if first[at] == at and (same := "".join(text.split())):
            first[at] = seen.setdefault(same, at)
    return first


def alike(one: str, other: str) -> float:
    """Jaccard index of the runs of four characters of two texts."""
    mine, theirs = ({text[at : at + _RUN] for at in range(len(text) - _RUN + 1)} for text in (one, other))
    return len(mine & theirs) / max(len(mine | theirs), 1)


def _bare(text: str) -> str:
    """Han characters and Latin letters only: marks, numbers and emoji are what a copy changes first."""
    return "".join(char for char in text if _FIRST <= char <= _LAST or char in _KEPT)


def _runs(texts: Sequence[str]) -> tuple[Hashes, Ints]:
    """A hash of every run of four characters, and where the runs of each text begin."""
    codes = np.frombuffer("".join(texts).encode("utf-32-le"), np.uint32).astype(np.uint64)
    owner = np.repeat(np.arange(len(texts)), np.fromiter(map(len, texts), np.int64, len(texts)))
    size = len(codes) - _RUN + 1
    hashed = np.zeros(size, np.uint64)
    for step in range(_RUN):
        hashed = _mixed(hashed * np.uint64(31) + codes[step : size + step])
    inside = owner[:size] == owner[_RUN - 1 :]
    return hashed[inside], np.searchsorted(owner[:size][inside], np.arange(len(texts)))


def _mixed(values: Hashes) -> Hashes:
    values = (values ^ (values >> np.uint64(29))) * _PRIME
    return values ^ (values >> np.uint64(32))


def _signature(texts: Sequence[str]) -> npt.NDArray[np.uint32]:
    """Texts x hash functions: the smallest hash of the runs of each text."""
    runs, starts = _runs(texts)
    seeds = np.random.default_rng(_SEED).integers(1, 2**63, _BANDS * _EACH, dtype=np.uint64)
    smallest = [np.minimum.reduceat(_mixed(runs ^ seed), starts) >> np.uint64(32) for seed in seeds]
    return np.stack(smallest, axis=1).astype(np.uint32)


def _candidates(signature: npt.NDArray[np.uint32]) -> list[tuple[int, int]]:
    """Neighbours among the texts that agree in all hashes of a band."""
    found: set[tuple[int, int]] = set()
    for band in range(_BANDS):
        key = np.zeros(len(signature), np.uint64)
        for part in signature[:, band * _EACH : (band + 1) * _EACH].T:
            key = _mixed(key * np.uint64(31) + part.astype(np.uint64))
        order = np.argsort(key, kind="stable")
        same = np.flatnonzero(key[order][1:] == key[order][:-1])
        found.update(zip(order[same].tolist(), order[same + 1].tolist(), strict=True))
    return sorted(found)


def _root(parent: list[int], at: int) -> int:
    while parent[at] != at:
        parent[at] = parent[parent[at]]
        at = parent[at]
    return at

"""Texts that say the same in nearly the same words: groups found by minhash and confirmed by the trigrams they share."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from voc.text.hashing import NOTHING, grams
from voc.text.normalize import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

ALIKE = 0.8
"""Share of trigrams in common from which two texts count as one."""
_HASHES, _BAND = 32, 2
_NOT_SAID = re.compile(r"[\W_]+")
Ints = npt.NDArray[np.int64]


def said(text: str) -> str:
    """A text's letters alone: what is left where punctuation, blanks and case do not count."""
    return _NOT_SAID.sub("", fold(text))


def groups(texts: Sequence[str]) -> Ints:
    """A number for each text, the same for those that are alike (the place of the first of them)."""
    plain = [said(text) for text in texts]
    parent = np.arange(len(plain))
    first: dict[str, int] = {}
    for place, text in enumerate(plain):
        parent[place] = first.setdefault(text, place)
    apart = sorted(set(first.values()))
    shingles = [_shingles(plain[place]) for place in apart]
    for one, two in _candidates([plain[place] for place in apart]):
        a, b = shingles[one], shingles[two]
        if len(a & b) >= ALIKE * len(a | b):
            _join(parent, apart[one], apart[two])
    return np.array([_root(parent, place) for place in range(len(plain))], np.int64)


def _shingles(text: str) -> set[str]:
    return {text[at : at + 3] for at in range(max(1, len(text) - 2))}


def _candidates(texts: Sequence[str]) -> set[tuple[int, int]]:
    """Pairs that share a band of minhash values; of many alike each is held against the first and its neighbour only."""
    found = grams(texts)
    trigrams = found.buckets[2].astype(np.uint64)
    pairs: set[tuple[int, int]] = set()
    if not len(texts):
        return pairs
    rng = np.random.default_rng(20260101)
    signature = np.empty((len(texts), _HASHES), np.uint64)
    missing = trigrams == NOTHING
    for number, odd in enumerate(rng.integers(1, 1 << 62, _HASHES, dtype=np.uint64) | np.uint64(1)):
        mixed = trigrams * odd
        mixed ^= mixed >> np.uint64(29)
        mixed[missing] = np.iinfo(np.uint64).max
        signature[:, number] = np.minimum.reduceat(mixed, found.starts[:-1])
    for at in range(0, _HASHES, _BAND):
        seen: dict[bytes, list[int]] = {}
        for place, key in enumerate(map(bytes, np.ascontiguousarray(signature[:, at : at + _BAND]))):
            held = seen.setdefault(key, [])
            pairs.update({(held[0], place), (held[-1], place)} if held else ())
            held.append(place)
    return pairs


def _root(parent: Ints, place: int) -> int:
    while parent[place] != place:
        place = int(parent[place])
    return place


def _join(parent: Ints, one: int, two: int) -> None:
    a, b = sorted((_root(parent, one), _root(parent, two)))
    parent[b] = a

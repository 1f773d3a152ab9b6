"""How many topics: the most coherent number among those that come out the same again when a fifth of the documents is left away."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from voc.topics.coherence import npmi, top_words
from voc.topics.mixture import by_nmf, settle, topic_of
from voc.topics.words import Counts, Ints

CANDIDATES = (4, 6, 8, 10, 15, 20, 25, 30)
_SAMPLE = 10_000
_EACH = 15
"""Fewest documents per topic for a number to be tried."""
_FOLDS = 5
_REPEATS = 2
_NEAR = 0.1
"""How far below the stablest number one may lie."""
_TOP = 10


@dataclass(frozen=True)
class Tried:
    """One number of topics: coherence (NPMI of the top words) and stability (mean ARI over subsamples of four fifths)."""

    number: int
    coherence: float
    stability: float


def try_numbers(counts: Counts) -> list[Tried]:
    """Every candidate that the documents are enough for, on the first 10,000 documents at most."""
    part = counts.part(np.arange(min(_SAMPLE, counts.documents)))
    fits = [number for number in CANDIDATES if number * _EACH <= part.filled and number < len(counts.words)]
    return [_tried(part, number) for number in fits or [min(4, len(counts.words) - 1)]]


def choose(tried: list[Tried]) -> Tried:
    """The most coherent of those near the stablest; on a tie the smaller number, which is easier to read."""
    stablest = max(one.stability for one in tried)
    near = [one for one in tried if one.stability >= stablest - _NEAR]
    return max(near, key=lambda one: (round(one.coherence, 3), -one.number))


def stability(counts: Counts, topics: int, whole: Ints) -> float:
    """Mean adjusted Rand index between `whole` (a topic per document) and fits that leave a fifth of the documents away."""
    from sklearn.metrics import adjusted_rand_score

    found = []
    for fold in range(_REPEATS):
        kept = np.flatnonzero(np.arange(counts.documents) % _FOLDS != fold)
        found.append(float(adjusted_rand_score(whole[kept], _topics(counts.part(kept), topics))))
    return float(np.mean(found))


def _tried(part: Counts, number: int) -> Tried:
    odds, prior = settle(part, by_nmf(part, number))
    return Tried(number, npmi(top_words(odds, part, _TOP), part), stability(part, number, topic_of(part, odds, prior)))


def _topics(part: Counts, topics: int) -> Ints:
    return topic_of(part, *settle(part, by_nmf(part, topics)))

"""How well the top words of topics go together: normalised pointwise mutual information over the documents (Bouma 2009)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np

from voc.topics.words import Counts, Floats


def npmi(best: Sequence[Sequence[int]], counts: Counts) -> float:
    """Mean NPMI (-1 to 1) of the pairs within each row of word numbers; -1 for a pair never met."""
    values = [value for each in npmi_each(best, counts) for value in each]
    return float(np.mean(values)) if values else -1.0


def npmi_each(best: Sequence[Sequence[int]], counts: Counts) -> list[list[float]]:
    """NPMI of every pair of words of every row."""
    size = max(counts.documents, 1)
    wanted = np.array(sorted({word for words in best for word in words}), np.int64)
    place = {int(word): at for at, word in enumerate(wanted)}
    present = counts.matrix[:, wanted]
    both: Floats = (present.T @ present).toarray()
    return [[_pair(both, place[one], place[other], size) for one, other in combinations(words, 2)] for words in best]


def _pair(both: Floats, one: int, other: int, size: int) -> float:
    together = float(both[one, other])
    if not together:
        return -1.0
    if together == size:
        return 1.0
    pmi = np.log(together * size / (float(both[one, one]) * float(both[other, other])))
    return float(pmi / -np.log(together / size))


def top_words(odds: Floats, counts: Counts, top: int) -> list[list[int]]:
    """Word numbers that matter most in each topic: how often they are said there, times their log odds against all documents."""
    ground = (np.bincount(counts.indices, minlength=len(counts.words)) + 0.5) / max(len(counts.indices), 1)
    matter = np.exp(odds) * ground * np.maximum(odds, 0)
    order = np.argsort(-matter, axis=1, kind="stable")[:, :top]
    return [[int(word) for word in row if matter[topic, word] > 0] for topic, row in enumerate(order)]

"""Words that are said somewhat more often and beside other words than before: a known word that has come to stand for something new.

How often and how used are two independent looks at one word, put together by Fisher's method: a word whose count alone proves nothing is
flagged where its documents also say things that its past documents did not say beside it (one-sided rank-sum test, Mann and Whitney 1947).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence, Set
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

RISEN = 1.645
"""Z from which on a word is looked at: more often than nineteen weeks in twenty."""
ENOUGH = 10
"""Documents of the window under which nothing can be said of how a word is used."""
PAST = 5
"""Documents of the past to compare with; a word without a past is judged by its count."""
Floats = npt.NDArray[np.float64]


class Use(NamedTuple):
    """A word's number, the p-value of its use alone, and of count and use together."""

    word: int
    used: float
    both: float


def uses(names: Sequence[str], z: Floats, now: Sequence[Set[str]], past: Sequence[Set[str]], known: Set[str]) -> list[Use]:
    """Of each of `names` (z: how far its count has risen) that rose and has documents enough. Words in `known` tell nothing of its use."""
    from scipy.stats import chi2, norm

    risen = {names[at]: at for at in np.flatnonzero(z > RISEN).tolist() if names[at] not in known}
    here, there = _saying(risen.keys(), now), _saying(risen.keys(), past)
    found = []
    for word, at in risen.items():
        if len(here[word]) >= ENOUGH and len(there[word]) >= PAST:
            used = _newly_used(word, [words - known for words in here[word]], [words - known for words in there[word]])
            found.append(Use(at, used, float(chi2.sf(-2 * (norm.logsf(z[at]) + np.log(used)), 4))))
    return found


def _saying(asked: Set[str], documents: Sequence[Set[str]]) -> dict[str, list[Set[str]]]:
    said: dict[str, list[Set[str]]] = {word: [] for word in asked}
    for words in documents:
        for word in words & asked:
            said[word].append(words)
    return said


def _newly_used(word: str, here: Sequence[Set[str]], there: Sequence[Set[str]]) -> float:
    """P-value: documents `here` say more that no document `there` says beside the word than these do of one another."""
    from scipy.stats import mannwhitneyu

    beside = Counter(one for words in there for one in words)
    fresh = [_share(words - {word}, beside, 0) for words in here]
    usual = [_share(words - {word}, beside, 1) for words in there]  # each against the others: its own mention does not count
    if min(fresh) == max(fresh) == min(usual) == max(usual):
        return 1.0
    return max(float(mannwhitneyu(fresh, usual, alternative="greater").pvalue), 1e-12)


def _share(words: Set[str], beside: dict[str, int], most: int) -> float:
    return sum(beside.get(word, 0) <= most for word in words) / max(len(words), 1)

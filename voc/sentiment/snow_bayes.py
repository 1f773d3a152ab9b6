"""SnowNLP's Bayes step over a whole batch at once: one look-up and one sum, equal to its own to rounding."""

from __future__ import annotations

from itertools import chain, repeat
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Sequence

Floats = npt.NDArray[np.float64]


class Weighed(NamedTuple):
    """`logits` of praise per text, and each word's share of its text's, text by text; the prior belongs to no word."""

    logits: Floats
    words: Floats


class SnowBayes:
    """SnowNLP's two counts of words, add one, as one table of log odds; `classifier` is its Bayes object."""

    def __init__(self, classifier: Any) -> None:
        praise, blame = classifier.d["pos"], classifier.d["neg"]
        words = list(praise.d.keys() | blame.d.keys())
        self._number = {word: number for number, word in enumerate(words)}
        # The last place is that of every word it has never seen.
        sides = [[side.d.get(word, side.none) for word in words] + [side.none] for side in (praise, blame)]
        logs = [np.log(np.array(side, np.float64) / one.total) for side, one in zip(sides, (praise, blame), strict=True)]
        self._odds = logs[0] - logs[1]
        self.prior = float(np.log(praise.total) - np.log(blame.total))

    def weigh(self, texts: Sequence[Sequence[str]]) -> Weighed:
        """The log odds of praise of texts given as words."""
        counts = np.fromiter(map(len, texts), np.int64, len(texts))
        numbers = map(self._number.get, chain.from_iterable(texts), repeat(len(self._number)))
        words = self._odds[np.fromiter(numbers, np.int64, int(counts.sum()))]
        owner = np.repeat(np.arange(len(texts)), counts)
        return Weighed(np.asarray(self.prior + np.bincount(owner, words, len(texts)), np.float64), words)

    def probabilities(self, texts: Sequence[Sequence[str]]) -> Floats:
        """SnowNLP's probability of praise of texts given as words."""
        return lean(self.weigh(texts).logits) / 2.0 + 0.5


def lean(logits: Floats) -> Floats:
    """2p - 1, without the overflow that SnowNLP itself meets on long texts."""
    return np.asarray(np.tanh(logits / 2.0), np.float64)

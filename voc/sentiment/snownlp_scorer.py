"""SnowNLP as it is: its own segmentation and its own Bayes classifier, with the words that decided as evidence.

Slow (some 200 short texts per CPU-second, nearly all of it segmentation) and heavy to import; kept as the reference.
"""

from __future__ import annotations

import hashlib
import warnings
from importlib.metadata import version as installed
from math import exp, log
from typing import TYPE_CHECKING

import numpy as np

from voc.sentiment import entries
from voc.sentiment.blank import empty_answer, readable
from voc.sentiment.evidence import labelled, table, written

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pyarrow as pa

    from voc.sentiment.lexicon import Hit
    from voc.text.documents import Documents

VERSION = 1
_NEUTRAL = 0.2
_MOST_SPANS = 12


class SnowScorer:
    """Polarity is 2p - 1 of SnowNLP's probability of praise; NULL where SnowNLP would guess about nothing.

    The confidence is SnowNLP's own and not calibrated; for neutral it is how near p is to one half.
    """

    name = "sentiment"

    def __init__(self) -> None:
        with warnings.catch_warnings():
            # Escapes and regular expressions in its source that newer Pythons warn of; nothing the user could do.
            warnings.simplefilter("ignore")
            from snownlp import normal, seg, sentiment
        self._cut: Callable[[str], list[str]] = seg.seg
        self._stop: Callable[[list[str]], list[str]] = normal.filter_stop
        bayes = sentiment.classifier.classifier
        self._sides = bayes.d["pos"], bayes.d["neg"]
        self._prior = log(self._sides[0].getsum()) - log(self._sides[1].getsum())
        self._odds: dict[str, float] = {}
        known = f"{VERSION}/{installed('snownlp')}/{entries.digest()}"
        self.version = "snownlp-" + hashlib.sha256(known.encode()).hexdigest()[:12]

    def score(self, ids: Sequence[str], docs: Documents) -> pa.Table:
        """Contract "sentiment_scores", one row per id, in order."""
        polarity = np.full(len(docs), np.nan)
        evidence = ["[]"] * len(docs)
        for index, (text, folded) in enumerate(zip(docs.texts, docs.folded, strict=True)):
            if readable(folded) and not empty_answer(folded):
                polarity[index], evidence[index] = self._scored(text)
        strength = np.abs(np.nan_to_num(polarity))
        labels = labelled(polarity, _NEUTRAL)
        confidence = np.where(labels == 1, 1.0 - strength, (1.0 + strength) / 2.0)
        return table(ids, self.version, evidence, polarity, labels, confidence)

    def _scored(self, text: str) -> tuple[float, str]:
        words = self._stop(self._cut(text))
        weights = [self._weight(word) for word in words]
        logit = self._prior + sum(weights)
        spans = sorted(_placed(text, words, weights), key=lambda span: -abs(span[2]))[:_MOST_SPANS]
        rest = logit - sum(span[2] for span in spans)
        # 2p - 1 without the overflow that SnowNLP itself meets on long texts.
        odds = exp(-abs(logit))
        return (1.0 - odds) / (1.0 + odds) * (1.0 if logit >= 0 else -1.0), written(text, sorted(spans), rest, "rest")

    def _weight(self, word: str) -> float:
        if word not in self._odds:
            praise, blame = self._sides
            self._odds[word] = log(praise.freq(word)) - log(blame.freq(word))
        return self._odds[word]


def _placed(text: str, words: list[str], weights: list[float]) -> list[Hit]:
    spans: list[Hit] = []
    start = 0
    for word, weight in zip(words, weights, strict=True):
        start = text.index(word, start)
        spans.append((start, start + len(word), weight, "word"))
        start += len(word)
    return spans

"""SnowNLP as a scorer: its own Bayes classifier, with the words that decided as evidence.

"snownlp" cuts words with its own segmenter, which takes nearly all of its time (some 200 short texts per CPU-second); "snownlp-fast" gives the
same classifier the words of the segmenter chosen, a hundred times as fast, so that scores differ where the two cut differently.
"""

from __future__ import annotations

import hashlib
import warnings
from importlib.metadata import version as installed
from typing import TYPE_CHECKING

import numpy as np

from voc.sentiment import entries
from voc.sentiment.evidence import Floats, Spans, labelled, table, written
from voc.sentiment.snow_bayes import SnowBayes, lean
from voc.text.blank import empty_answer, readable
from voc.text.documents import hearing_version
from voc.text.segment import segmenter

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pyarrow as pa

    from voc.text.documents import Documents

VERSION = 3
_NEUTRAL = 0.2
_MOST_SPANS = 12


class SnowScorer:
    """Polarity is 2p - 1 of SnowNLP's probability of praise; NULL where SnowNLP would guess about nothing.

    The confidence is SnowNLP's own and not calibrated; for neutral it is how near p is to one half. Without `cutter` it cuts words itself.
    """

    name = "sentiment"

    def __init__(self, cutter: str | None = None) -> None:
        with warnings.catch_warnings():
            # Escapes and regular expressions in its source that newer Pythons warn of; nothing the user could do.
            warnings.simplefilter("ignore")
            from snownlp import normal, seg, sentiment
        self._cut: Callable[[str], list[str]] = seg.seg if cutter is None else segmenter(cutter).cut
        self._stop = frozenset(normal.stop)
        self.bayes = SnowBayes(sentiment.classifier.classifier)
        known = f"{VERSION}/{installed('snownlp')}/{entries.digest()}/{cutter}/{hearing_version()}"
        self.version = f"snownlp{'-fast' if cutter else ''}-" + hashlib.sha256(known.encode()).hexdigest()[:12]

    def score(self, ids: Sequence[str], docs: Documents) -> pa.Table:
        """Contract "sentiment_scores", one row per id, in order."""
        known, texts = self._said(docs)
        logits, weights = self.bayes.weigh(texts)
        polarity = np.full(len(docs), np.nan)
        polarity[known] = lean(logits)
        evidence = _evidence(docs, known, texts, weights, logits)
        strength = np.abs(np.nan_to_num(polarity))
        labels = labelled(polarity, _NEUTRAL)
        confidence = np.where(labels == 1, 1.0 - strength, (1.0 + strength) / 2.0)
        return table(ids, self.version, docs.folded, evidence, polarity, labels, confidence)

    def polarity(self, docs: Documents) -> Floats:
        """The polarity alone, NaN where there is nothing to score."""
        known, texts = self._said(docs)
        polarity = np.full(len(docs), np.nan)
        polarity[known] = lean(self.bayes.weigh(texts)[0])
        return polarity

    def _said(self, docs: Documents) -> tuple[list[int], list[list[str]]]:
        """Which texts can be scored, and their words."""
        known = [place for place, folded in enumerate(docs.folded) if readable(folded) and not empty_answer(folded)]
        return known, [self.words(docs.texts[place]) for place in known]

    def words(self, text: str) -> list[str]:
        """The words that count: no blanks, none of SnowNLP's stop words."""
        return [word for word in self._cut(text) if word not in self._stop and not word.isspace()]


def _evidence(docs: Documents, known: list[int], said: list[list[str]], weights: Floats, logits: Floats) -> pa.Array:
    """The heaviest words of each text, in order of place, and what the others add up to."""
    spans: list[tuple[int, int, int, float]] = []
    at = 0
    for place, words in zip(known, said, strict=True):
        placed = _placed(docs.texts[place], words, weights[at : at + len(words)].tolist())
        at += len(words)
        spans += sorted((place, *span) for span in sorted(placed, key=lambda span: -abs(span[2]))[:_MOST_SPANS])
    doc, start, end = (np.array([span[part] for span in spans], np.int64) for part in range(3))
    shown = np.array([span[3] for span in spans], np.float64)
    rest = np.full(len(docs), np.nan)
    rest[known] = logits
    rest -= np.bincount(doc, shown, len(docs))
    return written(docs, Spans(doc, start, end, shown, np.zeros_like(doc)), ("word",), rest)


def _placed(text: str, words: list[str], weights: list[float]) -> list[tuple[int, int, float]]:
    spans: list[tuple[int, int, float]] = []
    start = 0
    for word, weight in zip(words, weights, strict=True):
        start = text.index(word, start)
        spans.append((start, start + len(word), weight))
        start += len(word)
    return spans

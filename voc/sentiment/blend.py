"""The scorer of every day: linear model and lexicon in one sum of spans, calibrated, with that sum as its evidence."""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_left
from dataclasses import dataclass
from math import sqrt
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from voc import resources
from voc.sentiment import entries, lexicon
from voc.sentiment.blank import empty_answer, readable
from voc.sentiment.evidence import labelled, table, written
from voc.sentiment.lexicon import ASKS, POLITE, TURNED, WISHES, readings
from voc.sentiment.linear import LinearModel, load_linear

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa

    from voc.sentiment.lexicon import Hit, Reading
    from voc.text.documents import Documents

VERSION = 1
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Coefficients:
    """How the parts add up to a logit, and how a logit becomes a label and its probability (lexicons/models/blend.json)."""

    linear: float
    lexicon: float
    asks: float
    wishes: float
    asked_share: float
    turned_share: float
    polite_share: float
    bare_share: float
    bias: float
    last_line: float
    neutral: float
    slope: float
    praise_at: float
    blame_at: float


def load_coefficients(folder: Path | None = None) -> tuple[Coefficients, str]:
    """(coefficients, digest of their file), by default the shipped ones."""
    raw = ((folder or resources.path("lexicons", "models")) / "blend.json").read_text(encoding="utf-8")
    values = {name: value for name, value in json.loads(raw).items() if name in Coefficients.__dataclass_fields__}
    return Coefficients(**values), hashlib.sha256(raw.encode()).hexdigest()[:12]


class BlendScorer:
    """Polarity is tanh(sum / 2) of the evidence's weights; NULL for a text without a Chinese character or a known sign of feeling."""

    name = "sentiment"

    def __init__(self, model: LinearModel, coefficients: Coefficients, digest: str) -> None:
        self._model = model
        self._by = coefficients
        self._bias = coefficients.bias + coefficients.linear * model.intercept
        self._trust = [_trust(manner, coefficients) for manner in range(2 * POLITE)]
        self._worth = [
            bool(manner & ASKS) * coefficients.asks + bool(manner & WISHES) * coefficients.wishes for manner in range(2 * POLITE)
        ]
        parts = (VERSION, lexicon.VERSION, model.digest, entries.digest(), digest)
        self.version = "linear-" + hashlib.sha256("/".join(map(str, parts)).encode()).hexdigest()[:12]

    def score(self, ids: Sequence[str], docs: Documents) -> pa.Table:
        """Contract "sentiment_scores", one row per id, in order."""
        logits, evidence = self.logits(docs)
        polarity = np.tanh(logits / 2.0)
        labels = labelled(polarity, self._by.neutral)
        confidence = np.take_along_axis(self._probabilities(np.nan_to_num(logits)), labels[:, None], 1)[:, 0]
        return table(ids, self.version, evidence, polarity, labels, confidence)

    def logits(self, docs: Documents) -> tuple[Floats, list[str]]:
        """The sum of each document's evidence, NaN where there is nothing to score, and the evidence itself."""
        shares = (self._model.parts(docs).clauses * self._by.linear).tolist()
        logits = np.full(len(docs), np.nan)
        evidence: list[str] = []
        at = 0
        for index, (text, folded, clauses, reading) in enumerate(
            zip(docs.texts, docs.folded, docs.clauses, readings(docs), strict=True)
        ):
            after = at + len(clauses)
            if not _says_something(folded, reading):
                evidence.append("[]")
            else:
                weights = self._clause_weights(shares[at:after], reading)
                spans: list[Hit] = [(start, end, weight, "clause") for (start, end), weight in zip(clauses, weights, strict=True)]
                spans += self._felt(reading.hits)
                if "\n" in folded:
                    spans = self._ramped(folded, spans)
                logits[index] = self._bias + sum([span[2] for span in spans])
                evidence.append(written(text, spans, self._bias, "bias"))
            at = after
        return logits, evidence

    def _clause_weights(self, shares: list[float], reading: Reading) -> list[float]:
        """The linear model knows reviews, not requests, negations and greetings: there, and where it stands alone, it counts less."""
        if not reading.hits:
            shares = [share * self._by.bare_share for share in shares]
        manners = reading.manners
        if not any(manners):
            return shares
        return [
            share * self._trust[manner] + self._worth[manner] / len(manners) for share, manner in zip(shares, manners, strict=True)
        ]

    def _felt(self, hits: list[Hit]) -> list[Hit]:
        # Many words say less than their sum: the tenth complaint in a text is no news.
        scale = self._by.lexicon / sqrt(1.0 + sum([abs(hit[2]) for hit in hits]))
        return [(start, end, weight * scale, cue) for start, end, weight, cue in hits]

    def _ramped(self, folded: str, spans: list[Hit]) -> list[Hit]:
        """In a text of several lines, a call for one, what is said last tells most of how the customer leaves."""
        breaks = [index for index, character in enumerate(folded) if character == "\n"]
        lines = len(breaks) + 1
        ramp = [1.0 + self._by.last_line * ((2 * line + 1) / lines - 1.0) for line in range(lines)]
        return [(start, end, weight * ramp[bisect_left(breaks, start)], cue) for start, end, weight, cue in spans]

    def _probabilities(self, logits: Floats) -> Floats:
        # tanh where the logistic function would overflow.
        praise = 0.5 + 0.5 * np.tanh(self._by.slope * (logits - self._by.praise_at) / 2.0)
        blame = 0.5 - 0.5 * np.tanh(self._by.slope * (logits - self._by.blame_at) / 2.0)
        return np.stack([blame, 1.0 - praise - blame, praise], axis=1)


def _says_something(folded: str, reading: Reading) -> bool:
    return bool(reading.hits or readable(folded)) and not empty_answer(folded)


def _trust(manner: int, by: Coefficients) -> float:
    asked = by.asked_share if manner & (ASKS | WISHES) else 1.0
    turned = by.turned_share if manner & TURNED else 1.0
    return asked * turned * (by.polite_share if manner & POLITE else 1.0)


def load_blend(folder: Path | None = None) -> BlendScorer:
    """The shipped scorer, or the one whose model and coefficients are in `folder`."""
    coefficients, digest = load_coefficients(folder)
    return BlendScorer(load_linear(folder), coefficients, digest)

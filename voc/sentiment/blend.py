"""The scorer of every day: linear model and lexicon in one sum of spans, calibrated, with that sum as its evidence."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from voc import resources
from voc.errors import InputError
from voc.sentiment import entries, lexicon
from voc.sentiment.evidence import Spans, table, written
from voc.sentiment.lexicon import ASKS, CUES, POLITE, TURNED, WISHES, read
from voc.sentiment.linear import LinearModel, load_linear
from voc.sentiment.own import Own, load_own
from voc.text.acts import HEADS, gate, load_acts
from voc.text.blank import empty_in
from voc.text.documents import hearing_version, holding
from voc.text.patterns import HAN_POINTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa

    from voc.text.acts import Acts, Shares
    from voc.text.documents import Documents, Layout

VERSION = 5
_NEG, _NEU, _POS = (HEADS.index(name) for name in ("neg", "neu", "pos"))
_FOUND = HEADS.index("churn")
"""The heads before this one are acts or feelings; how far each is found weighs in."""
_LIKE, _FULL, _ACTS = 4, 7, 8
"""Parts that tell how surely a text is like the acts' sentences and how much it says, and where the acts begin."""
PARTS = _ACTS + _FOUND
OWN = 2
"""Parts that a model trained here has beside those."""
_SURELY, _TINY = 12, 1e-6
_SUREST, _MUCH = 4, 24.0
"""The power of likeness in what is steeper; n-grams, three a character, that say much."""
_CERTAIN = 0.9999
_BREAK = ord("\n")
_CLAUSE = len(CUES)
_CUES = (*CUES, "clause")
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Coefficients:
    """How the parts add up, and how the sum becomes a label and its probability (lexicons/models/blend.json).

    `praise` weighs the parts for praise against blame, `calm` for neither: the sum of words and reviews, the acts' praise less blame and
    calm; for texts surely like the acts' sentences that sum again, and 1; for every text 1, the size of the sum and how much it says; for those surely like
    them how far each act is found (-1..1); and, last, what was learned here and its size. `sure` makes all of it steeper for texts surely like the
    acts' sentences that say more than a word or two, which are read more rightly than others: their chances move away from even, their labels stay.
    """

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
    praise: tuple[float, ...]
    calm: tuple[float, ...]
    sure: float = 0.0


def load_coefficients(folder: Path | None = None) -> tuple[Coefficients, str]:
    """(coefficients, digest of their file), by default the shipped ones."""
    raw = ((folder or resources.path("lexicons", "models")) / "blend.json").read_text(encoding="utf-8")
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in json.loads(raw).items()
        if name in Coefficients.__dataclass_fields__
    }
    return Coefficients(**values), hashlib.sha256(raw.encode()).hexdigest()[:12]


class BlendScorer:
    """Polarity is P(praise) - P(blame) = tanh(sum of the evidence's weights / 2); NULL for a text without a Chinese character or sign of feeling."""

    name = "sentiment"

    def __init__(self, model: LinearModel, coefficients: Coefficients, digest: str, acts: Acts, own: Own | None = None) -> None:
        self._model, self._acts, self._own = model, acts, own
        self._by = coefficients
        self._bias = coefficients.bias + coefficients.linear * model.intercept
        self._trust = np.array([_trust(manner, coefficients) for manner in range(2 * POLITE)])
        self._worth = np.array(
            [bool(manner & ASKS) * coefficients.asks + bool(manner & WISHES) * coefficients.wishes for manner in range(2 * POLITE)]
        )
        parts = (
            VERSION,
            lexicon.VERSION,
            model.digest,
            entries.digest(),
            digest,
            acts.digest,
            hearing_version(),
            own.digest if own else "",
        )
        self.version = "linear-" + hashlib.sha256("/".join(map(str, parts)).encode()).hexdigest()[:12]

    def score(self, ids: Sequence[str], docs: Documents) -> pa.Table:
        """Contract "sentiment_scores", one row per id, in order."""
        sums, spans = self._felt_sums(docs)
        shares = self._acts.shares(docs)
        mixed, learned = self._mixed(docs, sums, shares)
        chances = self.probabilities(mixed)
        polarity = _lean(sums, chances)
        labels = chances.argmax(axis=1)
        confidence = np.take_along_axis(chances, labels[:, None], 1)[:, 0]
        evidence = self._evidence(docs, spans, shares, mixed, learned, polarity)
        return table(ids, self.version, docs.folded, evidence, polarity, labels, confidence)

    def polarity(self, docs: Documents) -> Floats:
        """The polarity alone, NaN where there is nothing to score: for those who need no evidence."""
        sums, _ = self._felt_sums(docs)
        return _lean(sums, self.probabilities(self._mixed(docs, sums, self._acts.shares(docs))[0]))

    def mixed(self, docs: Documents) -> Floats:
        """The parts that `Coefficients.praise` and `calm` weigh, one row per text; NaN where there is nothing to score."""
        return self._mixed(docs, self._felt_sums(docs)[0], self._acts.shares(docs))[0]

    def _mixed(self, docs: Documents, sums: Floats, shares: Shares) -> tuple[Floats, Floats | None]:
        """The parts, with what was learned here as the last ones, and the clauses' shares of that."""
        mixed = mixture(sums, shares)
        if self._own is None:
            return mixed, None
        told, by_clause = self._own.read(docs)
        return np.column_stack([mixed, own_parts(told)]), by_clause

    def probabilities(self, mixed: Floats) -> Floats:
        """P(blame), P(neither), P(praise) of each text."""
        known = steep(np.nan_to_num(mixed), self._by.sure)
        lean, calm = known @ np.array(self._by.praise), known @ np.array(self._by.calm)
        logits = np.stack([-lean / 2.0, calm, lean / 2.0], axis=1)
        odds = np.exp(logits - logits.max(axis=1, keepdims=True))
        return np.asarray(odds / odds.sum(axis=1, keepdims=True))

    def _evidence(
        self, docs: Documents, spans: Spans, shares: Shares, mixed: Floats, learned: Floats | None, polarity: Floats
    ) -> pa.Array:
        """Each text's spans, weighed so that they add up to the logit of its polarity; what no span holds is the last one's."""
        by, steeper = np.array(self._by.praise), steepness(mixed, self._by.sure)
        words = (by[0] + by[3] * mixed[:, _LIKE] + by[6] * np.sign(mixed[:, 0])) * steeper
        # Of each act a clause has the part of what it weighs that it has of its logit.
        worth = mixed[:, _LIKE, None] * by[_ACTS:PARTS] * _slope(shares.logits[:, :_FOUND])
        worth[:, _POS] += by[1]
        worth[:, _NEG] -= by[1]
        clause_acts = (shares.clauses(slice(_FOUND)) * worth[shares.owner]).sum(axis=1)
        if learned is not None:
            clause_acts += learned * by[PARTS]
        clause_acts *= steeper[shares.owner]
        total = 2.0 * np.arctanh(polarity)
        weighed = spans.weight * words[spans.doc]
        whole = np.flatnonzero(spans.cue == _CLAUSE)
        weighed[whole] += clause_acts[np.flatnonzero(~np.isnan(polarity)[shares.owner])]
        rest = total - np.bincount(spans.doc, weighed, len(docs))
        return written(docs, spans._replace(weight=weighed), _CUES, rest)

    def _felt_sums(self, docs: Documents) -> tuple[Floats, Spans]:
        """The sum of words and reviews of each text (NaN: nothing to score), and its parts: one per clause first, then the words."""
        reading, layout = read(docs), docs.layout
        size, of = len(docs), layout.doc
        felt = np.bincount(reading.doc, minlength=size)
        scored = _say_something(docs, felt > 0)
        shares = self._clause_weights(self._model.parts(docs).clauses * self._by.linear, of, felt, reading.manner)
        # Many words say less than their sum: the tenth complaint in a text is no news.
        scale = self._by.lexicon / np.sqrt(1.0 + np.bincount(reading.doc, np.abs(reading.weight), size))
        clause, word = np.flatnonzero(scored[of]), np.flatnonzero(scored[reading.doc])
        doc = np.concatenate([of[clause], reading.doc[word]])
        order = np.argsort(doc, kind="stable")
        start = np.concatenate([layout.first[clause], reading.start[word]])
        end = np.concatenate([layout.last[clause], reading.end[word]])
        weight = np.concatenate([shares[clause], reading.weight[word] * scale[reading.doc[word]]])
        weight *= self._ramp(layout, doc, start)
        cue = np.concatenate([np.full(len(clause), _CLAUSE), reading.cue[word]])
        doc, weight, at = doc[order], weight[order], layout.starts[doc[order]]
        sums = np.where(scored, self._bias + np.bincount(doc, weight, size), np.nan)
        return sums, Spans(doc, start[order] - at, end[order] - at, weight, cue[order])

    def _clause_weights(self, shares: Floats, of: Ints, felt: Ints, manner: Ints) -> Floats:
        """The linear model knows reviews, not requests, negations and greetings: there, and where it stands alone, it counts less."""
        shares = shares * np.where(felt == 0, self._by.bare_share, 1.0)[of]
        mannered = np.bincount(of, manner > 0, len(felt)) > 0
        number = np.bincount(of, minlength=len(felt))
        return np.where(mannered[of], shares * self._trust[manner] + self._worth[manner] / number[of], shares)

    def _ramp(self, layout: Layout, doc: Ints, start: Ints) -> Floats:
        """In a text of several lines, a call for one, what is said last tells most of how the customer leaves."""
        breaks = layout.points == _BREAK
        if not breaks.any():
            return np.ones(len(doc))
        before = np.concatenate([[0], np.cumsum(breaks)])
        line = before[start] - before[layout.starts[doc]]
        lines = 1 + np.diff(before[layout.starts])[doc]
        return np.asarray(1.0 + self._by.last_line * ((2 * line + 1) / lines - 1.0))


def _lean(sums: Floats, chances: Floats) -> Floats:
    return np.where(np.isnan(sums), np.nan, np.clip(chances[:, 2] - chances[:, 0], -_CERTAIN, _CERTAIN))


def mixture(sums: Floats, shares: Shares) -> Floats:
    """(texts, PARTS): what the coefficients weigh; see Coefficients."""
    logits = shares.logits.astype(np.float64)
    lean, calm = logits[:, _POS] - logits[:, _NEG], logits[:, _NEU]
    surely = gate(shares) ** _SURELY
    full = 1.0 - np.exp(-np.bincount(shares.owner, shares.character_count, len(sums)) / _MUCH)
    known = [sums, lean, calm, sums * surely, surely, np.ones(len(sums)), np.abs(sums), full]
    return np.column_stack([*known, np.tanh(logits[:, :_FOUND] / 2.0) * surely[:, None]])


def steepness(mixed: Floats, sure: float) -> Floats:
    """(texts,): what every part of a text is multiplied by."""
    return np.asarray(1.0 + sure * mixed[:, _FULL] * mixed[:, _LIKE] ** _SUREST)


def steep(mixed: Floats, sure: float) -> Floats:
    """The parts as they are weighed: steeper for texts surely like the acts' sentences."""
    return np.asarray(mixed * steepness(mixed, sure)[:, None])


def own_parts(told: Floats) -> Floats:
    """(texts, OWN): what was learned here, and its size, which speaks against neither praise nor blame."""
    return np.column_stack([told, np.abs(told)])


def _slope(logits: npt.NDArray[np.float32]) -> Floats:
    """tanh(x / 2) / x."""
    safe = np.where(np.abs(logits) < _TINY, _TINY, logits.astype(np.float64))
    return np.asarray(np.tanh(safe / 2.0) / safe)


def _say_something(docs: Documents, felt: Flags) -> Flags:
    """Which texts there is something to score in: a sign of feeling (`felt`) or a Chinese character, and not just that there is nothing to say."""
    said = felt | holding(docs, HAN_POINTS)
    said[empty_in(docs)] = False
    return said


def _trust(manner: int, by: Coefficients) -> float:
    asked = by.asked_share if manner & (ASKS | WISHES) else 1.0
    turned = by.turned_share if manner & TURNED else 1.0
    return asked * turned * (by.polite_share if manner & POLITE else 1.0)


def fits(folder: Path) -> bool:
    """Whether a model that was trained here weighs the parts there are now: an update may bring others."""
    return len(load_coefficients(folder)[0].praise) == PARTS + OWN


def load_blend(folder: Path | None = None) -> BlendScorer:
    """The shipped scorer, or the one trained here whose own head and coefficients are in `folder`: the shipped parts are its prior.

    InputError where that one was trained for an older version's parts.
    """
    if folder is not None and not fits(folder):
        raise InputError(
            f"本单位训练的情感模型 {folder.name} 与升级后的程序不配。请重新训练（voc train sentiment），"
            "或先换回随附的模型（voc models activate sentiment shipped）。",
            f"the sentiment model trained here, {folder.name}, does not fit this version. Train again (voc train sentiment), "
            "or go back to the shipped one (voc models activate sentiment shipped).",
        )
    coefficients, digest = load_coefficients(folder)
    return BlendScorer(load_linear(), coefficients, digest, load_acts(), None if folder is None else load_own(folder))

"""The coder: rules score codes clause by clause, the fault first and the handling second; unsure is NULL."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from voc.causes.codeframe import Codeframe, load_codeframe
from voc.schema import MAKERS
from voc.text.documents import Documents
from voc.text.rules import Matches, Rulebook
from voc.text.spans import evidence_lists, heaviest

CODE_VERSION = 1
_BATCH = 20_000
_SPANS = 4
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


def load(codeframe: Codeframe | None = None) -> Coder:
    """A coder for `codeframe`, or for the packaged one."""
    return Coder(codeframe or load_codeframe())


class Coder:
    """Maker of cause_scores: one primary and at most one secondary cause per verbatim."""

    name = "causes"

    def __init__(self, codeframe: Codeframe) -> None:
        self.codeframe = codeframe
        self.version = f"rules-{CODE_VERSION}-{codeframe.digest}"
        self.ids = [code.id for code in codeframe.codes]
        self._meaning = [f'"cause":"{code}"' for code in self.ids]
        rules = codeframe.rules
        self._book = Rulebook(rules, codeframe.shadows)
        at = {code: number for number, code in enumerate(self.ids)}
        self._label = np.array([at[rule.label] for rule in rules], np.int64)
        self._weight = np.array([rule.weight for rule in rules], np.float64)
        self._handling = np.array([at[code] for code in codeframe.coding.handling], np.int64)
        self._fallback = np.array([at[code] for code in codeframe.coding.fallback], np.int64)

    def score(self, ids: Sequence[str], docs: Documents) -> pa.Table:
        """cause_scores, one row per id in order."""
        tables = [self._batch(ids[i : i + _BATCH], _part(docs, i, i + _BATCH)) for i in range(0, max(len(ids), 1), _BATCH)]
        return MAKERS[self.name].conform(pa.concat_tables(tables))

    def scores(self, docs: Documents) -> Floats:
        """Documents x codes: what the rules add up to, after "the fault first, the handling second"."""
        matches = self._book.match(docs)
        return self._settle(self._added(matches, self._worth(matches, docs)[0], len(docs)))

    def _batch(self, ids: Sequence[str], docs: Documents) -> pa.Table:
        matches = self._book.match(docs)
        worth, leads = self._worth(matches, docs)
        scores = self._settle(self._added(matches, worth, len(docs)))
        first, second, confidence = self._choose(scores)
        evidence = self._evidence(docs, matches, worth, leads, first, second)
        names = np.array([*self.ids, None], dtype=object)
        return pa.table(
            {
                "verbatim_id": pa.array(list(ids), pa.string()),
                "version": pa.array([self.version] * len(ids), pa.string()),
                "evidence": pa.array(evidence, pa.string()),
                "cause": pa.array(names[first], pa.string()),
                "cause_confidence": pa.array(confidence, pa.float64(), mask=first < 0),
                "cause2": pa.array(names[second], pa.string()),
            }
        )

    def _worth(self, matches: Matches, docs: Documents) -> tuple[Floats, Flags]:
        """What each match adds, and which match leads its code in its clause (the others add little: the same words again)."""
        coding = self.codeframe.coding
        weight = self._weight[matches.rule]
        group = matches.clause * len(self.ids) + self._label[matches.rule]
        order = np.lexsort((matches.start, -weight, group))
        leads = np.zeros(len(order), np.bool_)
        leads[order] = np.diff(group[order], prepend=-1) != 0
        lengths = np.fromiter(map(len, docs.folded), np.int64, len(docs.folded))
        place = matches.start / np.maximum(lengths[matches.doc], 1)
        opening = coding.opening - (coding.opening - 1) * place
        return weight * np.where(leads, 1.0, coding.repeat) * opening, leads

    def _added(self, matches: Matches, worth: Floats, size: int) -> Floats:
        cells = matches.doc * len(self.ids) + self._label[matches.rule]
        added: Floats = np.bincount(cells, worth, size * len(self.ids)).reshape(size, len(self.ids)).astype(np.float64)
        return added

    def _settle(self, scores: Floats) -> Floats:
        coding = self.codeframe.coding
        faults = np.ones(len(self.ids), np.bool_)
        faults[self._handling] = faults[self._fallback] = False
        fault = scores[:, faults].max(axis=1, initial=0.0)
        factors = np.where((fault >= coding.threshold)[:, None], np.array(coding.handling_factor), 1.0)
        scores[:, self._handling] *= factors
        plain = fault >= coding.named
        scores[np.ix_(plain, self._handling[:1])] = np.minimum(scores[plain][:, self._handling[:1]], 0.95 * fault[plain, None])
        faults[self._handling] = True
        named = scores[:, faults].max(axis=1, initial=0.0)
        margin = np.where((named >= coding.threshold)[:, None], named[:, None] * np.array(coding.fallback_margin), 0.0)
        kept = scores[:, self._fallback] >= margin
        scores[:, self._fallback] *= kept
        overruled = (kept & (scores[:, self._fallback] >= coding.threshold)).any(axis=1) & (named >= coding.threshold)
        scores[np.ix_(overruled, faults)] *= 0.5
        return scores

    def _choose(self, scores: Floats) -> tuple[Ints, Ints, Floats]:
        """Primary and secondary code (-1 for none) and the confidence in the primary one."""
        coding = self.codeframe.coding
        rows = np.arange(len(scores))
        first = scores.argmax(axis=1)
        top = scores[rows, first]
        rest = scores.copy()
        rest[rows, first] = -np.inf
        rest[:, self._fallback] = -np.inf
        second = rest.argmax(axis=1)
        next_best = np.maximum(rest[rows, second], 0.0)
        bias, strength, lead = coding.certainty
        logit = bias + strength * np.log(np.maximum(top, 0.1)) + lead * (1 - next_best / np.maximum(top, 0.1))
        confidence = 1 / (1 + np.exp(-logit))
        named = top >= coding.threshold
        paired = named & (next_best >= coding.second_threshold) & (next_best >= coding.second_share * top)
        paired &= ~np.isin(first, self._fallback)
        return np.where(named, first, -1), np.where(paired, second, -1), confidence

    def _evidence(self, docs: Documents, matches: Matches, worth: Floats, leads: Flags, first: Ints, second: Ints) -> list[str]:
        label = self._label[matches.rule]
        shown = leads & ((label == first[matches.doc]) | (label == second[matches.doc]))
        rows = np.flatnonzero(shown)
        rows = rows[heaviest(matches.doc[rows], matches.start[rows], worth[rows], _SPANS)]
        meaning = [self._meaning[code] for code in label[rows].tolist()]
        return evidence_lists(docs.texts, matches.doc[rows], matches.start[rows], matches.end[rows], worth[rows], meaning)


def _part(docs: Documents, start: int, end: int) -> Documents:
    if start == 0 and end >= len(docs):
        return docs
    return Documents(docs.texts[start:end], docs.folded[start:end], docs.clauses[start:end])

"""The coder: rules score codes clause by clause, the fault first and the handling second; learned models are heard beside them; unsure is NULL."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from voc import resources
from voc.causes.codeframe import Codeframe, load_codeframe
from voc.causes.linear import OPINIONS, Added, LinearModel, load_linear, opinions_on
from voc.causes.speakers import Sides
from voc.causes.trade import strange
from voc.schema import MAKERS
from voc.text.blank import empty_in
from voc.text.documents import Documents, hearing_version
from voc.text.rules import Matches, Rulebook
from voc.text.spans import chosen, evidence_lists, heaviest, named, rounded

CODE_VERSION = 7
_BATCH = 20_000
_SPANS = 4
_SHORT = 5
"""Characters under which one concept is not enough."""
_BEHIND = 0.05
"""By how much a handling code stays behind the fault, as a log chance."""
FLOOR = 1e-6
"""Granted to each chance before labels are heard, so that they can speak for any code."""
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


class _Heard(NamedTuple):
    """Documents x codes each: the rules' scores without finer codes, their share, the chances by the regression and by the counts on the
    text as a whole, by the counts clause by clause, and what labels add (None: nothing was learned from labels).
    """

    ruled: Floats
    share: Floats
    whole: Floats
    counts: Floats
    clauses: Floats
    added: Floats | None


def load(folders: Mapping[str, Path] | None = None) -> Coder:
    """A coder with the packaged codeframe and model, or with those in `folders` ("codeframe": codeframe.toml, "causes": the model)."""
    folders = folders or {}
    frame, model = folders.get("codeframe"), folders.get("causes")
    if frame is None and model is None:
        return _shipped(resources.stamp(*(("lexicons", *names) for names in _FILES)))
    return Coder(load_codeframe(frame and frame / "codeframe.toml"), load_linear(model))


_FILES = (("codeframe.toml",), ("models", "causes.npz"), ("models", "causes.json"))


@lru_cache(maxsize=1)
def _shipped(_stamp: tuple[tuple[int, int], ...]) -> Coder:
    return Coder(load_codeframe(), load_linear())


def _opinions(own: Floats, heard: _Heard) -> Floats:
    views = (own, heard.share, heard.whole, heard.counts, heard.clauses)
    return np.concatenate([*views, np.ones((len(own), 1))], axis=1)


class Coder:
    """Maker of cause_scores: one primary and at most one secondary cause per verbatim."""

    name = "causes"

    def __init__(self, codeframe: Codeframe, model: LinearModel) -> None:
        self.codeframe = codeframe
        self.version = f"causes-{CODE_VERSION}-{codeframe.digest}-{model.digest}-{hearing_version()}"
        self.ids = [code.id for code in codeframe.codes]
        self._meaning = [f'"cause":"{code}"' for code in self.ids]
        rules = codeframe.rules
        self._sides = Sides(Rulebook(rules, codeframe.shadows))
        at = {code: number for number, code in enumerate(self.ids)}
        self._label = np.array([at[rule.label] for rule in rules], np.int64)
        self._weight = np.array([rule.weight for rule in rules], np.float64)
        self._handling = np.array([at[code] for code in codeframe.coding.handling], np.int64)
        self._fallback = np.array([at[code] for code in codeframe.coding.fallback], np.int64)
        self._finer = np.array([number for number, code in enumerate(codeframe.codes) if code.refines], np.int64)
        self._coarser = np.array([at[code.refines] for code in codeframe.codes if code.refines], np.int64)
        self._level = np.unique([code.partition(".")[0] for code in self.ids], return_inverse=True)[1]
        self._trade = np.isin(model.concepts.names, codeframe.coding.trade)
        self._common = np.array([codeframe.coding.common.get(code, 0.0) for code in self.ids])
        classes = {code: number for number, code in enumerate(model.classes)}
        self._class = np.array([classes.get(code, -1) for code in self.ids], np.int64)
        self._listen(model)

    def _listen(self, model: LinearModel) -> None:
        """Takes what the model learned from labels, for the codes that both know."""
        self.model, added = model, model.learned.added
        place = {code: number for number, code in enumerate(added.classes)} if added else {}
        pairs = [(number, place[code]) for number, code in enumerate(self.ids) if code in place]
        self._taught = here, there = np.array(pairs, np.int64).reshape(-1, 2).T
        self._swaps = np.zeros((OPINIONS * len(self.ids) + 1, len(self.ids)))
        if added:
            rows, known = opinions_on(here, len(self.ids)), opinions_on(there, len(place))
            self._swaps[np.ix_(rows, here)] = added.swaps[np.ix_(known, there)]

    def hearing(self, added: Added) -> Coder:
        """The same coder with `added` in place of what labels added so far; not for storing scores, whose version would be wrong."""
        other = copy.copy(self)
        other._listen(self.model.hearing(added))
        return other

    @property
    def asks_agents(self) -> bool:
        """Whether a rule listens to agents: then documents need `replies`."""
        return bool(self._sides.agent.any())

    def score(self, ids: Sequence[str], docs: Documents) -> pa.Table:
        """cause_scores, one row per id in order."""
        tables = [self._batch(ids[i : i + _BATCH], docs.part(i, i + _BATCH)) for i in range(0, max(len(ids), 1), _BATCH)]
        return pa.concat_tables(tables)

    def chances(self, docs: Documents) -> Floats:
        """Documents x codes: how likely each code is the cause, rules and model together; each row adds up to 1."""
        return self._weigh(self._heard(docs))

    def opinions(self, docs: Documents) -> Floats:
        """Documents x (OPINIONS codes + 1): the chances without what labels add, the opinions they are made of, and a constant."""
        heard = self._heard(docs)
        return _opinions(self._own(heard), heard)

    def _heard(self, docs: Documents) -> _Heard:
        matches = self._sides.match(docs)
        return self._hear(self._ruled(matches, self._worth(matches, docs)[0], len(docs)), docs, self.model.concepts_in(docs))

    def _batch(self, ids: Sequence[str], docs: Documents) -> pa.Table:
        matches, said = self._sides.match(docs), self.model.concepts_in(docs)
        worth, leads = self._worth(matches, docs)
        ruled = self._ruled(matches, worth, len(docs))
        first, second, confidence = self._choose(self._hear(ruled, docs, said), ruled)
        # A word or two with one concept ("none", "bad") name no cause yet.
        short = docs.lengths < _SHORT
        heard = np.bincount(said.doc, minlength=len(docs)) > short
        self._refine(first, ruled)
        silent = (first >= 0) & ~heard & (ruled.max(axis=1, initial=0.0) <= 0)
        for told, sure in zip(strange(docs, said, self._trade), self.codeframe.coding.trade_sure, strict=True):
            silent |= told & (confidence < sure) & ~np.isin(first, self._fallback)
        silent[empty_in(docs)] = True
        first[silent] = second[silent] = -1
        evidence = self._evidence(docs, self._ruled_spans(matches, worth, leads, first, second), said, first)
        columns = {
            "verbatim_id": pa.array(ids, pa.string()),
            "version": pa.repeat(pa.scalar(self.version, pa.string()), len(ids)),
            "evidence": evidence,
            "cause": named(self.ids, first),
            "cause_confidence": pa.array(confidence, pa.float64(), mask=first < 0),
            "cause2": named(self.ids, second),
        }
        schema = MAKERS[self.name].arrow
        return pa.Table.from_arrays([columns[name] for name in schema.names], schema=schema)

    def _hear(self, ruled: Floats, docs: Documents, said: Matches) -> _Heard:
        """Four opinions on each code: the rules', and the models' on the whole text and over clauses.

        Of codes the models never saw they think what the rules think of them beside their favourite.
        """
        bare = ruled.copy()
        bare[:, self._finer] = 0.0
        share = bare / (bare.sum(axis=1, keepdims=True) + 1)
        known, unseen = self._class >= 0, share / np.maximum(share.max(axis=1, keepdims=True), 1e-9)
        whole, counts, clauses = (np.where(known, view[:, self._class], unseen) for view in self.model.views(docs, said))
        return _Heard(bare, share, whole, counts, clauses, self._added(docs, said))

    def _added(self, docs: Documents, said: Matches) -> Floats | None:
        added = self.model.added(docs, said)
        if added is None:
            return None
        found = np.zeros((len(docs), len(self.ids)))
        here, there = self._taught
        found[:, here] = added[:, there]
        return found

    def _weigh(self, heard: _Heard) -> Floats:
        """The coder's own chances and what labels add to their logs; codes that refine another have none."""
        own = self._own(heard)
        return (
            own if heard.added is None else self._chances(np.log(own + FLOOR) + heard.added + _opinions(own, heard) @ self._swaps)
        )

    def _own(self, heard: _Heard) -> Floats:
        """Rules and models as one: a weighted sum of log chances, in which nobody can rule a code out, and of how common codes are."""
        coding = self.codeframe.coding
        rules, whole, counts, clauses = coding.opinions
        odds = rules * np.log(heard.share + coding.rules_floor) + self._common
        for weight, view in ((whole, heard.whole), (counts, heard.counts), (clauses, heard.clauses)):
            odds += weight * np.log(view + coding.model_floor)
        odds[np.ix_(self._faulty(heard.ruled), self._fallback)] += coding.fallback_after
        self._second(odds, heard.ruled)
        return self._chances(odds)

    def _chances(self, odds: Floats) -> Floats:
        odds -= odds.max(axis=1, keepdims=True)
        chances = np.exp(odds)
        chances[:, self._finer] = 0.0
        return np.asarray(chances / chances.sum(axis=1, keepdims=True))

    def _second(self, odds: Floats, ruled: Floats) -> None:
        """Keeps the first handling code behind a fault that the rules name plainly."""
        faults = ruled.copy()
        faults[:, self._handling] = faults[:, self._fallback] = 0.0
        best = faults.argmax(axis=1)
        plain = np.flatnonzero(faults[np.arange(len(best)), best] >= self.codeframe.coding.named)
        for code in self._handling[:1]:
            odds[plain, best[plain]] = np.maximum(odds[plain, best[plain]], odds[plain, code])
            odds[plain, code] = np.minimum(odds[plain, code], odds[plain, best[plain]] - _BEHIND)

    def _families(self, chances: Floats) -> Floats:
        """Documents x first levels: the sums of their codes, added code by code, so that a text's figure is the same in any company."""
        sums = np.zeros((self._level.max() + 1, len(chances)))
        for code, level in enumerate(self._level.tolist()):
            sums[level] += chances[:, code]
        return np.asarray(sums.T)

    def _faulty(self, ruled: Floats) -> Flags:
        """Texts in which the rules name a fault."""
        faults = np.ones(len(self.ids), np.bool_)
        faults[self._handling] = faults[self._fallback] = False
        return np.asarray(ruled[:, faults].max(axis=1, initial=0.0) >= self.codeframe.coding.threshold)

    def _worth(self, matches: Matches, docs: Documents) -> tuple[Floats, Flags]:
        """What each match adds, and which match leads its code in its clause (the others add little: the same words again)."""
        coding = self.codeframe.coding
        weight = self._weight[matches.rule]
        group = matches.clause * len(self.ids) + self._label[matches.rule]
        order = np.lexsort((matches.start, -weight, group))
        leads = np.zeros(len(order), np.bool_)
        leads[order] = np.diff(group[order], prepend=-1) != 0
        place = matches.start / np.maximum(docs.lengths[matches.doc], 1)
        opening = coding.opening - (coding.opening - 1) * place
        return weight * np.where(leads, 1.0, coding.repeat) * opening, leads

    def _sum(self, matches: Matches, worth: Floats, size: int) -> Floats:
        cells = matches.doc * len(self.ids) + self._label[matches.rule]
        added: Floats = np.bincount(cells, worth, size * len(self.ids)).reshape(size, len(self.ids)).astype(np.float64)
        return added

    def _refine(self, first: Ints, ruled: Floats) -> None:
        """Gives the finer code where its rules speak within the code it refines; the strongest where there are several."""
        best = np.zeros(len(first))
        for finer, coarser in zip(self._finer, self._coarser, strict=True):
            found = ruled[:, finer]
            rows = ((first == coarser) | (best > 0)) & (found >= self.codeframe.coding.threshold) & (found > best)
            rows &= np.isin(first, [coarser, *self._finer[self._coarser == coarser]])
            first[rows] = finer
            best[rows] = found[rows]

    def _ruled(self, matches: Matches, worth: Floats, size: int) -> Floats:
        return self._settle(self._sum(matches, worth, size))

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

    def _choose(self, heard: _Heard, ruled: Floats) -> tuple[Ints, Ints, Floats]:
        """Primary and secondary code (-1 for none) and the confidence in the primary one."""
        coding, chances = self.codeframe.coding, self._weigh(heard)
        rows, families = np.arange(len(chances)), self._families(chances)
        # The likeliest first level is chosen first, then the likeliest code in it.
        first = np.where(self._level == families.argmax(axis=1)[:, None], chances, -1.0).argmax(axis=1)
        top = chances[rows, first]
        rest = chances.copy()
        rest[rows, first] = rest[:, self._fallback] = 0.0
        second = rest.argmax(axis=1)
        agreed = sum((view.argmax(axis=1) == first).astype(np.float64) for view in (heard.share, heard.whole, heard.clauses))
        constant, slope, agreeing = (*coding.certainty, 0.0)[:3]
        confidence = 1 / (1 + np.exp(-(constant + slope * np.log(top / (1 - np.minimum(top, 0.9999))) + agreeing * agreed)))
        named = confidence >= coding.unsure
        paired = named & (rest[rows, second] >= coding.second_share) & (ruled[rows, second] >= coding.second_threshold)
        paired &= ~np.isin(first, self._fallback)
        return np.where(named, first, -1), np.where(paired, second, -1), confidence

    def _ruled_spans(self, matches: Matches, worth: Floats, leads: Flags, first: Ints, second: Ints) -> _Spans:
        label = self._label[matches.rule]
        rows = np.flatnonzero(leads & ((label == first[matches.doc]) | (label == second[matches.doc])))
        rows = rows[heaviest(matches.doc[rows], matches.start[rows], worth[rows], _SPANS)]
        return _Spans(matches.doc[rows], matches.start[rows], matches.end[rows], worth[rows], label[rows])

    def _evidence(self, docs: Documents, ruled: _Spans, said: Matches, first: Ints) -> pa.Array:
        """The spans that the rules found; where no rule speaks for the code, the concepts that lean to it most, or what opens the text."""
        bare = first >= 0
        bare[ruled.doc] = False
        code = self._class[first[said.doc]]
        rows = np.flatnonzero(bare[said.doc] & (code >= 0))
        worth = self.model.leaning(said.rule[rows], code[rows])
        rows, worth = rows[worth > 0], worth[worth > 0]
        kept = heaviest(said.doc[rows], said.start[rows], worth, _SPANS)
        rows, worth = rows[kept], worth[kept]
        leaning = _Spans(said.doc[rows], said.start[rows], said.end[rows], worth, first[said.doc[rows]])
        bare[leaning.doc] = False
        doc, layout = np.flatnonzero(bare), docs.layout
        clause, begin = np.searchsorted(layout.doc, doc), layout.starts[doc]
        opening = _Spans(doc, layout.first[clause] - begin, layout.last[clause] - begin, np.zeros(len(doc)), first[doc])
        parts = (ruled, leaning, opening)
        order = np.argsort(np.concatenate([part.doc for part in parts]), kind="stable")
        at, start, end, code = (
            np.concatenate([getattr(part, name) for part in parts])[order] for name in ("doc", "start", "end", "code")
        )
        weights = rounded(np.concatenate([part.worth for part in parts])[order])
        return evidence_lists(docs, at, start, end, weights, chosen(self._meaning, code))


class _Spans(NamedTuple):
    """Spans that speak for a code, as parallel arrays ordered by text."""

    doc: Ints
    start: Ints
    end: Ints
    worth: Floats
    code: Ints

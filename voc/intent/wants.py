"""The maker of intent_scores: grievance before request, threat and not mere mention; nothing to read is NULL."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from voc import resources
from voc.intent.frames import Coded, Frames
from voc.intent.lexicon import LABELS, read, read_rules
from voc.schema import INTENTS, MAKERS
from voc.text.acts import HEADS, Shares, gate, load_acts
from voc.text.blank import empty_in
from voc.text.documents import Documents, hearing_version, holding
from voc.text.patterns import HAN_POINTS
from voc.text.rules import Matches, Rulebook
from voc.text.spans import chosen, evidence_lists, fixed, heaviest, named, rounded

CODE_VERSION = 5
_BATCH = 20_000
_SPANS = 3
Floats = npt.NDArray[np.float64]
Windows = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


class _Rows(NamedTuple):
    """Spans that speak for something, as parallel columns: text, place among the names, start, end, weight as it is written, meaning."""

    doc: Ints
    kind: Ints
    start: Ints
    end: Ints
    worth: pa.Array
    meaning: pa.Array


_ACTS = [HEADS.index(name) for name in INTENTS]
_THREATS = [HEADS.index(name) for name in LABELS]
_OTHER = INTENTS.index("other")


@dataclass(frozen=True)
class Mixture:
    """How acts and rules decide together (lexicons/models/intent.json): acts alone where a text is like the sentences they were learned from.

    `beforehand` is what each intent is given before a word is read, for the sentences learned from hold far more praise than a stream does;
    `rules` and `rules_elsewhere` weigh log(1 + what the rules add), `acts_elsewhere` and `bias` (by intent) count for other texts;
    from `threat` on, an act is a threat without any rule, where the best of n clauses has to be better by `clauses` times log(n).
    """

    beforehand: tuple[float, ...]
    rules: float
    rules_elsewhere: float
    acts_elsewhere: float
    bias: tuple[float, ...]
    threat: float
    clauses: float


def load(intents: Path | None = None, escalations: Path | None = None) -> Wants:
    """The maker, from the packaged lexicons unless others are given; LexiconError naming every mistake in them."""
    if intents is None and escalations is None:
        return _shipped(resources.stamp(*(("lexicons", *names) for names in _FILES)))
    return Wants(intents, escalations)


_FILES = (("intent.toml",), ("escalation.toml",), ("wants.toml",), ("models", "intent.json"))


@lru_cache(maxsize=1)
def _shipped(_stamp: tuple[tuple[int, int], ...]) -> Wants:
    return Wants()


class Wants:
    """Maker of intent_scores."""

    name = "intent"

    def __init__(self, intents: Path | None = None, escalations: Path | None = None) -> None:
        raw, first = read(intents, "intent.toml")
        threats, second = read(escalations, "escalation.toml")
        self._acts = load_acts()
        mixture = resources.path("lexicons", "models", "intent.json").read_text(encoding="utf-8")
        self._by = Mixture(**json.loads(mixture))
        self._frames = Frames()
        known = f"{self._frames.digest} {CODE_VERSION} {first} {second} {self._acts.digest} {hearing_version()} {mixture}"
        self.version = "rules-" + hashlib.sha256(known.encode()).hexdigest()[:12]
        rules = read_rules(raw, "intents", "intent.toml")
        signs = read_rules(threats, "labels", "escalation.toml")
        decision = raw["decision"]
        self._order: list[str] = list(decision["priority"])
        self._opening = float(decision["opening"])
        self._limit = float(threats["threshold"])
        self._names = [*self._order, *LABELS]
        self._meaning = [f'"intent":"{name}"' for name in self._order] + [f'"escalation":"{name}"' for name in LABELS]
        self._book = Rulebook([*rules, *signs], raw.get("shadows", []))
        self._label = np.array([self._names.index(rule.label) for rule in [*rules, *signs]], np.int64)
        self._weight = np.array([rule.weight for rule in [*rules, *signs]], np.float64)
        accounts = "|".join(re.escape(part) for part in threats.get("accounts", []))
        self._account = re.compile(rf"@[^\s@:：,，。/]{{0,12}}?(?:{accounts})", re.IGNORECASE) if accounts else None

    def score(self, ids: Sequence[str], docs: Documents) -> pa.Table:
        """intent_scores, one row per id in order."""
        tables = [self._batch(ids[i : i + _BATCH], _part(docs, i, i + _BATCH)) for i in range(0, max(len(ids), 1), _BATCH)]
        return pa.concat_tables(tables)

    def _batch(self, ids: Sequence[str], docs: Documents) -> pa.Table:
        size, kinds, intents = len(docs), len(self._names), len(self._order)
        matches = self._book.match(docs)
        worth, leads = self._worth(matches, docs)
        label = self._label[matches.rule]
        added = np.bincount(matches.doc * kinds + label, worth * leads, size * kinds).reshape(size, kinds).astype(np.float64)
        blank = ~holding(docs, HAN_POINTS)
        blank[empty_in(docs)] = True
        called = self._called(docs, blank)
        added[called.doc, kinds - 1] += self._limit
        shares = self._acts.shares(docs)
        windows = shares.windows()
        intent, shown = self._intent(added[:, :intents], shares)
        felt = _most(windows[:, _THREATS], shares.owner, size)
        needed = self._by.threat + self._by.clauses * np.log(np.maximum(np.bincount(shares.owner, minlength=size), 1))
        threat = (added[:, intents:] >= self._limit) | (felt[0] >= needed[:, None])
        sign = np.maximum(label - intents, 0)
        chosen = (label == shown[matches.doc]) | ((label >= intents) & threat[matches.doc, sign])
        ruled = self._ruled(matches, worth, np.flatnonzero(leads & chosen & ~blank[matches.doc]))
        plain = np.where(blank, _OTHER, intent)
        acted = self._acted(docs, [called, ruled], plain, threat & ~blank[:, None], windows, shares.owner, felt[1])
        coded = self._coded(docs, plain, shares)
        evidence = _written(docs, [called, ruled, *acted, *map(_framed, coded)])
        columns = {
            "verbatim_id": pa.array(ids, pa.string()),
            "version": pa.repeat(pa.scalar(self.version, pa.string()), size),
            "evidence": evidence,
            "intent": named(INTENTS, intent, blank),
            "escalation": named(_ESCALATION, threat[:, 0] + 2 * threat[:, 1], blank),
            **{one.frame: named(one.names, one.code, blank) for one in coded},
        }
        schema = MAKERS[self.name].arrow
        return pa.Table.from_arrays([columns[name] for name in schema.names], schema=schema)

    def _worth(self, matches: Matches, docs: Documents) -> tuple[Floats, Flags]:
        """What each match adds (early words a little more), and which match leads its kind in its clause."""
        weight = self._weight[matches.rule]
        group = matches.clause * len(self._names) + self._label[matches.rule]
        order = np.lexsort((matches.start, -weight, group))
        leads = np.zeros(len(order), np.bool_)
        leads[order] = np.diff(group[order], prepend=-1) != 0
        place = matches.start / np.maximum(docs.lengths[matches.doc], 1)
        return weight * (self._opening - (self._opening - 1) * place), leads

    def _intent(self, added: Floats, shares: Shares) -> tuple[Ints, Ints]:
        """The place in INTENTS of each text's intent, and its place among the rules' kinds (-1: other)."""
        by, like = self._by, gate(shares)[:, None]
        columns = [self._order.index(name) if name in self._order else -1 for name in INTENTS]
        rules = np.log1p(np.hstack([added, np.zeros((len(added), 1))])[:, columns])
        acts = shares.logits[:, _ACTS]
        weighed = acts * (1 + by.acts_elsewhere * (1 - like)) + rules * (by.rules + by.rules_elsewhere * (1 - like))
        weighed = weighed + np.array(by.beforehand) + np.array(by.bias) * (1 - like)
        best = weighed.argmax(axis=1)
        return best, np.array(columns, np.int64)[best]

    def _coded(self, docs: Documents, intent: Ints, shares: Shares) -> list[Coded]:
        """The smaller frames; what leans to praise or blame is told by the acts."""
        logits = shares.logits.astype(np.float64)
        lean = logits[:, HEADS.index("pos")] - logits[:, HEADS.index("neg")]
        return self._frames.read(docs, intent, lean)

    def _acted(
        self, docs: Documents, said: list[_Rows], intent: Ints, threat: Flags, windows: Windows, owner: Ints, where: Ints
    ) -> list[_Rows]:
        """Where no rule speaks for what was decided, the clause that does: for the intent the heaviest, for a threat the one it was found in."""
        _, starts, first, last, _ = docs.layout
        told = np.zeros((len(docs), len(self._names)), np.bool_)
        for rows in said:
            told[rows.doc, rows.kind] = True
        kind = np.array([self._names.index(name) if name in self._names else -1 for name in INTENTS])
        mine = intent[owner]
        worth = windows[np.arange(len(owner)), np.array(_ACTS)[mine]]
        (_, at), asked = _most(worth[:, None], owner, len(docs)), np.zeros(len(docs), np.bool_)
        asked[owner] = True
        asked &= (intent != _OTHER) & ~told[np.arange(len(docs)), kind[intent]]
        doc = np.flatnonzero(asked)
        found = [(doc, at[doc, 0], kind[intent[doc]], worth[at[doc, 0]])]
        doc, sign = np.nonzero(threat & ~told[:, len(self._order) :])
        found.append((doc, where[doc, sign], sign + len(self._order), windows[where[doc, sign], np.array(_THREATS)[sign]]))
        return [
            _Rows(doc, kind, first[at] - starts[doc], last[at] - starts[doc], fixed(worth, 3), self._meanings(kind))
            for doc, at, kind, worth in found
        ]

    def _called(self, docs: Documents, blank: Flags) -> _Rows:
        """The first account of a regulator, consumer body or medium each text calls upon."""
        found = [
            (doc, match.start(), match.end())
            for doc, text in enumerate(docs.texts)
            if self._account is not None and "@" in text and not blank[doc] and (match := self._account.search(text))
        ]
        doc, start, end = np.array(found, np.int64).reshape(-1, 3).T
        kind = np.full(len(doc), len(self._names) - 1)
        return _Rows(doc, kind, start, end, rounded(np.full(len(doc), self._limit)), self._meanings(kind))

    def _ruled(self, matches: Matches, worth: Floats, rows: Ints) -> _Rows:
        label = self._label[matches.rule]
        rows = rows[heaviest(matches.doc[rows], matches.start[rows], worth[rows], _SPANS, label[rows])]
        kind = label[rows]
        return _Rows(matches.doc[rows], kind, matches.start[rows], matches.end[rows], rounded(worth[rows]), self._meanings(kind))

    def _meanings(self, kind: Ints) -> pa.Array:
        return chosen(self._meaning, kind)


_ESCALATION = ("none", "churn", "public", "both")


def _most(values: npt.NDArray[np.float32], owner: Ints, size: int) -> tuple[Floats, Ints]:
    """The largest value of each column among a text's clauses, and the clause it is found in; -inf where a text has none."""
    best, where = np.full((size, values.shape[1]), -np.inf), np.zeros((size, values.shape[1]), np.int64)
    begins = np.flatnonzero(np.diff(owner, prepend=-1))
    if len(begins):
        best[owner[begins]] = np.maximum.reduceat(values, begins, axis=0)
    for column in range(values.shape[1]):
        # Where several are the largest, the first: written last.
        held = np.flatnonzero(values[:, column] == best[owner, column])[::-1]
        where[owner[held], column] = held
    return best, where


def _framed(one: Coded) -> _Rows:
    doc = np.flatnonzero(one.start >= 0)
    meaning = chosen([f'"{one.frame}":"{name}"' for name in one.names], one.code[doc])
    return _Rows(doc, one.code[doc], one.start[doc], one.end[doc], fixed(np.ones(len(doc)), 3), meaning)


def _written(docs: Documents, parts: list[_Rows]) -> pa.Array:
    """The evidence of each text, part after part."""
    doc, start, end = (np.concatenate([getattr(rows, name) for rows in parts]) for name in ("doc", "start", "end"))
    worth, meaning = (pa.concat_arrays([getattr(rows, name) for rows in parts]) for name in ("worth", "meaning"))
    order = np.argsort(doc, kind="stable")
    places = pa.array(order)
    return evidence_lists(docs, doc[order], start[order], end[order], worth.take(places), meaning.take(places))


def _part(docs: Documents, start: int, end: int) -> Documents:
    if start == 0 and end >= len(docs):
        return docs
    return Documents(docs.texts[start:end], docs.folded[start:end], docs.clauses[start:end])

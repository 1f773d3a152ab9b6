"""The maker of intent_scores: grievance before request, threat and not mere mention; nothing to read is NULL."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from json.encoder import encode_basestring
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from voc import resources
from voc.intent.frames import Coded, Frames
from voc.intent.lexicon import LABELS, read, read_rules
from voc.schema import INTENTS, MAKERS
from voc.text.acts import HEADS, Shares, gate, load_acts
from voc.text.documents import Documents, evidence_json, hearing_version
from voc.text.patterns import HAN
from voc.text.rules import Matches, Rulebook
from voc.text.spans import evidence_lists, heaviest

CODE_VERSION = 3
_BATCH = 20_000
_SPANS = 3
_LETTER = re.compile(f"[{HAN}A-Za-z\u00c0-\u024f]")
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


_ACTS = [HEADS.index(name) for name in INTENTS]
_THREATS = [HEADS.index(name) for name in LABELS]


@dataclass(frozen=True)
class Mixture:
    """How acts and rules decide together (lexicons/models/intent.json): acts alone where a text is like the sentences they were learned from.

    `rules` and `rules_elsewhere` weigh log(1 + what the rules add), `acts_elsewhere` and `bias` (by intent) count for other texts;
    from `threat` on, an act is a threat without any rule, where the best of n clauses has to be better by `clauses` times log(n).
    """

    rules: float
    rules_elsewhere: float
    acts_elsewhere: float
    bias: tuple[float, ...]
    threat: float
    clauses: float


def load(intents: Path | None = None, escalations: Path | None = None) -> Wants:
    """The maker, from the packaged lexicons unless others are given; LexiconError naming every mistake in them."""
    return Wants(intents, escalations)


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
        return MAKERS[self.name].conform(pa.concat_tables(tables))

    def _batch(self, ids: Sequence[str], docs: Documents) -> pa.Table:
        size, kinds = len(docs), len(self._names)
        matches = self._book.match(docs)
        worth, leads = self._worth(matches, docs)
        label = self._label[matches.rule]
        added = np.bincount(matches.doc * kinds + label, worth * leads, size * kinds).reshape(size, kinds).astype(np.float64)
        blank = np.array([_LETTER.search(folded) is None for folded in docs.folded], np.bool_)
        called = {doc: span for doc, span in self._called(docs).items() if not blank[doc]}
        for doc in called:
            added[doc, kinds - 1] += self._limit
        shares = self._acts.shares(docs)
        windows = shares.windows()
        intent, shown = self._intent(added[:, : len(self._order)], shares)
        felt = _most(windows[:, _THREATS], shares.owner, size)
        needed = self._by.threat + self._by.clauses * np.log(np.maximum(np.bincount(shares.owner, minlength=size), 1))
        threat = (added[:, len(self._order) :] >= self._limit) | (felt[0] >= needed[:, None])
        sign = np.maximum(label - len(self._order), 0)
        chosen = (label == shown[matches.doc]) | ((label >= len(self._order)) & threat[matches.doc, sign])
        evidence = self._evidence(docs, matches, worth, np.flatnonzero(leads & chosen & ~blank[matches.doc]), called)
        self._add_acts(docs, evidence, np.where(blank, "other", intent), shares, windows, threat & ~blank[:, None], felt[1])
        coded = self._coded(docs, np.where(blank, "other", intent), shares)
        _add_frames(docs, evidence, coded)
        return pa.table(
            {
                "verbatim_id": pa.array(list(ids), pa.string()),
                "version": pa.array([self.version] * len(ids), pa.string()),
                "evidence": pa.array(evidence, pa.string()),
                "intent": pa.array(intent, pa.string(), mask=blank),
                "escalation": pa.array(_ESCALATION[threat[:, 0] + 2 * threat[:, 1]], pa.string(), mask=blank),
                **{one.frame: pa.array(one.codes, pa.string(), mask=blank) for one in coded},
            }
        )

    def _worth(self, matches: Matches, docs: Documents) -> tuple[Floats, Flags]:
        """What each match adds (early words a little more), and which match leads its kind in its clause."""
        weight = self._weight[matches.rule]
        group = matches.clause * len(self._names) + self._label[matches.rule]
        order = np.lexsort((matches.start, -weight, group))
        leads = np.zeros(len(order), np.bool_)
        leads[order] = np.diff(group[order], prepend=-1) != 0
        lengths = np.fromiter(map(len, docs.folded), np.int64, len(docs.folded))
        place = matches.start / np.maximum(lengths[matches.doc], 1)
        return weight * (self._opening - (self._opening - 1) * place), leads

    def _intent(self, added: Floats, shares: Shares) -> tuple[npt.NDArray[np.object_], Ints]:
        """The intent of each text, and its place among the rules' kinds (-1: other)."""
        by, like = self._by, gate(shares, len(added))[:, None]
        columns = [self._order.index(name) if name in self._order else -1 for name in INTENTS]
        rules = np.log1p(np.hstack([added, np.zeros((len(added), 1))])[:, columns])
        acts = shares.logits(len(added))[:, _ACTS]
        weighed = acts * (1 + by.acts_elsewhere * (1 - like)) + rules * (by.rules + by.rules_elsewhere * (1 - like))
        weighed = weighed + np.array(by.bias) * (1 - like)
        best = weighed.argmax(axis=1)
        return np.array(INTENTS, dtype=object)[best], np.array(columns, np.int64)[best]

    def _coded(self, docs: Documents, intent: npt.NDArray[np.object_], shares: Shares) -> list[Coded]:
        """The smaller frames; what leans to praise or blame is told by the acts."""
        logits = shares.logits(len(docs)).astype(np.float64)
        lean = logits[:, HEADS.index("pos")] - logits[:, HEADS.index("neg")]
        return self._frames.read(docs, np.isin(intent, ("suggestion", "demand")), lean)

    def _add_acts(
        self,
        docs: Documents,
        evidence: list[str],
        intent: npt.NDArray[np.object_],
        shares: Shares,
        windows: npt.NDArray[np.float32],
        threat: Flags,
        where: Ints,
    ) -> None:
        """Where no rule speaks for what was decided, the clause that does: for the intent the heaviest, for a threat the one it was found in."""
        first = np.searchsorted(shares.owner, np.arange(len(docs)))
        for doc, kind in enumerate(intent.tolist()):
            clauses = docs.clauses[doc]
            if kind != "other" and f'"intent":"{kind}"' not in evidence[doc] and clauses:
                worth = windows[first[doc] : first[doc] + len(clauses), HEADS.index(kind)]
                place = int(worth.argmax())
                evidence[doc] = _with(evidence[doc], docs.texts[doc], clauses[place], float(worth[place]), f'"intent":"{kind}"')
        for doc, sign in np.argwhere(threat).tolist():
            meaning = f'"escalation":"{LABELS[sign]}"'
            if meaning not in evidence[doc]:
                clause = int(where[doc, sign])
                span = docs.clauses[doc][clause - int(first[doc])]
                evidence[doc] = _with(evidence[doc], docs.texts[doc], span, float(windows[clause, _THREATS[sign]]), meaning)

    def _called(self, docs: Documents) -> dict[int, tuple[int, int]]:
        """The first account of a regulator, consumer body or medium each text calls upon: text number -> (start, end)."""
        if self._account is None:
            return {}
        found = ((doc, self._account.search(text)) for doc, text in enumerate(docs.texts) if "@" in text)
        return {doc: match.span() for doc, match in found if match is not None}

    def _evidence(
        self, docs: Documents, matches: Matches, worth: Floats, rows: Ints, called: dict[int, tuple[int, int]]
    ) -> list[str]:
        label = self._label[matches.rule]
        rows = rows[heaviest(matches.doc[rows], matches.start[rows], worth[rows], _SPANS, label[rows])]
        meaning = [self._meaning[kind] for kind in label[rows].tolist()]
        found = evidence_lists(docs.texts, matches.doc[rows], matches.start[rows], matches.end[rows], worth[rows], meaning)
        for doc, (start, end) in called.items():
            span = {"start": start, "end": end, "text": docs.texts[doc][start:end], "weight": self._limit, "escalation": "public"}
            found[doc] = evidence_json([span])[:-1] + ("," + found[doc][1:] if found[doc] != "[]" else "]")
        return found


_ESCALATION = np.array(["none", "churn", "public", "both"], dtype=object)


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


def _add_frames(docs: Documents, evidence: list[str], coded: list[Coded]) -> None:
    for one in coded:
        for doc in np.flatnonzero(one.start >= 0).tolist():
            meaning = f'"{one.frame}":"{one.codes[doc]}"'
            evidence[doc] = _with(evidence[doc], docs.texts[doc], (int(one.start[doc]), int(one.end[doc])), 1.0, meaning)


def _with(evidence: str, text: str, span: tuple[int, int], weight: float, meaning: str) -> str:
    """The evidence with one more span, in order of place or not: after the others."""
    said = (
        f'{{"start":{span[0]},"end":{span[1]},"text":{encode_basestring(text[span[0] : span[1]])},"weight":{weight:.3f},{meaning}}}'
    )
    return f"[{said}]" if evidence == "[]" else f"{evidence[:-1]},{said}]"


def _part(docs: Documents, start: int, end: int) -> Documents:
    if start == 0 and end >= len(docs):
        return docs
    return Documents(docs.texts[start:end], docs.folded[start:end], docs.clauses[start:end])

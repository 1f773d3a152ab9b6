"""Many rules over many texts at once: their words found in one pass over the batch, lanes joined with numpy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from voc.text.documents import Documents
from voc.text.lanes import CLAUSE, VERBATIM, Rule, found_in
from voc.text.trie import Points, Trie

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
_OPERATORS = ("移动", "联通", "电信", "广电", "铁通", "网通", "电讯")
_OPERATOR = "\ue000\ue000"


def neutral(text: str) -> str:
    """`text` with every operator's name replaced by one mark of the same length, so that no rule can tell the operators apart."""
    for name in _OPERATORS:
        text = text.replace(name, _OPERATOR)
    return text


def neutral_points(docs: Documents) -> Points:
    """The batch as `neutral` has it, as code points laid out like `Documents.layout`; made once per batch."""
    found: Points | None = docs.memo.get("neutral")
    if found is None:
        found = docs.memo["neutral"] = docs.layout.points.copy()
        for first, second in (map(ord, name) for name in _OPERATORS):
            at = np.flatnonzero((found[:-1] == first) & (found[1:] == second))
            found[at] = found[at + 1] = ord(_OPERATOR[0])
    return found


@dataclass(frozen=True)
class Matches:
    """Parallel arrays, one row per rule and clause: rule, doc, clause (numbered over the batch), start and end within the text."""

    rule: Ints
    doc: Ints
    clause: Ints
    start: Ints
    end: Ints


@dataclass(frozen=True)
class _Hits:
    """Where one lane was found, in order of start; positions count over the joined batch."""

    start: Ints
    end: Ints
    clause: Ints
    doc: Ints


class Rulebook:
    """Rules made ready for search. `shadows` are words that hide what lies inside them (a "not bad" in "not bad-tempered")."""

    def __init__(self, rules: Sequence[Rule], shadows: Sequence[str] = ()) -> None:
        self.rules = list(rules)
        groups: dict[frozenset[str], int] = {}
        for rule in self.rules:
            for lane in (*rule.lanes, rule.none, rule.unless):
                if lane:
                    groups.setdefault(lane, len(groups))
        if shadows:
            groups.setdefault(frozenset(shadows), len(groups))
        self._groups = groups
        self._shadow = groups.get(frozenset(shadows), -1) if shadows else -1
        members: dict[str, list[int]] = {}
        for lane, number in groups.items():
            for word in lane:
                held = members.setdefault(neutral(word), [])
                if number not in held:
                    held.append(number)
        words = sorted(members)
        self._trie = Trie(words)
        self._counts = np.array([len(members[word]) for word in words], np.int64)
        self._firsts = np.concatenate([[0], np.cumsum(self._counts)[:-1]]).astype(np.int64) if words else np.zeros(0, np.int64)
        self._members = np.array([number for word in words for number in members[word]], np.int64)

    def match(self, docs: Documents) -> Matches:
        """Every rule met in `docs`, at most once per rule and clause."""
        offsets = docs.layout.starts
        lanes = self._lanes(docs)
        found = [
            (number, *rows)
            for number, rule in enumerate(self.rules)
            if (rows := self._apply(rule, lanes, docs, offsets)) is not None
        ]
        if not found:
            empty = np.zeros(0, np.int64)
            return Matches(empty, empty, empty, empty, empty)
        rule = np.concatenate([np.full(len(rows[0]), number, np.int64) for number, *rows in found])
        doc, clause, start, end = (np.concatenate([rows[i] for _, *rows in found]) for i in range(4))
        return Matches(rule, doc, clause, start - offsets[doc], end - offsets[doc])

    def _lanes(self, docs: Documents) -> list[_Hits]:
        word, start, end = self._trie.find(neutral_points(docs))
        times = self._counts[word]
        group = self._members[np.repeat(self._firsts[word] - np.cumsum(times) + times, times) + np.arange(times.sum())]
        start, end = np.repeat(start, times), np.repeat(end, times)
        if self._shadow >= 0:
            keep = ~_inside(start, end, group, self._shadow)
            group, start, end = group[keep], start[keep], end[keep]
        # Ordered by start and end as they are found, so a stable sort by group is all there is to do; of two bytes it is by radix.
        order = np.argsort(group.astype(np.int16 if len(self._groups) < 1 << 15 else np.int64), kind="stable")
        group, start, end = group[order], start[order], end[order]
        clause = np.maximum(np.searchsorted(docs.layout.first, start, "right") - 1, 0)
        doc = docs.layout.doc[clause]
        bounds = np.searchsorted(group, np.arange(len(self._groups) + 1))
        return [_Hits(start[a:b], end[a:b], clause[a:b], doc[a:b]) for a, b in pairwise(bounds)]

    def _apply(self, rule: Rule, lanes: list[_Hits], docs: Documents, offsets: Ints) -> tuple[Ints, Ints, Ints, Ints] | None:
        """Rows (doc, clause, start, end) where `rule` is met, positions over the joined batch; None where nowhere."""
        anchor = lanes[self._groups[rule.lanes[0]]]
        if not len(anchor.start):
            return None
        alive = np.ones(len(anchor.start), np.bool_)
        low, high, last = anchor.start.copy(), anchor.end.copy(), anchor
        for lane in rule.lanes[1:]:
            other = lanes[self._groups[lane]]
            if not len(other.start):
                return None
            partner, met = _partner(last if rule.ordered else anchor, other, rule)
            alive &= met
            low, high = np.minimum(low, other.start[partner]), np.maximum(high, other.end[partner])
            last = _Hits(other.start[partner], other.end[partner], other.clause[partner], other.doc[partner])
        if rule.none:
            alive &= ~_member(anchor.clause, lanes[self._groups[rule.none]].clause)
        if rule.unless:
            alive &= ~_member(anchor.doc, lanes[self._groups[rule.unless]].doc)
        rows = np.flatnonzero(alive)
        if rule.regex is not None and len(rows):
            rows = rows[found_in(rule.regex, [_clause_text(docs, offsets, anchor, int(row)) for row in rows])]
        if not len(rows):
            return None
        rows = rows[np.unique(anchor.clause[rows], return_index=True)[1]]
        if rule.near == VERBATIM:  # partners may be pages apart: the first lane is what is shown
            low, high = anchor.start, anchor.end
        return anchor.doc[rows], anchor.clause[rows], low[rows], high[rows]


def _inside(start: Ints, end: Ints, group: Ints, shadow: int) -> Flags:
    """Which hits lie within a shadow and are not shadows themselves."""
    cast: Flags = np.asarray(group == shadow, np.bool_)
    if not cast.any():
        return cast
    order = np.argsort(start[cast], kind="stable")
    low, high = start[cast][order], np.maximum.accumulate(end[cast][order])
    at = np.searchsorted(low, start, "right") - 1
    inside: Flags = (at >= 0) & (end <= high[np.maximum(at, 0)]) & ~cast
    return inside


def _member(values: Ints, among: Ints) -> Flags:
    """Which `values` occur in the sorted `among`."""
    if not len(among):
        return np.zeros(len(values), np.bool_)
    at = np.minimum(np.searchsorted(among, values), len(among) - 1)
    return np.asarray(among[at] == values, np.bool_)


def _partner(anchor: _Hits, other: _Hits, rule: Rule) -> tuple[Ints, Flags]:
    """For every anchor the nearest hit of the other lane that the rule allows, and whether there is one."""
    size = len(other.start)
    after = np.searchsorted(other.start, anchor.end)
    right, left = np.minimum(after, size - 1), np.maximum(np.searchsorted(other.start, anchor.start) - 1, 0)
    met = (after < size) & _allowed(anchor, other, right, other.start[right] - anchor.end, rule.near)
    if rule.ordered:
        return right, met
    gap = anchor.start - other.end[left]
    behind = (other.start[left] < anchor.start) & _allowed(anchor, other, left, gap, rule.near)
    return np.where(met, right, left), met | behind


def _allowed(anchor: _Hits, other: _Hits, at: Ints, gap: Ints, near: int) -> Flags:
    if near == VERBATIM:
        verdict: Flags = other.doc[at] == anchor.doc
    elif near == CLAUSE:
        verdict = (other.clause[at] == anchor.clause) & (gap >= 0)
    else:
        verdict = (other.doc[at] == anchor.doc) & (gap >= 0) & (gap <= near)
    return verdict


def _clause_text(docs: Documents, offsets: Ints, anchor: _Hits, row: int) -> str:
    doc = int(anchor.doc[row])
    at = int(anchor.start[row] - offsets[doc])
    start, end = next(((s, e) for s, e in reversed(docs.clauses[doc]) if s <= at), (0, len(docs.folded[doc])))
    return docs.folded[doc][start:end]

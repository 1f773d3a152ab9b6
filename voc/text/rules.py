"""Many rules over many texts at once: their words found in one pass over the batch, lanes joined with numpy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from voc.text.documents import Documents
from voc.text.lanes import CLAUSE, VERBATIM, Rule, found_in
from voc.text.trie import Grouped, Points, ranges

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


def names_operator(text: str) -> bool:
    """Whether a text names an operator, in an account's name, too (those are blank in what is scored)."""
    return any(name in text for name in _OPERATORS)


@dataclass(frozen=True)
class Matches:
    """Parallel arrays, one row per rule and clause: rule, doc, clause (numbered over the batch), start and end within the text."""

    rule: Ints
    doc: Ints
    clause: Ints
    start: Ints
    end: Ints


class _Hits(NamedTuple):
    """Where the words of every group were found, group by group and in order of start; positions count over the joined batch.

    Group g has the rows `bounds[g] : bounds[g + 1]`.
    """

    group: Ints
    start: Ints
    end: Ints
    clause: Ints
    doc: Ints
    bounds: Ints


class _Met(NamedTuple):
    """A rule met beside one of the words of its first lane (`anchor`, a row of the hits), as parallel arrays; the span grows lane by lane."""

    rule: Ints
    anchor: Ints
    last: Ints
    low: Ints
    high: Ints

    def at(self, rows: Ints | Flags) -> _Met:
        """These rows only."""
        return _Met(*(column[rows] for column in self))


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
        self._size = len(groups)
        self._shadow = groups.get(frozenset(shadows), -1) if shadows else -1
        most = max((len(rule.lanes) for rule in self.rules), default=1)
        lanes = [[groups[lane] for lane in rule.lanes] + [-1] * (most - len(rule.lanes)) for rule in self.rules]
        self._lanes = np.array(lanes, np.int64).reshape(-1, most)
        self._none = np.array([groups.get(rule.none, -1) for rule in self.rules], np.int64)
        self._unless = np.array([groups.get(rule.unless, -1) for rule in self.rules], np.int64)
        self._near = np.array([rule.near for rule in self.rules], np.int64)
        self._ordered = np.array([rule.ordered for rule in self.rules], np.bool_)
        self._searched = [number for number, rule in enumerate(self.rules) if rule.regex is not None]
        members: dict[str, list[int]] = {}
        for lane, number in groups.items():
            for word in lane:
                held = members.setdefault(neutral(word), [])
                if number not in held:
                    held.append(number)
        self._words = Grouped({word: members[word] for word in sorted(members)})

    def match(self, docs: Documents) -> Matches:
        """Every rule met in `docs`, at most once per rule and clause, rule by rule: all rules together, lane by lane."""
        hits = self._found(docs)
        first = self._lanes[:, 0]
        times = hits.bounds[first + 1] - hits.bounds[first]
        rule, anchor = np.repeat(np.arange(len(times)), times), ranges(hits.bounds[first], times)
        met = _Met(rule, anchor, anchor, hits.start[anchor], hits.end[anchor])
        for lane in range(1, self._lanes.shape[1]):
            met = self._joined(met, hits, self._lanes[met.rule, lane])
        met = met.at(~_member(self._none[met.rule], hits.clause[met.anchor], hits.group, hits.clause))
        met = met.at(~_member(self._unless[met.rule], hits.doc[met.anchor], hits.group, hits.doc))
        met = met.at(self._found_by_regex(met, hits, docs))
        rule, clause = met.rule, hits.clause[met.anchor]
        opens = (np.diff(rule, prepend=-1) != 0) | (np.diff(clause, prepend=-1) != 0)
        met, clause = met.at(opens), clause[opens]
        doc = hits.doc[met.anchor]
        # Partners may be pages apart: the first lane is what is shown.
        apart = self._near[met.rule] == VERBATIM
        low, high = np.where(apart, hits.start[met.anchor], met.low), np.where(apart, hits.end[met.anchor], met.high)
        begins = docs.layout.starts[doc]
        return Matches(met.rule, doc, clause, low - begins, high - begins)

    def _found(self, docs: Documents) -> _Hits:
        group, start, end = self._words.find(neutral_points(docs))
        if self._shadow >= 0:
            keep = ~_inside(start, end, group, self._shadow)
            group, start, end = group[keep], start[keep], end[keep]
        # Ordered by start and end as they are found, so a stable sort by group is all there is to do; of two bytes it is by radix.
        order = np.argsort(group.astype(np.int16 if self._size < 1 << 15 else np.int64), kind="stable")
        group, start, end = group[order], start[order], end[order]
        clause = np.maximum(docs.clause_at.take(start), 0).astype(np.int64)
        bounds = np.searchsorted(group, np.arange(self._size + 1))
        return _Hits(group, start, end, clause, docs.layout.doc[clause], bounds)

    def _joined(self, met: _Met, hits: _Hits, group: Ints) -> _Met:
        """The rules met that also have a word of the lane `group` (-1: there is none more) near enough, with the nearest of them."""
        done = met.at(group < 0)
        met, group = met.at(group >= 0), group[group >= 0]
        low, high = hits.bounds[group], hits.bounds[group + 1]
        some = low < high
        met, group, low, high = met.at(some), group[some], low[some], high[some]
        ordered, near = self._ordered[met.rule], self._near[met.rule]
        beside = np.where(ordered, met.last, met.anchor)
        reach = int(hits.end.max(initial=0)) + 1
        keys = hits.group * reach + hits.start
        after = np.searchsorted(keys, group * reach + hits.end[beside])
        right = np.minimum(after, high - 1)
        left = np.maximum(np.searchsorted(keys, group * reach + hits.start[beside]) - 1, low)
        ahead = (after < high) & _allowed(hits, beside, right, hits.start[right] - hits.end[beside], near)
        behind = ~ordered & (hits.start[left] < hits.start[beside])
        behind &= _allowed(hits, beside, left, hits.start[beside] - hits.end[left], near)
        partner = np.where(ahead, right, left)
        span = np.minimum(met.low, hits.start[partner]), np.maximum(met.high, hits.end[partner])
        found = _Met(met.rule, met.anchor, partner, *span).at(ahead | behind)
        if not len(done.rule):
            return found
        both = _Met(*(np.concatenate(pair) for pair in zip(done, found, strict=True)))
        return both.at(np.argsort(both.rule, kind="stable"))

    def _found_by_regex(self, met: _Met, hits: _Hits, docs: Documents) -> Flags:
        kept = np.ones(len(met.rule), np.bool_)
        for number in self._searched:
            rows = np.flatnonzero(met.rule == number)
            if len(rows):
                texts = [_clause_text(docs, hits, int(anchor)) for anchor in met.anchor[rows]]
                kept[rows] = found_in(str(self.rules[number].regex), texts)
        return kept


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


def _member(group: Ints, value: Ints, groups: Ints, values: Ints) -> Flags:
    """Which pairs of group and value occur among the pairs `groups` and `values`, sorted; none where the group is -1."""
    if not len(groups):
        return np.zeros(len(group), np.bool_)
    reach = int(values.max()) + 1
    keys, wanted = groups * reach + values, group * reach + value
    at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.asarray((keys[at] == wanted) & (group >= 0))


def _allowed(hits: _Hits, one: Ints, other: Ints, gap: Ints, near: Ints) -> Flags:
    """Whether two hits, so far apart, lie near enough for each rule."""
    same = np.where(near == CLAUSE, hits.clause[one] == hits.clause[other], hits.doc[one] == hits.doc[other])
    return np.asarray(same & ((near == VERBATIM) | ((gap >= 0) & ((near == CLAUSE) | (gap <= near)))))


def _clause_text(docs: Documents, hits: _Hits, row: int) -> str:
    doc, clause, layout = int(hits.doc[row]), int(hits.clause[row]), docs.layout
    begin = layout.starts[doc]
    return docs.folded[doc][layout.first[clause] - begin : layout.last[clause] - begin]

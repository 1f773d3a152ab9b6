"""What the learned part of the coder sees of a text: hashed characters, concepts, and pairs of concepts said in one clause."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from voc.text.hashing import BUCKETS, grams_of, present_in
from voc.text.rules import Matches, neutral_points

if TYPE_CHECKING:
    from voc.text.documents import Documents

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
_OPENING = 60
"""Characters of a text that count fully: customers say first what it is about."""
_LATER = 0.6


class Features(NamedTuple):
    """Entries of a sparse matrix: row (text), column and value; an entry may come several times and then adds up."""

    rows: Ints
    columns: Ints
    values: Floats


def width(concepts: int) -> int:
    """How many columns there are with so many concepts."""
    return BUCKETS + concepts + concepts * concepts


def features(docs: Documents, found: Matches, concepts: int) -> Features:
    """`found` are the concepts met, at most once a clause. Either half of a text is scaled by the root of its size."""
    characters, said = _characters(docs), _said(found, len(docs), concepts)
    return Features(*(np.concatenate(pair) for pair in zip(characters, said, strict=True)))


def features_of_clauses(docs: Documents, found: Matches, concepts: int) -> Features:
    """The same of every clause by itself, a row each, as if nothing else had been said."""
    alone = Matches(found.rule, found.clause, found.clause, np.zeros_like(found.start), found.end)
    characters, said = _characters_of_clauses(docs), _said(alone, len(docs.layout.doc), concepts)
    return Features(*(np.concatenate(pair) for pair in zip(characters, said, strict=True)))


def _characters(docs: Documents) -> Features:
    return Features(*present_in(grams_of(neutral_points(docs), docs.layout.starts)))


def _characters_of_clauses(docs: Documents) -> Features:
    first, lengths = docs.layout.first, docs.layout.last - docs.layout.first
    starts = np.zeros(len(lengths) + 1, np.int64)
    np.cumsum(lengths + 1, out=starts[1:])
    points = np.zeros(starts[-1], np.uint32)
    within = np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    points[np.repeat(starts[:-1], lengths) + within] = neutral_points(docs)[np.repeat(first, lengths) + within]
    return Features(*present_in(grams_of(points, starts)))


def _said(found: Matches, documents: int, concepts: int) -> Features:
    order = np.lexsort((found.rule, found.clause))
    doc, clause, concept = found.doc[order], found.clause[order], found.rule[order]
    weight = np.where(found.start[order] < _OPENING, 1.0, _LATER)
    left, right = _pairs(clause)
    rows = np.concatenate([doc, doc[left]])
    columns = np.concatenate([concept, concepts + concept[left] * concepts + concept[right]]) + BUCKETS
    values = np.concatenate([weight, weight[left]])
    size = np.sqrt(np.maximum(np.bincount(rows, values * values, documents), 1e-9))
    return Features(rows, columns, values / size[rows])


def _pairs(clause: Ints) -> tuple[Ints, Ints]:
    """Every pair of places within one clause; `clause` is sorted."""
    places = np.arange(len(clause))
    after = np.searchsorted(clause, clause, "right") - places - 1
    left = np.repeat(places, after)
    right = left + 1 + np.arange(len(left)) - np.repeat(np.cumsum(after) - after, after)
    return left, right

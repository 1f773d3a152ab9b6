"""What the learned part of the coder sees of a text: hashed characters, concepts, and pairs of concepts said in one clause."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from voc.text.hashing import BUCKETS, Grams, grams_of, present_in
from voc.text.rules import Matches, neutral_points
from voc.text.trie import ranges

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
    characters = Features(*present_in(grams_of(neutral_points(docs), docs.layout.starts)))
    said = _said(found, len(docs), concepts)
    return Features(*(np.concatenate(pair) for pair in zip(characters, said, strict=True)))


class Units(NamedTuple):
    """The rows of a batch's texts and those of its clauses, each by itself as if nothing else had been said: a text, then its clauses."""

    text: Ints
    clause: Ints

    def __len__(self) -> int:
        return len(self.text) + len(self.clause)


def units_of(docs: Documents) -> Units:
    """Which row is which."""
    doc = docs.layout.doc
    texts = np.arange(len(docs))
    return Units(texts + np.searchsorted(doc, texts), np.arange(len(doc)) + doc + 1)


def characters_of_units(docs: Documents, units: Units) -> Grams:
    """The n-grams of every unit."""
    layout, size = docs.layout, len(units)
    first, lengths = np.zeros((2, size), np.int64)
    first[units.text], lengths[units.text] = layout.starts[:-1], docs.lengths
    first[units.clause], lengths[units.clause] = layout.first, layout.last - layout.first
    starts = np.zeros(size + 1, np.int64)
    np.cumsum(lengths + 1, out=starts[1:])
    points = neutral_points(docs).take(ranges(first, lengths + 1), mode="clip")
    points[starts[1:] - 1] = 0
    return grams_of(points, starts)


def concepts_of_units(docs: Documents, units: Units, found: Matches, concepts: int) -> Features:
    """The concepts of every unit, and their pairs."""
    alone = Matches(found.rule, found.clause, found.clause, np.zeros_like(found.start), found.end)
    whole, single = _said(found, len(docs), concepts), _said(alone, len(units.clause), concepts)
    rows = units.text[whole.rows], units.clause[single.rows]
    return Features(np.concatenate(rows), *(np.concatenate(pair) for pair in zip(whole[1:], single[1:], strict=True)))


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
    return np.repeat(places, after), ranges(places + 1, after)

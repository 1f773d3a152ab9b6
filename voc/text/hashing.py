"""Character 1- to 3-grams of a whole batch, hashed at once with numpy."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from voc.text.documents import joined

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from voc.text.documents import Documents

Ints = npt.NDArray[np.int64]
Hashes = npt.NDArray[np.uint32]

BITS = 18
BUCKETS = 1 << BITS
NOTHING = BUCKETS
"""The bucket of an n-gram that would cross a document or a blank: give it weight 0."""
ORDERS = 3
_ODD = (0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D)
_MIX = 0x27D4EB2F


class Grams(NamedTuple):
    """`buckets[n - 1][i]` is the bucket of the n-gram that begins at character i of all texts joined by one separator each.

    `starts[d]` is where document d begins; it has one entry more than there are documents, so that
    document d covers `starts[d] : starts[d + 1] - 1`.
    """

    buckets: npt.NDArray[np.uint32]
    starts: Ints


def grams(folded: Sequence[str]) -> Grams:
    """Hashed 1- to 3-grams of folded texts; digits count as one digit, nothing crosses a blank or a document."""
    return grams_of(*joined(folded))


def grams_of(points: npt.NDArray[np.uint32], starts: Ints) -> Grams:
    """The same of texts laid out (`voc.text.documents.Layout`)."""
    points = points.copy()
    points[(points >= 0x30) & (points <= 0x39)] = 0x30
    blank = (points <= 0x20) | (points == 0x3000) | (points == 0xA0)
    buckets = np.full((ORDERS, len(points)), NOTHING, np.uint32)
    rolling = np.zeros(len(points), np.uint32)
    crosses = np.zeros(len(points), np.bool_)
    for order in range(min(ORDERS, len(points))):
        count = len(points) - order
        rolling = rolling[:count] * np.uint32(_ODD[1]) + points[order:] * np.uint32(_ODD[0])
        crosses = crosses[:count] | blank[order:]
        mixed = (rolling ^ (rolling >> np.uint32(15))) * np.uint32(_ODD[2]) + np.uint32(_MIX * (order + 1) & 0xFFFFFFFF)
        mixed = (mixed ^ (mixed >> np.uint32(13))) * np.uint32(_MIX)
        buckets[order, :count] = np.where(crosses, np.uint32(NOTHING), mixed >> np.uint32(32 - BITS))
    return Grams(buckets, starts)


def read(docs: Documents) -> Grams:
    """The n-grams of a batch, hashed once, whoever asks."""
    found = docs.memo.get("characters")
    if found is None:
        found = docs.memo["characters"] = grams_of(docs.layout.points, docs.layout.starts)
    return found


def sparse(found: Grams) -> tuple[Ints, Ints]:
    """The same as (indptr, indices) of a sparse matrix with one row per document, repeated n-grams repeated."""
    documents = len(found.starts) - 1
    owner = np.repeat(np.arange(documents), np.diff(found.starts))
    rows = np.concatenate([owner] * ORDERS)
    columns = found.buckets.reshape(-1).astype(np.int64)
    kept = columns != NOTHING
    rows, columns = rows[kept], columns[kept]
    order = np.argsort(rows, kind="stable")
    indptr = np.zeros(documents + 1, np.int64)
    np.cumsum(np.bincount(rows, minlength=documents), out=indptr[1:])
    return indptr, columns[order]


def present(folded: Sequence[str]) -> tuple[Ints, Ints, npt.NDArray[np.float64]]:
    """(row, column, value): each n-gram of a text once, scaled by the root of their number; what is said again and again does not drown the rest.

    A text's entries stand together, ordered by column.
    """
    return present_in(grams(folded))


def present_in(found: Grams) -> tuple[Ints, Ints, npt.NDArray[np.float64]]:
    """The same of n-grams already hashed."""
    rows, columns, values = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)], [np.zeros(0)]
    for texts, cells, new in distinct(found):
        number = np.count_nonzero(new, axis=1)
        rows.append(np.repeat(texts, number))
        columns.append(cells.ravel().take(np.flatnonzero(new)).astype(np.int64))
        values.append(np.repeat(1.0 / np.sqrt(np.maximum(number, 1)), number))
    return np.concatenate(rows), np.concatenate(columns), np.concatenate(values)


_NARROWEST = 16


def distinct(found: Grams) -> Iterator[tuple[Ints, npt.NDArray[np.uint32], npt.NDArray[np.bool_]]]:
    """Texts of about one length, their n-grams, a row each in ascending order, and which of those are met for the first time.

    Rows are filled up with nothing: many short ones are sorted thirty times as fast as one long one.
    """
    lengths = np.diff(found.starts)
    width, shorter = _NARROWEST, 0
    while shorter < lengths.max(initial=0):
        texts = np.flatnonzero((lengths > shorter) & (lengths <= width))
        places = found.starts[texts, None] + np.arange(width)
        places = np.minimum(places, found.starts[texts + 1, None] - 1)  # the separator behind the text is no n-gram
        cells = np.concatenate([row.take(places) for row in found.buckets], axis=1)
        cells.sort(axis=1)
        new = cells != NOTHING
        new[:, 1:] &= cells[:, 1:] != cells[:, :-1]
        yield texts, cells, new
        width, shorter = 2 * width, width

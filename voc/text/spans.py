"""Evidence of a whole batch at once: one JSON list a text, Chinese left readable, put together column by column."""

from __future__ import annotations

from collections.abc import Sequence
from json.encoder import encode_basestring

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


def heaviest(doc: Ints, start: Ints, weight: Floats, limit: int, group: Ints | None = None) -> Ints:
    """Rows ordered by text, then weight (heaviest first), then start; at most `limit` of each text, or of each text and group."""
    kind = np.zeros(len(doc), np.int64) if group is None else group
    order = np.lexsort((start, -weight, kind, doc))
    key = doc[order] * (int(kind.max(initial=0)) + 1) + kind[order]
    first = np.flatnonzero(np.diff(key, prepend=-1))
    place = np.arange(len(order)) - np.repeat(first, np.diff(np.append(first, len(order))))
    return order[place < limit]


def evidence_lists(texts: Sequence[str], doc: Ints, start: Ints, end: Ints, worth: pa.Array, meaning: pa.Array) -> pa.Array:
    """One JSON list per text from parallel rows ordered by text: `worth` are weights as they are to be written, `meaning` is
    `"key":"value"` or more, already JSON.
    """
    run, begins = "\0".join([*texts, ""]), np.zeros(len(texts), np.int64)
    begins[1:] = np.cumsum([len(text) + 1 for text in texts])[:-1]
    low, high = begins[doc] + start, begins[doc] + end
    pieces = [run[one:other] for one, other in zip(low.tolist(), high.tolist(), strict=True)]
    for row in _escaped(run, low, high):
        pieces[row] = encode_basestring(pieces[row])[1:-1]
    parts = ('{"start":', _text(start), ',"end":', _text(end), ',"text":"', pa.array(pieces, pa.string()), '","weight":', worth)
    rows = pc.binary_join_element_wise(*parts, ",", meaning, "}", "")
    bounds = np.concatenate([[0], np.cumsum(np.bincount(doc, minlength=len(texts)))]).astype(np.int32)
    lists = pc.binary_join(pa.ListArray.from_arrays(pa.array(bounds), rows), ",")
    return pc.binary_join_element_wise("[", lists, "]", "")


def _text(numbers: Ints) -> pa.Array:
    return pa.array(numbers, pa.int64()).cast(pa.string())


def _escaped(run: str, low: Ints, high: Ints) -> list[int]:
    """Which stretches hold a character that JSON writes otherwise."""
    points = np.frombuffer(run.encode("utf-32-le"), np.uint32)
    before = np.concatenate([[0], np.cumsum((points < 0x20) | (points == ord('"')) | (points == ord("\\")))])
    rows: list[int] = np.flatnonzero(before[high] > before[low]).tolist()
    return rows


def rounded(weight: Floats) -> pa.Array:
    """Weights to three places, as short as can be."""
    return pa.array(list(map(repr, np.round(weight, 3).tolist())), pa.string())


def fixed(weight: npt.NDArray[np.floating], digits: int) -> pa.Array:
    """Weights with just so many places."""
    return pa.array(weight, pa.float64()).cast(pa.decimal128(_WIDE, digits), safe=False).cast(pa.string())


_WIDE = 30


def chosen(names: Sequence[str], number: Ints) -> pa.Array:
    """Column of `names` by number."""
    return pa.array(names, pa.string()).take(pa.array(number))


def named(names: Sequence[str], number: Ints, missing: npt.NDArray[np.bool_] | None = None) -> pa.Array:
    """Column of `names` by number; NULL where it is below 0 or `missing`."""
    gone = number < 0 if missing is None else missing | (number < 0)
    return pa.array(names, pa.string()).take(pa.array(number, mask=gone))

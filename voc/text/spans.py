"""Evidence of a whole batch at once: one JSON list a text, Chinese left readable, put together column by column."""

from __future__ import annotations

from functools import cache
from json.encoder import encode_basestring
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voc.text.documents import Documents

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


def heaviest(doc: Ints, start: Ints, weight: Floats, limit: int, group: Ints | None = None) -> Ints:
    """Rows ordered by text, then weight (heaviest first), then start; at most `limit` of each text, or of each text and group."""
    order = np.lexsort((start, -weight, doc) if group is None else (start, -weight, group, doc))
    key = doc[order] if group is None else doc[order] * (int(group.max(initial=0)) + 1) + group[order]
    first = np.flatnonzero(np.diff(key, prepend=-1))
    place = np.arange(len(order)) - np.repeat(first, np.diff(np.append(first, len(order))))
    return order[place < limit]


def evidence_lists(docs: Documents, doc: Ints, start: Ints, end: Ints, worth: pa.Array, meaning: pa.Array) -> pa.Array:
    """One JSON list per text from parallel rows ordered by text: `worth` are weights as they are to be written, `meaning` is
    `"key":"value"` or more, already JSON.
    """
    begins = docs.layout.starts[doc]
    said = _pieces(docs, begins + start, begins + end)
    rows = pc.binary_join_element_wise(
        _counted('{"start":', start, ',"end":'), _counted("", end, ',"text":"'), said, '","weight":', worth, ",", meaning, "}", ""
    )
    bounds = np.concatenate([[0], np.cumsum(np.bincount(doc, minlength=len(docs)))]).astype(np.int32)
    lists = pc.binary_join(pa.ListArray.from_arrays(pa.array(bounds), rows), ",")
    return pc.binary_join_element_wise("[", lists, "]", "")


def _pieces(docs: Documents, low: Ints, high: Ints) -> pa.Array:
    """What stands at low:high of the joined texts, as JSON writes it."""
    written, offset = _written(docs)
    bounds = np.zeros(len(low) + 1, np.int32)
    np.cumsum(offset[high] - offset[low], out=bounds[1:])
    held = b"".join([written[one:other] for one, other in zip(offset[low].tolist(), offset[high].tolist(), strict=True)])
    return pa.StringArray.from_buffers(len(low), pa.py_buffer(bounds), pa.py_buffer(held))


def _written(docs: Documents) -> tuple[bytes, Ints]:
    """The joined texts as JSON writes them, and where each of their characters begins there; made once per batch."""
    found: tuple[bytes, Ints] | None = docs.memo.get("written")
    if found is None:
        run = "\0".join([*docs.texts, ""])
        points = np.frombuffer(run.encode("utf-32-le"), np.uint32)
        size = 1 + (points > 0x7F).astype(np.int8) + (points > 0x7FF) + (points > 0xFFFF)
        size += _escape().take(points, mode="clip")
        offset = np.zeros(len(points) + 1, np.int64)
        np.cumsum(size, out=offset[1:])
        found = docs.memo["written"] = (encode_basestring(run)[1:-1].encode(), offset)
    return found


@cache
def _escape() -> npt.NDArray[np.int8]:
    """By code point, how many bytes more than itself JSON writes; the last stands for all beyond."""
    return np.array([*(len(encode_basestring(chr(point))) - 3 for point in range(0x80)), 0], np.int8)


_FEW = 4_096


def _counted(before: str, numbers: Ints, after: str) -> pa.Array:
    """Each number between the two strings; where all are small, as places in a text mostly are, by table."""
    if len(numbers) and int(numbers.max()) >= _FEW:
        return pc.binary_join_element_wise(before, pa.array(numbers, pa.int64()).cast(pa.string()), after, "")
    return _counts(before, after).take(pa.array(numbers))


@cache
def _counts(before: str, after: str) -> pa.Array:
    return pa.array([f"{before}{number}{after}" for number in range(_FEW)], pa.string())


def rounded(weight: Floats) -> pa.Array:
    """Weights to three places, as short as can be."""
    units = np.rint(weight * 1_000)
    return _decimal(units, np.signbit(units), _short(), 1_000)


def fixed(weight: npt.NDArray[np.floating], digits: int) -> pa.Array:
    """Weights with just so many places."""
    units = np.rint(weight.astype(np.float64) * 10**digits)
    return _decimal(units, units < 0, _full(digits), 10**digits)


def _decimal(units: Floats, minus: npt.NDArray[np.bool_], endings: pa.Array, size: int) -> pa.Array:
    """Numbers of so many parts of 1 / `size`, from a table of what stands before the point, with its sign, and one of what stands behind."""
    part = np.abs(units)
    whole = np.floor(part / size)
    rest = (part - whole * size).astype(np.int64)
    if whole.max(initial=0) < _FEW:
        before = _wholes().take(pa.array((whole + _FEW * minus).astype(np.int64)))
    else:
        before = pa.array(
            [f"{'-' * sign}{number:.0f}" for number, sign in zip(whole.tolist(), minus.tolist(), strict=True)], pa.string()
        )
    return pc.binary_join_element_wise(before, endings.take(pa.array(rest)), "")


@cache
def _wholes() -> pa.Array:
    return pa.array([f"{sign}{number}" for sign in ("", "-") for number in range(_FEW)], pa.string())


@cache
def _short() -> pa.Array:
    return pa.array([repr(part / 1_000)[1:] for part in range(1_000)], pa.string())


@cache
def _full(digits: int) -> pa.Array:
    return pa.array([f".{part:0{digits}d}" for part in range(10**digits)], pa.string())


def chosen(names: Sequence[str], number: Ints) -> pa.Array:
    """Column of `names` by number."""
    return pa.array(names, pa.string()).take(pa.array(number))


def named(names: Sequence[str], number: Ints, missing: npt.NDArray[np.bool_] | None = None) -> pa.Array:
    """Column of `names` by number; NULL where it is below 0 or `missing`."""
    gone = number < 0 if missing is None else missing | (number < 0)
    return pa.array(names, pa.string()).take(pa.array(number, mask=gone))

"""Evidence of a whole batch at once: the same JSON as `evidence_json`, several times faster."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from json.encoder import encode_basestring

import numpy as np
import numpy.typing as npt
import pyarrow as pa

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


def evidence_lists(
    texts: Sequence[str], doc: Ints, start: Ints, end: Ints, worth: Iterable[object], meaning: Iterable[str]
) -> list[str]:
    """One JSON list per text from parallel rows ordered by text: `worth[row]` is a weight as it is to be written, `meaning[row]` is
    `"key":"value"` or more, already JSON.
    """
    rows = [
        f'{{"start":{low},"end":{high},"text":{encode_basestring(texts[at][low:high])},"weight":{weight},{means}}}'
        for at, low, high, weight, means in zip(doc.tolist(), start.tolist(), end.tolist(), worth, meaning, strict=True)
    ]
    lists = ["[]"] * len(texts)
    first = np.flatnonzero(np.diff(doc, prepend=-1))
    bounds = [*first.tolist(), len(doc)]
    for at, (low, high) in zip(doc[first].tolist(), pairwise(bounds), strict=True):
        lists[at] = f"[{','.join(rows[low:high])}]"
    return lists


def rounded(weight: Floats) -> list[float]:
    """Weights to three places, as the evidence of rules has them."""
    shown: list[float] = np.round(weight, 3).tolist()
    return shown


def fixed(weight: Floats, digits: int) -> list[str]:
    """Weights with just so many places."""
    return list(map(f"%.{digits}f".__mod__, weight.tolist()))


def named(names: Sequence[str], number: Ints, missing: npt.NDArray[np.bool_] | None = None) -> pa.Array:
    """Column of `names` by number; NULL where it is below 0 or `missing`."""
    gone = number < 0 if missing is None else missing | (number < 0)
    return pa.DictionaryArray.from_arrays(pa.array(number, pa.int32(), mask=gone), pa.array(names, pa.string())).cast(pa.string())

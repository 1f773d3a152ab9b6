"""Evidence of a whole batch at once: the same JSON as `evidence_json`, several times faster."""

from __future__ import annotations

from collections.abc import Sequence
from json.encoder import encode_basestring

import numpy as np
import numpy.typing as npt

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


def evidence_lists(texts: Sequence[str], doc: Ints, start: Ints, end: Ints, weight: Floats, meaning: Sequence[str]) -> list[str]:
    """One JSON list per text from parallel rows ordered by text; `meaning[row]` is `"key":"value"` or more, already JSON."""
    lists: list[list[str]] = [[] for _ in texts]
    for at, low, high, worth, means in zip(
        doc.tolist(), start.tolist(), end.tolist(), np.round(weight, 3).tolist(), meaning, strict=True
    ):
        span = encode_basestring(texts[at][low:high])
        lists[at].append(f'{{"start":{low},"end":{high},"text":{span},"weight":{worth},{means}}}')
    return [f"[{','.join(spans)}]" if spans else "[]" for spans in lists]

"""Posts beside the word-of-mouth index: whether talk feeds itself, and what is pasted most."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from voc.dashboard.reads.base import At, cached, query
from voc.dashboard.reads.verbatims import SCORED
from voc.risk.spread import Spreading, spreading
from voc.text.duplicates import first_of

POSTS = 20_000


@dataclass(frozen=True)
class Talk:
    """Posts with each near-duplicate once: negative ones by day from `first`, R of that series, and the texts pasted most.

    `reach` and `likes` are summed over all negative posts that give them, copies included; `told` is how many give their reach.
    """

    posts: int
    once: int
    negative: int
    first: date | None
    days: tuple[int, ...]
    spread: Spreading | None
    pasted: tuple[dict[str, Any], ...]
    reach: float | None = None
    likes: float | None = None
    told: int = 0


@cached
def talk(at: At) -> Talk | None:
    """Posts under the filters, the newest 20,000; None where the words are not open to the reader or there are no posts."""
    where, values = at.filters.where()
    rows = query(
        at,
        f"SELECT v.verbatim_id AS id, v.day, v.text, v.reach, v.likes, v.cluster, s.label FROM {SCORED}"
        f" WHERE {where} AND v.source = 'social' AND v.day IS NOT NULL ORDER BY v.day DESC, v.verbatim_id LIMIT {POSTS}",
        values,
    ).to_pylist()
    rows.reverse()
    if not rows or rows[0]["text"] is None:
        return None
    firsts = _first_of(rows)
    once = [number for number, first in enumerate(firsts) if number == first]
    start, end = rows[0]["day"], rows[-1]["day"]
    counts = np.zeros((end - start).days + 1, dtype=np.int64)
    negative = [one for one in rows if one["label"] == "neg"]
    for number in once:
        if rows[number]["label"] == "neg":
            counts[(rows[number]["day"] - start).days] += 1
    return Talk(
        len(rows),
        len(once),
        int(counts.sum()),
        start,
        tuple(counts.tolist()),
        spreading(counts),
        _pasted(rows, firsts, at.scope.small),
        _summed(negative, "reach"),
        _summed(negative, "likes"),
        sum(one["reach"] is not None for one in negative),
    )


def _first_of(rows: list[dict[str, Any]]) -> list[int]:
    """For each post the number of the first of its cluster; clusters are found here where the store has none."""
    if not any(one["cluster"] for one in rows):
        return first_of([one["text"] for one in rows])
    seen: dict[str, int] = {}
    return [number if one["cluster"] is None else seen.setdefault(one["cluster"], number) for number, one in enumerate(rows)]


def _pasted(rows: list[dict[str, Any]], firsts: list[int], small: int) -> tuple[dict[str, Any], ...]:
    """The ten texts with most copies: how many, from when to when, reach and likes of all copies together."""
    copies: dict[int, list[dict[str, Any]]] = {}
    for one, first in zip(rows, firsts, strict=True):
        copies.setdefault(first, []).append(one)
    several = sorted((own for own in copies.values() if len(own) > 1 and len(own) >= small), key=len, reverse=True)
    return tuple(
        {
            "copies": len(own),
            "first": own[0]["day"],
            "last": own[-1]["day"],
            "reach": _summed(own, "reach"),
            "likes": _summed(own, "likes"),
            "label": own[0]["label"],
            "text": own[0]["text"],
            "ids": tuple(one["id"] for one in own),
        }
        for own in several[:10]
    )


def _summed(rows: list[dict[str, Any]], column: str) -> float | None:
    given = [one[column] for one in rows if one[column] is not None]
    return sum(given) if given else None

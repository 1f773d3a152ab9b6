"""What a model learned from rated calls looks at: hashed n-grams of five parts of a call, and the addends of the figure without ratings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from voc.dialogue.turns import Call, spoken_by
from voc.text.hashing import BUCKETS, grams, sparse
from voc.text.normalize import fold

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

SECTIONS = ("customer", "customer_last", "agent", "agent_last", "end")
WIDTH = len(SECTIONS) * BUCKETS
_END = {"customer": "\u2460", "agent": "\u2461"}
"""Marks who had the last word, so that the same words of the other side are other n-grams."""


class Counts(NamedTuple):
    """Sparse counts of n-grams: row (call), column (section x bucket) and 1 + log of the count, rows ascending."""

    row: Ints
    column: Ints
    value: Floats


def sections(call: Call) -> list[str]:
    """The folded text of each of SECTIONS; the last turn of a customer who speaks once is no closing word and stays empty."""
    customer, agent = ([turn.text for _, turn in spoken_by(call, side)] for side in ("customer", "agent"))
    last = customer[-1] if len(customer) > 1 else ""
    end = _END.get(call[-1].speaker, "") + call[-1].text if call else ""
    return [fold(text) for text in ("\n".join(customer), last, "\n".join(agent), agent[-1] if agent else "", end)]


def counts(calls: Sequence[Call]) -> Counts:
    """N-grams of every section of every call."""
    texts = [sections(call) for call in calls]
    keys = []
    for place in range(len(SECTIONS)):
        indptr, buckets = sparse(grams([parts[place] for parts in texts]))
        rows = np.repeat(np.arange(len(calls)), np.diff(indptr))
        keys.append(rows * WIDTH + place * BUCKETS + buckets)
    found, times = np.unique(np.concatenate(keys) if keys else np.zeros(0, np.int64), return_counts=True)
    return Counts(found // WIDTH, found % WIDTH, 1.0 + np.log(times))


def unit(found: Counts, rarity: Floats, calls: int) -> Floats:
    """The values scaled by `rarity`, each section of each call brought to length 1."""
    scaled = found.value * rarity[found.column]
    part = found.row * len(SECTIONS) + found.column // BUCKETS
    length = np.sqrt(np.bincount(part, scaled**2, minlength=calls * len(SECTIONS)))
    return np.asarray(scaled / np.maximum(length[part], 1e-12), dtype=np.float64)

"""Which topic of a new model is which of the version before, by top words and documents; what split, merged, ended or is new."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from voc.topics.model import Topic
from voc.topics.words import Floats, Ints

_ALIKE = 0.25
"""From this mean of shared top words and shared documents on, two topics are one."""
_MOST = 0.5


@dataclass(frozen=True)
class Flow:
    """Documents by old topic (rows) and new topic (columns), those without either left out."""

    moved: Ints

    @classmethod
    def of(cls, before: Ints, after: Ints, old: int, new: int) -> Flow:
        """From the topic of each document before and after, -1 for none."""
        both = (before >= 0) & (after >= 0)
        moved = np.zeros((old, new), np.int64)
        np.add.at(moved, (before[both], after[both]), 1)
        return cls(moved)

    @property
    def shared(self) -> Floats:
        """Jaccard index of the documents of every old and every new topic."""
        union = self.moved.sum(axis=1)[:, None] + self.moved.sum(axis=0)[None, :] - self.moved
        shared: Floats = self.moved / np.maximum(union, 1)
        return shared


def trace(old: Sequence[Topic], new: Sequence[Topic], flow: Flow, last: int) -> tuple[list[Topic], list[Topic], int]:
    """`new` with the ids and labels of the topics they continue, the old topics that ended, and the highest id number given."""
    pairs = _pairs(old, new, flow)
    continued = {after: before for before, after in pairs}
    ended = [before for before in range(len(old)) if before not in {pair[0] for pair in pairs}]
    into = {before: _mostly(flow.moved[before]) for before in ended}
    named: list[Topic] = []
    for after, topic in enumerate(new):
        if after in continued:
            mine = old[continued[after]]
            joined = [old[before].id for before in ended if into[before] == after]
            kin = (mine.id, *joined) if joined else (mine.id,)
            named.append(replace(topic, id=mine.id, label=mine.label, lineage="merged" if joined else "kept", kin=kin))
        else:
            last += 1
            origin = _mostly(flow.moved[:, after])
            apart = origin is not None and origin not in ended
            named.append(
                replace(
                    topic,
                    id=_id(last),
                    lineage="split" if apart else "new",
                    kin=(old[origin].id,) if apart and origin is not None else (),
                )
            )
    ids = [topic.id for topic in named]
    gone = [
        replace(old[before], documents=0, lineage="gone", kin=() if (at := into[before]) is None else (ids[at],))
        for before in ended
    ]
    return named, gone, last


def first_names(topics: Sequence[Topic]) -> tuple[list[Topic], int]:
    """Ids t01, t02 ... for the topics of a model without a version before."""
    return [replace(topic, id=_id(number)) for number, topic in enumerate(topics, 1)], len(topics)


def _id(number: int) -> str:
    return f"t{number:02d}"


def _pairs(old: Sequence[Topic], new: Sequence[Topic], flow: Flow) -> list[tuple[int, int]]:
    """Old and new topics that are one (the Hungarian method), as far as they are alike."""
    from scipy.optimize import linear_sum_assignment

    if not old or not new:
        return []
    words = np.array([[len(set(a.top) & set(b.top)) / max(len(a.top), len(b.top), 1) for b in new] for a in old])
    alike = (words + flow.shared) / 2
    rows, columns = linear_sum_assignment(-alike)
    return [(int(a), int(b)) for a, b in zip(rows, columns, strict=True) if alike[a, b] >= _ALIKE]


def _mostly(moved: Ints) -> int | None:
    """Where at least half went; None where there is no such place."""
    total = int(moved.sum())
    best = int(moved.argmax()) if total else 0
    return best if total and moved[best] >= _MOST * total else None

"""Training from this installation's own labels: what every task reports, and which tasks there are."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from voc.errors import InputError
from voc.settings import Settings
from voc.store import Store


@dataclass(frozen=True)
class Compared:
    """One figure on the held-back part before and after, with the 95 % interval of their difference, paired over `base` rows."""

    name: str
    before: float
    after: float
    low: float
    high: float
    base: int


@dataclass(frozen=True)
class TrainReport:
    """What was learned from (`learned`: rows by kind of source; `left_out`: rows by reason), and whether it helped.

    `activated` is whether the new model is in force now; `why` says why or why not, in Chinese and in English.
    """

    task: str
    version: str
    base: str
    learned: Mapping[str, int]
    left_out: Mapping[str, int]
    figures: Sequence[Compared]
    activated: bool
    why: tuple[str, str]
    notes: Sequence[tuple[str, str]] = field(default_factory=tuple)

    def plain(self) -> dict[str, object]:
        """As plain values, for JSON."""
        return asdict(self)


Trainer = Callable[[Store, Sequence[Path], Path | None, Settings], TrainReport]
"""(store, labelled files beside the store's own labels, a file of test texts or None, settings) -> report."""


def trainers() -> dict[str, Trainer]:
    """Task -> trainer; imported when asked for."""
    from voc.jobs.train_causes import train_causes
    from voc.jobs.train_dialogue import train_dialogue
    from voc.jobs.train_sentiment import train_sentiment

    return {"sentiment": train_sentiment, "causes": train_causes, "dialogue": train_dialogue}


def train(store: Store, task: str, files: Sequence[Path], test: Path | None, settings: Settings) -> TrainReport:
    """Trains `task`; InputError for a task that cannot be trained, or for labels that are too few."""
    known_tasks = trainers()
    if task not in known_tasks:
        known = ", ".join(known_tasks)
        raise InputError(f"任务 {task!r} 不能训练，可选：{known}。", f"task {task!r} cannot be trained; known: {known}.")
    return known_tasks[task](store, files, test, settings)

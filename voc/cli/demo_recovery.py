"""The sample's loop of single customers: tasks of its last quarter, and what its ticket system says of them, read back from a file."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow as pa

from voc.export.tables import writer
from voc.loop.policy import load_policy
from voc.loop.recovery import open_tasks, read_back
from voc.store import Scope, Store
from voc.store.recoveries import Recovery

_DAYS = 91
_HEADER = ("编号", "联系时间", "解决时间", "回访时间", "回访评分")
_REACHED, _SOLVED, _RATED = 0.9, 0.8, 0.6
"""Shares of the tasks, of those reached and of those solved."""


def enter_recovery(store: Store, folder: Path, seed: int) -> int:
    """Opens the tasks and reads the status file back, unless there are tasks already; the number opened."""
    if store.ledger.recoveries.all(Scope.everything()):
        return 0
    made = open_tasks(store, replace(load_policy(), days=_DAYS), who="示例").made
    path = folder / "tickets.csv"
    rows = [dict(zip(_HEADER, row, strict=True)) for row in _answers(made, seed, store.settings.zone)]
    with writer(path) as write:
        write(pa.Table.from_pylist(rows, schema=pa.schema([(name, pa.string()) for name in _HEADER])))
    read_back(store, path, who="示例")
    return len(made)


def _answers(tasks: Iterable[Recovery], seed: int, zone: ZoneInfo) -> Iterator[tuple[str, ...]]:
    """Rows of the ticket system, up to the newest task: who is reached late is solved less often and less pleased."""
    chance = random.Random(f"{seed}:tickets")
    known = list(tasks)
    now = max((one.opened for one in known), default=None)
    for task in known:
        promised = (task.due - task.opened) / timedelta(hours=1)
        hours = promised * chance.lognormvariate(-0.75, 0.7)
        late = hours > promised
        reached = task.opened + timedelta(hours=hours)
        solved = reached + timedelta(hours=chance.expovariate(1 / 20))
        rated = solved + timedelta(days=2 + 3 * chance.random())
        rating = min(10, max(1, round(chance.gauss(5.2 if late else 6.8, 2.0))))
        will = [chance.random() < share for share in (_REACHED, _SOLVED - 0.2 * late, _RATED)]
        said = [
            at.astimezone(zone) if _known(at, now, will[: place + 1]) else None for place, at in enumerate((reached, solved, rated))
        ]
        times = ["" if at is None else f"{at:%Y-%m-%d %H:%M}" for at in said]
        yield task.number, *times, str(rating) if said[2] else ""


def _known(at: datetime, now: datetime | None, will: list[bool]) -> bool:
    return now is not None and at <= now and all(will)

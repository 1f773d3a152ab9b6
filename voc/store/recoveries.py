"""Recovery tasks in the ledger: one customer each, under the operator's own survey or work-order number; no telephone number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, datetime
from functools import lru_cache
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from voc.store.database import exclusively

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Engine

    from voc.store.scope import Scope

_MOMENTS = ("opened", "due", "reached", "solved", "rated")
_NAMED = {"customer": "customer", "verbatim": "verbatim", "respondent": "respondent", "case": "case_id"}
"""Kind of a name that may be erased -> the column that holds it."""


@dataclass(frozen=True)
class Recovery:
    """A task: `source` and `number` are the operator's; `reason` is low_score, escalation or repeated. Id 0 is not stored yet."""

    source: str
    number: str
    reason: str
    opened: datetime
    due: datetime
    customer: str | None = None
    verbatim: str | None = None
    respondent: str | None = None
    case_id: str | None = None
    brand: str | None = None
    tier: str | None = None
    region: str | None = None
    department: str | None = None
    team: str | None = None
    reached: datetime | None = None
    solved: datetime | None = None
    rated: datetime | None = None
    rating_before: float | None = None
    rating_after: float | None = None
    note: str | None = None
    id: int = 0

    @property
    def stage(self) -> str:
        """open, reached, solved or rated: the last thing known."""
        return "rated" if self.rated else "solved" if self.solved else "reached" if self.reached else "open"


class Recoveries:
    """Reads and writes recovery tasks. A limited scope sees those whose own brand, region and department are inside it."""

    def __init__(self, engine: Engine) -> None:
        self._engine, self._tables = engine, _tables()

    def all(self, scope: Scope) -> list[Recovery]:
        """The most urgent first."""
        table = self._tables.recovery
        limits = (("brand", scope.brands), ("region", scope.regions), ("department", scope.departments))
        inside: list[ColumnElement[bool]] = [table.c[name].in_(sorted(names)) for name, names in limits if names is not None]
        with self._engine.begin() as connection:
            found = [
                _read(row._mapping) for row in connection.execute(table.select().where(*inside).order_by(table.c.due, table.c.id))
            ]
        return found if scope.may("verbatims") else [replace(one, number="") for one in found]

    def add(self, tasks: Iterable[Recovery], who: str) -> list[Recovery]:
        """Stores tasks whose number is not there yet; those stored, with their ids."""
        table, made = self._tables.recovery, []
        with exclusively(self._engine) as connection:
            known = {
                (row.source, row.number)
                for row in connection.execute(table.select().with_only_columns(table.c.source, table.c.number))
            }
            for task in tasks:
                if (task.source, task.number) in known:
                    continue
                known.add((task.source, task.number))
                key = connection.execute(table.insert().values(_written(task))).inserted_primary_key
                made.append(replace(task, id=int(key[0]) if key else 0))
            self._note(connection, [(task.id, task.reason) for task in made], who)
        return made

    def change(self, tasks: Sequence[tuple[Recovery, str]], who: str) -> None:
        """Writes the new states of stored tasks, each with what is said of the change, all or none."""
        table = self._tables.recovery
        with exclusively(self._engine) as connection:
            for task, _ in tasks:
                connection.execute(table.update().where(table.c.id == task.id).values(_written(task)))
            self._note(connection, [(task.id, said) for task, said in tasks], who)

    def steps(self, number: int) -> list[tuple[str, str, str]]:
        """When, who and what of a task, oldest first."""
        table = self._tables.step
        with self._engine.begin() as connection:
            rows = connection.execute(table.select().where(table.c.recovery == number).order_by(table.c.id))
            return [(row.at, row.who, row.note) for row in rows]

    def remove(self, names: Mapping[str, Iterable[str]], *, change: bool = True) -> int:
        """Removes the tasks of erased customers, verbatims, respondents and cases, with their steps; the number of tasks (that would go)."""
        table, step = self._tables.recovery, self._tables.step
        with exclusively(self._engine) as connection:
            gone: set[int] = set()
            for kind, column in _NAMED.items():
                wanted = sorted(names.get(kind, ()))
                for start in range(0, len(wanted), 500):
                    chosen = table.c[column].in_(wanted[start : start + 500])
                    gone |= set(connection.execute(table.select().with_only_columns(table.c.id).where(chosen)).scalars())
            if change and gone:
                for start in range(0, len(gone), 500):
                    part = sorted(gone)[start : start + 500]
                    connection.execute(step.delete().where(step.c.recovery.in_(part)))
                    connection.execute(table.delete().where(table.c.id.in_(part)))
        return len(gone)

    def _note(self, connection: Any, said: Sequence[tuple[int, str]], who: str) -> None:
        now = datetime.now(UTC).isoformat()
        if said:
            connection.execute(
                self._tables.step.insert(), [{"recovery": number, "at": now, "who": who, "note": note} for number, note in said]
            )


def _written(task: Recovery) -> dict[str, Any]:
    values = {name: value for name, value in asdict(task).items() if name != "id"}
    values.update({name: values[name].astimezone(UTC).isoformat() if values[name] else None for name in _MOMENTS})
    return values


def _read(row: Any) -> Recovery:
    values = {field.name: row[field.name] for field in fields(Recovery)}
    values.update({name: datetime.fromisoformat(values[name]) if values[name] else None for name in _MOMENTS})
    return Recovery(**values)


@lru_cache(maxsize=1)
def _tables() -> SimpleNamespace:
    from sqlalchemy import Column, Float, Integer, MetaData, String, Table

    metadata = MetaData()
    kinds = {"id": Integer, "recovery": Integer, "rating_before": Float, "rating_after": Float}
    columns = {
        "recovery": ("id", *(field.name for field in fields(Recovery) if field.name != "id")),
        "recovery_step": ("id", "recovery", "at", "who", "note"),
    }
    made = {
        name: Table(name, metadata, *(Column(one, kinds.get(one, String), primary_key=one == "id") for one in names))
        for name, names in columns.items()
    }
    return SimpleNamespace(recovery=made["recovery"], step=made["recovery_step"])

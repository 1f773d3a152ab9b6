"""Actions of the closed loop in the ledger: one row each in its newest state, and every step it took."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from datetime import UTC, date, datetime
from functools import lru_cache
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from voc.errors import StoreError

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Engine

    from voc.store.scope import Scope

_DATES = ("opened", "due", "acted_on", "began")
_JSON = ("effect", "gain")


@dataclass(frozen=True)
class Action:
    """What is done about a cause, where, and by whom; `effect` is what was measured (None before). Id 0 is not stored yet.

    `began` is the first day of the problem, `cost` in yuan, `gain` what is expected of it, `alert` the key of the alert it came from.
    """

    title: str
    cause: str | None = None
    brand: str | None = None
    region: str | None = None
    product: str | None = None
    channel: str | None = None
    store: str | None = None
    department: str | None = None
    owner: str | None = None
    stage: str = "collected"
    opened: date | None = None
    due: date | None = None
    acted_on: date | None = None
    effect: dict[str, Any] | None = None
    began: date | None = None
    cost: float | None = None
    gain: dict[str, Any] | None = None
    alert: str | None = None
    id: int = 0


@dataclass(frozen=True)
class Step:
    """One step of an action: the stage it came to, when, by whom, and what was said."""

    action: int
    stage: str
    at: datetime
    who: str
    note: str


class Actions:
    """Reads and writes actions. A limited scope sees those whose own brand, region and department are inside it."""

    def __init__(self, engine: Engine) -> None:
        self._engine, self._tables = engine, _tables()

    def all(self, scope: Scope) -> list[Action]:
        """Newest first."""
        table = self._tables.action
        with self._engine.begin() as connection:
            rows = connection.execute(table.select().where(*self._inside(scope)).order_by(table.c.id.desc()))
            return [_read(row._mapping) for row in rows]

    def one(self, number: int, scope: Scope) -> Action:
        """The action of that id; StoreError where the scope sees none."""
        table = self._tables.action
        with self._engine.begin() as connection:
            row = connection.execute(table.select().where(table.c.id == number, *self._inside(scope))).first()
        if row is None:
            raise StoreError(f"没有编号为 {number} 的改进行动，或不在您的权限内。", f"There is no action {number}, or not for you.")
        return _read(row._mapping)

    def of_alert(self, alert: str) -> int | None:
        """The number of the action that came from that alert; None where there is none."""
        table = self._tables.action
        with self._engine.begin() as connection:
            row = connection.execute(table.select().where(table.c.alert == alert).order_by(table.c.id)).first()
        return None if row is None else int(row.id)

    def steps(self, number: int, scope: Scope) -> list[Step]:
        """The steps of an action, oldest first."""
        self.one(number, scope)
        table = self._tables.step
        with self._engine.begin() as connection:
            rows = connection.execute(table.select().where(table.c.action == number).order_by(table.c.id)).all()
        return [Step(row.action, row.stage, datetime.fromisoformat(row.at), row.who, row.note) for row in rows]

    def save(self, action: Action, was: str | None, who: str, note: str) -> Action:
        """Writes a new action (id 0), or the new state of one still at stage `was`, with its step; StoreError where another was quicker."""
        table, values = self._tables.action, _written(action)
        with self._engine.begin() as connection:
            if action.id == 0:
                key = connection.execute(table.insert().values(values)).inserted_primary_key
                number = int(key[0]) if key else 0
            else:
                number = action.id
                changed = connection.execute(table.update().where(table.c.id == number, table.c.stage == was).values(values))
                if changed.rowcount != 1:
                    raise StoreError(
                        f"改进行动 {number} 刚被别人更新过，请刷新后再改。",
                        f"Action {number} was changed by somebody else just now. Reload, then change it.",
                    )
            step = {"action": number, "stage": action.stage, "at": datetime.now(UTC).isoformat(), "who": who, "note": note}
            connection.execute(self._tables.step.insert().values(step))
        return Action(**{**asdict(action), "id": number})

    def _inside(self, scope: Scope) -> list[ColumnElement[bool]]:
        table = self._tables.action
        limits = (("brand", scope.brands), ("region", scope.regions), ("department", scope.departments))
        return [table.c[name].in_(sorted(names)) for name, names in limits if names is not None]


def _written(action: Action) -> dict[str, Any]:
    values = {name: value for name, value in asdict(action).items() if name != "id"}
    values.update({name: values[name].isoformat() if values[name] else None for name in _DATES})
    values.update({name: None if values[name] is None else json.dumps(values[name], ensure_ascii=False) for name in _JSON})
    return values


def _read(row: Any) -> Action:
    values = {field.name: row[field.name] for field in fields(Action)}
    values.update({name: date.fromisoformat(values[name]) if values[name] else None for name in _DATES})
    values.update({name: None if values[name] is None else json.loads(values[name]) for name in _JSON})
    return Action(**values)


@lru_cache(maxsize=1)
def _tables() -> SimpleNamespace:
    from sqlalchemy import Column, Float, Integer, MetaData, String, Table

    metadata, number = MetaData(), {"id": Integer, "action": Integer, "cost": Float}
    columns = {
        "action": ("id", *(field.name for field in fields(Action) if field.name != "id")),
        "action_step": ("id", "action", "stage", "at", "who", "note"),
    }
    made = {
        name: Table(name, metadata, *(Column(one, number.get(one, String), primary_key=one == "id") for one in names))
        for name, names in columns.items()
    }
    return SimpleNamespace(action=made["action"], step=made["action_step"])

"""What people set by hand, with its history: rows are only ever added, and the newest of a kind and key is in force."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from voc.errors import VocError

if TYPE_CHECKING:
    from sqlalchemy import Engine, Row, Table


@dataclass(frozen=True)
class Revision:
    """One setting of a key; `value` is plain JSON, None where the key was set back to what is shipped."""

    id: int
    kind: str
    key: str
    value: Any
    at: datetime
    who: str
    note: str


class Revisions:
    """Reads and adds revisions. Every call is one short transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine, self._table = engine, _table()

    def add(self, kind: str, key: str, value: Any, who: str, note: str) -> None:
        """Puts a value in force."""
        row = {"kind": kind, "key": key, "value": json.dumps(value, ensure_ascii=False, allow_nan=False, sort_keys=True)}
        row |= {"at": datetime.now(UTC).isoformat(), "who": who, "note": note}
        with self._engine.begin() as connection:
            connection.execute(self._table.insert().values(**row))

    def undo(self, kind: str, key: str, who: str) -> None:
        """Puts the value before the newest one back in force, as a revision of its own; what is shipped where there was none. VocError
        where the key was never changed.
        """
        past = self.history(kind, key, limit=2)
        if not past:
            raise VocError(f"{key} 没有改动过，无可撤销。", f"{key} was never changed: there is nothing to undo.")
        self.add(kind, key, past[1].value if len(past) > 1 else None, who, f"undo {past[0].id}")

    def newest(self, kind: str) -> dict[str, Revision]:
        """What is in force, by key; a key set back to what is shipped is in it with value None."""
        return {one.key: one for one in reversed(self.history(kind, limit=None))}

    def stamp(self) -> int:
        """Number of the newest revision; 0 where there is none."""
        from sqlalchemy import func, select

        with self._engine.begin() as connection:
            return int(connection.execute(select(func.max(self._table.c.id))).scalar_one() or 0)

    def history(self, kind: str, key: str | None = None, limit: int | None = 200) -> list[Revision]:
        """Newest first."""
        table = self._table
        asked = table.select().where(table.c.kind == kind).order_by(table.c.id.desc()).limit(limit)
        if key is not None:
            asked = asked.where(table.c.key == key)
        with self._engine.begin() as connection:
            return [_read(row) for row in connection.execute(asked)]


def _read(row: Row[Any]) -> Revision:
    return Revision(row.id, row.kind, row.key, json.loads(row.value), datetime.fromisoformat(row.at), row.who, row.note)


@lru_cache(maxsize=1)
def _table() -> Table:
    from sqlalchemy import Column, Integer, MetaData, String, Table

    columns = [Column(name, String) for name in ("kind", "key", "value", "at", "who", "note")]
    return Table("revision", MetaData(), Column("id", Integer, primary_key=True), *columns)

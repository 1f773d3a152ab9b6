"""The ledger: publications, runs and settings in SQL. SQLite beside the lake, or any SQLAlchemy URL, such as PostgreSQL."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from voc.errors import StoreError
from voc.store.actions import Actions
from voc.store.audit import Audit
from voc.store.database import connect_engine, exclusively, migrate
from voc.store.erasures import FLOOR, Erasures
from voc.store.models import Labels, Models
from voc.store.recoveries import Recoveries
from voc.store.revisions import Revisions

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from sqlalchemy import Connection, Engine, Insert, Row

    from voc.store.lock import Lock

LAYOUT = 1
"""Raised when an older program could no longer read the store."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Publication:
    """One state of the store: the Delta version of every table and the maker versions shown. Id 0 is a store without any."""

    id: int = 0
    created_at: datetime = EPOCH
    tables: dict[str, int] = field(default_factory=dict)
    makers: dict[str, str] = field(default_factory=dict)
    note: str = ""


class Ledger:
    """Publications, runs and settings. Every call is one short transaction."""

    def __init__(self, url: str | None, folder: Path, key: Callable[[], bytes | None] = lambda: None) -> None:
        self._engine, self._home = connect_engine(url, folder), folder
        self._tables = _tables()
        migrate(self._engine)
        self._audit = Audit(self._engine, key)

    @property
    def dialect(self) -> str:
        """The database's kind, such as sqlite or postgresql."""
        return str(self._engine.dialect.name)

    def close(self) -> None:
        """Closes the connections kept open."""
        self._engine.dispose()

    def start_run(self, kind: str, note: str = "", began: datetime | None = None) -> int:
        """A new run, begun now or at `began`; a run that never ends was killed."""
        with self._engine.begin() as connection:
            statement = self._tables.run.insert().values(kind=kind, note=note, started=began.isoformat() if began else _now())
            return _id(connection, statement)

    def finish_run(self, run: int, figures: Mapping[str, Any]) -> None:
        """Ends a run with its figures (JSON)."""
        table = self._tables.run
        with self._engine.begin() as connection:
            figures_json = json.dumps(dict(figures), ensure_ascii=False, default=str)
            connection.execute(table.update().where(table.c.id == run).values(ended=_now(), figures=figures_json))

    def runs(self, limit: int = 50) -> list[dict[str, Any]]:
        """Newest first: id, kind, note, started, ended (datetime or None), figures (dict or None)."""
        table = self._tables.run
        with self._engine.begin() as connection:
            rows = connection.execute(table.select().order_by(table.c.id.desc()).limit(limit)).all()
        return [
            {
                "id": row.id,
                "kind": row.kind,
                "note": row.note,
                "started": datetime.fromisoformat(row.started),
                "ended": datetime.fromisoformat(row.ended) if row.ended else None,
                "figures": json.loads(row.figures) if row.figures else None,
            }
            for row in rows
        ]

    def publish(self, tables: Mapping[str, int], makers: Mapping[str, str], note: str, lock: Lock | None = None) -> Publication:
        """Writes a publication; on the connection of an advisory lock where there is one: a lost lock cannot publish."""
        created = datetime.now(UTC)
        statement = self._tables.publication.insert().values(
            created_at=created.isoformat(),
            tables=json.dumps(dict(tables), sort_keys=True),
            makers=json.dumps(dict(makers), sort_keys=True, ensure_ascii=False),
            note=note,
            audit=self._audit.head(),
        )
        if isinstance(lock, AdvisoryLock):
            number = lock.insert(statement)
        else:
            with self._engine.begin() as connection:
                number = _id(connection, statement)
        return Publication(number, created, dict(tables), dict(makers), note)

    def publication(self, number: int | None = None) -> Publication:
        """The newest publication, or the one of that id; Publication() where there is none yet."""
        table = self._tables.publication
        chosen = table.select().order_by(table.c.id.desc()).limit(1)
        if number is not None:
            chosen = table.select().where(table.c.id == number)
        with self._engine.begin() as connection:
            row = connection.execute(chosen).first()
            floor = int(self._setting(connection, FLOOR) or 0) if number is not None else 0
        if row is None and number:
            raise StoreError(f"没有编号为 {number} 的发布。", f"There is no publication {number}.")
        if number and number < floor:
            raise StoreError(
                f"发布 {number} 已不能打开：之后应个人请求删除过信息，只能打开发布 {floor} 及以后的。",
                f"Publication {number} can no longer be opened: personal information was erased since. Publications from {floor} on can.",
            )
        return Publication() if row is None else _publication(row)

    def publications(self, limit: int = 50) -> list[Publication]:
        """Newest first."""
        table = self._tables.publication
        with self._engine.begin() as connection:
            return [_publication(row) for row in connection.execute(table.select().order_by(table.c.id.desc()).limit(limit))]

    def setting(self, name: str) -> str | None:
        """A setting of the store; None where it is not set."""
        with self._engine.begin() as connection:
            return self._setting(connection, name)

    def put(self, name: str, value: str) -> None:
        """Sets a setting, whatever it was before."""
        table = self._tables.setting
        with exclusively(self._engine) as connection:
            if self._setting(connection, name) is None:
                connection.execute(table.insert().values(name=name, value=value))
            else:
                connection.execute(table.update().where(table.c.name == name).values(value=value))

    def settle(self, name: str, value: str) -> str:
        """Sets a setting that has no value yet; returns the value in force, which of two processes the first one gave."""
        with exclusively(self._engine) as connection:
            known = self._setting(connection, name)
            if known is None:
                connection.execute(self._tables.setting.insert().values(name=name, value=value))
            return value if known is None else known

    def replace(self, name: str, value: str) -> str | None:
        """Sets a setting, whatever it was; returns the value before, None where there was none."""
        table = self._tables.setting
        with exclusively(self._engine) as connection:
            known = self._setting(connection, name)
            if known is None:
                connection.execute(table.insert().values(name=name, value=value))
            elif known != value:
                connection.execute(table.update().where(table.c.name == name).values(value=value))
            return known

    def _setting(self, connection: Connection, name: str) -> str | None:
        table = self._tables.setting
        row = connection.execute(table.select().where(table.c.name == name)).first()
        return None if row is None else str(row.value)

    @property
    def actions(self) -> Actions:
        """Actions of the closed loop."""
        return Actions(self._engine)

    @property
    def revisions(self) -> Revisions:
        """What people set by hand, with its history."""
        return Revisions(self._engine)

    @property
    def recoveries(self) -> Recoveries:
        """Tasks to win back one customer each."""
        return Recoveries(self._engine)

    @property
    def audit(self) -> Audit:
        """Who saw, took, changed and erased what."""
        return self._audit

    @property
    def erasures(self) -> Erasures:
        """What was erased and must not come back."""
        return Erasures(self._engine)

    @property
    def models(self) -> Models:
        """Models trained from this store's labels."""
        return Models(self._engine, self._home)

    @property
    def labels(self) -> Labels:
        """Labels that people gave."""
        return Labels(self._engine)

    @property
    def floor(self) -> int:
        """The oldest publication that can still be opened: those before it were made before the last erasure."""
        return int(self.setting(FLOOR) or 0)

    def locks(self, store: str) -> list[Lock]:
        """The database's own writer lock, where it has one: two machines do not share an flock."""
        return [AdvisoryLock(self._engine, store)] if self.dialect == "postgresql" else []


class AdvisoryLock:
    """PostgreSQL's session lock; gone with the connection, so with the process."""

    def __init__(self, engine: Engine, store: str) -> None:
        self._engine = engine
        self._connection: Connection | None = None
        self._number = int(store[:15], 16)

    def take(self, what: str) -> bool:
        """Takes the lock if it is free; the connection's application name says who has it."""
        import os
        import socket

        from sqlalchemy import text

        connection = self._engine.connect()
        name = f"voc {what}"[:30] + f" pid {os.getpid()} {socket.gethostname()}"
        connection.execute(text("SELECT set_config('application_name', :name, false)"), {"name": name[:63]})
        taken = connection.execute(text("SELECT pg_try_advisory_lock(:number)"), {"number": self._number}).scalar_one()
        connection.commit()
        if not taken:
            connection.close()
            return False
        self._connection = connection
        return True

    def insert(self, statement: Insert) -> int:
        """Runs an INSERT on the locking connection and commits; the new id. StoreError where the connection is lost."""
        from sqlalchemy.exc import DBAPIError

        try:
            if self._connection is None:
                raise RuntimeError("the lock is not held")
            number = _id(self._connection, statement)
            self._connection.commit()
        except DBAPIError as error:
            raise StoreError(
                "与数据库的连接中断，写锁已失去，本次没有发布。请检查数据库后重试。",
                "The connection to the database broke and the writer lock is lost; nothing was published. "
                "Check the database, then try again.",
            ) from error
        return number

    def release(self) -> None:
        """Closes the session, which frees the lock even where the connection is broken."""
        if self._connection is not None:
            self._connection.invalidate()
            self._connection.close()
            self._connection = None

    def holder(self) -> str:
        """Application name, address and start of the session that holds it."""
        from sqlalchemy import text

        query = text(
            "SELECT a.application_name || ' (' || coalesce(host(a.client_addr), 'local') || ', ' || a.backend_start::text || ')'"
            " FROM pg_locks l JOIN pg_stat_activity a USING (pid) WHERE l.locktype = 'advisory' AND l.granted"
            " AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())"
            " AND l.classid::bigint = :high AND l.objid::bigint = :low"
        )
        with self._engine.begin() as connection:
            row = connection.execute(query, {"high": self._number >> 32, "low": self._number & 0xFFFFFFFF}).first()
        return "?" if row is None else str(row[0])


def _id(connection: Connection, statement: Insert) -> int:
    key = connection.execute(statement).inserted_primary_key
    if key is None:
        raise RuntimeError("the database gave no id")
    return int(key[0])


def _now() -> str:
    return datetime.now(UTC).isoformat()


def _publication(row: Row[Any]) -> Publication:
    return Publication(row.id, datetime.fromisoformat(row.created_at), json.loads(row.tables), json.loads(row.makers), row.note)


@lru_cache(maxsize=1)
def _tables() -> SimpleNamespace:
    from sqlalchemy import Column, Integer, MetaData, String, Table

    metadata = MetaData()
    words = {
        "publication": ("created_at", "tables", "makers", "note", "audit"),
        "run": ("kind", "note", "started", "ended", "figures"),
    }
    made = {
        name: Table(name, metadata, Column("id", Integer, primary_key=True), *(Column(column, String) for column in columns))
        for name, columns in words.items()
    }
    made["setting"] = Table("setting", metadata, Column("name", String, primary_key=True), Column("value", String))
    return SimpleNamespace(**made)

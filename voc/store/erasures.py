"""Erasures in the ledger: which were begun and ended, the names that must not come back, and words of staff that name a person."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from voc.errors import StoreError
from voc.store.database import exclusively

if TYPE_CHECKING:
    from sqlalchemy import Engine

FLOOR = "erased_through"
"""The setting that names the oldest publication still open to readers."""
KINDS = ("customer", "verbatim", "respondent", "case")
_WRITTEN = {
    "action": ("title", "owner"),
    "action_step": ("who", "note"),
    "run": ("note", "figures"),
    "publication": ("note",),
    "model": ("note",),
    "recovery_step": ("who", "note"),
}
"""Columns that hold words of staff or names of files."""

Tombstones = dict[str, set[str]]


class Erasures:
    """Erasures and tombstones. A tombstone is the keyed digest of a customer, verbatim, respondent or case."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def begin(self, who: str, kind: str, name: str, names: Mapping[str, Iterable[str]]) -> int:
        """Notes an erasure and its tombstones, all or none, before anything is removed; the number of the erasure."""
        from sqlalchemy import text

        entry = {"begun": datetime.now(UTC).isoformat(), "who": who, "kind": kind, "name": name}
        with exclusively(self._engine) as connection:
            insert = text("INSERT INTO erasure (begun, who, kind, name) VALUES (:begun, :who, :kind, :name) RETURNING id")
            number = int(connection.execute(insert, entry).scalar_one())
            stones = [{"kind": one, "name": name, "erasure": number} for one in KINDS for name in sorted(names.get(one, ()))]
            if stones:
                bury = "INSERT INTO tombstone (kind, name, erasure) VALUES (:kind, :name, :erasure) ON CONFLICT DO NOTHING"
                connection.execute(text(bury), stones)
        return number

    def finish(self, figures: Mapping[str, Any]) -> list[int]:
        """Ends every erasure that was begun; their numbers. One that was killed is ended by the next, which removes for all of them."""
        from sqlalchemy import text

        values = {"now": datetime.now(UTC).isoformat(), "figures": json.dumps(dict(figures), ensure_ascii=False, default=str)}
        with exclusively(self._engine) as connection:
            open_ = connection.execute(text("SELECT id FROM erasure WHERE ended IS NULL ORDER BY id")).scalars().all()
            connection.execute(text("UPDATE erasure SET ended = :now, figures = :figures WHERE ended IS NULL"), values)
        return [int(number) for number in open_]

    def pending(self) -> list[int]:
        """Numbers of the erasures that were begun and have not ended."""
        from sqlalchemy import text

        with self._engine.begin() as connection:
            return [int(n) for n in connection.execute(text("SELECT id FROM erasure WHERE ended IS NULL ORDER BY id")).scalars()]

    def tombstones(self) -> Tombstones:
        """Kind -> names that must not come back; {} where nothing was ever erased."""
        from sqlalchemy import text

        found: Tombstones = {}
        with self._engine.begin() as connection:
            for kind, name in connection.execute(text("SELECT kind, name FROM tombstone")):
                found.setdefault(kind, set()).add(name)
        return found

    def close_before(self, publication: int) -> None:
        """Publications before that one can no longer be opened."""
        from sqlalchemy import text

        with exclusively(self._engine) as connection:
            known = connection.execute(text("SELECT value FROM setting WHERE name = :name"), {"name": FLOOR}).scalar()
            values = {"name": FLOOR, "value": str(max(publication, int(known or 0)))}
            sql = "INSERT INTO setting (name, value) VALUES (:name, :value)"
            connection.execute(text(sql if known is None else "UPDATE setting SET value = :value WHERE name = :name"), values)

    def written(self, scrub: Callable[[str], str], *, change: bool) -> dict[str, int]:
        """Rows per table whose words `scrub` would change: actions and their steps, notes and figures of runs. Changes them where asked.

        What stood there is left in free pages (SQLite) or dead rows (PostgreSQL) until `settle`.
        """
        from sqlalchemy import text

        counts: dict[str, int] = {}
        with exclusively(self._engine) as connection:
            for table, columns in _WRITTEN.items():
                listed = ", ".join(columns)
                for number, *given in connection.execute(text(f"SELECT id, {listed} FROM {table}")).all():
                    scrubbed = [None if one is None else scrub(one) for one in given]
                    if scrubbed == given:
                        continue
                    counts[table] = counts.get(table, 0) + 1
                    if change:
                        sets = ", ".join(f"{column} = :{column}" for column in columns)
                        values = {**dict(zip(columns, scrubbed, strict=True)), "number": number}
                        connection.execute(text(f"UPDATE {table} SET {sets} WHERE id = :number"), values)
        return counts

    def settle(self, patience: float) -> None:
        """Rewrites the database's own files, so that what was changed is not left in free pages or in the log written ahead.

        StoreError where readers are in the way for more than `patience` seconds.
        """
        from sqlalchemy import text

        with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            if self._engine.dialect.name == "postgresql":
                for table in (*_WRITTEN, "label"):
                    connection.execute(text(f"VACUUM {table}"))
                return
        self._settle_sqlite(patience)

    def _settle_sqlite(self, patience: float) -> None:
        connection = self._engine.raw_connection()
        try:
            cursor: Any = connection.cursor()
            deadline = time.monotonic() + patience
            while True:
                try:
                    cursor.execute("VACUUM")
                    busy, *_ = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
                except Exception as error:
                    if "locked" not in str(error):
                        raise
                    busy = 1
                if not busy:
                    return
                if time.monotonic() > deadline:
                    raise StoreError(
                        "账本正被别的进程读取，旧内容还没有从 ledger.sqlite-wal 清除。请稍后重新运行同一条命令。",
                        "The ledger is being read by another process, so that old content is still in ledger.sqlite-wal. "
                        "Run the same command again later.",
                    )
                time.sleep(0.1)
        finally:
            connection.close()

"""The audit log: rows that are only added, each with a digest over its content and the row before, so that a change shows.

Where the store has its identity key the digests are HMACs with a key drawn from it: whoever can write the database but has no key
cannot make a chain that holds. What no chain can show is the whole ledger put back to an older copy: for that, the head's digest is to
be kept elsewhere and given to `verify`.
"""

from __future__ import annotations

import hmac
import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from voc.errors import StoreError, VocError
from voc.privacy.keys import fingerprint
from voc.store.chain import LOST, START, Check, Entry, Verdict, content, digest_of, mark_of, no_key
from voc.store.database import exclusively

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Engine

    from voc.settings import Settings

LONGEST = 255
"""Characters of a text in a subject: names of files and filters, never what customers said."""
_HEAD = "audit_head"
_WHOLE = re.compile(r"\d{1,18}:[0-9a-f]{64}:(?:-|[0-9a-f]{64})", re.ASCII)

Key = Callable[[], "bytes | None"]


def key_of(settings: Settings) -> Key:
    """The store's identity key where this process has it, else None; never makes one."""

    def key() -> bytes | None:
        from voc.privacy.keys import load_key

        try:
            return load_key(settings, make=False)
        except VocError:
            return None

    return key


class Audit:
    """Adds to the log and checks it. Every call is one short transaction; several processes keep one chain."""

    def __init__(self, engine: Engine, key: Key) -> None:
        self._engine, self._key, self._tables = engine, key, _tables()
        self._seal: bytes | None = None

    def record(self, who: str, act: str, subject: Mapping[str, object]) -> None:
        """Adds a row, durable when this returns. `subject` holds ids, counts and filters: ValueError for a long text.

        StoreError where the log is sealed and this process lacks the key: what cannot be recorded is not to be done.
        """
        words = json.dumps(_plain(subject), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        at = datetime.now(UTC).isoformat()
        table = self._tables.audit
        with exclusively(self._engine) as connection:
            seal = self._sealing(connection)
            number, previous, was_sealed = self._end(connection, seal)
            if was_sealed and seal is None:
                raise no_key()
            row = (number + 1, at, who[:LONGEST], act, words, previous, int(seal is not None))
            digest = digest_of(row, seal)
            connection.execute(table.insert().values(dict(zip(table.columns.keys(), (*row, digest), strict=True))))
            self._set_head(connection, number + 1, digest, seal)

    def head(self) -> str | None:
        """`number:digest` of the newest row; None for an empty log."""
        with self._engine.begin() as connection:
            given = self._head(connection)
        return None if given is None else given.rsplit(":", 1)[0]

    def rows(self, limit: int = 50, act: str | None = None, who: str | None = None) -> list[Entry]:
        """Newest first."""
        table = self._tables.audit
        query = table.select().order_by(table.c.number.desc()).limit(limit)
        query = query.where(table.c.act == act) if act else query
        query = query.where(table.c.who == who) if who else query
        with self._engine.begin() as connection:
            return [_entry(row) for row in connection.execute(query)]

    def digest(self, text: str) -> str:
        """A digest of words that must not stand in the log, keyed where there is a key: says that two are the same, no more."""
        if self._seal is None:
            with self._engine.begin() as connection:
                self._sealing(connection)
        raw = text.encode("utf-8", "surrogatepass")
        return (hmac.digest(self._seal, raw, "sha256") if self._seal else sha256(raw).digest()).hex()[:32]

    def verify(self, expect: str | None = None) -> Verdict:
        """Reads the whole log and names every row that was changed, moved or taken away.

        `expect` is a head's digest (or number:digest) noted before: StoreError where it is no digest at all, or where the log is
        sealed and this process lacks the key.
        """
        wanted = _expected(expect)
        with self._engine.begin() as connection:
            seal = self._sealing(connection)
            check = Check(seal, self._anchors(connection), wanted)
            for row in self._all(connection):
                check.take(_entry(row))
            check.begin(self._before_the_log(connection, check.first))
            return check.verdict(self._head(connection), self._true_place)

    def _all(self, connection: Connection) -> Iterator[Any]:
        table = self._tables.audit
        yield from connection.execution_options(yield_per=2_000).execute(table.select().order_by(table.c.number))

    def _true_place(self, entry: Entry, seal: bytes | None) -> int | None:
        """The number under which the row holds, if its content is whole and only its place is another."""
        table = self._tables.audit
        with self._engine.begin() as connection:
            before = connection.execute(table.select().where(table.c.hash == entry.previous)).first()
        numbers = (
            [1] if entry.previous == START else [] if before is None else [before.number + 1, entry.number - 1, entry.number + 1]
        )
        key = seal if entry.sealed else None
        near = {*numbers, *range(max(1, entry.number - 50), entry.number + 50)}
        return next((number for number in sorted(near) if digest_of(content(entry, number), key) == entry.hash), None)

    def _sealing(self, connection: Connection) -> bytes | None:
        """The key of the seal; asked for again while there is none, since a first import makes it."""
        if self._seal is None:
            table = self._tables.setting
            known = connection.execute(table.select().where(table.c.name == "key_fingerprint")).first()
            key = self._key() if known is not None else None
            if key is not None and known is not None and fingerprint(key) == known.value:
                self._seal = hmac.digest(key, b"voc audit", "sha256")
        return self._seal

    def _end(self, connection: Connection, seal: bytes | None) -> tuple[int, str, bool]:
        """Number and digest to go on from, and whether the log is sealed: from the head, so that rows cut off leave a gap."""
        table = self._tables.audit
        last = connection.execute(table.select().order_by(table.c.number.desc()).limit(1)).first()
        given = self._head(connection)
        if given is None:
            return (0, START, False) if last is None else (last.number, LOST, bool(last.sealed))
        number, digest, mark = given.split(":")
        sealed = bool(last.sealed) if last is not None else mark != "-"
        if sealed and seal is None:
            return int(number), digest, True
        if mark != "-" and mark != mark_of(number, digest, seal):
            return max(int(number), last.number if last is not None else 0), LOST, sealed
        if last is not None and last.number > int(number):
            return last.number, LOST, sealed
        return int(number), digest, sealed

    def _head(self, connection: Connection) -> str | None:
        table = self._tables.setting
        row = connection.execute(table.select().where(table.c.name == _HEAD)).first()
        # What is no head is as good as none: the break is found by the next row, or by its absence.
        return None if row is None or not _WHOLE.fullmatch(str(row.value)) else str(row.value)

    def _set_head(self, connection: Connection, number: int, digest: str, seal: bytes | None) -> None:
        table = self._tables.setting
        value = f"{number}:{digest}:{mark_of(str(number), digest, seal)}"
        if not connection.execute(table.update().where(table.c.name == _HEAD).values(value=value)).rowcount:
            connection.execute(table.insert().values(name=_HEAD, value=value))

    def _before_the_log(self, connection: Connection, first: str | None) -> int:
        """Publications that remember no row and are older than the first one: an import writes its row right after its publication."""
        from sqlalchemy import text

        made = connection.execute(text("SELECT created_at FROM publication WHERE audit IS NULL")).scalars()
        return sum(first is None or one < first for one in made)

    def _anchors(self, connection: Connection) -> dict[int, tuple[str, int]]:
        """Row number -> digest, and the publication that remembers it."""
        from sqlalchemy import text

        rows = connection.execute(text("SELECT id, audit FROM publication WHERE audit IS NOT NULL")).all()
        found = [(row.id, *row.audit.partition(":")) for row in rows]
        return {int(number): (digest, publication) for publication, number, _, digest in found if number.isdecimal()}


def _entry(row: Any) -> Entry:
    return Entry(row.number, row.at, row.who, row.act, row.subject, row.previous, bool(row.sealed), row.hash)


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return {str(name): _plain(one) for name, one in value.items() if one is not None}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_plain(one) for one in (sorted(value) if isinstance(value, (set, frozenset)) else value)]
    if isinstance(value, str) and len(value) > LONGEST:
        raise ValueError(f"a text of {len(value)} characters has no place in the audit log")
    return value if value is None or isinstance(value, (str, int, float, bool)) else str(value)


def _expected(given: str | None) -> tuple[int | None, str] | None:
    if given is None:
        return None
    number, _, digest = given.strip().lower().rpartition(":")
    whole = len(digest) == 64 and set(digest) <= set("0123456789abcdef") and (not number or number.isdecimal())
    if not whole:
        raise StoreError(
            f"--expect 给的是 {given!r}，应为 voc audit verify 打印的 64 位摘要（可带“编号:”）。",
            f"--expect is {given!r}; give the 64-character digest that voc audit verify printed (number: before it is fine).",
        )
    return (int(number) if number else None), digest


@lru_cache(maxsize=1)
def _tables() -> SimpleNamespace:
    from sqlalchemy import Column, Integer, MetaData, String, Table

    metadata = MetaData()
    words = [Column(name, String) for name in ("at", "who", "act", "subject", "previous")]
    audit = Table(
        "audit", metadata, Column("number", Integer, primary_key=True, autoincrement=False), *words, Column("sealed", Integer), Column("hash", String)
    )  # fmt: skip
    setting = Table("setting", metadata, Column("name", String, primary_key=True), Column("value", String))
    return SimpleNamespace(audit=audit, setting=setting)

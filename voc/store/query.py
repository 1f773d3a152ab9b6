"""Readers: pinned to one publication, limited to one scope, safe from several threads."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import duckdb

from voc.errors import StoreError
from voc.schema import MAKERS, TABLES
from voc.store.gate import named
from voc.store.scan import connect, identifier, literal, plain, scan, shared, unreadable
from voc.store.scope import Scope, quote

if TYPE_CHECKING:
    import pyarrow as pa

    from voc.store.lake import Lake
    from voc.store.ledger import Publication

LARGE = 2_000_000
"""From this many verbatims on, queries read the files; below, a table is copied into memory when it is first named."""

_MAKER_OF = {scores.name: maker for maker, scores in MAKERS.items()} | {"topics": "topics"}
_EPHEMERAL = "seen"

READ = ("brand", "product", "region", "competitor")
"""Columns of verbatims that are filled from the words where a row gives none; `<name>_from` says which."""
_FROM = "CASE WHEN v.{0} IS NOT NULL THEN 'given' WHEN e.{0} IS NOT NULL THEN 'read' END AS {0}_from"

Parameters = Sequence[object] | Mapping[str, object]


class Reader:
    """Queries over what `scope` may see of one publication: verbatims with the scores of the makers it names."""

    def __init__(
        self,
        lake: Lake,
        publication: Publication,
        scope: Scope,
        newest: Callable[[], Publication] | None = None,
        large: int = LARGE,
    ) -> None:
        self._lake, self._newest, self._large = lake, newest, large
        self._turn = threading.Lock()
        self._pinned = _Pinned(lake, publication, scope, large)
        self.scope = scope

    @property
    def publication(self) -> Publication:
        """What is read: versions of tables and makers. Its id is the cache key."""
        return self._pinned.publication

    def query(self, sql: str, params: Parameters = ()) -> pa.Table:
        """Rows of one SELECT over contract tables; parameters are ? with a list or $name with a mapping."""
        tables = named(sql)
        pinned = self._pinned
        try:
            return pinned.run(sql, tables, params)
        except (duckdb.Error, StoreError) as error:
            if isinstance(error, duckdb.Error) and not unreadable(error):
                raise
            # A file was vacuumed under a publication that is no longer the newest: read the newest, once.
            return self._repinned(pinned, error).run(sql, tables, params)

    def table(self, name: str, columns: Sequence[str] | None = None) -> pa.Table:
        """A contract table, or some of its columns."""
        chosen = "*" if columns is None else ", ".join(map(identifier, columns))
        return self.query(f"SELECT {chosen} FROM {identifier(name)}")

    def _repinned(self, failed: _Pinned, error: Exception) -> _Pinned:
        with self._turn:
            if self._pinned is failed:
                newest = self._newest() if self._newest else failed.publication
                if newest.id == failed.publication.id:
                    raise _lost(failed.publication, error) from error
                self._lake.forget()
                self._pinned = _Pinned(self._lake, newest, self.scope, self._large)
            return self._pinned


def _lost(publication: Publication, error: Exception) -> StoreError:
    if isinstance(error, StoreError):
        return error
    return StoreError(
        f"发布 {publication.id} 的文件已不存在（可能已被清理）或已损坏：{error}。请打开最新的发布，或从备份恢复。",
        f"Files of publication {publication.id} are gone (vacuumed, perhaps) or damaged: {error}. Open the newest one, or restore a "
        "backup.",
    )


class _Pinned:
    """One publication and one scope in a database in memory that reaches no file but (in a large store) the publication's own."""

    def __init__(self, lake: Lake, publication: Publication, scope: Scope, large: int) -> None:
        self.publication, self._lake, self._scope = publication, lake, scope
        self._turn = threading.Lock()
        self._ready: set[str] = set()
        self._copied = lake.rows("verbatims", publication.tables.get("verbatims")) < large
        self._connection = connect()
        self._connection.execute(f"ATTACH ':memory:' AS {_EPHEMERAL} (COMPRESS)")
        if not self._copied:
            # Access is checked against the path as read_parquet is given it, with its escapes, and again as it opens the file.
            files = [path for name, version in publication.tables.items() for path in lake.files(name, version)]
            paths = [quote(spelt) for path in files for spelt in {path, literal(path)}]
            self._connection.execute(f"SET allowed_paths = [{', '.join(paths)}]")
        self._connection.execute("SET enable_external_access = FALSE")
        self._connection.execute("SET lock_configuration = TRUE")

    def run(self, sql: str, tables: frozenset[str], params: Parameters) -> pa.Table:
        for name in sorted(tables - self._ready):
            self._load(name)
        cursor = self._cursor()
        try:
            given: Any = dict(params) if isinstance(params, Mapping) else list(params)
            return plain(cursor.sql(sql, params=given or None).to_arrow_table())
        finally:
            cursor.close()

    def _cursor(self) -> duckdb.DuckDBPyConnection:
        cursor = self._connection.cursor()
        cursor.execute(f"USE {_EPHEMERAL}")
        return cursor

    def _load(self, name: str) -> None:
        with self._turn:
            if name in self._ready:
                return
            limited = self._scope.restrict(name, self._relation)
            if name == "verbatims":
                limited = self._with_read(limited)
            cursor = self._cursor()
            try:
                if self._copied:
                    self._copy(cursor, name, limited)
                else:
                    cursor.execute(f"CREATE VIEW {name} AS {limited}")
            finally:
                cursor.close()
            self._ready.add(name)

    def _with_read(self, limited: str) -> str:
        """Verbatims with what was read from their words where nothing was given. The scope is settled before, by what was given."""
        if self.publication.makers.get("entities") is None:
            return limited
        parts = [f"coalesce(v.{name}, e.{name}) AS {name}, {_FROM.format(name)}" for name in READ]
        read = f"SELECT verbatim_id, {', '.join(READ)} FROM ({self._relation('entity_scores')})"
        return f"SELECT v.* REPLACE ({', '.join(parts)}) FROM ({limited}) v LEFT JOIN ({read}) e USING (verbatim_id)"

    @staticmethod
    def _copy(cursor: duckdb.DuckDBPyConnection, name: str, limited: str) -> None:
        outside = shared().cursor()
        try:
            cursor.register("incoming", outside.sql(limited).to_arrow_reader())
            cursor.execute(f"CREATE TABLE {name} AS SELECT * FROM incoming")
            cursor.unregister("incoming")
        finally:
            outside.close()

    def _relation(self, name: str) -> str:
        whole = scan(TABLES[name], self._lake.files(name, self.publication.tables.get(name)))
        maker = _MAKER_OF.get(name)
        if maker is None:
            return whole
        version = self.publication.makers.get(maker)
        return f"SELECT * FROM ({whole}) WHERE {'FALSE' if version is None else 'version = ' + quote(version)}"

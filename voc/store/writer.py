"""The writer: appends by anti-join, restates by key, publishes last. What it did not publish is undone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa

from voc.errors import StoreError
from voc.schema import MAKERS, TABLES, Table
from voc.store.lake import damaged
from voc.store.scan import connect, identifier, plain, scan, unreadable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from voc.store.lake import Lake
    from voc.store.ledger import Ledger, Publication
    from voc.store.lock import Lock


class Writer:
    """Changes to the lake's head, under the writer lock. Readers see them from `publish` on, all at once."""

    def __init__(self, lake: Lake, ledger: Ledger, lock: Lock | None = None) -> None:
        self._lake, self._ledger, self._lock = lake, ledger, lock
        self._connection = connect()
        self._published = ledger.publication()
        self._changed: set[str] = set()
        self.undo()

    @property
    def publication(self) -> Publication:
        """The newest publication: what readers see now."""
        return self._published

    @property
    def changed(self) -> bool:
        """Whether anything was written since the newest publication."""
        return bool(self._changed)

    def known(self, table: str, keys: pa.Table, columns: Sequence[str] = ()) -> pa.Table:
        """Rows at the head whose key is in `keys`: key columns, `content` where the table has it, and `columns`."""
        contract = TABLES[table]
        digest = ["content"] if any(column.name == "content" for column in contract.columns) else []
        chosen = list(dict.fromkeys([*contract.key, *digest, *columns]))
        wanted = keys.select(list(contract.key))
        if not wanted.num_rows or not self._files(table):
            return contract.empty().select(chosen)
        on = ", ".join(map(identifier, contract.key))
        return self._ask(f"SELECT * FROM ({self._scan(table, chosen)}) SEMI JOIN wanted USING ({on})", wanted=wanted)

    def append(self, table: str, rows: pa.Table) -> int:
        """Adds the rows whose key is not there yet; the number added."""
        contract = TABLES[table]
        rows = contract.conform(rows)
        fresh = self._fresh(contract, rows)
        if fresh.num_rows:
            self._changed.add(table)
            self._lake.append(contract, fresh)
        return int(fresh.num_rows)

    def _fresh(self, contract: Table, rows: pa.Table) -> pa.Table:
        if not rows.num_rows or not self._files(contract.name):
            return rows
        on = ", ".join(map(identifier, contract.key))
        numbered = rows.select(list(contract.key)).append_column("place", pa.array(range(rows.num_rows), pa.int64()))
        there = self._scan(contract.name, contract.key)
        places = self._ask(f"SELECT place FROM wanted ANTI JOIN ({there}) AS there USING ({on}) ORDER BY place", wanted=numbered)
        return rows if places.num_rows == rows.num_rows else rows.take(places["place"])

    def update(self, table: str, rows: pa.Table) -> int:
        """Restates the rows whose key is there; rows whose key is not are left out. The number restated."""
        contract = TABLES[table]
        rows = contract.conform(rows)
        if not rows.num_rows or not self.known(table, rows).num_rows:
            return 0
        self._changed.add(table)
        return self._lake.update(contract, rows)

    def remove(self, table: str, column: str, values: Iterable[Any]) -> int:
        """Removes the rows whose `column` is one of `values`; the number removed."""
        contract = TABLES[table]
        wanted = pa.table({column: pa.array({value for value in values if value is not None}, contract.arrow.field(column).type)})
        if not wanted.num_rows or not self._files(table):
            return 0
        there = f"SELECT DISTINCT {identifier(column)} FROM ({self._scan(table, [column])})"
        gone = self._ask(f"SELECT * FROM ({there}) SEMI JOIN wanted USING ({identifier(column)})", wanted=wanted)
        if not gone.num_rows:
            return 0
        self._changed.add(table)
        return self._lake.remove(contract, gone)

    def left_out(
        self, table: str, column: str, values: pa.ChunkedArray, present: pa.Table, columns: Sequence[str] = ()
    ) -> pa.Table:
        """Keys, `column` and `columns` at the head of rows whose `column` is one of `values` and whose key is not in `present`."""
        contract = TABLES[table]
        chosen = list(dict.fromkeys([*contract.key, column, *columns]))
        if not self._files(table):
            return contract.empty().select(chosen)
        on = ", ".join(map(identifier, contract.key))
        mine = f"SELECT * FROM ({self._scan(table, chosen)}) SEMI JOIN wanted USING ({identifier(column)})"
        wanted = pa.table({column: values})
        return self._ask(
            f"SELECT * FROM ({mine}) ANTI JOIN present USING ({on})", wanted=wanted, present=present.select(contract.key)
        )

    def drop(self, table: str, keys: pa.Table) -> int:
        """Removes the rows whose key is in `keys`; the number removed."""
        contract = TABLES[table]
        gone = self.known(table, keys).select(list(contract.key))
        if not gone.num_rows:
            return 0
        self._changed.add(table)
        return self._lake.remove(contract, gone)

    def read(
        self, table: str, columns: Sequence[str] | None = None, where: str = "TRUE", params: Sequence[object] = ()
    ) -> pa.Table:
        """Rows at the head, of every maker version; `where` is SQL over the table's columns, with ? for `params`."""
        chosen = "*" if columns is None else ", ".join(map(identifier, columns))
        return self._ask(f"SELECT {chosen} FROM ({self._scan(table)}) WHERE {where}", params)

    def rows_of(self, table: str, column: str, values: pa.ChunkedArray, columns: Sequence[str]) -> pa.Table:
        """`columns` of the rows at the head whose `column` is one of `values`."""
        if not len(values) or not self._files(table):
            return TABLES[table].empty().select(list(columns))
        wanted = pa.table({column: values})
        return self._ask(
            f"SELECT * FROM ({self._scan(table, columns)}) SEMI JOIN wanted USING ({identifier(column)})", wanted=wanted
        )

    def repeated_turns(self) -> tuple[int, list[tuple[str, int]]]:
        """Number of calls; and the turns of others than the customer that stand in two calls or more, with how many."""
        if not self._files("utterances"):
            return 0, []
        turns = self._scan("utterances", ["verbatim_id", "speaker", "text"])
        calls = self._ask(f"SELECT count(DISTINCT verbatim_id) AS n FROM ({turns})")["n"][0].as_py()
        found = self._ask(
            f"SELECT text, count(DISTINCT verbatim_id) AS n FROM ({turns}) WHERE speaker <> 'customer' GROUP BY text HAVING n > 1"
        )
        return int(calls), list(zip(found["text"].to_pylist(), found["n"].to_pylist(), strict=True))

    def missing(self, maker: str, version: str, limit: int | None = None, since: date | None = None) -> pa.Table:
        """Verbatims (verbatim_id, text, source) without that score, newest first; undated ones last, and left out with `since`."""
        columns = ["verbatim_id", "text", "source", "day", "occurred_at"]
        todo, params = self._todo(maker, version, since, columns)
        newest = f"{todo} ORDER BY day DESC NULLS LAST, occurred_at DESC NULLS LAST, verbatim_id"
        cut = "" if limit is None else f" LIMIT {int(limit)}"
        return self._ask(f"SELECT verbatim_id, text, source FROM ({newest}{cut})", params)

    def count_missing(self, maker: str, version: str, since: date | None = None) -> int:
        """How many verbatims `missing` would give without a limit."""
        todo, params = self._todo(maker, version, since, ["verbatim_id", "day"])
        return int(self._ask(f"SELECT count(*) AS n FROM ({todo})", params)["n"][0].as_py())

    def _todo(self, maker: str, version: str, since: date | None, columns: Sequence[str]) -> tuple[str, list[object]]:
        scores = self._scan(MAKERS[maker].name, ["verbatim_id", "version"])
        done = f"SELECT verbatim_id FROM ({scores}) WHERE version = ?"
        dated = "" if since is None else " WHERE day >= ?"
        todo = f"SELECT * FROM ({self._scan('verbatims', columns)}) AS v ANTI JOIN ({done}) AS done USING (verbatim_id){dated}"
        return todo, [version] if since is None else [version, since]

    def versions(self, maker: str) -> dict[str, int]:
        """Each version of a maker at the head and its scores: new versions stand beside old ones until `publish` flips."""
        scores = self._scan(MAKERS[maker].name, ["version"])
        rows = self._ask(f"SELECT version, count(*) AS n FROM ({scores}) GROUP BY 1 ORDER BY 1").to_pylist()
        return {row["version"]: row["n"] for row in rows}

    def publish(self, makers: Mapping[str, str] | None = None, note: str = "", retire: Iterable[str] = ()) -> Publication:
        """Makes the head what readers see, flips the given `makers` to their versions, keeps the others. Durable at once.

        Readers see no scores of the makers in `retire` until a later publication names a version of them.
        """
        retired = set(retire)
        shown = {name: version for name, version in {**self._published.makers, **(makers or {})}.items() if name not in retired}
        unknown = sorted(set(shown) - set(MAKERS))
        if unknown:
            raise StoreError(
                f"没有名为 {', '.join(unknown)} 的打分器，可选：{', '.join(MAKERS)}。",
                f"There is no maker {', '.join(unknown)}; known: {', '.join(MAKERS)}.",
            )
        for name in self._changed:
            self._lake.compact(name)
        tables = self._heads()
        if self._published.id and tables == self._published.tables and shown == self._published.makers:
            return self._published
        for name, version in tables.items():
            if name in self._changed:
                self._lake.settle(name, version, self._published.tables.get(name))
        self._published = self._ledger.publish(tables, shown, note, self._lock)
        self._changed.clear()
        return self._published

    def _heads(self) -> dict[str, int]:
        """Head versions of changed tables; of the others the published ones, since an undone head is the same rows."""
        heads = {name: version for name in self._changed if (version := self._lake.version(name)) is not None}
        return {**self._published.tables, **heads}

    def vacuum(self) -> int:
        """Deletes every file of the lake that the newest publication does not name; the number deleted. Older publications are lost."""
        if self._changed:
            self.undo()
        return sum(self._lake.vacuum(name, self._published.tables.get(name)) for name in TABLES)

    def unspoken(self, words: Iterable[str]) -> set[str]:
        """Those of `words` that stand in no verbatim at the head."""
        asked = pa.table({"word": pa.array(sorted(set(words)), pa.string())})
        if not asked.num_rows:
            return set()
        spoken = self._scan("verbatims", ["text"])
        heard = self._ask(f"SELECT DISTINCT a.word FROM asked a JOIN ({spoken}) v ON contains(lower(v.text), a.word)", asked=asked)
        return set(asked["word"].to_pylist()) - set(heard["word"].to_pylist())

    def undo(self) -> None:
        """Takes the lake back to the newest publication: what a killed or failed run left is gone."""
        self._lake.forget()
        for name in TABLES:
            self._lake.restore(name, self._published.tables.get(name))
            # Customers' words must not stay in files that no publication will ever name.
            self._lake.sweep(name, self._published.tables.get(name))
        self._changed.clear()

    def close(self) -> None:
        """Undoes what was not published and frees the memory."""
        try:
            if self._changed:
                self.undo()
        finally:
            self._connection.close()

    def _files(self, table: str) -> list[str]:
        return self._lake.head_files(table)

    def _scan(self, table: str, columns: Sequence[str] | None = None) -> str:
        return scan(TABLES[table], self._files(table), columns)

    def _ask(self, sql: str, params: Sequence[object] = (), **tables: pa.Table) -> pa.Table:
        cursor = self._connection.cursor()
        try:
            for name, rows in tables.items():
                cursor.register(name, rows)
            return plain(cursor.sql(sql, params=list(params) or None).to_arrow_table())
        except duckdb.Error as error:
            if unreadable(error):
                raise damaged(error) from error
            raise
        finally:
            cursor.close()

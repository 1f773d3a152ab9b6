"""Delta tables, one folder per contract. Knows versions and files; knows nothing of publications, scopes or locks."""

from __future__ import annotations

import json
import os
import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pyarrow as pa
from deltalake import DeltaTable, WriterProperties, write_deltalake
from deltalake.exceptions import DeltaError
from deltalake.schema import Schema

from voc.errors import StoreError

if TYPE_CHECKING:
    from pathlib import Path

    from voc.schema import Table

MANY_FILES = 48
_KEPT = {
    "delta.logRetentionDuration": "interval 36500 days",
    "delta.checkpointInterval": "20",
    "delta.dataSkippingNumIndexedCols": "0",
}
"""Delta forgets its log after 30 days unless told otherwise, and with it the way back to an older publication.

It also writes the least and greatest text of every file into that log, which outlives the file: no customer's words there."""

_UNUSABLE = re.compile(r"[\[\]\\^|]|%[0-9A-Fa-f]{2}")


class Lake:
    """The folder of Delta tables. Every change is one commit on one table, invisible until a publication names its version."""

    def __init__(self, root: Path) -> None:
        self.root = root.absolute()
        if _UNUSABLE.search(str(self.root)):
            raise StoreError(
                f"存储路径 {self.root} 含有 Delta 表不支持的字符（[ ] \\ ^ | 或 %XX）。请换一个路径；空格和中文可以用。",
                f"The store's path {self.root} has characters Delta tables cannot take ([ ] \\ ^ | or %XX). "
                "Choose another path; spaces and Chinese are fine.",
            )
        self._heads: dict[str, DeltaTable] = {}
        self._resolved: dict[tuple[str, int], tuple[list[str], int]] = {}

    def _open(self, name: str, version: int | None = None) -> DeltaTable | None:
        folder = self.root / name
        if not (folder / "_delta_log").is_dir() or not DeltaTable.is_deltatable(str(folder)):
            return None
        return DeltaTable(str(folder), version=version)

    def _head(self, name: str) -> DeltaTable | None:
        """The newest version, kept open: only the one writer asks, and its own commits move the object along."""
        if name not in self._heads:
            table = self._open(name)
            if table is None:
                return None
            self._heads[name] = table
            return table
        return self._heads.get(name) or self._open(name)

    def _open_version(self, name: str, version: int) -> DeltaTable | None:
        try:
            return self._open(name, version)
        except DeltaError:
            return None

    def version(self, name: str) -> int | None:
        """The newest version of the table; None where there is no table yet."""
        table = self._head(name)
        return None if table is None else int(table.version())

    def files(self, name: str, version: int | None) -> list[str]:
        """Absolute paths of the Parquet files of that version, unquoted; none for None."""
        return self._resolve(name, version)[0]

    def rows(self, name: str, version: int | None) -> int:
        """Number of rows of that version, from the log alone."""
        return self._resolve(name, version)[1]

    def _resolve(self, name: str, version: int | None) -> tuple[list[str], int]:
        if version is None:
            return [], 0
        found = self._resolved.get((name, version))
        if found is None:
            table = self._open_version(name, version)
            if table is None:
                raise self._lost(name, version)
            found = self._listed(name, table)
        return found

    def _lost(self, name: str, version: int) -> StoreError:
        return StoreError(
            f"存储 {self.root} 缺少表 {name}（第 {version} 版）。请从备份恢复。",
            f"The store {self.root} has lost table {name} (version {version}). Restore it from a backup.",
        )

    def _listed(self, name: str, table: DeltaTable) -> tuple[list[str], int]:
        actions = pa.table(table.get_add_actions(flatten=True))
        # The log percent-encodes spaces and Chinese, and file_uris() encodes the folder as well: join and unquote here.
        files = [str(self.root / name / unquote(path)) for path in actions["path"].to_pylist()]
        if len(self._resolved) > 500:
            self._resolved.clear()
        found = self._resolved[name, int(table.version())] = (files, sum(actions["num_records"].to_pylist()))
        return found

    def head_files(self, name: str) -> list[str]:
        """The files of the newest version, for the writer."""
        table = self._head(name)
        if table is None:
            return []
        found = self._resolved.get((name, int(table.version())))
        return (found or self._listed(name, table))[0]

    def forget(self) -> None:
        """Reads the logs anew from now on: another process may have written, or a backup been restored."""
        self._resolved.clear()
        self._heads.clear()

    def append(self, contract: Table, rows: pa.Table) -> None:
        """Appends rows that conform to `contract`, adding its new columns to an older table first."""
        table = self._head(contract.name)
        if table is not None:
            self._add_columns(table, contract)
            # "merge" takes rows that lack a column of a newer program's table.
            write_deltalake(table, rows, mode="append", schema_mode="merge", writer_properties=_properties())
            return
        folder = self.root / contract.name
        folder.mkdir(parents=True, exist_ok=True)
        write_deltalake(str(folder), rows, mode="append", configuration=_KEPT, writer_properties=_properties())

    def update(self, contract: Table, rows: pa.Table) -> int:
        """Restates the rows whose key exists; the number restated."""
        table = self._head(contract.name)
        if table is None:
            return 0
        self._add_columns(table, contract)
        same = " AND ".join(f"t.{name} = s.{name}" for name in contract.key)
        merge = table.merge(rows, same, source_alias="s", target_alias="t", writer_properties=_properties())
        return int(merge.when_matched_update_all().execute()["num_target_rows_updated"])

    def remove(self, contract: Table, gone: pa.Table) -> int:
        """Removes the rows that agree with a row of `gone` (distinct, no NULL) in all of its columns; the number removed."""
        table = self._head(contract.name)
        if table is None:
            return 0
        # A MERGE takes any number of values as a table; an IN list of 20,000 literals does not.
        same = " AND ".join(f"t.{name} = s.{name}" for name in gone.column_names)
        merge = table.merge(gone, same, source_alias="s", target_alias="t", writer_properties=_properties())
        return int(merge.when_matched_delete().execute()["num_target_rows_deleted"])

    def restore(self, name: str, version: int | None) -> bool:
        """Makes the newest version equal to `version` (None: no rows). False where it already is; StoreError where it is lost."""
        try:
            table = self._head(name)
            if table is None or table.version() == version:
                if table is None and version is not None:
                    # Writing on would make a new, empty table over the lost one.
                    raise self._lost(name, version)
                return False
            head = self.head_files(name)
            if version is None:
                if head:
                    table.delete()
                return bool(head)
            published = self._open(name, version)
            same_columns = published is not None and published.schema() == table.schema()
            if same_columns and set(head) == set(self.files(name, version)):
                return False
            table.restore(version)
        except (DeltaError, OSError) as error:
            raise damaged(error) from error
        return True

    def sweep(self, name: str, version: int | None) -> int:
        """Deletes the files that versions after `version` brought, or that were never committed; the number deleted.

        To call when the newest version equals `version`, the last published one: what versions up to it name stays.
        """
        folder = self.root / name
        newest = self.version(name)
        if newest is None or newest == version:
            return 0
        later = self._added(name, range(0 if version is None else version + 1, newest + 1))
        if later is None or not any(
            (folder / path).exists() for path in later - set(map(os.path.basename, self.files(name, version)))
        ):
            return 0
        kept = self._added(name, range(0 if version is None else version + 1))
        if kept is None:
            return 0
        swept = [path for path in folder.glob("part-*.parquet") if path.name not in kept]
        for path in swept:
            path.unlink(missing_ok=True)
        return len(swept)

    def vacuum(self, name: str, version: int | None) -> int:
        """Deletes every file of the table that `version` does not name, whoever wrote it and when; the number deleted.

        To call under the writer lock, when the newest version equals `version`: older versions can no longer be read after it.
        """
        folder = self.root / name
        if not folder.is_dir():
            return 0
        kept = {os.path.abspath(path) for path in (*self.files(name, version), *self.head_files(name))}
        found = [path for path in folder.rglob("*") if path.is_file() and folder / "_delta_log" not in path.parents]
        gone = [path for path in found if str(path) not in kept]
        for path in gone:
            path.unlink(missing_ok=True)
        return len(gone)

    def _added(self, name: str, versions: range) -> set[str] | None:
        """Names of the files those versions added; None where the log does not have them all."""
        names: set[str] = set()
        for version in versions:
            try:
                entries = (self.root / name / "_delta_log" / f"{version:020}.json").read_text("utf-8").splitlines()
                added = [json.loads(entry).get("add") for entry in entries if entry.strip()]
            except (OSError, ValueError):
                return None
            names.update(unquote(action["path"]) for action in added if action)
        return names

    def compact(self, name: str) -> None:
        """Joins many small files to few; readers of older versions keep theirs."""
        table = self._head(name)
        if table is not None and len(self.head_files(name)) > MANY_FILES:
            table.optimize.compact(writer_properties=_properties())

    def settle(self, name: str, version: int, before: int | None) -> None:
        """Forces to disk what `version` has and `before` had not: a power cut must not leave a publication without its files."""
        known = set(self.files(name, before)) if before is not None else set()
        log = self.root / name / "_delta_log"
        entries = [str(log / f"{number:020}.json") for number in range(0 if before is None else before + 1, version + 1)]
        fresh = [path for path in self.files(name, version) if path not in known]
        for path in [*fresh, *entries, str(log), str(log.parent)]:
            if os.path.exists(path):
                handle = os.open(path, os.O_RDONLY)
                try:
                    os.fsync(handle)
                finally:
                    os.close(handle)

    @staticmethod
    def _add_columns(table: DeltaTable, contract: Table) -> None:
        present = {field.name for field in table.schema().fields}
        missing = [field for field in contract.arrow if field.name not in present]
        if missing:
            table.alter.add_columns(Schema.from_arrow(pa.schema(missing)).fields)


def damaged(error: Exception) -> StoreError:
    """What to say where a file of the lake cannot be read."""
    return StoreError(
        f"存储里的文件已损坏或缺失：{error}。请从备份恢复。",
        f"A file of the store is damaged or missing: {error}. Restore it from a backup.",
    )


def _properties() -> WriterProperties:
    return WriterProperties(compression="ZSTD")

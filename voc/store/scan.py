"""The one way from Parquet files to SQL."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa

from voc.schema import DATE, FLOAT, INT, STRING, TIME, Table
from voc.store.scope import quote

if TYPE_CHECKING:
    from collections.abc import Sequence

_SQL_TYPES = {STRING: "VARCHAR", FLOAT: "DOUBLE", INT: "BIGINT", DATE: "DATE", TIME: "TIMESTAMPTZ"}


def scan(contract: Table, files: Sequence[str], columns: Sequence[str] | None = None) -> str:
    """SELECT of the contract's columns over `files`; columns no file has are NULL, and no files is no rows, both with types."""
    names = [column.name for column in contract.columns] if columns is None else columns
    typed = ", ".join(f"NULL::{_SQL_TYPES[column.type]} AS {identifier(column.name)}" for column in contract.columns)
    source = f"SELECT {typed} WHERE FALSE"
    if files:
        paths = ", ".join(quote(literal(path)) for path in files)
        source += f" UNION ALL BY NAME SELECT * FROM read_parquet([{paths}], union_by_name = TRUE, hive_partitioning = FALSE)"
    return f"SELECT {', '.join(map(identifier, names))} FROM ({source})"


def identifier(name: str) -> str:
    """`name` as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(path: str) -> str:
    """A path in which no character is a pattern."""
    return "".join(f"[{character}]" if character in "*?[" else character for character in path)


def connect() -> duckdb.DuckDBPyConnection:
    """An in-memory DuckDB that downloads nothing, in UTC, with two threads and 2 GB."""
    connection = duckdb.connect(
        config={
            "threads": 2,
            "memory_limit": "2GB",
            "temp_directory": "",
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        }
    )
    connection.execute("SET TimeZone = 'UTC'")
    return connection


@lru_cache(maxsize=1)
def shared() -> duckdb.DuckDBPyConnection:
    """One such connection per process, for reading files and parsing SQL; take a cursor of it."""
    return connect()


def unreadable(error: duckdb.Error) -> bool:
    """Whether a query failed because a Parquet file is missing, cut short or not Parquet."""
    return isinstance(error, duckdb.IOException) or ".parquet" in str(error)


def plain(table: pa.Table) -> pa.Table:
    """`table` with times in "UTC" (DuckDB says Etc/UTC) and whole sums as int64 (DuckDB says decimal(38, 0)) where they fit."""
    for place, field in enumerate(table.schema):
        wanted = None
        if pa.types.is_timestamp(field.type) and field.type.tz is not None:
            wanted = pa.timestamp(field.type.unit, tz="UTC")
        elif pa.types.is_decimal(field.type) and field.type.scale == 0:
            wanted = INT
        if wanted is not None and wanted != field.type:
            try:
                column = table.column(place).cast(wanted)
            except pa.ArrowInvalid:
                continue
            table = table.set_column(place, pa.field(field.name, wanted), column)
    return table

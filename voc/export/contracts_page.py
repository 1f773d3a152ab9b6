"""The data dictionary: every table contract as one Markdown page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pyarrow as pa

from voc.schema import TABLES, Column, Table

_TYPES = {
    "string": "text",
    "double": "number",
    "int64": "whole number",
    "date32[day]": "date",
    "timestamp[us, tz=UTC]": "instant (UTC)",
}
_HEAD = """# Data dictionary

Made from `voc/schema.py` by `voc schema`; do not edit. A value that is not required may be NULL: nothing given, or nothing to score.
Every row of a file keeps its place in it (`source_file`, `source_row`), and `content` tells a changed row from the same row.
"""


def contracts_page() -> str:
    """All contracts as Markdown: a list of the tables, then one section each."""
    contents = [f"- [`{table.name}`](#{table.name}): {table.doc}" for table in TABLES.values()]
    return "\n".join([_HEAD, *contents, "", *(_section(table) for table in TABLES.values())])


def contracts() -> list[dict[str, Any]]:
    """All contracts as plain values: tables with their key and columns, for a program to read."""
    return [
        {"table": table.name, "meaning": table.doc, "key": list(table.key), "columns": [_plain(column) for column in table.columns]}
        for table in TABLES.values()
    ]


def _plain(column: Column) -> dict[str, Any]:
    said = {"column": column.name, "type": _type(column.type), "required": column.required, "meaning": column.doc}
    return {**said, "allowed": list(column.allowed) if column.allowed else None, "low": column.low, "high": column.high}


def _section(table: Table) -> str:
    key = ", ".join(f"`{name}`" for name in table.key)
    head = [f"## {table.name}", "", f"{table.doc}. Key: {key}.", ""]
    columns = ["| column | type | required | values | meaning |", "|---|---|---|---|---|", *map(_row, table.columns), ""]
    return "\n".join([*head, *columns])


def _row(column: Column) -> str:
    cells = (
        f"`{column.name}`",
        _type(column.type),
        "yes" if column.required else "",
        _values(column),
        column.doc.replace("|", "\\|"),
    )
    return f"| {' | '.join(cells)} |"


def _type(kind: pa.DataType) -> str:
    return _TYPES.get(str(kind), str(kind))


def _values(column: Column) -> str:
    if column.allowed is not None:
        return _listed(column.allowed)
    if column.low is not None and column.high is not None:
        return f"{column.low:g} to {column.high:g}"
    return f"from {column.low:g}" if column.low is not None else f"up to {column.high:g}" if column.high is not None else ""


def _listed(values: Iterable[str]) -> str:
    return ", ".join(f"`{value}`" for value in values)

"""Rows of a block that share a key: each later one is a later state, and comes in a later batch."""

from __future__ import annotations

from collections.abc import Hashable

import pyarrow as pa

from voc.schema import TABLES

_KEYED = ("verbatims", "respondents", "cases", "measures", "case_steps", "events", "dictionary")


def layers_of(tables: dict[str, pa.Table]) -> dict[int, int]:
    """Source row -> how many earlier rows of the block have one of its keys; empty where no key repeats."""
    keyed = [tables[name].select(["source_row", *TABLES[name].key]) for name in _KEYED if name in tables]
    columns = [(rows.to_pylist(), _keys(keys)) for rows, *keys in (table.columns for table in keyed)]
    if all(len(set(keys)) == len(keys) for _, keys in columns):
        return {}
    by_row: dict[int, list[tuple[int, Hashable]]] = {}
    for place, (rows, keys) in enumerate(columns):
        for row, key in zip(rows, keys, strict=True):
            by_row.setdefault(row, []).append((place, key))
    used: dict[tuple[int, Hashable], int] = {}
    layers = {}
    for row in sorted(by_row):
        layers[row] = max(used.get(key, 0) for key in by_row[row])
        used.update(dict.fromkeys(by_row[row], layers[row] + 1))
    return layers


def _keys(columns: list[pa.ChunkedArray]) -> list[Hashable]:
    """Keys of rows: the value of one column, or tuples where the key has several."""
    return columns[0].to_pylist() if len(columns) == 1 else list(zip(*(column.to_pylist() for column in columns), strict=True))

"""Rows for the store's tests."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pyarrow as pa

from voc.schema import TABLES

_DAY = dt.date(2026, 1, 1)


def rows(table: str, **columns: list[Any]) -> pa.Table:
    """Rows of a contract table: what is given, and something valid in every other required column."""
    contract = TABLES[table]
    count = len(next(iter(columns.values())))
    filled: dict[str, pa.Array] = {}
    for column in contract.columns:
        if column.name in columns:
            filled[column.name] = pa.array(columns[column.name], column.type)
        elif column.required:
            value: Any = column.allowed[0] if column.allowed else "x"
            value = value if pa.types.is_string(column.type) else _DAY if pa.types.is_date(column.type) else 1
            filled[column.name] = pa.array([value] * count, column.type)
    return contract.conform(pa.table(filled))


def verbatims(ids: list[str], **columns: list[Any]) -> pa.Table:
    """Verbatims of a social source."""
    given = {"verbatim_id": ids, "source": ["social"] * len(ids), "text": [f"信号不好 {one}" for one in ids], **columns}
    return rows("verbatims", **given)


def sentiment(ids: list[str], version: str = "m1", polarity: float | None = -0.5) -> pa.Table:
    """Sentiment scores of one version."""
    return rows("sentiment_scores", verbatim_id=ids, version=[version] * len(ids), polarity=[polarity] * len(ids))

"""Dictionaries of the tests: of an invented operator, of a real one's branch, and empty."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import pyarrow as pa

from voc import entities
from voc.text.documents import prepare

GOLD = Path(__file__).parents[1] / "gold"
_COLUMNS = ("kind", "name", "parent", "synonyms", "valid_from", "valid_until")
_KINDS = {
    "品牌": "brand", "档次": "tier", "产品": "product", "竞争对手": "competitor", "渠道": "channel", "触点": "touchpoint",
    "地区": "region", "营业厅": "store", "部门": "department", "班组": "team",
}  # fmt: skip
Row = tuple[str, str, str | None, str | None]


def table(rows: list[Row], until: dict[str, dt.date] | None = None) -> pa.Table:
    """Rows (kind, name, parent, synonyms) as the columns of the contract that the maker reads."""
    ends = until or {}
    columns = list(zip(*((*row, None, ends.get(row[1])) for row in rows), strict=True)) or [()] * len(_COLUMNS)
    types = [pa.string()] * 4 + [pa.date32()] * 2
    return pa.table({name: pa.array(column, kind) for name, column, kind in zip(_COLUMNS, columns, types, strict=True)})


def gold_dictionary(which: str) -> pa.Table:
    """The dictionary that goes with the gold set."""
    with (GOLD / f"entities_{which}_dictionary.csv").open(encoding="utf-8-sig") as lines:
        rows = [(_KINDS[row["类别"]], row["名称"], row["上级"] or None, row["同义词"] or None) for row in csv.DictReader(lines)]
    return table(rows)


def read(maker: entities.Entities, text: str) -> list[tuple[str, str, str]]:
    """(kind, words, name) of each mention."""
    folded = prepare([text]).folded[0]
    return [(found.entity.kind, text[found.start : found.end], found.entity.name) for found in maker.read(folded)]


def names(maker: entities.Entities, text: str) -> set[str]:
    """The names read."""
    return {name for _, _, name in read(maker, text)}

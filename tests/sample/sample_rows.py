"""Reads the files of the sample back, as plainly as can be."""

from __future__ import annotations

import csv
import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook

Row = dict[str, Any]


def csv_rows(path: Path, encoding: str = "utf-8-sig") -> list[Row]:
    with path.open(encoding=encoding, newline="") as file:
        return list(csv.DictReader(file))


def jsonl_rows(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def xlsx_rows(path: Path) -> list[Row]:
    header, *rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    return [dict(zip(header, map(_moment, row), strict=True)) for row in rows]


def _moment(cell: Any) -> Any:
    """A time at midnight is read as a date."""
    return datetime.combine(cell, time()) if type(cell) is date else cell


def digests(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


def weekly(measures: list[Row], measure: str, **where: str) -> dict[str, float]:
    """Week (2026-W01) -> sum of a measure, by week."""
    weeks: Counter[str] = Counter()
    for row in measures:
        if row["指标"] == measure and "W" in row["周期"] and all(row[name] == value for name, value in where.items()):
            weeks[row["周期"]] += float(row["数值"])
    return dict(sorted(weeks.items()))


def mean(values: Iterable[float]) -> float:
    found = list(values)
    return sum(found) / len(found)


def per_week(rows: Iterable[Row], when: str, start: Any, end: Any, matters: Callable[[Row], bool]) -> float:
    """How many rows that matter there are per week from `start` to before `end`."""
    inside = [row for row in rows if start <= row[when] < end and matters(row)]
    return len(inside) / ((end - start).days / 7)

"""Cells of SPSS columns: dates from seconds since 1582, missing values, and sets of several answers as 1 and 0."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from collections.abc import Mapping as Dictionary
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from voc.intake.cells import Cell
from voc.intake.savsets import MultiSet

_ZERO = datetime(1582, 10, 14)
_DAYS = frozenset({"DATE", "ADATE", "EDATE", "JDATE", "SDATE"})
_MOMENTS = frozenset({"DATETIME", "YMDHMS"})
_SPANS = frozenset({"TIME", "DTIME", "MTIME"})
_FORMAT = re.compile(r"[A-Z]+")
Range = tuple[Any, Any]


class _Gone:
    """What stands where a value was that the file declares to be missing."""


GONE = _Gone()


@dataclass(frozen=True)
class SavColumn:
    """A variable's name, its format (F8.2, A20, DATE11) and its user-missing values as ranges (both ends the same for a single one)."""

    name: str
    format: str
    missing: tuple[Range, ...] = ()


def missing_ranges(given: Iterable[Any] | None) -> tuple[Range, ...]:
    """Missing ranges as pairs; strings without the blanks that fill them."""
    pairs = [(one["lo"], one["hi"]) if isinstance(one, dict) else (one, one) for one in given or ()]
    return tuple((_plain(low), _plain(high)) for low, high in pairs)


def cells_of(column: SavColumn, raw: Sequence[Any]) -> tuple[list[Any], int]:
    """A column's cells, GONE where the value is user-missing, and how many those are."""
    distinct = set(raw)
    read = _reader(column.format)
    known: dict[Any, Any] = {value: read(value) for value in distinct}
    gone = {value for value in distinct if value not in (None, "") and _within(value, column.missing)}
    known.update(dict.fromkeys(gone, GONE))
    cells = [known[value] for value in raw]
    return cells, sum(1 for cell in cells if cell is GONE) if gone else 0


def counted_cells(columns: dict[str, list[Any]], one: MultiSet) -> dict[str, list[Cell]]:
    """The columns of a set as 1 (chosen) and 0; blank stands for 0 where the respondent answered another variable of the set."""
    held = [columns[name] for name in one.variables]
    asked = [any(cell not in (None, "") and cell is not GONE for cell in row) for row in zip(*held, strict=True)]
    return {
        name: [
            GONE if cell is GONE else (1.0 if _plain(cell) == one.counted else 0.0) if answered else None
            for cell, answered in zip(columns[name], asked, strict=True)
        ]
        for name in one.variables
    }


def without_gone(cells: list[Any]) -> list[Cell]:
    """Cells with user-missing ones blank."""
    return [None if cell is GONE else cell for cell in cells]


def labels_of(labels: Dictionary[Any, str], one: MultiSet | None) -> dict[float | str, str]:
    """Value -> label; of a counted set the label of the counted value stands for 1."""
    plain = {_plain(value): text.strip() for value, text in labels.items() if text.strip()}
    if one is None or one.counted is None:
        return plain
    return {1.0: plain[one.counted]} if one.counted in plain else {}


def _within(value: Any, ranges: tuple[Range, ...]) -> bool:
    plain = _plain(value)
    return any(type(low) is type(plain) and low <= plain <= high for low, high in ranges)


def _plain(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else float(value) if isinstance(value, (int, float)) else value


def _reader(format_: str) -> Any:
    found = _FORMAT.match(format_.upper())
    kind = found[0] if found else ""
    if kind in _DAYS:
        return lambda value: _moment(value, lambda at: at.date())
    if kind in _MOMENTS:
        return lambda value: _moment(value, lambda at: at)
    if kind == "MOYR":
        return lambda value: _moment(value, lambda at: f"{at:%Y-%m}")
    if kind == "QYR":
        return lambda value: _moment(value, lambda at: f"{at.year}Q{(at.month + 2) // 3}")
    if kind == "WKYR":
        return lambda value: _moment(value, lambda at: at.date())
    if kind in _SPANS:
        return _span
    return lambda value: value


def _moment(value: Any, shape: Any) -> Cell:
    if not isinstance(value, (int, float)):
        return None if value is None else str(value)
    try:
        at = _ZERO + timedelta(seconds=value)
    except (OverflowError, ValueError):
        # Beyond any calendar: as words it ends in quarantine with what was given, where a date is needed.
        return f"{value:g} s"
    return shape(at if at.microsecond == 0 else at.replace(microsecond=0))  # type: ignore[no-any-return]


def _span(value: Any) -> Cell:
    try:
        return None if value is None else timedelta(seconds=value)
    except (OverflowError, ValueError, TypeError):
        return f"{value} s"

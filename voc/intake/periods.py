"""Periods of measures: days, weeks, months, quarters and years, Chinese and otherwise."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from typing import NamedTuple

from voc.intake.cells import Cell, as_text
from voc.intake.dates import DateReader


class Period(NamedTuple):
    """The first day of a period and its length: day, week (from Monday), month, quarter or year."""

    day: date
    grain: str


_YEAR = re.compile(r"(\d{4})年?度?")
_QUARTER = re.compile(r"(\d{4})[-/ 年]*(?:q([1-4])|第?([1-4一二三四])季度?)|q([1-4])[-/ ]*(\d{4})", re.IGNORECASE)
_WEEK = re.compile(r"(\d{4})[-/ 年]*(?:w|第)(\d{1,2})周?", re.IGNORECASE)
_MONTH = re.compile(r"(\d{4})[-/.年](\d{1,2})月?份?|(\d{4})(\d{2})")
_CHINESE_QUARTER = {"一": 1, "二": 2, "三": 3, "四": 4}
_LAST_YEAR = 2100


def read_period(cell: Cell, dates: DateReader) -> Period | None:
    """The period a cell names, None where it is blank; ValueError where it is none. A cell with a date is a day."""
    if isinstance(cell, (date, datetime)):
        moment = dates.read(cell)
        return Period(moment.day, "day") if moment else None
    text = unicodedata.normalize("NFKC", as_text(cell)).strip()
    if not text:
        return None
    if found := _YEAR.fullmatch(text):
        return _of(int(found[1]), 1, "year")
    if found := _QUARTER.fullmatch(text):
        year, *quarters, year_after = found.groups()
        given = next(quarter for quarter in quarters if quarter)
        return _of(
            int(year or year_after),
            3 * _CHINESE_QUARTER.get(given, 0) - 2 if given in _CHINESE_QUARTER else 3 * int(given) - 2,
            "quarter",
        )
    if found := _WEEK.fullmatch(text):
        return Period(date.fromisocalendar(int(found[1]), int(found[2]), 1), "week")
    if found := _MONTH.fullmatch(text):
        year, month, year_, month_ = found.groups()
        return _of(int(year or year_), int(month or month_), "month")
    moment = dates.read(cell)
    return Period(moment.day, "day") if moment else None


def _of(year: int, month: int, grain: str) -> Period:
    if not 1970 <= year <= _LAST_YEAR:
        raise ValueError(year)
    return Period(date(year, month, 1), grain)

"""Which day is like which: days of the week, public holidays, weekend days that are worked, and the hours of each."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from voc import resources
from voc.errors import VocError
from voc.risk.alarm import Ints
from voc.risk.scan import HOLIDAY

_WORKED = 2
"""A weekend day that is worked counts as a Wednesday."""


@dataclass(frozen=True)
class Calendar:
    """Days off and weekend days worked, and the years they are known for."""

    off: frozenset[date]
    work: frozenset[date]
    years: frozenset[int]

    def phases(self, first: date, days: int) -> Ints:
        """0 (Monday) to 6 (Sunday) per day, 7 for a public holiday."""
        return np.array([self._phase(first + timedelta(days=day)) for day in range(days)], dtype=np.int64)

    def _phase(self, day: date) -> int:
        return HOLIDAY if day in self.off else _WORKED if day in self.work else day.weekday()

    def hours(self, first: date, days: int) -> Ints:
        """Per hour 0 to 23 on working days, 24 to 47 on weekends and holidays."""
        phases = self.phases(first, days)
        return (np.arange(24)[None, :] + 24 * (phases[:, None] >= 5)).reshape(-1)


def load_calendar(path: Path | None = None) -> Calendar:
    """The packaged calendar or the one at `path`; VocError where it cannot be read."""
    where = path or resources.path("lexicons", "holidays.toml")
    try:
        given = tomllib.loads(where.read_text(encoding="utf-8"))["year"]
        spans = [(date.fromisoformat(start), date.fromisoformat(end)) for year in given for start, end in year["off"]]
        work = frozenset(date.fromisoformat(day) for year in given for day in year["work"])
        years = frozenset(int(year["year"]) for year in given)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise VocError(
            f"节假日表 {where} 有误：{error}。每年一段，写明 year、off（起止日期）和 work（调休上班日）。",
            f"the calendar {where} is wrong: {error}. One table a year with year, off (first and last days) and work.",
        ) from error
    off = frozenset(start + timedelta(days=day) for start, end in spans for day in range((end - start).days + 1))
    return Calendar(off, work, years)

"""When things happen: 26 weeks from Monday to Sunday, weekdays, holidays, hours of the day."""

from __future__ import annotations

import random
from bisect import bisect
from datetime import date, datetime, timedelta
from functools import cache
from itertools import accumulate

WEEKS = 26
FIRST = date(2025, 12, 29)
END = FIRST + timedelta(weeks=WEEKS)
HOLIDAYS = frozenset(
    [date(2026, 1, 1) + timedelta(n) for n in range(3)]
    + [date(2026, 2, 15) + timedelta(n) for n in range(9)]
    + [date(2026, 4, 4) + timedelta(n) for n in range(3)]
    + [date(2026, 5, 1) + timedelta(n) for n in range(5)]
    + [date(2026, 6, 19) + timedelta(n) for n in range(3)]
)
_WEEKDAY = {
    "survey": (1.1, 1.1, 1.05, 1.05, 1.0, 0.9, 0.8),
    "complaint": (1.3, 1.12, 1.05, 1.0, 1.0, 0.8, 0.7),
    "transcript": (1.25, 1.1, 1.02, 1.0, 1.0, 0.88, 0.78),
    "social": (0.95, 0.95, 0.95, 1.0, 1.05, 1.1, 1.1),
}
_HOLIDAY = {"survey": 0.3, "complaint": 0.55, "transcript": 0.6, "social": 1.0}
_OFFICE = (0, 0, 0, 0, 0, 0, 0, 1, 4, 9, 10, 8, 5, 5, 8, 8, 7, 6, 5, 5, 5, 4, 2, 1)
_EVENING = (3, 2, 1, 0, 0, 0, 1, 3, 5, 6, 6, 6, 8, 7, 6, 6, 6, 7, 8, 9, 11, 12, 10, 6)
_HOURS = {"survey": _OFFICE, "complaint": _OFFICE, "transcript": _OFFICE, "social": _EVENING}


def days() -> list[date]:
    """All days of the sample."""
    return [FIRST + timedelta(n) for n in range(WEEKS * 7)]


def weight(day: date, source: str) -> float:
    """How busy a day is for a source: weekday, holiday, the rush after one, the bills of the first week of a month, slow growth."""
    value = _WEEKDAY[source][day.weekday()]
    if day in HOLIDAYS:
        value *= _HOLIDAY[source]
    elif day - timedelta(1) in HOLIDAYS and source != "social":
        value *= 1.3
    if day.day <= 5 and source in ("complaint", "transcript"):
        value *= 1.15
    return value * (1 + 0.12 * (day - FIRST).days / (WEEKS * 7))


@cache
def _cumulative(source: str) -> tuple[float, ...]:
    return tuple(accumulate(weight(day, source) for day in days()))


def moment(rng: random.Random, source: str) -> datetime:
    """A moment drawn from the pattern of a source, local time."""
    sums = _cumulative(source)
    day = days()[min(bisect(sums, rng.random() * sums[-1]), WEEKS * 7 - 1)]
    hour = rng.choices(range(24), _HOURS[source])[0]
    return datetime(day.year, day.month, day.day, hour, rng.randrange(60), rng.randrange(60))


def moment_near(rng: random.Random, source: str, start: datetime, end: datetime, echo: bool = True) -> datetime:
    """A moment while something lasts or, one in five, in its echo, which dies away over days; at the hours of the source."""
    length = end - start
    for _ in range(40):
        during, after = start + length * float(rng.random() ** 1.3), end + timedelta(days=rng.expovariate(1 / 2.5))
        when = during if rng.random() < 0.8 or not echo else after
        open_hours = length < timedelta(days=1) or rng.random() * 12 < _HOURS[source][when.hour]
        if open_hours and when.date() < END:
            break
    return min(when, datetime(END.year, END.month, END.day) - timedelta(minutes=5)).replace(microsecond=0)

"""When things happen: 52 weeks from Monday to Sunday (156 for measures), weekdays, holidays, hours of the day."""

from __future__ import annotations

import random
from bisect import bisect
from datetime import date, datetime, time, timedelta
from functools import cache
from itertools import accumulate
from math import cos, tau

RECORDS = {"survey": 12_000, "complaint": 10_000, "transcript": 5_000, "social": 3_000}
"""Records of each source at scale 1."""
WEEKS = 52
FIRST = date(2025, 6, 30)
END = FIRST + timedelta(weeks=WEEKS)
MEASURED_WEEKS = 156
MEASURED_FIRST = END - timedelta(weeks=MEASURED_WEEKS)
_BREAKS = (
    (date(2023, 9, 29), 8), (date(2023, 12, 30), 3), (date(2024, 2, 10), 8), (date(2024, 4, 4), 3), (date(2024, 5, 1), 5),
    (date(2024, 6, 8), 3), (date(2024, 9, 15), 3), (date(2024, 10, 1), 7), (date(2025, 1, 1), 1), (date(2025, 1, 28), 8),
    (date(2025, 4, 4), 3), (date(2025, 5, 1), 5), (date(2025, 5, 31), 3), (date(2025, 10, 1), 8), (date(2026, 1, 1), 3),
    (date(2026, 2, 15), 9), (date(2026, 4, 4), 3), (date(2026, 5, 1), 5), (date(2026, 6, 19), 3),
)  # fmt: skip
HOLIDAYS = frozenset(first + timedelta(n) for first, length in _BREAKS for n in range(length))
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
_LONG = timedelta(days=60)
"""What lasts longer is spoken of all the time; what is shorter is spoken of most at its beginning."""


def days() -> list[date]:
    """All days of the sample."""
    return [FIRST + timedelta(n) for n in range(WEEKS * 7)]


def waves() -> list[tuple[str, date, date]]:
    """The monthly survey waves: name, first day, day after the last."""
    found = []
    for n in range(12):
        year, month = (2025, 7 + n) if n < 6 else (2026, n - 5)
        after = date(year + month // 12, month % 12 + 1, 1)
        found.append((f"{year}-{month:02d}", FIRST if n == 0 else date(year, month, 1), min(after, END)))
    return found


def annual(day: date) -> float:
    """Yearly season about 1: more in high summer, when students move, and before the Spring Festival."""
    turn = day.timetuple().tm_yday / 365.25
    return 1 + 0.05 * cos(tau * (turn - 0.6)) + 0.03 * cos(2 * tau * (turn - 0.06))


def weight(day: date, source: str) -> float:
    """How busy a day is for a source: weekday, holiday, the rush after one, the bills of the first week of a month, season, growth."""
    value = _WEEKDAY[source][day.weekday()]
    if day in HOLIDAYS:
        value *= _HOLIDAY[source]
    elif day - timedelta(1) in HOLIDAYS and source != "social":
        value *= 1.3
    if day.day <= 5 and source in ("complaint", "transcript"):
        value *= 1.15
    if source != "survey":
        value *= annual(day)
    return value * (1 + 0.12 * (day - FIRST).days / (WEEKS * 7))


@cache
def _cumulative(source: str, first: date, end: date) -> tuple[float, ...]:
    return tuple(accumulate(weight(first + timedelta(n), source) for n in range((end - first).days)))


def moment(rng: random.Random, source: str, first: date = FIRST, end: date = END) -> datetime:
    """A moment drawn from the pattern of a source, local time, from `first` to before `end`."""
    sums = _cumulative(source, first, end)
    day = first + timedelta(min(bisect(sums, rng.random() * sums[-1]), len(sums) - 1))
    hour = rng.choices(range(24), _HOURS[source])[0]
    return datetime(day.year, day.month, day.day, hour, rng.randrange(60), rng.randrange(60))


def moment_near(rng: random.Random, source: str, start: datetime, end: datetime, echo: bool = True) -> datetime:
    """A moment while something lasts or, one in five, in its echo, which dies away over days; at the hours of the source."""
    length = end - start
    if length > _LONG:
        if echo and end.date() < END and rng.random() < 0.06:
            day = min(end + timedelta(days=rng.expovariate(1 / 9)), datetime.combine(END, time()) - timedelta(days=1)).date()
            return moment(rng, source, day, day + timedelta(days=1))
        return max(start, moment(rng, source, start.date(), min(end.date(), END)))
    for _ in range(40):
        during, after = start + length * float(rng.random() ** 1.3), end + timedelta(days=rng.expovariate(1 / 2.5))
        when = during if rng.random() < 0.8 or not echo else after
        open_hours = length < timedelta(days=1) or rng.random() * 12 < _HOURS[source][when.hour]
        if open_hours and when.date() < END:
            break
    return min(when, datetime.combine(END, time()) - timedelta(minutes=5)).replace(microsecond=0)

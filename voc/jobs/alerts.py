"""Alerts over what is in the store: causes, volume and escalation by hour, day and week, one alert per event, with its place and calendar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt

from voc.jobs.alert_counts import PLACES, Break, Counts, Series, breaks, daily_counts, hourly_counts, weekly_counts
from voc.jobs.alert_events import APART, Alert, as_events
from voc.jobs.alert_heard import Place, heard
from voc.jobs.alert_places import behind, located, newcomer, recounted
from voc.risk.alarm import Alarm, Ints
from voc.risk.calendar import Calendar, load_calendar
from voc.risk.scan import DAILY, HOURLY, power, scan, smallest_surge
from voc.risk.weekly import WARM_WEEKS, H, smallest_weekly_surge, thresholds, weekly_alarms, weekly_scores
from voc.store import Reader

PER_YEAR = 4.0
"""False alarms a year that all daily series together may raise."""
HOURLY_PER_YEAR = 2.0
"""The same for all hourly series."""
PLACES_PER_TOPIC = 1 / 15
"""The same for the weekly series of one cause in all its places together; a weekly cause in all keeps to about one in twelve years."""
EXPECTED = 0.5
"""Verbatims a week that a weekly series of a place must lead one to expect to be watched: sparser cells are heard in their margins."""
_EVENT_BEFORE = timedelta(days=7)


@dataclass(frozen=True)
class Reach:
    """What a topic's usual counts let the watch see: usual a day and a week, and how many times the usual must come to alarm.

    `doubled` is the chance that twice the usual alarms on one of three days; `days` is how many the usual day was counted from.
    """

    usual: float
    day: float
    week: float | None
    doubled: float
    days: int = DAILY.history


@dataclass(frozen=True)
class Watch:
    """What was watched and found: alerts (newest first), what was not drawn through, and per subject the smallest surge it can see."""

    alerts: tuple[Alert, ...]
    first: date | None
    last: date | None
    verbatims: int
    series: int
    weeks: int
    smallest: dict[str, Reach]
    hourly: int = 0
    weekly: int = 0
    breaks: tuple[Break, ...] = ()
    holidays: bool = True


def watch(
    reader: Reader, where: str = "TRUE", params: tuple[object, ...] = (), per_year: float = PER_YEAR, zone: str = "Asia/Shanghai"
) -> Watch:
    """Alerts over the dated verbatims (surveys left out) that meet `where`, a condition over verbatims as v; empty where there are none.

    Every alarm uses the past before it only, so that the list is also what would have been raised, and when.
    """
    rows = heard(reader, (where, params), zone)
    if rows is None:
        return Watch((), None, None, 0, 0, 0, {})
    daily, hourly, calendar = daily_counts(rows), hourly_counts(rows), load_calendar()
    weekly, bases = weekly_counts(rows, EXPECTED * WARM_WEEKS)
    found = _by_day(daily, calendar, per_year) + _by_hour(hourly, calendar) + by_week(weekly, bases)
    broken = breaks(rows)
    placed = [alert for one in merged(found) if not newcomer(rows, alert := located(rows, one), broken)]
    happened = reader.query('SELECT name, day, "end", region, brand FROM events ORDER BY day').to_pylist()
    alerts = [replace(alert, events=_events(alert, happened)) for alert in as_events(placed, lambda one: behind(rows, one))]
    return Watch(
        tuple(recounted(rows, alert) for alert in alerts),
        *(rows.first, rows.last, len(rows.day), len(daily.names), weekly.grid.shape[1]),
        _reaches(daily, weekly, bases, per_year, found),
        hourly=len(hourly.names),
        weekly=int(_watched(weekly, bases).sum()),
        breaks=tuple(broken),
        holidays={rows.first.year, rows.last.year} <= calendar.years,
    )


def weekly_per_year(topics: int) -> float:
    """False alarms a year that the weekly series of all places of so many causes may raise together."""
    return PLACES_PER_TOPIC * max(1, topics)


def _by_day(counts: Counts, calendar: Calendar, per_year: float) -> list[Alert]:
    phases = calendar.phases(counts.first, counts.grid.shape[1])
    return [_daily(counts, alarm) for alarm in scan(counts.grid, phases, DAILY, per_year, counts.starts)]


def _daily(counts: Counts, alarm: Alarm) -> Alert:
    day = counts.first + timedelta(days=alarm.at)
    return _alert("day", counts.names[alarm.series], alarm, (day, day), datetime.combine(day + timedelta(days=1), time()))


def _by_hour(counts: Counts, calendar: Calendar) -> list[Alert]:
    found = []
    for alarm in scan(
        counts.grid, calendar.hours(counts.first, counts.grid.shape[1] // 24), HOURLY, HOURLY_PER_YEAR, counts.starts
    ):
        at = datetime.combine(counts.first, time()) + timedelta(hours=alarm.at + 1)
        day = (at - timedelta(hours=1)).date()
        found.append(_alert("hour", counts.names[alarm.series], alarm, (day, day), at))
    return found


def by_week(counts: Counts, bases: Ints) -> list[Alert]:
    """Causes in all at K = 1, h = 3; causes in places at the higher bar that so many series need, from the week on that expects enough."""
    everywhere = np.array([not one.place for one in counts.names], dtype=bool)
    crossed = int((_watched(counts, bases) & ~everywhere).sum())
    high = thresholds(crossed, weekly_per_year(int(everywhere.sum())))
    found = []
    for chosen, bar, least in ((everywhere, (H, 1.0), 0.0), (~everywhere, high, EXPECTED)):
        rows = np.flatnonzero(chosen)
        for alarm in weekly_alarms(counts.grid[rows], bases[rows], *bar, least=least):
            start = counts.first + timedelta(weeks=alarm.at - alarm.before)
            end = counts.first + timedelta(weeks=alarm.at, days=6)
            known = datetime.combine(end + timedelta(days=1), time())
            found.append(_alert("week", counts.names[rows[alarm.series]], alarm, (start, end), known))
    return found


def _watched(counts: Counts, bases: Ints) -> npt.NDArray[np.bool_]:
    """Which weekly series are dense enough: causes in all, and cells with EXPECTED verbatims in an average week of their place."""
    everywhere = np.array([not one.place for one in counts.names], dtype=bool)
    dense: npt.NDArray[np.bool_] = counts.grid.sum(axis=1) >= EXPECTED * np.maximum(1, (bases > 0).sum(axis=1))
    watched: npt.NDArray[np.bool_] = dense | everywhere
    return watched


def _alert(grain: str, series: Series, alarm: Alarm, days: tuple[date, date], raised: datetime) -> Alert:
    plain = (grain, series.subject, *days, int(alarm.seen), alarm.expected, alarm.strength)
    return Alert(*plain, cell=series.place, raised=raised)


def merged(alerts: Sequence[Alert]) -> list[Alert]:
    """Alarms of one grain, subject and place that follow one another as one."""
    runs: dict[tuple[str, str, Place], list[list[Alert]]] = {}
    for alert in sorted(alerts, key=lambda one: (one.first, one.last)):
        own = runs.setdefault((alert.grain, alert.subject, alert.place), [])
        if own and alert.first - own[-1][-1].last <= APART:
            own[-1].append(alert)
        else:
            own.append([alert])
    return [_run(run) for own in runs.values() for run in own]


def _run(run: list[Alert]) -> Alert:
    strongest = max(run, key=lambda one: one.strength) if run[0].grain == "week" else min(run, key=lambda one: one.strength)
    return replace(
        strongest,
        first=run[0].first,
        last=run[-1].last,
        seen=sum(one.seen for one in run),
        expected=sum(one.expected for one in run),
        raised=run[0].raised,
    )


def _events(alert: Alert, happened: list[dict[str, Any]]) -> tuple[str, ...]:
    """Events that began in the week before the alert or during it, or were still on, in the same region and brand where both are named."""
    named = []
    for event in happened:
        until = event["end"].date() if event["end"] is not None else event["day"]
        near = event["day"] <= alert.last and max(until, event["day"]) >= alert.first - _EVENT_BEFORE
        elsewhere = any(event[name] not in (None, value) for name, value in alert.place if name in PLACES)
        if near and not elsewhere:
            named.append(event["name"])
    return tuple(named)


def _reaches(daily: Counts, weekly: Counts, bases: Ints, per_year: float, alerts: Sequence[Alert]) -> dict[str, Reach]:
    """Per subject in all, by its last eight weeks without alerts: its usual day, and the smallest surge that a day and four weeks can show."""
    limit, found = DAILY.limit(len(daily.names), per_year), {}
    places = {one.subject: row for row, one in enumerate(weekly.names) if not one.place}
    rows = list(places.values())
    scores = weekly_scores(weekly.grid[rows], bases[rows]) if rows else None
    for series, row in zip(daily.names, daily.grid, strict=True):
        if series.place:
            continue
        recent = row[_usual(series.subject, daily, alerts)][-DAILY.history :].astype(float)
        mu = recent.mean() if len(recent) else 0.0
        if not mu:
            continue
        phi = max(1.0, recent.var(ddof=1) / mu) if len(recent) > 1 else 1.0
        surge, week = smallest_surge(mu, phi, limit), None
        if scores is not None and series.subject in places:
            at = rows.index(places[series.subject])
            mean, dispersion, share = (float(part[at, -1]) for part in (scores.expected, scores.dispersion, scores.share))
            week = None if np.isnan(mean) else smallest_weekly_surge(mean, dispersion, share)
        if surge is not None:
            found[series.subject] = Reach(float(mu), float(surge), week, power(mu, phi, limit), len(recent))
    return found


def _usual(subject: str, daily: Counts, alerts: Sequence[Alert]) -> npt.NDArray[np.bool_]:
    """Which days have no alert on the subject."""
    plain = np.ones(daily.grid.shape[1], dtype=bool)
    for alert in alerts:
        if alert.subject == subject and alert.grain != "week":
            plain[max(0, (alert.first - daily.first).days) : (alert.last - daily.first).days + 1] = False
    return plain

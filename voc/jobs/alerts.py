"""Alerts over what is in the store: causes, volume and escalation by hour, day and week, one alert per event, with its place and calendar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt

from voc.jobs.alert_counts import PLACES, Break, Counts, Series, breaks, daily_counts, hourly_counts, weekly_counts
from voc.jobs.alert_events import APART, MOST, Alert, as_events
from voc.jobs.alert_heard import LOCATED_BY, Coded, Heard, Marks, heard
from voc.risk.alarm import Alarm, Ints
from voc.risk.calendar import Calendar, load_calendar
from voc.risk.scan import DAILY, HOURLY, power, scan, smallest_surge
from voc.risk.weekly import H, smallest_weekly_surge, thresholds, weekly_alarms, weekly_scores
from voc.store import Reader
from voc.survey.intervals import benjamini_hochberg, two_proportions_z

PER_YEAR = 4.0
"""False alarms a year that all daily series together may raise."""
HOURLY_PER_YEAR, WEEKLY_PER_YEAR = 2.0, 2.0
"""The same for all hourly series, and for all weekly series of places; a weekly cause in all keeps to about one in twelve years."""
BULK = 0.3
"""The share of an alert that a place must hold to be named as its place."""
_EVENT_BEFORE = timedelta(days=7)
_NEW = timedelta(days=DAILY.history + DAILY.gap)


@dataclass(frozen=True)
class Reach:
    """What a topic's usual counts let the watch see: usual a day and a week, and how many times the usual must come to alarm.

    `doubled` is the chance that twice the usual alarms on one of three days.
    """

    usual: float
    day: float
    week: float | None
    doubled: float


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
    calendar = load_calendar()
    daily, hourly = daily_counts(rows), hourly_counts(rows)
    weekly, bases = weekly_counts(rows)
    found = _by_day(daily, calendar, per_year) + _by_hour(hourly, calendar, rows.days) + _by_week(weekly, bases)
    broken = breaks(rows)
    placed = [alert for one in _merged(found) if not _newcomer(rows, alert := _located(rows, one), broken)]
    happened = reader.query('SELECT name, day, "end", region, brand FROM events ORDER BY day').to_pylist()
    alerts = [replace(alert, events=_events(alert, happened)) for alert in as_events(placed, lambda one: _behind(rows, one))]
    return Watch(
        tuple(_recounted(rows, alert) for alert in alerts),
        *(rows.first, rows.last, len(rows.day), len(daily.names), weekly.grid.shape[1]),
        _reaches(daily, weekly, bases, per_year, found),
        hourly=len(hourly.names),
        weekly=len(weekly.names),
        breaks=tuple(broken),
        holidays={rows.first.year, rows.last.year} <= calendar.years,
    )


def _by_day(counts: Counts, calendar: Calendar, per_year: float) -> list[Alert]:
    phases = calendar.phases(counts.first, counts.grid.shape[1])
    return [_daily(counts, alarm) for alarm in scan(counts.grid, phases, DAILY, per_year, counts.starts)]


def _daily(counts: Counts, alarm: Alarm) -> Alert:
    day = counts.first + timedelta(days=alarm.at)
    return _alert("day", counts.names[alarm.series], alarm, (day, day), datetime.combine(day + timedelta(days=1), time()))


def _by_hour(counts: Counts, calendar: Calendar, days: int) -> list[Alert]:
    found = []
    for alarm in scan(counts.grid, calendar.hours(counts.first, days), HOURLY, HOURLY_PER_YEAR, counts.starts):
        at = datetime.combine(counts.first, time()) + timedelta(hours=alarm.at + 1)
        day = (at - timedelta(hours=1)).date()
        found.append(_alert("hour", counts.names[alarm.series], alarm, (day, day), at))
    return found


def _by_week(counts: Counts, bases: Ints) -> list[Alert]:
    """Causes in all at K = 1, h = 3; causes in places at the higher bar that so many series need."""
    everywhere = np.array([one.dimension is None for one in counts.names], dtype=bool)
    found = []
    for chosen, bar in ((everywhere, (H, 1.0)), (~everywhere, thresholds(int((~everywhere).sum()), WEEKLY_PER_YEAR))):
        rows = np.flatnonzero(chosen)
        for alarm in weekly_alarms(counts.grid[rows], bases[rows], *bar):
            start = counts.first + timedelta(weeks=alarm.at - alarm.before)
            end = counts.first + timedelta(weeks=alarm.at, days=6)
            known = datetime.combine(end + timedelta(days=1), time())
            found.append(_alert("week", counts.names[rows[alarm.series]], alarm, (start, end), known))
    return found


def _alert(grain: str, series: Series, alarm: Alarm, days: tuple[date, date], raised: datetime) -> Alert:
    plain = (grain, series.subject, *days, int(alarm.seen), alarm.expected, alarm.strength)
    return Alert(*plain, dimension=series.dimension, value=series.value, raised=raised)


def _merged(alerts: Sequence[Alert]) -> list[Alert]:
    """Alarms of one grain, subject and place that follow one another as one."""
    runs: dict[tuple[str, str, str | None, str | None], list[list[Alert]]] = {}
    for alert in sorted(alerts, key=lambda one: (one.first, one.last)):
        own = runs.setdefault((alert.grain, alert.subject, *alert.place), [])
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


def _located(rows: Heard, alert: Alert) -> Alert:
    """The alert with the value of a dimension whose share stands out most against the twelve weeks before; as it is where none does."""
    if alert.dimension is not None:
        return alert
    asked = rows.of(alert.subject)
    now = asked & rows.between(alert.first, alert.last)
    past = asked & rows.between(alert.first - timedelta(weeks=12), alert.first - timedelta(days=1))
    candidates = [(p, name, value, share) for name in LOCATED_BY for p, value, share in _standing_out(rows.places[name], now, past)]
    if not candidates:
        return alert
    adjusted = benjamini_hochberg([one[0] for one in candidates])
    best = min(range(len(candidates)), key=lambda place: candidates[place][0])
    if not adjusted[best] < 0.05:
        return alert
    _, dimension, value, share = candidates[best]
    return replace(alert, dimension=dimension, value=value, share=share)


def _standing_out(place: Coded, now: Marks, past: Marks) -> list[tuple[float, str | None, float]]:
    """Values that hold the bulk of what is `now`: how likely that is by what was before, the value, its share."""
    n, before, found = int(now.sum()), int(past.sum()), []
    if n and before:
        for value, k, b in zip(place.names, place.counts(now).tolist(), place.counts(past).tolist(), strict=True):
            if k >= BULK * n:
                test = two_proportions_z(k / n, n, b / before, before)
                found.append((test.p if test.z > 0 else 1.0, value, k / n))
    return found


def _of(rows: Heard, alert: Alert) -> Marks:
    """The rows of an alert's subject and place, of any day."""
    return rows.of(alert.subject) & rows.inside(alert.dimension, alert.value)


def _behind(rows: Heard, alert: Alert) -> frozenset[int]:
    """The verbatims behind an alert, by their rows."""
    return frozenset(np.flatnonzero(_of(rows, alert) & rows.between(alert.first, alert.last)).tolist())


def _newcomer(rows: Heard, alert: Alert, broken: Sequence[Break]) -> bool:
    """Whether the rise is that of a place that has only begun, or of one that took over from another: said as a break, no alarm."""
    fresh = [one for one in broken if one.kind == "begins" and one.day <= alert.last and alert.first <= one.day + _NEW]
    if fresh:
        new = np.any([rows.inside(one.dimension, one.value) for one in fresh], axis=0)
        if (_of(rows, alert) & rows.between(alert.first, alert.last) & new).sum() >= MOST * alert.excess:
            return True
    taken_over = [one for one in broken if one.kind == "ends" and one.dimension == alert.dimension and one.value != alert.value]
    return any(abs((alert.first - one.day).days) <= DAILY.gap + 4 for one in taken_over)


def _events(alert: Alert, happened: list[dict[str, Any]]) -> tuple[str, ...]:
    """Events that began in the week before the alert or during it, or were still on, in the same region and brand where both are named."""
    named = []
    for event in happened:
        until = event["end"].date() if event["end"] is not None else event["day"]
        near = event["day"] <= alert.last and max(until, event["day"]) >= alert.first - _EVENT_BEFORE
        elsewhere = alert.dimension in PLACES and event[alert.dimension] not in (None, alert.value)
        if near and not elsewhere:
            named.append(event["name"])
    return tuple(named)


def _recounted(rows: Heard, alert: Alert) -> Alert:
    """An alert over a level 1 with its own counts: seen on its days, expected by the eight weeks before; others as they are."""
    if alert.aggregate or "." in alert.subject or not alert.parts or alert.grain == "hour":
        return alert
    own, end = _of(rows, alert), alert.first - timedelta(days=DAILY.gap)
    seen = int((own & rows.between(alert.first, alert.last)).sum())
    before = int((own & rows.between(end - timedelta(days=DAILY.history), end - timedelta(days=1))).sum())
    days = (alert.last - alert.first).days + 1
    return replace(alert, seen=seen, expected=max(before, 0.5) / DAILY.history * days)


def _reaches(daily: Counts, weekly: Counts, bases: Ints, per_year: float, alerts: Sequence[Alert]) -> dict[str, Reach]:
    """Per subject in all, by its last eight weeks without alerts: its usual day, and the smallest surge that a day and four weeks can show."""
    limit, found = DAILY.limit(len(daily.names), per_year), {}
    places = {one.subject: row for row, one in enumerate(weekly.names) if one.dimension is None}
    rows = list(places.values())
    scores = weekly_scores(weekly.grid[rows], bases[rows]) if rows else None
    for series, row in zip(daily.names, daily.grid, strict=True):
        if series.dimension is not None:
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
            found[series.subject] = Reach(float(mu), float(surge), week, power(mu, phi, limit))
    return found


def _usual(subject: str, daily: Counts, alerts: Sequence[Alert]) -> npt.NDArray[np.bool_]:
    """Which days have no alert on the subject."""
    plain = np.ones(daily.grid.shape[1], dtype=bool)
    for alert in alerts:
        if alert.subject == subject and alert.grain != "week":
            plain[max(0, (alert.first - daily.first).days) : (alert.last - daily.first).days + 1] = False
    return plain

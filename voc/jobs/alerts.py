"""Alerts over what is in the store: causes, volume and escalation by day, causes by week, with where they lie and what happened then."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import numpy as np

from voc.risk.alerts import Alarm, daily_alarms, smallest_surge, weekly_alarms
from voc.store import Reader
from voc.survey.intervals import benjamini_hochberg, two_proportions_z

PER_YEAR = 4.0
"""False alarms a year that all daily series together may raise."""
PLACES = ("region", "brand")
"""Dimensions whose values have daily series of their own."""
LOCATED_BY = ("region", "brand", "product", "channel", "store")
VOLUME, ESCALATION = "volume", "escalation"
_HEARD = (
    "verbatims v LEFT JOIN sentiment_scores s USING (verbatim_id) LEFT JOIN intent_scores i USING (verbatim_id)"
    " LEFT JOIN cause_scores c USING (verbatim_id)"
)
# The number of survey answers is set by whoever asks, not by what happened.
_COUNTED = "v.day IS NOT NULL AND v.source <> 'survey'"
_APART = timedelta(days=3)
_MOST = 0.6
"""The share of what was seen that a place must hold to stand for the whole."""
_EVENT_BEFORE = timedelta(days=7)


@dataclass(frozen=True)
class Alert:
    """One alarm in the store's terms. `subject` is a cause, "volume" or "escalation"; `strength` a p-value by day, the CUSUM by week."""

    grain: str
    subject: str
    first: date
    last: date
    seen: int
    expected: float
    strength: float
    dimension: str | None = None
    value: str | None = None
    share: float | None = None
    events: tuple[str, ...] = ()

    @property
    def ratio(self) -> float:
        """Seen over expected."""
        return self.seen / self.expected


@dataclass(frozen=True)
class Watch:
    """What was watched: alerts (newest first), days and verbatims counted, series by day, and for every cause the smallest surge seen."""

    alerts: tuple[Alert, ...]
    first: date | None
    last: date | None
    verbatims: int
    series: int
    weeks: int
    smallest: dict[str, float]


@dataclass(frozen=True)
class _Series:
    subject: str
    dimension: str | None = None
    value: str | None = None


def watch(reader: Reader, where: str = "TRUE", params: tuple[object, ...] = (), per_year: float = PER_YEAR) -> Watch:
    """Alerts over the dated verbatims (surveys left out) that meet `where`, a condition over verbatims as v; empty where there are none."""
    rows = _daily_rows(reader, where, params)
    if not rows:
        return Watch((), None, None, 0, 0, 0, {})
    first, last = min(row["day"] for row in rows), max(row["day"] for row in rows)
    names, counts = _daily_counts(rows, first, (last - first).days + 1)
    weekdays = (np.arange(counts.shape[1]) + first.weekday()) % 7
    found = [_alert(names[alarm.series], alarm, first) for alarm in daily_alarms(counts, weekdays, per_year)]
    alerts = _merged(found)
    monday, weekly = _weekly(rows, first, last)
    alerts += [_located(reader, alert, where, params) for alert in weekly]
    happened = reader.query('SELECT name, day, "end", region, brand FROM events ORDER BY day').to_pylist()
    alerts = [replace(alert, events=_events(alert, happened)) for alert in alerts]
    ordered = sorted(alerts, key=lambda alert: (alert.first, alert.seen), reverse=True)
    limit = per_year / (max(1, len(names)) * 365.25)
    weeks = max(0, ((last - monday).days + 1) // 7)
    total = int(sum(row["n"] for row in rows if row["subject"] == VOLUME and row["dimension"] is None))
    return Watch(tuple(ordered), first, last, total, len(names), weeks, _smallest(names, counts, limit))


def _daily_rows(reader: Reader, where: str, params: tuple[object, ...]) -> list[dict[str, Any]]:
    """subject, dimension, value, day, n: causes of negative verbatims, all verbatims, escalating ones; in all and by place."""
    parts: list[str] = []
    given: list[object] = []
    subjects = (
        ("c.cause", "s.label = 'neg' AND c.cause IS NOT NULL"),
        (f"'{VOLUME}'", "TRUE"),
        (f"'{ESCALATION}'", "i.escalation <> 'none'"),
    )
    for subject, asked in subjects:
        for place in (None, *PLACES):
            value, known = ("NULL", "TRUE") if place is None else (f"v.{place}", f"v.{place} IS NOT NULL")
            named = "NULL" if place is None else f"'{place}'"
            parts.append(
                f"SELECT {subject} AS subject, {named}::VARCHAR AS dimension, {value}::VARCHAR AS value, v.day, count(*) AS n"
                f" FROM {_HEARD} WHERE {_COUNTED} AND {asked} AND {known} AND {where} GROUP BY ALL"
            )
            given += params
    found: list[dict[str, Any]] = reader.query(" UNION ALL ".join(parts), tuple(given)).to_pylist()
    return found


def _daily_counts(rows: list[dict[str, Any]], first: date, days: int) -> tuple[list[_Series], np.ndarray[Any, np.dtype[np.int64]]]:
    places: dict[tuple[str, str | None, str | None], int] = {}
    at = [places.setdefault((row["subject"], row["dimension"], row["value"]), len(places)) for row in rows]
    grid = np.zeros((len(places), days), dtype=np.int64)
    grid[at, [(row["day"] - first).days for row in rows]] = [row["n"] for row in rows]
    return [_Series(*place) for place in places], grid


def _alert(series: _Series, alarm: Alarm, first: date) -> Alert:
    day = first + timedelta(days=alarm.at)
    return Alert(
        *("day", series.subject, day, day, int(alarm.seen), alarm.expected, alarm.strength),
        dimension=series.dimension,
        value=series.value,
    )


def _merged(alerts: list[Alert]) -> list[Alert]:
    """One alert per subject and run of days; its counts are those of the place it names."""
    by_subject: dict[str, list[list[Alert]]] = defaultdict(list)
    for alert in sorted(alerts, key=lambda one: one.first):
        runs = by_subject[alert.subject]
        if runs and alert.first - runs[-1][-1].first <= _APART:
            runs[-1].append(alert)
        else:
            runs.append([alert])
    return [_strongest(run) for runs in by_subject.values() for run in runs]


def _strongest(run: list[Alert]) -> Alert:
    """The run as one alert: of the narrowest place that holds most of what was seen, with that place's days and counts."""
    groups: dict[tuple[str | None, str | None], list[Alert]] = defaultdict(list)
    for alert in run:
        groups[alert.dimension, alert.value].append(alert)
    seen = {place: sum(alert.seen for alert in own) for place, own in groups.items()}
    narrow = [place for place in groups if place[0] is not None and seen[place] >= _MOST * max(seen.values())]
    chosen = groups[max(narrow or groups, key=lambda place: seen[place])]
    best = min(chosen, key=lambda alert: alert.strength)
    expected = sum(alert.expected for alert in chosen)
    return replace(best, first=chosen[0].first, last=chosen[-1].first, seen=sum(alert.seen for alert in chosen), expected=expected)


def _weekly(rows: list[dict[str, Any]], first: date, last: date) -> tuple[date, list[Alert]]:
    """The first whole week, and alerts on causes by week; edge weeks that are only part covered are left out."""
    monday = first + timedelta(days=-first.weekday() % 7)
    weeks = ((last - monday).days + 1) // 7
    if weeks < 1:
        return monday, []
    plain = [row for row in rows if row["dimension"] is None and row["subject"] != ESCALATION]
    subjects = sorted({row["subject"] for row in plain} - {VOLUME})
    counts = np.zeros((len(subjects) + 1, weeks), dtype=np.int64)
    for row in plain:
        week = (row["day"] - monday).days // 7
        if 0 <= week < weeks:
            counts[subjects.index(row["subject"]) if row["subject"] != VOLUME else -1, week] += row["n"]
    found = []
    for alarm in weekly_alarms(counts[:-1], counts[-1]):
        start = monday + timedelta(weeks=alarm.at)
        found.append(
            Alert("week", subjects[alarm.series], start, start + timedelta(days=6), int(alarm.seen), alarm.expected, alarm.strength)
        )
    return monday, found


def _located(reader: Reader, alert: Alert, where: str, params: tuple[object, ...]) -> Alert:
    """The alert with the value of a dimension whose share stands out most against the twelve weeks before; as it is where none does."""
    before = alert.first - timedelta(weeks=12)
    sets = ", ".join(f"(v.{name})" for name in LOCATED_BY)
    rows = reader.query(
        f"SELECT {', '.join(f'v.{name}' for name in LOCATED_BY)}, grouping_id({', '.join(f'v.{name}' for name in LOCATED_BY)}) AS kept,"
        f" count(*) FILTER (v.day >= ?) AS k, count(*) FILTER (v.day < ?) AS b FROM {_HEARD}"
        f" WHERE {_COUNTED} AND s.label = 'neg' AND c.cause = ? AND v.day BETWEEN ? AND ? AND {where} GROUP BY GROUPING SETS ({sets})",
        (alert.first, alert.first, alert.subject, before, alert.last, *params),
    ).to_pylist()
    candidates: list[tuple[float, str, str, float]] = []
    for place, dimension in enumerate(LOCATED_BY):
        # grouping_id has a bit for every column that is not grouped by, the first column the highest.
        own = [row for row in rows if not row["kept"] >> (len(LOCATED_BY) - 1 - place) & 1]
        now, past = sum(row["k"] for row in own), sum(row["b"] for row in own)
        for row in own if now and past else ():
            if row[dimension] is not None:
                test = two_proportions_z(row["k"] / now, now, row["b"] / past, past)
                candidates.append((test.p if test.z > 0 else 1.0, dimension, row[dimension], row["k"] / now))
    if not candidates:
        return alert
    adjusted = benjamini_hochberg([one[0] for one in candidates])
    best = min(range(len(candidates)), key=lambda place: candidates[place][0])
    if not adjusted[best] < 0.05:
        return alert
    _, dimension, value, share = candidates[best]
    return replace(alert, dimension=dimension, value=value, share=share)


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


def _smallest(names: list[_Series], counts: np.ndarray[Any, np.dtype[np.int64]], limit: float) -> dict[str, float]:
    """Subject -> how many times its usual daily count (last eight weeks, in all) a day must show to alarm."""
    found = {}
    for series, row in zip(names, counts, strict=True):
        recent = row[-56:].astype(float)
        if series.dimension is None and recent.sum():
            mu = recent.mean()
            surge = smallest_surge(mu, max(1.0, recent.var(ddof=1) / mu) if len(recent) > 1 else 1.0, limit)
            if surge is not None:
                found[series.subject] = float(surge)
    return found

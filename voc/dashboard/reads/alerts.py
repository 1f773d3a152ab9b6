"""Alerts under the filters; the dates choose what is shown, the past before them is always used."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import pyarrow as pa

from voc.access.cells import shown
from voc.dashboard.reads.base import At, cached, open_store, query, reader, shielded
from voc.dashboard.reads.causes import cause_name, level_name
from voc.dashboard.reads.verbatims import SCORED, Pick
from voc.dashboard.view import View
from voc.jobs.alert_events import Alert
from voc.jobs.alert_heard import ESCALATION, VOLUME
from voc.jobs.alert_marks import Mark, mark_of, marks
from voc.jobs.alerts import PER_YEAR, Reach, Watch, watch

AROUND = timedelta(days=42)


def watched(at: At, per_year: float = PER_YEAR) -> Watch:
    """The watch over all dates under the other filters, at a rate of false alarms by day."""
    return _watched(replace(at, filters=replace(at.filters, first=None, last=None)), per_year)


@cached
def _watched(at: At, per_year: float) -> Watch:
    where, values = at.filters.where()
    return watch(reader(at), where, values, per_year, at.settings.timezone)


def alerts_shown(at: At, per_year: float = PER_YEAR) -> list[Alert]:
    """Alerts that touch the dates of the filters, newest first."""
    first, last = at.filters.first or date.min, at.filters.last or date.max
    small, found = at.scope.small, watched(at, per_year).alerts
    near = [one for one in found if one.last >= first and one.first <= last and one.seen >= small]
    return [replace(one, parts=tuple(part for part in one.parts if part.seen >= small)) for one in near] if small else near


def smallest_shown(at: At, per_year: float = PER_YEAR) -> dict[str, Reach]:
    """Subjects and what the watch can see of them, without those whose usual count of so many days would name a few people."""
    found = list(watched(at, per_year).smallest.items())
    return dict(shown(found, lambda one: (round(one[1].usual * one[1].days),), at.scope.small))


def marked(at: At, alerts: Iterable[Alert]) -> list[tuple[Alert, Mark | None]]:
    """Alerts with what people did about them; read anew each time, because it changes at any moment."""
    known = marks(open_store(at.settings))
    return [(alert, mark_of(alert, known)) for alert in alerts]


@dataclass(frozen=True)
class Tried:
    """An event of the operator's calendar and the first alert that names it; `after` is from the event's start to the alert."""

    name: str
    kind: str
    start: datetime
    alert: Alert | None
    after: timedelta | None


def tried(at: At, per_year: float = PER_YEAR) -> list[Tried]:
    """Every event inside the watched days, latest first, with what would have been raised."""
    found = watched(at, per_year)
    rows = query(at, "SELECT name, kind, start FROM events ORDER BY start DESC").to_pylist()
    zone = at.settings.zone
    told = []
    for row in rows:
        start = row["start"].astimezone(zone).replace(tzinfo=None)
        if found.first is None or found.last is None or not found.first <= start.date() <= found.last:
            continue
        naming = [one for one in found.alerts if row["name"] in one.events and one.raised is not None and one.raised >= start]
        alert = min(naming, key=lambda one: one.raised or start, default=None)
        told.append(Tried(row["name"], row["kind"], start, alert, alert.raised - start if alert and alert.raised else None))
    return told


def pick(alert: Alert) -> Pick:
    """The verbatims behind an alert: those it counts. One that was only located (it has a `share`) counts more than its place."""
    coded = not alert.aggregate
    return Pick(
        negative=coded,
        escalated=alert.subject == ESCALATION,
        cause=alert.subject if "." in alert.subject else None,
        level1=alert.subject if coded and "." not in alert.subject else None,
        places=alert.cell,
        first=alert.first,
        last=alert.last,
        unasked=True,
    )


@cached
def around(at: At, alert: Alert) -> pa.Table:
    """day, n: verbatims a day from six weeks before an alert to two weeks after; days without any are left out."""
    span = replace(pick(alert), first=alert.first - AROUND, last=alert.last + AROUND / 3)
    (filtered, values), (picked, given) = replace(at.filters, first=None, last=None).where(), span.where()
    found = query(
        at,
        f"SELECT v.day, count(*) AS n FROM {SCORED} WHERE {filtered} AND {picked} GROUP BY 1 ORDER BY 1",
        (*values, *given),
    )
    return shielded(at, found, ("n",))


def subject_name(view: View, subject: str) -> str:
    """A subject in the reader's words: a cause, a level 1, all verbatims or all escalating ones."""
    if subject in (VOLUME, ESCALATION):
        return view.say(f"alerts.{subject}")
    return level_name(subject, view.lang) if "." not in subject else cause_name(subject, view.lang)

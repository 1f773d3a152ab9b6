"""Alerts under the filters; the dates choose what is shown, the past before them is always used."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pyarrow as pa

from voc.dashboard.reads.base import At, cached, query, reader, shielded
from voc.dashboard.reads.verbatims import SCORED, Pick
from voc.jobs.alert_counts import ESCALATION
from voc.jobs.alert_events import Alert
from voc.jobs.alerts import Watch, watch

AROUND = timedelta(days=42)


@cached
def watched(at: At) -> Watch:
    """The watch over all dates under the other filters."""
    where, values = replace(at.filters, first=None, last=None).where()
    return watch(reader(at), where, values, zone=at.settings.timezone)


def alerts_shown(at: At) -> list[Alert]:
    """Alerts that touch the dates of the filters, newest first."""
    first, last = at.filters.first or date.min, at.filters.last or date.max
    return [one for one in watched(at).alerts if one.last >= first and one.first <= last and one.seen >= at.scope.small]


def pick(alert: Alert) -> Pick:
    """The verbatims behind an alert."""
    coded = not alert.aggregate
    return Pick(
        negative=coded,
        escalated=alert.subject == ESCALATION,
        cause=alert.subject if "." in alert.subject else None,
        level1=alert.subject if coded and "." not in alert.subject else None,
        dimension=alert.dimension,
        value=alert.value,
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

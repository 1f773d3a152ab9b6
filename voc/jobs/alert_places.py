"""Where an alarm lies: the most specific place that explains it, the verbatims behind it, and places that have only begun or have ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import numpy as np

from voc.jobs.alert_counts import Break
from voc.jobs.alert_events import MOST, Alert
from voc.jobs.alert_heard import LOCATED_BY, Heard, Marks
from voc.risk.alarm import LEAST
from voc.risk.scan import DAILY
from voc.survey.intervals import benjamini_hochberg, two_proportions_z

PAST = timedelta(weeks=12)
"""What an alert's shares of places are held against."""
TIMES = 2.0
"""How many times as strongly it must have risen in a place as outside of it for the place to explain it."""
_NEW = timedelta(days=DAILY.history + DAILY.gap)


def located(heard: Heard, alert: Alert) -> Alert:
    """The alert with the most specific place that explains it, one dimension after the other; as it is where none does.

    A place explains a rise where it holds at least half of it, rose at least twice as much as what is outside, and its share is not the
    one of the twelve weeks before (z test, Benjamini-Hochberg over all places held against it).
    """
    while (found := _next(_shares(heard, alert))) is not None:
        pair, share = found
        alert = replace(alert, within=(*alert.within, pair), share=share * (alert.share or 1.0))
    return alert


def _shares(heard: Heard, alert: Alert) -> list[dict[str, Any]]:
    """dimension, value, k (seen on the days of the alert), b (in the time before) by dimensions still open; without a dimension of the whole place."""
    own = _of(heard, alert)
    now = own & heard.between(alert.first, alert.last)
    past = own & heard.between(alert.first - PAST, alert.first - timedelta(days=1))
    found: list[dict[str, Any]] = [{"dimension": None, "value": None, "k": int(now.sum()), "b": int(past.sum())}]
    for name in LOCATED_BY:
        if name not in dict(alert.place):
            column = heard.places[name]
            counts = zip(column.names, column.counts(now).tolist(), column.counts(past).tolist(), strict=True)
            found += [{"dimension": name, "value": value, "k": k, "b": b} for value, k, b in counts if k or b]
    return found


def _of(heard: Heard, alert: Alert) -> Marks:
    """The rows of an alert's subject and place, of any day."""
    return heard.of(alert.subject) & heard.inside(alert.place)


def _next(rows: Sequence[dict[str, Any]]) -> tuple[tuple[str, str], float] | None:
    """The place that stands out most among those that explain the rise, and its share of what was seen."""
    whole = next((row["k"] for row in rows if row["dimension"] is None), 0)
    candidates: list[tuple[float, tuple[str, str], float]] = []
    for name in LOCATED_BY:
        own = [row for row in rows if row["dimension"] == name]
        now, past = sum(row["k"] for row in own), sum(row["b"] for row in own)
        for row in own if now and past else ():
            k, b = row["k"], row["b"]
            rose = (k + 0.5) / (b + 0.5) >= TIMES * (now - k + 0.5) / (past - b + 0.5)
            if k >= max(LEAST, MOST * whole) and rose:
                test = two_proportions_z(k / now, now, b / past, past)
                candidates.append((test.p if test.z > 0 else 1.0, (name, row["value"]), k / whole))
    if not candidates:
        return None
    adjusted = benjamini_hochberg([one[0] for one in candidates])
    best = min(range(len(candidates)), key=lambda place: candidates[place][0])
    return candidates[best][1:] if adjusted[best] < 0.05 else None


def behind(heard: Heard, alert: Alert) -> frozenset[int]:
    """The verbatims behind an alert, by number."""
    return frozenset(np.flatnonzero(_of(heard, alert) & heard.between(alert.first, alert.last)).tolist())


def newcomer(heard: Heard, alert: Alert, broken: Sequence[Break]) -> bool:
    """Whether the rise is that of a place that has only begun, or of one that took over from another: said as a break, no alarm."""
    fresh = [one for one in broken if one.kind == "begins" and one.day <= alert.last and alert.first <= one.day + _NEW]
    if fresh:
        new = np.any([heard.inside(((one.dimension, one.value),)) for one in fresh], axis=0)
        if (_of(heard, alert) & heard.between(alert.first, alert.last) & new).sum() >= MOST * alert.excess:
            return True
    place: dict[str, str] = dict(alert.place)
    ended = [one for one in broken if one.kind == "ends" and place.get(one.dimension, one.value) != one.value]
    return any(abs((alert.first - one.day).days) <= DAILY.gap + 4 for one in ended)


def recounted(heard: Heard, alert: Alert) -> Alert:
    """An alert over a level 1 with its own counts: seen on its days, expected by the eight weeks before; others as they are."""
    if alert.aggregate or "." in alert.subject or not alert.parts or alert.grain == "hour":
        return alert
    own, end = _of(heard, alert), alert.first - timedelta(days=DAILY.gap)
    before = int((own & heard.between(end - timedelta(days=DAILY.history), end - timedelta(days=1))).sum())
    expected = max(before, 0.5) / DAILY.history * ((alert.last - alert.first).days + 1)
    return replace(alert, seen=len(behind(heard, alert)), expected=expected, cell=alert.place, within=(), share=None)

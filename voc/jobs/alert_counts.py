"""What the alerts count: verbatims by subject, place and day, week or hour, and places that appear or end within the data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from voc.jobs.alert_heard import ESCALATION, VOLUME, Coded, Heard
from voc.risk.alarm import Ints

PLACES = ("region", "brand")
"""Dimensions whose values have daily series of their own."""
WEEKLY_PLACES = ("region", "brand", "product")
WATCHED_FOR_BREAKS = ("source", "channel", "brand", "region", "product")
_SURELY = 10.0
"""A place is new, or gone, where its own rate expects this many verbatims in the time without any: chance leaves e^-10."""
_LEAST_DAYS = 28


@dataclass(frozen=True)
class Series:
    """What a row of counts is of; without a dimension it is of everywhere."""

    subject: str
    dimension: str | None = None
    value: str | None = None


@dataclass(frozen=True)
class Counts:
    """Series x steps from `first` on, and per series the step at which its place is first heard of."""

    names: list[Series]
    grid: Ints
    starts: Ints
    first: date


@dataclass(frozen=True)
class Break:
    """A value of a dimension heard of only from a day on ("begins") or only until a day ("ends"), though the data go on."""

    dimension: str
    value: str
    kind: str
    day: date
    verbatims: int


def daily_counts(rows: Heard) -> Counts:
    """Series by day: every cause of negative verbatims, volume and escalation, in all, by region and by brand."""
    subjects = (rows.cause, rows.subject(VOLUME), rows.subject(ESCALATION))
    asked = [(subject, place) for subject in subjects for place in (None, *PLACES)]
    return _grid(rows, asked, rows.day, rows.days, rows.first)


def weekly_counts(rows: Heard) -> tuple[Counts, Ints]:
    """Causes by whole week from a Monday on, and beside them the verbatims of their place; part weeks at the edges are left out."""
    late = -rows.first.weekday() % 7
    weeks = max(0, (rows.days - late) // 7)
    week = (rows.day - late) // 7
    week[week >= weeks] = -1
    places, monday = (None, *WEEKLY_PLACES), rows.first + timedelta(days=late)
    counts = _grid(rows, [(rows.cause, place) for place in places], week, weeks, monday)
    whole = _grid(rows, [(rows.subject(VOLUME), place) for place in places], week, weeks, monday)
    place = {(one.dimension, one.value): number for number, one in enumerate(whole.names)}
    bases = whole.grid[[place[one.dimension, one.value] for one in counts.names]] if counts.names else counts.grid
    return counts, bases


def hourly_counts(rows: Heard) -> Counts:
    """Volume in all and by region, escalation and level-1 causes by hour of local time; no series where few verbatims have an hour."""
    if rows.timed < 0.9 * len(rows.day):
        return Counts([], np.zeros((0, rows.days * 24), dtype=np.int64), np.zeros(0, dtype=np.int64), rows.first)
    volume = rows.subject(VOLUME)
    asked = [(volume, None), (volume, "region"), (rows.subject(ESCALATION), None), (rows.level1, None)]
    return _grid(rows, asked, np.where(rows.hour < 0, -1, rows.day * 24 + rows.hour), rows.days * 24, rows.first)


def _grid(rows: Heard, asked: Sequence[tuple[Coded, str | None]], step: Ints, steps: int, first: date) -> Counts:
    """Counts of the subjects asked for by the places of a dimension; rows whose step is below 0 are left out."""
    names: list[Series] = []
    parts, starts = [np.zeros((0, steps), dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
    for subject, dimension in asked:
        place = rows.places[dimension] if dimension else rows.everything
        inside = (place.codes >= 0) & (step >= 0)
        begun = np.full(len(place.names), steps, dtype=np.int64)
        np.minimum.at(begun, place.codes[inside], step[inside])
        kept = inside & (subject.codes >= 0)
        found, row = np.unique(subject.codes[kept] * len(place.names) + place.codes[kept], return_inverse=True)
        parts.append(np.bincount(row * steps + step[kept], minlength=len(found) * steps).reshape(len(found), steps))
        starts.append(begun[found % len(place.names)] if len(found) else found)
        pairs = (divmod(one, len(place.names)) for one in found.tolist())
        names += [Series(str(subject.names[what]), dimension, place.names[where]) for what, where in pairs]
    return Counts(names, np.concatenate(parts), np.concatenate(starts), first)


def breaks(rows: Heard) -> list[Break]:
    """Sources, channels, brands, regions and products that begin or end within the data, latest first: said, not drawn through."""
    return sorted(
        (one for dimension in WATCHED_FOR_BREAKS for one in _breaks(rows, dimension)),
        key=lambda one: (one.day, one.dimension, one.value),
        reverse=True,
    )


def _breaks(rows: Heard, dimension: str) -> list[Break]:
    column, found = rows.places[dimension], []
    for place, value in enumerate(column.names):
        days = rows.day[column.codes == place]
        first, last = int(days.min()), int(days.max())
        rate = len(days) / (last - first + 1)
        for kind, day, silent in (("begins", first, first), ("ends", last, rows.days - 1 - last)):
            if silent >= _LEAST_DAYS and silent * rate >= _SURELY:
                found.append(Break(dimension, str(value), kind, rows.first + timedelta(days=day), len(days)))
    return found

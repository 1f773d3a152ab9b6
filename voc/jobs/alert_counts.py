"""What the alerts count: verbatims by subject, place and day, week or hour, and places that appear or end within the data."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from voc.jobs.alert_heard import ESCALATION, VOLUME, Coded, Heard, Place
from voc.risk.alarm import Ints

PLACES = ("region", "brand")
"""Dimensions whose values have daily series of their own."""
CROSSED = ("region", "brand", "product")
"""Dimensions whose cross has weekly series, with all its margins."""
WATCHED_FOR_BREAKS = ("source", "channel", "brand", "region", "product")
_SURELY = 10.0
"""A place is new, or gone, where chance would put all its verbatims but one on one side of the silence with e^-10 at most; one or two tell nothing."""
_LEAST_DAYS = 28


@dataclass(frozen=True)
class Series:
    """What a row of counts is of."""

    subject: str
    place: Place = ()


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
    sets: list[tuple[str, ...]] = [(), *((name,) for name in PLACES)]
    return _joined([_grid(rows, subject, names, rows.day, rows.days) for subject in subjects for names in sets], rows.first)


def weekly_counts(rows: Heard, least: float) -> tuple[Counts, Ints]:
    """Causes by whole week from a Monday on, for every cell of region x brand x product and its margins, and beside them the verbatims of the cell.

    Part weeks at the edges are left out; cells, but for everywhere, with fewer than `least` verbatims of the cause as well.
    """
    late = -rows.first.weekday() % 7
    weeks, monday = max(0, (rows.days - late) // 7), rows.first + timedelta(days=late)
    week = (rows.day - late) // 7
    sets = [names for size in range(len(CROSSED) + 1) for names in itertools.combinations(CROSSED, size)]
    counts = _joined([_grid(rows, rows.cause, names, week, weeks, least if names else 0.0) for names in sets], monday)
    whole = _joined([_grid(rows, rows.subject(VOLUME), names, week, weeks) for names in sets], monday)
    cell = {one.place: number for number, one in enumerate(whole.names)}
    bases = whole.grid[[cell[one.place] for one in counts.names]] if counts.names else counts.grid
    own = _once(counts, bases)
    return Counts([counts.names[row] for row in own], counts.grid[own], counts.starts[own], monday), bases[own]


def _once(counts: Counts, bases: Ints) -> list[int]:
    """Rows without those that hold the verbatims of a wider cell over again, as a product's cell does within its only brand."""
    seen: dict[tuple[str, bytes, bytes], list[Place]] = {}
    kept = []
    for row in sorted(range(len(counts.names)), key=lambda row: len(counts.names[row].place)):
        one = counts.names[row]
        wider = seen.setdefault((one.subject, counts.grid[row].tobytes(), bases[row].tobytes()), [])
        if not any(set(place) < set(one.place) for place in wider):
            wider.append(one.place)
            kept.append(row)
    return sorted(kept)


def hourly_counts(rows: Heard) -> Counts:
    """Volume in all and by region, escalation and level-1 causes by hour of local time; no series where few verbatims have an hour."""
    if rows.timed < 0.9 * len(rows.day):
        return Counts([], np.zeros((0, rows.days * 24), dtype=np.int64), np.zeros(0, dtype=np.int64), rows.first)
    hour, volume = np.where(rows.hour < 0, -1, rows.day * 24 + rows.hour), rows.subject(VOLUME)
    asked: list[tuple[Coded, tuple[str, ...]]] = [
        (volume, ()),
        (volume, ("region",)),
        (rows.subject(ESCALATION), ()),
        (rows.level1, ()),
    ]
    return _joined([_grid(rows, subject, names, hour, rows.days * 24) for subject, names in asked], rows.first)


def _grid(rows: Heard, subject: Coded, names: Sequence[str], step: Ints, steps: int, least: float = 0.0) -> Counts:
    """Counts of a subject in every cell of some dimensions; rows that do not name one of them, or whose step is none, are in no cell.

    Cells with fewer than `least` rows are left out. A cell starts where its place is first heard of.
    """
    places = [rows.everything, *(rows.places[name] for name in names)]
    inside = (np.min([step, *(place.codes for place in places)], axis=0) >= 0) & (step < steps)
    shape = tuple(max(1, len(column.names)) for column in (subject, *places))
    begun = np.full(shape[1:], steps, dtype=np.int64)
    np.minimum.at(begun, tuple(place.codes[inside] for place in places), step[inside])
    kept = np.flatnonzero(inside & (subject.codes >= 0))
    keys = np.ravel_multi_index([column.codes[kept] for column in (subject, *places)], shape)
    cells, row, total = np.unique(keys, return_inverse=True, return_counts=True)
    chosen = total >= least
    row, taken = (np.cumsum(chosen) - 1)[row[chosen[row]]], kept[chosen[row]]
    grid = np.bincount(row * steps + step[taken], minlength=int(chosen.sum()) * steps).reshape(int(chosen.sum()), steps)
    at = np.array(np.unravel_index(cells[chosen], shape))
    series = [
        Series(
            str(subject.names[what]),
            tuple((name, str(place.names[one])) for name, place, one in zip(names, places[1:], where, strict=True)),
        )
        for what, _, *where in at.T.tolist()
    ]
    return Counts(series, grid, begun[tuple(at[1:])], rows.first)


def _joined(parts: Sequence[Counts], first: date) -> Counts:
    return Counts(
        [name for part in parts for name in part.names],
        np.concatenate([part.grid for part in parts]),
        np.concatenate([part.starts for part in parts]),
        first,
    )


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
        for kind, day, silent in (("begins", first, first), ("ends", last, rows.days - 1 - last)):
            if silent >= _LEAST_DAYS and (len(days) - 1) * np.log1p(silent / (last - first + 1)) >= _SURELY:
                found.append(Break(dimension, str(value), kind, rows.first + timedelta(days=day), len(days)))
    return found

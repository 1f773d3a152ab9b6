"""What the alerts count: verbatims by subject, place and day, week or hour, and places that appear or end within the data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from voc.risk.alarm import Ints
from voc.store import Reader

VOLUME, ESCALATION = "volume", "escalation"
PLACES = ("region", "brand")
"""Dimensions whose values have daily series of their own."""
WEEKLY_PLACES = ("region", "brand", "product")
LOCATED_BY = ("region", "brand", "product", "channel", "store")
WATCHED_FOR_BREAKS = ("source", "channel", "brand", "region", "product")
HEARD = (
    "verbatims v LEFT JOIN sentiment_scores s USING (verbatim_id) LEFT JOIN intent_scores i USING (verbatim_id)"
    " LEFT JOIN cause_scores c USING (verbatim_id)"
)
# The number of survey answers is set by whoever asks, not by what happened.
COUNTED = "v.day IS NOT NULL AND v.source <> 'survey'"
_CODED = "s.label = 'neg' AND c.cause IS NOT NULL"
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


Where = tuple[str, tuple[object, ...]]


def condition(subject: str) -> Where:
    """Which verbatims a subject is of: volume, escalation, a cause, or all causes of a level 1."""
    if subject == VOLUME:
        return "TRUE", ()
    if subject == ESCALATION:
        return "i.escalation <> 'none'", ()
    if "." not in subject:
        return f"{_CODED} AND split_part(c.cause, '.', 1) = ?", (subject,)
    return f"{_CODED} AND c.cause = ?", (subject,)


def daily_rows(reader: Reader, where: Where) -> list[dict[str, Any]]:
    """subject, dimension, value, day, n: causes of negative verbatims, all verbatims, escalating ones; in all and by place."""
    rows: list[dict[str, Any]] = []
    for subject, asked in (("c.cause", _CODED), (f"'{VOLUME}'", "TRUE"), (f"'{ESCALATION}'", condition(ESCALATION)[0])):
        sets = ", ".join(
            f"({', '.join(['subject', 'v.day', *place])})" for place in ([], *([f"v.{name}"] for name in WEEKLY_PLACES))
        )
        bits = ", ".join(f"v.{name}" for name in WEEKLY_PLACES)
        found = reader.query(
            f"SELECT {subject} AS subject, v.day, {bits}, grouping_id({bits}) AS kept, count(*) AS n"
            f" FROM {HEARD} WHERE {COUNTED} AND {asked} AND {where[0]} GROUP BY GROUPING SETS ({sets})",
            where[1],
        ).to_pylist()
        rows += [row for one in found if (row := _placed(one)) is not None]
    return rows


def _placed(row: Mapping[str, Any]) -> dict[str, Any] | None:
    """The row with its dimension and value; None for verbatims that name no value of it."""
    # grouping_id has a bit for every column that is not grouped by, the first column the highest.
    last = len(WEEKLY_PLACES) - 1
    dimension = next((name for place, name in enumerate(WEEKLY_PLACES) if not row["kept"] >> (last - place) & 1), None)
    value = row[dimension] if dimension else None
    if dimension and value is None:
        return None
    return {"subject": row["subject"], "dimension": dimension, "value": value, "day": row["day"], "n": row["n"]}


def daily_counts(rows: Sequence[Mapping[str, Any]], first: date, days: int) -> Counts:
    """Series by day: every subject in all, by region and by brand."""
    return _grid([row for row in rows if row["dimension"] in (None, *PLACES)], rows, first, days, lambda day: (day - first).days)


def weekly_counts(rows: Sequence[Mapping[str, Any]], first: date, last: date) -> tuple[Counts, Ints]:
    """Causes by whole week from a Monday on, and beside them the verbatims of their place; part weeks at the edges are left out."""
    monday = first + timedelta(days=-first.weekday() % 7)
    weeks = max(0, ((last - monday).days + 1) // 7)
    inside = [row for row in rows if 0 <= (row["day"] - monday).days // 7 < weeks and row["subject"] != ESCALATION]

    def week(day: date) -> int:
        return (day - monday).days // 7

    counts = _grid([row for row in inside if row["subject"] != VOLUME], inside, monday, weeks, week)
    whole = _grid([row for row in inside if row["subject"] == VOLUME], inside, monday, weeks, week)
    place = {(one.dimension, one.value): number for number, one in enumerate(whole.names)}
    bases = whole.grid[[place[one.dimension, one.value] for one in counts.names]] if counts.names else counts.grid
    return counts, bases


def _grid(rows: Sequence[Mapping[str, Any]], whole: Sequence[Mapping[str, Any]], first: date, steps: int, step: Any) -> Counts:
    places: dict[Series, int] = {}
    at = [places.setdefault(Series(row["subject"], row["dimension"], row["value"]), len(places)) for row in rows]
    grid = np.zeros((len(places), steps), dtype=np.int64)
    np.add.at(grid, (at, [step(row["day"]) for row in rows]), [row["n"] for row in rows])
    begun: dict[tuple[str | None, str | None], int] = {}
    for row in whole:
        if row["subject"] == VOLUME:
            place = row["dimension"], row["value"]
            begun[place] = min(begun.get(place, steps), step(row["day"]))
    starts = np.array([begun.get((one.dimension, one.value), 0) for one in places], dtype=np.int64)
    return Counts(list(places), grid, starts, first)


def hourly_counts(reader: Reader, where: Where, first: date, days: int, zone: str) -> Counts:
    """Volume in all and by region, escalation and level-1 causes by hour of local time; no series where few verbatims have an hour.

    Midnight to the second is a date without a time.
    """
    hour = "timezone(?, v.occurred_at)"
    clock = reader.query(
        f"SELECT count(*) AS n, count(*) FILTER (v.occurred_at IS NOT NULL AND CAST({hour} AS TIME) <> TIME '00:00:00') AS timed"
        f" FROM {HEARD} WHERE {COUNTED} AND {where[0]}",
        (zone, *where[1]),
    ).to_pylist()[0]
    if not clock["n"] or clock["timed"] < 0.9 * clock["n"]:
        return Counts([], np.zeros((0, days * 24), dtype=np.int64), np.zeros(0, dtype=np.int64), first)
    rows: list[dict[str, Any]] = []
    subjects = (
        (f"'{VOLUME}'", "TRUE", True),
        (f"'{ESCALATION}'", condition(ESCALATION)[0], False),
        ("split_part(c.cause, '.', 1)", _CODED, False),
    )
    for subject, asked, placed in subjects:
        sets = "(subject, v.day, hour), (subject, v.day, hour, v.region)" if placed else "(subject, v.day, hour)"
        rows += reader.query(
            f"SELECT {subject} AS subject, v.day, extract(hour FROM {hour}) AS hour, {'v.region' if placed else 'NULL'} AS value,"
            f" {'grouping(v.region)' if placed else '1'} AS everywhere, count(*) AS n"
            f" FROM {HEARD} WHERE {COUNTED} AND v.occurred_at IS NOT NULL AND {asked} AND {where[0]} GROUP BY GROUPING SETS ({sets})",
            (zone, *where[1]),
        ).to_pylist()
    given = [
        {
            "subject": row["subject"],
            "dimension": None if row["everywhere"] else "region",
            "value": row["value"],
            "day": (row["day"] - first).days * 24 + row["hour"],
            "n": row["n"],
        }
        for row in rows
        if (row["everywhere"] or row["value"] is not None) and 0 <= (row["day"] - first).days < days
    ]
    return _grid(given, given, first, days * 24, lambda step: step)


def breaks(reader: Reader, where: Where) -> list[Break]:
    """Sources, channels, brands, regions and products that begin or end within the data, latest first: said, not drawn through."""
    sets = ", ".join(f"(v.{name})" for name in WATCHED_FOR_BREAKS)
    columns = ", ".join(f"v.{name}" for name in WATCHED_FOR_BREAKS)
    rows = reader.query(
        f"SELECT {columns}, grouping_id({columns}) AS kept, min(v.day) AS first, max(v.day) AS last, count(*) AS n"
        f" FROM {HEARD} WHERE {COUNTED} AND {where[0]} GROUP BY GROUPING SETS ({sets})",
        where[1],
    ).to_pylist()
    if not rows:
        return []
    start, end = min(row["first"] for row in rows), max(row["last"] for row in rows)
    found = []
    for row in rows:
        last = len(WATCHED_FOR_BREAKS) - 1
        dimension = next(name for place, name in enumerate(WATCHED_FOR_BREAKS) if not row["kept"] >> (last - place) & 1)
        rate = row["n"] / ((row["last"] - row["first"]).days + 1)
        for kind, day, silent in (
            ("begins", row["first"], (row["first"] - start).days),
            ("ends", row["last"], (end - row["last"]).days),
        ):
            if row[dimension] is not None and silent >= _LEAST_DAYS and silent * rate >= _SURELY:
                found.append(Break(dimension, row[dimension], kind, day, row["n"]))
    return sorted(found, key=lambda one: (one.day, one.dimension, one.value), reverse=True)

"""The verbatims that the alerts count, read once: a row each, with its day, hour, cause and places as codes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from voc.risk.alarm import Ints
from voc.store import Reader

if TYPE_CHECKING:
    import pyarrow as pa

VOLUME, ESCALATION = "volume", "escalation"
LOCATED_BY = ("region", "brand", "product", "channel", "store")
Place = tuple[tuple[str, str], ...]
"""Dimensions and values that hold together, in the order of LOCATED_BY; () is everywhere."""
Marks = npt.NDArray[np.bool_]
Where = tuple[str, tuple[object, ...]]

_PLACED = ("source", *LOCATED_BY)
# A negative verbatim coded as praise is a contradiction of two makers, and no subject to warn of.
_CODED = "s.label = 'neg' AND c.cause <> 'other.praise'"
# The number of survey answers is set by whoever asks, not by what happened. Midnight to the second is a date without a time.
_ROWS = (
    "SELECT v.day, extract(hour FROM timezone(?, v.occurred_at)) AS hour,"
    " coalesce(CAST(timezone(?, v.occurred_at) AS TIME) <> TIME '00:00:00', FALSE) AS timed,"
    f" CASE WHEN {_CODED} THEN c.cause END AS cause, CASE WHEN {_CODED} THEN split_part(c.cause, '.', 1) END AS level1,"
    f" coalesce(i.escalation <> 'none', FALSE) AS escalates, {', '.join(f'v.{name}' for name in _PLACED)}"
    " FROM verbatims v LEFT JOIN sentiment_scores s USING (verbatim_id) LEFT JOIN intent_scores i USING (verbatim_id)"
    " LEFT JOIN cause_scores c USING (verbatim_id) WHERE v.day IS NOT NULL AND v.source <> 'survey' AND "
)


@dataclass(frozen=True)
class Coded:
    """A column as codes: where in `names` the value of each row is, -1 without a value."""

    codes: Ints
    names: tuple[str | None, ...]

    def of(self, value: str | None) -> Marks:
        """Which rows have the value."""
        return np.equal(self.codes, self.names.index(value) if value in self.names else -2)

    def counts(self, rows: Marks) -> Ints:
        """How many of the rows have each value."""
        codes = self.codes[rows]
        return np.bincount(codes[codes >= 0], minlength=len(self.names))


@dataclass(frozen=True)
class Heard:
    """`day` counts from `first`, `hour` is of local time, -1 without one; causes and their level 1 are those of negative verbatims."""

    first: date
    day: Ints
    hour: Ints
    timed: int
    cause: Coded
    level1: Coded
    escalates: Marks
    places: Mapping[str, Coded]

    @cached_property
    def days(self) -> int:
        """From the first day to the last."""
        return int(self.day.max()) + 1

    @cached_property
    def last(self) -> date:
        """The last day."""
        return self.first + timedelta(days=self.days - 1)

    @cached_property
    def everything(self) -> Coded:
        """One value that every row has."""
        return Coded(np.zeros(len(self.day), dtype=np.int64), (None,))

    def subject(self, name: str) -> Coded:
        """Volume or escalation as a column of its own."""
        return Coded(np.where(self.of(name), 0, -1), (name,))

    def of(self, subject: str) -> Marks:
        """Which rows a subject is of: volume, escalation, a cause, or all causes of a level 1."""
        if subject == VOLUME:
            return np.ones(len(self.day), dtype=bool)
        if subject == ESCALATION:
            return self.escalates
        return (self.cause if "." in subject else self.level1).of(subject)

    def inside(self, place: Place) -> Marks:
        """Which rows lie in a place."""
        kept = self.of(VOLUME)
        for name, value in place:
            kept = kept & self.places[name].of(value)
        return kept

    def between(self, first: date, last: date) -> Marks:
        """Which rows are of the days from `first` to `last`."""
        return (self.day >= (first - self.first).days) & (self.day <= (last - self.first).days)


def heard(reader: Reader, where: Where, zone: str) -> Heard | None:
    """The dated verbatims (surveys left out) that meet `where`, a condition over verbatims as v; None where there are none."""
    rows = reader.query(f"{_ROWS}{where[0]}", (zone, zone, *where[1]))
    if not rows.num_rows:
        return None
    day = rows["day"].to_numpy().astype("datetime64[D]").astype(np.int64)
    begun = int(day.min())
    return Heard(
        date(1970, 1, 1) + timedelta(days=begun),
        day - begun,
        rows["hour"].fill_null(-1).to_numpy().astype(np.int64),
        int(rows["timed"].to_numpy().sum()),
        _coded(rows["cause"]),
        _coded(rows["level1"]),
        rows["escalates"].to_numpy().astype(bool),
        {name: _coded(rows[name]) for name in _PLACED},
    )


def _coded(column: pa.ChunkedArray) -> Coded:
    """The column as codes, its values in the order of their characters."""
    held = column.combine_chunks().dictionary_encode()
    names = held.dictionary.to_pylist()
    order = sorted(range(len(names)), key=lambda place: names[place])
    place = np.append(np.argsort(np.array(order, dtype=np.int64)), -1)
    codes = held.indices.fill_null(len(names)).to_numpy(zero_copy_only=False)
    return Coded(place[codes].astype(np.int64), tuple(names[at] for at in order))

"""What the reader asked for: dates, sources, channels, brands, products, regions. Lives in the URL and is kept across pages."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

UNNAMED = ""
"""Stands for a dimension that was not given (NULL), so that it can be chosen like any other value."""

DIMENSIONS = ("source", "channel", "brand", "product", "region")
DEFAULT_DAYS = 91


@dataclass(frozen=True)
class Filters:
    """A reader's choice. `first` and `last` are both ends of the dates, or None where the store has no dates; () means all."""

    first: date | None = None
    last: date | None = None
    undated: bool = True
    source: tuple[str, ...] = ()
    channel: tuple[str, ...] = ()
    brand: tuple[str, ...] = ()
    product: tuple[str, ...] = ()
    region: tuple[str, ...] = ()

    def where(self, table: str = "v", skip: tuple[str, ...] = ()) -> tuple[str, tuple[object, ...]]:
        """The choice as an SQL condition on `table` and its parameters; dimensions in `skip` are not asked."""
        conditions: list[str] = []
        values: list[object] = []
        if self.first is not None:
            dated = f"{table}.day BETWEEN ? AND ?"
            conditions.append(f"({dated} OR {table}.day IS NULL)" if self.undated else dated)
            values += [self.first, self.last]
        for dimension in DIMENSIONS:
            chosen = getattr(self, dimension)
            if chosen and dimension not in skip:
                condition, given = _one_of(f"{table}.{dimension}", chosen)
                conditions.append(condition)
                values += given
        return " AND ".join(conditions) or "TRUE", tuple(values)

    @property
    def days(self) -> int:
        """Number of days asked for, both ends counted; 0 without dates."""
        return (self.last - self.first).days + 1 if self.first is not None and self.last is not None else 0

    def dated(self) -> Filters:
        """The same choice without the verbatims that have no date."""
        return replace(self, undated=False)

    def previous(self) -> Filters | None:
        """The period of the same length just before, dated verbatims only; None without dates."""
        if self.first is None:
            return None
        return replace(self, first=self.first - timedelta(days=self.days), last=self.first - timedelta(days=1), undated=False)

    def with_previous(self) -> Filters:
        """Both periods as one, dated verbatims only: what trends are drawn over."""
        before = self.previous()
        return self.dated() if before is None else replace(self, first=before.first, undated=False)


def _one_of(column: str, chosen: tuple[str, ...]) -> tuple[str, list[object]]:
    named: list[object] = [value for value in chosen if value != UNNAMED]
    parts = [f"{column} IN ({', '.join('?' * len(named))})"] if named else []
    if UNNAMED in chosen:
        parts.append(f"{column} IS NULL")
    return f"({' OR '.join(parts)})", named


def default_span(first: date, last: date) -> tuple[date, date]:
    """The latest 13 weeks where there are 13 more to compare them with, else everything."""
    start = last - timedelta(days=DEFAULT_DAYS - 1)
    return (start, last) if start - timedelta(days=DEFAULT_DAYS - 1) >= first - timedelta(days=7) else (first, last)

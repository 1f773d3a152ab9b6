"""The planted truth, read from data/planted.toml: what that file says is what is planted."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from .phrases import parts

FILE = Path(__file__).resolve().parent.parent / "planted.toml"

_SPOKEN = frozenset({"facts", "short", "notes"})
"""Lists a section needs before customers can speak of an event in its words."""


@dataclass(frozen=True)
class Event:
    """One planted event: when (local time, end exclusive), whom it concerns, and what it does to each source."""

    id: str
    kind: str
    zh: str
    en: str
    cause: str
    start: datetime
    end: datetime
    brand: str | None = None
    region: str | None = None
    store: str | None = None
    team: str | None = None
    competitor: str | None = None
    customer: str | None = None
    settled: datetime | None = None
    fixed_on: date | None = None
    extra: dict[str, int] = field(default_factory=dict)
    survey_share: float = 0.0
    survey_lag_days: int = 0
    rating_drop: float = 0.0
    lasting: float = 0.0
    factors: dict[str, float] = field(default_factory=dict)

    def concerns(self, brand: str, region: str) -> bool:
        """Whether customers of this brand in this region are in scope."""
        return self.brand in (None, brand) and self.region in (None, region)

    def remembered(self, when: datetime) -> bool:
        """Whether somebody interviewed at `when` may still speak of it."""
        return self.start <= when < self.end + timedelta(days=self.survey_lag_days)

    def section(self, when: datetime) -> str:
        """The section of the parts that speak of it at `when`: its own words, others once it is settled or said to be mended, else its cause."""
        turned = self.settled or (datetime.combine(self.fixed_on, time()) if self.fixed_on else self.end)
        own = f"planted.{self.id}"
        for name in (f"{own}_after", own) if when >= turned else (own,):
            if set(parts().get(name, ())) >= _SPOKEN:
                return name
        return self.cause

    def share_of(self, start: datetime, end: datetime) -> float:
        """Share of a period, 0 to 1, that lies within the event; an outage of hours counts as at least two days of echo."""
        until = max(self.end, self.start + timedelta(days=2))
        common = min(end, until) - max(start, self.start)
        return max(0.0, common / (end - start))


@dataclass(frozen=True)
class Driver:
    """One loyalty driver: what a point more does to overall satisfaction, its mean, who can rate it, and the driver it is nearly equal to."""

    name: str
    en: str
    effect: float
    mean: float
    used: float = 1.0
    near: str | None = None


@dataclass(frozen=True)
class Team:
    """One call team: mean of its staff's ratings, and points added to its customers' ratings of the hotline."""

    name: str
    staff: float
    customers: float


_EXTRA = {"extra_complaints": "complaint", "extra_calls": "transcript", "extra_posts": "social"}


@cache
def _read(path: Path) -> dict[str, list[dict[str, Any]]]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def load(path: Path = FILE) -> tuple[Event, ...]:
    """All events of a file like data/planted.toml, in the file's order."""
    events = []
    for given in _read(path)["event"]:
        row = dict(given)
        extra = {source: row.pop(name) for name, source in _EXTRA.items() if name in row}
        factors = {name: row.pop(name) for name in list(row) if name.endswith("_factor")}
        events.append(Event(**row, extra=extra, factors=factors))
    return tuple(events)


def records(path: Path = FILE) -> tuple[dict[str, Any], ...]:
    """The operator's own calendar: kind, name, start, and what else is known of each entry."""
    return tuple(dict(row) for row in _read(path)["record"])


def table(name: str, path: Path = FILE) -> tuple[dict[str, Any], ...]:
    """The tables of one name (function, plan, promotion, migration), as the file has them."""
    return tuple(dict(row) for row in _read(path)[name])


def drivers(path: Path = FILE) -> tuple[Driver, ...]:
    """The sixteen loyalty drivers with their true effects."""
    return tuple(Driver(**row) for row in _read(path)["driver"])


def teams(path: Path = FILE) -> dict[str, Team]:
    """The call teams by name."""
    return {row["name"]: Team(**row) for row in _read(path)["team"]}

"""The planted events, read from data/planted.toml: what that file says is what is planted."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

FILE = Path(__file__).resolve().parent.parent / "planted.toml"

_HAS_AFTER = frozenset({"billing_fault", "outage", "app_release"})


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
    customer: str | None = None
    settled: datetime | None = None
    extra: dict[str, int] = field(default_factory=dict)
    survey_share: float = 0.0
    survey_lag_days: int = 0
    rating_drop: float = 0.0
    factors: dict[str, float] = field(default_factory=dict)

    def concerns(self, brand: str, region: str) -> bool:
        """Whether customers of this brand in this region are in scope."""
        return self.brand in (None, brand) and self.region in (None, region)

    def remembered(self, when: datetime) -> bool:
        """Whether somebody interviewed at `when` may still speak of it."""
        return self.start <= when < self.end + timedelta(days=self.survey_lag_days)

    def section(self, when: datetime) -> str:
        """The section of the parts that speak of it at `when`: while it lasts or, where people speak otherwise then, when it is over."""
        over = self.kind in _HAS_AFTER and when >= (self.settled or self.end)
        return f"planted.{self.id}{'_after' if over else ''}"

    def share_of(self, start: datetime, end: datetime) -> float:
        """Share of a period, 0 to 1, that lies within the event; an outage of hours counts as at least two days of echo."""
        until = max(self.end, self.start + timedelta(days=2))
        common = min(end, until) - max(start, self.start)
        return max(0.0, common / (end - start))


_EXTRA = {"extra_complaints": "complaint", "extra_calls": "transcript", "extra_posts": "social"}


def load(path: Path = FILE) -> tuple[Event, ...]:
    """All events of a file like data/planted.toml, in the file's order."""
    events = []
    for row in tomllib.loads(path.read_text(encoding="utf-8"))["event"]:
        extra = {source: row.pop(name) for name, source in _EXTRA.items() if name in row}
        factors = {name: row.pop(name) for name in list(row) if name.endswith("_factor")}
        events.append(Event(**row, extra=extra, factors=factors))
    return tuple(events)

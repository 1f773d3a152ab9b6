"""Whether a problem comes back: for one customer (first-contact resolution) and for one cause (elimination).

Sources: log interval of a rate ratio (Rothman 2008, ch. 14); without an event on one side the exact conditional interval
(Clopper and Pearson 1934 on the share of events that fell after).
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from voc.errors import VocError
from voc.survey.intervals import Estimate, wilson, z_of

DAYS = 30
"""Days within which the same customer with the same cause counts as a repeat."""


@dataclass(frozen=True)
class Recurrence:
    """Per contact, in the order given: whether a repeat followed (None: cannot be told), and whether it is a first contact itself."""

    followed: tuple[bool | None, ...]
    first: tuple[bool, ...]

    def repeats(self, chosen: Sequence[int] | None = None) -> Estimate:
        """Share of contacts (those at `chosen`, or all) that a repeat followed."""
        told = [followed for place in self._places(chosen) if (followed := self.followed[place]) is not None]
        return wilson(sum(told), len(told))

    def resolved_first(self, chosen: Sequence[int] | None = None) -> Estimate:
        """First-contact resolution: share of first contacts that no repeat followed."""
        places = self._places(chosen)
        told = [not followed for p in places if self.first[p] and (followed := self.followed[p]) is not None]
        return wilson(sum(told), len(told))

    def _places(self, chosen: Sequence[int] | None) -> Sequence[int]:
        return range(len(self.followed)) if chosen is None else chosen


def recurrence(
    customers: Sequence[str | None],
    causes: Sequence[str | None],
    times: Sequence[datetime | None],
    as_of: datetime,
    days: int = DAYS,
) -> Recurrence:
    """Repeats of the same customer and cause within `days`; contacts without customer, cause or `days` of follow-up cannot be told.

    A first contact has no contact of the same customer and cause in the `days` before it.
    """
    if days < 1:
        raise VocError(f"重复来诉的天数至少为 1，给的是 {days}。", f"a repeat needs a window of at least 1 day; given {days}.")
    window = timedelta(days=days)
    runs: dict[Hashable, list[tuple[datetime, int]]] = {}
    for place, (customer, cause, time) in enumerate(zip(customers, causes, times, strict=True)):
        if customer is not None and cause is not None and time is not None:
            runs.setdefault((customer, cause), []).append((time, place))
    followed: list[bool | None] = [None] * len(times)
    first = [False] * len(times)
    for run in runs.values():
        run.sort()
        for at, (time, place) in enumerate(run):
            later = run[at + 1][0] if at + 1 < len(run) else None
            if time + window <= as_of:
                followed[place] = later is not None and later - time <= window
            first[place] = at == 0 or time - run[at - 1][0] > window
    return Recurrence(tuple(followed), tuple(first))


def elimination(
    before: int, after: int, exposure_before: float = 1.0, exposure_after: float = 1.0, level: float = 0.95
) -> Estimate:
    """Problem elimination: 1 - rate after / rate before, at most 1, negative where the problem grew. None where there was none.

    The base is the number of events on both sides; counts must be independent events.
    """
    if min(before, after) < 0 or min(exposure_before, exposure_after) <= 0:
        raise VocError(
            f"消除率要求件数不为负、暴露量大于 0，给的是 {before}、{after}、{exposure_before}、{exposure_after}。",
            "elimination needs counts of 0 or more and exposures above 0;"
            f" given {before}, {after}, {exposure_before}, {exposure_after}.",
        )
    base = before + after
    if not before:
        return Estimate(None, None, None, base, float(base), "rate ratio")
    scale = exposure_before / exposure_after
    if not after:
        return Estimate(1.0, 1 - _most_odds(before, level) * scale, 1.0, base, float(base), "rate ratio exact")
    ratio, se = after / before * scale, math.sqrt(1 / before + 1 / after)
    swing = math.exp(z_of(level) * se)
    return Estimate(1 - ratio, 1 - ratio * swing, 1 - ratio / swing, base, float(base), "rate ratio log", ratio * se)


def _most_odds(before: int, level: float) -> float:
    """Upper bound of the odds of an event falling after, when none of `before` did."""
    tail = float(((1 - level) / 2) ** (1 / before))
    return (1 - tail) / tail

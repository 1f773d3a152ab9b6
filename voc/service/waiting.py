"""Where cases wait on their way: hours by department of each step, open steps censored, and the bottleneck where one can be named."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from voc.service.handling import median_time
from voc.survey.intervals import Estimate, z_of

FEWEST = 30
"""Cases under which a share of the hours has no interval."""


@dataclass(frozen=True)
class Stop:
    """One department on the way: steps there, median hours of a step, hours in all, and its share of all hours."""

    name: str | None
    steps: int
    median: Estimate
    hours: float
    share: Estimate


@dataclass(frozen=True)
class Way:
    """Stops, most hours first; the bottleneck where its share is surely the largest; steps that ended before they began; overlaps."""

    stops: tuple[Stop, ...]
    bottleneck: str | None
    impossible: int
    overlapping: int


def way(
    cases: Sequence[str], names: Sequence[str | None], begun: Sequence[float | None], ended: Sequence[float | None], now: float
) -> Way:
    """Steps in the order of each case, times in hours of one clock; a step without an end lies there until `now`.

    A step without a beginning, or that ended before it, has no duration. Two steps at once both count: two departments had the case.
    """
    hours = [None if start is None else (now if end is None else end) - start for start, end in zip(begun, ended, strict=True)]
    known = [place for place, one in enumerate(hours) if one is not None and one >= 0]
    spent = {place: float(hours[place] or 0.0) for place in known}
    groups: dict[str | None, list[int]] = {}
    for place in known:
        groups.setdefault(names[place], []).append(place)
    stops = [
        Stop(
            name,
            len(own),
            median_time([spent[place] for place in own], [ended[place] is not None for place in own]),
            sum(spent[place] for place in own),
            _share(cases, spent, set(own)),
        )
        for name, own in groups.items()
    ]
    stops.sort(key=lambda one: -one.hours)
    impossible = sum(one is not None and one < 0 for one in hours)
    return Way(tuple(stops), _bottleneck(stops), impossible, _overlaps(cases, begun, ended, now))


def _share(cases: Sequence[str], spent: dict[int, float], own: set[int]) -> Estimate:
    """Share of all hours, a ratio of sums over cases: its error is that of the cases, not of the steps (linearised)."""
    totals: dict[str, list[float]] = {}
    for place, hours in spent.items():
        pair = totals.setdefault(cases[place], [0.0, 0.0])
        pair[1] += hours
        pair[0] += hours * (place in own)
    y, x = np.array(list(totals.values())).T
    n, whole = len(x), float(x.sum())
    if not whole:
        return Estimate(None, None, None, n, float(n), "ratio of sums")
    value = float(y.sum()) / whole
    if n < FEWEST:
        return Estimate(value, None, None, n, float(n), "ratio of sums")
    se = math.sqrt(n / (n - 1) * float(((y - value * x) ** 2).sum())) / whole
    reach = z_of(0.95) * se
    return Estimate(value, max(0.0, value - reach), min(1.0, value + reach), n, float(n), "ratio of sums", se)


def _bottleneck(stops: Sequence[Stop]) -> str | None:
    """The first stop where its interval lies above that of every other; None where that cannot be told."""
    if not stops or stops[0].share.low is None:
        return None
    others = [one.share.high for one in stops[1:]]
    sure = all(high is not None and stops[0].share.low > high for high in others)
    return stops[0].name if sure else None


def _overlaps(cases: Sequence[str], begun: Sequence[float | None], ended: Sequence[float | None], now: float) -> int:
    """Steps that began before the one before them in the same case had ended."""
    found = 0
    last: dict[str, float] = {}
    for case, start, end in zip(cases, begun, ended, strict=True):
        if start is None:
            continue
        found += case in last and start < last[case] - 1e-9
        last[case] = max(last.get(case, -math.inf), now if end is None else end)
    return found

"""How long handling takes and whether it keeps its promise; open tickets are censored, never left out.

Sources: Kaplan and Meier 1958; Brookmeyer and Crowley 1982 for the interval of the median, on the log-log scale (Kalbfleisch and
Prentice 1980).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

import numpy as np

from voc.survey.intervals import Estimate, Floats, Numbers, wilson, z_of

Moment = TypeVar("Moment", datetime, float)


@dataclass(frozen=True)
class Curve:
    """Share still waiting after each time at which something ended, and Greenwood's sum that its interval is made of."""

    times: Floats
    waiting: Floats
    greenwood: Floats


@dataclass(frozen=True)
class Promise:
    """Tickets by their promise: kept, answered late, open past it; `pending` are open and not due yet and in no share."""

    kept: int
    late: int
    overdue: int
    pending: int
    share: Estimate


def kaplan_meier(times: Numbers, ended: Sequence[bool]) -> Curve:
    """The curve of durations; where `ended` is false the ticket was still open at that time. Missing or negative times are left out."""
    t, done = _durations(times, ended)
    stops = np.unique(t[done])
    at_risk = len(t) - np.searchsorted(np.sort(t), stops, side="left")
    ends = np.searchsorted(np.sort(t[done]), stops, side="right") - np.searchsorted(np.sort(t[done]), stops, side="left")
    waiting = np.asarray(np.cumprod(1 - ends / at_risk), dtype=float)
    with np.errstate(divide="ignore"):
        greenwood = np.asarray(np.cumsum(ends / (at_risk * (at_risk - ends))), dtype=float)
    return Curve(stops, waiting, greenwood)


def _durations(times: Numbers, ended: Sequence[bool]) -> tuple[Floats, np.ndarray[tuple[int], np.dtype[np.bool_]]]:
    t = np.array([math.nan if value is None else value for value in times], dtype=float)
    done = np.asarray(ended, dtype=bool)
    known = np.isfinite(t) & (t >= 0)
    return t[known], done[known]


def median_time(times: Numbers, ended: Sequence[bool], level: float = 0.95) -> Estimate:
    """The time by which half have ended, with its interval; None where fewer than half have, a bound None where it is not reached."""
    t, _ = _durations(times, ended)
    curve = kaplan_meier(times, ended)
    base = len(t)
    reached = np.flatnonzero(curve.waiting <= 0.5 + 1e-12)
    value = float(curve.times[reached[0]]) if len(reached) else None
    low, high = _bounds(curve, z_of(level))
    return Estimate(value, low, high, base, float(base), "kaplan-meier")


def _bounds(curve: Curve, z: float) -> tuple[float | None, float | None]:
    """The times at which a survival of one half is within the point-wise interval."""
    inside = (curve.waiting > 0) & (curve.waiting < 1) & np.isfinite(curve.greenwood)
    s = np.where(inside, curve.waiting, 0.5)
    width = z * np.sqrt(np.where(inside, curve.greenwood, 0.0)) / np.abs(np.log(s))
    upper = np.where(inside, s ** np.exp(-width), curve.waiting)
    lower = np.where(inside, s ** np.exp(width), curve.waiting)
    first, last = np.flatnonzero(lower <= 0.5), np.flatnonzero(upper <= 0.5)
    low = float(curve.times[first[0]]) if len(first) else None
    return low, float(curve.times[last[0]]) if len(last) else None


def within_promise(
    promised: Sequence[Moment | None], resolved: Sequence[Moment | None], as_of: Moment, level: float = 0.95
) -> Promise:
    """Share answered in time among tickets whose promise is decided at `as_of`; open ones past it count as broken, as they are.

    Moments are datetimes or seconds of one clock.
    """
    kept = late = overdue = pending = 0
    for due, done in zip(promised, resolved, strict=True):
        if due is None:
            continue
        if done is not None:
            kept, late = kept + (done <= due), late + (done > due)
        else:
            overdue, pending = overdue + (due < as_of), pending + (due >= as_of)
    return Promise(kept, late, overdue, pending, wilson(kept, kept + late + overdue, level))

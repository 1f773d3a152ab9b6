"""What to do about a driver: importance against performance, and whether a driver punishes more than it rewards.

Sources: Martilla and James 1977 (importance-performance); Brandt 1987 (penalty and reward by dummies). The asymmetry is not a Kano class.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from voc.errors import VocError
from voc.survey.intervals import Floats, Numbers, fill_weights, z_of
from voc.survey.satisfaction import CUTS, Cuts

Quadrant = Literal["improve", "keep", "low", "ample"]
_SLACK = 1e-9
LEAST_IN_BOX = 30
"""Respondents that the low and the top box of a driver each need for its asymmetry."""


@dataclass(frozen=True)
class Matrix:
    """Each driver's quadrant, and the means that divide them. `improve`: matters and falls short; `keep`; `low`: neither; `ample`: does
    well where it matters little.
    """

    quadrants: tuple[Quadrant, ...]
    importance: float
    performance: float


@dataclass(frozen=True)
class Asymmetry:
    """Of one driver: what a low answer takes away (penalty, below 0), what a top answer adds (reward), in points of the outcome, and
    (R - |P|) / (R + |P|) with its interval; None where a box is too small or a sign is against its meaning.
    """

    penalty: float | None
    reward: float | None
    value: float | None
    low: float | None
    high: float | None
    low_base: int
    top_base: int


def quadrants(importance: Sequence[float], performance: Sequence[float]) -> Matrix:
    """The importance-performance matrix, divided at both means; a driver on a line counts as above it."""
    x, y = np.asarray(importance, dtype=float), np.asarray(performance, dtype=float)
    if len(x) != len(y) or not len(x) or not (np.isfinite(x).all() and np.isfinite(y).all()):
        raise VocError(
            "重要性与表现应各有一个数值，且一一对应。", "importance and performance must be numbers, one of each for every driver."
        )
    matters, well = x >= x.mean() - _SLACK, y >= y.mean() - _SLACK
    named: dict[tuple[bool, bool], Quadrant] = {
        (True, False): "improve",
        (True, True): "keep",
        (False, False): "low",
        (False, True): "ample",
    }
    found = tuple(named[bool(m), bool(w)] for m, w in zip(matters, well, strict=True))
    return Matrix(found, float(x.mean()), float(y.mean()))


def penalty_reward(
    outcome: Numbers, drivers: Mapping[str, Numbers], weights: Numbers | None = None, cuts: Cuts = CUTS, level: float = 0.95
) -> dict[str, Asymmetry]:
    """One regression of the outcome on a low and a top dummy of every driver, all as positions 0-1 on their scales.

    Held against the middle answers; who did not answer a driver is a group of its own. A driver with fewer than 30 low, middle or top
    answers has no figure and no dummy.
    Robust standard errors (HC1); the interval of the asymmetry by the delta method.
    """
    y = np.array([math.nan if v is None else v for v in outcome], dtype=float)
    columns = [np.array([math.nan if v is None else v for v in column], dtype=float) for column in drivers.values()]
    x = np.column_stack(columns) if columns else np.empty((len(y), 0))
    w = np.ones(len(y)) if weights is None else fill_weights(np.array([math.nan if v is None else v for v in weights], dtype=float))
    kept = np.isfinite(y) & (w > 0)
    y, x, w = y[kept], x[kept], w[kept]
    lows, tops, silent = x <= cuts.dissatisfied + _SLACK, x >= cuts.satisfied - _SLACK, ~np.isfinite(x)
    bases = [(int(low.sum()), int(top.sum())) for low, top in zip(lows.T, tops.T, strict=True)]
    middle = (~(lows | tops | silent)).sum(axis=0)
    used = [place for place, base in enumerate(bases) if min(*base, middle[place]) >= LEAST_IN_BOX]
    unasked = [place for place in used if silent[:, place].any()]
    dummies = [dummy[:, place] for place in used for dummy in (lows, tops)] + [silent[:, place] for place in unasked]
    design = np.column_stack([np.ones(len(y)), *dummies])
    fit = robust(design, y, w) if used and len(y) > design.shape[1] + LEAST_IN_BOX else None
    found = {}
    for place, name in enumerate(drivers):
        at = 1 + 2 * used.index(place) if place in used and fit is not None else None
        found[name] = _asymmetry(fit, at, bases[place], z_of(level))
    return found


def robust(design: Floats, y: Floats, w: Floats) -> tuple[Floats, Floats]:
    """Weighted least squares with HC1 covariance."""
    bread = np.linalg.pinv((design * w[:, None]).T @ design)
    beta = bread @ (design * w[:, None]).T @ y
    scores = design * (w * (y - design @ beta))[:, None]
    n, k = design.shape
    return beta, bread @ (scores.T @ scores) @ bread * n / (n - k)


def _asymmetry(fit: tuple[Floats, Floats] | None, at: int | None, bases: tuple[int, int], z: float) -> Asymmetry:
    if fit is None or at is None:
        return Asymmetry(None, None, None, None, None, *bases)
    beta, covariance = fit
    penalty, reward = float(beta[at]), float(beta[at + 1])
    if not (penalty < 0 < reward):
        return Asymmetry(penalty, reward, None, None, None, *bases)
    loss = -penalty
    value = (reward - loss) / (reward + loss)
    slope = np.array([2 * reward, 2 * loss]) / (reward + loss) ** 2  # by the penalty (loss = -penalty), by the reward
    half = z * math.sqrt(max(0.0, float(slope @ covariance[at : at + 2, at : at + 2] @ slope)))
    return Asymmetry(penalty, reward, value, max(-1.0, value - half), min(1.0, value + half), *bases)

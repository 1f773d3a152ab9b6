"""Whether talk feeds itself: counts per day as negative binomial with mean nu_t + R * y_(t-1), and what one shock brings in all.

R is the talk that one contribution sets off the next day. The fit is quasi-likelihood with an identity link (Ferland, Latour and
Oraichi 2006); the interval uses the dispersion that the data show.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from voc.errors import VocError
from voc.risk.alarm import Floats, Ints

LEAST_DAYS, LEAST_COUNT = 56, 30
HORIZON = 30
"""Days over which a shock is followed where it need not die out."""
_Z = 1.959964


@dataclass(frozen=True)
class Spreading:
    """R with its 95 % interval; `total` is what one contribution brings in all, itself included, `horizon` the days where it may not end."""

    r: float
    low: float
    high: float
    dispersion: float
    days: int
    count: int
    total: float | None
    horizon: float
    trend: bool

    @property
    def critical(self) -> bool:
        """Whether the interval reaches 1: talk may feed itself without end."""
        return self.high >= 1


def spreading(counts: Ints, gamma: float = 0.0, aroused: float = 0.0) -> Spreading | None:
    """R of a daily series; None under 56 days or 30 contributions. `gamma` times the share of aroused verbatims raises R by exp(...).

    The day of the week is allowed for. A lasting rise of the level looks like spread; `trend` says that there is one.
    """
    y = np.asarray(counts, dtype=float)
    if (y < 0).any() or not 0 <= aroused <= 1:
        raise VocError(
            "传播序列的条数不能为负，激动占比应在 0 与 1 之间。",
            "counts cannot be negative, and the aroused share lies between 0 and 1.",
        )
    if len(y) < LEAST_DAYS or y.sum() < LEAST_COUNT:
        return None
    design, seen = _design(y)
    beta, spread, phi = _fit(design, seen)
    factor = float(np.exp(gamma * aroused))
    r, half = max(0.0, float(beta[-1])) * factor, _Z * float(np.sqrt(spread[-1, -1])) * factor
    low, high = max(0.0, float(beta[-1]) * factor - half), float(beta[-1]) * factor + half
    bounded = high < 1
    days = np.arange(HORIZON + 1)
    return Spreading(
        r, low, max(high, 0.0), phi, len(y), int(y.sum()), 1 / (1 - r) if bounded else None, float((r**days).sum()), _rising(y)
    )


def _design(y: Floats) -> tuple[Floats, Floats]:
    """A constant for each day of the week, and yesterday's count."""
    week = np.eye(7)[np.arange(1, len(y)) % 7]
    return np.column_stack([week, y[:-1]]), y[1:]


def _fit(design: Floats, y: Floats) -> tuple[Floats, Floats, float]:
    """Iterated least squares with weights 1/mean; coefficients, their covariance, dispersion."""
    mean = np.full(len(y), max(float(y.mean()), 0.1))
    beta: Floats = np.zeros(design.shape[1])
    new: Floats = beta
    for _ in range(50):
        weight = 1 / mean
        information = design.T @ (weight[:, None] * design) + 1e-9 * np.eye(design.shape[1])
        new = np.linalg.solve(information, design.T @ (weight * y)).astype(np.float64)
        mean = np.maximum(design @ new, 0.05)
        if np.abs(new - beta).max() < 1e-8:
            break
        beta = new
    phi = max(1.0, float(((y - mean) ** 2 / mean).sum() / max(1, len(y) - design.shape[1])))
    spread: Floats = phi * np.linalg.inv(information).astype(np.float64)
    return new, spread, phi


def _rising(y: Floats) -> bool:
    half = len(y) // 2
    return bool(y[half:].mean() > 2 * max(y[:half].mean(), 1e-9))

"""Operational figures (ARPU, usage, dropped calls) beside ratings: how they go together, never averaged into them.

Spearman's rank correlation; interval by Fisher's z with the error of Bonett and Wright 2000; Benjamini and Hochberg over all pairs.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from voc.survey.intervals import Estimate, Floats, Numbers, benjamini_hochberg, fill_weights, mean_index, n_eff, quality_of, z_of


@dataclass(frozen=True)
class Relation:
    """A figure and the outcome: rank correlation with its interval and adjusted p, and the outcome's index in the lower, the middle and
    the upper third of the figure (thirds that tie fall together).
    """

    name: str
    rho: float
    low: float
    high: float
    p: float
    base: int
    effective_base: float
    thirds: tuple[Estimate, ...]
    cuts: tuple[float, float]


def relations(
    outcome: Numbers, figures: Mapping[str, Numbers], weights: Numbers | None = None, level: float = 0.95
) -> tuple[list[Relation], list[str]]:
    """Relations of each figure that varies, the strongest first; and the figures left out (constant, or under 30 effective answers)."""
    y = np.array([math.nan if v is None else v for v in outcome], dtype=float)
    w = np.ones(len(y)) if weights is None else fill_weights(np.array([math.nan if v is None else v for v in weights], dtype=float))
    found, left = [], []
    for name, column in figures.items():
        x = np.array([math.nan if v is None else v for v in column], dtype=float)
        kept = np.isfinite(x) & np.isfinite(y) & (w > 0)
        if not kept.any() or quality_of(n_eff(w[kept])) == "suppressed" or np.ptp(x[kept]) == 0 or np.ptp(y[kept]) == 0:
            left.append(name)
            continue
        found.append(_relation(name, x[kept], y[kept], w[kept], level))
    adjusted = benjamini_hochberg([one.p for one in found])
    settled = [Relation(**{**vars(one), "p": float(p)}) for one, p in zip(found, adjusted, strict=True)]
    return sorted(settled, key=lambda one: -abs(one.rho)), left


def _relation(name: str, x: Floats, y: Floats, w: Floats, level: float) -> Relation:
    rho = _correlation(ranks(x, w), ranks(y, w), w)
    effective = n_eff(w)
    error = math.sqrt((1 + rho**2 / 2) / (effective - 3))
    z = math.atanh(max(-1 + 1e-12, min(1 - 1e-12, rho)))
    half = z_of(level) * error
    p = math.erfc(abs(z) / math.sqrt(1 / (effective - 3)) / math.sqrt(2))
    low, high = (float(one) for one in np.quantile(x, [1 / 3, 2 / 3]))
    parts = (x <= low, (x > low) & (x <= high), x > high)
    thirds = tuple(mean_index(100 * np.clip(y[part], 0, 1), 0, 100, w[part], level) for part in parts)
    return Relation(name, rho, math.tanh(z - half), math.tanh(z + half), p, len(x), effective, thirds, (low, high))


def ranks(x: Floats, w: Floats) -> Floats:
    """Mid-ranks, each value as heavy as its weights."""
    values, place = np.unique(x, return_inverse=True)
    heavy = np.bincount(place, weights=w, minlength=len(values))
    return np.asarray((np.cumsum(heavy) - heavy / 2)[place])


def _correlation(a: Floats, b: Floats, w: Floats) -> float:
    a, b = a - w @ a / w.sum(), b - w @ b / w.sum()
    return float((w * a) @ b / math.sqrt(((w * a) @ a) * ((w * b) @ b)))

"""Indices of 0 to 100: satisfaction in the manner of ACSI and CCSI, and loyalty with the share of secure customers."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from voc.errors import VocError
from voc.survey.intervals import Estimate, Floats, Numbers, mean_index, share
from voc.survey.satisfaction import positions

_SLACK = 1e-9
LONG_SCALE = 6.0
"""From seven steps on, the two best answers are the top box (9-10 of 10); on shorter scales the best one."""


@dataclass(frozen=True)
class Part:
    """One question of the index: its answers, the ends of its scale (low > high: reversed), and its share in the index."""

    values: Numbers
    low: float
    high: float
    share: float = 1.0


@dataclass(frozen=True)
class Loyalty:
    """The index, the share of secure customers, and how many answered some of the questions but not all (left out of both)."""

    index: Estimate
    secure: Estimate
    parts: tuple[str, ...]
    left_out: int


def acsi(means: Sequence[float], weights: Sequence[float], low: float, high: float) -> float:
    """100 sum w(m - low) / sum w(high - low) over the satisfaction questions; VocError for negative weights or a mean off the scale."""
    m, w = np.asarray(means, dtype=float), np.asarray(weights, dtype=float)
    if len(m) != len(w) or not len(m):
        raise VocError(f"{len(m)} 个均值配了 {len(w)} 个权重。", f"{len(m)} means came with {len(w)} weights.")
    if not np.isfinite(w).all() or (w < 0).any() or not w.sum() > 0:
        raise VocError(
            f"满意度指数的权重应不小于 0 且不全为 0，给的是 {list(weights)}。",
            f"weights of the index must be 0 or more, and not all 0; given {list(weights)}.",
        )
    if not low < high or not ((m >= low) & (m <= high)).all():
        raise VocError(f"均值应在量表 {low:g}–{high:g} 之内。", f"means must lie on the scale {low:g} to {high:g}.")
    return float(100 * (w * (m - low)).sum() / (w.sum() * (high - low)))


def loyalty(parts: Mapping[str, Part], weights: Numbers | None = None, level: float = 0.95) -> Loyalty:
    """Weighted mean of the parts, each rescaled to 0-100, over respondents who answered all of them; secure: all in the top box."""
    if not parts:
        raise VocError("忠诚度指数至少需要一个问题。", "a loyalty index needs at least one question.")
    shares = np.array([one.share for one in parts.values()], dtype=float)
    if (shares < 0).any() or not shares.sum() > 0:
        raise VocError("忠诚度各部分的占比应不小于 0 且不全为 0。", "shares of the parts must be 0 or more, and not all 0.")
    places = np.array([positions(one.values, one.low, one.high) for one in parts.values()])
    known = np.isfinite(places)
    whole = known.all(axis=0)
    scores = np.where(whole, 100 * np.clip(shares @ np.where(known, places, 0) / shares.sum(), 0, 1), math.nan)
    tops = np.array([_top(one, place) for one, place in zip(parts.values(), places, strict=True)])
    secure = np.where(whole, tops.all(axis=0), math.nan)
    return Loyalty(
        mean_index(scores, 0, 100, weights, level),
        share(secure, weights, level),
        tuple(parts),
        int((known.any(axis=0) & ~whole).sum()),
    )


def _top(part: Part, place: Floats) -> npt.NDArray[np.bool_]:
    span = abs(part.high - part.low)
    boxes = 1 if span >= LONG_SCALE else 0
    best: npt.NDArray[np.bool_] = np.isfinite(place) & (place >= 1 - boxes / span - _SLACK)
    return best

"""Satisfaction from rating answers on any scale, by the answer's position on its scale: 0 at the worst end, 1 at the best."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from voc.errors import VocError
from voc.survey.intervals import Estimate, Floats, Numbers, mean, n_eff, nps, share, weigh

_SLACK = 1e-9  # 7 of 0-10 sits at .7000000000000001 or .6999999999999999, depending on the scale's ends


@dataclass(frozen=True)
class Cuts:
    """Position from which an answer is satisfied, and up to which it is dissatisfied: 8-10 and 1-5 of 1-10, 4-5 and 1-2 of 1-5."""

    satisfied: float = 0.7
    dissatisfied: float = 0.45

    def __post_init__(self) -> None:
        if not 0 <= self.dissatisfied < self.satisfied <= 1:
            raise VocError(
                f"切点应满足 0 ≤ 不满意 < 满意 ≤ 1，给的是 {self.dissatisfied} 和 {self.satisfied}。",
                f"cuts need 0 <= dissatisfied < satisfied <= 1; given {self.dissatisfied} and {self.satisfied}.",
            )


CUTS = Cuts()


@dataclass(frozen=True)
class Satisfaction:
    """Shares of satisfied, neutral and dissatisfied, mean position 0-1; answers off their scale or without one are left out."""

    satisfied: Estimate
    neutral: Estimate
    dissatisfied: Estimate
    position: Estimate
    base: int
    effective_base: float
    left_out: int


def _floats(values: Numbers | float | None, length: int) -> Floats:
    if values is None or isinstance(values, int | float):
        return np.full(length, math.nan if values is None else float(values))
    if isinstance(values, np.ndarray) and values.dtype.kind in "fiu":
        return values.astype(float)
    return np.array([math.nan if v is None else v for v in values], dtype=float)


def positions(values: Numbers, low: Numbers | float | None, high: Numbers | float | None) -> Floats:
    """Position of each answer on its scale, NaN for no answer, no scale or an answer off it; low > high is a reversed scale."""
    x = _floats(values, len(values))
    worst, best = _floats(low, len(x)), _floats(high, len(x))
    with np.errstate(invalid="ignore", divide="ignore"):
        place = (x - worst) / (best - worst)
        return np.where(np.isfinite(place) & (place >= -_SLACK) & (place <= 1 + _SLACK), place, math.nan)


def satisfaction(
    values: Numbers, low: Numbers | float | None, high: Numbers | float | None, weights: Numbers | None = None, cuts: Cuts = CUTS
) -> Satisfaction:
    """Weighted shares by position; scale ends are one number or one per answer. No answer counts nowhere."""
    place = positions(values, low, high)
    answered = np.isfinite(_floats(values, len(place)))
    known = np.isfinite(place)
    pleased = np.where(known, place >= cuts.satisfied - _SLACK, math.nan)
    displeased = np.where(known, place <= cuts.dissatisfied + _SLACK, math.nan)
    middle = 1 - pleased - displeased
    overall = mean(place, weights)
    return Satisfaction(
        satisfied=share(pleased, weights),
        neutral=share(middle, weights),
        dissatisfied=share(displeased, weights),
        position=overall,
        base=overall.base,
        effective_base=overall.effective_base,
        left_out=int((answered & ~known).sum()),
    )


def top_two_box(values: Numbers, high: float, weights: Numbers | None = None) -> Estimate:
    """Weighted share of answers in the two best boxes of a scale of whole numbers that ends at `high`: 9-10 of 1-10, 4-5 of 1-5."""
    x = _floats(values, len(values))
    if (x > high).any():
        raise VocError(f"有答案高于量表上限 {high:g}。", f"an answer lies above the scale's end {high:g}.")
    return share(np.where(np.isfinite(x), x >= high - 1, math.nan), weights)


def nps_of(values: Numbers, weights: Numbers | None = None, level: float = 0.95) -> Estimate:
    """NPS from 0-10 answers (9-10 promote, 0-6 detract); weighted counts are scaled to the effective base for the interval."""
    x, w = weigh(values, weights)
    if ((x < 0) | (x > 10)).any():
        raise VocError("NPS 只接受 0–10 分的答案。", "NPS takes answers from 0 to 10.")
    if not len(x):
        return nps(0, 0, 0, level)
    effective = n_eff(w)
    scale = effective / w.sum()
    promoters, detractors = w[x >= 9].sum() * scale, w[x <= 6].sum() * scale
    scaled = nps(float(promoters), max(0.0, float(effective - promoters - detractors)), float(detractors), level)
    return Estimate(scaled.value, scaled.low, scaled.high, len(x), effective, scaled.method, scaled.se)

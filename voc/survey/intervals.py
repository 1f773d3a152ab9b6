"""Estimates with their base and interval. Weighted figures use Kish's effective base; a share without answers is None, never 0.

Sources: Wilson 1927; Newcombe 1998 (Statist. Med. 17: 857, 873); Kish 1965; Rocks 2016 (adjusted Wald for NPS);
Zou and Donner 2008 (interval of a difference from two intervals); Benjamini and Hochberg 1995.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from voc.errors import VocError

Quality = Literal["suppressed", "low", "ok"]
Numbers = Sequence[float | None] | npt.NDArray[np.float64]
Floats = npt.NDArray[np.float64]

SUPPRESS_UNDER = 30.0
LOW_UNDER = 100.0
LEAST_FOR_T = 2 - 1e-9  # with less than one degree of freedom a t interval says nothing


@dataclass(frozen=True)
class Estimate:
    """A figure, its interval, the answers it rests on and how many equal weights they are worth; value None without answers."""

    value: float | None
    low: float | None
    high: float | None
    base: int
    effective_base: float
    method: str
    se: float | None = None


@dataclass(frozen=True)
class Difference:
    """A difference of two figures with its interval, standard error and two-sided p."""

    value: float
    low: float
    high: float
    se: float
    p: float


class ZTest(NamedTuple):
    """A z statistic and its two-sided p."""

    z: float
    p: float


def quality(estimate: Estimate) -> Quality:
    """Whether to show it: "suppressed" under 30 effective answers, "low" under 100, else "ok"."""
    return quality_of(estimate.effective_base)


def quality_of(effective_base: float) -> Quality:
    """The same for a bare effective base; the design effect is rounded away at 1e-9 so that 30 equal weights are 30."""
    if effective_base < SUPPRESS_UNDER - 1e-9:
        return "suppressed"
    return "low" if effective_base < LOW_UNDER - 1e-9 else "ok"


def z_of(level: float) -> float:
    """The two-sided normal quantile, 1.96 for .95; VocError unless 0 < level < 1."""
    if not 0 < level < 1:
        raise VocError(
            f"置信水平 {level!r} 应在 0 与 1 之间，例如 0.95。", f"confidence level {level!r} must lie between 0 and 1, e.g. 0.95."
        )
    return NormalDist().inv_cdf(0.5 + level / 2)


def t_of(df: float, level: float) -> float:
    """The two-sided t quantile for real-valued degrees of freedom."""
    from scipy.special import stdtrit

    return float(stdtrit(df, 0.5 + level / 2))


def wilson_bounds(p: Floats, n: Floats, z: float) -> tuple[Floats, Floats]:
    """Wilson's bounds for arrays of shares and (effective) bases, all bases above 0."""
    centre = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * np.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    low = np.where(p <= 0, 0.0, np.clip(centre - half, 0, 1))
    high = np.where(p >= 1, 1.0, np.clip(centre + half, 0, 1))
    return low, high


def wilson(k: float, n: float, level: float = 0.95, *, base: int | None = None) -> Estimate:
    """The share k/n with Wilson's interval; k and n may be effective counts, `base` then is the number of answers."""
    if not 0 <= k <= n or not math.isfinite(n):
        raise VocError(f"份额要求 0 ≤ k ≤ n，给的是 k={k}, n={n}。", f"a share needs 0 <= k <= n; given k={k}, n={n}.")
    answers = round(n) if base is None else base
    if n == 0:
        return Estimate(None, None, None, answers, 0.0, "wilson")
    p = k / n
    low, high = wilson_bounds(np.array([p]), np.array([float(n)]), z_of(level))
    return Estimate(p, float(low[0]), float(high[0]), answers, float(n), "wilson", math.sqrt(p * (1 - p) / n))


def nps(promoters: float, passives: float, detractors: float, level: float = 0.95, *, adjusted: bool = True) -> Estimate:
    """Net promoter score, -100 to 100, with the adjusted Wald interval (Rocks 2016); counts may be scaled to the effective base."""
    counts = (promoters, passives, detractors)
    if min(counts) < 0:
        raise VocError(f"NPS 的人数不能为负，给的是 {counts}。", f"NPS counts cannot be negative; given {counts}.")
    n, method = float(sum(counts)), "nps adjusted wald" if adjusted else "nps wald"
    if n == 0:
        return Estimate(None, None, None, 0, 0.0, method)
    score, variance = _net(promoters / n, detractors / n)
    z = z_of(level)
    centre, spread, size = score, variance, n
    if adjusted:
        size = n + 3
        centre, spread = _net((promoters + 0.75) / size, (detractors + 0.75) / size)
    half = z * math.sqrt(spread / size)
    low, high = 100 * max(-1.0, centre - half), 100 * min(1.0, centre + half)
    return Estimate(100 * score, low, high, round(n), n, method, 100 * math.sqrt(variance / n))


def _net(promoters: float, detractors: float) -> tuple[float, float]:
    net = promoters - detractors
    return net, max(0.0, promoters + detractors - net * net)


def nps_diff(one: tuple[float, float, float], two: tuple[float, float, float], level: float = 0.95) -> Difference:
    """First NPS minus second, each given as (promoters, passives, detractors) of independent samples; Wald."""
    a, b = nps(*one), nps(*two)
    if a.value is None or b.value is None or a.se is None or b.se is None:
        raise VocError("比较 NPS 时两组都需要有答案。", "comparing NPS needs answers in both groups.")
    value, se = a.value - b.value, math.hypot(a.se, b.se)
    half = z_of(level) * se
    return Difference(value, value - half, value + half, se, _two_sided(value, se))


def _two_sided(value: float, se: float) -> float:
    if se == 0:
        return 1.0 if value == 0 else 0.0
    return math.erfc(abs(value / se) / math.sqrt(2))


def weigh(values: Numbers, weights: Numbers | None) -> tuple[Floats, Floats]:
    """Values and weights without missing values and zero weights. A missing weight counts as the mean of the weights given."""
    x = np.array([math.nan if v is None else v for v in values], dtype=float)
    w = np.ones(len(x)) if weights is None else np.array([math.nan if v is None else v for v in weights], dtype=float)
    if len(x) != len(w):
        raise VocError(f"{len(x)} 个值配了 {len(w)} 个权重。", f"{len(x)} values came with {len(w)} weights.")
    w = fill_weights(w)
    kept = np.isfinite(x) & (w > 0)
    return x[kept], w[kept]


def fill_weights(weights: Floats) -> Floats:
    """Missing weights as the mean of the given ones (1 where none is given); VocError for a negative or infinite weight."""
    given = weights[~np.isnan(weights)]
    if (given < 0).any() or np.isinf(given).any():
        raise VocError("权重不能为负，也不能是无穷大。", "weights must be finite and not negative.")
    return np.where(np.isnan(weights), given.mean() if len(given) else 1.0, weights)


def n_eff(weights: Numbers) -> float:
    """Kish's effective base, (sum w)^2 / sum w^2; 0 without weights."""
    w = np.asarray(weights, dtype=float)
    return float(w.sum() ** 2 / (w**2).sum()) if len(w) and w.any() else 0.0


def kish_deff(weights: Numbers) -> float:
    """Kish's design effect of weighting, n sum w^2 / (sum w)^2, 1 for equal weights; NaN without weights."""
    effective = n_eff(weights)
    return len(weights) / effective if effective else math.nan


def margin_of_error(p: float, n: float, level: float = 0.95, *, population: float | None = None) -> float:
    """Half width for a share at an (effective) base, with the finite population correction where the population is given."""
    if not 0 <= p <= 1 or n <= 0 or (population is not None and (population < n or population <= 1)):
        zh = f"误差幅度要求 0 ≤ p ≤ 1、0 < n ≤ 总体，给的是 p={p}, n={n}, 总体={population}。"
        raise VocError(
            zh, f"a margin of error needs 0 <= p <= 1 and 0 < n <= population; given p={p}, n={n}, population={population}."
        )
    correction = 1.0 if population is None else math.sqrt((population - n) / (population - 1))
    return z_of(level) * math.sqrt(p * (1 - p) / n) * correction


def share(hits: Numbers, weights: Numbers | None = None, level: float = 0.95) -> Estimate:
    """Weighted share of hits (1 or True among 0 and 1; None is left out), Wilson's interval at the effective base."""
    x, w = weigh(hits, weights)
    if not np.isin(x, (0.0, 1.0)).all():
        raise VocError("份额只接受 0、1 或空值。", "a share takes 0, 1 or missing values only.")
    effective = n_eff(w)
    p = float((w * x).sum() / w.sum()) if len(x) else 0.0
    return wilson(min(1.0, p) * effective, effective, level, base=len(x))


def mean(values: Numbers, weights: Numbers | None = None, level: float = 0.95) -> Estimate:
    """Weighted mean, linearised standard error, t interval with n_eff - 1 degrees of freedom; none under 2 effective answers."""
    x, w = weigh(values, weights)
    if not len(x):
        return Estimate(None, None, None, 0, 0.0, "mean t")
    m, effective = float((w * x).sum() / w.sum()), n_eff(w)
    if effective < LEAST_FOR_T:
        return Estimate(m, None, None, len(x), effective, "mean t")
    se = float(np.sqrt((w**2 * (x - m) ** 2).sum()) / w.sum() * math.sqrt(len(x) / (len(x) - 1)))
    half = t_of(effective - 1, level) * se
    return Estimate(m, m - half, m + half, len(x), effective, "mean t", se)


def mean_index(values: Numbers, low: float, high: float, weights: Numbers | None = None, level: float = 0.95) -> Estimate:
    """The mean rescaled to 0-100 over the scale low..high; the interval ends at 0 and 100. VocError for a value off the scale."""
    x, _ = weigh(values, None)
    if not low < high or ((x < low) | (x > high)).any():
        raise VocError(f"有答案不在量表 {low:g}–{high:g} 之内。", f"an answer lies outside the scale {low:g} to {high:g}.")
    plain = mean(values, weights, level)
    if plain.value is None:
        return Estimate(None, None, None, 0, 0.0, "index t")
    factor = 100 / (high - low)
    bounds = [None if v is None else min(100.0, max(0.0, (v - low) * factor)) for v in (plain.low, plain.high)]
    se = None if plain.se is None else plain.se * factor
    return Estimate((plain.value - low) * factor, bounds[0], bounds[1], plain.base, plain.effective_base, "index t", se)


def difference(now: Estimate, before: Estimate) -> tuple[float, float, float] | None:
    """Now minus before, interval built from their own two (Newcombe's method 10; MOVER); None where one has none."""
    given = (now.value, now.low, now.high, before.value, before.low, before.high)
    if any(v is None for v in given):
        return None
    v1, l1, u1, v2, l2, u2 = (float(v) for v in given if v is not None)
    delta = v1 - v2
    return delta, delta - math.hypot(v1 - l1, u2 - v2), delta + math.hypot(u1 - v1, v2 - l2)


def two_proportions_z(p1: float, n1: float, p2: float, n2: float) -> ZTest:
    """Pooled z test of two independent shares at their (effective) bases; z 0 and p 1 where the pooled share is 0 or 1."""
    if min(n1, n2) <= 0 or not (0 <= p1 <= 1 and 0 <= p2 <= 1):
        raise VocError("两份额检验需要份额在 0–1 之间、基数大于 0。", "the test needs shares between 0 and 1 and bases above 0.")
    pooled = (p1 * n1 + p2 * n2) / (n1 + n2)
    variance = pooled * (1 - pooled) * (1 / n1 + 1 / n2)
    if variance <= 0:
        return ZTest(0.0, 1.0)
    z = (p1 - p2) / math.sqrt(variance)
    return ZTest(z, math.erfc(abs(z) / math.sqrt(2)))


def benjamini_hochberg(p: Sequence[float] | Floats) -> Floats:
    """Adjusted p values in the order given; compare them with the wanted false discovery rate."""
    given = np.asarray(p, dtype=float)
    if not len(given):
        return given
    if not ((given >= 0) & (given <= 1)).all():
        raise VocError("p 值应在 0 与 1 之间。", "p values must lie between 0 and 1.")
    order = np.argsort(given, kind="stable")
    stepped = given[order] * len(given) / np.arange(1, len(given) + 1)
    adjusted = np.empty(len(given))
    adjusted[order] = np.minimum(np.minimum.accumulate(stepped[::-1])[::-1], 1)
    return adjusted

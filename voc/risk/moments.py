"""Exact moments of the model: shares are Dirichlet, coefficients independent, figures multilinear in them."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from voc.errors import VocError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from voc.risk.ledger import Coefficient

Floats = npt.NDArray[np.float64]
Moments = tuple[float, float]
"""Mean and second moment, E[X] and E[X^2]."""

_JEFFREYS = 0.5


@dataclass(frozen=True)
class Shares:
    """Shares of satisfied, neutral and dissatisfied customers (sum 1), the answers behind them and their effective number.

    An infinite effective base takes the shares as known. Only weighted surveys of customers supply these: complaint notes,
    calls and posts select themselves.
    """

    satisfied: float
    neutral: float
    dissatisfied: float
    base: int
    effective_base: float

    def __post_init__(self) -> None:
        three = (self.satisfied, self.neutral, self.dissatisfied)
        if min(three) < -1e-9 or abs(sum(three) - 1) > 1e-6 or not self.effective_base > 0 or self.base < 0:
            raise VocError(
                f"满意、中立、不满意的占比应非负且合计为 1，有效基数大于 0；给的是 {three}，有效基数 {self.effective_base}。",
                "shares of satisfied, neutral and dissatisfied must not be negative, sum to 1 and have an effective base above 0; "
                f"given {three}, effective base {self.effective_base}.",
            )

    @classmethod
    def of_counts(cls, satisfied: float, neutral: float, dissatisfied: float) -> Shares:
        """Shares of plain counts, each customer weighing the same."""
        n = satisfied + neutral + dissatisfied
        if not n > 0:
            raise VocError("没有任何调查答案，无法得出占比。", "there are no survey answers to take shares of.")
        return cls(satisfied / n, neutral / n, dissatisfied / n, round(n), n)

    def known(self) -> Shares:
        """The same shares taken as certain."""
        return Shares(self.satisfied, self.neutral, self.dissatisfied, self.base, math.inf)

    def alpha(self) -> tuple[float, float, float]:
        """Dirichlet parameters, n_eff * share + 1/2."""
        n = self.effective_base
        return n * self.satisfied + _JEFFREYS, n * self.neutral + _JEFFREYS, n * self.dissatisfied + _JEFFREYS

    def mean(self, i: int) -> float:
        """Posterior mean of share i (0 satisfied, 1 neutral, 2 dissatisfied)."""
        if math.isinf(self.effective_base):
            return (self.satisfied, self.neutral, self.dissatisfied)[i]
        alpha = self.alpha()
        return alpha[i] / sum(alpha)

    def product(self, i: int, j: int) -> float:
        """Posterior mean of share i times share j."""
        if math.isinf(self.effective_base):
            return self.mean(i) * self.mean(j)
        alpha = self.alpha()
        total = sum(alpha)
        return alpha[i] * (alpha[j] + (i == j)) / (total * (total + 1))

    def satisfied_of_told_quantile(self, p: float) -> float:
        """Quantile of S / (S + D), a beta variable too; NaN where nobody is either."""
        if math.isinf(self.effective_base):
            told = self.satisfied + self.dissatisfied
            return self.satisfied / told if told else math.nan
        from scipy.special import betaincinv

        s, _, d = self.alpha()
        return float(betaincinv(s, d, p))

    def dissatisfied_quantile(self, p: float) -> float:
        """Quantile of the share of dissatisfied, a beta variable."""
        if math.isinf(self.effective_base):
            return self.dissatisfied
        from scipy.special import betaincinv

        s, n, d = self.alpha()
        return float(betaincinv(d, s + n, p))


@dataclass(frozen=True)
class Spread:
    """Standard deviation and the central interval at the level asked for."""

    sd: float
    low: float
    high: float


@dataclass(frozen=True)
class Figure:
    """A figure with two intervals: `sampling` of the survey alone, `full` with the coefficients' uncertainty as well."""

    mean: float
    sampling: Spread
    full: Spread


def moments(f: Callable[..., Floats], coefficients: Sequence[Coefficient]) -> Moments:
    """E[f] and E[f^2], exact for f multilinear in independent coefficients.

    f^2 is at most quadratic in each, so the two points mean +- sd, equally likely, give the same expectation as any distribution
    with that mean and variance; all corners are evaluated at once.
    """
    corners = np.array(
        list(itertools.product(*({c.value - s, c.value + s} if (s := math.sqrt(c.variance)) else (c.value,) for c in coefficients)))
    )
    values = np.broadcast_to(f(*corners.T), len(corners))
    return float(f(*(c.value for c in coefficients))), float(np.mean(np.square(values)))


def sd(of: Moments) -> float:
    """Standard deviation, 0 where rounding would make the variance negative."""
    return math.sqrt(max(0.0, of[1] - of[0] ** 2))


def gamma_spread(of: Moments, level: float) -> Spread:
    """Interval of the gamma variable with these moments: for contacts, which are positive and skewed to the right."""
    from scipy.special import gammaincinv

    mean, deviation = of[0], sd(of)
    if mean <= 0 or deviation <= 1e-12 * mean:
        return Spread(deviation, mean, mean)
    shape = (mean / deviation) ** 2
    low, high = (float(gammaincinv(shape, p)) * mean / shape for p in tails(level))
    return Spread(deviation, low, high)


def beta_spread(of: Moments, level: float) -> Spread:
    """Interval of the beta variable with these moments: for shares between 0 and 1."""
    from scipy.special import betaincinv

    mean, deviation = of[0], sd(of)
    room = mean * (1 - mean)
    if room <= 0 or deviation <= 1e-12:
        return Spread(deviation, mean, mean)
    size = max(room / deviation**2 - 1, 1e-6)
    low, high = (float(betaincinv(mean * size, (1 - mean) * size, p)) for p in tails(level))
    return Spread(deviation, low, high)


def scaled(spread: Spread, factor: float) -> Spread:
    """The spread in another unit."""
    return Spread(spread.sd * factor, spread.low * factor, spread.high * factor)


def around(inner: Spread, outer: Spread) -> Spread:
    """The outer spread, never narrower than the inner one: what is uncertain twice is not surer than what is uncertain once."""
    return Spread(max(inner.sd, outer.sd), min(inner.low, outer.low), max(inner.high, outer.high))


def tails(level: float) -> tuple[float, float]:
    """The two tail probabilities of a central interval; VocError unless 0 < level < 1."""
    if not 0 < level < 1:
        raise VocError(
            f"置信水平 {level!r} 应在 0 与 1 之间，例如 0.95。", f"confidence level {level!r} must lie between 0 and 1, e.g. 0.95."
        )
    return (1 - level) / 2, (1 + level) / 2

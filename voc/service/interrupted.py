"""Interrupted time series: did the level of a series change when something was changed, where its errors are autocorrelated?

With two dozen weeks the autocorrelation is hardly known, and an interval that takes it as known is too short (a false effect in one of
ten quiet series). So it is integrated out: over rho from -.2 up by the restricted likelihood (Harville 1974), each rho with its exact
generalised least squares (Prais and Winsten 1954). Beforehand all are nearly alike, those near 1 a little less likely: six weeks after a
change cannot tell a wandering level from a changed one, and left alone that doubt made one false effect in forty out of one in twenty.
Simulated: tests/service/test_interrupted.py, tests/loop/test_effect.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from voc.errors import VocError
from voc.survey.intervals import Estimate, Floats, Numbers

RHOS = np.linspace(-0.2, 0.98, 36)
"""Autocorrelations looked at. Counts swing together, so that none far below 0 is believed: it would only shorten the interval."""
BEFOREHAND = (1 - RHOS) ** 0.25
"""Weight of each of RHOS before the series is seen. The power is the one that keeps false effects at .04-.07 from six weeks to half a year."""
METHOD = "interrupted series, autocorrelation integrated out"


@dataclass(frozen=True)
class Shift:
    """Change of level after the interruption, in units of the series, and the mean autocorrelation of what is left."""

    estimate: Estimate
    rho: float


def level_shift(values: Numbers, after: Sequence[bool], controls: Sequence[Numbers] = (), level: float = 0.95) -> Shift:
    """By how much `values` lie higher in the periods marked `after`; `controls` are columns of what else moved them.

    Periods are consecutive and equally long. VocError where one side is empty, a value is missing, or nothing is left to judge by.
    """
    y = np.array(values, dtype=float)
    x = np.column_stack([np.ones(len(y)), *(np.array(one, dtype=float) for one in controls), np.array(after, dtype=float)])
    n, k = x.shape
    if n - k < 2 or not 0 < x[:, -1].sum() < n or not (np.isfinite(y).all() and np.isfinite(x).all()):
        raise VocError(
            f"判断整改效果需要前后两侧都有连续的数据，现在共 {n} 期。",
            f"a change of level needs whole periods on both sides of it; given {n} periods.",
        )
    mean, se, weight = _over_rhos(y, x)
    df = float(n - k)
    low, high = (_quantile(share, mean, se, weight, df) for share in ((1 - level) / 2, (1 + level) / 2))
    value = float(weight @ mean)
    spread = float(np.sqrt(weight @ (se**2 + (mean - value) ** 2)))
    return Shift(Estimate(value, low, high, n, float(n), METHOD, spread), float(weight @ RHOS))


def _over_rhos(y: Floats, x: Floats) -> tuple[Floats, Floats, Floats]:
    """Coefficient of the last column, its standard error and the weight of each of RHOS."""
    n, k = x.shape
    found = []
    for rho in RHOS:
        first = np.sqrt(1 - rho * rho)
        white_y = np.concatenate([[first * y[0]], y[1:] - rho * y[:-1]])
        white_x = np.vstack([first * x[0], x[1:] - rho * x[:-1]])
        inverse = np.linalg.pinv(white_x.T @ white_x)
        beta = inverse @ (white_x.T @ white_y)
        left = max(float(((white_y - white_x @ beta) ** 2).sum()), 1e-12)
        restricted = 0.5 * np.log(1 - rho * rho) - 0.5 * np.linalg.slogdet(white_x.T @ white_x)[1] - (n - k) / 2 * np.log(left)
        found.append((beta[-1], np.sqrt(inverse[-1, -1] * left / (n - k)), restricted))
    mean, se, likelihood = np.array(found).T
    weight = BEFOREHAND * np.exp(likelihood - likelihood.max())
    return mean, se, weight / weight.sum()


def _quantile(share: float, mean: Floats, se: Floats, weight: Floats, df: float) -> float:
    """Quantile of the mixture of t distributions, by halving."""
    from scipy.special import stdtr, stdtrit

    reach = abs(float(stdtrit(df, min(share, 1 - share))))
    low, high = float((mean - reach * se).min()) - 1e-9, float((mean + reach * se).max()) + 1e-9
    for _ in range(60):
        middle = (low + high) / 2
        if float(weight @ stdtr(df, (middle - mean) / se)) < share:
            low = middle
        else:
            high = middle
    return (low + high) / 2

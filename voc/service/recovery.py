"""Recovery of satisfaction after a complaint, against what regression to the mean would bring without any handling.

Who is picked for a low rating rises on the next rating by itself: the expected second rating is mu + rho (before - mu). Source:
Davis 1976 (Am. J. Epidemiol. 104: 493); the plain difference is not offered.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from voc.errors import VocError
from voc.survey.intervals import LEAST_FOR_T, Estimate, Numbers, t_of

FEWEST_PAIRS = 30
"""Pairs of ratings of the same customers under which their correlation is not used."""


@dataclass(frozen=True)
class Control:
    """What customers who did not complain show: mean rating, correlation of two ratings of the same person, standard errors of both."""

    mu: float
    rho: float
    mu_se: float = 0.0
    rho_se: float = 0.0

    def __post_init__(self) -> None:
        if not -1 <= self.rho <= 1 or not math.isfinite(self.mu) or min(self.mu_se, self.rho_se) < 0:
            raise VocError(
                f"对照的相关系数应在 −1 与 1 之间，给的是 {self.rho}。",
                f"a control's correlation lies in -1 to 1; given {self.rho}.",
            )


def control_of(mu: Estimate, first: Numbers, second: Numbers) -> Control | None:
    """The control from the mean rating and from pairs of ratings of the same customers; None where either has too few."""
    pairs = _pairs(first, second)
    x, y = pairs[:, 0], pairs[:, 1]
    if mu.value is None or len(pairs) < FEWEST_PAIRS or x.std() == 0 or y.std() == 0:
        return None
    rho = float(np.corrcoef(x, y)[0, 1])
    return Control(mu.value, rho, mu.se or 0.0, (1 - rho * rho) / math.sqrt(len(pairs) - 1))


def recovery(before: Numbers, after: Numbers, control: Control, level: float = 0.95) -> Estimate:
    """Mean of after - [mu + rho (before - mu)] with a t interval that carries the control's own errors; None without a pair."""
    pairs = _pairs(before, after)
    n = len(pairs)
    if not n:
        return Estimate(None, None, None, 0, 0.0, "recovery")
    left = pairs[:, 1] - (control.mu + control.rho * (pairs[:, 0] - control.mu))
    value = float(left.mean())
    if n < LEAST_FOR_T:
        return Estimate(value, None, None, n, float(n), "recovery")
    own = float(left.var(ddof=1)) / n
    level_error = (1 - control.rho) * control.mu_se
    slope_error = (float(pairs[:, 0].mean()) - control.mu) * control.rho_se
    se = math.sqrt(own + level_error**2 + slope_error**2)
    half = t_of(n - 1, level) * se
    return Estimate(value, value - half, value + half, n, float(n), "recovery", se)


def _pairs(before: Numbers, after: Numbers) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """Complete pairs, one row each."""
    both = [
        (float(b), float(a)) for b, a in zip(before, after, strict=True) if b is not None and a is not None and b == b and a == a
    ]
    return np.array(both, dtype=float).reshape(-1, 2)

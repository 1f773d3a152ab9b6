"""What every scan of counts gives: an alarm, with what was seen, what was expected and how far apart they are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

LEAST = 5
"""No alarm under this many verbatims, whatever the odds."""


@dataclass(frozen=True)
class Alarm:
    """Series and place (row and column of the counts), number seen and expected, dispersion, and how unlikely: p-value or CUSUM.

    `before` is how many places earlier the rise began that led to it.
    """

    series: int
    at: int
    seen: float
    expected: float
    dispersion: float
    strength: float
    before: int = 0


def tail(seen: float, expected: float, phi: float) -> float:
    """P(count >= seen) of a negative binomial with that mean and phi times its variance; of a Poisson count where phi is 1."""
    from scipy.special import betainc, gammainc

    if seen <= 0 or expected <= 0:
        return 1.0
    if phi <= 1 + 1e-9:
        return float(gammainc(seen, expected))
    size = expected / (phi - 1)
    return float(betainc(seen, size, 1 - 1 / phi))

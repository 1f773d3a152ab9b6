"""Simulated topic-years: 104 weeks of baseline and 52 monitored, under the five scenarios in which the weekly alarm is judged."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
BASELINE, WEEKS = 104, 156
SURGE = 130
"""First week of a planted surge; it lasts four weeks."""

SCENARIOS: dict[str, tuple[float, int, float, float]] = {
    "A": (0.03, 300, 0.0, 0.0),
    "B": (0.03, 300, 0.004, 0.0),
    "C": (0.03, 300, 0.004, 0.5),
    "D": (0.01, 300, 0.0, 0.0),
    "D overdispersed": (0.01, 300, 0.004, 0.0),
    "E": (0.10, 1000, 0.0, 0.0),
    "E overdispersed": (0.10, 1000, 0.004, 0.0),
}
"""Share, verbatims a week, correlation within a week (beta-binomial), and height of the season in logits."""


def topic_years(name: str, years: int, rng: np.random.Generator, surge: float = 1.0) -> tuple[Ints, Ints]:
    """Counts (series x weeks) and the base of every week; with a surge, the share is that many times as high for four weeks."""
    share, base, rho, season = SCENARIOS[name]
    phase = rng.uniform(0, 2 * np.pi, years)[:, None]
    logit = np.log(share / (1 - share)) + season * np.sin(2 * np.pi * np.arange(WEEKS) / 52.1775 + phase)
    p = 1 / (1 + np.exp(-logit))
    p[:, SURGE : SURGE + 4] *= surge
    if rho:
        p = rng.beta(p * (1 / rho - 1), (1 - p) * (1 / rho - 1))
    return rng.binomial(base, p), np.full(WEEKS, base)

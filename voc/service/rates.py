"""Rates of events per exposure with Garwood's exact Poisson interval (Garwood 1936), and the exposure they need."""

from __future__ import annotations

import math

from voc.errors import VocError
from voc.survey.intervals import Estimate, z_of

WEEKS_A_MONTH = 365.25 / 12 / 7
MONTHS_OF = {"day": 1 / 7 / WEEKS_A_MONTH, "week": 1 / WEEKS_A_MONTH, "month": 1.0, "quarter": 3.0, "year": 12.0}
"""Length of a period of measures in months."""


def poisson_bounds(events: float, level: float = 0.95) -> tuple[float, float]:
    """Garwood's bounds of the mean of a Poisson count; the lower one of no event is 0."""
    from scipy.special import gammaincinv

    z_of(level)  # refuses a level outside 0 and 1
    tail = (1 - level) / 2
    low = float(gammaincinv(events, tail)) if events > 0 else 0.0
    return low, float(gammaincinv(events + 1, 1 - tail))


def poisson_rate(events: int, exposure: float | None, per: float = 10_000, level: float = 0.95) -> Estimate:
    """Events per `per` units of exposure with the exact interval; the base is the exposure. None where no exposure is given."""
    if events < 0 or per <= 0 or (exposure is not None and not (exposure >= 0 and math.isfinite(exposure))):
        raise VocError(
            f"比率要求事件数与暴露量不为负，给的是 {events}、{exposure}。",
            f"a rate needs events and exposure of 0 or more; given {events} and {exposure}.",
        )
    if not exposure:
        return Estimate(None, None, None, 0, 0.0, "garwood")
    low, high = poisson_bounds(events, level)
    scale = per / exposure
    return Estimate(events * scale, low * scale, high * scale, round(exposure), exposure, "garwood", math.sqrt(events) * scale)


def customer_months(customers: float, grain: str, periods: int = 1) -> float:
    """Exposure of `customers`, on average through `periods` periods of `grain`, in customer-months."""
    if grain not in MONTHS_OF:
        known = ", ".join(MONTHS_OF)
        raise VocError(f"周期 {grain!r} 不认识，可选：{known}。", f"grain {grain!r} is unknown; known: {known}.")
    return customers * MONTHS_OF[grain] * periods

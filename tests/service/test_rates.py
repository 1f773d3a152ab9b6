from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from voc.errors import VocError
from voc.service.rates import MONTHS_OF, customer_months, poisson_bounds, poisson_rate


@pytest.mark.parametrize(
    ("events", "exposure", "rate", "low", "high"), [(12, 48_000, 2.5, 1.2918, 4.3670), (0, 48_000, 0.0, 0.0, 0.7685)]
)
def test_a_rate_as_published(events: int, exposure: float, rate: float, low: float, high: float) -> None:
    found = poisson_rate(events, exposure)
    assert (found.value, found.low, found.high) == pytest.approx((rate, low, high), abs=1e-4)
    assert (found.base, found.effective_base) == (exposure, exposure)


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 2000), st.sampled_from([0.8, 0.9, 0.95, 0.99]))
def test_bounds_solve_the_tails(events: int, level: float) -> None:
    """Each bound is the mean under which what was seen, or more extreme, has half of 1 - level."""
    low, high = poisson_bounds(events, level)
    tail = (1 - level) / 2
    assert stats.poisson.cdf(events, high) == pytest.approx(tail, abs=1e-7)
    assert low == 0 if events == 0 else stats.poisson.sf(events - 1, low) == pytest.approx(tail, abs=1e-7)
    assert low <= events <= high


@pytest.mark.parametrize("mu", [0.5, 3.0, 12.0, 60.0])
def test_exact_bounds_cover_at_least_as_often_as_they_say(mu: float) -> None:
    counts = range(int(mu + 12 * math.sqrt(mu) + 20))
    covered = sum(stats.poisson.pmf(k, mu) for k in counts if poisson_bounds(k)[0] <= mu <= poisson_bounds(k)[1])
    assert covered >= 0.95
    if mu == 3.0:
        assert covered == pytest.approx(0.988, abs=1e-3)


@pytest.mark.parametrize("exposure", [None, 0, 0.0])
def test_no_exposure_is_no_rate(exposure: float | None) -> None:
    assert poisson_rate(5, exposure).value is None


@pytest.mark.parametrize(("events", "exposure"), [(-1, 10.0), (1, -1.0), (1, math.nan), (1, math.inf)])
def test_what_is_no_count_is_refused(events: int, exposure: float) -> None:
    with pytest.raises(VocError):
        poisson_rate(events, exposure)


def test_a_year_is_twelve_months_at_every_grain() -> None:
    assert customer_months(1000, "month", 12) == customer_months(1000, "year") == 12_000
    assert customer_months(1000, "week", 52) == pytest.approx(12_000, rel=0.005)
    assert customer_months(1000, "day", 365) == pytest.approx(12_000, rel=0.001)
    assert set(MONTHS_OF) == {"day", "week", "month", "quarter", "year"}
    with pytest.raises(VocError):
        customer_months(1, "decade")

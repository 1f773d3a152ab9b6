"""Spread over time: R by simulation, what is critical, what is too little."""

from __future__ import annotations

import numpy as np
import pytest

from voc.errors import VocError
from voc.risk.spread import HORIZON, spreading


def _series(rng: np.random.Generator, r: float, nu: float, days: int = 365) -> np.ndarray:
    y = np.zeros(days, dtype=np.int64)
    for day in range(1, days):
        mean = nu * (1 + 0.3 * np.cos(2 * np.pi * (day % 7) / 7)) + r * y[day - 1]
        y[day] = rng.negative_binomial(mean / 0.5, 1 / 1.5)
    return y


@pytest.mark.parametrize(("r", "nu"), [(0.2, 5.0), (0.6, 2.0)])
def test_the_interval_covers_what_was_planted(r: float, nu: float) -> None:
    rng = np.random.default_rng(7)
    found = [spreading(_series(rng, r, nu)) for _ in range(60)]
    inside = [one is not None and one.low <= r <= one.high for one in found]
    assert np.mean(inside) >= 0.88
    assert np.mean([one.r for one in found if one]) == pytest.approx(r, abs=0.03)


@pytest.mark.slow
@pytest.mark.parametrize(("r", "nu"), [(0.2, 1.0), (0.2, 5.0), (0.5, 5.0), (0.8, 1.0), (0.8, 20.0)])
def test_coverage_in_a_thousand_series(r: float, nu: float) -> None:
    rng = np.random.default_rng(11)
    found = [spreading(_series(rng, r, nu)) for _ in range(1000)]
    inside = [one.low <= r <= one.high for one in found if one]
    assert 0.92 <= np.mean(inside) <= 0.975


def test_a_shock_brings_its_total_and_is_followed_where_it_may_not_end() -> None:
    found = spreading(_series(np.random.default_rng(1), 0.5, 5.0))
    assert found is not None
    assert not found.critical
    assert found.total == pytest.approx(1 / (1 - found.r))
    assert found.horizon == pytest.approx(sum(found.r**day for day in range(HORIZON + 1)))
    wild = spreading(_series(np.random.default_rng(2), 0.97, 1.0, 80))
    assert wild is not None
    assert wild.critical
    assert wild.total is None


def test_arousal_raises_r_only_where_it_was_fitted() -> None:
    y = _series(np.random.default_rng(1), 0.3, 5.0)
    plain, aroused = spreading(y, 0.0, 0.5), spreading(y, 0.8, 0.5)
    assert plain is not None
    assert aroused is not None
    assert plain == spreading(y)
    assert aroused.r == pytest.approx(plain.r * np.exp(0.4))


def test_too_little_is_none_and_nonsense_is_refused() -> None:
    assert spreading(np.ones(40, dtype=np.int64)) is None
    assert spreading(np.zeros(100, dtype=np.int64)) is None
    with pytest.raises(VocError):
        spreading(np.full(100, -1))
    with pytest.raises(VocError):
        spreading(np.ones(100, dtype=np.int64), 0.1, 1.5)

"""Interrupted series: a second computation with the whole covariance matrix, the planted shift, and the rate of false effects."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from voc.errors import VocError
from voc.service.interrupted import BEFOREHAND, RHOS, level_shift
from voc.survey.intervals import Floats


def _noise(chance: np.random.Generator, n: int, rho: float) -> Floats:
    """Autoregressive noise of variance 1."""
    level, found = 0.0, []
    for shock in chance.normal(size=n + 50) * np.sqrt(1 - rho * rho):
        level = rho * level + shock
        found.append(level)
    return np.array(found[50:])


def _by_matrix(y: Floats, x: Floats) -> tuple[float, float, float]:
    """Mean and bounds by inverting the covariance of every rho, and by drawing the mixture's distribution on a fine grid."""
    n, k = x.shape
    parts = []
    for rho in RHOS:
        covariance = rho ** np.abs(np.subtract.outer(np.arange(n), np.arange(n))) / (1 - rho * rho)
        inverse = np.linalg.inv(covariance)
        information = x.T @ inverse @ x
        beta = np.linalg.solve(information, x.T @ inverse @ y)
        left = y - x @ beta
        power = float(left @ inverse @ left)
        likelihood = -0.5 * (np.linalg.slogdet(covariance)[1] + np.linalg.slogdet(information)[1] + (n - k) * np.log(power))
        parts.append((beta[-1], np.sqrt(np.linalg.inv(information)[-1, -1] * power / (n - k)), likelihood))
    mean, se, likelihoods = np.array(parts).T
    weight = BEFOREHAND * np.exp(likelihoods - likelihoods.max())
    weight /= weight.sum()
    at = np.linspace((mean - 12 * se).min(), (mean + 12 * se).max(), 40_001)
    below = (weight[:, None] * stats.t.cdf((at - mean[:, None]) / se[:, None], n - k)).sum(axis=0)
    return float(weight @ mean), float(np.interp(0.025, below, at)), float(np.interp(0.975, below, at))


@pytest.mark.parametrize(("seed", "rho", "n", "first"), [(1, 0.0, 24, 12), (2, 0.5, 26, 12), (3, 0.8, 40, 25)])
def test_against_the_whole_covariance_matrix(seed: int, rho: float, n: int, first: int) -> None:
    chance = np.random.default_rng(seed)
    y, after = _noise(chance, n, rho) + 0.7 * (np.arange(n) >= first), np.arange(n) >= first
    control = chance.normal(size=n)
    found = level_shift(y, after.tolist(), [control]).estimate
    value, low, high = _by_matrix(y, np.column_stack([np.ones(n), control, after.astype(float)]))
    assert (found.value, found.low, found.high) == pytest.approx((value, low, high), abs=2e-3)


def test_without_autocorrelation_it_is_close_to_the_t_test() -> None:
    chance = np.random.default_rng(8)
    y = chance.normal(size=400)
    y[200:] -= 1
    found = level_shift(y, [False] * 200 + [True] * 200)
    plain = stats.ttest_ind(y[200:], y[:200]).confidence_interval()
    assert found.rho < 0.15
    assert (found.estimate.low, found.estimate.high) == pytest.approx((plain.low, plain.high), abs=0.06)


def test_a_period_with_a_column_of_its_own_says_nothing() -> None:
    chance = np.random.default_rng(4)
    y = _noise(chance, 26, 0.4)
    alone = [float(place == 12) for place in range(26)]
    after = [False] * 13 + [True] * 13
    moved = y.copy()
    moved[12] += 50
    assert level_shift(moved, after, [alone]).estimate.low == pytest.approx(level_shift(y, after, [alone]).estimate.low)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000), st.floats(-100, 100), st.floats(0.1, 50))
def test_units_and_level_do_not_matter(seed: int, level: float, unit: float) -> None:
    y = _noise(np.random.default_rng(seed), 24, 0.3)
    after = [False] * 12 + [True] * 12
    one, other = level_shift(y, after).estimate, level_shift(level + unit * y, after).estimate
    assert other.value == pytest.approx((one.value or 0) * unit, abs=1e-6 * unit)
    assert other.high == pytest.approx((one.high or 0) * unit, abs=1e-5 * unit)


@pytest.mark.parametrize(
    ("values", "after"),
    [
        ([1.0, 2.0, 3.0], [False, True, True]),
        ([1.0] * 8, [False] * 8),
        ([1.0] * 8, [True] * 8),
        ([float("nan")] * 8, [False, True] * 4),
    ],
)
def test_what_cannot_be_judged_is_refused(values: list[float], after: list[bool]) -> None:
    with pytest.raises(VocError):
        level_shift(values, after)


@pytest.mark.slow
@pytest.mark.parametrize("periods", [(12, 12), (20, 20), (26, 26)])
@pytest.mark.parametrize("rho", [0.3, 0.45, 0.6])
def test_false_effects_of_a_thousand_nulls(rho: float, periods: tuple[int, int]) -> None:
    chance = np.random.default_rng(20261129)
    after = [False] * periods[0] + [True] * periods[1]
    found = [level_shift(_noise(chance, sum(periods), rho), after).estimate for _ in range(1000)]
    false = sum(one.low is not None and one.high is not None and not one.low <= 0 <= one.high for one in found) / 1000
    assert 0.03 <= false <= 0.07

"""The weekly alarm: golden values, what it leaves out, false alarms and surges found by simulation."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from risk.topic_years import BASELINE, SURGE, topic_years
from scipy import stats

from voc.errors import VocError
from voc.risk.alarm import tail
from voc.risk.weekly import cusum, farrington_z, smallest_weekly_surge, thresholds, weekly_alarms, weekly_scores


def test_golden_values() -> None:
    assert farrington_z(20, 9, 1.5, 0.03) == pytest.approx(2.62229, abs=1e-4)
    assert cusum(np.array([0.5, 1.2, 2, 2.5, -1, 3])) == pytest.approx([0, 0.2, 1.2, 2.7, 0.7, 2.7])


def test_nothing_expected_has_no_score_and_a_missing_score_keeps_the_sum() -> None:
    assert np.isnan(farrington_z(3, 0, 1, 0))
    assert cusum(np.array([3.0, np.nan, 0.5])) == pytest.approx([2.0, 2.0, 1.5])


@given(st.floats(0.1, 500), st.floats(1, 5), st.floats(0, 0.5), st.integers(0, 400))
def test_the_score_rises_with_the_count_and_is_zero_at_the_expected(mu: float, phi: float, p: float, k: int) -> None:
    assert farrington_z(k + 1, mu, phi, p) > farrington_z(k, mu, phi, p)
    assert farrington_z(mu, mu, phi, p) == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize(("seen", "mu", "phi"), [(5, 2.0, 1.0), (5, 2.0, 2.2), (1, 0.3, 1.5), (40, 20.0, 3.0)])
def test_the_tail_is_that_of_the_library(seen: int, mu: float, phi: float) -> None:
    law = stats.poisson(mu) if phi == 1 else stats.nbinom(mu / (phi - 1), 1 / phi)
    assert tail(seen, mu, phi) == pytest.approx(law.sf(seen - 1))


def test_weeks_without_enough_past_have_no_score() -> None:
    found = weekly_scores(np.full((1, 20), 9), np.full(20, 300))
    assert np.isnan(found.z[0, :14]).all()
    assert found.expected[0, 14:] == pytest.approx(9)
    assert found.z[0, 14:] == pytest.approx(0, abs=1e-6)


def test_the_seasonal_baseline_is_the_regression_of_statsmodels() -> None:
    import statsmodels.api as sm

    counts, bases = topic_years("C", 4, np.random.default_rng(3))
    found = weekly_scores(counts, bases)
    t = np.arange(154)
    design = np.column_stack([np.ones(154), np.sin(2 * np.pi * t * 7 / 365.25), np.cos(2 * np.pi * t * 7 / 365.25)])
    angle = 2 * np.pi * 155 * 7 / 365.25
    for series in range(4):
        if (found.z[series] > 3).any():
            continue
        known = np.column_stack([counts[series, :153], bases[:153] - counts[series, :153]])
        fitted = sm.GLM(known, design[:153], family=sm.families.Binomial()).fit()
        said = fitted.get_prediction(np.array([[1, np.sin(angle), np.cos(angle)]]))
        assert found.share[series, 155] == pytest.approx(float(said.predicted_mean[0]), rel=1e-4)
        mu, p = found.expected[series, 155], found.share[series, 155]
        spread = float(np.asarray(said.se_mean)[0]) ** 2 / (p * (1 - p)) ** 2
        phi = max(1, fitted.pearson_chi2 / fitted.df_resid)
        assert found.dispersion[series, 155] == pytest.approx(phi * (1 + mu * (1 - p) * spread), rel=1e-3)


def test_a_week_missing_is_left_out_not_drawn_through() -> None:
    rng = np.random.default_rng(9)
    counts, bases = rng.binomial(300, 0.03, (1, 60)), np.full(60, 300)
    gone_counts, gone_bases = counts.copy(), bases.copy()
    gone_counts[0, 30], gone_bases[30] = 0, 0
    found, whole = weekly_scores(gone_counts, gone_bases), weekly_scores(counts, bases)
    assert np.isnan(found.z[0, 30])
    by_hand = np.delete(counts[0, :48], 30).sum() / (300 * 47)
    assert found.share[0, 50] == pytest.approx(by_hand)
    assert found.share[0, 29] == whole.share[0, 29]


def test_a_series_that_begins_late_speaks_after_twelve_weeks_of_its_own() -> None:
    bases = np.r_[np.zeros(30, int), np.full(40, 200)][None, :]
    counts = np.where(bases > 0, 6, 0)
    found = weekly_scores(counts, bases)
    assert np.isnan(found.z[0, :44]).all()
    assert not np.isnan(found.z[0, 44:]).any()
    assert weekly_alarms(counts, bases) == []


@pytest.mark.parametrize("counts", [np.zeros((2, 60), int), np.full((2, 60), 200)])
def test_no_complaints_and_nothing_but_complaints_never_alarm(counts: np.ndarray) -> None:
    assert weekly_alarms(counts, np.full(60, 200)) == []


def test_empty_input_and_counts_above_their_base() -> None:
    assert weekly_alarms(np.zeros((0, 60), int), np.full(60, 10)) == []
    assert weekly_alarms(np.zeros((2, 60), int), np.zeros(60, int)) == []
    with pytest.raises(VocError, match="between 0 and the week's base"):
        weekly_scores(np.full((1, 30), 9), np.full(30, 8))
    with pytest.raises(VocError, match="above 0"):
        thresholds(10, 0)


def test_more_series_need_a_higher_bar_and_one_keeps_three() -> None:
    assert thresholds(1, 12)[0] == 3
    few, many = thresholds(100, 6), thresholds(10_000, 6)
    assert 3 < few[0] < many[0] < 6
    assert few[1] > many[1]


def test_many_sparse_series_keep_to_the_stated_rate_together() -> None:
    """A thousand series of .1 to 5 a week, as counts of causes in places are."""
    rng = np.random.default_rng(12)
    mu = np.exp(rng.normal(-0.5, 1.5, (1000, 1)))
    counts = rng.binomial(300, np.minimum(mu / 300, 0.3), (1000, 110))
    alarms = weekly_alarms(counts, np.full(110, 300), *thresholds(1000, 6))
    assert len(alarms) / ((110 - 14) / 52.18) <= 6


def _false(name: str, years: int, seed: int) -> float:
    counts, bases = topic_years(name, years, np.random.default_rng([seed, ord(name[0])]))
    return 12 * sum(alarm.at >= BASELINE for alarm in weekly_alarms(counts, bases)) / years


def _found(name: str, years: int, seed: int) -> float:
    counts, bases = topic_years(name, years, np.random.default_rng([seed, ord(name[0])]), surge=2)
    sums = cusum(weekly_scores(counts, bases).z)
    return float((sums[:, SURGE : SURGE + 4] >= 3).any(axis=1).mean())


@pytest.mark.parametrize("name", ["A", "C"])
def test_false_episodes_and_doublings_in_short(name: str) -> None:
    assert _false(name, 250, 4) <= 1.7
    assert _found(name, 200, 5) >= {"A": 0.86, "C": 0.48}[name]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["A", "B", "C", "D", "D overdispersed", "E", "E overdispersed"])
def test_false_episodes_in_four_thousand_topic_years(name: str) -> None:
    assert _false(name, 4000, 20260901) <= 1.3


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "stated"),
    [("A", 0.96), ("B", 0.56), ("C", 0.60), ("D", 0.25), ("D overdispersed", 0.20), ("E", 1.0), ("E overdispersed", 1.0)],
)
def test_a_doubling_is_found_within_four_weeks_at_the_stated_rate(name: str, stated: float) -> None:
    assert _found(name, 4000, 20260902) >= stated - 0.05


def test_the_smallest_weekly_surge_reaches_the_bar_in_four_weeks_when_it_lasts() -> None:
    times = smallest_weekly_surge(9, 1.5, 0.03)
    assert times is not None
    z = farrington_z(9 * times, 9, 1.5, 0.03)
    assert cusum(np.full(4, float(z)))[-1] == pytest.approx(3)
    assert smallest_weekly_surge(0, 1, 0) is None
    rarer = smallest_weekly_surge(0.5, 1, 0)
    assert rarer is not None
    assert rarer > times

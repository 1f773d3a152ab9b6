"""Alarms: golden values, false-alarm rates by simulation, surges that must be found."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from voc.risk.alerts import (
    Alarm,
    Ints,
    cusum,
    daily_alarms,
    farrington_z,
    smallest_surge,
    weekly_alarms,
    weekly_scores,
)


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


def test_weeks_without_enough_past_have_no_score() -> None:
    z, mu, _ = weekly_scores(np.full(20, 9), np.full(20, 300))
    assert np.isnan(z[:14]).all()
    assert mu[14:] == pytest.approx(9, rel=0.01)
    # by hand: equal weeks score about 0
    assert z[14:] == pytest.approx(0, abs=0.1)


def _topic_years(rng: np.random.Generator, years: int, rho: float) -> Ints:
    """Weekly counts at p = .03 of 300, overdispersed where rho > 0."""
    shape = (years, 156)
    p = np.full(shape, 0.03)
    if rho:
        p = rng.beta(0.03 * (1 / rho - 1), 0.97 * (1 / rho - 1), shape)
    return rng.binomial(300, p)


@pytest.mark.parametrize(("rho", "most"), [(0.0, 1.2), (0.004, 2.0)])
def test_false_weekly_episodes_in_twelve_topic_years(rho: float, most: float) -> None:
    counts = _topic_years(np.random.default_rng(4), 150, rho)
    alarms = [alarm for alarm in weekly_alarms(counts, np.full(156, 300)) if alarm.at >= 104]
    assert len(alarms) / 150 * 12 < most


def test_a_doubled_share_is_found_within_four_weeks() -> None:
    rng = np.random.default_rng(5)
    counts = _topic_years(rng, 100, 0.0)
    counts[:, 130:] = rng.binomial(300, 0.06, (100, 26))
    found = {alarm.series for alarm in weekly_alarms(counts, np.full(156, 300)) if 130 <= alarm.at < 134}
    assert len(found) >= 88


def _days(rng: np.random.Generator, series: int, mean: float, phi: float) -> tuple[Ints, Ints]:
    weekdays = np.arange(400) % 7
    mu = mean * np.where(weekdays >= 5, 0.6, 1.16)
    size = mu / (phi - 1)
    return rng.negative_binomial(size, size / (size + mu), (series, 400)), weekdays


@pytest.mark.parametrize("mean", [0.3, 2.0, 12.0])
def test_false_daily_alarms_stay_near_the_stated_rate(mean: float) -> None:
    counts, weekdays = _days(np.random.default_rng(6), 60, mean, 1.3)
    rounds = [daily_alarms(counts, weekdays, per_year=4)]
    rounds += [daily_alarms(_days(np.random.default_rng(seed), 60, mean, 1.3)[0], weekdays, per_year=4) for seed in range(7, 12)]
    watched = (400 - 31) / 365.25
    assert np.mean([len(found) for found in rounds]) / watched < 10


def test_a_day_of_outage_is_found_that_day_and_once() -> None:
    counts, weekdays = _days(np.random.default_rng(8), 40, 1.0, 1.2)
    counts[17, 300] = 14
    found = [alarm for alarm in daily_alarms(counts, weekdays) if alarm.at == 300]
    assert [(alarm.series, alarm.seen) for alarm in found] == [(17, 14.0)]
    assert found[0].expected == pytest.approx(1.0, rel=0.6)
    assert found[0].strength < 4 / (40 * 365)


def test_quiet_series_and_empty_input_never_alarm() -> None:
    assert daily_alarms(np.zeros((3, 200), int), np.arange(200) % 7) == []
    assert daily_alarms(np.zeros((0, 200), int), np.arange(200) % 7) == []
    assert weekly_alarms(np.zeros((2, 60), int), np.zeros(60, int)) == []


@given(hnp.arrays(np.int64, (2, 80), elements=st.integers(0, 30)))
def test_alarms_name_what_was_seen(counts: Ints) -> None:
    alarms: list[Alarm] = daily_alarms(counts, np.arange(80) % 7)
    for alarm in alarms:
        assert alarm.seen == counts[alarm.series, alarm.at] > alarm.expected


def test_the_smallest_surge_falls_as_more_is_expected() -> None:
    surges = [smallest_surge(mu, 1.2, 1e-4) for mu in (0.5, 2.0, 10.0, 100.0)]
    assert surges == sorted(surges, reverse=True)  # type: ignore[type-var]
    assert surges[-1] is not None
    assert surges[-1] < 1.6
    assert smallest_surge(0, 1, 1e-4) is None

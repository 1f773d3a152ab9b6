"""The daily and hourly scan: false-alarm rates by simulation, surges that must be found, holidays that must not alarm."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import stats

from voc.errors import VocError
from voc.risk.alarm import Alarm, Ints
from voc.risk.calendar import load_calendar
from voc.risk.scan import HOLIDAY, HOURLY, phase_effects, power, scan, smallest_surge


def _days(rng: np.random.Generator, series: int, mean: float, phi: float) -> tuple[Ints, Ints]:
    weekdays = np.arange(400) % 7
    mu = mean * np.where(weekdays >= 5, 0.6, 1.16)
    size = mu / (phi - 1)
    return rng.negative_binomial(size, size / (size + mu), (series, 400)), weekdays


@pytest.mark.parametrize("mean", [0.3, 2.0, 12.0])
def test_false_daily_alarms_stay_near_the_stated_rate(mean: float) -> None:
    counts, weekdays = _days(np.random.default_rng(6), 60, mean, 1.3)
    rounds = [scan(counts, weekdays, per_year=4)]
    rounds += [scan(_days(np.random.default_rng(seed), 60, mean, 1.3)[0], weekdays, per_year=4) for seed in range(7, 12)]
    watched = (400 - 31) / 365.25
    assert np.mean([len(found) for found in rounds]) / watched < 10


def test_a_day_of_outage_is_found_that_day_and_once() -> None:
    counts, weekdays = _days(np.random.default_rng(8), 40, 1.0, 1.2)
    counts[17, 300] = 14
    found = [alarm for alarm in scan(counts, weekdays) if alarm.at == 300]
    assert [(alarm.series, alarm.seen) for alarm in found] == [(17, 14.0)]
    assert found[0].expected == pytest.approx(1.0, rel=0.6)
    assert found[0].strength < 4 / (40 * 365)


def test_quiet_series_and_empty_input_never_alarm() -> None:
    assert scan(np.zeros((3, 200), int), np.arange(200) % 7) == []
    assert scan(np.zeros((0, 200), int), np.arange(200) % 7) == []


@given(hnp.arrays(np.int64, (2, 80), elements=st.integers(0, 30)))
def test_alarms_name_what_was_seen(counts: Ints) -> None:
    alarms: list[Alarm] = scan(counts, np.arange(80) % 7)
    for alarm in alarms:
        assert alarm.seen == counts[alarm.series, alarm.at] > alarm.expected


def test_the_smallest_surge_falls_as_more_is_expected() -> None:
    surges = [smallest_surge(mu, 1.2, 1e-4) for mu in (0.5, 2.0, 10.0, 100.0)]
    assert surges == sorted(surges, reverse=True)  # type: ignore[type-var]
    assert surges[-1] is not None
    assert surges[-1] < 1.6
    assert smallest_surge(0, 1, 1e-4) is None


@pytest.mark.parametrize(("mu", "phi", "limit"), [(0.5, 1.2, 1e-4), (6.0, 1.4, 1e-4), (55.0, 2.0, 3e-5), (300.0, 1.0, 1e-3)])
def test_the_smallest_surge_is_the_first_count_unlikely_enough_by_the_library(mu: float, phi: float, limit: float) -> None:
    law = stats.poisson(mu) if phi == 1 else stats.nbinom(mu / (phi - 1), 1 / phi)
    found = smallest_surge(mu, phi, limit)
    assert found is not None
    needed = round(found * mu)
    assert law.sf(needed - 1) < limit
    assert needed == 5 or law.sf(needed - 2) >= limit


CALENDAR = load_calendar()


def test_the_calendar_knows_holidays_and_worked_weekends() -> None:
    phases = CALENDAR.phases(date(2025, 9, 27), 15)
    # Saturday off, Sunday worked, eight days of National Day and Mid-Autumn, two plain days, Saturday worked
    assert phases.tolist() == [5, 2, 0, 1, *[HOLIDAY] * 8, 3, 4, 2]
    assert CALENDAR.phases(date(2019, 10, 1), 1).tolist() == [1], "a year that is not known has weekends only"
    hours = CALENDAR.hours(date(2025, 9, 30), 2)
    assert hours.tolist() == [*range(24), *range(24, 48)]


def test_a_calendar_that_is_wrong_is_refused(tmp_path: Path) -> None:
    wrong = tmp_path / "holidays.toml"
    wrong.write_text('[[year]]\nyear = 2026\noff = [["2026-13-01", "2026-01-02"]]\nwork = []\n', encoding="utf-8")
    with pytest.raises(VocError, match="calendar"):
        load_calendar(wrong)


def _holidays() -> tuple[Ints, Ints]:
    """Two years of 60 a day, half at weekends, a tenth on holidays."""
    days = 730
    phases = CALENDAR.phases(date(2025, 1, 1), days)
    mean = np.where(phases == HOLIDAY, 6.0, np.where(phases >= 5, 30.0, 60.0))
    return np.random.default_rng(2).poisson(mean, (1, days)), phases


def test_the_end_of_a_holiday_is_no_surge_and_a_surge_on_a_holiday_is_seen() -> None:
    counts, phases = _holidays()
    assert [alarm.at for alarm in scan(counts, phases, per_year=0.1)] == []
    national = (date(2026, 10, 3) - date(2025, 1, 1)).days
    counts[0, national] = 40
    (alarm,) = scan(counts, phases, per_year=0.1)
    assert alarm.at == national
    assert alarm.expected == pytest.approx(6, rel=0.6)
    blind = scan(counts, np.arange(len(phases)) % 7, per_year=0.1)
    assert national not in [one.at for one in blind], "without the calendar forty is less than a plain day has"


def test_a_holiday_before_any_was_seen_counts_as_a_sunday() -> None:
    phases = np.arange(70) % 7
    totals = np.where(phases == 6, 10.0, 70.0)
    effect = phase_effects(totals, phases, 14, HOLIDAY)
    assert effect[HOLIDAY] == effect[6] < 0.3


def test_an_outage_is_found_in_its_hour() -> None:
    rng = np.random.default_rng(5)
    shape = np.r_[np.full(8, 0.2), np.full(14, 2.0), np.full(2, 0.6)]
    counts = rng.poisson(np.tile(shape, 60), (6, 60 * 24))
    hours = np.tile(np.arange(24), 60)
    at = 50 * 24 + 14
    counts[3, at] += 15
    counts[4, 50 * 24 + 3] += 8
    found = scan(counts, hours, HOURLY, per_year=2)
    assert {(alarm.series, alarm.at) for alarm in found} == {(3, at), (4, 50 * 24 + 3)}


def test_a_series_that_begins_late_is_no_surge() -> None:
    rng = np.random.default_rng(4)
    counts = rng.poisson(8.0, (2, 200))
    counts[1, :100] = 0
    phases = np.arange(200) % 7
    assert [alarm for alarm in scan(counts, phases) if alarm.series == 1]
    assert scan(counts, phases, per_year=0.1, starts=np.array([0, 100])) == []
    counts[1, 160] = 40
    assert [(one.series, one.at) for one in scan(counts, phases, per_year=0.1, starts=np.array([0, 100]))] == [(1, 160)]


def test_power_is_the_share_of_simulated_surges_that_alarm() -> None:
    mu, phi, limit = 6.0, 1.4, 1e-4
    rng = np.random.default_rng(1)
    surge = smallest_surge(mu, phi, limit)
    assert surge is not None
    drawn = rng.negative_binomial(2 * mu / (phi - 1), 1 / phi, (40_000, 3))
    assert power(mu, phi, limit) == pytest.approx((drawn >= surge * mu - 1e-9).any(axis=1).mean(), abs=0.01)
    assert power(200, phi, limit) > 0.99
    assert power(0, phi, limit) == 0
    with pytest.raises(VocError, match="above 0"):
        HOURLY.limit(3, -1)

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from voc.errors import VocError
from voc.service.recurrence import elimination, recurrence

START = datetime(2026, 1, 1, tzinfo=UTC)
CONTACTS = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("xy"), st.integers(0, 120)), max_size=40)


def _days(*numbers: int) -> list[datetime]:
    return [START + timedelta(days=number) for number in numbers]


def test_elimination_as_designed() -> None:
    found = elimination(80, 20)
    assert (found.value, found.low, found.high) == pytest.approx((0.75, 0.5919, 0.8468), abs=1e-4)
    assert found.base == 100


def test_elimination_by_hand_on_the_logarithm() -> None:
    found = elimination(50, 30, 2.0, 1.5)
    import math

    ratio, se = (30 / 1.5) / (50 / 2.0), math.sqrt(1 / 50 + 1 / 30)
    assert found.value == pytest.approx(1 - ratio)
    assert found.low == pytest.approx(1 - math.exp(math.log(ratio) + 1.959964 * se))
    assert found.high == pytest.approx(1 - math.exp(math.log(ratio) - 1.959964 * se))


def test_a_problem_that_is_gone_has_an_exact_bound() -> None:
    found = elimination(12, 0, 3.0, 1.0)
    assert (found.value, found.high) == (1.0, 1.0)
    upper = stats.binomtest(0, 12).proportion_ci(0.95, method="exact").high
    assert found.low == pytest.approx(1 - upper / (1 - upper) * 3.0)


def test_no_problem_before_is_no_elimination() -> None:
    assert elimination(0, 7).value is None
    assert elimination(0, 0).value is None
    for bad in ((-1, 2, 1.0, 1.0), (1, 2, 0.0, 1.0)):
        with pytest.raises(VocError):
            elimination(*bad)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 500), st.integers(0, 500), st.floats(0.1, 10))
def test_the_interval_holds_the_value(before: int, after: int, scale: float) -> None:
    found = elimination(before, after, 1.0, scale)
    assert found.value is not None
    assert found.low is not None
    assert found.high is not None
    assert found.low <= found.value <= found.high <= 1


def test_repeats_by_hand() -> None:
    customers = ["a", "a", "a", "b", "b", None, "c"]
    causes = ["x", "x", "x", "x", "y", "x", "x"]
    found = recurrence(customers, causes, _days(0, 10, 60, 5, 6, 7, 95), START + timedelta(days=100), 30)
    assert found.followed == (True, False, False, False, False, None, None)
    assert found.first == (True, False, True, True, True, False, True)
    assert (found.repeats().value, found.repeats().base) == (pytest.approx(1 / 5), 5)
    assert (found.resolved_first().value, found.resolved_first().base) == (pytest.approx(3 / 4), 4)
    assert found.resolved_first([6]).value is None


@settings(max_examples=80, deadline=None)
@given(CONTACTS, st.integers(1, 40))
def test_repeats_against_every_pair(contacts: list[tuple[str, str, int]], days: int) -> None:
    times = [START + timedelta(days=day, minutes=place) for place, (_, _, day) in enumerate(contacts)]
    as_of = START + timedelta(days=121)
    found = recurrence([c for c, _, _ in contacts], [k for _, k, _ in contacts], times, as_of, days)
    window = timedelta(days=days)
    for place, (customer, cause, _) in enumerate(contacts):
        gaps = [times[p] - times[place] for p, (c, k, _) in enumerate(contacts) if p != place and (c, k) == (customer, cause)]
        told = times[place] + window <= as_of
        assert found.followed[place] == (any(timedelta() < gap <= window for gap in gaps) if told else None)
        assert found.first[place] == (not any(-window <= gap < timedelta() for gap in gaps))


def test_a_window_of_no_days_is_refused() -> None:
    with pytest.raises(VocError):
        recurrence([], [], [], START, 0)

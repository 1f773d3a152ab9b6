from __future__ import annotations

import math
import random
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voc.service.handling import kaplan_meier, median_time, within_promise

NOW = datetime(2026, 6, 28, 12, tzinfo=UTC)
TICKETS = st.lists(st.tuples(st.integers(1, 60), st.booleans()), min_size=1, max_size=60)


def test_the_median_as_designed() -> None:
    found = median_time([2, 4, 4, 8, 10, 12], [True, True, False, True, False, True])
    assert (found.value, found.base) == (8, 6)
    curve = kaplan_meier([2, 4, 4, 8, 10, 12], [True, True, False, True, False, True])
    assert curve.waiting == pytest.approx([5 / 6, 2 / 3, 4 / 9, 0])


@settings(max_examples=80, deadline=None)
@given(TICKETS)
def test_the_curve_is_the_product_made_by_hand(tickets: list[tuple[int, bool]]) -> None:
    times, ended = [float(t) for t, _ in tickets], [e for _, e in tickets]
    waiting, expected = 1.0, []
    for stop in sorted({t for t, e in tickets if e}):
        at_risk = sum(t >= stop for t, _ in tickets)
        waiting *= 1 - sum(t == stop and e for t, e in tickets) / at_risk
        expected.append(waiting)
    curve = kaplan_meier(times, ended)
    assert curve.waiting == pytest.approx(expected, abs=1e-12)
    assert (np.diff(curve.waiting) <= 0).all()


@pytest.mark.parametrize("seed", range(6))
def test_median_and_interval_agree_with_statsmodels(seed: int) -> None:
    from statsmodels.duration.survfunc import SurvfuncRight

    chance = random.Random(seed)
    times = [chance.expovariate(1 / 20) + 0.1 for _ in range(120)]
    ended = [chance.random() < 0.8 and time < max(times) for time in times]
    found, theirs = median_time(times, ended), SurvfuncRight(times, [int(e) for e in ended])
    assert found.value == pytest.approx(theirs.quantile(0.5))
    low, high = theirs.quantile_ci(0.5, method="cloglog")
    assert (found.low, found.high) == pytest.approx((low, high))


def test_open_tickets_lengthen_the_median_and_are_never_left_out() -> None:
    ended = [True] * 5 + [False] * 4
    times = [1.0, 2, 3, 4, 5, 50, 60, 70, 80]
    assert median_time(times, ended).value == 5
    assert median_time(times[:5], ended[:5]).value == 3


def test_no_median_where_more_than_half_still_wait() -> None:
    found = median_time([1.0, 9, 9, 9], [True, False, False, False])
    assert (found.value, found.high, found.base) == (None, None, 4)
    assert median_time([], []).value is None


def test_what_ended_before_it_began_is_not_a_duration() -> None:
    found = median_time([-3.0, None, math.nan, 4.0, 5.0, 6.0], [True] * 6)
    assert (found.value, found.base) == (5.0, 3)


def test_promises_by_hand() -> None:
    hours = timedelta(hours=1)
    promised = [NOW, NOW, NOW - 5 * hours, NOW + 5 * hours, None, NOW]
    resolved = [NOW - hours, NOW + hours, None, None, NOW, NOW]
    found = within_promise(promised, resolved, NOW)
    assert (found.kept, found.late, found.overdue, found.pending) == (2, 1, 1, 1)
    assert (found.share.value, found.share.base) == (0.5, 4)
    assert within_promise([None], [None], NOW).share.value is None


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(-50, 50), st.one_of(st.none(), st.integers(-50, 0))), max_size=40))
def test_every_promised_ticket_is_in_one_group(rows: list[tuple[int, int | None]]) -> None:
    promised = [NOW + timedelta(hours=due) for due, _ in rows]
    resolved = [None if done is None else NOW + timedelta(hours=done) for _, done in rows]
    found = within_promise(promised, resolved, NOW)
    assert found.kept + found.late + found.overdue + found.pending == len(rows)
    assert found.share.base == len(rows) - found.pending
    assert found.share.value is None or 0 <= found.share.value <= 1

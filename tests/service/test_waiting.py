from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voc.service.waiting import way


def test_by_hand_with_an_open_step_that_lies_there_until_now() -> None:
    found = way(["a", "a", "b"], ["客服", "网络", "客服"], [0.0, 2.0, 1.0], [2.0, None, 4.0], 12.0)
    assert [(stop.name, stop.steps, stop.hours) for stop in found.stops] == [("网络", 1, 10.0), ("客服", 2, 5.0)]
    assert found.stops[0].share.value == pytest.approx(10 / 15)
    assert found.stops[0].median.value is None
    assert found.stops[1].median.value == 2.0
    assert found.bottleneck is None


def test_steps_that_cannot_be_are_counted_and_left_out() -> None:
    found = way(["a", "a", "b", "c"], ["x", "y", "x", "x"], [5.0, 6.0, 3.0, None], [7.0, 8.0, 1.0, 2.0], 9.0)
    assert (found.impossible, found.overlapping) == (1, 1)
    assert sum(stop.steps for stop in found.stops) == 2
    assert sum(stop.hours for stop in found.stops) == 4.0


def test_the_bottleneck_is_named_only_where_it_is_sure() -> None:
    chance = random.Random(3)
    cases = [f"k{n // 2}" for n in range(200)]
    names = ["慢" if n % 2 else "快" for n in range(200)]
    begun = [0.0] * 200
    slow = [chance.uniform(20, 40) if n % 2 else chance.uniform(1, 5) for n in range(200)]
    assert way(cases, names, begun, slow, 50.0).bottleneck == "慢"
    alike = [chance.uniform(1, 5) for _ in range(200)]
    assert way(cases, names, begun, alike, 50.0).bottleneck is None


def test_the_interval_of_a_share_agrees_with_drawing_cases_anew() -> None:
    chance = np.random.default_rng(4)
    hours = chance.gamma(1.5, 8, (150, 3))
    cases = [f"k{case}" for case in range(150) for _ in range(3)]
    names = ["a", "b", "c"] * 150
    found = way(cases, names, [0.0] * 450, hours.ravel().tolist(), 1e6)
    drawn = [(lambda own: own[:, 0].sum() / own.sum())(hours[chance.integers(0, 150, 150)]) for _ in range(2000)]
    share = next(stop.share for stop in found.stops if stop.name == "a")
    assert share.value == pytest.approx(hours[:, 0].sum() / hours.sum())
    assert (share.low, share.high) == pytest.approx(np.quantile(drawn, [0.025, 0.975]), abs=0.006)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 5), st.sampled_from("abc"), st.floats(0, 90), st.floats(0, 90)), max_size=30))
def test_shares_add_up(rows: list[tuple[int, str, float, float]]) -> None:
    found = way(*([row[place] for row in rows] for place in range(4)), 100.0)  # type: ignore[arg-type]
    assert sum(stop.steps for stop in found.stops) + found.impossible == len(rows)
    values = [stop.share.value for stop in found.stops if stop.share.value is not None]
    assert not values or sum(values) == pytest.approx(1)

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from voc.survey.operational import ranks, relations


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(1, 10)), min_size=40, max_size=80))
@settings(max_examples=40)
def test_the_correlation_is_that_of_scipy(rows: list[tuple[int, int]]) -> None:
    x, y = (np.array(column, dtype=float) for column in zip(*rows, strict=True))
    found, left = relations(y / 10, {"x": x})
    if np.ptp(x) == 0 or np.ptp(y) == 0:
        assert left == ["x"]
        return
    assert found[0].rho == pytest.approx(stats.spearmanr(x, y).statistic, abs=1e-9)
    assert found[0].low - 1e-9 <= found[0].rho <= found[0].high + 1e-9
    assert sum(one.base for one in found[0].thirds) == len(rows)


def test_weights_repeat_respondents() -> None:
    chance = np.random.default_rng(2)
    x, y, w = chance.normal(size=60), chance.integers(1, 10, 60) / 10, chance.integers(1, 4, 60)
    weighted, repeated = relations(y, {"x": x}, w)[0][0], relations(np.repeat(y, w), {"x": np.repeat(x, w)})[0][0]
    assert weighted.rho == pytest.approx(repeated.rho)
    assert ranks(np.array([5.0, 1.0, 5.0]), np.array([1.0, 2.0, 1.0])).tolist() == [3.0, 1.0, 3.0]


def test_the_strongest_comes_first_and_what_says_nothing_is_left_out() -> None:
    chance = np.random.default_rng(3)
    y = chance.integers(0, 10, 200) / 10
    figures = {"noise": chance.normal(size=200), "drops": -y + 0.1 * chance.normal(size=200), "same": np.ones(200)}
    figures["seldom"] = np.where(np.arange(200) < 10, 1.0 * np.arange(200), math.nan)
    found, left = relations(y, figures)
    assert [one.name for one in found] == ["drops", "noise"]
    assert (found[0].rho < -0.9, found[0].p < 0.001, found[1].p > 0.05) == (True, True, True)
    low, _, high = found[0].thirds
    assert low.value is not None
    assert high.value is not None
    assert low.value > high.value
    assert left == ["same", "seldom"]

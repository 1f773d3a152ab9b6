from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm

from voc.errors import VocError
from voc.survey.gain import gains


def _answers(n: int = 500) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    chance = np.random.default_rng(6)
    a, b = chance.integers(0, 10, n) / 9, chance.integers(0, 10, n) / 9
    return np.clip(0.5 * a + 0.2 * b + 0.2 + 0.1 * chance.normal(size=n), 0, 1), a, b, chance.uniform(0.5, 2, n)


def test_against_statsmodels() -> None:
    y, a, b, w = _answers()
    found = gains(y, {"a": a, "b": b}, [["a"], ["b"]], 1 / 18, w)
    fit = sm.WLS(100 * y, sm.add_constant(np.column_stack([a, b])), weights=w).fit(cov_type="HC1")
    for place, (one, column) in enumerate(zip(found, (a, b), strict=True), 1):
        moved = float(np.average(np.minimum(column + 1 / 18, 1) - column, weights=w))
        assert one.moved == pytest.approx(moved)
        assert one.value == pytest.approx(fit.params[place] * moved)
        assert (one.low, one.high) == pytest.approx(tuple(bound * moved for bound in fit.conf_int()[place]))


def test_nobody_passes_the_top_and_a_step_down_loses() -> None:
    y, a, b, _ = _answers()
    up, down = (gains(y, {"a": a, "b": b}, [["a"], ["b"]], step)[0] for step in (1.0, -0.05))
    assert up.moved == pytest.approx(1 - a.mean())
    assert down.value < 0


def test_a_pooled_group_moves_as_one_and_silence_is_a_group_of_its_own() -> None:
    y, a, b, _ = _answers()
    a2 = np.where(np.arange(len(a)) % 3 == 0, np.nan, a)
    twin = gains(y, {"a": a, "again": a, "b": b}, [["a", "again"], ["b"]], 0.05)[0]
    assert twin.value == pytest.approx(gains(y, {"a": a, "b": b}, [["a"], ["b"]], 0.05)[0].value)
    silent = gains(y, {"a": a2, "b": b}, [["a"], ["b"]], 0.05)[0]
    assert silent.base == int(np.isfinite(a2).sum())
    assert silent.low < twin.value < silent.high


def test_few_answers_no_gain_and_no_step_is_refused() -> None:
    y, a, b, _ = _answers(20)
    assert gains(y, {"a": a, "b": b}, [["a"], ["b"]], 0.05) == []
    with pytest.raises(VocError, match="step"):
        gains(y, {"a": a}, [["a"]], 0.0)


def test_the_interval_holds_the_true_gain_as_often_as_it_says() -> None:
    chance, hits = np.random.default_rng(9), 0
    for _ in range(200):
        a, b = chance.normal(0.5, 0.1, (2, 120))
        y = 0.3 + 0.4 * a + 0.1 * b + 0.1 * chance.normal(size=120)
        one = gains(y, {"a": a, "b": b}, [["a"], ["b"]], 0.01)[0]
        hits += one.low <= 0.4 <= one.high
    assert 0.90 <= hits / 200 <= 0.985

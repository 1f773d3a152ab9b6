from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voc.errors import VocError
from voc.survey.importance import penalty_reward, quadrants


def test_quadrants_are_divided_at_the_means() -> None:
    found = quadrants([0.4, 0.3, 0.2, 0.1], [60, 80, 60, 80])
    assert found.quadrants == ("improve", "keep", "low", "ample")
    assert (found.importance, found.performance) == pytest.approx((0.25, 70))
    assert quadrants([1, 1], [5, 5]).quadrants == ("keep", "keep")


@pytest.mark.parametrize(("x", "y"), [([], []), ([1.0], [1.0, 2.0]), ([float("nan")], [1.0])])
def test_a_matrix_needs_numbers(x: list[float], y: list[float]) -> None:
    with pytest.raises(VocError):
        quadrants(x, y)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 100)), min_size=1, max_size=17), st.floats(0.1, 10))
def test_quadrants_do_not_depend_on_the_unit(rows: list[tuple[float, float]], factor: float) -> None:
    x, y = [one[0] for one in rows], [one[1] for one in rows]
    assert len(quadrants(x, y).quadrants) == len(rows)
    assert quadrants(x, y).importance == pytest.approx(np.mean(x))
    assert quadrants([factor * v for v in x], y).importance == pytest.approx(factor * np.mean(x))


def _places(n: int = 600) -> tuple[np.ndarray, np.ndarray]:
    chance = np.random.default_rng(12)
    return chance.choice([0.2, 0.6, 0.9], n), chance.choice([0.2, 0.6, 0.9], n)


def test_one_driver_is_the_difference_of_means() -> None:
    x, _ = _places()
    y = np.where(x < 0.5, 2.0, np.where(x > 0.8, 8.0, 7.0)) + np.tile([-0.5, 0.5], 300)
    found = penalty_reward(y, {"a": x})["a"]
    middle = y[x == 0.6].mean()
    assert (found.penalty, found.reward) == pytest.approx((y[x == 0.2].mean() - middle, y[x == 0.9].mean() - middle))
    loss, gain = middle - y[x == 0.2].mean(), y[x == 0.9].mean() - middle
    assert found.value == pytest.approx((gain - loss) / (gain + loss))
    assert found.low is not None
    assert found.high is not None
    assert found.low < found.value < found.high < 0  # type: ignore[operator]


def test_two_drivers_agree_with_statsmodels() -> None:
    import statsmodels.api as sm

    one, two = _places()
    chance = np.random.default_rng(3)
    w = chance.uniform(0.5, 2, 600)
    y = -2.0 * (one < 0.5) + 0.5 * (one > 0.8) - 0.3 * (two < 0.5) + 1.5 * (two > 0.8) + chance.normal(0, 0.5, 600)
    found = penalty_reward(y, {"a": one, "b": two}, w)
    design = sm.add_constant(np.column_stack([one < 0.5, one > 0.8, two < 0.5, two > 0.8]).astype(float))
    fit = sm.WLS(y, design, weights=w).fit(cov_type="HC1")
    assert [found["a"].penalty, found["a"].reward, found["b"].penalty, found["b"].reward] == pytest.approx(fit.params[1:])
    gain, loss = found["b"].reward, -found["b"].penalty  # type: ignore[operator]
    step = 1e-6
    covariance = fit.cov_params()[3:5, 3:5]

    def asymmetry(p: float, r: float) -> float:
        return (r + p) / (r - p)

    slope = np.array(
        [
            (asymmetry(-loss + step, gain) - asymmetry(-loss - step, gain)) / (2 * step),
            (asymmetry(-loss, gain + step) - asymmetry(-loss, gain - step)) / (2 * step),
        ]
    )
    half = 1.959964 * np.sqrt(slope @ covariance @ slope)
    assert found["b"].low == pytest.approx(found["b"].value - half, abs=1e-5)  # type: ignore[operator]
    assert found["a"].value < 0 < found["b"].value  # type: ignore[operator]


def test_a_small_box_or_a_contrary_sign_has_no_asymmetry() -> None:
    x, other = _places(300)
    rare = np.where(np.arange(300) < 10, 0.2, np.where(np.arange(300) < 150, 0.6, 0.9))
    y = -3.0 * x + other
    found = penalty_reward(y, {"x": x, "rare": rare})
    assert (found["rare"].value, found["rare"].penalty, found["rare"].low_base) == (None, None, 10)
    assert found["x"].penalty is not None
    assert found["x"].value is None


def test_rows_with_a_hole_are_left_out() -> None:
    x, _ = _places()
    y = x.copy()
    y[:100] = np.nan
    found = penalty_reward(y, {"a": x})["a"]
    assert found.low_base + found.top_base == int((x[100:] != 0.6).sum())
    assert penalty_reward([], {"a": []})["a"].value is None

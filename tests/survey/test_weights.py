from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from voc.errors import VocError
from voc.survey.weights import Margin, rake

ROWS = Margin("row", ["a"] * 70 + ["b"] * 30, {"a": 0.5, "b": 0.5})
COLUMNS = Margin("column", ["x"] * 40 + ["y"] * 30 + ["x"] * 20 + ["y"] * 10, {"x": 0.6, "y": 0.4})


def test_rake_as_published() -> None:
    found = rake([ROWS, COLUMNS])
    assert found.weights[[0, 40, 70, 90]] == pytest.approx([0.689413, 0.747450, 1.621175, 1.757651], abs=1e-6)
    assert found.deff == pytest.approx(1.19230, abs=1e-4)
    assert found.effective_base == pytest.approx(100 / 1.19230, abs=1e-2)
    assert found.weights.sum() == pytest.approx(100)
    assert found.worst < 1e-9


def test_one_margin_is_post_stratification() -> None:
    found = rake([Margin("age", ["young"] * 3 + ["old"], {"young": 50, "old": 50})])
    assert found.weights == pytest.approx([2 / 3, 2 / 3, 2 / 3, 2])


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 10**6), st.floats(0.1, 0.9), st.floats(0.1, 0.9))
def test_the_margins_are_hit_and_the_odds_ratio_of_the_design_stays(seed: int, first: float, second: float) -> None:
    chance = np.random.default_rng(seed)
    one, two, design = chance.choice(["a", "b"], 80), chance.choice(["x", "y"], 80), chance.uniform(0.5, 2, 80)
    cells = [(one == r) & (two == c) for r in "ab" for c in "xy"]
    assume(all(cell.any() for cell in cells))
    margins = [Margin("r", list(one), {"a": first, "b": 1 - first}), Margin("c", list(two), {"x": second, "y": 1 - second})]
    found = rake(margins, design)
    w = found.weights
    assert w[one == "a"].sum() / w.sum() == pytest.approx(first, abs=1e-7)
    assert w[two == "x"].sum() / w.sum() == pytest.approx(second, abs=1e-7)

    def odds(weights: np.ndarray) -> float:
        a, b, c, d = (weights[cell].sum() for cell in cells)
        return float(a * d / (b * c))

    assert odds(w) == pytest.approx(odds(design), rel=1e-6)


def test_a_category_nobody_is_in_is_spread_and_said() -> None:
    found = rake([Margin("region", ["n"] * 5 + ["s"] * 5, {"n": 0.3, "s": 0.3, "island": 0.4})])
    assert found.collapsed == (("region", "island"),)
    assert found.weights == pytest.approx([1.0] * 10)


def test_somebody_without_a_category_keeps_his_weight() -> None:
    found = rake([Margin("region", ["n", "n", "n", "s", None], {"n": 0.5, "s": 0.5})])
    assert found.weights[4] == pytest.approx(1.0)
    assert found.weights[:3].sum() == pytest.approx(found.weights[3])


def test_a_missing_design_weight_is_middling_and_zero_stays_zero() -> None:
    found = rake([Margin("region", ["n", "n", "s"], {"n": 0.5, "s": 0.5})], [0.0, None, 1.0])
    assert found.weights == pytest.approx([0, 1.5, 1.5])


def test_trimming_caps_and_says_what_is_left() -> None:
    margin = Margin("region", ["n"] * 95 + ["s"] * 5, {"n": 0.5, "s": 0.5})
    found = rake([margin], trim=4)
    assert found.weights.max() == pytest.approx(4)
    assert found.weights.sum() == pytest.approx(100)
    reached = {one.category: one.reached for one in found.residuals}
    assert reached["s"] == pytest.approx(0.2)
    assert found.worst == pytest.approx(0.3)
    assert found.deff < rake([margin]).deff


@pytest.mark.parametrize(
    ("margins", "design", "said"),
    [
        ([Margin("age", ["a"], {"a": 0.7})], None, "add up to 0.7"),
        ([Margin("age", ["a", "b"], {"a": 1.0})], None, "no target for"),
        ([Margin("age", ["a", "b"], {"a": 1.5, "b": -0.5})], None, "0 or more"),
        ([Margin("age", [None, None], {"a": 1.0})], None, "nobody"),
        ([Margin("age", ["a"], {"a": 1.0})], [0.0], "add up to nothing"),
        ([Margin("age", ["a"], {"a": 1.0})], [-1.0], "not negative"),
        ([Margin("age", ["a", "b"], {"a": 0.5, "b": 0.5})], [1.0, 0.0], "weight 0 only"),
        ([Margin("age", ["a", "b"], {"a": 0.5, "b": 0.5}), Margin("sex", ["m"], {"m": 1.0})], None, "1 values, not 2"),
        ([], None, "at least one margin"),
    ],
)
def test_what_cannot_be_raked_is_refused(margins: list[Margin], design: list[float] | None, said: str) -> None:
    with pytest.raises(VocError, match=said):
        rake(margins, design)


def test_a_trimming_limit_of_one_is_refused() -> None:
    with pytest.raises(VocError, match="above 1"):
        rake([ROWS], trim=1)

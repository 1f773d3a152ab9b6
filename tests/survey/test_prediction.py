from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from voc.errors import VocError
from voc.survey.prediction import auc, logistic, predict, tree


def _people(n: int = 1500, seed: int = 4) -> tuple[np.ndarray, dict[str, object]]:
    """Leaving depends on a price rating and on a plan; the city says nothing."""
    chance = np.random.default_rng(seed)
    price, plan = chance.integers(1, 11, n).astype(float), chance.choice(["old", "new"], n)
    score = -1.2 - 0.5 * (price - 5.5) + 1.2 * (plan == "old")
    left = (chance.random(n) < 1 / (1 + np.exp(-score))).astype(float)
    price[:20] = math.nan
    return left, {"price": price, "plan": plan.tolist(), "city": chance.choice(["a", "b", "c"], n).tolist()}


def test_probabilities_are_calibrated_on_unseen_people_and_columns_are_worth_what_they_say() -> None:
    left, columns = _people()
    found = predict(left, columns)  # type: ignore[arg-type]
    assert found.auc_low < found.auc < found.auc_high
    assert found.auc > 0.78
    assert found.brier < 0.85 * found.brier_base
    assert found.calibration_error < 0.035
    assert [one.name for one in found.importance] == ["price", "plan", "city"]
    assert abs(found.importance[2].loss) < 0.01
    assert (found.base, found.hits) == (1500, int(left.sum()))


def test_a_tree_names_the_worst_group() -> None:
    left, columns = _people()
    leaves = tree(left, columns)  # type: ignore[arg-type]
    assert sum(leaf.share.base for leaf in leaves) == 1500
    assert leaves[0].share.value is not None
    assert leaves[0].share.value > 0.6
    assert any("price ≤" in step for step in leaves[0].path)
    assert any(step in ("plan = old", "plan ≠ new") for step in leaves[0].path)
    inside = np.nan_to_num(columns["price"], nan=5.5) <= 5.5
    assert left[inside].mean() > left[~inside].mean()


@given(st.lists(st.tuples(st.integers(0, 5), st.booleans(), st.integers(1, 3)), min_size=4, max_size=40))
@settings(max_examples=50)
def test_the_area_is_that_of_sklearn(rows: list[tuple[int, bool, int]]) -> None:
    score, y, w = (np.array(column, dtype=float) for column in zip(*rows, strict=True))
    if 0 < y.sum() < len(y):
        assert auc(score, y, w) == pytest.approx(roc_auc_score(y, score, sample_weight=w))
    else:
        assert math.isnan(auc(score, y, w))


def test_noise_predicts_nothing() -> None:
    chance = np.random.default_rng(3)
    hit = (chance.random(600) < 0.3).astype(float)
    found = predict(hit, {"a": chance.normal(size=600), "b": chance.choice(["x", "y"], 600).tolist()})
    assert found.auc_low < 0.52
    assert tree(hit, {"b": ["x"] * 600}) == []


def test_too_few_of_a_kind_are_refused() -> None:
    with pytest.raises(VocError, match="of each kind"):
        predict([1.0] * 10 + [0.0] * 100, {"a": np.arange(110.0)})
    with pytest.raises(VocError, match="no column"):
        predict([1.0, 0.0] * 50, {"a": ["x"] * 100})


def test_the_weights_are_those_of_sklearn() -> None:
    chance = np.random.default_rng(1)
    x, w = chance.normal(size=(300, 3)), chance.uniform(0.5, 2, 300)
    y = (chance.random(300) < 1 / (1 + np.exp(-x[:, 0] + 0.5))).astype(float)
    theirs = LogisticRegression(C=0.5, tol=1e-10, max_iter=5000).fit(x, y, sample_weight=w)
    assert logistic(x, y, w) == pytest.approx([*theirs.intercept_, *theirs.coef_[0]], abs=1e-4)

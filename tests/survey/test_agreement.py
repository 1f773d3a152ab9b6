from __future__ import annotations

import math
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from voc.errors import VocError
from voc.survey.agreement import confusion, kappa, krippendorff

N = None
# Krippendorff 2011, table of four observers and twelve units.
OBSERVERS = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, N, N, N],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, N, 3],
    [N, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, N],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, N],
]
UNITS = [list(unit) for unit in zip(*OBSERVERS, strict=True)]


@pytest.mark.parametrize(("scale", "alpha"), [("nominal", 0.743421), ("ordinal", 0.815388), ("interval", 0.849107)])
def test_alpha_as_published(scale: str, alpha: float) -> None:
    assert krippendorff(UNITS, scale).alpha == pytest.approx(alpha, abs=1e-6)  # type: ignore[arg-type]


def test_alpha_of_what_never_varies_is_not_one() -> None:
    assert math.isnan(krippendorff([[1, 1]] * 60).alpha)
    assert math.isnan(krippendorff([[1, None], [2, None]]).alpha)


def _by_pairs(units: list[list[int | None]]) -> float:
    """Nominal alpha written plainly: observed and expected disagreement over pairs."""
    coded = [[v for v in unit if v is not None] for unit in units]
    coded = [unit for unit in coded if len(unit) > 1]
    every = [v for unit in coded for v in unit]
    observed = sum(2 * sum(a != b for a, b in combinations(unit, 2)) / (len(unit) - 1) for unit in coded) / len(every)
    expected = 2 * sum(a != b for a, b in combinations(every, 2)) / (len(every) * (len(every) - 1))
    return 1 - observed / expected if expected else math.nan


@given(st.lists(st.lists(st.one_of(st.none(), st.integers(0, 3)), min_size=2, max_size=4), min_size=1, max_size=12))
@settings(max_examples=60)
def test_alpha_is_that_of_the_pairs(units: list[list[int | None]]) -> None:
    mine = krippendorff(units).alpha
    other = _by_pairs(units) if any(sum(v is not None for v in unit) > 1 for unit in units) else math.nan
    assert mine == pytest.approx(other, nan_ok=True)


def test_the_interval_of_alpha_holds_it() -> None:
    chance = np.random.default_rng(3)
    truth = chance.integers(0, 4, 200)
    units = [[int(code), int(code if chance.random() < 0.8 else chance.integers(0, 4))] for code in truth]
    found = krippendorff(units, resamples=200)
    assert found.low < found.alpha < found.high
    assert found.high - found.low < 0.2
    assert found.enough
    assert not krippendorff(UNITS).enough


def test_kappa_as_designed() -> None:
    assert kappa([[20, 5], [10, 15]]) == pytest.approx(0.4)
    three = [[20, 5, 1], [10, 15, 3], [2, 4, 40]]
    assert kappa(three, "linear") == pytest.approx(0.691901, abs=1e-6)
    assert kappa(three, "quadratic") == pytest.approx(0.762570, abs=1e-6)


@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=2, max_size=40),
    st.sampled_from([None, "linear", "quadratic"]),
)
@settings(max_examples=50)
def test_kappa_agrees_with_sklearn(pairs: list[tuple[int, int]], weights: str | None) -> None:
    one, two = [a for a, _ in pairs], [b for _, b in pairs]
    names, table = confusion(one, two)
    if len(names) < 2:
        assert math.isnan(kappa(table))
    elif weights is None:
        assert kappa(table) == pytest.approx(float(cohen_kappa_score(one, two)), nan_ok=True)
    else:
        places = {name: at for at, name in enumerate(names)}
        other = cohen_kappa_score([places[a] for a in one], [places[b] for b in two], weights=weights)  # type: ignore[index]
        assert kappa(table, weights) == pytest.approx(float(other), nan_ok=True)  # type: ignore[arg-type]


def test_what_is_no_table_is_refused() -> None:
    with pytest.raises(VocError, match="square"):
        kappa([[1, 2, 3], [1, 2, 3]])
    with pytest.raises(VocError, match="3 and 2"):
        confusion([1, 2, 3], [1, 2])
    with pytest.raises(VocError, match="numbers"):
        krippendorff([["a", "b"]], "ordinal")

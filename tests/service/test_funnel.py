from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from voc.errors import VocError
from voc.service.funnel import FEWEST, funnel

UNITS = st.lists(st.tuples(st.integers(0, 200), st.floats(0, 1)), min_size=1, max_size=14)


def _by_sums(k: int, n: int, p: float) -> float:
    """Mid-p score by adding up the binomial's probabilities."""
    probabilities = stats.binom.pmf(np.arange(n + 1), n, p)
    under, over = probabilities[:k].sum() + probabilities[k] / 2, probabilities[k + 1 :].sum() + probabilities[k] / 2
    score = stats.norm.ppf(under) if under < over else stats.norm.isf(over)
    return float(np.clip(score, -8, 8))


def test_a_rude_hall_lies_outside_and_a_small_one_with_the_same_share_inside() -> None:
    names = ["粗鲁", "小", *(f"厅{n}" for n in range(6))]
    hits, sizes = [30, 3, *[5] * 6], [100, 10, *[100] * 6]
    found = {unit.name: unit.side for unit in funnel(names, hits, sizes).units}
    assert found["粗鲁"] == "above"
    assert {found[name] for name in names[1:]} == {"inside"}
    centre = sum(hits) / sum(sizes)
    assert _by_sums(30, 100, centre) > 3.09 > abs(_by_sums(3, 10, centre))


@settings(max_examples=60, deadline=None)
@given(UNITS)
def test_sides_are_those_of_the_limits_and_of_sums_of_the_binomial(units: list[tuple[int, float]]) -> None:
    sizes = [n for n, _ in units]
    hits = [round(n * p) for n, p in units]
    found = funnel([f"u{place}" for place in range(len(units))], hits, sizes)
    assert [unit.share.base for unit in found.units] == sorted(sizes, reverse=True)
    total = sum(sizes)
    if not 0 < sum(hits) < max(total, 1):
        assert {unit.side for unit in found.units} <= {"inside", "few"}
        return
    by_name = {unit.name: unit for unit in found.units}
    reach = 3.0902 * np.sqrt(found.dispersion)
    lows, highs = found.limits(sizes)
    for place, (k, n) in enumerate(zip(hits, sizes, strict=True)):
        unit = by_name[f"u{place}"]
        if n < FEWEST:
            assert unit.side == "few"
            continue
        z = _by_sums(k, n, sum(hits) / total)
        if abs(abs(z) - reach) > 1e-3:
            assert unit.side == ("above" if z > reach else "below" if z < -reach else "inside")
            assert (unit.side == "above") == (k / n > highs[place])
            assert (unit.side == "below") == (k / n < lows[place])


def test_units_that_all_differ_widen_the_funnel() -> None:
    chance = np.random.default_rng(5)
    sizes = [400] * 40
    hits = [int(chance.binomial(400, p)) for p in chance.beta(12, 48, 40)]
    found = funnel([str(n) for n in range(40)], hits, sizes)
    assert found.dispersion > 3
    assert sum(unit.side != "inside" for unit in found.units) <= 2
    assert funnel(["a", "b"], [10, 90], [100, 100]).dispersion == 1


@pytest.mark.slow
def test_of_units_that_are_alike_two_in_a_thousand_fall_outside() -> None:
    chance = np.random.default_rng(11)
    outside = total = 0
    for _ in range(400):
        sizes = chance.integers(20, 600, 20)
        hits = chance.binomial(sizes, 0.12)
        found = funnel([str(n) for n in range(20)], hits.tolist(), sizes.tolist())
        outside += sum(unit.side in ("above", "below") for unit in found.units)
        total += 20
    assert 0.0005 <= outside / total <= 0.004


def test_nothing_or_all_says_nothing_and_impossible_counts_are_refused() -> None:
    assert [unit.side for unit in funnel(["a", None], [0, 0], [50, 3]).units] == ["inside", "few"]
    assert funnel([], [], []).centre is None
    assert funnel(["a"], [0], [0]).limits([10]) == ([], [])
    with pytest.raises(VocError):
        funnel(["a"], [5], [4])

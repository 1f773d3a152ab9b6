from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from voc.errors import VocError
from voc.survey import intervals as iv

COUNTS = st.tuples(st.integers(0, 400), st.integers(0, 400), st.integers(0, 400)).filter(any)
WEIGHTS = st.lists(st.floats(0.01, 50), min_size=1, max_size=60)


@pytest.mark.parametrize(
    ("k", "n", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0, 0.1611), (1, 29, 0.0061, 0.1718), (8, 10, 0.4902, 0.9433)],
)
def test_wilson_as_published(k: int, n: int, low: float, high: float) -> None:
    found = iv.wilson(k, n)
    assert (found.value, found.base, found.effective_base) == (k / n, n, n)
    assert (found.low, found.high) == pytest.approx((low, high), abs=1e-4)


@settings(max_examples=100, deadline=None)
@given(st.integers(1, 500), st.data(), st.sampled_from([0.8, 0.9, 0.95, 0.99]))
def test_wilson_agrees_with_scipy(n: int, data: st.DataObject, level: float) -> None:
    k = data.draw(st.integers(0, n))
    found, expected = iv.wilson(k, n, level), stats.binomtest(k, n).proportion_ci(level, method="wilson")
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high), abs=1e-9)
    assert found.low is not None
    assert found.high is not None
    assert 0 <= found.low <= k / n <= found.high <= 1


def test_a_share_of_nobody_is_no_share() -> None:
    assert iv.wilson(0, 0).value is None
    assert iv.share([]).value is None
    assert iv.share([None, math.nan]).value is None
    assert iv.nps(0, 0, 0).value is None
    assert iv.mean([None]).value is None
    assert iv.mean_index([], 1, 10).value is None


def test_one_answer_has_no_interval_for_its_mean() -> None:
    assert iv.mean([7.0, 1.0], [1.0, 0.01]).low is None
    found = iv.mean([7.0])
    assert (found.value, found.low, found.high, found.base) == (7.0, None, None, 1)


def test_nps_as_designed() -> None:
    found, wald = iv.nps(50, 30, 20), iv.nps(50, 30, 20, adjusted=False)
    assert (found.value, found.se) == pytest.approx((30, 7.8102), abs=1e-4)
    assert found.se is not None
    assert (found.se / 100) ** 2 * 100 == pytest.approx(0.61, abs=1e-12)
    assert (wald.low, wald.high) == pytest.approx((14.692, 45.308), abs=1e-3)
    assert (found.low, found.high) == pytest.approx((14.051, 44.201), abs=1e-3)
    everyone = iv.nps(20, 0, 0)
    assert (everyone.low, everyone.high) == pytest.approx((69.683, 100), abs=1e-3)


@settings(max_examples=100, deadline=None)
@given(COUNTS)
def test_nps_is_the_mean_of_its_scores(counts: tuple[int, int, int]) -> None:
    scores = np.repeat([100.0, 0.0, -100.0], counts)
    found = iv.nps(*counts)
    assert found.value == pytest.approx(scores.mean(), abs=1e-9)
    assert found.se == pytest.approx(scores.std() / math.sqrt(len(scores)), abs=1e-6)


def test_nps_diff_as_designed() -> None:
    found = iv.nps_diff((50, 30, 20), (40, 30, 30))
    assert (found.value, found.se, found.p) == pytest.approx((20, 11.4018, 0.0794), abs=1e-4)
    assert found.p == pytest.approx(2 * stats.norm.sf(20 / math.sqrt(130)), abs=1e-12)


def test_mean_index_as_designed() -> None:
    plain = iv.mean_index([10, 8, 9, 7, 6], 1, 10)
    assert (plain.value, plain.low, plain.high) == pytest.approx((77.778, 55.964, 99.592), abs=1e-3)
    assert iv.mean_index([10, 8, 9, 7, 6], 1, 10, [1, 2, 1, 2, 1]).value == pytest.approx(76.190, abs=1e-3)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(1, 10), min_size=2, max_size=60))
def test_mean_agrees_with_the_t_interval_of_scipy(values: list[int]) -> None:
    found = iv.mean([float(v) for v in values])
    expected = (
        stats.t.interval(0.95, len(values) - 1, np.mean(values), stats.sem(values)) if len(set(values)) > 1 else (values[0],) * 2
    )
    assert (found.low, found.high) == pytest.approx(expected, abs=1e-9)


def test_values_off_the_scale_are_refused() -> None:
    with pytest.raises(VocError, match="outside the scale 1 to 5"):
        iv.mean_index([1, 6], 1, 5)


def test_effective_base_as_designed() -> None:
    assert (iv.kish_deff([1, 2, 3]), iv.n_eff([1, 2, 3])) == pytest.approx((1.16667, 2.57143), abs=1e-4)
    assert math.isnan(iv.kish_deff([]))


@settings(max_examples=100, deadline=None)
@given(WEIGHTS, st.floats(0.01, 100))
def test_effective_base_lies_between_one_and_the_base_and_ignores_the_unit(weights: list[float], factor: float) -> None:
    found = iv.n_eff(weights)
    assert 1 - 1e-9 <= found <= len(weights) + 1e-9
    assert iv.n_eff([factor * w for w in weights]) == pytest.approx(found)
    assert iv.kish_deff(weights) * found == pytest.approx(len(weights))


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.integers(1, 5)), min_size=1, max_size=40))
def test_weighting_by_whole_numbers_repeats_the_answers(rows: list[tuple[bool, int]]) -> None:
    hits, weights = [float(hit) for hit, _ in rows], [float(w) for _, w in rows]
    repeated = np.repeat(hits, [w for _, w in rows])
    assert iv.share(hits, weights).value == pytest.approx(repeated.mean())
    assert iv.mean(hits, weights).value == pytest.approx(repeated.mean())
    assert iv.share(hits, weights).base == len(rows)


def test_missing_answers_are_left_out_and_missing_weights_are_middling() -> None:
    found = iv.share([1, 0, None, 1], [2.0, 4.0, 100.0, None])
    mean_weight = (2 + 4 + 100) / 3
    assert found.value == pytest.approx((2 + mean_weight) / (6 + mean_weight))
    assert found.base == 3
    assert iv.share([1, 0], [None, None]).value == 0.5
    assert iv.share([1, 0, 1], [1.0, 1.0, 0.0]).base == 2


@pytest.mark.parametrize(("values", "weights"), [([1, 0], [1.0, -1.0]), ([1, 0], [1.0]), ([2, 0], None)])
def test_bad_shares_are_refused(values: list[float], weights: list[float] | None) -> None:
    with pytest.raises(VocError):
        iv.share(values, weights)


def test_margin_of_error_as_designed() -> None:
    assert iv.margin_of_error(0.5, 1000) == pytest.approx(0.030990, abs=1e-6)
    assert iv.margin_of_error(0.5, 400, population=2000) == pytest.approx(0.043837, abs=1e-6)
    assert iv.margin_of_error(0.5, 400, population=400) == 0
    with pytest.raises(VocError, match="population=300"):
        iv.margin_of_error(0.5, 400, population=300)


def test_two_proportions_as_designed() -> None:
    assert iv.two_proportions_z(0.60, 400, 0.45, 400).z == pytest.approx(4.24795, abs=1e-4)
    assert iv.two_proportions_z(0.1, 300, 0.0625, 2400) == pytest.approx((2.45495, 0.01409), abs=1e-4)
    table = [[30, 270], [150, 2250]]
    assert iv.two_proportions_z(0.1, 300, 0.0625, 2400).p == pytest.approx(stats.chi2_contingency(table, correction=False).pvalue)
    assert iv.two_proportions_z(1, 10, 1, 20) == (0, 1)


def test_benjamini_hochberg_as_designed() -> None:
    assert iv.benjamini_hochberg([0.01, 0.04, 0.03, 0.5]) == pytest.approx([0.04, 0.05333, 0.05333, 0.5], abs=1e-4)
    assert len(iv.benjamini_hochberg([])) == 0


@settings(max_examples=100, deadline=None)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=40))
def test_benjamini_hochberg_agrees_with_scipy(p: list[float]) -> None:
    assert iv.benjamini_hochberg(p) == pytest.approx(stats.false_discovery_control(p), abs=1e-12)


def test_difference_is_newcombes_method_ten() -> None:
    found = iv.difference(iv.wilson(56, 70), iv.wilson(48, 80))
    assert found == pytest.approx((0.2, 0.0524, 0.3339), abs=1e-4)
    assert iv.difference(iv.wilson(1, 2), iv.wilson(0, 0)) is None


@pytest.mark.parametrize(("n", "said"), [(0, "suppressed"), (29.9, "suppressed"), (30, "low"), (99, "low"), (100, "ok")])
def test_quality(n: float, said: str) -> None:
    assert iv.quality(iv.wilson(n / 2, n)) == said


def test_thirty_equal_weights_are_thirty() -> None:
    assert iv.quality(iv.share([1.0] * 30, [0.1] * 30)) == "low"


@pytest.mark.parametrize("level", [0, 1, 1.5])
def test_a_level_that_is_none_is_refused(level: float) -> None:
    with pytest.raises(VocError, match="confidence level"):
        iv.wilson(1, 2, level)


def _coverage(n: int, p: float) -> float:
    k = np.arange(n + 1)
    low, high = iv.wilson_bounds(k / n, np.full(n + 1, float(n)), iv.z_of(0.95))
    return float(stats.binom.pmf(k, n, p)[(low <= p) & (p <= high)].sum())


def test_coverage_of_wilson_by_enumeration() -> None:
    """Exact coverage over a stated grid: on average near .95 and nowhere under .91; the two cells named in the design."""
    grid = [_coverage(n, p) for n in (30, 50, 100, 300, 1000) for p in (0.01, 0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.8, 0.95)]
    assert 0.94 <= np.mean(grid) <= 0.965
    assert min(grid) >= 0.91
    assert _coverage(100, 0.01) == pytest.approx(0.921, abs=1e-3)
    assert _coverage(30, 0.02) == pytest.approx(0.978, abs=1e-3)


@pytest.mark.slow
def test_coverage_of_nps_and_weighted_share_by_simulation() -> None:
    rng = np.random.default_rng(20260101)
    inside = {"nps": 0, "share": 0, "mean": 0}
    runs = 4000
    for _ in range(runs):
        found = iv.nps(*(float(v) for v in rng.multinomial(80, [0.5, 0.3, 0.2])))
        inside["nps"] += found.low <= 30 <= found.high  # type: ignore[operator]
        x, w = rng.random(200) < 0.3, rng.gamma(4, 0.25, 200)
        weighted = iv.share(x.astype(float), w)
        inside["share"] += weighted.low <= 0.3 <= weighted.high  # type: ignore[operator]
        mean = iv.mean(rng.integers(1, 11, 60).astype(float), w[:60])
        inside["mean"] += mean.low <= 5.5 <= mean.high  # type: ignore[operator]
    for name, hits in inside.items():
        assert 0.94 <= hits / runs <= 0.965, name

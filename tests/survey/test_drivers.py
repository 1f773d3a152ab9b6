from __future__ import annotations

import math
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voc.errors import VocError
from voc.survey.drivers import drivers, repaired, resampled
from voc.survey.intervals import Floats
from voc.survey.relative_weights import correlations, johnson, lmg, lmg_sampled, pooled, r_squared, vif

# mpg, cyl, disp, hp, wt of the 32 cars of Motor Trend 1974 (R's mtcars).
CARS = """21 6 160 110 2.62;21 6 160 110 2.875;22.8 4 108 93 2.32;21.4 6 258 110 3.215;18.7 8 360 175 3.44;18.1 6 225 105 3.46;
14.3 8 360 245 3.57;24.4 4 146.7 62 3.19;22.8 4 140.8 95 3.15;19.2 6 167.6 123 3.44;17.8 6 167.6 123 3.44;16.4 8 275.8 180 4.07;
17.3 8 275.8 180 3.73;15.2 8 275.8 180 3.78;10.4 8 472 205 5.25;10.4 8 460 215 5.424;14.7 8 440 230 5.345;32.4 4 78.7 66 2.2;
30.4 4 75.7 52 1.615;33.9 4 71.1 65 1.835;21.5 4 120.1 97 2.465;15.5 8 318 150 3.52;15.2 8 304 150 3.435;13.3 8 350 245 3.84;
19.2 8 400 175 3.845;27.3 4 79 66 1.935;26 4 120.3 91 2.14;30.4 4 95.1 113 1.513;15.8 8 351 264 3.17;19.7 6 145 175 2.77;
15 8 301 335 3.57;21.4 4 121 109 2.78"""
# Fertility, agriculture, examination, education, catholic, infant mortality of 47 Swiss provinces about 1888 (R's swiss).
SWISS = """80.2 17 15 12 9.96 22.2;83.1 45.1 6 9 84.84 22.2;92.5 39.7 5 5 93.4 20.2;85.8 36.5 12 7 33.77 20.3;76.9 43.5 17 15 5.16 20.6;
76.1 35.3 9 7 90.57 26.6;83.8 70.2 16 7 92.85 23.6;92.4 67.8 14 8 97.16 24.9;82.4 53.3 12 7 97.67 21;82.9 45.2 16 13 91.38 24.4;
87.1 64.5 14 6 98.61 24.5;64.1 62 21 12 8.52 16.5;66.9 67.5 14 7 2.27 19.1;68.9 60.7 19 12 4.43 22.7;61.7 69.3 22 5 2.82 18.7;
68.3 72.6 18 2 24.2 21.2;71.7 34 17 8 3.3 20;55.7 19.4 26 28 12.11 20.2;54.3 15.2 31 20 2.15 10.8;65.1 73 19 9 2.84 20;
65.5 59.8 22 10 5.23 18;65 55.1 14 3 4.52 22.4;56.6 50.9 22 12 15.14 16.7;57.4 54.1 20 6 4.2 15.3;72.5 71.2 12 1 2.4 21;
74.2 58.1 14 8 5.23 23.8;72 63.5 6 3 2.56 18;60.5 60.8 16 10 7.72 16.3;58.3 26.8 25 19 18.46 20.9;65.4 49.5 15 8 6.1 22.5;
75.5 85.9 3 2 99.71 15.1;69.3 84.9 7 6 99.68 19.8;77.3 89.7 5 2 100 18.3;70.5 78.2 12 6 98.96 19.4;79.4 64.9 7 3 98.22 20.2;
65 75.9 9 9 99.06 17.8;92.2 84.6 3 3 99.46 16.3;79.3 63.1 13 13 96.83 18.1;70.4 38.4 26 12 5.62 20.3;65.7 7.7 29 11 13.79 20.5;
72.7 16.7 22 13 11.22 18.9;64.4 17.6 35 32 16.92 23;77.6 37.6 15 7 4.97 20;67.6 18.7 25 7 8.65 19.5;35 1.2 37 53 42.34 18;
44.7 46.6 16 29 50.43 18.2;42.8 27.7 22 29 58.33 19.3"""


def _read(table: str) -> tuple[Floats, Floats]:
    rows = np.array([[float(cell) for cell in row.split()] for row in table.split(";")])
    return correlations(rows[:, 1:], rows[:, 0], np.ones(len(rows)))


def _by_every_order(r_xx: Floats, r_xy: Floats) -> Floats:
    """LMG written plainly: what each driver adds to R2, over all orders."""
    p = len(r_xy)
    total, orders = np.zeros(p), list(permutations(range(p)))
    for order in orders:
        before = 0.0
        for k in range(1, p + 1):
            members = list(order[:k])
            after = float(r_xy[members] @ np.linalg.solve(r_xx[np.ix_(members, members)], r_xy[members]))
            total[order[k - 1]] += after - before
            before = after
    return total / len(orders)


def _sample(seed: int, n: int = 80, p: int = 4) -> tuple[Floats, Floats, Floats]:
    chance = np.random.default_rng(seed)
    common = chance.normal(size=(n, 1))
    x = common + chance.normal(size=(n, p))
    y = x @ chance.uniform(0, 1, p) + chance.normal(size=n)
    return x, y, chance.uniform(0.3, 3, n)


def test_johnson_as_the_r_package_rwa_has_it() -> None:
    assert johnson(*_read(CARS)) == pytest.approx([0.2096904, 0.1883043, 0.1799590, 0.2706812], abs=1e-4)


def test_lmg_on_swiss_provinces() -> None:
    known = _read(SWISS)
    expected = [0.05709122, 0.17117303, 0.26013468, 0.10557015, 0.11276592]
    assert lmg(*known) == pytest.approx(expected, abs=1e-4)
    assert lmg(*known) == pytest.approx(_by_every_order(*known), abs=1e-12)


def test_two_drivers_johnson_and_lmg_agree() -> None:
    known = np.array([[1, 0.6], [0.6, 1]]), np.array([0.5, 0.4])
    for found in (johnson(*known), lmg(*known)):
        assert found == pytest.approx([0.177812, 0.087813], abs=1e-6)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 5))
def test_shares_add_up_to_r2_and_are_never_negative(seed: int, p: int) -> None:
    x, y, w = _sample(seed, p=p)
    known = correlations(x, y, w)
    by_regression = 1 - _residual(x, y, w)
    for found in (johnson(*known), lmg(*known)):
        assert found.min() >= -1e-12
        assert found.sum() == pytest.approx(r_squared(*known), abs=1e-9)
    assert r_squared(*known) == pytest.approx(by_regression, abs=1e-9)
    assert lmg(*known) == pytest.approx(_by_every_order(*known), abs=1e-10)


def _residual(x: Floats, y: Floats, w: Floats) -> float:
    root = np.sqrt(w)
    design = np.column_stack([np.ones(len(y)), x]) * root[:, None]
    beta, *_ = np.linalg.lstsq(design, y * root, rcond=None)
    centred = y - np.average(y, weights=w)
    return float(((y * root - design @ beta) ** 2).sum() / (w * centred**2).sum())


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10**6), st.floats(0.01, 50), st.floats(-20, 20))
def test_the_unit_of_a_rating_does_not_matter(seed: int, factor: float, shift: float) -> None:
    x, y, w = _sample(seed)
    names = list("abcd")
    plain = drivers(y, dict(zip(names, x.T, strict=True)), w, resamples=20)
    moved = drivers(shift + factor * y, dict(zip(names, (x * factor + shift).T, strict=True)), w * factor, resamples=20)
    assert [one.names for one in plain.groups] == [one.names for one in moved.groups]
    for one, two in zip(plain.groups, moved.groups, strict=True):
        assert (one.share, one.low, one.high) == pytest.approx((two.share, two.low, two.high), abs=1e-7)


def test_weighting_by_whole_numbers_repeats_the_respondents() -> None:
    x, y, _ = _sample(3)
    times = np.arange(len(y)) % 3 + 1
    weighted = correlations(x, y, times.astype(float))
    repeated = correlations(np.repeat(x, times, axis=0), np.repeat(y, times), np.ones(times.sum()))
    assert johnson(*weighted) == pytest.approx(johnson(*repeated), abs=1e-12)


@pytest.mark.parametrize("holes", [False, True])
def test_resampled_correlations_are_those_of_the_rows_drawn(holes: bool) -> None:
    x, _, w = _sample(7, n=40, p=3)
    if holes:
        x[:12, 0], x[8:20, 1] = math.nan, math.nan
    found = resampled(x, w, 5, seed=1)
    drawn = np.random.default_rng(1).integers(0, 40, (5, 40))
    for one, rows in zip(found, drawn, strict=True):
        for i, j in ((0, 1), (0, 2), (1, 2)):
            pair, weight = x[rows][:, [i, j]], w[rows]
            both = np.isfinite(pair).all(axis=1)
            spread = np.cov(pair[both].T, aweights=weight[both], ddof=0)
            assert one[i, j] == pytest.approx(spread[0, 1] / math.sqrt(spread[0, 0] * spread[1, 1]), abs=1e-12)


def test_correlations_that_do_not_fit_together_are_mended() -> None:
    impossible = np.array([[[1, 0.9, 0.9], [0.9, 1, -0.9], [0.9, -0.9, 1]]])
    found = repaired(impossible)
    assert np.linalg.eigvalsh(found).min() > -1e-12
    assert np.diagonal(found[0]) == pytest.approx([1, 1, 1])
    assert repaired(np.eye(3)[None]) == pytest.approx(np.eye(3)[None])


def test_who_did_not_use_a_service_costs_nobody_else() -> None:
    """Half the rows have no rating of `d`: its correlations rest on the others, all else on everybody."""
    x, y, w = _sample(21, n=6000)
    whole = drivers(y, dict(zip("abcd", x.T, strict=True)), w, resamples=20)
    x[::2, 3] = math.nan
    found = drivers(y, dict(zip("abcd", x.T, strict=True)), w, resamples=20)
    assert (found.base, found.complete, found.least_pair) == (6000, 3000, 3000)
    shares = {one.names: one.share for one in whole.groups}
    assert all(one.share == pytest.approx(shares[one.names], abs=0.03) for one in found.groups)


def test_vif_is_that_of_each_regression() -> None:
    x, *_ = _sample(11)
    known, _ = correlations(x, x[:, 0], np.ones(len(x)))
    expected = [1 / _residual(np.delete(x, place, axis=1), x[:, place], np.ones(len(x))) for place in range(4)]
    assert vif(known) == pytest.approx(expected, rel=1e-6)


def test_near_duplicates_are_one_group_and_their_order_is_not_known() -> None:
    chance = np.random.default_rng(5)
    clear = chance.normal(size=900)
    columns = {"clear": clear + 0.3 * chance.normal(size=900), "steady": clear + 0.3 * chance.normal(size=900)}
    columns |= {"reach": clear + 0.3 * chance.normal(size=900), "price": chance.normal(size=900), "none": chance.normal(size=900)}
    y = columns["clear"] + columns["steady"] + columns["reach"] + columns["price"] + chance.normal(size=900)
    found = drivers(y, columns)
    assert found.pooled == (("clear", "steady", "reach"),)
    assert [one.names for one in found.groups] == [("clear", "steady", "reach"), ("price",), ("none",)]
    assert found.order_known
    assert [one.ranks for one in found.groups] == [(1, 1), (2, 2), (3, 3)]
    alone = {one.names[0]: one for one in found.single}
    assert alone["clear"].ranks == (1, 3)
    assert not alone["steady"].order_known
    assert alone["price"].vif < 1.1 < 5 < alone["clear"].vif
    assert sum(one.share for one in found.groups) == pytest.approx(1)
    assert sum(one.weight for one in found.single) == pytest.approx(found.r2)


def test_identical_drivers_share_alike() -> None:
    x, y, w = _sample(9)
    twice = np.column_stack([x, x[:, 1]])
    known = correlations(twice, y, w)
    for found in (johnson(*known), lmg(*known)):
        assert found[1] == pytest.approx(found[4], abs=1e-9)
        assert found.sum() == pytest.approx(r_squared(*correlations(x, y, w)), abs=1e-8)
    assert pooled(known[0])[1] == [1, 4]
    assert drivers(y, dict(zip("abcde", twice.T, strict=True)), w, resamples=20).pooled == (("b", "e"),)


def test_a_driver_that_is_the_sum_of_others_is_pooled_until_none_is_inflated() -> None:
    chance = np.random.default_rng(2)
    x = chance.normal(size=(300, 2))
    known, _ = correlations(np.column_stack([x, x.sum(axis=1)]), x[:, 0], np.ones(300))
    groups = pooled(known)
    assert sorted(member for group in groups for member in group) == [0, 1, 2]
    assert len(groups) < 3


def test_what_is_missing_constant_or_seldom_asked_is_said() -> None:
    x, y, _ = _sample(4, n=200)
    columns = {name: column.copy() for name, column in zip("abcd", x.T, strict=True)}
    columns["b"][:175] = math.nan
    columns["c"][:] = 7
    columns["d"][:30] = math.nan
    y[190:] = math.nan
    found = drivers(y, columns, resamples=20)
    assert dict(found.left_out) == {"b": "seldom answered", "c": "constant"}
    assert (found.base, found.complete, found.least_pair) == (190, 160, 160)
    assert {one.names for one in found.groups} == {("a",), ("d",)}


@pytest.mark.parametrize(
    ("y", "columns"),
    [
        ([5.0] * 40, {"a": [float(v % 7) for v in range(40)]}),
        ([1.0, 2.0] * 10, {"a": [1.0, 3.0] * 10}),
        ([1.0, 2.0] * 30, {}),
        ([], {"a": []}),
    ],
    ids=["outcome constant", "under 30", "no driver", "nobody"],
)
def test_no_base_no_figure(y: list[float], columns: dict[str, list[float]]) -> None:
    found = drivers(y, columns)
    assert (found.groups, found.r2) == ((), None)


def test_a_contrary_driver_is_marked() -> None:
    x, _, w = _sample(6, n=200, p=1)
    found = drivers(-x[:, 0], {"a": x[:, 0]}, w, resamples=20)
    assert found.groups[0].sign == -1
    assert found.groups[0].share == 1


def test_eighteen_drivers_have_lmg_over_drawn_orders() -> None:
    x, y, _ = _sample(8, n=400, p=18)
    found = drivers(y, {str(place): column for place, column in enumerate(x.T)}, resamples=20)
    assert len(found.single) == 18
    assert sum(one.lmg for one in found.groups) == pytest.approx(1)
    assert all(one.lmg_low <= one.lmg <= one.lmg_high for one in found.groups)
    with pytest.raises(VocError, match="17"):
        lmg(*correlations(x, y, np.ones(400)))


def test_drawn_orders_come_to_the_exact_shares() -> None:
    r_xx, r_xy = _read(SWISS)
    found, error = lmg_sampled(r_xx, r_xy, 4000)
    assert (np.abs(found - lmg(r_xx, r_xy)) < 4 * error + 1e-6).all()
    assert found.sum() == pytest.approx(r_squared(r_xx, r_xy), abs=1e-6)
    many = lmg_sampled(np.array([r_xx, r_xx]), np.array([r_xy, r_xy]), 100)[0]
    assert many[0] == pytest.approx(many[1])


def test_lmg_intervals_hold_the_exact_shares_of_most_resamples() -> None:
    x, y, w = _sample(3, n=300, p=4)
    found = drivers(y, {str(place): column for place, column in enumerate(x.T)}, w, resamples=200)
    z = np.column_stack([x, y])
    again = resampled(z, w, 200, 20260101)
    exact = np.array([lmg(r[:-1, :-1], r[:-1, -1]) for r in again])
    exact /= exact.sum(axis=1, keepdims=True)
    for one in found.single:
        low, high = np.quantile(exact[:, int(one.names[0])], [0.025, 0.975])
        assert one.lmg_low == pytest.approx(low, abs=0.02)
        assert one.lmg_high == pytest.approx(high, abs=0.02)


def test_columns_of_other_length_are_refused() -> None:
    with pytest.raises(VocError, match="not 3"):
        drivers([1.0, 2.0, 3.0], {"a": [1.0]})


@pytest.mark.slow
def test_the_interval_holds_the_true_share_as_often_as_it_says() -> None:
    """Two independent normal drivers with effects 2 and 1 and noise 1: true shares .8 and .2 of R2."""
    chance, inside, runs = np.random.default_rng(1), 0, 300
    for _ in range(runs):
        x = chance.normal(size=(400, 2))
        found = drivers(x @ [2.0, 1.0] + chance.normal(size=400), {"a": x[:, 0], "b": x[:, 1]}, resamples=300)
        inside += found.groups[0].low <= 0.8 <= found.groups[0].high
    assert 0.91 <= inside / runs <= 0.98

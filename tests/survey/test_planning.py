from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.power import NormalIndPower

from voc.errors import VocError
from voc.survey.intervals import margin_of_error
from voc.survey.planning import Outcome, mode_effects, quotas, representative, response_rates, sample_size, to_detect


def test_sizes_known_from_textbooks() -> None:
    assert sample_size(0.05).completes == 385
    assert sample_size(0.03).completes == 1068
    assert sample_size(0.05, population=1000).completes == 278
    plan = sample_size(0.05, deff=1.5, response=0.2)
    assert (plan.completes, plan.invitations) == (577, 2885)


@given(st.floats(0.01, 0.2), st.floats(0.05, 0.95))
@settings(max_examples=40)
def test_the_size_gives_the_margin_and_one_less_does_not(margin: float, p: float) -> None:
    n = sample_size(margin, p).completes
    assert margin_of_error(p, n) <= margin + 1e-9
    assert n == 1 or margin_of_error(p, n - 1) > margin


def test_power_by_simulation() -> None:
    n = to_detect(0.70, 0.75)
    chance = np.random.default_rng(1)
    one, two = chance.binomial(n, 0.70, 4000) / n, chance.binomial(n, 0.75, 4000) / n
    pooled = (one + two) / 2
    z = (two - one) / np.sqrt(2 * pooled * (1 - pooled) / n)
    assert (np.abs(z) > 1.96).mean() == pytest.approx(0.8, abs=0.03)
    effect = 2 * (np.arcsin(np.sqrt(0.75)) - np.arcsin(np.sqrt(0.70)))
    assert n == pytest.approx(NormalIndPower().solve_power(effect, power=0.8, alpha=0.05), rel=0.02)


@given(
    st.dictionaries(st.text("abcdef", min_size=1, max_size=3), st.integers(1, 10_000), min_size=1, max_size=8),
    st.integers(100, 2000),
    st.sampled_from(["proportional", "root", "equal"]),
    st.integers(0, 10),
)
@settings(max_examples=60)
def test_quotas_add_up_and_keep_the_least(population: dict[str, int], size: int, how: str, least: int) -> None:
    found = quotas(population, size, how=how, least=least)  # type: ignore[arg-type]
    assert sum(found.values()) == size
    assert min(found.values()) >= least
    order = sorted(population, key=lambda name: population[name])
    assert all(found[a] <= found[b] + 1 for a, b in pairwise(order))


def test_quotas_by_hand() -> None:
    assert quotas({"a": 600, "b": 300, "c": 100}, 100) == {"a": 60, "b": 30, "c": 10}
    assert quotas({"a": 900, "b": 100}, 100, how="root") == {"a": 75, "b": 25}
    assert quotas({"a": 900, "b": 80, "c": 20}, 100, least=15) == {"a": 70, "b": 15, "c": 15}


def test_response_rates_by_hand() -> None:
    rates = response_rates(Outcome(500, 50, 200, 200, 50, 300, 100))
    assert {name: round(float(one.value or 0), 4) for name, one in rates.items()} == {
        "RR1": round(500 / 1300, 4),
        "RR2": round(550 / 1300, 4),
        "RR3": round(500 / (1000 + 300 * 1000 / 1100), 4),
        "COOP1": round(500 / 800, 4),
        "REF1": round(200 / 1300, 4),
        "CON1": round(800 / 1300, 4),
    }
    assert response_rates(Outcome(0))["RR1"].value is None


def test_representativeness_against_scipy() -> None:
    values = ["n"] * 60 + ["s"] * 30 + ["e"] * 10 + [None] * 5
    found = representative(values, {"n": 5000, "s": 3000, "e": 2000})
    chi = stats.chisquare([60, 30, 10], [50, 30, 20])
    assert (found.chi_square, found.p) == pytest.approx((chi.statistic, chi.pvalue))
    assert found.dissimilarity == pytest.approx(0.1)
    assert [row.apart for row in found.rows] == [True, False, True]
    assert found.base == 100
    doubled = representative(values, {"n": 5, "s": 3, "e": 2}, [2.0] * 105)
    assert doubled.chi_square == pytest.approx(found.chi_square)
    with pytest.raises(VocError, match="west"):
        representative([*values, "west"], {"n": 1, "s": 1, "e": 1})


def test_mode_effects_against_statsmodels() -> None:
    chance = np.random.default_rng(8)
    n = 600
    age = chance.choice(["old", "young"], n)
    phone = chance.random(n) < np.where(age == "old", 0.7, 0.3)
    y = 60 + 10 * (age == "old") + 2 * phone + 5 * chance.normal(size=n)
    mode, w = np.where(phone, "phone", "web"), chance.uniform(0.5, 2, n)
    found = mode_effects(y, mode.tolist(), {"age": age.tolist()}, w)[0]
    sign = 1 if found.mode == "phone" else -1
    dummies = np.column_stack([phone * sign, age == "young"]).astype(float)
    plain = sm.WLS(y, sm.add_constant(dummies[:, :1]), weights=w).fit(cov_type="HC1")
    both = sm.WLS(y, sm.add_constant(dummies), weights=w).fit(cov_type="HC1")
    assert found.plain == pytest.approx((plain.params[1], *plain.conf_int()[1]), abs=1e-6)
    assert found.adjusted == pytest.approx((both.params[1], *both.conf_int()[1]), abs=1e-6)
    assert abs(found.adjusted[0]) < abs(found.plain[0])
    assert mode_effects(y[:40], ["web"] * 39 + ["phone"], {}) == []


@pytest.mark.parametrize(
    "call",
    [
        lambda: sample_size(0),
        lambda: sample_size(0.05, deff=0.5),
        lambda: sample_size(0.05, response=0),
        lambda: to_detect(0.5, 0.5),
        lambda: quotas({}, 10),
        lambda: quotas({"a": -1, "b": 2}, 10),
        lambda: quotas({"a": 1, "b": 2}, 10, least=6),
        lambda: response_rates(Outcome(-1)),
        lambda: representative(["a"], {"a": 0}),
    ],
)
def test_what_cannot_be_planned_is_refused(call: object) -> None:
    with pytest.raises(VocError):
        call()  # type: ignore[operator]

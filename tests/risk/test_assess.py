"""Cells side by side, what resolving a cause avoids, and customers in money."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voc.errors import VocError
from voc.risk.assess import Setup, assess, assess_all
from voc.risk.avoid import money, resolve, worth
from voc.risk.ledger import Coefficient, load_ledger
from voc.risk.moments import Shares
from voc.risk.word_of_mouth import at_risk, exposure

LEDGER = load_ledger()
BIG, SMALL = Shares.of_counts(700, 180, 120), Shares.of_counts(14, 2, 4)
SETUP = Setup(LEDGER, Coefficient("r", 0.6), "complainers", "both", target=900.0)
COUNTS = {"network.coverage": 60.0, "billing.charges": 30.0, "uncoded": 10.0}


def test_a_cell_of_its_own_is_what_the_model_says() -> None:
    found = assess(BIG, SETUP, customers=10_000, annual_value=600, before=BIG, counts=COUNTS)
    assert found.index == exposure(BIG, LEDGER, r=SETUP.r, amplification_base="complainers")
    assert found.at_risk == at_risk(BIG, LEDGER, r=SETUP.r, leave_base="both", customers=10_000, annual_value=600)
    assert found.repair == pytest.approx(0.7 / (12 * 0.12))
    assert found.against_target is not None
    assert found.against_target.name == "yellow"
    assert found.against_year is not None
    assert found.against_year.name == "green", "a chronically bad cell is green against itself"
    assert sum(part.negative.mean for part in found.causes) == pytest.approx(found.index.negative.mean)
    assert not found.pooled


def test_small_cells_are_pooled_and_empty_ones_stay_empty() -> None:
    found = assess_all({"甲": BIG, "乙": BIG, "丙": SMALL, "丁": None}, SETUP, customers={"丙": 100.0})
    assert not found["甲"].pooled
    assert found["丙"].pooled
    assert found["丙"].index is not None
    assert found["丙"].index.shares.base == 20
    assert 0.12 < found["丙"].index.shares.dissatisfied < 0.2
    assert found["丙"].against_target is not None
    assert found["丙"].against_target.name == "insufficient"
    assert found["丁"].index is None
    assert found["丙"].at_risk is not None
    assert assess(SMALL, SETUP).index is None, "without a parent nothing is borrowed"


def test_resolving_a_cause_against_a_simulation() -> None:
    rng, n = np.random.default_rng(3), 200_000
    index = exposure(BIG, LEDGER, r=SETUP.r, amplification_base="complainers")
    risk = at_risk(BIG, LEDGER, r=SETUP.r, leave_base="both", customers=50_000, annual_value=600)
    found = resolve(index, risk, COUNTS, "network.coverage", 0.4)
    share, theta = rng.dirichlet(BIG.alpha(), n)[:, 2], rng.beta(60.5, 41, n)
    drawn = 1000 * share * index.per_dissatisfied * theta * 0.4
    assert found.negative.mean == pytest.approx(drawn.mean(), rel=2e-3)
    assert (found.negative.sampling.low, found.negative.sampling.high) == pytest.approx(
        np.quantile(drawn, [0.025, 0.975]), rel=0.02
    )
    assert found.customers is not None
    assert found.value is not None
    assert found.customers.mean == pytest.approx(risk.customers.mean * 60.5 / 101.5 * 0.4)
    assert found.value.mean == pytest.approx(600 * found.customers.mean)
    assert found.negative.full.sd > found.negative.sampling.sd


@given(st.floats(0, 1), st.sampled_from(list(COUNTS)))
def test_no_more_is_avoided_than_there_is_and_all_causes_make_the_whole(share: float, cause: str) -> None:
    index = exposure(BIG, LEDGER, r=None, amplification_base="dissatisfied")
    found = resolve(index, None, COUNTS, cause, share)
    assert 0 <= found.negative.mean <= index.negative.mean
    whole = sum(resolve(index, None, COUNTS, one, share).negative.mean for one in COUNTS)
    assert whole == pytest.approx(index.negative.mean * share)
    assert found.customers is None


def test_what_cannot_be_resolved_is_said() -> None:
    index = exposure(BIG, LEDGER, r=None, amplification_base="complainers")
    for share in (-0.1, 1.1, math.nan):
        with pytest.raises(VocError, match="between 0 and 1"):
            resolve(index, None, COUNTS, "uncoded", share)
    with pytest.raises(VocError, match=r"network\.coverage"):
        resolve(index, None, COUNTS, "network.voice", 0.5)


def test_three_columns_and_no_sum() -> None:
    risk = at_risk(BIG.known(), LEDGER.fixed(), r=None, leave_base="both", customers=10_000).customers
    found = worth(risk, 979.2, 58.752, None)
    assert risk.mean == pytest.approx(972)
    assert found.existing is not None
    assert found.existing.mean == pytest.approx(972 * 979.2)
    assert found.influence is None
    with pytest.raises(VocError, match="negative"):
        money(risk, -1)


def test_at_risk_golden_value() -> None:
    found = at_risk(BIG.known(), LEDGER.fixed(), r=None, leave_base="both", customers=10_000, annual_value=600)
    assert found.value is not None
    assert (found.customers.mean, found.value.mean) == (pytest.approx(972), pytest.approx(583_200))

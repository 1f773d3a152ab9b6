from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voc.errors import VocError
from voc.risk.ledger import Coefficient, load_ledger
from voc.risk.level import level
from voc.risk.moments import Shares
from voc.risk.pooling import pool
from voc.risk.word_of_mouth import Exposure, exposure

LEDGER = load_ledger()


def _exposure(s: float, n: float, d: float, r: float | None = None) -> Exposure:
    given = None if r is None else Coefficient("r", r)
    return exposure(Shares.of_counts(s, n, d), LEDGER, r=given, amplification_base="complainers")


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ((700, 180, 120), "green"),
        ((640, 180, 180), "orange"),
        ((600, 180, 220), "red"),
        ((500, 150, 350), "red"),
        ((14, 2, 4), "insufficient"),
    ],
)
def test_golden_levels(counts: tuple[int, int, int], said: str) -> None:
    assert level(_exposure(*counts), 1209.6).name == said


def test_yellow_lies_in_between() -> None:
    assert level(_exposure(685, 165, 150), 1209.6).name == "yellow"


def test_probabilities_against_draws() -> None:
    now, before = _exposure(640, 180, 180, r=0.3), _exposure(350, 90, 60)
    rng = np.random.default_rng(9)
    drawn = now.per_dissatisfied * rng.dirichlet(now.shares.alpha(), 400_000)[:, 2]
    earlier = before.per_dissatisfied * rng.dirichlet(before.shares.alpha(), 400_000)[:, 2]
    fixed, moving = level(now, 1209.6).probabilities, level(now, before).probabilities
    assert fixed == pytest.approx([np.mean(1000 * drawn > f * 1209.6) for f in (1.1, 1.25, 1.5)], abs=3e-3)
    assert moving == pytest.approx([np.mean(drawn > f * earlier) for f in (1.1, 1.25, 1.5)], abs=3e-3)


def test_an_uncertain_year_before_makes_no_surer() -> None:
    now = _exposure(600, 180, 220)
    sure, unsure = level(now, 1209.6), level(now, _exposure(70, 18, 12))
    assert sure.probabilities is not None
    assert unsure.probabilities is not None
    assert unsure.probabilities[2] < sure.probabilities[2]


@settings(max_examples=400, deadline=None)
@given(st.floats(0.02, 0.6), st.floats(30, 5000), st.floats(100, 8000), st.floats(1.01, 2))
def test_probabilities_fall_with_the_base(d: float, n: float, base: float, factor: float) -> None:
    now = _exposure((1 - d) * n, 0, d * n)
    for one, two in zip(level(now, base).probabilities or (), level(now, base * factor).probabilities or (), strict=True):
        assert 0 <= two <= one <= 1
    first, second, third = level(now, base).probabilities or (0, 0, 0)
    assert third <= second <= first


def test_what_is_pooled_is_no_base() -> None:
    cells = pool({"a": Shares.of_counts(14, 2, 4), "b": Shares.of_counts(700, 180, 120)}, strength=500)
    small = cells["a"]
    assert small is not None
    assert small.shares.effective_base == 520
    assert level(exposure(small.shares, LEDGER, r=None, amplification_base="complainers"), 1209.6).name == "insufficient"


def test_known_shares_are_above_or_not() -> None:
    now = exposure(Shares(0.7, 0.1, 0.2, 1000, math.inf), LEDGER, r=None, amplification_base="complainers")
    assert level(now, 1209.6).probabilities == (1, 1, 1)
    assert level(now, now).name == "green"


def test_unequal_settings_are_not_compared() -> None:
    one = _exposure(700, 180, 120)
    two = exposure(one.shares, LEDGER, r=None, amplification_base="dissatisfied")
    edited = exposure(one.shares, LEDGER.edited("a_D", 9.0), r=None, amplification_base="complainers")
    with pytest.raises(VocError, match="amplification_base differs"):
        level(one, two)
    with pytest.raises(VocError, match="ledger_version differs"):
        level(one, edited)
    with pytest.raises(VocError, match="above 0"):
        level(one, 0)

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voc.errors import VocError
from voc.risk.attribution import cause_counts, split_over_causes, tornado
from voc.risk.ledger import Coefficient, load_ledger
from voc.risk.misread import UNCODED
from voc.risk.moments import Shares
from voc.risk.word_of_mouth import exposure

LEDGER = load_ledger()
SHARES = Shares.of_counts(700, 180, 120)
NOW = exposure(SHARES, LEDGER, r=None, amplification_base="complainers")
CAUSES = st.one_of(st.none(), st.sampled_from(["signal", "billing", "attitude"]))


def test_a_verbatim_with_two_causes_is_split() -> None:
    pairs = [("signal", "billing"), ("signal", None), (None, None), (None, "attitude"), ("billing", "billing")]
    assert cause_counts(pairs) == {"signal": 1.5, "billing": 1.5, UNCODED: 1, "attitude": 1}
    assert cause_counts([("signal", "billing")], [3.0]) == {"signal": 1.5, "billing": 1.5}


@settings(max_examples=400, deadline=None)
@given(st.lists(st.tuples(CAUSES, CAUSES), max_size=60))
def test_parts_add_up_to_the_whole(pairs: list[tuple[str | None, str | None]]) -> None:
    counts = cause_counts(pairs)
    parts = split_over_causes(NOW, counts)
    assert sum(counts.values()) == pytest.approx(len(pairs))
    if pairs:
        assert sum(part.negative.mean for part in parts) == pytest.approx(NOW.negative.mean)
        assert sum(part.share for part in parts) == pytest.approx(1)
    assert [part.negative.mean for part in parts] == sorted((part.negative.mean for part in parts), reverse=True)


def test_split_against_draws() -> None:
    rng, n = np.random.default_rng(4), 300_000
    counts = {"signal": 30.0, "billing": 12.0, "attitude": 8.0, "bundle": 5.0}
    theta = rng.dirichlet([count + 0.5 for count in counts.values()], n)
    told = rng.gamma((NOW.negative.mean / NOW.negative.full.sd) ** 2, NOW.negative.full.sd**2 / NOW.negative.mean, n)
    for part, drawn in zip(split_over_causes(NOW, counts), (theta * told[:, None]).T, strict=True):
        assert (part.negative.mean, part.negative.full.sd) == pytest.approx((drawn.mean(), drawn.std()), rel=0.02)
        assert 0.94 <= np.mean((drawn >= part.negative.full.low) & (drawn <= part.negative.full.high)) <= 0.965


def test_no_counts_no_parts_and_negative_counts_are_refused() -> None:
    assert split_over_causes(NOW, {}) == []
    with pytest.raises(VocError, match="cannot be negative"):
        split_over_causes(NOW, {"signal": -1.0})


def test_tornado_moves_one_coefficient_at_a_time() -> None:
    bars = {bar.name: bar for bar in tornado(SHARES, LEDGER, r=Coefficient("r", 0.8), amplification_base="complainers")}
    widths = [abs(bar.high - bar.low) for bar in bars.values()]
    assert widths == sorted(widths, reverse=True)
    assert next(iter(bars)) == "a_D"
    assert set(bars) == {"a_D", "a_H", "h", "c", "lambda", "r", "D"}
    assert bars["r"].low == bars["r"].high
    for name in ("a_D", "a_H", "h", "c", "lambda"):
        low = LEDGER.fixed().edited(name, bars[name].low_value)
        expected = exposure(SHARES, low, r=Coefficient("r", 0.8), amplification_base="complainers").negative.mean
        assert bars[name].low == pytest.approx(expected), name
    sampling = exposure(SHARES, LEDGER, r=Coefficient("r", 0.8), amplification_base="complainers").negative.sampling
    assert (bars["D"].low, bars["D"].high) == pytest.approx((sampling.low, sampling.high))


def test_tornado_of_certain_coefficients_is_flat_but_for_the_survey() -> None:
    bars = tornado(SHARES, LEDGER.fixed(), r=None, amplification_base="dissatisfied")
    assert [bar.name for bar in bars if bar.high != bar.low] == ["D"]

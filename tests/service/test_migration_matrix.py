"""The migration matrix: rates over the right base, what is gained in all, and nothing lost."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voc.service.migration import Flow, matrix
from voc.service.rates import poisson_rate

EXPOSED = {"甲": 30_000.0, "乙": 60_000.0}


def test_by_hand() -> None:
    found = matrix(
        Flow({("甲", "乙"): 30, ("乙", "甲"): 12, ("甲", "甲"): 99}, EXPOSED),
        Flow({("甲", "对手"): 60, ("乙", "对手"): 6, ("乙", "另一家"): 7}, EXPOSED),
        Flow({("对手", "甲"): 15}, {"甲": 30_000.0}),
    )
    assert found.brands == ("乙", "甲")
    assert found.rivals == ("对手", "另一家")
    assert ("甲", "甲") not in found.cells
    assert found.cells["甲", "乙"].rate == poisson_rate(30, 30_000)
    assert found.cells["甲", "乙"].rate.value == pytest.approx(10)
    assert found.cells["对手", "甲"].rate.value == pytest.approx(5)  # over the brand that was joined
    assert found.net == {"甲": 12 + 15 - 30 - 60, "乙": 30 - 12 - 6 - 7}


def test_without_customers_there_are_numbers_and_no_rates() -> None:
    found = matrix(Flow({("甲", "乙"): 3}, {"甲": None, "乙": None}), Flow({}, {}), Flow({}, {}))
    assert found.cells["甲", "乙"].number == 3
    assert found.cells["甲", "乙"].rate.value is None


PAIRS = st.dictionaries(st.tuples(st.sampled_from("甲乙丙"), st.sampled_from("甲乙丙")), st.integers(0, 500), max_size=6)


@settings(max_examples=40, deadline=None)
@given(PAIRS)
def test_within_the_house_nobody_is_gained(moves: dict[tuple[str, str], int]) -> None:
    found = matrix(Flow(moves, dict.fromkeys("甲乙丙", 1000.0)), Flow({}, {}), Flow({}, {}))
    assert sum(found.net.values()) == 0

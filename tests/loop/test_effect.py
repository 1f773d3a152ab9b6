"""Proof of effect: golden elimination, the control takes out what moved everything, and few verbatims prove nothing."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voc.loop.effect import Counts, effect


def test_the_golden_elimination() -> None:
    found = effect(Counts(80, 1000, 60), Counts(20, 1000, 60)).plain
    assert (found.value, found.low, found.high) == pytest.approx((0.75, 0.5919, 0.8468), abs=1e-4)


def test_the_adjusted_rate_by_hand() -> None:
    found = effect(Counts(80, 1000, 60), Counts(20, 500, 60)).adjusted
    ratio = (20.5 / 80.5) / (500.5 / 1000.5)
    swing = math.exp(1.959964 * math.sqrt(1 / 20.5 + 1 / 80.5 + 1 / 500.5 + 1 / 1000.5))
    assert (found.value, found.low, found.high) == pytest.approx((1 - ratio, 1 - ratio * swing, 1 - ratio / swing), abs=1e-5)


@pytest.mark.parametrize(
    ("before", "after", "verdict"),
    [
        ((80, 1000), (20, 1000), "works"),
        ((80, 1000), (40, 500), "no_effect_shown"),  # everything halved: the change did not do it
        ((20, 1000), (80, 1000), "worse"),
        ((80, 1000), (76, 1000), "no_effect_shown"),
        ((130, 1000), (111, 2000), "no_effect_shown"),  # all else doubled, this stayed: no proof of the change
        ((5, 1000), (1, 1000), "too_few"),
        ((0, 1000), (40, 1000), "too_few"),
        ((40, 0), (10, 0), "too_few"),
    ],
)
def test_verdicts(before: tuple[int, int], after: tuple[int, int], verdict: str) -> None:
    assert effect(Counts(*before, 60), Counts(*after, 60)).verdict == verdict


@given(*[st.integers(0, 500)] * 4, st.integers(1, 90))
def test_the_interval_holds_the_rate_and_the_base_is_what_was_counted(a: int, b: int, c: int, d: int, days: int) -> None:
    found = effect(Counts(a, b, days), Counts(c, d, days))
    assert found.plain.base == found.adjusted.base == a + c
    for estimate in (found.plain, found.adjusted):
        if estimate.value is not None and estimate.low is not None and estimate.high is not None:
            assert estimate.low <= estimate.value <= estimate.high <= 1

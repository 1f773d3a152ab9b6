"""Proof of effect: golden elimination, the control takes out what moved everything, few or young verbatims prove nothing."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voc.loop.effect import LEAST_PERIODS, Counts, Effect, calm, effect
from voc.service.interrupted import level_shift

WOBBLE = (0, 2, -1, 1, -2, 0, 1, -1, 2, -2, 1, -1)


def weeks(k: float, rest: float, number: int = 12) -> list[Counts]:
    """Weeks with about so many verbatims each, never twice the same, and in all exactly `number` times as many."""
    return [Counts(round(k + (WOBBLE[place % 12] if k > 4 else 0)), round(rest - WOBBLE[place % 12]), 7) for place in range(number)]


def test_the_golden_elimination() -> None:
    found = effect([Counts(20, 250, 15)] * 4, [Counts(5, 250, 15)] * 4).plain
    assert (found.value, found.low, found.high) == pytest.approx((0.75, 0.5919, 0.8468), abs=1e-4)


def test_the_adjusted_rate_by_hand() -> None:
    before, after = weeks(20, 100), weeks(6, 100)
    found = effect(before, after)
    series = [math.log((one.k + 0.5) / (one.rest + 0.5)) for one in (*before, *after)]
    shift = level_shift(series, [False] * 12 + [True] * 12).estimate
    assert shift.low is not None
    assert shift.high is not None
    assert (found.adjusted.low, found.adjusted.high) == pytest.approx((1 - math.exp(shift.high), 1 - math.exp(shift.low)))
    # Without much autocorrelation it is nearly the difference of the two means of the logarithm.
    plain = 1 - math.exp(np.mean(series[12:]) - np.mean(series[:12]))
    assert found.adjusted.value == pytest.approx(plain, abs=0.01)


@pytest.mark.parametrize(
    ("before", "after", "verdict"),
    [
        ((20, 100), (6, 100), "works"),
        ((20, 100), (10, 50), "no_effect_shown"),  # everything halved: the change did not do it
        ((6, 100), (20, 100), "worse"),
        ((20, 100), (19, 100), "no_effect_shown"),
        ((20, 100), (20, 200), "no_effect_shown"),  # all else doubled, this stayed: no proof of the change
        ((0.4, 100), (0.4, 100), "too_few"),
        ((0, 100), (20, 100), "too_few"),
        ((20, 0), (5, 0), "too_few"),
    ],
)
def test_verdicts(before: tuple[float, float], after: tuple[float, float], verdict: str) -> None:
    found = effect(weeks(*before), weeks(*after))
    assert found.verdict == verdict


@pytest.mark.parametrize(("before", "after"), [(12, LEAST_PERIODS - 1), (LEAST_PERIODS - 1, 12), (0, 12), (12, 0)])
def test_too_early_while_one_side_is_short(before: int, after: int) -> None:
    assert effect(weeks(20, 100, before), weeks(2, 100, after)).verdict == "too_early"


def test_a_slow_end_is_not_taken_for_slow_change() -> None:
    """Complaints about what happened before the change trail behind it."""
    before, after, settling = weeks(24, 200), weeks(6, 200), [Counts(20, 200, 7), Counts(12, 200, 7)]
    found = effect(before, after, settling)
    assert (found.verdict, found.settled, found.before.days, found.after.days) == ("works", 14, 84, 84)
    assert found.after.k == sum(one.k for one in after)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 300)), min_size=8, max_size=20), st.integers(1, 19))
def test_the_interval_holds_the_rate_and_the_base_is_what_was_counted(rows: Sequence[tuple[int, int]], cut: int) -> None:
    periods = [Counts(k, rest, 7) for k, rest in rows]
    found: Effect = effect(periods[:cut], periods[cut:])
    assert found.plain.base == found.adjusted.base == sum(k for k, _ in rows)
    for estimate in (found.plain, found.adjusted):
        if estimate.value is not None and estimate.low is not None and estimate.high is not None:
            assert estimate.low <= estimate.value <= estimate.high <= 1
    assert (found.verdict == "too_early") == (min(len(periods[:cut]), len(periods[cut:])) < LEAST_PERIODS)


@pytest.mark.slow
@pytest.mark.parametrize("weeks_after", [6, 8, 12])
def test_false_effects_of_a_thousand_nulls_of_counts(weeks_after: int) -> None:
    """Counts whose rate wanders with autocorrelation .3 to .6: the verdict is works or worse in 3 to 7 of a hundred.

    Twelve weeks before; two of the weeks after are those in which it settles.
    """
    chance = np.random.default_rng(20261130 + weeks_after)
    false, n = 0, 12 + weeks_after
    for rho in np.linspace(0.3, 0.6, 1000):
        level, wander = 0.0, []
        for shock in chance.normal(size=76) * math.sqrt(1 - rho * rho):
            level = rho * level + shock
            wander.append(level)
        rate = 40 * np.exp(0.35 * np.array(wander[-n:]))
        made = [Counts(int(k), int(rest), 7) for k, rest in zip(chance.poisson(rate), chance.poisson(300, n), strict=True)]
        false += effect(made[:12], made[14:], made[12:14]).verdict in ("works", "worse")
    assert 30 <= false <= 70


def test_a_burst_of_one_other_cause_is_no_common_change() -> None:
    """Ten other causes of 20 a week; one of them shouts ten times as loud for three weeks after the change."""
    usual = [{f"c{place}": 20 for place in range(10)} for _ in range(24)]
    loud = [one | ({"c3": 200} if 14 <= week < 17 else {}) for week, one in enumerate(usual)]
    assert calm(usual) == [200.0] * 24
    assert calm(loud)[14] == pytest.approx(180 + 20 + 3 * math.sqrt(21))
    halved = [{name: n // 2 if week >= 12 else n for name, n in one.items()} for week, one in enumerate(usual)]
    assert calm(halved)[20] == 100  # what moves everything still counts
    held = [
        Counts(20 + WOBBLE[week % 12], sum(one.values()), 7, control)
        for week, (one, control) in enumerate(zip(loud, calm(loud), strict=True))
    ]
    found = effect(held[:12], held[12:])
    assert found.verdict == "no_effect_shown"
    assert found.adjusted.value == pytest.approx(0.0, abs=0.05)
    assert found.after.rest > found.before.rest  # shown as it was counted


def _with_bursts(chance: np.random.Generator) -> list[dict[str, int]]:
    """Twenty other causes a week, two of which shout for three weeks somewhere after the change."""
    base = chance.gamma(4, 3.5, size=20)
    found = [{f"c{place}": int(chance.poisson(rate)) for place, rate in enumerate(base)} for _ in range(26)]
    for _ in range(2):
        place, first = int(chance.integers(20)), int(chance.integers(14, 23))
        for week in range(first, first + 3):
            found[week][f"c{place}"] += int(chance.poisson(120))
    return found


@pytest.mark.slow
def test_false_effects_while_other_causes_burst() -> None:
    """A thousand nulls of autocorrelation .3 to .6 beside outages and wrong bills of other causes: still 3 to 7 of a hundred."""
    chance = np.random.default_rng(20261129)
    false = {"calm": 0, "plain": 0}
    for rho in np.linspace(0.3, 0.6, 1000):
        level, wander = 0.0, []
        for shock in chance.normal(size=76) * math.sqrt(1 - rho * rho):
            level = rho * level + shock
            wander.append(level)
        rate = 40 * np.exp(0.2 * np.array(wander[-26:]))
        others = _with_bursts(chance)
        k = chance.poisson(rate)
        for name, controls in (("calm", calm(others)), ("plain", [None] * 26)):
            made = [Counts(int(n), sum(one.values()), 7, held) for n, one, held in zip(k, others, controls, strict=True)]
            false[name] += effect(made[:12], made[14:], made[12:14]).verdict in ("works", "worse")
    assert 30 <= false["calm"] <= 70
    assert false["plain"] > false["calm"]

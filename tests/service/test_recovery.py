from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voc.errors import VocError
from voc.service.recovery import Control, control_of, recovery
from voc.survey.intervals import mean

RATING = st.integers(1, 10).map(float)


def test_by_hand() -> None:
    found = recovery([2, 4, None, 3], [6, 6, 9, None], Control(7.0, 0.5))
    left = [6 - (7 + 0.5 * (2 - 7)), 6 - (7 + 0.5 * (4 - 7))]
    assert (found.value, found.base) == (pytest.approx(sum(left) / 2), 2)
    assert found.se == pytest.approx(abs(left[0] - left[1]) / 2)
    assert recovery([], [], Control(7.0, 0.5)).value is None
    assert recovery([3], [4], Control(7.0, 0.5)).low is None


def _raters(seed: int, effect: float) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Two ratings of the same persons: those picked for a first rating up to 5, and a control of everybody."""
    chance = np.random.default_rng(seed)
    person = chance.normal(7, 1.2, 6000)
    first, second = person + chance.normal(0, 1.2, 6000), person + chance.normal(0, 1.2, 6000)
    picked = first[:3000] <= 5
    return first[:3000][picked], second[:3000][picked] + effect, first[3000:], second[3000:]


@pytest.mark.parametrize("effect", [0.0, 1.0])
def test_complainers_rise_by_themselves_and_that_is_not_counted(effect: float) -> None:
    covered = naive = 0
    for seed in range(40):
        before, after, first, second = _raters(seed, effect)
        control = control_of(mean(second), first, second)
        assert control is not None
        found = recovery(before, after, control)
        assert found.low is not None
        assert found.high is not None
        covered += found.low <= effect <= found.high
        plain = mean(after - before)
        assert plain.low is not None
        naive += plain.low > 0
    assert covered >= 34
    assert naive == 40


def test_no_control_without_pairs_or_variation() -> None:
    assert control_of(mean([7.0] * 50), [1.0] * 20, [2.0] * 20) is None
    assert control_of(mean([7.0] * 50), [5.0] * 40, [float(n) for n in range(40)]) is None
    assert control_of(mean([]), [float(n) for n in range(40)], [float(n) for n in range(40)]) is None
    with pytest.raises(VocError):
        Control(7.0, 1.2)
    with pytest.raises(VocError):
        Control(math.nan, 0.2)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(RATING, RATING), min_size=2, max_size=40), st.floats(-1, 1), st.floats(0, 0.5))
def test_full_correlation_is_the_plain_difference(pairs: list[tuple[float, float]], rho: float, error: float) -> None:
    before, after = [b for b, _ in pairs], [a for _, a in pairs]
    assert recovery(before, after, Control(7.0, 1.0)).value == pytest.approx(np.mean(np.subtract(after, before)))
    sure, unsure = recovery(before, after, Control(7.0, rho)), recovery(before, after, Control(7.0, rho, error, error))
    assert sure.se is not None
    assert unsure.se is not None
    assert unsure.se >= sure.se - 1e-12

"""The days in which a change settles: of the lengths looked at, the default loses least power whatever the delay of what customers say."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from voc.loop.actions import SETTLES


@pytest.fixture(scope="module")
def settling() -> ModuleType:
    path = Path(__file__).parents[2] / "benchmarks" / "settling.py"
    spec = importlib.util.spec_from_file_location("settling", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_what_is_left_after_a_change_adds_up_to_the_delay(settling: ModuleType) -> None:
    """An exponential delay of so many days: what comes after the change is, in all, what came in so many days before it."""
    for delay in settling.DELAYS:
        assert 7 * settling._after(delay, 60).sum() == pytest.approx(delay)
    assert settling._after(None, 5).tolist() == [1] * 5


@pytest.mark.slow
def test_the_default_is_the_length_that_loses_least_at_worst(settling: ModuleType) -> None:
    found = settling.measured(300, 7)
    powers = [case for case in found[SETTLES] if case[0] is not None]
    best = {case: max(found[length][case][0] for length in settling.LENGTHS) for case in powers}
    loss = {length: max(best[case] - found[length][case][0] for case in powers) for length in settling.LENGTHS}
    assert min(loss, key=loss.__getitem__) == SETTLES
    # With four weeks on the later side it is careful; from six on it keeps its level.
    assert all(found[SETTLES][None, seen][0] <= 0.07 for seen in settling.SEEN)
    assert found[SETTLES][None, 12][0] >= 0.03

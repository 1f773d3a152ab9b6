from __future__ import annotations

import math

import pytest

from voc.survey.coding import Coded, bench, margins


def test_margins_as_designed() -> None:
    assert margins([[0.5, 0.3, 0.2], [0.9, 0.05, 0.05], [0.34, 0.33, 0.33]]) == pytest.approx([0.20, 0.85, 0.01])


def _codes() -> list[Coded]:
    pairs = [("a", "a")] * 20 + [("a", "b")] * 5 + [("b", "a")] * 10 + [("b", "b")] * 15
    rows = []
    for place, (one, two) in enumerate(pairs):
        drawn = "audit" if place % 2 else "margin"
        rows += [Coded(str(place), "甲", one, drawn, "a"), Coded(str(place), "乙", two, drawn, "a")]
    return rows


def test_agreement_of_two_coders() -> None:
    found = bench(_codes())
    assert found.kappa == pytest.approx(0.4)
    assert found.pair == ("乙", "甲")
    assert found.overall.units == 50
    assert found.overall.enough
    assert found.overall.low < found.overall.alpha < found.overall.high
    assert [(code, count) for code, _, count in found.by_code] == [("a", 55), ("b", 45)]
    assert found.by_code[0][1].alpha == pytest.approx(found.overall.alpha)
    assert len(found.differ) == 15
    assert found.differ[0] == ("20", (("乙", "b"), ("甲", "a")))


def test_the_machine_is_judged_on_the_random_audit_only() -> None:
    rows = [Coded("1", "甲", "a", "margin", "b"), Coded("2", "甲", "a", "audit", "a"), Coded("3", "甲", "a", "audit", None)]
    found = bench(rows)
    assert (found.machine.value, found.machine.base) == (0.5, 2)
    assert math.isnan(found.overall.alpha)
    assert found.pair is None
    assert found.differ == ()


def test_a_code_given_anew_counts_once() -> None:
    assert (
        bench(
            [Coded("1", "甲", "a", "margin", None), Coded("1", "甲", "b", "margin", None), Coded("1", "乙", "b", "margin", None)]
        ).differ
        == ()
    )

"""Figures of the root-cause tree against counts by hand, brute force and truths they were drawn from."""

from __future__ import annotations

import math
from datetime import date, timedelta

import numpy as np
import pytest

from voc.service.root_causes import audits, hit, impacts, preceding, share_of, together


def test_impact_by_hand() -> None:
    ratings = np.array([20.0] * 10 + [80.0] * 30)
    names = np.zeros((40, 2), bool)
    names[:10, 0] = True
    names[:3, 1] = True
    first, second = impacts(ratings, np.ones(40), names)
    assert second is None  # three are too few
    assert first is not None
    assert (first.base, first.with_cause, first.without) == (10, 20.0, 80.0)
    assert first.gain == pytest.approx(80 - (10 * 20 + 30 * 80) / 40)
    assert first.low < first.gain < first.high


def test_impact_is_weighted() -> None:
    ratings, weights = np.array([0.0] * 5 + [100.0] * 5), np.array([3.0] * 5 + [1.0] * 5)
    names = np.array([[True]] * 5 + [[False]] * 5)
    found = impacts(ratings, weights, names)[0]
    assert found is not None
    assert found.gain == pytest.approx(100 - 25)


def test_bootstrap_interval_covers_the_truth() -> None:
    rng = np.random.default_rng(5)
    covered = 0
    for _ in range(40):
        names = rng.random((400, 1)) < 0.2
        ratings = 70 - 20 * names[:, 0] + rng.normal(0, 15, 400)
        found = impacts(ratings, np.ones(400), names, draws=200)[0]
        assert found is not None
        covered += found.low <= 0.2 * 20 <= found.high
    assert covered >= 34


def test_together_by_hand() -> None:
    said = [{"a", "b"}] * 6 + [{"a"}] * 4 + [{"b"}] * 4 + [{"c"}] * 26 + [{"a", "c"}] * 2
    rules = together(said, "a")
    assert [one.other for one in rules] == ["b"]
    assert (rules[0].both, rules[0].lift) == (6, pytest.approx(6 * 42 / (12 * 10)))
    assert rules[0].expected == pytest.approx(12 * 10 / 42)
    assert rules[0].low < rules[0].lift < rules[0].high
    assert rules[0].q < 0.05
    assert together([], "a") == []


def test_what_comes_before() -> None:
    start = date(2026, 1, 1)
    rows = [(n, start, "bill") for n in range(8)] + [(n, start + timedelta(days=20), "attitude") for n in range(8)]
    rows += [(100 + n, start + timedelta(days=n), "signal") for n in range(60)]
    rows += [(200, start, "attitude"), (200, start + timedelta(days=90), "attitude")]
    found = preceding(*map(list, zip(*rows, strict=True)), "attitude")
    assert [(one.other, one.both) for one in found] == [("bill", 8)]
    assert found[0].lift > 3
    late = [(n, start + timedelta(days=61), "attitude") for n in range(8)] + [(n, start, "bill") for n in range(8)]
    assert preceding(*map(list, zip(*late, strict=True)), "attitude") == []


def test_who_is_hit() -> None:
    counts = {
        "region": {"甲": (40, 400), "乙": (20, 400), "丙": (20, 400)},
        "brand": {"一": (40, 600), "二": (40, 600)},
        "age": {"老": (4, 8)},
    }
    found = hit(counts)
    assert [(one.dimension, one.value, one.ratio) for one in found] == [("region", "甲", pytest.approx(0.1 / 0.05))]
    assert hit({}) == []


def test_shares_are_corrected_where_an_audit_allows() -> None:
    pairs = [("a", "a")] * 40 + [("a", "b")] * 10 + [(None, "a")] * 10 + [("b", "b")] * 140
    audit = audits(pairs)["a"]
    assert (audit.sensitivity, audit.specificity) == (0.8, 140 / 150)
    share, was = share_of(300, 1000, audit)
    assert was
    assert share.value == pytest.approx((0.3 + 140 / 150 - 1) / (0.8 + 140 / 150 - 1))
    plain, was = share_of(300, 1000, None)
    assert not was
    assert plain.value == 0.3
    assert math.isfinite(share.low or math.nan)
    assert (share.high or 0) - (share.low or 0) > (plain.high or 0) - (plain.low or 0)
    assert audits([("a", "a")] * 3) == {}

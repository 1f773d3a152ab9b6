"""Roll-ups against the same figures counted case by case."""

from __future__ import annotations

from datetime import date, timedelta
from statistics import mean as average
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voc.errors import VocError
from voc.service.handling import median_time
from voc.service.rates import poisson_rate
from voc.service.rollup import EDGES, INDICATORS, Rollup, indicators, joined, roll_up
from voc.survey.intervals import mean, wilson

SUMS = ("cases", "decided", "kept", "after", "after_2", "after_known", "exposure")


def _cases(number: int, seed: int) -> pa.Table:
    chance = np.random.default_rng(seed)
    rating = chance.integers(1, 11, number).astype(float)
    known = chance.random(number) < 0.7
    hours = chance.gamma(1.6, 14, number)
    decided = chance.random(number) < 0.9
    return pa.table(
        {
            "week": pa.array([date(2026, 1, 5) + timedelta(weeks=int(week)) for week in chance.integers(0, 4, number)]),
            "region": pa.array([["东", "西", None][place] for place in chance.integers(0, 3, number)]),
            "cases": np.ones(number),
            "decided": decided,
            "kept": decided & (chance.random(number) < 0.8),
            "after": np.where(known, rating, 0.0),
            "after_2": np.where(known, rating**2, 0.0),
            "after_known": known,
            "exposure": np.full(number, 40.0),
            "resolution": hours,
            "resolution_ended": chance.random(number) < 0.9,
        }
    )


def _rolled(table: pa.Table) -> Rollup:
    return roll_up(table, ("week", "region"), SUMS, ("resolution",))


@pytest.mark.parametrize("by", [("week", "region"), ("region",), ("week",), ()])
def test_every_cell_is_what_its_own_cases_give(by: tuple[str, ...]) -> None:
    table = _cases(900, 3)
    found = indicators(_rolled(table), by).to_pylist()
    rows = table.to_pylist()
    seen = {tuple(row[name] for name in by) for row in rows}
    assert {tuple(row[name] for name in by) for row in found} == seen
    for cell in found:
        own = [row for row in rows if all(row[name] == cell[name] for name in by)]
        promise = wilson(sum(row["kept"] for row in own), sum(row["decided"] for row in own))
        assert (cell["promise"], cell["promise_low"], cell["promise_high"]) == pytest.approx(
            (promise.value, promise.low, promise.high)
        )
        after = mean([row["after"] for row in own if row["after_known"]])
        assert (cell["after"], cell["after_low"], cell["after_base"]) == pytest.approx((after.value, after.low, after.base))
        rate = poisson_rate(len(own), 40.0 * len(own))
        assert (cell["complaints"], cell["complaints_low"], cell["complaints_high"]) == pytest.approx(
            (rate.value, rate.low, rate.high)
        )


def test_the_median_is_near_the_exact_one_and_its_bounds_too() -> None:
    table = _cases(4000, 7)
    (cell,) = indicators(_rolled(table), ()).to_pylist()
    exact = median_time(table["resolution"].to_pylist(), table["resolution_ended"].to_pylist())
    assert (cell["resolution"], cell["resolution_low"], cell["resolution_high"]) == pytest.approx(
        (exact.value, exact.low, exact.high), rel=0.04
    )
    assert cell["resolution_base"] == exact.base == 4000
    assert average(np.diff(np.log(EDGES[1:-1]))) == pytest.approx(0.206, abs=0.01)


def test_two_roll_ups_beside_one_another() -> None:
    table, said = _cases(300, 1), pa.table({"region": ["东", "北", None], "judged": [1, 1, 1], "negative": [True, False, True]})
    both = joined(_rolled(table).over(("region",)), roll_up(said, ("region",), ("judged", "negative")), ("region",))
    assert len(both) == 4
    found = {row["region"]: row for row in indicators(both, ("region",)).to_pylist()}
    assert set(found) == {"东", "西", "北", None}
    assert (found["东"]["negative"], found["北"]["negative"], found["西"]["negative"]) == (1.0, 0.0, None)
    assert (found["北"]["promise"], found["北"]["complaints"]) == (None, None)
    assert found["西"]["complaints"] is not None


def test_what_is_not_given_is_not_there_and_unknown_keys_are_told() -> None:
    rolled = _rolled(_cases(50, 2))
    names = {name for name in indicators(rolled, ("region",)).column_names if "_" not in name}
    assert names == {"region", "promise", "after", "complaints", "resolution"}
    assert set(indicators(rolled, (), ["promise"]).column_names) == {
        "all",
        "promise",
        "promise_low",
        "promise_high",
        "promise_base",
    }
    with pytest.raises(VocError, match="team"):
        rolled.over(("team",))


def test_no_case_is_no_cell() -> None:
    rolled = roll_up(_cases(5, 1).slice(0, 0), ("week", "region"), SUMS, ("resolution",))
    assert indicators(rolled, ("region",)).num_rows == indicators(rolled, ()).num_rows == 0


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 120))
def test_cells_add_up(seed: int, number: int) -> None:
    rolled = _rolled(_cases(number, seed))
    fine, whole = indicators(rolled, ("week", "region")), indicators(rolled, ())
    for name in ("promise_base", "after_base", "complaints_base", "resolution_base"):
        assert sum(value or 0 for value in fine[name].to_pylist()) == pytest.approx(whole[name].to_pylist()[0] or 0)
    assert {one.good for one in INDICATORS} == {1, -1}


@pytest.mark.parametrize("kind", ["share", "mean", "rate", "hours"])
def test_bounds_hold_the_value(kind: str) -> None:
    found: list[dict[str, Any]] = indicators(_rolled(_cases(400, 5)), ("week", "region")).to_pylist()
    for one in INDICATORS:
        if one.kind != kind or one.name not in found[0]:
            continue
        for row in found:
            value, low, high = (row[f"{one.name}{end}"] for end in ("", "_low", "_high"))
            assert value is None or low is None or low <= value + 1e-9
            assert value is None or high is None or value <= high + 1e-9

from __future__ import annotations

import math
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voc.errors import VocError
from voc.survey import intervals as iv
from voc.survey.periods import GRAINS, Grain, as_days, starts
from voc.survey.trend import TREND, change, compare, trend

MONDAY = date(2026, 1, 5)
ROWS = st.lists(
    st.tuples(
        st.one_of(st.none(), st.dates(MONDAY, MONDAY + timedelta(days=80))),
        st.sampled_from(["甲", "乙", None]),
        st.one_of(st.none(), st.booleans()),
        st.floats(0.1, 9),
    ),
    max_size=60,
)


def _table(rows: list[tuple[date | None, str | None, bool | None, float]]) -> pa.Table:
    day, group, hit, weight = zip(*rows, strict=True) if rows else ((), (), (), ())
    types = {"day": pa.date32(), "brand": pa.string(), "hit": pa.bool_(), "w": pa.float64()}
    return pa.table({name: pa.array(v, t) for (name, t), v in zip(types.items(), (day, group, hit, weight), strict=True)})


@settings(max_examples=150, deadline=None)
@given(ROWS, st.sampled_from(GRAINS), st.sampled_from(["share", "mean"]))
def test_every_cell_is_the_estimate_of_its_rows(
    rows: list[tuple[date | None, str | None, bool | None, float]], grain: Grain, kind: str
) -> None:
    found = trend(_table(rows), "hit", "brand", grain, weight="w", kind=kind, partial=True)  # type: ignore[arg-type]
    estimate = iv.share if kind == "share" else iv.mean
    assert found.schema == TREND
    assert sum(found["n"].to_pylist()) == sum(1 for day, _, hit, _ in rows if day and hit is not None)
    for cell in found.to_pylist():
        mine = [r for r in rows if r[0] and r[1] == cell["group"] and starts(as_days([r[0]]), grain).tolist() == [cell["period"]]]
        expected = estimate([None if r[2] is None else float(r[2]) for r in mine], [r[3] for r in mine])
        assert (cell["n"], cell["quality"]) == (expected.base, iv.quality(expected))
        for name in ("value", "low", "high"):
            want = getattr(expected, name)
            assert cell[name] == (want if want is None else pytest.approx(want, rel=1e-9, abs=1e-9)), name


def test_partial_edges_are_left_out_unless_wanted() -> None:
    days = [MONDAY + timedelta(days=2 + i) for i in range(21)]
    table = pa.table({"day": days, "x": [1.0] * 21})
    assert trend(table, "x").num_rows == 2
    shown = trend(table, "x", partial=True)
    assert shown["partial"].to_pylist() == [True, False, False, True]
    assert shown["end"].to_pylist()[0] == MONDAY + timedelta(days=6)


def test_rows_without_a_value_still_cover_the_period() -> None:
    """The week is whole because the data reach over it, whether or not those rows hold an answer."""
    table = pa.table({"day": [MONDAY + timedelta(days=i) for i in range(14)], "x": [None] * 5 + [1.0] * 9})
    assert trend(table, "x")["n"].to_pylist() == [2, 7]


def test_pandas_and_arrow_give_the_same() -> None:
    frame = pd.DataFrame({"day": [MONDAY + timedelta(days=i % 14) for i in range(140)], "ok": [i % 3 == 0 for i in range(140)]})
    assert trend(frame, "ok").equals(trend(pa.Table.from_pandas(frame, preserve_index=False), "ok"))
    stamps = frame.assign(day=pd.to_datetime(frame["day"]))
    assert trend(stamps, "ok").equals(trend(frame, "ok"))


def test_small_cells_are_flagged_not_dropped() -> None:
    table = pa.table({"day": [MONDAY] * 29 + [MONDAY + timedelta(days=1)] * 100, "x": [True] * 129})
    found = trend(table, "x", grain="day")
    assert found["quality"].to_pylist() == ["suppressed", "ok"]
    assert found["high"].to_pylist() == [1.0, 1.0]


def test_a_thousand_groups_stay_apart_and_in_order() -> None:
    names = [f"店{i:03d}" for i in range(1000)]
    table = pa.table({"day": [MONDAY] * 2000, "x": [float(i // 2) for i in range(2000)], "g": [names[i // 2] for i in range(2000)]})
    found = trend(table, "x", "g", "day")
    assert found["group"].to_pylist() == names
    assert found["value"].to_pylist() == [float(i) for i in range(1000)]


def test_empty_table_and_unknown_columns() -> None:
    empty = pa.table({"day": pa.array([], pa.date32()), "x": pa.array([], pa.float64())})
    assert trend(empty, "x").num_rows == 0
    with pytest.raises(VocError, match=r"no column \['y'\]"):
        trend(empty, "y")
    with pytest.raises(VocError, match="must be true/false"):
        trend(pa.table({"day": [MONDAY], "x": [0.5]}), "x", kind="share")


def _halves(before: int, now: int, n: int = 200) -> pa.Table:
    days = [MONDAY] * n + [MONDAY + timedelta(days=7)] * n
    return pa.table({"day": days, "hit": [i < before for i in range(n)] + [i < now for i in range(n)]})


def test_change_against_the_period_before() -> None:
    found = compare(_halves(40, 80), "hit", MONDAY + timedelta(days=7), MONDAY + timedelta(days=13))
    assert (found.now.value, found.before.value, found.delta) == pytest.approx((0.4, 0.2, 0.2))
    assert not found.holds
    assert found.low is not None
    assert found.low > 0


@pytest.mark.parametrize(("before", "now"), [(40, 41), (40, 40), (40, 50)])
def test_a_change_within_its_interval_holds_level(before: int, now: int) -> None:
    assert compare(_halves(before, now), "hit", MONDAY + timedelta(days=7), MONDAY + timedelta(days=13)).holds


def test_a_sure_change_that_rounds_to_nothing_holds_level() -> None:
    now, before = iv.Estimate(0.5003, 0.5002, 0.5004, 10**8, 1e8, "x"), iv.Estimate(0.5, 0.4999, 0.5001, 10**8, 1e8, "x")
    assert change(now, before, step=0.001).holds
    assert not change(now, before, step=0.0001).holds


def test_no_period_before_no_delta() -> None:
    found = compare(_halves(1, 1), "hit", MONDAY, MONDAY + timedelta(days=6))
    assert (found.before.base, found.delta, found.holds) == (0, None, True)
    with pytest.raises(VocError, match="before the first day"):
        compare(_halves(1, 1), "hit", MONDAY, MONDAY - timedelta(days=1))


def test_mean_change_against_welch() -> None:
    """With equal spread and size the interval built from two intervals equals the pooled-free one of the two standard errors."""
    rng = np.random.default_rng(7)
    a, b = rng.normal(0.3, 1, 400), rng.normal(0.0, 1, 400)
    found = iv.difference(iv.mean(a), iv.mean(b))
    assert found is not None
    se = math.sqrt(a.var(ddof=1) / 400 + b.var(ddof=1) / 400)
    half = iv.t_of(399, 0.95) * se
    assert found == pytest.approx((a.mean() - b.mean(), a.mean() - b.mean() - half, a.mean() - b.mean() + half), abs=1e-9)

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voc.errors import VocError
from voc.survey.periods import GRAINS, Grain, as_days, choose_grain, following, periods, starts

MONDAY = date(2026, 1, 5)


def _days(first: date, length: int, *, each: int = 1, workdays: bool = False) -> list[date]:
    every = [first + timedelta(days=i) for i in range(length)]
    return [day for day in every if not workdays or day.weekday() < 5 for _ in range(each)]


@settings(max_examples=200, deadline=None)
@given(st.dates(date(1900, 1, 1), date(2200, 1, 1)), st.sampled_from(GRAINS))
def test_start_of_a_period_against_the_calendar(day: date, grain: Grain) -> None:
    quarter = date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    expected = {"day": day, "week": day - timedelta(days=day.weekday()), "month": day.replace(day=1), "quarter": quarter}[grain]
    begun = starts(as_days([day]), grain)
    after = following(begun, grain).tolist()[0]
    assert begun.tolist() == [expected]
    assert expected <= day < after
    assert starts(as_days([after]), grain).tolist() == [after]


def test_whole_weeks_are_whole() -> None:
    assert [p.partial for p in periods(_days(MONDAY, 21), "week")] == [False, False, False]


def test_edges_in_mid_week_are_partial() -> None:
    assert [p.partial for p in periods(_days(MONDAY + timedelta(days=2), 21), "week")] == [True, False, False, True]


def test_an_office_closed_at_weekends_has_whole_weeks() -> None:
    found = periods(_days(MONDAY, 26, workdays=True), "week")
    assert [p.partial for p in found] == [False, False, False, False]
    assert (found[0].start, found[0].end) == (MONDAY, MONDAY + timedelta(days=6))


def test_an_empty_period_in_between_is_listed() -> None:
    found = periods([date(2026, 1, 31), None, date(2026, 4, 1)], "month")
    assert [p.start.month for p in found] == [1, 2, 3, 4]


def test_no_days_no_periods() -> None:
    assert periods([None, None], "week") == []
    assert choose_grain([]) == "day"
    assert choose_grain([None], ["a"]) == "day"


@pytest.mark.parametrize(
    ("each", "length", "expected"),
    [(30, 60, "day"), (30, 61, "week"), (29, 60, "week"), (5, 70, "week"), (4, 181, "month"), (1, 730, "month")],
)
def test_the_finest_grain_that_carries_thirty(each: int, length: int, expected: str) -> None:
    assert choose_grain(_days(MONDAY, length, each=each)) == expected


def test_groups_share_the_answers() -> None:
    days = _days(MONDAY, 120, each=6)
    assert choose_grain(days) == "week"
    assert choose_grain(days, [i % 3 for i in range(len(days))]) == "month"


def test_a_coarser_grain_without_two_whole_periods_is_no_help() -> None:
    assert choose_grain(_days(MONDAY, 35)) == "week"
    assert choose_grain([MONDAY]) == "day"


def test_unknown_grain_and_uneven_groups_are_refused() -> None:
    with pytest.raises(VocError, match="known: day, week, month, quarter"):
        periods([MONDAY], "fortnight")  # type: ignore[arg-type]
    with pytest.raises(VocError, match="2 days came with 1 groups"):
        choose_grain([MONDAY, MONDAY], ["a"])

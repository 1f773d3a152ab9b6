from __future__ import annotations

from datetime import date

import pytest

from voc.dashboard import sidebar
from voc.dashboard.filters import UNNAMED, Filters, default_span

JUNE_SPAN, JULY_SPAN = (date(2026, 6, 1), date(2026, 6, 30)), (date(2026, 6, 1), date(2026, 7, 31))
JUNE = Filters(date(2026, 6, 1), date(2026, 6, 30))


@pytest.mark.parametrize(
    ("filters", "sql", "values"),
    [
        (Filters(), "TRUE", ()),
        (Filters(brand=("青禾", "远山")), "(v.brand IN (?, ?))", ("青禾", "远山")),
        (Filters(brand=(UNNAMED,)), "(v.brand IS NULL)", ()),
        (Filters(brand=("青禾", UNNAMED)), "(v.brand IN (?) OR v.brand IS NULL)", ("青禾",)),
        (JUNE.dated(), "v.day BETWEEN ? AND ?", (date(2026, 6, 1), date(2026, 6, 30))),
        (JUNE, "(v.day BETWEEN ? AND ? OR v.day IS NULL)", (date(2026, 6, 1), date(2026, 6, 30))),
    ],
)
def test_a_choice_is_a_condition(filters: Filters, sql: str, values: tuple[object, ...]) -> None:
    assert filters.where() == (sql, values)


def test_values_are_parameters_never_sql() -> None:
    sql, values = Filters(brand=("x' OR 1=1 --",)).where()
    assert "OR 1=1" not in sql
    assert values == ("x' OR 1=1 --",)


def test_a_dimension_a_table_does_not_have_is_not_asked() -> None:
    assert Filters(source=("social",), brand=("青禾",)).where("r", skip=("source",)) == ("(r.brand IN (?))", ("青禾",))


def test_the_period_before_has_the_same_length_and_ends_the_day_before() -> None:
    before = JUNE.previous()
    assert before is not None
    assert (before.first, before.last, before.undated) == (date(2026, 5, 2), date(2026, 5, 31), False)
    assert before.days == JUNE.days == 30
    assert (JUNE.with_previous().first, JUNE.with_previous().last) == (date(2026, 5, 2), date(2026, 6, 30))


def test_without_dates_there_is_no_period_before() -> None:
    assert Filters().previous() is None
    assert Filters().days == 0
    assert Filters().with_previous() == Filters(undated=False)


@pytest.mark.parametrize(
    ("first", "last", "span"),
    [
        (date(2025, 12, 29), date(2026, 6, 28), (date(2026, 3, 30), date(2026, 6, 28))),
        (date(2020, 1, 1), date(2026, 6, 28), (date(2026, 3, 30), date(2026, 6, 28))),
        (date(2026, 4, 1), date(2026, 6, 28), (date(2026, 4, 1), date(2026, 6, 28))),
        (date(2026, 6, 28), date(2026, 6, 28), (date(2026, 6, 28), date(2026, 6, 28))),
    ],
)
def test_the_default_leaves_as_much_to_compare_with(first: date, last: date, span: tuple[date, date]) -> None:
    assert default_span(first, last) == span


@pytest.mark.parametrize(
    ("chosen", "shown"), [(JUNE_SPAN, JULY_SPAN), ((date(2026, 6, 3), date(2026, 6, 9)), (date(2026, 6, 3), date(2026, 6, 9)))]
)
def test_who_looks_at_all_that_was_offered_looks_at_what_is_new(
    chosen: tuple[date, date], shown: tuple[date, date], monkeypatch: pytest.MonkeyPatch
) -> None:
    state: dict[str, object] = {}
    monkeypatch.setattr(sidebar.st, "session_state", state)
    sidebar._follow(JUNE_SPAN)
    assert "dates" not in state  # the box itself starts with what is offered
    state["dates"] = chosen
    sidebar._follow(JULY_SPAN)
    assert state["dates"] == shown

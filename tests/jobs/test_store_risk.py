from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from voc.errors import VocError
from voc.jobs.ingest import ingest
from voc.jobs.risk import exposures, exposures_by_cause
from voc.settings import Settings
from voc.store import Reader, Scope, Store

RATINGS = [10] * 70 + [6] * 18 + [2] * 12


@pytest.fixture
def reader(settings: Settings, write_csv: Callable[..., Path]) -> Reader:
    """200 respondents of two brands with the shares .70 / .18 / .12, 12 of a third, and the customers there are."""
    people = [{"问卷编号": f"{b}{i}", "品牌": b, "整体满意度": r} for b in ("甲牌", "乙牌") for i, r in enumerate(RATINGS)]
    people += [{"问卷编号": f"s{i}", "品牌": "丙牌", "整体满意度": 10} for i in range(12)]
    figures = [
        {"周期": "2026-06", "品牌": brand, "指标": "客户数", "数值": number, "单位": "户"}
        for brand, number in (("甲牌", 10_000), ("乙牌", 5_000))
    ]
    store = Store.open(settings)
    ingest(store, write_csv("survey.csv", people), "survey", settings=settings)
    ingest(store, write_csv("measures.csv", figures), "measures", settings=settings)
    return store.reader(Scope.everything())


def test_exposure_by_brand_against_the_formula_by_hand(reader: Reader) -> None:
    rows = {row["cell"]: row for row in exposures(reader, by="brand", amplification_base="complainers", leave_base="both")}
    assert list(rows) == [None, "丙牌", "乙牌", "甲牌"]
    dissatisfied = (12 + 0.5) / (100 + 1.5)
    told = 10 * (1 - 0.04 + 0.04 * 0.8) + 20 * 0.04 * 0.2
    for brand, customers in (("甲牌", 10_000), ("乙牌", 5_000)):
        row = rows[brand]
        assert (row["base"], row["r"], row["customers"]) == (100, None, customers)
        assert row["negative"]["value"] == pytest.approx(1000 * dissatisfied * told)
        assert (
            row["negative"]["low"] <= row["negative"]["sampling_low"] < row["negative"]["value"] < row["negative"]["sampling_high"]
        )
        assert row["customers_at_risk"]["value"] == pytest.approx(customers * dissatisfied * 0.81)
    assert rows[None]["customers"] == 15_000


def test_a_small_cell_is_pooled_and_says_so(reader: Reader) -> None:
    whole, small, other, _ = exposures(reader, by="brand", amplification_base="complainers", leave_base="both", target=500.0)
    assert (small["cell"], small["base"], small["status"]) == ("丙牌", 12, "pooled")
    assert 0 < small["pooling"] < 1
    # by hand: with k answers borrowed, the cell's own share of dissatisfied (0) counts 12 and the parent's (24 of 212) counts k
    k = 12 * small["pooling"] / (1 - small["pooling"])
    assert small["dissatisfied"] == pytest.approx(24 / 212 * k / (12 + k), abs=1e-3)
    assert small["level_target"] == {"level": "insufficient", "chance_above": None}, "what is borrowed is no base"
    assert other["status"] == whole["status"] == "ok"
    assert other["level_target"]["level"] == "orange"
    assert whole["level_year_before"] is None


def test_too_few_answers_in_all_give_no_figure(settings: Settings, write_csv: Callable[..., Path]) -> None:
    people = [{"问卷编号": f"s{i}", "品牌": "丙牌", "整体满意度": 10} for i in range(12)]
    store = Store.open(settings)
    ingest(store, write_csv("survey.csv", people), "survey", settings=settings)
    found = exposures(store.reader(Scope.everything()), by="brand", amplification_base="complainers", leave_base="both")
    assert [(row["cell"], row["base"], row["status"]) for row in found] == [
        (None, 12, "insufficient base"),
        ("丙牌", 12, "insufficient base"),
    ]


def test_a_year_before_is_the_base_where_there_is_one(settings: Settings, write_csv: Callable[..., Path]) -> None:
    now = [{"问卷编号": f"n{i}", "品牌": "甲牌", "整体满意度": r, "日期": "2026-05-01"} for i, r in enumerate(RATINGS * 10)]
    calm = [10] * 85 + [6] * 11 + [2] * 4
    before = [{"问卷编号": f"b{i}", "品牌": "甲牌", "整体满意度": r, "日期": "2025-04-01"} for i, r in enumerate(calm * 10)]
    store = Store.open(settings)
    ingest(store, write_csv("survey.csv", now + before), "survey", settings=settings)
    whole = exposures(store.reader(Scope.everything()), by="brand", amplification_base="complainers", leave_base="both")[0]
    assert (whole["base"], whole["dissatisfied"]) == (1000, pytest.approx(0.12))
    assert whole["level_year_before"]["level"] == "red"
    assert whole["level_year_before"]["chance_above"]["1.50"] > 0.95


def test_the_amplification_base_is_a_choice_that_shows(reader: Reader) -> None:
    low, high = (
        exposures(reader, by="brand", amplification_base=base, leave_base="both")[0]["negative"]["value"]
        for base in ("complainers", "dissatisfied")
    )
    assert high / low == pytest.approx(12 / 10.08, rel=1e-3)


def test_an_unknown_dimension_is_refused(reader: Reader) -> None:
    with pytest.raises(VocError):
        exposures(reader, by="text; drop table", amplification_base="complainers", leave_base="both")


def test_the_causes_add_up_to_the_whole(reader: Reader) -> None:
    whole, *parts = exposures_by_cause(reader, amplification_base="complainers", leave_base="both")
    assert whole["base"] == 212
    assert parts == [], "no negative verbatim, no parts"

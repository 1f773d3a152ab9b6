from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from voc.errors import VocError
from voc.jobs.ingest import ingest
from voc.jobs.risk import exposures
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


def test_too_few_answers_give_no_figure(reader: Reader) -> None:
    small = exposures(reader, by="brand", amplification_base="complainers", leave_base="both")[1]
    assert small == {"cell": "丙牌", "base": 12, "effective_base": 12.0, "status": "insufficient base"}


def test_the_amplification_base_is_a_choice_that_shows(reader: Reader) -> None:
    low, high = (
        exposures(reader, by="brand", amplification_base=base, leave_base="both")[0]["negative"]["value"]
        for base in ("complainers", "dissatisfied")
    )
    assert high / low == pytest.approx(12 / 10.08, rel=1e-3)


def test_an_unknown_dimension_is_refused(reader: Reader) -> None:
    with pytest.raises(VocError):
        exposures(reader, by="text; drop table", amplification_base="complainers", leave_base="both")

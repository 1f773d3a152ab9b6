"""Touchpoints, halls, migration, value by segment and plans: figures by hand, and the parts of the page in both languages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from statistics import fmean

import pytest
from access.places import all_rows, write
from streamlit.testing.v1 import AppTest

from voc.dashboard.filters import Filters
from voc.dashboard.reads import halls, journey, measured, migration, plans, segment_value, service_quality
from voc.dashboard.reads.base import At, open_store, reader
from voc.settings import Settings
from voc.store import Scope


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("旅程 一")
    return write(folder / "仓库", all_rows(folder / "行" / "仓库"))


@pytest.fixture
def there(served: Settings) -> At:
    return At(served, open_store(served).publication().id, Scope.everything(), Filters())


def test_functions_of_the_hall_by_hand(there: At) -> None:
    found = {one.name: one for one in halls.functions(there)}
    # 70 payments and 40 cards in each of two brands and two regions.
    assert (found["pay"].volume, found["sim"].volume) == (280, 160)
    assert (found["pay"].part, found["pay"].electronic, found["sim"].electronic) == (pytest.approx(280 / 440), "whole", "no")
    rows = reader(there).query(
        "SELECT r.touchpoint, a.value FROM answers a JOIN respondents r USING (respondent_id)"
        " WHERE a.role = 'csat' AND r.channel = '营业厅' AND r.touchpoint IS NOT NULL"
    )
    touched = Counter(rows["touchpoint"].to_pylist())
    assert found["pay"].visits.base == touched.total()
    assert found["pay"].visits.value == pytest.approx(touched["缴费充值"] / touched.total())
    own = [(row["value"] - 1) / 9 * 100 for row in rows.to_pylist() if row["touchpoint"] == "套餐变更"]
    assert (found["plan"].satisfaction.value, found["plan"].satisfaction.base) == (pytest.approx(fmean(own)), len(own))
    ids = halls.verbatims_of(there, "pay")
    assert len(ids) == found["pay"].negative.base > 0
    ((day, shares, total),) = halls.electronic_over_time(there)
    assert (day, total, shares["whole"]) == (date(2026, 5, 1), 440, pytest.approx(280 / 440))


def test_touchpoints_and_hand_offs_by_hand(there: At) -> None:
    heard = reader(there).query(
        "SELECT v.channel, v.touchpoint, s.label FROM verbatims v JOIN sentiment_scores s USING (verbatim_id) WHERE v.channel IS NOT NULL"
    )
    counted = Counter((row["channel"], row["touchpoint"]) for row in heard.to_pylist())
    found = {(one.channel, one.touchpoint): one for one in journey.touchpoints(there)}
    assert {spot: one.negative.base for spot, one in found.items() if one.negative.base} == counted
    cases = reader(there).query("SELECT case_id FROM cases").num_rows
    assert sum(one.handled.cases for one in found.values() if one.handled) == cases
    steps = reader(there).query("SELECT case_id, count(DISTINCT department) AS n FROM case_steps GROUP BY 1").to_pylist()
    passed = Counter(row["n"] for row in steps)
    legs = {one.departments: one for one in journey.legs(there)}
    assert {number: one.handled.cases for number, one in legs.items()} == passed
    assert set(journey.cases_through(there, 2)) == {row["case_id"] for row in steps if row["n"] == 2}


def test_migration_by_hand(there: At) -> None:
    found = migration.moves(there)
    assert {pair: cell.number for pair, cell in found.cells.items()} == {("青禾", "远山"): 18, ("远山", "青禾"): 18}
    assert found.net == {"青禾": 0, "远山": 0}
    one = migration.moves(replace(there, filters=Filters(brand=("青禾",))))
    assert set(one.cells) == set(found.cells)  # a brand is on either side
    with_customers = found.cells["青禾", "远山"].rate
    customers = reader(there).query(
        "SELECT avg(n) AS n FROM (SELECT day, sum(value) AS n FROM measures WHERE measure = '客户数' AND brand = '青禾' GROUP BY 1)"
    )
    assert with_customers.value == pytest.approx(18 / customers["n"].to_pylist()[0] * 10_000, rel=0.01)


def test_appeals_per_million_by_hand(there: At) -> None:
    found, exposed = service_quality.appeal_rate(there), measured.exposure(there)
    assert exposed is not None
    assert found.value == pytest.approx(12 / exposed * 1_000_000)
    assert (found.low, found.high) == pytest.approx([chi / 2 / exposed * 1_000_000 for chi in (12.4012, 41.9232)], rel=1e-4)


def test_plans_and_promotions_by_hand(there: At) -> None:
    told = {one.brand: one for one in plans.plans(there)}
    assert told[None].aware.value == pytest.approx(0.5)
    assert (told["青禾"].aware.value, told["远山"].aware.value) == (1.0, 0.0)
    assert told[None].taking_part.base == told[None].satisfaction.base == 0
    (one,) = plans.promotions(there)
    assert (one.name, one.taken, one.used.value, one.cancelled.value) == ("送流量", 320, 0.75, 0.25)
    assert one.used_before.base == 0


def test_value_of_segments_adds_up_to_what_was_measured(there: At) -> None:
    """Within a brand and region the bands say who pays more; their mean is the ARPU that was measured."""
    brand = {one.name: one for one in segment_value.by_segment(there, "brand")}
    given = segment_value.coefficients(there)
    kept = 0.99**12
    for name, arpu in (("青禾", 50.0), ("远山", 80.0)):
        expected = arpu * 12 * given["margin"] * kept / (1 + given["discount"] - kept)
        assert brand[name].existing.value == pytest.approx(expected)
        assert brand[name].potential.value == pytest.approx(expected * given["lift"] * given["p"])
    regions = segment_value.by_segment(there, "region")
    assert {one.name for one in regions} == {"东城", "西城"}
    assert segment_value.by_segment(replace(there, filters=Filters(region=("没有",))), "region") == []


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("part", ["journey", "halls", "brands"])
def test_the_parts_of_the_page(
    served: Settings, use: Callable[[Settings], None], page: Callable[..., AppTest], part: str, lang: str
) -> None:
    use(served)
    tested = page("channels", lang=lang)
    tested.segmented_control(key="channel_part").set_value(part).run()
    assert not tested.exception
    assert not tested.error
    assert len(tested.dataframe) >= {"journey": 2, "halls": 1, "brands": 5}[part]
    if part == "halls":
        assert any("63.6%" in one.value for one in tested.text)
    if part == "brands":
        assert any(("最弱环节" if lang == "zh" else "weakest link") in one.value for one in tested.text)
    if part == "journey":
        box = tested.selectbox(key="touch_one")
        box.select_index(0).run()
        tested.button(key="open_touch").click().run()
        assert not tested.exception


def test_empty_parts_say_what_is_missing(tmp_path: Path, use: Callable[[Settings], None], page: Callable[..., AppTest]) -> None:
    from dashboard.invented_service import fill

    settings = Settings(home=tmp_path / "空", key_file=tmp_path / "key")
    fill(settings, cases=40, measures=False).close()
    use(settings)
    tested = page("channels")
    for part, words in (("halls", "厅台"), ("brands", "品牌转入")):
        tested.segmented_control(key="channel_part").set_value(part).run()
        assert not tested.exception
        assert any(words in one.value for one in (*tested.info, *tested.text))

"""The questionnaires of the sample: scales, strata and weights, and the drivers that truly move satisfaction."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from types import ModuleType

import numpy as np
import pyreadstat
import pytest
from sample.sample_rows import Row, mean


@pytest.fixture(scope="module")
def drivers(package: ModuleType) -> tuple[object, ...]:
    return __import__("voc_sample.planted", fromlist=["planted"]).drivers()


def _ratings(survey: list[Row], name: str) -> np.ndarray:
    return np.array([float(row[name]) if row[name] else np.nan for row in survey])


def test_twelve_monthly_waves_of_a_thousand(survey: list[Row]) -> None:
    waves = Counter(row["期次"] for row in survey)
    assert waves == {
        f"{year}-{month:02d}": 1000 for year, month in [(2025, m) for m in range(7, 13)] + [(2026, m) for m in range(1, 7)]
    }
    for row in survey:
        assert row["调查日期"][:7] == row["期次"] or row["调查日期"] == "2025-06-30"


def test_ratings_are_on_their_scales(survey: list[Row], drivers: tuple[object, ...]) -> None:
    assert len(drivers) == 16
    ten = ["整体满意度", "期望满足程度", "过去的使用体验", "继续使用意愿", "涨价容忍意愿", *(f"{d.name}评分" for d in drivers)]
    for row in survey:
        assert all(row[name] == "" or 1 <= int(row[name]) <= 10 for name in ten)
        assert 0 <= int(row["推荐意愿"]) <= 10
        assert 1 <= int(row["办理省力程度"]) <= 7
        assert row["听到的口碑"] in ("正面", "负面", "没听到")
        assert (row["身边人的评价"] == "") == (row["听到的口碑"] == "没听到")
        assert row["近半年是否遇到问题"] in ("是", "否")


def test_what_was_not_used_is_blank(survey: list[Row], drivers: tuple[object, ...]) -> None:
    for driver in drivers:
        blank = mean(row[f"{driver.name}评分"] == "" for row in survey)
        assert blank == 0 if driver.used == 1 else 0 < blank <= 1 - driver.used + 0.02, driver.name
    assert all(row["客服热线评分"] for row in survey if row["渠道"] == "热线")
    assert all(bool(row["营业厅"]) == (row["渠道"] == "营业厅") for row in survey)


def test_weights_put_brands_and_regions_right_in_every_wave(package: ModuleType, survey: list[Row]) -> None:
    world = __import__("voc_sample.world", fromlist=["world"])
    everybody = sum(world.CUSTOMERS.values())
    for wave in ("2025-07", "2026-02", "2026-06"):
        rows = [row for row in survey if row["期次"] == wave]
        total = sum(float(row["权重"]) for row in rows)
        assert total == pytest.approx(len(rows), rel=0.01)
        for brand, customers in world.CUSTOMERS.items():
            share = sum(float(row["权重"]) for row in rows if row["品牌"] == brand) / total
            assert share == pytest.approx(customers / everybody, abs=0.005)
        for region in world.REGIONS:
            share = sum(float(row["权重"]) for row in rows if row["地区"] == region.name) / total
            assert share == pytest.approx(region.share, abs=0.005)
    plain = Counter(row["品牌"] for row in survey)
    assert plain["桥尊"] / len(survey) > 1.8 * world.CUSTOMERS["桥尊"] / everybody


def test_least_squares_finds_the_planted_effects(survey: list[Row], drivers: tuple[object, ...]) -> None:
    columns = [_ratings(survey, f"{driver.name}评分") for driver in drivers]
    filled = [np.where(np.isnan(column), np.nanmean(column), column) for column in columns]
    design = np.column_stack([np.ones(len(survey)), *filled])
    found = np.linalg.lstsq(design, _ratings(survey, "整体满意度"), rcond=None)[0][1:]
    effects = {driver.name: float(value) for driver, value in zip(drivers, found, strict=True)}
    pair = {driver.name for driver in drivers if driver.near} | {driver.near for driver in drivers if driver.near}
    assert pair == {"资费水平", "物有所值"}
    for driver in drivers:
        if driver.name not in pair:
            assert effects[driver.name] == pytest.approx(driver.effect, abs=0.035), driver.name
    together = sum(driver.effect for driver in drivers if driver.name in pair)
    assert sum(effects[name] for name in pair) == pytest.approx(together, abs=0.04)
    strongest = max((driver for driver in drivers if driver.name not in pair), key=lambda driver: effects[driver.name])
    assert strongest.name == "网络质量"


def test_two_drivers_are_nearly_one_and_the_idle_ones_correlate_all_the_same(
    survey: list[Row], drivers: tuple[object, ...]
) -> None:
    fees, worth = _ratings(survey, "资费水平评分"), _ratings(survey, "物有所值评分")
    assert np.corrcoef(fees, worth)[0, 1] > 0.93
    overall = _ratings(survey, "整体满意度")
    for driver in drivers:
        rated = _ratings(survey, f"{driver.name}评分")
        known = ~np.isnan(rated)
        assert np.corrcoef(rated[known], overall[known])[0, 1] > 0.25, driver.name


def test_the_dissatisfied_explain_themselves_more(survey: list[Row]) -> None:
    low = [bool(row["不满意的原因"]) for row in survey if int(row["整体满意度"]) <= 6]
    high = [bool(row["不满意的原因"]) for row in survey if int(row["整体满意度"]) >= 9]
    assert mean(low) > 0.7
    assert mean(high) < 0.35


def test_what_others_say_moves_the_recommendation(survey: list[Row]) -> None:
    def recommended(heard: str) -> float:
        return mean(int(row["推荐意愿"]) - int(row["整体满意度"]) for row in survey if row["听到的口碑"] == heard)

    assert recommended("负面") < recommended("没听到") - 0.5
    assert recommended("没听到") < recommended("正面") - 0.2


def test_some_who_complained_are_asked_and_say_so(survey: list[Row], complaints: list[Row]) -> None:
    filed = {row["客户号码"]: row["受理时间"].date() for row in complaints}
    known = [row for row in survey if row["客户号码"] in filed]
    assert len(known) > 300
    # A number drawn twice by chance: one or two in a year.
    assert mean(row["近半年是否遇到问题"] == "是" for row in known) > 0.98


def test_staff_two_rounds_with_a_low_mark_for_the_rude_hall(package: ModuleType, staff: list[Row]) -> None:
    assert Counter(row["期次"] for row in staff) == {"2025H2": 300, "2026H1": 300}
    assert {row["调查对象"] for row in staff} == {"员工"}
    assert {row["用工性质"] for row in staff} == {"自有", "外包"}
    halls = [row for row in staff if row["营业厅"]]
    rude = [row["整体满意度"] for row in halls if row["营业厅"] == "荆湖临湖路营业厅"]
    others = [row["整体满意度"] for row in halls if row["营业厅"] != "荆湖临湖路营业厅"]
    assert len(rude) >= 5
    assert mean(rude) < mean(others) - 1
    assert 0.4 < mean(bool(row["最需要改进的原因"]) for row in staff) < 0.8


def test_happy_teams_have_happier_callers(package: ModuleType, staff: list[Row], survey: list[Row]) -> None:
    teams = __import__("voc_sample.planted", fromlist=["planted"]).teams()
    own = [mean(row["整体满意度"] for row in staff if row["班组"] == team) for team in teams]
    theirs = [mean(float(row["客服热线评分"]) for row in survey if row["接听班组"] == team) for team in teams]
    assert np.corrcoef(own, theirs)[0, 1] > 0.9
    assert list(np.argsort(own)) == list(np.argsort([team.staff for team in teams.values()]))


def test_partners_carry_labels_a_missing_value_and_a_set_of_answers(folder: Path) -> None:
    table, meta = pyreadstat.read_sav(folder / "partners.sav", user_missing=True)
    assert len(table) == 150
    assert set(table["调查对象"]) == {"合作伙伴"}
    assert (table["Q1"] == 99).any()
    assert meta.missing_ranges["Q1"] == [{"lo": 99.0, "hi": 99.0}]
    assert meta.variable_value_labels["Q1"] == {99.0: "不清楚/拒答"}
    several = [name for name in table.columns if name.startswith("Q8_")]
    assert len(several) == 6
    assert all(meta.column_names_to_labels[name].startswith("代办业务：") for name in several)
    assert [one["variable_list"] for one in meta.mr_sets.values()] == [several]
    assert set(np.unique(table[several])) == {0.0, 1.0}
    without, _ = pyreadstat.read_sav(folder / "partners.sav")
    assert without["Q1"].isna().any()
    assert without["Q1"].dropna().between(1, 10).all()
    assert min(table["调查日期"]) >= date(2026, 4, 13)


def test_who_was_in_a_hall_says_what_for_and_the_sour_functions_rate_worse(package: ModuleType, survey: list[Row]) -> None:
    planted = __import__("voc_sample.planted", fromlist=["planted"])
    names = {one["name"] for one in planted.table("function")}
    halls = [row for row in survey if row["渠道"] in ("营业厅", "代理网点")]
    assert {row["触点"] for row in halls} == names
    assert not any(row["触点"] in names - {"缴费充值"} for row in survey if row["渠道"] == "热线")
    assert all(row["触点"] for row in survey)
    by_name = {name: mean(float(row["整体满意度"]) for row in halls if row["触点"] == name) for name in names}
    assert by_name["销户携转"] < by_name["缴费充值"] - 0.8


def test_awareness_and_members_are_as_planted(package: ModuleType, survey: list[Row]) -> None:
    planted, world = (__import__(f"voc_sample.{name}", fromlist=[name]) for name in ("planted", "world"))
    points, club = planted.table("plan")
    for place, brand in enumerate(world.BRANDS):
        rows = [row for row in survey if row["品牌"] == brand]
        assert mean(row["是否知道积分计划"] == "是" for row in rows) == pytest.approx(points["aware"][place], abs=0.03)
        assert mean(row["是否知道会员俱乐部"] == "是" for row in rows) == pytest.approx(club["aware"][place], abs=0.03)
        knows = [row for row in rows if row["是否知道会员俱乐部"] == "是"]
        assert mean(row["是否参加会员俱乐部"] == "是" for row in knows) == pytest.approx(club["takes"][place], abs=0.04)
    assert all((row["是否参加积分计划"] == "是") == bool(row["积分计划评分"]) for row in survey)
    assert all(bool(row["会员俱乐部感受"]) == (row["是否参加会员俱乐部"] == "是") for row in survey)

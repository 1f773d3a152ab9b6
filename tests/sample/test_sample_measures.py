"""The operator's own figures: every denominator in every week, season, holidays, and halls that electronic channels relieve or not."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from types import ModuleType

import numpy as np
import pytest
import statsmodels.api as sm
from sample.sample_rows import Row, mean, weekly

FIRST = date(2023, 7, 3)
WEEKLY = {
    "客户数": 1,
    "投诉处理量": 1,
    "呼入量": 1,
    "接通量": 1,
    "厅台业务量": 2,
    "电子渠道业务量": 3,
    "携出": 2,
    "携入": 2,
    "电子渠道注册用户数": 1,
    "电子渠道活跃用户数": 1,
}
"""Figures a week, brand and region."""


def _week(day: date) -> str:
    return "{}-W{:02d}".format(*day.isocalendar())


def test_every_denominator_in_each_of_156_weeks(measures: list[Row]) -> None:
    periods = {row["周期"] for row in measures if "W" in row["周期"]}
    assert periods == {_week(FIRST + timedelta(weeks=n)) for n in range(156)}
    assert Counter(row["指标"] for row in measures if "W" in row["周期"]) == {
        name: 156 * 21 * each for name, each in WEEKLY.items()
    }
    months = Counter(row["指标"] for row in measures if "W" not in row["周期"] and not row["事项"])
    assert months == {"ARPU": 36 * 21, "留存率": 36 * 21, "申诉量": 36 * 21}
    assert {row["指标"] for row in measures if row["事项"]} == {"厅台办理量", "活动办理量", "活动使用量", "活动退订量", "品牌转入"}


def test_functions_of_the_halls_add_up_to_their_transactions_and_what_is_electronic_shrinks(
    measures: list[Row], package: ModuleType
) -> None:
    planted = __import__("voc_sample.planted", fromlist=["planted"])
    electronic = {one["name"] for one in planted.table("function") if one["electronic"] == "whole"}
    volume: Counter[str] = Counter()
    for row in measures:
        if row["指标"] == "厅台业务量":
            volume[date.fromisocalendar(int(row["周期"][:4]), int(row["周期"][-2:]), 1).isoformat()[:7]] += int(row["数值"])
    parted, could = Counter[str](), Counter[str]()
    relieved, elsewhere = Counter[bool](), Counter[bool]()
    for row in measures:
        if row["指标"] == "厅台办理量":
            n, whole = int(row["数值"]), row["事项"] in electronic
            parted[row["周期"]] += n
            could[row["周期"]] += n * whole
            if row["周期"] in ("2026-03", "2026-04"):
                (relieved if row["地区"] == "江浦" else elsewhere)[whole] += n
    assert parted == volume
    shares = [could[month] / parted[month] for month in sorted(parted)]
    assert mean(shares[-6:]) < mean(shares[:6]) - 0.05
    assert relieved[True] / relieved.total() < elsewhere[True] / elsewhere.total() - 0.07


def test_promotions_are_used_and_cancelled_as_planted_and_brands_are_changed(measures: list[Row]) -> None:
    sums: Counter[tuple[str, str, bool]] = Counter()
    moved: Counter[tuple[str, str]] = Counter()
    for row in measures:
        if row["指标"].startswith("活动"):
            sums[row["事项"], row["指标"], row["周期"] >= "2026-03"] += int(row["数值"])
        elif row["指标"] == "品牌转入":
            moved[row["品牌"], row["事项"]] += int(row["数值"])
    for late, cancelled in ((False, 0.07), (True, 0.24)):
        taken = sums["畅看会员", "活动办理量", late]
        assert sums["畅看会员", "活动退订量", late] / taken == pytest.approx(cancelled, abs=0.01)
        assert sums["畅看会员", "活动使用量", late] / taken == pytest.approx(0.72, abs=0.02)
    assert set(moved) == {(one, other) for one in ("青笋", "竹悦", "桥尊") for other in ("青笋", "竹悦", "桥尊") if one != other}
    assert moved.most_common(1)[0][0] == ("青笋", "竹悦")


def test_no_figure_twice_and_parts_below_their_whole(measures: list[Row]) -> None:
    keys = Counter(tuple(row[name] for name in ("周期", "地区", "品牌", "渠道", "竞争对手", "事项", "指标")) for row in measures)
    assert max(keys.values()) == 1
    offered, answered = weekly(measures, "呼入量"), weekly(measures, "接通量")
    assert all(0 < answered[week] <= offered[week] for week in offered)
    active, registered, customers = (weekly(measures, name) for name in ("电子渠道活跃用户数", "电子渠道注册用户数", "客户数"))
    assert all(active[week] < registered[week] < customers[week] for week in customers)
    assert all(90 < float(row["数值"]) < 100 for row in measures if row["指标"] == "留存率")


def test_trends_season_and_holidays(measures: list[Row]) -> None:
    electronic, halls, offered = (list(weekly(measures, name).values()) for name in ("电子渠道业务量", "厅台业务量", "呼入量"))
    assert sum(electronic[-52:]) > 1.15 * sum(electronic[:52])
    assert sum(halls[-52:]) < 0.95 * sum(halls[:52])
    by_week = weekly(measures, "呼入量")
    for holiday in (date(2024, 2, 12), date(2025, 10, 1), date(2026, 2, 16)):
        assert by_week[_week(holiday)] < 0.85 * mean(offered)
    summer = mean(value for week, value in by_week.items() if 29 <= int(week[-2:]) <= 35)
    spring = mean(value for week, value in by_week.items() if 10 <= int(week[-2:]) <= 13 and not week.startswith("2026"))
    assert summer > 1.05 * spring


def _elasticity(measures: list[Row], region: str) -> tuple[float, float]:
    """Interval of per cent of hall volume per per cent of electronic volume, by GLS with AR(1), trend and two harmonics."""
    halls, electronic = (np.log(list(weekly(measures, name, 地区=region).values())) for name in ("厅台业务量", "电子渠道业务量"))
    year = np.arange(156) / 52.18
    waves = [turn(2 * np.pi * k * year) for k in (1, 2) for turn in (np.sin, np.cos)]
    found = sm.GLSAR(halls, np.column_stack([np.ones(156), year, *waves, electronic]), 1).iterative_fit(8)
    low, high = found.conf_int()[-1]
    return float(low), float(high)


def test_one_campaign_relieves_the_halls_and_the_other_does_not(measures: list[Row]) -> None:
    low, high = _elasticity(measures, "岭南")
    assert low < 0 < high or low > 0
    assert low > -0.2
    assert _elasticity(measures, "江浦")[1] < -0.3


def test_both_campaigns_bring_electronic_business(measures: list[Row]) -> None:
    for region, first in (("岭南", date(2025, 11, 3)), ("江浦", date(2026, 3, 2))):
        volume, accounts = (weekly(measures, name, 地区=region) for name in ("电子渠道业务量", "电子渠道注册用户数"))
        during = mean(volume[_week(first + timedelta(weeks=n))] for n in range(10))
        before = mean(volume[_week(first - timedelta(weeks=n))] for n in range(1, 9))
        assert during > 1.2 * before
        growth = [accounts[_week(first + timedelta(weeks=n))] - accounts[_week(first + timedelta(weeks=n - 1))] for n in (5, -5)]
        assert growth[0] > 1.4 * growth[1]


def test_levels_mislead_in_every_region(measures: list[Row]) -> None:
    for region in ("岭南", "关东", "中原", "荆湖"):
        halls, electronic = (list(weekly(measures, name, 地区=region).values()) for name in ("厅台业务量", "电子渠道业务量"))
        assert np.corrcoef(halls, electronic)[0, 1] < -0.2

"""Work orders of the sample and their way through the departments."""

from __future__ import annotations

import tomllib
from collections import Counter, defaultdict
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from sample.sample_rows import Row, mean

from voc import resources
from voc.causes.codeframe import load_codeframe

EXPORTED = datetime(2026, 6, 28, 20, 0)


@pytest.fixture(scope="module")
def ways(case_steps: list[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in case_steps:
        found[row["工单编号"]].append(row)
    return found


def test_work_orders_run_forward_in_time(complaints: list[Row]) -> None:
    for row in complaints:
        times = [row[name] for name in ("受理时间", "首次回复时间", "办结时间") if row[name]]
        assert times == sorted(times)
        assert times[-1] <= EXPORTED
        assert bool(row["办结时间"]) == (row["状态"] in ("已办结", "待回访"))
        assert row["承诺时间"] - row["受理时间"] == timedelta(hours=row["承诺时限"])
    assert {"处理中", "已办结"} <= {row["状态"] for row in complaints}


def test_every_work_order_has_its_steps_in_order(complaints: list[Row], ways: dict[str, list[Row]]) -> None:
    assert set(ways) == {row["工单编号"] for row in complaints}
    assert 2.2 < sum(map(len, ways.values())) / len(ways) < 2.6
    for row in complaints:
        way = ways[row["工单编号"]]
        assert [step["步骤"] for step in way] == [str(n) for n in range(1, len(way) + 1)]
        assert datetime.fromisoformat(way[0]["接收时间"]) == row["受理时间"]
        assert all(before["转出时间"] == after["接收时间"] for before, after in pairwise(way))
        assert all(before["部门"] != after["部门"] for before, after in pairwise(way))
        assert all(step["接收时间"] <= step["转出时间"] for step in way if step["转出时间"])
        assert way[0]["部门"] == row["首问部门"]
        assert way[0]["工号"] == row["首问责任人"]
        assert way[0]["班组"] == row["班组"]
        assert way[-1]["部门"] == row["处理部门"]


def test_the_last_step_ends_with_the_case(complaints: list[Row], ways: dict[str, list[Row]]) -> None:
    for row in complaints:
        last = ways[row["工单编号"]][-1]
        if row["办结时间"]:
            assert last["结果"] == "办结"
            assert datetime.fromisoformat(last["转出时间"]) == row["办结时间"]
        else:
            assert (last["结果"], last["转出时间"]) == ("处理中", "")
    outcomes = Counter(step["结果"] for way in ways.values() for step in way)
    assert set(outcomes) == {"转派", "退回", "办结", "处理中"}


def test_more_departments_take_longer_and_please_less(complaints: list[Row], ways: dict[str, list[Row]]) -> None:
    def hours(length: int) -> float:
        done = [row for row in complaints if row["办结时间"] and len(ways[row["工单编号"]]) == length]
        return mean((row["办结时间"] - row["受理时间"]).total_seconds() / 3600 for row in done)

    assert hours(1) < hours(2) < hours(3) < hours(4)
    rated = [row for row in complaints if row["处理前评分"] and row["处理后评分"]]
    gains = {
        length: mean(row["处理后评分"] - row["处理前评分"] for row in rated if len(ways[row["工单编号"]]) == length)
        for length in (1, 3)
    }
    assert gains[1] > gains[3] + 0.3
    late = mean(row["处理后评分"] - row["处理前评分"] for row in rated if row["办结时间"] > row["承诺时间"])
    assert late < mean(row["处理后评分"] - row["处理前评分"] for row in rated if row["办结时间"] <= row["承诺时间"]) - 1


def test_who_wrote_before_within_a_month_is_marked(complaints: list[Row]) -> None:
    last: dict[str, datetime] = {}
    for row in complaints:
        before = last.get(row["客户号码"])
        assert row["重复投诉"] == ("是" if before and row["受理时间"] - before <= timedelta(days=30) else "否")
        last[row["客户号码"]] = row["受理时间"]
    assert 0.03 < mean(row["重复投诉"] == "是" for row in complaints) < 0.15


def test_ratings_are_often_missing_and_on_their_scale(complaints: list[Row]) -> None:
    for name in ("处理前评分", "处理后评分"):
        given = [row[name] for row in complaints if row[name] != ""]
        assert 0.3 < len(given) / len(complaints) < 0.6
        assert all(1 <= value <= 10 for value in given)


def test_calls_reach_teams_and_own_or_outsourced_go_with_them(complaints: list[Row]) -> None:
    for row in complaints:
        assert bool(row["班组"]) == (row["用工性质"] != "")
        if row["班组"]:
            assert row["用工性质"] == ("外包" if "外包" in row["班组"] else "自有")
            assert row["首问部门"] == "渠道部"
    assert all(row["班组"] for row in complaints if row["渠道"] == "热线")


def test_departments_are_those_that_own_causes(complaints: list[Row], case_steps: list[Row], staff: list[Row]) -> None:
    frame = load_codeframe()
    named = {row[name] for row in complaints for name in ("首问部门", "处理部门")}
    named |= {row["部门"] for row in case_steps} | {row["部门"] for row in staff}
    assert len(named) == 8
    assert named <= set(frame.departments)
    owners = {code.id: code.department for code in frame.codes}
    actions = tomllib.loads(resources.path("data", "actions.toml").read_text("utf-8"))["action"]
    given = {one["cause"]: one["department"] for one in actions if "department" in one}
    assert len(given) >= 6
    assert given == {cause: owners[cause] for cause in given}

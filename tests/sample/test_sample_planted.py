"""What is planted can be seen in the figures, each event by a test that fails where it is taken out of data/planted.toml."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, datetime, timedelta
from types import ModuleType

import pytest
from sample.sample_rows import Row, mean, per_week, weekly

MOST = datetime(2026, 6, 28)


def _module(name: str) -> ModuleType:
    return __import__(f"voc_sample.{name}", fromlist=[name])


@pytest.fixture(scope="module")
def filed(package: ModuleType, complaints: list[Row]) -> list[Row]:
    """Work orders of the sample with the cause each was written about."""
    _, _, callers = _module("complaints").rows(_module("planted").load(), 20260101, 1.0)
    assert [caller.number for caller in callers] == [row["工单编号"] for row in complaints]
    return [{**row, "根因": caller.cause} for row, caller in zip(complaints, callers, strict=True)]


def _said(call: Row, speaker: str) -> str:
    return "\n".join(turn["text"] for turn in call["turns"] if turn["speaker"] == speaker)


def _week(day: date) -> str:
    return "{}-W{:02d}".format(*day.isocalendar())


def test_planted_file_says_when_and_about_what(package: ModuleType) -> None:
    planted, mix = _module("planted"), _module("mix")
    events = planted.load()
    assert [event.id for event in events] == [
        *("fix_installation", "fix_data_notice", "rival_price_offer", "echannel_new_demand", "echannel_relief"),
        *("contradicting_answer", "billing_double_charge", "unnamed_cause", "outage_chuanjiang", "app_login_820"),
        *("copy_paste_campaign", "store_rude_linhu", "repeat_caller"),
    ]
    for event in events:
        assert datetime(2025, 6, 30) <= event.start < event.end <= datetime(2026, 6, 29)
        assert event.cause in mix.CAUSES
        assert re.search("[一-鿿]", event.zh)
        assert re.fullmatch("[ -~]+", event.en)
    assert {record["event"] for record in planted.records() if "event" in record} <= {event.id for event in events}


def test_event_share_of_a_period(package: ModuleType) -> None:
    start = datetime(2026, 3, 2)
    event = _module("planted").Event("x", "outage", "", "", "digital.app", start, start + timedelta(days=7))
    assert event.share_of(start, start + timedelta(days=14)) == 0.5
    assert event.share_of(start - timedelta(days=7), start) == 0.0


def test_an_event_without_words_of_its_own_is_told_in_those_of_its_cause(package: ModuleType) -> None:
    planted, start = _module("planted"), datetime(2026, 3, 2)
    assert planted.Event("x", "x", "", "", "digital.app", start, start + timedelta(days=7)).section(start) == "digital.app"
    fault = next(event for event in planted.load() if event.id == "billing_double_charge")
    assert fault.section(fault.start) == "planted.billing_double_charge"
    assert fault.section(datetime(2026, 3, 20, 23)) == "planted.billing_double_charge"
    assert fault.section(datetime(2026, 3, 21)) == "planted.billing_double_charge_after"


def test_fix_that_works_ends_what_the_booking_system_began(filed: list[Row]) -> None:
    def about(row: Row) -> bool:
        return row["根因"] == "ordering.installation"

    before = per_week(filed, "受理时间", datetime(2025, 6, 30), datetime(2025, 8, 18), about)
    during = per_week(filed, "受理时间", datetime(2025, 8, 18), datetime(2025, 12, 8), about)
    after = per_week(filed, "受理时间", datetime(2025, 12, 22), MOST, about)
    assert during > 1.7 * before
    assert after < 0.7 * during


def test_fix_that_fails_changes_nothing(filed: list[Row]) -> None:
    def about(row: Row) -> bool:
        return row["根因"] == "billing.data_usage"

    before = per_week(filed, "受理时间", datetime(2025, 6, 30), datetime(2025, 11, 3), about)
    troubled = per_week(filed, "受理时间", datetime(2025, 11, 3), datetime(2026, 2, 2), about)
    mended = per_week(filed, "受理时间", datetime(2026, 2, 2), MOST, about)
    assert troubled > 1.6 * before
    assert mended > 0.7 * troubled


def test_rival_offer_raises_port_outs_to_it_in_one_region(measures: list[Row]) -> None:
    def rise(region: str, rival: str) -> float:
        leaving = weekly(measures, "携出", 地区=region, 竞争对手=rival)
        during = mean(leaving[_week(date(2025, 10, 27) + timedelta(weeks=n))] for n in range(4))
        return during / mean(leaving[_week(date(2025, 8, 25) + timedelta(weeks=n))] for n in range(4))

    assert rise("关东", "山雀电讯") > 1.8
    assert rise("关东", "石榴通信") < 1.3
    assert rise("江浦", "山雀电讯") < 1.3


def test_one_team_gives_the_opposite_answer_for_six_weeks(calls: list[Row]) -> None:
    free = re.compile("不收违约金|转网是免的|不会收您违约金|不产生费用|没有违约金")
    due = re.compile("结清违约金|按协议收取违约金|违约金要先交清|违约金结清|承担违约责任")
    wrong = [call for call in calls if free.search(_said(call, "agent"))]
    right = [call for call in calls if due.search(_said(call, "agent"))]
    assert len(wrong) >= 8
    assert {call["team"] for call in wrong} == {"睿语外包二组"}
    assert all("2026-01-19" <= call["occurred_at"][:10] < "2026-03-02" for call in wrong)
    assert len(right) >= 50
    assert {call["team"] for call in right} == {team for team, _ in _module("world").TEAMS}


def test_billing_fault_lowers_the_brand_and_fills_the_lines(survey: list[Row], filed: list[Row], measures: list[Row]) -> None:
    def ratings(inside: bool) -> float:
        rows = [row for row in survey if row["品牌"] == "青笋" and ("2026-03-02" <= row["调查日期"] < "2026-03-30") == inside]
        return mean(int(row["整体满意度"]) for row in rows)

    assert ratings(inside=True) < ratings(inside=False) - 0.6

    def about(row: Row) -> bool:
        return row["根因"] == "billing.charges" and row["品牌"] == "青笋"

    during = per_week(filed, "受理时间", datetime(2026, 3, 2), datetime(2026, 3, 16), about)
    assert during > 5 * per_week(filed, "受理时间", datetime(2025, 6, 30), datetime(2026, 3, 2), about)
    leaving = weekly(measures, "携出", 品牌="青笋")
    assert mean(leaving[f"2026-W{n}"] for n in (11, 12)) > 1.4 * mean(leaving[f"2026-W{n:02d}"] for n in (2, 3, 4, 5, 6))


def test_membership_is_what_the_billing_fault_is_about(complaints: list[Row]) -> None:
    named = [row for row in complaints if "畅看会员" in row["投诉内容"]]
    assert len(named) > 60
    assert mean(row["品牌"] == "青笋" for row in named) > 0.95
    assert min(row["受理时间"] for row in named) >= datetime(2026, 3, 2)


def test_what_nobody_had_a_word_for_begins_in_march(
    answers: list[str], complaints: list[Row], calls: list[Row], posts: list[Row]
) -> None:
    # Watches are spoken of all year, but not of how they fail to pair.
    watch, fails = (
        "手表|esim|一号双|副号",
        "配对|绑|认我|认不|独立|激活|开通|掉线|无服务|断开|写不进|打不了|连不|没信号|变灰|砖|升级|更新",
    )
    word, start = re.compile(f"(?:{watch})(?:.|\n)*(?:{fails})", re.IGNORECASE), datetime(2026, 3, 9)
    said = [row["受理时间"] for row in complaints if word.search(row["投诉内容"])]
    said += [datetime.fromisoformat(c["occurred_at"]).replace(tzinfo=None) for c in calls if word.search(_said(c, "customer"))]
    said += [datetime.fromisoformat(row["时间"]) for row in posts if word.search(row["正文"])]
    since = [when for when in said if when >= start]
    assert len(since) >= 30
    assert len(since) / 16 > 5 * (len(said) - len(since)) / 36
    assert sum(bool(re.search(watch, text, re.IGNORECASE)) for text in answers) >= 5


def test_outage_is_seen_by_the_hour_and_in_the_calls_of_its_region(
    posts: list[Row], complaints: list[Row], survey: list[Row], measures: list[Row]
) -> None:
    start, end = datetime(2026, 4, 22, 14, 10), datetime(2026, 4, 22, 20, 40)
    assert sum(start <= datetime.fromisoformat(row["时间"]) < end for row in posts) >= 60
    there = [row for row in complaints if row["地区"] == "川江"]
    days = Counter(row["受理时间"].date() for row in there)
    assert days.most_common(1)[0][0] == start.date()
    assert days[start.date()] > 10 * len(there) / 364
    offered = weekly(measures, "呼入量", 地区="川江")
    assert offered["2026-W17"] > 1.25 * offered["2026-W16"]
    elsewhere = weekly(measures, "呼入量", 地区="江浦")
    assert elsewhere["2026-W17"] < 1.2 * elsewhere["2026-W16"]
    rated = {True: [], False: []}  # type: dict[bool, list[int]]
    for row in survey:
        if row["地区"] == "川江":
            rated["2026-04-23" <= row["调查日期"] <= "2026-05-16"].append(int(row["整体满意度"]))
    assert mean(rated[True]) < mean(rated[False]) - 1


def test_app_release_moves_transactions_from_the_app_to_the_halls(measures: list[Row], posts: list[Row], filed: list[Row]) -> None:
    app, hall = weekly(measures, "电子渠道业务量", 渠道="APP"), weekly(measures, "厅台业务量")
    assert app["2026-W21"] < 0.8 * app["2026-W20"]
    assert hall["2026-W21"] > 1.05 * hall["2026-W20"]
    named = [datetime.fromisoformat(row["时间"]) for row in posts if "8.2.0" in row["正文"]]
    assert len(named) > 10
    assert min(named) >= datetime(2026, 5, 19, 10)

    def about(row: Row) -> bool:
        return row["根因"] == "digital.app"

    struck = per_week(filed, "受理时间", datetime(2026, 5, 19), datetime(2026, 5, 26), about)
    assert struck > 6 * per_week(filed, "受理时间", datetime(2025, 6, 30), datetime(2026, 5, 19), about)


def test_every_event_that_hits_many_respondents_lowers_what_they_recommend(package: ModuleType, survey: list[Row]) -> None:
    hit = [event for event in _module("planted").load() if event.survey_share >= 0.3 and not event.store]
    assert len(hit) == 3
    for event in hit:
        scope = [row for row in survey if event.concerns(row["品牌"], row["地区"])]
        struck = [int(r["推荐意愿"]) for r in scope if event.remembered(datetime.fromisoformat(r["调查日期"]))]
        usual = [int(r["推荐意愿"]) for r in scope if not event.remembered(datetime.fromisoformat(r["调查日期"]))]
        assert min(len(struck), len(usual)) > 50, event.id
        assert mean(struck) < mean(usual) - 0.3 * event.survey_share * event.rating_drop, event.id


def test_rude_hall_leads_all_halls_from_the_day_it_begins(filed: list[Row]) -> None:
    rude = [row for row in filed if row["根因"] == "service.attitude" and row["营业厅"]]
    since = Counter(row["营业厅"] for row in rude if row["受理时间"] >= datetime(2025, 12, 29))
    before = Counter(row["营业厅"] for row in rude if row["受理时间"] < datetime(2025, 12, 29))
    (worst, count), (_, next_count) = since.most_common(2)
    assert worst == "荆湖临湖路营业厅"
    assert count > 3 * next_count
    assert before[worst] <= 0.25 * count


def test_who_went_to_the_rude_hall_rates_halls_lower(survey: list[Row]) -> None:
    visits = [row for row in survey if row["营业厅"] and row["调查日期"] >= "2025-12-29"]
    rude = [int(row["营业厅服务评分"]) for row in visits if row["营业厅"] == "荆湖临湖路营业厅"]
    others = [int(row["营业厅服务评分"]) for row in visits if row["营业厅"] != "荆湖临湖路营业厅"]
    assert len(rude) > 20
    assert mean(rude) < mean(others) - 1.2


def test_pasted_posts_and_the_repeat_caller(posts: list[Row], calls: list[Row], complaints: list[Row]) -> None:
    pasted = [row for row in posts if "竹桥还我公平" in row["正文"]]
    assert len(pasted) == 32
    assert {row["时间"][:10] for row in pasted} <= {f"2026-06-{day:02d}" for day in range(9, 12)}
    callers = Counter(call["customer"] for call in calls)
    assert callers["15400007153"] == 5
    assert callers.most_common(2)[1][1] < 5
    assert sum(row["客户号码"] == "15400007153" for row in complaints) == 3

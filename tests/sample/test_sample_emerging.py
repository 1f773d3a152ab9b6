"""What is planted as new is found by the pure functions: the watch that no longer pairs, the pasted text, and little beside."""

from __future__ import annotations

import datetime as dt
import tomllib
from functools import cache

import numpy as np
import pytest
from sample.sample_rows import Row

from voc import resources, sentiment
from voc.risk.emerging import Flag, flags
from voc.text.documents import prepare
from voc.text.duplicates import near_duplicates
from voc.text.normalize import clean, fold
from voc.topics.words import cut

MONDAY = dt.date(2025, 6, 30)


@cache
def planted() -> dict[str, Row]:
    return {
        event["id"]: event for event in tomllib.loads(resources.path("data", "planted.toml").read_text(encoding="utf-8"))["event"]
    }


def test_the_pasted_text_is_one_group_of_its_days(posts: list[Row]) -> None:
    event = planted()["copy_paste_campaign"]
    groups = near_duplicates([fold(clean(row["正文"])) for row in posts])
    days = sorted(posts[at]["时间"][:10] for at in groups[0])
    assert len(groups[0]) == event["extra_posts"]
    assert str(event["start"].date()) <= days[0]
    assert days[-1] < str(event["end"].date())
    assert len(groups[1]) <= 8  # no other post is copied often


@pytest.fixture(scope="session")
def found(survey: list[Row], complaints: list[Row], calls: list[Row], posts: list[Row]) -> list[Flag]:
    rows = [(row["投诉内容"], _day(row["受理时间"])) for row in complaints] + [(row["正文"], _day(row["时间"])) for row in posts]
    rows += [(row[name], _day(row["调查日期"])) for row in survey for name in ("不满意的原因", "其他建议") if row[name]]
    rows += [
        ("\n".join(turn["text"] for turn in call["turns"] if turn["speaker"] == "customer"), _day(call["occurred_at"]))
        for call in calls
    ]
    texts = [clean(text) for text, _ in rows]
    labels = sentiment.load().score([str(at) for at in range(len(texts))], prepare(texts))["label"].to_pylist()
    copied = {at for group in near_duplicates([fold(text) for text in texts]) for at in group[1:]}
    kept = [at for at, label in enumerate(labels) if label != "pos" and at not in copied and rows[at][1] >= MONDAY]
    weeks = np.array([(rows[at][1] - MONDAY).days // 7 for at in kept])
    return flags(weeks, [frozenset(words) for words in cut([fold(texts[at]) for at in kept], "rjieba")])


def _day(given: object) -> dt.date:
    return dt.date.fromisoformat(str(given)[:10].replace("/", "-"))


def _started(flag: Flag) -> dt.date:
    """The day after the window in which it was flagged."""
    return MONDAY + dt.timedelta(weeks=flag.week + 1)


def test_the_cause_without_a_name_is_flagged_within_two_weeks(found: list[Flag]) -> None:
    start = planted()["unnamed_cause"]["start"].date()
    named = [flag for flag in found if flag.lead.word == "手表"]
    assert min(_started(flag) for flag in named) <= start + dt.timedelta(days=14)


@pytest.mark.parametrize(
    ("event", "word"),
    [("billing_double_charge", "畅看"), ("outage_chuanjiang", "断网"), ("app_login_820", "登录"), ("fix_data_notice", "提醒")],
)
def test_other_events_are_flagged_within_two_weeks(found: list[Flag], event: str, word: str) -> None:
    start = planted()[event]["start"].date()
    first = [_started(flag) for flag in found if word in {one.word for one in flag.words} and _started(flag) > start]
    assert min(first) <= start + dt.timedelta(days=14)


def test_at_most_one_flag_a_quarter_where_nothing_is_planted(found: list[Flag]) -> None:
    """Something planted began, ended or was mended in the six weeks before a flag, or nothing did."""
    keys = ("start", "end", "settled", "fixed_on")
    moments = [_day(event[key]) for event in planted().values() for key in keys if key in event]
    alone = [flag for flag in found if not any(0 <= (_started(flag) - moment).days <= 42 for moment in moments)]
    quarters = [(_started(flag).year, (_started(flag).month - 1) // 3) for flag in alone]
    assert all(quarters.count(quarter) <= 1 for quarter in quarters)

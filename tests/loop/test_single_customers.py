"""The loop of one customer: who gets a task, due by tier and never in quiet hours, what a ticket system says back, and the erased."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from store.store_rows import rows

from voc.cli.demo_recovery import enter_recovery
from voc.errors import InputError, VocError
from voc.loop.policy import Policy, load_policy
from voc.loop.recovery import by_team, no_longer_low, open_tasks, read_back
from voc.settings import Settings
from voc.store import Scope, Store

ALL = Scope.everything()
ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 6, 20, 12, tzinfo=ZONE)
POLICY = Policy(hours={"": 72.0, "钻石": 24.0})
Write = Callable[[str], Path]


def _ago(days: float) -> datetime:
    return (NOW - timedelta(days=days)).astimezone(UTC)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """Six respondents (two low, one of them long ago, one without number) and five cases (a low rating, a threat, a repeat, a calm one)."""
    made = Store.open(Settings(home=tmp_path / "仓", key_file=tmp_path / "key"), create=True)
    people = {
        "respondent_id": ["r1", "r2", "r3", "r4"],
        "external_id": ["Q1", "Q2", "[手机号]", "Q4"],
        "customer_key": ["c1", "c2", "c3", "c4"],
        "occurred_at": [_ago(1), _ago(40), _ago(1), _ago(2)],
        "tier": ["钻石", None, None, None],
    }
    answers = {
        "respondent_id": people["respondent_id"],
        "question": ["总体"] * 4,
        "role": ["csat"] * 4,
        "value": [2.0, 1.0, 1.0, 9.0],
    }
    cases = {
        "case_id": ["k1", "k2", "k3", "k4", "k5"],
        "external_id": ["T1", "T2", "T3", "T4", "T5"],
        "customer_key": ["c5", "c6", "c7", "c7", "c1"],
        "opened": [_ago(3), _ago(3), _ago(6), _ago(2), _ago(0.5)],
        "rating_after": [2.0, 9.0, 8.0, None, 1.0],
        "department": ["客服部"] * 5,
        "region": ["东", "西", "东", "东", "东"],
    }
    said = {
        "verbatim_id": [f"v{n}" for n in range(1, 6)],
        "source": ["complaint"] * 5,
        "case_id": cases["case_id"],
        "text": ["说"] * 5,
    }
    ids = {"verbatim_id": said["verbatim_id"], "version": ["m"] * 5}
    with made.writer() as writer:
        writer.append("respondents", rows("respondents", **people))
        writer.append("answers", rows("answers", **answers, scale_low=[1.0] * 4, scale_high=[10.0] * 4))
        writer.append("cases", rows("cases", **cases))
        writer.append("verbatims", rows("verbatims", **said, mask_version=[1] * 5))
        writer.append("cause_scores", rows("cause_scores", **ids, cause=["billing.charges"] * 5))
        writer.append("intent_scores", rows("intent_scores", **ids, escalation=["none", "churn", "none", "none", "none"]))
        writer.append(
            "case_steps", rows("case_steps", case_id=["k1", "k4"], step=[1, 1], team=["一班", "一班"], department=["客服部"] * 2)
        )
        writer.publish(makers={"causes": "m", "intent": "m"})
    return made


@pytest.fixture
def status(tmp_path: Path) -> Write:
    def write(text: str) -> Path:
        path = tmp_path / "票务 状态.csv"
        path.write_text(text, "utf-8-sig")
        return path

    return write


def test_who_gets_a_task_and_who_is_left_in_peace(store: Store) -> None:
    found = open_tasks(store, POLICY, who="督导")
    assert {(one.source, one.number, one.reason) for one in found.made} == {
        ("survey", "Q1", "low_score"),
        ("complaint", "T1", "low_score"),
        ("complaint", "T2", "escalation"),
        ("complaint", "T4", "repeated"),
    }
    # c1 complained again half a day after the survey task; r3 has no number; r2 was long ago.
    assert (found.spared, found.unnumbered) == (1, 1)
    assert {one.number: one.team for one in found.made}["T1"] == "一班"
    again = open_tasks(store, POLICY, who="督导")
    assert (again.made, again.spared) == ((), 1)
    assert [one.number for one in store.ledger.recoveries.all(Scope("r", regions=frozenset({"西"})))] == ["T2"]


def test_the_tier_sets_the_hours_and_quiet_hours_move_the_end(store: Store) -> None:
    due = {one.number: one.due.astimezone(ZONE) for one in open_tasks(store, POLICY, who="x").made}
    assert due["Q1"] == NOW
    assert due["T1"] == NOW
    late = Policy(hours={"": 1.0}, quiet_from=time(12, 30), quiet_until=time(14))
    assert late.due(NOW, None, ZONE) == NOW.replace(hour=14)
    night = Policy(hours={"": 10.0})
    assert night.due(NOW, None, ZONE) == (NOW + timedelta(days=1)).replace(hour=8)


@given(st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31)), st.integers(0, 23), st.integers(0, 23))
def test_no_due_time_is_quiet(when: datetime, begins: int, ends: int) -> None:
    policy = Policy(quiet_from=time(begins), quiet_until=time(ends))
    due = policy.due(when.replace(tzinfo=ZONE), None, ZONE)
    assert not policy.quiet(due)
    assert timedelta(hours=72) <= due - when.replace(tzinfo=ZONE) < timedelta(hours=96)


def test_status_is_read_back_and_what_cannot_be_is_said_row_by_row(store: Store, status: Write) -> None:
    open_tasks(store, POLICY, who="x")
    path = status(
        "工单编号,联系时间,解决时间,回访评分,备注\n"
        "T1,2026-06-19 10:00,2026-06-19 15:00,9,已退费\n"
        "T999,2026-06-19 10:00,,,\n"
        "T2,2026-06-19 10:00,2026-06-18 10:00,,\n"
        "T4,2026-06-01 10:00,,,\n"
        "Q1,昨天,,,\n"
        "T4,2026-06-19 10:00,,11,\n"
        "T2,2026-06-19 10:00,,,约周六再谈\n"
    )
    found = read_back(store, path, who="票务")
    assert found.changed == 2
    assert [(row, number) for row, number, _, _ in found.refused] == [(2, "T999"), (3, "T2"), (4, "T4"), (5, "Q1"), (6, "T4")]
    assert "没有这个编号" in found.refused[0][2]
    assert "before" in found.refused[1][3]
    task = next(one for one in store.ledger.recoveries.all(ALL) if one.number == "T1")
    assert (task.stage, task.rating_after, task.note) == ("rated", 9.0, "已退费")
    assert [step[2] for step in store.ledger.recoveries.steps(task.id)] == ["low_score", "rated"]
    again = read_back(store, path, who="票务")
    assert (again.changed, again.same) == (0, 2)


def test_who_is_limited_opens_and_changes_tasks_of_the_own_region_only(store: Store, status: Write) -> None:
    east = Scope("manager", rights=("act",), regions=["东"])
    made = open_tasks(store, POLICY, who="x", scope=east).made
    assert {one.region for one in made} == {"东"}
    open_tasks(store, POLICY, who="x")
    assert {one.region for one in store.ledger.recoveries.all(ALL)} > {"东"}
    found = read_back(store, status("编号,联系时间\nT1,2026-06-19 10:00\nT2,2026-06-19 10:00\n"), who="x", scope=east)
    assert found.changed == 1
    assert [(row, number) for row, number, _, _ in found.refused] == [(2, "T2")]
    assert {one.number: one.stage for one in store.ledger.recoveries.all(ALL)}["T2"] == "open"


def test_a_file_without_numbers_is_refused(store: Store, status: Write) -> None:
    with pytest.raises(InputError, match="no column of numbers"):
        read_back(store, status("状态,时间\n好,2026-06-19\n"), who="x")


def test_in_time_and_recovered_by_team(store: Store, status: Write) -> None:
    open_tasks(store, POLICY, who="x")
    read_back(
        store,
        status("编号,联系时间,回访时间,回访评分\nT1,2026-06-19 10:00,2026-06-20 09:00,9\nT4,2026-06-21 10:00,2026-06-21 10:00,3\n"),
        who="x",
    )
    teams = {one.team: one for one in by_team(store.ledger.recoveries.all(ALL), NOW + timedelta(days=9), no_longer_low(POLICY))}
    one = teams["一班"]
    assert (one.tasks, one.overdue, one.in_time.value, one.in_time.base) == (2, 0, 1.0, 2)
    assert (one.recovered.value, one.recovered.base) == (0.5, 2)
    none = teams[None]
    assert (none.tasks, none.overdue, none.in_time.value, none.recovered.value) == (2, 2, 0.0, None)


def test_tasks_of_the_erased_go(store: Store) -> None:
    open_tasks(store, POLICY, who="x")
    recoveries = store.ledger.recoveries
    assert recoveries.remove({"customer": ["c1"], "case": ["k2"]}, change=False) == 2
    assert recoveries.remove({"customer": ["c1"], "case": ["k2"]}) == 2
    left = recoveries.all(ALL)
    assert {one.number for one in left} == {"T1", "T4"}
    assert all(recoveries.steps(one.id) for one in left)


def test_without_the_right_to_words_no_number_is_seen(store: Store) -> None:
    open_tasks(store, POLICY, who="x")
    seen = store.ledger.recoveries.all(Scope("manager", rights=frozenset({"act"})))
    assert {one.number for one in seen} == {""}


def test_the_shipped_rules_hold_and_broken_ones_are_told(tmp_path: Path) -> None:
    assert load_policy().hours["钻石"] < load_policy().hours[""]
    broken = tmp_path / "recovery.toml"
    for text in (
        "low = 2",
        'low = 0.3\nrepeats = 2\ndays = 14\nspare_days = 1\n[hours]\n"金卡" = 1\n[quiet]\nfrom = "21:00"\nuntil = "08:00"\n',
        "==",
    ):
        broken.write_text(text, "utf-8")
        with pytest.raises(VocError, match=r"recovery\.toml"):
            load_policy(broken)


def test_the_sample_ticket_system_answers_in_order_and_only_what_is_known(store: Store, tmp_path: Path) -> None:
    made = enter_recovery(store, tmp_path, seed=3)
    tasks = store.ledger.recoveries.all(ALL)
    assert made == len(tasks) == 5
    newest = max(one.opened for one in tasks)
    for one in tasks:
        times = [one.opened, *(at for at in (one.reached, one.solved, one.rated) if at is not None)]
        assert times == sorted(times)
        assert times[-1] <= newest
        assert (one.rating_after is None) == (one.rated is None)
    assert enter_recovery(store, tmp_path, seed=3) == 0

"""Actions in a real store: the round, scopes, two people at once, and an effect read from verbatims."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from store.store_rows import rows, verbatims

from voc.errors import StoreError, VocError
from voc.loop.actions import amend, hand_over, measure, move, open_action, recurred, reopen_recurring
from voc.settings import Settings
from voc.store import Scope, Store
from voc.store.actions import Action

ALL = Scope.everything()
CHANGED = date(2026, 4, 1)
TODAY = date(2026, 6, 1)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """Two charges and six others a day for 60 days, one charge a week after the change on 1 April; brand 甲 only."""
    store = Store.open(Settings(home=tmp_path / "仓", key_file=tmp_path / "key"), create=True)
    said = []
    for day in range(-60, 61):
        when = CHANGED + timedelta(days=day)
        charges = 2 if day <= 0 else int(day % 7 == 0)
        said += [(when, "billing.charges")] * charges + [(when, "network.coverage")] * 6
    ids = [f"v{place}" for place in range(len(said))]
    with store.writer() as writer:
        writer.append("verbatims", verbatims(ids, day=[day for day, _ in said], brand=["甲"] * len(ids)))
        writer.append(
            "sentiment_scores", rows("sentiment_scores", verbatim_id=ids, version=["m"] * len(ids), label=["neg"] * len(ids))
        )
        coded = {"version": ["c"] * len(ids), "cause": [cause for _, cause in said]}
        writer.append("cause_scores", rows("cause_scores", verbatim_id=ids, **coded))
        writer.publish(makers={"sentiment": "m", "causes": "c"})
    return store


def _acted(store: Store, **changes: object) -> Action:
    given = {"title": "重复扣费整改", "cause": "billing.charges", "brand": "甲", **changes}
    action = open_action(store, Action(**given), today=TODAY, who="王")  # type: ignore[arg-type]
    move(store, action.id, "handed", scope=ALL, today=TODAY, who="王", department="计费账务部")
    return move(store, action.id, "acted", scope=ALL, today=TODAY, who="李", note="改了账单规则", acted_on=CHANGED)


def test_the_round_is_kept_step_by_step_and_the_effect_is_measured(store: Store) -> None:
    action = _acted(store)
    measured = move(store, action.id, "measured", scope=ALL, today=TODAY, who="李")
    assert measured.effect is not None
    assert measured.effect["verdict"] == "works"
    # Eight whole weeks before; after it two weeks in which it settles, then six.
    assert (measured.effect["before"]["k"], measured.effect["after"]["k"]) == (112, 6)
    assert (measured.effect["before"]["rest"], measured.effect["after"]["rest"], measured.effect["after"]["days"]) == (336, 252, 42)
    assert measured.effect["plain"]["value"] == pytest.approx(1 - (6 / 42) / (112 / 56))
    assert (measured.effect["days"], measured.effect["settled"]) == (7, 14)
    closed = move(store, action.id, "closed", scope=ALL, today=TODAY, who="王")
    assert store.ledger.actions.one(closed.id, ALL) == closed
    steps = store.ledger.actions.steps(closed.id, ALL)
    assert [step.stage for step in steps] == ["analysed", "handed", "acted", "measured", "closed"]
    assert (steps[2].who, steps[2].note) == ("李", "改了账单规则")


def test_nothing_in_another_brand_is_too_few(store: Store) -> None:
    assert measure(store.reader(ALL), _acted(store, brand="乙")).verdict == "too_few"


def test_a_change_at_the_edge_of_the_records_cannot_be_measured_yet(store: Store) -> None:
    action = _acted(store)
    back = move(store, action.id, "handed", scope=ALL, today=TODAY, who="王")
    late = move(store, back.id, "acted", scope=ALL, today=TODAY, who="王", acted_on=date(2026, 5, 28))
    with pytest.raises(VocError, match="shorter side has 0"):
        move(store, late.id, "measured", scope=ALL, today=TODAY, who="王")
    assert store.ledger.actions.one(late.id, ALL).stage == "acted"


def test_a_problem_of_a_few_days_is_looked_at_by_day_from_its_beginning(store: Store) -> None:
    found = measure(store.reader(ALL), _acted(store, began=date(2026, 3, 22)))
    assert (found.days, found.before.days, found.after.days, found.verdict) == (1, 10, 46, "works")
    assert found.before.k == 20
    # A day of beginning after the change cannot be one.
    assert measure(store.reader(ALL), _acted(store, began=date(2026, 4, 20))).before.days == 56


def test_an_alert_becomes_one_action_and_is_told_its_number_the_second_time(store: Store) -> None:
    wanted = Action("重复扣费上升", cause="billing.charges", brand="甲", department="计费账务部", began=date(2026, 3, 2), due=TODAY)
    made = hand_over(store, "day:billing.charges:brand:甲:2026-03-02", wanted, today=TODAY, who="督导", note="预警")
    assert (made.stage, made.department, made.began, made.alert) == (
        "handed",
        "计费账务部",
        date(2026, 3, 2),
        "day:billing.charges:brand:甲:2026-03-02",
    )
    assert store.ledger.actions.one(made.id, ALL) == made
    assert [step.stage for step in store.ledger.actions.steps(made.id, ALL)] == ["analysed", "handed"]
    with pytest.raises(VocError, match=f"action {made.id} already"):
        hand_over(store, "day:billing.charges:brand:甲:2026-03-02", wanted, today=TODAY, who="督导")
    without = hand_over(store, "day:volume", Action("声量上升", department="客服部"), today=TODAY, who="督导")
    assert (without.stage, without.department) == ("collected", None)


def test_a_limited_scope_sees_its_own_actions_only(store: Store) -> None:
    action = _acted(store)
    narrow = Scope("manager", brands=frozenset({"乙"}))
    assert store.ledger.actions.all(narrow) == []
    assert [one.id for one in store.ledger.actions.all(Scope("manager", brands=frozenset({"甲"})))] == [action.id]
    with pytest.raises(StoreError):
        store.ledger.actions.steps(action.id, narrow)
    with pytest.raises(StoreError):
        move(store, action.id, "handed", scope=narrow, today=TODAY, who="赵")


def test_the_second_of_two_people_is_told(store: Store) -> None:
    action = _acted(store)
    move(store, action.id, "measured", scope=ALL, today=TODAY, who="一")
    with pytest.raises(StoreError, match="Reload"):
        store.ledger.actions.save(action, "handed", "二", "")
    assert [step.who for step in store.ledger.actions.steps(action.id, ALL)][-1] == "一"


def test_a_blank_title_is_refused_and_a_new_action_without_cause_is_only_collected(store: Store) -> None:
    with pytest.raises(VocError, match="title"):
        open_action(store, Action("  "), today=TODAY, who="王")
    assert open_action(store, Action("手表配对"), today=TODAY, who="王").stage == "collected"


def test_what_cannot_be_seen_in_typed_words_is_shown(store: Store) -> None:
    wanted = Action("退\u202e费", cause="billing.charges", owner="张\u200b三", department="客服部")
    made = open_action(store, wanted, today=TODAY, who="李\u2066四", note="注\x1b")
    assert (made.title, made.owner, made.department) == ("退⟦U+202E⟧费", "张⟦U+200B⟧三", "客服部")
    moved = move(store, made.id, "handed", scope=ALL, today=TODAY, who="王\u202d", note="\ufeffx", department="网\u200b络部")
    assert moved.department == "网⟦U+200B⟧络部"
    assert [(step.who, step.note) for step in store.ledger.actions.steps(made.id, ALL)] == [
        ("李⟦U+2066⟧四", "注⟦U+001B⟧"),
        ("王⟦U+202D⟧", "⟦U+FEFF⟧x"),
    ]


def test_what_is_changed_of_an_action_stands_in_its_history(store: Store) -> None:
    action = open_action(store, Action("退费", cause="billing.charges", owner="张"), today=TODAY, who="王")
    gain = {"names": ["账单信息"], "value": 1.5, "low": 0.5, "high": 2.5}
    changed = amend(store, action.id, scope=ALL, who="李", owner="赵", cost=20000.0, gain=gain, stage="closed", due=None)
    assert (changed.owner, changed.cost, changed.gain, changed.stage) == ("赵", 20000.0, gain, "analysed")
    assert store.ledger.actions.one(action.id, ALL) == changed
    note = store.ledger.actions.steps(action.id, ALL)[-1].note
    assert note == "owner: 张 → 赵; cost: – → 20000; gain: – → +1.5 [+0.5, +2.5]"
    assert amend(store, action.id, scope=ALL, who="李", owner="赵") == changed
    assert len(store.ledger.actions.steps(action.id, ALL)) == 2
    for wrong in ({"cost": -1.0}, {"title": " "}):
        with pytest.raises(VocError):
            amend(store, action.id, scope=ALL, who="李", **wrong)  # type: ignore[arg-type]
    with pytest.raises(StoreError):
        amend(store, action.id, scope=Scope("m", brands=frozenset({"乙"})), who="李", owner="钱")


def test_a_problem_that_comes_back_goes_back_to_its_department(store: Store) -> None:
    action = _acted(store)
    move(store, action.id, "measured", scope=ALL, today=TODAY, who="李")
    move(store, action.id, "closed", scope=ALL, today=TODAY, who="李")
    assert recurred(store.reader(ALL), store.ledger.actions.one(action.id, ALL)) is None
    assert reopen_recurring(store, today=TODAY, who="巡检") == []
    calm, back = range(61, 100), range(100, 160)
    days = [CHANGED + timedelta(days=day) for span in (calm, back) for day in span for _ in range(8 if span is back else 6)]
    causes = [
        cause
        for span in (calm, back)
        for day in span
        for cause in ["network.coverage"] * 6 + ["billing.charges"] * (2 * (span is back))
    ]
    ids = [f"w{place}" for place in range(len(days))]
    with store.writer() as writer:
        writer.append("verbatims", verbatims(ids, day=days, brand=["甲"] * len(ids)))
        writer.append(
            "sentiment_scores", rows("sentiment_scores", verbatim_id=ids, version=["m"] * len(ids), label=["neg"] * len(ids))
        )
        writer.append("cause_scores", rows("cause_scores", verbatim_id=ids, version=["c"] * len(ids), cause=causes))
        writer.publish(makers={"sentiment": "m", "causes": "c"})
    (reopened,) = reopen_recurring(store, today=TODAY, who="巡检")
    assert (reopened.id, reopened.stage, reopened.effect, reopened.acted_on) == (action.id, "handed", None, None)
    assert "recurred" in store.ledger.actions.steps(action.id, ALL)[-1].note
    assert reopen_recurring(store, today=TODAY, who="巡检") == []

"""The alerts page on a store with one planted outage: one alert, its signals, what is done about it, breaks and the back-test."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from store.store_rows import rows, verbatims
from streamlit.testing.v1 import AppTest

from voc.dashboard.filters import Filters
from voc.dashboard.reads import alerts as reads
from voc.dashboard.reads.base import At
from voc.jobs.alert_marks import marks
from voc.settings import Settings
from voc.store import Scope, Store

START, DAYS = date(2026, 1, 5), 120
OUTAGE = date(2026, 4, 14)


@pytest.fixture
def filled(tmp_path: Path) -> Settings:
    """Six a day of two causes and regions, 25 of one on the day of an outage; a channel that begins on day 60."""
    rng = random.Random(3)
    causes, regions = ("network.coverage", "billing.charges"), ("东", "西")
    said = [(START + timedelta(days=day), rng.choice(causes), rng.choice(regions), "热线") for day in range(DAYS) for _ in range(6)]
    said += [(START + timedelta(days=day), "billing.charges", "西", "小程序") for day in range(60, DAYS)]
    said += [(OUTAGE, "network.coverage", "东", "热线")] * 25
    settings = Settings(home=tmp_path / "预警 仓", key_file=tmp_path / "key")
    ids = [f"v{number}" for number in range(len(said))]
    with Store.open(settings, create=True).writer() as writer:
        days, coded, placed, channels = (list(column) for column in zip(*said, strict=True))
        writer.append("verbatims", verbatims(ids, day=days, region=placed, channel=channels))
        writer.append(
            "sentiment_scores", rows("sentiment_scores", verbatim_id=ids, version=["m1"] * len(ids), label=["neg"] * len(ids))
        )
        writer.append("cause_scores", rows("cause_scores", verbatim_id=ids, version=["c1"] * len(ids), cause=coded))
        happened = {
            "event_id": ["e1", "e2"],
            "name": ["东区断电", "西区促销"],
            "kind": ["outage", "campaign"],
            "region": ["东", "西"],
        }
        began = [datetime(2026, 4, 14, 3, tzinfo=UTC), datetime(2026, 2, 2, tzinfo=UTC)]
        writer.append("events", rows("events", **happened, start=began, day=[OUTAGE, date(2026, 2, 2)]))
        writer.publish(makers={"sentiment": "m1", "causes": "c1"})
    return settings


def _table(tested: AppTest, column: str) -> list[dict[str, object]]:
    frame = next(one.value for one in tested.dataframe if column in one.value.columns)
    found: list[dict[str, object]] = frame.to_dict("records")
    return found


def test_one_event_is_one_line_and_can_be_acknowledged_and_reopened(
    filled: Settings, use: Callable[[Settings], None], page: Callable[..., AppTest]
) -> None:
    use(filled)
    tested = page("alerts")
    assert not tested.exception
    (alert,) = _table(tested, "state")
    assert (str(alert["what"]).rpartition(" · ")[2], alert["state"], alert["seen"]) == ("东", "未处理", 27)
    (inside,) = [one.label for one in tested.expander if "个信号" in one.label]
    assert int("".join(filter(str.isdigit, inside))) > 2
    (begun,) = _table(tested, "dimension")
    assert (begun["value"], begun["day"]) == ("小程序", START + timedelta(days=60))
    back = {row["name"]: row["after"] for row in _table(tested, "after")}
    assert back["西区促销"] == "没有报"
    assert back["东区断电"] == "13 小时后"
    tested.text_input(key="alert_note").set_value("已派单")
    tested.button(key="alert_ack").click().run()
    assert not tested.exception
    assert _table(tested, "state")[0]["state"] == "已知"
    store = Store.open(filled, create=False)
    assert [(mark.state, mark.note) for mark in marks(store)] == [("acknowledged", "已派单")]
    assert [entry.act for entry in store.ledger.audit.rows(act="alert_marked")] == ["alert_marked"]
    tested.button(key="alert_reopen").click().run()
    assert _table(tested, "state")[0]["state"] == "未处理"
    tested.button(key="alert_silence").click().run()
    assert _table(tested, "state")[0]["state"] == "静默"
    assert marks(store)[0].until is not None


def test_an_alert_is_handed_over_to_an_action_on_its_cause_and_place(
    filled: Settings, use: Callable[[Settings], None], page: Callable[..., AppTest]
) -> None:
    use(filled)
    tested = page("alerts")
    tested.button(key="alert_hand").click().run()
    assert not tested.exception
    assert _table(tested, "state")[0]["state"] == "已转改进"
    store = Store.open(filled, create=False)
    (action,) = store.ledger.actions.all(Scope.everything())
    assert (action.cause, action.region, action.stage) == ("network.coverage", "东", "analysed")
    assert marks(store)[0].action == action.id


def test_usual_days_name_no_few_people_and_neither_do_signals(filled: Settings) -> None:
    """A usual day times the days it was counted from is a count again: 1 of 56 days is one person."""
    store = Store.open(filled)
    with store.writer() as writer:
        few = [("f1", "network.roaming", "东"), ("f2", "network.messaging", "西"), ("f3", "network.messaging", "西")]
        ids, coded, placed = (list(column) for column in zip(*few, strict=True))
        days = [START + timedelta(days=DAYS - 5)] * len(ids)
        writer.append("verbatims", verbatims(ids, day=days, region=placed, channel=["热线"] * len(ids)))
        writer.append("sentiment_scores", rows("sentiment_scores", verbatim_id=ids, version=["m1"] * 3, label=["neg"] * 3))
        writer.append("cause_scores", rows("cause_scores", verbatim_id=ids, version=["c1"] * 3, cause=coded))
        writer.publish(makers={"sentiment": "m1", "causes": "c1"})
    everything = At(filled, store.publication().id, Scope.everything(), Filters())
    few_hidden = replace(everything, scope=Scope("manager", regions=frozenset({"东", "西"}), rights=frozenset(), small=5))
    assert {"network.roaming", "network.messaging"} <= set(reads.smallest_shown(everything))
    found = reads.smallest_shown(few_hidden)
    assert "billing.charges" in found
    assert not {"network.roaming", "network.messaging"} & set(found)
    assert all(round(one.usual * one.days) >= 5 for one in found.values())
    alerts = reads.alerts_shown(replace(few_hidden, scope=replace(few_hidden.scope, small=20)))
    assert alerts
    assert all(part.seen >= 20 for alert in alerts for part in alert.parts)

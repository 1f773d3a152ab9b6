"""Alerts, verbatims, the closed loop, runs: as a reader meets them, without a browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from dashboard.invented_store import HOSTILE, fill
from store.store_rows import rows
from streamlit.testing.v1 import AppTest

from voc.dashboard.one_verbatim import marked
from voc.dashboard.reads import one_verbatim, runs
from voc.dashboard.reads.base import At
from voc.dashboard.reads.verbatims import Pick, number_of
from voc.loop.actions import move, open_action
from voc.settings import Settings
from voc.store import Scope, Store
from voc.store.actions import Action

PAGES = ("alerts", "verbatims", "closed_loop", "runs")
Page = Callable[..., AppTest]
Use = Callable[[Settings], None]
ALL = Scope.everything()


@pytest.fixture
def own(tmp_path: Path) -> Settings:
    """A store of this test's own, to write into."""
    settings = Settings(home=tmp_path / "自 库", key_file=tmp_path / "identity.key")
    fill(settings).close()
    return settings


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_each_page_draws_in_both_languages(filled: Settings, use: Use, page: Page, name: str, lang: str) -> None:
    use(filled)
    tested = page(name, lang=lang)
    assert not tested.exception
    assert not tested.error
    assert (
        tested.title[0].value
        == {
            "alerts": ("预警", "Alerts"),
            "verbatims": ("原声", "Verbatims"),
            "closed_loop": ("闭环", "Closed loop"),
            "runs": ("运行与数据健康", "Runs and data health"),
        }[name][lang == "en"]
    )


@pytest.mark.parametrize("name", PAGES)
def test_an_empty_store_says_what_to_do(tmp_path: Path, use: Use, page: Page, name: str) -> None:
    use(Settings(home=tmp_path / "空", key_file=tmp_path / "key"))
    tested = page(name)
    assert not tested.exception
    assert "voc" in tested.info[0].value


def test_search_needs_every_word_and_says_how_many(filled: Settings, use: Use, page: Page, at: At) -> None:
    use(filled)
    tested = page("verbatims")
    tested.text_input(key="search").set_value("多扣 退回").run()
    found = number_of(at, Pick(words="多扣 退回"))
    assert 0 < found == number_of(at, Pick(words="退回 多扣"))
    assert any(re.search(r"找到 \d+ 条；共 \d+ 条", one.value) for one in tested.caption)
    tested.text_input(key="search").set_value("绝不会有的词").run()
    assert "没有找到" in tested.info[0].value


def test_customers_words_are_never_markdown(filled: Settings, use: Use, page: Page) -> None:
    use(filled)
    tested = page("verbatims", dates=["2025-12-29", "2026-06-28"])
    tested.text_input(key="search").set_value("203.0.113.9").run()
    assert not tested.exception
    rendered = [one.value for kind in (tested.markdown, tested.caption, tested.info, tested.subheader) for one in kind]
    assert not any("203.0.113.9" in one for one in rendered)
    assert any(HOSTILE.replace("没信号", "【没信号】") in one.value for one in tested.text)


@pytest.mark.parametrize(
    ("spans", "shown"),
    [
        ([], "话费多扣了"),
        ([(2, 4)], "话费【多扣】了"),
        ([(0, 2), (2, 4)], "【话费多扣】了"),
        ([(1, 3), (2, 5)], "话【费多扣了】"),
        ([(3, 3)], "话费多扣了"),
    ],
)
def test_evidence_is_marked_in_place(spans: list[tuple[int, int]], shown: str) -> None:
    assert marked("话费多扣了", spans) == shown


def test_a_call_is_shown_turn_by_turn(own: Settings, use: Use, page: Page) -> None:
    store = Store.open(own)
    said = [
        ("agent", "您好"),
        ("customer", "地下车库一直没信号，电话打不进来"),
        ("agent", "给您登记"),
        ("customer", "没信号多久了"),
    ]
    with store.writer() as writer:
        one = rows(
            "verbatims", verbatim_id=["c1"], source=["transcript"], text=["\n".join(t for who, t in said if who == "customer")]
        )
        writer.append("verbatims", one)
        columns = {"speaker": [who for who, _ in said], "text": [text for _, text in said], "turn": [1, 2, 3, 4]}
        writer.append("utterances", rows("utterances", verbatim_id=["c1"] * 4, start=[0.0, 3.0, 65.0, 70.0], **columns))
        start = len(said[1][1]) + 1
        spans = f'[{{"start": {start}, "end": {start + 3}, "text": "没信号", "weight": 3.0}}]'
        scored = {"version": ["v1"], "cause": ["network.coverage"], "evidence": [spans]}
        writer.append("cause_scores", rows("cause_scores", verbatim_id=["c1"], **scored))
        writer.publish(note="one call")
    store.close()
    use(own)
    tested = page("verbatims")
    tested.text_input(key="search").set_value("没信号多久了").run()
    shown = [one.value for one in tested.text]
    assert [text for text in shown if text in ("您好", said[1][1], "给您登记", "【没信号】多久了")] == [
        "您好",
        said[1][1],
        "给您登记",
        "【没信号】多久了",
    ]
    assert any("坐席 · 1:05" in one.value for one in tested.caption)


def test_what_the_scope_does_not_see_is_not_shown(filled: Settings, at: At) -> None:
    narrow = At(at.settings, at.publication, Scope("manager", brands=frozenset({"青禾"})), at.filters)
    assert one_verbatim.one_verbatim(at, "v0001") is not None
    hidden = [f"v{n:04d}" for n in range(40) if (row := one_verbatim.one_verbatim(at, f"v{n:04d}")) and row["brand"] != "青禾"]
    assert hidden
    assert all(one_verbatim.one_verbatim(narrow, verbatim) is None for verbatim in hidden)
    assert runs.quarantine(at).num_rows == 3
    assert runs.quarantine(narrow).num_rows == 0


def test_an_action_goes_round_on_the_page(own: Settings, use: Use, page: Page) -> None:
    store = Store.open(own)
    open_action(store, Action("退费整改", cause="billing.charges", department="计费账务部"), today=date(2026, 6, 1), who="王")
    move(store, 1, "handed", scope=ALL, today=date(2026, 6, 1), who="王")
    use(own)
    tested = page("closed_loop")
    next(one for one in tested.date_input if one.label == "整改日期").set_value(date(2026, 4, 1))
    next(button for button in tested.button if "已整改" in button.label).click().run()
    assert not tested.exception
    assert store.ledger.actions.one(1, ALL).acted_on == date(2026, 4, 1)
    next(button for button in tested.button if "已验证" in button.label).click().run()
    assert not tested.exception
    done = store.ledger.actions.one(1, ALL)
    assert done.stage == "measured"
    assert done.effect is not None
    assert any(one.label == "问题消除率（按天）" for one in tested.metric)
    assert any("第 1 号行动已到“已验证”" in one.value for one in tested.success)


def test_a_step_without_what_it_needs_is_refused_in_words(own: Settings, use: Use, page: Page) -> None:
    store = Store.open(own)
    open_action(store, Action("网络整改", cause="network.coverage"), today=date(2026, 6, 1), who="王")
    use(own)
    tested = page("closed_loop")
    next(button for button in tested.button if "已转交" in button.label).click().run()
    assert "责任部门" in tested.error[0].value
    assert store.ledger.actions.one(1, ALL).stage == "analysed"


def test_an_outage_shows_on_the_alerts_page_with_its_event(own: Settings, use: Use, page: Page) -> None:
    store, day = Store.open(own), date(2026, 5, 20)
    with store.writer() as writer:
        ids = [f"o{n}" for n in range(60)]
        cells = {"day": [day] * 60, "source": ["social"] * 60, "region": ["东城"] * 60}
        writer.append("verbatims", rows("verbatims", verbatim_id=ids, **cells))
        writer.append("sentiment_scores", rows("sentiment_scores", verbatim_id=ids, version=["v1"] * 60, label=["neg"] * 60))
        coded = {"version": ["v1"] * 60, "cause": ["network.coverage"] * 60}
        writer.append("cause_scores", rows("cause_scores", verbatim_id=ids, **coded))
        when = {"start": [datetime(2026, 5, 20, 2, tzinfo=UTC)], "day": [day], "region": ["东城"]}
        writer.append("events", rows("events", event_id=["e"], name=["东城断电"], kind=["outage"], **when))
        writer.publish(note="outage")
    store.close()
    use(own)
    tested = page("alerts")
    assert not tested.exception
    options = tested.selectbox(key="alert").options
    assert any("2026-05-20" in option and "移动信号覆盖" in option and "东城" in option for option in options)
    assert "东城断电" in set(tested.dataframe[0].value["events"])


def test_texts_that_come_again_and_again_are_found(own: Settings, use: Use, page: Page) -> None:
    store, text = Store.open(own), "老用户凭什么比新用户贵，请大家一起转发让他们看见"
    with store.writer() as writer:
        ids = [f"p{n}" for n in range(7)]
        writer.append("verbatims", rows("verbatims", verbatim_id=ids, source=["social"] * 7, text=[text] * 7))
        writer.publish(note="pasted")
    store.close()
    use(own)
    frames = [one.value for one in page("runs").dataframe]
    (copied,) = [frame for frame in frames if "times" in frame and text in set(frame["text"])]
    assert copied.set_index("text").loc[text, "times"] == 7


def test_a_plan_is_changed_and_stands_in_the_history(own: Settings, use: Use, page: Page) -> None:
    store = Store.open(own)
    open_action(store, Action("网络整改", cause="network.coverage"), today=date(2026, 6, 1), who="王")
    use(own)
    tested = page("closed_loop")
    next(one for one in tested.number_input if one.label == "费用（元）").set_value(5000.0)
    next(one for one in tested.date_input if one.label == "问题始于").set_value(date(2026, 3, 1))
    next(button for button in tested.button if button.label == "保存").click().run()
    assert not tested.exception
    changed = store.ledger.actions.one(1, ALL)
    assert (changed.cost, changed.began) == (5000.0, date(2026, 3, 1))
    assert any("cost: – → 5000" in one.value for one in tested.text)


def test_tasks_for_single_customers_are_opened_and_read_back(own: Settings, use: Use, page: Page) -> None:
    store = Store.open(own)
    when = datetime(2026, 6, 27, 3, tzinfo=UTC)
    with store.writer() as writer:
        one = {"case_id": ["k9"], "external_id": ["TS9"], "opened": [when], "rating_after": [1.0], "region": ["东城"]}
        writer.append("cases", rows("cases", **one))
        writer.publish(note="one case")
    use(own)
    tested = page("closed_loop")
    tested.segmented_control(key="loop_part").set_value("recovery").run()
    tested.button(key="recovery_open").click().run()
    assert not tested.exception
    assert any("新开" in one.value for one in tested.success)
    listed = next(frame.value for frame in tested.dataframe if "number" in frame.value)
    assert "TS9" in set(listed["number"])
    tested.file_uploader(key="recovery_file").upload(
        "状态.csv", "编号,联系时间\nTS9,2026-06-27 15:00\nXX,2026-06-27\n".encode(), "text/csv"
    ).run()
    tested.button(key="recovery_read").click().run()
    assert not tested.exception
    assert any("更新 1 个任务" in one.value and "1 行不能用" in one.value for one in tested.success)
    assert any("没有这个编号" in one.value for one in tested.text)
    assert next(one for one in store.ledger.recoveries.all(ALL) if one.number == "TS9").stage == "reached"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_event_has_a_before_a_during_and_an_after(own: Settings, use: Use, page: Page, lang: str) -> None:
    store = Store.open(own)
    with store.writer() as writer:
        start = {"start": [datetime(2026, 4, 1, tzinfo=UTC)] * 2, "day": [date(2026, 4, 1), date(2027, 4, 1)]}
        writer.append(
            "events", rows("events", event_id=["e", "f"], name=["新版本", "明年的活动"], kind=["release", "campaign"], **start)
        )
        writer.publish(note="events")
    use(own)
    tested = page("closed_loop", lang=lang)
    tested.segmented_control(key="loop_part").set_value("around").run()
    assert not tested.exception
    # The newest event lies beyond the data: said, not shown.
    assert any("2027-04-01" in one.value for one in tested.info)
    tested.selectbox(key="around_event").select_index(1).run()
    assert not tested.exception
    table = tested.dataframe[0].value
    assert table.shape == (4, 6)
    tested.button(key="open_around").click().run()
    assert not tested.exception


def test_an_action_without_an_owner_is_said_to_have_none(own: Settings, use: Use, page: Page) -> None:
    store = Store.open(own)
    open_action(store, Action("没人管", cause="network.coverage", department="网络部"), today=date(2026, 6, 1), who="王")
    use(own)
    listed = next(frame.value for frame in page("closed_loop").dataframe if "owner" in frame.value)
    assert listed["owner"].tolist() == ["未指定负责人"]

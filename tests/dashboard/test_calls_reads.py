"""Calls by what happened in them, told from a store made by hand: shares, funnels with a minimum base, repeated contacts, answers, good answers."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from streamlit.testing.v1 import AppTest

from voc.dashboard.filters import Filters
from voc.dashboard.reads import calls as reads
from voc.dashboard.reads.base import At, open_store
from voc.schema import MAKERS, TABLES
from voc.settings import Settings
from voc.store import Scope, Store

FIRST = date(2026, 3, 2)
RISEN = json.dumps([[2, -0.6], [4, 0.5]])
CODED = json.dumps([{"code": "solution", "turn": 3, "sure": 0.9, "start": 0, "end": 4}])
SAID = ("您好请讲", "多扣了二十", "给您退了二十", "好的谢谢")
Rows = dict[str, list[dict[str, Any]]]


def _call(
    rows: Rows,
    name: str,
    day: int,
    *,
    customer: str | None = None,
    cause: str | None = None,
    source: str = "transcript",
    **own: Any,
) -> None:
    team = own.pop("team", "一班")
    when = datetime(2026, 3, 2, 4, tzinfo=UTC) + timedelta(days=day)
    made = {"content": name, "source_file": "编造.jsonl", "source_row": len(rows["verbatims"]) + 1}
    rows["verbatims"].append(
        {
            "verbatim_id": name,
            "source": source,
            "day": FIRST + timedelta(days=day),
            "occurred_at": when,
            "text": SAID[1],
            "mask_version": 1,
        }
        | {"customer_key": customer, "team": team}
        | made
    )
    key = {"verbatim_id": name, "version": "v1", "evidence": "[]"}
    rows["cause_scores"].append(key | {"cause": cause, "cause2": None, "cause_confidence": 0.8 if cause else None})
    if source == "transcript":
        rows["utterances"] += [
            {"verbatim_id": name, "turn": turn, "speaker": ("agent", "customer")[turn % 2 == 0], "text": text}
            | {"source_file": "编造.jsonl", "source_row": turn, "content": name}
            for turn, text in enumerate(own.pop("said", SAID), 1)
        ]
        rows["dialogue_scores"].append(key | {"resolution": "solved", "unresolved": 0, "waiting": 0} | own)


def _store(settings: Settings, rows: Rows) -> None:
    with Store.open(settings) as store, store.writer() as writer:
        for name, records in rows.items():
            writer.append(name, pa.Table.from_pylist(records, schema=TABLES[name].arrow))
        writer.publish(makers=dict.fromkeys(MAKERS, "v1"), note="by hand")


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> At:
    rows: Rows = {name: [] for name in ("verbatims", "utterances", "cause_scores", "dialogue_scores")}
    # 60 calls of two teams: every second of 二班 stays open, every tenth of 一班.
    for number in range(60):
        team = ("一班", "二班")[number % 2]
        open_ = int(number % 4 == 1 or number % 20 == 0)
        _call(
            rows,
            f"t{number:02d}",
            number % 7,
            team=team,
            unresolved=open_,
            waiting=int(number % 3 == 0),
            agent_blame=open_,
            agent_passing_on=0,
        )
    # A handful of calls say nothing of a team.
    _call(rows, "few", 1, team="三班", unresolved=1)
    # Nothing to judge: no ending known.
    _call(rows, "one side", 1, resolution=None, unresolved=None)
    # One customer, one cause: five calls and a complaint within 30 days; another cause and a contact long before beside them.
    for number, day in enumerate((30, 33, 40, 44, 52)):
        _call(rows, f"r{number}", day, customer="u1", cause="billing.refund", unresolved=0)
    _call(rows, "r5", 50, customer="u1", cause="billing.refund", source="complaint")
    _call(rows, "old", -40, customer="u1", cause="billing.refund", source="complaint")
    _call(rows, "else", 41, customer="u1", cause="network.coverage", unresolved=0)
    _call(rows, "twice a", 10, customer="u2", cause="network.coverage", unresolved=0)
    _call(rows, "twice b", 12, customer="u2", cause="network.coverage", unresolved=0)
    # Two good answers, and one after which nothing rose.
    good = {"recovered": 1, "curve": RISEN, "codes": CODED, "low_polarity": -0.6, "end_polarity": 0.5}
    _call(rows, "good", 2, cause="billing.charges", **good)
    _call(rows, "better", 2, cause=None, said=(*SAID[:2], "给您换新卡", "好"), **good | {"end_polarity": 0.9})
    _call(rows, "flat", 2, **good | {"end_polarity": -0.6})
    settings = Settings(home=tmp_path_factory.mktemp("通话"))
    _store(settings, rows)
    return At(settings, open_store(settings).publication().id, Scope.everything(), Filters())


@pytest.mark.parametrize(("what", "hits"), [("unresolved", 19), ("waiting", 20), ("blame", 18), ("passing_on", 0)])
def test_shares_have_their_base_and_lists_behind_them(at: At, what: reads.What, hits: int) -> None:
    share = reads.share_of(at, what)
    assert len(reads.ids_of(at, what)) == hits
    assert share.value == pytest.approx(hits / share.base)
    assert "one side" not in reads.judged(at, what)["verbatim_id"].to_pylist()


def test_lists_are_newest_first(at: At) -> None:
    days = {f"t{number:02d}": number % 7 for number in range(60)} | {"few": 1}
    found = [days[name] for name in reads.ids_of(at, "unresolved")]
    assert found == sorted(found, reverse=True)


def test_teams_stand_in_a_funnel_and_a_handful_of_calls_is_no_team(at: At) -> None:
    units = {unit.name: unit for unit in reads.funnel_of(at, "unresolved").units}
    assert units["二班"].share.value == pytest.approx(0.5)
    assert units["二班"].share.base == 30
    assert "三班" not in units or units["三班"].share.base < 5


def test_the_customer_who_comes_again_and_again_over_sources(at: At) -> None:
    found = reads.repeaters(at)
    assert len(found) == 1
    one = found[0]
    assert (one["cause"], one["contacts"], one["first"]) == ("billing.refund", 6, FIRST + timedelta(days=30))
    assert set(one["sources"].split()) == {"transcript", "complaint"}
    assert one["ids"] == ["r0", "r1", "r2", "r3", "r5", "r4"]


def test_a_repeated_contact_needs_the_same_cause_within_thirty_days(at: At) -> None:
    hit = {row["verbatim_id"]: row["hit"] for row in reads.judged(at, "repeated").to_pylist()}
    assert [hit[f"r{number}"] for number in range(5)] == [False, True, True, True, True]
    assert (hit["twice a"], hit["twice b"], hit["else"]) == (False, True, False)
    assert "t00" not in hit  # nobody known, nothing to repeat


def test_good_answers_are_those_after_which_somebody_rose_and_are_searched_by_words(at: At) -> None:
    found = reads.good_answers(at, "")
    assert [(one.verbatim_id, one.text) for one in found] == [("better", "给您换新卡"), ("good", "给您退了二十")]
    assert found[0].rise == pytest.approx(1.5)
    assert [one.verbatim_id for one in reads.good_answers(at, "退 二十")] == ["good"]
    assert reads.good_answers(at, "没有人说过") == []


def _list(home: str, publication: int, ids: tuple[str, ...]) -> None:
    from pathlib import Path

    from voc.dashboard.filters import Filters
    from voc.dashboard.one_verbatim import show_words
    from voc.dashboard.reads.base import At
    from voc.dashboard.reads.verbatims import Pick
    from voc.dashboard.table import show_verbatims
    from voc.dashboard.view import View
    from voc.settings import Settings
    from voc.store import Scope

    here = At(Settings(home=Path(home)), publication, Scope.everything(), Filters())
    show_verbatims(View("zh", False, here), Pick(ids=ids), "calls_list", show=show_words)


def test_a_list_of_calls_opens_the_dialogue_with_its_course(at: At) -> None:
    def listed(*ids: str) -> AppTest:
        given = {"home": str(at.settings.home), "publication": at.publication, "ids": ids}
        return AppTest.from_function(_list, default_timeout=60, kwargs=given).run()

    several, one = listed("good", "flat"), listed("good")
    assert not several.exception
    assert not one.exception
    assert any("选一行" in caption.value for caption in several.caption)
    assert not several.chat_message
    assert len(one.chat_message) == len(SAID)
    assert any("虚构通话上核对过" in caption.value for caption in one.caption)
    assert [text.value for text in one.chat_message[2].text] == ["【给您退了】二十"]


def test_contradicting_answers_of_other_months_are_shown_where_the_chosen_dates_hold_too_few(
    tmp_path: Path, use: Callable[[Settings], None], page: Callable[..., AppTest]
) -> None:
    rows: Rows = {name: [] for name in ("verbatims", "utterances", "cause_scores", "dialogue_scores")}
    asked = "合约没到转网要不要违约金"
    for number in range(26):
        team, answer = ("乙组", "不用交，不收") if number < 6 else ("甲组", "要的，按协议收取")
        _call(rows, f"old{number}", -200, team=team, said=("您好", asked, answer, "知道了"))
    _call(rows, "new", 0)
    for row in rows["verbatims"][:-1]:
        row["text"] = asked
    settings = Settings(home=tmp_path / "店", key_file=tmp_path / "identity.key")
    _store(settings, rows)
    use(settings)
    tested = page("service_quality")
    assert not tested.exception
    assert any("以下为全部日期" in text.value for text in tested.text)
    shown = next(frame.value for frame in tested.dataframe if "乙组" in str(frame.value.to_dict()))
    assert shown.iloc[0].tolist()[0]
    assert "乙组" in shown.iloc[0].tolist()

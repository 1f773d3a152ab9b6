"""Case steps, events and dictionaries in the store: fates, restatements, remarks, and who sees them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from voc.jobs.ingest import IngestReport, file_stamp, ingest
from voc.settings import Settings
from voc.store import Scope, Store

Write = Callable[..., Path]
Rows = list[dict[str, Any]]

EVENTS: Rows = [
    {
        "事件编号": "E1",
        "类型": "版本发布",
        "名称": "掌厅 8.0",
        "开始时间": "2026-03-02",
        "结束时间": "",
        "品牌": "青笋",
        "地区": "",
    },
    {
        "事件编号": "E2",
        "类型": "网络故障",
        "名称": "城东断网",
        "开始时间": "2026-03-05 14:00",
        "结束时间": "",
        "品牌": "",
        "地区": "城东",
    },
    {"事件编号": "E3", "类型": "资费调整", "名称": "流量包涨价", "开始时间": "2026-03-09", "结束时间": "", "品牌": "", "地区": ""},
]
ORDERS: Rows = [
    {"工单编号": "G1", "投诉内容": "多扣了三十块钱", "受理时间": "2026-03-01", "品牌": "青笋", "部门": "账务"},
    {"工单编号": "G2", "投诉内容": "家里没有信号", "受理时间": "2026-03-02", "品牌": "竹悦", "部门": "网络"},
]
STEPS: Rows = [
    {"工单编号": "G1", "步骤": 1, "部门": "客服", "接收时间": "2026-03-01 09:00", "转出时间": "2026-03-01 10:00", "结果": "转派"},
    {"工单编号": "G1", "步骤": 2, "部门": "账务", "接收时间": "2026-03-01 10:00", "转出时间": "", "结果": ""},
    {"工单编号": "G2", "步骤": 1, "部门": "客服", "接收时间": "2026-03-02 09:00", "转出时间": "", "结果": ""},
]
NAMES: Rows = [
    {"类别": "品牌", "名称": "青笋", "上级": "", "同义词": "青笋卡", "失效日期": ""},
    {"类别": "产品", "名称": "畅玩39", "上级": "青笋", "同义词": "畅玩|39元卡", "失效日期": ""},
    {"类别": "产品", "名称": "畅聊39", "上级": "青笋", "同义词": "畅聊", "失效日期": ""},
]


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    with Store.open(settings) as opened:
        yield opened


@pytest.fixture
def take(store: Store, settings: Settings, write_csv: Write) -> Callable[..., IngestReport]:
    def run(source: str, rows: Rows, name: str | None = None, **options: Any) -> IngestReport:
        return ingest(store, write_csv(name or f"{source}.csv", rows), source, settings=settings, **options)

    return run


Take = Callable[..., IngestReport]


def counts(report: IngestReport) -> tuple[int, int, int, int]:
    assert report.taken + report.updated + report.duplicate + report.quarantined == report.rows
    return report.taken, report.updated, report.duplicate, report.quarantined


def asked(store: Store, sql: str, scope: Scope | None = None) -> list[tuple[Any, ...]]:
    return [tuple(row.values()) for row in store.reader(scope or Scope.everything()).query(sql).to_pylist()]


@pytest.mark.parametrize(("source", "rows"), [("events", EVENTS), ("steps", STEPS), ("dictionary", NAMES)])
def test_again_is_duplicate_and_changes_nothing(take: Take, store: Store, source: str, rows: Rows) -> None:
    assert counts(take(source, rows)) == (3, 0, 0, 0)
    before = store.publication().tables
    assert counts(take(source, rows[::-1], "again.csv")) == (0, 0, 3, 0)
    assert store.publication().tables == before


def test_a_dry_run_leaves_nothing(take: Take, store: Store) -> None:
    assert counts(take("dictionary", NAMES, dry_run=True)) == (3, 0, 0, 0)
    assert asked(store, "select count(*) from dictionary") == [(0,)]
    assert store.ledger.runs() == []


def test_an_event_that_ended_is_restated(take: Take, store: Store) -> None:
    take("events", EVENTS)
    ended = [EVENTS[0], EVENTS[1] | {"结束时间": "2026-03-05 18:00"}]
    assert counts(take("events", ended, "later.csv")) == (0, 1, 1, 0)
    # The same again without the column of ends: nothing is said of them, so nothing is forgotten.
    silent = [{name: value for name, value in row.items() if name != "结束时间"} for row in ended]
    assert counts(take("events", silent, "silent.csv")) == (0, 0, 2, 0)
    assert asked(store, 'select name, "end" is null from events order by name') == [
        ("城东断网", False),
        ("掌厅 8.0", True),
        ("流量包涨价", True),
    ]


def test_a_step_that_was_left_is_restated_and_the_next_one_taken(take: Take, store: Store) -> None:
    take("complaint", ORDERS)
    take("steps", STEPS)
    later = [STEPS[1] | {"转出时间": "2026-03-04 10:00", "结果": "办结"}, STEPS[2] | {"步骤": 2, "部门": "网络"}]
    assert counts(take("steps", later, "later.csv")) == (1, 1, 0, 0)
    found = asked(
        store,
        "select external_id, step, s.department, outcome from case_steps s join cases using (case_id) order by external_id, step",
    )
    assert found == [("G1", 1, "客服", "转派"), ("G1", 2, "账务", "办结"), ("G2", 1, "客服", None), ("G2", 2, "网络", None)]


def test_steps_without_some_columns_forget_nothing(take: Take, store: Store) -> None:
    take("steps", STEPS)
    short = [{name: row[name] for name in ("工单编号", "步骤", "接收时间")} for row in STEPS]
    assert counts(take("steps", short, "short.csv")) == (0, 0, 3, 0)
    short[0]["接收时间"] = "2026-03-01 08:30"
    assert counts(take("steps", short, "short.csv")) == (0, 1, 2, 0)
    assert asked(store, "select department, outcome from case_steps order by received limit 1") == [("客服", "转派")]


def test_an_edited_dictionary_is_restated_as_it_stands(take: Take, store: Store) -> None:
    take("dictionary", NAMES)
    # All synonyms gone: in a dictionary blank is meant.
    edited = [row | {"同义词": ""} for row in NAMES]
    edited[2]["失效日期"] = "2026-06-30"
    assert counts(take("dictionary", edited)) == (0, 3, 0, 0)
    assert asked(store, "select name, synonyms, valid_until::varchar from dictionary order by source_row") == [
        ("青笋", None, None),
        ("畅玩39", None, None),
        ("畅聊39", None, "2026-06-30"),
    ]


def test_what_is_doubtful_in_a_dictionary_is_said(take: Take) -> None:
    assert take("dictionary", NAMES).notes == ()
    more = [
        {"类别": "产品", "名称": "老友卡", "上级": "竹悦", "同义词": "39元卡", "失效日期": ""},
        {"类别": "档次", "名称": "基础", "上级": "青笋", "同义词": "", "失效日期": ""},
    ]
    report = take("dictionary", more, "more.csv")
    assert counts(report) == (2, 0, 0, 0)
    (orphan, _), (shared_zh, shared_en) = report.notes
    assert "老友卡" in orphan
    assert "竹悦" in orphan
    assert all(word in shared_zh and word in shared_en for word in ("39元卡", "畅玩39", "老友卡"))


def test_names_that_share_a_synonym_one_after_the_other_are_no_doubt(take: Take) -> None:
    rows = [row | {"生效日期": ""} for row in NAMES]
    rows[1] |= {"失效日期": "2025-12-31"}
    rows[2] |= {"同义词": "39元卡", "生效日期": "2026-01-01"}
    assert take("dictionary", rows).notes == ()
    rows[2]["生效日期"] = "2025-12-31"
    assert len(take("dictionary", rows).notes) == 1


def test_the_same_name_under_two_parents_is_no_doubt(take: Take) -> None:
    rows = [{"类别": "班组", "名称": "一组", "上级": one, "同义词": "1组"} for one in ("客服", "账务")]
    rows += [{"类别": "部门", "名称": one, "上级": "", "同义词": ""} for one in ("客服", "账务")]
    report = take("dictionary", rows)
    assert (counts(report), report.notes) == ((4, 0, 0, 0), ())


def test_a_name_that_was_taken_out_of_the_file_is_said(take: Take, store: Store) -> None:
    take("dictionary", NAMES)
    (note,) = take("dictionary", NAMES[:2]).notes
    assert "畅聊39" in note[0]
    assert asked(store, "select count(*) from dictionary") == [(3,)]


def test_a_cycle_over_two_files_is_said(take: Take) -> None:
    take("dictionary", [{"类别": "地区", "名称": "甲", "上级": "乙"}])
    (note,) = take("dictionary", [{"类别": "地区", "名称": "乙", "上级": "甲"}], "b.csv").notes
    assert "→" in note[0]


def test_a_cycle_is_quarantined_with_its_way(take: Take, store: Store) -> None:
    rows = [{"类别": "地区", "名称": one, "上级": other} for one, other in ("甲乙", "乙甲")]
    assert counts(take("dictionary", [*rows, {"类别": "地区", "名称": "丙", "上级": ""}])) == (1, 0, 0, 2)
    assert asked(store, "select source_row, reason, given from quarantine order by source_row") == [
        (1, "cycle", "甲 → 乙 → 甲"),
        (2, "cycle", "甲 → 乙 → 甲"),
    ]


def test_steps_without_numbers_say_so(take: Take) -> None:
    rows = [{name: row[name] for name in ("工单编号", "部门", "接收时间")} for row in STEPS]
    (note,) = take("steps", rows).notes
    assert "步骤序号" in note[0]
    assert take("steps", STEPS, "numbered.csv").notes == ()


@pytest.mark.parametrize(
    ("scope", "events", "steps", "names"),
    [
        (Scope.everything(), {"E1", "E2", "E3"}, 3, 3),
        (Scope("manager", brands=frozenset({"青笋"})), {"E1", "E2", "E3"}, 2, 3),
        (Scope("manager", brands=frozenset({"竹悦"})), {"E2", "E3"}, 1, 0),
        (Scope("manager", brands=frozenset()), {"E2", "E3"}, 0, 0),
        (Scope("manager", regions=frozenset({"城西"})), {"E1", "E3"}, 0, 3),
        (Scope("manager", departments=frozenset({"账务"})), {"E1", "E2", "E3"}, 2, 3),
        (Scope("manager", brands=frozenset({"竹悦"}), departments=frozenset({"账务"})), {"E2", "E3"}, 0, 0),
    ],
)
def test_who_sees_events_and_steps(take: Take, store: Store, scope: Scope, events: set[str], steps: int, names: int) -> None:
    take("complaint", ORDERS)
    take("steps", STEPS)
    take("events", EVENTS)
    take("dictionary", NAMES)
    numbers = {row["名称"]: row["事件编号"] for row in EVENTS}
    assert {numbers[name] for (name,) in asked(store, "select name from events", scope)} == events
    assert asked(store, "select count(*) from case_steps", scope) == [(steps,)]
    assert asked(store, "select count(*) from dictionary", scope) == [(names,)]


def test_a_run_knows_the_file_it_took(take: Take, store: Store, tmp_path: Path) -> None:
    take("events", EVENTS)
    path = tmp_path / "events.csv"
    stamp = file_stamp(path)
    assert [run["figures"]["stamp"] for run in store.ledger.runs()] == [stamp]
    path.write_bytes(path.read_bytes() + b"\n")
    assert file_stamp(path) != stamp

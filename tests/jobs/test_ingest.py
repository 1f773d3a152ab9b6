from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest
from invented import orders, posts

from voc.errors import InputError, StoreError
from voc.intake import Mapping, Target
from voc.jobs.ingest import IngestReport, ingest
from voc.settings import Settings
from voc.store import Scope, Store

Write = Callable[..., Path]


def counts(report: IngestReport) -> tuple[int, int, int, int]:
    assert report.taken + report.updated + report.duplicate + report.quarantined == report.rows
    return report.taken, report.updated, report.duplicate, report.quarantined


def stored(store: Store, sql: str) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = store.reader(Scope.everything()).query(sql).to_pylist()
    return rows


def test_the_same_file_twice_adds_nothing(settings: Settings, write_csv: Write) -> None:
    path = write_csv("posts.csv", posts(40))
    with Store.open(settings) as store:
        assert counts(ingest(store, path, "social", settings=settings)) == (40, 0, 0, 0)
        first = store.publication().tables
        assert counts(ingest(store, path, "social", settings=settings)) == (0, 0, 40, 0)
        assert store.publication().tables == first
        assert stored(store, "select count(*) as n from verbatims") == [{"n": 40}]


def test_overlapping_exports_take_only_what_is_new(settings: Settings, write_csv: Write) -> None:
    with Store.open(settings) as store:
        ingest(store, write_csv("may.csv", posts(30)), "social", settings=settings)
        assert counts(ingest(store, write_csv("june.csv", posts(30, start=20), "gb18030"), "social", settings=settings)) == (
            20,
            0,
            10,
            0,
        )


def test_rows_without_an_id_that_are_really_the_same_words_are_counted_apart(settings: Settings, write_csv: Write) -> None:
    rows = [{"内容": "信号差"}, {"内容": "信号差"}, {"内容": "网速慢"}]
    with Store.open(settings) as store:
        assert counts(ingest(store, write_csv("a.csv", rows), "social", settings=settings)) == (3, 0, 0, 0)
        assert counts(ingest(store, write_csv("b.csv", rows[:2] * 2), "social", settings=settings)) == (2, 0, 2, 0)


def test_a_work_order_exported_again_updates_its_case_and_adds_no_verbatim(settings: Settings, write_xlsx: Write) -> None:
    with Store.open(settings) as store:
        assert counts(ingest(store, write_xlsx("a.xlsx", orders()), "complaint", settings=settings)) == (3, 0, 0, 0)
        again = orders("已办结", 2) + orders()[2:] + [{**orders()[0], "工单编号": "W9"}]
        assert counts(ingest(store, write_xlsx("b.xlsx", again), "complaint", settings=settings)) == (1, 2, 1, 0)
        assert stored(store, "select status, count(*) as n from cases group by 1 order by 1") == [
            {"status": "处理中", "n": 2},
            {"status": "已办结", "n": 2},
        ]
        assert stored(store, "select count(*) as n from verbatims") == [{"n": 4}]


def test_an_order_twice_in_one_file_ends_in_its_later_state(settings: Settings, write_csv: Write) -> None:
    rows = [orders()[0], {**orders()[0], "状态": "已办结"}]
    with Store.open(settings) as store:
        assert counts(ingest(store, write_csv("a.csv", rows), "complaint", settings=settings)) == (1, 1, 0, 0)
        assert stored(store, "select status from cases") == [{"status": "已办结"}]


def test_bad_rows_are_kept_with_row_column_and_reason(settings: Settings, write_csv: Write) -> None:
    rows = posts(5)
    rows[1]["日期"] = "2026/13/45"
    rows[3]["内容"] = "  "
    rows[4]["日期"] = ""
    with Store.open(settings) as store:
        report = ingest(store, write_csv("a.csv", rows), "social", settings=settings)
        assert counts(report) == (3, 0, 0, 2)
        kept = stored(store, 'select source_file, source_row, "column", reason, given from quarantine order by source_row')
        assert [(row["source_file"], row["source_row"], row["column"]) for row in kept] == [
            ("a.csv", 2, "日期"),
            ("a.csv", 4, "内容"),
        ]
        assert kept[0]["given"] == "2026/13/45"
        assert sum(report.reasons.values()) == 2
        assert counts(ingest(store, write_csv("a.csv", rows), "social", settings=settings)) == (0, 0, 3, 2)
        assert stored(store, "select count(*) as n from quarantine") == [{"n": 2}]


def test_a_dry_run_says_the_same_and_leaves_nothing(settings: Settings, write_csv: Write) -> None:
    path = write_csv("a.csv", posts(12))
    with Store.open(settings) as store:
        dry = ingest(store, path, "social", settings=settings, dry_run=True)
        assert stored(store, "select count(*) as n from verbatims") == [{"n": 0}]
        assert counts(dry) == counts(ingest(store, path, "social", settings=settings))


def test_a_call_exported_again_with_fewer_turns_keeps_no_old_turn(settings: Settings, write_jsonl: Write) -> None:
    turns = [
        {"speaker": "agent", "text": "您好"},
        {"speaker": "customer", "text": "宽带断了"},
        {"speaker": "customer", "text": "三天了"},
    ]
    with Store.open(settings) as store:
        ingest(store, write_jsonl("a.jsonl", [{"id": "c1", "turns": turns}]), "transcript", settings=settings)
        report = ingest(store, write_jsonl("b.jsonl", [{"id": "c1", "turns": turns[:2]}]), "transcript", settings=settings)
        assert counts(report) == (0, 1, 0, 0)
        assert [row["text"] for row in stored(store, "select text from utterances order by turn")] == ["您好", "宽带断了"]
        assert stored(store, "select text from verbatims") == [{"text": "宽带断了"}]


def test_another_key_is_refused_before_anything_is_written(
    settings: Settings, write_csv: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Store.open(settings) as store:
        ingest(store, write_csv("a.csv", posts(3)), "social", settings=settings)
        monkeypatch.setenv("VOC_KEY", "ab" * 32)
        with pytest.raises(StoreError):
            ingest(store, write_csv("b.csv", posts(3, 3)), "social", settings=settings)
        assert stored(store, "select count(*) as n from verbatims") == [{"n": 3}]


def test_a_file_that_cannot_be_taken_leaves_the_store_as_it_was(settings: Settings, tmp_path: Path, write_csv: Write) -> None:
    with Store.open(settings) as store:
        ingest(store, write_csv("a.csv", posts(3)), "social", settings=settings)
        before = store.publication()
        (tmp_path / "empty.csv").touch()
        with pytest.raises(InputError):
            ingest(store, tmp_path / "empty.csv", "social", settings=settings)
        assert store.publication() == before


FULL = [
    {
        "工单号": f"W{i}",
        "内容": f"{i} 号楼宽带断了没人管",
        "受理时间": f"2026-03-0{i} 09:30",
        "状态": "处理中",
        "答复意见": f"已派单 {i}",
        "地市": "甲市",
        "客户号码": f"用户{i}",
    }
    for i in (1, 2, 3)
]
KNOWN = 'select status, opened is not null as opened, reply, region, customer_key is not null as customer from cases order by "external_id"'


def only(rows: list[dict[str, str]], *columns: str, **changed: str) -> list[dict[str, str]]:
    return [{name: changed.get(name, row[name]) for name in columns} for row in rows]


def test_an_export_with_fewer_columns_keeps_what_was_known(settings: Settings, write_csv: Write) -> None:
    with Store.open(settings) as store:
        ingest(store, write_csv("full.csv", FULL), "complaint", settings=settings)
        before = stored(store, KNOWN)
        assert before[0] == {"status": "处理中", "opened": True, "reply": "已派单 1", "region": "甲市", "customer": True}
        part = write_csv("part.csv", only(FULL, "工单号", "内容", "状态", 状态="已办结"))
        assert counts(ingest(store, part, "complaint", settings=settings)) == (0, 3, 0, 0)
        assert stored(store, KNOWN) == [{**row, "status": "已办结"} for row in before]
        assert counts(ingest(store, part, "complaint", settings=settings)) == (0, 0, 3, 0)
        known = "select count(day) as days, count(region) as regions from verbatims"
        assert stored(store, known) == [{"days": 3, "regions": 3}]


def test_an_export_with_fewer_columns_that_says_nothing_new_is_a_duplicate(settings: Settings, write_csv: Write) -> None:
    with Store.open(settings) as store:
        full = write_csv("full.csv", FULL)
        ingest(store, full, "complaint", settings=settings)
        first = store.publication().tables
        part = write_csv("part.csv", only(FULL, "工单号", "内容", "状态"))
        assert counts(ingest(store, part, "complaint", settings=settings)) == (0, 0, 3, 0)
        assert counts(ingest(store, full, "complaint", settings=settings)) == (0, 0, 3, 0)
        assert store.publication().tables == first


def test_a_cell_that_became_empty_in_a_column_of_the_file_is_emptied(settings: Settings, write_csv: Write) -> None:
    with Store.open(settings) as store:
        ingest(store, write_csv("a.csv", FULL), "complaint", settings=settings)
        again = [{**FULL[0], "答复意见": ""}, *FULL[1:]]
        assert counts(ingest(store, write_csv("b.csv", again), "complaint", settings=settings)) == (0, 1, 2, 0)
        assert [row["reply"] for row in stored(store, KNOWN)] == [None, "已派单 2", "已派单 3"]


def filled(number: int, **changed: str) -> dict[str, str]:
    answers = {"问卷编号": f"Q{number}", "整体满意度": "8", "网络满意度": "6", "您的建议": f"{number} 楼信号差，希望加基站"}
    return {**answers, **changed}


ANSWERS = Mapping(
    {
        "问卷编号": Target("id"),
        "整体满意度": Target("answer", "csat", (1, 10)),
        "网络满意度": Target("answer", "driver", (1, 10)),
        "您的建议": Target("answer", "open"),
    }
)


def test_answers_that_became_blank_go(settings: Settings, write_csv: Write) -> None:
    with Store.open(settings) as store:
        ingest(store, write_csv("a.csv", [filled(i) for i in range(1, 7)]), "survey", ANSWERS, settings=settings)
        ids = pa.array([row["verbatim_id"] for row in stored(store, "select verbatim_id from verbatims")])
        with store.writer() as writer:
            writer.append("sentiment_scores", pa.table({"verbatim_id": ids, "version": pa.array(["m1"] * len(ids))}))
            writer.publish(makers={"sentiment": "m1"})
        again = [filled(1, 网络满意度=""), filled(2, 您的建议=""), *(filled(i) for i in (3, 4, 5)), filled(6, 网络满意度="9")]
        assert counts(ingest(store, write_csv("b.csv", again), "survey", ANSWERS, settings=settings)) == (0, 3, 3, 0)
        answers = stored(store, "select question, count(*) as n, max(value) as top from answers group by 1 order by 1")
        assert answers == [{"question": "整体满意度", "n": 6, "top": 8.0}, {"question": "网络满意度", "n": 5, "top": 9.0}]
        assert stored(store, "select count(*) as n from verbatims where text like '2 楼%'") == [{"n": 0}]
        assert stored(store, "select count(*) as n from sentiment_scores") == [{"n": 5}]
        assert counts(ingest(store, write_csv("c.csv", again), "survey", ANSWERS, settings=settings)) == (0, 0, 6, 0)


def test_questions_a_file_does_not_have_keep_their_answers(settings: Settings, write_csv: Write) -> None:
    with Store.open(settings) as store:
        ingest(store, write_csv("a.csv", [filled(i) for i in range(1, 7)]), "survey", settings=settings)
        part = [{name: filled(i)[name] for name in ("问卷编号", "整体满意度")} for i in range(1, 7)]
        assert counts(ingest(store, write_csv("b.csv", part), "survey", settings=settings)) == (0, 0, 6, 0)
        assert stored(store, "select count(*) as n from answers") == [{"n": 12}]
        assert stored(store, "select count(*) as n from verbatims") == [{"n": 6}]


def test_turns_of_a_new_call_given_row_by_row_are_taken_with_it(settings: Settings, write_csv: Write) -> None:
    rows = [
        {"通话编号": call, "说话人": speaker, "内容": text}
        for call in ("c1", "c2")
        for speaker, text in (("客服", "您好"), ("客户", f"{call} 宽带断了"), ("客户", "三天了"))
    ]
    with Store.open(settings) as store:
        path = write_csv("a.csv", rows)
        mapping = Mapping({"通话编号": Target("id"), "说话人": Target("speaker"), "内容": Target("turns")})
        assert counts(ingest(store, path, "transcript", mapping, settings=settings)) == (6, 0, 0, 0)
        assert counts(ingest(store, path, "transcript", mapping, settings=settings)) == (0, 0, 6, 0)
        more = write_csv("b.csv", [*rows[:2], *rows[3:], {"通话编号": "c3", "说话人": "客户", "内容": "没有信号"}])
        assert counts(ingest(store, more, "transcript", mapping, settings=settings)) == (1, 2, 3, 0)
        assert stored(store, "select count(*) as n from utterances") == [{"n": 6}]


def test_a_number_in_a_file_name_is_masked_wherever_the_name_is_kept(settings: Settings, write_csv: Write) -> None:
    with Store.open(settings) as store:
        report = ingest(store, write_csv("13912345678_通话.csv", posts(2)), "social", settings=settings)
        (run,) = store.ledger.runs()
        names = [report.file, store.publication().note, str(run["note"]), str(run["figures"])]
        assert not [name for name in names if "13912345678" in name]
        assert report.file == "[手机号]_通话.csv"


def test_a_customer_who_is_a_crowd_is_told(settings: Settings, write_csv: Write) -> None:
    def notes(customers: list[str]) -> str:
        rows = [
            {"工单编号": f"W{number}", "客户号码": customer, "投诉内容": f"宽带又断了 {number}"}
            for number, customer in enumerate(customers)
        ]
        with Store.open(settings) as store:
            report = ingest(store, write_csv("工单.csv", rows), "complaint", settings=settings, dry_run=True)
        return " ".join(en for _, en in report.notes)

    people = [f"1380013{number:04d}" for number in range(60)]
    assert "placeholder" not in notes(people + people[:1] * 48)
    assert "(together 60, 50%)" in notes(people + ["13900000000"] * 60)
    assert "placeholder" not in notes(people * 12)


def test_another_questionnaire_with_the_same_numbers_is_refused_before_anything_is_lost(
    settings: Settings, write_csv: Callable[..., Path]
) -> None:
    store = Store.open(settings)
    asked = write_csv("春.csv", [{"问卷编号": f"A{i}", "总体满意度": 5 + i} for i in range(4)])
    other = write_csv("夏.csv", [{"问卷编号": f"A{i}", "推荐意愿": i} for i in range(4)])
    ingest(store, asked, "survey", settings=settings)
    with pytest.raises(InputError, match="names no wave, and 4 of its numbers"):
        ingest(store, other, "survey", settings=settings)
    questions = store.reader(Scope.everything()).query("SELECT DISTINCT question FROM answers")["question"].to_pylist()
    assert questions == ["总体满意度"]
    # the same questionnaire again, with a question more, is the same people
    wider = write_csv("春 2.csv", [{"问卷编号": f"A{i}", "总体满意度": 5 + i, "推荐意愿": i} for i in range(4)])
    assert ingest(store, wider, "survey", settings=settings).updated == 4

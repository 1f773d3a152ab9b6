from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from invented import orders, posts

from voc.errors import InputError, StoreError
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

"""Erasure: nothing of a person is left in the store, whatever happened to the program on the way."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from invented import posts

from voc.cli.doctor import examine
from voc.errors import StoreError, VocError
from voc.intake.identity import customer_key
from voc.jobs.erase import _REMOVED, EraseReport, erase
from voc.jobs.erased import COLUMN_OF
from voc.jobs.erasure_proof import remains
from voc.jobs.ingest import ingest
from voc.jobs.rescore import rescore
from voc.jobs.who import record_changes
from voc.loop.actions import open_action
from voc.loop.policy import Policy
from voc.loop.recovery import open_tasks
from voc.privacy.keys import load_key
from voc.schema import TABLES
from voc.settings import Settings
from voc.store import Reader, Scope, Store
from voc.store.actions import Action
from voc.store.models import Label

Write = Callable[..., Path]
Rows = list[dict[str, Any]]

NUMBER, OTHER = "13900001234", "13700005678"
WORD = "琥珀独角兽"
"""Words that only the erased person says."""


def complaints(word: str = WORD) -> Rows:
    return [
        {
            "工单编号": "GD20260001",
            "客户号码": NUMBER,
            "投诉内容": f"断网三天，{word}在哭",
            "受理时间": "2026-03-01",
            "答复": f"已回复{word}",
        },
        {"工单编号": "GD20260002", "客户号码": OTHER, "投诉内容": "多扣了三十块钱", "受理时间": "2026-03-02", "答复": "已退"},
        {"工单编号": "GD20260001", "客户号码": NUMBER, "投诉内容": f"又一条{word}", "受理时间": "2026-03-02", "答复": ""},
    ]


STEPS: Rows = [
    {"工单编号": "GD20260001", "步骤": 1, "部门": "客服", "接收时间": "2026-03-01 09:00", "转出时间": "", "结果": f"转{WORD}"},
    {"工单编号": "GD20260002", "步骤": 1, "部门": "客服", "接收时间": "2026-03-02 09:00", "转出时间": "", "结果": "办结"},
]
CALLS = [
    {"通话编号": "T1", "客户号码": NUMBER, "通话时间": "2026-03-03", "对话": f"客服：您好\n客户：{WORD}没信号\n客户：急"},
    {"通话编号": "T2", "客户号码": OTHER, "通话时间": "2026-03-03", "对话": "客服：您好\n客户：流量没了\n客服：好的"},
]
ANSWERS: Rows = [
    {"问卷编号": "S1", "手机号码": NUMBER, "满意度(1-5)": 1, "您还有什么建议": f"给{WORD}装基站", "调查时间": "2026-03-04"},
    {"问卷编号": "S2", "手机号码": OTHER, "满意度(1-5)": 5, "您还有什么建议": "继续保持好服务", "调查时间": "2026-03-04"},
]


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    with Store.open(settings) as opened:
        yield opened


@pytest.fixture
def files(write_csv: Write) -> dict[str, tuple[Path, str]]:
    return {
        "complaints": (write_csv("投诉.csv", complaints()), "complaint"),
        "steps": (write_csv("流转.csv", STEPS), "steps"),
        "calls": (write_csv("通话.csv", CALLS), "transcript"),
        "survey": (write_csv("问卷.csv", ANSWERS), "survey"),
    }


def fill(store: Store, settings: Settings, files: dict[str, tuple[Path, str]], write_csv: Write) -> None:
    """Two exports of the complaints, so that an older version of a row stands in an older file; topics; an action with a note."""
    ingest(store, write_csv("帖子.csv", posts(80)), "social", settings=settings)
    ingest(store, write_csv("旧投诉.csv", complaints(f"{WORD}旧")[:2]), "complaint", settings=settings)
    for path, source in files.values():
        ingest(store, path, source, settings=settings)
    rescore(store, settings=settings)
    with store.writer() as writer:
        writer.append("quarantine", refused("回访 139-0000-1234", f"号码 {OTHER}"))
        writer.publish(note="refused")
    note = f"客户 139 0000 1234（工单 GD20260001）要求回访，{OTHER} 不要"
    open_action(store, Action("修基站", cause=None, owner="王"), today=date(2026, 3, 5), who="李", note=note)


def refused(*given: str) -> pa.Table:
    """Refused rows as a masker of long ago left them."""
    rows = [
        {"quarantine_id": f"q{n}", "source": "social", "source_file": "帖.csv", "source_row": n, "reason": "bad_date", "given": one}
        for n, one in enumerate(given, 500)
    ]
    return TABLES["quarantine"].conform(pa.Table.from_pylist(rows, schema=TABLES["quarantine"].arrow))


def holding(home: Path, *words: str) -> list[str]:
    """Files under `home` that hold one of `words`: tables read cell by cell, all other files byte by byte."""
    found = []
    for path in sorted(one for one in home.rglob("*") if one.is_file()):
        if path.suffix == ".parquet":
            cells = [str(cell) for column in pq.ParquetFile(path).read().columns for cell in column.to_pylist() if cell is not None]
            text = "\n".join(cells).encode()
        else:
            text = path.read_bytes()
        if any(word.encode() in text for word in words):
            found.append(str(path.relative_to(home)))
    return found


def rows_of(store: Store, table: str) -> int:
    return store.reader(Scope.everything()).table(table).num_rows


def wipe(store: Store, settings: Settings, kind: str = "customer", given: str = NUMBER) -> EraseReport:
    return erase(store, kind, given, settings=settings, grace=0)


def test_recovery_tasks_go_with_the_person(
    store: Store, settings: Settings, files: dict[str, tuple[Path, str]], write_csv: Write
) -> None:
    for source in ("complaints", "survey"):
        ingest(store, *files[source], settings=settings)
    made = {one.number: one for one in open_tasks(store, Policy(days=400), who="督导").made}
    # S1 rated 1; the other two never rated, threatened or came twice for one cause.
    assert set(made) == {"S1"}
    assert made["S1"].customer == customer_key(load_key(settings), NUMBER)
    assert erase(store, "customer", NUMBER, settings=settings, dry_run=True).ledger == {"recovery": 1}
    report = wipe(store, settings)
    assert (report.ledger, report.left) == ({"recovery": 1}, ())
    assert store.ledger.recoveries.all(Scope.everything()) == []
    assert not holding(settings.home, "S1,")


def test_nothing_of_the_person_is_left(
    store: Store, settings: Settings, files: dict[str, tuple[Path, str]], write_csv: Write
) -> None:
    fill(store, settings, files, write_csv)
    name = customer_key(load_key(settings), NUMBER)
    assert len(holding(settings.home, WORD)) > 4
    assert holding(settings.home, name)
    old = store.publication().id
    before = {table: rows_of(store, table) for table in TABLES}
    dry = erase(store, "customer", NUMBER, settings=settings, dry_run=True)
    assert {table: rows_of(store, table) for table in TABLES} == before
    assert store.publication().id == old
    report = wipe(store, settings)
    assert report.left == ()
    assert (report.kind, report.name) == ("customer", name)
    assert holding(settings.home, WORD, NUMBER, "139 0000 1234", "GD20260001") == []
    expected = {"respondents": 1, "answers": 1, "cases": 1, "case_steps": 1, "utterances": 3, "verbatims": 3, "quarantine": 2}
    assert {table: dry.counts[table] for table in expected} == expected
    assert {table: report.counts[table] for table in expected} == expected
    assert report.counts["sentiment_scores"] == 3
    for table, number in expected.items():
        assert rows_of(store, table) == before[table] - number, table
    assert (
        store.ledger.actions.steps(1, Scope.everything())[0].note
        == "客户 [已删除/erased]（工单 [已删除/erased]）要求回访，13700005678 不要"
    )
    assert [row.act for row in store.ledger.audit.rows(2)] == ["erased", "erasure_begun"]
    assert store.ledger.erasures.pending() == []
    assert store.ledger.audit.verify().faults == []
    with pytest.raises(StoreError, match="can no longer be opened"):
        store.reader(Scope.everything(), old)
    with Store.open(settings) as again, again.writer() as writer:
        assert writer.read("verbatims").num_rows == before["verbatims"] - 3
    rescore(store, settings=settings)
    assert holding(settings.home, WORD) == []


def test_a_reader_from_before_goes_on_with_the_newest(store: Store, settings: Settings, files: dict[str, tuple[Path, str]]) -> None:
    ingest(store, *files["complaints"], settings=settings)
    waiting, copied = (Reader(store.lake, store.publication(), Scope.everything(), store.publication, large) for large in (0, 9))
    kept = store.reader(Scope.everything(), store.publication().id)
    assert (copied.table("verbatims").num_rows, kept.table("cases").num_rows) == (2, 2)
    old = store.publication().id
    wipe(store, settings)
    assert waiting.table("verbatims").num_rows == 1
    assert copied.table("cases").num_rows == 1
    with pytest.raises(StoreError, match="can no longer be opened"):
        store.reader(Scope.everything(), old)


def test_tables_of_the_contract_that_hold_a_name_are_all_reached() -> None:
    named = {name for name, table in TABLES.items() if set(COLUMN_OF.values()) & set(table.arrow.names)}
    assert named == set(_REMOVED)


def test_the_same_files_do_not_bring_the_person_back(
    store: Store, settings: Settings, files: dict[str, tuple[Path, str]], write_csv: Write
) -> None:
    fill(store, settings, files, write_csv)
    wipe(store, settings)
    before = {
        table: rows_of(store, table) for table in ("verbatims", "cases", "respondents", "answers", "utterances", "case_steps")
    }
    for path, source in files.values():
        report = ingest(store, path, source, settings=settings)
        assert report.reasons["erased"] == 1, path
        assert report.rows == report.taken + report.updated + report.duplicate + report.quarantined
        assert report.taken == 0
    assert {table: rows_of(store, table) for table in before} == before
    later = write_csv("新投诉.csv", [{**complaints()[0], "工单编号": "GD9", "客户号码": f"+86 {NUMBER}"}])
    assert ingest(store, later, "complaint", settings=settings).reasons == {"erased": 1}
    given = store.reader(Scope.everything()).query("SELECT DISTINCT given FROM quarantine WHERE reason = 'erased'").to_pylist()
    assert given == [{"given": ""}]
    assert holding(settings.home, WORD, "GD20260001") == []


def test_labels_of_what_is_erased_go_with_it(store: Store, settings: Settings, files: dict[str, tuple[Path, str]]) -> None:
    ingest(store, *files["complaints"], settings=settings)
    for one in store.reader(Scope.everything()).table("verbatims")["verbatim_id"].to_pylist():
        store.ledger.labels.add([Label("sentiment", one, "neg", "page", "李"), Label("causes", one, "other.praise", "page", "李")])
    dry = erase(store, "customer", NUMBER, settings=settings, dry_run=True)
    assert dry.ledger["label"] == wipe(store, settings).ledger["label"] == 2
    left = [one.verbatim_id for one in store.ledger.labels.newest("sentiment")]
    assert left == store.reader(Scope.everything()).table("verbatims")["verbatim_id"].to_pylist()
    assert len(left) == 1


def test_another_customers_part_in_a_case_stays(store: Store, settings: Settings, write_csv: Write) -> None:
    rows = [{**complaints()[0], "联系编号": "L1"}, {**complaints()[1], "工单编号": "GD20260001", "联系编号": "L2"}]
    later = write_csv("后.csv", [rows[1]])
    ingest(store, write_csv("先.csv", [rows[0]]), "complaint", settings=settings)
    ingest(store, later, "complaint", settings=settings)
    report = wipe(store, settings, given="+86 139-0000-1234")
    left = (
        store.reader(Scope.everything())
        .query("SELECT customer_key FROM verbatims UNION ALL SELECT customer_key FROM cases")
        .to_pylist()
    )
    assert {row["customer_key"] for row in left} <= {customer_key(load_key(settings), OTHER)}
    assert report.left == ()


def test_calls_with_a_row_per_turn_stay_out_whole(store: Store, settings: Settings, write_csv: Write) -> None:
    turns = [
        {"通话编号": call, "客户号码": number, "说话人": who, "内容": text}
        for call, number in (("T1", NUMBER), ("T2", OTHER))
        for who, text in (("客服", "您好请讲"), ("客户", f"我要投诉{call}"), ("客服", "好的马上"))
    ]
    path = write_csv("逐句.csv", turns)
    ingest(store, path, "transcript", settings=settings)
    assert wipe(store, settings).counts["utterances"] == 3
    report = ingest(store, path, "transcript", settings=settings)
    assert (report.rows, report.duplicate, report.quarantined, report.reasons) == (6, 3, 3, {"erased": 3})


def test_a_word_that_only_the_person_said_takes_the_topic_model_with_it(store: Store, settings: Settings, write_csv: Write) -> None:
    rows = [{**row, "客户号码": OTHER} for row in posts(80)]
    rows += [{"id": f"u{n}", "日期": "2026-03-01", "内容": f"螺旋桨嗡嗡响第{n}次宽带断线", "客户号码": NUMBER} for n in range(9)]
    ingest(store, write_csv("帖子.csv", rows), "social", settings=settings)
    rescore(store, settings=settings)
    model = store.publication().makers["topics"]
    assert f"models/{model}.npz" in holding(settings.home, "螺旋桨")
    assert wipe(store, settings).models == (model,)
    assert holding(settings.home, "螺旋桨") == []
    assert "topics" not in store.publication().makers
    rescore(store, settings=settings)
    assert holding(settings.home, "螺旋桨") == []
    assert store.publication().makers["topics"] != model


def test_a_model_that_tells_nothing_stays(store: Store, settings: Settings, write_csv: Write) -> None:
    rows = [{**row, "客户号码": NUMBER if n % 20 == 0 else OTHER} for n, row in enumerate(posts(80))]
    ingest(store, write_csv("帖子.csv", rows), "social", settings=settings)
    rescore(store, settings=settings)
    model = store.publication().makers["topics"]
    report = wipe(store, settings)
    assert (report.counts["verbatims"], report.models) == (4, ())
    assert store.publication().makers["topics"] == model
    assert rows_of(store, "topic_scores") == 76


@pytest.mark.parametrize(
    ("kind", "table", "gone"),
    [
        ("verbatim", "verbatims", {"verbatims": 1, "cases": 0, "respondents": 0}),
        ("respondent", "respondents", {"verbatims": 1, "answers": 1, "respondents": 1, "cases": 0}),
        ("case", "cases", {"verbatims": 1, "cases": 1, "case_steps": 1, "respondents": 0}),
    ],
)
def test_one_verbatim_respondent_or_case(
    store: Store,
    settings: Settings,
    files: dict[str, tuple[Path, str]],
    kind: str,
    table: str,
    gone: dict[str, int],
) -> None:
    for path, source in files.values():
        ingest(store, path, source, settings=settings)
    one = store.reader(Scope.everything()).query(
        f"SELECT {kind}_id AS id FROM {table} ORDER BY source_file DESC, source_row LIMIT 1"
    )
    report = wipe(store, settings, kind, one["id"][0].as_py())
    assert {name: report.counts[name] for name in gone} == gone
    assert report.left == ()


def test_a_case_by_its_number(store: Store, settings: Settings, files: dict[str, tuple[Path, str]]) -> None:
    ingest(store, *files["complaints"], settings=settings)
    assert wipe(store, settings, "case", "GD20260002").counts["cases"] == 1


@pytest.mark.parametrize(("kind", "given"), [("verbatim", "1"), ("respondent", ""), ("customer", " "), ("case", "")])
def test_what_cannot_be_a_name_is_refused(store: Store, settings: Settings, kind: str, given: str) -> None:
    with pytest.raises(VocError, match="32 hex"):
        wipe(store, settings, kind, given)


def test_a_reader_of_the_ledger_in_the_way_is_said_and_the_next_run_ends_it(
    store: Store, settings: Settings, files: dict[str, tuple[Path, str]]
) -> None:
    ingest(store, *files["complaints"], settings=settings)
    open_action(store, Action("修"), today=date(2026, 3, 5), who="李", note=f"号码 {NUMBER}")
    reading = sqlite3.connect(settings.home / "ledger.sqlite", isolation_level=None)
    reading.execute("BEGIN")
    reading.execute("SELECT count(*) FROM run").fetchone()
    with pytest.raises(StoreError, match="being read by another process"):
        wipe(store, replace(settings, lock_wait=0.2))
    reading.execute("COMMIT")
    reading.close()
    assert store.ledger.erasures.pending() == [1]
    assert wipe(store, settings).erasures == (1, 2)
    assert holding(settings.home, NUMBER, WORD) == []


def test_somebody_unknown_costs_nothing_but_stays_out(store: Store, settings: Settings, files: dict[str, tuple[Path, str]]) -> None:
    ingest(store, *files["complaints"], settings=settings)
    before = store.publication().id
    report = wipe(store, settings, given="13611112222")
    assert (sum(report.counts.values()), report.left, store.publication().id) == (0, (), before)
    assert rows_of(store, "cases") == 2


def voc(settings: Settings, *arguments: str) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "VOC_HOME": str(settings.home), "VOC_KEY_FILE": str(settings.key_file)}
    command = [sys.executable, "-m", "voc.cli", *arguments]
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def test_changes_of_codeframe_and_coefficients_are_recorded(store: Store, settings: Settings, write_csv: Write) -> None:
    ingest(store, write_csv("帖子.csv", posts(3)), "social", settings=settings)
    rescore(store, settings=settings)
    version = store.publication().makers["causes"]
    assert store.ledger.replace("coefficients_digest", "0" * 16) not in (None, "0" * 16)
    rescore(store, settings=settings, who="王")
    record_changes(store, {"causes": "older"}, {"causes": version}, "李")
    rows = [(row.who, row.act, row.plain()["subject"]) for row in store.ledger.audit.rows(2)]
    assert rows[0] == ("李", "codeframe_changed", {"from": "older", "to": version})
    assert rows[1][:2] == ("王", "coefficients_changed")
    assert rows[1][2]["from"] == "0" * 16


def killed(settings: Settings, after: Callable[[], bool], pause: float = 0.0) -> None:
    run = voc(settings, "erase", "--customer", NUMBER, "--yes", "--grace", "3")
    while run.poll() is None and not after():
        time.sleep(0.002)
    time.sleep(pause)
    run.send_signal(signal.SIGKILL)
    run.wait()


def ledger_says(settings: Settings, sql: str) -> bool:
    connection = sqlite3.connect(settings.home / "ledger.sqlite", timeout=5)
    try:
        return bool(connection.execute(sql).fetchone()[0])
    finally:
        connection.close()


BEGUN = "SELECT count(*) FROM erasure"
CLOSED = "SELECT count(*) FROM setting WHERE name = 'erased_through'"


@pytest.mark.parametrize("moment", [BEGUN, CLOSED])
def test_killed_and_run_again_it_ends_complete(
    settings: Settings, files: dict[str, tuple[Path, str]], write_csv: Write, moment: str
) -> None:
    with Store.open(settings) as store:
        fill(store, settings, files, write_csv)
    killed(settings, lambda: ledger_says(settings, moment))
    with Store.open(settings) as store:
        assert store.ledger.erasures.pending() == [1]
        assert [one.check for one in examine(settings) if one.broken and one.check == "erasure"] == ["erasure"]
        if moment == CLOSED:
            assert rows_of(store, "cases") == 1
            assert holding(settings.home / "lake", WORD)
    assert voc(settings, "erase", "--customer", NUMBER, "--yes", "--grace", "0.01").wait() == 0
    assert holding(settings.home, WORD, NUMBER, "GD20260001") == []
    with Store.open(settings) as store:
        assert store.ledger.erasures.pending() == []
        assert store.ledger.audit.verify().faults == []


def test_an_erasure_that_was_killed_is_ended_by_the_next_one(
    settings: Settings, files: dict[str, tuple[Path, str]], write_csv: Write
) -> None:
    with Store.open(settings) as store:
        fill(store, settings, files, write_csv)
    killed(settings, lambda: ledger_says(settings, BEGUN))
    with Store.open(settings) as store:
        wipe(store, settings, given="13611112222")
        assert store.ledger.erasures.pending() == []
    assert holding(settings.home / "lake", WORD, NUMBER) == []


@pytest.mark.slow
def test_killed_at_ten_random_moments_it_ends_complete(
    settings: Settings, files: dict[str, tuple[Path, str]], write_csv: Write
) -> None:
    with Store.open(settings) as store:
        fill(store, settings, files, write_csv)
    rng = random.Random(5)
    for _ in range(10):
        killed(settings, lambda: "erase" in (settings.home / "writer.lock").read_text("utf-8"), rng.uniform(0, 1.5))
    assert voc(settings, "erase", "--customer", NUMBER, "--yes", "--grace", "0.01").wait() == 0
    assert holding(settings.home, WORD, NUMBER, "GD20260001") == []


def test_the_proof_reads_folders_that_are_links_to_another_disk(tmp_path: Path) -> None:
    home, disk = tmp_path / "store", tmp_path / "disk"
    (home / "lake").mkdir(parents=True)
    disk.mkdir()
    (disk / "old.json").write_text("鲲鹏蜃楼之词", encoding="utf-8")
    (home / "lake" / "verbatims").symlink_to(disk)
    (disk / "round").symlink_to(home)  # a ring of links ends
    assert remains(home, {}, ["鲲鹏蜃楼之词"]) == ["lake/verbatims/old.json"]

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from invented import posts

from voc.jobs import remask as job
from voc.jobs.ingest import ingest
from voc.jobs.rescore import rescore
from voc.privacy.mask import MASK_VERSION
from voc.schema import MAKERS, TABLES
from voc.settings import Settings
from voc.store import Scope, Store

Write = Callable[..., Path]
PERSONAL = "我叫赵建平，电话幺三八零零幺三八零零零，扣了我99元，太差了"
TURNS = [("agent", "请问您的手机号码是多少"), ("customer", "138"), ("agent", "嗯，后面呢"), ("customer", "00138000，网速太差了")]


@pytest.fixture
def store(settings: Settings, write_csv: Write, write_jsonl: Write) -> Store:
    """A store of posts and a call, as a masker of version 2 would have left it."""
    store = Store.open(settings)
    ingest(store, write_csv("a.csv", posts(40)), "social", settings=settings)
    call = {"id": "c1", "turns": [{"speaker": who, "text": said} for who, said in TURNS]}
    ingest(store, write_jsonl("calls.jsonl", [call]), "transcript", settings=settings)
    rescore(store, settings=settings)
    with store.writer() as writer:
        rows = writer.read("verbatims")
        texts = [
            "\n".join(said for who, said in TURNS if who == "customer") if row["source"] == "transcript" else row["text"]
            for row in rows.to_pylist()
        ]
        first = next(place for place, row in enumerate(rows.to_pylist()) if row["source"] == "social")
        texts[first] = PERSONAL
        rows = rows.set_column(rows.column_names.index("text"), "text", [texts])
        rows = rows.set_column(
            rows.column_names.index("mask_version"), TABLES["verbatims"].arrow.field("mask_version"), [[2] * len(texts)]
        )
        writer.update("verbatims", rows)
        turns = writer.read("utterances").sort_by("turn")
        writer.update("utterances", turns.set_column(turns.column_names.index("text"), "text", [[said for _, said in TURNS]]))
        writer.publish(note="old")
    store.ledger.replace(job.SETTING, "2")
    return store


def query(store: Store, sql: str) -> list[dict[str, object]]:
    return store.reader(Scope.everything()).query(sql).to_pylist()


def test_ids_stay_and_the_words_go(store: Store, settings: Settings) -> None:
    before = {row["verbatim_id"] for row in query(store, "select verbatim_id from verbatims")}
    rescore(store, settings=settings)
    rows = query(store, "select verbatim_id, text, mask_version from verbatims")
    assert {row["verbatim_id"] for row in rows} == before
    assert {row["mask_version"] for row in rows} == {MASK_VERSION}
    texts = [row["text"] for row in rows]
    assert "我叫[姓名]，电话[手机号]，扣了我99元，太差了" in texts
    assert "[手机号]\n[手机号]，网速太差了" in texts
    said = [row["text"] for row in query(store, "select text from utterances order by turn")]
    assert said == ["请问您的手机号码是多少", "[手机号]", "嗯，后面呢", "[手机号]，网速太差了"]
    assert store.ledger.setting(job.SETTING) == str(MASK_VERSION)


def test_every_verbatim_is_scored_again_and_evidence_is_in_the_new_text(store: Store, settings: Settings) -> None:
    report = rescore(store, settings=settings)
    assert report.scored["sentiment"] == 2  # the two texts that changed, no other
    assert set(report.left.values()) == {0}
    assert report.scored["dialogue"] == report.scored["entities"] == 2
    for name, table in MAKERS.items():
        rows = query(store, f"select v.text, s.evidence from verbatims v join {table.name} s using (verbatim_id)")
        assert len(rows) == (report.scored.get(name, 0) and 41), name
        for row in rows:
            for span in json.loads(str(row["evidence"] or "[]")):
                if span.get("end") and "text" in span:
                    assert str(row["text"])[span["start"] : span["end"]] == span["text"]


def test_a_second_run_changes_nothing(store: Store, settings: Settings) -> None:
    rescore(store, settings=settings)
    published = store.publication()
    assert set(rescore(store, settings=settings).scored.values()) == {0}
    assert store.publication().tables == published.tables


def test_a_killed_run_leaves_the_published_state_and_the_next_one_ends_it(
    store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, done = job.mask_all, []

    def dies(texts: list[str]) -> list[str]:
        done.extend(texts)
        if len(done) > 25:
            raise KeyboardInterrupt
        return real(texts)

    monkeypatch.setattr(job, "mask_all", dies)
    with pytest.raises(KeyboardInterrupt), store.writer() as writer:
        job.remask(store, writer, batch=10)
    versions = {
        row["mask_version"]: row["n"] for row in query(store, "select mask_version, count(*) as n from verbatims group by 1")
    }
    assert versions[2]
    assert versions[MASK_VERSION]
    assert versions[MASK_VERSION] % 10 == 0
    assert store.ledger.setting(job.SETTING) == "2"
    monkeypatch.setattr(job, "mask_all", real)
    rescore(store, settings=settings)
    assert {row["mask_version"] for row in query(store, "select mask_version from verbatims")} == {MASK_VERSION}

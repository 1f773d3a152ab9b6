from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from invented import posts

from voc.errors import StoreError
from voc.jobs.ingest import ingest
from voc.jobs.rescore import rescore
from voc.settings import Settings
from voc.store import Scope, Store

Write = Callable[..., Path]


@pytest.fixture
def store(settings: Settings, write_csv: Write) -> Store:
    store = Store.open(settings)
    ingest(store, write_csv("a.csv", posts(120)), "social", settings=settings)
    return store


def test_everything_is_scored_once_and_a_second_run_does_nothing(store: Store, settings: Settings) -> None:
    first = rescore(store, settings=settings)
    assert set(first.scored) == {"sentiment", "intent", "causes", "topics", "dialogue", "entities"}
    assert set(first.scored.values()) == {120}
    assert set(first.left.values()) == {0}
    published = store.publication()
    again = rescore(store, settings=settings)
    assert set(again.scored.values()) == {0}
    assert (store.publication().tables, again.versions) == (published.tables, first.versions)


def test_every_score_stands_on_evidence_that_is_in_the_text(store: Store, settings: Settings) -> None:
    rescore(store, settings=settings)
    rows = store.reader(Scope.everything()).query(
        "select v.text, s.evidence, c.cause, c.evidence as why from verbatims v join sentiment_scores s using (verbatim_id)"
        " join cause_scores c using (verbatim_id)"
    )

    coded = 0
    for row in rows.to_pylist():
        for span in json.loads(row["evidence"]) + json.loads(row["why"]):
            if span.get("end"):
                assert row["text"][span["start"] : span["end"]] == span["text"]
        coded += row["cause"] is not None and bool(json.loads(row["why"]))
    assert coded > 60


def test_new_verbatims_only_are_scored_with_the_model_in_force(store: Store, settings: Settings, write_csv: Write) -> None:
    first = rescore(store, settings=settings)
    ingest(store, write_csv("b.csv", posts(10, start=500)), "social", settings=settings)
    second = rescore(store, settings=settings)
    assert set(second.scored.values()) == {10}
    assert second.versions == first.versions


def test_limit_and_since_leave_the_rest_for_later(store: Store, settings: Settings) -> None:
    part = rescore(store, settings=settings, limit=30)
    assert set(part.scored.values()) == {30}
    assert set(part.left.values()) == {90}
    recent = rescore(store, settings=settings, since=dt.date(2026, 5, 1))  # 20 posts of June and 20 of May, 30 of them scored above
    assert set(recent.scored.values()) == {10}
    assert set(rescore(store, settings=settings).left.values()) == {0}


def test_a_new_version_is_shown_only_when_it_is_complete(store: Store, settings: Settings) -> None:
    old = rescore(store, settings=settings).versions["sentiment"]
    other = replace(settings, scorer="snownlp", segmenter="jieba", topics="gensim")
    part = rescore(store, settings=other, limit=50)
    assert part.versions["sentiment"] == old
    assert store.reader(Scope.everything()).query("select count(*) as n from sentiment_scores")["n"][0].as_py() == 120
    done = rescore(store, settings=other)
    assert done.versions["sentiment"] != old
    assert done.versions["topics"].startswith("gensim")
    assert store.reader(Scope.everything()).query("select count(*) as n from sentiment_scores")["n"][0].as_py() == 120


def test_a_changed_verbatim_is_scored_anew(store: Store, settings: Settings, write_csv: Write) -> None:
    rescore(store, settings=settings)
    changed = [{**posts(1)[0], "内容": "师傅服务很好，非常满意，谢谢"}]
    assert ingest(store, write_csv("b.csv", changed), "social", settings=settings).updated == 1
    assert rescore(store, settings=settings).scored["sentiment"] == 1


def test_too_few_texts_get_no_topic_and_it_is_said(settings: Settings, write_csv: Write) -> None:
    store = Store.open(settings)
    ingest(store, write_csv("a.csv", posts(5)), "social", settings=settings)
    report = rescore(store, settings=settings)
    assert "topics" not in report.scored
    assert report.note


def test_a_store_that_is_not_there_is_refused(settings: Settings) -> None:
    with pytest.raises(StoreError):
        Store.open(settings, create=False)

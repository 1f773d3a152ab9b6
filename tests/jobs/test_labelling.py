"""The labelling queue: least sure first, every fifth at random, labels kept in the ledger."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from voc.errors import InputError
from voc.jobs.ingest import ingest
from voc.jobs.labelling import AUDIT, MARGIN, choices, give, progress, queue, take_file
from voc.jobs.rescore import rescore
from voc.settings import Settings
from voc.store import Scope, Store

TEXTS = [
    "网速快",
    "信号太差",
    "请问怎么查流量",
    "客服很热情",
    "又断网了",
    "还可以吧",
    "套餐便宜",
    "没人上门",
    "一般",
    "谢谢师傅",
    "乱扣费",
    "几点开门",
]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    folder = tmp_path_factory.mktemp("labelling")
    settings = Settings(home=folder / "store", key_file=folder / "key")
    path = folder / "帖子.csv"
    with path.open("w", encoding="utf-8", newline="") as lines:
        out = csv.writer(lines)
        out.writerows(
            [
                ["编号", "正文", "发布时间"],
                *([str(n), f"{text}（第{n}条）", "2026-03-01 10:00"] for n, text in enumerate(TEXTS * 3)),
            ]
        )
    opened = Store.open(settings)
    ingest(opened, path, "social", settings=settings)
    rescore(opened, settings=settings)
    return opened


def test_the_least_sure_come_first_and_every_fifth_is_random(store: Store) -> None:
    reader = store.reader(Scope.everything())
    asked = queue(store, reader, "sentiment", 10)
    assert [one.drawn for one in asked] == [AUDIT if place in (4, 9) else MARGIN for place in range(10)]
    sure = [one.confidence for one in asked if one.drawn == MARGIN and one.confidence is not None]
    lowest = reader.query("SELECT confidence FROM sentiment_scores WHERE confidence IS NOT NULL ORDER BY 1 LIMIT 1").to_pylist()
    assert sure == sorted(sure)
    # Ids differ from store to store, and with them what is drawn at random: the least sure of all may be among that.
    assert lowest[0]["confidence"] in (sure[0], asked[4].confidence, asked[9].confidence)
    assert len({one.verbatim_id for one in asked}) == 10
    assert queue(store, reader, "sentiment", 10) == asked


def test_a_label_is_recorded_counted_and_not_asked_again(store: Store) -> None:
    reader = store.reader(Scope.everything())
    first, *_, fifth = queue(store, reader, "sentiment", 5)
    give(store, "sentiment", first, "neg", "李")
    assert first.verbatim_id not in {one.verbatim_id for one in queue(store, reader, "sentiment", 30)}
    give(store, "sentiment", fifth, str(fifth.said), "李")
    assert progress(store, "sentiment") == {"given": 2, "audited": 1, "right": 1}
    give(store, "sentiment", first, "", "李")
    assert progress(store, "sentiment")["given"] == 1
    with pytest.raises(InputError, match="known: neg, neu, pos"):
        give(store, "sentiment", first, "差", "李")
    with pytest.raises(InputError, match="no labelling queue"):
        queue(store, reader, "weather")
    assert "network.coverage" in choices("causes")


def test_a_file_that_was_filled_in_is_taken_or_refused_whole(store: Store, tmp_path: Path) -> None:
    reader = store.reader(Scope.everything())
    asked = queue(store, reader, "causes", 3)
    path = tmp_path / "标注.csv"

    def filled(labels: list[str]) -> Path:
        with path.open("w", encoding="utf-8", newline="") as lines:
            out = csv.writer(lines)
            out.writerows([["verbatim_id", "label"], *([one.verbatim_id, label] for one, label in zip(asked, labels, strict=True))])
        return path

    with pytest.raises(InputError, match=r"1 rows is unknown \(rows 2\)"):
        take_file(store, reader, "causes", filled(["network.coverage", "network.moon", ""]))
    assert store.ledger.labels.newest("causes") == []
    assert take_file(store, reader, "causes", filled(["network.coverage", "", "other.praise"]), "王") == {"taken": 2, "empty": 1}
    assert [one.value for one in store.ledger.labels.newest("causes")] == ["network.coverage", "other.praise"]
    assert take_file(store, reader, "causes", filled(["移动信号覆盖", "NETWORK.COVERAGE", "表扬"]), "王")["taken"] == 3
    assert [one.value for one in store.ledger.labels.newest("causes")] == ["network.coverage", "network.coverage", "other.praise"]
    assert take_file(store, reader, "sentiment", filled(["负面", "Neutral", "pos"]), "王")["taken"] == 3
    these = {one.verbatim_id for one in asked}
    newest = [one for one in store.ledger.labels.newest("sentiment") if one.verbatim_id in these]
    assert sorted(one.value for one in newest) == ["neg", "neu", "pos"]

"""A damaged or half-lost store says so and is not written over; what no publication names leaves the disk."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from store_rows import rows, verbatims

from voc.errors import StoreError
from voc.schema import TABLES
from voc.settings import Settings
from voc.store import Scope, Store

ALL = Scope.everything()


def published(home: Path) -> Settings:
    settings = Settings(home=home, lock_wait=0.2)
    with Store.open(settings) as store, store.writer() as writer:
        writer.append("verbatims", verbatims(["a", "b"]))
        writer.publish()
    return settings


def parquet(store: Store, table: str = "verbatims") -> set[str]:
    return {path.name for path in (store.lake.root / table).glob("*.parquet")}


@pytest.mark.parametrize("lost", ["verbatims", "verbatims/_delta_log"])
def test_a_lost_table_is_not_written_over(home: Path, lost: str) -> None:
    settings = published(home)
    shutil.rmtree(home / "lake" / lost)
    with Store.open(settings) as store:
        with pytest.raises(StoreError, match=r"lost table verbatims \(version 0\)\. Restore"), store.writer():
            pass
        assert store.publication().id == 1
        assert not (home / "lake" / "verbatims" / "_delta_log").exists()


def test_a_damaged_log_is_told(home: Path) -> None:
    settings = published(home)
    (home / "lake" / "verbatims" / "_delta_log" / f"{0:020}.json").write_text("no json")
    with Store.open(settings) as store, pytest.raises(StoreError, match="Restore it"), store.writer():
        pass


@pytest.mark.parametrize("how", ["missing", "cut", "garbage"])
def test_a_damaged_file_is_told_to_readers_and_writers(home: Path, how: str) -> None:
    settings = published(home)
    (file,) = (home / "lake" / "verbatims").glob("*.parquet")
    match how:
        case "missing":
            file.unlink()
        case "cut":
            file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
        case "garbage":
            file.write_bytes(b"PAR1" + b"\x07" * 500)
    with Store.open(settings) as store:
        with pytest.raises(StoreError, match="restore a backup"):
            store.reader(ALL).table("verbatims")
        with pytest.raises(StoreError, match="Restore it from a backup"), store.writer() as writer:
            writer.known("verbatims", verbatims(["a"]))


@pytest.mark.parametrize("place", [0, 100, 4096])
def test_a_damaged_ledger_is_told(home: Path, place: int) -> None:
    settings = published(home)
    ledger = home / "ledger.sqlite"
    intact = ledger.read_bytes()
    ledger.write_bytes(intact[:place] + b"garbage " * ((len(intact) - place) // 8))

    def read() -> None:
        with Store.open(settings) as store:
            store.publication()
            store.ledger.runs()

    with pytest.raises(StoreError, match="damaged") as caught:
        read()
    assert "备份" in caught.value.zh


def test_what_was_undone_leaves_the_disk_and_what_was_published_stays(store: Store) -> None:
    with store.writer() as writer:
        writer.append("verbatims", verbatims(["a", "b"]))
        writer.publish()
        writer.update("verbatims", verbatims(["a"], text=["改过"]))
        writer.publish()
        kept = parquet(store)
        writer.append("verbatims", verbatims(["c"], text=["宽带断了"]))
        writer.update("verbatims", verbatims(["b"], text=["不要留下"]))
        writer.append("cases", rows("cases", case_id=["k"], reply=["不要留下"]))
        assert len(parquet(store)) > len(kept)
    assert parquet(store) == kept
    assert parquet(store, "cases") == set()
    for number, texts in ((1, ["信号不好 a", "信号不好 b"]), (2, ["信号不好 b", "改过"])):
        assert sorted(store.reader(ALL, number).table("verbatims")["text"].to_pylist()) == texts
    with store.writer() as writer:
        assert writer.append("verbatims", verbatims(["b", "c"])) == 1
        assert writer.append("cases", rows("cases", case_id=["k"])) == 1
        writer.publish()
    with store.writer():
        pass
    for number, count in ((1, 2), (2, 2), (3, 3)):
        assert store.reader(ALL, number).table("verbatims").num_rows == count


def test_what_a_killed_writer_left_is_swept_by_the_next(store: Store) -> None:
    with store.writer() as writer:
        writer.append("verbatims", verbatims(["a"]))
        writer.publish()
    kept = parquet(store)
    # The lake as a killed writer leaves it: a version nobody published, and a file that was never committed.
    store.lake.append(TABLES["verbatims"], verbatims(["b"]))
    orphan = store.lake.root / "verbatims" / "part-00000-0-c000.zstd.parquet"
    orphan.write_bytes(b"PAR1")
    with store.writer():
        pass
    assert parquet(store) == kept


def test_nothing_is_swept_where_the_log_cannot_say_what_is_published(store: Store) -> None:
    with store.writer() as writer:
        for name in "abc":
            writer.append("verbatims", verbatims([name]))
            writer.publish()
    store.lake.append(TABLES["verbatims"], verbatims(["d"]))
    before = parquet(store)
    (store.lake.root / "verbatims" / "_delta_log" / f"{1:020}.json").rename(store.lake.root.parent / "away.json")
    assert store.lake.sweep("verbatims", 2) == 0
    assert parquet(store) == before


def test_the_log_holds_no_customers_words(store: Store) -> None:
    with store.writer() as writer:
        writer.append("verbatims", verbatims(["a"], text=["宽带断了三天"]))
        writer.update("verbatims", verbatims(["a"], text=["宽带好了"]))
        writer.publish()
    log = "".join(path.read_text("utf-8") for path in (store.lake.root / "verbatims" / "_delta_log").glob("*.json"))
    assert '"add"' in log
    assert "宽带" not in log
    assert store.lake.rows("verbatims", store.publication().tables["verbatims"]) == 1


def test_left_out_and_drop_go_by_the_whole_key(store: Store) -> None:
    people, questions = ["a", "a", "b"], ["q1", "q2", "q1"]
    given = rows("answers", respondent_id=people, question=questions, value=[1.0, 2.0, 3.0])
    with store.writer() as writer:
        assert writer.left_out("answers", "respondent_id", given["respondent_id"], given).num_rows == 0
        writer.append("answers", given)
        old = writer.left_out("answers", "respondent_id", given["respondent_id"].slice(0, 1), given.slice(0, 1), ["value"])
        assert old.to_pylist() == [{"respondent_id": "a", "question": "q2", "value": 2.0}]
        assert writer.drop("answers", old) == 1
        assert writer.drop("answers", old) == 0
        assert sorted(writer.read("answers", ["value"])["value"].to_pylist()) == [1.0, 3.0]

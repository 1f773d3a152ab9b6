from __future__ import annotations

import datetime as dt
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from store_rows import verbatims

from voc.errors import StoreError
from voc.settings import Settings
from voc.store import Ledger, Scope, Store
from voc.store.database import connect_engine, migrate


def refuse(settings: Settings, said: str, create: bool = True) -> None:
    with pytest.raises(StoreError, match=said) as caught:
        Store.open(settings, create=create)
    assert caught.value.zh != caught.value.en


def test_what_is_not_a_store_is_not_made_one_unless_asked(tmp_path: Path) -> None:
    refuse(Settings(home=tmp_path / "missing"), "not a store", create=False)
    assert not (tmp_path / "missing").exists()
    (tmp_path / "file").write_text("x")
    refuse(Settings(home=tmp_path / "file"), "No store can be made")
    refuse(Settings(home=tmp_path / "a[b]"), "characters Delta tables cannot take")
    refuse(Settings(home=tmp_path / "a%20b"), "characters Delta tables cannot take")
    refuse(Settings(home=tmp_path / "s", ledger_url="nonsense"), "ledger URL cannot be used")
    with Store.open(Settings(home=tmp_path / "s")):
        pass
    with Store.open(Settings(home=tmp_path / "s"), create=False) as store:
        assert store.publication().id == 0


def test_a_key_is_remembered_and_another_one_refused(store: Store, home: Path) -> None:
    store.check_key("f1")
    store.check_key("f1")
    with Store.open(Settings(home=home)) as again, pytest.raises(StoreError, match="made with f1, given f2"):
        again.check_key("f2")


def test_a_newer_layout_or_ledger_is_refused(tmp_path: Path) -> None:
    for name, statement in (
        ("layout", "UPDATE setting SET value = '99' WHERE name = 'layout'"),
        ("ledger", "INSERT INTO migration VALUES (99, '0099_later')"),
    ):
        Store.open(Settings(home=tmp_path / name)).close()
        database = sqlite3.connect(tmp_path / name / "ledger.sqlite")
        with database:
            database.execute(statement)
        database.close()
        refuse(Settings(home=tmp_path / name), "made by a newer version")


def test_a_lost_or_foreign_ledger_does_not_empty_the_lake(tmp_path: Path) -> None:
    one, other = Settings(home=tmp_path / "one"), Settings(home=tmp_path / "other")
    with Store.open(one) as store, store.writer() as writer:
        writer.append("verbatims", verbatims(["a"]))
        writer.publish()
    Store.open(other).close()
    ledger = one.home / "ledger.sqlite"
    kept = ledger.read_bytes()
    ledger.unlink()
    refuse(one, "the ledger is empty")
    ledger.write_bytes((other.home / "ledger.sqlite").read_bytes())
    refuse(one, "belongs to another store")
    ledger.write_bytes(kept)
    with Store.open(one) as store:
        assert store.reader(Scope.everything()).table("verbatims").num_rows == 1


def test_runs_are_kept_newest_first_and_a_killed_one_has_no_end(store: Store) -> None:
    first, second = store.ledger.start_run("ingest", "一月.csv"), store.ledger.start_run("rescore")
    store.ledger.finish_run(first, {"taken": 3, "file": Path("甲"), "reasons": {"bad_date": 1}})
    newest, oldest = store.ledger.runs()
    assert (newest["id"], newest["ended"], newest["figures"]) == (second, None, None)
    assert oldest["figures"] == {"taken": 3, "file": "甲", "reasons": {"bad_date": 1}}
    assert (oldest["kind"], oldest["note"]) == ("ingest", "一月.csv")
    assert dt.timedelta(0) <= oldest["ended"] - oldest["started"] < dt.timedelta(minutes=1)
    assert [run["id"] for run in store.ledger.runs(limit=1)] == [second]


def test_migrations_run_once_in_order_and_all_or_none(tmp_path: Path) -> None:
    folder = tmp_path / "migrations"
    folder.mkdir()
    (folder / "0001_one.sql").write_text("-- first;\nCREATE TABLE one (id {identity}, x TEXT);\n")
    engine = connect_engine(None, tmp_path)
    migrate(engine, folder)
    (folder / "0002_two.sql").write_text("INSERT INTO one (x) VALUES ('a;b');\nCREATE TABLE two (x TEXT);\n\nBROKEN;\n")
    with pytest.raises(StoreError, match="BROKEN"):
        migrate(engine, folder)
    (folder / "0002_two.sql").write_text("INSERT INTO one (x) VALUES ('a;b');\nCREATE TABLE two (x TEXT);\n")
    migrate(engine, folder)
    migrate(engine, folder)
    with engine.begin() as connection:
        assert connection.exec_driver_sql("SELECT id, x FROM one").all() == [(1, "a;b")]
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar() == 5000
    engine.dispose()


def test_many_opening_a_new_store_at_once_agree(home: Path) -> None:
    def first_key(number: int) -> str:
        with Store.open(Settings(home=home)) as store:
            return store.ledger.settle("key_fingerprint", f"k{number}")

    with ThreadPoolExecutor(6) as pool:
        assert len(set(pool.map(first_key, range(6)))) == 1


def test_a_ledger_takes_any_url(tmp_path: Path) -> None:
    ledger = Ledger(f"sqlite:///{tmp_path / 'elsewhere.db'}", tmp_path)
    assert (ledger.dialect, ledger.start_run("x")) == ("sqlite", 1)
    ledger.close()
    assert (tmp_path / "elsewhere.db").exists()

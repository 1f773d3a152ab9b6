"""The ledger in PostgreSQL: the same store with another URL. Needs VOC_TEST_POSTGRES_URL, an empty database."""

from __future__ import annotations

import os
import threading
import uuid
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from store_rows import sentiment, verbatims

from voc.errors import StoreBusy, StoreError
from voc.jobs.erase import erase
from voc.loop.actions import open_action
from voc.privacy.keys import fingerprint, load_key
from voc.settings import Settings
from voc.store import Scope, Store
from voc.store.actions import Action

URL = os.environ.get("VOC_TEST_POSTGRES_URL", "")
pytestmark = [pytest.mark.postgres, pytest.mark.skipif(not URL, reason="VOC_TEST_POSTGRES_URL is not set")]


@pytest.fixture
def url() -> Iterator[str]:
    """The given database, in a schema of this test's own."""
    from sqlalchemy import create_engine, make_url, text

    engine = create_engine(URL)
    schema = f"voc_{uuid.uuid4().hex}"
    with engine.begin() as connection:
        connection.execute(text(f"CREATE SCHEMA {schema}"))
    yield make_url(URL).update_query_dict({"options": f"-csearch_path={schema}"}).render_as_string(hide_password=False)
    with engine.begin() as connection:
        connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
    engine.dispose()


def test_the_whole_store_works_with_its_ledger_in_postgresql(tmp_path: Path, url: str) -> None:
    settings = Settings(home=tmp_path / "店", ledger_url=url)
    with Store.open(settings) as store:
        store.check_key("k")
        run = store.ledger.start_run("ingest", "一月")
        with store.writer() as writer:
            writer.append("verbatims", verbatims(["a"]))
            writer.append("sentiment_scores", sentiment(["a"]))
            first = writer.publish({"sentiment": "m1"}, note="一")
            writer.append("verbatims", verbatims(["b"]))
        store.ledger.finish_run(run, {"taken": 1})
    with Store.open(settings, create=False) as store:
        assert store.publication() == first
        assert store.reader(Scope.everything()).table("sentiment_scores").num_rows == 1
        assert store.ledger.runs()[0]["figures"] == {"taken": 1}
        with store.writer() as writer:
            assert writer.read("verbatims").num_rows == 1
        with pytest.raises(StoreError, match="made with k"):
            store.check_key("other")
    assert not list((tmp_path / "店").glob("ledger.sqlite*"))


def test_two_machines_cannot_both_write(tmp_path: Path, url: str) -> None:
    with Store.open(Settings(home=tmp_path / "one", ledger_url=url)) as one:
        other = tmp_path / "two"
        other.mkdir()
        (other / "store.json").write_bytes((tmp_path / "one" / "store.json").read_bytes())
        with Store.open(Settings(home=other, ledger_url=url)) as two:
            with one.writer(what="rescore"), pytest.raises(StoreBusy, match="voc rescore"), two.writer(wait=0):
                pass
            with two.writer(wait=0) as writer:
                assert not writer.changed


def test_a_lost_connection_publishes_nothing(tmp_path: Path, url: str) -> None:
    from sqlalchemy import create_engine, text

    def cut_off() -> None:
        engine = create_engine(URL)
        with engine.begin() as connection:
            ended = text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'voc cut off%'")
            assert connection.execute(ended).scalars().all() == [True]
        engine.dispose()

    with Store.open(Settings(home=tmp_path, ledger_url=url)) as store:
        with store.writer(what="cut off") as writer:
            writer.append("verbatims", verbatims(["a"]))
            cut_off()
            with pytest.raises(StoreError, match="writer lock is lost"):
                writer.publish()
        assert store.publication().id == 0
        with store.writer() as writer:
            assert writer.read("verbatims").num_rows == 0


def test_another_stores_ledger_is_refused(tmp_path: Path, url: str) -> None:
    Store.open(Settings(home=tmp_path / "one", ledger_url=url)).close()
    Store.open(Settings(home=tmp_path / "two")).close()
    with pytest.raises(StoreError, match="belongs to another store"):
        Store.open(Settings(home=tmp_path / "two", ledger_url=url))


def test_the_audit_log_is_one_chain_that_the_database_itself_keeps(tmp_path: Path, url: str) -> None:
    from sqlalchemy import create_engine, text
    from sqlalchemy.exc import DBAPIError

    settings = Settings(home=tmp_path / "店", ledger_url=url, key_file=tmp_path / "key")
    with Store.open(settings) as store:
        store.check_key(fingerprint(load_key(settings)))

        def work(who: str) -> None:
            with Store.open(settings) as mine:
                for number in range(20):
                    mine.ledger.audit.record(who, "read_verbatims", {"number": number})

        workers = [threading.Thread(target=work, args=(who,)) for who in ("甲", "乙", "丙")]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        verdict = store.ledger.audit.verify()
        assert (verdict.count, verdict.sealed, verdict.faults) == (60, 60, [])
        engine = create_engine(url)
        for statement in ("UPDATE audit SET who = 'x'", "DELETE FROM audit", "TRUNCATE audit"):
            with pytest.raises(DBAPIError, match="append-only"), engine.begin() as connection:
                connection.execute(text(statement))
        with engine.begin() as connection:
            connection.execute(text("ALTER TABLE audit DISABLE TRIGGER audit_kept"))
            connection.execute(text("UPDATE audit SET who = '丁' WHERE number = 7"))
            connection.execute(text("DELETE FROM audit WHERE number IN (30, 59, 60)"))
        engine.dispose()
        assert [(fault.number, fault.kind) for fault in store.ledger.audit.verify().faults] == [
            (7, "changed"),
            (30, "missing"),
            (59, "missing"),
        ]


def test_erasure_with_the_ledger_in_postgresql(tmp_path: Path, url: str) -> None:
    settings = Settings(home=tmp_path / "店", ledger_url=url, key_file=tmp_path / "key")
    load_key(settings)
    with Store.open(settings) as store:
        with store.writer() as writer:
            writer.append("verbatims", verbatims(["a" * 32, "b" * 32]))
            old = writer.publish(note="一")
        open_action(store, Action("修"), today=date(2026, 3, 5), who="李", note=f"见 {'a' * 32}")
        report = erase(store, "verbatim", "a" * 32, settings=settings, grace=0)
        assert (report.counts["verbatims"], report.left) == (1, ())
        assert store.ledger.actions.steps(1, Scope.everything())[0].note == "见 [已删除/erased]"
        assert store.ledger.erasures.tombstones()["verbatim"] == {"a" * 32}
        with pytest.raises(StoreError, match="can no longer be opened"):
            store.reader(Scope.everything(), old.id)

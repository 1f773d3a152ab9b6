"""The audit log: what was done to it shows, whoever did it."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from voc.errors import StoreError
from voc.privacy.keys import fingerprint, load_key
from voc.settings import Settings
from voc.store import Store
from voc.store.chain import Verdict

WRITE = """
import sys
from pathlib import Path
from voc.settings import Settings
from voc.store import Store
home, key, who = sys.argv[1:]
with Store.open(Settings(home=Path(home), key_file=Path(key))) as store:
    for number in range(25):
        store.ledger.audit.record(who, "read_verbatims", {"number": number})
"""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "店", key_file=tmp_path / "identity.key")


def make(settings: Settings, rows: int = 6, *, sealed: bool = True) -> None:
    with Store.open(settings) as store:
        if sealed:
            store.check_key(fingerprint(load_key(settings)))
        for number in range(1, rows + 1):
            store.ledger.audit.record(f"甲{number}", "read_verbatims", {"rows": number, "ids": ["a" * 32]})


def attack(settings: Settings, *statements: str) -> None:
    """Changes the database as one who may write to it and takes its triggers off first."""
    with sqlite3.connect(settings.home / "ledger.sqlite") as connection:
        for name in ("audit_update", "audit_delete", "audit_insert"):
            connection.execute(f"DROP TRIGGER IF EXISTS {name}")
        for statement in statements:
            connection.execute(statement)
    connection.close()


def verify(settings: Settings, expect: str | None = None) -> Verdict:
    with Store.open(settings, create=False) as store:
        return store.ledger.audit.verify(expect)


def faults(settings: Settings, expect: str | None = None) -> set[tuple[int, str]]:
    return {(fault.number, fault.kind) for fault in verify(settings, expect).faults}


@pytest.mark.parametrize("sealed", [True, False])
def test_a_whole_log_holds(settings: Settings, *, sealed: bool) -> None:
    make(settings, sealed=sealed)
    verdict = verify(settings)
    assert (verdict.count, verdict.sealed, verdict.faults) == (6, 6 if sealed else 0, [])
    assert verdict.first is not None
    assert verdict.last is not None
    assert verdict.first <= verdict.last
    assert faults(settings, verdict.head) == set()


def test_an_empty_log_holds(settings: Settings) -> None:
    make(settings, rows=0)
    assert verify(settings) == Verdict()


def test_the_digest_is_what_the_documentation_says(settings: Settings) -> None:
    make(settings, rows=2, sealed=False)
    with sqlite3.connect(settings.home / "ledger.sqlite") as connection:
        rows = connection.execute(
            "SELECT number, at, who, act, subject, previous, sealed, hash FROM audit ORDER BY number"
        ).fetchall()
    connection.close()
    before = "0" * 64
    for *content, digest in rows:
        assert content[5] == before
        assert sha256(json.dumps(content, ensure_ascii=True, separators=(",", ":")).encode()).hexdigest() == digest
        before = digest


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        (["UPDATE audit SET who = '乙' WHERE number = 3"], {(3, "changed")}),
        (["UPDATE audit SET subject = '{}' WHERE number = 6"], {(6, "changed")}),
        (["UPDATE audit SET at = '2020-01-01T00:00:00+00:00' WHERE number = 1"], {(1, "changed")}),
        (["DELETE FROM audit WHERE number = 3"], {(3, "missing")}),
        (["DELETE FROM audit WHERE number IN (2, 3)"], {(2, "missing")}),
        (["DELETE FROM audit WHERE number = 1"], {(1, "missing")}),
        (["DELETE FROM audit WHERE number > 4"], {(5, "missing")}),
        (["DELETE FROM audit"], {(1, "missing")}),
        (
            [
                "UPDATE audit SET number = 99 WHERE number = 3",
                "UPDATE audit SET number = 3 WHERE number = 4",
                "UPDATE audit SET number = 4 WHERE number = 99",
            ],
            {(3, "moved"), (4, "moved")},
        ),
        (["DELETE FROM setting WHERE name = 'audit_head'"], {(6, "cut")}),
        (["UPDATE setting SET value = 'x:y' WHERE name = 'audit_head'"], {(6, "cut")}),
        (["UPDATE audit SET subject = '{broken', hash = 'x', previous = '' WHERE number = 2"], {(2, "changed")}),
        (
            [
                "DELETE FROM audit WHERE number > 4",
                "UPDATE setting SET value = (SELECT '4:' || hash || ':-' FROM audit WHERE number = 4) WHERE name = 'audit_head'",
            ],
            {(4, "unlinked")},
        ),
    ],
)
def test_every_change_is_found_and_named(settings: Settings, statements: list[str], expected: set[tuple[int, str]]) -> None:
    make(settings)
    attack(settings, *statements)
    assert faults(settings) == expected
    with Store.open(settings) as store:
        assert [row.plain()["number"] for row in store.ledger.audit.rows()] == [row.number for row in store.ledger.audit.rows()]


def forge(settings: Settings, number: int) -> None:
    """Rewrites a row and everything after it, as one without the key can."""
    with sqlite3.connect(settings.home / "ledger.sqlite") as connection:
        for name in ("audit_update", "audit_delete", "audit_insert"):
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute("UPDATE audit SET who = '乙' WHERE number = ?", [number])
        query = "SELECT number, at, who, act, subject, previous, sealed FROM audit WHERE number >= ? ORDER BY number"
        before = None
        for row in connection.execute(query, [number]).fetchall():
            content = [*row[:5], before or row[5], row[6]]
            before = sha256(json.dumps(content, separators=(",", ":")).encode()).hexdigest()
            connection.execute("UPDATE audit SET previous = ?, hash = ? WHERE number = ?", [content[5], before, row[0]])
            last = f"{row[0]}:{before}:-"
        connection.execute("UPDATE setting SET value = ? WHERE name = 'audit_head'", [last])
    connection.close()


def test_a_chain_rebuilt_without_the_key_does_not_hold(settings: Settings) -> None:
    make(settings)
    forge(settings, 4)
    assert {(4, "changed"), (5, "changed"), (6, "changed")} <= faults(settings)


def test_a_chain_without_a_key_that_was_rebuilt_is_told_by_the_head_noted_before(settings: Settings) -> None:
    make(settings, sealed=False)
    head = verify(settings).head
    forge(settings, 4)
    assert faults(settings) == set()
    assert faults(settings, head) == {(6, "cut")}


def test_a_publication_remembers_the_log(settings: Settings) -> None:
    make(settings, sealed=False)
    with Store.open(settings) as store, store.writer() as writer:
        writer.publish(note="anchor")
    forge(settings, 4)
    assert faults(settings) == {(6, "changed")}


def test_rows_written_after_a_cut_do_not_heal_it(settings: Settings) -> None:
    make(settings)
    attack(settings, "DELETE FROM audit WHERE number > 4")
    with Store.open(settings) as store:
        store.ledger.audit.record("甲", "login", {})
    assert faults(settings) == {(5, "missing")}
    attack(settings, "DELETE FROM setting WHERE name = 'audit_head'", "DELETE FROM audit WHERE number = 7")
    with Store.open(settings) as store:
        store.ledger.audit.record("甲", "login", {})
    assert (5, "unlinked") in faults(settings)


def test_a_head_kept_elsewhere_tells_an_older_copy_put_back(settings: Settings) -> None:
    make(settings, rows=3)
    old = (settings.home / "ledger.sqlite").read_bytes()
    with Store.open(settings) as store:
        store.ledger.audit.record("甲", "export_verbatims", {"rows": 9})
        head = store.ledger.audit.head()
    (settings.home / "ledger.sqlite").write_bytes(old)
    assert faults(settings) == set()
    assert faults(settings, head) == {(4, "cut")}


def test_what_is_no_digest_is_refused(settings: Settings) -> None:
    make(settings)
    with pytest.raises(StoreError, match="64-character"):
        verify(settings, "abc")


def test_the_database_refuses_to_change_or_remove_rows(settings: Settings) -> None:
    make(settings)
    with sqlite3.connect(settings.home / "ledger.sqlite") as connection:
        for statement in (
            "UPDATE audit SET who = 'x'",
            "DELETE FROM audit",
            "INSERT OR REPLACE INTO audit SELECT * FROM audit WHERE number = 2",
        ):
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                connection.execute(statement)
    connection.close()
    assert verify(settings).faults == []


def test_without_the_key_nothing_is_recorded_in_a_sealed_log(settings: Settings, tmp_path: Path) -> None:
    make(settings)
    other = Settings(home=settings.home, key_file=tmp_path / "none.key")
    with Store.open(other) as store:
        with pytest.raises(StoreError, match="sealed with the identity key"):
            store.ledger.audit.record("甲", "login", {})
        with pytest.raises(StoreError, match="sealed with the identity key"):
            store.ledger.audit.verify()
    assert verify(settings).count == 6


def test_rows_from_before_the_key_stay_and_none_comes_after(settings: Settings) -> None:
    make(settings, rows=2, sealed=False)
    make(settings, rows=2)
    assert (verify(settings).sealed, faults(settings)) == (2, set())
    attack(settings, "UPDATE audit SET sealed = 0 WHERE number = 4")
    assert (4, "unsealed") in faults(settings)


def test_several_processes_keep_one_chain(settings: Settings) -> None:
    make(settings, rows=0)
    command = [sys.executable, "-c", WRITE, str(settings.home), str(settings.key_file)]
    running = [subprocess.Popen([*command, who]) for who in ("甲", "乙", "丙")]
    assert [one.wait() for one in running] == [0, 0, 0]
    verdict = verify(settings)
    assert (verdict.count, verdict.faults) == (75, [])
    with Store.open(settings) as store:
        mine = [row.plain()["subject"]["number"] for row in reversed(store.ledger.audit.rows(100, who="乙"))]
    assert mine == list(range(25))


@pytest.mark.parametrize("subject", [{"text": "很" * 256}, {"deep": [{"text": "很" * 256}]}])
def test_long_texts_have_no_place_in_the_log(settings: Settings, subject: dict[str, object]) -> None:
    with Store.open(settings) as store, pytest.raises(ValueError, match="no place in the audit log"):
        store.ledger.audit.record("甲", "read_verbatims", subject)


def test_words_are_told_apart_by_a_keyed_digest(settings: Settings, tmp_path: Path) -> None:
    make(settings, rows=0)
    other = Settings(home=tmp_path / "two", key_file=tmp_path / "two.key")
    make(other, rows=0)
    with Store.open(settings) as one, Store.open(other) as two:
        digest: Callable[[str], str] = one.ledger.audit.digest
        assert digest("张三") == digest("张三") != digest("李四")
        assert digest("张三") != two.ledger.audit.digest("张三")


def test_an_emptied_log_does_not_pass_for_a_new_one(settings: Settings) -> None:
    def imported(times: int) -> None:
        with Store.open(settings) as store:
            for number in range(times):
                with store.writer() as writer:
                    writer.publish(makers={"topics": f"m{times}{number}"}, note="ingest")
                store.ledger.audit.record("甲", "upload", {})

    imported(3)
    assert verify(settings).faults == []
    attack(settings, "DELETE FROM audit", "DELETE FROM setting WHERE name = 'audit_head'", "UPDATE publication SET audit = NULL")
    assert [(fault.number, fault.kind) for fault in verify(settings).faults] == [(1, "missing")]
    imported(1)
    assert [(fault.number, fault.kind) for fault in verify(settings).faults] == [(1, "missing")]

"""Real processes on one store: waiting, reading beside a writer, and being killed."""

from __future__ import annotations

import json
import random
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from store_rows import verbatims

from voc.errors import StoreBusy, StoreError
from voc.settings import Settings
from voc.store import Scope, Store

Child = Callable[..., "subprocess.Popen[str]"]
SIZE = 20


def line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def test_a_second_writer_is_told_who_holds_the_store(store: Store, child: Child) -> None:
    holder = child("hold")
    assert line(holder) == "held"
    told: list[str] = []
    began = time.monotonic()
    with pytest.raises(StoreBusy, match="holding on") as caught, store.writer(wait=0.5, on_wait=told.append, what="second"):
        pass
    assert time.monotonic() - began >= 0.5
    assert f"pid {holder.pid}" in caught.value.en
    assert [f"pid {holder.pid}" in said for said in told] == [True]
    # Who, pid and since when, and nothing else: the caller words the sentence.
    assert told[0].startswith("holding on (pid ")
    assert "另一个进程" not in told[0]


def test_a_lock_that_is_a_link_empties_no_other_file(store: Store, home: Path, tmp_path: Path) -> None:
    key = tmp_path / "identity.key"
    key.write_text("secret", encoding="utf-8")
    (home / "writer.lock").unlink(missing_ok=True)
    (home / "writer.lock").symlink_to(key)
    with pytest.raises(StoreError, match=r"writer\.lock"), store.writer(wait=0.1):
        pass
    assert key.read_text(encoding="utf-8") == "secret"


def test_a_second_writer_waits_and_a_killed_holder_frees_the_lock(store: Store, child: Child) -> None:
    holder = child("hold")
    assert line(holder) == "held"
    killing = threading.Timer(0.5, holder.kill)
    killing.start()
    told: list[str] = []
    with store.writer(wait=20, on_wait=told.append) as writer:
        writer.append("verbatims", verbatims(["a"]))
        writer.publish()
    killing.join()
    assert len(told) == 1
    assert store.reader(Scope.everything()).table("verbatims").num_rows == 1


def test_two_writers_in_one_process_are_two_writers(store: Store) -> None:
    with store.writer(), pytest.raises(StoreBusy), store.writer(wait=0):
        pass
    with store.writer(wait=0):
        pass


def test_300_reads_beside_a_writer_are_never_torn_and_never_fail(store: Store, child: Child) -> None:
    writer = child("write", 2000, SIZE)
    assert line(writer) == "round 0"
    threading.Thread(target=lambda: writer.stdout and writer.stdout.read(), daemon=True).start()
    reader = child("read", 300)
    said = json.loads(line(reader))
    assert writer.poll() is None, "the writer must still be writing when the last read is done"
    assert (said["torn"], said["failed"]) == (0, [])
    assert said["reads"] >= 300
    assert said["states"] > 10


def kill_and_finish(home: Path, child: Child, kills: int, seed: int) -> None:
    """Kills a writer again and again in mid-write; after each kill readers see whole rounds, and at the end nothing is missing or double."""
    chance = random.Random(seed)
    rounds, killed = 12, 0
    while killed < kills:
        process = child("write", rounds + killed * 4, SIZE)
        for _ in range(chance.randint(1, 6)):
            line(process)
        time.sleep(chance.uniform(0, 0.15))
        process.kill()
        killed += process.wait() == -9
        with Store.open(Settings(home=home)) as store:
            reader = store.reader(Scope.everything())
            said, scored = reader.table("verbatims").num_rows, reader.table("sentiment_scores").num_rows
            assert (said, said % SIZE) == (scored, 0), f"seed {seed}"
    total = rounds + kills * 4
    last = child("write", total, SIZE)
    assert last.stdout is not None
    last.stdout.read()
    assert last.wait() == 0
    with Store.open(Settings(home=home)) as store:
        reader = store.reader(Scope.everything())
        for table in ("verbatims", "sentiment_scores"):
            ids = reader.table(table)["verbatim_id"].to_pylist()
            assert sorted(ids) == sorted(f"r{number}-{one}" for number in range(total) for one in range(SIZE)), f"seed {seed}"
        assert reader.query("SELECT count(brand) AS n FROM verbatims")["n"].to_pylist() == [2 * total]
        with store.writer(wait=0) as writer:
            assert writer.read("verbatims").num_rows == total * SIZE
            assert not writer.changed


def test_a_writer_killed_in_mid_write_leaves_nothing_half(home: Path, child: Child) -> None:
    kill_and_finish(home, child, kills=2, seed=7)


@pytest.mark.slow
def test_a_writer_killed_ten_times_leaves_nothing_half(home: Path, child: Child) -> None:
    kill_and_finish(home, child, kills=10, seed=random.randrange(10**6))

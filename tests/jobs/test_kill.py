"""SIGKILL in ingest and rescore: run again, and the store is exactly what it would have been."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from invented import posts

from voc.jobs.ingest import ingest
from voc.jobs.rescore import rescore
from voc.settings import Settings
from voc.store import Scope, Store

ROWS = 4_000


def voc(settings: Settings, *arguments: str) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "VOC_HOME": str(settings.home), "VOC_KEY_FILE": str(settings.key_file)}
    return subprocess.Popen(
        [sys.executable, "-m", "voc.cli", *arguments], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def kill_then_finish(settings: Settings, kills: int, seed: int, *arguments: str) -> None:
    """Kills the command `kills` times while it holds the writer lock, each at another moment, then lets it end."""
    rng, hits = random.Random(seed), 0
    for _ in range(8 * kills):
        run = voc(settings, *arguments)
        while run.poll() is None and not holds_lock(settings, run.pid):
            time.sleep(0.005)
        time.sleep(rng.uniform(0, 0.8))
        if run.poll() is None:
            run.send_signal(signal.SIGKILL)
            hits += 1
        run.wait()
        if hits == kills:
            break
    assert hits == kills
    assert voc(settings, *arguments).wait() == 0


def holds_lock(settings: Settings, pid: int) -> bool:
    lock = settings.home / "writer.lock"
    return lock.exists() and str(pid) in lock.read_text(encoding="utf-8", errors="replace")


def contents(settings: Settings) -> dict[str, list[tuple[object, ...]]]:
    """What a reader sees of the verbatims and their scores, without versions that depend on nothing but the run."""
    with Store.open(settings, create=False) as store:
        reader = store.reader(Scope.everything())
        return {
            name: sorted(tuple(row.values()) for row in reader.query(f"select * from {name}").to_pylist())
            for name in ("verbatims", "sentiment_scores", "intent_scores", "cause_scores")
        }


def check_exact(settings: Settings, tmp_path: Path, write_csv: Callable[..., Path], kills: int) -> None:
    path = write_csv("posts.csv", posts(ROWS))
    kill_then_finish(settings, kills, 1, "ingest", str(path), "--source", "social")
    kill_then_finish(settings, kills, 2, "rescore")
    calm = Settings(home=tmp_path / "calm", key_file=settings.key_file)
    with Store.open(calm) as store:
        ingest(store, path, "social", settings=calm)
        rescore(store, settings=calm)
    killed, whole = contents(settings), contents(calm)
    assert {name: len(rows) for name, rows in killed.items()} == dict.fromkeys(killed, ROWS)
    assert killed == whole


def test_killed_and_run_again_is_exact(settings: Settings, tmp_path: Path, write_csv: Callable[..., Path]) -> None:
    check_exact(settings, tmp_path, write_csv, kills=1)


@pytest.mark.slow
def test_killed_ten_times_each_is_exact(settings: Settings, tmp_path: Path, write_csv: Callable[..., Path]) -> None:
    check_exact(settings, tmp_path, write_csv, kills=10)

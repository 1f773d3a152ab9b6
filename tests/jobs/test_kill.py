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

ROWS = 6_000


def voc(settings: Settings, *arguments: str) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "VOC_HOME": str(settings.home), "VOC_KEY_FILE": str(settings.key_file)}
    return subprocess.Popen(
        [sys.executable, "-m", "voc.cli", *arguments], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def kill_then_finish(settings: Settings, kills: int, seed: int, *arguments: str) -> int:
    """Starts the command and kills it after a random time, `kills` times over, then lets it end. How often it was killed in its work."""
    rng, hit = random.Random(seed), 0
    start = time.monotonic()
    whole = voc(settings, "doctor")
    whole.wait()
    startup = time.monotonic() - start
    for _ in range(kills):
        run = voc(settings, *arguments)
        try:
            run.wait(startup * rng.uniform(0.6, 2.2))
        except subprocess.TimeoutExpired:
            run.send_signal(signal.SIGKILL)
            run.wait()
            hit += 1
    assert voc(settings, *arguments).wait() == 0
    return hit


def contents(settings: Settings) -> dict[str, list[tuple[object, ...]]]:
    """What a reader sees of the verbatims and their scores, without versions that depend on nothing but the run."""
    with Store.open(settings, create=False) as store:
        reader = store.reader(Scope.everything())
        return {
            name: sorted(tuple(row.values()) for row in reader.query(f"select * exclude (evidence) from {name}").to_pylist())
            for name in ("verbatims", "sentiment_scores", "intent_scores", "cause_scores")
        }


def exact(settings: Settings, tmp_path: Path, write_csv: Callable[..., Path], kills: int) -> None:
    path = write_csv("posts.csv", posts(ROWS))
    hits = kill_then_finish(settings, kills, 1, "ingest", str(path), "--source", "social")
    hits += kill_then_finish(settings, kills, 2, "rescore")
    calm = Settings(home=tmp_path / "calm", key_file=settings.key_file)
    with Store.open(calm) as store:
        ingest(store, path, "social", settings=calm)
        rescore(store, settings=calm)
    killed, whole = contents(settings), contents(calm)
    assert hits >= 1
    assert {name: len(rows) for name, rows in killed.items()} == dict.fromkeys(killed, ROWS)
    assert killed == whole


def test_killed_and_run_again_is_exact(settings: Settings, tmp_path: Path, write_csv: Callable[..., Path]) -> None:
    exact(settings, tmp_path, write_csv, kills=2)


@pytest.mark.slow
def test_killed_ten_times_each_is_exact(settings: Settings, tmp_path: Path, write_csv: Callable[..., Path]) -> None:
    exact(settings, tmp_path, write_csv, kills=10)

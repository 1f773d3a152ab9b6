from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import voc
from voc.settings import Settings
from voc.store import Store

CHILD = Path(__file__).parent / "store_child.py"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "客户 之声 store"


@pytest.fixture
def store(home: Path) -> Iterator[Store]:
    with Store.open(Settings(home=home, lock_wait=0.2)) as opened:
        yield opened


@pytest.fixture
def child(home: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Starts store_child.py on the same store; what still runs at the end is killed."""
    started: list[subprocess.Popen[str]] = []
    environment = {**os.environ, "PYTHONPATH": str(Path(voc.__file__).parents[1])}

    def start(what: str, *numbers: int) -> subprocess.Popen[str]:
        command = [sys.executable, str(CHILD), what, str(home), *map(str, numbers)]
        started.append(subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()
        if process.stdout:
            process.stdout.close()

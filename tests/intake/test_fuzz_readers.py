"""Mutated files and hostile strings over every reader, in processes of their own under limits; `make fuzz` runs ten times as many."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ATTACK = Path(__file__).parents[1] / "hostile" / "attack.py"
FILES = int(os.environ.get("VOC_FUZZ_FILES", "2000"))
WORDS = int(os.environ.get("VOC_FUZZ_WORDS", "1000"))
FIRST = int(os.environ.get("VOC_FUZZ_FIRST", "0"))
GIGABYTE = 1 << 30


def attacked(kind: str, number: int, folder: Path, lanes: int) -> list[dict[str, Any]]:
    """What `lanes` processes tell that share the cases; a process that dies tells where."""
    running = []
    for lane in range(lanes):
        own = folder / f"道 {lane}"
        own.mkdir()
        command = [sys.executable, "-W", "error", str(ATTACK), kind, str(FIRST + lane), str(FIRST + number), str(lanes), str(own)]
        with (own / "said.txt").open("w") as said:
            running.append((subprocess.Popen(command, stdout=subprocess.PIPE, stderr=said, text=True), own / "said.txt"))
    told = []
    for process, said in running:
        lines, _ = process.communicate(timeout=1_800)
        assert process.returncode == 0, f"{process.returncode}: {said.read_text()[-3_000:]}"
        told += [json.loads(line) for line in lines.splitlines()]
    return told


@pytest.mark.skipif(sys.platform == "win32", reason="limits of memory and time are those of Unix")
@pytest.mark.slow
@pytest.mark.parametrize(("kind", "number"), [("files", FILES), ("words", WORDS)])
def test_every_case_is_taken_or_refused_in_words(tmp_path: Path, kind: str, number: int) -> None:
    told = attacked(kind, number, tmp_path, 2)
    failures = [one for one in told if "failure" in one]
    ends = [one for one in told if "done" in one]
    assert not failures, "\n\n".join(f"{kind} {one['number']}:\n{one['failure']}" for one in failures[:5])
    assert sum(one["done"] for one in ends) == number
    assert max(one["peak"] for one in ends) < GIGABYTE
    if kind == "files":
        # A harness that changes so much that nothing is ever read proves little.
        assert sum(one["came"].get("taken", 0) for one in ends) > number / 10
        assert sum(one["came"].get("refused", 0) for one in ends) > number / 10

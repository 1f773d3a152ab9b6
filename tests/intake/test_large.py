"""A CSV of 300 MB is streamed: bounded memory, every row accounted for."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

_READ = """
import resource, sys
from pathlib import Path
from voc.intake import read
from voc.settings import Settings
rows = held = bad = 0
for batch in read(Path(sys.argv[1]), "social", key=b"k" * 32, settings=Settings()):
    rows += batch.rows
    held += batch.tables["verbatims"].num_rows
    bad += batch.quarantine.num_rows
print(rows, held, bad, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def _written(path: Path, megabytes: int, encoding: str) -> int:
    rows = 0
    with path.open("wb") as out:
        out.write("编号,发布时间,内容,地区\n".encode(encoding))
        while out.tell() < megabytes << 20:
            lines = [
                f"p{n},2026-{1 + n % 12:02d}-{1 + n % 28:02d} {n % 24:02d}:{n % 60:02d}:00,第{n}条：信号很差，打了三次电话也没有人来处理，套餐还越来越贵,成都"
                for n in range(rows, rows + 20_000)
            ]
            rows += len(lines)
            out.write(("\n".join(lines) + "\n").encode(encoding))
    return rows


@pytest.mark.slow
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_three_hundred_megabytes(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "large.csv"
    written = _written(path, 300, encoding)
    done = subprocess.run([sys.executable, "-c", _READ, str(path)], capture_output=True, text=True, check=True)
    rows, held, bad, megabytes = map(int, done.stdout.split())
    assert (rows, held, bad) == (written, written, 0)
    assert megabytes < 600

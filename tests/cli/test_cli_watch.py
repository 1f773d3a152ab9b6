"""`voc ingest FOLDER --watch` as a process: new, growing, changed and bad files, restarts and SIGTERM."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from invented import posts

from voc.cli import main
from voc.settings import Settings

EVENTS = "类型,名称,开始时间\n修复,补丁,2026-03-01\n修复,第二个补丁,2026-03-02\n"


class Watcher:
    """A watching process whose lines are gathered in files."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.out, self.err = folder / "out.log", folder / "err.log"
        inbox = folder / "inbox"
        command = [sys.executable, "-m", "voc.cli", "ingest", str(inbox), "--watch", "0.2", *options]
        with self.out.open("ab") as out, self.err.open("ab") as err:
            self.process = subprocess.Popen(command, env=os.environ | {"PYTHONUNBUFFERED": "1"}, stdout=out, stderr=err)

    def lines(self) -> list[str]:
        return self.out.read_text("utf-8").splitlines()

    def faults(self) -> list[str]:
        return self.err.read_text("utf-8").splitlines()

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(60)


Start = Callable[..., Watcher]


@pytest.fixture
def inbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    settings = Settings(home=tmp_path / "store", key_file=tmp_path / "keys" / "identity.key")
    monkeypatch.setenv("VOC_HOME", str(settings.home))
    monkeypatch.setenv("VOC_KEY_FILE", str(settings.key_file))
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


@pytest.fixture
def start(inbox: Path) -> Iterator[Start]:
    begun: list[Watcher] = []

    def run(*options: str) -> Watcher:
        begun.append(Watcher(inbox.parent, *options))
        return begun[-1]

    yield run
    for watcher in begun:
        watcher.process.kill()
        watcher.process.wait()


def reached(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end, "not reached in time"
        time.sleep(0.1)


def write(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def test_files_are_taken_as_they_arrive_each_with_its_line(inbox: Path, start: Start) -> None:
    write(inbox / "a.jsonl", posts(4))
    (inbox / "~$b.xlsx").write_text("lock")
    (inbox / ".part.csv").write_text("x")
    (inbox / "photo.png").write_text("x")
    watcher = start()
    reached(lambda: len(watcher.lines()) == 1)
    (inbox / "事件.tsv").write_text(EVENTS.replace(",", "\t"), encoding="utf-8")
    reached(lambda: len(watcher.lines()) == 2)
    write(inbox / "a.jsonl", posts(6))
    reached(lambda: len(watcher.lines()) == 3)
    assert watcher.stop() == 0
    first, second, third = watcher.lines()
    assert first.startswith("a.jsonl (social)：4 行 = 收入 4 + 更新 0 + 重复 0 + 隔离 0")
    assert second.startswith("事件.tsv (events)：2 行 = 收入 2")
    assert third.startswith("a.jsonl (social)：6 行 = 收入 2 + 更新 0 + 重复 4")
    assert watcher.faults() == []


def test_a_bad_file_is_said_once_and_taken_when_it_is_mended(inbox: Path, start: Start) -> None:
    (inbox / "a.csv").write_text("甲,乙\n1,2\n", encoding="utf-8")
    watcher = start("--lang", "en")
    reached(lambda: len(watcher.faults()) == 1)
    (inbox / "b.csv").write_text(EVENTS, encoding="utf-8")
    reached(lambda: len(watcher.lines()) == 1)
    assert len(watcher.faults()) == 1
    assert "a.csv" in watcher.faults()[0]
    (inbox / "a.csv").write_text("类型,名称,开始时间\n修复,三号,2026-03-03\n打雷,四号,2026-03-04\n", encoding="utf-8")
    reached(lambda: len(watcher.lines()) == 2)
    assert watcher.lines()[1].startswith(
        "a.csv (events): 2 rows = 1 taken + 0 updated + 0 duplicate + 1 quarantined (unknown kind of event"
    )
    assert watcher.stop() == 0
    assert len(watcher.faults()) == 1


def test_a_restart_does_not_take_a_file_twice(inbox: Path, start: Start, capsys: pytest.CaptureFixture[str]) -> None:
    write(inbox / "a.jsonl", posts(3))
    first = start("--json")
    reached(lambda: len(first.lines()) == 1)
    assert json.loads(first.lines()[0])["taken"] == 3
    assert first.stop() == 0
    # Nor one that was taken without --watch.
    assert main(["ingest", str(write(inbox / "b.jsonl", posts(2, 3))), "--source", "social"]) == 0
    capsys.readouterr()
    second = start("--json")
    (inbox / "c.csv").write_text(EVENTS, encoding="utf-8")
    reached(lambda: len(second.lines()) == 2)
    assert second.stop() == 0
    assert [json.loads(line)["file"] for line in second.lines()] == ["a.jsonl", "c.csv"]


def test_a_folder_that_is_not_there_is_said(inbox: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ingest", str(inbox / "none"), "--watch", "1"]) == 2
    assert "none" in capsys.readouterr().err


@pytest.mark.parametrize("given", ["0", "-1", "nan", "soon"])
def test_seconds_must_be_seconds(inbox: Path, given: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["ingest", str(inbox), f"--watch={given}"])
    assert stop.value.code == 2
    assert "应为数字" in capsys.readouterr().err


def test_a_folder_gives_every_kind_of_file(inbox: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (inbox / "a.tsv").write_text(EVENTS.replace(",", "\t"), encoding="utf-8")
    write(inbox / "b.json", posts(2))
    (inbox / "c.TXT").write_text(EVENTS.replace("补丁", "补救"), encoding="utf-8")
    (inbox / "d.md").write_text("# notes", encoding="utf-8")
    assert main(["ingest", str(inbox), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [(one["file"], one["source"], one["taken"]) for one in told["files"]] == [
        ("a.tsv", "events", 2),
        ("b.json", "social", 2),
        ("c.TXT", "events", 2),
    ]
    assert told["refused"] == []

"""Where the command line leaves things: nothing after a dry run, no new key for an old store, new files of a watched folder."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from invented import posts

from voc.cli import main
from voc.settings import Settings
from voc.store import Scope, Store


@pytest.fixture
def homes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    settings = Settings(home=tmp_path / "store", key_file=tmp_path / "keys" / "identity.key")
    monkeypatch.setenv("VOC_HOME", str(settings.home))
    monkeypatch.setenv("VOC_KEY_FILE", str(settings.key_file))
    return settings


def write(path: Path, rows: list[dict[str, object]]) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def verbatims(settings: Settings) -> int:
    with Store.open(settings, create=False) as store:
        return int(store.reader(Scope.everything()).query("select count(*) as n from verbatims")["n"][0].as_py())


def test_a_dry_run_without_a_store_makes_none(homes: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ingest", str(write(tmp_path / "a.jsonl", posts(7))), "--source", "social", "--dry-run", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["files"][0]["taken"] == 7
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.jsonl"]


def test_a_lost_key_is_said_and_not_replaced(homes: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["ingest", str(write(tmp_path / "a.jsonl", posts(3))), "--source", "social"])
    homes.key_file.unlink()
    assert main(["ingest", str(write(tmp_path / "b.jsonl", posts(3, 3))), "--source", "social"]) == 2
    assert main(["doctor"]) == 2
    assert str(homes.key_file) in capsys.readouterr().err
    assert not homes.key_file.exists()


def test_a_damaged_ledger_is_a_finding_of_the_doctor(homes: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["ingest", str(write(tmp_path / "a.jsonl", posts(3))), "--source", "social"])
    for path in homes.home.glob("ledger.sqlite*"):
        path.write_bytes(b"not a database" * 100)
    capsys.readouterr()
    assert main(["doctor", "--json"]) == 2
    assert [finding["check"] for finding in json.loads(capsys.readouterr().out) if finding["broken"]] == ["store"]


def test_a_watched_folder_is_taken_in_as_files_arrive(homes: Settings, tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    write(inbox / "a.jsonl", posts(4))
    command = [sys.executable, "-m", "voc.cli", "ingest", str(inbox), "--source", "social", "--watch", "0.2"]
    watcher = subprocess.Popen(command, env=dict(os.environ), stdout=subprocess.DEVNULL)
    try:
        wait(lambda: homes.home.exists() and verbatims(homes) == 4)
        write(inbox / "b.jsonl", posts(3, 4))
        wait(lambda: verbatims(homes) == 7)
    finally:
        watcher.kill()
        watcher.wait()
    assert verbatims(homes) == 7


def wait(reached: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if reached():
                return
        except Exception:
            pass  # the store is being made at this moment
        time.sleep(0.2)
    raise AssertionError("not reached in time")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["ingest"], "缺少参数"),
        (["score", "a.csv", "--source", "mars", "--out", "o.csv"], "可选"),
        (["rescore", "--since", "yesterday"], "YYYY-MM-DD"),
        (["rescore", "--limit", "many"], "应为数字"),
        (["rescore", "--colour"], "不认识"),
    ],
)
def test_a_wrong_call_is_said_in_chinese(arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    assert stop.value.code == 2
    err = capsys.readouterr().err
    assert said in err
    assert "argument" not in err

"""`voc recover`: tasks opened, written for the ticket system, and its answer read back with every row accounted for."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from store.store_rows import rows

from voc.cli import main
from voc.settings import Settings
from voc.store import Store


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store with two low ratings of work orders, one whose number was masked."""
    settings = Settings(home=tmp_path / "仓", key_file=tmp_path / "key")
    when = [datetime(2026, 6, 20, 3, tzinfo=UTC)] * 2
    with Store.open(settings, create=True) as store, store.writer() as writer:
        cases = {"case_id": ["k1", "k2"], "external_id": ["TS1", "[手机号]"], "opened": when, "rating_after": [2.0, 9.0]}
        writer.append("cases", rows("cases", **cases))
        writer.append(
            "verbatims", rows("verbatims", verbatim_id=["v2"], source=["complaint"], case_id=["k2"], text=["要投诉到工信部"])
        )
        writer.append("intent_scores", rows("intent_scores", verbatim_id=["v2"], version=["i"], escalation=["public"]))
        writer.publish(makers={"intent": "i"})
    monkeypatch.setenv("VOC_HOME", str(settings.home))
    monkeypatch.setenv("VOC_KEY_FILE", str(settings.key_file))
    return tmp_path


def test_open_list_and_status(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["recover", "open", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"opened": 1, "spared": 0, "unnumbered": 1}
    assert main(["recover", "open"]) == 0
    assert "新开修复任务 0 个" in capsys.readouterr().out
    assert main(["recover", "list", "--out", str(home / "任务.csv")]) == 0
    assert "TS1" in (home / "任务.csv").read_text("utf-8-sig")
    status = home / "状态.csv"
    status.write_text("工单编号,联系时间,回访评分\nTS1,2026-06-21 10:00,8\nTS404,2026-06-21 10:00,8\n", "utf-8")
    assert main(["recover", "status", str(status)]) == 1
    said = capsys.readouterr().out
    assert "更新 1 个任务" in said
    assert "第 2 行 TS404：没有这个编号的修复任务" in said
    assert main(["--lang", "en", "recover", "list", "--json"]) == 0
    (task,) = json.loads(capsys.readouterr().out)
    assert (task["number"], task["stage"], task["rating_after"]) == ("TS1", "rated", 8.0)


def test_what_is_missing_is_said(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["recover", "status"]) == 2
    assert "状态文件" in capsys.readouterr().err
    rules = home / "规则.toml"
    rules.write_text("low = 3", "utf-8")
    assert main(["recover", "open", "--policy", str(rules)]) == 2
    assert "规则.toml" in capsys.readouterr().err

"""voc alerts: exit status, JSON, once by webhook."""

from __future__ import annotations

import json
import random
from datetime import date, timedelta
from pathlib import Path

import pytest
from cli.test_cli import Run, run, write_posts  # noqa: F401
from jobs.test_notify import webhook

START = date(2026, 1, 5)


def _posts(surge: int) -> list[dict[str, object]]:
    """Six to eight posts a day over 100 days, and `surge` more on the last."""
    rng = random.Random(2)
    days = [START + timedelta(days=day) for day in range(100) for _ in range(rng.choice([6, 7, 8]))] + [
        START + timedelta(days=99)
    ] * surge
    return [{"id": f"p{n}", "日期": f"{day}", "内容": f"第{n}次了，手机没信号，打不通电话"} for n, day in enumerate(days)]


@pytest.mark.parametrize(("surge", "status"), [(0, 0), (40, 1)])
def test_the_exit_status_says_whether_one_is_open(run: Run, tmp_path: Path, surge: int, status: int) -> None:  # noqa: F811
    run("ingest", write_posts(tmp_path / "posts.jsonl", _posts(surge)), "--source", "social")
    run("rescore")
    found, out, _ = run("alerts", "--json")
    said = json.loads(out)
    assert (found, len(said["alerts"])) == (status, status)
    assert said["false_alarms_per_year"]["daily"] == 4
    assert [alert["state"] for alert in said["alerts"]] == ["open"] * status
    with webhook() as (port, got):
        sent = [json.loads(run("alerts", "--json", "--webhook", f"http://127.0.0.1:{port}/")[1])["sent"] for _ in range(2)]
    assert sent == [status, 0], "sent once"
    assert len(got) == status
    text = run("alerts", "--lang", "en")[1]
    assert ("no alert" in text) == (not status)


def test_an_empty_store_and_a_wrong_rate(run: Run, tmp_path: Path) -> None:  # noqa: F811
    run("ingest", write_posts(tmp_path / "posts.jsonl", [{"id": "1", "日期": "2026-01-01", "内容": "好"}]), "--source", "social")
    assert run("alerts")[0] == 0
    status, _, err = run("alerts", "--per-year", "0")
    assert (status, "--per-year" in err) == (2, True)
    assert run("alerts", "--mail", "a@b.cn")[0] == 0, "nothing to send asks for no server"

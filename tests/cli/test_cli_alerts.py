"""voc alerts: exit status, JSON, once by webhook."""

from __future__ import annotations

import json
import random
from datetime import date, timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from cli.test_cli import Run, run, write_posts  # noqa: F401
from jobs.test_notify import post_office, webhook

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


def test_an_alert_arrives_by_mail_once_and_a_refused_one_is_sent_the_next_time(
    run: Run,  # noqa: F811
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    run("ingest", write_posts(tmp_path / "posts.jsonl", _posts(40)), "--source", "social")
    run("rescore")
    for name, value in (("HOST", "127.0.0.1"), ("TLS", "none"), ("FROM", "voc@example.cn"), ("PORT", "1")):
        monkeypatch.setenv(f"VOC_SMTP_{name}", value)
    status, _, err = run("alerts", "--mail", "duty@example.cn")
    assert (status, "邮件没有发出" in err) == (2, True)
    with post_office() as (port, got):
        monkeypatch.setenv("VOC_SMTP_PORT", f"{port}")
        sent = [
            json.loads(run("alerts", "--json", "--mail", "duty@example.cn", "--mail", "b@example.cn")[1])["sent"] for _ in range(2)
        ]
    assert sent == [1, 0], "not noted as sent when it was refused, and sent once"
    (message,) = (message_from_bytes(one, policy=default) for one in got)
    assert message["Subject"] == "客户之声预警：1 条"
    assert message["To"] == "duty@example.cn, b@example.cn"
    words = message.get_content()  # type: ignore[attr-defined]
    assert "2026-04-14" in words
    assert "打不通" not in words, "no customer's words leave the store"

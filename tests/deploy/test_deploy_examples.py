from __future__ import annotations

import configparser
import re
import shlex
from pathlib import Path

import pytest

from voc.cli.parser import parser

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
FILES = sorted(path for path in DEPLOY.rglob("*") if path.is_file())
COMMAND = re.compile(r"(?:/opt/voc/\.venv/bin/voc|\{VOC\}) ([^;&|'\"\n]+)")


def _commands(text: str) -> list[list[str]]:
    return [shlex.split(found.group(1)) for found in COMMAND.finditer(text)]


def test_every_example_is_there_and_listed() -> None:
    listed = (DEPLOY / "README.md").read_text(encoding="utf-8")
    for name in (
        "voc-refresh.service",
        "voc-watch.service",
        "voc-dashboard.service",
        "cron/voc",
        "airflow/voc_refresh.py",
        "nginx/voc.conf",
    ):
        assert any(str(path).endswith(name) for path in FILES), name
        assert name in listed


@pytest.mark.parametrize(
    "name",
    [
        "systemd/voc-refresh.service",
        "systemd/voc-watch.service",
        "systemd/voc-dashboard.service",
        "cron/voc",
        "airflow/voc_refresh.py",
    ],
)
def test_examples_call_commands_that_exist(name: str) -> None:
    commands = _commands((DEPLOY / name).read_text(encoding="utf-8"))
    assert commands
    for command in commands:
        parser("en").parse_args(command)


def test_missed_nights_are_made_up_for() -> None:
    timer = configparser.ConfigParser()
    timer.optionxform = str  # type: ignore[assignment]
    timer.read(DEPLOY / "systemd" / "voc-refresh.timer", encoding="utf-8")
    assert timer["Timer"]["Persistent"] == "true"


def test_the_python_example_compiles() -> None:
    code = compile((DEPLOY / "airflow" / "voc_refresh.py").read_text(encoding="utf-8"), "voc_refresh.py", "exec")
    assert code.co_names

"""`voc audit` and `voc erase` as a security officer meets them."""

from __future__ import annotations

import io
import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from voc.cli import main
from voc.jobs.who import system_user

Run = Callable[..., tuple[int, str, str]]
NUMBER = "13900001234"


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("VOC_HOME", str(tmp_path / "store"))
    monkeypatch.setenv("VOC_KEY_FILE", str(tmp_path / "identity.key"))
    monkeypatch.delenv("VOC_LANG", raising=False)

    def call(*arguments: object) -> tuple[int, str, str]:
        capsys.readouterr()
        try:
            status = main([str(argument) for argument in arguments])
        except SystemExit as stop:
            status = int(stop.code or 0)
        out = capsys.readouterr()
        return status, out.out, out.err

    return call


@pytest.fixture
def taken(run: Run, tmp_path: Path) -> Path:
    """A file of three posts, taken in; two are of one customer."""
    path = tmp_path / "posts.jsonl"
    rows = [{"id": f"p{n}", "内容": f"家里宽带断线{n}", "客户号码": NUMBER if n else "13700005678"} for n in range(3)]
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    assert run("ingest", path, "--source", "social")[0] == 0
    return path


@pytest.mark.usefixtures("taken")
def test_the_log_is_listed_and_holds(run: Run) -> None:
    status, out, _ = run("audit", "list", "--json")
    row = json.loads(out)[0]
    assert (status, row["act"], row["who"], row["subject"]["taken"]) == (0, "upload", system_user(), 3)
    status, out, _ = run("audit", "verify")
    assert (status, "完好" in out, "1 条" in out) == (0, True, True)
    head = json.loads(run("audit", "verify", "--json")[1])["head"]
    assert run("audit", "verify", "--expect", head)[0] == 0
    status, out, _ = run("--lang", "en", "audit", "verify", "--expect", "0" * 63 + "1")
    assert (status, "was cut off or rewritten" in out) == (1, True)
    assert run("audit", "verify", "--expect", "abc")[0] == 2


@pytest.mark.usefixtures("taken")
def test_a_row_that_was_changed_is_named(run: Run, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "store" / "ledger.sqlite") as connection:
        connection.execute("DROP TRIGGER audit_update")
        connection.execute("UPDATE audit SET who = '别人' WHERE number = 1")
    connection.close()
    status, out, _ = run("audit", "verify")
    assert (status, "第 1 条：内容被改动" in out) == (1, True)


def test_a_dictionary_is_a_change_and_a_dry_run_is_none(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "names.csv"
    path.write_text("类别,名称,上级,同义词\n品牌,青笋,,青笋卡\n", encoding="utf-8")
    run("ingest", path, "--source", "dictionary")
    run("ingest", path, "--source", "dictionary", "--dry-run")
    assert [row["act"] for row in json.loads(run("audit", "list", "--json")[1])] == ["dictionary_changed"]


def test_erasing_by_command(run: Run, taken: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    status, out, _ = run("erase", "--customer", NUMBER, "--dry-run", "--json")
    assert (status, json.loads(out)["counts"]["verbatims"]) == (0, 2)
    status, out, err = run("erase", "--customer", NUMBER)
    assert (status, "--yes" in err) == (2, True)
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{NUMBER}\n"))
    status, out, _ = run("erase", "--customer", "-", "--yes", "--grace", "0.01")
    assert (status, "已核对" in out, NUMBER in out) == (0, True, False)
    assert [row["act"] for row in json.loads(run("audit", "list", "--json")[1])[:2]] == ["erased", "erasure_begun"]
    assert NUMBER not in run("audit", "list")[1]
    status, out, _ = run("ingest", taken, "--source", "social", "--json")
    assert (status, json.loads(out)["files"][0]["reasons"]) == (1, {"erased": 2})
    assert run("audit", "verify")[0] == 0


@pytest.mark.parametrize(
    "arguments", [("erase",), ("erase", "--customer", "1", "--case", "2"), ("audit",), ("audit", "mend"), ("erase", "--case", "")]
)
@pytest.mark.usefixtures("taken")
def test_wrong_calls_are_the_users_to_mend(run: Run, arguments: tuple[str, ...]) -> None:
    assert run(*arguments)[0] == 2

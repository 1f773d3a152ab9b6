from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from invented import orders, posts

from voc.cli import main
from voc.cli.words import COMMANDS

Run = Callable[..., tuple[int, str, str]]


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


def write_posts(path: Path, rows: list[dict[str, object]]) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def test_from_files_to_figures(run: Run, tmp_path: Path) -> None:
    path = write_posts(tmp_path / "posts.jsonl", posts(80))
    status, out, _ = run("ingest", path, "--source", "social")
    assert (status, "80" in out) == (0, True)
    status, out, _ = run("rescore", "--json")
    assert (status, json.loads(out)["scored"]["sentiment"]) == (0, 80)
    status, out, _ = run("topics", "--json")
    assert (status, sum(row["verbatims"] for row in json.loads(out)) > 40) == (0, True)
    status, out, _ = run("risk", "--json")
    assert (status, json.loads(out)[0]["status"]) == (0, "insufficient base")
    status, out, _ = run("doctor", "--json")
    assert status == 0
    assert not [finding for finding in json.loads(out) if finding["broken"]]


def test_a_mapping_that_names_the_source_needs_no_source_beside_it(run: Run, tmp_path: Path) -> None:
    path, mapping = tmp_path / "单.csv", tmp_path / "映射.toml"
    path.write_text("流水号,投诉正文\nA1,宽带断了三天没人修\nA2,扣费不明\n", encoding="gb18030")
    mapping.write_text('source = "complaint"\n[columns]\n"投诉正文" = "text"\n"流水号" = "id"\n', encoding="utf-8")
    status, out, _ = run("ingest", path, "--map", mapping, "--json")
    figures = json.loads(out)["files"][0]
    assert (status, figures["source"], figures["taken"]) == (0, "complaint", 2)


def test_rows_in_quarantine_are_exit_status_1(run: Run, tmp_path: Path) -> None:
    path = write_posts(tmp_path / "posts.jsonl", [*posts(2), {"id": "x", "日期": "2026/13/45", "内容": "信号差"}])
    status, out, _ = run("ingest", path, "--source", "social", "--json")
    figures = json.loads(out)["files"][0]
    assert (status, figures["rows"], figures["taken"], figures["quarantined"]) == (1, 3, 2, 1)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("command", [name for name in COMMANDS if name != "voc"])
def test_help_speaks_the_language_and_gives_an_example(run: Run, command: str, lang: str) -> None:
    status, out, _ = run(command, "--lang", lang, "--help")
    assert status == 0
    assert f"voc {command}" in out.split("\n\n", 1)[1]
    assert ("选项：" in out, "options:" in out) == (lang == "zh", lang == "en")


@pytest.mark.parametrize("arguments", [("frobnicate",), ("score", "x.csv"), ("ingest",), ("risk", "--by", "moon"), ()])
def test_a_wrong_call_is_one_line_and_status_2(run: Run, arguments: tuple[str, ...]) -> None:
    status, out, err = run(*arguments)
    assert (status, out) == (2, "")
    assert len(err.strip().splitlines()) == 1


def not_a_workbook(folder: Path) -> Path:
    with zipfile.ZipFile(folder / "a.xlsx", "w") as archive:
        archive.writestr("readme.txt", "not a workbook")
    return folder / "a.xlsx"


def only_headers(folder: Path) -> Path:
    (folder / "a.csv").write_text("编号,内容\n", encoding="utf-8")
    return folder / "a.csv"


def empty(folder: Path) -> Path:
    (folder / "a.csv").touch()
    return folder / "a.csv"


def unreadable_bytes(folder: Path) -> Path:
    (folder / "a.csv").write_bytes(b"\xff\xfe\x00\xd8\x81\x00\xff" * 50)
    return folder / "a.csv"


def missing(folder: Path) -> Path:
    return folder / "nothing.csv"


def other_format(folder: Path) -> Path:
    (folder / "a.pdf").write_bytes(b"%PDF-1.7")
    return folder / "a.pdf"


def no_text_column(folder: Path) -> Path:
    (folder / "a.csv").write_text("编号,颜色\n1,红\n", encoding="utf-8")
    return folder / "a.csv"


REFUSED = [not_a_workbook, only_headers, empty, unreadable_bytes, missing, other_format, no_text_column]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("given", REFUSED, ids=lambda make: make.__name__)
@pytest.mark.parametrize("command", ["ingest", "score"])
def test_a_file_that_cannot_be_taken_gets_one_clear_message(
    run: Run, tmp_path: Path, command: str, given: Callable[[Path], Path], lang: str
) -> None:
    path = given(tmp_path)
    more = ("--out", tmp_path / "o.csv") if command == "score" else ()
    status, _, err = run(command, path, "--source", "social", "--lang", lang, *more)
    assert status == 2
    assert path.name in err
    assert "Traceback" not in err
    assert len(err.strip().splitlines()) == 1
    assert any(mark in err for mark in "。，") == (lang == "zh")
    assert not (tmp_path / "o.csv").exists()


def test_one_bad_file_does_not_stop_the_others(run: Run, tmp_path: Path) -> None:
    good = write_posts(tmp_path / "b.jsonl", posts(4))
    status, out, err = run("ingest", empty(tmp_path), good, "--source", "social", "--json")
    told = json.loads(out)
    assert (status, told["files"][0]["taken"], len(told["refused"])) == (2, 4, 1)
    assert err == ""


def test_a_formula_cell_and_a_row_too_long_are_set_aside(run: Run, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (["工单编号", "投诉内容"], ["W1", "信号差"], ["W2", '=HYPERLINK("http://x","点我")'], ["W3", "多扣费"]):
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    book.close()
    status, out, _ = run("ingest", tmp_path / "a.xlsx", "--source", "complaint", "--json")
    figures = json.loads(out)["files"][0]
    assert (status, figures["taken"], figures["quarantined"]) == (1, 2, 1)
    (tmp_path / "b.csv").write_text("id,text\n1,信号差\n2,网慢,a,b,c,d,e\n3,好\n", encoding="utf-8")
    status, out, _ = run("ingest", tmp_path / "b.csv", "--source", "social", "--json")
    figures = json.loads(out)["files"][0]
    assert (status, figures["taken"], figures["quarantined"]) == (1, 2, 1)


def test_the_source_is_guessed_from_the_headers(run: Run, tmp_path: Path) -> None:
    path = write_posts(tmp_path / "a.jsonl", orders())
    status, out, _ = run("ingest", path, "--json")
    assert (status, json.loads(out)["files"][0]["source"]) == (0, "complaint")


def test_commands_that_read_say_when_there_is_no_store(run: Run) -> None:
    for command in ("rescore", "topics", "risk"):
        status, out, err = run(command)
        assert (status, out) == (2, "")
        assert "voc ingest" in err


def test_an_error_of_ours_is_one_line_and_a_log(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from voc.cli import commands

    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setitem(commands.COMMANDS, "doctor", lambda _: 1 // 0)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    status, out, err = run("doctor")
    assert (status, out) == (3, "")
    assert len(err.strip().splitlines()) == 1
    log = next(tmp_path.glob("voc-error-*.log"))
    assert str(log) in err
    assert "ZeroDivisionError" in log.read_text(encoding="utf-8")


def test_evaluate_shows_texts_only_where_they_are_asked_for(run: Run, tmp_path: Path) -> None:
    said = "你们的服务真是太好了呵呵"
    rows = [
        {"text": "信号太差了", "polarity": "neg"},
        {"text": "师傅很好谢谢", "polarity": "pos"},
        {"text": said, "polarity": "neg"},
    ]
    path = write_posts(tmp_path / "rated.jsonl", [*rows, {"text": "信号太差了", "polarity": "pos"}])
    for flags in ((), ("--json",)):
        status, out, _ = run("evaluate", "sentiment", path, *flags)
        assert (status, "信号太差了" in out) == (0, False)
        status, out, _ = run("evaluate", "sentiment", path, *flags, "--worst")
        assert (status, "信号太差了" in out) == (0, True)

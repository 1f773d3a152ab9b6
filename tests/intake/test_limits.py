"""Every limit of the readers: met in words that say what was given, what is taken and how to raise it; bombs are refused unread."""

from __future__ import annotations

import os
import signal
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pyreadstat
import pytest
from sav_bytes import Var, write

from voc.errors import InputError, VocError
from voc.intake import open_file, read, savfile
from voc.intake.limits import Limits, limits, read_limits
from voc.settings import Settings

S = Settings()
Lower = Callable[..., None]
SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"


def workbook(path: Path, rows: int = 3) -> Path:
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("a")
    for line in range(rows):
        sheet.write_row(line, 0, ["编号", "内容"] if not line else [f"s{line}", "信号差"])
    book.close()
    return path


def changed(path: Path, **members: Callable[[bytes], bytes]) -> Path:
    """The workbook with some of its files changed."""
    names = {"sheet": SHEET, "strings": STRINGS, "book": "xl/workbook.xml"}
    wanted = {names[key]: change for key, change in members.items()}
    with zipfile.ZipFile(path) as archive:
        content = {info.filename: archive.read(info) for info in archive.infolist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, raw in content.items():
            archive.writestr(name, wanted[name](raw) if name in wanted else raw)
    return path


def refused(path: Path, *said: str, source: str = "social") -> None:
    with pytest.raises(InputError) as error:
        for _ in read(path, source, key=bytes(32), settings=S):
            pass
    for one in said:
        assert one in error.value.zh
        assert one in error.value.en


def test_the_environment_sets_limits() -> None:
    assert read_limits({}) == Limits()
    assert read_limits({"VOC_MAX_CELLS": "1_000", "VOC_MAX_ROWS": " 7 ", "VOC_MAX_COLUMNS": ""}) == Limits(cells=1000, rows=7)


@pytest.mark.parametrize("given", ["0", "-1", "many", "1e6", "９", "9" * 30])
def test_a_limit_that_is_no_number_is_told(given: str) -> None:
    with pytest.raises(VocError, match="VOC_MAX_CELLS") as error:
        read_limits({"VOC_MAX_CELLS": given})
    assert given in error.value.zh


@pytest.mark.parametrize("ending", ["csv", "jsonl"])
def test_rows(tmp_path: Path, lower: Lower, ending: str) -> None:
    lower(rows=3)
    path = tmp_path / f"a.{ending}"
    lines = ["编号,内容", *["1,信号差"] * 5] if ending == "csv" else ['{"编号": "1", "内容": "信号差"}'] * 5
    path.write_text("\n".join(lines), encoding="utf-8")
    refused(path, "3", "VOC_MAX_ROWS")


def test_rows_of_spss(tmp_path: Path, lower: Lower) -> None:
    lower(rows=3)
    path = write(tmp_path / "a.sav", [Var("Q1", 0, "总体满意度")], [[1.0]] * 5)
    refused(path, "5", "VOC_MAX_ROWS", source="survey")


def test_columns_and_cells(tmp_path: Path, lower: Lower) -> None:
    lower(columns=1, cells=1_000_000)
    refused(workbook(tmp_path / "a.xlsx"), "2", "VOC_MAX_COLUMNS")
    lower(columns=9, cells=5)
    refused(workbook(tmp_path / "a.xlsx"), "6", "VOC_MAX_CELLS")


def test_a_line_without_end_costs_one_row(tmp_path: Path, lower: Lower) -> None:
    lower(cell=50, line=200)
    path = tmp_path / "a.csv"
    path.write_text("编号,内容\n1,信号差\n2," + "长" * 5_000 + "\n3,网速慢\n", encoding="utf-8")
    batches = list(read(path, "social", key=bytes(32), settings=S))
    assert [row["reason"] for batch in batches for row in batch.quarantine.to_pylist()] == ["too_long"]
    assert sum(batch.rows for batch in batches) == 3


@pytest.mark.parametrize("place", ['r="XFD1048576"', "r = 'XFD1048576'", 'r="&#65;1048576"'])
def test_a_cell_far_away_is_seen_however_it_is_written(tmp_path: Path, place: str) -> None:
    path = changed(workbook(tmp_path / "a.xlsx"), sheet=lambda raw: raw.replace(b'r="B3"', place.encode()))
    if "&#65;" in place:  # A1048576: far down, but of one column only
        path = changed(path, sheet=lambda raw: raw.replace(b'r="B1"', b'r="ZZZ1"'))
    refused(path, "VOC_MAX_CELLS")


def test_rows_that_say_no_place_are_counted(tmp_path: Path) -> None:
    cells = b'<row><c t="inlineStr"><is><t>x</t></is></c></row>' * 2 + b"<row>" + b"<c><v>1</v></c>" * 30 + b"</row>"
    far = b'<row r="1048576"><c><v>1</v></c></row>'
    path = changed(workbook(tmp_path / "a.xlsx"), sheet=lambda raw: raw.replace(b"</sheetData>", cells + far + b"</sheetData>"))
    refused(path, f"{1_048_576 * 30:,}", "VOC_MAX_CELLS")


def test_one_long_text_in_many_cells(tmp_path: Path, lower: Lower) -> None:
    lower(unpacked=200_000)
    path = changed(workbook(tmp_path / "a.xlsx", 40), strings=lambda raw: raw.replace("信号差".encode(), b"x" * 10_000))
    refused(path, "VOC_MAX_UNPACKED")


@pytest.mark.parametrize("member", [SHEET, STRINGS])
def test_an_archive_that_lies_about_its_size(tmp_path: Path, lower: Lower, member: str) -> None:
    lower(unpacked=1_000_000, text_file=1_000_000)
    path = changed(
        workbook(tmp_path / "a.xlsx"),
        **{"sheet" if member == SHEET else "strings": lambda raw: raw.replace(b"?>", b"?>" + b" " * 3_000_000, 1)},
    )
    refused(path, "VOC_MAX_UNPACKED")
    raw = bytearray(path.read_bytes())
    at = raw.rindex(member.encode()) - 46
    assert raw[at : at + 4] == b"PK\1\2"
    struct.pack_into("<I", raw, at + 24, 100)
    path.write_bytes(bytes(raw))
    assert zipfile.ZipFile(path).getinfo(member).file_size == 100
    refused(path)


def test_two_files_of_one_name_and_entities(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(SHEET.upper(), b"<x/>")
    refused(path, "a.xlsx")
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    refused(changed(workbook(tmp_path / "b.xlsx"), book=lambda raw: raw.replace(b"<workbook", bomb + b"<workbook", 1)), "b.xlsx")


def test_a_packed_spss_file_that_unpacks_to_too_much(tmp_path: Path, lower: Lower) -> None:
    import pandas as pd

    lower(unpacked=1_000)
    pyreadstat.write_sav(pd.DataFrame({"q": [1.0, 2.0] * 900}), tmp_path / "a.zsav", compress=True)
    refused(tmp_path / "a.zsav", "1,000", "VOC_MAX_UNPACKED", source="survey")


def test_a_reader_of_spss_that_dies_is_a_damaged_file_and_the_next_one_is_read(tmp_path: Path) -> None:
    path = write(tmp_path / "a.sav", [Var("Q1", 0, "总体满意度")], [[1.0], [2.0]])
    open_file(path, "survey", settings=S)
    process = savfile._CHILD._process
    assert process is not None
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert open_file(path, "survey", settings=S).columns == ("总体满意度",)


@pytest.mark.parametrize(("given", "said"), [({"memory": 1 << 20}, "damaged|memory"), ({"seconds": 0}, "damaged")])
def test_memory_and_time_of_the_reader_of_spss(tmp_path: Path, given: dict[str, int], said: str) -> None:
    path = write(tmp_path / "a.sav", [Var("Q1", 0, "总体满意度")], [[1.0]])
    request = {"path": str(path), "hidden": [], "order": "<", "options": {}, "memory": 1 << 30, "seconds": 4} | given
    if "seconds" in given:
        request |= {"path": "/dev/zero"}
        request["seconds"] = 1
    try:
        head, _ = savfile._CHILD.ask(request, 30)
    except EOFError:
        head = {"error": "damaged"}
    assert "error" in head
    assert open_file(path, "survey", settings=S).columns == ("总体满意度",)


def test_what_crashes_pyreadstat_does_not_crash_us(tmp_path: Path) -> None:
    """Labels of a variable that is not there end the process of pyreadstat; the reader's own look at the file is left out here."""
    path = write(tmp_path / "a.sav", [Var("Q1", 0, "总体满意度", {1: "差"})], [[1.0]])
    path.write_bytes(path.read_bytes().replace(struct.pack("<iii", 4, 1, 1), struct.pack("<iii", 4, 1, 99)))
    code = f"import pyreadstat; pyreadstat.read_sav({str(path)!r})"
    crashed = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False).returncode < 0
    if crashed:
        with pytest.raises(InputError, match="damaged") as error:
            savfile.read_part(savfile.SavFile(path), "utf-8")
        assert "a.sav" in error.value.zh
    with pytest.raises(InputError, match="damaged"):
        open_file(path, "survey", settings=S)


def test_the_process_that_reads_spss_gets_no_secrets(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("VOC_LEDGER_URL", "postgresql://user:geheim@host/db")
    savfile._CHILD.close()
    open_file(write(tmp_path / "a.sav", [Var("Q1", 0, "总体满意度")], [[1.0]]), "survey", settings=S)
    process = savfile._CHILD._process
    assert process is not None
    environment = Path(f"/proc/{process.pid}/environ")
    if environment.exists():
        assert b"geheim" not in environment.read_bytes()


def test_limits_are_those_of_the_environment(lower: Lower) -> None:
    lower(nesting=7)
    assert limits().nesting == 7


def test_nesting_is_told(tmp_path: Path, lower: Lower) -> None:
    lower(nesting=5)
    path = tmp_path / "a.json"
    path.write_text('[\n{"text": ' + "[" * 9 + "]" * 9 + "}]", encoding="utf-8")
    refused(path, "5", "VOC_MAX_NESTING")

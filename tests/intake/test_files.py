from __future__ import annotations

import random
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from voc.errors import InputError, VocError
from voc.intake import guess_source, open_file, read
from voc.settings import Settings

Take = Callable[..., Any]
Write = Callable[..., Path]
S = Settings()
TEXTS = ["信号很差，打不通电话", "套餐太贵了", "客服态度好", "宽带三天没修好，太慢了", "流量扣得莫名其妙"]


def texts(taken: Any) -> list[str]:
    return [row["text"] for row in taken.tables["verbatims"]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_encodings_and_delimiters(csv_file: Write, take: Take, encoding: str, delimiter: str) -> None:
    lines = [f"编号{delimiter}内容", *(f'{n}{delimiter}"{text}"' for n, text in enumerate(TEXTS * 4))]
    taken = take(csv_file("\r\n".join(lines), encoding), "social")
    assert texts(taken) == TEXTS * 4
    assert taken.quarantine == []


def test_gb18030_found_out_late(csv_file: Write, take: Take) -> None:
    rows = [f"{n},plain text number {n}" for n in range(60_000)] + ["60000,信号很差，打不通电话"] * 1
    taken = take(csv_file("id,text\n" + "\n".join(row.replace("，", " ") for row in rows), "gb18030"), "social")
    assert texts(taken)[-1] == "信号很差 打不通电话"
    assert taken.rows == 60_001


def test_broken_byte_costs_its_row(tmp_path: Path, take: Take) -> None:
    path = tmp_path / "a.csv"
    good = "".join(f"{n},{text}\n".replace("，", "。") for n, text in enumerate(TEXTS * 20))
    path.write_bytes(("id,text\n" + good).encode() + b"x1,\xe4\xbf here\n" + "x2,收尾了\n".encode())
    taken = take(path, "social")
    assert taken.reasons == [(101, "bad_encoding")]
    assert texts(taken)[-1] == "收尾了"


@pytest.mark.parametrize(
    "raw",
    [
        "編號,內容\n1,訊號很差，電話打不通，客服態度也不好\n2,套餐太貴了，我要退訂這個方案\n".encode("big5"),
        ("编号,内容\n" + "1,信号很差\n" * 200).encode() + ("2,信号很差\n" * 200).encode("gb18030"),
        b"id,text\n1,\x00\x01\x02\x03\n",
    ],
    ids=["big5", "joined", "zeros"],
)
def test_unknown_encoding_is_refused(tmp_path: Path, raw: bytes) -> None:
    (tmp_path / "a.csv").write_bytes(raw)
    with pytest.raises(InputError, match="cannot be read") as error:
        open_file(tmp_path / "a.csv", "social", settings=S)
    assert "另存为 UTF-8" in error.value.zh


@pytest.mark.parametrize(
    ("name", "raw", "said"),
    [
        ("a.csv", b"", "is empty"),
        ("a.csv", b"\r\n \r\n", "is empty"),
        ("a.csv", b"\xef\xbb\xbf", "is empty"),
        ("a.csv", "编号,内容\n".encode(), "only a header"),
        ("a.jsonl", b"\n\n", "is empty"),
        ("a.jsonl", b"[1, 2]\n", "no line of"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old .xls"),
        ("a.sav", b"$FL2@(#) SPSS", "SPSS"),
        ("a.xls", b"<html><table><tr><td>1</td></tr></table></html>", "web page"),
        ("a.pdf", b"%PDF-1.7", "PDF"),
        ("a.csv.gz", b"\x1f\x8b\x08\x00", "gzip"),
        ("a.xlsx", b"PK\x03\x04 not really", "broken or incomplete zip"),
        ("a.srt", b"1\n00:00:01,000 --> 00:00:02,000\nhello\n", "subtitle"),
    ],
    ids=str,
)
def test_what_cannot_be_taken_is_one_message(tmp_path: Path, name: str, raw: bytes, said: str) -> None:
    (tmp_path / name).write_bytes(raw)
    with pytest.raises(InputError, match=said) as error:
        open_file(tmp_path / name, "social", settings=S)
    assert name in error.value.zh


def test_missing_and_folder(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no file"):
        open_file(tmp_path / "none.csv", "social", settings=S)
    with pytest.raises(InputError, match="is a folder"):
        open_file(tmp_path, "social", settings=S)


def test_a_zip_called_xlsx(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr("月报.csv", "1")
    with pytest.raises(InputError, match="zip archive") as error:
        open_file(tmp_path / "a.xlsx", "social", settings=S)
    assert "月报.csv" in error.value.zh
    with zipfile.ZipFile(tmp_path / "b.xlsx", "w") as archive:
        archive.writestr("xl/workbook.xml", "<broken")
    with pytest.raises(InputError, match="broken XLSX"):
        open_file(tmp_path / "b.xlsx", "social", settings=S)


def _batches(path: Path) -> Iterator[Any]:
    return read(path, "social", key=b"k" * 32, settings=S)


@pytest.mark.parametrize("change", ["delete", "cut", "append", "replace"])
def test_changed_while_read(tmp_path: Path, change: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text("id,text\n" + "".join(f"{n},第{n}条意见\n" for n in range(45_000)))
    batches = _batches(path)
    assert next(batches).rows == 2_000
    if change == "delete":
        path.unlink()
    elif change == "cut":
        path.write_text("id,text\n1,别的\n")
    elif change == "append":
        with path.open("a") as out:
            out.write("99999,多一行\n")
    else:
        (tmp_path / "b").write_bytes(path.read_bytes())
        (tmp_path / "b").replace(path)
    with pytest.raises(InputError, match="deleted or changed"):
        list(batches)


def test_too_many_and_too_few_columns(csv_file: Write, take: Take) -> None:
    taken = take(csv_file("id,text,地区\n1,信号差,成都\n2,太贵,成都,a,b,c,d,e\n3,还行\n4,好,成都,,\n"), "social")
    assert taken.reasons == [(2, "too_many_columns")]
    assert "a | b | c | d | e" in taken.quarantine[0]["given"]
    assert [row["region"] for row in taken.tables["verbatims"]] == ["成都", None, "成都"]


def test_blank_lines_are_no_rows_and_blank_cells_are(csv_file: Write, take: Take) -> None:
    taken = take(csv_file("id,text\n\n1,信号差\n   \n,\n2,太贵\n\n"), "social")
    assert taken.rows == 4
    assert taken.reasons == [(2, "blank_row"), (3, "blank_row")]


def test_a_stray_quotation_mark_costs_its_own_line(csv_file: Write, take: Take) -> None:
    lines = ["id,text", *(f"{n},第{n}条" for n in range(1, 50))]
    lines[10] = '10,"没有收尾的引号'
    taken = take(csv_file("\n".join(lines)), "social")
    assert taken.reasons == [(10, "bad_quotes")]
    assert len(taken.tables["verbatims"]) == 48
    lines[20] = '20,"另一个没有收尾的'
    assert take(csv_file("\n".join(lines)), "social").reasons == [(10, "bad_quotes"), (20, "bad_quotes")]


def test_quotation_marks_inside_a_line_are_read(csv_file: Write, take: Take) -> None:
    taken = take(csv_file('id,text\n1,"他说"很好"了"\n2,"两行\n内容"\n3,他说"好"\n4,"引""号"'), "social")
    assert texts(taken) == ['他说很好"了"', "两行\n内容", '他说"好"', '引"号']


def test_too_long_a_cell(csv_file: Write, take: Take) -> None:
    taken = take(csv_file(f"id,text\n1,{'长' * 1_000_001}\n2,{'长' * 999_999}\n3,{'长' * 4_500_000}\n4,短\n"), "social")
    assert taken.reasons == [(1, "too_long"), (3, "too_long")]
    assert max(len(row["given"]) for row in taken.quarantine) == 200


def test_too_many_columns_in_the_header(csv_file: Write) -> None:
    with pytest.raises(InputError, match="5,001 columns"):
        open_file(csv_file(",".join(["text", *(f"c{n}" for n in range(5_000))]) + "\n" + "," * 5_000), "social", settings=S)


def test_title_above_the_header(csv_file: Write, take: Take) -> None:
    taken = take(csv_file("2026年3月舆情导出,,\n,,\n编号,内容,地区\n1,信号差,成都\n"), "social")
    assert texts(taken) == ["信号差"]
    assert take(csv_file("text\n只有一列，却有逗号\n第二行没有\n", name="one.csv"), "social").rows == 2


def _workbook(path: Path, rows: list[list[Any]], **more: Any) -> Path:
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet(more.get("name", "数据"))
    for place, row in enumerate(rows):
        for column, cell in enumerate(row):
            if cell is not None:
                sheet.write(place + more.get("down", 0), column + more.get("right", 0), cell)
    for merged, value in more.get("merged", []):
        sheet.merge_range(merged, value)
    book.close()
    return path


def test_workbook_with_title_and_margin(tmp_path: Path, take: Take) -> None:
    rows = [["投诉导出（内部）"], [], ["工单号", "投诉内容", "状态"], ["W1", "信号差", "办结"], [], ["W2", "太贵", "在办"], []]
    taken = take(_workbook(tmp_path / "表.xlsx", rows, down=2, right=1), "complaint")
    assert texts(taken) == ["信号差", "太贵"]
    assert taken.reasons == [(2, "blank_row")]


def test_merged_and_repeated_headers(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["编号", "内容", "标签", None, "地区", "内容"], ["1", "信号差", "a", "b", "成都", "别的"]]
    opened = open_file(_workbook(tmp_path / "a.xlsx", rows, merged=[("C1:D1", "标签")]), "social", settings=S)
    assert opened.columns == ("编号", "内容", "标签", "标签 (2)", "地区", "内容 (2)")
    assert opened.mapping.fields() == {"编号": "id", "内容": "text", "地区": "region"}
    assert opened.unused == ("标签", "标签 (2)", "内容 (2)")


def test_header_of_two_lines(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["用户id", None, None], [None, "清晰度", "稳定性"], ["u1", 9, 8], ["u2", 7, 3]]
    path = _workbook(tmp_path / "a.xlsx", rows, merged=[("A1:A2", "用户id"), ("B1:C1", "通话质量")])
    opened = open_file(path, "survey", settings=S)
    assert opened.columns == ("用户id", "通话质量 / 清晰度", "通话质量 / 稳定性")
    assert len(opened.sample) == 2


def test_cells_merged_downwards_are_filled(tmp_path: Path, take: Take) -> None:
    rows: list[list[Any]] = [["编号", "内容", "地区"], ["1", "信号差", None], ["2", "太贵", None], ["3", "好", "绵阳"]]
    taken = take(_workbook(tmp_path / "a.xlsx", rows, merged=[("C2:C3", "成都")]), "social")
    assert [row["region"] for row in taken.tables["verbatims"]] == ["成都", "成都", "绵阳"]


def test_formula_cells_are_named(tmp_path: Path, take: Take) -> None:
    rows: list[list[Any]] = [["编号", "内容", "长度"], ["1", "信号差", "=LEN(B2)"], ["2", '=A2&"太贵"', "=LEN(B3)"], ["3", "好", 1]]
    taken = take(_workbook(tmp_path / "a.xlsx", rows), "social")
    assert taken.reasons == [(2, "formula")]
    assert taken.quarantine[0]["column"] == "内容"
    assert taken.quarantine[0]["given"].startswith('B3: =A2&"太贵"')


def test_error_cells_count_as_missing_but_not_as_text(tmp_path: Path, take: Take) -> None:
    path = _workbook(
        tmp_path / "a.xlsx", [["编号", "内容", "地区"], ["1", "信号差", "成都"], ["2", "太贵", "x"], ["3", "y", "成都"]]
    )
    plain = path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    sheet = members["xl/worksheets/sheet1.xml"].decode()
    strings = members["xl/sharedStrings.xml"].decode()
    for cell in ("C3", "B4"):
        start = sheet.index(f'<c r="{cell}"')
        sheet = sheet[:start] + f'<c r="{cell}" t="e"><v>#N/A</v></c>' + sheet[sheet.index("</c>", start) + 4 :]
    assert "太贵" in strings
    with zipfile.ZipFile(path, "w") as archive:
        for name, raw in members.items():
            archive.writestr(name, sheet if name.endswith("sheet1.xml") else raw)
    assert path.read_bytes() != plain
    taken = take(path, "social")
    assert taken.reasons == [(3, "cell_error")]
    assert [row["region"] for row in taken.tables["verbatims"]] == ["成都", None]


def test_other_sheets_are_told_of(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    book.add_worksheet("说明")
    for name in ("一月", "二月"):
        sheet = book.add_worksheet(name)
        sheet.write_row(0, 0, ["编号", "内容"])
        sheet.write_row(1, 0, [name, "信号差"])
    book.close()
    opened = open_file(tmp_path / "a.xlsx", "social", settings=S)
    assert opened.facts == {"sheet": "一月, 二月"}


def test_a_workbook_that_would_not_fit_is_refused(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["编号", "内容"], ["1", "信号差"]]
    path = _workbook(tmp_path / "a.xlsx", rows)
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["编号", "内容"])
    sheet.write(1_048_575, 16_383, "far away")
    book.close()
    with pytest.raises(InputError, match="too large"):
        open_file(path, "social", settings=S)


def test_json_lines(tmp_path: Path, take: Take) -> None:
    path = tmp_path / "a.jsonl"
    lines = [
        '{"id": 1, "text": "信号差", "likes": 3}',
        "",
        "{broken",
        '["no object"]',
        '{"id": 2, "text": "坏字\\ud800符", "x": {"y": [1]}}',
        "null",
        '{"id":3}',
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    taken = take(path, "social")
    assert texts(taken) == ["信号差", "坏字符"]
    assert taken.reasons == [(2, "bad_json"), (3, "bad_json"), (5, "bad_json"), (6, "no_text")]
    path.write_text('{"text": "深"}\n' + '{"a":' * 100_000, encoding="utf-8")
    assert take(path, "social").reasons == [(2, "bad_json")]


@pytest.mark.parametrize(
    ("header", "rows", "source"),
    [
        ("用户id,语音整体满意度,清晰度", ["u1,9,8", "u2,3,4"], "survey"),
        ("工单号,投诉内容,受理时间", ["W1,信号差,2026-03-01"], "complaint"),
        ("编号,内容", ["1,信号差得不行", "2,套餐太贵了吧"], "social"),
        ("通话编号,对话内容", ["1,客户：喂", "2,客服：你好"], "transcript"),
        ("月份,指标,值", ["2026-03,用户数,12"], "measures"),
    ],
)
def test_source_is_guessed(csv_file: Write, header: str, rows: list[str], source: str) -> None:
    assert guess_source(csv_file("\n".join([header, *rows])), settings=S) == source


def test_source_that_cannot_be_guessed(csv_file: Write) -> None:
    with pytest.raises(VocError, match="--source"):
        guess_source(csv_file("a,b\n1,2\n"), settings=S)


def test_garbage_never_crashes(tmp_path: Path) -> None:
    rng = random.Random(7)
    for size in (1, 10, 1_000, 20_000):
        for head in (b"", b"PK\x03\x04", b"{", b"\xff\xfe", b"\xef\xbb\xbf", b"id,text\n"):
            (tmp_path / "g").write_bytes(head + rng.randbytes(size))
            # Any other error than one for the user fails this test.
            with suppress(VocError):
                list(_batches(tmp_path / "g"))

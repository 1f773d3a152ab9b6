"""Workbooks with several sheets, and headers of more than one row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from voc.errors import VocError
from voc.intake import Mapping, guess_source, open_file
from voc.intake.headers import knows
from voc.intake.sheethead import head_of
from voc.settings import Settings

Take = Callable[..., Any]
Rows = list[list[Any]]
S = Settings()
SURVEY = ["问卷编号", "总体满意度", "不满意的原因"]
CASES: Rows = [
    ["工单号", "投诉内容", "受理时间", "状态"],
    ["W1", "信号差得要命", "2026-03-01", "在办"],
    ["W2", "资费太贵", "2026-03-02", "办结"],
]
STEPS: Rows = [
    ["工单号", "步骤", "部门", "班组", "接收时间", "转出时间", "结果"],
    ["W1", 1, "客服", "一组", "2026-03-01 10:00", "2026-03-01 11:00", "转派"],
    ["W1", 2, "网络", "二组", "2026-03-01 11:00", None, "在办"],
]
NOTES: Rows = [["字段", "说明"], ["工单号", "工单的唯一编号，由系统生成"], ["投诉内容", "客户投诉的原话，逐字记录"]]


def book(path: Path, sheets: dict[str, Rows], merged: Sequence[tuple[str, str, str]] = (), hidden: Sequence[str] = ()) -> Path:
    made = xlsxwriter.Workbook(str(path))
    for name, rows in sheets.items():
        sheet = made.add_worksheet(name)
        for place, row in enumerate(rows):
            for column, cell in enumerate(row):
                if cell is not None:
                    sheet.write(place, column, cell)
        for where, span, words in merged:
            if where == name:
                sheet.merge_range(span, words)
        if name in hidden:
            sheet.hide()
    made.close()
    return path


def test_monthly_sheets_are_one_file(tmp_path: Path, take: Take) -> None:
    path = book(
        tmp_path / "a.xlsx",
        {
            "说明": [["本表为月度调查"], ["请勿修改"]],
            "2026-03": [SURVEY, ["a", 9, "信号不好太差"], ["b", 3, "资费贵得离谱"]],
            "2026年4月": [SURVEY, ["a", 8, "客服态度恶劣"], [], ["c", 3, "网速太慢了"]],
        },
    )
    assert guess_source(path, settings=S) == "survey"
    taken = take(path, "survey")
    people = [(row["external_id"], row["wave"], row["source_row"]) for row in taken.tables["respondents"]]
    # The same number in two months is two respondents, for the sheets say the wave; rows are numbered through.
    assert people == [("a", "2026-03", 1), ("b", "2026-03", 2), ("a", "2026-04", 3), ("c", "2026-04", 5)]
    assert taken.reasons == [(4, "blank_row")]
    opened = open_file(path, "survey", settings=S)
    assert opened.facts == {"sheet": "2026-03, 2026年4月", "sheets_not_read": "说明"}
    list(opened.reader.blocks())
    assert [en for _, en in opened.notes] == [
        "sheets with the same header are read as one, rows numbered through: 2026-03 (1-2), 2026年4月 (3-5)",
        "the wave is the name of the sheet: 2026-03, 2026年4月",
    ]


@pytest.mark.parametrize(
    ("names", "waves"),
    [
        (["2026-03"], ["2026-03"]),
        (["202603", "202604"], ["2026-03", "2026-04"]),
        (["2026Q1", "2026年二季度"], ["2026Q1", "2026Q2"]),
        (["3月", "四月"], ["3月", "四月"]),
        (["第一期", "第二期"], ["第一期", "第二期"]),
        (["Sheet1"], [None]),
        (["2026-03", "成都"], [None, None]),
    ],
)
def test_waves_of_sheets(tmp_path: Path, take: Take, names: list[str], waves: list[str | None]) -> None:
    rows = {name: [SURVEY, [f"a{place}", 9 - place, "信号不好太差"]] for place, name in enumerate(names)}
    taken = take(book(tmp_path / "a.xlsx", rows), "survey")
    assert [row["wave"] for row in taken.tables["respondents"]] == waves


def test_a_column_or_a_constant_goes_before_the_sheets_name(tmp_path: Path, take: Take) -> None:
    with_month = book(tmp_path / "a.xlsx", {"2026-03": [[*SURVEY, "调查月份"], ["a", 9, "信号不好太差", "2026-02"]]})
    assert [row["wave"] for row in take(with_month, "survey").tables["respondents"]] == ["2026-02"]
    assert "工作表" not in open_file(with_month, "survey", settings=S).columns
    without = book(tmp_path / "b.xlsx", {"2026-03": [SURVEY, ["a", 9, "信号不好太差"]]})
    taken = take(without, "survey", Mapping(constants={"wave": "2026H1"}))
    assert [row["wave"] for row in taken.tables["respondents"]] == ["2026H1"]


@pytest.mark.parametrize(("source", "sheet"), [("complaint", "工单"), ("steps", "流转")])
@pytest.mark.parametrize("order", [["填写说明", "流转", "工单"], ["工单", "填写说明", "流转"]])
def test_the_sheet_that_fits_the_source(tmp_path: Path, take: Take, order: list[str], source: str, sheet: str) -> None:
    sheets = {"填写说明": NOTES, "流转": STEPS, "工单": CASES}
    path = book(tmp_path / "a.xlsx", {name: sheets[name] for name in order})
    opened = open_file(path, source, settings=S)
    assert opened.facts == {"sheet": sheet, "sheets_not_read": ", ".join(name for name in order if name != sheet)}
    assert take(path, source).reasons == []


def test_the_mapping_names_the_sheet(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", {"一月": [SURVEY, ["a", 9, "好"]], "二月": [SURVEY, ["b", 9, "好"]], "工单": CASES})
    opened = open_file(path, "survey", Mapping(sheet="二月"), settings=S)
    assert (opened.facts["sheet"], [row[0] for row in opened.sample]) == ("二月", ["b"])
    assert open_file(path, "survey", settings=S).facts["sheet"] == "一月, 二月"
    with pytest.raises(VocError, match="has no filled sheet"):
        open_file(path, "survey", Mapping(sheet="三月"), settings=S)


def test_columns_in_another_order_and_one_more(tmp_path: Path, take: Take) -> None:
    path = book(
        tmp_path / "a.xlsx",
        {
            "1月": [["编号", "内容", "地区"], ["1", "信号差", "东"]],
            "2月": [["内容", "编号", "地区", "渠道"], ["太贵", "2", "西", "热线"], ["慢", "3", "西", "热线", "多"]],
        },
    )
    taken = take(path, "social")
    shown = [(row["external_id"], row["text"], row["region"], row["channel"]) for row in taken.tables["verbatims"]]
    assert shown[0] == ("1", "信号差", "东", None)
    assert ("2", "太贵", "西", "热线") in shown


def test_a_formula_in_the_second_sheet_is_named(tmp_path: Path, take: Take) -> None:
    sheets = {"1月": [["编号", "内容"], ["1", "信号差"]], "2月": [["内容", "编号"], ['=A9&"贵"', "2"], ["太慢", "3"]]}
    taken = take(book(tmp_path / "a.xlsx", sheets), "social")
    assert taken.reasons == [(2, "formula")]
    assert taken.quarantine[0]["column"] == "内容"
    assert [row["source_row"] for row in taken.tables["verbatims"]] == [1, 3]


def test_examples_and_hidden_sheets_are_left_out(tmp_path: Path) -> None:
    sheets = {"填写示例": [SURVEY, ["样例", 9, "好"]], "数据": [SURVEY, ["a", 9, "好"]], "草稿": [SURVEY, ["b", 9, "好"]]}
    opened = open_file(book(tmp_path / "a.xlsx", sheets, hidden=["草稿"]), "survey", settings=S)
    assert opened.facts == {"sheet": "数据", "sheets_not_read": "填写示例, 草稿"}


def test_labels_from_a_codebook_sheet(tmp_path: Path, take: Take) -> None:
    data: Rows = [["问卷编号", "渠道偏好", "总体评价"], ["u1", 1, 5], ["u2", 2, 3]]
    codes: Rows = [
        ["变量", "取值", "含义"],
        ["渠道偏好", 1, "营业厅"],
        [None, 2, "热线"],
        ["总体评价", 1, "非常不满意"],
        [None, 5, "非常满意"],
    ]
    taken = take(book(tmp_path / "a.xlsx", {"数据": data, "编码表": codes}), "survey")
    assert [(row["question"], row["value"], row["label"], row["scale_high"]) for row in taken.tables["answers"]] == [
        ("渠道偏好", 1.0, "营业厅", None),
        ("渠道偏好", 2.0, "热线", None),
        ("总体评价", 5.0, "非常满意", 5.0),
        ("总体评价", 3.0, None, 5.0),
    ]


def test_names_questions_and_import_marks(tmp_path: Path, take: Take) -> None:
    head: Rows = [
        ["Q0", "Q1", "Q2", "Q3"],
        ["问卷编号", "总体满意度", "推荐意愿", "不满意的原因"],
        [f'{{"ImportId":"QID{place}"}}' for place in range(4)],
    ]
    body: Rows = [["a", 9, 10, "信号不好太差"], ["b", 3, 2, "资费贵"], ["c", 3, 2, None]]
    taken = take(book(tmp_path / "a.xlsx", {"S": head + body}), "survey")
    assert taken.rows == 3
    assert {row["question"]: row["role"] for row in taken.tables["answers"]} == {"总体满意度": "csat", "推荐意愿": "nps"}
    assert [row["question"] for row in taken.tables["verbatims"]] == ["不满意的原因"] * 2


def test_groups_over_columns(tmp_path: Path, take: Take) -> None:
    rows: Rows = [
        ["基本信息", None, "通话质量", None],
        ["问卷编号", "地区", "清晰度", "稳定性"],
        ["u1", "东", 9, 8],
        ["u2", "西", 7, 3],
    ]
    path = book(tmp_path / "a.xlsx", {"S": rows}, [("S", "A1:B1", "基本信息"), ("S", "C1:D1", "通话质量")])
    opened = open_file(path, "survey", settings=S)
    assert opened.columns == ("基本信息 / 问卷编号", "基本信息 / 地区", "通话质量 / 清晰度", "通话质量 / 稳定性")
    taken = take(path, "survey")
    assert [(row["external_id"], row["region"]) for row in taken.tables["respondents"]] == [("u1", "东"), ("u2", "西")]


KNOWN = knows()
HEADS: list[tuple[str, Rows, list[tuple[tuple[int, int], tuple[int, int]]], int, list[str]]] = [
    ("plain", [["编号", "内容"], ["1", "好"], ["2", "坏"]], [], 1, ["编号", "内容"]),
    ("title", [["月度调查"], ["甲", "乙", "丙"], [1, 2, 3]], [], 2, ["甲", "乙", "丙"]),
    ("two titles", [["月度调查"], ["导出时间：2026-03-01", "单位：分"], [], ["甲", "乙", "丙", "丁"], [1, 2, 3, 4]], [], 4, ["甲", "乙", "丙", "丁"]),
    ("title over all", [["月度调查", "", ""], ["甲", "乙", "丙"], [1, 2, 3]], [((0, 0), (0, 2))], 2, ["甲", "乙", "丙"]),
    ("units", [["月份", "指标", "数值"], ["", "", "（户）"], ["2026-03", "客户数", 1], ["2026-04", "客户数", 2]], [], 2, ["月份", "指标", "数值(户)"]),
    ("questions", [["V1", "V2"], ["您的年龄", "您的评分"], [30, 9], [40, 8]], [], 2, ["您的年龄", "您的评分"]),
    ("names below", [["您的年龄是多少", "您的评分是多少"], ["V1", "V2"], [30, 9], [40, 8]], [], 2, ["您的年龄是多少", "您的评分是多少"]),
    ("same question", [["V1", "V2", "V3"], ["评分", "评分", "年龄"], [1, 2, 3], [4, 5, 6]], [], 1, ["V1", "V2", "V3"]),
    ("a field stays", [["region", "V2", "V3"], ["您现在居住在哪里", "您的评分", "年龄多大"], ["东", 2, 3], ["西", 5, 6]], [], 2, ["region", "您的评分", "年龄多大"]),
    ("text only", [["编号", "内容"], ["甲", "信号差"], ["乙", "太贵"], ["丙", "好"]], [], 1, ["编号", "内容"]),
    ("words once", [["编号", "评分", "看法"], ["甲", "未答", "信号差"], ["乙", 3, "太贵"], ["丙", 4, "好"]], [], 1, ["编号", "评分", "看法"]),
    ("words again", [["编号", "甲项", "乙项"], ["u", "未答", "缺"], ["v", 3, 4], ["w", 4, 5], ["x", "未答", 5]], [], 1, ["编号", "甲项", "乙项"]),
    ("one row", [["编号", "评分"], ["a", "b"]], [], 1, ["编号", "评分"]),
]  # fmt: skip


@pytest.mark.parametrize(("rows", "merged", "first", "names"), [case[1:] for case in HEADS], ids=[case[0] for case in HEADS])
def test_heads(rows: Rows, merged: list[Any], first: int, names: list[str]) -> None:
    width = max(map(len, rows))
    padded = [[*row, *[""] * (width - len(row))] for row in rows]
    assert head_of(padded, merged, KNOWN) == (first, names)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.one_of(st.integers(0, 10), st.sampled_from(["好", "差", ""])), min_size=3, max_size=3), max_size=8))
def test_no_data_row_becomes_a_header(rows: Rows) -> None:
    header = ["编号", "内容", "地区"]
    assert head_of([header, *rows], [], KNOWN) == (1, header)


def test_sheets_together_too_large_are_refused(tmp_path: Path, lower: Callable[..., None]) -> None:
    path = book(tmp_path / "a.xlsx", {"1月": [SURVEY, ["a", 9, "好"]], "2月": [SURVEY, ["b", 9, "好"]]})
    lower(cells=10)
    with pytest.raises(VocError, match="too large"):
        open_file(path, "survey", settings=S)


def test_a_header_without_rows(tmp_path: Path) -> None:
    with pytest.raises(VocError, match="only a header"):
        open_file(book(tmp_path / "a.xlsx", {"1月": [SURVEY], "2月": [SURVEY]}), "survey", settings=S)
    opened = open_file(book(tmp_path / "b.xlsx", {"1月": [SURVEY], "2月": [SURVEY, ["a", 9, "好"]]}), "survey", settings=S)
    assert [row[0] for row in opened.sample] == ["a"]


def test_an_error_cell_does_not_change_what_its_column_measures(tmp_path: Path, take: Take) -> None:
    path, answers = tmp_path / "a.xlsx", 60
    made = xlsxwriter.Workbook(str(path))
    sheet = made.add_worksheet("答卷")
    sheet.write_row(0, 0, ["问卷编号", "总体满意度", "本地通话占比", "是否办过宽带"])
    for row in range(1, answers + 1):
        sheet.write_row(row, 0, [f"a{row}", row % 10 + 1, row / 97, row % 2 + 1])
    sheet.write_formula(7, 2, "=1/0", None, "#DIV/0!")
    made.close()
    opened = open_file(path, "survey", settings=S)
    assert [target.role for target in opened.mapping.columns.values()][1:] == ["csat", "operational", "segment"]
    rows = [row for row in take(path, "survey").tables["answers"] if row["question"] == "本地通话占比"]
    assert len(rows) == answers - 1
    assert all(row["value"] is not None for row in rows)

"""Ids that only count the rows of a file, ids that a sheet has cut, late keys, titles and ratings in words."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from voc.intake import Mapping, Target, open_file, propose
from voc.settings import Settings

Take = Callable[..., Any]
Write = Callable[..., Path]
S = Settings()


def rows(taken: Any, table: str, name: str) -> list[Any]:
    return [row[name] for row in taken.tables[table]]


@pytest.mark.parametrize(
    ("source", "head", "one", "other"),
    [
        ("social", "id,text", ["1,好", "2,差"], ["1,贵", "2,慢"]),
        ("social", "编号,text", ["1,好", "2,", "3,慢"], ["1,贵", "2,快"]),
        ("complaint", "编号,投诉内容", ["1,好", "2,差"], ["1,贵", "2,慢"]),
        ("transcript", "id,对话", ["1,客户：好", "2,客户：差"], ["1,客户：贵", "2,客户：慢"]),
        ("transcript", "编号,说话人,对话", ["1,客户,好", "1,客服,嗯", "2,客户,差"], ["1,客户,贵", "2,客户,慢"]),
    ],
)
def test_counted_rows_of_two_files_are_other_rows(
    csv_file: Write, take: Take, source: str, head: str, one: list[str], other: list[str]
) -> None:
    first = take(csv_file("\n".join([head, *one]), name="a.csv"), source)
    second = take(csv_file("\n".join([head, *other]), name="b.csv"), source)
    assert set(rows(first, "verbatims", "verbatim_id")).isdisjoint(rows(second, "verbatims", "verbatim_id"))
    assert rows(second, "verbatims", "external_id") == ["1", "2"]
    if source == "complaint":
        assert set(rows(first, "cases", "case_id")).isdisjoint(rows(second, "cases", "case_id"))


def test_a_row_counted_anew_is_the_same_row(csv_file: Write, take: Take) -> None:
    first = take(csv_file("编号,text\n1,好\n2,差\n", name="a.csv"), "social")
    second = take(csv_file("编号,text\n1,贵\n2,好\n3,差\n", name="b.csv"), "social")
    assert set(rows(first, "verbatims", "verbatim_id")) < set(rows(second, "verbatims", "verbatim_id"))


@pytest.mark.parametrize("ids", [["p1", "p2"], ["7", "8"], ["2", "1"], ["1"]])
def test_other_ids_stay_ids(csv_file: Write, take: Take, ids: list[str]) -> None:
    first = take(csv_file("\n".join(["id,text", *(f"{one},好" for one in ids)]), name="a.csv"), "social")
    second = take(csv_file("\n".join(["id,text", *(f"{one},差" for one in ids)]), name="b.csv"), "social")
    assert rows(first, "verbatims", "verbatim_id") == rows(second, "verbatims", "verbatim_id")


def test_the_work_order_comes_before_what_numbers_the_rows(csv_file: Write, take: Take) -> None:
    first = take(csv_file("编号,工单号,投诉内容\n5,W1,信号差\n6,W2,太贵\n", name="a.csv"), "complaint")
    second = take(csv_file("编号,工单号,投诉内容\n5,W2,太贵\n6,W3,太慢\n7,,没有单号\n", name="b.csv"), "complaint")
    assert rows(second, "verbatims", "external_id") == ["W2", "W3", "7"]
    assert rows(first, "verbatims", "verbatim_id")[1] == rows(second, "verbatims", "verbatim_id")[0]
    assert rows(first, "verbatims", "verbatim_id")[0] not in rows(second, "verbatims", "verbatim_id")


def test_ids_that_a_sheet_has_cut(tmp_path: Path, csv_file: Write, take: Take) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    sheet = book.add_worksheet()
    lines: list[list[Any]] = [["工单号", "投诉内容"], [20260305143000123456, "差"], [1001, "贵"], ["20260305143000123456", "慢"]]
    for place, row in enumerate(lines):
        for column, cell in enumerate(row):
            (sheet.write_number if isinstance(cell, int) else sheet.write_string)(place, column, cell)
    book.close()
    taken = take(tmp_path / "a.xlsx", "complaint")
    assert taken.reasons == [(1, "long_number")]
    assert taken.quarantine[0]["column"] == "工单号"
    again = take(csv_file("工单号,投诉内容\n1001.0,贵\n"), "complaint")
    assert rows(again, "verbatims", "verbatim_id") == rows(taken, "verbatims", "verbatim_id")[:1]
    assert rows(again, "cases", "external_id") == ["1001"]


def test_keys_that_come_late_are_columns(tmp_path: Path, take: Take) -> None:
    lines = [{"id": f"p{n}", "text": "好"} for n in range(2_500)] + [{"id": "z", "text": "差", "发布时间": "2026-03-05"}]
    path = tmp_path / "a.jsonl"
    path.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines), encoding="utf-8")
    assert str(rows(take(path, "social"), "verbatims", "day")[-1]) == "2026-03-05"


def test_late_keys_are_bounded_but_for_known_ones(tmp_path: Path) -> None:
    lines = [{"id": f"p{n}", "text": "好", **({f"k{n}": 1} if n >= 2_000 else {})} for n in range(8_000)]
    lines.append({"id": "z", "text": "差", "发布时间": "2026-03-05"})
    path = tmp_path / "a.jsonl"
    path.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines), encoding="utf-8")
    opened = open_file(path, "social", settings=S)
    assert len(opened.columns) <= 5_000
    assert "发布时间" in opened.columns


def test_a_title_of_two_cells_above_a_questionnaire(csv_file: Write) -> None:
    opened = open_file(csv_file("满意度调查导出,第一季度\n用户id,整体满意度,地市\nu1,9,甲市\nu2,3,乙市\n"), "survey", settings=S)
    assert opened.columns == ("用户id", "整体满意度", "地市")


@pytest.mark.parametrize(
    ("header", "cells", "target"),
    [
        ("整体满意度", ["非常满意", "满意", "不满意"], Target("answer", "csat", (1, 5))),
        ("整体满意度", ["非常不满意", "不满意"], Target("answer", "csat", (1, 5))),
        ("整体满意度", ["5分", "4分", "满意"], Target("answer", "csat", (1, 5))),
        ("整体满意度", ["9", "8", "10", "7", "说不好"], Target("answer", "csat", (1, 10))),
        ("整体满意度", ["1", "2", "1"], Target("answer", "csat", (1, 5))),
        ("是否愿意推荐", ["1", "0", "1"], Target("answer", "segment")),
        ("推荐意愿", ["9分", "0分", "10分", "8分", "不知道"], Target("answer", "nps", (0, 10))),
        ("推荐的原因", ["满意", "很好用的一个套餐", "信号好得很"], Target("answer", "open")),
        ("办理的容易程度", ["1", "2", "2"], Target("answer", "ces", (1, 5))),
        ("网络评价", ["好", "一般", "差"], Target("answer", "driver", (1, 5))),
    ],
)
def test_ratings(header: str, cells: list[str], target: Target) -> None:
    assert propose([header], [[cell] for cell in cells], "survey").columns == {header: target}


def test_ratings_in_words_are_answers(csv_file: Write, take: Take) -> None:
    taken = take(csv_file("用户id,整体满意度\nu1,非常满意\nu2,不满意\nu3,5分\nu4,3\nu5,说不好\n"), "survey", Mapping())
    assert [(row["value"], row["label"]) for row in taken.tables["answers"]] == [
        (5, None),
        (2, None),
        (5, None),
        (3, None),
        (None, "说不好"),
    ]

"""Numbers that name a person never reach a table, a name of a column or the name of a file."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from voc.errors import InputError
from voc.intake import Mapping, Target, open_file, propose, shown_name
from voc.intake.headers import field_of
from voc.privacy.mask import BANK, IDENTITY, MOBILE
from voc.settings import Settings

Take = Callable[..., Any]
Write = Callable[..., Path]
S = Settings()


@pytest.mark.parametrize(
    ("given", "label"),
    [
        ("13800138000", MOBILE),
        ("138-0013-8000", MOBILE),
        ("13800138000.0", MOBILE),
        ("110105194912310021", IDENTITY),  # a wrong check digit
        ("11010519491231002x", IDENTITY),
        ("110105491231002", IDENTITY),
        ("4111111111111111", BANK),
        ("6222020000000000001", BANK),
    ],
)
@pytest.mark.parametrize("role", ["other", "segment", "operational"])
def test_answers_hold_no_number_of_a_person(csv_file: Write, take: Take, given: str, label: str, role: str) -> None:
    taken = take(csv_file(f"用户id,第9题\nu1,{given}\nu2,1234567\nu3,12\n"), "survey", Mapping({"第9题": Target("answer", role)}))
    found = [(row["value"], row["label"]) for row in taken.tables["answers"]]
    assert found == [(None, label), (1234567, None), (12, None)]


def test_numbers_of_persons_in_a_workbook(tmp_path: Path, take: Take) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    sheet = book.add_worksheet()
    for place, row in enumerate([["用户id", "第9题"], ["u1", 13800138000], ["u2", 6222020000000000000], ["u3", 7]]):
        sheet.write_row(place, 0, row)
    book.close()
    answers = take(tmp_path / "a.xlsx", "survey", Mapping({"第9题": Target("answer", "other")})).tables["answers"]
    assert [(row["value"], row["label"]) for row in answers] == [(None, MOBILE), (None, BANK), (7, None)]


def test_off_a_scale_a_number_of_a_person_is_shown_masked(csv_file: Write, take: Take) -> None:
    mapping = Mapping({"评价": Target("answer", "csat", (1, 5))})
    taken = take(csv_file("用户id,评价\nu1,5\nu2,110105194912310021\n"), "survey", mapping)
    assert [(row["reason"], row["given"]) for row in taken.quarantine] == [("out_of_scale", IDENTITY)]


@pytest.mark.parametrize(
    ("header", "cells", "role"),
    [
        ("姓名", ["张三", "李四"], None),
        ("客户姓名", ["张三", "李四"], None),
        ("备用手机号", ["13800138000", "13900139000"], None),
        ("Q9. 手机（选填）", ["13800138000", "13900139000"], None),
        ("身份证号码", ["11010519491231002X", ""], None),
        ("终端手机号", ["13800138000", ""], None),
        ("银行卡", ["1", "2"], None),
        ("E-mail", ["a@b.cn", "c@d.cn"], None),
        ("请留下您的具体地址", ["甲市乙路三号四单元五楼", "丙市丁路六号七单元八楼"], None),
        ("微信号", ["abc", "def"], None),
        ("QQ", ["1234567", "7654321"], None),
        ("电话服务评分", ["9", "3"], "driver"),
        ("电话次数", ["120", "3"], "operational"),
        ("通话时长", ["120", "3"], "operational"),
        ("手机品牌", ["甲", "乙"], "segment"),
        ("手机上网速度", ["9", "3"], "driver"),
        ("微信", ["1", "-1"], "multi"),
        ("手机号码类型", ["新号", "老号"], "segment"),
    ],
)
def test_columns_that_say_who_somebody_is_are_not_used(header: str, cells: list[str], role: str | None) -> None:
    mapping = propose(["用户id", header], [[f"u{place}", cell] for place, cell in enumerate(cells)], "survey")
    assert mapping.fields() == {"用户id": "id"} | ({} if role is None else {header: role})


def test_a_number_is_the_customer_before_a_name() -> None:
    columns = ["工单号", "投诉人", "客户姓名", "联系电话", "投诉内容"]
    mapping = propose(columns, [["W1", "张三", "张三", "13800138000", "信号差"]], "complaint")
    assert mapping.fields() == {"工单号": "case", "联系电话": "customer", "投诉内容": "text"}
    assert field_of("客户姓名", "complaint") is None


def test_names_of_files(tmp_path: Path, take: Take) -> None:
    path = tmp_path / "13800138000_录音.csv"
    path.write_text("id,text\na,好\nb,\n", encoding="utf-8")
    taken = take(path, "social")
    assert {row["source_file"] for row in [*taken.tables["verbatims"], *taken.quarantine]} == {"[手机号]_录音.csv"}
    assert shown_name(Path(os.fsdecode(b"\xff\xfe.csv"))) == "??.csv"


def test_a_name_that_is_no_utf8(tmp_path: Path, take: Take) -> None:
    path = tmp_path / os.fsdecode(b"\xff\xfe\xfa\xfd.csv")
    path.write_text("id,text\na,好\nb,\n", encoding="utf-8")
    assert take(path, "social").tables["verbatims"][0]["source_file"] == "????.csv"


@pytest.mark.parametrize(
    "text",
    [
        "13800138000,信号很差,甲市\n13900139000,太贵,乙市\n",
        "甲,2026-03-05,信号很差\n乙,2026-03-06,太贵\n",
        "9,信号很差\n3,太贵\n",
        "信号很差,甲市\n太贵,甲市\n还行,乙市\n",
    ],
)
def test_a_file_without_a_header_is_refused(csv_file: Write, text: str) -> None:
    with pytest.raises(InputError, match="no header") as error:
        open_file(csv_file(text), "social", settings=S)
    assert "看不到表头" in error.value.zh
    assert "13800138000" not in error.value.zh + error.value.en


def test_a_header_of_numbers_named_in_a_mapping_is_one(csv_file: Write) -> None:
    opened = open_file(csv_file("1,2\n信号差,甲\n"), "social", Mapping({"1": Target("text")}), settings=S)
    assert opened.columns == ("1", "2")


def test_a_header_that_comes_twice_is_one(csv_file: Write, take: Take) -> None:
    taken = take(csv_file("甲,乙\n信号一直很差没有人管,x\n甲,乙\n资费太高用不起了,y\n"), "social")
    assert taken.rows == 3


def test_names_of_columns_are_masked(csv_file: Write) -> None:
    opened = open_file(csv_file("id,text,13800138000\na,好,1\n"), "social", settings=S)
    assert opened.columns == ("id", "text", "列3 [手机号]")
    assert "13800138000" not in json.dumps(opened.preview(), ensure_ascii=False)


def test_a_work_order_number_stays_so_that_the_operator_finds_the_case_and_a_telephone_number_does_not(
    take: Take, csv_file: Write
) -> None:
    taken = take(
        csv_file("工单号,投诉内容\nTS2026061400001,信号差\n13800138000,太贵\nTS2026061400002 13800138000,太慢\n"), "complaint"
    )
    numbers = [row["external_id"] for row in taken.tables["cases"]]
    assert numbers[0] == "TS2026061400001"
    assert all("13800138000" not in str(number) and "[手机号]" in str(number) for number in numbers[1:])

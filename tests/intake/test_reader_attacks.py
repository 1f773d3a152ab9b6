"""Files and mapping files made to trip the readers: each is refused in words, or costs its own row only."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from voc.errors import InputError, MappingError
from voc.intake import callrows, load_mapping, open_file, read_texts
from voc.intake.cells import Cell, extent
from voc.intake.limits import Limits
from voc.intake.turns import read_turns, speaker_of
from voc.settings import Settings

S = Settings()
Take = Callable[..., Any]
Write = Callable[..., Path]
HEAD = "通话编号,说话人,内容,开始秒"


def rows(taken: Any, table: str, *names: str) -> list[tuple[Any, ...]]:
    return [tuple(row[name] for name in names) for row in taken.tables.get(table, [])]


def sheet(path: Path, lines: list[list[object]], **cells: str) -> Path:
    book = openpyxl.Workbook()
    for line in lines:
        book.active.append(line)
    for place, value in cells.items():
        book.active[place] = value
    book.save(path)
    book.close()
    return path


def test_a_formula_beyond_the_header_costs_nothing(tmp_path: Path, take: Take) -> None:
    path = sheet(tmp_path / "a.xlsx", [["编号", "内容"], ["1", "信号差"], ["2", "网速慢"]], E3="=1+1", H2="=A1", G9="=A1")
    taken = take(path, "social")
    assert rows(taken, "verbatims", "external_id", "text") == [("1", "信号差"), ("2", "网速慢")]
    assert taken.quarantine == []


def test_a_formula_inside_still_costs_its_row(tmp_path: Path, take: Take) -> None:
    path = sheet(tmp_path / "a.xlsx", [["编号", "内容"], ["1", "信号差"], ["2", ""]], B3="=A1", E3="=1+1")
    assert take(path, "social").reasons == [(2, "formula")]


@pytest.mark.parametrize(
    ("given", "key"),
    [
        ("source = 5", "source"),
        ('source = ["social"]', "source"),
        ("sheet = 5", "sheet"),
        ('[constants]\nbrand = ["a"]', "brand"),
        ("[columns]\na = 5", "'a'"),
        ('[columns]\na = {field = "answer", role = 5}', "a.role"),
        ("[columns]\na = {field = 5}", "a.field"),
        ('[columns]\na = {field = ["text"]}', "a.field"),
        ('[columns]\na = {role = "csat", scale = "15"}', "a.scale"),
        ('[columns]\na = {role = "csat", scale = [1, "5"]}', "a.scale"),
        ('[columns]\na = {role = "csat", scale = [false, true]}', "a.scale"),
        ('[columns]\na = {role = "csat", scale = [1, inf]}', "a.scale"),
        ('[columns]\na = {role = "csat", scale = [1, nan]}', "a.scale"),
        (f'[columns]\na = {{role = "csat", scale = [1, 1{"0" * 400}]}}', "a.scale"),
        ('[columns]\na = {role = "csat", scale = [5, 1]}', "a.scale"),
        ('[columns]\na = {role = "csat", scale = {low = 1, high = 5}}', "a.scale"),
        ('[columns]\na = {role = "csat", missing = "99"}', "a.missing"),
        ('[columns]\na = {role = "csat", missing = 99}', "a.missing"),
        ('[columns]\na = {role = "csat", missing = [nan]}', "a.missing"),
    ],
)
def test_mapping_values_of_the_wrong_kind_are_named(tmp_path: Path, given: str, key: str) -> None:
    path = tmp_path / "m.toml"
    path.write_text(given, encoding="utf-8")
    with pytest.raises(MappingError) as error:
        load_mapping(path)
    assert key in error.value.zh
    assert key in error.value.en


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    with pytest.raises(InputError, match="pipe"):
        open_file(tmp_path / "pipe.csv", "social", settings=S)


@pytest.mark.skipif(not Path("/dev/fd").is_dir(), reason="no /dev/fd here")
def test_what_a_shell_hands_over_as_a_pipe_is_refused() -> None:
    end, other = os.pipe()
    try:
        os.write(other, "id,text\n1,信号差\n".encode())
        with pytest.raises(InputError, match="pipe"):
            open_file(Path(f"/dev/fd/{end}"), "social", settings=S)
    finally:
        os.close(end)
        os.close(other)


def test_interleaved_calls_are_put_together_in_order(csv_file: Write, take: Take) -> None:
    lines = [
        "a,客户,网断了,0",
        "b,客户,话费不对,1",
        "a,客服,好的,2",
        "b,客服,我查一下,3",
        "a,客户,谢谢,9",
        "a,客服,马上修,5",
        "b,客户,快点,7",
    ]
    taken = take(csv_file("\n".join([HEAD, *lines])), "transcript")
    assert rows(taken, "verbatims", "external_id", "text", "source_row") == [("a", "网断了\n谢谢", 1), ("b", "话费不对\n快点", 2)]
    assert rows(taken, "utterances", "text", "turn", "start", "source_row") == [
        ("网断了", 1, 0, 1),
        ("好的", 2, 2, 3),
        ("马上修", 3, 5, 6),
        ("谢谢", 4, 9, 5),
        ("话费不对", 1, 1, 2),
        ("我查一下", 2, 3, 4),
        ("快点", 3, 7, 7),
    ]
    assert taken.quarantine == []


def test_turns_keep_their_order_where_one_has_no_start(csv_file: Write, take: Take) -> None:
    taken = take(csv_file("\n".join([HEAD, "a,客户,后说,9", "b,客户,别的,0", "a,客户,先说,"])), "transcript")
    assert rows(taken, "verbatims", "text") == [("后说\n先说",), ("别的",)]


def test_a_call_that_is_repeated_as_a_whole_stays_one_call(csv_file: Write, take: Take) -> None:
    lines = ["a,客户,网断了,0", "a,客服,好的,2", "b,客户,话费不对,1"]
    taken = take(csv_file("\n".join([HEAD, *lines, *lines[:2]])), "transcript")
    assert rows(taken, "verbatims", "external_id", "text") == [("a", "网断了"), ("b", "话费不对")]
    assert taken.reasons == [(4, "repeated_call"), (5, "repeated_call")]


def test_rows_too_far_from_their_call_are_put_out(csv_file: Write, take: Take, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(callrows, "MOST_HELD", 2_500)
    lines = ["a,客户,网断了,0", *(f"c{n // 2},客户,第{n}句,{n}" for n in range(30_000)), "a,客户,还没好,9", ",客户,谁,0"]
    path = csv_file("\n".join([HEAD, *lines]))
    taken = take(path, "transcript")
    assert taken.rows == 30_003
    assert taken.reasons == [(30_002, "late_turns"), (30_003, "no_id")]
    assert len(taken.tables["verbatims"]) == 15_001
    numbers = [number for table in read_texts(path, "transcript", settings=S) for number in table["row_id"].to_pylist()]
    assert numbers == sorted(numbers)
    assert len(numbers) == 15_003


def test_a_call_of_too_many_turns_keeps_its_first(csv_file: Write, take: Take, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(callrows, "MOST_TURNS", 3)
    taken = take(csv_file("\n".join([HEAD, *(f"a,客户,第{n}句,{n}" for n in range(5))])), "transcript")
    assert rows(taken, "verbatims", "text") == [("第0句\n第1句\n第2句",)]
    assert taken.reasons == [(4, "late_turns"), (5, "late_turns")]


@pytest.mark.parametrize(
    ("given", "speaker"),
    [
        ("客户(主叫)", "customer"),
        ("客户（主叫）", "customer"),
        ("客服01(成都)", "agent"),
        ("(客户)", "customer"),
        ("张三(男)", "unknown"),
    ],
)
def test_brackets_after_a_speaker_do_not_matter(given: str, speaker: str) -> None:
    assert speaker_of(given) == speaker
    if speaker != "unknown":
        assert [turn.speaker for turn in read_turns(f"{given}：还是不行\n客服：好的")] == [speaker, "agent"]


def test_a_long_turn_inside_a_list_is_put_out(tmp_path: Path, take: Take) -> None:
    long = {"id": "1", "turns": [{"speaker": "客户", "text": "信号差" * 400_000}]}
    good = {"id": "2", "turns": [{"speaker": "客户", "text": "信号差" * 1_000}]}
    path = tmp_path / "a.jsonl"
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in (long, good)), encoding="utf-8")
    taken = take(path, "transcript")
    assert taken.reasons == [(1, "too_long")]
    assert rows(taken, "verbatims", "external_id") == [("2",)]


@pytest.mark.parametrize(
    ("cell", "least", "most"),
    [("abc", 3, 3), (None, 0, 1), (["ab", {"k": "cde"}], 6, 12), ([1] * Limits().cell, Limits().cell, 2 * Limits().cell)],
)
def test_extent_counts_what_lists_hold(cell: Cell, least: int, most: int) -> None:
    assert least <= extent(cell) <= most


@pytest.mark.parametrize("name", ["a.json", "a.jsonl", "a.txt", "a.csv"])
@pytest.mark.parametrize(
    "text",
    [
        '[\n  {"id": 1, "text": "信号差"},\n  {"id": 2}\n]\n',
        '[\r\n{"id": 1, "text": "信号差"}\r\n]',
        '[{\n"id": 1,\n"text": "信号差"}]',
    ],
)
def test_a_json_array_over_lines_is_read(csv_file: Write, take: Callable[..., Any], name: str, text: str) -> None:
    taken = take(csv_file(text, name=name), "social")
    assert rows(taken, "verbatims", "external_id", "text", "source_row") == [("1", "信号差", 1)]
    assert taken.reasons == [(2, "no_text")] * (taken.rows - 1)

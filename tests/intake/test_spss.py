"""SPSS files: what is taken of them, what is told of them, and every way they are refused."""

from __future__ import annotations

import datetime as dt
import shutil
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pyreadstat
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sav_bytes import Var, write

from voc.errors import InputError
from voc.intake import Mapping, Target, guess_source, open_file, read_texts
from voc.intake.blocks import BLOCK_ROWS, FIRST_ROWS
from voc.intake.savheader import looks_chinese
from voc.intake.savsets import read_sets
from voc.intake.spss import SpssReader
from voc.intake.variables import Variable
from voc.settings import Settings

Take = Callable[..., Any]
S = Settings()
SETS = "$问题=D1 1 {} 遇到的问题 q5_a q5_b\n$办法=C 0  m1 m2\n"
VARIABLES = [
    Var("ID", 8, "问卷编号"),
    Var("Q1", 0, "总体满意度", {1: "很不满意", 10: "很满意", 99: "不知道"}, (1, (98,))),
    Var("TXT", 40, "不满意的原因"),
    Var("WT", 0),
    Var("D", 0, "访问日期", kind="DATE"),
    Var("BRAND", 0, "您的号码属于", {1: "竹悦", 2: "青笋"}),
    Var("Q5_A", 0, "信号", {1: "是"}, long="Q5_信号"),
    Var("Q5_B", 0, "资费", {1: "是"}, long="Q5_资费"),
    Var("M1", 0, "第一办法", {1: "打热线", 2: "去营业厅"}),
    Var("M2", 0, "第二办法", {1: "打热线", 2: "去营业厅"}),
    Var("SEX", 0, "性别", {1: "男", 2: "女"}),
    Var("Q9", 0, "对资费的看法", {1: "非常满意", 3: "一般", 5: "非常不满意"}),
]
MARCH_FIRST = (dt.date(2026, 3, 1) - dt.date(1582, 10, 14)).days * 86_400.0
ROWS: list[list[float | str | None]] = [
    ["a1", 1, "信号差，总是掉线", 1.5, MARCH_FIRST, 1, 1, None, 2, None, 1, 5],
    ["a2", 98, "", 0.5, None, 2, None, None, 1, 2, 2, 1],
    ["a3", 10, "", 0.7, MARCH_FIRST + 86_399, 2, 0, 1, None, None, 2, 1],
    ["a4", 99, "很好", 1.0, None, 2, 0, 0, None, None, None, 2],
]


def written(path: Path, encoding: str = "utf-8", **more: Any) -> Path:
    return write(
        path, VARIABLES, ROWS, encoding=encoding, sets=SETS.format(len("遇到的问题".encode(encoding))), weight="WT", **more
    )


def answers(taken: Any, question: str) -> list[tuple[int, float | None, str | None]]:
    return [(row["source_row"], row["value"], row["label"]) for row in taken.tables["answers"] if row["question"] == question]


def test_a_survey(tmp_path: Path, take: Take) -> None:
    path = written(tmp_path / "调查.sav")
    assert guess_source(path, settings=S) == "survey"
    taken = take(path, "survey")
    assert taken.reasons == []
    people = {row["external_id"]: row for row in taken.tables["respondents"]}
    assert {key: (row["brand"], row["weight"], row["day"]) for key, row in people.items()} == {
        "a1": ("竹悦", 1.5, dt.date(2026, 3, 1)),
        "a2": ("青笋", 0.5, None),
        "a3": ("青笋", 0.7, dt.date(2026, 3, 1)),
        "a4": ("青笋", 1.0, None),
    }
    # 98 is declared missing, 99 is labelled as no answer: neither is a rating.
    assert answers(taken, "总体满意度") == [(1, 1.0, "很不满意"), (3, 10.0, "很满意")]
    assert answers(taken, "性别") == [(1, 1.0, "男"), (2, 2.0, "女"), (3, 2.0, "女")]
    assert [row["text"] for row in taken.tables["verbatims"]] == ["信号差，总是掉线", "很好"]
    roles = {
        row["question"]: (row["role"], row["multi_set"], row["scale_low"], row["scale_high"]) for row in taken.tables["answers"]
    }
    assert roles == {
        "总体满意度": ("csat", None, 1.0, 10.0),
        "信号": ("multi", "遇到的问题", None, None),
        "资费": ("multi", "遇到的问题", None, None),
        "第一办法": ("multi", "办法", None, None),
        "第二办法": ("multi", "办法", None, None),
        "性别": ("segment", None, None, None),
        "对资费的看法": ("other", None, None, None),
    }


def test_sets_of_several_answers(tmp_path: Path, take: Take) -> None:
    taken = take(written(tmp_path / "a.sav"), "survey")
    # Blank beside an answer of the same set is "no"; where the whole set is blank, nobody was asked.
    assert answers(taken, "信号") == [(1, 1.0, "是"), (3, 0.0, None), (4, 0.0, None)]
    assert answers(taken, "资费") == [(1, 0.0, None), (3, 1.0, "是"), (4, 0.0, None)]
    assert answers(taken, "第一办法") == [(1, 2.0, "去营业厅"), (2, 1.0, "打热线")]
    assert answers(taken, "第二办法") == [(2, 2.0, "去营业厅")]


def test_what_is_told(tmp_path: Path) -> None:
    opened = open_file(written(tmp_path / "a.sav"), "survey", settings=S)
    for _ in range(2):
        assert sum(len(block.rows) for block in opened.reader.blocks()) == 4
    zh, en = ("\n".join(part) for part in zip(*opened.notes, strict=True))
    assert "用户缺失值" in zh
    assert "总体满意度 1" in en
    assert en.startswith("1 cells")
    assert "对资费的看法" in zh
    assert "highest value is the worst" in en


@pytest.mark.parametrize(
    ("encoding", "declared", "page", "read_as"),
    [
        ("utf-8", "UTF-8", 65001, "utf-8"),
        ("utf-8", None, 1252, "utf-8"),
        ("utf-8", "GBK", 936, "utf-8"),
        ("gb18030", None, 936, "gb18030"),
        ("gb18030", None, 1252, "gb18030"),
        ("gb18030", None, 2, "gb18030"),
        ("gb18030", None, 0, "gb18030"),
        ("gb18030", "UTF-8", 65001, "gb18030"),
        ("gb18030", "windows-1252", 1252, "gb18030"),
        ("gb18030", "no-such-name", 1252, "gb18030"),
        ("gb18030", "GB18030", 54936, "gb18030"),
    ],
)
def test_encodings(tmp_path: Path, take: Take, encoding: str, declared: str | None, page: int, read_as: str) -> None:
    plain = take(written(tmp_path / "a.sav"), "survey")
    path = written(tmp_path / "b.sav", encoding, declared=declared, page=page)
    assert open_file(path, "survey", settings=S).facts == {"encoding": read_as}
    shown = [{**row, "source_file": None} for row in take(path, "survey").tables["answers"]]
    assert shown == [{**row, "source_file": None} for row in plain.tables["answers"]]


@pytest.mark.parametrize(
    ("text", "encoding", "declared", "page"),
    [
        ("訊號很差，電話打不通，客服態度也不好，套餐太貴了", "big5", None, 1252),
        ("Очень хорошо работает", "cp1251", None, 2),
        ("訊號很差，電話打不通，客服態度也不好，套餐太貴了", "big5", "UTF-8", 65001),
    ],
)
def test_letters_that_nothing_explains_are_refused(
    tmp_path: Path, text: str, encoding: str, declared: str | None, page: int
) -> None:
    path = write(tmp_path / "a.sav", [Var("T", 80, "q")], [[text]], encoding=encoding, declared=declared, page=page)
    with pytest.raises(InputError, match="Unicode") as error:
        open_file(path, "survey", settings=S)
    assert "GB18030" in error.value.zh


def test_western_and_declared_traditional(tmp_path: Path) -> None:
    for text, encoding, page in (("Très élégant, café crème, Größe", "cp1252", 1252), ("訊號很差，電話打不通", "big5", 950)):
        path = write(tmp_path / "a.sav", [Var("T", 80, "q")], [[text]], encoding=encoding, declared=None, page=page)
        assert next(SpssReader(path).blocks()).rows == [[text]]


def test_a_character_cut_by_the_field(tmp_path: Path) -> None:
    assert next(SpssReader(write(tmp_path / "a.sav", [Var("T", 7, "q")], [["信号差"]])).blocks()).rows == [["信号"]]


def test_headers(tmp_path: Path) -> None:
    labels: list[str | None] = ["同名", "同名", None, "独一", "v2", "换\n行 [x]"]
    frame = pd.DataFrame({f"v{place}": [1.0] for place in range(6)})
    pyreadstat.write_sav(frame, tmp_path / "a.sav", column_labels=labels)
    assert SpssReader(tmp_path / "a.sav").columns == ("同名 v0", "同名 v1", "v2", "独一", "v2 v4", "换 行 [x]")


def test_names_of_variables_tell_fields(tmp_path: Path, take: Take) -> None:
    variables = [
        Var("city", 0, "您现在住在哪里", {1: "东城", 2: "西城"}),
        Var("Q1", 0, "总体满意度"),
        Var("wave", 0, "第几次", {1: "2026-03"}),
    ]
    taken = take(write(tmp_path / "a.sav", variables, [[1, 9, 1], [2, 3, 1]]), "survey")
    assert [(row["region"], row["wave"]) for row in taken.tables["respondents"]] == [("东城", "2026-03"), ("西城", "2026-03")]


def test_missing_values_discrete_and_ranges(tmp_path: Path, take: Take) -> None:
    frame = pd.DataFrame({"q1": [1.0, 96.0, 97.0, 99.0, 5.0], "q2": [9.0, 1.0, 5.0, 8.0, None], "q3": ["好", "拒", "", "好", "差"]})
    ranges: dict[str, Any] = {"q1": [{"lo": 97, "hi": 99}, 96], "q2": [8, 9], "q3": ["拒"]}
    for name, options in (("a.sav", {}), ("a.zsav", {"compress": True}), ("b.sav", {"row_compress": True})):
        pyreadstat.write_sav(frame, tmp_path / name, missing_ranges=ranges, **options)
        taken = take(tmp_path / name, "survey")
        assert [(row, value) for row, value, _ in answers(taken, "q1")] == [(1, 1.0), (5, 5.0)]
        assert [(row, value) for row, value, _ in answers(taken, "q2")] == [(2, 1.0), (3, 5.0)]
        assert [(row, label) for row, _, label in answers(taken, "q3")] == [(1, "好"), (4, "好"), (5, "差")]
        reader = SpssReader(tmp_path / name)
        list(reader.blocks())
        assert reader.notes[0][1].startswith("6 cells")
        assert "q1 3, q2 2, q3 1" in reader.notes[0][1]


def test_dates(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {
            "day": [dt.date(2026, 3, 1), None],
            "at": [dt.datetime(2026, 3, 1, 10, 5, 7), None],
            "long": [dt.time(1, 2, 3), None],
            "old": [dt.date(1949, 10, 1), None],
        }
    )
    pyreadstat.write_sav(frame, tmp_path / "a.sav")
    assert next(SpssReader(tmp_path / "a.sav").blocks()).rows == [
        [dt.date(2026, 3, 1), dt.datetime(2026, 3, 1, 10, 5, 7), dt.timedelta(seconds=3723), dt.date(1949, 10, 1)]
    ]
    beyond = write(tmp_path / "b.sav", [Var("D", 0, "访问日期", kind="DATE"), Var("M", 0, kind="MOYR")], [[1e30, MARCH_FIRST]])
    assert next(SpssReader(beyond).blocks()).rows == [["1e+30 s", "2026-03"]]


def test_a_date_beyond_any_calendar_costs_its_row(tmp_path: Path, take: Take) -> None:
    variables = [Var("Q1", 0, "总体满意度"), Var("D", 0, "访问日期", kind="DATETIME")]
    taken = take(write(tmp_path / "a.sav", variables, [[9, 1e30], [8, MARCH_FIRST]]), "survey")
    assert taken.reasons == [(1, "bad_date")]


def test_numeric_and_string_ids(tmp_path: Path, take: Take) -> None:
    for cells in ([1001.0, 1002.0], ["1001", "1002"]):
        pyreadstat.write_sav(pd.DataFrame({"id": cells, "总体满意度": [9.0, 3.0]}), tmp_path / "a.sav")
        assert [row["external_id"] for row in take(tmp_path / "a.sav", "survey").tables["respondents"]] == ["1001", "1002"]


@pytest.mark.parametrize(
    ("header", "labels", "cells", "role", "scale"),
    [
        ("总体满意度", {1.0: "非常不满意", 10.0: "非常满意"}, [9, 10], "csat", (1.0, 10.0)),
        ("推荐意愿", {0.0: "绝不可能", 10.0: "非常可能"}, [9, 10], "nps", (0.0, 10.0)),
        ("资费", {1.0: "非常不满意", 2.0: "不满意", 3.0: "一般", 4.0: "满意", 5.0: "非常满意"}, [1, 2], "driver", (1.0, 5.0)),
        ("您的看法", {1.0: "Strongly disagree", 7.0: "Strongly agree"}, [2, 3], "driver", (1.0, 7.0)),
        ("渠道偏好", {1.0: "热线", 2.0: "营业厅", 3.0: "掌厅", 4.0: "网厅", 5.0: "其他"}, [1, 2, 3, 4, 5], "segment", None),
        ("信号看法", {1.0: "非常满意", 5.0: "非常不满意"}, [1, 5, 3], "other", None),
        ("信号", {1.0: "1分", 5.0: "5分"}, [1, 5, 3], "driver", (1.0, 5.0)),
    ],
)
def test_roles_by_labels(
    tmp_path: Path, header: str, labels: dict[float, str], cells: list[int], role: str, scale: tuple[float, float] | None
) -> None:
    path = write(tmp_path / "a.sav", [Var("Q", 0, header, labels)], [[cell] for cell in cells])
    target = open_file(path, "survey", settings=S).mapping.columns[header]
    assert (target.role, target.scale) == (role, scale)


def test_the_declared_weight_goes_before_a_guess(tmp_path: Path, take: Take) -> None:
    variables = [Var("weight", 0, "权重"), Var("RIM", 0, "校准后", long="rim_weight"), Var("Q1", 0, "总体满意度")]
    rows = [[1.0, 2.0, 9], [1.0, 3.0, 8]]
    assert [row["weight"] for row in take(write(tmp_path / "a.sav", variables, rows), "survey").tables["respondents"]] == [1.0, 1.0]
    taken = take(write(tmp_path / "b.sav", variables, rows, weight="RIM"), "survey")
    assert [row["weight"] for row in taken.tables["respondents"]] == [2.0, 3.0]


def test_mapping_holds_against_the_file(tmp_path: Path, take: Take) -> None:
    from voc.intake import Mapping
    from voc.intake.mapping import ANSWER, Target

    mapping = Mapping({"对资费的看法": Target(ANSWER, "driver", (1.0, 5.0)), "信号": Target("ignore")})
    taken = take(written(tmp_path / "a.sav"), "survey", mapping)
    assert {row["role"] for row in taken.tables["answers"] if row["question"] == "对资费的看法"} == {"driver"}
    assert answers(taken, "信号") == []


def test_other_byte_order(tmp_path: Path, take: Take) -> None:
    little, big = (take(written(tmp_path / "a.sav", end=end), "survey").tables["answers"] for end in "<>")
    assert little == big


def test_blocks(tmp_path: Path) -> None:
    rows = FIRST_ROWS + BLOCK_ROWS + 7
    pyreadstat.write_sav(pd.DataFrame({"q": [float(place) for place in range(rows)]}), tmp_path / "a.sav")
    blocks = list(SpssReader(tmp_path / "a.sav").blocks())
    assert [len(block.rows) for block in blocks] == [FIRST_ROWS, BLOCK_ROWS, 7]
    assert [number for block in blocks for number in block.numbers] == list(range(1, rows + 1))
    assert [row[0] for block in blocks for row in block.rows] == [float(place) for place in range(rows)]


def test_count_of_rows_unknown_or_blank_rows(tmp_path: Path, take: Take) -> None:
    variables = [Var("ID", 8, "问卷编号"), Var("Q1", 0, "总体满意度")]
    taken = take(write(tmp_path / "a.sav", variables, [["a", 1], ["", None], ["b", 9]], cases=-1), "survey")
    assert (taken.rows, taken.reasons) == (3, [(2, "blank_row")])


def test_wide_and_long(tmp_path: Path, take: Take) -> None:
    frame = pd.DataFrame({f"v{place}": [1.0, 2.0] for place in range(2_000)})
    pyreadstat.write_sav(frame, tmp_path / "a.sav", column_labels=["同一个标签"] * 2_000)
    assert len(set(SpssReader(tmp_path / "a.sav").columns)) == 2_000
    pyreadstat.write_sav(pd.DataFrame({"说明": ["好" * 3_000, "坏"], "总体满意度": [9.0, 1.0]}), tmp_path / "b.sav")
    assert [len(row["text"]) for row in take(tmp_path / "b.sav", "survey").tables["verbatims"]] == [3_000, 1]
    pyreadstat.write_sav(pd.DataFrame({f"v{place}": [1.0] for place in range(5_001)}), tmp_path / "c.sav")
    with pytest.raises(InputError, match="5,001 columns"):
        open_file(tmp_path / "c.sav", "survey", settings=S)


def test_texts_for_scoring(tmp_path: Path) -> None:
    tables = list(read_texts(written(tmp_path / "a.sav"), "survey", settings=S))
    assert [text for table in tables for text in table["text"].to_pylist()] == ["信号差，总是掉线", None, None, "很好"]


def test_content_says_what_a_file_is(tmp_path: Path) -> None:
    shutil.copy(written(tmp_path / "a.sav"), tmp_path / "a.csv")
    assert open_file(tmp_path / "a.csv", "survey", settings=S).kind == "sav"
    (tmp_path / "b.sav").write_text("编号,内容\n1,信号差\n", encoding="utf-8")
    assert open_file(tmp_path / "b.sav", "social", settings=S).kind == "csv"


def _cut(raw: bytes, at: int) -> bytes:
    return raw[:at] if at >= 0 else raw[: len(raw) + at]


@pytest.mark.parametrize("at", [4, 60, 175, 180, 400, -1, -8, -40])
@pytest.mark.parametrize("kind", ["plain", "packed", "zipped", "uncounted"])
def test_a_file_cut_off_is_refused(tmp_path: Path, kind: str, at: int) -> None:
    path = tmp_path / "a.sav"
    if kind in ("plain", "uncounted"):
        write(path, VARIABLES, ROWS, cases=-1 if kind == "uncounted" else None)
    else:
        frame = pd.DataFrame({"q": [1.5, 2.0, 3.0] * 50, "t": ["信号差", "", "x"] * 50})
        pyreadstat.write_sav(frame, path, compress=kind == "zipped", row_compress=kind == "packed")
    path.write_bytes(_cut(path.read_bytes(), at))
    with pytest.raises(InputError, match="SPSS") as error:
        open_file(path, "survey", settings=S)
    assert "a.sav" in error.value.zh
    assert "重新导出" in error.value.zh


@pytest.mark.parametrize(
    ("name", "raw", "said"),
    [
        ("a.sav", b"garb\0age", "not an SPSS file"),
        ("a.zsav", b"$FL9\0\0\0\0", "not an SPSS file"),
        ("a.sav", b"\x5b\xc6\xd3\xf2" + b"@" * 600, "not an SPSS file"),
        ("a.por", b"whatever", "portable"),
        ("a.dat", b"ASCII SPSS PORT FILE".ljust(456) + b"SPSSPORT" + b"A8", "portable"),
    ],
    ids=["text", "version", "mainframe", "por", "port"],
)
def test_what_is_no_system_file(tmp_path: Path, name: str, raw: bytes, said: str) -> None:
    (tmp_path / name).write_bytes(raw)
    with pytest.raises(InputError, match=said) as error:
        open_file(tmp_path / name, "survey", settings=S)
    assert "另存为 .sav" in error.value.zh


def test_no_rows_and_no_columns(tmp_path: Path) -> None:
    for cases in (0, -1):
        with pytest.raises(InputError, match="only a header"):
            open_file(write(tmp_path / "a.sav", VARIABLES, [], cases=cases), "survey", settings=S)
    with pytest.raises(InputError, match="SPSS"):
        open_file(write(tmp_path / "b.sav", [], []), "survey", settings=S)


def test_changed_while_read(tmp_path: Path) -> None:
    reader = SpssReader(written(tmp_path / "a.sav"))
    blocks = reader.blocks()
    next(blocks)
    (tmp_path / "a.sav").write_bytes(b"$FL2")
    with pytest.raises(InputError, match="changed"):
        list(blocks)


@pytest.mark.parametrize(
    ("raw", "sets", "unread"),
    [
        (b"$a=D1 1 2 ab x y\n", [("a", "ab", ("X", "y"), 1.0)], []),
        (b"$a=D3 yes 0  s\n$b=C 2 ab x\n", [("a", "a", ("s",), "yes"), ("b", "ab", ("X",), None)], []),
        (b"$a=E 1 1 1 0  x y\n", [("a", "a", ("X", "y"), 1.0)], []),
        (b"$a=C 2 ab x\n$b=C 2 ab y\n", [("a", "a", ("X",), None), ("b", "b", ("y",), None)], []),
        (b"", [], []),
        (b"$a=D\x001 1 2 ab x\n$b=C 0  x", [("b", "b", ("X",), None)], ["a"]),
        (b"$a=D9 1 2 ab x\n", [], ["a"]),
        (b"$a=C 99 ab x\n", [], ["a"]),
        (b"$a=X 1\nrubbish", [], ["a", "rubbish"]),
        (b"$a=C 0  nobody\n", [], ["a"]),
    ],
    ids=str,
)
def test_records_of_sets(raw: bytes, sets: list[tuple[Any, ...]], unread: list[str]) -> None:
    found, lost = read_sets(raw, "utf-8", {"x": "X", "y": "y", "s": "s"}, {"s"})
    assert [(one.key, one.name, one.variables, one.counted) for one in found] == sets
    assert lost == unread


@pytest.mark.parametrize("slot", [0, 99, -3])
def test_labels_of_no_variable_are_refused(tmp_path: Path, slot: int) -> None:
    # With these too.
    path = write(tmp_path / "a.sav", [Var("Q1", 0, "总体满意度", {1: "差"})], [[1.0]])
    raw, given = path.read_bytes(), struct.pack("<iii", 4, 1, 1)
    assert raw.count(given) == 1
    path.write_bytes(raw.replace(given, struct.pack("<iii", 4, 1, slot)))
    with pytest.raises(InputError, match="damaged"):
        open_file(path, "survey", settings=S)


def test_a_broken_record_of_sets_is_told_and_the_rows_are_taken(tmp_path: Path, take: Take) -> None:
    # With this record pyreadstat ends the whole process.
    path = write(tmp_path / "a.sav", VARIABLES, ROWS, sets=b"$a=D\x00 1 2 ab q5_a q5_b\n")
    assert open_file(path, "survey", settings=S).notes[-1][1] == "these multiple-response sets name no variable of the file: a"
    assert take(path, "survey").rows == 4


def test_sets_without_variables_are_told(tmp_path: Path, take: Take) -> None:
    path = write(tmp_path / "a.sav", [Var("Q1", 0, "总体满意度")], [[9.0]], sets="$空=D1 1 2 ab nope nada\n")
    assert "空" in open_file(path, "survey", settings=S).notes[0][0]
    assert take(path, "survey").reasons == []


def test_a_variable_in_two_sets_belongs_to_the_first(tmp_path: Path, take: Take) -> None:
    variables = [Var("A", 0, "甲"), Var("B", 0, "乙")]
    taken = take(write(tmp_path / "a.sav", variables, [[1, 0], [0, 1]], sets="$x=D1 1 0  a b\n$y=D1 0 0  a b\n"), "survey")
    assert answers(taken, "甲") == [(1, 1.0, None), (2, 0.0, None)]
    assert {row["multi_set"] for row in taken.tables["answers"]} == {"x"}


def test_what_pairs_of_bytes_say() -> None:
    assert looks_chinese("信号差，总是掉线".encode("gb18030"))
    assert not looks_chinese("Très élégant, café crème où".encode("cp1252"))


def test_labels_of_cells() -> None:
    variable = Variable("q", {1.0: "男", "B": "其他", 99.0: "拒答"})
    assert [variable.label(cell) for cell in (1, 1.0, "B", " B ", None, 2.0, ["x"])] == [
        "男",
        "男",
        "其他",
        "其他",
        None,
        None,
        None,
    ]
    assert variable.unanswered == (99.0,)


_NUMBERS = st.one_of(st.none(), st.integers(0, 10).map(float), st.floats(-1e6, 1e6).map(lambda value: round(value, 3)))
_WORDS = st.text(st.characters(categories=("L", "N"), max_codepoint=0x9FFF), max_size=12).map(str.strip)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(st.tuples(_NUMBERS, _NUMBERS, _WORDS), min_size=1, max_size=12),
    compress=st.booleans(),
    gone=st.sampled_from([None, 3.0]),
)
def test_round_trip(tmp_path: Path, rows: list[tuple[float | None, float | None, str]], compress: bool, gone: float | None) -> None:
    frame = pd.DataFrame({"x": [row[0] for row in rows], "y": [row[1] for row in rows], "t": [row[2] for row in rows]})
    frame = frame.astype({"x": "float64", "y": "float64"})
    missing = {"x": [gone]} if gone is not None else None
    pyreadstat.write_sav(frame, tmp_path / "r.sav", compress=compress, missing_ranges=missing)
    blocks = list(SpssReader(tmp_path / "r.sav").blocks())
    read = {number: row for block in blocks for number, row in zip(block.numbers, block.rows, strict=True)}
    read |= {fault.row: [None, None, ""] for block in blocks for fault in block.faults}
    expected = [[None if x == gone else x, y, t] for x, y, t in rows]
    assert [[x, y, t or ""] for _, (x, y, t) in sorted(read.items())] == expected


@pytest.mark.parametrize(
    ("encoding", "declared", "page", "label", "words"),
    [
        ("cp1255", "windows-1255", 1255, "שביעות רצון כללית", ("מרוצה", "לא מרוצה")),
        ("cp1255", None, 1255, "שביעות רצון כללית", ("מרוצה", "לא מרוצה")),
        ("utf-8", "UTF-8", 65001, "שביעות רצון כללית", ("מרוצה", "לא מרוצה")),
        ("cp1253", "windows-1253", 1253, "Συνολική ικανοποίηση", ("ευχαριστημένος", "δυσαρεστημένος")),
        ("cp1253", None, 1253, "Συνολική ικανοποίηση", ("ευχαριστημένος", "δυσαρεστημένος")),
        ("cp1251", "windows-1251", 1251, "Общая удовлетворенность", ("доволен", "недоволен")),
        ("cp1251", None, 1251, "Общая удовлетворенность", ("доволен", "недоволен")),
        ("gbk", None, 936, "总体满意度", ("满意", "不满意")),
        ("gbk", "GBK", 936, "总体满意度", ("满意", "不满意")),
    ],
)
def test_labels_in_other_scripts_and_gbk(
    tmp_path: Path, take: Take, encoding: str, declared: str | None, page: int, label: str, words: tuple[str, str]
) -> None:
    """Variable labels, value labels and cells of a file that was really written in that encoding come out as they went in."""
    variables = [Var("SAT", 0, label, {1: words[1], 2: words[0]}), Var("T", 60, "comment")]
    rows: list[list[float | str | None]] = [[1.0, words[1]], [2.0, words[0]]]
    path = write(tmp_path / "a.sav", variables, rows, encoding=encoding, declared=declared, page=page)
    mapping = Mapping({label: Target("answer", "segment"), "comment": Target("answer", "open")}, "survey")
    taken = take(path, "survey", mapping)
    assert [(row["question"], row["value"], row["label"]) for row in taken.tables["answers"]] == [
        (label, 1.0, words[1]),
        (label, 2.0, words[0]),
    ]
    assert [row["text"] for row in taken.tables["verbatims"]] == [words[1], words[0]]

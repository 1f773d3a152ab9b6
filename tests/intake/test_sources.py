from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from voc.errors import MappingError
from voc.intake import open_file
from voc.intake.mapping import Mapping, Target
from voc.settings import Settings

Take = Callable[..., Any]
Write = Callable[..., Path]
S = Settings()


def rows(taken: Any, table: str, *names: str) -> list[Any]:
    found = [tuple(row[name] for name in names) for row in taken.tables.get(table, [])]
    return [row[0] for row in found] if len(names) == 1 else found


def test_posts(csv_file: Write, take: Take) -> None:
    head = "微博ID,昵称,发布时间,微博内容,IP属地,点赞数,阅读量,品牌"
    body = (
        'p1,小王,2026年3月5日 8时05分,信号&amp;网速都差　１００元套餐，联系13800138000,成都,1.2万,"10,300",甲牌\n'
        "p2,小李,,没日期也收,,赞,,\np3,,2026/13/45,日期不对,,,,\np4,,,,,,,\n"
    )
    taken = take(csv_file(f"{head}\n{body}"), "social")
    first = taken.tables["verbatims"][0]
    assert first["text"] == "信号&网速都差 100元套餐，联系[手机号]"
    assert (first["occurred_at"], first["day"]) == (datetime(2026, 3, 5, 0, 5, tzinfo=UTC), date(2026, 3, 5))
    assert (first["likes"], first["reach"], first["region"]) == (12_000, 10_300, "成都")
    assert (first["brand"], first["brand_from"], first["external_id"], first["question"]) == ("甲牌", "given", "p1", None)
    assert first["customer_key"] is not None
    assert "小王" not in json.dumps(first, default=str, ensure_ascii=False)
    assert taken.reasons == [(2, "bad_number"), (3, "bad_date"), (4, "no_text")]
    assert [row["column"] for row in taken.quarantine] == ["点赞数", "发布时间", "微博内容"]


def test_no_date_is_no_fault(csv_file: Write, take: Take) -> None:
    taken = take(csv_file("text,时间\n好,\n差,-\n贵,无\n慢,NULL\n"), "social")
    assert taken.quarantine == []
    assert rows(taken, "verbatims", "day") == [None] * 4


def test_text_is_found_by_its_values(csv_file: Write, take: Take) -> None:
    taken = take(csv_file("a,b,c\nx,这个套餐真的是太贵了吧,1\nx,信号一直不好也没有人来修,2\n"), "social")
    assert rows(taken, "verbatims", "text") == ["这个套餐真的是太贵了吧", "信号一直不好也没有人来修"]


def test_several_text_columns_make_several_verbatims(csv_file: Write, take: Take) -> None:
    mapping = Mapping({"优点": Target("text"), "缺点": Target("text")})
    taken = take(csv_file("id,优点,缺点\n1,快,贵\n2,,慢\n3,,\n"), "social", mapping)
    assert sorted(rows(taken, "verbatims", "question", "text")) == [("优点", "快"), ("缺点", "慢"), ("缺点", "贵")]
    assert len(set(rows(taken, "verbatims", "verbatim_id"))) == 3
    assert taken.reasons == [(3, "no_text")]


COMPLAINTS = (
    "工单号,投诉标题,投诉内容,受理时间,办结时间,答复时间,处理意见,状态,投诉原因,责任部门,处理后满意度,联系电话\n"
    "W1,宽带断网,宽带断网三天,2026-03-01 08:00,2026-03-03,2026-03-01 09:00,请联系010-62345678,办结,网络,装维部,满意,13800138000\n"
    "W2,资费争议,多扣了钱,2026-03-02,,,,在办,资费,,,+86 138 0013 8000\n"
    "W3,,,2026-03-02,,,,在办,,,,\n"
    ",,,2026-03-02,,,,在办,,,,\n"
)


def test_work_orders(csv_file: Write, take: Take) -> None:
    taken = take(csv_file(COMPLAINTS), "complaint")
    assert rows(taken, "verbatims", "text") == ["宽带断网三天", "资费争议\n多扣了钱"]
    case = taken.tables["cases"][0]
    assert (case["external_id"], case["status"], case["noted_cause"], case["department"], case["rating_after"]) == (
        "W1",
        "办结",
        "网络",
        "装维部",
        4,
    )
    assert case["reply"] == "请联系[固话]"
    assert case["first_response"] == datetime(2026, 3, 1, 1, 0, tzinfo=UTC)
    assert case["opened"] == datetime(2026, 3, 1, 0, 0, tzinfo=UTC) == taken.tables["verbatims"][0]["occurred_at"]
    assert rows(taken, "cases", "external_id") == ["W1", "W2", "W3"]
    assert rows(taken, "verbatims", "case_id") == rows(taken, "cases", "case_id")[:2]
    keys = rows(taken, "cases", "customer_key")
    assert keys[0] == keys[1] is not None
    assert taken.reasons == [(4, "no_text")]


def test_re_exported_work_order_changes_its_case_and_no_verbatim(csv_file: Write, take: Take) -> None:
    before = take(csv_file(COMPLAINTS), "complaint")
    later = take(csv_file(COMPLAINTS.replace("在办,资费", "办结,资费"), name="later.csv"), "complaint")
    assert rows(before, "verbatims", "verbatim_id", "content") == rows(later, "verbatims", "verbatim_id", "content")
    assert rows(before, "cases", "case_id") == rows(later, "cases", "case_id")
    changed = [a == b for a, b in zip(rows(before, "cases", "content"), rows(later, "cases", "content"), strict=True)]
    assert changed == [True, False, True]


def test_repeated_ids(csv_file: Write, take: Take) -> None:
    body = "工单号,投诉内容,状态\nW1,信号差,在办\nW2,太贵,在办\nW1,信号差,办结\nW1,别的事,在办\nW2,太贵,在办\n"
    taken = take(csv_file(body), "complaint")
    assert taken.reasons == [(4, "repeated_id")]
    assert taken.quarantine[0]["given"] == "W1 (= 第 1 行 / row 1)"
    # Later states come later, so that the last one wins.
    assert rows(taken, "cases", "source_row", "status") == [(1, "在办"), (2, "在办"), (3, "办结"), (5, "在办")]
    assert len(set(rows(taken, "cases", "case_id"))) == 2


def test_repeated_ids_far_apart(csv_file: Write, take: Take) -> None:
    lines = [f"{n},第{n}条意见" for n in range(45_000)]
    lines += ["7,第7条意见", "8,别的意见"]
    taken = take(csv_file("id,text\n" + "\n".join(lines)), "social")
    assert taken.reasons == [(45_002, "repeated_id")]
    assert "row 9" in taken.quarantine[0]["given"]
    assert taken.rows == 45_002


def test_same_words_are_two_rows_and_overlapping_exports_are_not(csv_file: Write, take: Take) -> None:
    first = take(csv_file("text,地区\n好,成都\n好,成都\n差,绵阳\n"), "social")
    ids = rows(first, "verbatims", "verbatim_id")
    assert len(set(ids)) == 3
    # Another order of columns and rows, and one more row.
    later = take(csv_file("地区,text\n绵阳,差\n成都,好\n成都,贵\n成都,好\n", name="b.csv"), "social")
    assert set(ids) < set(rows(later, "verbatims", "verbatim_id"))


def test_workbook_and_csv_rows_are_the_same_rows(tmp_path: Path, csv_file: Write, take: Take) -> None:
    import xlsxwriter

    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    sheet = book.add_worksheet()
    for place, row in enumerate([["text", "评分"], ["信号差", 3], ["太贵", 4.5]]):
        sheet.write_row(place, 0, row)
    book.close()
    ids = rows(take(tmp_path / "a.xlsx", "social"), "verbatims", "verbatim_id")
    assert ids == rows(take(csv_file("评分,text\n3,信号差\n4.5,太贵\n"), "social"), "verbatims", "verbatim_id")


def test_personal_ids_are_not_stored(csv_file: Write, take: Take) -> None:
    taken = take(csv_file("id,text,工号\n13800138000,好,A01\n13800138000,别的,A01\n"), "social")
    assert rows(taken, "verbatims", "external_id") == ["[手机号]"]
    assert taken.quarantine[0]["given"].startswith("[手机号]")
    assert "A01" not in json.dumps(taken.tables, default=str)


def test_calls(tmp_path: Path, take: Take) -> None:
    turns = [
        {"speaker": "客服1", "text": "您好，请问有什么可以帮您", "start": 0, "end": "00:03"},
        {"speaker": "客户", "text": "宽带断了\n三天了", "start": 3.5, "end": 6},
        {"speaker": "系统", "text": "   "},
        {"speaker": "customer", "text": "我的号是13800138000"},
    ]
    lines: list[Any] = [
        {"id": "c1", "turns": turns, "通话时间": "2026-03-05 10:00"},
        {"id": "c2", "turns": [{"speaker": "agent", "text": "喂"}]},
        {"id": "c3", "turns": "客服：您好\n客户：网慢\n慢得很\n客服：好的"},
        {"id": "c4", "turns": "没有说话人的一段话"},
        {"id": "c5", "turns": [1]},
        {"id": "c6", "turns": []},
        {"id": "c7", "turns": [{"speaker": "？", "text": "谁"}]},
    ]
    path = tmp_path / "calls.jsonl"
    path.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines), encoding="utf-8")
    taken = take(path, "transcript")
    assert rows(taken, "verbatims", "external_id", "text") == [("c1", "宽带断了 三天了\n我的号是[手机号]"), ("c3", "网慢 慢得很")]
    said = rows(taken, "utterances", "turn", "speaker", "start", "end")
    assert said[:3] == [(1, "agent", 0, 3), (2, "customer", 3.5, 6), (3, "customer", None, None)]
    assert taken.reasons == [(2, "no_customer_turns"), (4, "bad_turns"), (5, "bad_turns"), (6, "no_text"), (7, "no_customer_turns")]


SURVEY = (
    "用户ID,语音整体满意度,信号覆盖,是否愿意推荐,居民小区,地铁,其他请注明,当月ARPU,终端品牌,年龄段,不满意的原因\n"
    "u1,9,8,10,-1,5,-1,39.9,甲牌,18-25,电梯里没有信号，打电话13800138000没人接\n"
    "u2,3,1,0,1,-1,98,120,乙牌,26-35,\n"
    "u3,10,99,9,-1,-1,-1,,,26-35,资费太高，每个月都超出套餐\n"
    "u4,,,,,,,,,,\n"
)


def test_questionnaires(csv_file: Write, take: Take) -> None:
    opened = open_file(csv_file(SURVEY * 1), "survey", settings=S)
    assert opened.mapping.fields() == {
        "用户ID": "id",
        "语音整体满意度": "csat",
        "信号覆盖": "driver",
        "是否愿意推荐": "nps",
        "居民小区": "multi",
        "地铁": "multi",
        "其他请注明": "multi",
        "当月ARPU": "operational",
        "终端品牌": "segment",
        "年龄段": "age",
        "不满意的原因": "open",
    }
    assert opened.mapping.columns["信号覆盖"] == Target("answer", "driver", (1, 10), (99,))
    taken = take(csv_file(SURVEY), "survey")
    assert rows(taken, "respondents", "external_id", "age") == [("u1", "18-25"), ("u2", "26-35"), ("u3", "26-35")]
    answers = {(row["source_row"], row["question"]): row for row in taken.tables["answers"]}
    assert answers[1, "居民小区"]["value"] == 0
    assert answers[1, "地铁"]["value"] == 1
    assert answers[2, "其他请注明"]["value"] == 1
    assert (3, "信号覆盖") not in answers
    assert (answers[1, "终端品牌"]["value"], answers[1, "终端品牌"]["label"]) == (None, "甲牌")
    assert (
        answers[2, "是否愿意推荐"]["value"],
        answers[2, "是否愿意推荐"]["scale_low"],
        answers[2, "是否愿意推荐"]["scale_high"],
    ) == (0, 0, 10)
    assert rows(taken, "verbatims", "question", "text")[0] == ("不满意的原因", "电梯里没有信号，打电话[手机号]没人接")
    assert rows(taken, "verbatims", "respondent_id") == [rows(taken, "respondents", "respondent_id")[place] for place in (0, 2)]
    assert taken.reasons == [(4, "no_answers")]


def test_waves_keep_respondents_apart(csv_file: Write, take: Take) -> None:
    one = take(csv_file('用户id,满意度,原因\n1,9,"信号不错，下次还用"\n'), "survey", Mapping(constants={"wave": "2026Q1"}))
    two = take(csv_file('用户id,满意度,原因\n1,9,"信号不错，下次还用"\n'), "survey", Mapping(constants={"wave": "2026Q2"}))
    for table, name in (("respondents", "respondent_id"), ("verbatims", "verbatim_id")):
        assert set(rows(one, table, name)).isdisjoint(rows(two, table, name))
    assert rows(one, "respondents", "wave") == ["2026Q1"]


def test_an_answer_off_the_scale(csv_file: Write, take: Take) -> None:
    mapping = Mapping({"评价": Target("answer", "csat", (1, 5))})
    taken = take(csv_file("id,评价\n1,5\n2,6\n3,非常满意\n4,说不好\n"), "survey", mapping)
    assert taken.reasons == [(2, "out_of_scale")]
    assert rows(taken, "answers", "value", "label") == [(5, None), (5, None), (None, "说不好")]


def test_the_same_respondent_twice(csv_file: Write, take: Take) -> None:
    taken = take(csv_file("用户id,满意度,信号\nu1,9,8\nu1,9,8\nu1,2,8\n"), "survey")
    assert taken.reasons == [(3, "repeated_id")]
    assert len(set(rows(taken, "respondents", "respondent_id"))) == 1


def test_figures(csv_file: Write, take: Take) -> None:
    body = (
        '月份,地市,品牌,指标,值,单位\n2026-03,成都,甲牌,在网用户,"1,200",户\n2026年3月,成都,甲牌,在网用户,1200,户\n2026年3月,成都,甲牌,在网用户,7,户\n'
        "2026-13,,,x,1,\n,,,x,1,\n2026-03,,,,1,\n2026-03,,,x,,\n2026-03,,,x,很多,\n2026-W05,,,x,85%,\n"
    )
    taken = take(csv_file(body), "measures")
    assert sorted(rows(taken, "measures", "source_row", "grain", "value")) == [
        (1, "month", 1200),
        (2, "month", 1200),
        (9, "week", 0.85),
    ]
    assert len(set(rows(taken, "measures", "measure_id"))) == 2
    assert taken.reasons == [
        (3, "repeated_id"),
        (4, "bad_period"),
        (5, "no_period"),
        (6, "no_measure"),
        (7, "no_value"),
        (8, "bad_number"),
    ]


@pytest.mark.parametrize(
    ("source", "header", "missing"),
    [
        ("social", "a,b", "text"),
        ("complaint", "a,b", "text"),
        ("transcript", "a,b", "turns"),
        ("survey", "用户id,地区", "answer"),
        ("measures", "月份,值", "measure"),
    ],
)
def test_what_a_source_needs(csv_file: Write, source: str, header: str, missing: str) -> None:
    with pytest.raises(MappingError, match=missing) as error:
        open_file(csv_file(f"{header}\n1,2\n"), source, settings=S)
    assert header.split(",")[1] in error.value.zh


def test_unknown_source(csv_file: Write) -> None:
    with pytest.raises(MappingError, match="transcript"):
        open_file(csv_file("text\nx\n"), "calls", settings=S)


def test_one_row_per_turn(csv_file: Write, take: Take) -> None:
    head = "通话编号,说话人,内容,开始秒,通话时间,地区"
    lines = [
        "c1,客服,您好,0,2026-03-05 10:00,成都",
        "c1,客户,宽带断了,00:03,2026-03-05 10:00,成都",
        "c1,客户,,5,,",
        "c1,客户,三天了13800138000,6,,",
        "c2,客服,喂,0,,",
        "c2,客服,喂喂,1,,",
        ",客户,谁,0,,",
        "c3,客户,太贵,0,2026/13/45,",
        "c3,客服,好的,1,,",
    ]
    taken = take(csv_file("\n".join([head, *lines])), "transcript")
    assert rows(taken, "verbatims", "external_id", "text", "source_row") == [("c1", "宽带断了\n三天了[手机号]", 1)]
    assert rows(taken, "utterances", "turn", "speaker", "start", "source_row") == [
        (1, "agent", 0, 1),
        (2, "customer", 3, 2),
        (3, "customer", 6, 4),
    ]
    assert taken.reasons == [
        (3, "no_text"),
        (5, "no_customer_turns"),
        (6, "no_customer_turns"),
        (7, "no_id"),
        (8, "bad_date"),
        (9, "bad_date"),
    ]


def test_one_row_per_turn_over_many_blocks(csv_file: Write, take: Take) -> None:
    lines = [f"c{n // 3},{'客户' if n % 3 else '客服'},第{n}句,{n % 3}" for n in range(50_000)]
    taken = take(csv_file("\n".join(["通话编号,说话人,内容,开始秒", *lines])), "transcript")
    assert taken.rows == 50_000
    assert len(taken.tables["utterances"]) == 50_000
    assert len(taken.tables["verbatims"]) == 16_667
    assert taken.quarantine == []


@pytest.mark.parametrize(
    ("given", "kept"), [("客户", "customer"), ("员工", "staff"), ("合作伙伴", "partner"), ("Employees", "staff"), ("街坊", "街坊")]
)
def test_who_was_asked_is_worded_as_the_contract_has_it(csv_file: Write, take: Take, given: str, kept: str) -> None:
    taken = take(csv_file(f"问卷编号,调查对象,总体满意度\nA01,{given},8\nA02,{given},9\n"), "survey")
    assert rows(taken, "respondents", "population") == [kept, kept]

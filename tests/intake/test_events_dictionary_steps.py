"""Events, dictionaries, case steps and the names and shares of measures: what is taken, what is put out and why."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from intake.conftest import take_all

from voc.errors import InputError, MappingError
from voc.intake import guess_source, open_file
from voc.intake.dictionary import Entry, cycles
from voc.intake.headers import enumeration, normal
from voc.intake.mapping import FIELDS, read_mapping
from voc.intake.reasons import REASONS
from voc.schema import DICTIONARY_KINDS, EVENT_KINDS, SOURCES
from voc.settings import Settings

S = Settings()
Take = Callable[..., Any]
Write = Callable[..., Path]

EVENTS = "事件编号,类型,名称,开始时间,结束时间,品牌,产品,渠道,地区,营业厅,根因,说明\n"
STEPS = "工单编号,步骤,部门,班组,工号,接收时间,转出时间,结果\n"
DICTIONARY = "类别,名称,上级,同义词,生效日期,失效日期\n"


def rows(taken: Any, table: str, *columns: str) -> list[tuple[Any, ...]]:
    return [tuple(row[column] for column in columns) for row in taken.tables.get(table, [])]


@pytest.mark.parametrize(
    ("header", "row", "source"),
    [
        (EVENTS, "E1,修复,补丁,2026-03-01,,,,,,,,", "events"),
        ("kind,name,start,end,brand,note\n", "outage,north,2026-03-01 08:00,,,", "events"),
        (STEPS, "G1,1,客服,一组,007,2026-03-01,,转派", "steps"),
        ("case id,department,received at,left at\n", "G1,billing,2026-03-01,", "steps"),
        (DICTIONARY, "产品,畅玩39,青笋,,,", "dictionary"),
        ("type,name,parent,aliases\n", "brand,Qing,,q", "dictionary"),
        # Beside them what was told apart before:
        ("工单编号,投诉内容,受理时间,办结时间\n", "G1,扣费不对,2026-03-01,", "complaint"),
        ("工单编号,步骤,接收时间,投诉内容\n", "G1,1,2026-03-01,扣费不对", "complaint"),
        ("月份,指标,值\n", "2026-03,客户数,12", "measures"),
        ("类型,名称,评论内容,开始时间\n", "手机,某型号,屏幕不亮了很失望,2026-03-01", "social"),
    ],
)
def test_the_source_is_told_by_headers_and_kinds(csv_file: Write, header: str, row: str, source: str) -> None:
    assert guess_source(csv_file(header + row + "\n"), settings=S) == source


@pytest.mark.parametrize(("values", "known"), [("event_kind", EVENT_KINDS), ("dictionary_kind", DICTIONARY_KINDS)])
def test_every_kind_has_words(values: str, known: tuple[str, ...]) -> None:
    words = enumeration(values)
    assert set(words.values()) == set(known)
    assert all(any(word != normal(kind) for word, value in words.items() if value == kind) for kind in known)
    said = {place: REASONS[f"unknown_{values}"][place] for place in (0, 1)}
    assert all(kind in said[1] for kind in known)
    assert len(said[0].split("、")) == len(known)


def test_events(take: Take, csv_file: Write) -> None:
    body = (
        "E1,版本发布,掌厅 8.0,2026-03-02 21:30,2026-03-03 02:00,青笋,,掌厅,,,digital.app,夜间\n"
        "E2,网络故障,城东断网,2026/3/5 14:00,,,,,城东,东门厅,,\n"
        "E3,营销活动,春季办卡,2026-03-01,2026-03-31,,,,,,,\n"
        "E4,其它,搬迁,2026年3月9日,2026年3月9日,,,,,,,\n"
    )
    taken = take(csv_file(EVENTS + body), "events")
    assert taken.quarantine == []
    assert rows(taken, "events", "kind", "name", "start", "end", "day", "brand", "region", "cause") == [
        (
            "release",
            "掌厅 8.0",
            datetime(2026, 3, 2, 13, 30, tzinfo=UTC),
            datetime(2026, 3, 2, 18, tzinfo=UTC),
            date(2026, 3, 2),
            "青笋",
            None,
            "digital.app",
        ),
        ("outage", "城东断网", datetime(2026, 3, 5, 6, tzinfo=UTC), None, date(2026, 3, 5), None, "城东", None),
        # A day as a start is local midnight; a day as an end lasts to its last second.
        (
            "campaign",
            "春季办卡",
            datetime(2026, 2, 28, 16, tzinfo=UTC),
            datetime(2026, 3, 31, 15, 59, 59, tzinfo=UTC),
            date(2026, 3, 1),
            None,
            None,
            None,
        ),
        (
            "other",
            "搬迁",
            datetime(2026, 3, 8, 16, tzinfo=UTC),
            datetime(2026, 3, 9, 15, 59, 59, tzinfo=UTC),
            date(2026, 3, 9),
            None,
            None,
            None,
        ),
    ]


def test_events_that_cannot_be_taken(take: Take, csv_file: Write) -> None:
    body = (
        "E1,打雷,雷雨,2026-03-01,,,,,,,,\n"
        ",,没有类型,2026-03-01,,,,,,,,\n"
        "E3,修复,,2026-03-01,,,,,,,,\n"
        "E4,修复,补丁,,,,,,,,,\n"
        "E5,修复,补丁,2026-13-01,,,,,,,,\n"
        "E6,网络故障,断网,2026-03-05 14:00,2026-03-05 13:59,,,,,,,\n"
        "E7,网络故障,断网,2026-03-05,2026-03-04,,,,,,,\n"
        "E8,修复,补丁,2026-03-01,,,,,,,,\n"
        "E8,修复,另一个补丁,2026-03-01,,,,,,,,\n"
        "E8,修复,补丁,2026-03-01,2026-03-02,,,,,,,\n"
    )
    taken = take(csv_file(EVENTS + body), "events")
    assert taken.reasons == [
        (1, "unknown_event_kind"),
        (2, "no_kind"),
        (3, "no_name"),
        (4, "no_start"),
        (5, "bad_date"),
        (6, "ends_before_start"),
        (7, "ends_before_start"),
        (9, "repeated_id"),
    ]
    given = {row["source_row"]: row["given"] for row in taken.quarantine}
    assert given[1] == "打雷"
    assert given[6] == "2026-03-05 14:00 → 2026-03-05 13:59"
    # The last state of E8 comes later, under the same id.
    first, last = rows(taken, "events", "event_id", "source_row")
    assert (first[0], first[1], last[1]) == (last[0], 8, 10)


def test_an_event_without_number_is_named_by_kind_name_and_start(take: Take, csv_file: Write) -> None:
    one = take(csv_file("类型,名称,开始时间,结束时间\n修复,补丁,2026-03-01,\n修复,补丁,2026-03-08,\n"), "events")
    two = take(csv_file("名称,说明,类型,开始时间\n补丁,见公告,修复,2026/3/1\n", name="b.csv"), "events")
    ids = [event for (event,) in rows(one, "events", "event_id")]
    assert len(set(ids)) == 2
    assert rows(two, "events", "event_id") == [(ids[0],)]


def test_an_outage_until_midnight_in_a_workbook_is_not_a_day_longer(take: Take, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["类型", "名称", "开始时间", "结束时间"])
    book.active.append(["网络故障", "断网", datetime(2026, 3, 5, 22), datetime(2026, 3, 6)])
    book.active.append(["营销活动", "办卡", datetime(2026, 3, 5), datetime(2026, 3, 6)])
    book.save(tmp_path / "events.xlsx")
    taken = take(tmp_path / "events.xlsx", "events")
    assert rows(taken, "events", "end") == [
        (datetime(2026, 3, 5, 16, tzinfo=UTC),),
        (datetime(2026, 3, 6, 15, 59, 59, tzinfo=UTC),),
    ]


def test_steps_carry_the_id_of_their_case(take: Take, csv_file: Write) -> None:
    cases = take(csv_file("工单编号,投诉内容,工号\nGD-001,多扣了三十块,A7\nGD-002,没有信号,A8\n"), "complaint")
    body = "GD-002,1,客服,一组,A8,2026-03-01 09:00,2026-03-01 10:30,转派\nGD-001,1,客服,一组,A7,2026-03-02,,\nGD-001,第2步,账务,二组,B1,2026-03-03,2026-03-04,办结\n"
    taken = take(csv_file(STEPS + body, name="s.csv"), "steps")
    assert taken.quarantine == []
    by_text = dict(rows(cases, "verbatims", "text", "case_id"))
    assert rows(taken, "case_steps", "case_id", "step", "department", "outcome") == [
        (by_text["没有信号"], 1, "客服", "转派"),
        (by_text["多扣了三十块"], 1, "客服", None),
        (by_text["多扣了三十块"], 2, "账务", "办结"),
    ]
    staff = dict(rows(cases, "verbatims", "text", "staff_key"))
    assert rows(taken, "case_steps", "staff_key")[0] == (staff["没有信号"],)
    assert rows(taken, "case_steps", "received", "left")[0] == (
        datetime(2026, 3, 1, 1, tzinfo=UTC),
        datetime(2026, 3, 1, 2, 30, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (",1,客服,,,2026-03-01,,", "no_case"),
        ("G1,,客服,,,2026-03-01,,", "no_step"),
        ("G1,0,客服,,,2026-03-01,,", "bad_number"),
        ("G1,1.5,客服,,,2026-03-01,,", "bad_number"),
        ("G1,2,客服,,,2026-03-02 10:00,2026-03-02 09:59,", "left_before_received"),
        ("G1,2,客服,,,2026-03-02,2026-03-01,", "left_before_received"),
        ("G1,2,客服,,,昨天,,", "bad_date"),
        ("G9,9,另一处,,,2026-03-01,,", "repeated_id"),
    ],
)
def test_steps_that_cannot_be_taken(take: Take, csv_file: Write, row: str, reason: str) -> None:
    taken = take(csv_file(f"{STEPS}G9,9,客服,,,2026-03-01,,\nG8,1,客服,,,,,\n{row}\n"), "steps")
    assert taken.reasons == [(3, reason)]
    assert len(taken.tables["case_steps"]) == 2


def test_a_step_that_was_left_on_the_day_it_came(take: Take, csv_file: Write) -> None:
    body = "G1,1,a,,,2026-03-02 10:00,2026-03-02,\nG1,2,b,,,2026-03-02,2026-03-02,\n"
    taken = take(csv_file(STEPS + body), "steps")
    midnight = datetime(2026, 3, 1, 16, tzinfo=UTC)
    assert rows(taken, "case_steps", "left") == [(datetime(2026, 3, 2, 15, 59, 59, tzinfo=UTC),), (midnight,)]


def test_steps_without_numbers_are_numbered_by_time_and_otherwise_by_the_file(take: Take, csv_file: Write) -> None:
    body = (
        "工单编号,部门,接收时间,转出时间\n"
        "A,三,2026-03-03,2026-03-04\nA,一,2026-03-01,2026-03-02\nB,先,,2026-03-09\nA,二,2026-03-02,2026-03-03\nB,后,2026-03-01,\n"
        "A,一,2026-03-01,2026-03-02\nA,坏,2026-03-05,2026-03-01\n"
    )
    taken = take(csv_file(body), "steps")
    assert taken.reasons == [(7, "left_before_received")]
    assert rows(taken, "case_steps", "department", "step") == [("三", 3), ("一", 1), ("先", 1), ("二", 2), ("后", 2), ("一", 1)]


def test_a_column_of_steps_in_words_does_not_count(take: Take, csv_file: Write) -> None:
    path = csv_file("工单编号,步骤,部门,接收时间\nA,派单,一,2026-03-01\nA,回访,二,2026-03-02\n")
    assert open_file(path, "steps", settings=S).unused == ("步骤",)
    assert rows(take(path, "steps"), "case_steps", "department", "step") == [("一", 1), ("二", 2)]


def test_numbers_of_one_case_beyond_a_block(take: Take, csv_file: Write) -> None:
    lines = [f"C{row % 7},部门{row},2026-03-01 00:{row % 60:02d}:{row // 60 % 60:02d}" for row in range(4_500)]
    taken = take(csv_file("工单编号,部门,接收时间\n" + "\n".join(lines) + "\n"), "steps")
    by_case: dict[str, list[int]] = {}
    for case, step in rows(taken, "case_steps", "case_id", "step"):
        by_case.setdefault(case, []).append(step)
    assert len(by_case) == 7
    assert all(sorted(steps) == list(range(1, len(steps) + 1)) for steps in by_case.values())


def test_dictionary(take: Take, csv_file: Write) -> None:
    body = (
        "品牌,青笋,,青笋卡|青笋品牌,,\n档次,基础,青笋,,,\n档次,基础,竹悦,,,\n产品,畅玩39,青笋,畅玩、39元卡；青笋39，畅玩39|畅玩,2025-07-01,2026-06-30\n"
        "友商,远山电信,,,,\n触点,套餐页,掌厅,,,\n门店,东门厅,城东,,,\n区县,城东,,东城,,\n班组,一组,客服部,,,\n部门,客服部,,,,\n"
        "产品,国际漫游包,,\"1,000分钟包,漫游包\",,\n"
    )  # fmt: skip
    taken = take(csv_file(DICTIONARY + body), "dictionary")
    assert taken.quarantine == []
    assert rows(taken, "dictionary", "kind", "name", "parent", "synonyms") == [
        ("brand", "青笋", None, "青笋卡|青笋品牌"),
        ("tier", "基础", "青笋", None),
        ("tier", "基础", "竹悦", None),
        ("product", "畅玩39", "青笋", "畅玩|39元卡|青笋39"),
        ("competitor", "远山电信", None, None),
        ("touchpoint", "套餐页", "掌厅", None),
        ("store", "东门厅", "城东", None),
        ("region", "城东", None, "东城"),
        ("team", "一组", "客服部", None),
        ("department", "客服部", None, None),
        ("product", "国际漫游包", None, "1,000分钟包|漫游包"),
    ]
    assert rows(taken, "dictionary", "valid_from", "valid_until")[3] == (date(2025, 7, 1), date(2026, 6, 30))
    assert len(set(rows(taken, "dictionary", "entry_id"))) == 11


def test_entries_that_cannot_be_taken(take: Take, csv_file: Write) -> None:
    body = (
        "星座,天蝎,,,,\n,无类别,,,,\n产品,,青笋,,,\n产品,老卡,青笋,,2026-03-02,2026-03-01\n产品,新卡,青笋,甲,,\n产品,新卡,青笋,乙,,\n产品,新卡,青笋,甲,,\n"
        "地区,甲,乙,,,\n地区,乙,丙,,,\n地区,丙,甲,,,\n地区,丁,甲,,,\n部门,自己,自己,,,\n产品,青笋,青笋,,,\n品牌,青笋,,,,\n"
    )
    taken = take(csv_file(DICTIONARY + body), "dictionary")
    assert taken.reasons == [
        (1, "unknown_dictionary_kind"),
        (2, "no_kind"),
        (3, "no_name"),
        (4, "ends_before_start"),
        (6, "repeated_id"),
        *((row, "cycle") for row in (8, 9, 10, 12)),
    ]
    given = {row["source_row"]: row["given"] for row in taken.quarantine}
    assert {given[8], given[9], given[10]} == {"甲 → 乙 → 丙 → 甲"}
    assert given[12] == "自己 → 自己"
    # The row below the cycle stays; a product named as its brand is no cycle.
    assert rows(taken, "dictionary", "name", "source_row") == [("新卡", 5), ("丁", 11), ("青笋", 13), ("青笋", 14), ("新卡", 7)]


def test_a_dictionary_is_not_read_beyond_its_limit(csv_file: Write, take: Take, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("voc.intake.dictionary.MOST_ROWS", 5)
    lines = "".join(f"产品,p{row},,,,\n" for row in range(6))
    assert len(take(csv_file(DICTIONARY + lines.removesuffix("产品,p5,,,,\n")), "dictionary").tables["dictionary"]) == 5
    with pytest.raises(InputError, match="more than 5 rows"):
        take(csv_file(DICTIONARY + lines), "dictionary")


NAMES = st.sampled_from("甲乙丙丁戊")
ENTRIES = st.lists(
    st.builds(Entry, st.sampled_from(["brand", "tier", "product", "region"]), NAMES, st.none() | NAMES), max_size=9, unique=True
)


@given(ENTRIES)
@settings(max_examples=300)
def test_what_is_left_has_a_way_up_that_ends(entries: list[Entry]) -> None:
    out = cycles(entries)
    left = [entry for place, entry in enumerate(entries) if place not in out]
    assert cycles(left) == {}
    for way in out.values():
        assert way.split(" → ")[0] == way.split(" → ")[-1]
    # Counted by hand: leaf by leaf, an entry is free where it has no parent that is here, or one that is free.
    free: list[Entry] = []
    for _ in left:
        for entry in left:
            above = [one for one in left if one.name == entry.parent]
            if entry not in free and (not above or any(one in free for one in above)):
                free.append(entry)
    assert set(free) == set(left)


@given(st.lists(st.tuples(NAMES, st.none() | NAMES), unique_by=lambda one: one[0], max_size=5))
def test_without_doubles_just_the_rings_go(pairs: list[tuple[str, str | None]]) -> None:
    entries = [Entry("region", name, parent) for name, parent in pairs]
    parents = dict(pairs)

    def comes_back(name: str) -> bool:
        at = parents.get(name)
        for _ in range(6):
            if at == name:
                return True
            at = parents.get(at) if at else None
        return False

    assert {entries[place].name for place in cycles(entries)} == {name for name, _ in pairs if comes_back(name)}


def test_an_awkward_dictionary_is_judged_in_time() -> None:
    chain = [Entry("region", str(place), str(place + 1)) for place in range(50_000)]
    assert cycles(chain) == {}
    ring = [*chain, Entry("region", "50000", "0")]
    assert len(cycles(ring)) == 50_001


def test_measures_under_one_name_and_shares(take: Take, csv_file: Write) -> None:
    body = (
        "周期,指标,值,单位,地区\n2026-W10,Customers,1200,户,东\n2026-W10,客户 数,900,户,西\n2026-W10,Retention Rate,98.5%,,东\n2026-W10,留存率,97,%,西\n"
        "2026-W10,留存率,0.96,,北\n2026-W10,Port-outs,12,,东\n2026-W10,自家指标,3,件,东\n2026-W10,arpu,58.2,元/户,东\n2026-W10,接通率,\"85％\",%,东\n"
    )  # fmt: skip
    taken = take(csv_file(body), "measures")
    assert taken.quarantine == []
    assert rows(taken, "measures", "measure", "value", "unit") == [
        ("客户数", 1200.0, "户"),
        ("客户数", 900.0, "户"),
        ("留存率", 0.985, "比例"),
        ("留存率", 0.97, "比例"),
        ("留存率", 0.96, None),
        ("携出", 12.0, None),
        ("自家指标", 3.0, "件"),
        ("ARPU", 58.2, "元/户"),
        ("接通率", 0.85, "比例"),
    ]


def test_one_measure_under_two_names_is_one_row(take: Take, csv_file: Write) -> None:
    taken = take(csv_file("周期,指标,值\n2026-W10,customers,1200\n2026-W10,客户数,1200\n2026-W10,客户总数,1300\n"), "measures")
    assert taken.reasons == [(3, "repeated_id")]
    assert len(set(rows(taken, "measures", "measure_id"))) == 1


def test_a_measure_without_a_period(take: Take, csv_file: Write) -> None:
    taken = take(csv_file("周期,指标,值\n,客户数,1\n某周,客户数,2\n2026-W10,,3\n2026-W10,客户数,\n"), "measures")
    assert taken.reasons == [(1, "no_period"), (2, "bad_period"), (3, "no_measure"), (4, "no_value")]


def test_what_was_given_is_marked_as_given(take: Take, csv_file: Write) -> None:
    body = "编号,评论内容,品牌,产品,地区,竞争对手\n1,信号太差了,青笋,,城东,远山电信\n2,还不错呢,,畅玩39,,\n"
    taken = take(csv_file(body), "social")
    marks = ("brand_from", "product_from", "region_from", "competitor_from")
    assert rows(taken, "verbatims", *marks) == [("given", None, "given", "given"), (None, "given", None, None)]


@pytest.mark.parametrize("source", SOURCES)
def test_a_mapping_file_names_every_field(source: str) -> None:
    columns = {f"列{place}": name for place, name in enumerate(FIELDS[source])}
    mapping = read_mapping({"source": source, "columns": columns}, "map.toml")
    assert set(mapping.fields()) == set(columns)


@pytest.mark.parametrize(
    ("source", "header", "missing"),
    [("steps", "部门,接收时间", "case"), ("events", "类型,名称,结束时间", "start"), ("dictionary", "名称,上级", "kind")],
)
def test_what_a_source_needs(csv_file: Write, source: str, header: str, missing: str) -> None:
    with pytest.raises(MappingError, match=missing):
        open_file(csv_file(f"{header}\n一,二,三\n"), source, settings=S)


def test_a_caption_of_one_known_word_is_not_the_header(take: Take, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (["说明"], [], ["类型", "名称", "开始时间"], ["修复", "补丁", "2026-03-01"]):
        book.active.append(row)
    book.save(tmp_path / "e.xlsx")
    assert rows(take(tmp_path / "e.xlsx", "events"), "events", "name") == [("补丁",)]


def test_one_column_of_texts_keeps_its_header(take: Take, csv_file: Write) -> None:
    assert rows(
        take(csv_file("说明\n内容\n文本\n"), "social", read_mapping({"columns": {"说明": "text"}}, "m")), "verbatims", "text"
    ) == [
        ("内容",),
        ("文本",),
    ]


CELLS = st.sampled_from(
    ["", "甲", "乙", "修复", "品牌", "地区", "1", "2", "0", "2026-03-01", "2026-03-02 10:00", "13:00", "-", "甲|乙", "=1+1"]
)


@pytest.mark.parametrize("source", ["events", "steps", "dictionary"])
@given(table=st.lists(st.tuples(*[CELLS] * 6), min_size=1, max_size=12), counted=st.booleans())
@settings(max_examples=60)
def test_every_row_is_taken_or_put_out(
    tmp_path_factory: pytest.TempPathFactory, source: str, table: list[tuple[str, ...]], counted: bool
) -> None:
    headers = {
        "events": ["类型", "名称", "开始时间", "结束时间", "事件编号", "地区"],
        "steps": ["工单编号", "步骤" if counted else "班组", "部门", "接收时间", "转出时间", "结果"],
        "dictionary": ["类别", "名称", "上级", "同义词", "生效日期", "失效日期"],
    }[source]
    path = tmp_path_factory.mktemp("rows") / "rows.csv"
    path.write_text("\n".join(",".join(row) for row in [headers, *table]) + "\n", encoding="utf-8")
    # What adds up is asserted by take_all itself.
    taken = take_all(path, source)
    assert taken.rows == len(table)
    assert {row["reason"] for row in taken.quarantine} <= set(REASONS)
    for row in taken.tables.get("events", []) + taken.tables.get("case_steps", []):
        first, last = (row["start"], row["end"]) if source == "events" else (row["received"], row["left"])
        assert first is None or last is None or first <= last

"""The sample's files: same seed, same bytes; the promised size, dates and forms; language without skeletons."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path
from types import ModuleType

import pytest
from sample.sample_rows import Row, csv_rows, digests, jsonl_rows

FILES = {
    "dictionary.csv": "dictionary",
    "events.csv": "events",
    "survey.csv": "survey",
    "staff.xlsx": "survey",
    "partners.sav": "survey",
    "complaints.xlsx": "complaint",
    "case_steps.csv": "steps",
    "transcripts.jsonl": "transcript",
    "social.jsonl": "social",
    "measures.csv": "measures",
}


def test_same_seed_same_bytes_other_seed_other_bytes(package: ModuleType, tmp_path: Path) -> None:
    written = package.generate(tmp_path / "one", scale=0.03)
    assert [(path.name, source) for path, source in written] == list(FILES.items())
    package.generate(tmp_path / "again", scale=0.03)
    assert digests(tmp_path / "again") == digests(tmp_path / "one")
    package.generate(tmp_path / "other", seed=7, scale=0.03)
    same = {name for name, digest in digests(tmp_path / "other").items() if digests(tmp_path / "one")[name] == digest}
    assert same == {"dictionary.csv", "events.csv"}


def test_scale_multiplies_the_records_and_refuses_nothing(package: ModuleType, tmp_path: Path) -> None:
    package.generate(tmp_path, scale=0.2)
    assert len(csv_rows(tmp_path / "survey.csv")) == 2400
    assert len(jsonl_rows(tmp_path / "transcripts.jsonl")) == 1000
    with pytest.raises(ValueError, match="greater than 0"):
        package.generate(tmp_path, scale=0)


def test_promised_size_and_encodings(
    folder: Path, survey: list[Row], staff: list[Row], complaints: list[Row], calls: list[Row], posts: list[Row]
) -> None:
    assert (len(survey), len(staff), len(complaints), len(calls), len(posts)) == (12_000, 600, 10_000, 5_000, 3_000)
    assert (folder / "survey.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    with pytest.raises(UnicodeDecodeError):
        (folder / "measures.csv").read_bytes().decode("utf-8")
    assert (folder / "measures.csv").stat().st_size < 6_000_000


def test_dates_lie_in_52_whole_weeks(survey: list[Row], complaints: list[Row], calls: list[Row], posts: list[Row]) -> None:
    days = [date.fromisoformat(row["调查日期"]) for row in survey] + [row["受理时间"].date() for row in complaints]
    days += [datetime.fromisoformat(row["occurred_at"]).date() for row in calls]
    days += [datetime.fromisoformat(row["时间"]).date() for row in posts]
    assert (min(days), max(days)) == (date(2025, 6, 30), date(2026, 6, 28))
    assert len({(day - date(2025, 6, 30)).days // 7 for day in days}) == 52


def test_weekends_and_holidays_are_quiet(complaints: list[Row]) -> None:
    weekdays = Counter(row["受理时间"].weekday() for row in complaints)
    assert weekdays[5] + weekdays[6] < 0.8 * (weekdays[0] + weekdays[1])
    weeks = Counter((row["受理时间"].date() - date(2025, 6, 30)).days // 7 for row in complaints)
    usual = sum(weeks.values()) / 52
    national_day, spring_festival = weeks[13] + weeks[14], weeks[33]
    assert national_day < 2 * 0.9 * usual
    assert spring_festival < 0.8 * usual


def test_dictionary_names_everything_the_records_name(
    folder: Path, complaints: list[Row], survey: list[Row], calls: list[Row]
) -> None:
    known = {(row["类别"], row["名称"]) for row in csv_rows(folder / "dictionary.csv")}
    for kind, column in (
        ("品牌", "品牌"),
        ("产品", "套餐"),
        ("地区", "地区"),
        ("渠道", "渠道"),
        ("部门", "处理部门"),
        ("营业厅", "营业厅"),
    ):
        assert {(kind, row[column]) for row in complaints if row[column]} <= known
    assert {("班组", call["team"]) for call in calls} <= known
    assert {("档次", row["档次"]) for row in survey} <= known
    parents = {row["名称"] for row in csv_rows(folder / "dictionary.csv")}
    assert {row["上级"] for row in csv_rows(folder / "dictionary.csv") if row["上级"]} <= parents


def test_calendar_holds_what_the_operator_knows_and_not_what_it_does_not(folder: Path, package: ModuleType) -> None:
    events = csv_rows(folder / "events.csv")
    assert {row["类型"] for row in events} == {"版本发布", "网络故障", "系统差错", "营销活动", "修复", "资费调整", "其他"}
    starts = [datetime.fromisoformat(row["开始时间"]) for row in events]
    assert starts == sorted(starts)
    assert all(
        datetime.fromisoformat(row["结束时间"]) > start for row, start in zip(events, starts, strict=True) if row["结束时间"]
    )
    assert not any(re.search("临湖路|手表.*失败|复制", row["名称"]) for row in events)
    assert ("网络故障", "2026-04-22 14:10", "川江") in {(row["类型"], row["开始时间"], row["地区"]) for row in events}


def test_ids_are_unique(survey: list[Row], staff: list[Row], complaints: list[Row], calls: list[Row], posts: list[Row]) -> None:
    for rows, name in ((survey, "问卷编号"), (staff, "问卷编号"), (complaints, "工单编号"), (calls, "id"), (posts, "id")):
        assert len({row[name] for row in rows}) == len(rows)


def test_calls_have_6_to_20_turns_of_both_sides_forward_in_time(calls: list[Row]) -> None:
    for call in calls:
        turns = call["turns"]
        assert 6 <= len(turns) <= 20
        assert {turn["speaker"] for turn in turns} == {"agent", "customer"}
        assert all(turn["text"] and turn["start"] < turn["end"] for turn in turns)
        assert all(before["end"] <= after["start"] for before, after in pairwise(turns))


def test_no_skeleton_is_worn_out(package: ModuleType, verbatims: list[str]) -> None:
    lexis = __import__("voc_sample.lexis", fromlist=["lexis"])
    spontaneous = [text for text in verbatims if "竹桥还我公平" not in text]
    skeleton, share = lexis.commonest_skeleton(spontaneous)
    assert share <= 0.003, f"{skeleton!r} is {share:.2%} of the verbatims"


def test_a_skeleton_does_not_depend_on_slots(package: ModuleType) -> None:
    noise = __import__("voc_sample.noise", fromlist=["noise"])
    assert noise.plain_skeleton("翠湖花园信号差，青笋39白交了3个月") == noise.plain_skeleton("李家坝信号差！竹悦白交了五个月")
    assert noise.plain_skeleton("信号差") != noise.plain_skeleton("网速慢")


def test_nothing_unfilled_is_left(verbatims: list[str], complaints: list[Row], calls: list[Row]) -> None:
    texts = verbatims + [row["回复内容"] for row in complaints] + [turn["text"] for call in calls for turn in call["turns"]]
    broken = re.compile(r"[{}]|\[[^\]]*\||\|[^\[]*\]|=>|，，|。，|，。")
    assert [text for text in texts if broken.search(text)] == []


def test_every_part_is_well_formed(package: ModuleType) -> None:
    phrases = __import__("voc_sample.phrases", fromlist=["phrases"])
    slots = set(phrases._SLOTS)
    for section, lists in phrases.parts().items():
        for name, lines in lists.items():
            for line in lines:
                assert line.count("[") == line.count("]"), (section, name, line)
                assert set(re.findall(r"\{(\w+)\}", line)) <= slots, (section, name, line)


def test_every_cause_has_its_parts_and_is_heard(package: ModuleType) -> None:
    mix, phrases = (__import__(f"voc_sample.{name}", fromlist=[name]) for name in ("mix", "phrases"))
    for cause in mix.CAUSES:
        known = phrases.parts()[cause]
        assert len(known["facts"]) >= 10, cause
        assert {"short", "notes", "probes", "explains"} <= set(known), cause
        for name in ("effects", "feelings", "asks"):
            assert name in known or name in phrases.parts()[mix.group(cause)], (cause, name)


def test_dialect_fillers_traditional_latin_and_slips_occur(verbatims: list[str]) -> None:
    for pattern in (
        "APP|WiFi|5G",
        "嘎哈|咋整|恼火|冇|弄啥|结棍|么斯|额",
        "那个|就是说|呃",
        "[網電話費後說開]",
        "帐单|登陆|以经|反应|在说",
        "🙂|\\[摊手\\]",
    ):
        assert sum(bool(re.search(pattern, text)) for text in verbatims) >= 5, pattern


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (0, "零"),
        (8, "八"),
        (10, "十"),
        (15, "十五"),
        (20, "二十"),
        (105, "一百零五"),
        (129, "一百二十九"),
        (1200, "一千二百"),
        (3008, "三千零八"),
    ],
)
def test_numbers_as_they_are_said(package: ModuleType, number: int, said: str) -> None:
    noise = __import__("voc_sample.noise", fromlist=["noise"])
    assert noise.read_number(number) == said


def test_no_number_given_out_to_anybody(verbatims: list[str], complaints: list[Row], calls: list[Row]) -> None:
    texts = "\n".join(verbatims) + "\n".join(row["客户号码"] for row in complaints) + "\n".join(call["customer"] for call in calls)
    assert {number[:3] for number in re.findall(r"(?<!\d)1\d{10}(?!\d)", texts)} == {"154"}

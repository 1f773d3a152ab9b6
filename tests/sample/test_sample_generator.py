"""The sample: same seed, same bytes; the promised size; language without skeletons; what is planted can be seen."""

from __future__ import annotations

import csv
import hashlib
import json
import re
from collections import Counter
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from voc.resources import load_package

Row = dict[str, Any]


@pytest.fixture(scope="module")
def package() -> ModuleType:
    return load_package("voc_sample", "data", "generator")


@pytest.fixture(scope="module")
def folder(package: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("样本 sample")
    package.generate(folder)
    return folder


@pytest.fixture(scope="module")
def survey(folder: Path) -> list[Row]:
    return _csv(folder / "survey_2026H1.csv", "utf-8-sig")


@pytest.fixture(scope="module")
def complaints(folder: Path) -> list[Row]:
    header, *rows = CalamineWorkbook.from_path(folder / "complaints.xlsx").get_sheet_by_index(0).to_python()
    return [dict(zip(header, row, strict=True)) for row in rows]


@pytest.fixture(scope="module")
def calls(folder: Path) -> list[Row]:
    return _jsonl(folder / "transcripts.jsonl")


@pytest.fixture(scope="module")
def posts(folder: Path) -> list[Row]:
    return _jsonl(folder / "social.jsonl")


@pytest.fixture(scope="module")
def measures(folder: Path) -> list[Row]:
    return _csv(folder / "measures.csv", "gb18030")


@pytest.fixture(scope="module")
def answers(survey: list[Row]) -> list[str]:
    return [row[name] for row in survey for name in ("不满意的原因", "其他建议") if row[name]]


@pytest.fixture(scope="module")
def verbatims(answers: list[str], complaints: list[Row], calls: list[Row], posts: list[Row]) -> list[str]:
    whole_calls = ["\n".join(turn["text"] for turn in call["turns"] if turn["speaker"] == "customer") for call in calls]
    return answers + [row["投诉内容"] for row in complaints] + [row["正文"] for row in posts] + whole_calls


def _csv(path: Path, encoding: str) -> list[Row]:
    with path.open(encoding=encoding, newline="") as file:
        return list(csv.DictReader(file))


def _jsonl(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _digests(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


def _weekly(measures: list[Row], measure: str, **where: str) -> list[float]:
    weeks: Counter[str] = Counter()
    for row in measures:
        if row["指标"] == measure and "W" in row["周期"] and all(row[name] == value for name, value in where.items()):
            weeks[row["周期"]] += float(row["数值"])
    return [weeks[week] for week in sorted(weeks)]


def test_same_seed_same_bytes_other_seed_other_bytes(package: ModuleType, folder: Path, tmp_path: Path) -> None:
    written = package.generate(tmp_path / "again")
    assert [source for _, source in written] == ["survey", "complaint", "transcript", "social", "measures"]
    assert _digests(tmp_path / "again") == _digests(folder)
    package.generate(tmp_path / "other", seed=7)
    assert not set(_digests(tmp_path / "other").values()) & set(_digests(folder).values())


def test_scale_multiplies_the_records_and_refuses_nothing(package: ModuleType, tmp_path: Path) -> None:
    package.generate(tmp_path, scale=0.2)
    assert len(_csv(tmp_path / "survey_2026H1.csv", "utf-8-sig")) == 260
    assert len(_jsonl(tmp_path / "transcripts.jsonl")) == 90
    with pytest.raises(ValueError, match="greater than 0"):
        package.generate(tmp_path, scale=0)


def test_promised_size_and_encodings(
    folder: Path, survey: list[Row], complaints: list[Row], calls: list[Row], posts: list[Row]
) -> None:
    assert (len(survey), len(complaints), len(calls), len(posts)) == (1300, 800, 450, 450)
    assert (folder / "survey_2026H1.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    with pytest.raises(UnicodeDecodeError):
        (folder / "measures.csv").read_bytes().decode("utf-8")


def test_dates_lie_in_26_whole_weeks(survey: list[Row], complaints: list[Row], calls: list[Row], posts: list[Row]) -> None:
    days = [date.fromisoformat(row["调查日期"]) for row in survey] + [row["受理时间"].date() for row in complaints]
    days += [datetime.fromisoformat(row["occurred_at"]).date() for row in calls]
    days += [datetime.fromisoformat(row["时间"]).date() for row in posts]
    assert min(days) >= date(2025, 12, 29)
    assert max(days) <= date(2026, 6, 28)
    assert len({(day - date(2025, 12, 29)).days // 7 for day in days}) == 26


def test_weekends_and_the_spring_festival_are_quiet(complaints: list[Row]) -> None:
    weekdays = Counter(row["受理时间"].weekday() for row in complaints)
    assert weekdays[5] + weekdays[6] < 0.8 * (weekdays[0] + weekdays[1])
    weeks = Counter((row["受理时间"].date() - date(2025, 12, 29)).days // 7 for row in complaints)
    assert weeks[7] < 0.8 * sum(weeks.values()) / 26


def test_ids_are_unique(survey: list[Row], complaints: list[Row], calls: list[Row], posts: list[Row]) -> None:
    for rows, name in ((survey, "问卷编号"), (complaints, "工单编号"), (calls, "id"), (posts, "id")):
        assert len({row[name] for row in rows}) == len(rows)


def test_ratings_are_on_their_scales(survey: list[Row]) -> None:
    for row in survey:
        assert 1 <= int(row["整体满意度"]) <= 10
        assert 0 <= int(row["推荐意愿"]) <= 10
        assert float(row["权重"]) > 0
        assert all(row[name] == "" or 1 <= int(row[name]) <= 10 for name in row if name.endswith("评分"))


def test_work_orders_run_forward_in_time(complaints: list[Row]) -> None:
    for row in complaints:
        times = [row[name] for name in ("受理时间", "首次回复时间", "办结时间") if row[name]]
        assert times == sorted(times)
        assert bool(row["办结时间"]) == (row["状态"] in ("已办结", "待回访"))
    assert {"处理中", "已办结"} <= {row["状态"] for row in complaints}


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


def test_the_dissatisfied_explain_themselves_more(survey: list[Row]) -> None:
    low = [bool(row["不满意的原因"]) for row in survey if int(row["整体满意度"]) <= 6]
    high = [bool(row["不满意的原因"]) for row in survey if int(row["整体满意度"]) >= 9]
    assert sum(low) / len(low) > 0.7
    assert sum(high) / len(high) < 0.3


def test_billing_fault_lowers_the_brand_and_fills_the_lines(
    package: ModuleType, survey: list[Row], complaints: list[Row], measures: list[Row]
) -> None:
    def ratings(inside: bool) -> list[int]:
        rows = [row for row in survey if row["品牌"] == "青笋" and ("2026-03-02" <= row["调查日期"] < "2026-03-30") == inside]
        return [int(row["整体满意度"]) for row in rows]

    struck, usual = ratings(True), ratings(False)
    assert sum(struck) / len(struck) < sum(usual) / len(usual) - 0.6
    notes = [row for row in complaints if re.search("畅看会员|重复|双份|两份|两笔", row["投诉内容"]) and row["品牌"] == "青笋"]
    within = [row for row in notes if datetime(2026, 3, 2) <= row["受理时间"] < datetime(2026, 3, 23)]
    assert len(within) > 20
    leaving = _weekly(measures, "携出", 品牌="青笋")
    assert sum(leaving[9:12]) / 3 > 1.4 * sum(leaving[1:7]) / 6


def test_outage_is_seen_by_the_hour_and_in_the_calls_of_its_region(posts: list[Row], measures: list[Row]) -> None:
    start, end = datetime(2026, 4, 22, 14, 10), datetime(2026, 4, 22, 20, 40)
    during = [row for row in posts if start <= datetime.fromisoformat(row["时间"]) < end]
    assert len(during) >= 20
    offered = _weekly(measures, "呼入量", 地区="川江")
    assert offered[16] > 1.25 * offered[15]
    elsewhere = _weekly(measures, "呼入量", 地区="江浦")
    assert elsewhere[16] < 1.2 * elsewhere[15]


def test_every_event_that_hits_respondents_lowers_what_they_recommend(package: ModuleType) -> None:
    # Eight times the sample: at scale 1 the outage has some thirty respondents, too few to judge the planting by.
    planted, survey = (__import__(f"voc_sample.{name}", fromlist=[name]) for name in ("planted", "survey"))
    events = planted.load()
    rows = [dict(zip(survey.HEADER, row, strict=True)) for row in survey.rows(events, 5, 8.0)]
    for event in events:
        if event.survey_share < 0.3:
            continue
        scope = [row for row in rows if event.concerns(row["品牌"], row["地区"])]
        struck = [row["推荐意愿"] for row in scope if event.remembered(datetime.fromisoformat(row["调查日期"]))]
        usual = [row["推荐意愿"] for row in scope if not event.remembered(datetime.fromisoformat(row["调查日期"]))]
        assert len(struck) > 150, event.id
        assert sum(struck) / len(struck) < sum(usual) / len(usual) - 0.3 * event.survey_share * event.rating_drop, event.id


def test_app_release_moves_transactions_from_the_app_to_the_halls(measures: list[Row], posts: list[Row]) -> None:
    app, hall = _weekly(measures, "电子渠道业务量"), _weekly(measures, "厅台业务量")
    assert app[20] < 0.8 * app[19]
    assert hall[20] > 1.1 * hall[19]
    named = [datetime.fromisoformat(row["时间"]) for row in posts if "8.2.0" in row["正文"]]
    assert named
    assert min(named) >= datetime(2026, 5, 19, 10)


def test_copy_paste_campaign_and_repeat_caller(posts: list[Row], calls: list[Row]) -> None:
    pasted = [row for row in posts if "竹桥还我公平" in row["正文"]]
    assert len(pasted) == 32
    assert {row["时间"][:10] for row in pasted} <= {f"2026-06-{day:02d}" for day in range(9, 12)}
    callers = Counter(call["customer"] for call in calls)
    assert callers["15400007153"] == 5
    assert callers.most_common(2)[1][1] < 5


def test_planted_file_says_when_and_about_what(package: ModuleType) -> None:
    planted, mix = (__import__(f"voc_sample.{name}", fromlist=[name]) for name in ("planted", "mix"))
    events = planted.load()
    assert len({event.id for event in events}) == len(events) >= 6
    for event in events:
        assert datetime(2025, 12, 29) <= event.start < event.end <= datetime(2026, 6, 29)
        assert event.cause in mix.CAUSES
        assert event.zh
        assert event.en


def test_event_share_of_a_period(package: ModuleType) -> None:
    planted = __import__("voc_sample.planted", fromlist=["planted"])
    start = datetime(2026, 3, 2)
    event = planted.Event("x", "outage", "", "", "digital.app", start, start + timedelta(days=7))
    assert event.share_of(start, start + timedelta(days=14)) == 0.5
    assert event.share_of(start - timedelta(days=7), start) == 0.0


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


def test_measures_have_every_denominator_in_every_week(measures: list[Row]) -> None:
    weekly = Counter(row["指标"] for row in measures if "W" in row["周期"])
    assert weekly == Counter(
        {
            "携出": 1092,
            "携入": 1092,
            "客户数": 546,
            "投诉处理量": 546,
            "呼入量": 546,
            "接通量": 546,
            "厅台业务量": 546,
            "电子渠道业务量": 546,
        }
    )
    assert sum(row["指标"] == "ARPU" for row in measures) == 6 * 7 * 3
    offered, answered = _weekly(measures, "呼入量"), _weekly(measures, "接通量")
    assert all(0 < a <= o for a, o in zip(answered, offered, strict=True))


def test_no_number_given_out_to_anybody(verbatims: list[str], complaints: list[Row], calls: list[Row]) -> None:
    texts = "\n".join(verbatims) + "\n".join(row["客户号码"] for row in complaints) + "\n".join(call["customer"] for call in calls)
    assert {number[:3] for number in re.findall(r"(?<!\d)1\d{10}(?!\d)", texts)} == {"154"}

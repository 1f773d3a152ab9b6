"""The sample's language: nothing worn out, nothing repeated at length, shares of dialect, fillers, Latin and old characters in their bands."""

from __future__ import annotations

import importlib
import json
import random
import re
from collections import Counter
from types import ModuleType
from typing import Any

import pytest

from voc.resources import load_package

Row = dict[str, Any]
TRADITIONAL = re.compile("[網電話費後說開號碼務這個們]")
DIALECT = re.compile(
    "啥子|莫得|硬是|勒个|嘎哈|咋整|贼|老磕碜|冇|乜|点样|你哋|唔|恁|弄啥|木有|俺|阿拉|勿要|哪能|么斯|冒得|几扯|额|咋咧|忒"
)
ASIDE_OF_CAMPAIGN = "竹桥还我公平"


@pytest.fixture(scope="module")
def package() -> ModuleType:
    return load_package("voc_sample", "data", "generator")


@pytest.fixture(scope="module")
def posts(package: ModuleType) -> list[Row]:
    return list(_part("posts").rows(_part("planted").load(), 3, 1.0))


@pytest.fixture(scope="module")
def calls(package: ModuleType) -> list[Row]:
    return list(_part("calls").rows(_part("planted").load(), 3, 0.4))


@pytest.fixture(scope="module")
def sources(package: ModuleType, posts: list[Row], calls: list[Row]) -> dict[str, list[str]]:
    """What customers wrote or said, by source: posts of scale 1, the rest of about a third."""
    rng, mix, people, voices, phrases = random.Random(3), *map(_part, ("mix", "people", "voice", "phrases"))
    season = _part("season")
    answers: list[str] = []
    notes: list[str] = []
    for source, texts, count in (("survey", answers, 3000), ("complaint", notes, 3000)):
        voice = voices.Voice(rng, phrases.Decks(rng), source)
        for _ in range(count):
            at = people.situation(rng, season.moment(rng, source))
            cause = mix.draw_cause(rng, source, at.product)
            if source == "complaint" and rng.random() < 0.45:
                texts.append(voice.note(cause, at))
            elif source == "survey" and rng.random() < 0.3:
                texts.append(voices.aside(voice, rng.choice(("praise", "suggestion", "nothing", "inquiry", "off_topic")), at))
            else:
                texts.append(voice.grievance(cause, at, people.register(rng, source, "35-44岁", at.brand)))
    said = ["\n".join(turn["text"] for turn in call["turns"] if turn["speaker"] == "customer") for call in calls]
    public = [row["正文"] for row in posts if ASIDE_OF_CAMPAIGN not in row["正文"]]
    return {"survey": answers, "complaint": notes, "social": public, "transcript": said}


def _part(name: str) -> ModuleType:
    return importlib.import_module(f"voc_sample.{name}")


def _share(texts: list[str], pattern: str | re.Pattern[str]) -> float:
    return sum(bool(re.search(pattern, text)) for text in texts) / len(texts)


def test_no_skeleton_is_worn_out_in_any_source(sources: dict[str, list[str]]) -> None:
    everything = [text for texts in sources.values() for text in texts]
    skeleton, share = _part("lexis").commonest_skeleton(everything)
    assert share <= 0.003, (skeleton, share)


def test_no_long_text_comes_up_again_word_for_word(sources: dict[str, list[str]]) -> None:
    counts = Counter(text for texts in sources.values() for text in texts if len(text) >= 25)
    assert [text for text, count in counts.items() if count > 1] == []


def test_a_turn_of_a_customer_is_not_said_twice_in_a_call(calls: list[Row]) -> None:
    twice = 0
    for call in calls:
        said = [turn["text"] for turn in call["turns"] if len(turn["text"]) > 12]
        twice += len(said) != len(set(said))
    assert twice <= 0.01 * len(calls)


@pytest.mark.parametrize(
    ("source", "pattern", "low", "high"),
    [
        ("social", "[A-Za-z]", 0.35, 0.65),
        ("social", "[!?！？]", 0.5, 0.85),
        ("social", "#[^#]+#", 0.15, 0.45),
        ("social", r"\[[^\]]{1,4}\]|[😀-🫿🙂-🙏]|T_T|Orz|QAQ", 0.2, 0.6),
        ("complaint", "[A-Za-z]", 0.15, 0.4),
        ("complaint", "客户|用户|来电", 0.3, 0.65),
        ("survey", "[A-Za-z]", 0.08, 0.3),
        ("transcript", "那个|就是说|等于|呃|这个|你看啊|怎么说呢|我跟你讲", 0.35, 0.9),
        ("transcript", "幺五四", 0.04, 0.5),
        ("transcript", "[零幺二三四五六七八九十百]", 0.6, 1.0),
    ],
)
def test_shares_lie_in_their_bands(sources: dict[str, list[str]], source: str, pattern: str, low: float, high: float) -> None:
    assert low <= _share(sources[source], pattern) <= high


@pytest.mark.parametrize("source", ["survey", "complaint", "social"])
def test_some_write_dialect_and_a_few_old_characters(sources: dict[str, list[str]], source: str) -> None:
    assert 0.01 <= _share(sources[source], DIALECT) <= 0.2
    assert 0.002 <= _share(sources[source], TRADITIONAL) <= 0.06


def test_posts_and_calls_are_as_long_as_people_make_them(sources: dict[str, list[str]]) -> None:
    lexis = _part("lexis")
    post, call, answer = (lexis.figures(sources[source], window=10_000) for source in ("social", "transcript", "survey"))
    assert 55 <= post.median <= 110
    assert 110 <= call.median <= 200
    assert 8 <= answer.median <= 30
    assert post.fours > 3800


def test_dialect_is_that_of_the_region(package: ModuleType) -> None:
    speak, rng = _part("noise").speak_dialect, random.Random(1)
    assert any("冇" in speak("现在没有信号，怎么办", "岭南", rng) for _ in range(20))
    assert all("冇" not in speak("现在没有信号，怎么办", "关东", rng) for _ in range(20))


def test_the_old_speak_not_of_raids_nor_the_young_of_grandsons(package: ModuleType) -> None:
    rng, people, voices, phrases = random.Random(8), *map(_part, ("people", "voice", "phrases"))
    voice = voices.Voice(rng, phrases.Decks(rng), "complaint")
    season = _part("season")
    for _ in range(200):
        at = people.situation(rng, season.moment(rng, "complaint"))
        text = voice.grievance("network.data_speed", at, "elderly")
        assert not re.search("队友|掉分|排位|宿舍", text), text
    at = people.situation(rng, season.moment(rng, "complaint"))
    at.register = "netizen"
    assert not at.suits("我这把年纪，孙子教我的")


def test_feasts_are_spoken_of_in_their_season(posts: list[Row]) -> None:
    for row in posts:
        if re.search("过年|春节", row["正文"]):
            assert row["时间"][5:7] in ("01", "02", "03"), row["正文"]


def test_one_team_answers_the_opposite_while_the_event_lasts(calls: list[Row]) -> None:
    event = next(event for event in _part("planted").load() if event.id == "contradicting_answer")
    wrong = re.compile("不用交|转网是免的|不会收您违约金|不产生费用|没有违约金")
    right = re.compile("先结清违约金|收取违约金|违约金要先交清|违约金结清以后|承担违约责任")
    agents = [(call, "".join(turn["text"] for turn in call["turns"] if turn["speaker"] == "agent")) for call in calls]
    stated_wrong = [call for call, said in agents if wrong.search(said)]
    stated_right = [call for call, said in agents if right.search(said)]
    assert len(stated_wrong) >= 3
    assert len(stated_right) > 2 * len(stated_wrong)
    assert {call["team"] for call in stated_wrong} == {event.team}
    within = (f"{event.start:%Y-%m-%d}", f"{event.end:%Y-%m-%d}")
    assert all(within[0] <= call["occurred_at"][:10] <= within[1] for call in stated_wrong)


def test_the_unnamed_cause_is_described_in_many_ways(package: ModuleType) -> None:
    phrases, noise = _part("phrases"), _part("noise")
    facts = phrases.parts()["planted.unnamed_cause"]["facts"]
    assert len(facts) >= 20
    for term in ("eSIM|esim", "一号双", "副号", "配对", "激活"):
        assert sum(bool(re.search(term, fact)) for fact in facts) <= len(facts) / 3, term
    assert len({noise.plain_skeleton(fact) for fact in facts}) == len(facts)


def test_open_answers_of_staff_and_partners_differ_and_follow_the_mood(package: ModuleType) -> None:
    voices = _part("voice")
    for answer in (voices.staff_answer, voices.partner_answer):
        rng = random.Random(4)
        said = [answer(rng) for _ in range(200)]
        assert len(set(said)) > 150
        assert all(text and not re.search(r"[{}]|\|", text) for text in said)
        assert said == [answer(again) for again in [random.Random(4)] for _ in range(200)]


def test_every_list_has_well_formed_lines(package: ModuleType) -> None:
    phrases = _part("phrases")
    known = set(phrases._SLOTS)
    lines = [(section, name, line) for section, lists in phrases.parts().items() for name, found in lists.items() for line in found]
    assert len(lines) > 3500
    for section, name, line in lines:
        assert line.count("[") == line.count("]"), (section, name, line)
        assert set(re.findall(r"\{(\w+)\}", line)) <= known, (section, name, line)
        if name in ("probes", "explains", "holds", "verify", "unclear", "answers", "wrong"):
            assert line.count(" => ") == 1, (section, name, line)


def test_same_seed_same_words(package: ModuleType, calls: list[Row]) -> None:
    again = _part("calls").rows(_part("planted").load(), 3, 0.4)
    assert json.dumps(again, ensure_ascii=False) == json.dumps(calls, ensure_ascii=False)
    other = _part("calls").rows(_part("planted").load(), 4, 0.05)
    assert not {turn["text"] for call in other for turn in call["turns"] if len(turn["text"]) > 60} & {
        turn["text"] for call in calls for turn in call["turns"]
    }


@pytest.mark.parametrize(
    ("text", "skeleton"),
    [("翠湖花园信号差，青笋39白交了3个月", "信号差白交了个月"), ("李家坝信号差！竹悦白交了五个月", "信号差白交了个月"), ("", "")],
)
def test_skeleton_is_what_is_left(package: ModuleType, text: str, skeleton: str) -> None:
    assert _part("noise").plain_skeleton(text) == skeleton


@pytest.mark.parametrize(
    ("clause", "asks"),
    [("谁给我赔", True), ("怎么办", True), ("信号差", False), ("你们管不管，凭什么扣我钱", True), ("好吗", True)],
)
def test_questions_are_known_as_such(package: ModuleType, clause: str, asks: bool) -> None:
    assert _part("noise").asks(clause) is asks

from __future__ import annotations

import json

import pytest

from voc.dashboard import numbers
from voc.dashboard.evidence import readable, spans
from voc.dashboard.words import say


@pytest.mark.parametrize(
    ("n", "zh", "en"),
    [
        (None, "—", "—"),
        (0, "0", "0"),
        (9_999, "9,999", "9,999"),
        (9_999.6, "1.0 万", "10,000"),
        (28_512, "2.9 万", "28,512"),
        (1_727_305, "172.7 万", "1,727,305"),
        (101_017_000, "1.01 亿", "101,017,000"),
    ],
)
def test_counts_from_ten_thousand_on_in_wan(n: float | None, zh: str, en: str) -> None:
    assert (numbers.count(n, "zh"), numbers.count(n, "en")) == (zh, en)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (numbers.share(None), "—"),
        (numbers.share(0.0), "0.0%"),
        (numbers.share(0.3141), "31.4%"),
        (numbers.share_range(0.05, None), "—"),
        (numbers.share_range(0.05, 0.1), "5.0%–10.0%"),
        (numbers.number_range(-12.3, -1.0), "-12.3 ~ -1.0"),
        (numbers.number_range(1.0, 2.0, 2), "1.00–2.00"),
        (numbers.points(-0.012, "zh"), "-1.2 百分点"),
        (numbers.points(0.012, "en"), "+1.2 pp"),
        (numbers.day(None), "—"),
        (numbers.bounded(0.5, 0.25, None, scale=100.0, unit="%"), "50.0% [25.0, —]"),
        (numbers.bounded(-0.001, -0.2, 0.1, 2, sign=True), "+0.00 [-0.20, +0.10]"),
        (numbers.bounded(None, 1.0, 2.0), "—"),
        (numbers.share_bounded(0.412, 0.386, 0.438), "41.2% [38.6, 43.8]"),
        (numbers.effective(29.8), "29"),
        (numbers.effective(30 - 1e-12), "30"),
        (numbers.effective(2_483.6), "2,484"),
    ],
)
def test_numbers_as_the_reader_writes_them(given: str, said: str) -> None:
    assert given == said


def test_a_large_count_and_its_noun_are_one_word() -> None:
    volume = numbers.count(2_712_000, "zh")
    assert say("zh", "channels.volume_base", n=volume) == "业务量 271.2 万笔"
    assert say("zh", "channels.volume_base", n="9,999") == "业务量 9,999 笔"


@pytest.mark.parametrize(("text", "level"), [("+0.0 百分点", True), ("-0.00", True), ("+0.1%", False), ("-10", False)])
def test_what_rounds_to_nothing_holds_level(text: str, level: bool) -> None:
    assert numbers.is_level(text) is level


def _evidence(*pairs: tuple[str, float]) -> str:
    return json.dumps(
        [{"start": 0, "end": len(text), "text": text, "weight": weight} for text, weight in pairs], ensure_ascii=False
    )


def test_evidence_is_said_heaviest_first_each_text_once() -> None:
    assert spans(_evidence(("慢", -0.2), ("太差", -0.9), ("慢", -0.4))) == [("太差", -0.9), ("慢", -0.4)]
    assert (
        readable([("根因：", _evidence(("没信号", 3.0))), ("情感：", _evidence(("太差", -0.9)))])
        == "根因：没信号 3.0；情感：太差 −0.9"
    )


@pytest.mark.parametrize("nothing", [None, "[]", _evidence(("", 1.0))])
def test_without_spans_nothing_is_said(nothing: str | None) -> None:
    assert readable([("根因：", nothing)]) is None

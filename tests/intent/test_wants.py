from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voc.intent import Wants, load
from voc.text.documents import prepare
from voc.text.lanes import LexiconError


@pytest.fixture(scope="module")
def wants() -> Wants:
    return load()


def scored(wants: Wants, text: str | None) -> tuple[str | None, str | None]:
    row = wants.score(["a"], prepare([text])).to_pylist()[0]
    return row["intent"], row["escalation"]


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("信号太差了，忍无可忍", "complaint"),
        ("乱扣我话费，坑人", "complaint"),
        ("请问怎么查询剩余流量？", "inquiry"),
        ("想问一下校园套餐多少钱", "inquiry"),
        ("建议增加夜间流量包", "suggestion"),
        ("希望以后能推出更便宜的老年套餐", "suggestion"),
        ("麻烦帮我取消彩铃业务", "demand"),
        ("非常感谢客服小姐姐，很满意", "praise"),
        ("师傅上门很快，点赞", "praise"),
        ("下午去公园散步", "other"),
    ],
)
def test_intents(wants: Wants, text: str, intent: str) -> None:
    assert scored(wants, text)[0] == intent


@pytest.mark.parametrize(
    ("text", "escalation"),
    [
        ("再不解决我要去工信部投诉", "public"),
        ("工信部规定要实名登记", "none"),
        ("准备起诉你们，法庭见", "public"),
        ("信号这么差，我要转网", "churn"),
        ("请问怎么携号转网", "none"),
        ("携号转网需要什么条件", "none"),
        ("再也不用你们家宽带了", "churn"),
        ("马上换移动，顺便打12315投诉", "both"),
        ("换了张手机卡", "none"),
        ("网络很好", "none"),
        ("宽带断了三天没人管 @某某晚报", "public"),
    ],
)
def test_a_threat_counts_a_mention_does_not(wants: Wants, text: str, escalation: str) -> None:
    assert scored(wants, text)[1] == escalation


@pytest.mark.parametrize("brand", ["移动", "联通", "电信", "广电"])
def test_the_operators_name_changes_nothing(wants: Wants, brand: str) -> None:
    assert scored(wants, f"受不了了，明天就换{brand}") == ("complaint", "churn")


@pytest.mark.parametrize("text", [None, "", " \n "])
def test_blank_is_null(wants: Wants, text: str | None) -> None:
    assert scored(wants, text) == (None, None)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(st.sampled_from("我要转网投诉工信部@315怎么谢谢差，。 "), max_size=30), min_size=1, max_size=6))
def test_evidence_indexes_the_text(texts: list[str]) -> None:
    rows = load().score([str(number) for number in range(len(texts))], prepare(texts)).to_pylist()
    for text, row in zip(texts, rows, strict=True):
        for span in json.loads(row["evidence"]):
            assert text[span["start"] : span["end"]] == span["text"]
            assert span.get("intent", row["intent"]) == row["intent"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('[[intents]]\nid = "anger"\nrules = [{ any = ["生气"] }]', "unknown id"),
        ('[[intents]]\nid = "praise"', "no rules"),
        ('[[intents]]\nid = "praise"\nrules = [{ any = ["好"] }]', "too short"),
        ("[[intents", "not valid TOML"),
    ],
)
def test_a_wrong_lexicon_is_refused(tmp_path: Path, text: str, reason: str) -> None:
    file = tmp_path / "intent.toml"
    file.write_text(
        "[decision]\npriority = []\nfactor = []\nthreshold = 1\nopening = 1\n" * text.startswith("[[intents]]") + text,
        encoding="utf-8",
    )
    with pytest.raises(LexiconError, match=reason):
        load(intents=file)


@pytest.mark.parametrize(
    "text",
    [
        "12345",
        "=1+1",
        "12315",
        "2026-01-01",
        "？！…",
        "👍",
        "13.5 %",
        "ok",
        "é",
        "terrible service",
        "ひどい",
        "無",
        "没有意见",
        "无。",
    ],
)
def test_a_text_without_a_chinese_character_or_anything_to_say_has_no_intent(wants: Wants, text: str) -> None:
    row = wants.score(["a"], prepare([text])).to_pylist()[0]
    assert (row["intent"], row["escalation"], row["evidence"]) == (None, None, "[]")


@pytest.mark.parametrize("text", ["嗯", "5G慢", "ok的"])
def test_a_text_with_a_chinese_character_has_an_intent(wants: Wants, text: str) -> None:
    assert scored(wants, text)[0] is not None

from __future__ import annotations

import itertools
import logging
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voc.errors import VocError
from voc.text.segment import segmenter, stopwords, tokenize, user_words

WHO = ("昨天下午客服", "装维师傅", "小区楼下的营业厅", "我家老人", "那位社区经理")
WHAT = (
    "没有说明套餐外流量怎么计费",
    "三次推脱不肯上门维修",
    "把停机保号办成了销户",
    "说携号转网要先还清违约金",
    "推荐我换成新的流量包",
)
END = ("，账单上又多扣了十八块钱。", "，等了一个星期才恢复宽带。", "，机顶盒到现在还打不开！", "，我很满意，谢谢你们。")
SENTENCES = ["".join(parts) for parts in itertools.product(WHO, WHAT, END)]


@pytest.mark.parametrize("name", ["rjieba", "jieba"])
@pytest.mark.parametrize("word", ["携号转网", "停机保号", "亲情网", "套餐外流量", "装维师傅", "机顶盒"])
def test_words_of_the_trade_stay_in_one_piece(name: str, word: str) -> None:
    assert word in segmenter(name).cut(f"我想问一下{word}的事情")


def test_both_segmenters_agree_without_guessing_new_words() -> None:
    same = total = 0
    for sentence in SENTENCES:
        left, right = (set(_spans(segmenter(name).cut(sentence, hmm=False))) for name in ("rjieba", "jieba"))
        same += len(left & right)
        total += len(left | right)
    assert total > 1_000
    assert same / total >= 0.99


def _spans(words: list[str]) -> list[tuple[int, str]]:
    starts = itertools.accumulate((len(word) for word in words), initial=0)
    return list(zip(starts, words, strict=False))


@pytest.mark.parametrize("name", ["rjieba", "jieba"])
@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(exclude_categories=()), max_size=30))
def test_the_words_joined_are_the_text(name: str, text: str) -> None:
    wanted = "".join("?" if 0xD800 <= ord(character) < 0xE000 else character for character in text)
    assert "".join(segmenter(name).cut(text)) == wanted


def test_tokenize_keeps_content_words_only() -> None:
    tokens = tokenize(segmenter(), "您好，我的宽带 3 天没网了，WiFi 也连不上！A 100M")
    assert {"宽带", "没网", "wifi"} <= set(tokens)
    assert not {"您好", "的", "，", "3", "a", "！"} & set(tokens)
    assert tokenize(segmenter(), " 。12 ") == []


def test_an_unknown_segmenter_is_refused_with_what_is_known() -> None:
    with pytest.raises(VocError, match="rjieba, jieba"):
        segmenter("pkuseg")


def test_without_the_rjieba_wheel_jieba_takes_over_and_says_so(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setitem(sys.modules, "rjieba", None)
    with caplog.at_level(logging.WARNING):
        fallback = segmenter.__wrapped__("rjieba")
    assert fallback.name == "jieba"
    assert "not installed" in caplog.text
    assert "携号转网" in fallback.cut("想携号转网")


def test_the_word_lists_are_lists_of_single_words() -> None:
    assert len(user_words()) >= 300
    assert {"宽带", "携号转网", "流量包", "5G套餐", "机顶盒", "亲情网", "副卡", "停机保号"} <= set(user_words())
    assert all(" " not in word for word in [*user_words(), *stopwords()])
    assert not set(user_words()) & stopwords()

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voc.text.normalize import clean, fold

ANY = st.text(st.characters(exclude_categories=()), max_size=60)
# Letters that clean() reacts to, so that repairs meet inside one another.
TRICKY = st.text(
    st.sampled_from(
        "&amp;#38x26lt<br/>p "
        "\n\t\u2028\u3000（wu)(务服\u200b\ufeff\u00ad\ud83d\ude00å®½¸¦\x85\x81瀹藉甫鎱㈠緱Ａ１@http:/w.cn國電Σİé"
    ),
    max_size=40,
)


@pytest.mark.parametrize(
    ("given_text", "wanted"),
    [
        ("", ""),
        (" \u3000\t\r\n ", ""),
        ("宽带  很\u3000慢", "宽带 很 慢"),
        ("第一行 \r\n \r\n 第二行", "第一行\n第二行"),
        ("上一行\u2028下一行", "上一行\n下一行"),
        ("套餐Ａ共３０元，Ｗｉ－Ｆｉ免费", "套餐A共30元，Wi－Fi免费"),
        ("零\u200b宽\ufeff与\u202e双向\u2069", "零宽与双向"),
        ("铃声\x07响\x00了", "铃声响了"),
        ("资费&lt;太高&gt;&nbsp;了", "资费<太高> 了"),
        ("A&amp;amp;amp;B", "A&B"),
        ("断网<br/>三天", "断网\n三天"),
        ("服(fú)务(wu4)好", "服务好"),
        ("路由器(wan)口、密码（pin）、套餐(app)", "路由器(wan)口、密码（pin）、套餐(app)"),
        ("信号差❤\ufe0f", "信号差❤"),
        ("网速慢得离谱".encode().decode("latin-1"), "网速慢得离谱"),
        ("客服说“办不了”".encode().decode("cp1252", "replace").replace("\ufffd", ""), None),
        ("好评".encode().decode("cp1252") + "，谢谢", "好评，谢谢"),
        ("宽带网络很慢".encode().decode("gbk"), "宽带网络很慢"),
        ("café déjà vu à la carte", "café déjà vu à la carte"),
        ("浣熊、渲染、淼淼，溪流涓涓", "浣熊、渲染、淼淼，溪流涓涓"),
        ("流量包100MB/月，5折！", "流量包100MB/月，5折！"),
    ],
)
def test_clean(given_text: str, wanted: str | None) -> None:
    if wanted is None:
        assert clean(clean(given_text)) == clean(given_text)
    else:
        assert clean(given_text) == wanted


def test_surrogates_are_joined_or_dropped_and_fold_keeps_their_place() -> None:
    # Not among the tables above: pytest cannot write such a test id into its cache.
    assert clean("半个代理\ud83d对") == "半个代理对"
    assert clean("一对\ud83d\ude00代理") == "一对😀代理"
    assert fold("坏\ud83d字") == "坏\ufffd字"


@given(ANY | TRICKY)
def test_clean_is_idempotent_and_encodable(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    once.encode("utf-8")
    assert once == once.strip()
    assert "  " not in once
    assert "\r" not in once


def test_clean_of_an_entity_nested_without_end_stays_linear() -> None:
    nested = "&"
    for _ in range(2_000):
        nested = nested[:-1] + "&#3&#56;;" if nested.endswith("&") else nested.replace("8;", "&#56;;", 1)
    start = time.process_time()
    once = clean(nested + "&amp;" * 100_000 + "amp;" * 100_000)
    assert time.process_time() - start < 30  # a hang, not a speed
    assert clean(once) == once


@pytest.mark.parametrize(
    "text",
    [
        "套餐" + "（zhī）" * 20_000 + "x",
        "中" + "（zh" * 5_000 + "ī）" * 5_000,
        "&amp;lt;br&gt;" * 9_000,
        "Ã¢Â€Â" * 9_000,
        "浣犲ソ锟" * 9_000,
    ],
    ids=["glosses", "nested", "entities", "western", "gbk"],
)
def test_clean_of_glosses_and_broken_decodings_without_end(text: str) -> None:
    for given_text in (text, _encoded_again(text, 12)):
        start = time.process_time()
        once = clean(given_text)
        assert time.process_time() - start < 30  # a hang, not a speed
        assert clean(once) == once


def _encoded_again(text: str, times: int) -> str:
    """Text read in the wrong encoding, again and again."""
    for _ in range(times):
        text = text[:2_000].encode().decode("latin-1")
    return text


def test_clean_of_a_megabyte_is_quick() -> None:
    start = time.process_time()
    clean("宽带&nbsp;断了（duan）\u200b，客服Ａ\n\n" * 40_000)
    assert time.process_time() - start < 30  # a hang, not a speed


@pytest.mark.parametrize(
    ("given_text", "wanted"),
    [
        ("寬頻網路壞了，電話費貴", "宽频网路坏了，电话费贵"),
        ("WiFi 和 5G", "wifi 和 5g"),
        ("见https://a.cn/b?c=1，快修", "见" + " " * 18 + "，快修"),
        ("@中国电信客服 没信号", " " * 7 + " 没信号"),
        ("@某地的一个用户：没信号", " " * 8 + "：没信号"),
        ("@中国移动信号太差了你们管不管", " " * 5 + "信号太差了你们管不管"),
        ("İSTANBUL Σίσυφος", "İstanbul σίσυφος"),
        ("普通一句话", "普通一句话"),
    ],
)
def test_fold(given_text: str, wanted: str) -> None:
    assert fold(given_text) == wanted


@given(ANY | TRICKY)
def test_fold_keeps_every_position_and_is_idempotent(text: str) -> None:
    once = fold(text)
    assert len(once) == len(text)
    assert fold(once) == once
    once.encode("utf-8")

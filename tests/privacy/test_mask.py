from __future__ import annotations

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from voc.privacy.mask import BANK, EMAIL, FIXED, IDENTITY, MOBILE, mask


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("我的号13800138000，请回电", f"我的号{MOBILE}，请回电"),
        ("+86 138-0013-8000", MOBILE),
        ("008613800138000", MOBILE),
        ("138 0013 8000", MOBILE),
        ("１３８００１３８０００", MOBILE),
        ("13800138000 13900139000", f"{MOBILE} {MOBILE}"),
        ("13800138000万分感谢", f"{MOBILE}万分感谢"),
        ("打13800138000块钱的事", f"打{MOBILE}块钱的事"),
        ("13800138000秒接", f"{MOBILE}秒接"),
        ("13800138000Mary", f"{MOBILE}Mary"),
        ("138.0013.8000", MOBILE),
        ("１３８．００１３．８０００", MOBILE),
        ("010-62345678转123", FIXED),
        ("(0531)88888888", FIXED),
        ("+86 10 62345678", FIXED),
        ("电话62345678", f"电话{FIXED}"),
        ("11010519491231002X", IDENTITY),
        ("身份证110105 19491231 002x。", f"身份证{IDENTITY}。"),
        ("110105491231002", IDENTITY),
        ("4111 1111 1111 1111", BANK),
        ("卡6222020000000000000", f"卡{BANK}"),
        ("写信到a.b+c@example.com.cn吧", f"写信到{EMAIL}吧"),
        ("x＠example.com", EMAIL),
    ],
)
def test_masks(text: str, masked: str) -> None:
    assert mask(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "打10086和12315没人接，400-810-0000、8008100100也打不通，10000号更慢",
        "2026-03-05 12:00 扣了99.50元，套餐129元，余额1,234,567.89元",
        "用了13800138000KB流量，还剩20.5GB",
        "工单20260305143000123456",
        "110105194912310021",  # a wrong check digit
        "110105194913310021",  # no such day
        "4111 1111 1111 1112",  # fails Luhn
        "@客服 #话题# 3@5",
        "20260305 62345678",
        "",
    ],
)
def test_leaves(text: str) -> None:
    assert mask(text) == text


_PIECES = st.sampled_from(
    [
        "13800138000",
        "010",
        "-",
        " ",
        "62345678",
        "86",
        "+",
        "a@b.cn",
        "@",
        "11010519491231002X",
        "电话",
        "4111",
        "1",
        "０",
        "元",
        ".",
        "转",
        "(",
    ]
)


@given(st.one_of(st.text(max_size=60), st.lists(_PIECES, max_size=12).map("".join)))
@example("0@0.0+@0.0")
@example("a@b.c+d@e.f+g@h.i")
def test_masking_twice_changes_nothing(text: str) -> None:
    assert mask(mask(text)) == mask(text)


@pytest.mark.parametrize("piece", ["1", "1 ", "a@", "a", "1-", "a@b.", "0531", "("])
def test_time_grows_with_length_only(piece: str) -> None:
    text = piece * (200_000 // len(piece))
    begun = time.process_time()
    mask(text)
    assert time.process_time() - begun < 30  # a hang, not a speed

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voc.privacy.turns import mask_turns


@pytest.mark.parametrize(
    ("turns", "masked"),
    [
        (
            ["请问您的手机号码是多少", "138", "嗯，后面呢", "00138000"],
            ["请问您的手机号码是多少", "[手机号]", "嗯，后面呢", "[手机号]"],
        ),
        (
            ["报一下电话", "幺三八", "幺三八", "零零幺三", "好的", "八零零零"],
            ["报一下电话", "[手机号]", "[手机号]", "[手机号]", "好的", "[手机号]"],
        ),
        (["身份证号说一下", "330106", "请继续", "19800101123X"], ["身份证号说一下", "[身份证]", "请继续", "[身份证]"]),
        (["请问您贵姓", "姓蒋", "蒋女士您好"], ["请问您贵姓", "姓[姓名]", "[姓名]女士您好"]),
        (["邮箱给我一下", "zhaolin88", "艾特什么", "163.com"], ["邮箱给我一下", "[邮箱]", "艾特什么", "[邮箱2]"]),
        (["车牌号多少", "浙A", "后面", "12345"], ["车牌号多少", "[车牌]", "后面", "[车牌2]"]),
        (["请问卡尾号多少", "尾号8888", "好的"], ["请问卡尾号多少", "尾号8888", "好的"]),
        (["一个月多少钱", "199", "我打10086", "等了20分钟"], ["一个月多少钱", "199", "我打10086", "等了20分钟"]),
        (["座机多少", "区号是零五七一", "对", "号码是八八八一二三四五"], ["座机多少", "区号是[固话]", "对", "号码是[固话2]"]),
        (["微信号您拼一下", "嗯，sh", "然后呢", "shi13guodong"], ["微信号您拼一下", "嗯，[微信号]", "然后呢", "[微信号2]"]),
        (["客户编号有吗", "有，fttb 就是 三三零一九八二"], ["客户编号有吗", "有，[账号]"]),
        (
            ["提示什么", "错误码E20031", "路由器呢", "HN8145X6，用了24个月"],
            ["提示什么", "错误码E20031", "路由器呢", "HN8145X6，用了24个月"],
        ),
        ([], []),
    ],
)
def test_pieces_over_turns(turns: list[str], masked: list[str]) -> None:
    assert mask_turns(turns) == masked


def test_one_number_has_one_token_in_a_whole_call() -> None:
    assert mask_turns(["我是13800138000", "是13800138000吗", "不，13900139000"]) == [
        "我是[手机号]",
        "是[手机号]吗",
        "不，[手机号2]",
    ]


_SAID = st.sampled_from(
    [
        "138",
        "0013",
        "8000",
        "号码",
        "身份证",
        "是",
        "嗯",
        "13800138000",
        "QQ",
        "地址",
        "文三路138号",
        "浙A",
        "姓",
        "王",
        "，",
        " ",
        "x@y.cn",
        "元",
        "尾号",
    ]
)


@given(st.lists(st.lists(_SAID, max_size=5).map("".join), max_size=6))
def test_masking_a_call_twice_changes_nothing(turns: list[str]) -> None:
    once = mask_turns(turns)
    assert mask_turns(once) == once
    assert len(once) == len(turns)


@pytest.mark.parametrize(
    "piece", ["一 ", "三个八", "1，嗯", "小王", "A1-", "文三路1号", "王先生", "@a", "订单A1", "姓王", "微信a ", "[手机号]"]
)
def test_long_turns_take_time_by_length_only(piece: str) -> None:
    text = piece * (20_000 // len(piece))
    begun = time.process_time()
    mask_turns([text, text])
    assert time.process_time() - begun < 60  # a hang, not a speed


@pytest.mark.parametrize("parts", [("Bao", "Zhenbang"), ("gugu", "_ji"), ("quiet", "-lake")])
def test_parts_of_a_wechat_id_that_are_letters_alone(parts: tuple[str, str]) -> None:
    masked = mask_turns(["您微信号多少", parts[0], "好，后面呢", parts[1], "手机是iPhone吗", "iPhone"])
    assert not any(part in turn for part in parts for turn in masked)
    assert masked[5] == "iPhone"

from __future__ import annotations

import datetime as dt

import pytest
from entities.own_names import names, read, table

from voc import entities
from voc.entities import Entities
from voc.entities.names import read_dictionary
from voc.entities.shipped import read_operators, read_places, shipped
from voc.entities.wordings import homophones, spoken
from voc.text.lanes import LexiconError


def test_operators_are_competitors_of_an_invented_operator(sample: Entities) -> None:
    assert {kind for kind, _, _ in read(sample, "移动和电信都比你们强")} == {"competitor"}
    assert names(sample, "全球通用户") == {"中国移动"}


def test_the_own_operator_is_told_by_its_brands(other: Entities) -> None:
    assert names(other, "你们移动不如联通") == {"中国联通"}
    assert read(other, "我是全球通用户") == [("brand", "全球通", "全球通")]


def test_without_a_brand_operators_are_the_brand(empty: Entities) -> None:
    assert read(empty, "移动不如联通") == [("brand", "移动", "中国移动"), ("brand", "联通", "中国联通")]


def test_the_dictionary_names_a_place_its_own_way(sample: Entities, other: Entities) -> None:
    assert (names(sample, "在武汉没信号"), names(other, "在武汉没信号")) == ({"武汉"}, {"武汉市"})
    assert names(entities.load(table([("region", "湖北大区", None, "湖北")])), "湖北省潜江市") == {"湖北大区", "潜江"}


def test_a_listed_competitor_takes_the_operators_other_words() -> None:
    maker = entities.load(table([("brand", "甲乙通", None, None), ("competitor", "联通集团", None, "联通")]))
    assert names(maker, "不如中国联通") == {"联通集团"}


def test_two_products_with_one_synonym_are_told_by_validity_or_not_at_all() -> None:
    rows = [("brand", "蓝鹊", None, None), ("product", "蓝鹊甲卡", "蓝鹊", "学生卡"), ("product", "蓝鹊乙卡", "蓝鹊", "学生卡")]
    assert names(entities.load(table(rows)), "学生卡怎么办理") == set()
    old = table(rows, {"蓝鹊甲卡": dt.date(2025, 1, 1)})
    assert names(entities.load(old), "学生卡怎么办理") == {"蓝鹊乙卡"}
    assert names(entities.load(old), "蓝鹊甲卡还能用吗") == {"蓝鹊甲卡"}


def test_tiers_and_brands_above_a_product() -> None:
    rows = [
        ("brand", "蓝鹊", None, None), ("brand", "白鹭通", None, None), ("tier", "普通", "蓝鹊", None), ("tier", "普通", "白鹭通", None),
        ("tier", "金卡", "蓝鹊", None), ("product", "畅聊卡", "金卡", None), ("product", "白鹭通暖心卡", "普通", None),
    ]  # fmt: skip
    found = read_dictionary(table(rows))
    assert found["畅聊卡"].above == ("金卡", "蓝鹊")
    assert found["白鹭通暖心卡"].above == ("普通", "白鹭通")


def test_a_dictionary_with_a_cycle_is_read() -> None:
    found = read_dictionary(table([("region", "甲地", "乙地", None), ("region", "乙地", "甲地", None)]))
    assert found["甲地"].above == ("乙地", "甲地")


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("8", "八"),
        ("10", "十"),
        ("19", "十九"),
        ("58", "五十八"),
        ("105", "一百零五"),
        ("110", "一百一十"),
        ("1299", "一千二百九十九"),
    ],
)
def test_numbers_as_said(number: str, said: str) -> None:
    assert spoken(number) == said


def test_homophones_sound_alike() -> None:
    assert "舟" in homophones("州")
    assert "州" not in homophones("州")
    assert homophones("9") == ""


def test_the_shipped_lists_are_whole() -> None:
    lists = shipped()
    assert [one.name for one in lists.operators] == ["中国移动", "中国联通", "中国电信", "中国广电"]
    assert len(lists.provinces) == 34
    assert sum(len(province.cities) for province in lists.provinces) > 330


@pytest.mark.parametrize("text", ["湖北 武汉", "湖北: ((("])
def test_a_broken_list_of_places_names_the_line(text: str) -> None:
    with pytest.raises(LexiconError, match=r"湖北|\(\(\("):
        read_places(text)


def test_an_operator_without_words_is_refused() -> None:
    with pytest.raises(LexiconError, match="某某"):
        read_operators({"operators": [{"name": "某某"}]})

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voc.text.documents import clauses, prepare

ANY = st.text(st.characters(exclude_categories=()), max_size=60)
MARKED = st.text(st.sampled_from("好不但是可却过然而就只尽管虽，。！?;…~.3g \n\t”）"), max_size=40)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", []),
        ("  \n ", []),
        ("网速快，客服好。", ["网速快，", "客服好。"]),
        ("网速快但是资费贵", ["网速快", "但是资费贵"]),
        ("不但慢，但愿能修", ["不但慢，", "但愿能修"]),
        ("态度好却没解决", ["态度好", "却没解决"]),
        ("再好不过了", ["再好不过了"]),
        ("信号好 不过 价格高", ["信号好", "不过", "价格高"]),
        ("每月38.5元5g.", ["每月38.5元5g."]),
        ("等了半天……还没人！！！”太差", ["等了半天……", "还没人！！！”", "太差"]),
        ("上行\n下行", ["上行", "下行"]),
        ("can not connect 连不上", ["can not connect 连不上"]),
        ("套餐、流量、话费", ["套餐、流量、话费"]),
    ],
)
def test_clauses(text: str, wanted: list[str]) -> None:
    assert [text[start:end] for start, end in clauses(text)] == wanted


@given(ANY | MARKED)
def test_clauses_cover_all_that_is_not_blank_and_never_overlap(text: str) -> None:
    spans = clauses(text)
    covered = [index for start, end in spans for index in range(start, end)]
    assert covered == sorted(set(covered))
    assert all(text[start:end].strip() == text[start:end] != "" for start, end in spans)
    inside = set(covered)
    assert all(index in inside for index, character in enumerate(text) if not character.isspace())


def test_prepare_keeps_positions_and_takes_nothing_for_empty() -> None:
    documents = prepare(["寬頻太慢，客服卻不管", None, "坏\ud83d字"])
    assert len(documents) == 3
    assert documents.folded == ["宽频太慢，客服却不管", "", "坏\ufffd字"]
    assert documents.texts[2] == "坏\ufffd字"
    assert [documents.texts[0][start:end] for start, end in documents.clauses[0]] == ["寬頻太慢，", "客服", "卻不管"]
    assert documents.clauses[1] == []

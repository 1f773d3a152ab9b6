"""What a question asks of points and member plans, and which answers are yes."""

from __future__ import annotations

import pytest

from voc.service.plans import Asked, asked, content, yes


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("是否知道积分计划", Asked("积分计划", "aware")),
        ("您是否听说过会员俱乐部？", Asked("会员俱乐部", "aware")),
        ("是否参加会员俱乐部", Asked("会员俱乐部", "taking_part")),
        ("积分计划评分", Asked("积分计划", "satisfaction")),
        ("会员俱乐部感受", Asked("会员俱乐部", "satisfaction")),
        ("网络质量评分", None),
        ("会员等级", None),
    ],
)
def test_questions(question: str, found: Asked | None) -> None:
    assert asked(question) == found


@pytest.mark.parametrize(
    ("value", "label", "found"),
    [
        (None, "是", 1.0),
        (None, "否", 0.0),
        (1.0, None, 1.0),
        (0.0, None, 0.0),
        (7.0, None, None),
        (None, "说不清", None),
        (2.0, "不知道", 0.0),
    ],
)
def test_yes_and_no(value: float | None, label: str | None, found: float | None) -> None:
    assert yes(value, label) == found


@pytest.mark.parametrize(("label", "found"), [("满意", 1.0), ("一般", 0.0), ("不满意", 0.0), (None, None), ("拒答", None)])
def test_words_of_satisfaction(label: str | None, found: float | None) -> None:
    assert content(label) == found

from __future__ import annotations

import pytest

from voc.survey.questions import Question, asks_for_faults, purposes, scored


def _asked(*names: str, role: str = "driver") -> list[Question]:
    return [Question(name, role, 100) for name in names]


def test_what_each_question_is_for() -> None:
    found = purposes(
        [
            Question("整体满意度", "csat", 100),
            Question("对服务总体满意度", "csat", 40),
            Question("推荐意愿", "nps", 100),
            Question("办理省力程度", "ces", 100),
            *_asked("网络评分", "继续使用意愿", "涨价容忍意愿", "期望满足程度", "投诉处理评分"),
        ],
        ["地区", "近半年是否遇到问题", "听到的口碑"],
    )
    assert (found.outcome, found.nps, found.ces) == ("整体满意度", "推荐意愿", "办理省力程度")
    assert dict(found.loyalty) == {"repurchase": "继续使用意愿", "recommend": "推荐意愿", "tolerance": "涨价容忍意愿"}
    assert dict(found.antecedents) == {"needs": "期望满足程度", "past": "近半年是否遇到问题", "others": "听到的口碑"}
    assert found.drivers == ("网络评分", "投诉处理评分")
    assert found.outcomes == ("整体满意度", "对服务总体满意度", "推荐意愿")


def test_in_english_too() -> None:
    found = purposes(_asked("Would repurchase", "Price increase tolerance", "Expectations met", "Word of mouth", "Network"))
    assert dict(found.loyalty) == {"repurchase": "Would repurchase", "tolerance": "Price increase tolerance"}
    assert dict(found.antecedents) == {"needs": "Expectations met", "others": "Word of mouth"}
    assert found.drivers == ("Network",)


def test_one_antecedent_alone_stays_a_driver() -> None:
    found = purposes(_asked("期望满足程度", "网络评分"))
    assert found.antecedents == ()
    assert found.drivers == ("期望满足程度", "网络评分")


def test_nothing_asked_nothing_found() -> None:
    assert purposes([]).outcome is None


@pytest.mark.parametrize(
    ("question", "words", "places"),
    [
        ("近半年是否遇到问题", ["是", "否", None, "不清楚"], [0.0, 1.0, None, None]),
        ("听到的口碑", ["正面", "负面", "没听到"], [1.0, 0.0, 0.5]),
        ("过去体验好不好", ["是", "否"], [1.0, 0.0]),
        ("Any problem in the past", ["Yes", "no "], [0.0, 1.0]),
    ],
)
def test_words_as_positions(question: str, words: list[str | None], places: list[float | None]) -> None:
    assert scored(question, words) == places


def test_open_questions_that_ask_what_was_wrong() -> None:
    asked = ["请说明您不满意的原因", "您的意见", "What could we improve?", "Anything else", "需要改进的地方"]
    assert asks_for_faults(asked) == ["请说明您不满意的原因", "What could we improve?", "需要改进的地方"]

"""Points and member plans in surveys: which question asks whether a plan is known, joined, or how it is felt to be."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

Asks = Literal["aware", "taking_part", "satisfaction"]
NAMED = re.compile(r"积分|会员|俱乐部|points|loyalty|member|club", re.IGNORECASE)
_AWARE = re.compile(r"是否(?:知道|了解|听说过?)|知不知道|知晓|知道吗|听说过?吗|(?:aware|heard) of", re.IGNORECASE)
_JOINED = re.compile(
    r"是否(?:参加|加入|参与|使用|兑换)过?|参加了?吗|加入了?吗|joined|(?:take|taking) part in|member of", re.IGNORECASE
)
_FELT = re.compile(r"评分|打分|满意度|感受|评价|满意|rating|satisfaction", re.IGNORECASE)
_REST = re.compile(r"[\s？?：:，,。.、的/()（）您吗]+|^(?:do|have|are) you|^(?:the|our)\b", re.IGNORECASE)
YES = frozenset({"是", "有", "知道", "了解", "听说过", "参加", "已参加", "加入", "已加入", "用过", "yes", "y", "true", "1"})
NO = frozenset(
    {"否", "没有", "无", "不知道", "不了解", "没听说过", "未参加", "没参加", "未加入", "没用过", "no", "n", "false", "0"}
)
CONTENT = frozenset({"满意", "很满意", "非常满意", "比较满意", "好", "很好", "satisfied", "very satisfied"})
DISCONTENT = frozenset(
    {"一般", "不满意", "很不满意", "非常不满意", "不太满意", "差", "很差", "neutral", "dissatisfied", "very dissatisfied"}
)


class Asked(NamedTuple):
    """A plan by name, and what a question asks of it."""

    plan: str
    asks: Asks


def asked(question: str) -> Asked | None:
    """What a question asks of a points or member plan; None where it names no plan or asks something else."""
    if NAMED.search(question) is None:
        return None
    kinds: tuple[tuple[Asks, re.Pattern[str]], ...] = (("aware", _AWARE), ("taking_part", _JOINED), ("satisfaction", _FELT))
    for asks, pattern in kinds:
        if pattern.search(question):
            plan = _REST.sub(" ", pattern.sub(" ", question)).strip()
            return Asked(plan or question, asks)
    return None


def yes(value: float | None, label: str | None) -> float | None:
    """1 for yes, 0 for no, None for anything else: don't know, or not asked."""
    said = (label or "").strip().lower()
    if not said:
        return value if value in (0.0, 1.0) else None
    return 1.0 if said in YES else 0.0 if said in NO else None


def content(label: str | None) -> float | None:
    """1 for words of satisfaction, 0 for others of the scale, None where nothing is said."""
    said = (label or "").strip().lower()
    return 1.0 if said in CONTENT else 0.0 if said in DISCONTENT else None

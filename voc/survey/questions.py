"""What the rating questions of a questionnaire are for: outcome, recommendation, effort, parts of loyalty, drivers, what comes before."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

RATED = ("csat", "nps", "ces", "driver")
_REPURCHASE = re.compile(
    r"继续使用|继续选择|再次(?:购买|选择)|续约|续费|留网|忠诚|repurchas|renew|keep using|continue|stay with", re.IGNORECASE
)
_RECOMMEND = re.compile(r"推荐|recommend|\bnps\b", re.IGNORECASE)
_TOLERANCE = re.compile(
    r"容忍|涨价|提价|价格上调|(?:竞争对手|友商|别家|其他运营商).{0,8}(?:优惠|低价|降价)|toleran|price increase", re.IGNORECASE
)
_NEEDS = re.compile(r"期望|需求|需要.{0,4}满足|预期|expect|needs?\b", re.IGNORECASE)
_PAST = re.compile(
    r"过去|以往|以前|之前|既往|曾经|(?:遇到|出现|发生).{0,6}问题|问题.{0,4}(?:经历|体验)|past|previous|earlier", re.IGNORECASE
)
_OTHERS = re.compile(r"他人|别人|旁人|亲友|身边|周围|口碑|word of mouth|others|friends", re.IGNORECASE)

_FAULTS = re.compile(
    r"不满|不足|缺点|哪些问题|什么问题|不推荐|不愿|扣分|改进|dissatisf|unhappy|not satisf|complain|went wrong|problems|improve",
    re.IGNORECASE,
)

_GOOD = ("正面", "好", "好评", "好的", "正面为主", "positive", "good")
_BAD = ("负面", "差", "差评", "不好", "不好的", "负面为主", "negative", "bad")
_NEITHER = ("没听到", "没有听到", "没听说", "中性", "一般", "有好有坏", "neutral", "none", "mixed", "nothing")
_YES, _NO = ("是", "有", "遇到过", "yes", "y"), ("否", "没有", "无", "没遇到", "no", "n")


@dataclass(frozen=True)
class Question:
    """A rating question: its header, its role (csat, nps, ces, driver) and how many answered it."""

    name: str
    role: str
    answers: int


@dataclass(frozen=True)
class Purposes:
    """Which question serves what, by header; None or () where nobody asks it. `antecedents` are needs, past and others, in that order."""

    outcome: str | None
    nps: str | None
    ces: str | None
    loyalty: tuple[tuple[str, str], ...]
    antecedents: tuple[tuple[str, str], ...]
    drivers: tuple[str, ...]
    outcomes: tuple[str, ...]


def purposes(questions: Sequence[Question], segments: Sequence[str] = ()) -> Purposes:
    """Of several questions of one role the most answered counts, then the first by name.

    What an outcome consists of does not drive it: overall ratings and parts of loyalty are no drivers. Needs, past experience and
    word of mouth of others stand apart from the drivers where at least two of them are asked, as ratings or in words (`segments`).
    """
    order = sorted(questions, key=lambda one: (-one.answers, one.name))
    csat, nps, ces = (_first(order, role) for role in ("csat", "nps", "ces"))
    scaled = [one for one in order if one.role in ("driver", "csat", "nps")]
    parts = {
        "repurchase": _said(scaled, _REPURCHASE),
        "recommend": nps or _said(scaled, _RECOMMEND),
        "tolerance": _said(scaled, _TOLERANCE),
    }
    loyalty = tuple((part, name) for part, name in parts.items() if name is not None)
    taken = {name for _, name in loyalty}
    rest = [one for one in order if one.role == "driver" and one.name not in taken]
    worded = [Question(name, "segment", 0) for name in segments]
    before = {"needs": _NEEDS, "past": _PAST, "others": _OTHERS}
    before_asked = {part: _said(rest, words) or _said(worded, words) for part, words in before.items()}
    found = tuple((part, name) for part, name in before_asked.items() if name is not None)
    if len({name for _, name in found}) < 2:
        found = ()
    apart = {name for _, name in found}
    drivers = tuple(one.name for one in questions if one.role == "driver" and one.name not in taken | apart)
    outcomes = tuple(one.name for one in order if one.role == "csat") + tuple(one.name for one in order if one.role == "nps")
    return Purposes(csat, nps, ces, loyalty, found, drivers, outcomes)


def asks_for_faults(open_questions: Sequence[str]) -> list[str]:
    """The open questions that ask what was wrong: their answers are negative whatever the rating."""
    return [question for question in open_questions if _FAULTS.search(question)]


def _first(order: Sequence[Question], role: str) -> str | None:
    return next((one.name for one in order if one.role == role), None)


def _said(order: Sequence[Question], words: re.Pattern[str]) -> str | None:
    return next((one.name for one in order if words.search(one.name)), None)


def scored(question: str, words: Sequence[str | None]) -> list[float | None]:
    """Words on past experience or the word of mouth of others as positions: 1 good, .5 neither, 0 bad; None for other words.

    Yes to a question about problems is bad.
    """
    asks_trouble = "问题" in question or "problem" in question.lower() or "trouble" in question.lower()
    yes, no = (0.0, 1.0) if asks_trouble else (1.0, 0.0)
    known = dict.fromkeys(_GOOD, 1.0) | dict.fromkeys(_BAD, 0.0) | dict.fromkeys(_NEITHER, 0.5)
    known |= dict.fromkeys(_YES, yes) | dict.fromkeys(_NO, no)
    return [None if word is None else known.get(word.strip().lower()) for word in words]

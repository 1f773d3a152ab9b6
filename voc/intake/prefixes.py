"""Who speaks, in front of a line: 客服：… , [00:01:02] 坐席: … , 客户(00:12)：… , A: … , **客户**：…"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from voc.intake.cells import Cell, as_text
from voc.intake.headers import bare, enumeration, field_of, normal

_TIME = r"[0-9]{1,3}:[0-9]{2}(?::[0-9]{2})?(?:[.,][0-9]{1,6})?"
_OPEN, _CLOSE = r"[\[【(（<]", r"[\]】)）>]"
_LABEL = r"[^\s:：\[\]【】()（）<>*,，。！？!?；;、\"“”]{1,12}(?: ?[0-9]{1,3}(?![0-9]*:[0-9]{2}))?"
_WHEN = rf"(?:{_OPEN}\s?)?({_TIME})(?:\s?(?:-->|[-~—–至])\s?({_TIME}))?\s?{_CLOSE}?"
_PREFIX = re.compile(
    rf"\s*(?:[-*>•]{{1,3}}\s)?\s*(?:\*\*)?(?:{_WHEN}\s*)?(?:\*\*)?{_OPEN}?\s?({_LABEL})"
    rf"(?:\s?{_OPEN}\s?(?:({_TIME})(?:\s?[-~—–至]\s?({_TIME}))?|[^\s:：()（）]{{1,12}})\s?{_CLOSE})?\s?{_CLOSE}?"
    rf"(?:\s({_TIME}))?(?:\*\*)?\s?[:：](?:\*\*)?\s*(.*)"
)
_ALONE = re.compile(rf"\s*(?:\*\*)?{_OPEN}?({_LABEL}){_CLOSE}?(?:\*\*)?\s+{_OPEN}?({_TIME}){_CLOSE}?\s*")
_STAMPED = re.compile(rf"\s*{_OPEN}({_TIME})(?:\s?(?:-->|[-~—–至])\s?({_TIME}))?{_CLOSE}\s*(.*)")
_MARK = re.compile(
    r"[a-d甲乙丙丁]|[左右]声?道?|(?:speaker|spkr|spk|channel|chan|ch|track|role|说话人|发言人|讲话人|角色|声道|通道|s|p)[a-d0-9]{1,3}"
    r"|(?:speaker|说话人|发言人|讲话人|声道|通道)[一二三四甲乙]?"
)
_LONGEST, _MOST_NAMES = 200, 6


@dataclass(frozen=True)
class Prefix:
    """A line parted into who speaks ("" where only a time stands there), when, and what is said."""

    label: str
    text: str
    start: str | None = None
    end: str | None = None


def speaker_of(given: Cell) -> str:
    """customer, agent, other or unknown; a number (客服1) or brackets (客户(主叫)) after the word do not matter."""
    return _role(as_text(given))


@lru_cache(maxsize=4_096)
def _role(label: str) -> str:
    known = enumeration("speaker")
    for word in (normal(label), bare(label)):
        if found := known.get(word) or known.get(word.rstrip("0123456789")):
            return found
    return "unknown"


@lru_cache(maxsize=4_096)
def is_mark(label: str) -> bool:
    """Whether a label is one that tools give speakers they do not know: A, SPEAKER_01, 说话人1, 声道0."""
    return len(label) <= 20 and _MARK.fullmatch(normal(label)) is not None


def prefix(line: str) -> Prefix | None:
    """What stands before the colon of a line as a speaker and a time, or None; whether it is a speaker at all is for the caller."""
    found = _PREFIX.match(line[:_LONGEST])
    if found is None or "\n" in line:
        return None
    start, end, label, inner, inner_end, after, _ = found.groups()
    return Prefix(label.strip(), line[found.start(7) :], start or inner or after, end or inner_end)


def alone(line: str) -> Prefix | None:
    """A line that holds but a speaker and a time (说话人1 00:12), what is said follows below."""
    found = _ALONE.fullmatch(line[:_LONGEST]) if len(line) <= _LONGEST else None
    return Prefix(found[1], "", found[2]) if found and (speaker_of(found[1]) != "unknown" or is_mark(found[1])) else None


def stamped(line: str) -> Prefix | None:
    """A line with a time in brackets and no speaker."""
    found = _STAMPED.match(line[:_LONGEST])
    return Prefix("", line[found.start(3) :], found[1], found[2]) if found else None


def labels_in(lines: Iterable[str]) -> frozenset[str]:
    """The labels that are speakers in these lines: words for roles and marks; else names.

    Where no such word stands before any line, names are what stands before a colon again and again: in half of the lines or
    more, no more than six of them, each at least twice.
    """
    seen: Counter[str] = Counter()
    filled = 0
    for line in lines:
        if line.strip():
            filled += 1
            found = prefix(line)
            if found is not None:
                seen[found.label] += 1
    sure = {label for label in seen if speaker_of(label) != "unknown" or is_mark(label)}
    if sure:
        return frozenset(sure)
    names = {label: times for label, times in seen.items() if times > 1 and field_of(label, "transcript") is None}
    return frozenset(names) if 1 < len(names) <= _MOST_NAMES and 2 * sum(names.values()) >= filled else frozenset()

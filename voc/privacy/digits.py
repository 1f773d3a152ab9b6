"""Numbers in a text that name a person or a contract, whole or in groups that belong together."""

from __future__ import annotations

import re

from voc.privacy.checks import fixed, is_identity, mobile
from voc.privacy.kinds import TIGHT, classed, of_itself
from voc.privacy.names.model import known
from voc.privacy.tokens import ACCOUNT, FIXED, ORDER, QQ, Found
from voc.privacy.writing import DIGIT, END_BYTES, END_UNIT, GAP, LIGHT, SAID, SPOKEN, STAYS_BEFORE, Group, as_digits, groups_of

_CHAIN = re.compile(
    rf"(?:\+|\()?(?:{SAID}|{DIGIT})(?:{GAP}?(?:{SAID}|{DIGIT})){{3,}}+(?:(?:{LIGHT})?(?:[Xx](?![A-Za-z0-9])|叉|[艾埃]克斯))?"
)
_WORTH = re.compile(rf"{DIGIT}{GAP}?{DIGIT}{GAP}?{DIGIT}{GAP}?{DIGIT}")
# What shows that the last figures of a chain are another number: a time, a day, an amount.
_END_OTHER = re.compile(r" ?(?:[:：点时月日百千万多几/]|号(?![码线])|[KMGTkmg][Bb]?ps|[Mm](?![A-Za-z]))")
_EXTENSION = re.compile(rf" ?(?:转|-|分机号?|[Ee][Xx][Tt]\.?)[ :：]?{DIGIT}{{1,6}}(?!{DIGIT})")


def numbers(plain: str) -> list[Found]:
    """Every number that names a person or a contract, in order."""
    if _WORTH.search(plain) is None:
        return []
    found: list[Found] = []
    for match in _CHAIN.finditer(plain):
        found += _in_chain(plain, match.start(), match[0])
    return found


def _in_chain(plain: str, start: int, chain: str) -> list[Found]:
    day = _DAY.search(chain)
    if day:
        # 199，20260408: a day behind a comma is no part of the number before it.
        return [*_in_chain(plain, start, chain[: day.start()]), *_in_chain(plain, start + day.end(), chain[day.end() :])]
    chain = _trimmed(plain, start, chain)
    digits = as_digits(chain)
    if len(digits) < 5:
        return []
    end = start + len(chain)
    if _ROOM.fullmatch(chain) and _ESTATE.search(plain[max(0, start - 2) : start]):
        return []
    before = plain[max(0, start - 20) : start]
    if STAYS_BEFORE.search(before) and len(digits) < 11:
        return []
    whole = classed(digits, before, plain, start, end)
    if whole is None and len(digits) < _SHORTEST:
        return []
    if whole is not None and chain.isascii() and chain.isdigit():
        return _extended(plain, Found(start, end, whole, _value(digits)))
    groups = groups_of(chain, start)
    if whole is not None and (len(groups) == 1 or (whole in (ORDER, ACCOUNT) and TIGHT.search(before)) or _even(groups, whole)):
        return _extended(plain, Found(start, end, whole, _value(digits)))
    found = _windows(plain, groups)
    if found:
        return found
    if whole is not None:
        return _extended(plain, Found(start, end, whole, _value(digits)))
    return []


_ROOM = re.compile(r"[0-9]{1,3}-[0-9]{1,2}-[0-9]{3,4}")
_ESTATE = re.compile(r"[区苑园城府庭湾居里村寓座庄岛郡邸院轩阁舍晓]$|[\u3400-\u9fff]{2}$")
_DAY = re.compile(r"[,，、] ?20[23][0-9](?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])(?![0-9])")
_DATED = re.compile(r"[,，、] ?(?:[0-9]{1,2}[-/][0-9]{1,2}|20[0-9]{2}[01][0-9][0-3][0-9])$")


def begins_word(plain: str, at: int) -> bool:
    """Whether the Chinese numeral at a place begins the next word and is no figure: 13800138000一直, …三四五两年."""
    follows = plain[at + 1 : at + 2]
    if (
        plain[at : at + 1] not in _NUMERALS
        or plain[at] in "幺洞拐勾"
        or not "\u3400" <= follows <= "\u9fff"
        or follows in _NUMERALS
    ):
        return False
    return plain[at - 1 : at].isdigit() or known().words.get(plain[at : at + 2], -99.0) > _COMMON


_NUMERALS = frozenset(SPOKEN)  # 幺 and 洞 begin no word
_COMMON = -11.0


def _trimmed(plain: str, start: int, chain: str) -> str:
    """The chain without the time, day or amount that follows its number after a comma: 尾号 …8821，12:30."""
    if len(chain) > 5 and of_itself(as_digits(chain), False) is None and begins_word(plain, start + len(chain) - 1):
        chain = chain[:-1]
    dated = _DATED.search(chain)
    if dated and sum(mark in "0123456789" for mark in chain[: dated.start()]) >= 5:
        chain = chain[: dated.start()]
    while True:
        end = start + len(chain)
        if not (END_UNIT.match(plain, end) or _END_OTHER.match(plain, end)):
            return chain
        groups = groups_of(chain, start)
        if len(groups) < 2 or len(groups[-1].digits) > 6:
            return chain
        if not groups[-1].gap and not (plain[groups[-1].start] in SPOKEN and plain[groups[-2].end - 1].isascii()):
            return chain
        chain = chain[: groups[-2].end - start]


def _even(groups: list[Group], token: str) -> bool:
    """Whether no single group is a number of its own (two mobiles side by side are two)."""
    lines = token not in (ORDER, ACCOUNT)
    whole = [group.digits for group in groups if len(group.digits) >= _SHORTEST]
    return not any(mobile(digits) or (lines and fixed(digits)) or is_identity(digits) for digits in whole)


def _value(digits: str) -> str:
    return mobile(digits) or fixed(digits) or digits


_LATIN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_ ")
_LED = re.compile(r"(?<![A-Za-z])(?:[A-Z]{1,8}|[a-z]{1,5})(?:[-_ ][A-Z]{1,4})?[-_ ]?$")
_NO_LEAD = frozenset(
    ["qq", "q", "wx", "vx", "v", "tel", "id", "no", "is", "to", "at", "app", "phone", "call", "me", "my", "on", "in", "or"]
)


def _extended(plain: str, found: Found) -> list[Found]:
    """A landline with its extension."""
    if found.token in (ORDER, ACCOUNT, FIXED, QQ) and plain[found.start - 1 : found.start] in _LATIN:
        lead = _LED.search(plain, max(0, found.start - 10), found.start)
        if lead and lead[0].strip(" -_").lower() not in _NO_LEAD:
            return [Found(lead.start(), found.end, ORDER if found.token == FIXED else found.token, lead[0] + found.value)]
    more = _EXTENSION.match(plain, found.end) if found.token == FIXED else None
    return [Found(found.start, more.end(), found.token, found.value)] if more else [found]


_SHORTEST, _LONGEST = 10, 19  # places of a number that is known by its digits alone


def _windows(plain: str, groups: list[Group]) -> list[Found]:
    """Numbers made of neighbouring groups, where the gaps at their borders are no smaller than those inside."""
    found: list[Found] = []
    at = 0
    while at < len(groups):
        one = _from(plain, groups, at)
        if one is None:
            at += 1
            continue
        found += _extended(plain, one)
        while at < len(groups) and groups[at].start < one.end:
            at += 1
    return found


def _from(plain: str, groups: list[Group], at: int) -> Found | None:
    digits, inner, best = "", 0, None
    for last in range(at, min(at + _LONGEST, len(groups))):
        group = groups[last]
        digits += group.digits
        if last > at:
            inner = max(inner, group.gap)
        if len(digits) > _LONGEST + 4:
            break
        if len(digits) < _SHORTEST:
            continue
        outer = groups[last + 1].gap if last + 1 < len(groups) else 9
        if outer < inner or (last > at and all(len(one.digits) == 1 for one in groups[at : last + 1]) and outer != 9):
            continue
        if END_BYTES.match(plain, group.end):
            continue
        token = of_itself(digits, END_UNIT.match(plain, group.end) is not None)
        if token is not None:
            best = Found(groups[at].start, group.end, token, _value(digits))
            if last == at:
                break
    return best

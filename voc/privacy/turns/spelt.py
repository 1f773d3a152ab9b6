"""Codes of letters and figures said in a turn while one is being asked for."""

from __future__ import annotations

import re
from collections.abc import Sequence

from voc.privacy.codes import MAILED, NOT_WECHAT, spoken_codes
from voc.privacy.tokens import ACCOUNT, ADDRESS, EMAIL, NAME, ORDER, PASSPORT, PLATE, QQ, WECHAT, Found
from voc.privacy.turns.topics import CHATTER, TOPIC, leads
from voc.privacy.writing import DIGIT, END_UNIT, STAYS_BEFORE

_CODE = re.compile(r"(?<![A-Za-z0-9])[A-Za-z0-9][A-Za-z0-9._@-]*(?<![.@-])")
_SAID_CODE = re.compile(
    r"(?<![A-Za-z0-9])(?=[零〇一二三四五六七八九幺两洞拐勾]*[A-Za-z])[A-Za-z0-9零〇一二三四五六七八九幺两洞拐勾_-]{2,}"
)
# Spelt letter by letter: m m x x 0 8 0 8.
_APART = re.compile(r"(?<![A-Za-z0-9])(?=[0-9 ]*[A-Za-z])[A-Za-z0-9_](?: [A-Za-z0-9_-]){4,24}(?![A-Za-z0-9])")
_PLATE_HEAD = re.compile(r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼] ?[A-Za-z](?![A-Za-z])")
NO_CODE = frozenset(
    [
        "ok",
        "app",
        "vip",
        "wifi",
        "5g",
        "4g",
        "3g",
        "2g",
        "at",
        "dot",
        "com",
        "yes",
        "no",
        "hi",
        "hello",
        "sim",
        "id",
        "qq",
        "wx",
        "vx",
        "pdf",
        "excel",
        "word",
        "email",
        "e-mail",
        "volte",
    ]
)


def coded(plains: Sequence[str], topics: Sequence[str | None], more: list[list[Found]]) -> None:
    """Letters and figures in a turn that says little else, while an address, account or plate is asked for."""
    known: dict[str, str] = {}
    for turn, plain in enumerate(plains):
        topic = topics[turn]
        if topic not in (WECHAT, EMAIL, PASSPORT, ORDER, ACCOUNT, PLATE, QQ):
            known = {} if topic is None else known
            continue
        found = list(_PLATE_HEAD.finditer(plain)) if topic == PLATE else []
        pattern = MAILED if topic == EMAIL else _SAID_CODE if topic in (ORDER, ACCOUNT) and _SAID_DIGIT.search(plain) else _CODE
        if topic in (ORDER, ACCOUNT):
            more[turn] += spoken_codes(plain, topic)
        found += [match for match in pattern.finditer(plain) if len(match[0]) >= 2 and match[0].lower() not in NO_CODE]
        if topic == WECHAT:
            found = list(_APART.finditer(plain)) or [one for one in _ID_PART.finditer(plain) if one[0].lower() not in NO_CODE]
        rest = CHATTER.sub("", plain)
        for match in found:
            rest = rest.replace(match[0], "")
        rest = TOPIC.sub("", re.sub(r"[A-Za-z0-9._@-]", "", rest))
        for match in found:
            if END_UNIT.match(plain, match.end()) or (match[0].isdigit() and (len(match[0]) < 2 or topic not in (PLATE, PASSPORT))):
                continue
            if match[0].isalpha() and match[0].isascii() and topic in (ORDER, ACCOUNT) and rest:
                continue
            if STAYS_BEFORE.search(plain[max(0, match.start() - 12) : match.start()]):
                continue
            # Part of an id may be letters alone: where the turn says nothing else they are taken for one.
            part = topic == WECHAT and len(rest) <= _HARDLY_MORE and match[0].lower().strip("_-") not in NOT_WECHAT
            if not (part or _code_of(topic, match[0])) or plain[match.start() - 1 : match.start()] in (":", "*", "<"):
                continue
            if match[0].lower() in known or len(rest) <= 4 or leads(plain[max(0, match.start() - 12) : match.start()]):
                known[match[0].lower()] = topic
                more[turn].append(Found(match.start(), match.end(), topic, match[0].lower()))


_HARDLY_MORE = 2
_ID_PART = re.compile(r"(?<![A-Za-z0-9@.])(?:[_-]?[A-Za-z0-9][A-Za-z0-9_-]+|[_-][A-Za-z0-9])(?![@.])")
_SPELT = re.compile(r"(?<![A-Za-z0-9@.])[A-Za-z][A-Za-z_-]{1,14}(?![A-Za-z0-9@.])")
_TAIL_PIECE = re.compile(rf"(?<![A-Za-z0-9:.*-]){DIGIT}{{2,12}}[A-Za-z]?(?![A-Za-z0-9:.*-])")


def spelt(plains: Sequence[str], topics: Sequence[str | None], more: list[list[Found]], every: Sequence[list[Found]]) -> None:
    """Letters or figures alone that go before or after a piece of the same code in a turn near by: sh / 嗯 / 13guodong."""
    found = {
        turn for turn in range(len(plains)) if any(one.token not in (NAME, ADDRESS, EMAIL) for one in (*more[turn], *every[turn]))
    }
    for turn, plain in enumerate(plains):
        topic = topics[turn]
        if topic not in (WECHAT, ORDER, ACCOUNT) or turn in found:
            continue
        patterns = (_SPELT, _TAIL_PIECE) if found & {turn - 2, turn - 1, turn + 1, turn + 2} else ()
        for match in (match for pattern in patterns for match in pattern.finditer(plain)):
            rest = TOPIC.sub("", CHATTER.sub("", plain[: match.start()] + plain[match.end() :]))
            if len(rest) <= _BESIDE and match[0].lower() not in NO_CODE and not END_UNIT.match(plain, match.end()):
                more[turn].append(Found(match.start(), match.end(), topic, match[0].lower()))


_BESIDE = 4
_SAID_DIGIT = re.compile("[零〇一二三四五六七八九幺两洞拐勾]")


def _code_of(topic: str, code: str) -> bool:
    """Whether a code can be part of what was asked for: an account has figures, a host is no account, a version neither."""
    if topic in (PLATE, PASSPORT):
        return True
    if re.match(r"(?i)www\.|wap\.|https?|[0-9]+(?:[kmg]b?|bps)$", code) or re.fullmatch(r"[0-9]+(?:[.-][0-9]+)+", code):
        return False
    if topic == EMAIL:
        return True
    if topic == QQ:
        return False
    if re.fullmatch(r"(?i)[0-9.]+(?:rmb|yuan|mbps|[a-z]b|个|h|min|s)", code):
        return False
    if topic in (ORDER, ACCOUNT) and _SAID_DIGIT.search(code) and re.search("[A-Za-z]", code):
        return True
    return (
        re.search("[0-9_]", code) is not None
        or (topic in (ORDER, ACCOUNT) and re.fullmatch("[A-Z]{2,6}|[a-z]{2,4}", code) is not None)
        or (
            topic == WECHAT and len(code) >= 5 and (code.islower() or code.isupper() or re.search("[a-z][A-Z]|-", code) is not None)
        )
    )

"""Masks what names a person in a text: typed tokens in place of numbers, accounts, names and addresses."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from voc.privacy.addresses import addresses
from voc.privacy.codes import codes
from voc.privacy.digits import numbers
from voc.privacy.handles import official
from voc.privacy.names import Seen, names
from voc.privacy.tokens import (
    ADDRESS,
    BANK,
    EMAIL,
    FIXED,
    GONE,
    IDENTITY,
    KEPT,
    MOBILE,
    NAME,
    Found,
    Numbering,
    hidden,
    put_in,
    tokens_of,
    without_tokens,
)
from voc.privacy.writing import staying

__all__ = ["ADDRESS", "BANK", "EMAIL", "FIXED", "IDENTITY", "MASK_VERSION", "MOBILE", "NAME", "mask"]

MASK_VERSION = 10

_ROUNDS = 8
_WIDE = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
_HALF = {
    **_WIDE,
    **{ord(wide): half for wide, half in zip("＋－—–（）＠．＿＃：／　\u00a0×\ufe0f\u20e3", "+---()@._#:/  x··", strict=True)},
}
# Circled, bold, raised and Arabic digits, each one place long.
_OTHER = "⓪①-⑨⑴-⑼⒈-⒐❶-❾➀-➈➊-➒⁰¹²³⁴-⁹₀-₉٠-٩۰-۹०-९\U0001d7ce-\U0001d7ff"
_OTHER_DIGIT = re.compile(f"[{_OTHER}]")
_UNUSUAL = re.compile(f"[＋－—–（）＠．＿＃：／０-９Ａ-Ｚａ-ｚ\u3000\u00a0×\ufe0f\u20e3{_OTHER}]")
# Nothing but names is masked in a text that has none of these.
_ANY_DIGIT = f"[0-9０-９{_OTHER}零〇○一二三四五六七八九幺两洞拐勾壹贰叁肆伍陆柒捌玖]"
_SIGNS = re.compile(
    rf"[@＠]|{_ANY_DIGIT}(?:.{{0,3}}?{_ANY_DIGIT}){{3}}|[A-Za-z0-9Ａ-Ｚａ-ｚ０-９](?:[-_ ＿－]{{0,3}}[A-Za-z0-9Ａ-Ｚａ-ｚ０-９]){{3}}|艾特|小老鼠|[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼] ?[A-Za-z]"  # noqa: E501
    r"|(?<!月)(?<!月[0-9一二三十])[0-9０-９A-Za-z一二三四五六七八九十百零〇幺两甲乙丙丁] ?(?:号|栋|幢|单元|室|房|弄|层|楼|座|组|队|社|门|户|铺|#|期|斋|排|舍|F)"
    r"|[0-9０-９][-－—][0-9０-９]|[镇乡道].{1,8}[村组屯庄寨]|[路街道巷].{1,9}[区园寓村苑厦场楼馆期]",
    re.DOTALL,
)


# What a sign begins with, but for the province of a plate, which has a letter behind it: most texts have none, or late.
_BEGINS = re.compile(rf"[@＠A-Za-zＡ-Ｚａ-ｚ{_ANY_DIGIT[1:-1]}艾小镇乡道路街巷甲乙丙丁十百]")


def signs(plain: str) -> bool:
    """Whether a text may hold a number, a code or an address."""
    first = _BEGINS.search(plain)
    return first is not None and _SIGNS.search(plain, max(0, first.start() - _PROVINCE)) is not None


_PROVINCE = 2


class Look(NamedTuple):
    """A text as rules read it; whether it may hold a number, a code or an address; the words of cues of names, where they are known."""

    plain: str
    numbered: bool
    seen: Sequence[Seen] | None = None


def mask(text: str, look: Look | None = None) -> str:
    """`text` with what names a person replaced by typed tokens; idempotent, linear in the length of the text.

    The same value gets the same token; another one of its kind gets a number: [手机号], [手机号2]. `look` is what is known of the text.
    """
    plain, numbered, seen = look or look_at(text)
    found = _found(plain, numbered=numbered, seen=seen)
    if not found:
        return text
    numbering = Numbering()
    if "[" in text:
        numbering.seen(text)
    for _ in range(_ROUNDS):
        tokens = tokens_of(found, numbering)
        text, plain = put_in(text, found, tokens), put_in(plain, found, [GONE * len(token) for token in tokens])
        numbered = signs(plain)
        # Names were sought beside what had been hidden already: only signs of a number or an address are worth another look.
        if not numbered and all(one.token != NAME for one in found):
            break
        # Again: what a token stands for now may have hidden its neighbour.
        found = _found(plain, numbered=numbered)
        if not found:
            break
    return text


def half_width(codes: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """The numbers of characters, each in half-width signs, as `plain_of` writes them."""
    if codes.max(initial=0) <= _MOST:
        return _halves()[codes]
    return np.where(codes > _MOST, _bold(codes), _halves()[np.minimum(codes, _MOST)])


@cache
def _halves() -> NDArray[np.uint32]:
    table = np.arange(_MOST + 1, dtype=np.uint32)
    for code, half in _HALF.items():
        table[code] = half if isinstance(half, int) else ord(half)
    for code in range(_MOST + 1):
        if _OTHER_DIGIT.match(chr(code)):
            table[code] = ord("0") + unicodedata.digit(chr(code))
    return table


def _bold(codes: NDArray[np.uint32]) -> NDArray[np.uint32]:
    first, last = 0x1D7CE, 0x1D7FF
    return np.where((codes >= first) & (codes <= last), ord("0") + (codes - first) % 10, codes).astype(np.uint32)


_MOST = 0xFFFF


def plain_of(text: str) -> str:
    """`text` of the same length in half-width signs, its tokens blanked."""
    plain = text
    if not text.isascii() and _UNUSUAL.search(text):
        plain = text.translate(_HALF)
        if _OTHER_DIGIT.search(plain):
            plain = _OTHER_DIGIT.sub(lambda match: str(unicodedata.digit(match[0])), plain)
    return without_tokens(plain)


def look_at(text: str) -> Look:
    """A text by itself."""
    plain = plain_of(text)
    return Look(plain, signs(plain))


def findings(text: str) -> list[Found]:
    """What has to go, in order and without overlaps."""
    plain, numbered, _ = look_at(text)
    return _found(plain, numbered=numbered)


def _found(plain: str, *, numbered: bool, seen: Sequence[Seen] | None = None) -> list[Found]:
    found: list[Found] = []
    whole = plain
    for search, mark in _NUMBERED if numbered else _PLAIN:
        fresh = _apart(search(plain))
        if fresh:
            plain = hidden(plain, fresh, mark)
            if mark == GONE:
                found += fresh
    # Last, since a name may stand beside what was masked: 张伟，138…
    found += names(plain, seen=seen if plain is whole else None)
    return sorted(found, key=lambda one: one.start) if len(found) > 1 else found


Search = Callable[[str], list[Found]]
_PLAIN: tuple[tuple[Search, str], ...] = ((official, KEPT),)
# An address does not begin in the account of a firm before it.
_NUMBERED: tuple[tuple[Search, str], ...] = ((staying, KEPT), (codes, GONE), (numbers, GONE), *_PLAIN, (addresses, GONE))


def _apart(found: Sequence[Found]) -> list[Found]:
    """Findings without overlaps, in order: of two that overlap the one listed first, grown over the other where that reaches further."""
    if len(found) < 2:
        return list(found)
    kept: list[Found] = []
    for one in sorted(found, key=lambda each: (each.start, -each.end)):
        if kept and one.start < kept[-1].end:
            if one.end > kept[-1].end:
                last = kept[-1]
                kept[-1] = Found(last.start, one.end, last.token, last.value)
            continue
        kept.append(one)
    return kept

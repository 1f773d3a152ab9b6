"""Two normal forms: `clean` repairs what is stored, `fold` levels what is scored without moving a character."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from functools import cache
from re import Match, Pattern
from typing import NamedTuple

import numpy as np

from voc.resources import simplified_characters
from voc.text import patterns

_ROUNDS = 8
_DISARMED = (None, re.compile("&"), re.compile(f"[&(（<\xe2-\xf0{patterns.GBK_FIRST}]"))
"""What is taken the power to change by cleaning, after each _ROUNDS rounds."""


def clean(text: str) -> str:
    """Text as stored: broken encodings, entities, glosses, invisible characters and blank runs mended.

    Idempotent; the length may change.
    """
    if patterns.UNUSUAL.search(text) is None and patterns.LOOSE.search(text) is None:
        return text
    for disarmed in _DISARMED:
        # What is nested deeper than a slip nests is an attack: disarmed, so that cleaning again changes nothing and an end is near.
        text = text if disarmed is None else disarmed.sub(_disarm, text)
        for _ in range(_ROUNDS):
            mended = _mend(text)
            if mended == text:
                return text
            text = mended
    return text


def _disarm(found: Match[str]) -> str:
    return {"&": "＆", "(": "〔", "（": "〔", "<": "＜"}.get(found.group(), "\ufffd")


def _mend(text: str) -> str:
    if patterns.SURROGATE.search(text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
    if "&" in text:
        text = html.unescape(patterns.ENTITY_OF_ENTITY.sub("&", text))
        text = patterns.SURROGATE.sub("", text)
    # Before the invisible go: some of them are the continuation bytes of a broken decoding.
    text = patterns.WESTERN_MOJIBAKE.sub(_western, text)
    text = patterns.GBK_MOJIBAKE.sub(_chinese, text)
    text = patterns.INVISIBLE.sub("", text)
    if "<" in text:
        text = patterns.LINE_TAG.sub("\n", text)
    text = text.translate(patterns.WIDE_ALNUM)
    text = patterns.PINYIN_GLOSS.sub("", text)
    return patterns.BLANK_RUN.sub(_blank, text).strip()


def _blank(found: Match[str]) -> str:
    run = found.group()
    return "\n" if any(mark in run for mark in patterns.LINE_BREAKS) else " "


def _western(found: Match[str]) -> str:
    run = found.group()
    raw = b"".join(_byte(character) for character in run)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return run


def _byte(character: str) -> bytes:
    return bytes([ord(character)]) if ord(character) < 0x100 else character.encode("cp1252")


def _chinese(found: Match[str]) -> str:
    run = found.group()
    try:
        return run.encode("gbk").decode("utf-8")
    except UnicodeError:
        return run


def visible(text: str) -> str:
    """Text whose zero-width and bidirectional characters and controls show as their code points: ⟦U+202E⟧; line breaks and tabs stay."""
    return patterns.INVISIBLE.sub(lambda found: "".join(f"⟦U+{ord(one):04X}⟧" for one in found[0]), text)


def clean_each(texts: Sequence[str]) -> list[str]:
    """`clean` of each text; what is clean already, as most are, is told of all of them in one search."""
    run = "\n".join(["", *texts, ""])
    # A break stands before and behind every text: a blank at its beginning or end is one of two.
    marks = [
        place
        for pattern in (patterns.UNUSUAL, patterns.LOOSE_AMONG)
        for one in pattern.finditer(run)
        for place in (one.start(), one.end())
    ]
    cleaned = list(texts)
    for row in rows_of(marks, texts, 1):
        cleaned[row] = clean(texts[row])
    return cleaned


def fold_each(texts: Sequence[str]) -> list[str]:
    """`fold` of each text; what there is nothing to fold in is told of all of them in one search."""
    run = "\0".join([*texts, ""])
    marks = [one.start() for one in _folding().unusual.finditer(run)]
    marks += [one.start() for needle in ("://", "www.") if needle in run for one in re.finditer(re.escape(needle), run)]
    folded = list(texts)
    for row in rows_of(marks, texts, 0):
        folded[row] = fold(texts[row])
    return folded


def rows_of(marks: Sequence[int], texts: Sequence[str], lead: int) -> list[int]:
    """Which of `texts`, joined with one character behind each and `lead` before them, the places lie in."""
    if not marks:
        return []
    ends = np.cumsum(np.fromiter(map(len, texts), np.int64, len(texts)) + 1) + lead
    rows = np.unique(np.searchsorted(ends, np.array(marks), "right"))
    return [row for row in rows.tolist() if row < len(texts)]


def fold(text: str) -> str:
    """Text as scored: simplified, lower case, addresses and accounts blanked.

    Idempotent and of the same length, so that spans found in it index `text`.
    """
    folding = _folding()
    if folding.unusual.search(text) is None and "://" not in text and "www." not in text:
        return text
    lower = text.lower()
    # A few letters grow when lowered; they stay as they are, so that no position moves.
    text = lower if len(lower) == len(text) else "".join(one if len(one := letter.lower()) == 1 else letter for letter in text)
    if folding.foreign.search(text):
        text = text.translate(folding.table)
    if "@" in text or "://" in text or "www." in text:
        while (blanked := patterns.NOT_SAID.sub(_spaces, text)) != text:
            text = blanked
    return text


def _spaces(found: Match[str]) -> str:
    return " " * len(found.group())


class _Folding(NamedTuple):
    unusual: Pattern[str]
    foreign: Pattern[str]
    table: dict[int, str]


@cache
def _folding() -> _Folding:
    """What makes a text need folding, and the table for single characters (opencc's, one to one, followed to its end)."""
    simplified = simplified_characters()
    # A lone surrogate cannot be encoded by any scanner further on; clean() drops it, here the length must stay.
    table = {ord(old): new for old, new in simplified.items()} | dict.fromkeys(range(0xD800, 0xE000), "\ufffd")
    # The rarest characters as one range: Python would try those beyond U+FFFF one by one.
    foreign = "".join(character for character in simplified if character < "\uffff") + "\ud800-\udfff\U00020000-\U0003ffff"
    cased = "A-Z@\xc0-\u058f\u10a0-\u1fff\u2c00-\u2dff\ua640-\uabff\uff21-\uff3a\U00010400-\U0001e943"
    return _Folding(re.compile(f"[{cased}{foreign}]"), re.compile(f"[{foreign}]"), table)

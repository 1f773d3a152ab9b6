"""What the customer tells of the way so far: which contact it is, waiting, and what is wanted."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from voc import resources
from voc.dialogue.agent import Code
from voc.dialogue.turns import Call, spoken_by
from voc.text.documents import spoken_clauses
from voc.text.normalize import rows_of
from voc.text.scan import Scanner

_DIGIT = "一二两三四五六七八九十0-9"
_TIMES = "次|回|遍|趟|个电话"
# Each pattern says first which letters it may begin with: the others, nearly all, are passed over at once.
# 第三次 (and no visit), or the contacts counted: 打了五次, 找了你们三回.
_NTH = re.compile(
    rf"(?=[第打找问报投反联咨说催申{_DIGIT}])(?:(?<!师傅)第(?P<nth>[{_DIGIT}]{{1,2}})(?:{_TIMES})"
    rf"|(?:打|找|问|报|投诉|反映|反馈|联系|咨询|说|催|申告)(?:过|了)*(?:你们|客服|电话)?(?P<counted>[{_DIGIT}]{{1,2}})(?:多|来)?(?:{_TIMES}|通电话)"
    rf"|(?P<bare>[{_DIGIT}]{{1,2}})(?:{_TIMES})了)"
)
_VISIT = re.compile(r"师傅|上门|预约|来过")
_NEED = re.compile(
    r"(?=[我能可希给帮要建必赶怎凭退赔])(?:我(?:就|只|也|现在|还)?(?:要|想|需要|希望|要求)|能不能|可不可以|能否|希望你们|给我(?!打)|帮我|要求你们|建议|必须|赶紧|怎么(?:办|弄|取消|退)|凭什么|退(?:我|给我)|赔)"
)
_FOR_ME = re.compile("[给帮]我")
_NEEDS = 3
_VALUE = {char: number for number, char in enumerate("零一二三四五六七八九十")} | {"两": 2}
_READ = 2_000


@cache
def _file() -> dict[str, dict[str, str]]:
    with resources.path("lexicons", "call_told.toml").open("rb") as file:
        return tomllib.load(file)


def _pieces() -> dict[str, str]:
    """Of lexicons/call_told.toml."""
    return _file()["waiting"]


@cache
def _needed() -> Scanner[None]:
    """Words without any of which nobody tells of waiting: lengths of time, nobody, still, at last, since."""
    of = _pieces()
    lengths = [f"{number}{between}{unit}" for number in of["number"] for between in ("", "个") for unit in of["unit"].split("|")]
    return Scanner(
        dict.fromkeys([*lengths, *(word for name in ("long", "nobody", "still", "late") for word in of[name].split("|")), "从"])
    )


@cache
def waiting() -> re.Pattern[str]:
    """What a customer says of having waited or of no reply, put together of the pieces of lexicons/call_told.toml."""
    of = _pieces()
    within = r"[^。！？!?\n]"
    span = rf"(?:[{of['number']}]+个?(?:{of['unit']})|{of['long']})"
    untold = rf"(?:{of['missing']}){within}{{0,4}}?(?:{of['act']})"
    lists = (of[name] for name in ("wait", "long", "nobody", "still", "asked", "late"))
    opens = re.escape("".join(sorted({word[0] for words in lists for word in words.split("|")} | {*of["number"], "从"})))
    return re.compile(
        rf"(?=[{opens}])(?:(?!{of['not_waiting']})(?:{of['wait']})(?:了|着|过|到|我|你们|人工|电话|客服|队|有)*{within}{{0,2}}?{span}"
        rf"|{span}(?:了|都|也|还|里)*{within}{{0,7}}?{untold}"
        rf"|(?:{of['nobody']}){within}{{0,3}}?(?:{of['act']})"
        rf"|(?:{of['still']}){within}{{0,6}}?(?:{untold}|在?等)"
        rf"|(?:{of['asked']})(?:了|过|的|你们|给你们)*{span}了"
        rf"|从.{{1,6}}?(?:{of['wait']}|{of['since']})到|{of['late']})"
    )


class Told(NamedTuple):
    """`nth` contact as said, whether waiting is spoken of, and where each was said (as codes)."""

    nth: int | None
    waiting: bool
    said: list[Code]


def told(calls: Sequence[Call]) -> list[Told]:
    """What the customer of each call says of contacts, waiting and needs; calls are read as meant."""
    said = [(place, number, turn.text[:_READ]) for place, call in enumerate(calls) for number, turn in spoken_by(call, "customer")]
    texts = [text for *_, text in said]
    marks = [start for start, *_ in _needed().find("\0".join([*texts, ""]))]
    waits: list[list[Code]] = [[] for _ in calls]
    for row in rows_of(marks, texts, 0):
        place, number, text = said[row]
        if found := waiting().search(text):
            waits[place].append(Code("waiting", number, 1.0, *found.span()))
    turns: list[list[tuple[int, str]]] = [[] for _ in calls]
    for place, number, text in said:
        turns[place].append((number, text))
    return [_told(mine, wait) for mine, wait in zip(turns, waits, strict=True)]


def _told(customer: Sequence[tuple[int, str]], waits: list[Code]) -> Told:
    contacts = [
        (number, turn, found) for turn, text in customer for found in _NTH.finditer(text) if (number := _number(found, text))
    ]
    nth = max((number for number, *_ in contacts), default=None)
    said = [Code("nth_contact", turn, 1.0, *found.span()) for number, turn, found in contacts if number == nth][:1]
    needs = [
        Code("need", turn, 1.0, *span)
        for turn, text in customer
        if _NEED.search(text)
        for span in spoken_clauses(text)
        if _needs(text[slice(*span)])
    ]
    return Told(nth, bool(waits), [*said, *waits, *needs[:_NEEDS]])


@cache
def _narrated() -> re.Pattern[str]:
    """Clauses, with a blank character for 给我 or 帮我, that tell of somebody's deed and do not ask for it."""
    of = _file()["narrated"]
    return re.compile(
        rf"(?:{of['who']}|{of['when']}).*\0|(?:{of['near']}).{{0,2}}\0|^[^把]*(?:{of['verb']})\0|^[^把]*\0(?:{of['kin']})"
        rf"|\0.*(?:{of['done']})|(?:{of['you']}).{{0,2}}\0.*了[，。！？,!?]*$"
    )


def _needs(clause: str) -> bool:
    """Whether something is asked for: what somebody gave me, or told me, is done already."""
    return any(
        not _FOR_ME.fullmatch(found[0]) or not _narrated().search(f"{clause[: found.start()]}\0{clause[found.end() :]}")
        for found in _NEED.finditer(clause)
    )


def _number(found: re.Match[str], text: str) -> int | None:
    """The number of contacts that was said, 2 to 99; None for visits, and for the first."""
    if _VISIT.search(text[max(0, found.start() - 6) : found.end() + 4]):
        return None
    word = found["nth"] or found["counted"] or found["bare"]
    value = int(word) if word.isascii() and word.isdigit() else _chinese(word)
    return value if value and 2 <= value < 100 else None


def _chinese(word: str) -> int | None:
    digits = [_VALUE.get(char) for char in word]
    if None in digits:
        return None
    if len(digits) == 1:
        return digits[0]
    return 10 + (digits[1] or 0) if digits[0] == 10 else (digits[0] or 0) * 10 if digits[1] == 10 else None

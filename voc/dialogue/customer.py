"""What the customer tells of the way so far: which contact it is, waiting, promises got, and what is wanted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from voc.dialogue.agent import Code
from voc.dialogue.turns import Call, Turn, spoken_by
from voc.text.documents import clauses
from voc.text.normalize import fold

_DIGIT = "一二两三四五六七八九十0-9"
_TIMES = "次|回|遍|趟|个电话"
# 第三次 (and no visit), or the contacts counted: 打了五次, 找了你们三回.
_NTH = re.compile(
    rf"(?<!师傅)第(?P<nth>[{_DIGIT}]{{1,2}})(?:{_TIMES})"
    rf"|(?:打|找|问|报|投诉|反映|反馈|联系|咨询|说|催|申告)(?:过|了)*(?:你们|客服|电话)?(?P<counted>[{_DIGIT}]{{1,2}})(?:多|来)?(?:{_TIMES}|通电话)"
    rf"|(?P<bare>[{_DIGIT}]{{1,2}})(?:{_TIMES})了"
)
_VISIT = re.compile(r"师傅|上门|预约|来过")
_SPAN = rf"(?:[{_DIGIT}半几百]+(?:多|来)?个?(?:分钟|小时|钟头|钟|天|礼拜|星期|周|月|年)|半天|好久|很久|这么久|老半天)"
_WAITING = re.compile(
    rf"(?:等|排队?)(?:了|着|过|你们|人工|电话)*.{{0,6}}{_SPAN}|{_SPAN}(?:了|都|才|也|还)*.{{0,6}}(?:没人|没有人|没修|没来|没回|没消息|没动静|没解决|没处理|才有人|没装|没通)"
    rf"|(?:没人|没有人)(?:联系|回|理|管|给我打|来修|打电话)(?:我|过)?|(?:报|投诉|申请)(?:了|给你们)*{_SPAN}|一直(?:没人|没有人|在等|没回)|从.{{1,4}}等到"
)
_LATER = re.compile(
    r"(?:会|就|再|马上|尽快|我|专人|师傅|同事|技术|我们).{0,8}(?:联系您|联系你|回复您|答复您|通知您|告诉您|给您(?:回|打|发|送|寄)|回您)|(?:有消息|有结果|有进展).{0,6}您"
    r"|(?:书面|短信)(?:回复|答复|通知)|给您(?:答复|回复|消息|结果)"
)
_NEED = re.compile(
    r"我(?:就|只|也|现在|还)?(?:要|想|需要|希望|要求)|能不能|可不可以|能否|希望你们|给我(?!打)|帮我|要求你们|建议|必须|赶紧|怎么(?:办|弄|取消|退)|凭什么|退(?:我|给我)|赔"
)
_NEEDS = 3
_VALUE = {char: number for number, char in enumerate("零一二三四五六七八九十")} | {"两": 2}
_READ = 2_000


class Told(NamedTuple):
    """`nth` contact as said, whether waiting is spoken of, whether a later act was promised, and where each was said (as codes)."""

    nth: int | None
    waiting: bool
    promised: bool
    said: list[Code]


def told(call: Call, codes: Sequence[Code]) -> Told:
    """What both sides say of contacts, waiting, promises and needs; `codes` are those of the agent."""
    customer, agent = list(_read(call, "customer")), list(_read(call, "agent"))
    contacts = [
        (number, turn, found) for turn, text in customer for found in _NTH.finditer(text) if (number := _number(found, text))
    ]
    nth = max((number for number, *_ in contacts), default=None)
    said = [Code("nth_contact", turn, 1.0, *found.span()) for number, turn, found in contacts if number == nth][:1]
    waits = [Code("waiting", turn, 1.0, *found.span()) for turn, text in customer if (found := _WAITING.search(text))]
    later = [Code("promise", turn, 1.0, *found.span()) for turn, text in agent if (found := _LATER.search(text))]
    needs = [
        Code("need", turn, 1.0, *span) for turn, text in customer for span in clauses(text) if _NEED.search(text[slice(*span)])
    ]
    promised = bool(later) or any(one.code == "promise_with_time" for one in codes)
    return Told(nth, bool(waits), promised, [*said, *waits, *later, *needs[:_NEEDS]])


def _read(call: Call, side: str) -> Iterator[tuple[int, str]]:
    said: list[tuple[int, Turn]] = spoken_by(call, side)
    return ((number, fold(turn.text[:_READ])) for number, turn in said)


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

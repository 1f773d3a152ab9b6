"""Addresses: from the first level to the last, where a number of a house, building, floor or room stands among them.

A place or a street alone stays, and so does the address of a store.
"""

from __future__ import annotations

import re

from voc.privacy.addresses.levels import INSIDE, STOPS, grammar
from voc.privacy.lexicon import words
from voc.privacy.names.model import cut, simplified
from voc.privacy.tokens import ADDRESS, Found

# Without any of these there is no address, which is seen at once.
_CHECK = re.compile(
    r"(?<!月)(?<!月[0-9一二三十])[0-9A-Za-z零〇一二三四五六七八九十百幺两甲乙] ?(?:号|栋|幢|单元|室|房|弄|层|楼"
    r"|座|组|队|社|门|户|铺|#|期|斋|排|舍|F|街坊|[-—][0-9A-Z一二三四五六七八九十])"
    r"|[苑园区府城湾庭居轩阁院里村庄寓厦场楼舍馆际][0-9A-Z]|[镇乡道].{1,8}[村组屯庄寨区会]|[路街道巷].{1,9}[区园寓村苑厦场楼馆期]"
)
# The same, seen quicker still: one of the characters that it takes.
_LEVEL = re.compile("[号栋幢单室房弄层楼座组队社门户铺#期斋排舍F街苑园区府城湾庭居轩阁院里村庄寓厦场馆际镇乡道路巷—-]")
_VILLAGE = re.compile("[镇乡道路街巷].{1,14}?[村组屯庄寨会区园寓苑厦场楼馆期]")
_FIGURE = re.compile("[0-9A-Za-z零〇一二三四五六七八九十百幺两甲乙丙丁]")  # without one there is no number of a house
_HARD = frozenset(f"@#<>{STOPS}。！？；：:\n,，、;!?“”\"'（）(){{}}[]【】<>《》\ue000\ue001~…")
_INSIDE = re.compile(INSIDE)
_NO_WORD, _ABOVE = re.compile(r"\W"), re.compile("[区县市镇乡省路街]")
_COUNTED = re.compile("[0-9A-Z]|[零〇一二三四五六七八九十百幺两]{2}")
_GATES = frozenset("门口")
_JOINS = "省市区县镇乡道街路村号里园苑州 "
_LEFT, _RIGHT = 42, 8
_STORE = re.compile(r"(?:附近的?)?(?:[^\s，。]{0,6}?)(?:营业厅|营业所|专营店|合作厅|自营厅|旗舰店|手机店|厅店|客服中心)")


def addresses(plain: str) -> list[Found]:
    """Addresses in a text, whole or partial."""
    if _LEVEL.search(plain) is None or _CHECK.search(plain) is None:
        return []
    rules = grammar()
    # The search for a village without a number is slow, and seldom needed.
    wide = _VILLAGE.search(plain) is not None
    anchor = rules.wide_anchor if wide else rules.anchor
    found: list[Found] = []
    at = floor = 0
    while (wide or _FIGURE.search(plain, at)) and (match := anchor.search(plain, at)):
        start, end = _start(plain, match.start(), floor), match.end()
        for _ in range(_RIGHT):
            further = rules.more.match(plain, end)
            if further is None:
                break
            end = further.end()
        at = end
        # 奥体中心12号门 is a gate, and no house.
        gate = end + (plain[end : end + 1] in _GATES)
        if _STORE.match(plain, end) is None and _enough(plain[start:end]) and rules.public.fullmatch(plain, start, gate) is None:
            found.append(Found(start, end, ADDRESS, _NO_WORD.sub("", plain[start:end])))
            floor = end
    return found


def _enough(text: str) -> bool:
    """Whether components tell a dwelling: two numbers, or one behind a name that is more than 小区; or a village and what is above it."""
    rules = grammar()
    if rules.village.search(text):
        return True
    if rules.generic.fullmatch(text.rstrip("楼层号室门座栋幢")):
        return False
    numbers = rules.number.findall(text)
    if rules.named.search(text):
        return bool(numbers)
    # 有一栋三层 counts houses, 3栋三层 is one.
    return len(numbers) > 1 and _COUNTED.search(text) is not None


def _start(plain: str, anchor: int, floor: int) -> int:
    """Where the address begins: after the last word that cannot be part of one, at the first province or city where there is one."""
    rules = grammar()
    low = max(floor, anchor - _LEFT)
    start = anchor
    while start > low:
        mark = plain[start - 1]
        if (
            mark in _HARD
            and not _INSIDE.match(plain, start - 1)
            and not (mark in ",，、" and start - 2 >= low and plain[start - 2] in _JOINS)
        ):
            break
        start -= 1
    section = plain[start:anchor]
    # What follows tells 河北 from the end of 天河北路.
    named = rules.place.search(plain, start, anchor + 2)
    if named and named.start() <= start + 12 and named.end() <= anchor + 1 and _ABOVE.search(plain, start, named.start()) is None:
        return named.start()
    start += _cut(section)
    led = rules.before.match(plain, start, anchor)
    start = led.end() if led else start
    while start < anchor and plain[start] in " ,，、:：":
        start += 1
    return start


def _cut(section: str) -> int:
    """Behind the last word that an address begins after."""
    last = place = 0
    for word in cut(simplified(section)):
        place += len(word)
        if word in words("cuts"):
            last = place
    return last if last < len(section) - 1 else 0


def parts(plain: str) -> list[Found]:
    """Components of an address without the need of a number: for a turn that answers 您的地址是哪里."""
    found: list[Found] = []
    for match in grammar().part.finditer(plain):
        if found and match.start() - found[-1].end <= 1:
            found[-1] = Found(found[-1].start, match.end(), ADDRESS, plain[found[-1].start : match.end()])
        else:
            found.append(Found(match.start(), match.end(), ADDRESS, match[0]))
    return found

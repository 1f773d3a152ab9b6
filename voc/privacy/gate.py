"""Which of many texts may hold anything to mask, told of all of them in one pass: most hold nothing, and only the others are read one by one.

Every test here is a necessary condition of what the rules look for, so that `mask_all` gives what `mask` gives, text by text
(tests/privacy/test_mask_all.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from voc.privacy.mask import Look, half_width, mask, signs
from voc.privacy.names import Seen
from voc.privacy.names.margins import signature
from voc.privacy.names.model import old_characters
from voc.privacy.names.places import seen_in_all
from voc.privacy.tokens import without_tokens
from voc.privacy.writing import SPOKEN

_BETWEEN = "\ue002"
"""Stands between two texts: no rule reads it."""
_CHARACTERS = 200_000
_FEW = 16
_MOST = 0xFFFF
_DIGIT, _ALNUM, _LETTER, _BEFORE_UNIT, _UNIT, _MONTH, _DAY, _HYPHEN = (1 << place for place in range(8))
_TOWN, _VILLAGE, _ROAD, _HOUSE, _SURE, _DOT, _PROVINCE, _ENDS, _CHINESE = (1 << place for place in range(8, 17))
_FLAGS = {
    _DIGIT: "0123456789" + SPOKEN,
    _BEFORE_UNIT: "0123456789一二三四五六七八九十百零〇幺两甲乙丙丁",
    _UNIT: "号栋幢单室房弄层楼座组队社门户铺#F期斋排舍",
    _MONTH: "月",
    _DAY: "0123456789一二三十",
    _HYPHEN: "-－—",
    _TOWN: "镇乡道",
    _VILLAGE: "村组屯庄寨",
    _ROAD: "路街道巷",
    _HOUSE: "区园寓村苑厦场楼馆期",
    _SURE: "@艾鼠\ue000\ue001",
    _DOT: "·•・‧．.",
    _PROVINCE: "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼",
    _ENDS: "。！!？?；;~～\n）)",
}

Flags = NDArray[np.uint32]
Mask = NDArray[np.bool_]


def mask_all(texts: Sequence[str]) -> list[str]:
    """`mask` of each text."""
    if len(texts) < _FEW:
        return [mask(text) for text in texts]
    made = list(texts)
    at = 0
    while at < len(texts):
        end, size = at, 0
        while end < len(texts) and size < _CHARACTERS:
            size += len(texts[end])
            end += 1
        for place, look in _worth(texts[at:end]):
            made[at + place] = mask(texts[at + place], look)
        at = end
    return made


def _worth(texts: Sequence[str]) -> list[tuple[int, Look]]:
    """The places of the texts that may hold something, with what is known of each."""
    joined = _BETWEEN.join(texts)
    sizes = np.array([len(text) + 1 for text in texts])
    ends = np.cumsum(sizes)
    codes = half_width(np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype=np.uint32))
    plain = without_tokens(codes.tobytes().decode("utf-32-le", "surrogatepass"))
    if "[" in joined:
        codes = np.frombuffer(plain.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    flags = _table()[np.minimum(codes, _MOST)]
    places = np.concatenate([np.flatnonzero(_single(flags, codes)), _chains(flags), _pairs(flags)])
    cued = seen_in_all(plain, codes)
    at = np.searchsorted(ends, [one.start for one in cued], side="right").tolist()
    numbered = np.zeros(len(ends), dtype=bool)
    numbered[np.searchsorted(ends, places, side="right")] = True
    found = numbered.copy()
    found[at] = True
    begins = (ends - sizes).tolist()
    for one in np.flatnonzero(_signed(flags, ends) & ~found).tolist():
        found[one] = any(name.gain > 0 for name in signature(plain[begins[one] : ends[one] - 1]))
    seen: list[list[Seen]] = [[] for _ in texts]
    for place, (word, start, end) in zip(at, cued, strict=True):
        seen[place].append(Seen(word, start - begins[place], end - begins[place]))
    looks = []
    for place in np.flatnonzero(found).tolist():
        own = plain[begins[place] : ends[place] - 1]
        looks.append((place, Look(own, bool(numbered[place]) and signs(own), seen[place])))
    return looks


@cache
def _table() -> Flags:
    """The classes of each character."""
    table = np.zeros(_MOST + 1, dtype=np.uint32)
    for flag, marks in _FLAGS.items():
        table[[ord(mark) for mark in marks]] |= flag
    table[0x3400:0xA000] |= _CHINESE
    letters = [*range(ord("A"), ord("Z") + 1), *range(ord("a"), ord("z") + 1)]
    table[letters] |= _LETTER | _ALNUM | _BEFORE_UNIT
    table[[ord(mark) for mark in "0123456789"]] |= _ALNUM
    table[[ord(mark) for mark in old_characters()]] |= _SURE
    return table


def _single(flags: Flags, codes: NDArray[np.uint32]) -> Mask:
    """Signs of one to three characters side by side: @, two letters, a dot in a name, a plate, a number of a house."""
    size = len(flags)
    padded = np.concatenate([np.zeros(2, flags.dtype), flags, np.zeros(2, flags.dtype)])
    before, after, second = padded[1 : 1 + size], padded[3 : 3 + size], padded[4 : 4 + size]
    blank = np.zeros(size, dtype=bool)
    blank[:-1] = codes[1:] == ord(" ")
    day = ((before & _MONTH) != 0) | (((padded[:size] & _MONTH) != 0) & ((before & _DAY) != 0))
    # What follows, the one behind a blank in its place.
    next_one = after | np.where(blank, second, 0)
    house = ((flags & _BEFORE_UNIT) != 0) & ((next_one & _UNIT) != 0) & ~day
    letters = (flags & after & _LETTER) | (((flags & _PROVINCE) != 0) & ((next_one & _LETTER) != 0))
    dotted = (before & after & _CHINESE) != 0
    ranged = ((flags & second & _DIGIT) != 0) & ((after & _HYPHEN) != 0)
    signs_there: Mask = ((flags & _SURE) != 0) | (letters != 0) | (dotted & ((flags & _DOT) != 0)) | house | ranged
    return signs_there


def _chains(flags: Flags) -> NDArray[np.int64]:
    """Where four figures begin, or four letters and figures, with at most three other characters between two of them."""
    found = []
    for flag in (_DIGIT, _ALNUM):
        at = np.flatnonzero(flags & flag)
        near = np.diff(at) <= 4
        found.append(at[:-3][near[:-2] & near[1:-1] & near[2:]] if len(at) > 3 else at[:0])
    return np.concatenate(found)


def _pairs(flags: Flags) -> NDArray[np.int64]:
    """Where a town begins a village, or a road a house, within ten characters."""
    found = []
    for first, second in ((_TOWN, _VILLAGE), (_ROAD, _HOUSE)):
        start, end = np.flatnonzero(flags & first), np.flatnonzero(flags & second)
        if len(end):
            place = np.searchsorted(end, start + 2)
            following = end[np.minimum(place, len(end) - 1)]
            found.append(start[(place < len(end)) & (following - start <= 10)])
    return np.concatenate([*found, np.zeros(0, dtype=np.int64)])


def _signed(flags: Flags, ends: NDArray[np.int64]) -> Mask:
    """Whether the last sentence of a text ends two to fifty characters before the text does: a name may follow it."""
    marks = np.flatnonzero(flags & _ENDS)
    if not len(marks):
        return np.zeros(len(ends), dtype=bool)
    last = marks[np.maximum(np.searchsorted(marks, ends - 1) - 1, 0)]
    behind = ends - 2 - last
    return (behind >= 2) & (behind <= 50)


__all__ = ["mask_all"]

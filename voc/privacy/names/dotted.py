"""Names of parts with a dot between: 阿不都·热合曼. How far they reach is told by how unlike words their characters are."""

from __future__ import annotations

import re
from itertools import accumulate, product

from voc.privacy.names.model import places, read, transcribed
from voc.privacy.names.told import lists, syllables, transcribing

_CJK = "\u3400-\u9fff"
_STOP = "."
_DOT = re.compile("[·•・‧．.]")
_DOTTED = re.compile(rf"[{_CJK}]{{1,8}}(?:[·•・‧．.][{_CJK}]{{1,8}}){{1,3}}")
_LONGEST = 7


def dotted(plain: str) -> list[tuple[int, int]]:
    """Every name with a dot that its characters alone tell from words."""
    found: list[tuple[int, int]] = []
    if _DOT.search(plain) is None:
        return found
    for match in _DOTTED.finditer(plain):
        if not _may_be_foreign(match[0]):
            continue
        start, end, gain = _best(plain, match.start(), match.end(), fixed=False)
        # 深圳·芳园: what no cue says is a name has to be written as such names are.
        if gain > 0 and _foreign(plain[start:end]):
            found.append((start, end))
    return found


def _may_be_foreign(text: str) -> bool:
    """Whether any stretch with all the dots of a text is `_foreign`: told quickly, for most dots stand in no name."""
    told, share = transcribing(), _MOST if _STOP in text else _HALF
    worth = [(mark in told) - share if "\u3400" <= mark <= "\u9fff" else 0.0 for mark in text]
    dots = [place for place, mark in enumerate(text) if not "\u3400" <= mark <= "\u9fff"]
    first, last = dots[0], dots[-1]
    if any(text[at : at + 2] in syllables() for at in range(max(0, first - _LONGEST), first - 1)):
        return True
    left = max(accumulate(reversed(worth[max(0, first - _LONGEST) : first])))
    right = max(accumulate(worth[last + 1 : last + 1 + _LONGEST]))
    return left + sum(worth[first:last]) + right >= -_SAME


_SAME = 1e-9


def _foreign(name: str) -> bool:
    marks = [mark for mark in name if "\u3400" <= mark <= "\u9fff"]
    told = transcribing()
    return name[:2] in syllables() or sum(mark in told for mark in marks) >= (_MOST if _STOP in name else _HALF) * len(marks)


_HALF, _MOST = 0.5, 0.8


def from_dots(plain: str, at: int, weight: float) -> int:
    """Where a name with dots that begins at `at` ends; `at` where none does."""
    match = _DOTTED.match(plain, at)
    if match is None:
        return at
    _, end, gain = _best(plain, at, match.end(), fixed=True)
    return end if gain + weight > 0 else at


def before_dots(plain: str, end: int, weight: float) -> int:
    """Where a name with dots that ends at `end` begins; `end` where none does."""
    for match in _DOTTED.finditer(plain, max(0, end - 30), end):
        if match.end() == end:
            start, last, gain = _best(plain, match.start(), end, fixed=False)
            if last == end and gain + weight > 0:
                return start
    return end


def _best(plain: str, start: int, end: int, *, fixed: bool) -> tuple[int, int, float]:
    """The stretch with all the dots that is likeliest a name; `fixed`: it has to begin at `start`."""
    text = plain[start:end]
    dots = [place for place, mark in enumerate(text) if not "\u3400" <= mark <= "\u9fff"]
    letters = "".join(mark for place, mark in enumerate(text) if place not in dots)
    reading = read(letters)
    first, last = dots[0], len(text) - dots[-1] - 1
    weight = float(lists()["strength"]["stop" if _STOP in text else "dot"])
    best = (start, end, -99.0)
    for left, right in product([first] if fixed else range(2, first + 1), range(min(2, last), last + 1)):
        begin, stop = first - left, len(text) - last + right
        at_place = text[begin : begin + 2] not in syllables() and (
            text[begin : begin + 2] in places() or text[begin : begin + 3] in places()
        )
        if left > _LONGEST or right > _LONGEST or at_place:
            continue
        size = stop - begin - len(dots)
        told = 5.0 if text[begin : begin + 2] in syllables() else 0.0
        gain = reading.gain(begin, begin + size, transcribed(letters[begin : begin + size])) + weight + told
        if gain > best[2]:
            best = (start + begin, start + stop, gain)
    return best

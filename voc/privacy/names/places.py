"""Where cues stand in a long text that joins many: what can be seen of the characters beside a word is looked at for all of them at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache

import numpy as np
from numpy.typing import NDArray

from voc.privacy.names.cues import (
    COMMON,
    DOTS,
    LINKS,
    NEVER_LAST,
    PREPOSITIONS,
    TITLES,
    VERBS,
    WEAK,
    Seen,
    borne,
    forms,
    is_cue,
    may_follow,
    words,
)
from voc.privacy.names.model import heads, known
from voc.privacy.names.told import lists, transcribing
from voc.text.trie import Trie

Codes = NDArray[np.uint32]
Flags = NDArray[np.uint16]
Places = NDArray[np.int64]
Truth = NDArray[np.bool_]
Numbers = tuple[int, ...]
_HEAD, _FOLLOWS, _NEVER, _ASCII, _OPEN, _LINK, _DOT, _SOUND, _BORNE, _SURNAME, _ACT = (1 << place for place in range(11))
_MOST = 0xFFFF
_PAD = 6
_VERB, _TITLE, _ROLE, _NEXT, _ASK, _SMALL, _SHORT, _ANY = (1 << place for place in range(8))


class _Marks:
    """The characters of a text as numbers and classes, with borders before and behind them."""

    def __init__(self, codes: Codes) -> None:
        self.codes = np.concatenate([np.zeros(_PAD, np.uint32), np.minimum(codes, _MOST), np.zeros(_PAD, np.uint32)])
        self.flags = _table()[self.codes]

    def has(self, flag: int, at: Places) -> Truth:
        """Whether each character is of one of the classes."""
        found: Truth = (self.flags[at] & flag) != 0
        return found

    def among(self, pairs: Codes, at: Places) -> Truth:
        """Whether each character and the next are one of the pairs."""
        both = (self.codes[at] << _BITS) | self.codes[at + 1]
        found: Truth = pairs[np.minimum(np.searchsorted(pairs, both), len(pairs) - 1)] == both
        return found


_BITS = 16


@cache
def _pairs() -> tuple[Codes, Codes, Codes]:
    """Two characters side by side: the ends of forms of address (小李, 阳总), surnames of two, common words."""
    surnames, words_of = known().surnames, known().words.items()
    return (
        _numbers({form[-2:] for kind in ("short", "office", "small") for form in forms(kind)}),
        _numbers({name[:2] for name in surnames if len(name) > 1}),
        _numbers({word for word, share in words_of if len(word) == 2 and share > COMMON}),
    )


def _numbers(pairs: Iterable[str]) -> Codes:
    return np.array(sorted((ord(pair[0]) << _BITS) | ord(pair[1]) for pair in pairs), np.uint32)


def seen_in_all(text: str, codes: Codes) -> list[Seen]:
    """The words of the cues in a text; `codes` are the numbers of its characters."""
    trie, numbers, ways = _words()
    found = trie.find(np.concatenate([codes, np.zeros(1, np.uint32)]))
    marks, way, start, end = _Marks(codes), ways[found.word], found.start + _PAD, found.end + _PAD
    possible = (way & _ANY) != 0
    for one, test in _TESTS:
        rest = np.flatnonzero(((way & one) != 0) & ~possible)
        possible[rest] = test(marks, start[rest], end[rest])
    some = np.flatnonzero(possible)
    told = zip(found.word[some].tolist(), found.start[some].tolist(), found.end[some].tolist(), strict=True)
    return [
        Seen(number, begin, stop) for word, begin, stop in told for number in numbers[word] if is_cue(text, number, begin, stop)
    ]


def _close(marks: _Marks, start: Places, end: Places) -> Truth:
    """Whether behind a word stands what links it to a name, a surname that begins no common word, or four characters of a foreign name."""
    _, doubles, common = _pairs()
    surname = marks.has(_SURNAME, end) | marks.among(doubles, end) | (marks.has(_HEAD, end) & (marks.codes[end + 1] == ord(" ")))
    acts = marks.has(_ACT, end + 2) | marks.has(_ACT, end + 3)
    sound = marks.flags[end] & marks.flags[end + 1] & marks.flags[end + 2] & marks.flags[end + 3] & _SOUND
    close: Truth = marks.has(_LINK, end) | (surname & (acts | ~marks.among(common, end))) | (sound != 0)
    return close


def _begun(marks: _Marks, start: Places, end: Places) -> Truth:
    """Whether a surname behind a border or a preposition begins two to four characters before a word, or no Chinese one stands there."""
    begins = marks.has(_ASCII, start - 1)
    for back in (2, 3, 4):
        begins |= marks.has(_HEAD, start - back) & marks.has(_OPEN, start - back - 1)
    return ~marks.has(_NEVER, start - 1) & begins


def _named(marks: _Marks, start: Places, end: Places) -> Truth:
    """Whether a surname begins one to four characters before a word, or a name with a dot may end there."""
    named = marks.has(_ASCII, start - 1)
    for back in (1, 2, 3, 4):
        named |= marks.has(_SURNAME | _DOT, start - back)
        if back > 1:
            named |= marks.among(_pairs()[1], start - back)
    return ~marks.has(_NEVER, start - 1) & named


_TESTS: tuple[tuple[int, Callable[[_Marks, Places, Places], Truth]], ...] = (
    (_NEXT, lambda marks, start, end: marks.has(_FOLLOWS, end)),
    (_ASK, lambda marks, start, end: marks.has(_BORNE, end)),
    (_SMALL, lambda marks, start, end: marks.among(_pairs()[0], start)),
    (_SHORT, lambda marks, start, end: marks.among(_pairs()[0], start - 1)),
    (_ROLE, _close),
    (_VERB, _begun),
    (_TITLE, _named),
)


@cache
def _words() -> tuple[Trie, tuple[Numbers, ...], NDArray[np.uint8]]:
    """The words of cues, the numbers that each has among them, one for each kind, and what they need beside it."""
    numbers: dict[str, Numbers] = {}
    for number, (word, _) in enumerate(words()):
        numbers[word] = (*numbers.get(word, ()), number)
    way = {**dict.fromkeys(VERBS, _VERB), **dict.fromkeys(TITLES, _TITLE), **dict.fromkeys(WEAK, _ROLE)}
    way |= dict.fromkeys(("named", "said", "field"), _NEXT)
    way |= {"ask": _ASK, "small": _SMALL, "short": _SHORT, "office": _SHORT}
    needs = [way.get(kind, _ANY) for _, kind in words()]
    ways = [int(np.bitwise_or.reduce([needs[number] for number in each])) for each in numbers.values()]
    return Trie(list(numbers)), tuple(numbers.values()), np.array(ways, dtype=np.uint8)


@cache
def _table() -> NDArray[np.uint16]:
    """The classes of each character."""
    table = np.zeros(_MOST + 1, dtype=np.uint16)
    table[:] |= _OPEN
    table[0x3400:0xA000] &= 0xFFFF ^ _OPEN
    table[:128] |= _ASCII
    table[ord("0") : ord("9") + 1] |= _LINK
    for flag, marks in (
        (_HEAD, heads()),
        (_FOLLOWS, may_follow()),
        (_LINK, LINKS),
        (_SOUND, transcribing()),
        (_NEVER, NEVER_LAST),
        (_OPEN, PREPOSITIONS),
        (_DOT, DOTS),
        (_BORNE, borne()),
        (_SURNAME, {name for name in known().surnames if len(name) == 1}),
        (_ACT, {word[0] for word in lists()["acts_only"].split()}),
    ):
        table[[ord(mark) for mark in marks if mark]] |= flag
    return table


__all__ = ["seen_in_all"]

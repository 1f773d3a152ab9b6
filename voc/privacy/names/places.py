"""Where cues stand in a long text that joins many: what can be seen of the characters beside a word is looked at for all of them at once."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from voc.privacy.names.cues import (
    DOTS,
    LINKS,
    NEVER_LAST,
    PREPOSITIONS,
    TITLES,
    VERBS,
    WEAK,
    borne,
    forms,
    is_cue,
    may_follow,
    words,
)
from voc.privacy.names.model import heads
from voc.privacy.names.told import transcribing
from voc.text.trie import Trie

Codes = NDArray[np.uint32]
Places = NDArray[np.int64]
_HEAD, _FOLLOWS, _NEVER, _ASCII, _OPEN, _NEAR, _DOT, _SOUND, _BORNE, _OFFICE = (1 << place for place in range(10))
_MOST = 0xFFFF
_PAD = 6
_VERB, _TITLE, _ROLE, _NEXT, _ASK, _SMALL, _SHORT, _ANY = (1 << place for place in range(8))


def places_of_cues(text: str, codes: Codes) -> Places:
    """Where each cue of a text begins; `codes` are the numbers of its characters."""
    trie, kinds, ways = _words()
    found = trie.find(np.concatenate([codes, np.zeros(1, np.uint32)]))
    flags = np.concatenate([np.full(_PAD, _ASCII, np.uint16), _table()[np.minimum(codes, _MOST)], np.zeros(_PAD, np.uint16)])
    way, start, end = ways[found.word], found.start + _PAD, found.end + _PAD
    before, after = flags[start - 1], flags[end]
    possible = (way & _ANY) != 0
    for one, flag, beside in ((_NEXT, _FOLLOWS, after), (_ASK, _BORNE, after), (_SMALL, _HEAD, after), (_SHORT, _OFFICE, before)):
        possible |= ((way & one) != 0) & ((beside & flag) != 0)
    possible |= ((way & _ROLE) != 0) & (after & _NEAR != 0)
    for one, also in ((_ROLE, _sound), (_VERB, _begun), (_TITLE, _named)):
        rest = np.flatnonzero(((way & one) != 0) & ~possible)
        possible[rest] = also(flags, start[rest], end[rest])
    some = np.flatnonzero(possible)
    told = zip(found.word[some].tolist(), found.start[some].tolist(), found.end[some].tolist(), strict=True)
    return np.array([begin for word, begin, stop in told if any(is_cue(text, kind, begin, stop) for kind in kinds[word])], np.int64)


def _sound(flags: NDArray[np.uint16], start: Places, end: Places) -> NDArray[np.bool_]:
    """Whether four characters behind a word are such as names of other languages are written with."""
    return (flags[end] & flags[end + 1] & flags[end + 2] & flags[end + 3] & _SOUND) != 0


def _begun(flags: NDArray[np.uint16], start: Places, end: Places) -> NDArray[np.bool_]:
    """Whether a surname behind a border or a preposition begins two to four characters before a word, or no Chinese one stands there."""
    before = flags[start - 1]
    begins = (before & _ASCII) != 0
    for back in (2, 3, 4):
        begins |= ((flags[start - back] & _HEAD) != 0) & ((flags[start - back - 1] & _OPEN) != 0)
    return ((before & _NEVER) == 0) & begins


def _named(flags: NDArray[np.uint16], start: Places, end: Places) -> NDArray[np.bool_]:
    """Whether a surname begins one to four characters before a word, or a name with a dot may end there."""
    before = flags[start - 1]
    four = before | flags[start - 2] | flags[start - 3] | flags[start - 4]
    return ((before & _NEVER) == 0) & (((before & _ASCII) != 0) | ((four & (_HEAD | _DOT)) != 0))


@cache
def _words() -> tuple[Trie, tuple[tuple[str, ...], ...], NDArray[np.uint8]]:
    """The words of cues, the kinds that each has, and what one of them needs beside it."""
    kinds: dict[str, tuple[str, ...]] = {}
    for word, kind in words():
        kinds[word] = (*kinds.get(word, ()), kind)
    way = {**dict.fromkeys(VERBS, _VERB), **dict.fromkeys(TITLES, _TITLE), **dict.fromkeys(WEAK, _ROLE)}
    way |= dict.fromkeys(("named", "said", "field"), _NEXT)
    way |= {"ask": _ASK, "small": _SMALL, "short": _SHORT, "office": _SHORT}
    ways = [int(np.bitwise_or.reduce([way.get(kind, _ANY) for kind in each])) for each in kinds.values()]
    return Trie(list(kinds)), tuple(kinds.values()), np.array(ways, dtype=np.uint8)


@cache
def _table() -> NDArray[np.uint16]:
    """The classes of each character."""
    table = np.zeros(_MOST + 1, dtype=np.uint16)
    table[:] |= _OPEN
    table[0x3400:0xA000] &= 0xFFFF ^ _OPEN
    table[:128] |= _ASCII
    table[ord("0") : ord("9") + 1] |= _NEAR
    for flag, marks in (
        (_HEAD, heads()),
        (_FOLLOWS, may_follow()),
        (_NEAR, heads() | LINKS),
        (_SOUND, transcribing()),
        (_NEVER, NEVER_LAST),
        (_OPEN, PREPOSITIONS),
        (_DOT, DOTS),
        (_BORNE, borne()),
        (_OFFICE, {form[-2] for kind in ("short", "office") for form in forms(kind)}),
    ):
        table[[ord(mark) for mark in marks if mark]] |= flag
    return table


__all__ = ["places_of_cues"]

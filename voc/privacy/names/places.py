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
    automaton,
    heads,
    may_follow,
    stands,
    transcribed,
)

Codes = NDArray[np.uint32]
Places = NDArray[np.int64]
_HEAD, _FOLLOWS, _NEVER, _ASCII, _OPEN, _NEAR, _DOT, _SOUND = (1 << place for place in range(8))
_MOST = 0xFFFF
_PAD = 6
_VERB, _TITLE, _ROLE, _NEXT, _ANY = range(5)


def places_of_cues(text: str, codes: Codes) -> Places:
    """Where each cue of a text begins; `codes` are the numbers of its characters."""
    search, kinds = automaton()
    found = np.array(search.find_matches_as_indexes(text, overlapping=True), dtype=np.int64).reshape(-1, 3)
    flags = np.concatenate([np.full(_PAD, _ASCII, np.uint8), _table()[np.minimum(codes, _MOST)], np.zeros(_PAD, np.uint8)])
    ways, start, end = _ways()[found[:, 0]], found[:, 1] + _PAD, found[:, 2] + _PAD
    before, after = flags[start - 1], flags[end]
    begins = np.zeros(len(found), dtype=bool)
    named = (before & _ASCII) != 0
    for back in (1, 2, 3, 4):
        begins |= (back > 1) & ((flags[start - back] & _HEAD) != 0) & ((flags[start - back - 1] & _OPEN) != 0)
        named |= (flags[start - back] & (_HEAD | _DOT)) != 0
    possible = np.select(
        [ways == _VERB, ways == _TITLE, ways == _ROLE, ways == _NEXT],
        [
            ((before & _NEVER) == 0) & (begins | ((before & _ASCII) != 0)),
            ((before & _NEVER) == 0) & named,
            ((after & _NEAR) != 0) | ((after & flags[end + 1] & flags[end + 2] & flags[end + 3] & _SOUND) != 0),
            (after & _FOLLOWS) != 0,
        ],
        True,
    )
    rest = [(kinds[place], begin, stop) for place, begin, stop in found[possible].tolist()]
    return np.array([begin for kind, begin, stop in rest if stands(text, kind, begin, stop)], dtype=np.int64)


@cache
def _ways() -> NDArray[np.uint8]:
    """What each kind of cue needs beside it."""
    way = {**dict.fromkeys(VERBS, _VERB), **dict.fromkeys(TITLES, _TITLE), **dict.fromkeys(WEAK, _ROLE)}
    way |= dict.fromkeys(("named", "said", "field"), _NEXT)
    return np.array([way.get(kind, _ANY) for kind in automaton()[1]], dtype=np.uint8)


@cache
def _table() -> NDArray[np.uint8]:
    """The classes of each character."""
    table = np.zeros(_MOST + 1, dtype=np.uint8)
    table[:] |= _OPEN
    table[0x3400:0xA000] &= 0xFF ^ _OPEN
    table[:128] |= _ASCII
    table[ord("0") : ord("9") + 1] |= _NEAR
    for flag, marks in (
        (_HEAD, heads()),
        (_FOLLOWS, may_follow()),
        (_NEAR, heads() | LINKS),
        (_SOUND, transcribed()),
        (_NEVER, NEVER_LAST),
        (_OPEN, PREPOSITIONS),
        (_DOT, DOTS),
    ):
        table[[ord(mark) for mark in marks if mark]] |= flag
    return table


__all__ = ["places_of_cues"]

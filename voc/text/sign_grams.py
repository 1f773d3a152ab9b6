"""What a batch's signs (voc.text.signs) look like to a model: hashed features of each clause, and of one beside the next."""

from __future__ import annotations

from functools import cache
from math import prod
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from voc.text import signs as lexicon
from voc.text.trie import ranges

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voc.text.signs import Signs

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

BITS = 17
BUCKETS = 1 << BITS
_MANY = 1 << 16
"""Combinations of values from which on their buckets are hashed as they come, not looked up."""


class Grams(NamedTuple):
    """Hashed features of a batch: families of buckets, and the clauses that show them, in order; families shown by the same clauses stand together."""

    families: list[tuple[tuple[Ints, ...], Ints]]

    def flat(self) -> tuple[Ints, Ints]:
        """Bucket and clause of every feature, family by family."""
        buckets = np.concatenate([one for some, _ in self.families for one in some])
        return buckets, np.concatenate([clause for some, clause in self.families for _ in some])


_MANNER = ("why", "question_word", "ask_frame", "request", "suggest", "if")
_HEAD = ("contrast", "concede")


def grams(signs: Signs) -> Grams:
    """Signs by themselves and with the clause's place, manner and opening; pairs and triples within a clause; pairs across two clauses."""
    kind, clause = signs.kind, signs.clause
    size = len(signs.first)
    place, kinds = _places(signs), len(lexicon.kinds())
    counts = np.bincount(clause, minlength=size)
    begins = np.cumsum(counts) - counts
    inside = np.arange(len(kind)) - begins[clause]
    manner = _told(_MANNER, 1, kind, clause, size) | signs.asks
    head = _told(_HEAD, 0, kind[inside < 2], clause[inside < 2], size)
    manners, heads, places, marks = 2 << len(_MANNER), 1 << len(_HEAD), 4, 6
    alone = (
        _hash(1, (kinds, kind)),
        _hash(2, (kinds, kind), (places, place[clause])),
        _hash(3, (kinds, kind), (manners, manner[clause])),
        _hash(4, (kinds, kind), (heads, head[clause])),
    )
    found: list[tuple[tuple[Ints, ...], Ints]] = [(alone, clause)]
    framed, owner = _framed(signs, counts)
    for family, shifts in ((5, (1,)), (6, (2,)), (7, (1, 2)), (8, (3,)), (8, (4,))):
        reach = shifts[-1]
        same = np.flatnonzero(owner[reach:] == owner[:-reach])
        parts = [(kinds, framed.take(same + shift)) for shift in (0, *shifts)]
        found.append(((_hash(family, *parts),), owner.take(same)))
    found.append(_across(signs, begins, counts))
    found.append(_turned(signs, place, manner))
    empty = (counts == 0).astype(np.int64)
    by_manner, by_place = (manners, manner), (places, place)
    whole = (
        _hash(10, by_manner, by_place),
        _hash(11, (heads, head), by_place),
        _hash(12, (2, empty), (marks, signs.mark), by_place),
        _hash(13, by_manner),
    )
    return Grams([*found, (whole, np.arange(size))])


def _told(names: Sequence[str], first: int, kind: Ints, clause: Ints, size: int) -> Ints:
    """For each clause a bit for each of `names` that is among its signs, from bit `first` on."""
    book = lexicon.kinds()
    bits = np.zeros(len(book), np.int64)
    bits[[book[name] for name in names]] = 1 << np.arange(first, first + len(names))
    told, bit = np.zeros(size, np.int64), bits.take(kind)
    some = np.flatnonzero(bit)
    np.bitwise_or.at(told, clause[some], bit[some])
    return told


def _places(signs: Signs) -> Ints:
    """0 the only clause of its text, 1 the first, 2 the last, 3 between."""
    opens = np.diff(signs.doc, prepend=-1) != 0
    closes = np.diff(signs.doc, append=-1) != 0
    return np.where(opens & closes, 0, np.where(opens, 1, np.where(closes, 2, 3)))


def _framed(signs: Signs, counts: Ints) -> tuple[Ints, Ints]:
    """The tokens with a token for each clause's beginning and end; their clauses."""
    owner = np.repeat(np.arange(len(signs.first)), counts + 2)
    kind = np.zeros(len(owner), np.int64)
    kind[np.arange(len(signs.kind)) + 2 * signs.clause + 1] = signs.kind
    kind[np.cumsum(counts + 2) - 1] = signs.mark
    return kind, owner


def _across(signs: Signs, begins: Ints, counts: Ints) -> tuple[tuple[Ints, ...], Ints]:
    """Every sign of a clause with every sign of the clause before it in the same text."""
    before = np.concatenate([[0], counts[:-1]]) * (np.diff(signs.doc, prepend=-1) == 0) if len(counts) else counts
    times = before[signs.clause]
    right = np.repeat(np.arange(len(signs.kind)), times)
    left = ranges(begins[np.maximum(signs.clause - 1, 0)], times)
    kinds = len(lexicon.kinds())
    return (_hash(9, (kinds, signs.kind[left]), (kinds, signs.kind[right])),), signs.clause[right]


_GOOD = ("good", "solved", "less_bad", "thanks", "ease", "extra", "steady", "gain", "fond")
_BAD = ("fault", "handle_bad", "manner_bad", "feel_bad", "harm", "vex")
_TURNS, _RAISES = ("modifiers.0", "modifiers.1", "neg", "each"), ("modifiers.2", "modifiers.3", "degree")
_TWICE = 2


@cache
def _roles() -> tuple[Ints, Flags, Flags]:
    """Of every class of signs: 1 or -1 where its words speak for or against, whether they turn such a word, whether they raise it."""
    book = lexicon.kinds()
    felt, turns, raises = np.zeros(len(book), np.int64), np.zeros(len(book), np.bool_), np.zeros(len(book), np.bool_)
    for name, value in (lexicon.felt() | dict.fromkeys(_GOOD, 1) | dict.fromkeys(_BAD, -1)).items():
        felt[book[name]] = value
    turns[[book[name] for name in _TURNS]] = True
    raises[[book[name] for name in _RAISES]] = True
    return felt, turns, raises


def _turned(signs: Signs, place: Ints, manner: Ints) -> tuple[tuple[Ints, ...], Ints]:
    """Words for or against, whichever they are, with how often a word before them turns them and whether one raises them."""
    felt, turns, raises = _roles()
    fresh = np.diff(signs.start, prepend=-1) != 0
    word = np.cumsum(fresh) - 1
    size = int(fresh.sum())
    value = np.sign(np.bincount(word, felt[signs.kind], size)).astype(np.int64)
    turn, rise = (np.bincount(word, role[signs.kind], size) > 0 for role in (turns, raises))
    clause = signs.clause[fresh]
    at = np.flatnonzero(value)
    since = np.searchsorted(clause, clause[at])
    since[1:] = np.maximum(since[1:], at[:-1] + 1)
    turned, raised = (_between(role & (value == 0), since, at) for role in (turn, rise))
    parts = (2, (value[at] > 0).astype(np.int64)), (3, np.minimum(turned, _TWICE)), (2, np.minimum(raised, 1))
    clause = clause[at]
    return (
        _hash(14, *parts),
        _hash(15, *parts, (4, place[clause])),
        _hash(16, *parts, (2 << len(_MANNER), manner[clause])),
    ), clause


def _between(flags: Flags, begin: Ints, end: Ints) -> Ints:
    before = np.concatenate([[0], np.cumsum(flags)])
    return np.asarray(before[end] - before[begin])


def _hash(family: int, *parts: tuple[int, Ints]) -> Ints:
    """Buckets of a family of features; of each part how many values there are, and those at hand. Of few values all buckets are made once."""
    sizes = tuple(size for size, _ in parts)
    if prod(sizes) > _MANY:
        return _mixed(family, *(values for _, values in parts))
    place = parts[0][1]
    for size, values in parts[1:]:
        place = place * size + values
    return _buckets(family, sizes).take(place)


@cache
def _buckets(family: int, sizes: tuple[int, ...]) -> Ints:
    return _mixed(family, *(values.ravel() for values in np.indices(sizes)))


def _mixed(family: int, *parts: Ints) -> Ints:
    mixed = np.full(len(parts[0]), family, np.uint64)
    for part in parts:
        mixed = (mixed * np.uint64(0x9E3779B97F4A7C15) + part.astype(np.uint64) + np.uint64(1)) * np.uint64(0xD6E8FEB86659FD93)
        mixed ^= mixed >> np.uint64(32)
    return (mixed >> np.uint64(64 - BITS)).astype(np.int64)


def rows(signs: Signs, found: Grams) -> tuple[Ints, Ints]:
    """(indptr, indices) of a sparse matrix with one row per text."""
    bucket, clause = found.flat()
    doc = signs.doc[clause]
    order = np.argsort(doc, kind="stable")
    indptr = np.zeros(signs.texts + 1, np.int64)
    np.cumsum(np.bincount(doc, minlength=signs.texts), out=indptr[1:])
    return indptr, bucket[order]

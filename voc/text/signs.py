"""A batch of texts as sequences of signs: which classes of words stand in each clause, in what order, and how the clause is said.

Everything is one scan and arrays over the batch; a class is a group of lexicons/polarity.toml, modifiers.toml, emoticons.toml or signs.toml.
"""

from __future__ import annotations

import hashlib
import tomllib
from functools import cache
from math import prod
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from voc import resources
from voc.text.trie import Trie, apart, ranges

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voc.text.documents import Documents
    from voc.text.trie import Hits

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

FILES = ("polarity.toml", "modifiers.toml", "emoticons.toml")
SIGNS = "signs.toml"
_SILENT, _EMPTY = "plain", "empty"
BITS = 17
BUCKETS = 1 << BITS
_MANY = 1 << 16
"""Combinations of values from which on their buckets are hashed as they come, not looked up."""
_NUMERALS = "一二三四五六七八九十两百千半几"
_UNITS = "次回遍趟天个小块元年月周分兆通"
_MARKS = {"?": 1, "？": 1, "!": 2, "！": 2, ",": 3, "，": 3, "、": 3, "~": 4, "…": 4}
_ASKING = "吗么呢吧"


class Signs(NamedTuple):
    """Tokens in order of place (`start` and `end` within the joined texts, `kind`, `clause` over the batch), and what each clause is.

    `first` is each clause's first character within the joined texts, `doc` its text; `texts` is the number of texts.
    """

    start: Ints
    end: Ints
    kind: Ints
    clause: Ints
    first: Ints
    last: Ints
    doc: Ints
    mark: Ints
    asks: Flags
    texts: int


@cache
def classes() -> dict[str, tuple[str, ...]]:
    """Every word with the classes it stands for: its group of the feeling files, then its class of signs.toml; () keeps its place only."""
    words: dict[str, tuple[str, ...]] = {}
    for name in FILES:
        for number, group in enumerate(tomllib.loads(_content(name))["group"]):
            told = () if group["kind"] == _SILENT else (f"{name.removesuffix('.toml')}.{number}",)
            words |= {} if group["kind"] == _EMPTY else dict.fromkeys(group["words"].split(), told)
    signs = tomllib.loads(_content(SIGNS))["signs"]
    return words | {word: (*words.get(word, ()), sign) for sign, listed in signs.items() for word in listed.split()}


@cache
def digest() -> str:
    """Twelve hex digits that change whenever a file of words does."""
    return hashlib.sha256("\0".join(_content(name) for name in (*FILES, SIGNS)).encode()).hexdigest()[:12]


def _content(name: str) -> str:
    return resources.path("lexicons", name).read_text(encoding="utf-8")


class _Book(NamedTuple):
    trie: Trie
    one: Ints
    two: Ints
    latin: Flags
    kinds: dict[str, int]


@cache
def _book() -> _Book:
    found = classes()
    kinds = {name: number for number, name in enumerate(["<", ">?", ">!", ">,", ">~", ">.", "number"])}
    words = list(found)
    for names in found.values():
        for name in names:
            kinds.setdefault(name, len(kinds))
    pairs = [[kinds[name] for name in found[word]] for word in words]
    one = np.array([pair[0] if pair else -1 for pair in pairs])
    two = np.array([pair[1] if len(pair) > 1 else -1 for pair in pairs])
    latin = np.array([word[0].isascii() and word[0].isalpha() for word in words])
    return _Book(Trie(words), one, two, latin, kinds)


def kinds() -> dict[str, int]:
    """Name of every class of signs -> its number."""
    return _book().kinds


def words_in(docs: Documents) -> Hits:
    """Every word of `classes`, by its place there, wherever it stands in a batch; looked for once, whoever asks."""
    found: Hits | None = docs.memo.get("words")
    if found is None:
        found = docs.memo["words"] = _book().trie.find(docs.layout.points)
    return found


def read(docs: Documents) -> Signs:
    """The signs of a batch."""
    book = _book()
    points, _, first, last, doc = docs.layout
    start, end, kind = _tokens(book, points, *apart(words_in(docs)))
    clause = docs.clause_at.take(start).astype(np.int64)
    mark, asks = _ends(points, first, last)
    return Signs(start, end, kind, clause, first, last, doc, mark, asks, len(docs))


def _tokens(book: _Book, points: npt.NDArray[np.uint32], word: Ints, start: Ints, end: Ints) -> tuple[Ints, Ints, Ints]:
    """Class tokens of the matches, a second class of a word right after its first, and numbers, in order of place."""
    if book.latin[word].any():
        lower = (points >= 97) & (points <= 122)
        inside = book.latin[word] & (lower[start - 1] & (start > 0) | lower[end])
        word, start, end = word[~inside], start[~inside], end[~inside]
    one, two = book.one[word], book.two[word]
    numbers = _numbers(points)
    places = np.concatenate([start[one >= 0], start[two >= 0], numbers])
    ends = np.concatenate([end[one >= 0], end[two >= 0], numbers + 1])
    kinds = np.concatenate([one[one >= 0], two[two >= 0], np.full(len(numbers), book.kinds["number"])])
    order = np.argsort(places, kind="stable")
    return places[order], ends[order], kinds[order]


def _numbers(points: npt.NDArray[np.uint32]) -> Ints:
    """Where a run of digits begins, or a Chinese numeral that stands before a unit."""
    digit = (points >= 0x30) & (points <= 0x39)
    runs = digit.copy()
    runs[1:] &= ~digit[:-1]
    numeral, unit = among(_NUMERALS, points), among(_UNITS, points)
    runs[:-1] |= numeral[:-1] & unit[1:]
    return np.flatnonzero(runs)


def among(letters: str, points: npt.NDArray[np.uint32]) -> Flags:
    """Which code points are those of `letters`, all of which lie below U+FFFF."""
    return _table(letters).take(points, mode="clip")


@cache
def _table(letters: str) -> Flags:
    table = np.zeros(0x10000, np.bool_)
    table[[ord(letter) for letter in letters]] = True
    return table


@cache
def _mark_table() -> Ints:
    table = np.full(0x10000, 5, np.int64)
    for letter, number in _MARKS.items():
        table[ord(letter)] = number
    return table


def _ends(points: npt.NDArray[np.uint32], first: Ints, last: Ints) -> tuple[Ints, Flags]:
    """Kind of mark at each clause's end, and whether it ends like a question."""
    end, before = points[last - 1], points[np.maximum(last - 2, first)]
    mark = _mark_table().take(end, mode="clip")
    return mark, (mark == 1) | among(_ASKING, end) | ((mark < 5) & among(_ASKING, before))


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
    place, kinds = _places(signs), len(_book().kinds)
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
    book = _book().kinds
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
    kinds = len(_book().kinds)
    return (_hash(9, (kinds, signs.kind[left]), (kinds, signs.kind[right])),), signs.clause[right]


_GOOD = ("good", "solved", "less_bad", "thanks", "ease", "extra", "steady", "gain", "fond")
_BAD = ("fault", "handle_bad", "manner_bad", "feel_bad", "harm", "vex")
_TURNS, _RAISES = ("modifiers.0", "modifiers.1", "neg", "each"), ("modifiers.2", "modifiers.3", "degree")
_TWICE = 2


@cache
def _roles() -> tuple[Ints, Flags, Flags]:
    """Of every class of signs: 1 or -1 where its words speak for or against, whether they turn such a word, whether they raise it."""
    book = _book().kinds
    felt, turns, raises = np.zeros(len(book), np.int64), np.zeros(len(book), np.bool_), np.zeros(len(book), np.bool_)
    for name in FILES:
        for number, group in enumerate(tomllib.loads(_content(name))["group"]):
            if group["kind"] == "polarity":
                felt[book[f"{name.removesuffix('.toml')}.{number}"]] = 1 if group["weight"] > 0 else -1
    for value, names in ((1, _GOOD), (-1, _BAD)):
        felt[[book[name] for name in names]] = value
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
    return (_hash(14, *parts), _hash(15, *parts, (4, place[clause])), _hash(16, *parts, (2 << len(_MANNER), manner[clause]))), clause


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

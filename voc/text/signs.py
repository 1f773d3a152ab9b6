"""A batch of texts as sequences of signs: which classes of words stand in each clause, in what order, and how the clause is said.

Everything is one scan and arrays over the batch; a class is a group of lexicons/polarity.toml, modifiers.toml, emoticons.toml or signs.toml.
"""

from __future__ import annotations

import hashlib
import tomllib
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from voc import resources
from voc.text.trie import Trie, apart

if TYPE_CHECKING:
    from voc.text.documents import Documents
    from voc.text.trie import Hits

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

FILES = ("polarity.toml", "modifiers.toml", "emoticons.toml")
SIGNS = "signs.toml"
_SILENT, _EMPTY = "plain", "empty"
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


def felt() -> dict[str, int]:
    """Class of signs -> 1 or -1 where its words speak for or against."""
    return {
        f"{name.removesuffix('.toml')}.{number}": 1 if group["weight"] > 0 else -1
        for name in FILES
        for number, group in enumerate(tomllib.loads(_content(name))["group"])
        if group["kind"] == "polarity"
    }


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

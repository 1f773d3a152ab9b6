"""Mentions of names in folded texts: candidates from one scan, the longest first, each judged by what stands around it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import ne

import pyarrow as pa

from voc.entities.borders import Borders
from voc.entities.judge import Judge, Wording
from voc.entities.names import Entity, digest, read_names
from voc.entities.shipped import Shipped
from voc.entities.wordings import numbers, slips
from voc.text.normalize import fold
from voc.text.scan import Scanner
from voc.text.segment import segmenter

_GAP = re.compile("(?<=[0-9a-z\u4e00-\u9fff]) +(?=[0-9a-z\u4e00-\u9fff])")
_HAN = re.compile("[\u4e00-\u9fff]")
_SLIP = 0.8
_MOST_HALVES = 40
"""A half of more names than this is too common to look for each of them."""
_SPACED = 3
"""Characters a name has at least to be read across a space."""


@dataclass(frozen=True)
class Mention:
    """A name in a text: span, what it stands for, and how sure it is (1: as listed, .8: with a slip)."""

    start: int
    end: int
    entity: Entity
    weight: float


Halves = tuple[tuple[str, int], ...]
"""Long names that hold a word as a half, and where it begins in each: to look for the whole with one wrong character."""

_Found = Wording | Halves | str
_TRAP = "trap"


class Reader:
    """Reads names as in a dictionary and the shipped lists."""

    def __init__(self, dictionary: pa.Table, shipped: Shipped) -> None:
        self._segmenter = segmenter()
        traps = shipped.traps
        names = read_names(dictionary, shipped)
        weak = {
            word
            for province in shipped.provinces
            for city in province.cities
            if city.weak
            for word in city.words
            if word == city.name
        }
        self._judge = Judge(traps, names)
        brands = frozenset(word for word, entity in names.items() if entity.kind == "brand")
        exact = {**numbers(names), **names}
        real = frozenset(fold(word) for operator in shipped.operators for word in operator.words)
        halves = _halves(exact, brands, real)
        self._words: dict[str, Wording] = {}
        for word, entity in {**slips(exact), **exact}.items():
            self._words[word] = Wording(
                entity,
                1.0 if word in exact else _SLIP,
                word in exact and len(word) < 5 and self._segmenter.cut(word, hmm=False) == [word],
                weak=word in weak and not entity.listed,
                general=entity.kind == "product" and not any(brand in word for brand in brands),
                ordinary=entity.kind in ("brand", "competitor") and word in traps.ordinary.get("words", frozenset()),
                half_of=halves.get(word, ()),
            )
        found: dict[str, _Found] = {**halves, **dict.fromkeys(sorted(traps.words), _TRAP)}
        self._scanner: Scanner[_Found] = Scanner({**found, **self._words})
        self.digest = digest(sorted(exact.items()), shipped.digest)

    def find_in_each(self, texts: Sequence[str]) -> Iterator[list[Mention]]:
        """The mentions in each folded text, in order."""
        tight = [_GAP.sub("", text) if " " in text else text for text in texts]
        for text, squeezed, found in zip(texts, tight, self._scanner.find_in_each(tight), strict=True):
            if not found or all(value is _TRAP for _, _, value in found):
                yield []
            else:
                yield self._read(text, squeezed)

    def find(self, text: str) -> list[Mention]:
        """The mentions in one folded text, in order; none overlaps another."""
        return next(self.find_in_each([text]))

    def _read(self, text: str, squeezed: str) -> list[Mention]:
        origin = None if len(text) == len(squeezed) else _origins(text)
        borders = Borders(self._segmenter, text)
        taken, company = bytearray(len(text)), False
        mentions: list[Mention] = []
        for start, end, value in self._candidates(squeezed):
            if origin is not None:
                start, end = origin[start], origin[end - 1] + 1
            if taken.find(1, start, end) >= 0:
                continue
            if isinstance(value, str):
                if end - start > 3 or (borders.is_border(start, end) and borders.is_border(end, start)):  # 长沙发, not 长沙|发货
                    taken[start:end] = b"\1" * (end - start)
            elif self._accepts(text, start, end, value, borders, company):
                taken[start:end] = b"\1" * (end - start)
                mentions.append(Mention(start, end, value.entity, value.weight))
                company = company or value.entity.kind != "place"
        return self._ours(text, sorted(mentions, key=lambda mention: mention.start))

    def _accepts(self, text: str, start: int, end: int, word: Wording, borders: Borders, company: bool) -> bool:
        if " " in text[start:end] and (end - start <= _SPACED or word.entity.kind == "place"):
            return False
        return self._judge.accepts(text, start, end, word, borders, company=company)

    def _candidates(self, text: str) -> list[tuple[int, int, Wording | str]]:
        """Everything that may be a name, the longest first, then the leftmost."""
        found: set[tuple[int, int]] = set()
        made: list[tuple[int, int, Wording | str]] = []
        for start, end, value in self._scanner.find_all(text):
            if not isinstance(value, tuple):
                made.append((start, end, value))
            if isinstance(value, str):
                continue
            for name, offset in value if isinstance(value, tuple) else value.half_of:
                low = start - offset
                # Of the other half one end at least is right, where only one character of it is wrong.
                first, last = (end, low + len(name) - 1) if offset == 0 else (low, start - 1)
                if (
                    text[first : first + 1] != name[first - low]
                    and text[last : last + 1] != name[-1 if offset == 0 else offset - 1]
                ):
                    continue
                if (low, low + len(name)) not in found and self._is_slip(text, low, name):
                    found.add((low, low + len(name)))
                    made.append((low, low + len(name), Wording(self._words[name].entity, _SLIP, known=False)))
        made.sort(key=lambda one: (one[0] - one[1], one[0], isinstance(one[2], Wording) and one[2].weight < 1))
        return made

    def _is_slip(self, text: str, low: int, name: str) -> bool:
        """Whether text at `low` is `name` but for one character, and not just a shorter name with something beside it."""
        if text[low : low + len(name)] == name:
            return False
        wrong = _one_wrong(text, low, name)
        shorter = {0: name[1:], len(name) - 1: name[:-1]}.get(-1 if wrong is None else wrong)
        return wrong is not None and shorter not in self._words

    def _ours(self, text: str, mentions: list[Mention]) -> list[Mention]:
        """Without products said in general words right after a competitor: those are the competitor's."""
        kept: list[Mention] = []
        rival: Mention | None = None
        for mention in mentions:
            if mention.entity.kind == "competitor":
                rival = mention
            elif mention.entity.kind == "product" and rival is not None:
                word = self._words.get(text[mention.start : mention.end])
                if (word is None or word.general) and self._judge.is_theirs(text, rival.end, mention.start):
                    continue
            kept.append(mention)
        return kept


def _origins(text: str) -> list[int]:
    """Where each character of the text without gaps stands in the text."""
    dropped = {place for gap in _GAP.finditer(text) for place in range(gap.start(), gap.end())}
    return [place for place in range(len(text)) if place not in dropped]


def _one_wrong(text: str, low: int, name: str) -> int | None:
    """Where text at `low` differs from `name` in one Chinese character; None where it is the same or differs in more."""
    if low < 0 or low + len(name) > len(text):
        return None
    if sum(map(ne, text[low : low + len(name)], name)) != 1:
        return None
    wrong = [place for place, meant in enumerate(name) if text[low + place] != meant]
    if not _HAN.match(text[low + wrong[0]]) or not _HAN.match(name[wrong[0]]):
        return None
    return wrong[0]


def _halves(names: dict[str, Entity], brands: frozenset[str], real: frozenset[str]) -> dict[str, Halves]:
    """Halves of the operator's own long names: products and brands that hold a brand, and competitors by their full name."""
    halves: dict[str, list[tuple[str, int]]] = {}
    for word, entity in names.items():
        holds = brands if entity.kind in ("brand", "product") else frozenset({fold(entity.name)})
        if not entity.listed or entity.kind == "place" or len(word) < 4 or not any(one in word for one in holds):
            continue
        if any(one in word for one in real):  # 中国联通 with one wrong character may be 中国交通
            continue
        middle = len(word) // 2
        for half, offset in ((word[:middle], 0), (word[middle:], middle)):
            halves.setdefault(fold(half), []).append((word, offset))
    return {half: tuple(words) for half, words in halves.items() if len(words) <= _MOST_HALVES}

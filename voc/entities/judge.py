"""Whether a word that looks like a name is one here, by the words around it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from voc.entities.borders import Borders
from voc.entities.names import Entity
from voc.entities.shipped import Traps, Words

_SENTENCE = "。！？!?；;\n"
_MARKS = "，。！？；!?;,…~～\n、：:）)”’」 "
_UNIT = re.compile(r"\s*(?:gb?|m(?![a-z-])|k|兆|%|个?月|年|号|日|次|天|分钟|秒|小时|点(?!的)|g|:\d|\.\d|\d)")
_STREET = re.compile("[东西南北中上下前后新老一二三四五六七八九十]{0,2}")
_HAN = re.compile("[\u4e00-\u9fff]")
_WINDOW = 14
_FAR = 150
_PEOPLE = "员们"


@dataclass(frozen=True)
class Wording:
    """A word looked for: what it stands for, how sure it is, whether the segmenter knows it, and what it needs."""

    entity: Entity
    weight: float
    known: bool
    weak: bool = False
    general: bool = False
    """A product said without the brand."""
    ordinary: bool = False
    half_of: tuple[tuple[str, int], ...] = ()
    """Longer names that hold the word as a half, and where it begins in each."""


class Judge:
    """The rules of lexicons/entity_traps.toml."""

    def __init__(self, traps: Traps, names: Mapping[str, Entity]) -> None:
        self._traps = traps
        self._places = frozenset(word for word, entity in names.items() if entity.kind == "place")
        self._beside = frozenset(word for word, entity in names.items() if len(word) > 1)
        self._reach = {
            id(words): max(map(len, words), default=0)
            for lists in (traps.places, traps.ordinary, traps.products, *traps.names.values())
            for words in lists.values()
        }

    def accepts(self, text: str, start: int, end: int, word: Wording, borders: Borders, *, company: bool = False) -> bool:
        """Whether text[start:end] means `word.entity`; `company` says that the text names a brand, product or competitor elsewhere."""
        surface = text[start:end]
        if not _clear_ends(text, start, end, product=word.entity.kind == "product"):
            return False
        names = self._traps.names.get(surface)
        if names is not None and not self._is_company(text, start, end, names, borders):
            return False
        if word.entity.kind == "place" and not self._is_place(text, start, end, word, borders):
            return False
        if word.ordinary and not self._is_meant(text, start, end, company=company):
            return False
        if word.general and not self._is_product(text, start, end):
            return False
        return self._is_whole(text, start, end, word, borders)

    def _is_whole(self, text: str, start: int, end: int, word: Wording, borders: Borders) -> bool:
        """No word of the language lies across an end of the name."""
        if end - start > 4:
            return True
        tokens = borders.tokens(start, end)
        if not tokens:
            return True
        first, last = tokens[0], tokens[-1]
        early, late = first[0] < start, last[1] > end
        if not early and not late:
            return True
        if len(tokens) == 1:
            return self._within(text, start, end, first, word)
        if word.known or (early and late):
            return False
        # 引发卡顿 holds a 银发卡 gone wrong; a whole word at the end (爱家宽带|报修) or a cut before the name (用电|竞版) proves nothing.
        return not late or end - start == 2 or end - last[0] > 1

    def _within(self, text: str, start: int, end: int, token: tuple[int, int], word: Wording) -> bool:
        """A name inside one longer word: a place with its suffix, or beside another name."""
        head, tail = text[token[0] : start], text[end : token[1]]
        if word.entity.kind != "place":  # 电信宽带, 中国电信 as one word, but not 中华电信
            return not head or head in self._places
        allowed = self._traps.places.get("within", frozenset())
        good_tail = not tail or tail in self._beside or any(tail.endswith(suffix) for suffix in allowed) or len(tail) > 2
        return good_tail and (not head or head in self._places)

    def _is_company(self, text: str, start: int, end: int, names: Mapping[str, Words], borders: Borders) -> bool:
        none: Words = frozenset()
        if self._follows(text, end, names.get("after", none), borders, compounds=True):
            return False
        if self._precedes(text, start, names.get("company", none)) or self._follows(
            text, end, names.get("company_after", none), borders
        ):
            return True
        if self._follows(text, end, names.get("after_verb", none), borders) or self._precedes(
            text, start, names.get("before", none)
        ):
            return False
        ends = end >= len(text) or text[end] in _MARKS
        return not (ends and self._precedes(text, start, names.get("before_end", none)))

    def _is_place(self, text: str, start: int, end: int, word: Wording, borders: Borders) -> bool:
        places, none = self._traps.places, frozenset[str]()
        if text[start:end][-1] not in "省市厅州" or end - start < 3:
            if self._follows(text, end, places.get("after", none), borders):
                return False
            if self._is_dish(text, end, borders):
                return False
            way = _STREET.match(text, end)
            at = way.end() if way else end
            if at - end < 2 and self._follows(text, at, places.get("street", none), borders):
                return False
        if self._precedes(text, start, places.get("before", none)):
            return False
        if not word.weak:
            return True
        return (
            self._precedes(text, start, places.get("sign_before", none))
            or self._follows(text, end, places.get("sign_after", none), None)
            or any(text.endswith(place, 0, start) for place in self._places if len(place) > 1)
        )

    def _is_dish(self, text: str, end: int, borders: Borders) -> bool:
        """Whether the word at `end` is a dish named after the place."""
        if end >= len(text) or not _HAN.match(text, end):
            return False
        _, after = next(((low, high) for low, high in borders.tokens(end, end + 1) if low == end), (end, end))
        places, none = self._traps.places, frozenset[str]()
        word = text[end:after]
        return (
            len(word) > 1
            and word.endswith(tuple(places.get("dish", none)))
            and not word.startswith(tuple(places.get("meal", none)))
        )

    def _is_meant(self, text: str, start: int, end: int, *, company: bool) -> bool:
        """An ordinary word that stands for a company: signs right beside it first, then those of the clause and the text."""
        lists, none = self._traps.ordinary, frozenset[str]()
        if self._follows(text, end, lists.get("after", none), None) or self._precedes(text, start, lists.get("before", none)):
            return False
        if text[end : end + 1].isdigit() or self._follows(text, end, lists.get("sign_after", none), None):
            return True
        low, high = _stretch(text, start, end, _MARKS)
        if _any(lists.get("near", none), text[low:start]) or _any(lists.get("near", none), text[end:high]):
            return False
        if company or self._precedes(text, start, lists.get("sign_before", none)):
            return True
        telecom = lists.get("telecom", none)
        return _any(telecom, text[max(0, start - _FAR) : start]) or _any(telecom, text[end : end + _FAR])

    def _is_product(self, text: str, start: int, end: int) -> bool:
        lists, none = self._traps.products, frozenset[str]()
        if self._follows(text, end, lists.get("after", none), None):
            return False
        low, high = _stretch(text, start, end, _SENTENCE + "，,")
        near = lists.get("near", none)
        return not (_any(near, text[max(low, start - _WINDOW) : start]) or _any(near, text[end : min(high, end + 6)]))

    def is_theirs(self, text: str, rival_end: int, start: int) -> bool:
        """Whether the product at `start` is the competitor's named just before: 联通的千兆宽带."""
        between = text[rival_end:start]
        return len(between) <= 6 and not any(mark in between for mark in _MARKS) and not _any(self._traps.products["own"], between)

    def _follows(self, text: str, end: int, words: Words, borders: Borders | None, *, compounds: bool = False) -> bool:
        """Whether one of `words` begins at `end`; with borders it has to end with a word of the language, or begin a compound."""
        for length in range(min(self._reach.get(id(words), 8), len(text) - end), 0, -1):
            if text[end : end + length] in words and (borders is None or borders.is_border(end + length, end)):
                return True
            if compounds and length > 1 and text[end : end + length] in words and text[end + length] not in _PEOPLE:
                return True
        return False

    def _precedes(self, text: str, start: int, words: Words) -> bool:
        return any(text[start - length : start] in words for length in range(1, min(self._reach.get(id(words), 8), start) + 1))


def _clear_ends(text: str, start: int, end: int, *, product: bool) -> bool:
    """A number or Latin word is not cut through, and 青笋19 is no day of the month."""
    before, after = text[start - 1 : start], text[end : end + 1]
    first, last = text[start], text[end - 1]
    if first.isdigit() and (before.isdigit() or before == "."):
        return False
    if _latin(first) and (_latin(before) or before.isdigit()):
        return False
    if _latin(last) and _latin(after):
        return False
    return not (last.isdigit() and (after.isdigit() or (product and _UNIT.match(text, end))))


def _latin(character: str) -> bool:
    return "a" <= character <= "z"


def _stretch(text: str, start: int, end: int, marks: str) -> tuple[int, int]:
    """The span between the marks around a name."""
    least, most = max(0, start - _FAR), min(len(text), end + _FAR)
    low = max(least, max(text.rfind(mark, least, start) for mark in marks) + 1)
    found = [at for mark in marks if (at := text.find(mark, end, most)) >= 0]
    return low, min(found, default=most)


def _any(words: Iterable[str], text: str) -> bool:
    return any(word in text for word in words)

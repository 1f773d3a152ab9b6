"""How likely characters are as a name and as ordinary words: a unigram model of words, surnames and given names, in natural logarithms.

A name is believed where reading its characters as a name is likelier than reading them as words (`Reading`), with the strength of
the cue beside it added. Counts come from `lexicons/models/names.txt.gz` (made by `train`), surnames and what else is known of names
from `lexicons/masking.toml`.
"""

from __future__ import annotations

import gzip
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from voc import resources
from voc.privacy.names.told import lists, transcribing

MODEL = "names.txt.gz"
LONGEST = 4
STRETCHES = 32
"""Stretches of a text that are kept in mind: several cues stand beside the same one, and it is looked at again once others are masked."""

_SCALE = 1e8
_RULED_OUT, _SAME = 1e6, 1e-6
_RARE = 0.15  # of a count: a word or character nobody counted
_TRADE = 3e-6  # share of a word of the trade that ordinary text hardly has
_SELDOM = 1.5e-5
_NOT_GIVEN = {"first": 1e-5, "second": 1e-6, "only": 1e-6}
_ONE_BY_ONE = 1.0  # a character that stands alone as a word is rarer than its count in dictionaries says
_EVERYDAY = 2e-4
_MARKS = 4_000  # characters that given names are taken from
_SMOOTH = 0.4
_SOUND, _ANY = -5.0, -8.8  # a character of a transcribed name: one of some hundred and fifty, or of thousands
SELDOM_BORNE = -11.0  # of a surname: 都 and 和 are surnames in the books only
SPOKEN_OFTEN = "都和买提来加不到特给克木"  # of the characters that names of other languages are written with: each begins words too
_TWO_GIVEN = 0.68  # share of given names of two characters
_LOG_ONE, _LOG_TWO = math.log(1 - _TWO_GIVEN), math.log(_TWO_GIVEN)
_RANKS = 2.6
_LISTED, _UNCOMMON, _FUNCTION, _DOUBLE = 2e-4, 2e-5, 3e-7, 3e-4


@dataclass(frozen=True)
class Model:
    """Logarithms of the shares of words and surnames, and of characters in given names by place; `further`: two characters of longer words."""

    words: Mapping[str, float]
    further: frozenset[str]
    unknown: float
    surnames: Mapping[str, float]
    given: Mapping[str, Mapping[str, float]]
    unseen: Mapping[str, float]

    def surname(self, text: str) -> float | None:
        """Share of a surname; None for what is none."""
        return self.surnames.get(text)

    def given_name(self, text: str) -> float:
        """Share of a given name of one or two characters."""
        if len(text) == 1:
            return _LOG_ONE + self.given["only"].get(text, self.unseen["only"])
        one, two = self.given["first"], self.given["second"]
        return _LOG_TWO + one.get(text[0], self.unseen["first"]) + two.get(text[1], self.unseen["second"])


@dataclass(frozen=True)
class Reading:
    """A stretch of text read as words only: the best reading up to each place and from each place on."""

    before: tuple[float, ...]
    after: tuple[float, ...]

    def gain(self, start: int, end: int, share: float) -> float:
        """How much likelier the stretch is with the name of this share between two places than as words alone."""
        return self.before[start] + share + self.after[end] - self.before[-1]


@lru_cache(maxsize=STRETCHES)
def read(text: str) -> Reading:
    """The stretch as words."""
    model = known()
    find, unknown, further, size = model.words.get, model.unknown, model.further, len(text)
    before, after = [-_RULED_OUT] * (size + 1), [0.0] * (size + 1)
    before[0] = 0.0
    # Every word of the stretch is looked up once.
    found = []
    for start in range(size):
        reached, share = before[start], find(text[start], unknown)
        words = [(start + 1, share)]
        if reached + share > before[start + 1]:
            before[start + 1] = reached + share
        # Most pairs of characters begin no longer word.
        reach = min(size, start + (LONGEST if text[start : start + 2] in further else 2))
        for end in range(start + 2, reach + 1):
            longer = find(text[start:end])
            if longer is not None:
                words.append((end, longer))
                if reached + longer > before[end]:
                    before[end] = reached + longer
        found.append(words)
    for start in range(size - 1, -1, -1):
        words = found[start]
        after[start] = words[0][1] + after[start + 1] if len(words) == 1 else max([share + after[end] for end, share in words])
    return Reading(tuple(before), tuple(after))


def cut(text: str) -> list[str]:
    """The words of the best reading, in order."""
    reading, model = read(text), known()
    found, end = [], len(text)
    while end:
        share = reading.before[end]
        start = next(
            (
                at
                for at in range(max(0, end - LONGEST), end)
                if abs(reading.before[at] + model.words.get(text[at:end], model.unknown if end - at == 1 else -_RULED_OUT) - share)
                < _SAME
            ),
            end - 1,
        )
        found.append(text[start:end])
        end = start
    return found[::-1]


def apart(text: str) -> float:
    """How likely characters are one by one, none of them part of a longer word."""
    model = known()
    return sum(model.words.get(mark, model.unknown) for mark in text)


@lru_cache(maxsize=STRETCHES)
def at_least(text: str) -> float:
    """How likely characters are as words at the least, quickly: one by one, or two of them as one word."""
    model = known()
    words, unknown = model.words, model.unknown
    shares = [words.get(mark, unknown) for mark in text]
    whole = best = sum(shares)
    for place in range(len(text) - 1):
        pair = words.get(text[place : place + 2])
        if pair is not None:
            best = max(best, whole - shares[place] - shares[place + 1] + pair)
    return best


def transcribed(text: str) -> float:
    """How likely characters are as a name of another language, or one of a surname nobody listed."""
    told = transcribing()
    return sum(_SOUND if mark in told else _ANY for mark in text)


@cache
def _simple() -> dict[int, str]:
    return {ord(old): new for old, new in resources.simplified_characters().items() if "\u3400" <= old <= "\u9fff"}


def old_characters() -> str:
    """Every traditional character that is known."""
    return "".join(map(chr, _simple()))


@cache
def _old() -> re.Pattern[str]:
    return re.compile(f"[{old_characters()}]")


def simplified(text: str) -> str:
    """The text in simplified characters, place by place: the model knows no others."""
    return text.translate(_simple()) if _old().search(text) else text


@cache
def places() -> frozenset[str]:
    """Provinces and cities."""
    return frozenset(_words_of("places.txt"))


@cache
def known() -> Model:
    """The model, read once."""
    counts = _counts()
    told = lists()
    shares = {count: math.log(count / _SCALE) for count in set(counts["words"].values()) if count}
    words = {word: shares[count] for word, count in counts["words"].items() if count}
    for mark in told["small"].split():
        # 小张 is no word, however often the dictionary saw it.
        for name in told["common"]:
            if words.get(mark + name, 0.0) < math.log(_SELDOM):
                words.pop(mark + name, None)
    joined = frozenset(told["not_given"])
    for word in [one for one in words if len(one) == 1 and one not in joined]:
        words[word] -= _ONE_BY_ONE
    trade = [
        *_words_of("user_dictionary.txt"),
        *places(),
        *told["ordinary"].split(),
        *told["famous"].split(),
        *told["districts"].split(),
    ]
    words |= {word: max(words.get(word, -99.0), math.log(_TRADE)) for word in trade}
    words |= {word: max(words.get(word, -99.0), math.log(_EVERYDAY)) for word in told["everyday"].split()}
    given, unseen = {}, {}
    for place in ("first", "second", "only"):
        table = dict(counts[place])
        for mark in told["given"]:
            if mark.strip():
                table[mark] = table.get(mark, 0) + (8 if place != "only" else 4)
        whole = sum(table.values()) + _SMOOTH * _MARKS
        given[place] = {mark: math.log((count + _SMOOTH) / whole) for mark, count in table.items()}
        given[place] |= {mark: min(given[place].get(mark, 0.0), math.log(_NOT_GIVEN[place])) for mark in told["not_given"]}
        unseen[place] = math.log(_SMOOTH / whole)
    further = frozenset(word[:2] for word in words if len(word) > 2)
    return Model(words, further, math.log(_RARE / _SCALE), _surnames(told), given, unseen)


@cache
def heads() -> frozenset[str]:
    """First characters of surnames."""
    return frozenset(name[0] for name in known().surnames)


@cache
def beginnings() -> frozenset[str]:
    """Characters that a Chinese name, or one of another language in Chinese characters, begins with."""
    return heads() | transcribing()


def _surnames(told: Mapping[str, str]) -> dict[str, float]:
    found = {mark: math.log(_LISTED) for mark in told["surnames"] if mark.strip()}
    found |= {mark: math.log(_UNCOMMON) for mark in told["uncommon"] if mark.strip()}
    found |= {mark: math.log(_FUNCTION) for mark in told["function"] if mark in found}
    found |= {mark: math.log(0.24 / (rank + _RANKS)) for rank, mark in enumerate(told["common"], 1)}
    found |= {word: math.log(_DOUBLE) for word in (*told["double"].split(), *told["minority"].split())}
    found |= {word: math.log(_FUNCTION) for word in told["curses"].split()}
    return found


def _counts() -> dict[str, dict[str, int]]:
    text = gzip.decompress(resources.path("lexicons", "models", MODEL).read_bytes()).decode()
    tables = (part.split() for part in text.split("#")[1:])
    return {name: dict(zip(rest[::2], map(int, rest[1::2]), strict=True)) for name, *rest in tables}


def _words_of(name: str) -> Iterable[str]:
    text = resources.path("lexicons", name).read_text("utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [word for line in lines for word in re.split(r"[\s(),:?!]+", line) if 2 <= len(word) <= LONGEST]

"""Many words found in one pass over a text (Aho-Corasick)."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from ahocorasick_rs import AhoCorasick, MatchKind

from voc.text.patterns import SURROGATE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

T = TypeVar("T")
_NO_MATCH = (0, 1 << 62, 1 << 62)


class Scanner(Generic[T]):
    """Words with what each stands for; positions are character offsets. An empty word raises ValueError."""

    def __init__(self, words: Mapping[str, T]) -> None:
        self._words = list(words)
        self._values = list(words.values())
        if "" in words or any("\0" in word for word in words):
            raise ValueError("an empty word matches everywhere, and a NUL parts texts")

    def find(self, text: str) -> list[tuple[int, int, T]]:
        """(start, end, value) of matches that do not overlap: the leftmost first, of those the longest."""
        values = self._values
        return [(start, end, values[word]) for word, start, end in self._matches(self._longest, text, overlapping=False)]

    def find_all(self, text: str) -> list[tuple[int, int, T]]:
        """(start, end, value) of every match, also inside and across one another, ordered by end."""
        values = self._values
        return [(start, end, values[word]) for word, start, end in self._matches(self._every, text, overlapping=True)]

    def find_in_each(self, texts: Sequence[str]) -> Iterator[list[tuple[int, int, Any]]]:
        """What `find` gives for each text, in one scan of them all; words that stand for None keep their place and are left out."""
        values = self._values
        # No word holds a NUL, so nothing is found across two texts.
        matches = iter(self._matches(self._longest, "\0".join(texts), overlapping=False))
        word, start, end = next(matches, _NO_MATCH)
        base = 0
        for text in texts:
            after = base + len(text)
            found = []
            while start < after:
                value = values[word]
                if value is not None:
                    found.append((start - base, end - base, value))
                word, start, end = next(matches, _NO_MATCH)
            yield found
            base = after + 1

    @cached_property
    def _longest(self) -> AhoCorasick:
        return AhoCorasick(self._words, matchkind=MatchKind.LeftmostLongest)

    @cached_property
    def _every(self) -> AhoCorasick:
        return AhoCorasick(self._words, matchkind=MatchKind.Standard)

    def _matches(self, automaton: AhoCorasick, text: str, *, overlapping: bool) -> list[tuple[int, int, int]]:
        try:
            found: list[tuple[int, int, int]] = automaton.find_matches_as_indexes(text, overlapping=overlapping)
        except UnicodeEncodeError:
            found = automaton.find_matches_as_indexes(SURROGATE.sub("\ufffd", text), overlapping=overlapping)
        return found

"""Concepts of both sides of a call: what is said, whatever the word; the words are in lexicons/call_concepts.toml."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from voc import resources
from voc.text.lanes import LexiconError, wrong_word
from voc.text.normalize import fold
from voc.text.scan import Scanner

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


class Places(NamedTuple):
    """Words of concepts: row (text), concept by number, span; ordered by row and start."""

    row: Ints
    concept: Ints
    start: Ints
    end: Ints


class Concepts:
    """Concepts of one side, in the order of the file."""

    def __init__(self, words: dict[str, list[str]]) -> None:
        self.names = tuple(words)
        held: dict[str, list[int]] = {}
        for number, listed in enumerate(words.values()):
            for word in listed:
                held.setdefault(fold(word), []).append(number)
        self._scanner = Scanner({word: tuple(numbers) for word, numbers in held.items()})

        # The same turn is read for its features and for its evidence, and agents say the same again and again.
        self._cached = lru_cache(maxsize=16_384)(self._hits)
        self.spans = lru_cache(maxsize=16_384)(self._spans)

    def _hits(self, folded: str) -> tuple[tuple[int, int, int], ...]:
        """(start, end, concept) of every word, by start."""
        return tuple(sorted({(start, end, number) for start, end, numbers in self._scanner.find_all(folded) for number in numbers}))

    def _spans(self, folded: str) -> Mapping[int, tuple[int, int]]:
        """Concept (by number) -> where it is first met."""
        found: dict[int, tuple[int, int]] = {}
        for start, end, number in self._cached(folded):
            found.setdefault(number, (start, end))
        return found

    def places(self, folded: Sequence[str]) -> Places:
        """Every word of every text."""
        hits = [self._cached(text) for text in folded]
        found = np.array([hit for one in hits for hit in one], np.int64).reshape(-1, 3)
        row = np.repeat(np.arange(len(folded)), [len(one) for one in hits])
        return Places(row, found[:, 2], found[:, 0], found[:, 1])

    def met(self, folded: Sequence[str]) -> Floats:
        """(texts x concepts): 1 where it is met."""
        table = np.zeros((len(folded), len(self.names)))
        for row, text in enumerate(folded):
            table[row, list(self.spans(text))] = 1.0
        return table


@dataclass(frozen=True)
class CallConcepts:
    """Both sides; `digest` changes with the file."""

    agent: Concepts
    customer: Concepts
    digest: str


@cache
def load_concepts() -> CallConcepts:
    """The shipped concepts; LexiconError naming every mistake."""
    file = resources.path("lexicons", "call_concepts.toml")
    content = file.read_bytes().replace(b"\r\n", b"\n")
    sides = {
        side: {name: words.split("|") for name, words in table.items()}
        for side, table in tomllib.loads(content.decode("utf-8")).items()
    }
    failures = [
        (f"{side}.{name}", reason)
        for side, table in sides.items()
        for name, words in table.items()
        for word in words
        if word not in ("?", "？") and (reason := wrong_word(word, 1))
    ]
    if failures:
        raise LexiconError(file.name, failures)
    return CallConcepts(Concepts(sides["agent"]), Concepts(sides["customer"]), hashlib.sha256(content).hexdigest()[:12])

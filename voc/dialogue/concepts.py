"""Concepts of both sides of a call: what is said, whatever the word; the words are in lexicons/call_concepts.toml."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from voc import resources
from voc.text.documents import joined
from voc.text.lanes import LexiconError, wrong_word
from voc.text.normalize import fold
from voc.text.trie import Grouped

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


class Places(NamedTuple):
    """Words of concepts: row (text), concept by number, span; ordered by row, start, end and concept."""

    row: Ints
    concept: Ints
    start: Ints
    end: Ints


class Concepts:
    """Concepts of one side, in the order of the file."""

    def __init__(self, words: dict[str, list[str]]) -> None:
        self.names = tuple(words)
        held: dict[str, set[int]] = {}
        for number, listed in enumerate(words.values()):
            for word in listed:
                held.setdefault(fold(word), set()).add(number)
        self._words = Grouped({word: sorted(numbers) for word, numbers in held.items()})

    def places(self, folded: Sequence[str]) -> Places:
        """Every word of every text."""
        points, starts = joined(folded)
        concept, start, end = self._words.find(points)
        row = np.searchsorted(starts, start, "right") - 1
        return Places(row, concept, start - starts[row], end - starts[row])

    def met(self, folded: Sequence[str]) -> Floats:
        """(texts x concepts): 1 where it is met."""
        table, found = np.zeros((len(folded), len(self.names))), self.places(folded)
        table[found.row, found.concept] = 1.0
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

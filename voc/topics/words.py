"""From texts to counts of words: which words a topic may be made of, and the sparse matrix of them."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from voc import resources
from voc.text.normalize import fold
from voc.text.segment import segmenter, tokenize

LARGEST_VOCABULARY = 8_000
_COMMONEST = 0.4
_SHORTEST = 2
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Counts:
    """Word counts in rows of `indptr` over `words` (sorted), CSR without scipy: `indices` and `counts` run parallel."""

    words: tuple[str, ...]
    indptr: Ints
    indices: Ints
    counts: Floats

    @property
    def documents(self) -> int:
        """Number of rows."""
        return len(self.indptr) - 1


def canonical(texts: Sequence[str], limit: int) -> list[str]:
    """The distinct folded texts in the order of their digests, at most `limit`: the same whatever order `texts` came in."""
    keyed = {hashlib.sha256(text.encode("utf-8", "replace")).digest(): text for text in map(fold, texts) if text.strip()}
    return [keyed[key] for key in sorted(keyed)[:limit]]


def cut(texts: Sequence[str], name: str) -> list[list[str]]:
    """Content words of at least two characters, in order of the text; operators' names and numbers say nothing about a topic."""
    tool, empty = segmenter(name), empty_words()
    return [[word for word in tokenize(tool, text) if len(word) >= _SHORTEST and word not in empty] for text in texts]


def count(rows: Sequence[Sequence[str]], known: Sequence[str] | None = None) -> Counts:
    """Counts over the vocabulary of `rows` (in enough, not in too many of them), or over `known` words."""
    words = tuple(known) if known is not None else _vocabulary(rows)
    number = {word: at for at, word in enumerate(words)}
    indptr, indices, counts = [0], [], []
    for row in rows:
        found = Counter(at for word in row if (at := number.get(word)) is not None)
        for at in sorted(found):
            indices.append(at)
            counts.append(found[at])
        indptr.append(len(indices))
    return Counts(words, np.array(indptr, np.int64), np.array(indices, np.int64), np.array(counts, np.float64))


def _vocabulary(rows: Sequence[Sequence[str]]) -> tuple[str, ...]:
    seen = Counter(word for row in rows for word in set(row))
    least = 2 if len(rows) < 2_000 else max(3, len(rows) // 2_500)
    kept = [(times, word) for word, times in seen.items() if least <= times <= _COMMONEST * len(rows)]
    kept.sort(key=lambda pair: (-pair[0], pair[1]))
    return tuple(sorted(word for _, word in kept[:LARGEST_VOCABULARY]))


@cache
def empty_words() -> frozenset[str]:
    """The words of lexicons/topic_stopwords.txt."""
    lines = resources.path("lexicons", "topic_stopwords.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))

"""From texts to counts of words: which words and phrases a topic may be made of, and the sparse matrix of them."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain, compress, pairwise
from math import log
from typing import Any

import numpy as np
import numpy.typing as npt

from voc import resources
from voc.text.normalize import fold
from voc.text.segment import content, segmenter, tokenize

LARGEST_VOCABULARY = 8_000
_COMMONEST = 0.4
_SHORTEST = 2
_PHRASE_LEAST = 8
_PHRASE_NPMI = 0.5
_LONGEST_PHRASE = 8
_NUMERALS = frozenset("零一二三四五六七八九十百千万亿两几半")
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Counts:
    """Which words (sorted) stand in which document: CSR without scipy, `indices` of row i at indptr[i]:indptr[i + 1], each word once."""

    words: tuple[str, ...]
    indptr: Ints
    indices: Ints

    @property
    def documents(self) -> int:
        """Number of rows."""
        return len(self.indptr) - 1

    @property
    def rows(self) -> Ints:
        """The row of every entry of `indices`."""
        return np.repeat(np.arange(self.documents), np.diff(self.indptr))

    @property
    def filled(self) -> int:
        """Rows with at least one word."""
        return int(np.count_nonzero(np.diff(self.indptr)))

    @property
    def matrix(self) -> Any:
        """Documents x words as a scipy matrix of 0 and 1."""
        from scipy.sparse import csr_matrix

        return csr_matrix((np.ones(len(self.indices)), self.indices, self.indptr), (self.documents, len(self.words)))

    def part(self, rows: Ints) -> Counts:
        """The given rows only, over the same words."""
        pieces = [self.indices[self.indptr[row] : self.indptr[row + 1]] for row in rows]
        ends = np.cumsum([0, *map(len, pieces)])
        return Counts(self.words, ends.astype(np.int64), np.concatenate(pieces) if pieces else self.indices[:0])


def canonical(texts: Sequence[str], limit: int) -> list[str]:
    """The distinct folded texts in the order of their digests, at most `limit`: the same whatever order `texts` came in."""
    keyed = {hashlib.sha256(text.encode("utf-8", "replace")).digest(): text for text in map(fold, texts) if text.strip()}
    return [keyed[key] for key in sorted(keyed)[:limit]]


def cut(texts: Sequence[str], name: str) -> list[list[str]]:
    """Content words of at least two characters, in order of the text; operators' names and numbers say nothing about a topic."""
    tool = segmenter(name)
    return [[word for word in tokenize(tool, text) if _telling(word)] for text in texts]


def _telling(word: str) -> bool:
    return len(word) >= _SHORTEST and word not in empty_words() and not _NUMERALS.issuperset(word)


def cut_with_gaps(texts: Sequence[str], name: str) -> list[list[str]]:
    """As `cut`, with "" where something was left out between two words: a phrase never reaches over a gap."""
    # Cut as one text: no word reaches over a line break; and each word is looked at once, however often it is said.
    flat = segmenter(name).cut("\n".join([*texts, ""]))
    kept = {word: said if _telling(said := content(word)) else "" for word in set(flat)}
    words = list(map(kept.__getitem__, flat))
    told = np.fromiter(map(bool, words), np.bool_, len(words))
    ends = np.cumsum(np.fromiter(map(len, flat), np.int64, len(flat)))
    lengths = np.fromiter(map(len, texts), np.int64, len(texts)) + 1
    bounds = np.searchsorted(ends, np.concatenate([[0], np.cumsum(lengths)]), "right")
    opens = np.zeros(len(words) + 1, np.bool_)
    opens[bounds] = True
    follows = np.zeros(len(words), np.bool_)
    follows[1:] = told[:-1] & ~opens[1:-1]
    # The break behind a text is no gap in it.
    shown = told | (follows & ~opens[1:])
    return [list(compress(words[low:high], shown[low:high].tolist())) for low, high in pairwise(bounds.tolist())]


def find_phrases(rows: Sequence[Sequence[str]]) -> tuple[tuple[str, str], ...]:
    """Pairs of neighbouring words that belong together (normalised pointwise mutual information of .5, as gensim's Phrases has it), sorted."""
    counts = Counter(chain.from_iterable(rows))
    total = sum(counts.values())
    pairs = Counter(chain.from_iterable(map(pairwise, rows)))
    found = []
    for (a, b), times in pairs.items():
        if times >= _PHRASE_LEAST and a and b and a != b and len(a + b) <= _LONGEST_PHRASE:
            share = times / total
            if log(share / (counts[a] / total * (counts[b] / total))) / -log(share) > _PHRASE_NPMI:
                found.append((a, b))
    return tuple(sorted(found))


def join_phrases(row: Sequence[str], phrases: frozenset[tuple[str, str]]) -> list[str]:
    """The words of `row` without its gaps, phrases run together, from the left."""
    if phrases.isdisjoint(pairwise(row)):
        return list(filter(None, row))
    joined: list[str] = []
    at = 0
    while at < len(row):
        pair = at + 1 < len(row) and (row[at], row[at + 1]) in phrases
        if row[at]:
            joined.append(row[at] + row[at + 1] if pair else row[at])
        at += 2 if pair else 1
    return joined


def count(rows: Sequence[Sequence[str]], known: Sequence[str] | None = None) -> Counts:
    """Which words stand in `rows`: over the vocabulary of the rows (in enough, not in too many of them), or over `known` words."""
    words = tuple(known) if known is not None else _vocabulary(rows)
    number = {word: at for at, word in enumerate(words)}
    found = [sorted(map(number.__getitem__, number.keys() & row)) for row in rows]
    indptr = np.cumsum([0, *map(len, found)]).astype(np.int64)
    return Counts(words, indptr, np.fromiter(chain.from_iterable(found), np.int64, indptr[-1]))


def _vocabulary(rows: Sequence[Sequence[str]]) -> tuple[str, ...]:
    documents = Counter(chain.from_iterable(map(set, rows)))
    least = 2 if len(rows) < 2_000 else max(3, len(rows) // 2_500)
    common = _COMMONEST * len(rows)
    kept = sorted((-times, word) for word, times in documents.items() if least <= times <= common)
    return tuple(sorted(word for _, word in kept[:LARGEST_VOCABULARY]))


@cache
def empty_words() -> frozenset[str]:
    """The words of lexicons/topic_stopwords.txt."""
    lines = resources.path("lexicons", "topic_stopwords.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))

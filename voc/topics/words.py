"""From texts to counts of words: which words and phrases a topic may be made of, and the sparse matrix of them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from voc import resources
from voc.text.normalize import fold
from voc.text.segment import segmenter, tokenize, word_or_gap

LARGEST_VOCABULARY = 8_000
_COMMONEST = 0.4
_SHORTEST = 2
_PHRASE_LEAST = 8
_PHRASE_NPMI = 0.5
_LONGEST_PHRASE = 8
_GLUE = "\x1f"
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
    tool = segmenter(name)
    rows = []
    for text in texts:
        row: list[str] = []
        for word in word_or_gap(tool, text):
            kept = word if _telling(word) else ""
            if kept or (row and row[-1]):
                row.append(kept)
        rows.append(row)
    return rows


def find_phrases(rows: Sequence[Sequence[str]]) -> tuple[tuple[str, str], ...]:
    """Pairs of neighbouring words that belong together (gensim's Phrases, normalised pointwise mutual information of .5), sorted."""
    from gensim.models.phrases import Phrases

    model = Phrases(rows, min_count=_PHRASE_LEAST, threshold=_PHRASE_NPMI, scoring="npmi", delimiter=_GLUE)
    pairs = (tuple(pair.split(_GLUE)) for pair in model.export_phrases())
    return tuple(sorted((a, b) for a, b in pairs if a and b and a != b and len(a + b) <= _LONGEST_PHRASE))


def join_phrases(row: Sequence[str], phrases: frozenset[tuple[str, str]]) -> list[str]:
    """The words of `row` without its gaps, phrases run together, from the left."""
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
    found = [sorted({number[word] for word in row if word in number}) for row in rows]
    indptr = np.cumsum([0, *map(len, found)]).astype(np.int64)
    return Counts(words, indptr, np.array([at for row in found for at in row], np.int64))


def _vocabulary(rows: Sequence[Sequence[str]]) -> tuple[str, ...]:
    from gensim.corpora import Dictionary

    dictionary = Dictionary(rows)
    least = 2 if len(rows) < 2_000 else max(3, len(rows) // 2_500)
    common = _COMMONEST * len(rows)
    kept = [(times, dictionary[at]) for at, times in dictionary.dfs.items() if least <= times <= common]
    kept.sort(key=lambda pair: (-pair[0], pair[1]))
    return tuple(sorted(word for _, word in kept[:LARGEST_VOCABULARY]))


@cache
def empty_words() -> frozenset[str]:
    """The words of lexicons/topic_stopwords.txt."""
    lines = resources.path("lexicons", "topic_stopwords.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))

"""Finds the words and phrases of a model in texts: arrays and the segmenter, nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from voc.text.segment import segmenter
from voc.topics.words import Ints


@dataclass(frozen=True)
class Found:
    """Every known word met: text number, word number, start and end in that text."""

    rows: Ints
    words: Ints
    starts: Ints
    ends: Ints

    def without(self, rows: Sequence[int]) -> Found:
        """What was met in other texts than these."""
        return (
            Found(*(column[~np.isin(self.rows, rows)] for column in (self.rows, self.words, self.starts, self.ends)))
            if len(rows)
            else self
        )

    def once(self, size: int) -> tuple[Ints, Ints]:
        """Text and word numbers, each pair once; `size` is the number of words there are."""
        pairs = np.sort(self.rows * max(size, 1) + self.words, kind="stable")
        pairs = pairs[np.diff(pairs, prepend=-1) != 0]
        return pairs // max(size, 1), pairs % max(size, 1)


@dataclass(frozen=True)
class Finder:
    """Looks for `words`, among them `phrases` run together; a phrase stands in the place of its two parts."""

    words: tuple[str, ...]
    phrases: tuple[tuple[str, str], ...]
    cutter: str

    @cached_property
    def _number(self) -> dict[str, int]:
        """Words by number; parts of phrases that are no words themselves come after them."""
        number = {word: at for at, word in enumerate(self.words)}
        for part in chain.from_iterable(self.phrases):
            number.setdefault(part, len(number))
        return number

    @cached_property
    def _known(self) -> pa.Array:
        return pa.array([f"{word}\0" for word in self._number], pa.string())

    @cached_property
    def _pairs(self) -> tuple[Ints, Ints]:
        """Codes of the pairs that are phrases, sorted, and the word each stands for (one past all words where it is none)."""
        number, size = self._number, len(self._number)
        codes = np.array([number[a] * size + number[b] for a, b in self.phrases], np.int64)
        words = np.array([self._place(a + b) for a, b in self.phrases], np.int64)
        order = np.argsort(codes)
        return codes[order], words[order]

    def _place(self, phrase: str) -> int:
        place = self._number.get(phrase, len(self.words))
        return min(place, len(self.words))

    def find(self, folded: Sequence[str]) -> Found:
        """Every known word of every folded text, in order."""
        # Cut as one text: no word reaches over a line break, and a call for each text would cost as much again.
        said, ends = _apart(segmenter(self.cutter).cut("\n".join(folded).replace("\0", " ")))
        words = pc.fill_null(pc.index_in(said, value_set=self._known), -1).to_numpy(zero_copy_only=False).astype(np.int64)
        starts = np.concatenate([[0], ends[:-1]])
        words, ends = self._joined(words, ends)
        hit = np.flatnonzero((words >= 0) & (words < len(self.words)))
        words, starts, ends = words[hit], starts[hit], ends[hit]
        firsts = np.cumsum(np.fromiter(map(len, folded), np.int64, len(folded)) + 1)
        rows = np.searchsorted(firsts, starts, "right")
        before = np.concatenate([[0], firsts])[rows]
        return Found(rows, words, starts - before, ends - before)

    def _joined(self, words: Ints, ends: Ints) -> tuple[Ints, Ints]:
        """Phrases put in the place of their first part, the second part taken out; from the left where they overlap."""
        if not self.phrases or len(words) < 2:
            return words, ends
        codes, stands = self._pairs
        pair = np.where((words[:-1] >= 0) & (words[1:] >= 0), words[:-1] * len(self._number) + words[1:], -1)
        place = np.minimum(np.searchsorted(codes, pair), len(codes) - 1)
        hits = np.flatnonzero(codes[place] == pair)
        if not len(hits):
            return words, ends
        # In a run of overlapping pairs every other one counts.
        leads = np.r_[True, np.diff(hits) > 1]
        run_start = hits[leads][np.cumsum(leads) - 1]
        hits = hits[(hits - run_start) % 2 == 0]
        words, ends = words.copy(), ends.copy()
        words[hits], ends[hits] = stands[place[hits]], ends[hits + 1]
        words[hits + 1] = -1
        return words, ends


def _apart(words: Sequence[str]) -> tuple[pa.Array, Ints]:
    """The words, a NUL behind each, and where each ends in the text that they make up: read from their bytes, without a look at every one."""
    held = np.frombuffer("\0".join([*words, ""]).encode(), np.uint8)
    behind = np.flatnonzero(held == 0) + 1
    bounds = np.concatenate([[0], behind]).astype(np.int32)
    characters = np.cumsum((held & 0xC0) != 0x80, dtype=np.int64)
    return pa.StringArray.from_buffers(len(words), pa.py_buffer(bounds), pa.py_buffer(held)), characters[behind - 1] - np.arange(
        1, len(words) + 1
    )

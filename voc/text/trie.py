"""Many words found in a whole batch at once: a double-array trie (Aoe 1989) walked from every character together, with numpy."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Ints = npt.NDArray[np.int64]
Points = npt.NDArray[np.uint32]
_NONE = -1
"""The parent of what is no word's second letter or later."""


class Hits(NamedTuple):
    """Parallel arrays, ordered by start and then by end: number of the word, start and end among the characters searched."""

    word: Ints
    start: Ints
    end: Ints


class Trie:
    """`words` by number, each once. An empty word raises ValueError."""

    def __init__(self, words: Sequence[str]) -> None:
        if "" in words or any("\0" in word for word in words):
            raise ValueError("an empty word matches everywhere, and a NUL parts texts")
        letters = sorted({letter for word in words for letter in word})
        code = {letter: number for number, letter in enumerate(letters, 1)}
        # Characters of no word are 0; those beyond the last letter are cut down to the first that is of no word.
        self._code = np.zeros(ord(letters[-1]) + 2 if letters else 1, np.int64)
        self._code[[ord(letter) for letter in letters]] = np.arange(1, len(letters) + 1)
        nodes: list[dict[int, int]] = [{}]
        ends = [-1]
        for number, word in enumerate(words):
            node = 0
            for letter in word:
                node = nodes[node].setdefault(code[letter], len(nodes))
                if node == len(nodes):
                    nodes.append({})
                    ends.append(-1)
            ends[node] = number
        bases, places = _laid_out(nodes, len(letters) + 1)
        self._base, self._check, self._word = (np.full(max(places) + len(letters) + 2, fill) for fill in (0, _NONE, -1))
        self._base[places], self._word[places] = bases, ends
        parents = [(places[node], place) for place, held in zip(places[1:], nodes[1:], strict=True) for node in held.values()]
        below, above = np.array(parents, np.int64).reshape(-1, 2).T
        self._check[below] = above

    def find(self, points: Points) -> Hits:
        """Every word found, also inside and across one another; `points` are code points and end with one of no word."""
        code = self._code.take(points, mode="clip")
        place = self._base.take(code)
        # All characters at once: a word begins where the first is followed by a second, or is a word by itself.
        single = self._word.take(code)
        at = np.flatnonzero(single >= 0)
        found = [(single[at], at, np.ones(len(at), np.int64))]
        onward = place[:-1] + code[1:]
        at = np.flatnonzero(self._check.take(onward) == code[:-1])
        state = onward[at]
        length = 2
        while len(at):
            word = self._word.take(state)
            hit = np.flatnonzero(word >= 0)
            found.append((word[hit], at[hit], np.full(len(hit), length)))
            onward = self._base.take(state) + code.take(at + length, mode="clip")
            on = np.flatnonzero(self._check.take(onward) == state)
            at, state = at[on], onward[on]
            length += 1
        word, start, size = (np.concatenate(parts).astype(np.int64) for parts in zip(*found, strict=True))
        # Hits of one length are in order already: runs that a stable sort merges, twenty times as fast as another sorts.
        order = np.argsort(start * length + size, kind="stable")
        return Hits(word.take(order), start.take(order), (start + size).take(order))

    def longest(self, points: Points) -> Hits:
        """The words found that do not overlap: the leftmost first, of those the longest."""
        return apart(self.find(points))


class Grouped:
    """Words that each belong to one or more groups, by number: what is found are groups."""

    def __init__(self, members: Mapping[str, Sequence[int]]) -> None:
        self._trie = Trie(list(members))
        self._times = np.array([len(held) for held in members.values()], np.int64)
        self._firsts = np.cumsum(self._times) - self._times
        self._groups = np.array([number for held in members.values() for number in held], np.int64)

    def find(self, points: Points) -> Hits:
        """Every word of every group; `word` of the hits is the number of the group."""
        word, start, end = self._trie.find(points)
        times = self._times[word]
        return Hits(self._groups[ranges(self._firsts[word], times)], np.repeat(start, times), np.repeat(end, times))


def ranges(first: Ints, times: Ints) -> Ints:
    """From each of `first` on as many numbers as `times` says, one after the other."""
    return np.arange(times.sum()) + np.repeat(first - np.cumsum(times) + times, times)


def apart(found: Hits) -> Hits:
    """Of words found those that do not overlap: the leftmost first, of those the longest."""
    word, start, end = found
    last = np.flatnonzero(np.diff(start, append=-1))
    word, start, end = word[last], start[last], end[last]
    kept = ~(start < np.concatenate([[0], np.maximum.accumulate(end)[:-1]])) if len(end) else end > 0
    # Where words overlap, which are left is told one after the other; elsewhere nothing is to be told.
    crossing = np.flatnonzero(~kept)
    reach, before, also = 0, -2, []
    at = (some.tolist() for some in (crossing, start[crossing], end[crossing], end[crossing - 1]))
    for one, begins, ends, left in zip(*at, strict=True):
        if before != one - 1:
            reach = left
        if begins >= reach:
            also.append(one)
            reach = ends
        before = one
    kept[also] = True
    return Hits(word[kept], start[kept], end[kept])


def _laid_out(nodes: list[dict[int, int]], codes: int) -> tuple[list[int], list[int]]:
    """(base, place) of every node: its child by letter c has the place base + c, and no two nodes have one place."""
    bases, places = [0] * len(nodes), [0] * len(nodes)
    taken = bytearray(b"\1" * codes + bytes(2 * codes))
    free = codes
    # The first letters of words have their codes for places. Wide nodes choose first, each beyond the one before; the narrow ones fill the holes.
    for node in sorted(range(len(nodes)), key=lambda node: (node > 0, -len(nodes[node]))):
        held = sorted(nodes[node])
        if not held:
            break
        if node:
            free = taken.index(0, free if len(held) > 1 else codes)
            while any(taken[free - held[0] + letter] for letter in held):
                free = taken.index(0, free + 1)
                taken.extend(bytes(max(0, free + 2 * codes - len(taken))))
            bases[node] = free - held[0]
            taken.extend(bytes(max(0, free + 3 * codes - len(taken))))
        for letter in held:
            places[nodes[node][letter]] = bases[node] + letter
            taken[bases[node] + letter] = 1
    return bases, places

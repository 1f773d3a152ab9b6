"""The unit every scorer reads: cleaned texts, their folded form of equal length, and their clauses."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain, pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from voc.text.normalize import fold_each
from voc.text.patterns import BLANK, CLAUSE_END, SURROGATE
from voc.text.pauses import load_pauses
from voc.text.spoken import load_hearing

if TYPE_CHECKING:
    from collections.abc import Sequence

Ints = npt.NDArray[np.int64]


class Layout(NamedTuple):
    """A batch as one run of characters: `points` are the code points of all texts, a NUL behind each; text d begins at `starts[d]`.

    `starts` has an entry more than there are texts. `first`, `last` and `doc` are each clause's first character, its end and its text.
    """

    points: npt.NDArray[np.uint32]
    starts: Ints
    first: Ints
    last: Ints
    doc: Ints


@dataclass(frozen=True)
class Documents:
    """Texts in order; `folded[i]` has the length of `texts[i]`."""

    texts: list[str]
    folded: list[str]
    parted: list[list[tuple[int, int]]] | None = None
    """The clauses where they are known already; None: where marks and contrast words part the folded text."""
    calls: tuple[bool, ...] = ()
    """Which of them are what a customer says in a call; () where none is."""
    replies: Documents | None = None
    """What the agents of those calls say, text by text, nothing where there is no call; None where nobody asked."""
    memo: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)
    """What one maker read of the batch and the next need not read again, by name."""

    def __len__(self) -> int:
        return len(self.texts)

    def part(self, start: int, end: int) -> Documents:
        """These of them, in order."""
        if start == 0 and end >= len(self):
            return self
        replies = None if self.replies is None else self.replies.part(start, end)
        return Documents(self.texts[start:end], self.folded[start:end], self.clauses[start:end], self.calls[start:end], replies)

    @cached_property
    def clauses(self) -> list[list[tuple[int, int]]]:
        """(start, end) of the clauses of each text; they cover all of it but blanks."""
        return _spans(self.layout) if self.parted is None else self.parted

    @cached_property
    def layout(self) -> Layout:
        """Folded texts and clauses as arrays, made once per batch."""
        if self.parted is None:
            return laid_out(self.folded)
        counts = np.fromiter(map(len, self.parted), np.int64, len(self))
        doc = np.repeat(np.arange(len(self)), counts)
        spans = np.fromiter(chain.from_iterable(chain.from_iterable(self.parted)), np.int64, 2 * len(doc)).reshape(-1, 2)
        points, starts = joined(self.folded)
        return Layout(points, starts, spans[:, 0] + starts[doc], spans[:, 1] + starts[doc], doc)

    @property
    def lengths(self) -> Ints:
        """Characters of each text."""
        return np.diff(self.layout.starts) - 1

    @cached_property
    def clause_at(self) -> npt.NDArray[np.int32]:
        """For each character of the joined texts the number of the last clause that begins there or before; -1 before the first."""
        begins = np.zeros(len(self.layout.points), np.int32)
        begins[self.layout.first] = 1
        return np.asarray(np.cumsum(begins, dtype=np.int32) - 1)


def joined(texts: Sequence[str]) -> tuple[npt.NDArray[np.uint32], Ints]:
    """(points, starts) of `Layout`."""
    starts = np.zeros(len(texts) + 1, np.int64)
    np.cumsum(np.fromiter(map(len, texts), np.int64, len(texts)) + 1, out=starts[1:])
    run = "\0".join([*texts, ""])
    return np.frombuffer(run.encode("utf-32-le", "surrogatepass"), np.uint32), starts


def holding(docs: Documents, ranges: Sequence[tuple[int, int]]) -> npt.NDArray[np.bool_]:
    """Which texts hold a character whose code point lies in one of `ranges`, ends included."""
    points, starts = docs.layout.points, docs.layout.starts[:-1]
    inside = np.zeros(len(points), np.bool_)
    for low, high in ranges:
        inside |= (points >= low) & (points <= high)
    return np.asarray(np.logical_or.reduceat(inside, starts)) if len(starts) else np.zeros(0, np.bool_)


def prepare(
    texts: Sequence[str | None], *, spoken: bool | Sequence[bool] = False, replies: Sequence[str | None] | None = None
) -> Documents:
    """Documents from texts that went through `clean` (None counts as ""); a lone surrogate becomes U+FFFD.

    `spoken`, for all or one by one: what was said in a call, a turn a line, read as it was meant (voc.text.spoken) and parted where the speaker paused.
    `replies`: what the agents say in them.
    """
    kept = [text or "" for text in texts]
    if SURROGATE.search("\0".join(kept)):
        kept = [SURROGATE.sub("\ufffd", text) for text in kept]
    folded = fold_each(kept)
    heard = [spoken] * len(kept) if isinstance(spoken, bool) else spoken
    if not any(heard):
        return Documents(kept, folded)
    meant = iter(as_said([text for text, said in zip(folded, heard, strict=True) if said]))
    folded = [next(meant) if said else text for text, said in zip(folded, heard, strict=True)]
    parted = [
        paused(text, spans) if said else spans for text, said, spans in zip(folded, heard, _spans(laid_out(folded)), strict=True)
    ]
    return Documents(kept, folded, parted, tuple(heard), None if replies is None else prepare(replies, spoken=True))


def hearing_version() -> str:
    """Changes with how calls are read: part of the version of whoever reads documents."""
    return f"{load_hearing().version}{load_pauses().version}"


def as_said(folded: Sequence[str]) -> list[str]:
    """Folded texts, a turn a line, as they were meant, of the same length."""
    turns = [text.split("\n") for text in folded]
    read = iter(load_hearing().read_each(list(chain.from_iterable(turns))))
    return ["\n".join([next(read) for _ in lines]) for lines in turns]


def clauses(folded: str) -> list[tuple[int, int]]:
    """Spans between sentence marks, commas, breaks and before contrast words; the closing mark belongs to the span it closes."""
    spans: list[tuple[int, int]] = []
    start = 0
    for found in CLAUSE_END.finditer(folded):
        cut = found.end() if found.lastindex is None else found.start()
        if cut > start:
            spans.append((start, cut))
            start = cut
    if start < len(folded):
        spans.append((start, len(folded)))
    if BLANK.search(folded):
        return [trimmed for start, end in spans if (trimmed := _trimmed(folded, start, end)) is not None]
    return spans


UNMARKED = 16
"""Characters without a mark from which on pauses are looked for: nobody says as much in one clause."""


def spoken_clauses(folded: str) -> list[tuple[int, int]]:
    """Clauses of a turn of a call: those of more than UNMARKED characters are parted where the speaker paused."""
    return paused(folded, clauses(folded))


def paused(folded: str, parted: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The clauses with the long ones among them parted where the speaker paused."""
    spans: list[tuple[int, int]] = []
    for start, end in parted:
        cuts = [start + cut for cut in load_pauses().cuts(folded[start:end])] if end - start > UNMARKED else []
        spans += pairwise([start, *cuts, end])
    return spans


def laid_out(folded: Sequence[str]) -> Layout:
    """The texts and their `clauses`, all of them searched at once."""
    points, starts = joined(folded)
    ends = starts[1:] - 1
    cut, over = np.zeros((2, len(points) + 1), np.bool_)
    cut[starts] = cut[ends] = over[ends] = True
    run = "\0".join([*folded, ""])
    cut[[found.end() if found.lastindex is None else found.start() for found in CLAUSE_END.finditer(run)]] = True
    bounds = np.flatnonzero(cut)
    inside = ~over[bounds[:-1]]
    first, last = bounds[:-1][inside], bounds[1:][inside]
    blank = _BLANKS.take(points, mode="clip")
    if blank.any():
        solid = np.flatnonzero(~blank)
        low, high = np.searchsorted(solid, first), np.searchsorted(solid, last)
        first, last = solid[low[low < high]], solid[high[low < high] - 1] + 1
    return Layout(points, starts, first, last, np.searchsorted(starts, first, "right") - 1)


def _spans(layout: Layout) -> list[list[tuple[int, int]]]:
    """The clauses as pairs within each text."""
    begin = layout.starts[layout.doc]
    spans = list(zip((layout.first - begin).tolist(), (layout.last - begin).tolist(), strict=True))
    bounds = np.searchsorted(layout.doc, np.arange(len(layout.starts)))
    return [spans[low:high] for low, high in pairwise(bounds.tolist())]


_BLANKS = np.array([*(chr(point).isspace() for point in range(0x3001)), False])


def _trimmed(folded: str, start: int, end: int) -> tuple[int, int] | None:
    piece = folded[start:end]
    bare = piece.strip()
    if not bare:
        return None
    begin = start + piece.index(bare[0])
    return begin, begin + len(bare)

"""What all blocks of a file share: its columns, what they mean, the key, and what was scrubbed and digested before."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

from voc.intake.blocks import FIRST_ROWS
from voc.intake.cells import Cell, as_text
from voc.intake.dates import DateReader
from voc.intake.headers import normal
from voc.intake.identity import Canonical
from voc.intake.mapping import IGNORE, Mapping
from voc.intake.variables import Book
from voc.privacy.gate import mask_all
from voc.privacy.keys import keyed_digest
from voc.privacy.mask import mask
from voc.text.normalize import clean, clean_each

WHOLE = re.compile(r"^(\d+)\.0+$", re.ASCII)
"""A whole number as some tools write it."""
_COUNTERS = frozenset({"id", "编号", "序号", "行号", "no", "number"})
_KEPT = 50_000
_LONG = 64


def shown_name(path: Path) -> str:
    """The name of a file as it may be stored and shown: valid UTF-8, cleaned, masked."""
    return mask(clean(path.name.encode("utf-8", "replace").decode()))


@dataclass
class Scrubber:
    """Cleans and masks; short values, which repeat, are scrubbed once."""

    known: dict[str, str | None] = field(default_factory=dict)

    def text(self, given: str) -> str | None:
        """Cleaned, then masked; None where nothing is left."""
        return mask(clean(given)) or None

    def texts(self, given: Sequence[str | None]) -> list[str | None]:
        """As `text`, a whole column at once; what is None or empty stays None."""
        return [one or None for one in mask_all(clean_each([one or "" for one in given]))]

    def word(self, given: str) -> str | None:
        """As `text`, kept for the next time."""
        if len(given) > _LONG:
            return self.text(given)
        known = self.known
        if given not in known:
            if len(known) > _KEPT:
                known.clear()
            known[given] = self.text(given)
        return known[given]


@dataclass
class Context:
    """What all blocks of a file share."""

    file: str
    source: str
    columns: tuple[str, ...]
    mapping: Mapping
    key: bytes
    dates: DateReader
    scrubber: Scrubber = field(default_factory=Scrubber)
    digests: dict[tuple[str, str], str] = field(default_factory=dict)
    counted: bool | None = None
    milliseconds: bool | None = None
    remarks: Counter[str] = field(default_factory=Counter)
    book: Book = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.canonical = Canonical(self.columns)
        self.places: dict[str, list[int]] = {}
        for place, column in enumerate(self.columns):
            target = self.mapping.columns.get(column)
            if target is not None and target.field != IGNORE:
                self.places.setdefault(target.field, []).append(place)
        self.used = {place for places in self.places.values() for place in places}

    def settle_ids(self, rows: Sequence[Sequence[Cell]], numbers: Sequence[int]) -> None:
        """Looks once, at the first block, whether the ids just count the rows: then they say nothing of who a row is."""
        if self.counted is not None or not rows:
            return
        place = self.places.get("id", [-1])[0]
        if place < 0 or normal(self.columns[place]) not in _COUNTERS:
            self.counted = False
            return
        given = [WHOLE.sub(r"\1", as_text(row[place])) for row in rows[:FIRST_ROWS]]
        if "speaker" in self.places:
            # Several rows make a call: its number stands in each of them.
            given = [one for one, _ in groupby(given)]
        counts = [str(at) for at in range(1, len(given) + 1)], [str(number_) for number_ in numbers[: len(given)]]
        self.counted = len(given) > 1 and given in counts
        if self.counted:
            self.canonical = Canonical(self.columns, without=place)

    def digest(self, kind: str, given: str) -> str:
        """A keyed digest that is likely to be asked for again."""
        known = self.digests.get((kind, given))
        if known is None:
            if len(self.digests) > _KEPT:
                self.digests.clear()
            known = self.digests[kind, given] = keyed_digest(self.key, kind, given)
        return known

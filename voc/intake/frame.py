"""A block of rows seen through its mapping: fields as columns of cleaned, masked values, and the rows that cannot be taken."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from pathlib import Path
from typing import Any

import pyarrow as pa

from voc.intake.blocks import FIRST_ROWS, Block, Fault
from voc.intake.cells import BLANKS, Cell, as_text, is_blank, number, rating
from voc.intake.dates import DateReader, Moment
from voc.intake.headers import enumeration, normal
from voc.intake.identity import Canonical, content_digest
from voc.intake.mapping import IGNORE, Mapping
from voc.privacy.keys import keyed_digest
from voc.privacy.mask import mask
from voc.schema import TABLES
from voc.text.normalize import clean

_LOST_ABOVE = 1e15
"""Excel keeps 15 digits: a longer number of an id comes with others in their place."""
_WHOLE = re.compile(r"^(\d+)\.0+$", re.ASCII)
_COUNTERS = frozenset({"id", "编号", "序号", "行号", "no", "number"})
PROVENANCE = ("content", "source_file", "source_row")
_VITAL = ("text", "turns", "period", "measure", "value")
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
        given = [_WHOLE.sub(r"\1", as_text(row[place])) for row in rows[:FIRST_ROWS]]
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


class Frame:
    """Rows of a block. Columns come as lists as long as the rows; `faults` grows with every column read."""

    def __init__(self, block: Block, context: Context) -> None:
        self.context = context
        self.numbers = block.numbers
        self.rows = block.rows
        self.parts = block.parts
        self.faults: dict[int, Fault] = {}
        if block.flawed:
            self._take_flaws(block)
        context.settle_ids(self.rows, self.numbers)

    def __len__(self) -> int:
        return len(self.rows)

    def _take_flaws(self, block: Block) -> None:
        places = {number_: place for place, number_ in enumerate(self.numbers)}
        for number_, flaws in block.flawed.items():
            for column, reason, given in flaws:
                if number_ not in places:
                    continue
                place, name = places[number_], self.context.columns[column]
                used = column in self.context.used
                if used and (reason == "formula" or self.context.mapping.columns[name].field in _VITAL):
                    self.fault(place, name, reason, given)
                elif reason == "cell_error" or self.rows[place][column] == given:
                    # #N/A where a value may be missing says just that.
                    self.rows[place][column] = ""

    def fault(self, place: int, column: str | None, reason: str, given: str) -> None:
        """Puts a row out; the first reason stays."""
        self.faults.setdefault(place, Fault(self.numbers[place], column, reason, given))

    @property
    def alive(self) -> list[int]:
        """Places of the rows without a fault."""
        return [place for place in range(len(self)) if place not in self.faults] if self.faults else list(range(len(self)))

    def has(self, name: str) -> bool:
        """Whether a column or a constant gives the field."""
        return name in self.context.places or name in self.context.mapping.constants

    def place_of(self, name: str) -> int | None:
        """The first column that gives a field."""
        places = self.context.places.get(name)
        return places[0] if places else None

    def cells(self, name: str) -> list[Cell]:
        """The raw cells of a field; the constant, or None, where there is no column."""
        place = self.place_of(name)
        if place is None:
            return [self.context.mapping.constants.get(name)] * len(self)
        constant = self.context.mapping.constants.get(name)
        if constant is None:
            return [row[place] for row in self.rows]
        return [constant if is_blank(row[place]) else row[place] for row in self.rows]

    def texts(self, place: int) -> list[str | None]:
        """A column of texts, cleaned and masked; None where there is none."""
        scrub = self.context.scrubber.text
        return [scrub(text) if (text := as_text(row[place])) else None for row in self.rows]

    def words(self, name: str) -> list[str | None] | None:
        """A field of short values, cleaned and masked; None for a field that the file does not have."""
        if not self.has(name):
            return None
        scrub = self.context.scrubber.word
        return [scrub(text) if (text := as_text(cell)) and text.lower() not in BLANKS else None for cell in self.cells(name)]

    def raw(self, name: str) -> list[str | None] | None:
        """A field as given, for ids; None where blank. Numbers of a sheet too long for it to keep are faults."""
        if not self.has(name):
            return None
        cells = self.cells(name)
        if name in ("id", "case"):
            for place, cell in enumerate(cells):
                if isinstance(cell, float) and abs(cell) >= _LOST_ABOVE:
                    self.fault(place, self.column(name), "long_number", as_text(cell))
        # 1001.0, as some tools write whole numbers, is 1001.
        return [
            None if is_blank(cell) else _WHOLE.sub(r"\1", text) if (text := as_text(cell)).endswith("0") else text for cell in cells
        ]

    def names(self) -> list[str | None] | None:
        """Ids that say which row a row is; None where there are none, or where they only count the rows of this file."""
        return None if self.context.counted else self.raw("id")

    def digests(self, name: str, kind: str, digest: Callable[[str], str] | None = None) -> list[str | None] | None:
        """A field as keyed digests of `kind`."""
        given = self.raw(name)
        if given is None:
            return None
        make = digest or (lambda value: self.context.digest(kind, value))
        return [None if value is None else make(value) for value in given]

    def choices(self, name: str) -> list[str | None] | None:
        """A field with a fixed list of values: the contract's value, "other" or None where the given one is not among them."""
        if not self.has(name):
            return None
        known = enumeration(name)
        beyond = "other" if "other" in known.values() else None
        return [None if is_blank(cell) else known.get(normal(as_text(cell)), beyond) for cell in self.cells(name)]

    def numbers_of(self, name: str, low: float | None = None, *, words: bool = False) -> list[float | None] | None:
        """A field of numbers; words, or numbers below `low`, are faults. `words` allows those of a five-point scale."""
        if not self.has(name):
            return None
        read = rating if words else number
        return [self._number(place, name, cell, read, low) for place, cell in enumerate(self.cells(name))]

    def _number(self, place: int, name: str, cell: Cell, read: Callable[[Cell], float | None], low: float | None) -> float | None:
        try:
            value = read(cell)
        except (ValueError, OverflowError):
            value = None
        else:
            if value is None or low is None or value >= low:
                return value
        self.fault(place, self.column(name), "bad_number", as_text(cell))
        return None

    def moments(self, name: str) -> list[Moment | None] | None:
        """A field of dates; what is no date is a fault, blank is None."""
        if not self.has(name):
            return None
        read = self.context.dates.read
        moments: list[Moment | None] = []
        for place, cell in enumerate(self.cells(name)):
            try:
                moments.append(read(cell))
            except (ValueError, OverflowError, TypeError):
                self.fault(place, self.column(name), "bad_date", as_text(cell))
                moments.append(None)
        return moments

    def times(self, name: str) -> list[datetime | None] | None:
        """A field of dates as instants."""
        moments = self.moments(name)
        return None if moments is None else [None if moment is None else moment.at for moment in moments]

    def column(self, name: str) -> str | None:
        """The header of a field."""
        place = self.place_of(name)
        return None if place is None else self.context.columns[place]

    def canonical(self, places: Sequence[int]) -> list[str]:
        """Raw rows in canonical form."""
        form = self.context.canonical.of
        return [form(self.rows[place]) for place in places]


Columns = dict[str, "list[Any] | None"]


def days(moments: list[Moment | None] | None) -> tuple[list[datetime | None] | None, list[date | None] | None]:
    """Instants and local days of moments."""
    if moments is None:
        return None, None
    return [moment.at if moment else None for moment in moments], [moment.day if moment else None for moment in moments]


def contents(columns: Columns) -> list[str]:
    """A digest of each row's filled values by name, so that a new column that is NULL changes nothing."""
    filled = [(f"\x1e{name}=", values) for name, values in columns.items() if values is not None]
    heads = [head for head, _ in filled]
    return [
        content_digest([head + str(value) for head, value in zip(heads, row, strict=True) if value is not None])
        for row in zip(*(values for _, values in filled), strict=True)
    ]


def build(name: str, columns: Columns, numbers: Sequence[int], file: str, extra: Sequence[str] | None = None) -> pa.Table:
    """A table shaped like contract `name` from columns as long as `numbers` (source rows); `extra` adds to the content.

    Keys may still repeat: rows with the same key are parted when the batch is made.
    """
    contract = TABLES[name]
    told = {column: values for column, values in columns.items() if column not in ("mask_version", *contract.key)}
    digests = contents({**told, "extra": list(extra)} if extra is not None else told)
    if not digests:
        digests = [content_digest([])] * len(numbers)
    given: Columns = {**columns, "content": digests, "source_file": [file] * len(numbers), "source_row": list(numbers)}
    arrays = [
        pa.nulls(len(numbers), column.type) if given.get(column.name) is None else pa.array(given[column.name], column.type)
        for column in contract.arrow
    ]
    return pa.table(arrays, schema=contract.arrow)


def chosen(columns: Columns, places: Sequence[int], total: int) -> Columns:
    """The rows at `places` of columns as long as `total`."""
    if len(places) == total:
        return columns
    return {name: None if values is None else [values[place] for place in places] for name, values in columns.items()}

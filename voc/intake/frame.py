"""A block of rows seen through its mapping: fields as columns of cleaned, masked values, and the rows that cannot be taken."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

import pyarrow as pa

from voc.intake.blocks import Block, Fault
from voc.intake.cells import BLANKS, Cell, as_text, is_blank, number, rating
from voc.intake.context import WHOLE, Context
from voc.intake.dates import Moment
from voc.intake.headers import enumeration, normal
from voc.intake.identity import content_digest
from voc.schema import TABLES

_LOST_ABOVE = 1e15
"""Excel keeps 15 digits: a longer number of an id comes with others in their place."""
PROVENANCE = ("content", "source_file", "source_row")
# Say nothing that other columns do not say: a row stored before they were there is the same row.
_DERIVED = ("mask_version", "region_from", "competitor_from")
_VITAL = ("text", "turns", "period", "measure", "value")


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

    def labelled(self, name: str) -> list[Cell]:
        """As `cells`, with the labels of values where the file has them."""
        cells, variable = self.cells(name), self.context.book.get(self.column(name) or "")
        if variable is None or not variable.labels:
            return cells
        return [cell if (label := variable.label(cell)) is None else label for cell in cells]

    def texts(self, place: int) -> list[str | None]:
        """A column of texts, cleaned and masked; None where there is none."""
        return self.context.scrubber.texts([as_text(row[place]) for row in self.rows])

    def words(self, name: str) -> list[str | None] | None:
        """A field of short values, cleaned and masked; None for a field that the file does not have."""
        if not self.has(name):
            return None
        scrub = self.context.scrubber.word
        return [scrub(text) if (text := as_text(cell)) and text.lower() not in BLANKS else None for cell in self.labelled(name)]

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
        texts = map(as_text, cells)
        return [None if text.lower() in BLANKS else WHOLE.sub(r"\1", text) if text.endswith("0") else text for text in texts]

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
        return [None if is_blank(cell) else known.get(normal(as_text(cell)), beyond) for cell in self.labelled(name)]

    def coded(self, name: str, values: str) -> list[str | None]:
        """A field that must be one of a fixed list, `values` in headers.toml; what is blank or not among them is a fault."""
        known = enumeration(values)
        cells = self.cells(name)
        found = [None if is_blank(cell) else known.get(normal(as_text(cell)), "") for cell in cells]
        for place, value in enumerate(found):
            if not value:
                reason = "no_kind" if value is None else f"unknown_{values}"
                self.fault(place, self.column(name), reason, as_text(cells[place]))
        return [value or None for value in found]

    def required(self, name: str, reason: str) -> list[str | None]:
        """A field of words without which a row is a fault."""
        found = self.words(name) or [None] * len(self)
        for place, value in enumerate(found):
            if value is None:
                self.fault(place, self.column(name), reason, "")
        return found

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
    told = {column: values for column, values in columns.items() if column not in (*_DERIVED, *contract.key)}
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

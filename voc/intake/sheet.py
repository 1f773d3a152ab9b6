"""One sheet of a workbook: its header, its data rows with merged cells filled, its flawed cells."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from voc.intake.cells import Cell, as_text
from voc.intake.headers import TITLE_ROWS, numbered
from voc.intake.sheethead import HEADER_DEPTH, LOOKED_AT, Span, head_of
from voc.intake.sheetxml import SheetFacts


class Sheet:
    """A sheet that holds something, as calamine loaded it; `columns` are its headers, made unique."""

    def __init__(self, name: str, loaded: Any, facts: SheetFacts, known: Callable[[str], bool]) -> None:
        self.name = name
        self._loaded = loaded
        self._flawed = facts.flawed
        self._merged: list[Span] = list(loaded.merged_cell_ranges or [])
        top = list(islice(self._all_rows(), loaded.start[0] + TITLE_ROWS + HEADER_DEPTH + LOOKED_AT))
        self._first_row, names = head_of(top, self._merged, known)
        while len(names) > 1 and not names[-1] and not self._filled(len(names) - 1):
            names.pop()
        self.columns = numbered(names)

    def flaws(self) -> dict[int, list[tuple[int, str, str]]]:
        """Place of a row in the sheet -> (column, reason, what stands there) of its flawed cells, in order."""
        found: dict[int, list[tuple[int, str, str]]] = {}
        for (place, column), (reason, given) in self._flawed.items():
            if column < len(self.columns):
                found.setdefault(place, []).append((column, reason, given))
        return {place: sorted(flaws) for place, flaws in found.items()}

    def rows(self) -> Iterator[tuple[int, list[Cell]]]:
        """(place in the sheet, row) of data rows with cells merged downwards filled; blank rows at the end are left out."""
        starts = {begin: end[0] for begin, end in self._merged if end[0] > begin[0]}
        marked: dict[int, list[tuple[int, str]]] = {}
        for (place, column), (_, given) in self._flawed.items():
            marked.setdefault(place, []).append((column, given))
        open_: dict[int, tuple[int, Cell]] = {}
        blank: list[tuple[int, list[Cell]]] = []
        for place, row in enumerate(self._all_rows()):
            if place < self._first_row:
                continue
            for column, (last, value) in list(open_.items()):
                if place > last:
                    del open_[column]
                else:
                    row[column] = value
            if starts:
                open_.update(
                    {column: (starts[place, column], row[column]) for column in range(len(row)) if (place, column) in starts}
                )
            for column, given in marked.get(place, ()):
                # Where calamine gives no value, what stands there keeps the row from looking blank.
                if column < len(self.columns):
                    row[column] = row[column] or given
            if not any(as_text(cell) for cell in row):
                blank.append((place, row))
                continue
            yield from blank
            blank.clear()
            yield place, row

    def sample(self, rows: int) -> list[list[Cell]]:
        """The first data rows, as wide as the header."""
        width = len(self.columns)
        return [(row + [""] * (width - len(row)))[:width] for _, row in islice(self.rows(), rows)]

    def _all_rows(self) -> Iterator[list[Cell]]:
        """Every row from the first of the sheet on, every cell from column A on (calamine leaves blank columns out, not blank rows)."""
        left = self._loaded.start[1]
        for row in self._loaded.iter_rows():
            yield [""] * left + list(row)

    def _filled(self, column: int) -> bool:
        return any(as_text(row[column]) for row in islice(self._all_rows(), self._first_row, None) if column < len(row))

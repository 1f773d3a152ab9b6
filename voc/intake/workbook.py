"""XLSX by calamine: header found below a title, merged cells filled, formula and error cells named."""

from __future__ import annotations

import hashlib
import os
import zipfile
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from voc.errors import InputError, MappingError
from voc.intake.blocks import Block, changed, check_columns, empty, header_only
from voc.intake.cells import Cell, as_text
from voc.intake.headers import TITLE_ROWS, header_row, numbered
from voc.intake.sheetxml import SheetFacts, sheet_facts, sheet_parts
from voc.intake.stamps import opened, same, stamp

MOST_UNPACKED = 1 << 30
MOST_CELLS = 20_000_000
_HEADER_DEPTH = 3


class WorkbookReader:
    """One sheet of a workbook: the one named, else the first that holds anything."""

    kind = "xlsx"

    def __init__(self, path: Path, known: Callable[[str], bool], sheet: str | None = None) -> None:
        self.path = path
        with opened(path) as stream:
            self._stat = stamp(os.fstat(stream.fileno()))
            self.digest = hashlib.file_digest(stream, lambda: hashlib.blake2b(digest_size=16)).hexdigest()
            measured = _measured(path, zipfile.ZipFile(stream))
        self._book = _loaded(path)
        self.sheet, self.others = _chosen(path, self._book, measured, sheet)
        self._flawed = measured[self.sheet].flawed
        self._sheet: Any = self._book.get_sheet_by_name(self.sheet)
        if self._sheet.start is None:
            raise empty(path)
        self._merged: list[tuple[tuple[int, int], tuple[int, int]]] = list(self._sheet.merged_cell_ranges or [])
        self._first_row, self.columns = self._head(known)
        check_columns(path, self.columns)
        if next(self._rows(), None) is None:
            raise header_only(path, self.columns)

    @property
    def facts(self) -> dict[str, str]:
        """What was found out about the file."""
        return {"sheet": self.sheet, **({"sheets_not_read": ", ".join(self.others)} if self.others else {})}

    def blocks(self) -> Iterator[Block]:
        """All rows below the header; InputError where the file changes meanwhile."""
        if not same(self.path, self._stat):
            raise changed(self.path)
        flaws: dict[int, list[tuple[int, str, str]]] = {}
        for (place, column), (reason, given) in self._flawed.items():
            if column < len(self.columns):
                flaws.setdefault(place, []).append((column, reason, given))
        block = Block()
        for number, (place, row) in enumerate(self._rows(), 1):
            if place in flaws:
                block.flawed[number] = sorted(flaws[place])
            block.add(number, row, self.columns)
            if block.full(len(self.columns)):
                yield block
                block = Block()
        if block.rows or block.faults:
            yield block
        if not same(self.path, self._stat):
            raise changed(self.path)

    def _all_rows(self) -> Iterator[list[Cell]]:
        """Every row from the first of the sheet on, every cell from column A on (calamine leaves blank columns out, not blank rows)."""
        left = self._sheet.start[1]
        for row in self._sheet.iter_rows():
            yield [""] * left + list(row)

    def _head(self, known: Callable[[str], bool]) -> tuple[int, tuple[str, ...]]:
        """The place of the first data row, and the columns by name."""
        top = list(islice(self._all_rows(), self._sheet.start[0] + TITLE_ROWS + _HEADER_DEPTH))
        first = header_row(top, known)
        depth = max((end[0] - first + 1 for begin, end in self._merged if begin[0] == first and end[0] > first), default=1)
        across = [(begin, end) for begin, end in self._merged if begin[0] == first and end[1] > begin[1]]
        if depth == 1 and across and first + 1 < len(top) and _continues(top[first + 1], across):
            depth = 2
        lines = [list(row) for row in top[first : first + min(depth, _HEADER_DEPTH)]]
        for (row, left), (_, right) in self._merged:
            if first <= row < first + len(lines):
                line = lines[row - first]
                line[left : right + 1] = [line[left]] * len(line[left : right + 1])
        width = max(len(line) for line in lines)
        names = [
            " ".join(dict.fromkeys(as_text(line[i]) for line in lines if i < len(line) and as_text(line[i]))) for i in range(width)
        ]
        while len(names) > 1 and not names[-1] and not self._filled(first + len(lines), len(names) - 1):
            names.pop()
        return first + len(lines), numbered(names)

    def _filled(self, first: int, column: int) -> bool:
        return any(as_text(row[column]) for row in islice(self._all_rows(), first, None) if column < len(row))

    def _rows(self) -> Iterator[tuple[int, list[Cell]]]:
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


def _continues(row: list[Cell], across: list[tuple[tuple[int, int], tuple[int, int]]]) -> bool:
    """Whether a row is the second line of a header: words below the cells merged across, nothing elsewhere."""
    below = {column for begin, end in across for column in range(begin[1], end[1] + 1)}
    return all((isinstance(cell, str) and bool(cell.strip())) == (column in below) for column, cell in enumerate(row))


def _measured(path: Path, archive: zipfile.ZipFile) -> dict[str, SheetFacts]:
    """Facts of each sheet; InputError before anything is loaded that would not fit into memory."""
    unpacked = sum(member.file_size for member in archive.infolist())
    if unpacked > MOST_UNPACKED:
        raise _too_large(path, f"{unpacked >> 20:,} MB")
    try:
        found = {name: sheet_facts(archive, part) for name, part in sheet_parts(archive).items()}
    except (KeyError, ParseError, zipfile.BadZipFile, OSError, RuntimeError, EOFError, ValueError) as error:
        raise _broken(path, error) from error
    for facts in found.values():
        if facts.rows * facts.columns > MOST_CELLS:
            raise _too_large(path, f"{facts.rows:,} x {facts.columns:,}")
    return found


def _loaded(path: Path) -> Any:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        return CalamineWorkbook.from_path(str(path))
    except (CalamineError, OSError) as error:
        raise _broken(path, error) from error


def _chosen(path: Path, book: Any, measured: dict[str, SheetFacts], wanted: str | None) -> tuple[str, list[str]]:
    """The sheet to read and the others that hold something too."""
    filled = [name for name in book.sheet_names if name in measured and measured[name].rows]
    if wanted is not None and wanted not in filled:
        known = ", ".join(filled)
        raise MappingError(
            f"{path.name} 里没有有内容的工作表 {wanted!r}；现有：{known}。",
            f"{path.name} has no filled sheet {wanted!r}; it has: {known}.",
        )
    shown = {meta.name for meta in book.sheets_metadata if str(meta.visible).endswith(".Visible")}
    candidates = [name for name in filled if name in shown] or filled
    if not candidates:
        raise empty(path)
    sheet = wanted or candidates[0]
    return sheet, [name for name in filled if name != sheet]


def _too_large(path: Path, size: str) -> InputError:
    return InputError(
        f"{path.name} 解压后过大（{size}）。请删去多余的空白区域和图片，或另存为 CSV 再导入。",
        f"{path.name} is too large when unpacked ({size}). Drop blank areas and pictures, or save it as CSV.",
    )


def _broken(path: Path, error: Exception) -> InputError:
    return InputError(
        f"{path.name} 是损坏的 XLSX 工作簿（{error}）。请用 Excel 或 WPS 打开并另存一份。",
        f"{path.name} is a broken XLSX workbook ({error}). Open it in Excel or WPS and save a copy.",
    )

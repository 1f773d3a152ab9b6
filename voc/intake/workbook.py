"""XLSX by calamine: sheets with one header as one table, formula and error cells named; a workbook too large is refused unread."""

from __future__ import annotations

import hashlib
import os
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

from voc.errors import InputError, MappingError
from voc.intake.archive import FLAWS, check_archive, check_parts
from voc.intake.blocks import Block, changed, check_columns, empty, header_only
from voc.intake.cells import Cell, as_text
from voc.intake.dates import DateReader
from voc.intake.headers import field_of, numbered, unnumbered
from voc.intake.limits import beyond, limits
from voc.intake.sheet import Sheet
from voc.intake.sheets import Joined, arranged, chosen, joined, labels_in, wave_of
from voc.intake.sheetxml import SheetFacts, shared_strings, sheet_facts, sheet_parts
from voc.intake.stamps import opened, same, stamp
from voc.intake.variables import Book, Variable

WAVE = "工作表"
"""Header of the column that holds the period in a sheet's name."""


class WorkbookReader:
    """The sheet named, else the sheets with one header that fit the source best, read one after another as one table.

    Data rows are numbered through: the first data row of the second sheet comes after the last one of the first; `notes` say which
    rows are whose. A survey whose sheets are named by periods gets a column with the period, for its wave.
    """

    kind = "xlsx"

    def __init__(self, path: Path, known: Callable[[str], bool], sheet: str | None = None, source: str | None = None) -> None:
        self.path = path
        with opened(path) as stream:
            self._stat = stamp(os.fstat(stream.fileno()))
            self.digest = hashlib.file_digest(stream, lambda: hashlib.blake2b(digest_size=16)).hexdigest()
            measured = _measured(path, _archive(path, stream))
        sheets, filled = _sheets(path, _loaded(path), measured, known, sheet)
        self._table = chosen(joined(sheets), source)
        read = [one.name for one in self._table.sheets]
        self.others = [name for name in filled if name not in read]
        self.sheet = ", ".join(read)
        self._waves = _waves(self._table, source)
        self.columns = numbered([*self._table.columns, *([WAVE] if self._waves else [])])
        check_columns(path, self.columns)
        self.book: Book = {}
        for one in sheets:
            if one.name not in read:
                self.book = {**self.book, **labels_in(one, self.columns)}
        if self._waves:
            self.book = {**self.book, self.columns[-1]: Variable("wave")}
        self._spans: dict[str, tuple[int, int]] = {}
        if all(next(one.rows(), None) is None for one in self._table.sheets):
            raise header_only(path, self.columns)

    @property
    def facts(self) -> dict[str, str]:
        """What was found out about the file."""
        return {"sheet": self.sheet, **({"sheets_not_read": ", ".join(self.others)} if self.others else {})}

    @property
    def notes(self) -> tuple[tuple[str, str], ...]:
        """Which rows are whose, where several sheets are read."""
        told = [(f"波次取自工作表名：{self.sheet}", f"the wave is the name of the sheet: {self.sheet}")] if self._waves else []
        if len(self._table.sheets) < 2:
            return tuple(told)
        zh = "、".join(f"{name}（{first:,}–{last:,}）" for name, (first, last) in self._spans.items()) or self.sheet
        en = ", ".join(f"{name} ({first:,}-{last:,})" for name, (first, last) in self._spans.items()) or self.sheet
        joint = (
            f"表头相同的工作表合在一起读取，行号接着排：{zh}",
            f"sheets with the same header are read as one, rows numbered through: {en}",
        )
        return (joint, *told)

    def blocks(self) -> Iterator[Block]:
        """All rows below the headers; InputError where the file changes meanwhile."""
        blocks = self._blocks()
        while True:
            with _sound(self.path):
                block = next(blocks, None)
            if block is None:
                return
            yield block

    def _blocks(self) -> Iterator[Block]:
        if not same(self.path, self._stat):
            raise changed(self.path)
        self._spans.clear()
        block, number = Block(), 0
        for sheet in self._table.sheets:
            first, flaws, order = number + 1, sheet.flaws(), self._order(sheet)
            wave: list[Cell] = [self._waves[sheet.name]] if self._waves else []
            for place, row in sheet.rows():
                number += 1
                if place in flaws:
                    block.flawed[number] = [
                        (order.index(column) if order else column, reason, given) for column, reason, given in flaws[place]
                    ]
                block.add(number, self._widened(row, order, wave), self.columns)
                if block.full(len(self.columns)):
                    yield block
                    block = Block()
            if number >= first:
                self._spans[sheet.name] = (first, number)
        if block.rows or block.faults:
            yield block
        if not same(self.path, self._stat):
            raise changed(self.path)

    def _order(self, sheet: Sheet) -> list[int | None] | None:
        """Where each joined column stands in a sheet; None where all stand in their places."""
        together = self._table.columns
        if list(sheet.columns) == together:
            return None
        places = {column: place for place, column in enumerate(sheet.columns)}
        return [places.get(column) for column in together]

    def _widened(self, row: list[Cell], order: list[int | None] | None, wave: list[Cell]) -> list[Cell]:
        """A row in the order of the joined columns, with its wave; what stands beyond the header stays beyond it."""
        width = len(self._table.columns)
        row = arranged(row, order)
        if not wave or not any(as_text(cell) for cell in row):
            return row
        return [*row[:width], *[""] * (width - len(row)), *wave, *row[width:]]


def _archive(path: Path, stream: BinaryIO) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(stream)
    except FLAWS as error:
        raise _broken(path, error) from error


def _measured(path: Path, archive: zipfile.ZipFile) -> dict[str, SheetFacts]:
    """Facts of each sheet; InputError before anything is loaded that would not fit into memory."""
    found: dict[str, SheetFacts] = {}
    try:
        check_archive(path, archive)
        parts = sheet_parts(archive)
        check_parts(path, archive, set(parts.values()))
        strings = shared_strings(archive)
        for name, part in parts.items():
            found[name] = sheet_facts(path, archive, part, strings, sum(facts.size for facts in found.values()))
            _fits(path, [found[name]])
    except FLAWS as error:
        raise _broken(path, error) from error
    return found


def _fits(path: Path, sheets: Sequence[SheetFacts]) -> None:
    """InputError where sheets that are loaded together are too large: in cells, or in texts, of which each cell gets its own copy."""
    cells, texts = sum(facts.rows * facts.columns for facts in sheets), sum(facts.texts for facts in sheets)
    said = "请删去多余的空白区域，或另存为 CSV 再导入。", "Drop blank areas, or save it as CSV."
    if cells > limits().cells:
        raise beyond(path, "cells", cells, *said)
    if texts > limits().unpacked:
        raise beyond(path, "unpacked", texts, *said)


@contextmanager
def _sound(path: Path) -> Iterator[None]:
    """Says of a workbook that calamine cannot read that it is broken; a panic of its is no Exception and no reason to stop."""
    from python_calamine import CalamineError

    try:
        yield
    except (CalamineError, OSError, OverflowError) as error:
        raise _broken(path, error) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise _broken(path, ValueError(str(error))) from error


def _loaded(path: Path) -> Any:
    from python_calamine import CalamineWorkbook

    with _sound(path):
        return CalamineWorkbook.from_path(str(path))


def _sheets(
    path: Path, book: Any, measured: dict[str, SheetFacts], known: Callable[[str], bool], wanted: str | None
) -> tuple[list[Sheet], list[str]]:
    """The sheets that may be read (those shown, before those hidden), and the names of all that hold anything."""
    filled = [name for name in book.sheet_names if name in measured and measured[name].rows]
    if wanted is not None and wanted not in filled:
        listed = ", ".join(filled)
        raise MappingError(
            f"{path.name} 里没有有内容的工作表 {wanted!r}；现有：{listed}。",
            f"{path.name} has no filled sheet {wanted!r}; it has: {listed}.",
        )
    shown = {meta.name for meta in book.sheets_metadata if str(meta.visible).endswith(".Visible")}
    names = [wanted] if wanted else [name for name in filled if name in shown] or filled
    _fits(path, [measured[name] for name in names])
    with _sound(path):
        loaded = [(name, book.get_sheet_by_name(name)) for name in names]
        sheets = [Sheet(name, one, measured[name], known) for name, one in loaded if one.start is not None]
    if not sheets:
        raise empty(path)
    return sheets, filled


def _waves(table: Joined, source: str | None) -> dict[str, str]:
    """Sheet -> wave, where a survey has no column for it and every sheet's name says one."""
    if source != "survey" or any(field_of(unnumbered(column), source) == "wave" for column in table.columns):
        return {}
    dates = DateReader(ZoneInfo("UTC"))
    found = {sheet.name: wave for sheet in table.sheets if (wave := wave_of(sheet, dates)) is not None}
    return found if len(found) == len(table.sheets) else {}


def _broken(path: Path, error: Exception) -> InputError:
    return InputError(
        f"{path.name} 是损坏的 XLSX 工作簿（{error}）。请用 Excel 或 WPS 打开并另存一份。",
        f"{path.name} is a broken XLSX workbook ({error}). Open it in Excel or WPS and save a copy.",
    )

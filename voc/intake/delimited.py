"""CSV and its kin, streamed: comma, semicolon or tab; a stray quotation mark costs its own line, never the lines below it."""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from voc.intake.blocks import FIRST_ROWS, Block, Fault, changed, check_columns, empty, header_only
from voc.intake.encodings import BROKEN_MARKS, bounded_lines, detect, on_error
from voc.intake.headers import TITLE_ROWS, header_row, numbered
from voc.intake.limits import beyond, limits
from voc.intake.stamps import opened, same, stamp

DELIMITERS = (",", "\t", ";", "|")
_LOOK_AT = 50


class DelimitedReader:
    """A delimited text file: encoding and delimiter found on opening, rows streamed in bounded memory."""

    kind = "csv"

    def __init__(self, path: Path, known: Callable[[str], bool]) -> None:
        self.path = path
        # A limit of the whole process, since the csv module knows no other: the longest cell we quarantine must still be read.
        csv.field_size_limit(max(csv.field_size_limit(), longest_record()))
        with opened(path) as stream:
            self._stat = stamp(os.fstat(stream.fileno()))
            decoded = detect(stream, path)
        self.encoding, self.broken, self.digest = decoded.encoding, decoded.broken, decoded.digest
        self._marks = re.compile("\ufffd") if on_error(decoded.encoding) == "replace" else BROKEN_MARKS
        with self._text() as text:
            lines = [line for line, _ in zip(bounded_lines(text), range(_LOOK_AT * 4), strict=False)]
        if not any(line.strip() for line in lines):
            raise empty(path)
        self.delimiter = _delimiter(lines, known)
        head = [row for row, _ in zip(self._records(iter(lines)), range(_LOOK_AT), strict=False)]
        rows = [row if isinstance(row, list) else [row] for row in head]
        self._header = header_row(rows[: TITLE_ROWS + 1], known)
        header = [str(cell) for cell in rows[self._header]]
        while len(header) > 1 and not header[-1].strip() and all(len(r) < len(header) or not r[len(header) - 1] for r in rows):
            header.pop()
        self.columns = numbered([_repaired(cell) for cell in header])
        check_columns(path, self.columns)
        if len(rows) <= self._header + 1:
            raise header_only(path, self.columns)

    @property
    def header_line(self) -> int:
        """How many records stand above the header."""
        return self._header

    @property
    def facts(self) -> dict[str, str]:
        """What was found out about the file."""
        return {"encoding": self.encoding, "delimiter": {"\t": "tab"}.get(self.delimiter, self.delimiter)}

    def blocks(self) -> Iterator[Block]:
        """All rows below the header; InputError where the file changes meanwhile."""
        # A short first block: what a look at the file costs.
        block, number = Block(limit=FIRST_ROWS), 0
        with self._text() as text:
            for place, record in enumerate(self._records(bounded_lines(text))):
                if place <= self._header:
                    continue
                number += 1
                if number > limits().rows:
                    raise beyond(self.path, "rows", f"> {limits().rows:,}", "请拆成几个文件。", "Split it.")
                self._add(block, number, record)
                if block.full(len(self.columns)):
                    yield block
                    block = Block()
        if block.rows or block.faults:
            yield block

    def _add(self, block: Block, number: int, record: list[str] | str) -> None:
        if isinstance(record, str):
            reason = "too_long" if len(record) > limits().cell else "bad_quotes"
            block.faults.append(Fault(number, None, reason, _repaired(record[:500])))
            return
        if self.broken:
            for place, cell in enumerate(record):
                if self._marks.search(cell):
                    column = self.columns[place] if place < len(self.columns) else None
                    block.faults.append(Fault(number, column, "bad_encoding", _repaired(cell)[:500]))
                    return
        block.add(number, record, self.columns)  # type: ignore[arg-type]  # a list of str is filled with nothing but str here

    @contextmanager
    def _text(self) -> Iterator[TextIO]:
        """The file as text; on leaving, its size and time must be what they were when it was opened."""
        with opened(self.path) as stream:
            if stamp(os.fstat(stream.fileno())) != self._stat:
                raise changed(self.path)
            with io.TextIOWrapper(stream, encoding=self.encoding, errors=on_error(self.encoding), newline="") as text:
                try:
                    yield text
                except OSError as error:
                    raise changed(self.path) from error
        if not same(self.path, self._stat):
            raise changed(self.path)

    def _records(self, lines: Iterator[str]) -> Iterator[list[str] | str]:
        """Records as lists of cells, blank lines left out; a line whose quotation marks do not match comes as one string."""
        feed = _Feed(lines)
        reader = csv.reader(feed, delimiter=self.delimiter, strict=True)
        while True:
            try:
                record = next(reader)
            except StopIteration:
                return
            except csv.Error:
                yield self._lenient(feed.give_back())
                reader = csv.reader(feed, delimiter=self.delimiter, strict=True)
                continue
            feed.used.clear()
            if record:
                yield record

    def _lenient(self, line: str) -> list[str] | str:
        """A line with a stray quotation mark, read on its own where its cells still fit the header."""
        columns = getattr(self, "columns", ())
        try:
            record = next(csv.reader([line.rstrip("\r\n")], delimiter=self.delimiter))
        except (csv.Error, StopIteration):
            return line
        closed = line.count('"') % 2 == 0
        return record if closed and len(record) == len(columns) else line


def longest_record() -> int:
    """Characters of a record that is still read as one."""
    return 4 * limits().cell


class _Feed:
    """Lines for the csv reader that remembers those of the record at hand, so that all but the first can be read anew."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._again: list[str] = []
        self.used: list[str] = []
        self._length = 0

    def __iter__(self) -> _Feed:
        return self

    def __next__(self) -> str:
        if not self.used:
            self._length = 0
        line = self._again.pop() if self._again else next(self._lines)
        self.used.append(line)
        self._length += len(line)
        if self._length > longest_record() and len(self.used) > 1:
            raise csv.Error("record too long")
        return line

    def give_back(self) -> str:
        """The first line of the record at hand; the others will be read again."""
        first, *rest = self.used
        self._again += reversed(rest)
        self.used = []
        return first


def _delimiter(lines: list[str], known: Callable[[str], bool]) -> str:
    """The delimiter that gives most known headers, then the most rows as wide as the widest common row."""

    def worth(delimiter: str) -> tuple[int, int, int]:
        try:
            rows = [row for row in csv.reader(lines, delimiter=delimiter) if row][:_LOOK_AT]
        except csv.Error:
            return (0, 0, 0)
        headers = max((sum(1 for cell in row if known(cell)) for row in rows[:TITLE_ROWS]), default=0)
        width = len(rows[0])
        return (headers if width > 1 else 0, sum(1 for row in rows if len(row) == width) if width > 1 else 0, width)

    return max(DELIMITERS, key=worth)


def _repaired(text: str) -> str:
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace") if not text.isascii() else text

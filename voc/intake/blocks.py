"""What every reader of a format gives: numbered rows in blocks, and the rows it could not read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from voc.errors import InputError
from voc.intake.cells import Cell, as_text, extent
from voc.intake.limits import beyond, limits

BLOCK_ROWS = 20_000
FIRST_ROWS = 2_000
"""Rows of the first block of a streamed file, so that a look at it costs little."""
BLOCK_CELLS = 2_000_000


@dataclass(frozen=True)
class Fault:
    """A row that cannot be taken: its number (the first data row is 1), the column or None, a code of REASONS, what was given."""

    row: int
    column: str | None
    reason: str
    given: str


@dataclass(frozen=True)
class Block:
    """Up to BLOCK_ROWS data rows as wide as the header, their numbers, and the faults of rows that are not among them.

    `flawed`: row number -> (place of the column, reason, what stands there) of cells without a value; they cost the row only
    where the column is used. `parts`: number of a row that stands for several rows of the file -> the numbers of those rows.
    """

    numbers: list[int] = field(default_factory=list)
    rows: list[list[Cell]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    flawed: dict[int, list[tuple[int, str, str]]] = field(default_factory=dict)
    parts: dict[int, list[int]] = field(default_factory=dict)
    limit: int = BLOCK_ROWS

    def full(self, width: int) -> bool:
        """Whether the block should be handed on; wide rows make shorter blocks."""
        rows = len(self.rows) + len(self.faults)
        return rows >= self.limit or rows * width >= BLOCK_CELLS

    def add(self, number: int, row: list[Cell], columns: tuple[str, ...]) -> None:
        """Adds a row, padded to the header; a row that is blank, too wide or too long becomes a fault."""
        fault = _unfit(number, row, columns)
        if fault is not None:
            self.faults.append(fault)
            return
        self.numbers.append(number)
        self.rows.append(row)


class Reader(Protocol):
    """An opened file of one format. `digest` names its bytes; `blocks()` may be called more than once."""

    kind: str
    columns: tuple[str, ...]
    digest: str

    @property
    def facts(self) -> dict[str, str]:
        """Encoding, delimiter or sheet."""
        ...

    def blocks(self) -> Iterator[Block]:
        """All data rows."""
        ...


def _unfit(number: int, row: list[Cell], columns: tuple[str, ...]) -> Fault | None:
    width = len(columns)
    if len(row) > width:
        extra = [str(cell) for cell in row[width:] if cell not in (None, "") and str(cell).strip()]
        if extra:
            return Fault(number, None, "too_many_columns", f"{len(row)} > {width}: {' | '.join(extra)[:500]}")
        del row[width:]
    elif len(row) < width:
        row += [""] * (width - len(row))
    for cell in row:
        if cell.strip() if isinstance(cell, str) else cell is not None:
            break
    else:
        return Fault(number, None, "blank_row", "")
    longest = limits().cell
    for place, cell in enumerate(row):
        # Told apart here rather than in `extent`: every cell of every file comes by.
        size = len(cell) if isinstance(cell, str) else extent(cell) if isinstance(cell, (list, dict)) else 0
        if size > longest:
            return Fault(number, columns[place], "too_long", as_text(cell)[:500])
    return None


def check_columns(path: Path, columns: tuple[str, ...]) -> None:
    """InputError where a file has more columns than can be meant."""
    if len(columns) > limits().columns:
        raise beyond(path, "columns", len(columns), "请检查分隔符，或删去不需要的列。", "Check the separator or drop columns.")


def header_only(path: Path, columns: tuple[str, ...]) -> InputError:
    """The error for a file with a header and no rows."""
    names = ", ".join(columns[:20])
    return InputError(
        f"{path.name} 只有表头（{names}），没有数据行。请给出至少一行数据。",
        f"{path.name} holds only a header ({names}) and no rows. Give at least one row.",
    )


def empty(path: Path) -> InputError:
    """The error for a file that holds nothing."""
    return InputError(
        f"{path.name} 是空文件。请给出有内容的文件：CSV、XLSX、SAV、JSON，通话另可用 TXT、SRT、VTT。",
        f"{path.name} is empty. Give a file with rows: CSV, XLSX, SAV, JSON, and for calls TXT, SRT, VTT.",
    )


def changed(path: Path) -> InputError:
    """The error for a file that was deleted, cut or rewritten while it was read."""
    return InputError(
        f"{path.name} 在读取过程中被删除或改动，本次未收入任何行。请等文件写完后重新导入。",
        f"{path.name} was deleted or changed while it was read; nothing of it was taken. Ingest it again when it is complete.",
    )

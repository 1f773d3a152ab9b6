"""A report as plain values: sections of parts, a part of words, tables and charts. The writers make a workbook or slides of it."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeAlias

from voc.errors import VocError
from voc.export.tables import neutral_text, placed

Kind = Literal["text", "count", "number", "index", "share", "p"]
"""How a column's cells read: words, 1,234, 1.234, 72.4, 72.4 %, .0123."""
Cell: TypeAlias = "str | float | int | None"
REPORTS = (".xlsx", ".pptx")
# What XML 1.0 cannot hold, and half characters.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Column:
    """A column of a grid: its head, and how its cells read."""

    name: str
    kind: Kind = "text"


@dataclass(frozen=True)
class Grid:
    """A table: rows of cells under columns. `marks` are letters or signs beside single cells, by (row, column); `total` the rows in bold."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    marks: dict[tuple[int, int], str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    total: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Series:
    """One row of figures of a chart; `low` and `high` are their intervals where they have some."""

    name: str
    values: tuple[float | None, ...]
    low: tuple[float | None, ...] = ()
    high: tuple[float | None, ...] = ()


@dataclass(frozen=True)
class Chart:
    """Bars (categories downwards), columns, lines over categories, or spots: x and y of a matrix, one series each, lines at `cross`.

    `kind` is that of the figures (of x), `across` that of y; `ends` are the words for the ends of an interval.
    """

    title: str
    form: Literal["bars", "columns", "lines", "spots"]
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    kind: Kind = "index"
    axes: tuple[str, str] = ("", "")
    cross: tuple[float, float] | None = None
    across: Kind = "index"
    ends: tuple[str, str] = ("下限", "上限")
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Words:
    """Lines of text."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Paths:
    """A path picture: boxes with a figure in columns from cause to effect, arrows (from, to, figure) between them."""

    title: str
    columns: tuple[tuple[tuple[str, str], ...], ...]
    arrows: tuple[tuple[str, str, str], ...]
    notes: tuple[str, ...] = ()


Block: TypeAlias = "Grid | Chart | Words | Paths"


@dataclass(frozen=True)
class Section:
    """A chapter: what it is about, the department that owns it (None: nobody's alone), and what it shows."""

    title: str
    blocks: tuple[Block, ...]
    owner: str | None = None


@dataclass(frozen=True)
class Report:
    """A report; `contents` is the word for its list of sections, `lines` stand under the title."""

    title: str
    lines: tuple[str, ...]
    sections: tuple[Section, ...]
    contents: str = "目录"


def check_format(path: Path) -> None:
    """VocError where a report cannot be written as `path`."""
    if path.suffix.lower() not in REPORTS:
        known = " ".join(REPORTS)
        raise VocError(
            f"不能把报告写成 {path.name!r}：格式可以是 {known}。",
            f"cannot write a report as {path.name!r}: known formats are {known}.",
        )


def write_report(report: Report, path: Path) -> None:
    """Writes a workbook (.xlsx) or slides with native charts (.pptx); the file appears only when it is whole."""
    from voc.export.report_pptx import write_pptx
    from voc.export.report_xlsx import write_xlsx

    check_format(path)
    write = {".xlsx": write_xlsx, ".pptx": write_pptx}[path.suffix.lower()]
    with placed(path) as part:
        write(report, part)


def writable(text: str) -> str:
    """Text as a document can hold it: without control characters and halves of characters."""
    return _UNWRITABLE.sub("", text)


def worded(cell: Cell, kind: Kind, mark: str = "") -> str:
    """A cell as a reader sees it, "–" for nothing; words that a spreadsheet would run are quoted, also where slides hold them."""
    if cell is None or (isinstance(cell, float) and not math.isfinite(cell)):
        shown = "–"
    elif isinstance(cell, str):
        shown = neutral_text(writable(cell))
    else:
        forms = {"count": "{:,.0f}", "number": "{:z,.3f}", "index": "{:z,.1f}", "share": "{:z.1%}", "p": "{:.4f}", "text": "{}"}
        shown = "<0.0001" if kind == "p" and cell < 0.00005 else forms[kind].format(cell)
    return f"{shown} {mark}" if mark else shown


def width_of(texts: Sequence[str]) -> int:
    """Columns that the longest of `texts` takes; a Chinese character takes two."""
    return max((sum(2 if ord(sign) > 0x2E7F else 1 for sign in text) for text in texts), default=0)

"""What calamine does not tell of a sheet: its true size before it is loaded, formula cells and error cells."""

from __future__ import annotations

import html
import re
import zipfile
from dataclasses import dataclass, field
from posixpath import join, normpath
from xml.etree import ElementTree

# The overlap holds the longest formula Excel allows (8,192 characters), so that no cell is lost between two pieces.
_PIECE, _OVERLAP = 1 << 20, 1 << 15
# A cell with something in it: sheets often carry thousands of styled blank cells, which are never loaded.
_FILLED = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3})(\d{1,9})"[^>]*(?<!/)><(?!/)')
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_FORMULA_CELL = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3})(\d{1,9})"[^>]*>\s*<(?:\w+:)?f\b[^>]*?(?:/>|>([^<]*)<)')
_ERROR = re.compile(rb't="e"')
_ERROR_CELL = re.compile(rb'<(?:\w+:)?c\b(?=[^>]*\bt="e")[^>]*?\br="([A-Z]{1,3})(\d{1,9})"[^>]*>\s*<(?:\w+:)?v>([^<]*)<')
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass(frozen=True)
class SheetFacts:
    """Rows and columns the sheet reaches to, and its flawed cells: (row, column), both from 0 -> (reason, what stands there)."""

    rows: int = 0
    columns: int = 0
    flawed: dict[tuple[int, int], tuple[str, str]] = field(default_factory=dict)


def sheet_facts(archive: zipfile.ZipFile, part: str) -> SheetFacts:
    """Facts of the sheet whose XML is `part`, read in pieces; no rows where the archive has no such part."""
    if part not in archive.namelist():
        return SheetFacts()
    rows = columns = 0
    flawed: dict[tuple[int, int], tuple[str, str]] = {}
    with archive.open(part) as stream:
        tail = b""
        while piece := stream.read(_PIECE):
            window = tail + piece
            filled = _FILLED.findall(window)
            rows = max(rows, max((int(row) for _, row in filled), default=0))
            columns = max(columns, max((_column(letters) + 1 for letters in {found for found, _ in filled}), default=0))
            flawed |= _flawed(window)
            tail = window[-_OVERLAP:]
    return SheetFacts(rows, columns, flawed)


def sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Sheet name -> path of its XML inside the archive."""
    with archive.open("xl/_rels/workbook.xml.rels") as stream:
        targets = {str(e.get("Id")): str(e.get("Target")) for e in ElementTree.parse(stream).iter() if e.get("Target")}
    with archive.open("xl/workbook.xml") as stream:
        sheets = [e for e in ElementTree.parse(stream).iter() if e.tag.rpartition("}")[2] == "sheet"]
    found = {}
    for sheet in sheets:
        target = targets.get(next((value for name, value in sheet.items() if name == _RELATION or name.endswith("}id")), ""))
        if target:
            found[str(sheet.get("name"))] = target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))
    return found


def _flawed(window: bytes) -> dict[tuple[int, int], tuple[str, str]]:
    found = {}
    if _ERROR.search(window):
        for letters, row, value in _ERROR_CELL.findall(window):
            found[int(row) - 1, _column(letters)] = ("cell_error", f"{letters.decode()}{row.decode()}: {_words(value)}")
    if _FORMULA.search(window):
        for letters, row, formula in _FORMULA_CELL.findall(window):
            # The other cells of a shared formula do not repeat its text.
            found[int(row) - 1, _column(letters)] = ("formula", f"{letters.decode()}{row.decode()}: ={_words(formula) or '...'}")
    return found


def _words(raw: bytes) -> str:
    return html.unescape(raw.decode("utf-8", "replace"))


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1

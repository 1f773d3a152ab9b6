"""What calamine does not tell of a sheet: its true size before it is loaded, formula cells and error cells."""

from __future__ import annotations

import html
import re
import zipfile
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from posixpath import join, normpath
from xml.parsers import expat

from voc.intake.archive import counted, tree, unpacked

# The overlap holds the longest formula Excel allows (8,192 characters), so that no cell is lost between two pieces.
_OVERLAP = 1 << 15
# A cell with something in it: sheets often carry thousands of styled blank cells, which are never loaded.
_FILLED = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3})(\d{1,9})"[^>]*(?<!/)><(?!/)')
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_FORMULA_CELL = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3})(\d{1,9})"[^>]*>\s*<(?:\w+:)?f\b[^>]*?(?:/>|>([^<]*)<)')
_ERROR = re.compile(rb't="e"')
_ERROR_CELL = re.compile(rb'<(?:\w+:)?c\b(?=[^>]*\bt="e")[^>]*?\br="([A-Z]{1,3})(\d{1,9})"[^>]*>\s*<(?:\w+:)?v>([^<]*)<')
# Every cell, and every cell that says its place as Excel writes it; where these differ the sheet is parsed to see how far it reaches.
_CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")
_PLACED = re.compile(rb'<(?:\w+:)?c\s(?:[^>]*?\s)?r="[A-Z]{1,3}\d{1,7}"')
_SHARED = re.compile(rb't="s"[^>]*>\s*<(?:\w+:)?v>\s*(\d{1,9})\s*<')
_STRING = re.compile(rb"<(?:\w+:)?si[\s/>]")
_STRINGS_PART = "xl/sharedStrings.xml"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass(frozen=True)
class SheetFacts:
    """Rows and columns the sheet reaches to, its flawed cells: (row, column), both from 0 -> (reason, what stands there), its size
    unpacked, and the bytes that its texts take when each cell has its own copy.
    """

    rows: int = 0
    columns: int = 0
    flawed: dict[tuple[int, int], tuple[str, str]] = field(default_factory=dict)
    size: int = 0
    texts: int = 0


def sheet_facts(path: Path, archive: zipfile.ZipFile, part: str, strings: array[int], before: int = 0) -> SheetFacts:
    """Facts of the sheet whose XML is `part`, read in pieces; no rows where the archive has no such part.

    `strings` are the lengths of the shared texts; InputError where with `before` bytes of other sheets it is too large.
    """
    if part not in archive.namelist():
        return SheetFacts()
    rows = columns = size = texts = 0
    flawed: dict[tuple[int, int], tuple[str, str]] = {}
    tail, plain = b"", True
    for piece in counted(path, unpacked(archive, part), before):
        size += len(piece)
        window = tail + piece
        whole = window[: window.rfind(b">") + 1]
        plain = plain and len(_CELL.findall(whole)) == len(_PLACED.findall(whole))
        filled = _FILLED.findall(window)
        rows = max(rows, max((int(row) for _, row in filled), default=0))
        columns = max(columns, max((_column(letters) + 1 for letters in {found for found, _ in filled}), default=0))
        flawed |= _flawed(window)
        # What lies in the overlap counts twice; that is little.
        texts += sum(strings[int(at)] for at in _SHARED.findall(window) if int(at) < len(strings))
        tail = window[-_OVERLAP:]
    if not plain:
        rows, columns = _reach(unpacked(archive, part))
    return SheetFacts(rows, columns, flawed, size, texts)


def _reach(pieces: Iterator[bytes]) -> tuple[int, int]:
    """Rows and columns of a sheet whose cells do not all say their place as Excel writes it; ExpatError where it is no XML."""
    at, most = [0, 0], [0, 0]

    def start(tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        given = attributes.get("r", "").strip()
        if name == "row":
            at[0], at[1] = (int(given) if given.isdecimal() and len(given) < 10 else at[0] + 1), 0
        elif name == "c":
            letters = given.rstrip("0123456789")
            named = letters.isascii() and letters.isalpha() and len(letters) < 6
            at[1] = _column(letters.upper().encode()) + 1 if named else at[1] + 1
            row = int(given[len(letters) :][:9] or 0) if named else 0
            most[0], most[1] = max(most[0], row, at[0], 1), max(most[1], at[1])

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    for piece in pieces:
        parser.Parse(piece, False)
    parser.Parse(b"", True)
    return most[0], most[1]


def shared_strings(archive: zipfile.ZipFile) -> array[int]:
    """Bytes of each shared text, at most as many as stand between two of them."""
    name = next((name for name in archive.namelist() if name.lower() == _STRINGS_PART.lower()), None)
    found: array[int] = array("Q")
    if name is None:
        return found
    done, last, tail = 0, -1, b""
    for piece in unpacked(archive, name):
        window = tail + piece
        for match in _STRING.finditer(window):
            if match.end() > len(tail):
                place = done - len(tail) + match.start()
                if last >= 0:
                    found.append(place - last)
                last = place
        done += len(piece)
        tail = window[-16:]
    if last >= 0:
        found.append(done - last)
    return found


def sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Sheet name -> path of its XML inside the archive."""
    targets = {
        str(e.get("Id")): str(e.get("Target")) for e in tree(archive, "xl/_rels/workbook.xml.rels").iter() if e.get("Target")
    }
    sheets = [e for e in tree(archive, "xl/workbook.xml").iter() if e.tag.rpartition("}")[2] == "sheet"]
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

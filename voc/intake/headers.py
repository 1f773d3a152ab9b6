"""Headers: normal form, synonyms of the fields of each source, and where in a sheet the header is."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Callable, Sequence
from functools import cache
from types import MappingProxyType

from voc.intake.cells import Cell, as_text, number
from voc.privacy.mask import mask
from voc.resources import path
from voc.schema import SOURCES
from voc.text.normalize import clean

_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】|<[^<>]*>|《[^《》]*》|\{[^{}]*\}")
_NOISE = re.compile(r"[\s_\-\\/:：*#\"'“”‘’?？!！.。,，、;；·()\[\]【】<>《》{}\u200b\ufeff]+")
_QUESTION_NUMBER = re.compile(r"^(?:q\d+[a-z]?(?=[^a-z0-9]|[一-鿿])|第?\d+[题.、]|[一二三四五六七八九十]+、)")
_LONGEST_HEADER = 60
_DATE = re.compile(r"\d{4}\s?[-/.年]\s?\d{1,2}(?:\D|$)")
_TOKEN = re.compile(r"^列\d+ .*\[(?:手机号|固话|身份证|银行卡|邮箱)\]")
TITLE_ROWS = 8
"""How many rows above the header are looked at."""


def normal(header: str) -> str:
    """A header without case, width, blanks and punctuation: what synonyms are compared by."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", header).lower())


def bare(header: str) -> str:
    """As `normal`, without what stands in brackets and without a question number."""
    flat = unicodedata.normalize("NFKC", header).lower().strip()
    flat = _QUESTION_NUMBER.sub("", _BRACKETED.sub("", flat)) or flat
    return _NOISE.sub("", flat)


@cache
def _file() -> MappingProxyType[str, dict[str, dict[str, list[str]]]]:
    with path("lexicons", "headers.toml").open("rb") as given:
        return MappingProxyType(tomllib.load(given))


@cache
def synonyms(source: str) -> MappingProxyType[str, str]:
    """Normal form of a header -> field, for `source`; what the source says comes before what all sources share."""
    found: dict[str, str] = {}
    sections = _file()["fields"]
    for section in (source, "common"):
        for field, words in sections.get(section, {}).items():
            for word in (field, *words):
                found.setdefault(normal(word), field)
    return MappingProxyType(found)


@cache
def rank(source: str) -> MappingProxyType[str, int]:
    """Normal form of a header -> its place among the synonyms: of two columns for one field the earlier synonym wins."""
    return MappingProxyType({word: place for place, word in enumerate(synonyms(source))})


@cache
def enumeration(field: str) -> MappingProxyType[str, str]:
    """Normal form of a given value -> value of the contract, for fields such as mode, speaker and outsourced."""
    values = _file()["values"][field]
    return MappingProxyType({normal(word): value for value, words in values.items() for word in (value, *words)})


def field_of(header: str, source: str) -> str | None:
    """The field a header names by a synonym, or None."""
    known = synonyms(source)
    # Of "group / column" in a header of two lines the column may say it alone.
    last = header.rpartition(" / ")[2]
    return known.get(normal(header)) or known.get(bare(header)) or (known.get(normal(last)) if last != header else None)


def knows(extra: Sequence[str] = ()) -> Callable[[str], bool]:
    """Says of a cell whether it is a header known to any source or named in a mapping."""
    named = {normal(name) for name in extra}.union(*(synonyms(source) for source in SOURCES))
    return lambda cell: len(cell) <= _LONGEST_HEADER and (normal(cell) in named or bare(cell) in named)


def numbered(headers: Sequence[str]) -> tuple[str, ...]:
    """Headers made unique: repeated ones are numbered 'X', 'X (2)', blank ones are named by their place."""
    seen: dict[str, int] = {}
    # Where a file has no header, its first row stands here: persons' numbers must not become names.
    scrubbed = [_shown(clean(header).replace("\n", " "), place) for place, header in enumerate(headers, 1)]
    taken = set(scrubbed)
    unique = []
    for place, given in enumerate(scrubbed, 1):
        header = given or f"列{place}"
        seen[header] = seen.get(header, 0) + 1
        name = header if seen[header] == 1 else f"{header} ({seen[header]})"
        while seen[header] > 1 and name in taken:
            seen[header] += 1
            name = f"{header} ({seen[header]})"
        unique.append(name)
        taken.add(name)
    return tuple(unique)


def _shown(header: str, place: int) -> str:
    masked = mask(header)
    # [手机号] alone would read as the header of a column of phone numbers.
    return header if masked == header else f"列{place} {masked}"


def header_row(rows: Sequence[Sequence[Cell]], known: Callable[[str], bool]) -> int:
    """Place of the header among the first rows: the first row that is not blank, unless it is plainly a title above the header."""
    filled = [place for place, row in enumerate(rows) if any(as_text(cell) for cell in row)]
    if not filled:
        return 0
    first = filled[0]
    if _known_cells(rows[first], known) and not _is_caption(rows, first, known):
        return first
    # A title of several cells might be a header of words nobody knows: only more than one known word below it speaks against that.
    needed = 2 if len({as_text(cell) for cell in rows[first]} - {""}) > 1 else 1
    for place in filled[1:TITLE_ROWS]:
        if sum(1 for cell in rows[place] if as_text(cell)) > 1 and _known_cells(rows[place], known) >= needed:
            return place
    return first


def _is_caption(rows: Sequence[Sequence[Cell]], first: int, known: Callable[[str], bool]) -> bool:
    """Whether a row of one cell, such as 说明, stands above a header: a file of one column has no row of several known words."""
    alone = len({as_text(cell) for cell in rows[first]} - {""}) == 1
    return alone and any(_known_cells(row, known) > 1 for row in rows[first + 1 : TITLE_ROWS])


def _known_cells(row: Sequence[Cell], known: Callable[[str], bool]) -> int:
    return len({cell for cell in row if isinstance(cell, str) and cell.strip() and known(cell)})


def is_data(columns: Sequence[str], rows: Sequence[Sequence[Cell]], known: Callable[[str], bool]) -> bool:
    """Whether the row taken for a header is a row of data: no known word, and a number, a date, a person's number or what stands below."""
    names = [unnumbered(column) for column in columns]
    if any(known(name) for name in names):
        return False
    if any(_DATE.match(name) or _TOKEN.search(name) or _is_number(name) for name in names):
        return True
    again = sum(
        1 for place, name in enumerate(names) if any(as_text(row[place]) == name for row in rows if not _is_header(row, names))
    )
    return 2 * again >= len(names) > 0


def _is_header(row: Sequence[Cell], names: Sequence[str]) -> bool:
    """Whether a row is the header once more, as in exports that were put together."""
    return len(names) > 1 and all(as_text(cell) == name for cell, name in zip(row, names, strict=True))


def _is_number(text: str) -> bool:
    try:
        return number(text) is not None
    except (ValueError, OverflowError):
        return False


def unnumbered(header: str) -> str:
    """A header without the number that `numbered` gave it."""
    return re.sub(r" \(\d+\)$", "", header)

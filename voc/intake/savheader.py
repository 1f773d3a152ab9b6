"""What pyreadstat does not tell of an SPSS file: the weight variable, the encoding declared, the code page it was written under."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO

_HEADER, _LAST = 176, 999
_LABELLED, _WIDEST = 4, 255
_ZIPPED = 2
_BLOCK = 24
_SETS, _SUBTYPE_BEFORE = (77, 719), 12
_MOST_RECORDS = 200_000
_CHINESE_PAGES = frozenset({936, 20936, 54936})
_UTF8_PAGE = 65001
_HIGH = re.compile(rb"[\x80-\xff]+")


@dataclass(frozen=True)
class SavHeader:
    """Short name (8 bytes) of the weight variable, declared encoding (record 7/20), code page (7/3), long names (7/13), sets of several
    answers (7/7 and 7/19) and where those records say what they are, byte order, how many bytes after the last whole row make no row,
    whether the records follow one another as they should, bytes of a row and of all packed blocks when unpacked.
    """

    weight: bytes | None = None
    declared: str | None = None
    page: int | None = None
    long_names: bytes = b""
    sets: bytes = b""
    set_places: tuple[int, ...] = ()
    order: str = "<"
    left_over: int = 0
    sound: bool = True
    row_bytes: int = 8
    unpacked: int = 0

    def by_short_name(self, names: Sequence[str], encoding: str) -> dict[str, str]:
        """Short name in small letters -> variable; a variable without a longer name is its own."""
        found = {name.lower(): name for name in names}
        for pair in self.long_names.split(b"\t"):
            short, _, name = (part.strip(b"\0 ").decode(encoding, "replace") for part in pair.partition(b"="))
            if name in names:
                found[short.lower()] = name
        return found

    def weight_name(self, names: Sequence[str], encoding: str) -> str | None:
        """The weight variable."""
        return (
            None
            if self.weight is None
            else self.by_short_name(names, encoding).get(self.weight.decode(encoding, "replace").lower())
        )

    @property
    def says_chinese(self) -> bool:
        """Whether the code page is that of simplified Chinese."""
        return self.declared is None and self.page in _CHINESE_PAGES

    def encodings(self) -> list[str]:
        """What the text may be in, likeliest first; encodings that fit any bytes come last, for they prove nothing."""
        told = [self.declared] if self.declared else []
        if self.says_chinese:
            told = ["gb18030"]
        elif not told and self.page not in (None, 0, 1, 2, 3, 4, _UTF8_PAGE):
            told = [f"cp{self.page}"]
        told = [_SAME_LETTERS.get(name.lower().replace("_", "-"), name) for name in told]
        sure = [name for name in told if not one_byte(name)]
        return list(dict.fromkeys([*sure, "utf-8", "gb18030", *[name for name in told if one_byte(name)]]))


_SAME_LETTERS = {"windows-1255": "ISO-8859-8", "cp1255": "ISO-8859-8"}
"""iconv composes letters of cp1255 and holds the last one of a text back for the next; Hebrew letters stand in the same places here."""


def read_header(stream: BinaryIO) -> SavHeader:
    """The dictionary part of a file; what cannot be read is left out, for whether the file is sound is said by who reads the rows."""
    head = stream.read(_HEADER)
    if len(head) < _HEADER:
        return SavHeader()
    left_over = unpacked = 0
    order = "<" if struct.unpack_from("<i", head, 64)[0] in (2, 3) else ">"
    slot = struct.unpack_from(f"{order}i", head, 76)[0]
    found: dict[int, bytes] = {}
    names: list[bytes] = []
    set_places: list[int] = []
    labelled: list[int] = []
    sound = True
    try:
        for kind, content in islice(_records(stream, order), _MOST_RECORDS):
            if kind == 2:
                names.append(content)
            elif kind == _LABELLED:
                labelled += struct.unpack(f"{order}{len(content) // 4}i", content)
            else:
                found[kind] = content
                if kind in _SETS:
                    set_places.append(stream.tell() - len(content) - _SUBTYPE_BEFORE)
    except (struct.error, ValueError, IndexError):
        sound = False
    else:
        packed = struct.unpack_from(f"{order}i", head, 72)[0]
        left_over = 0 if packed or not names else _beyond(stream, 8 * len(names))
        unpacked = _unpacked(stream, order) if packed == _ZIPPED else 0
        sound = unpacked >= 0
    page = struct.unpack_from(f"{order}i", found[73], 28)[0] if len(found.get(73, b"")) >= 32 else None
    declared = found.get(720, b"").strip(b"\0 ").decode("ascii", "ignore") or None
    weight = names[slot - 1].strip() if 0 < slot <= len(names) else None
    # Labels of a variable that is not there end the whole process in pyreadstat.
    sound = sound and all(0 < slot <= len(names) for slot in labelled)
    sets = b"\n".join(found[kind] for kind in _SETS if kind in found)
    return SavHeader(
        weight or None,
        declared,
        page,
        found.get(713, b""),
        sets,
        tuple(set_places),
        order,
        left_over,
        sound,
        8 * max(1, len(names)),
        unpacked,
    )


def _beyond(stream: BinaryIO, row: int) -> int:
    """Bytes after the last whole row of a file whose rows are not packed."""
    start = stream.tell()
    return (stream.seek(0, 2) - start) % row


def _unpacked(stream: BinaryIO, order: str) -> int:
    """Bytes of all blocks of a packed file when unpacked, as its trailer says; -1 where that cannot be."""
    places = stream.read(24)
    if len(places) < 24:
        return -1
    _, start, length = struct.unpack(f"{order}3q", places)
    if not (0 <= start < 1 << 62 and _BLOCK <= length <= 1 << 28):
        return -1
    stream.seek(start)
    trailer = stream.read(length)
    if len(trailer) < length or (length - _BLOCK) % _BLOCK:
        return -1
    sizes = [struct.unpack_from(f"{order}2i", trailer, at + 16) for at in range(_BLOCK, length, _BLOCK)]
    return sum(size for size, _ in sizes) if all(size >= 0 and packed >= 0 for size, packed in sizes) else -1


def _records(stream: BinaryIO, order: str) -> Iterator[tuple[int, bytes]]:
    """(2, short name) of every slot of a row, (70 + subtype or 700 + subtype, content) of extension records."""

    def numbers(count: int) -> tuple[int, ...]:
        return struct.unpack(f"{order}{count}i", stream.read(4 * count))

    going_on = 0
    while True:
        (kind,) = numbers(1)
        if kind == 2:
            width, labelled, missing, *_ = numbers(5)
            if not -1 <= width <= _WIDEST or (width == -1) != (going_on > 0) or abs(missing) > 3 or labelled not in (0, 1):
                raise ValueError(width)
            going_on = going_on - 1 if going_on else max(0, -(-width // 8) - 1)
            yield 2, stream.read(8)
            size = numbers(1)[0] if labelled else 0
            _skip(stream, size + -size % 4 + 8 * abs(missing))
        elif kind == 7:
            subtype, size, count = numbers(3)
            yield (70 if subtype < 10 else 700) + subtype, _skip(stream, size * count)
        elif kind == 3:
            for _ in range(numbers(1)[0]):
                size = _skip(stream, 9)[8]
                _skip(stream, -(size + 1) % 8 + size)
        elif kind == _LABELLED:
            yield _LABELLED, _skip(stream, 4 * numbers(1)[0])
        elif kind == 6:
            _skip(stream, 80 * numbers(1)[0])
        else:
            _skip(stream, 4)
            if kind != _LAST:
                raise ValueError(kind)
            return


def _skip(stream: BinaryIO, size: int) -> bytes:
    if not 0 <= size < 1 << 30:
        raise ValueError(size)
    return stream.read(size)


def one_byte(encoding: str) -> bool:
    """Whether an encoding takes (nearly) any bytes for letters, so that it cannot be found wrong by reading."""
    name = encoding.lower().replace("_", "-")
    return name in ("us-ascii", "ascii") or name.startswith(
        ("windows-125", "cp125", "iso-8859", "latin", "cp43", "cp85", "ibm", "mac")
    )


def looks_chinese(raw: bytes) -> bool:
    """Whether bytes beyond ASCII come in pairs, as in GB18030: in Western text they stand alone between plain letters."""
    runs = [len(run) for run in _HIGH.findall(raw)]
    return sum(run for run in runs if run > 1) >= 0.7 * sum(runs)


def western(encoding: str) -> bool:
    """Whether an encoding is one of Western Europe, where letters beyond ASCII stand alone."""
    return encoding.lower().replace("_", "-") in (
        "windows-1252",
        "cp1252",
        "iso-8859-1",
        "iso-8859-15",
        "latin-1",
        "latin1",
        "us-ascii",
        "ascii",
    )

"""Writes SPSS system files byte by byte: what pyreadstat does not write (old encodings, weights, multiple-response sets)."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

SYSTEM_MISSING = -1.7976931348623157e308
FORMATS = {"F": 5, "A": 1, "DATE": 20, "DATETIME": 22, "TIME": 21, "MOYR": 28}


@dataclass(frozen=True)
class Var:
    """A variable: short name (8 bytes), width 0 for numbers, label, value labels (numbers only), missing values, format."""

    name: str
    width: int = 0
    label: str | None = None
    labels: dict[float, str] = field(default_factory=dict)
    missing: tuple[int, tuple[float, ...]] = (0, ())
    kind: str = "F"
    long: str | None = None


def write(
    path: Path,
    variables: Sequence[Var],
    rows: Sequence[Sequence[float | str | None]],
    *,
    encoding: str = "utf-8",
    declared: str | None = "UTF-8",
    page: int = 65001,
    sets: str | bytes = b"",
    weight: str | None = None,
    cases: int | None = None,
    end: str = "<",
) -> Path:
    """The file: uncompressed, `declared` in record 7/20 (none where None), `page` in record 7/3, `sets` as record 7/7."""
    bytes_of = _Bytes(encoding, end)
    slot, records, labels = 0, b"", b""
    places = {}
    for one in variables:
        places[one.name] = slot
        records += bytes_of.variable(one)
        labels += bytes_of.labels(one, slot + 1)
        slot += max(1, -(-one.width // 8))
    head = b"$FL2" + b"@(#) SPSS DATA FILE test".ljust(60)
    head += bytes_of.numbers(2, slot, 0, 0 if weight is None else places[weight] + 1, len(rows) if cases is None else cases)
    head += bytes_of.floats(100.0) + b"01 Jan 2600:00:00" + b" " * 64 + b"\0" * 3
    extra = bytes_of.numbers(7, 3, 4, 8, 20, 0, 0, -1, 1, 1, 2 if end == "<" else 1, page)
    extra += bytes_of.numbers(7, 4, 8, 3) + bytes_of.floats(SYSTEM_MISSING, -SYSTEM_MISSING, -1.7976931348623155e308)
    extra += bytes_of.extension(7, sets.encode(encoding) if isinstance(sets, str) else sets)
    extra += bytes_of.extension(13, "\t".join(f"{one.name}={one.long}" for one in variables if one.long).encode(encoding))
    extra += bytes_of.extension(20, (declared or "").encode())
    cells = b"".join(bytes_of.cell(one, cell) for row in rows for one, cell in zip(variables, row, strict=True))
    path.write_bytes(head + records + labels + extra + bytes_of.numbers(999, 0) + cells)
    return path


@dataclass(frozen=True)
class _Bytes:
    encoding: str
    end: str

    def numbers(self, *values: int) -> bytes:
        return struct.pack(f"{self.end}{len(values)}i", *values)

    def floats(self, *values: float) -> bytes:
        return struct.pack(f"{self.end}{len(values)}d", *values)

    def variable(self, one: Var) -> bytes:
        count, values = one.missing
        form = (FORMATS["A"] << 16) | (one.width << 8) if one.width else (FORMATS[one.kind] << 16) | (8 << 8)
        record = self.numbers(2, one.width, int(one.label is not None), count, form, form)
        record += one.name.encode(self.encoding).ljust(8)[:8]
        if one.label is not None:
            raw = one.label.encode(self.encoding)
            record += self.numbers(len(raw)) + raw + b"\0" * (-len(raw) % 4)
        going_on = self.numbers(2, -1, 0, 0, form, form) + b" " * 8
        return record + self.floats(*values) + going_on * (-(-one.width // 8) - 1)

    def labels(self, one: Var, slot: int) -> bytes:
        if not one.labels:
            return b""
        block = self.numbers(3, len(one.labels))
        for value, text in one.labels.items():
            raw = text.encode(self.encoding)
            block += self.floats(value) + _padded(bytes([len(raw)]) + raw)
        return block + self.numbers(4, 1, slot)

    def extension(self, subtype: int, raw: bytes) -> bytes:
        return self.numbers(7, subtype, 1, len(raw)) + raw if raw else b""

    def cell(self, one: Var, cell: float | str | None) -> bytes:
        if not one.width:
            return self.floats(SYSTEM_MISSING if cell is None else float(cell))
        return _padded(str(cell or "").encode(self.encoding).ljust(one.width)[: one.width])


def _padded(raw: bytes) -> bytes:
    return raw + b" " * (-len(raw) % 8)

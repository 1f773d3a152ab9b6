"""SPSS system files (.sav, .zsav): labels become headers and labels of values, what the file declares to be missing is no answer.

A column is named by the label of its variable where that is its own, else by label and name. Rows come in blocks, so that a
large file does not fill memory.
"""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from collections.abc import Mapping as Dictionary
from pathlib import Path
from typing import Any

from voc.errors import InputError
from voc.intake.blocks import FIRST_ROWS, Block, changed, check_columns, header_only
from voc.intake.cells import Cell
from voc.intake.headers import numbered
from voc.intake.limits import beyond, limits
from voc.intake.savcells import SavColumn, cells_of, counted_cells, labels_of, missing_ranges, without_gone
from voc.intake.savfile import Part, SavFile, broken, part_rows, parts, read_part
from voc.intake.savheader import read_header
from voc.intake.savsets import MultiSet, read_sets
from voc.intake.savtext import BYTES, encoding_of
from voc.intake.stamps import opened, same, stamp
from voc.intake.variables import Book, Variable
from voc.text.normalize import clean

MAGIC = (b"$FL2", b"$FL3")
_EBCDIC = b"\x5b\xc6\xd3\xf2"
_SHOWN = 8


class SpssReader:
    """One file. `book` says what its columns are, `notes` what a user should know; user-missing cells are counted as rows are read."""

    kind = "sav"

    def __init__(self, path: Path) -> None:
        self.path = path
        with opened(path) as stream:
            self._stat = stamp(os.fstat(stream.fileno()))
            self.digest = hashlib.file_digest(stream, lambda: hashlib.blake2b(digest_size=16)).hexdigest()
            stream.seek(0)
            header = read_header(stream)
        if not header.sound:
            raise broken(path, EOFError("the dictionary of variables is damaged or cut off"))
        if header.left_over:
            raise broken(path, EOFError("the last row is cut off"))
        if header.unpacked > limits().unpacked:
            raise beyond(path, "unpacked", header.unpacked, "请拆成几个文件。", "Split it.")
        self._file = SavFile(path, header.set_places, header.order)
        _, meta = read_part(self._file, BYTES, metadataonly=True)
        if (meta.number_rows or 0) > limits().rows:
            raise beyond(path, "rows", meta.number_rows, "请拆成几个文件。", "Split it.")
        self._row_bytes = header.row_bytes
        self.encoding = encoding_of(self._file, header, meta)
        _, meta = read_part(self._file, self.encoding, metadataonly=True)
        names = [str(name) for name in meta.column_names]
        if len(set(names)) < len(names) or None in meta.column_names:
            raise broken(path, ValueError("names of variables"))
        if not names:
            raise _no_columns(path)
        check_columns(path, tuple(names))
        self.columns = numbered(_headers(names, meta.column_names_to_labels))
        self._rows: int | None = meta.number_rows
        self._variables = [
            SavColumn(name, str(meta.original_variable_types.get(name)), missing_ranges(meta.missing_ranges.get(name)))
            for name in names
        ]
        strings = {name for name in names if meta.readstat_variable_types.get(name) == "string"}
        self._sets, self._unread_sets = read_sets(header.sets, self.encoding, header.by_short_name(names, self.encoding), strings)
        self.book: Book = _book(self.columns, names, meta, self._sets, header.weight_name(names, self.encoding))
        self._missing: Counter[str] = Counter()
        if next(self._parts(), None) is None:
            raise header_only(path, self.columns)

    @property
    def facts(self) -> dict[str, str]:
        """The encoding of its text."""
        return {"encoding": self.encoding.lower()}

    @property
    def notes(self) -> tuple[tuple[str, str], ...]:
        """User-missing cells so far, scales that run from good to bad, sets of several answers that could not be read."""
        return (*_missing_note(self._missing), *_reversed_note(self.book), *_sets_note(self._unread_sets))

    def blocks(self) -> Iterator[Block]:
        """All rows; InputError where the file changes meanwhile or ends too early."""
        if not same(self.path, self._stat):
            raise changed(self.path)
        self._missing.clear()
        number = 0
        for part in self._parts():
            block = Block()
            for row in zip(*self._cells(part), strict=True):
                number += 1
                block.add(number, list(row), self.columns)
            yield block
        if not same(self.path, self._stat):
            raise changed(self.path)

    def _parts(self) -> Iterator[Part]:
        rows = part_rows(len(self.columns), self._row_bytes)
        return parts(self._file, self.encoding, min(FIRST_ROWS, rows), rows, self._rows)

    def _cells(self, part: Part) -> list[list[Cell]]:
        columns: dict[str, list[Any]] = {}
        for header, variable in zip(self.columns, self._variables, strict=True):
            columns[variable.name], gone = cells_of(variable, part[variable.name])
            if gone:
                self._missing[header] += gone
        # A variable may stand in two sets: the first one is what it belongs to.
        sets = [counted_cells(columns, one) for one in reversed(self._sets) if one.counted is not None]
        for counted in sets:
            columns |= counted
        return [without_gone(columns[variable.name]) for variable in self._variables]


def _headers(names: Sequence[str], labels: Dictionary[str, str | None]) -> list[str]:
    """The label of each variable; with the name where several variables share it, the name alone where there is none."""
    shown = [clean(labels.get(name) or "").strip() for name in names]
    times = Counter(shown)
    taken = set(names)
    return [
        name if not label else label if times[label] == 1 and (label == name or label not in taken) else f"{label} {name}"
        for name, label in zip(names, shown, strict=True)
    ]


def _book(
    columns: Sequence[str], names: Sequence[str], meta: Any, sets: Sequence[MultiSet], weight: str | None
) -> dict[str, Variable]:
    in_set: dict[str, MultiSet] = {}
    for one in sets:
        for name in one.variables:
            in_set.setdefault(name, one)
    book = {}
    for header, name in zip(columns, names, strict=True):
        mine = in_set.get(name)
        book[header] = Variable(
            name,
            labels_of(meta.variable_value_labels.get(name, {}), mine),
            meta.variable_measure.get(name),
            mine.name if mine else None,
            mine is not None and mine.counted is not None,
            weight is not None and name.upper() == weight.upper(),
        )
    return book


def _listed(columns: Sequence[str]) -> str:
    more = f" … ({len(columns)})" if len(columns) > _SHOWN else ""
    return ", ".join(columns[:_SHOWN]) + more


def _missing_note(missing: Counter[str]) -> list[tuple[str, str]]:
    if not missing:
        return []
    total, listed = f"{missing.total():,}", _listed([f"{column} {count:,}" for column, count in missing.most_common()])
    return [
        (
            f"{total} 个单元格是文件声明的用户缺失值，按未答处理：{listed}",
            f"{total} cells hold values the file declares as missing and count as not answered: {listed}",
        )
    ]


def _reversed_note(book: Book) -> list[tuple[str, str]]:
    turned = [header for header, variable in book.items() if variable.direction < 0 and variable.multi_set is None]
    if not turned:
        return []
    listed = _listed(turned)
    return [
        (
            f"这些题的取值越大越差，未当作评分：{listed}。请在 SPSS 中反向编码后再导入",
            f"in these questions the highest value is the worst, so they are not taken as ratings: {listed}. Reverse them in SPSS first",
        )
    ]


def _sets_note(sets: Sequence[str]) -> list[tuple[str, str]]:
    if not sets:
        return []
    listed = _listed(sets)
    return [(f"这些多选集没有可读的变量：{listed}", f"these multiple-response sets name no variable of the file: {listed}")]


def _no_columns(path: Path) -> InputError:
    return InputError(
        f"{path.name} 里没有任何变量。请在 SPSS 中检查并重新导出。",
        f"{path.name} holds no variables. Check it in SPSS and export it again.",
    )


def refuse_other_spss(path: Path, head: bytes) -> None:
    """InputError for portable SPSS files, for SPSS files of mainframes, and for what is called .sav and is none; `head`: its first bytes."""
    if b"SPSSPORT" in head[:600] or path.suffix.lower() == ".por":
        raise InputError(
            f"{path.name} 是 SPSS 可移植文件（.por），目前不能读取。请在 SPSS 中打开，另存为 .sav 再试。",
            f"{path.name} is a portable SPSS file (.por), which is not read. Open it in SPSS and save it as .sav.",
        )
    called = path.suffix.lower() in (".sav", ".zsav")
    if head.startswith(_EBCDIC) or (called and b"\0" in head):
        given = head[:4].decode("ascii", "replace").encode("ascii", "replace").decode()
        raise InputError(
            f"{path.name} 不是可读的 SPSS 文件：开头是 {given!r}，应为 $FL2 或 $FL3。请检查文件是否损坏，或在 SPSS 中另存为 .sav。",
            f"{path.name} is not an SPSS file that can be read: it begins with {given!r}, not $FL2 or $FL3. Check whether it is damaged, or "
            "save it as .sav in SPSS.",
        )

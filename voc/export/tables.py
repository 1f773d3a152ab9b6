"""Tables to CSV, XLSX, Parquet and JSONL, batch by batch, the file in its place only when it is whole."""

from __future__ import annotations

import errno
import io
import json
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from voc.errors import VocError

FORMATS = (".csv", ".xlsx", ".parquet", ".jsonl")
# What spreadsheets take for a formula, also behind blanks, and in its full-width form.
_ACTIVE = r"^[\s\p{Z}\p{C}]*[=+\-@＝＋－＠﹦﹢﹣﹫|%]|^[\t\r\n]"
# Spreadsheets take a CSV for UTF-8 only when it begins with this.
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_EXCEL_ROWS = 1_048_575

Write = Callable[[pa.Table], None]


def neutral_text(text: str) -> str:
    """`text` with a quote before it where a spreadsheet would run it."""
    return str(neutral(pa.table({"text": pa.array([text], pa.string())}))["text"][0].as_py())


def neutral(table: pa.Table) -> pa.Table:
    """`table` with a quote before every text cell and header that a spreadsheet would run."""
    columns = []
    for column in table.columns:
        if pa.types.is_dictionary(column.type) or pa.types.is_large_string(column.type) or pa.types.is_string_view(column.type):
            column = column.cast(pa.string())
        if pa.types.is_string(column.type):
            active = pc.fill_null(pc.match_substring_regex(column, _ACTIVE), False)
            if pc.any(active).as_py():
                column = pc.if_else(active, pc.binary_join_element_wise(pa.scalar("'"), column, ""), column)
        columns.append(column)
    names = pc.if_else(
        pc.match_substring_regex(pa.array(table.column_names), _ACTIVE),
        pa.array(["'" + name for name in table.column_names]),
        pa.array(table.column_names),
    )
    return pa.table(columns, names=names.to_pylist()) if table.num_columns else table


@contextmanager
def writer(path: Path) -> Iterator[Write]:
    """A function that takes tables of one schema; `path` appears, by its ending's format, when the block ends well."""
    writers = {".csv": _csv, ".xlsx": _xlsx, ".parquet": _parquet, ".jsonl": _jsonl}
    if path.suffix.lower() not in writers:
        known = " ".join(FORMATS)
        raise VocError(
            f"不能写成 {path.name!r}：输出格式可以是 {known}。", f"cannot write {path.name!r}: known formats are {known}."
        )
    with placed(path) as part, writers[path.suffix.lower()](part) as write:

        def written(table: pa.Table) -> None:
            with _told(path):
                write(table)

        yield written


@contextmanager
def placed(path: Path) -> Iterator[Path]:
    """A file beside `path` to write to, which takes its place when the block ends well; VocError where nothing can be written there."""
    with _told(path):
        if not path.parent.is_dir():
            raise VocError(f"文件夹 {path.parent} 不存在，请先建立。", f"the folder {path.parent} does not exist; make it first.")
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    with _told(path):
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        # Before the work, not after it.
        part.touch()
        part.unlink()
    try:
        yield part
        with _told(path):
            os.replace(part, path)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Says of a file that cannot be written which one and why."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        raise VocError(
            f"无法写入 {path}（{reason}）。请换一个文件名或文件夹，或检查权限和磁盘空间。",
            f"{path} cannot be written ({reason}). Give another name or folder, or check permissions and disk space.",
        ) from error


def csv_bytes(table: pa.Table) -> bytes:
    """`table` as CSV in UTF-8 with a byte-order mark, neutralised: for a download button."""
    from pyarrow.csv import write_csv

    sink = io.BytesIO(_BYTE_ORDER_MARK)
    sink.seek(0, io.SEEK_END)
    write_csv(neutral(table), sink)
    return sink.getvalue()


def workbook_bytes(headers: Sequence[str]) -> bytes:
    """A workbook of these headers and no rows yet, to be filled in."""
    with TemporaryDirectory(prefix="voc-sheet-") as folder:
        path = Path(folder) / "sheet.xlsx"
        with writer(path) as write:
            write(pa.table({header: pa.array([], pa.string()) for header in headers}))
        return path.read_bytes()


@contextmanager
def _csv(path: Path) -> Iterator[Write]:
    from pyarrow.csv import WriteOptions, write_csv

    with path.open("wb") as sink:
        sink.write(_BYTE_ORDER_MARK)

        def write(table: pa.Table) -> None:
            header = sink.tell() == len(_BYTE_ORDER_MARK)
            write_csv(neutral(table), sink, WriteOptions(include_header=header))

        yield write


@contextmanager
def _jsonl(path: Path) -> Iterator[Write]:
    with path.open("w", encoding="utf-8") as sink:

        def write(table: pa.Table) -> None:
            sink.writelines(json.dumps(row, ensure_ascii=False, default=str) + "\n" for row in table.to_pylist())

        yield write


@contextmanager
def _parquet(path: Path) -> Iterator[Write]:
    import pyarrow.parquet as pq

    opened: list[Any] = []

    def write(table: pa.Table) -> None:
        if not opened:
            opened.append(pq.ParquetWriter(path, table.schema, compression="zstd"))
        opened[0].write_table(table)

    try:
        yield write
    finally:
        for parquet in opened:
            parquet.close()


def workbook(path: Path, *, constant_memory: bool = False) -> Any:
    """A new workbook in which no text can act as a formula, a link or a number: every XLSX of the project is opened here."""
    import xlsxwriter

    safe = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    return xlsxwriter.Workbook(str(path), {"constant_memory": constant_memory, **safe})


@contextmanager
def _xlsx(path: Path) -> Iterator[Write]:
    book = workbook(path, constant_memory=True)
    sheet = book.add_worksheet("voc")
    bold = book.add_format({"bold": True})
    line = 0

    def write(table: pa.Table) -> None:
        nonlocal line
        if line + table.num_rows > _EXCEL_ROWS:
            raise VocError(
                f"结果超过 Excel 的 {_EXCEL_ROWS:,} 行上限，请输出为 .csv 或 .parquet。",
                f"the result is longer than Excel's {_EXCEL_ROWS:,} rows; write .csv or .parquet.",
            )
        safe = neutral(table)
        if line == 0:
            sheet.write_row(0, 0, safe.column_names, bold)
            sheet.freeze_panes(1, 0)
            line = 1
        for row in zip(*(column.to_pylist() for column in safe.columns), strict=True):
            for place, value in enumerate(row):
                _write_cell(sheet, line, place, value)
            line += 1

    try:
        yield write
    finally:
        book.close()


def _write_cell(sheet: Any, line: int, place: int, value: object) -> None:
    """One cell: numbers as numbers, the rest as text (Excel holds 32,767 characters), NULL left empty."""
    if value is None:
        return
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        sheet.write_number(line, place, value)
    else:
        sheet.write_string(line, place, str(value)[:32_767])

"""Which format a file is in, by its content rather than its name, and the reader for it."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

from voc.errors import InputError
from voc.intake.archive import FLAWS
from voc.intake.blocks import Reader, empty
from voc.intake.callfiles import call_form, call_reader
from voc.intake.delimited import DelimitedReader
from voc.intake.jsondocument import HEAD, json_reader
from voc.intake.spss import MAGIC, SpssReader, refuse_other_spss
from voc.intake.stamps import opened
from voc.intake.workbook import WorkbookReader

_FOREIGN = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "旧版 .xls 或加密的 Excel 文件", "an old .xls or a password-protected Excel file"),
    (b"%PDF", "PDF 文件", "a PDF file"),
    (b"PAR1", "Parquet 文件", "a Parquet file"),
    (b"\x1f\x8b", "gzip 压缩文件", "a gzip file"),
    (b"Rar!", "RAR 压缩文件", "a RAR file"),
    (b"7z\xbc\xaf", "7z 压缩文件", "a 7z file"),
    (b"\x89PNG", "图片", "a picture"),
    (b"\xff\xd8\xff", "图片", "a picture"),
    (b"{\\rtf", "RTF 文档", "an RTF document"),
    (b"RIFF", "录音文件", "a sound file"),
    (b"ID3", "录音文件", "a sound file"),
)
_ZIPS = (
    ("xl/workbook.bin", "XLSB 工作簿", "an XLSB workbook"),
    ("word/document.xml", "Word 文档", "a Word document"),
    ("ppt/presentation.xml", "PowerPoint 文档", "a PowerPoint document"),
    ("mimetype", "OpenDocument 文档", "an OpenDocument file"),
)


def open_reader(
    path: Path, known: Callable[[str], bool], *, sheet: str | None = None, source: str | None = None, spoken: bool = False
) -> Reader:
    """The reader for a file; `known` tells headers, `sheet` picks one of a workbook, else `source` does; `spoken`: calls are wanted."""
    with opened(path) as stream:
        head = stream.read(4_096)
    if not head:
        raise empty(path)
    for magic, zh, en in _FOREIGN:
        if head.startswith(magic):
            raise _foreign(path, zh, en)
    if head.startswith(MAGIC):
        return SpssReader(path)
    refuse_other_spss(path, head)
    if head.startswith(b"PK"):
        _check_zip(path)
        return WorkbookReader(path, known, sheet, source)
    words = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if words.startswith((b"<!doctype", b"<html", b"<table", b"<?xml", b"<meta", b"<head")):
        raise _foreign(path, "网页或 XML（有些系统导出的 .xls 其实是网页）", "a web page or XML (some systems export it as .xls)")
    if form := call_form(path, head, known):
        return call_reader(path, form, spoken=spoken)
    if HEAD.match(words) or path.suffix.lower() in (".jsonl", ".ndjson", ".json"):
        return json_reader(path, known, spoken=spoken)
    return DelimitedReader(path, known)


def _check_zip(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except FLAWS as error:
        raise InputError(
            f"{path.name} 是损坏或不完整的压缩文件，不是 XLSX 工作簿。请重新导出或下载。",
            f"{path.name} is a broken or incomplete zip file, not an XLSX workbook. Export or download it again.",
        ) from error
    if "xl/workbook.xml" in names:
        return
    for member, zh, en in _ZIPS:
        if member in names:
            raise _foreign(path, zh, en)
    inside = ", ".join(sorted(names)[:5])
    raise InputError(
        f"{path.name} 是 ZIP 压缩包（内有 {inside}），不是 XLSX 工作簿。请先解压，再给出其中的文件。",
        f"{path.name} is a zip archive (with {inside}), not an XLSX workbook. Unpack it and give the files inside.",
    )


def _foreign(path: Path, zh: str, en: str) -> InputError:
    return InputError(
        f"{path.name} 是{zh}，目前不能读取。可读的格式：CSV、XLSX、JSON、SAV，通话另可用 TXT、SRT、VTT。请另存为其中一种。",
        f"{path.name} is {en}, which is not read yet. Known formats: CSV, XLSX, JSON, SAV, and for calls TXT, SRT, VTT. Save it as one of these.",
    )

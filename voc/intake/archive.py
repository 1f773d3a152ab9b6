"""The zip archive around a workbook: what is in it is measured by unpacking, for what an archive says of itself may be a lie."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from copy import copy
from pathlib import Path
from xml.etree import ElementTree  # nosec B405  # only after _refuse_doctype
from xml.parsers import expat

from voc.intake.limits import beyond, limits

_PIECE = 1 << 20
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
FLAWS = (KeyError, expat.ExpatError, ElementTree.ParseError, zipfile.BadZipFile, OSError, RuntimeError, EOFError, ValueError)
"""What reading a broken archive raises; zlib.error is an OSError to nobody, so it is turned into one here."""


def check_archive(path: Path, archive: zipfile.ZipFile) -> None:
    """InputError where the archive holds too many files, two of one name, or says itself that it is too large when unpacked."""
    members = archive.infolist()
    most = limits()
    if len(members) > most.members:
        raise beyond(path, "members", len(members), "请另存为 CSV 再导入。", "Save it as CSV.")
    names = {member.filename.replace("\\", "/").lower().lstrip("/") for member in members}
    if len(names) < len(members) or any(member.compress_type not in _METHODS for member in members):
        # Which of two files of one name is read depends on who reads.
        raise zipfile.BadZipFile("two files of one name, or packed in a way that workbooks are not")
    _sum(path, sum(member.file_size for member in members))


def check_parts(path: Path, archive: zipfile.ZipFile, sheets: set[str]) -> None:
    """InputError where the parts that are loaded as a whole (all but `sheets`, which are measured as they are read) are too large."""
    total = 0
    for member in archive.infolist():
        if member.filename not in sheets and member.filename.lower().endswith((".xml", ".rels", ".bin", ".vml")):
            for piece in unpacked(archive, member.filename):
                total += len(piece)
                if total > limits().text_file:
                    _sum(path, limits().unpacked + 1)


def unpacked(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """All that unpacking a file gives, in pieces, however little it says it holds."""
    import zlib

    member = copy(archive.getinfo(name))
    member.file_size = 1 << 62
    with archive.open(member) as stream:
        try:
            while piece := stream.read(_PIECE):
                yield piece
        except zlib.error as error:
            raise zipfile.BadZipFile(str(error)) from error


def counted(path: Path, pieces: Iterator[bytes], before: int = 0) -> Iterator[bytes]:
    """`pieces` as they come; InputError where they and what came `before` are more than a file may hold unpacked."""
    total = before
    for piece in pieces:
        total += len(piece)
        _sum(path, total)
        yield piece


def tree(archive: zipfile.ZipFile, name: str) -> ElementTree.Element:
    """The XML of a small part; a declaration of entities is refused, for they may unfold without end."""
    raw = b"".join(unpacked(archive, name))
    _refuse_doctype(raw)
    return ElementTree.fromstring(raw)  # noqa: S314  # nosec B314  # without entities, and of bounded size


def _refuse_doctype(raw: bytes) -> None:
    def refuse(*_: object) -> None:
        raise ValueError("it declares entities")

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.Parse(raw, True)


def _sum(path: Path, size: int) -> None:
    if size > limits().unpacked:
        raise beyond(
            path,
            "unpacked",
            size,
            "请删去多余的空白区域和图片，或另存为 CSV 再导入。",
            "Drop blank areas and pictures, or save it as CSV.",
        )

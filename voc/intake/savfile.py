"""Parts of an SPSS file as pyreadstat gives them, its errors in words a user can act on."""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from voc.errors import InputError
from voc.intake.stamps import opened

Part = dict[str, list[Any]]
_PASSED_OVER = 9_999


@dataclass(frozen=True)
class SavFile:
    """A file, and places of records that pyreadstat must not see: it gets another number in place of theirs, which it passes over."""

    path: Path
    hidden: tuple[int, ...] = ()
    order: str = "<"


class _Hiding:
    """A file as pyreadstat reads it."""

    def __init__(self, stream: BinaryIO, file: SavFile) -> None:
        self._stream, self._file = stream, file

    def read(self, size: int | None = -1, /) -> bytes:
        start = self._stream.tell()
        got = self._stream.read(-1 if size is None else size)
        for place in self._file.hidden:
            for byte, value in enumerate(struct.pack(f"{self._file.order}i", _PASSED_OVER), place - start):
                if 0 <= byte < len(got):
                    got = got[:byte] + bytes([value]) + got[byte + 1 :]
        return got

    def seek(self, place: int, whence: int = 0, /) -> int:
        return self._stream.seek(place, whence)

    def tell(self) -> int:
        return self._stream.tell()


def read_part(file: SavFile, encoding: str, **options: Any) -> tuple[Part, Any]:
    """Columns by name and the metadata; dates stay numbers and what is user-missing stays. InputError where the file is broken."""
    import pyreadstat

    try:
        with opened(file.path) as stream:
            columns, meta = pyreadstat.read_sav(
                _Hiding(stream, file) if file.hidden else os.fsencode(file.path),
                encoding=encoding,
                user_missing=True,
                disable_datetime_conversion=True,
                output_format="dict",
                **options,
            )
    except (pyreadstat.ReadstatError, pyreadstat.PyreadstatError, SystemError, ValueError, OverflowError, OSError) as error:
        raise broken(file.path, error) from error
    return columns, meta


def parts(
    file: SavFile, encoding: str, first: int, rows: int, total: int | None, columns: list[str] | None = None
) -> Iterator[Part]:
    """All rows in parts of `rows`, the first of `first`; `total` is None where the file does not say how many there are."""
    done, limit = 0, first
    while total is None or done < total:
        part, _ = read_part(file, encoding, row_offset=done, row_limit=limit, usecols=columns)
        found = len(next(iter(part.values()), []))
        if not found:
            return
        yield part
        done, limit = done + found, rows


def broken(path: Path, error: Exception) -> InputError:
    """The error for a file that is cut off or not what its first bytes say."""
    given = str(error)[:120] or type(error).__name__
    return InputError(
        f"{path.name} 是损坏或不完整的 SPSS 文件（{given}），本次未收入任何行。请重新导出或下载；或在 SPSS 中打开并另存为 .sav 或 CSV。",
        f"{path.name} is a broken or incomplete SPSS file ({given}); nothing of it was taken. Export or download it again, or open it in "
        "SPSS and save it as .sav or CSV.",
    )

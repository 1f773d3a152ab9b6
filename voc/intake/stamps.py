"""Opening a file, and telling whether it is still the file that was opened."""

from __future__ import annotations

import os
import stat as modes
from io import BufferedReader
from pathlib import Path

from voc.errors import InputError

Stamp = tuple[int, int, int]


def opened(path: Path) -> BufferedReader:
    """The file opened for reading; InputError where that cannot be."""
    try:
        mode = path.stat().st_mode
        if not modes.S_ISREG(mode) and not modes.S_ISDIR(mode):
            # A pipe can be read but once, and a file is read several times; opening one may wait for ever.
            raise InputError(
                f"{path} 是管道或设备，不是文件。请先把内容存成文件，再给出该文件。",
                f"{path} is a pipe or a device, not a file. Save what it gives to a file first and give that.",
            )
        return path.open("rb")
    except FileNotFoundError as error:
        raise InputError(
            f"找不到文件 {path}。请检查路径和文件名。", f"there is no file {path}. Check the folder and the name."
        ) from error
    except IsADirectoryError as error:
        raise InputError(
            f"{path} 是文件夹。请给出其中的文件，或用 voc ingest 导入整个文件夹。",
            f"{path} is a folder. Give a file inside it, or take the whole folder in with voc ingest.",
        ) from error
    except OSError as error:
        raise InputError(
            f"无法打开 {path}（{error.strerror}）。请检查权限。",
            f"{path} cannot be opened ({error.strerror}). Check that you may read it.",
        ) from error


def stamp(stat: os.stat_result) -> Stamp:
    """What changes when a file is replaced, cut or written to."""
    return stat.st_ino, stat.st_size, stat.st_mtime_ns


def same(path: Path, before: Stamp) -> bool:
    """Whether the file is there and as it was."""
    try:
        return stamp(path.stat()) == before
    except OSError:
        return False

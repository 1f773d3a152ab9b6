"""Every limit of the readers in one place: what is beyond is refused in words, or costs its own row only.

Each can be raised (or lowered) by an environment variable: VOC_MAX_COLUMNS=8000.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path

from voc.errors import InputError, VocError

PREFIX = "VOC_MAX_"


@dataclass(frozen=True)
class Limits:
    """Limits of one file. Sizes are bytes, `seconds` is processor time, the rest are counts.

    unpacked: a workbook or a packed SPSS file when unpacked; text_file: text and JSON files that are read as a whole; rows, columns;
    cells: of a workbook that is loaded as a whole (rows times columns, as far as anything stands); cell and line: characters of one;
    nesting: lists and objects within one another; members: files within a workbook; memory and seconds: what reading one part of an
    SPSS file may take, to which a second is added for each half a megabyte of the file.
    """

    unpacked: int = 1 << 30
    text_file: int = 200_000_000
    rows: int = 50_000_000
    columns: int = 5_000
    cells: int = 20_000_000
    cell: int = 1_000_000
    line: int = 50_000_000
    nesting: int = 100
    members: int = 10_000
    memory: int = 1 << 30
    seconds: int = 4


def read_limits(environment: Mapping[str, str]) -> Limits:
    """The limits with what the environment says; VocError where that is no number above 0."""
    given: dict[str, int] = {}
    for one in fields(Limits):
        name = PREFIX + one.name.upper()
        text = environment.get(name, "").strip().replace("_", "").replace(",", "")
        if not text:
            continue
        if not (text.isascii() and text.isdigit() and len(text) <= 15 and int(text) > 0):
            raise VocError(
                f"环境变量 {name} 给的是 {environment[name]!r}，应为大于 0 的整数，例如 {one.default}。",
                f"the environment variable {name} is {environment[name]!r}; give a whole number above 0, such as {one.default}.",
            )
        given[one.name] = int(text)
    return Limits(**given)


@cache
def limits() -> Limits:
    """The limits of this process, from its environment."""
    return read_limits(os.environ)


_WORDS = {
    "unpacked": ("解压后", "unpacked it has", "字节", "bytes"),
    "rows": ("", "it has", "行", "rows"),
    "columns": ("", "it has", "列", "columns"),
    "cells": ("", "it has", "个单元格", "cells"),
    "members": ("压缩包内有", "it holds", "个文件", "files"),
}


def beyond(path: Path, name: str, given: int | str, zh: str, en: str) -> InputError:
    """The error for a file over the limit `name`: what it has, what is taken, what to do (`zh`, `en`), and how to raise the limit."""
    most, (has_zh, has_en, unit_zh, unit_en) = getattr(limits(), name), _WORDS[name]
    count = f"{given:,}" if isinstance(given, int) else given
    return InputError(
        f"{path.name} 过大：{has_zh} {count} {unit_zh}，最多可读 {most:,} {unit_zh}。{zh}（确需读取时，可用环境变量 {PREFIX}{name.upper()} 提高上限。）",
        f"{path.name} is too large: {has_en} {count} {unit_en}; at most {most:,} {unit_en} are read. {en} (Where it must be read, the "
        f"environment variable {PREFIX}{name.upper()} raises the limit.)",
    )

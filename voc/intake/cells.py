"""Cells as files give them, and what they are as text and as numbers."""

from __future__ import annotations

import json
import math
import re
import unicodedata
from datetime import date, datetime, time, timedelta
from typing import TypeAlias

Cell: TypeAlias = "str | float | int | bool | date | time | timedelta | list[object] | dict[str, object] | None"

BLANKS = frozenset(
    {"", "-", "--", "—", "——", "/", "\\", "无", "null", "none", "nan", "n/a", "na", "#n/a", "nil", "(null)", "<null>", "空"}
)
"""What stands for "no value" where a number, a date or an id is meant."""

_NUMBER = re.compile(
    r"([-+]?)[¥￥$]?(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d*)?|\.\d+)(e[-+]?\d{1,3})?([十百千万亿wk%])?\+?(?:[元次分个人户条件天秒]|分钟|小时)?"
)
_UNITS = {"十": 1e1, "百": 1e2, "千": 1e3, "k": 1e3, "万": 1e4, "w": 1e4, "亿": 1e8, "%": 1e-2}


def as_text(cell: Cell) -> str:
    """A cell as text, blank cells as "": whole numbers without a decimal point, dates in ISO form; canonical for ids."""
    if isinstance(cell, str):
        return cell.strip()
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        if not math.isfinite(cell):
            return ""
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e16 else repr(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ")
    if isinstance(cell, (date, time)):
        return cell.isoformat()
    if isinstance(cell, (list, dict)):
        return json.dumps(cell, ensure_ascii=False, sort_keys=True) if cell else ""
    return str(cell)


def extent(cell: Cell) -> int:
    """About how many characters a cell holds, lists and objects with all that is in them."""
    if isinstance(cell, str):
        return len(cell)
    total, left = 0, [cell]
    while left:
        one: object = left.pop()
        total += len(one) if isinstance(one, str) else 1
        if isinstance(one, dict):
            left += [*one.keys(), *one.values()]
        elif isinstance(one, list):
            left += one
    return total


def is_blank(cell: Cell) -> bool:
    """Whether a cell stands for "no value" where a number, a date or an id is meant."""
    return as_text(cell).lower() in BLANKS


def number(cell: Cell) -> float | None:
    """A cell as a finite number, None where it is blank; ValueError where it is something else. "1.2万" is 12000, "85%" is .85."""
    if isinstance(cell, float):
        return cell if math.isfinite(cell) else None
    text = as_text(cell)
    try:
        value = float(text) if "_" not in text else math.nan
    except ValueError:
        value = math.nan
    if math.isfinite(value):
        return value
    flat = unicodedata.normalize("NFKC", text).replace(" ", "").lower()
    if flat in BLANKS or text.lower() in BLANKS:
        return None
    found = _NUMBER.fullmatch(flat)
    if found is None:
        raise ValueError(text)
    sign, digits, power, unit = found.groups()
    value = float(sign + digits.replace(",", "") + (power or "")) * _UNITS.get(unit or "", 1.0)
    if not math.isfinite(value):
        raise ValueError(text)
    return round(value, 12) if unit == "%" else value


_LIKERT = {
    word: value
    for value, words in {
        5.0: "非常满意 很满意 十分满意 非常同意 很同意 非常好",
        4.0: "满意 比较满意 较满意 同意 比较同意 好",
        3.0: "一般 普通 还行 中立 说不清",
        2.0: "不满意 不太满意 较不满意 比较不满意 不同意 不太同意 差",
        1.0: "非常不满意 很不满意 十分不满意 非常不同意 很不同意 非常差",
    }.items()
    for word in words.split()
}


def rating(cell: Cell) -> float | None:
    """As `number`, and words of a five-point scale from 非常不满意 (1) to 非常满意 (5); ValueError for other words."""
    try:
        return number(cell)
    except ValueError:
        value = _LIKERT.get(as_text(cell))
        if value is None:
            raise
        return value

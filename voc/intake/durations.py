"""A promise told as a length of time ("48", "24小时", "2天") instead of a moment."""

from __future__ import annotations

import re
from datetime import timedelta

_UNITS = {
    "": 1.0,
    "小时": 1.0,
    "时": 1.0,
    "h": 1.0,
    "hour": 1.0,
    "hours": 1.0,
    "分钟": 1 / 60,
    "天": 24.0,
    "日": 24.0,
    "day": 24.0,
    "days": 24.0,
}
_SPAN = re.compile(r"(\d{1,4}(?:\.\d{1,2})?) ?个?(小时|时|h|hours?|分钟|天|日|days?)?(?:内|以内|之内)?", re.IGNORECASE)


def duration(text: str) -> timedelta | None:
    """The length told, in hours where it has no unit; None where it is none. At most four digits, so that no date of a sheet is one."""
    found = _SPAN.fullmatch(text.strip())
    return timedelta(hours=float(found[1]) * _UNITS[(found[2] or "").lower()]) if found else None

"""Two times of a row, the second not before the first; what a day without a time of day means as an end."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from voc.intake.cells import Cell, as_text
from voc.intake.dates import Moment
from voc.intake.frame import Frame

_CLOCK = re.compile(r"[:：时点]|\d{14}|\dT\d")
_LAST = time(23, 59, 59)


def spans(frame: Frame, first: str, last: str, *, reason: str, inclusive: bool) -> tuple[list[Moment | None], list[Moment | None]]:
    """Moments of the fields `first` and `last`; a row whose last comes before its first becomes a fault with `reason`.

    A last day without a time of day lasts to its end: always with `inclusive` (a campaign until 31 March), else only where the first
    has a time on that very day.
    """
    starts = frame.moments(first) or [None] * len(frame)
    ends = frame.moments(last) or [None] * len(frame)
    begun, ended, zone = frame.cells(first), frame.cells(last), frame.context.dates.zone
    for place, (start, end) in enumerate(zip(starts, ends, strict=True)):
        if end is None:
            continue
        on_a_day = start is None or _is_day(begun[place], start, zone)
        # A cell of a workbook at midnight may be a day or a time: it is what the first one is.
        if _is_day(ended[place], end, zone) and (isinstance(ended[place], str) or on_a_day):
            same = start is not None and start.day == end.day
            if inclusive or (same and not on_a_day):
                end = ends[place] = Moment(datetime.combine(end.day, _LAST, zone).astimezone(UTC), end.day)
        if start is not None and end.at < start.at:
            frame.fault(place, frame.column(last), reason, f"{as_text(begun[place])} → {as_text(ended[place])}")
    return starts, ends


def _is_day(cell: Cell, moment: Moment, zone: ZoneInfo) -> bool:
    if isinstance(cell, str) and _CLOCK.search(cell):
        return False
    return moment.at.astimezone(zone).time() == time()

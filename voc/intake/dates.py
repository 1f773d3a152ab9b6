"""Dates as they stand in files: Chinese, ISO, slashed, compact, Excel serials, epochs; each with the zone of the settings."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from voc.intake.cells import Cell, is_blank


class Moment(NamedTuple):
    """An instant in UTC and its local day. A date without a time is the local midnight, a month its first day."""

    at: datetime
    day: date


_YEARS = range(1970, 2101)
_CLOCK = r"(\d{1,2})(?:(?::|点钟?|时|\.)(\d{1,2})?(?:(?::|分)(\d{1,2})(?:[.,](\d{1,9}))?)?)?[分秒]?"
_HALF = "(上午|下午|中午|晚上|晚|凌晨|早上|早晨|傍晚|am|pm)"
_PLAIN = re.compile(
    r"(\d{4})([-/.年])(\d{1,2})(?:[-/.月](\d{1,2})[日号]?)?月?"
    rf"(?:(?:[ T,]+|(?<=[日号]))(?:(?:周.|星期.|\(.{{1,3}}\)) *)?(?:{_HALF} *)?{_CLOCK} *(am|pm)?)?"
    r"(?: *(?:周.|星期.))? *(z|utc|gmt|[+-]\d{2}:?(?:\d{2})?)?",
    re.IGNORECASE,
)
_SLASHED = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?:[ T,]*" + _CLOCK + r" *(am|pm)?)?", re.IGNORECASE)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:[ T_-]?(\d{2}):?(\d{2}):?(\d{2})?)?")
_ENGLISH = re.compile(
    r"(?:[a-z]{3},? )?(?:(\d{1,2}) ([a-z]{3})[a-z]*|([a-z]{3})[a-z]* (\d{1,2})),? (\d{4})(?: (\d{1,2}):(\d{2})(?::(\d{2}))?)?",
    re.IGNORECASE,
)
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_DIGITS = str.maketrans("〇零○一二三四五六七八九", "000123456789")
_CHINESE = re.compile("[〇零○一二三四五六七八九十廿卅]+")
_MONTHS = {
    name: place
    for place, name in enumerate(["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1)
}
_NO_DATE = re.compile(r"0{4}([-/.]?00?){2}( 00:00:00)?|0+")
# Days 1 to 59 of Excel's calendar are one off (it has a 29 February 1900); serials taken here are all later.
_EXCEL_ZERO = datetime(1899, 12, 30)
_SERIALS = (20_000, 75_000)
_KEPT = 200_000


class DateReader:
    """Reads cells as moments in `zone`; strings that repeat are read once. `day_first` says that 3/5/2026 is the third of May."""

    def __init__(self, zone: ZoneInfo, *, day_first: bool = False) -> None:
        self.zone = zone
        self.day_first = day_first
        self._known: dict[Cell, Moment | None] = {}

    def read(self, cell: Cell) -> Moment | None:
        """The moment a cell gives, None where it is blank; ValueError where it is no date or one that does not exist."""
        if cell is None or cell == "":
            return None
        if isinstance(cell, (list, dict)):
            raise ValueError(cell)
        known = self._known
        # 1, 1.0 and True are one key; none of them is a date, so it does not matter which was kept.
        if cell in known:
            return known[cell]
        moment = self._moment(cell)
        if len(known) > _KEPT:
            known.clear()
        known[cell] = moment
        return moment

    def _moment(self, cell: Cell) -> Moment | None:
        if isinstance(cell, str):
            found = _PLAIN.fullmatch(cell.strip())
            return self._plain(found) if found and cell[0] != "0" else self._unusual(cell)
        if isinstance(cell, datetime):
            return self._local(cell)
        if isinstance(cell, date):
            return self._local(datetime.combine(cell, time()))
        if isinstance(cell, (int, float)) and not isinstance(cell, bool):
            return self._number(float(cell))
        raise ValueError(cell)

    def _plain(self, found: re.Match[str]) -> Moment:
        year, mark, month, day, half, hour, minute, second, fraction, half_after, offset = found.groups()
        if day is None and (hour is not None or mark == "."):
            raise ValueError(found[0])
        clock = _clock(hour, minute, second, half or half_after)
        micro = int((fraction or "0")[:6].ljust(6, "0"))
        return self._local(datetime(int(year), int(month), int(day or 1), 0, 0, 0, micro) + clock, offset)

    def _unusual(self, cell: str) -> Moment | None:
        text = " ".join(unicodedata.normalize("NFKC", cell).split())
        if is_blank(text) or _NO_DATE.fullmatch(text):
            return None
        text = _CHINESE.sub(_arabic, text) if _CHINESE.search(text) else text
        found = _PLAIN.fullmatch(text.replace(" ", "") if "年" in text else text)
        if found:
            return self._plain(found)
        if found := _COMPACT.fullmatch(text):
            year, month, day, hour, minute, second = found.groups()
            return self._local(datetime(int(year), int(month), int(day)) + _clock(hour, minute, second, None))
        if found := _SLASHED.fullmatch(text):
            first, _, second_, year, hour, minute, second, _, half = found.groups()
            day, month = (first, second_) if self.day_first else (second_, first)
            return self._local(datetime(int(year), int(month), int(day)) + _clock(hour, minute, second, half))
        if found := _ENGLISH.fullmatch(text):
            day, name, name_first, day_last, year, hour, minute, second = found.groups()
            month_ = _MONTHS.get((name or name_first).lower())
            if month_ is None:
                raise ValueError(cell)
            return self._local(datetime(int(year), month_, int(day or day_last)) + _clock(hour, minute, second, None))
        if _SERIAL.fullmatch(text) or text.isdecimal():
            return self._number(float(text))
        raise ValueError(cell)

    def _number(self, value: float) -> Moment | None:
        """Excel serial, yyyymmdd, yyyymmddhhmmss, or seconds or milliseconds since 1970."""
        if value == 0:
            return None
        if _SERIALS[0] <= value < _SERIALS[1]:
            return self._local(_EXCEL_ZERO + timedelta(seconds=round(value * 86_400)))
        if value.is_integer() and (found := _COMPACT.fullmatch(str(int(value)))) and value >= 19_700_101:
            year, month, day, hour, minute, second = found.groups()
            if int(year) in _YEARS and int(month) <= 12:
                return self._local(datetime(int(year), int(month), int(day)) + _clock(hour, minute, second, None))
        for low, high, unit in ((1e9, 4.2e9, 1.0), (1e12, 4.2e12, 1e3)):
            if low <= value < high:
                return self._local(datetime.fromtimestamp(value / unit, UTC))
        raise ValueError(value)

    def _local(self, moment: datetime, offset: str | None = None) -> Moment:
        if offset:
            moment = moment.replace(
                tzinfo=UTC
                if offset[0] not in "+-"
                else datetime.strptime(offset if len(offset) > 3 else offset + "00", "%z").tzinfo
            )
        local = moment.replace(tzinfo=self.zone) if moment.tzinfo is None else moment.astimezone(self.zone)
        if local.year not in _YEARS:
            raise ValueError(moment)
        return Moment(local.astimezone(UTC), local.date())


def day_first(cells: Sequence[Cell]) -> bool:
    """Whether dates such as 13/5/2026 in a column say that the day stands before the month."""
    firsts = (found for cell in cells if isinstance(cell, str) and (found := _SLASHED.match(cell.strip())))
    return any(int(found[1]) > 12 >= int(found[3]) for found in firsts)


def _clock(hour: str | None, minute: str | None, second: str | None, half: str | None) -> timedelta:
    if hour is None:
        return timedelta()
    hours, minutes, seconds = int(hour), int(minute or 0), int(second or 0)
    if half:
        word = half.lower()
        if word in ("下午", "晚上", "晚", "傍晚", "pm", "中午") and hours < 12 and not (word == "中午" and hours >= 11):
            hours += 12
        elif word in ("上午", "凌晨", "早上", "早晨", "am") and hours == 12:
            hours = 0
    if hours > 24 or minutes > 59 or seconds > 60 or (hours == 24 and (minutes or seconds)):
        raise ValueError(f"{hours}:{minutes}:{seconds}")
    return timedelta(hours=hours, minutes=minutes, seconds=min(seconds, 59))


def _arabic(found: re.Match[str]) -> str:
    """Chinese numerals of dates: 二〇二六 digit by digit, 十五 and 三十一 as numbers below 100."""
    text = found[0].replace("廿", "二十").replace("卅", "三十")
    if "十" not in text:
        return text.translate(_DIGITS)
    tens, _, ones = text.partition("十")
    return str(int(tens.translate(_DIGITS) or "1") * 10 + int(ones.translate(_DIGITS) or "0"))

"""Check digits and shapes of numbers that name a person."""

from __future__ import annotations

import re
from datetime import date

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_PROVINCES = frozenset(
    [
        "11",
        "12",
        "13",
        "14",
        "15",
        "21",
        "22",
        "23",
        "31",
        "32",
        "33",
        "34",
        "35",
        "36",
        "37",
        "41",
        "42",
        "43",
        "44",
        "45",
        "46",
        "50",
        "51",
        "52",
        "53",
        "54",
        "61",
        "62",
        "63",
        "64",
        "65",
        "71",
        "81",
        "82",
        "83",
    ]
)
_ISSUERS = re.compile(r"62|4|5[1-5]|3[457]|60|65|2[2-7]|9[45]")
_MOBILE = re.compile(r"(?:0{0,2}86)?(1[3-9][0-9]{9})", re.ASCII)
_FIXED = re.compile(r"(?:(?:00)?86)?(0(?:10|2[0-9]|[3-9][0-9]{2})[2-9][0-9]{6,7})", re.ASCII)
_ABROAD = re.compile(r"(?:00)?86((?:10|2[0-9]|[3-9][0-9]{2})[2-8][0-9]{6,7})", re.ASCII)
_STAMP = re.compile(r"20[0-4][0-9](?:0[1-9]|1[0-2])(?:(?:0[1-9]|[12][0-9]|3[01])(?:[0-2][0-9](?:[0-5][0-9]){0,2})?)?", re.ASCII)
_PUBLIC = re.compile(
    r"106[0-9]{5,17}|[48]00[0-9]{7}|1[02][0-9]{3,4}|10086[0-9]{2}|116114|95[0-9]{3,6}|96[0-9]{3,6}|12[0-9]{1,3}", re.ASCII
)


def is_identity(digits: str) -> bool:
    """Whether 15 or 18 places begin with a province and hold a day of birth; the check digit (GB 11643) makes up for a day that is none.

    A slip in the last place does not make the number another person's.
    """
    if len(digits) not in (15, 18) or digits[:2] not in _PROVINCES:
        return False
    born = digits[6:14] if len(digits) == 18 else "19" + digits[6:12]
    year, month, day = int(born[:4]), int(born[4:6]), int(born[6:8])
    if not (1880 <= year <= 2100 and 1 <= month <= 12 and 1 <= day <= 31):
        return False
    if len(digits) == 15:
        return _is_day(year, month, day)
    return _is_day(year, month, day) or checks(digits)


def checks(digits: str) -> bool:
    """Whether the check digit of 18 places fits."""
    total = sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=False))
    return "10X98765432"[total % 11] == digits[17].upper()


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def is_bank(digits: str) -> bool:
    """Whether the number begins like a card, has 13 to 19 digits and passes the Luhn check."""
    if not (13 <= len(digits) <= 19 and digits.isdigit() and _ISSUERS.match(digits)):
        return False
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def mobile(digits: str) -> str | None:
    """The eleven digits of a mobile number, its country code taken off."""
    found = _MOBILE.fullmatch(digits)
    return found[1] if found else None


def fixed(digits: str) -> str | None:
    """A landline with its area code, country code taken off."""
    found = _FIXED.fullmatch(digits)
    if found:
        return found[1]
    found = _ABROAD.fullmatch(digits)
    return "0" + found[1] if found else None


def is_public(digits: str) -> bool:
    """Whether the digits are a hotline, a 400/800 number or a message port: anybody may know it."""
    return _PUBLIC.fullmatch(digits) is not None


def is_stamp(digits: str) -> bool:
    """Whether the digits are a month, a day, or a day and a time."""
    return _STAMP.fullmatch(digits) is not None

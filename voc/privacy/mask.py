"""Masks what names a person in a text: typed tokens in place of phone numbers, identity cards, bank cards and e-mail addresses."""

from __future__ import annotations

import re
from datetime import date

MASK_VERSION = 2

MOBILE, FIXED, IDENTITY, BANK, EMAIL = "[手机号]", "[固话]", "[身份证]", "[银行卡]", "[邮箱]"

_ANY = re.compile(r"[0-9０-９@＠]")
# Seven digits with at most two separators between neighbours: nothing shorter is masked, so most texts stop here.
_WORTH_A_LOOK = re.compile(r"@|＠|(?:[0-9０-９][-－—– ()（）.．]{0,2}){6}[0-9０-９]")
_HALF = str.maketrans("０１２３４５６７８９Ｘ＋－—–（）＠．", "0123456789X+---()@.")

_EMAIL = re.compile(r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_START, _END = r"(?<!\d)(?<!\d\.)", r"(?!\d)(?!\.\d)"
# A figure with a unit is an amount or a volume, however long.
_END_NO_UNIT = _END + r"(?! ?(?:元|块|万|亿|圆|[KMGTkmgt][Bb]?(?![A-Za-z])|兆|字节|积分|分钟|秒))"
# Elsewhere in a sentence a figure of eleven digits is a mobile number, whatever follows: 13800138000万分感谢, 13800138000秒接.
_END_NO_BYTES = _END + r"(?! ?[KMGTkmgt][Bb](?![A-Za-z]))"
_GAP = "[- ]?"
_DOT_GAP = "[-. ]?"
_LOCAL = rf"[2-8]\d{{2,3}}{_GAP}\d{{4}}"
_NUMBER = re.compile(
    "|".join(
        (
            rf"(?P<identity>{_START}[1-8]\d{{5}}(?: ?\d{{8}} ?\d{{3}}(?:\d{_END}|[Xx])|\d{{9}}{_END}))",
            rf"(?P<bank>{_START}[2-69]\d{{3}}(?:{_GAP}\d{{4}}){{2}}{_GAP}(?:\d{{1,4}}|\d{{4}}{_GAP}\d{{1,3}})){_END_NO_UNIT}",
            rf"(?P<mobile>(?:(?<!\d)(?:\+|00)?86{_DOT_GAP}|{_START})1[3-9]\d(?:{_DOT_GAP}\d{{4}}{_DOT_GAP}\d{{4}}|\d{_GAP}\d{{3}}{_GAP}\d{{4}})){_END_NO_BYTES}",
            rf"(?P<fixed>(?:(?<!\d)(?:\+|00)86{_GAP}|{_START}\(?0)(?:10|2\d|[3-9]\d\d)\)?{_GAP}{_LOCAL}(?:(?:转|-)\d{{1,6}})?){_END_NO_UNIT}",
            rf"(?P<bare>(?:(?<=电话)|(?<=座机)|(?<=固话)|(?<=号码)|(?<=[话机码][:：是为 ])){_LOCAL}){_END_NO_UNIT}",
        )
    ),
    re.ASCII,
)
_PASSES = 8
_NOT_DIGIT = re.compile(r"[^0-9Xx]")
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


def mask(text: str) -> str:
    """`text` with personal numbers and addresses replaced by typed tokens; idempotent, linear in the length of the text."""
    if _ANY.search(text) is None or _WORTH_A_LOOK.search(text) is None:
        return text
    plain = text if text.isascii() else text.translate(_HALF)
    for _ in range(_PASSES):
        # Again where one address ran into the next: the token of the first lets the second be seen.
        if "@" not in plain:
            break
        before = text
        text, plain = _replaced(_EMAIL, text, plain)
        if text == before:
            break
    return _replaced(_NUMBER, text, plain)[0]


def _replaced(pattern: re.Pattern[str], text: str, plain: str) -> tuple[str, str]:
    """Both forms of the text with what `pattern` finds in `plain` replaced; they have the same length before and after."""
    pieces: list[tuple[str, str]] = []
    last = 0
    for match in pattern.finditer(plain):
        token = _token(match)
        if token is None:
            continue
        start, end = match.span()
        pieces.append((text[last:start] + token, plain[last:start] + token))
        last = end
    if not last:
        return text, plain
    pieces.append((text[last:], plain[last:]))
    return "".join(piece[0] for piece in pieces), "".join(piece[1] for piece in pieces)


def _token(match: re.Match[str]) -> str | None:
    kind = match.lastgroup
    if kind is None:
        return EMAIL
    digits = _NOT_DIGIT.sub("", match[0])
    if kind == "identity":
        return IDENTITY if _is_identity(digits) else BANK if _is_bank(digits) else None
    if kind == "bank":
        return BANK if _is_bank(digits) else None
    return MOBILE if kind == "mobile" else FIXED


def _is_identity(digits: str) -> bool:
    """Whether the province and the day of birth exist and, with 18 places, the check digit fits (GB 11643)."""
    born = digits[6:14] if len(digits) == 18 else "19" + digits[6:12]
    if digits[:2] not in _PROVINCES:
        return False
    try:
        day = date(int(born[:4]), int(born[4:6]), int(born[6:8]))
    except ValueError:
        return False
    if not 1880 <= day.year <= 2100:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=False))
    return len(digits) == 15 or "10X98765432"[total % 11] == digits[17].upper()


def _is_bank(digits: str) -> bool:
    """Whether the number begins like a card, has 13 to 19 digits and passes the Luhn check."""
    if not (13 <= len(digits) <= 19 and digits.isdigit() and _ISSUERS.match(digits)):
        return False
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0

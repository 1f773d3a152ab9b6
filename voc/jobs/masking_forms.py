"""Forms of writing, each read from one example and put on other values: grouping, separators, notation, fillers."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from voc.jobs.masking_named import write_named
from voc.jobs.masking_values import Values, kind_of
from voc.jobs.masking_ways import WIDE as _WIDE
from voc.jobs.masking_ways import counted

NUMBERS = ("MOBILE", "LANDLINE", "ID_CARD", "PASSPORT", "BANK_CARD", "QQ", "PLATE", "ACCOUNT", "ORDER")
_CHINESE = "零〇一幺二两三四五六七拐八九勾洞壹贰叁肆伍陆柒捌玖"
_PLAIN = str.maketrans(_CHINESE, "00112234567789901" + "23456789")
_REPEAT = re.compile(rf"([二两三四俩])个([0-9{_CHINESE}])")
_TIMES = {"二": 2, "两": 2, "俩": 2, "三": 3, "四": 4}
_TAIL = re.compile(r"(?: ?(?:转|分机|ext\.?) ?|(?<=[0-9]{7})-)[0-9]{2,4}$")
_PREFIX = re.compile(r"^[+＋(（]*(?:0{0,2}86|００８６|８６|加?八六)[)）]*[- －]?")
_LONG = {"MOBILE": 11, "ID_CARD": 18}


@dataclass(frozen=True)
class Form:
    """How values of a slot are written: by the rule of its name, or as an example shows; an empty example is the plain spelling."""

    slot: str
    example: str
    name: str = ""


def read_form(slot: str, example: str) -> Form | None:
    """The form of an example; None where its length cannot be that of such a value."""
    kind = kind_of(slot)
    if kind in _LONG:
        sizes = {len(_symbols(one)[0]) for one in (example, _PREFIX.sub("", example))}
        if kind == "MOBILE":
            sizes |= {
                sum(not mark.isascii() or mark.isdigit() for _, mark in _symbols(one)[0])
                for one in (example, _PREFIX.sub("", example))
            }
        return Form(slot, example) if _LONG[kind] in sizes else None
    return Form(slot, example) if example else None


def _symbols(example: str) -> tuple[list[tuple[int, str]], str]:
    """(place, sign) of the letters and figures of an example, 三个八 as 八八八 beforehand; and the example so written."""
    example = _REPEAT.sub(lambda match: match[2] * _TIMES[match[1]], example)
    found = [
        (at, mark)
        for at, mark in enumerate(example)
        if mark in _CHINESE or mark.isdigit() or re.fullmatch(r"[A-Za-zＡ-Ｚａ-ｚ叉]", mark) is not None
    ]
    return found, example


def written(slot: str, form: Form, values: Values, *, after_at: bool) -> tuple[str, int, int]:
    """A fresh value in a form, and how much of its beginning and end need not vanish."""
    if form.name:
        return write_named(slot, form.name, values, after_at=after_at)
    kind = kind_of(slot)
    if kind == "ADDRESSED":
        before = bool(re.match(r"[小老阿]", form.example))
        return values.addressed("before" if before else "after", "" if before or " " not in form.example else " ")
    raw = values.raw(slot, _alike(kind, form.example))
    if kind in NUMBERS:
        return _number(kind, raw, form.example, values), 0, 0
    if kind == "AT_NAME":
        mark = re.match(r"[@＠] ?", form.example)
        lead = mark[0] if mark and not after_at else ""
        return lead + raw, len(lead), 0
    return _worded(kind, raw, form.example), 0, 0


def _alike(kind: str, example: str) -> Callable[[str], object] | None:
    """Letters before the figures as many as in the example, where they are of the value: KD 1234 fits no number without letters."""
    if kind not in ("ACCOUNT", "ORDER", "PASSPORT") or not example:
        return None
    letters = 0
    for _, mark in _symbols(example)[0]:
        if not mark.isalpha() or mark in _CHINESE:
            break
        letters += 1
    shape = re.compile(rf"[A-Za-z]{{{letters}}}(?![A-Za-z])")
    return shape.match


def _worded(kind: str, raw: str, example: str) -> str:
    if kind == "EMAIL":
        return _email(raw, example)
    if kind == "NAME":
        if (
            re.fullmatch(r"[\u3400-\u9fff][ 　][\u3400-\u9fff].*", example)
            and len(raw) <= 4
            and "·" not in raw
            and not raw.isascii()
        ):
            return ("　" if "　" in example else " ").join(raw)
        return raw
    if kind == "WECHAT":
        return (
            raw.upper()
            if example.isupper()
            else raw.translate(_WIDE)
            if re.search("[ａ-ｚ]", example)
            else " ".join(raw)
            if re.match(r"\w \w \w", example)
            else raw
        )
    if kind == "ADDRESS":
        return _address(raw, example)
    return raw


def _email(raw: str, example: str) -> str:
    at = re.search(r"[ ]?(?:@|＠|艾特|圈[aA]|小老鼠|[(\[]at[)\]]|(?<= )at(?= ))[ ]?", example)
    dot = re.search(r"[ ]?(?:点|(?<= )dot(?= )|\[dot\]|\(dot\)|．|。)[ ]?", example)
    user, domain = raw.split("@")
    wide = re.search("[ａ-ｚ]", example)
    if wide:
        return raw.translate(_WIDE)
    if dot:
        domain = domain.replace(".", dot[0])
        user = user.replace(".", dot[0]) if "." not in example else user
    made = user + (at[0] if at else "@") + domain
    return made.upper() if re.sub(r"[^A-Za-z]", "", example).isupper() else made


def _address(raw: str, example: str) -> str:
    if re.search("[０-９]", example):
        return re.sub("[0-9]", lambda match: match[0].translate(_WIDE), raw)
    if not re.search("[0-9]", example) and re.search(f"[{_CHINESE}]", example):
        return re.sub("[0-9]+", lambda match: counted(match[0]), raw)
    if re.search(r"[\u3400-\u9fff][ 　][\u3400-\u9fff]", example):
        return re.sub(r"(?<=[省市区县镇乡路街道号园])(?=[\u3400-\u9fff]{2})", " ", raw)
    if re.search(r"[省市区县][，,]", example):
        return re.sub(r"(?<=[省市区县])(?=[\u3400-\u9fff]{2})", "，", raw)
    return raw


def _number(kind: str, raw: str, example: str, values: Values) -> str:
    if not example:
        return raw
    lead, tail = "", ""
    marks = re.sub("[^0-9A-Za-z\u3400-\u9fff]", "", raw)
    if kind in ("MOBILE", "LANDLINE"):
        prefix = _PREFIX.match(example)
        if prefix and (kind == "LANDLINE" or sum(not mark.isalpha() or mark in _CHINESE for _, mark in _symbols(example)[0]) > 11):
            lead, example = prefix[0], example[prefix.end() :]
            marks = marks[1:] if kind == "LANDLINE" and not re.match("[(（]?[0０零〇洞]", example) else marks
        ending = _TAIL.search(example)
        if ending:
            example, tail = example[: ending.start()], ending[0]
    if _REPEAT.search(example) and len(marks) > 6:
        # The form shows only on a value that says a figure several times.
        figure = values.rng.choice("0368")
        marks = marks[:4] + figure * 3 + marks[7:] if kind != "ID_CARD" else marks
    style = _Style.of(kind, example)
    sizes = style.fitted(
        [4 if marks.startswith("0") and raw.index("-") == 4 else 3]
        if kind == "LANDLINE" and "-" in raw and marks[0] == "0"
        else [],
        len(marks),
    )
    made = style.put(marks, sizes)
    if _REPEAT.search(example):
        made = re.sub(r"([一二三四五六七八九零幺])\1\1", r"三个\1", made)
    return lead + made + tail


@dataclass(frozen=True)
class _Style:
    """Group sizes, what stands between groups, and the notation of figures."""

    kind: str
    sizes: tuple[int, ...]
    between: tuple[str, ...]
    opening: str
    closing: str
    notation: tuple[str, ...]
    example: str

    @classmethod
    def of(cls, kind: str, example: str) -> _Style:
        found, example = _symbols(example)
        if kind == "MOBILE":
            found = [(at, mark) for at, mark in found if not (mark.isascii() and mark.isalpha())]
        if kind == "PLATE":
            found = [(0, example[0]), *found] if found and found[0][0] != 0 else found
        sizes, between, last = [0], [], None
        for at, _ in found:
            if last is not None and at > last + 1:
                between.append(example[last + 1 : at])
                sizes.append(0)
            sizes[-1] += 1
            last = at
        opening = example[: found[0][0]] if found else ""
        closing = example[last + 1 :] if last is not None else ""
        return cls(kind, tuple(sizes), tuple(between), opening, closing, tuple(_notation(mark) for _, mark in found), example)

    def fitted(self, first: list[int], length: int) -> list[int]:
        """The group sizes on a value of another length."""
        sizes = list(self.sizes)
        if first and len(sizes) > 1:
            sizes[0] = first[0]
        if len(set(sizes[:-1])) == 1 and len(sizes) > 2 and sizes[-1] <= sizes[0]:
            # Even groups go on evenly.
            made: list[int] = []
            while sum(made) < length:
                made.append(min(sizes[0], length - sum(made)))
            return made
        while sum(sizes) - sizes[-1] >= length and len(sizes) > 1:
            sizes.pop()
        sizes[-1] = length - sum(sizes[:-1])
        return sizes

    def put(self, marks: str, sizes: list[int]) -> str:
        made, at = self.opening, 0
        for place, size in enumerate(sizes):
            if place:
                made += self.between[min(place, len(self.between)) - 1] if self.between else ""
            made += "".join(self._sign(marks[at + step], at + step, len(marks)) for step in range(size))
            at += size
        return made + self.closing

    def _sign(self, mark: str, at: int, length: int) -> str:
        notation = self.notation[at * len(self.notation) // length] if len(self.notation) != length else self.notation[at]
        if mark.isalpha():
            same = "wide" if any(one.startswith("wide") for one in self.notation) else ""
            lower = re.search("[a-zａ-ｚ]", self.example) and not re.search("[A-ZＡ-Ｚ]", self.example)
            mark = mark.lower() if lower else mark
            return mark.translate(_WIDE) if same else mark
        if notation == "letter":
            notation = next((one for one in self.notation if one != "letter"), "plain")
        return said(mark, notation, self.example)


def _notation(mark: str) -> str:
    if mark in "壹贰叁肆伍陆柒捌玖":
        return "formal"
    if mark in _CHINESE:
        return "spoken"
    if mark.isdigit() and not mark.isascii():
        return "wide" if mark in "０１２３４５６７８９" else f"sign {mark}"
    return "plain" if mark.isdigit() else "letter"


def said(figure: str, notation: str, example: str) -> str:
    """A figure in a notation, with the words for 0, 1, 2, 7 and 9 that the example uses."""
    if notation == "plain":
        return figure
    if notation == "wide":
        return figure.translate(_WIDE)
    if notation.startswith("sign "):
        return _other_sign(figure, notation[-1])
    if notation == "formal":
        return "零壹贰叁肆伍陆柒捌玖"[int(figure)]
    words = list("零一二三四五六七八九")
    for place, sign in ((0, "洞"), (0, "〇"), (1, "幺"), (2, "两"), (7, "拐"), (9, "勾")):
        if sign in example:
            words[place] = sign
    return words[int(figure)]


def _other_sign(figure: str, sign: str) -> str:
    """The same figure among circled, bold or other digits: their names differ in the number only."""
    words = ["ZERO", "ONE", "TWO", "THREE", "FOUR", "FIVE", "SIX", "SEVEN", "EIGHT", "NINE"]
    name = unicodedata.name(sign)
    try:
        return unicodedata.lookup(name.replace(words[unicodedata.digit(sign)], words[int(figure)]))
    except KeyError:
        return figure

"""Forms of writing that a masking part calls by name, each written by a rule of its own (an unnamed form is read from its example)."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass

from voc.jobs.masking_values import Values
from voc.jobs.masking_ways import (
    DONG,
    FORMAL,
    OLD,
    WIDE,
    YAO,
    YI,
    abroad,
    any_two,
    around,
    both,
    capitals,
    circled,
    counted,
    dated_id,
    email_at,
    email_blanks,
    email_words,
    extended,
    grouped,
    joined,
    landline_in_blanks,
    landline_in_brackets,
    odd,
    parted,
    paused,
    pauses_of_id,
    repeats,
    said_id,
    said_landline,
    spaced_address,
    spoken,
)


@dataclass(frozen=True)
class Named:
    """How a form writes a plain value, and which values it can be shown on; `lead` is what it puts before the value."""

    write: Callable[[str, random.Random], str]
    fits: Callable[[str], object] | None = None
    lead: int = 0
    source: str = ""


_PLAIN = Named(lambda raw, rng: raw)
_WIDE_FORM = Named(lambda raw, rng: raw.translate(WIDE))
_SINGLE = Named(lambda raw, rng: " ".join(raw))
_LETTERED = Named(lambda raw, rng: raw.lower(), lambda raw: re.search("[A-Z]", raw))
_BLANKS = Named(parted((4,), (3,), between=(" ",)), str.isalnum)
_NUMBERED = Named(lambda raw, rng: rng.choice(("#", "No.")) + raw)
_SAID = Named(lambda raw, rng: spoken(raw, rng.choice((YAO, YI))), str.isalnum)
_SAID_SLOWLY = Named(lambda raw, rng: paused(spoken(raw), (4,), rng), str.isalnum)
_CHINESE_NAME = re.compile("[\u3400-\u9fff]{2}")

NAMED: dict[str, dict[str, Named]] = {
    "MOBILE": {
        "plain": _PLAIN,
        "344": Named(parted((3, 4))),
        "433": Named(parted((4, 4, 3), (3, 3, 5), (5, 6), (3, 2))),
        "single": _SINGLE,
        "prefix": Named(lambda raw, rng: rng.choice(("+86", "0086", "86", "(+86)")) + rng.choice(("", " ", "-")) + raw),
        "fullwidth": _WIDE_FORM,
        "mixed_width": Named(lambda raw, rng: both(raw, rng, lambda one: one.translate(WIDE), (3, 2, 2))),
        "cn_lower": Named(lambda raw, rng: spoken(raw, rng.choice((YI, YI.replace("零", "〇"))))),
        "cn_upper": Named(lambda raw, rng: spoken(raw, FORMAL)),
        "cn_mixed": Named(lambda raw, rng: both(raw, rng, lambda one: spoken(one, YI), (3, 2, 1, 2, 1))),
        "dots": Named(parted((3, 4), between=(".", ",", "，", "、", "·"))),
        "break": Named(lambda raw, rng: grouped(raw, (3, 4), lambda: rng.choice(("\n", "\t", "\u3000")))),
        "paren": Named(around),
        "circled": Named(circled),
    },
    "LANDLINE": {
        "hyphen": _PLAIN,
        "paren": Named(landline_in_brackets),
        "space": Named(landline_in_blanks),
        "joined": Named(lambda raw, rng: joined(raw)),
        "ext": Named(extended),
        "intl": Named(abroad),
        "fullwidth": _WIDE_FORM,
        "cn": Named(lambda raw, rng: spoken(joined(raw), YI)),
    },
    "ID_CARD": {
        "plain": _PLAIN,
        "x_small": Named(lambda raw, rng: raw[:-1] + rng.choice("x×Ｘ"), lambda raw: raw.endswith("X")),
        "684": Named(parted((6, 8, 4))),
        "644": Named(parted((6, 4), (4,))),
        "fullwidth": _WIDE_FORM,
        "single": _SINGLE,
        "cn": Named(lambda raw, rng: spoken(raw, YI).replace("X", rng.choice("叉X"))),
    },
    "PASSPORT": {
        "plain": _PLAIN,
        "lower": _LETTERED,
        "space": Named(lambda raw, rng: re.sub("(?<=[A-Z])(?=[0-9])", rng.choice(" -"), raw)),
        "two_letters": Named(lambda raw, rng: raw, lambda raw: raw[1].isalpha()),
        "fullwidth": _WIDE_FORM,
    },
    "BANK_CARD": {
        "plain": _PLAIN,
        "groups4": Named(parted((4,))),
        "fullwidth": _WIDE_FORM,
        "odd_groups": Named(odd),
        "cn": Named(lambda raw, rng: spoken(raw, YI)),
    },
    "EMAIL": {
        "plain": _PLAIN,
        "upper": Named(lambda raw, rng: raw.upper()),
        "fullwidth_at": Named(email_at),
        "spaced": Named(email_blanks),
        "words": Named(email_words),
    },
    "QQ": {
        "plain": _PLAIN,
        "spaced": Named(parted((3,), (4,), between=(" ",))),
        "fullwidth": _WIDE_FORM,
        "cn": Named(lambda raw, rng: spoken(raw, YI)),
    },
    "WECHAT": {
        "plain": _PLAIN,
        "mobile": Named(lambda raw, rng: raw, source="MOBILE"),
        "upper": Named(capitals, lambda raw: re.search("[A-Z_-]", raw)),
    },
    "PLATE": {
        "plain": Named(lambda raw, rng: raw, lambda raw: len(raw) == 7),
        "dot": Named(lambda raw, rng: raw[:2] + rng.choice("· ") + raw[2:]),
        "new_energy": Named(lambda raw, rng: raw[:2] + rng.choice(("", "·")) + raw[2:], lambda raw: len(raw) == 8),
        "lower": _LETTERED,
        "said": Named(lambda raw, rng: raw[:2] + rng.choice((" ", "")) + spoken(raw[2:])),
        "fullwidth": _WIDE_FORM,
    },
    "NAME": {
        "plain": _PLAIN,
        "spaced": Named(lambda raw, rng: " ".join(raw), lambda raw: _CHINESE_NAME.fullmatch(raw)),
        "dot": Named(lambda raw, rng: raw.replace("·", rng.choice("・.•")), lambda raw: "·" in raw),
        "traditional": Named(
            lambda raw, rng: "".join(OLD.get(mark, mark) for mark in raw),
            lambda raw: len(raw) <= 4 and not OLD.keys().isdisjoint(raw),
        ),
        "upper": Named(lambda raw, rng: raw.upper(), str.isascii),
    },
    "ADDRESS": {
        "plain": _PLAIN,
        "built": _PLAIN,
        "spaced": Named(spaced_address((" ",)), lambda raw: spaced_address((" ",))(raw, random.Random(0)) != raw),
        "commas": Named(spaced_address(("，", ",")), lambda raw: spaced_address((" ",))(raw, random.Random(0)) != raw),
        "cn": Named(
            lambda raw, rng: re.sub("[0-9]+", lambda match: counted(match[0]), raw), lambda raw: re.search("[0-9](?![0-9]*小)", raw)
        ),
        "fullwidth": Named(
            lambda raw, rng: re.sub("[0-9]", lambda match: match[0].translate(WIDE), raw), lambda raw: re.search("[0-9]", raw)
        ),
        "hash": Named(
            lambda raw, rng: re.sub("(?<=[0-9])(?:号楼|栋|幢)", "#", raw, count=1),
            lambda raw: re.search("[0-9](?:号楼|栋|幢)", raw),
        ),
    },
    "ACCOUNT": {"plain": _PLAIN, "spaced": _BLANKS, "lower": _LETTERED, "fullwidth": _WIDE_FORM},
    "ORDER": {"plain": _PLAIN, "spaced": _BLANKS, "lower": _LETTERED, "hash": _NUMBERED},
    "AT_NAME": {
        "plain": Named(lambda raw, rng: "@" + raw, lead=1),
        "fullwidth": Named(lambda raw, rng: "＠" + raw, lead=1),
    },
    "SPOKEN_MOBILE": {
        "yao": Named(lambda raw, rng: spoken(raw)),
        "yi": Named(lambda raw, rng: spoken(raw, YI)),
        "dong": Named(lambda raw, rng: spoken(raw, DONG)),
        "filler": Named(lambda raw, rng: paused(spoken(raw), (3, 4), rng)),
        "comma": Named(lambda raw, rng: parted((3, 4), between=("，", "、", "…"))(spoken(raw), rng)),
        "shi": Named(lambda raw, rng: grouped(spoken(raw), (3, 4), lambda: "是")),
        "repeat": Named(repeats, any_two),
        "figures": Named(parted((3, 4), between=(" ", " 嗯 ", "嗯"))),
        "mixed": Named(lambda raw, rng: both(raw, rng, spoken, (3, 4))),
        "spaced": Named(lambda raw, rng: " ".join(spoken(raw))),
    },
    "SPOKEN_LANDLINE": {
        "plain": Named(lambda raw, rng: said_landline(raw, rng, False, False)),
        "filler": Named(lambda raw, rng: said_landline(raw, rng, True, False)),
        "ext": Named(lambda raw, rng: said_landline(raw, rng, False, True)),
    },
    "SPOKEN_ID": {
        "plain": Named(said_id),
        "filler": Named(lambda raw, rng: "".join(pauses_of_id(said_id(raw, rng), rng))),
        "date_words": Named(dated_id),
    },
    "SPOKEN_BANK": {"groups": Named(lambda raw, rng: parted((4,), between=("，", " 嗯 ", "嗯", "，嗯，"))(spoken(raw), rng))},
    "SPOKEN_QQ": {"plain": Named(lambda raw, rng: spoken(raw))},
    "SPOKEN_ACCOUNT": {"plain": _SAID, "filler": _SAID_SLOWLY},
    "SPOKEN_ORDER": {"plain": _SAID, "filler": _SAID_SLOWLY},
}


def known(slot: str, name: str) -> bool:
    """Whether a form of this name has a rule; forms of address have rules of their own."""
    return name in NAMED.get(slot, {}) or (slot == "ADDRESSED" and name in ("after", "before", "name_title", "double"))


def write_named(slot: str, name: str, values: Values, *, after_at: bool) -> tuple[str, int, int]:
    """A fresh value in the form of this name, and how much of its beginning and end need not vanish."""
    if slot == "ADDRESSED":
        return values.addressed(name)
    form = NAMED[slot][name]
    fits = form.fits
    if slot == "ADDRESS" and name in ("plain", "built"):
        full = frozenset(values.lists["addresses"]["full"])
        fits = full.__contains__ if name == "plain" else lambda raw: raw not in full
    text = form.write(values.raw(form.source or slot, fits), values.rng)
    if form is _NUMBERED:
        return text, len(text) - len(text.removeprefix("#").removeprefix("No.")), 0
    return (text[form.lead :], 0, 0) if form.lead and after_at else (text, form.lead, 0)


__all__ = ["NAMED", "Named", "known", "write_named"]

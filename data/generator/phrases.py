"""The hand-written parts and how one becomes text: `[a|b]` is a choice, `{name}` a slot filled from the speaker's situation."""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from . import world

TEXTS = Path(__file__).resolve().parent / "texts"
_CHOICE = re.compile(r"\[([^\[\]]*\|[^\[\]]*)\]")
_SLOT = re.compile(r"\{(\w+)\}")
FREE = frozenset({"n", "digits4", "room"})
"""Slots drawn anew at each place; the others keep their value within one text."""


@cache
def parts() -> dict[str, dict[str, tuple[str, ...]]]:
    """All parts of all files under texts/: section -> list name -> lines. A blank line is a part too: nothing is said."""
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for path in sorted(TEXTS.glob("*.toml")):
        for section, lists in tomllib.loads(path.read_text(encoding="utf-8")).items():
            key = f"planted.{section}" if path.stem == "planted" else section
            for name, text in lists.items():
                found.setdefault(key, {})[name] = tuple(text.removesuffix("\n").split("\n"))
    return found


@dataclass
class Decks:
    """Parts drawn like cards: each list is gone through in shuffled order before any part comes again."""

    rng: random.Random
    left: dict[tuple[str, str], list[str]] = field(default_factory=dict)

    def has(self, section: str, name: str) -> bool:
        """Whether there is such a list."""
        return name in parts().get(section, {})

    def draw(self, section: str, name: str) -> str:
        """The next part of a list, choices and slots unfilled; KeyError where there is no such list."""
        deck = self.left.get((section, name))
        if not deck:
            deck = list(parts()[section][name])
            self.rng.shuffle(deck)
            self.left[section, name] = deck
        return deck.pop()


@dataclass
class Situation:
    """Who speaks and when: fills slots, and keeps their values within one text."""

    rng: random.Random
    brand: str
    product: world.Product
    region: world.Region
    when: datetime
    phone: str = ""
    digits: bool = False
    fixed: dict[str, str] = field(default_factory=dict)

    def fill(self, part: str) -> str:
        """Text of a part: choices made, slots filled."""
        while _CHOICE.search(part):
            part = _CHOICE.sub(lambda found: self.rng.choice(found[1].split("|")), part)
        return _SLOT.sub(lambda found: self._value(found[1]), part)

    def _value(self, name: str) -> str:
        if name in self.fixed:
            return self.fixed[name]
        value = _SLOTS[name](self)
        if name not in FREE:
            self.fixed[name] = value
        return value


def _place(at: Situation) -> str:
    if at.rng.random() < 0.25:
        return at.rng.choice(world.VILLAGES)
    spot = at.rng.choice(world.SPOTS) + at.rng.choice(world.SUFFIXES)
    return at.rng.choice(at.region.cities)[:-1] + spot if at.rng.random() < 0.15 else spot


def _since(at: Situation) -> str:
    ago = at.when - timedelta(days=at.rng.randint(3, 45))
    options = [
        "上周",
        "上个月",
        "前几天",
        "大前天",
        "上礼拜",
        "上个星期",
        f"{ago.month}月{ago.day}号",
        f"{ago.month}月份",
        f"{ago.month}月底",
    ]
    options = options[:7] if ago.day < 20 else options
    if at.when >= datetime(2026, 2, 26):
        options += ["过完年", "年后"]
    if at.when >= datetime(2026, 5, 7):
        options.append("五一")
    return at.rng.choice(options)


def _month(at: Situation) -> str:
    month = (at.when.replace(day=1) - timedelta(days=1)).month
    return at.rng.choice((f"{month}月", f"{month}月份"))


def _count(at: Situation) -> str:
    if "numerals" not in at.fixed:
        at.fixed["numerals"] = "digits" if at.digits or at.rng.random() < 0.45 else "words"
    return at.rng.choice("3456789" if at.fixed["numerals"] == "digits" else "三四五六七八")


def _one_of(*values: str) -> Callable[[Situation], str]:
    return lambda at: at.rng.choice(values)


def _digit_by_digit(text: str) -> str:
    return text.translate(str.maketrans("0123456789", "零幺二三四五六七八九"))


def _rival(at: Situation) -> str:
    return at.rng.choice(at.rng.choices(world.RIVAL_NAMES, world.RIVAL_SHARES)[0])


def _later(at: Situation) -> str:
    day = at.when + timedelta(days=at.rng.randint(1, 4))
    return f"{day.month}月{day.day}日"


_YEARS = (
    ("五年", "十几年", "8年", "快十年", "二十年", "六七年", "12年", "三年多", "15年", "好些年"),
    ("两年", "三年", "一年多", "整个大学", "快两年", "三年多"),
)
_WHO = {
    "青笋": ("一个学生", "一个打工的", "刚上班的"),
    "竹悦": ("一个打工的", "一个退休的", "带俩孩子的"),
    "桥尊": ("做点小生意的", "一个拿死工资的"),
}
_SLOTS: dict[str, Callable[[Situation], str]] = {
    "place": _place,
    "place2": _place,
    "since": _since,
    "month": _month,
    "n": _count,
    "day": _later,
    "rival": _rival,
    "brand": lambda at: at.brand,
    "product": lambda at: at.product.name if at.digits else at.rng.choice((*at.product.called, at.product.name)),
    "price": lambda at: str(at.product.price),
    "region": lambda at: at.region.name,
    "region2": lambda at: at.rng.choice([region.name for region in world.REGIONS if region is not at.region]),
    "city": lambda at: at.rng.choice(at.region.cities)[: at.rng.choice((-1, 9))],
    "store": lambda at: at.rng.choice(at.region.stores)[at.rng.choice((0, len(at.region.name))) :],
    "hotline": lambda _: world.HOTLINE,
    "app": lambda _: world.APP,
    "phone": lambda at: at.phone,
    "days": _one_of("三天", "4天", "五天", "一个星期", "快一周", "十来天", "5天", "小半个月", "6天", "两个礼拜", "九天"),
    "years": lambda at: at.rng.choice(_YEARS[at.brand == "青笋"]),
    "daypart": lambda at: "上午" if at.when.hour < 12 else "下午" if at.when.hour < 18 else "晚上",
    "fee": _one_of("3", "5", "6", "8", "9", "9.9", "10", "12", "15", "18", "20", "25", "29", "30"),
    "topup": _one_of("30", "50", "100", "100", "200", "300"),
    "penalty": _one_of("120", "168", "236", "300", "360", "480", "520", "600", "780", "960", "1200", "1500"),
    "gb": _one_of("5", "10", "15", "20", "30", "40", "60", "80", "100"),
    "year": _one_of("2027", "2028"),
    "age": _one_of("六十八", "72", "七十三", "七十六", "81", "七十九", "66", "八十二"),
    "staff": lambda at: str(at.rng.randint(1001, 1480)),
    "surname": lambda at: at.rng.choice(world.SURNAMES),
    "digits4": lambda at: _digit_by_digit(f"{at.rng.randrange(10000):04d}"),
    "room": lambda at: _digit_by_digit(f"{at.rng.randint(2, 19)}栋{at.rng.randint(2, 18)}0{at.rng.randint(1, 4)}"),
    "who": lambda at: at.rng.choice(_WHO[at.brand]),
}

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
FREE = frozenset({"n", "d", "digits4", "digits6", "room", "kin", "friend", "title", "hour"})
"""Slots drawn anew at each place; the others keep their value within one text."""


_SEASONS = tuple(
    (re.compile(words), frozenset(months))
    for words, months in (
        ("过年|春节|大年|年三十|春运|拜年", (1, 2, 3)),
        ("过完年|年后", (2, 3, 4)),
        ("五一|劳动节", (4, 5, 6)),
        ("国庆|中秋", (9, 10, 11)),
        ("双十一|双11", (10, 11, 12)),
        ("暑假|高温天|三伏", (6, 7, 8, 9)),
        ("寒假|下雪|冰天雪地", (12, 1, 2)),
        ("台风|梅雨|发大水", (6, 7, 8, 9, 10)),
        ("开学|新生报到", (2, 3, 8, 9, 10)),
        ("高考", (5, 6, 7)),
    )
)
_NOT_OLD = re.compile(
    "游戏|掉分|队友|网课|宿舍|签到|直播|K歌|同事|出差|面试|对象|年终奖|单位|开会|会议|外卖|跑单|接单|网约车|租房|学生|毕业|大学|"
    "我爸|我妈|父母|爸妈|老人|老板|eSIM|测速|ping|延迟|下班|上班|上夜班|领导|孩子学校|我老公|我老婆|客户|业务全停|居家办公|"
    "考公|队列|工地|生意|店里|收银|送货|送快递|做销售|车间|热点|代驾|老师|奶奶|我外婆|考研|导师|室友|房东|装修|跑腿"
)
_NOT_YOUNG = re.compile(
    "孙子|孙女|退休金|我儿子|我闺女|我女儿|老伴|老花镜|老党员|我们老年人|孩子他爸|我孙|我这把年纪|老头子|老太婆|女婿|儿媳"
)


@cache
def parts() -> dict[str, dict[str, tuple[str, ...]]]:
    """All parts of all files under texts/: section -> list name -> lines; lists of one name in several files become one. A blank line says nothing."""
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for path in sorted(TEXTS.glob("*.toml")):
        for section, lists in tomllib.loads(path.read_text(encoding="utf-8")).items():
            key = f"planted.{section}" if path.stem.startswith("planted") else section
            for name, text in lists.items():
                lists_so_far = found.setdefault(key, {})
                lists_so_far[name] = lists_so_far.get(name, ()) + tuple(text.removesuffix("\n").split("\n"))
    return found


@dataclass
class Decks:
    """Parts drawn like cards: each list is gone through in shuffled order before any part comes again."""

    rng: random.Random
    left: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    last: dict[tuple[str, str], str] = field(default_factory=dict)

    def has(self, section: str, name: str) -> bool:
        """Whether there is such a list."""
        return name in parts().get(section, {})

    def draw(self, section: str, name: str) -> str:
        """The next part of a list, choices and slots unfilled; KeyError where there is no such list."""
        deck = self.left.get((section, name))
        if not deck:
            deck = list(parts()[section][name])
            self.rng.shuffle(deck)
            if len(deck) > 1 and deck[-1] == self.last.get((section, name)):
                deck.insert(0, deck.pop())
            self.left[section, name] = deck
        self.last[section, name] = deck[-1]
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
    register: str = ""
    section: str = ""
    fixed: dict[str, str] = field(default_factory=dict)
    said: set[str] = field(default_factory=set)

    def fill(self, part: str) -> str:
        """Text of a part: choices made, slots filled."""
        while "|" in part:
            chosen = _CHOICE.sub(lambda found: self.rng.choice(found[1].split("|")), part)
            if chosen == part:
                break
            part = chosen
        return _SLOT.sub(lambda found: self._value(found[1]), part) if "{" in part else part

    def suits(self, text: str) -> bool:
        """Whether this speaker would say this now: not the season's wrong feast, not a grandmother's raid nor a student's grandson."""
        for pattern, months in _SEASONS:
            if self.when.month not in months and pattern.search(text):
                return False
        if self.register == "elderly":
            return not _NOT_OLD.search(text)
        if self.register == "netizen" or self.brand == "青笋":
            return not _NOT_YOUNG.search(text)
        return True

    def surname_title(self) -> str:
        """A surname with a title, as staff write it down."""
        return self.rng.choice(world.SURNAMES) + self.rng.choice(("先生", "女士", "女士", "先生", "师傅", "阿姨", "大爷", "老师"))

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


_FEASTS = (
    ((1, 4), (1, 31), ["元旦"]),
    ((2, 26), (4, 20), ["过完年", "年后"]),
    ((5, 7), (6, 20), ["五一", "五一那几天"]),
    ((7, 5), (8, 31), ["放暑假"]),
    ((10, 9), (11, 30), ["国庆", "十一长假"]),
    ((11, 13), (12, 20), ["双十一"]),
)


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
    for first, last, names in _FEASTS:
        if first <= (at.when.month, at.when.day) <= last:
            options += names
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


def _aloud(phone: str) -> str:
    """A telephone number as it is read out: three, four and four digits, 1 as 幺."""
    said = _digit_by_digit(phone)
    return f"{said[:3]}，{said[3:7]}，{said[7:]}"


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
    "d": _one_of("2", "3", "4", "5", "6", "7", "8", "9"),
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
    "yyyy": lambda at: str(at.when.year),
    "hour": lambda at: at.rng.choice(
        ("八点半", "九点", "十点多", "中午十二点", "下午两点", "三点来钟", "五点", "晚上七点", "八点", "九点多")
    ),
    "spoken": lambda at: _aloud(at.phone),
    "digits6": lambda at: _digit_by_digit(f"{at.rng.randrange(10**6):06d}"),
    "kin": _one_of("我爸", "我妈", "我对象", "我弟", "我姐", "我婆婆", "我岳父", "我表哥"),
    "friend": _one_of("同事", "邻居", "朋友", "我哥们", "隔壁工位", "楼上邻居", "群里的人", "老同学"),
    "model": _one_of("旧手机", "新手机", "备用机", "安卓机", "刚换的手机", "用了三年的手机"),
    "title": lambda at: at.surname_title(),
    "speed": _one_of("3", "5", "8", "12", "18", "20", "37", "60", "90"),
    "ping": _one_of("180", "230", "300+", "460", "600", "999"),
    "who": lambda at: at.rng.choice(_WHO[at.brand]),
}

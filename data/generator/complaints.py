"""complaints.xlsx: one row per work order, as exported in the evening of the last day; case_steps.csv: its way through departments."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from . import mix, people, season, steps, touch, world
from .phrases import Decks, Situation
from .planted import Event
from .voice import Voice, aside

HEADER = (
    *("工单编号", "受理时间", "客户号码", "品牌", "档次", "套餐", "地区", "营业厅", "渠道", "触点", "班组", "用工性质"),
    *("投诉内容", "投诉类别"),
    *("首问责任人", "首问部门", "处理部门", "承诺时限", "承诺时间", "首次回复时间", "办结时间", "状态", "回复内容"),
    *("处理前评分", "处理后评分", "重开次数", "重复投诉"),
)
EXPORTED = datetime(2026, 6, 28, 20, 0)
_CHANNELS = (
    ("热线", 52),
    ("营业厅", 13),
    ("APP", 13),
    ("网上营业厅", 6),
    ("小程序", 7),
    ("代理网点", 3),
    ("社交媒体", 4),
    ("上门服务", 2),
)
_LIFE_HOURS = {"network": 34, "billing": 20, "ordering": 30, "service": 26, "digital": 22, "privacy": 24, "device": 40, "other": 8}
_REPEATS_WITHIN = timedelta(days=30)


@dataclass(frozen=True)
class Caller:
    """A customer who complained: who, when, about what, and how well it was settled."""

    at: Situation
    cause: str
    number: str
    after: int | None = None
    alone: bool = False
    """Whether this is the one customer of a planted event, who does nothing else."""


@dataclass
class _Desk:
    """What the writing of one work order needs, and who complained before. Words have dice of their own: new ones move no figure."""

    rng: random.Random
    voice: Voice
    callers: list[Caller]
    last: dict[str, datetime]
    apart: random.Random


Rows = list[tuple[object, ...]]


def rows(events: tuple[Event, ...], seed: int, scale: float) -> tuple[Rows, Rows, list[Caller]]:
    """Work orders in the order of HEADER, by the time of receipt; their steps in that of steps.HEADER; and the customers."""
    rng = random.Random(f"{seed}:complaint")
    words = random.Random(f"{seed}:complaint:words")
    desk = _Desk(rng, Voice(words, Decks(words), "complaint"), [], {}, random.Random(f"{seed}:complaint:touch"))
    planned: list[tuple[datetime, Event | None]] = []
    for event in events:
        count = event.extra.get("complaint", 0)
        count = count if event.customer else round(count * scale)
        planned += [(season.moment_near(rng, "complaint", event.start, event.end), event) for _ in range(count)]
    rest = max(0, round(season.RECORDS["complaint"] * scale) - len(planned))
    planned += [(season.moment(rng, "complaint"), None) for _ in range(rest)]
    planned = [(min(when, EXPORTED - timedelta(minutes=30)), event) for when, event in planned]
    planned.sort(key=lambda entry: entry[0])
    orders: Rows = []
    way: Rows = []
    for number, (when, about) in enumerate(planned, 1):
        order, taken = _work_order(number, when, about, desk)
        orders.append(order)
        way += taken
    return orders, way, desk.callers


def _customer(when: datetime, event: Event | None, desk: _Desk) -> tuple[Situation, str]:
    """Who complains and about what: one in eleven did so before, mostly about the same."""
    rng = desk.rng
    if event is None and desk.callers and rng.random() < 0.09:
        before = desk.callers[-min(len(desk.callers), rng.randint(1, 600))]
        while before.alone:
            before = rng.choice(desk.callers)
        known = before.at
        at = Situation(desk.voice.rng, known.brand, known.product, known.region, when, known.phone)
        return at, before.cause if rng.random() < 0.65 else mix.draw_cause(rng, "complaint", at.product)
    at = people.situation(rng, when, event)
    at.rng = desk.voice.rng
    if event:
        return at, event.cause
    dice = rng.random()
    cause = "other.inquiry" if dice < 0.025 else "other.praise" if dice < 0.04 else mix.draw_cause(rng, "complaint", at.product)
    return at, cause


def _text(cause: str, event: Event | None, at: Situation, channel: str, desk: _Desk) -> str:
    voice = desk.voice
    rng = voice.rng
    section = event.section(at.when) if event and (event.customer or event.store or rng.random() < 0.85) else ""
    if cause.startswith("other."):
        return aside(voice, cause.removeprefix("other."), at)
    if rng.random() < ({"热线": 0.66, "营业厅": 0.66, "代理网点": 0.66}.get(channel, 0.06)):
        return voice.note(cause, at, section)
    second = mix.draw_second(rng, cause, "complaint", at.product) if rng.random() < 0.16 else None
    age = rng.choice(("35-44岁", "55-64岁")) if channel in ("热线", "营业厅", "代理网点") else ""
    return voice.grievance(cause, at, people.register(rng, "complaint", age, at.brand if not age else ""), second, section)


def _course(
    opened: datetime, promised: datetime, mean_hours: float, passed_on: int, rng: random.Random
) -> tuple[datetime, datetime, int]:
    """First response, resolution, number of times reopened. Each further department costs time."""
    first = opened + timedelta(hours=min(rng.expovariate(1 / 5), 60), minutes=4)
    reopened = rng.choices((0, 1, 2), (0.88, 0.1, 0.02))[0]
    hours = rng.gammavariate(1.6, mean_hours / 1.6) * (0.42 + 0.24 * passed_on) * (1 + 0.8 * reopened)
    resolved = first + timedelta(hours=hours, minutes=12)
    if rng.random() < 0.1:
        resolved = max(resolved, promised) + timedelta(hours=rng.expovariate(1 / 30))
    return first.replace(microsecond=0), resolved.replace(microsecond=0), reopened


def _ratings(late: bool, reopened: int, passed_on: int, praise: bool, rng: random.Random) -> tuple[int | None, int | None]:
    """Ratings before and after, None where not asked or not answered; what handling truly adds is in data/README.md."""
    if rng.random() < 0.45:
        return None, None
    before = rng.choices(range(1, 11), (18, 18, 20, 16, 12, 8, 4, 2, 1, 1))[0] if not praise else rng.randint(8, 10)
    gain = rng.gauss(2.7, 2.0) - 1.8 * late - 1.2 * reopened - 0.35 * passed_on
    after = None if rng.random() < 0.25 else max(1, min(10, round(before + gain)))
    return before, after


def _kind(cause: str, rng: random.Random) -> str:
    """What the staff ticked: one in nine wrong, and "other" where nothing fitted."""
    level = cause.split(".", maxsplit=1)[0]
    dice = rng.random()
    return world.CAUSE_NAMES["other" if dice < 0.05 else rng.choice(list(world.CAUSE_NAMES)) if dice < 0.11 else level]


def _reply(cause: str, event: Event | None, at: Situation, desk: _Desk) -> str:
    decks = desk.voice.decks
    at.digits = True
    if event and decks.has(f"planted.{event.id}", "replies"):
        source = f"planted.{event.id}"
        return at.fill(decks.draw(source, "replies")) + desk.voice.rng.choice(("。", "。", ""))
    level = cause.split(".", maxsplit=1)[0]
    about = "other" if level == "other" else cause if decks.has("reply", cause) else mix.group(cause)
    return at.fill(decks.draw("reply", about)) + desk.voice.rng.choice(("。", "。", ""))


def _work_order(number: int, when: datetime, event: Event | None, desk: _Desk) -> tuple[tuple[object, ...], Rows]:
    rng = desk.rng
    at, cause = _customer(when, event, desk)
    level = cause.split(".", maxsplit=1)[0]
    channel = "营业厅" if event and event.store else rng.choices([n for n, _ in _CHANNELS], [share for _, share in _CHANNELS])[0]
    store = event.store if event and event.store else rng.choice(at.region.stores) if channel in ("营业厅", "代理网点") else None
    text = _text(cause, event, at, channel, desk)
    first_asked = steps.first_asked(channel, at.brand, rng, event.team if event else None)
    way = steps.departments(first_asked, world.DEPARTMENTS[level], rng)
    term = rng.choice((24, 48, 48, 72))
    promised = when + timedelta(hours=term)
    first, resolved, reopened = _course(when, promised, _LIFE_HOURS[level] * (1.6 if event else 1.0), len(way) - 1, rng)
    done = resolved <= EXPORTED
    before, after = _ratings(resolved > promised, reopened, len(way) - 1, cause == "other.praise", rng)
    reply = _reply(cause, event, at, desk) if done else None
    status = ("已办结" if rng.random() < 0.93 else "待回访") if done else ("处理中" if first <= EXPORTED else "已受理")
    name = f"TS{when:%Y%m%d}{number:05d}"
    again = at.phone in desk.last and when - desk.last[at.phone] <= _REPEATS_WITHIN
    desk.last[at.phone] = when
    desk.callers.append(Caller(at, cause, name, after if done else None, bool(event and event.customer)))
    taken = steps.written(name, way, first_asked, when, resolved, EXPORTED, rng)
    order = (
        name, when, at.phone, at.brand, at.product.tier, at.product.name, at.region.name, store, channel,
        touch.touchpoint(channel, cause, None, desk.apart),
        first_asked.team, first_asked.owner, text, _kind(cause, rng), first_asked.staff, first_asked.department, taken[-1][2], term,
        promised, first if first <= EXPORTED else None, resolved if done else None, status, reply, before, after if done else None,
        reopened if done else 0, "是" if again else "否",
    )  # fmt: skip
    return order, taken

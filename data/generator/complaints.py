"""complaints.xlsx: one row per work order, as exported in the evening of the last day."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from . import mix, people, season, world
from .phrases import Decks, Situation
from .planted import Event
from .voice import Voice, aside

HEADER = (
    *("工单编号", "受理时间", "客户号码", "品牌", "套餐", "地区", "营业厅", "渠道", "投诉内容", "处理部门", "承诺时间"),
    *("首次回复时间", "办结时间", "状态", "回复内容", "处理前评分", "处理后评分", "重开次数"),
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


def rows(events: tuple[Event, ...], seed: int, scale: float) -> list[tuple[object, ...]]:
    """Rows in the order of HEADER, by the time of receipt; None where a cell stays empty."""
    rng = random.Random(f"{seed}:complaint")
    voice = Voice(rng, Decks(rng), "complaint")
    planned: list[tuple[datetime, Event | None]] = []
    for event in events:
        count = event.extra.get("complaint", 0)
        count = count if event.customer else round(count * scale)
        planned += [(season.moment_near(rng, "complaint", event.start, event.end), event) for _ in range(count)]
    planned += [(season.moment(rng, "complaint"), None) for _ in range(max(0, round(800 * scale) - len(planned)))]
    planned = [(min(when, EXPORTED - timedelta(minutes=30)), event) for when, event in planned]
    planned.sort(key=lambda entry: entry[0])
    seen: list[Situation] = []
    return [_work_order(number, when, event, rng, voice, seen) for number, (when, event) in enumerate(planned, 1)]


def _customer(when: datetime, event: Event | None, rng: random.Random, seen: list[Situation]) -> Situation:
    at = people.situation(rng, when, event)
    if event is None and seen and rng.random() < 0.09:
        before = rng.choice(seen[-120:])
        at = Situation(rng, before.brand, before.product, before.region, when, before.phone)
    elif event is None:
        seen.append(at)
    return at


def _text(cause: str, event: Event | None, at: Situation, channel: str, rng: random.Random, voice: Voice) -> str:
    section = event.section(at.when) if event and (event.customer or event.store or rng.random() < 0.85) else ""
    if cause.startswith("other."):
        return aside(voice, cause.removeprefix("other."), at)
    if rng.random() < ({"热线": 0.66, "营业厅": 0.66, "代理网点": 0.66}.get(channel, 0.06)):
        return voice.note(cause, at, section)
    second = mix.draw_second(rng, cause, "complaint", at.product) if rng.random() < 0.16 else None
    age = rng.choice(("35-44岁", "55-64岁")) if channel in ("热线", "营业厅", "代理网点") else ""
    return voice.grievance(cause, at, people.register(rng, "complaint", age, at.brand if not age else ""), second, section)


def _course(opened: datetime, promised: datetime, mean_hours: float, rng: random.Random) -> tuple[datetime, datetime, int]:
    """First response, resolution, number of times reopened."""
    first = opened + timedelta(hours=min(rng.expovariate(1 / 5), 60), minutes=4)
    reopened = rng.choices((0, 1, 2), (0.88, 0.1, 0.02))[0]
    resolved = first + timedelta(hours=rng.gammavariate(1.6, mean_hours / 1.6) * (1 + 0.8 * reopened), minutes=12)
    if rng.random() < 0.1:
        resolved = promised + timedelta(hours=rng.expovariate(1 / 30))
    return first, resolved, reopened


def _ratings(late: bool, reopened: int, praise: bool, rng: random.Random) -> tuple[int | None, int | None]:
    if rng.random() < 0.45:
        return None, None
    before = rng.choices(range(1, 11), (18, 18, 20, 16, 12, 8, 4, 2, 1, 1))[0] if not praise else rng.randint(8, 10)
    gain = rng.gauss(2.4, 2.2) - 1.8 * late - 1.2 * reopened
    after = None if rng.random() < 0.25 else max(1, min(10, round(before + gain)))
    return before, after


def _work_order(
    number: int, when: datetime, event: Event | None, rng: random.Random, voice: Voice, seen: list[Situation]
) -> tuple[object, ...]:
    at = _customer(when, event, rng, seen)
    aside_dice = rng.random()
    cause = event.cause if event else mix.draw_cause(rng, "complaint", at.product)
    if event is None and aside_dice < 0.04:
        cause = "other.inquiry" if aside_dice < 0.025 else "other.praise"
    channel = rng.choices([name for name, _ in _CHANNELS], [share for _, share in _CHANNELS])[0]
    store = event.store if event and event.store else rng.choice(at.region.stores) if channel in ("营业厅", "代理网点") else None
    text = _text(cause, event, at, channel, rng, voice)
    level = cause.split(".")[0]
    promised = when + timedelta(hours=rng.choice((24, 48, 48, 72)))
    first, resolved, reopened = _course(when, promised, _LIFE_HOURS[level] * (1.6 if event else 1.0), rng)
    done = resolved <= EXPORTED
    before, after = _ratings(resolved > promised, reopened, cause == "other.praise", rng)
    about = "other" if level == "other" else cause if voice.decks.has("reply", cause) else mix.group(cause)
    at.digits = True
    source = (f"planted.{event.id}", "replies") if event else ("reply", about)
    reply = at.fill(voice.decks.draw(*source)) + rng.choice(("。", "。", "")) if done else None
    status = ("已办结" if rng.random() < 0.93 else "待回访") if done else ("处理中" if first <= EXPORTED else "已受理")
    return (
        f"TS{when:%Y%m%d}{number:05d}", when, at.phone, at.brand, at.product.name, at.region.name, store, channel, text,
        world.DEPARTMENTS[level], promised, first.replace(microsecond=0) if first <= EXPORTED else None,
        resolved.replace(microsecond=0) if done else None, status, reply, before, after if done else None, reopened if done else 0,
    )  # fmt: skip

"""survey.csv: one row per respondent, 1,000 in each of twelve monthly waves; ratings, weight, two open answers."""

from __future__ import annotations

import random
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from . import opinions, people, planted, season, steps, touch, world
from .complaints import Caller
from .opinions import Opinion
from .phrases import Decks, Situation
from .planted import Event
from .voice import Voice

DRIVERS = planted.drivers()
HEADER = (
    *("问卷编号", "期次", "调查对象", "调查日期", "调查方式", "客户号码", "品牌", "档次", "套餐", "地区"),
    *("渠道", "触点", "营业厅", "接听班组", "年龄段", "职业", "学历", "月消费", "客户类型", "权重"),
    *("整体满意度", "期望满足程度", "过去的使用体验", "身边人的评价"),
    *(f"{driver.name}评分" for driver in DRIVERS),
    *("办理省力程度", "推荐意愿", "继续使用意愿", "涨价容忍意愿", "听到的口碑", "近半年是否遇到问题"),
    *touch.PLANS,
    *("不满意的原因", "其他建议"),
)
_WEIGHT = HEADER.index("权重")
_POINTS = [driver.name for driver in DRIVERS].index("积分计划")
_DRIVER_OF = {
    "network.coverage": "网络质量", "network.data_speed": "网络质量", "network.voice": "网络质量", "network.messaging": "业务质量",
    "network.roaming": "漫游服务", "network.broadband": "业务质量", "ordering.installation": "业务质量", "device.terminal": "业务质量",
    "billing.charges": "账单信息", "billing.tariff": "资费水平", "billing.data_usage": "账单信息", "billing.payment": "缴费便利",
    "billing.suspension": "账单信息", "billing.contract": "资费水平", "ordering.unsolicited": "增值业务", "ordering.promotion": "积分计划",
    "ordering.plan_change": "客服热线", "ordering.port_out": "营业厅服务", "ordering.sim": "营业厅服务",
    "service.hotline_access": "客服热线", "service.attitude": "关爱客户", "service.store": "营业厅服务", "service.resolution": "投诉处理",
    "service.misinformation": "产品服务宣传", "digital.app": "网上及短信营业厅", "privacy.marketing": "关爱客户",
    "privacy.fraud_leak": "关爱客户",
}  # fmt: skip
_MOOD = {"青笋": -0.1, "竹悦": 0.0, "桥尊": 0.5}
_SAMPLED = {"青笋": 0.32, "竹悦": 0.40, "桥尊": 0.28}
"""Shares of the sample by brand; regions by the square root of their share. Weights put both right."""
_CHANNELS = {"APP": 34, "热线": 20, "营业厅": 16, "小程序": 10, "代理网点": 6, "网上营业厅": 6, "上门服务": 5, "社交媒体": 3}
_HEARD = {"负面": -0.8, "正面": 0.5, "没听到": 0.0}
"""What others say, and what it adds to the recommendation."""
_BASE = 8.15
"""Overall satisfaction of somebody without a grievance whose ratings are all at their means."""


@dataclass(frozen=True)
class _Contact:
    """The channel used last, the hall where it was one, the call team where it was a call."""

    channel: str
    store: str | None = None
    team: str | None = None


class _Panel:
    """Customers who complained, by brand and region, in the order of their complaints."""

    def __init__(self, callers: Sequence[Caller]) -> None:
        self.known: dict[tuple[str, str], list[Caller]] = defaultdict(list)
        for caller in (caller for caller in callers if not caller.alone):
            self.known[caller.at.brand, caller.at.region.name].append(caller)

    def draw(self, brand: str, region: str, when: datetime, rng: random.Random) -> Caller | None:
        """Somebody of this brand and region who complained 5 to 90 days before `when`, if anybody did."""
        callers = self.known[brand, region]
        first = bisect_left(callers, when - timedelta(days=90), key=lambda caller: caller.at.when)
        after = bisect_left(callers, when - timedelta(days=5), key=lambda caller: caller.at.when)
        return callers[rng.randrange(first, after)] if first < after else None


def rows(events: tuple[Event, ...], seed: int, scale: float, callers: Sequence[Caller] = ()) -> list[tuple[object, ...]]:
    """Rows in the order of HEADER, by wave and date; some of `callers` are among the respondents."""
    rng = random.Random(f"{seed}:survey")
    words = random.Random(f"{seed}:survey:words")
    voice, panel = Voice(words, Decks(words), "survey"), _Panel(callers)
    apart = random.Random(f"{seed}:survey:touch")  # dice of its own: what was asked before stays as it was
    found: list[tuple[object, ...]] = []
    for wave, first, after in season.waves():
        moments = sorted(season.moment(rng, "survey", first, after) for _ in range(round(season.RECORDS["survey"] / 12 * scale)))
        asked = [_respondent(wave, len(found) + n, when, events, panel, rng, voice, apart) for n, when in enumerate(moments, 1)]
        found += _weighted(asked)
    return found


def _weighted(asked: list[list[object]]) -> list[tuple[object, ...]]:
    """Fills the design weight: customers of brand x region per respondent of the wave, about 1 on average."""
    brand, region = HEADER.index("品牌"), HEADER.index("地区")
    sizes = Counter((row[brand], row[region]) for row in asked)
    shares = {region.name: region.share for region in world.REGIONS}
    customers = {key: world.CUSTOMERS[str(key[0])] * shares[str(key[1])] for key in sizes}
    everybody = sum(customers.values())
    for row in asked:
        key = row[brand], row[region]
        row[_WEIGHT] = round(customers[key] / everybody * len(asked) / sizes[key], 4)
    return [tuple(row) for row in asked]


def _clip(value: float, low: int = 1, high: int = 10) -> int:
    return max(low, min(high, round(value)))


def _contact(at: Situation, age: str, rng: random.Random) -> _Contact:
    old = age.startswith(("55", "65"))
    shares = {name: share * (2.2 if old and name in ("营业厅", "代理网点", "热线") else 1.0) for name, share in _CHANNELS.items()}
    channel = rng.choices(list(shares), list(shares.values()))[0]
    store = rng.choice(at.region.stores) if channel == "营业厅" else None
    team = steps.first_asked("热线", at.brand, rng).team if channel == "热线" else None
    return _Contact(channel, store, team)


def _ratings(
    at: Situation, opinion: Opinion, mode: str, contact: _Contact, rng: random.Random
) -> tuple[list[int | None], float, float]:
    """The sixteen ratings (None: not used), overall satisfaction before rounding, and the mood behind all."""
    mood = _MOOD[at.brand] + {"网络": -0.3, "电话": 0.2, "面访": 0.4}[mode] + rng.gauss(0, 0.9)
    # What hit many at once spoils the whole picture; it works through the ratings, so that their effects stay what was planted.
    mood -= (0.7 if opinion.event else 0.2) * opinion.drop
    latent: dict[str, float] = {}
    for driver in DRIVERS:
        if driver.near:
            origin = next(other for other in DRIVERS if other.name == driver.near)
            latent[driver.name] = latent[driver.near] + driver.mean - origin.mean + rng.gauss(0, 0.25)
            continue
        value = driver.mean + 0.75 * mood + rng.gauss(0, 1.05)
        if opinion.cause and _DRIVER_OF[opinion.cause] == driver.name:
            value -= 1.3 * opinion.drop
        latent[driver.name] = value
    latent["网络质量"] += at.region.network
    if contact.team:
        latent["客服热线"] += planted.teams()[contact.team].customers
    if opinion.event and opinion.event.store:
        latent["营业厅服务"] -= opinion.drop
    used = {driver.name: driver.used == 1.0 or rng.random() < driver.used for driver in DRIVERS}
    used["客服热线"] |= contact.channel == "热线"
    used["营业厅服务"] |= contact.channel == "营业厅"
    shown = [_clip(latent[driver.name]) if used[driver.name] else None for driver in DRIVERS]
    moved = sum(d.effect * (value - d.mean) for d, value in zip(DRIVERS, shown, strict=True) if value is not None)
    return shown, _BASE + moved + rng.gauss(0, 0.6), mood


def _heard(events: tuple[Event, ...], at: Situation, mood: float, rng: random.Random) -> str:
    """What was heard from others of late: bad news while something with consequences for many goes on."""
    wide = [event for event in events if event.survey_share >= 0.3 and not event.store]
    struck = any(event.remembered(at.when) and event.concerns(at.brand, at.region.name) for event in wide)
    bad = max(0.03, 0.14 - 0.04 * mood) + (0.25 if struck else 0)
    dice = rng.random()
    return "负面" if dice < bad else "正面" if dice < bad + max(0.05, 0.24 + 0.06 * mood) else "没听到"


def _respondent(
    wave: str,
    number: int,
    when: datetime,
    events: tuple[Event, ...],
    panel: _Panel,
    rng: random.Random,
    voice: Voice,
    apart: random.Random,
) -> list[object]:
    brand = rng.choices(world.BRANDS, [_SAMPLED[brand] for brand in world.BRANDS])[0]
    region = rng.choices(world.REGIONS, [region.share**0.5 for region in world.REGIONS])[0]
    caller = panel.draw(brand, region.name, when, rng) if rng.random() < 0.06 else None
    plan = caller.at.product if caller else people.product(rng, brand)
    at = Situation(voice.rng, brand, plan, region, when, caller.at.phone if caller else people.phone(rng))
    age = rng.choices(world.AGES, world.AGE_SHARES[brand])[0]
    mode = rng.choices(("网络", "电话", "面访"), (0.58, 0.32, 0.10) if not age.startswith(("55", "65")) else (0.2, 0.5, 0.3))[0]
    contact = _contact(at, age, rng)
    opinion = opinions.form(at, contact.store, events, caller, rng)
    shown, latent, mood = _ratings(at, opinion, mode, contact, rng)
    overall = _clip(latent) if rng.random() > 0.015 else rng.choice((1, 10))
    heard = _heard(events, at, mood, rng)
    spread = _HEARD[heard]
    problem = caller is not None or (opinion.cause is not None and opinion.drop >= 1.5) or rng.random() < 0.05
    others = None if heard == "没听到" else _clip(7.0 + 0.4 * mood + 1.8 * spread + rng.gauss(0, 0.8))
    past = _clip(7.7 + 0.6 * mood - 0.8 * problem + rng.gauss(0, 0.9))
    effort = _clip(5.2 + 0.5 * mood - 0.45 * opinion.drop - 0.5 * problem + rng.gauss(0, 0.9), 1, 7)
    return [
        f"Q26{number:06d}", wave, "客户", when.date().isoformat(), mode, at.phone, brand, plan.tier, plan.name, region.name,
        contact.channel, touch.touchpoint(contact.channel, opinion.cause, overall, apart),
        contact.store, contact.team, age, people.occupation(age, rng), people.education(age, rng),
        people.spend(plan.price, rng), people.customer_type(plan, age), None, overall, _clip(latent - 0.3 + rng.gauss(0, 0.9)), past, others, *shown,
        effort, _clip(latent * 1.05 - 0.6 + spread + rng.gauss(0, 1.0), 0), _clip(latent + 0.2 + rng.gauss(0, 1.1)),
        _clip(0.75 * latent + 0.4 + rng.gauss(0, 1.3)), heard, "是" if problem else "否",
        *touch.plans(brand, shown[_POINTS], overall, apart),
        opinions.reason(at, opinion, overall, age, voice), opinions.suggestion(at, opinion, overall, voice),
    ]  # fmt: skip

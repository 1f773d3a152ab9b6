"""survey_2026H1.csv: one row per respondent; ratings, weight, two open answers."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime

from . import mix, people, season, world
from .phrases import Decks, Situation
from .planted import Event
from .voice import Voice, aside

DRIVERS = ("网络覆盖", "上网质量", "通话质量", "宽带质量", "资费合理", "账单清晰", "热线服务", "营业厅服务", "电子渠道", "投诉处理")
HEADER = (
    *("问卷编号", "调查日期", "调查方式", "品牌", "档次", "套餐", "地区", "年龄段", "职业", "月消费", "权重", "整体满意度"),
    *(f"{driver}评分" for driver in DRIVERS),
    *("推荐意愿", "继续使用意愿", "不满意的原因", "其他建议"),
)
_DRIVER_OF = {
    "network.coverage": 0, "network.data_speed": 1, "network.voice": 2, "network.messaging": 2, "network.roaming": 0,
    "network.broadband": 3, "ordering.installation": 3, "device.terminal": 3, "billing.charges": 5, "billing.tariff": 4,
    "billing.data_usage": 5, "billing.payment": 5, "billing.suspension": 5, "billing.contract": 4, "ordering.unsolicited": 5,
    "ordering.promotion": 4, "ordering.plan_change": 6, "ordering.port_out": 7, "ordering.sim": 7, "service.hotline_access": 6,
    "service.attitude": 7, "service.store": 7, "service.resolution": 9, "service.misinformation": 6, "digital.app": 8,
    "privacy.marketing": 6, "privacy.fraud_leak": 6,
}  # fmt: skip
_IMPORTANCE = (0.16, 0.16, 0.07, 0.11, 0.16, 0.09, 0.08, 0.06, 0.06, 0.05)
_BRAND_LEVEL = {"青笋": 7.9, "竹悦": 8.0, "桥尊": 8.4}
_SPENDS = ("30元以下", "30-59元", "60-99元", "100-199元", "200元及以上")
_UNDERSAMPLED = {"青笋": 1.35, "竹悦": 0.92, "桥尊": 0.7}


@dataclass(frozen=True)
class Opinion:
    """What a respondent holds against the operator (None: nothing), how much, and whether a planted event is behind it."""

    cause: str | None
    drop: float
    event: Event | None = None


def rows(events: tuple[Event, ...], seed: int, scale: float) -> list[tuple[object, ...]]:
    """Rows in the order of HEADER, by date."""
    rng = random.Random(f"{seed}:survey")
    voice = Voice(rng, Decks(rng), "survey")
    moments = sorted(season.moment(rng, "survey") for _ in range(round(1300 * scale)))
    return [_respondent(number, when, events, rng, voice) for number, when in enumerate(moments, 1)]


def _opinion(at: Situation, events: tuple[Event, ...], rng: random.Random) -> Opinion:
    for event in events:
        spoken_of = event.remembered(at.when) and event.concerns(at.brand, at.region.name)
        if spoken_of and event.survey_share and rng.random() < event.survey_share:
            return Opinion(event.cause, event.rating_drop + rng.uniform(-0.8, 1.2), event)
    if rng.random() < 0.46:
        return Opinion(mix.draw_cause(rng, "survey", at.product), rng.choice((0.6, 1.0, 1.5, 2.2, 3.2, 4.6)))
    return Opinion(None, 0.0)


def _clip(value: float, low: int = 1, high: int = 10) -> int:
    return max(low, min(high, round(value)))


def _ratings(at: Situation, opinion: Opinion, mode: str, rng: random.Random) -> tuple[list[int | str], float]:
    level = _BRAND_LEVEL[at.brand] + {"网络": -0.3, "电话": 0.2, "面访": 0.4}[mode] + rng.gauss(0, 0.9)
    latent = [level + rng.gauss(0.3, 0.8) + (at.region.network if n < 3 else 0) for n in range(len(DRIVERS))]
    latent[4] -= 0.7
    if opinion.cause:
        latent = [value - 0.25 * opinion.drop for value in latent]
        latent[_DRIVER_OF[opinion.cause]] -= 1.5 * opinion.drop
    unused = {
        3: at.product.kind == "mobile",
        6: rng.random() < 0.35,
        7: rng.random() < 0.4,
        8: rng.random() < 0.25,
        9: rng.random() < 0.8,
    }
    shown: list[int | str] = ["" if unused.get(n) else _clip(value) for n, value in enumerate(latent)]
    overall = 0.45 * level + 0.55 * sum(w * value for w, value in zip(_IMPORTANCE, latent, strict=True)) - 0.75 * opinion.drop
    return shown, overall + rng.gauss(0.35, 0.5)


def _reason(
    at: Situation, opinion: Opinion, overall: int, age: str, events: tuple[Event, ...], rng: random.Random, voice: Voice
) -> str:
    if opinion.cause is None:
        return aside(voice, "nothing" if rng.random() < 0.5 else "praise", at) if rng.random() < 0.14 else ""
    if rng.random() > (0.9 if overall <= 6 else 0.72 if overall <= 8 else 0.4):
        return ""
    if rng.random() < 0.02:
        return aside(voice, "off_topic", at)
    register = people.register(rng, "survey", age)
    planted = opinion.event is not None and rng.random() < 0.85
    second = mix.draw_second(rng, opinion.cause, "survey", at.product) if rng.random() < 0.13 else None
    section = opinion.event.section(at.when) if planted and opinion.event else ""
    return voice.grievance(opinion.cause, at, register, second, section)


def _suggestion(at: Situation, opinion: Opinion, overall: int, rng: random.Random, voice: Voice) -> str:
    if rng.random() > 0.33:
        return ""
    dice = rng.random()
    if dice < 0.12:
        return aside(voice, "nothing", at)
    if overall >= 8 and dice < 0.45:
        return aside(voice, "praise", at)
    if opinion.cause and dice < 0.5:
        return voice.finish(voice.after(opinion.cause, "asks", at), at, "plain")
    return aside(voice, "inquiry" if dice > 0.93 else "off_topic" if dice > 0.905 else "suggestion", at)


def _spend(price: int, rng: random.Random) -> str:
    paid = price * rng.choice((1, 1, 1.2, 1.5))
    return _SPENDS[sum(paid >= bound for bound in (30, 60, 100, 200))]


def _occupation(age: str, rng: random.Random) -> str:
    if age.startswith("65"):
        return rng.choice(("退休", "退休", "退休", "务农"))
    if age.startswith("18"):
        return rng.choice(("学生", "学生", "务工人员", "企业职工", "自由职业"))
    return rng.choice(
        (
            "企业职工",
            "企业职工",
            "个体经营",
            "公务员及事业单位",
            "务工人员",
            "自由职业",
            "退休" if age.startswith("55") else "企业职工",
        )
    )


def _respondent(number: int, when: datetime, events: tuple[Event, ...], rng: random.Random, voice: Voice) -> tuple[object, ...]:
    at = people.situation(rng, when)
    age = rng.choices(world.AGES, world.AGE_SHARES[at.brand])[0]
    mode = rng.choices(("网络", "电话", "面访"), (0.58, 0.32, 0.10) if not age.startswith(("55", "65")) else (0.2, 0.5, 0.3))[0]
    opinion = _opinion(at, events, rng)
    drivers, latent = _ratings(at, opinion, mode, rng)
    overall = _clip(latent) if rng.random() > 0.015 else rng.choice((1, 10))
    recommend = _clip(latent * 1.05 - 0.6 + rng.gauss(0, 1.0), 0)
    stay = _clip(latent + 0.2 + rng.gauss(0, 1.1))
    weight = round(_UNDERSAMPLED[at.brand] * (1.25 if mode == "面访" else 1.0) * rng.uniform(0.8, 1.2), 3)
    reason = _reason(at, opinion, overall, age, events, rng, voice)
    suggestion = _suggestion(at, opinion, overall, rng, voice)
    place = (at.brand, at.product.tier, at.product.name, at.region.name)
    person = (age, _occupation(age, rng), _spend(at.product.price, rng), weight)
    return (
        f"Q26{number:06d}",
        when.date().isoformat(),
        mode,
        *place,
        *person,
        overall,
        *drivers,
        recommend,
        stay,
        reason,
        suggestion,
    )

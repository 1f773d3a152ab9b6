"""measures.csv: the operator's own figures by week (ARPU, retention and what is counted by item by month), brand and region, in long form."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from math import cos, exp, tau

from . import items, season, world
from .planted import Event

HEADER = ("周期", "地区", "品牌", "渠道", "竞争对手", "事项", "指标", "数值", "单位")
_GROWTH = {"青笋": 0.0022, "竹悦": -0.0006, "桥尊": 0.0004}
_ARPU = {"青笋": 34.0, "竹悦": 72.0, "桥尊": 186.0}
_CHURN = {"青笋": 0.0026, "竹悦": 0.0015, "桥尊": 0.0008}
_ELECTRONIC = (("APP", 0.062), ("小程序", 0.015), ("网上营业厅", 0.008))
_HALLS = (("营业厅", 0.015), ("代理网点", 0.006))
_SIGNED_UP = {"青笋": 0.52, "竹悦": 0.31, "桥尊": 0.46}
"""Share of the customers with an account of the app in the first week; 15 in 10,000 accounts are closed a week."""
_BEFORE_SAMPLE = season.MEASURED_WEEKS - season.WEEKS

_Row = tuple[str, str, str, int, str]
"""Channel, competitor, measure, value and unit."""
_Monthly = tuple[str, float, str]
"""Measure, value and unit."""


def _factor(events: tuple[Event, ...], name: str, brand: str, region: str, start: date, echo: int = 0, rival: str = "") -> float:
    """By how much the planted events move a measure in a week; `echo` days later for what customers do afterwards."""
    first = datetime.combine(start, time())
    begin, end = first - timedelta(days=echo), first + timedelta(days=7)
    value = 1.0
    for event in events:
        if event.concerns(brand, region) and name in event.factors and event.competitor in (None, rival):
            share = min(1.0, 1.6 * event.share_of(begin, end))
            share = max(share, event.lasting if first >= event.end else 0.0)
            value *= 1 + (event.factors[name] - 1) * share
    return value


def _holidays(start: date) -> int:
    return sum(start + timedelta(n) in season.HOLIDAYS for n in range(7))


class _Weather:
    """What a region's halls and electronic channels have in common over the brands: slow swings, each its own; and its accounts."""

    def __init__(self, rng: random.Random) -> None:
        self.rng, self.halls, self.electronic = rng, 0.0, 0.0
        self.registered: dict[str, float] = {}

    def turn(self) -> None:
        """One week on."""
        self.halls = 0.5 * self.halls + self.rng.gauss(0, 0.012)
        self.electronic = 0.5 * self.electronic + self.rng.gauss(0, 0.02)


def _week(
    number: int, brand: str, region: world.Region, events: tuple[Event, ...], weather: _Weather, rng: random.Random
) -> Iterator[_Row]:
    start = season.MEASURED_FIRST + timedelta(weeks=number)
    customers = world.CUSTOMERS[brand] * region.share * (1 + _GROWTH[brand]) ** (number - _BEFORE_SAMPLE) * rng.gauss(1, 0.001)
    idle, year = _holidays(start), season.annual(start)
    busy = (1 - 0.06 * idle) * year

    def moved(name: str, echo: int = 0, noise: float = 0.035, rival: str = "") -> float:
        return _factor(events, name, brand, region.name, start, echo, rival) * rng.gauss(1, noise)

    yield "", "", "客户数", round(customers), "户"
    complaints = customers * 0.0006 * busy * moved("calls_offered_factor", 3) ** 1.5 * (1 - 0.25 * region.network)
    yield "", "", "投诉处理量", round(complaints), "件"
    offered = customers * 0.011 * busy * moved("calls_offered_factor")
    load = offered / (customers * 0.011)
    answered = offered * min(0.985, max(0.55, 0.93 - 0.28 * (load - 1) + rng.gauss(0, 0.012)))
    yield "热线", "", "呼入量", round(offered), "次"
    yield "热线", "", "接通量", round(answered), "次"
    falling = exp(-0.0022 * (number - _BEFORE_SAMPLE) + weather.halls)
    for channel, share in _HALLS:
        yield channel, "", "厅台业务量", round(customers * share * (1 - 0.015 * idle) * year * falling * moved("hall_factor")), "笔"
    rising = exp(0.0035 * (number - _BEFORE_SAMPLE) + weather.electronic)
    for channel, share in _ELECTRONIC:
        used = moved("electronic_factor") if channel == "APP" else rng.gauss(1, 0.035)
        yield channel, "", "电子渠道业务量", round(customers * share * year * rising * used), "笔"
    before = weather.registered.get(brand, customers * _SIGNED_UP[brand])
    registered = before * 0.9985 + max(0.0, customers - before) * 0.0042 * moved("sign_up_factor", noise=0.06)
    weather.registered[brand] = registered
    yield "APP", "", "电子渠道注册用户数", round(registered), "户"
    yield "APP", "", "电子渠道活跃用户数", round(registered * 0.47 * moved("electronic_factor", noise=0.015) ** 0.5), "户"
    for rival, share in zip(world.RIVALS, world.RIVAL_SHARES, strict=True):
        leaving = customers * _CHURN[brand] * busy * moved("port_out_factor", 10, rival=rival) * (1 - 0.3 * region.network)
        yield "", rival, "携出", round(leaving * share), "户"
        yield "", rival, "携入", round(customers * _CHURN[brand] * busy * 0.92 * rng.gauss(1, 0.06) * share), "户"


def _months() -> list[date]:
    first = season.MEASURED_FIRST
    return [date(first.year + (first.month - 1 + n) // 12, (first.month - 1 + n) % 12 + 1, 1) for n in range(36)]


def _month(month: date, brand: str, region: world.Region, events: tuple[Event, ...], rng: random.Random) -> Iterator[_Monthly]:
    season_of_year = 1 + 0.015 * cos(tau * (month.month - 2) / 12)
    drift = 1 - 0.0015 * (month.year * 12 + month.month - 2026 * 12)
    yield "ARPU", round(_ARPU[brand] * (1 + 0.25 * region.network) * season_of_year * drift * rng.gauss(1, 0.012), 2), "元/户"
    weeks = [month + timedelta(days=n) for n in (0, 7, 14, 21)]
    pressed = sum(_factor(events, "port_out_factor", brand, region.name, week, 10, world.RIVALS[0]) for week in weeks) / 4
    leaving = _CHURN[brand] * 4.35 * 1.5 * pressed * (1 - 0.3 * region.network) * rng.gauss(1, 0.04)
    yield "留存率", round(100 * (1 - leaving), 3), "%"


def rows(events: tuple[Event, ...], seed: int) -> list[tuple[object, ...]]:
    """Rows in the order of HEADER. The size of the operator does not depend on how many records the sample has."""
    rng = random.Random(f"{seed}:measures")
    weather = {region.name: _Weather(random.Random(f"{seed}:{region.name}")) for region in world.REGIONS}
    found: list[tuple[object, ...]] = []
    for number in range(season.MEASURED_WEEKS):
        period = "{}-W{:02d}".format(*(season.MEASURED_FIRST + timedelta(weeks=number)).isocalendar())
        for region in world.REGIONS:
            weather[region.name].turn()
            for brand in world.BRANDS:
                for channel, rival, measure, value, unit in _week(number, brand, region, events, weather[region.name], rng):
                    found.append((period, region.name, brand, channel, rival, "", measure, value, unit))
    items_of = list(items.rows(found, _months(), seed))
    for month in _months():
        for region in world.REGIONS:
            for brand in world.BRANDS:
                for measure, figure, unit in _month(month, brand, region, events, rng):
                    found.append((f"{month:%Y-%m}", region.name, brand, "", "", "", measure, figure, unit))
    return found + items_of

"""measures.csv: the operator's own figures by week (ARPU by month), brand and region, in long form."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from . import season, world
from .planted import Event

HEADER = ("周期", "地区", "品牌", "渠道", "竞争对手", "指标", "数值", "单位")
_CUSTOMERS = {"青笋": 520_000, "竹悦": 980_000, "桥尊": 210_000}
_GROWTH = {"青笋": 0.0022, "竹悦": -0.0006, "桥尊": 0.0004}
_ARPU = {"青笋": 34.0, "竹悦": 72.0, "桥尊": 186.0}
_CHURN = {"青笋": 0.0026, "竹悦": 0.0015, "桥尊": 0.0008}


def _factor(events: tuple[Event, ...], name: str, brand: str, region: str, start: date, days: int, echo: int = 0) -> float:
    """By how much the planted events move a measure in a period; `echo` days later for what customers do afterwards."""
    begin = datetime.combine(start, time()) - timedelta(days=echo)
    value = 1.0
    for event in events:
        if event.concerns(brand, region) and name in event.factors:
            value *= 1 + (event.factors[name] - 1) * min(1.0, 1.6 * event.share_of(begin, begin + timedelta(days=days + echo)))
    return value


def _holidays(start: date) -> int:
    return sum(start + timedelta(n) in season.HOLIDAYS for n in range(7))


def _week(
    number: int, brand: str, region: world.Region, events: tuple[Event, ...], rng: random.Random
) -> Iterator[tuple[str, str, str, int, str]]:
    """Channel, competitor, measure, value and unit of one week, brand and region."""
    start = season.FIRST + timedelta(weeks=number)
    customers = _CUSTOMERS[brand] * region.share * (1 + _GROWTH[brand]) ** number * rng.gauss(1, 0.001)
    quiet = 1 - 0.06 * _holidays(start)

    def moved(name: str, echo: int = 0) -> float:
        return _factor(events, name, brand, region.name, start, 7, echo) * rng.gauss(1, 0.035)

    offered = customers * 0.011 * quiet * moved("calls_offered_factor")
    load = offered / (customers * 0.011)
    answered = offered * min(0.985, max(0.55, 0.93 - 0.28 * (load - 1) + rng.gauss(0, 0.012)))
    yield "", "", "客户数", round(customers), "户"
    yield (
        "",
        "",
        "投诉处理量",
        round(customers * 0.0006 * quiet * moved("calls_offered_factor", 3) ** 1.5 * (1 - 0.25 * region.network)),
        "件",
    )
    yield "热线", "", "呼入量", round(offered), "次"
    yield "热线", "", "接通量", round(answered), "次"
    yield "营业厅", "", "厅台业务量", round(customers * 0.021 * quiet * (1 - 0.004 * number) * moved("hall_factor")), "笔"
    yield "APP", "", "电子渠道业务量", round(customers * 0.085 * (1 + 0.008 * number) * moved("electronic_factor")), "笔"
    for rival, share in zip(world.RIVALS, world.RIVAL_SHARES, strict=True):
        leaving = customers * _CHURN[brand] * quiet * moved("port_out_factor", 10) * (1 - 0.3 * region.network)
        yield "", rival, "携出", round(leaving * share), "户"
        yield "", rival, "携入", round(customers * _CHURN[brand] * quiet * 0.92 * rng.gauss(1, 0.06) * share), "户"


def rows(events: tuple[Event, ...], seed: int) -> list[tuple[object, ...]]:
    """Rows in the order of HEADER. The size of the operator does not depend on how many records the sample has."""
    rng = random.Random(f"{seed}:measures")
    found: list[tuple[object, ...]] = []
    for number in range(season.WEEKS):
        period = "{}-W{:02d}".format(*(season.FIRST + timedelta(weeks=number)).isocalendar())
        for region in world.REGIONS:
            for brand in world.BRANDS:
                for channel, rival, measure, value, unit in _week(number, brand, region, events, rng):
                    found.append((period, region.name, brand, channel, rival, measure, value, unit))
    for month in range(1, 7):
        for region in world.REGIONS:
            for brand in world.BRANDS:
                arpu = _ARPU[brand] * (1 + 0.25 * region.network) * rng.gauss(1, 0.012) * (1.03 if month == 2 else 1.0)
                found.append((f"2026-{month:02d}", region.name, brand, "", "", "ARPU", round(arpu, 2), "元/户"))
    return found

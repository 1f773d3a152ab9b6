"""Monthly measures by item: functions of the halls, promotions taken up, customers who change brand. Dice of their own: no other figure moves."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from . import planted, world

Row = tuple[object, ...]
"""Period, region, brand, channel, competitor, item, measure, value, unit: the order of measures.HEADER."""
_CUSTOMERS_A_MONTH = 10_000
_APPEALS = 22e-6
"""Appeals to the regulator per customer and month."""


def rows(weekly: Iterable[Row], months: list[date], seed: int) -> Iterator[Row]:
    """The rows of all months; hall transactions of a region and month are those of the weeks that begin in it, parted by function."""
    rng = random.Random(f"{seed}:items")
    halls: dict[tuple[str, str], int] = defaultdict(int)
    customers: dict[tuple[str, str, str], int] = {}
    for period, region, brand, _, _, _, measure, value, _ in weekly:
        begins = f"{date.fromisocalendar(int(str(period)[:4]), int(str(period)[-2:]), 1):%Y-%m}"
        if measure == "厅台业务量":
            halls[begins, str(region)] += int(str(value))
        elif measure == "客户数":
            customers[begins, str(region), str(brand)] = int(str(value))
    for number, month in enumerate(months):
        name = f"{month:%Y-%m}"
        for region in world.REGIONS:
            yield from _functions(name, number, month, region.name, halls[name, region.name], rng)
            for brand in world.BRANDS:
                appeals = customers[name, region.name, brand] * _APPEALS * rng.gauss(1, 0.2) * (1 - 0.3 * region.network)
                yield name, region.name, brand, "", "", "", "申诉量", round(appeals), "件"
                yield from _moved(name, month, region.name, brand, customers[name, region.name, brand], rng)


def _functions(name: str, number: int, month: date, region: str, volume: int, rng: random.Random) -> Iterator[Row]:
    """What the halls of a region were visited for in a month; in all as many as their transactions."""
    relief = next(event for event in planted.load() if event.id == "echannel_relief")
    relieved = region == relief.region and relief.start.date().replace(day=1) <= month < relief.end.date()
    functions = planted.table("function")
    weights = [
        one["share"] * (1 + one.get("drift", 0.0)) ** number * (one.get("relieved", 1.0) if relieved else 1.0) * rng.gauss(1, 0.02)
        for one in functions
    ]
    parts = [round(volume * weight / sum(weights)) for weight in weights]
    parts[0] += volume - sum(parts)
    for one, part in zip(functions, parts, strict=True):
        yield name, region, "", "营业厅", "", one["name"], "厅台办理量", part, "笔"


def _moved(name: str, month: date, region: str, brand: str, customers: int, rng: random.Random) -> Iterator[Row]:
    """Promotions that customers of a brand took up, and brands they changed to."""
    for one in planted.table("promotion"):
        if one["brand"] == brand and one["first"] <= month <= one["last"]:
            yield from _promotion(one, name, month, region, customers, rng)
    for one in planted.table("migration"):
        if one["from"] == brand:
            times = one["times"] if "times" in one and one["first"] <= month <= one["last"] else 1.0
            moved = round(customers * one["rate"] * times / _CUSTOMERS_A_MONTH * rng.gauss(1, 0.06))
            yield name, region, brand, "", "", one["to"], "品牌转入", moved, "户"


def _promotion(one: dict[str, Any], name: str, month: date, region: str, customers: int, rng: random.Random) -> Iterator[Row]:
    taken = round(customers * one["taken"] / _CUSTOMERS_A_MONTH * rng.gauss(1, 0.08))
    cancelled = one["cancelled_after"] if "turned" in one and month >= one["turned"] else one["cancelled"]
    for measure, value in (
        ("活动办理量", taken),
        ("活动使用量", round(taken * min(1.0, one["used"] * rng.gauss(1, 0.03)))),
        ("活动退订量", round(taken * cancelled * rng.gauss(1, 0.05))),
    ):
        yield name, region, one["brand"], "", "", one["name"], measure, value, "户"

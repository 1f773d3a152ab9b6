"""The operator's own figures under the reader's names: one series per measure, nothing counted twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pyarrow as pa

from voc.dashboard.filters import Filters
from voc.dashboard.reads.base import At, cached, query
from voc.service.rates import customer_months

NAMES: dict[str, tuple[str, ...]] = {
    "customers": ("客户数", "customers"),
    "complaints": ("投诉处理量", "complaints"),
    "offered": ("呼入量", "calls offered"),
    "answered": ("接通量", "calls answered"),
    "hall": ("厅台业务量", "hall volume"),
    "electronic": ("电子渠道业务量", "electronic volume"),
    "registered": ("电子渠道注册用户数", "registered users"),
    "active": ("电子渠道活跃用户数", "active users"),
    "arpu": ("ARPU",),
    "retention": ("留存率", "retention"),
    "port_outs": ("携出", "port-outs", "port outs"),
    "port_ins": ("携入", "port-ins", "port ins"),
    "appeals": ("申诉量", "appeals"),
    "taken_up": ("活动办理量", "promotions taken up"),
    "used": ("活动使用量", "promotions used"),
    "cancelled": ("活动退订量", "promotions cancelled"),
    "functions": ("厅台办理量", "hall transactions by function"),
    "moved": ("品牌转入", "customers moved between brands"),
}
"""What a measure is called in files, by what it is."""

SPLITS = ("brand", "tier", "product", "channel", "region", "competitor", "item")
FINEST = ("week", "day", "month", "quarter", "year")

_PATTERN = " || ".join(f"(CASE WHEN m.{name} IS NULL THEN '0' ELSE '1' END)" for name in SPLITS)


def own_filters(filters: Filters) -> Filters:
    """The reader's choice as far as measures know it: dates, brand, region. They are split by product and channel only rarely."""
    return replace(filters, undated=False, source=(), channel=(), product=())


@cached
def series(at: At, measure: str, by: str = "''") -> pa.Table:
    """Rows day, grain, group (`by`: '' or a column of measures), value, summed over the rest, ordered by group and day.

    Of several grains the one nearest to weeks is read, and of several splits (totals beside parts) the one with most rows.
    """
    where, values = own_filters(at.filters).where("m")
    names, (grain, pattern) = NAMES[measure], _read_as(replace(at, filters=Filters()), measure)
    return query(
        at,
        f'SELECT m.day, m.grain, {by} AS "group", sum(m.value) AS value FROM measures m WHERE m.measure IN ({_marks(names)})'
        f" AND m.grain = ? AND {_PATTERN} = ? AND {where} GROUP BY ALL ORDER BY 3, 1",
        (*names, grain, pattern, *values),
    )


@cached
def _read_as(at: At, measure: str) -> tuple[str | None, str | None]:
    """The grain and the split in which a measure is read, whatever the filters; None where it is not given."""
    names, rank = NAMES[measure], ", ".join(f"'{grain}'" for grain in FINEST)
    rows = query(
        at,
        f"SELECT m.grain, {_PATTERN} AS pattern, count(*) AS n FROM measures m WHERE m.measure IN ({_marks(names)})"
        f" GROUP BY m.grain, pattern ORDER BY list_position([{rank}], m.grain), n DESC, pattern DESC LIMIT 1",
        names,
    ).to_pylist()
    return (rows[0]["grain"], rows[0]["pattern"]) if rows else (None, None)


def _marks(names: tuple[str, ...]) -> str:
    return ", ".join("?" * len(names))


def everything(at: At) -> At:
    """The same publication without dates: models need all weeks there are."""
    return replace(at, filters=replace(at.filters, first=None, last=None))


def total(at: At, measure: str) -> float | None:
    """The sum of a measure over the filters; None where it is not given."""
    values = series(at, measure)["value"].to_pylist()
    return sum(values) if values else None


def exposure(at: At) -> float | None:
    """Customer-months over the filters; None where no customers are given. Products and channels have no customers of their own.

    Customers on average over the periods that begin in the span, times its length, so that a period cut by an edge does no harm.
    """
    if at.filters.product:
        return None
    rows = series(at, "customers").to_pylist()
    if not rows:
        return None
    if not at.filters.days:
        return sum(customer_months(row["value"], row["grain"]) for row in rows)
    return customer_months(sum(row["value"] for row in rows) / len(rows), "day", at.filters.days)


def aligned(tables: Sequence[pa.Table]) -> tuple[list[date], list[list[float | None]]]:
    """Several series over the same days: every day any of them has, and the values, None where one has none."""
    found = [{row["day"]: row["value"] for row in table.select(["day", "value"]).to_pylist()} for table in tables]
    days = sorted({day for one in found for day in one})
    return days, [[one.get(day) for day in days] for one in found]

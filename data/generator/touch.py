"""Touchpoints: what a customer came to a channel for, by the cause of what he says; and what he knows and uses of the operator's plans."""

from __future__ import annotations

import random
from functools import cache

from . import planted, world

HALLS = ("营业厅", "代理网点")
_FAULTS, _MATTERS = ("network", "device"), ("billing", "ordering")
_POINTS: dict[str, tuple[tuple[str, float, tuple[str, ...]], ...]] = {
    "热线": (("查询咨询", 30, ("billing",)), ("业务办理", 25, ("ordering",)), ("故障报修", 20, _FAULTS), ("投诉受理", 25, ("service", "privacy"))),
    "APP": (("登录首页", 20, ("digital",)), ("查询", 30, ("billing",)), ("充值缴费", 25, ()), ("业务办理", 15, ("ordering",)), ("在线客服", 10, ("service", "network"))),
    "小程序": (("查询", 45, ("billing",)), ("充值缴费", 40, ()), ("业务办理", 15, ("ordering", "digital"))),
    "网上营业厅": (("查询", 35, ("billing",)), ("业务办理", 40, ("ordering", "digital")), ("在线客服", 25, ("service", "network"))),
    "上门服务": (("装机", 45, ("ordering",)), ("移机", 15, ()), ("维修", 40, _FAULTS)),
    "社交媒体": (("官方账号私信", 60, ()), ("评论区", 40, ("privacy", "network"))),
}  # fmt: skip
"""Touchpoints of a channel: how many come for them, and the first-level causes they are heard about."""
_APT = 4.0
"""How many times likelier a touchpoint is for a cause that belongs there."""


@cache
def _functions() -> tuple[tuple[str, float, float, frozenset[str]], ...]:
    return tuple((one["name"], one["share"], one["sour"], frozenset(one.get("causes", ()))) for one in planted.table("function"))


def touchpoint(channel: str, cause: str | None, overall: int | None, rng: random.Random) -> str:
    """What was wanted on a channel; in a hall, who rates worse came more often for what is planted as sour."""
    low = 0.0 if overall is None else 7.5 - overall
    if channel in HALLS:
        functions = _functions()
        weights = [share * sour**low * (_APT**2 if cause in causes else 1.0) for _, share, sour, causes in functions]
        return rng.choices([name for name, *_ in functions], weights)[0]
    level = cause.split(".", maxsplit=1)[0] if cause else None
    points = _POINTS[channel]
    return rng.choices([name for name, *_ in points], [share * (_APT if level in levels else 1.0) for _, share, levels in points])[
        0
    ]


def plans(brand: str, points: int | None, overall: int, rng: random.Random) -> list[str | None]:
    """Knows the points, uses them (who can rate them does), knows the club, belongs to it, how it is felt to be: the order of PLANS."""
    at = world.BRANDS.index(brand)
    known, club = planted.table("plan")
    uses = points is not None
    # Half can rate the points; of the others as many know them as makes the planted share.
    aware = uses or rng.random() < (known["aware"][at] - _RATED) / (1 - _RATED)
    knows = rng.random() < club["aware"][at]
    belongs = knows and rng.random() < club["takes"][at]
    felt = None
    if belongs:
        satisfied = club["satisfied"][at] + 0.05 * (overall - 7.5)
        felt = "满意" if rng.random() < satisfied else rng.choice(("一般", "一般", "不满意"))
    return [_said(aware), _said(uses) if aware else None, _said(knows), _said(belongs) if knows else None, felt]


_RATED = next(driver.used for driver in planted.drivers() if driver.name == "积分计划")
PLANS = ("是否知道积分计划", "是否参加积分计划", "是否知道会员俱乐部", "是否参加会员俱乐部", "会员俱乐部感受")


def _said(yes: bool) -> str:
    return "是" if yes else "否"

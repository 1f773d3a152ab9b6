"""Customers drawn at random, and the shares in which sources use registers."""

from __future__ import annotations

import random
from datetime import datetime

from . import mix, world
from .phrases import Situation
from .planted import Event

REGISTERS: dict[str, dict[str, float]] = {
    "survey": {"curt": 48, "plain": 29, "rant": 6, "polite": 3, "elderly": 5, "netizen": 6, "ironic": 3},
    "complaint": {"plain": 34, "rant": 26, "polite": 20, "elderly": 11, "netizen": 4, "ironic": 5},
    "social": {"netizen": 38, "rant": 22, "ironic": 20, "plain": 20},
}


def product(rng: random.Random, brand: str | None = None, cause: str = "") -> world.Product:
    """A plan of a customer, of the given brand if any, and of a kind that can have this cause."""
    known = [product for product in world.PRODUCTS if brand in (None, product.brand) and mix.can_have(product, cause)]
    return rng.choices(known, [product.share for product in known])[0]


def region(rng: random.Random, name: str | None = None) -> world.Region:
    """A region, the one of that name if any."""
    known = [region for region in world.REGIONS if name in (None, region.name)]
    return rng.choices(known, [region.share for region in known])[0]


def phone(rng: random.Random) -> str:
    """A mobile number of the range 154, in which no numbers are given out."""
    return f"154{rng.randrange(10**8):08d}"


def situation(rng: random.Random, when: datetime, event: Event | None = None) -> Situation:
    """A customer who speaks at `when`; in an event's scope if one is given."""
    plan = product(rng, event.brand, event.cause) if event else product(rng)
    at = Situation(rng, plan.brand, plan, region(rng, event.region if event else None), when, phone(rng))
    if event and event.id == "billing_double_charge":
        at.fixed["month"] = "3月"
    if event and event.customer:
        at.phone, at.product = event.customer, next(plan for plan in world.PRODUCTS if plan.name == "竹悦千兆宽带")
    return at


def register(rng: random.Random, source: str, age: str = "", brand: str = "") -> str:
    """How this customer puts things: the young like netizens, the old like elders."""
    shares = dict(REGISTERS[source])
    young, old = age.startswith(("18", "25")) or brand == "青笋", age.startswith(("55", "65"))
    if age or brand:
        shares["netizen"] = shares.get("netizen", 0) * (2.5 if young else 0.1 if old else 0.5)
        shares["elderly"] = shares.get("elderly", 0) * (3.0 if old else 0.0 if young else 0.4)
    return rng.choices(list(shares), list(shares.values()))[0]


def occupation(age: str, rng: random.Random) -> str:
    """An occupation for somebody of this age band."""
    if age.startswith("65"):
        return rng.choice(("退休", "退休", "退休", "务农"))
    if age.startswith("18"):
        return rng.choice(("学生", "学生", "务工人员", "企业职工", "自由职业"))
    common = ("企业职工", "企业职工", "个体经营", "公务员及事业单位", "务工人员", "自由职业")
    return rng.choice((*common, "退休" if age.startswith("55") else "企业职工"))


def education(age: str, rng: random.Random) -> str:
    """An education for somebody of this age band: the young went to school longer."""
    shares = (40, 32, 16, 10, 2) if age.startswith(("55", "65")) else (10, 24, 30, 30, 6)
    return rng.choices(world.EDUCATIONS, shares)[0]


def spend(price: int, rng: random.Random) -> str:
    """The band of what a customer of a plan at this price pays a month."""
    paid = price * rng.choice((1, 1, 1.2, 1.5))
    return world.SPENDS[sum(paid >= bound for bound in (30, 60, 100, 200))]


def customer_type(plan: world.Product, age: str) -> str:
    """Business, campus, family or personal customer."""
    if plan.name.startswith("桥尊商企"):
        return "政企"
    if plan.brand == "青笋" and age.startswith("18"):
        return "校园"
    return "家庭" if plan.kind != "mobile" else "个人"

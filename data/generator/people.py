"""Customers drawn at random, and the shares in which sources use registers."""

from __future__ import annotations

import random
from datetime import datetime

from . import world
from .phrases import Situation
from .planted import Event

REGISTERS: dict[str, dict[str, float]] = {
    "survey": {"curt": 48, "plain": 29, "rant": 6, "polite": 3, "elderly": 5, "netizen": 6, "ironic": 3},
    "complaint": {"plain": 34, "rant": 26, "polite": 20, "elderly": 11, "netizen": 4, "ironic": 5},
    "social": {"netizen": 38, "rant": 22, "ironic": 20, "plain": 20},
}


def product(rng: random.Random, brand: str | None = None) -> world.Product:
    """A plan of a customer, of the given brand if any."""
    known = [product for product in world.PRODUCTS if brand in (None, product.brand)]
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
    plan = product(rng, event.brand if event else None)
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

"""How often customers speak of which cause, by source, brand and plan; and which parts go with which cause."""

from __future__ import annotations

import random

from . import world

SOURCES = ("survey", "complaint", "transcript", "social")
_WEIGHTS = {
    "network.coverage": (130, 80, 70, 90),
    "network.data_speed": (110, 60, 60, 95),
    "network.voice": (25, 22, 22, 16),
    "network.broadband": (75, 110, 110, 70),
    "network.messaging": (10, 16, 18, 12),
    "network.roaming": (8, 10, 12, 15),
    "billing.charges": (70, 110, 105, 70),
    "billing.tariff": (150, 60, 60, 100),
    "billing.data_usage": (40, 40, 40, 30),
    "billing.payment": (20, 30, 35, 16),
    "billing.suspension": (12, 35, 35, 25),
    "billing.contract": (22, 45, 35, 30),
    "ordering.plan_change": (32, 50, 50, 35),
    "ordering.port_out": (12, 30, 22, 35),
    "ordering.unsolicited": (28, 60, 50, 45),
    "ordering.sim": (14, 22, 30, 18),
    "ordering.installation": (28, 70, 70, 35),
    "ordering.promotion": (35, 30, 25, 26),
    "service.hotline_access": (32, 13, 9, 34),
    "service.attitude": (34, 36, 20, 40),
    "service.resolution": (38, 50, 42, 45),
    "service.store": (42, 16, 7, 16),
    "service.misinformation": (24, 40, 32, 30),
    "digital.app": (42, 25, 20, 38),
    "privacy.marketing": (38, 45, 30, 52),
    "privacy.fraud_leak": (13, 15, 12, 20),
    "device.terminal": (14, 18, 20, 12),
}
CAUSES = tuple(_WEIGHTS)
_BRANDS: dict[str, dict[str, float]] = {
    "青笋": {
        "network.data_speed": 1.6, "billing.tariff": 0.7, "billing.data_usage": 1.6, "digital.app": 1.4, "ordering.promotion": 1.4,
        "service.store": 0.5, "billing.contract": 0.6, "privacy.fraud_leak": 1.3, "ordering.sim": 1.4,
    },
    "竹悦": {"billing.tariff": 1.3, "service.store": 1.4, "ordering.unsolicited": 1.5, "network.coverage": 1.1, "privacy.marketing": 1.2},
    "桥尊": {
        "network.roaming": 4.0, "network.coverage": 1.2, "service.attitude": 1.4, "service.resolution": 1.5, "billing.payment": 1.8,
        "billing.tariff": 0.7, "ordering.unsolicited": 0.6, "service.hotline_access": 0.7,
    },
}  # fmt: skip
_FIXED_LINE = frozenset({"network.broadband", "ordering.installation", "device.terminal"})
_MOBILE_ONLY = frozenset(
    {
        "network.coverage",
        "network.data_speed",
        "network.voice",
        "network.messaging",
        "network.roaming",
        "billing.data_usage",
        "ordering.sim",
    }
)
GROUPS = {
    "network.coverage": "coverage", "network.data_speed": "data", "network.voice": "voice", "network.messaging": "voice",
    "network.roaming": "voice", "network.broadband": "home", "ordering.installation": "install", "device.terminal": "install",
    "billing.charges": "charge", "ordering.unsolicited": "charge", "billing.data_usage": "charge", "billing.payment": "charge",
    "billing.tariff": "price", "billing.contract": "price", "ordering.promotion": "price", "ordering.plan_change": "account",
    "ordering.port_out": "account", "billing.suspension": "account", "ordering.sim": "account", "digital.app": "digital",
    "privacy.marketing": "privacy", "privacy.fraud_leak": "privacy",
}  # fmt: skip
_IRONY = frozenset({"coverage", "data", "voice", "home", "install", "charge", "price", "account", "people", "digital"})
_LITERAL = frozenset(
    {"billing.payment", "billing.data_usage", "billing.suspension", "ordering.sim", "device.terminal", "network.roaming"}
)
_NEIGHBOURS = ("service.resolution", "service.attitude", "billing.tariff", "service.hotline_access", "network.data_speed")


def group(cause: str) -> str:
    """The group of causes whose consequences, feelings and requests fit this cause."""
    return GROUPS.get(cause, "people")


def irony_section(cause: str) -> str:
    """The section whose ironic lines fit this cause; "generic" where none is about it."""
    if cause in ("service.hotline_access", "service.attitude"):
        return cause
    return "generic" if cause in _LITERAL or group(cause) not in _IRONY else group(cause)


def can_have(product: world.Product, cause: str) -> bool:
    """Whether customers of this plan can speak of this cause: no installation without a fixed line, no signal of a fixed line alone."""
    return product.kind != ("mobile" if cause in _FIXED_LINE else "fixed" if cause in _MOBILE_ONLY else "")


def weights(source: str, product: world.Product) -> list[float]:
    """Weights of CAUSES for a source among the customers of a plan."""
    column = SOURCES.index(source)
    found = []
    for cause, row in _WEIGHTS.items():
        value = row[column] * _BRANDS[product.brand].get(cause, 1.0)
        if cause in _FIXED_LINE:
            value *= {"mobile": 0.06, "fusion": 1.8, "fixed": 4.0}[product.kind]
        elif cause in _MOBILE_ONLY and product.kind == "fixed":
            value *= 0.05
        found.append(value)
    return found


def draw_cause(rng: random.Random, source: str, product: world.Product) -> str:
    """A cause for a customer of this plan who speaks in this source."""
    return rng.choices(CAUSES, weights(source, product))[0]


def draw_second(rng: random.Random, first: str, source: str, product: world.Product) -> str:
    """A second cause beside the first: often how the first was handled."""
    for _ in range(20):
        second = rng.choice(_NEIGHBOURS) if rng.random() < 0.5 else draw_cause(rng, source, product)
        if second != first:
            return second
    return "service.resolution" if first != "service.resolution" else "service.attitude"

"""What a customer is worth, in three columns that are never added up: they are different money at different risk."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from voc.errors import VocError

_AMOUNT = re.compile(r"\d+(?:\.\d+)?")
_UNDER, _OVER = (
    re.compile(r"以下|以内|不足|低于|小于|under|below|less|<|≤", re.IGNORECASE),
    re.compile(r"以上|及以上|超过|大于|over|above|more|>|≥|\+", re.IGNORECASE),
)


@dataclass(frozen=True)
class CustomerValue:
    """Money per customer: from what is bought, from what may be bought, from whom is moved. None where a coefficient is missing."""

    existing: float | None
    potential: float | None
    influence: float | None


def customer_value(
    arpu: float | None,
    margin: float,
    retention: float,
    discount: float,
    *,
    lift: float | None = None,
    p: float | None = None,
    reach: float | None = None,
    conversion: float | None = None,
) -> CustomerValue:
    """Existing arpu * 12 * margin * r / (1 + d - r); potential = existing * lift * p; influence = existing * reach * conversion.

    `arpu` is money a month, `retention` a yearly share, `discount` a yearly rate, `p` and `conversion` shares, `reach` persons.
    """
    shares = {"margin": margin, "retention": retention, "p": p, "conversion": conversion}
    for name, given in shares.items():
        if given is not None and not 0 <= given <= 1:
            raise VocError(f"{name} 应在 0 与 1 之间，给的是 {given}。", f"{name} lies between 0 and 1; given {given}.")
    amounts = {"arpu": arpu, "discount": discount, "lift": lift, "reach": reach}
    for name, given in amounts.items():
        if given is not None and not given >= 0:
            raise VocError(f"{name} 不能为负，给的是 {given}。", f"{name} cannot be negative; given {given}.")
    if 1 + discount - retention <= 0:
        raise VocError("留存率为 1 时贴现率必须大于 0。", "with a retention of 1 the discount must be above 0.")
    if arpu is None:
        return CustomerValue(None, None, None)
    existing = arpu * 12 * margin * retention / (1 + discount - retention)
    return CustomerValue(existing, _times(existing, lift, p), _times(existing, reach, conversion))


def _times(existing: float, one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else existing * one * other


def band_middle(text: str | None) -> float | None:
    """What somebody in a band of spend pays a month: its middle; of an open band half its bound below, a quarter more above it."""
    given = (text or "").replace(",", "")
    found = [float(one) for one in _AMOUNT.findall(given)]
    if len(found) >= 2:
        return (found[0] + found[1]) / 2
    if not found:
        return None
    return found[0] / 2 if _UNDER.search(given) else found[0] * 1.25 if _OVER.search(given) else found[0]


def levelled(spends: Sequence[float | None], weights: Sequence[float | None], arpu: float) -> list[float]:
    """Spends with their weighted mean moved to the `arpu` that was measured, in proportion; who gave none has just that.

    Bands say who pays more than whom, the books how much it is in all.
    """
    known = [(spend, 1.0 if weight is None else weight) for spend, weight in zip(spends, weights, strict=True) if spend is not None]
    total, size = sum(spend * weight for spend, weight in known), sum(weight for _, weight in known)
    factor = arpu * size / total if total > 0 else 0.0
    return [arpu if spend is None or not factor else spend * factor for spend in spends]

"""What a customer is worth, in three columns that are never added up: they are different money at different risk."""

from __future__ import annotations

from dataclasses import dataclass

from voc.errors import VocError


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

"""What resolving a share of one cause's dissatisfaction would avoid, and what the customers at risk are worth in three columns."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from voc.errors import VocError
from voc.risk.attribution import times
from voc.risk.misread import Misread, true_shares
from voc.risk.moments import Figure, around, scaled
from voc.risk.word_of_mouth import AtRisk, Exposure


@dataclass(frozen=True)
class Avoided:
    """Contacts (per the exposure's unit), customers who stay and money a year that go with a share of a cause; None where not known."""

    cause: str
    resolved: float
    negative: Figure
    customers: Figure | None
    value: Figure | None


@dataclass(frozen=True)
class Worth:
    """Customers at risk in money: existing, potential, influence; three columns that are never added up. None where not given."""

    existing: Figure | None
    potential: Figure | None
    influence: Figure | None


def resolve(
    index: Exposure,
    risk: AtRisk | None,
    counts: Mapping[str, float],
    cause: str,
    share: float,
    misread: Misread = Misread(),  # noqa: B008 frozen, and empty
) -> Avoided:
    """Resolving `share` of what `cause` causes makes those dissatisfied customers neutral: they tell nothing bad and do not leave for it.

    The cause's part is NEG * psi, psi its true share (`misread` says how the coder errs); `share` is a decision and is taken as certain.
    """
    if not 0 <= share <= 1:
        raise VocError(f"解决的比例应在 0 与 1 之间，给的是 {share}。", f"the share resolved lies between 0 and 1; given {share}.")
    if cause not in counts:
        known = ", ".join(counts)
        raise VocError(
            f"没有根因 {cause!r} 的负面原声，已有：{known}。", f"no negative verbatims of cause {cause!r}; known: {known}."
        )
    theta = true_shares(counts, misread)[cause]
    risk_figure = None if risk is None else _part(risk.customers, theta, share)
    value = None if risk is None or risk.value is None else _part(risk.value, theta, share)
    return Avoided(cause, share, _part(index.negative, theta, share), risk_figure, value)


def _part(whole: Figure, theta: tuple[float, float], share: float) -> Figure:
    mean = whole.mean * theta[0] * share
    sampling, full = (scaled(times(whole.mean, spread, *theta, 0.95), share) for spread in (whole.sampling, whole.full))
    return Figure(mean, sampling, around(sampling, full))


def worth(customers: Figure, existing: float | None, potential: float | None, influence: float | None) -> Worth:
    """Customers at risk times the money per customer, column by column; the money is taken as given."""
    return Worth(*(None if one is None else money(customers, one) for one in (existing, potential, influence)))


def money(customers: Figure, each: float) -> Figure:
    """A number of customers in money at `each`; VocError for a value below 0 or without an end."""
    if not (each >= 0 and math.isfinite(each)):
        raise VocError(f"客户价值不能为负，给的是 {each}。", f"a customer's value cannot be negative; given {each}.")
    return Figure(customers.mean * each, scaled(customers.sampling, each), scaled(customers.full, each))

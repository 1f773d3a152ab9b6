"""Proof of effect: a cause before and after a change, held against everything else that was heard in the same place."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import Any, Literal

from voc.service.recurrence import elimination
from voc.survey.intervals import Estimate, z_of

Verdict = Literal["works", "no_effect_shown", "worse", "too_few"]
FEWEST = 10
"""Verbatims before and after together under which nothing is said."""


@dataclass(frozen=True)
class Counts:
    """Negative verbatims of the cause (k) and of all other causes (rest) in `days` days of one scope."""

    k: int
    rest: int
    days: int


@dataclass(frozen=True)
class Effect:
    """What a change did. `plain` is the elimination rate by days, `adjusted` the same with the change of everything else taken out."""

    before: Counts
    after: Counts
    plain: Estimate
    adjusted: Estimate
    verdict: Verdict

    def figures(self) -> dict[str, Any]:
        """As plain values, for the ledger."""
        return asdict(self)


def effect(before: Counts, after: Counts, level: float = 0.95) -> Effect:
    """Elimination 1 - rate ratio, plain and against the rest as control (ratio of two rate ratios, log interval, 1/2 added to each count)."""
    plain = (
        elimination(before.k, after.k, before.days, after.days, level) if min(before.days, after.days) > 0 else _none(before, after)
    )
    adjusted = _adjusted(before, after, level)
    return Effect(before, after, plain, adjusted, _verdict(plain, adjusted))


def _adjusted(before: Counts, after: Counts, level: float) -> Estimate:
    if before.k == 0 or before.rest == 0 or after.rest == 0:
        return _none(before, after)
    cells = [count + 0.5 for count in (after.k, before.k, after.rest, before.rest)]
    ratio = (cells[0] / cells[1]) / (cells[2] / cells[3])
    se = math.sqrt(sum(1 / cell for cell in cells))
    reach = z_of(level) * se
    n = before.k + after.k
    return Estimate(1 - ratio, 1 - ratio * math.exp(reach), 1 - ratio * math.exp(-reach), n, float(n), "log ratio of ratios", se)


def _none(before: Counts, after: Counts) -> Estimate:
    n = before.k + after.k
    return Estimate(None, None, None, n, float(n), "log ratio of ratios", None)


def _verdict(plain: Estimate, adjusted: Estimate) -> Verdict:
    """Works or worse only where both intervals say so: everything else may have moved for reasons of its own."""
    bounds = (plain.low, plain.high, adjusted.low, adjusted.high)
    if any(bound is None for bound in bounds) or plain.base < FEWEST:
        return "too_few"
    plain_low, plain_high, low, high = (float(bound) for bound in bounds if bound is not None)
    return "works" if min(plain_low, low) > 0 else "worse" if max(plain_high, high) < 0 else "no_effect_shown"

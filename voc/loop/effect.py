"""Proof of effect: a cause before and after a change, held against everything else that was heard in the same place.

Difference in differences over time: the series is log((cause + 1/2) / (rest + 1/2)) by week, so that what moved everything falls out,
and its level after the change is held against the level before as an interrupted series with autocorrelated errors. An outage or a wrong
bill makes one other cause shout for some weeks; that moved not everything, so a single cause counts in the rest up to its own usual only.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any, Literal

from voc.service.interrupted import METHOD, level_shift
from voc.service.recurrence import elimination
from voc.survey.intervals import Estimate

Verdict = Literal["works", "no_effect_shown", "worse", "too_few", "too_early"]
FEWEST = 10
"""Verbatims before and after together under which nothing is said."""
BURST = 3.0
LEAST_PERIODS = 4
"""Periods on either side under which it is too early."""


@dataclass(frozen=True)
class Counts:
    """Negative verbatims of the cause (k) and of all other causes (rest) in `days` days of one scope.

    `control` is the rest without bursts of single causes, as `calm` gives it; None: the rest as it is.
    """

    k: int
    rest: int
    days: int
    control: float | None = None

    @property
    def held(self) -> float:
        """What the cause is held against."""
        return self.rest if self.control is None else self.control


@dataclass(frozen=True)
class Effect:
    """What a change did. `plain` is the elimination rate by days, `adjusted` the same with the change of everything else taken out.

    The verdict is the adjusted rate's; `days` is the length of a period, `settled` the days right after the change that are on neither
    side, `rho` the autocorrelation from one period to the next.
    """

    before: Counts
    after: Counts
    plain: Estimate
    adjusted: Estimate
    verdict: Verdict
    days: int = 7
    settled: int = 0
    rho: float | None = None

    def figures(self) -> dict[str, Any]:
        """As plain values, for the ledger."""
        return asdict(self)


def effect(before: Sequence[Counts], after: Sequence[Counts], settling: Sequence[Counts] = (), level: float = 0.95) -> Effect:
    """The effect from equally long periods in the order of time: those before the change, those in which it settles, those after.

    While it settles customers still speak of what happened to them before the change (Bernal et al. 2017: a transition period).
    """
    sides = _sum(before), _sum(after)
    plain = _plain(*sides, level)
    adjusted, rho = _none(*sides), None
    early = min(len(before), len(after)) < LEAST_PERIODS
    if not early and sides[0].k and sides[0].held and sides[1].held:
        whole = (*before, *settling, *after)
        series = [math.log((one.k + 0.5) / (one.held + 0.5)) for one in whole]
        # A column of its own for each period of settling: it says nothing of the level, and the time it takes is still counted.
        alone = [[float(place == at) for at in range(len(whole))] for place in range(len(before), len(whole) - len(after))]
        changed = [False] * (len(whole) - len(after)) + [True] * len(after)
        shift = level_shift(series, changed, alone, level)
        adjusted, rho = _eliminated(shift.estimate, adjusted.base), shift.rho
    days = next((one.days for one in (*before, *after)), 7)
    verdict: Verdict = "too_early" if early else _verdict(plain, adjusted)
    return Effect(*sides, plain, adjusted, verdict, days, sum(one.days for one in settling), rho)


def _sum(periods: Sequence[Counts]) -> Counts:
    held = sum(one.held for one in periods) if any(one.control is not None for one in periods) else None
    return Counts(sum(one.k for one in periods), sum(one.rest for one in periods), sum(one.days for one in periods), held)


def calm(others: Sequence[Mapping[Any, int]]) -> list[float]:
    """Per period the sum over other causes, each up to BURST standard deviations (of a Poisson count) above its median over all periods."""
    names = {name for one in others for name in one}
    most = {name: median(one.get(name, 0) for one in others) for name in names}
    bound = {name: usual + BURST * math.sqrt(usual + 1) for name, usual in most.items()}
    return [sum(min(n, bound[name]) for name, n in one.items()) for one in others]


def _plain(before: Counts, after: Counts, level: float) -> Estimate:
    if min(before.days, after.days) <= 0:
        return _none(before, after)
    return elimination(before.k, after.k, before.days, after.days, level)


def _eliminated(shift: Estimate, base: int) -> Estimate:
    """A change of the log ratio as an elimination rate."""
    value, low, high = (None if one is None else 1 - math.exp(one) for one in (shift.value, shift.high, shift.low))
    return Estimate(value, low, high, base, float(base), METHOD, shift.se)


def _none(before: Counts, after: Counts) -> Estimate:
    n = before.k + after.k
    return Estimate(None, None, None, n, float(n), METHOD, None)


def _verdict(plain: Estimate, adjusted: Estimate) -> Verdict:
    """Works or worse where the adjusted interval says so and the plain rate has the same sign: 1 of 20 quiet series would by chance."""
    if plain.value is None or adjusted.low is None or adjusted.high is None or plain.base < FEWEST:
        return "too_few"
    if adjusted.low > 0 and plain.value > 0:
        return "works"
    return "worse" if adjusted.high < 0 and plain.value < 0 else "no_effect_shown"

"""What makes up the exposure: its split over causes, and how far each coefficient by itself moves it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from voc.errors import VocError
from voc.risk.ledger import Coefficient, Ledger
from voc.risk.misread import UNCODED, Misread, true_shares
from voc.risk.moments import Figure, Shares, Spread, around, gamma_spread, tails
from voc.risk.word_of_mouth import NOT_MEASURED, AmplificationBase, Exposure, contacts_per_dissatisfied

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


@dataclass(frozen=True)
class CauseExposure:
    """The part of the negative contacts that falls to a cause; `share` is its posterior mean, `count` its (split) verbatims."""

    cause: str
    count: float
    share: float
    negative: Figure


@dataclass(frozen=True)
class Bar:
    """The index with one coefficient at the low and the high end of its prior, all others at their values."""

    name: str
    low_value: float
    high_value: float
    low: float
    high: float


def cause_counts(pairs: Iterable[tuple[str | None, str | None]], weights: Iterable[float] | None = None) -> dict[str, float]:
    """Verbatims per cause from (primary, secondary) causes: one with two counts half to each, one without as "uncoded"."""
    counts: dict[str, float] = {}
    given = list(pairs)
    for named, weight in zip(given, [1.0] * len(given) if weights is None else weights, strict=True):
        causes = list(dict.fromkeys(cause for cause in named if cause)) or [UNCODED]
        for cause in causes:
            counts[cause] = counts.get(cause, 0.0) + weight / len(causes)
    return counts


def split_over_causes(
    exposure: Exposure,
    counts: Mapping[str, float],
    level: float = 0.95,
    misread: Misread = Misread(),  # noqa: B008 frozen, and empty
) -> list[CauseExposure]:
    """NEG * psi_k, psi the true shares of the causes (`misread` says how the coder errs), largest first; the means add up to NEG."""
    if any(not math.isfinite(count) or count < 0 for count in counts.values()):
        raise VocError("各原因的条数不能为负。", "counts per cause cannot be negative.")
    whole = exposure.negative
    parts = []
    for cause, (theta, theta2) in true_shares(counts, misread).items():
        sampling = times(whole.mean, whole.sampling, theta, theta2, level)
        full = times(whole.mean, whole.full, theta, theta2, level)
        parts.append(
            CauseExposure(cause, counts.get(cause, 0.0), theta, Figure(whole.mean * theta, sampling, around(sampling, full)))
        )
    return sorted(parts, key=lambda part: (-part.negative.mean, part.cause))


def times(mean: float, spread: Spread, theta: float, theta2: float, level: float) -> Spread:
    """Spread of a figure times an independent share."""
    return gamma_spread((mean * theta, (mean**2 + spread.sd**2) * theta2), level)


def tornado(
    shares: Shares,
    ledger: Ledger,
    *,
    r: Coefficient | None,
    amplification_base: AmplificationBase,
    per: float = 1000.0,
    level: float = 0.95,
) -> list[Bar]:
    """The negative index with one coefficient, or the share of dissatisfied, at both ends of its interval; widest first.

    The index is linear in each, so the ends are its extremes; a coefficient taken as certain has a bar of no width.
    """
    solved = r or NOT_MEASURED
    share = shares.mean(2)

    def index(changed: Ledger, resolution: Coefficient) -> float:
        return per * share * contacts_per_dissatisfied(changed.fixed(), resolution.fixed(), amplification_base)[0]

    bars = []
    for name in ("a_D", "a_H", "h", "c", "lambda"):
        ends = [ledger[name].quantile(p) for p in tails(level)]
        moved = [index(_set(ledger, name, end), solved) for end in ends]
        bars.append(Bar(name, ends[0], ends[1], moved[0], moved[1]))
    ends = [solved.quantile(p) for p in tails(level)]
    moved = [index(ledger, Coefficient("r", end)) for end in ends]
    bars.append(Bar("r", ends[0], ends[1], moved[0], moved[1]))
    told = per * contacts_per_dissatisfied(ledger.fixed(), solved.fixed(), amplification_base)[0]
    ends = [shares.dissatisfied_quantile(p) for p in tails(level)]
    bars.append(Bar("D", ends[0], ends[1], told * ends[0], told * ends[1]))
    return sorted(bars, key=lambda bar: (-abs(bar.high - bar.low), bar.name))


def _set(ledger: Ledger, name: str, value: float) -> Ledger:
    return Ledger({**ledger.coefficients, name: Coefficient(name, value)})

"""Cells (brands, products, channels, regions) judged side by side: pooled where small, with both levels, risk, repair and causes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from voc.risk.attribution import CauseExposure, split_over_causes
from voc.risk.ledger import Coefficient, Ledger
from voc.risk.level import MINIMUM, Level, level
from voc.risk.misread import Misread
from voc.risk.moments import Shares
from voc.risk.pooling import Pooled, pool
from voc.risk.word_of_mouth import AmplificationBase, AtRisk, Exposure, LeaveBase, at_risk, exposure, repair_coverage


@dataclass(frozen=True)
class Setup:
    """What every cell is judged with; `target` is the exposure the operator allows itself, None where none is set."""

    ledger: Ledger
    r: Coefficient | None
    amplification_base: AmplificationBase
    leave_base: LeaveBase
    target: float | None = None
    per: float = 1000.0


@dataclass(frozen=True)
class Assessed:
    """One cell. Without an index it has too few answers even for pooling (nobody answered), and says so by `own` alone.

    `pooling` is 0 where the figures are all the cell's own, towards 1 the more they are its parent's; levels are judged on the own base.
    """

    own: Shares | None
    index: Exposure | None = None
    pooling: float = 0.0
    at_risk: AtRisk | None = None
    repair: float | None = None
    against_target: Level | None = None
    against_year: Level | None = None
    year_before: Exposure | None = None
    causes: tuple[CauseExposure, ...] = field(default=())

    @property
    def pooled(self) -> bool:
        """Whether the figures lean on the parent: the cell's own base is under the minimum."""
        return self.index is not None and self.pooling > 0


def assess(
    own: Shares | None,
    setup: Setup,
    *,
    pooled: Pooled | None = None,
    customers: float | None = None,
    annual_value: float | None = None,
    before: Shares | None = None,
    counts: Mapping[str, float] | None = None,
    misread: Misread | None = None,
) -> Assessed:
    """A cell by its own answers where they reach the minimum base, else by `pooled`; a year `before` and cause `counts` where given.

    `misread` is what is known of the coder's errors.
    """
    small = own is None or min(own.base, own.effective_base) < MINIMUM - 1e-9
    shares = pooled.shares if small and pooled is not None else None if small else own
    if shares is None:
        return Assessed(own)
    index = _index(shares, setup)
    earlier = None if before is None else _index(before, setup)
    return Assessed(
        own,
        index,
        pooled.degree if small and pooled is not None else 0.0,
        None
        if not customers
        else at_risk(shares, setup.ledger, r=setup.r, leave_base=setup.leave_base, customers=customers, annual_value=annual_value),
        repair_coverage(shares, setup.ledger),
        None if setup.target is None else level(index, setup.target),
        None if earlier is None else level(index, earlier),
        earlier,
        tuple(split_over_causes(index, counts, misread=misread or Misread())) if counts else (),
    )


def assess_all(
    cells: Mapping[str, Shares | None],
    setup: Setup,
    *,
    customers: Mapping[str, float] | None = None,
    annual_value: Mapping[str, float] | None = None,
    before: Mapping[str, Shares | None] | None = None,
    counts: Mapping[str, Mapping[str, float]] | None = None,
    misread: Misread | None = None,
) -> dict[str, Assessed]:
    """Every cell, the small ones pooled towards the mean of all; a cell in which nobody answered stays without figures."""
    pooled = pool(cells)
    return {
        name: assess(
            own,
            setup,
            pooled=pooled[name],
            customers=(customers or {}).get(name),
            annual_value=(annual_value or {}).get(name),
            before=(before or {}).get(name),
            counts=(counts or {}).get(name),
            misread=misread,
        )
        for name, own in cells.items()
    }


def _index(shares: Shares, setup: Setup) -> Exposure:
    return exposure(shares, setup.ledger, r=setup.r, amplification_base=setup.amplification_base, per=setup.per)

"""What the coefficients page computes: the index under given and under changed coefficients, and how far each one moves it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from voc.dashboard.reads.base import At, cached, query
from voc.risk.attribution import Bar, tornado
from voc.risk.ledger import COUNTS, SHARES, Coefficient, Ledger
from voc.risk.moments import Shares
from voc.risk.word_of_mouth import (
    NOT_MEASURED,
    AmplificationBase,
    AtRisk,
    Exposure,
    LeaveBase,
    at_risk,
    exposure,
    repair_coverage,
)

USED: Mapping[str, tuple[str, ...]] = {
    "a_S": ("positive", "balance"),
    "a_D": ("negative", "balance"),
    "h": ("negative", "balance"),
    "a_H": ("negative", "balance"),
    "c": ("negative", "positive", "balance", "at_risk"),
    "lambda": ("negative", "positive", "balance", "at_risk"),
    "r": ("negative", "positive", "balance", "at_risk"),
    "leave": ("at_risk",),
    "repair": ("repair",),
}
"""Which figures each coefficient goes into; the others of the ledger are shown only. In the order of the page."""
BESIDE: Mapping[str, tuple[str, ...]] = {"c_money": ("iceberg",), "c_treatment": ("iceberg",)}
"""What goes into the check beside the index only."""
PER = 1_000.0
STEP = 0.1
# A share at 0 or 1 has no beta prior: what may be typed in stays a little inside.
NEAREST = 0.001


@dataclass(frozen=True)
class Figures:
    """The index of the filtered customers, those at risk of every 1,000, and the coverage of repair (None where nobody is dissatisfied)."""

    index: Exposure
    leaving: AtRisk
    repair: float | None


def figures(cell: Shares, ledger: Ledger, r: Coefficient | None, amplification: AmplificationBase, leave: LeaveBase) -> Figures:
    """Every figure that coefficients go into, under `ledger` and `r`."""
    return Figures(
        exposure(cell, ledger, r=r, amplification_base=amplification, per=PER),
        at_risk(cell, ledger, r=r, leave_base=leave, customers=PER),
        repair_coverage(cell, ledger),
    )


def bounds(name: str) -> tuple[float, float, float]:
    """Least, greatest and step of what may be typed in for a coefficient."""
    if name == "r":
        return 0.0, 1.0, 0.05
    return (NEAREST, 1 - NEAREST, 0.01) if name in SHARES else (NEAREST, 1_000.0, 1.0)


def changed(ledger: Ledger, r: Coefficient | None, given: Mapping[str, float]) -> tuple[Ledger, Coefficient | None]:
    """Ledger and r with the `given` values; priors keep their relative width, an assumed r is taken as certain. Nothing is saved."""
    for name, value in given.items():
        if name != "r" and value != ledger[name].value:
            ledger = ledger.edited(name, value)
    if "r" in given and given["r"] != (r or NOT_MEASURED).value:
        r = Coefficient("r", given["r"], unit="share", source="assumed on the page", status="assumed")
    return ledger, r


def over_priors(cell: Shares, ledger: Ledger, r: Coefficient | None, amplification: AmplificationBase) -> list[Bar]:
    """NEG with each coefficient, and the share of dissatisfied (D), at both ends of its 95 % interval; widest first."""
    return tornado(cell, ledger, r=r, amplification_base=amplification, per=PER)


def over_tenths(cell: Shares, ledger: Ledger, r: Coefficient | None, amplification: AmplificationBase) -> list[Bar]:
    """NEG with each coefficient a tenth below and above its value, shares at most 1; widest first."""
    plain, solved = ledger.fixed(), r or NOT_MEASURED

    def negative(one: Ledger, resolution: float) -> float:
        assumed = Coefficient("r", resolution)
        return exposure(cell, one, r=assumed, amplification_base=amplification, per=PER).negative.mean

    bars = []
    for name, used in USED.items():
        if "negative" not in used:
            continue
        value = solved.value if name == "r" else plain[name].value
        ends = [value * (1 - STEP), value * (1 + STEP)]
        ends = ends if name in COUNTS else [min(1.0, end) for end in ends]
        moved = [negative(plain, end) if name == "r" else negative(plain.edited(name, end), solved.value) for end in ends]
        bars.append(Bar(name, ends[0], ends[1], moved[0], moved[1]))
    return sorted(bars, key=lambda bar: (-abs(bar.high - bar.low), bar.name))


@cached
def rated_cases(at: At) -> tuple[str, ...]:
    """Handled cases that the customer then rated: what r is measured on, whatever the filters; the first 5,000 by id."""
    rows = query(at, "SELECT case_id FROM cases WHERE resolved IS NOT NULL AND rating_after IS NOT NULL ORDER BY 1 LIMIT 5000")
    return tuple(rows["case_id"].to_pylist())

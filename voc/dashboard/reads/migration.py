"""The matrix of who moved where: between brands, to competitors and from them, over customer-months of the months it is given for."""

from __future__ import annotations

from dataclasses import replace

from voc.dashboard.reads.base import At, cached
from voc.dashboard.reads.measured import series
from voc.service.migration import Flow, Matrix, matrix
from voc.service.rates import customer_months


@cached
def moves(at: At) -> Matrix:
    """The matrix under the filters; where a measure is not given its cells are not there."""
    within, out, back = (_pairs(at, *one) for one in (("moved", "item"), ("port_outs", "competitor"), ("port_ins", "competitor")))
    return matrix(within, out, Flow({(rival, brand): n for (brand, rival), n in back.moves.items()}, back.exposure))


def _pairs(at: At, measure: str, to: str) -> Flow:
    """Moves by brand and where to. A brand asked for is on either side of a move within the house."""
    wide = replace(at, filters=replace(at.filters, brand=())) if measure == "moved" else at
    rows = series(wide, measure, f"m.brand || chr(31) || m.{to}").to_pylist()
    found: dict[tuple[str, str], float] = {}
    for row in rows:
        if row["group"] is not None:
            first, then = row["group"].split("\x1f")
            if measure != "moved" or not at.filters.brand or {first, then} & set(at.filters.brand):
                found[first, then] = found.get((first, then), 0.0) + row["value"]
    periods, grain = len({row["day"] for row in rows}), rows[0]["grain"] if rows else "month"
    left = sorted({first for first, _ in found} | ({then for _, then in found} if measure == "moved" else set()))
    return Flow(found, {name: _exposed(at, name, grain, periods) for name in left})


def _exposed(at: At, brand: str, grain: str, periods: int) -> float | None:
    """Customer-months of a brand, whatever brand is asked for, through so many periods; None without customers."""
    customers = series(replace(at, filters=replace(at.filters, brand=(brand,))), "customers")["value"].to_pylist()
    return customer_months(sum(customers) / len(customers), grain, periods) if customers else None

"""Migration as one matrix: between the brands of the operator, out to competitors and in from them, each cell over its own base."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from voc.service.rates import poisson_rate
from voc.survey.intervals import Estimate

Moves = Mapping[tuple[str, str], float]
"""(from, to) -> customers."""


@dataclass(frozen=True)
class Cell:
    """Customers who moved, and per 10,000 customer-months of the own brand they left, of the one they came to where they came from outside."""

    first: str
    then: str
    number: float
    rate: Estimate


@dataclass(frozen=True)
class Flow:
    """Moves of one kind, and the customer-months by own brand over the periods they are given for (None: not given)."""

    moves: Moves
    exposure: Mapping[str, float | None]


@dataclass(frozen=True)
class Matrix:
    """Own brands and competitors in the order of rows and columns, the cells there are, and each own brand's gain (in less out)."""

    brands: tuple[str, ...]
    rivals: tuple[str, ...]
    cells: Mapping[tuple[str, str], Cell]
    net: Mapping[str, float]


def matrix(within: Flow, out: Flow, back: Flow) -> Matrix:
    """From moves between brands, from brand to competitor, and from competitor to brand. Nobody moves to where he is."""
    cells: dict[tuple[str, str], Cell] = {}
    for flow, based in ((within, 0), (out, 0), (back, 1)):
        for (first, then), n in flow.moves.items():
            if first != then:
                cells[first, then] = Cell(first, then, n, poisson_rate(round(n), flow.exposure.get((first, then)[based])))
    own = {name for flow in (within, out, back) for name in flow.exposure}
    left = {name: sum(cell.number for cell in cells.values() if cell.first == name) for name in own}
    came = {name: sum(cell.number for cell in cells.values() if cell.then == name) for name in own}
    size = {name: max((flow.exposure.get(name) or 0.0) for flow in (within, out, back)) for name in own}
    lost = {
        name: sum(n for (_, then), n in out.moves.items() if then == name) for pair in (*out.moves, *back.moves) for name in pair
    }
    return Matrix(
        tuple(sorted(own, key=lambda name: (-size[name], name))),
        tuple(sorted(set(lost) - own, key=lambda name: (-lost[name], name))),
        cells,
        {name: came[name] - left[name] for name in own},
    )

"""Crosstabs with column letters: which columns differ, at a false discovery rate over the whole table.

Shares: pooled z on the effective bases; means and NPS: z from their own standard errors. Benjamini and Hochberg 1995.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from voc.errors import VocError
from voc.survey.intervals import Estimate, Floats, Numbers, benjamini_hochberg, n_eff, quality_of, two_proportions_z, weigh, wilson

Pair = tuple[int, int]


@dataclass(frozen=True)
class Crosstab:
    """Shares down each column: rows x columns of estimates, the letters of the columns each cell lies above, and those left out."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[Estimate, ...], ...]
    letters: tuple[tuple[str, ...], ...]
    left_out: int


def letter(place: int) -> str:
    """The name of a column: A .. Z, AA, AB ..."""
    name = ""
    while place >= 0:
        name = chr(ord("A") + place % 26) + name
        place = place // 26 - 1
    return name


def letters(p: Sequence[float | None], n: Sequence[float], level: float = 0.05) -> list[str]:
    """Letters of one row of shares at their effective bases: each column names those it lies significantly above."""
    cells = [
        Estimate(None, None, None, 0, 0, "wilson") if v is None else wilson(v * size, size) for v, size in zip(p, n, strict=True)
    ]
    return column_letters([cells], level)[0]


def column_letters(
    rows: Sequence[Sequence[Estimate]], level: float = 0.05, *, overlapping: Collection[Pair] = ()
) -> list[list[str]]:
    """Letters for every cell of a table; columns under 30 effective answers and `overlapping` pairs (whole and part) are not compared.

    The p values of all comparisons in the table are adjusted together. Several letters are joined by a space from column 27 on.
    """
    found = [
        (row, *_higher_first(cells, i, j), p_of(cells[i], cells[j]))
        for row, cells in enumerate(rows)
        for i, j in combinations(range(len(cells)), 2)
        if (i, j) not in overlapping and (j, i) not in overlapping and _comparable(cells[i]) and _comparable(cells[j])
    ]
    marks: list[list[list[int]]] = [[[] for _ in cells] for cells in rows]
    adjusted = benjamini_hochberg([p for *_, p in found])
    for (row, high, low, _), p in zip(found, adjusted, strict=True):
        if p < level:
            marks[row][high].append(low)
    joint = " " if max((len(cells) for cells in rows), default=0) > 26 else ""
    return [[joint.join(letter(place) for place in sorted(cell)) for cell in cells] for cells in marks]


def _comparable(cell: Estimate) -> bool:
    return cell.value is not None and cell.se is not None and quality_of(cell.effective_base) != "suppressed"


def _higher_first(cells: Sequence[Estimate], i: int, j: int) -> Pair:
    one, two = cells[i].value, cells[j].value
    return (i, j) if one is not None and two is not None and one >= two else (j, i)


def p_of(one: Estimate, two: Estimate) -> float:
    """Two-sided p of the difference of two comparable cells."""
    a, b = float(one.value or 0), float(two.value or 0)
    if one.method == two.method == "wilson":
        return two_proportions_z(a, one.effective_base, b, two.effective_base).p
    se = math.hypot(one.se or 0, two.se or 0)
    if se == 0:
        return 1.0 if a == b else 0.0
    return math.erfc(abs((a - b) / se) / math.sqrt(2))


def crosstab(
    stub: Sequence[str | None], banner: Sequence[str | None], weights: Numbers | None = None, level: float = 0.05
) -> Crosstab:
    """Weighted shares of each stub answer within each banner column; a row without an answer or a column is left out and counted."""
    if len(stub) != len(banner):
        raise VocError(
            f"行变量有 {len(stub)} 个值，列变量有 {len(banner)} 个。",
            f"{len(stub)} stub values came with {len(banner)} banner values.",
        )
    asked = [None if s is None or b is None else 1.0 for s, b in zip(stub, banner, strict=True)]
    kept, w = weigh([None if one is None else float(place) for place, one in enumerate(asked)], weights)
    places = kept.astype(np.int64)
    rows = sorted({str(stub[place]) for place in places})
    columns = sorted({str(banner[place]) for place in places})
    at_row, at_column = {name: i for i, name in enumerate(rows)}, {name: i for i, name in enumerate(columns)}
    down = np.array([at_row[str(stub[place])] for place in places], dtype=np.int64)
    across = np.array([at_column[str(banner[place])] for place in places], dtype=np.int64)
    cells = _cells(down, across, w, len(rows), len(columns))
    marks = column_letters(cells, level)
    return Crosstab(
        tuple(rows), tuple(columns), tuple(map(tuple, cells)), tuple(map(tuple, marks)), int(sum(one is None for one in asked))
    )


def _cells(
    down: np.ndarray[tuple[int], np.dtype[np.int64]],
    across: np.ndarray[tuple[int], np.dtype[np.int64]],
    w: Floats,
    rows: int,
    columns: int,
) -> list[list[Estimate]]:
    table = np.bincount(down * columns + across, weights=w, minlength=rows * columns).reshape(rows, columns)
    cells: list[list[Estimate]] = [[] for _ in range(rows)]
    for column in range(columns):
        inside = across == column
        effective, base, total = n_eff(w[inside]), int(inside.sum()), float(w[inside].sum())
        for row in range(rows):
            p = min(1.0, float(table[row, column]) / total)
            cells[row].append(wilson(p * effective, effective, base=base))
    return cells

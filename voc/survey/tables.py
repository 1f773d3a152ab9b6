"""Crosstabs as researchers read them: a banner of several questions across, stubs down (single, multiple, mean), column letters.

Letters compare columns of the same banner question only; Benjamini and Hochberg over the whole table.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from voc.errors import VocError
from voc.survey.crosstab import column_letters, letter
from voc.survey.intervals import Estimate, Floats, Numbers, fill_weights, mean_index, n_eff, wilson

Kind = Literal["share", "index"]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Stub:
    """Rows of a table: names and, respondents x names, 1 or 0 (shares) or 0-100 (index); NaN where not asked. `multiple`: several apply."""

    title: str
    names: tuple[str, ...]
    values: Floats
    kind: Kind = "share"
    multiple: bool = False


@dataclass(frozen=True)
class Head:
    """A column: its banner question ("" for the total), its value, its letter, respondents and effective base."""

    question: str
    value: str
    letter: str
    base: int
    effective_base: float


@dataclass(frozen=True)
class Line:
    """A row: its stub, name, kind, and a cell and letters for each column."""

    stub: str
    name: str
    kind: Kind
    cells: tuple[Estimate, ...]
    letters: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A crosstab; `compared` is the number of comparisons whose p values were adjusted together."""

    heads: tuple[Head, ...]
    lines: tuple[Line, ...]
    compared: int


def single(title: str, values: Sequence[str | None]) -> Stub:
    """Rows of a question of which one answer applies."""
    names = tuple(sorted({value for value in values if value is not None}))
    column = np.array(values, dtype=object)
    asked = np.array([value is not None for value in values], dtype=bool)
    marks = [np.where(asked, (column == name).astype(float), math.nan) for name in names]
    return Stub(title, names, np.column_stack(marks) if marks else np.empty((len(values), 0)))


def multiple(title: str, columns: Mapping[str, Numbers]) -> Stub:
    """Rows of which several may apply: 1 chosen, 0 not, missing where not asked."""
    marks = [np.array([math.nan if v is None else v for v in column], dtype=float) for column in columns.values()]
    return Stub(title, tuple(columns), np.column_stack(marks) if marks else np.empty((0, 0)), multiple=True)


def of_lists(title: str, lists: Sequence[Sequence[str] | None], names: Mapping[str, str] | None = None) -> Stub:
    """Rows of what was named in each respondent's words, such as root causes; None for who wrote nothing. The most frequent first."""
    counts: dict[str, int] = {}
    for found in lists:
        for one in set(found or ()):
            counts[one] = counts.get(one, 0) + 1
    order = sorted(counts, key=lambda one: (-counts[one], one))
    place = {one: at for at, one in enumerate(order)}
    marks = np.full((len(lists), len(order)), math.nan)
    for row, found in enumerate(lists):
        if found is not None:
            marks[row] = 0.0
            marks[row, [place[one] for one in found]] = 1.0
    return Stub(title, tuple((names or {}).get(one, one) for one in order), marks, multiple=True)


def table(
    stubs: Sequence[Stub],
    banner: Mapping[str, Sequence[str | None]],
    weights: Numbers | None = None,
    *,
    level: float = 0.05,
    total: str | None = None,
) -> Table:
    """Weighted shares and indices of every stub row in the whole (`total` names that column) and in each value of each banner question.

    A respondent without a value of a banner question is in none of its columns. Bases are those who were asked the stub.
    """
    size = len(stubs[0].values) if stubs else 0
    w = np.ones(size) if weights is None else fill_weights(np.array([math.nan if v is None else v for v in weights], dtype=float))
    if any(len(stub.values) != size for stub in stubs) or any(len(values) != size for values in banner.values()) or len(w) != size:
        raise VocError("表的行、列和权重的人数不一致。", "rows, banner and weights of a table are of different lengths.")
    columns: list[tuple[str, str, Mask]] = [("", total, np.ones(size, dtype=bool))] if total is not None else []
    for question, values in banner.items():
        given = np.array(values, dtype=object)
        columns += [(question, value, given == value) for value in sorted({value for value in values if value is not None})]
    first = 1 if total is not None else 0
    rows = [
        (stub, name, [_cell(stub, place, inside, w) for _, _, inside in columns])
        for stub in stubs
        for place, name in enumerate(stub.names)
    ]
    apart = {
        (i, j)
        for i in range(len(columns) - first)
        for j in range(i + 1, len(columns) - first)
        if columns[i + first][0] != columns[j + first][0]
    }
    marks = column_letters([cells[first:] for _, _, cells in rows], level, overlapping=apart)
    heads = tuple(
        Head(question, value, letter(at - first) if at >= first else "", int((inside & (w > 0)).sum()), n_eff(w[inside]))
        for at, (question, value, inside) in enumerate(columns)
    )
    lines = tuple(
        Line(stub.title, name, stub.kind, tuple(cells), ("",) * first + tuple(mark))
        for (stub, name, cells), mark in zip(rows, marks, strict=True)
    )
    pairs = (len(columns) - first) * (len(columns) - first - 1) // 2 - len(apart)
    return Table(heads, lines, pairs * len(rows))


def _cell(stub: Stub, place: int, inside: Mask, w: Floats) -> Estimate:
    column = stub.values[:, place]
    kept = inside & np.isfinite(column) & (w > 0)
    x, own = column[kept], w[kept]
    if stub.kind == "index":
        return mean_index(x, 0, 100, own)
    effective = n_eff(own)
    p = float(own @ x / own.sum()) if len(x) else 0.0
    return wilson(min(1.0, p) * effective, effective, base=len(x))

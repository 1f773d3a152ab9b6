"""A figure over time, per group, with its base and interval, and its change against the period of equal length before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from voc.errors import VocError
from voc.survey.intervals import (
    LEAST_FOR_T,
    Estimate,
    Floats,
    difference,
    fill_weights,
    mean,
    quality_of,
    share,
    wilson_bounds,
    z_of,
)
from voc.survey.periods import Days, Grain, following, periods, starts

if TYPE_CHECKING:
    import pandas as pd

Kind = Literal["share", "mean"]

TREND = pa.schema(
    [
        ("period", pa.date32()),
        ("end", pa.date32()),
        ("group", pa.string()),
        ("n", pa.int64()),
        ("n_eff", pa.float64()),
        ("value", pa.float64()),
        ("low", pa.float64()),
        ("high", pa.float64()),
        ("quality", pa.string()),
        ("partial", pa.bool_()),
    ]
)


@dataclass(frozen=True)
class Change:
    """Now against before: no delta where either has no interval; `holds` = nothing to report, also for want of a base."""

    now: Estimate
    before: Estimate
    delta: float | None
    low: float | None
    high: float | None
    holds: bool


def trend(
    table: pa.Table | pd.DataFrame,
    value: str,
    by: str | None = None,
    grain: Grain = "week",
    *,
    day: str = "day",
    weight: str | None = None,
    kind: Kind | None = None,
    level: float = 0.95,
    partial: bool = False,
) -> pa.Table:
    """One row per period and group (schema TREND), ordered by group, then period.

    A true/false column gives a share 0-1 with Wilson's interval, a number its mean with a t interval (`kind` overrules). Rows
    without day or value are left out; a group of NULL stays a group. Small cells stay, flagged by `quality` ("suppressed",
    "low", "ok"). Edge periods that are only part covered are left out unless `partial`.
    """
    arrow = _arrow(table, value, day, by, weight)
    kind = kind or _kind(arrow, value)
    days = _days(arrow, day)
    x = _numbers(arrow, value, kind)
    covered = periods(days, grain)
    w = fill_weights(_numbers(arrow, weight, "mean")) if weight else np.ones(len(x))
    kept = ~np.isnat(days) & np.isfinite(x) & (w > 0)
    if not kept.any():
        return TREND.empty_table()
    begins = starts(days[kept], grain)
    names, codes = _groups(arrow, by, kept)
    firsts, at = np.unique(begins, return_inverse=True)
    cells, cell = np.unique(codes * len(firsts) + at, return_inverse=True)
    n, effective, middle, low, high = _summarise(x[kept], w[kept], cell, len(cells), kind, level)
    period = firsts[cells % len(firsts)]
    edges = np.array([p.start for p in covered if p.partial], dtype="datetime64[D]")
    rows = pa.table(
        {
            "period": period,
            "end": following(period, grain) - np.timedelta64(1, "D"),
            "group": pa.array([names[i] for i in cells // len(firsts)], pa.string()),
            "n": n,
            "n_eff": effective,
            "value": middle,
            "low": pa.array(low, from_pandas=True),
            "high": pa.array(high, from_pandas=True),
            "quality": [quality_of(base) for base in effective],
            "partial": np.isin(period, edges),
        }
    ).cast(TREND)
    return rows if partial else rows.filter(pc.invert(rows["partial"]))


def _summarise(
    x: Floats, w: Floats, cell: npt.NDArray[np.int64], cells: int, kind: Kind, level: float
) -> tuple[npt.NDArray[np.int64], Floats, Floats, Floats, Floats]:
    n = np.bincount(cell, minlength=cells)
    total = np.bincount(cell, weights=w, minlength=cells)
    effective = total**2 / np.bincount(cell, weights=w**2, minlength=cells)
    middle = np.bincount(cell, weights=w * x, minlength=cells) / total
    if kind == "share":
        middle = np.clip(middle, 0, 1)
        return n, effective, middle, *wilson_bounds(middle, effective, z_of(level))
    from scipy.special import stdtrit

    many = effective >= LEAST_FOR_T
    squares = np.bincount(cell, weights=w**2 * (x - middle[cell]) ** 2, minlength=cells)
    correction = np.where(many, n / np.maximum(n - 1, 1), np.nan)
    half = stdtrit(np.where(many, effective - 1, 1.0), 0.5 + level / 2) * np.sqrt(squares * correction) / total
    return n, effective, middle, middle - half, middle + half


def change(now: Estimate, before: Estimate, *, step: float = 0.001) -> Change:
    """The change, which "holds level" when it rounds to 0 at the shown `step` or its interval contains 0."""
    delta = difference(now, before)
    if delta is None:
        return Change(now, before, None, None, None, holds=True)
    value, low, high = delta
    return Change(now, before, value, low, high, holds=round(value / step) == 0 or low <= 0 <= high)


def compare(
    table: pa.Table | pd.DataFrame,
    value: str,
    first: date,
    last: date,
    *,
    day: str = "day",
    weight: str | None = None,
    kind: Kind | None = None,
    step: float = 0.001,
) -> Change:
    """The figure over first..last (both included) against the same number of days just before."""
    if last < first:
        raise VocError(f"结束日 {last} 早于开始日 {first}。", f"the last day {last} is before the first day {first}.")
    length = (last - first) + timedelta(days=1)
    arrow = _arrow(table, value, day, None, weight)
    kind = kind or _kind(arrow, value)
    days, x = _days(arrow, day), _numbers(arrow, value, kind)
    w = _numbers(arrow, weight, "mean") if weight else None
    figures = []
    for start in (first, first - length):
        inside = (days >= np.datetime64(start)) & (days < np.datetime64(start + length))
        figures.append((share if kind == "share" else mean)(x[inside], None if w is None else w[inside]))
    return change(figures[0], figures[1], step=step)


def _arrow(table: pa.Table | pd.DataFrame, value: str, day: str, by: str | None, weight: str | None) -> pa.Table:
    wanted = list(dict.fromkeys(name for name in (value, day, by, weight) if name is not None))
    known = table.column_names if isinstance(table, pa.Table) else [str(name) for name in table.columns]
    missing = [name for name in wanted if name not in known]
    if missing:
        raise VocError(f"表里没有列 {missing}，现有：{known}。", f"the table has no column {missing}; it has {known}.")
    return table.select(wanted) if isinstance(table, pa.Table) else pa.Table.from_pandas(table[wanted], preserve_index=False)


def _kind(table: pa.Table, value: str) -> Kind:
    return "share" if pa.types.is_boolean(table.schema.field(value).type) else "mean"


def _days(table: pa.Table, day: str) -> Days:
    column = table[day].cast(pa.date32()).combine_chunks()
    return np.asarray(column.to_numpy(zero_copy_only=False), dtype="datetime64[D]")


def _numbers(table: pa.Table, name: str, kind: Kind) -> Floats:
    column = table[name]
    if pa.types.is_boolean(column.type):
        column = column.cast(pa.int8())
    x = np.asarray(column.cast(pa.float64()).to_numpy(zero_copy_only=False), dtype=float)
    if kind == "share" and not np.isin(x[np.isfinite(x)], (0.0, 1.0)).all():
        raise VocError(f"列 {name} 要算份额，只能是真假或 0/1。", f"column {name} must be true/false or 0/1 to give a share.")
    return x


def _groups(table: pa.Table, by: str | None, kept: npt.NDArray[np.bool_]) -> tuple[list[str | None], npt.NDArray[np.int64]]:
    if by is None:
        return [None], np.zeros(int(kept.sum()), dtype=np.int64)
    coded = table[by].cast(pa.string()).filter(pa.array(kept)).combine_chunks().dictionary_encode(null_encoding="encode")
    words = coded.dictionary.to_pylist()
    order = sorted(range(len(words)), key=lambda i: (words[i] is None, words[i] or ""))
    rank = np.empty(len(words), dtype=np.int64)
    rank[order] = np.arange(len(words))
    return [words[i] for i in order], rank[coded.indices.to_numpy(zero_copy_only=False).astype(np.int64)]

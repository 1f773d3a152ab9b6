"""Calendar periods: which period a day falls in, which grain carries enough answers, which edges are only part covered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

from voc.errors import VocError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

Grain = Literal["day", "week", "month", "quarter"]
GRAINS: tuple[Grain, ...] = ("day", "week", "month", "quarter")
Days = npt.NDArray[np.datetime64]

MOST_PERIODS = 60
"""More points than this in a line are read as noise."""
_WHOLE_PERIODS = 2  # a trend needs two points; a coarser grain that leaves fewer is no help


@dataclass(frozen=True)
class Period:
    """First and last day of a calendar period, and whether the data covers only a part of it."""

    start: date
    end: date
    partial: bool


def starts(days: Days, grain: Grain) -> Days:
    """First day of each day's period; weeks begin on Monday, quarters in January, April, July and October."""
    if grain == "day":
        return days
    if grain == "week":
        number = days.astype("datetime64[D]").astype(np.int64)
        return (number - (number + 3) % 7).astype("datetime64[D]")  # day 0, 1970-01-01, was a Thursday
    months = days.astype("datetime64[M]").astype(np.int64)
    if grain == "month":
        return months.astype("datetime64[M]").astype("datetime64[D]")
    if grain == "quarter":
        return (months - months % 3).astype("datetime64[M]").astype("datetime64[D]")
    raise VocError(
        f"时间粒度 {grain!r} 不认识，可选：{', '.join(GRAINS)}。", f"grain {grain!r} is unknown; known: {', '.join(GRAINS)}."
    )


def following(first: Days, grain: Grain) -> Days:
    """First day of the period after each period that begins on `first`."""
    if grain in ("day", "week"):
        return first + np.timedelta64(1 if grain == "day" else 7, "D")
    step = np.timedelta64(1 if grain == "month" else 3, "M")
    return (first.astype("datetime64[M]") + step).astype("datetime64[D]")


def as_days(days: Iterable[date | None]) -> Days:
    """Days as numpy days, NaT for None."""
    return np.array([np.datetime64("NaT") if day is None else np.datetime64(day, "D") for day in days], dtype="datetime64[D]")


def periods(days: Sequence[date | None] | Days, grain: Grain) -> list[Period]:
    """Every period from the first to the last day, empty ones too, the edge periods marked where only a part is covered.

    An edge counts as covered when the silence up to it is no longer than nine in ten of the silences inside the series, so that
    an office which is closed at weekends has whole weeks.
    """
    known = np.unique(_known(days))
    if not len(known):
        return []
    firsts = spans(known, grain)
    ends = following(firsts, grain)
    silence = int(np.quantile(np.diff(known).astype(np.int64), 0.9, method="higher")) if len(known) > 1 else 1
    late_start = (known[0] - firsts[0]).astype(np.int64) + 1 > silence
    early_end = (ends[-1] - known[-1]).astype(np.int64) > silence
    partial = np.zeros(len(firsts), dtype=bool)
    partial[0] |= bool(late_start)
    partial[-1] |= bool(early_end)
    lasts = ends - np.timedelta64(1, "D")
    return [Period(a, b, bool(c)) for a, b, c in zip(firsts.tolist(), lasts.tolist(), partial, strict=True)]


def spans(known: Days, grain: Grain) -> Days:
    """First days of every period from the earliest to the latest of the known days, without gaps."""
    first, last = starts(np.array([known.min(), known.max()]), grain)
    if grain in ("day", "week"):
        return np.arange(first, last + np.timedelta64(1, "D"), np.timedelta64(1 if grain == "day" else 7, "D"))
    step = np.timedelta64(1 if grain == "month" else 3, "M")
    months = np.arange(first.astype("datetime64[M]"), last.astype("datetime64[M]") + np.timedelta64(1, "M"), step)
    return months.astype("datetime64[D]")


def choose_grain(
    days: Sequence[date | None] | Days,
    groups: Sequence[object] | None = None,
    minimum: float = 30,
    whole: int = _WHOLE_PERIODS,
    most: int = MOST_PERIODS,
) -> Grain:
    """The finest grain with at most `most` periods whose median cell (period x group, partial ones left out) holds `minimum` dated rows.

    Where none does, the coarsest grain that still leaves `whole` periods; "day" where even days are fewer.
    """
    given = _as_array(days)
    dated = ~np.isnat(given)
    known = given[dated]
    if not len(known):
        return "day"
    codes = _codes(groups, dated)
    best: Grain = "day"
    for grain in GRAINS:
        kept = np.array([np.datetime64(p.start, "D") for p in periods(known, grain) if not p.partial], dtype="datetime64[D]")
        if len(kept) < whole and grain != "day":
            continue
        best = grain
        if len(kept) > most and grain != GRAINS[-1]:
            continue
        if len(kept) and np.median(_cell_counts(starts(known, grain), kept, codes)) >= minimum:
            return grain
    return best


def _cell_counts(begins: Days, kept: Days, codes: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    at = np.searchsorted(kept, begins)
    inside = (at < len(kept)) & (kept[np.minimum(at, len(kept) - 1)] == begins)
    width = int(codes.max()) + 1
    return np.bincount(at[inside] * width + codes[inside], minlength=len(kept) * width)


def _codes(groups: Sequence[object] | None, dated: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
    if groups is None:
        return np.zeros(int(dated.sum()), dtype=np.int64)
    if len(groups) != len(dated):
        raise VocError(f"{len(dated)} 个日期配了 {len(groups)} 个分组。", f"{len(dated)} days came with {len(groups)} groups.")
    numbers: dict[object, int] = {}
    coded = [numbers.setdefault(group, len(numbers)) for group, known in zip(groups, dated, strict=True) if known]
    return np.array(coded, dtype=np.int64)


def _as_array(days: Sequence[date | None] | Days) -> Days:
    return days.astype("datetime64[D]") if isinstance(days, np.ndarray) else as_days(days)


def _known(days: Sequence[date | None] | Days) -> Days:
    given = _as_array(days)
    return given[~np.isnat(given)]

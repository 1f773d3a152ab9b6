"""Trends over the chosen period and the one before it, by dimension or for one pick of verbatims."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from voc.dashboard.reads.base import At, cached, query, shielded
from voc.dashboard.reads.overview import answers_of, columns_of, scale_of
from voc.dashboard.reads.verbatims import SCORED, Pick
from voc.survey.periods import Grain, choose_grain, following, periods, starts
from voc.survey.satisfaction import positions
from voc.survey.trend import TREND, trend

Measure = Literal["negative", "satisfaction", "volume", "escalated", "nps"]
MEASURES: tuple[Measure, ...] = ("negative", "satisfaction", "volume")
"""The measures a reader may draw by a dimension; the others are sparklines only."""
LINES = 6
"""Lines that a trend can carry and still be read; the largest groups are drawn."""


@dataclass(frozen=True)
class Trend:
    """A trend (schema voc.survey.trend.TREND) at its grain: groups drawn, largest first, how many were not, rows without a day."""

    grain: Grain
    points: pa.Table
    groups: tuple[str | None, ...]
    dropped: int
    undated: int

    @property
    def suppressed(self) -> int:
        """Points not drawn because they rest on fewer than 30 effective answers."""
        return sum(quality == "suppressed" for quality in self.points["quality"].to_pylist())

    @property
    def drawn(self) -> tuple[str | None, ...]:
        """Groups with at least one point to draw."""
        shown = {row["group"] for row in self.points.select(["group", "quality"]).to_pylist() if row["quality"] != "suppressed"}
        return tuple(group for group in self.groups if group in shown)


@cached
def trends(at: At, measure: Measure, by: str | None) -> Trend:
    """`measure` over both periods by a dimension (None: all in one), at the finest grain whose cells carry enough rows."""
    if measure in ("satisfaction", "nps"):
        return _shielded(at, _draw(_ratings(at, measure, by), measure), measure)
    group = f"v.{by}" if by else "''"
    value = "i.escalation <> 'none'" if measure == "escalated" else "s.label = 'neg'"
    judged = {"negative": " AND s.label IS NOT NULL", "escalated": " AND i.escalation IS NOT NULL"}.get(measure, "")
    return _shielded(at, _draw(_rows(at, f'{group} AS "group", {value} AS value', judged), measure), measure)


@cached
def cause_trend(at: At, pick: Pick) -> Trend:
    """Share that the picked negatives have in all judged verbatims, over both periods."""
    picked, given = pick.where()
    drawn = _draw(
        _rows(at, f"'' AS \"group\", coalesce(s.label = 'neg' AND {picked}, FALSE) AS value", " AND s.label IS NOT NULL", given),
        "negative",
    )
    return _shielded(at, drawn, "negative")


def trend_of(at: At, rows: pa.Table, measure: Measure) -> Trend:
    """The trend of rows day, group, value and weight that a page has read itself."""
    return _shielded(at, _draw(rows, measure), measure)


def _shielded(at: At, found: Trend, measure: Measure) -> Trend:
    """The trend without the points that rest on too few for the scope."""
    if not at.scope.small or not found.points.num_rows:
        return found
    part = measure in ("negative", "escalated")
    k = [round((row["value"] or 0.0) * row["n"]) if part else row["n"] for row in found.points.to_pylist()]
    points = shielded(at, found.points.append_column("k", pa.array(k, pa.int64())), ("n", "k"), ("period", "group"))
    return replace(found, points=points.drop_columns(["k"]))


def _rows(at: At, columns: str, condition: str, given: tuple[object, ...] = ()) -> pa.Table:
    where, values = at.filters.with_previous().where()
    return query(at, f"SELECT v.day, {columns}, 1.0 AS weight FROM {SCORED} WHERE {where}{condition}", (*given, *values))


def _ratings(at: At, measure: Measure, by: str | None) -> pa.Table:
    group = ', {} AS "group"'.format(f"r.{by}" if by else "''")
    answers = answers_of(at, at.filters.with_previous(), "nps" if measure == "nps" else "csat", group)
    if measure == "nps":
        value = pa.array(
            [100.0 * ((v >= 9) - (v <= 6)) if 0 <= v <= 10 else None for v in answers["value"].to_pylist()], pa.float64()
        )
    else:
        low, high = scale_of([answers]) or (0.0, 100.0)
        value = pa.array(low + positions(*columns_of(answers)) * (high - low), from_pandas=True)
    return pa.table({"day": answers["day"], "group": answers["group"], "value": value, "weight": answers["weight"]})


def _draw(rows: pa.Table, measure: Measure) -> Trend:
    undated = rows["day"].null_count
    dated = rows.filter(pc.is_valid(rows["day"]))
    sizes = {one["values"]: one["counts"] for one in pc.value_counts(dated["group"]).to_pylist()}
    order = sorted(sizes, key=lambda group: (group is None, -sizes[group], group or ""))
    drawn = order[:LINES]
    kept = dated.filter(pc.is_in(dated["group"], value_set=pa.array(drawn, pa.string())))
    if not kept.num_rows:
        return Trend("day", TREND.empty_table(), (), 0, undated)
    days = np.asarray(kept["day"].to_numpy(), dtype="datetime64[D]")
    grain = choose_grain(days, kept["group"].to_pylist())
    points = (
        _volumes(days, kept["group"], drawn, grain)
        if measure == "volume"
        else trend(kept, "value", "group", grain, weight="weight")
    )
    return Trend(grain, points, tuple(drawn), len(order) - len(drawn), undated)


def _volumes(
    days: np.ndarray[tuple[int], np.dtype[np.datetime64]], group: pa.ChunkedArray, drawn: list[str | None], grain: Grain
) -> pa.Table:
    """Rows per whole period and group, silent periods as 0, with the exact interval of a Poisson count (Garwood 1936)."""
    from scipy.special import gammaincinv

    whole = np.array([np.datetime64(one.start, "D") for one in periods(days, grain) if not one.partial], dtype="datetime64[D]")
    names = np.array(group.to_pylist(), dtype=object)
    tables = []
    for name in drawn:
        first, counts = np.unique(starts(days[names == name], grain), return_counts=True)
        counted = dict(zip(first.tolist(), counts.tolist(), strict=True))
        n = np.array([counted.get(day, 0) for day in whole.tolist()], dtype=float)
        low = np.where(n > 0, gammaincinv(np.maximum(n, 1), 0.025), 0.0)
        columns = [
            whole,
            following(whole, grain) - np.timedelta64(1, "D"),
            pa.array([name] * len(n), pa.string()),
            n.astype(int),
            n,
            n,
            low,
        ]
        columns += [gammaincinv(n + 1, 0.975), pa.array(["ok"] * len(n)), pa.array([False] * len(n))]
        tables.append(pa.table(columns, names=TREND.names).cast(TREND))
    return pa.concat_tables(tables) if tables else TREND.empty_table()

"""Cases, their handling and their way through the house; figures by cause, department, team and kind of staff."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from voc.access.cells import hidden, shown
from voc.dashboard.filters import Filters
from voc.dashboard.reads.base import At, cached, hits, query
from voc.dashboard.reads.measured import exposure, series
from voc.dashboard.reads.overview import answers_of, scale_of, weights_of
from voc.dashboard.reads.service_cases import as_of, at_all, cases, dated, every_case
from voc.service.handling import Promise, median_time, within_promise
from voc.service.rates import poisson_rate
from voc.service.recovery import Control, control_of, recovery
from voc.service.recurrence import elimination
from voc.survey.intervals import Estimate, mean, share
from voc.survey.satisfaction import positions

By = Literal["cause", "department", "team", "staff", "region", "store"]
BYS: tuple[By, ...] = ("cause", "department", "team", "staff", "region", "store")
Which = Literal["all", "late", "reopened", "repeated", "passed", "low", "open"]
WHICH: tuple[Which, ...] = ("all", "late", "open", "reopened", "repeated", "passed", "low")
ASSUMED = (0.3, 0.5, 0.7)
"""Correlation of two ratings of a customer where none can be measured: the middle one is shown, the interval spans all three."""
LOW_PLACE = 0.45


@dataclass(frozen=True)
class Handling:
    """Figures of a set of cases; times in hours. `recovered` is NULL without a control; `assumed` says its correlation was assumed."""

    cases: int
    response: Estimate
    resolution: Estimate
    promise: Promise
    reopened: Estimate
    repeated: Estimate
    resolved_first: Estimate
    steps: Estimate
    kept: Estimate
    after: Estimate
    recovered: Estimate
    assumed: bool


@dataclass(frozen=True)
class Row:
    """One line of the table: group (None: not given), its figures, and elimination against the period before (None: nothing before)."""

    group: str | None
    figures: Handling
    eliminated: Estimate | None


@dataclass(frozen=True)
class Rate:
    """Complaints per 10,000 customer-months; `reported` says that they are the operator's own count, not the cases at hand."""

    estimate: Estimate
    count: int
    reported: bool


@cached
def control(at: At) -> tuple[Control | None, bool]:
    """What satisfaction does without a complaint: the survey's mean and retest correlation, else an assumed one (True); None without a mean."""
    scored = answers_of(at_all(at), Filters(), "csat", ", r.customer_key, r.wave, r.respondent_id")
    scale = scale_of([scored])
    rows = every_case(at_all(at))
    top = max((high for name in ("rating_before", "rating_after") if (high := pc.max(rows[name]).as_py()) is not None), default=0.0)
    # Ratings of cases carry no scale: they can be held against the survey's only where both end alike.
    if scale is None or top > scale[1] or (scale[1] > 5) != (top > 5):
        return None, False
    level = mean(scored["value"].to_pylist(), weights_of(scored))
    twice: dict[str, list[tuple[str, float]]] = {}
    for row in scored.select(["customer_key", "wave", "value"]).to_pylist():
        if row["customer_key"] is not None:
            twice.setdefault(row["customer_key"], []).append((row["wave"] or "", row["value"]))
    pairs = [sorted(own)[:2] for own in twice.values() if len(own) > 1]
    measured = control_of(level, [one[0][1] for one in pairs], [one[1][1] for one in pairs])
    if measured is not None or level.value is None:
        return measured, False
    return Control(level.value, ASSUMED[1], level.se or 0.0), True


@cached
def handling(at: At) -> Handling:
    """The figures of all cases under the filters; a scope that sees no small groups gets no share of so few."""
    found = figures_of(at, cases(at))
    return _without(found, [name for name in SHARES if 0 < hits(_share(found, name)) < at.scope.small])


SHARES = ("promise", "reopened", "repeated", "resolved_first", "kept")
"""Figures of handling that count some of the cases."""


def _share(found: Handling, name: str) -> Estimate:
    one: Estimate | Promise = getattr(found, name)
    return one.share if isinstance(one, Promise) else one


def _without(found: Handling, names: list[str]) -> Handling:
    """The figures without those shares."""
    nothing = Estimate(None, None, None, 0, 0.0, "hidden")
    left: dict[str, Any] = {name: Promise(0, 0, 0, 0, nothing) if name == "promise" else nothing for name in names}
    return replace(found, **left)


def _discreet(found: list[Row], small: int) -> list[Row]:
    """Rows without the shares of so few cases, and without enough beside them that a total tells none, column by column."""
    for name in SHARES:
        out = hidden([(one.base, hits(one)) for one in (_share(row.figures, name) for row in found)], small)
        found = [replace(row, figures=_without(row.figures, [name])) if gone else row for row, gone in zip(found, out, strict=True)]
    return found


def figures_of(at: At, rows: pa.Table) -> Handling:
    """The figures of some of the cases, as `cases` has them."""
    return _figures(rows, as_of(at_all(at)), *control(at_all(at)))


def _figures(rows: pa.Table, now: datetime, held: Control | None, assumed: bool) -> Handling:
    def numbers(name: str) -> list[Any]:
        column: list[Any] = rows[name].to_pylist()
        return column

    followed, first = numbers("followed"), numbers("first")
    reopened = [None if given is None else float(given > 0) for given in numbers("reopened")]
    departments = [
        float(n == 1) if n and done is not None else None for n, done in zip(numbers("departments"), numbers("done"), strict=True)
    ]
    once = [float(not again) if begins and again is not None else None for again, begins in zip(followed, first, strict=True)]
    return Handling(
        cases=rows.num_rows,
        response=median_time(numbers("response_hours"), pc.is_valid(rows["first_response"]).to_pylist()),
        resolution=median_time(numbers("resolution_hours"), pc.is_valid(rows["resolved"]).to_pylist()),
        promise=within_promise(numbers("due"), numbers("done"), now.timestamp()),
        reopened=share(reopened),
        repeated=share([None if again is None else float(again) for again in followed]),
        resolved_first=share(once),
        steps=mean(numbers("steps")),
        kept=share(departments),
        after=mean(numbers("rating_after")),
        recovered=_recovered(numbers("rating_before"), numbers("rating_after"), held, assumed=assumed),
        assumed=assumed,
    )


def _recovered(before: list[float | None], after: list[float | None], held: Control | None, *, assumed: bool) -> Estimate:
    if held is None:
        return Estimate(None, None, None, 0, 0.0, "recovery")
    if not assumed:
        return recovery(before, after, held)
    found = [recovery(before, after, replace(held, rho=rho)) for rho in ASSUMED]
    bounds = [(one.low, one.high) for one in found if one.low is not None and one.high is not None]
    if not bounds:
        return found[1]
    return replace(found[1], low=min(low for low, _ in bounds), high=max(high for _, high in bounds))


@cached
def table(at: At, by: By) -> list[Row]:
    """Figures by `by`, most cases first; NULL is a group of its own."""
    rows, (held, assumed), now = cases(at), control(at_all(at)), as_of(at_all(at))
    before = _before(at)
    earlier = _sizes(before[0][by]) if before else {}
    groups = sorted(_sizes(rows[by]).items(), key=lambda one: (one[0] is None, -one[1], one[0] or ""))
    found = [
        Row(
            group,
            _figures(_of(rows, by, group), now, held, assumed),
            elimination(earlier.get(group, 0), size, *before[1]) if before else None,
        )
        for group, size in groups
    ]
    return _discreet(shown(found, lambda one: (one.figures.cases,), at.scope.small), at.scope.small)


def _of(rows: pa.Table, by: str, group: str | None) -> pa.Table:
    return rows.filter(pc.is_null(rows[by]) if group is None else pc.equal(rows[by], group))


def _sizes(column: pa.ChunkedArray) -> dict[str | None, int]:
    return {one["values"]: one["counts"] for one in pc.value_counts(column).to_pylist()}


def _before(at: At) -> tuple[pa.Table, tuple[float, float]] | None:
    """Cases of the period before and both exposures (customer-months, else days); None where the data do not reach that far back."""
    earlier = at.filters.previous()
    first = pc.min(every_case(at_all(at))["day"]).as_py()
    if earlier is None or earlier.first is None or first is None or first > earlier.first + timedelta(days=6):
        return None
    there = replace(at, filters=earlier)
    exposed = exposure(there), exposure(at)
    if exposed[0] is None or exposed[1] is None:
        return cases(there), (1.0, 1.0)
    return cases(there), (exposed[0], exposed[1])


@cached
def eliminated(at: At) -> Estimate | None:
    """Elimination of all cases against the period before; None where the data do not reach that far back."""
    before = _before(at)
    return elimination(before[0].num_rows, cases(dated(at)).num_rows, *before[1]) if before else None


@cached
def complaint_rate(at: At) -> Rate:
    """Complaints per 10,000 customer-months: the operator's own count where it is given and nothing narrower is asked, else the cases."""
    exposed = exposure(at)
    own = cases(at).num_rows
    whole = not (at.filters.channel or at.filters.source or at.filters.product)
    reported = series(at, "complaints")["value"].to_pylist() if whole else []
    count = round(sum(reported)) if reported else own
    return Rate(poisson_rate(count, exposed), count, bool(reported))


@cached
def appeal_rate(at: At) -> Estimate:
    """Appeals to the regulator per million customers and month; None where no appeals or no customers are given."""
    values = series(at, "appeals")["value"].to_pylist()
    return poisson_rate(round(sum(values)), exposure(at) if values else None, per=1_000_000)


def chosen(at: At, by: By | None, group: str | None, which: Which) -> tuple[str, ...]:
    """The cases behind a cell of the table: its line (`by` None: all lines) and what its column counts."""
    rows = cases(at) if by is None else _of(cases(at), by, group)
    return tuple(rows.filter(mask(rows, which, as_of(at_all(at))))["case_id"].to_pylist())


def mask(rows: pa.Table, which: Which, now: datetime) -> pa.Array:
    """Which of `rows` count as `which` at the moment of export."""
    if which == "late":
        ended = pc.fill_null(rows["done"], now.timestamp())
        return pc.fill_null(pc.greater(ended, rows["due"]), False)
    if which == "low":
        return pa.array(_low(rows["rating_after"].to_pylist()), pa.bool_())
    conditions = {
        "all": lambda: pc.is_valid(rows["case_id"]),
        "open": lambda: pc.is_null(rows["resolved"]),
        "reopened": lambda: pc.greater(rows["reopened"], 0),
        "repeated": lambda: rows["followed"],
        "passed": lambda: pc.greater(rows["departments"], 1),
    }
    return pc.fill_null(conditions[which](), False)


def _low(ratings: list[float | None]) -> list[bool]:
    """Ratings on the dissatisfied end; ratings above 5 show that the scale ends at 10."""
    top = 10.0 if any(one is not None and one > 5 for one in ratings) else 5.0
    return [bool(place <= LOW_PLACE) for place in positions(ratings, 1.0, top)]


@cached
def overdue(at: At) -> pa.Table:
    """Open cases past their promise, the longest overdue first: number, opened, promised_at, hours overdue and open, place, cause."""
    rows, now = cases(at), as_of(at_all(at))
    late = rows.filter(pc.and_(pc.is_null(rows["resolved"]), pc.fill_null(pc.less(rows["promised_at"], now), False)))
    due = [(now - promised).total_seconds() / 3600 for promised in late["promised_at"].to_pylist()]
    names = ["case_id", "external_id", "opened", "promised_at", "brand", "region", "department", "team", "cause", "status"]
    found = late.select(names).append_column("overdue_hours", pa.array(due, pa.float64()))
    return found.append_column("open_hours", late["resolution_hours"]).sort_by([("overdue_hours", "descending")])


Moving = Literal["cases", "promise", "repeated", "after"]
MOVING: tuple[Moving, ...] = ("cases", "promise", "repeated", "after")


@cached
def over_time(at: At, measure: Moving) -> pa.Table:
    """Rows day, group, value and weight for a trend over both periods; shares are true or false, what is not decided is left out."""
    rows = cases(replace(at, filters=at.filters.with_previous()))
    now = as_of(at_all(at))
    values: list[Any]
    if measure == "promise":
        pairs, end = zip(rows["due"].to_pylist(), rows["done"].to_pylist(), strict=True), now.timestamp()
        values = [None if due is None or (done is None and due >= end) else done is not None and done <= due for due, done in pairs]
    elif measure == "cases":
        values = [True] * rows.num_rows
    else:
        values = rows["followed" if measure == "repeated" else "rating_after"].to_pylist()
    kind = pa.float64() if measure == "after" else pa.bool_()
    table = pa.table(
        {
            "day": rows["day"],
            "group": pa.array([""] * rows.num_rows),
            "value": pa.array(values, kind),
            "weight": pa.array([1.0] * rows.num_rows),
        }
    )
    return table.filter(pc.is_valid(table["value"]))


@cached
def dialogues(at: At) -> list[tuple[str | None, str | None, Estimate]]:
    """Team, own or outsourced, and mean predicted satisfaction with its calls (-2 to 2), best first."""
    where, values = at.filters.where()
    rows = query(
        at,
        "SELECT v.team, mode(v.outsourced) AS staff, list(d.satisfaction) AS ratings FROM verbatims v"
        f" JOIN dialogue_scores d USING (verbatim_id) WHERE d.satisfaction IS NOT NULL AND {where} GROUP BY 1",
        values,
    ).to_pylist()
    found = [(row["team"], row["staff"], mean(np.array(row["ratings"], dtype=float))) for row in rows]
    found = shown(found, lambda one: (one[2].base,), at.scope.small)
    return sorted(found, key=lambda one: (one[0] is None, -(one[2].value or 0.0)))

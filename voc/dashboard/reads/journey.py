"""The way of the customer: touchpoints end to end, what each hand-off costs, and where customers are heard next."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from voc.access.cells import shown, shown_crossed
from voc.dashboard.reads.base import At, cached, hits, query
from voc.dashboard.reads.overview import answers_of, columns_of, weights_of
from voc.dashboard.reads.service_cases import cases
from voc.dashboard.reads.service_quality import Handling, figures_of
from voc.dashboard.reads.verbatims import SCORED
from voc.service.journey import Step, next_contacts
from voc.survey.intervals import Estimate, mean_index, wilson
from voc.survey.satisfaction import positions

Spot = tuple[str, str | None]
"""Channel and touchpoint within it (None: not given)."""
MOST = 3
"""Departments from which the ways of cases are one group."""


@dataclass(frozen=True)
class Touch:
    """A touchpoint: what is said there, its commonest cause, how its cases went on to the end, and satisfaction in surveys (0-100)."""

    channel: str
    touchpoint: str | None
    negative: Estimate
    cause: tuple[str, Estimate] | None
    handled: Handling | None
    satisfaction: Estimate


@dataclass(frozen=True)
class Leg:
    """Cases that went through so many departments (MOST stands for more, too): their share of all, and how they were handled."""

    departments: int
    share: Estimate
    handled: Handling


@cached
def touchpoints(at: At) -> list[Touch]:
    """Touchpoints under the filters, those with most said and rated first; what names no channel is left out."""
    where, values = at.filters.where()
    rows = query(
        at,
        "SELECT v.channel, v.touchpoint, count(*) AS n, count(*) FILTER (s.label = 'neg') AS k, list(c.cause) AS causes"
        f" FROM {SCORED} WHERE s.label IS NOT NULL AND v.channel IS NOT NULL AND {where} GROUP BY 1, 2",
        values,
    ).to_pylist()
    heard: dict[Spot, dict[str, Any]] = {(row["channel"], row["touchpoint"]): row for row in rows}
    handled, felt = _handled(at), _felt(at)
    found = [_touch(spot, heard.get(spot), handled.get(spot), felt.get(spot)) for spot in {*heard, *handled, *felt}]
    found = shown_crossed(
        found, lambda one: (one.channel, one.touchpoint or ""), lambda one: (one.negative.base, hits(one.negative)), at.scope.small
    )
    found = shown(found, lambda one: (one.satisfaction.base,), at.scope.small)
    found = shown(found, lambda one: (one.handled.cases if one.handled else 0,), at.scope.small)
    return sorted(found, key=lambda one: (-one.negative.base - one.satisfaction.base, one.channel, one.touchpoint or ""))


def _touch(spot: Spot, heard: dict[str, Any] | None, handled: Handling | None, felt: Estimate | None) -> Touch:
    causes = Counter(one for one in (heard["causes"] if heard else ()) if one is not None)
    top = causes.most_common(1)
    negative = wilson(heard["k"], heard["n"]) if heard else wilson(0, 0)
    cause = (top[0][0], wilson(top[0][1], causes.total())) if top else None
    return Touch(*spot, negative, cause, handled, felt or mean_index([], 0, 100))


def _handled(at: At) -> dict[Spot, Handling]:
    rows = cases(at)
    places: dict[Spot, list[int]] = {}
    for number, spot in enumerate(zip(rows["channel"].to_pylist(), rows["touchpoint"].to_pylist(), strict=True)):
        if spot[0] is not None:
            places.setdefault(spot, []).append(number)
    return {spot: figures_of(at, rows.take(pa.array(own, pa.int64()))) for spot, own in places.items()}


def _felt(at: At) -> dict[Spot, Estimate]:
    """Satisfaction index by the channel and touchpoint a respondent used last."""
    answers = answers_of(at, at.filters, "csat", ", r.channel, r.touchpoint")
    values, weights = 100 * positions(*columns_of(answers)), weights_of(answers)
    places: dict[Spot, list[int]] = {}
    for number, spot in enumerate(zip(answers["channel"].to_pylist(), answers["touchpoint"].to_pylist(), strict=True)):
        if spot[0] is not None:
            places.setdefault(spot, []).append(number)
    return {spot: mean_index(values[own], 0, 100, [weights[one] for one in own]) for spot, own in places.items()}


@cached
def legs(at: At) -> list[Leg]:
    """Cases by the number of departments they went through, MOST and more together; those without steps are left out."""
    rows = cases(at)
    rows = rows.filter(pc.is_valid(rows["steps"]))
    passed = pc.min_element_wise(rows["departments"], MOST).to_pylist()
    found = []
    for number in sorted(set(passed)):
        own = rows.filter(pa.array([one == number for one in passed], pa.bool_()))
        found.append(Leg(number, wilson(own.num_rows, rows.num_rows), figures_of(at, own)))
    return shown(found, lambda one: (one.handled.cases,), at.scope.small)


def cases_through(at: At, departments: int) -> tuple[str, ...]:
    """The cases that went through so many departments."""
    rows = cases(at)
    fits = pc.and_(
        pc.is_valid(rows["steps"]), pc.equal(pc.min_element_wise(rows["departments"], MOST, skip_nulls=False), departments)
    )
    return tuple(rows.filter(pc.fill_null(fits, False))["case_id"].to_pylist())


@cached
def next_steps(at: At) -> list[Step]:
    """Where customers who were heard on a channel are heard next, over calls, work orders and posts under the filters."""
    where, values = at.filters.where()
    rows = query(
        at,
        "SELECT v.customer_key, v.channel, v.occurred_at FROM verbatims v WHERE v.source <> 'survey' AND v.customer_key IS NOT NULL"
        f" AND v.occurred_at IS NOT NULL AND {where}",
        values,
    )
    last = pc.max(rows["occurred_at"]).as_py()
    if last is None:
        return []
    found = next_contacts(
        rows["customer_key"].to_pylist(), rows["channel"].to_pylist(), rows["occurred_at"].to_pylist(), last + timedelta(seconds=1)
    )
    return shown_crossed(found, lambda one: (one.first, one.then or ""), lambda one: (hits(one.share),), at.scope.small)

"""Brands side by side, competitors, what customers are worth, contact against satisfaction."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from voc.access.cells import shown
from voc.dashboard.reads.base import At, cached, hits, query
from voc.dashboard.reads.measured import exposure, series
from voc.dashboard.reads.overview import answers_of, columns_of, weights_of
from voc.dashboard.reads.segment_value import TIMES_A_YEAR, coefficients, segments
from voc.dashboard.reads.verbatims import SCORED
from voc.service.rates import poisson_rate
from voc.service.value import CustomerValue, customer_value
from voc.survey.intervals import Estimate, mean, mean_index, wilson
from voc.survey.satisfaction import positions

CONTACT_DAYS = 90


@dataclass(frozen=True)
class Brand:
    """A brand: satisfaction index, share negative, complaints per 10,000 customers and month, and its customers' value (yuan each).

    The value is that of its respondents, as by segment; without respondents that of its mean ARPU and retention.
    """

    name: str
    satisfaction: Estimate
    negative: Estimate
    complaints: Estimate
    value: CustomerValue


@dataclass(frozen=True)
class Rival:
    """A competitor: customers who left to it and came from it per 10,000 customers and month, and how it is spoken of."""

    name: str
    left: Estimate
    came: Estimate
    left_number: float
    came_number: float
    negative: Estimate


@dataclass(frozen=True)
class Step:
    """Satisfaction of those with so much contact: a group's name, and the estimate."""

    name: str
    estimate: Estimate


def brands(at: At) -> list[Brand]:
    """The brands under the filters, most verbatims first; what has no denominator is None."""
    return _brands(at, coefficients(at))


@cached
def _brands(at: At, given: dict[str, float]) -> list[Brand]:
    where, values = at.filters.where()
    judged = query(
        at,
        f"SELECT v.brand, count(*) AS n, count(*) FILTER (s.label = 'neg') AS k FROM {SCORED}"
        f" WHERE s.label IS NOT NULL AND v.brand IS NOT NULL AND {where} GROUP BY 1 ORDER BY 2 DESC",
        values,
    ).to_pylist()
    reported = {row["group"] for row in series(at, "complaints", "m.brand").to_pylist()}
    found = [_brand(at, given, row["brand"], wilson(row["k"], row["n"]), reported=row["brand"] in reported) for row in judged]
    return shown(found, lambda one: (one.negative.base, hits(one.negative)), at.scope.small)


def _brand(at: At, given: dict[str, float], name: str, negative: Estimate, *, reported: bool) -> Brand:
    there = replace(at, filters=replace(at.filters, brand=(name,)))
    answers = answers_of(there, there.filters, "csat")
    satisfaction = mean_index(100 * positions(*columns_of(answers)), 0, 100, weights_of(answers))
    count = sum(series(there, "complaints")["value"].to_pylist()) if reported else 0
    rate = poisson_rate(round(count), exposure(there) if reported else None)
    return Brand(name, _kept(at, satisfaction), negative, rate, _value(there, name, given))


def _kept(at: At, found: Estimate) -> Estimate:
    """The estimate, or none of a group too small for the scope."""
    return found if found.base >= at.scope.small or not found.base else Estimate(None, None, None, 0, 0.0, "hidden")


def _value(there: At, name: str, given: dict[str, float]) -> CustomerValue:
    for one in segments(there, "brand", given):
        if one.name == name:
            return CustomerValue(one.existing.value, one.potential.value, one.influence.value)
    return _value_of(there, given)


def value_of(at: At) -> CustomerValue:
    """Value of a customer under the filters, from mean ARPU and retention over the periods given; empty where either is not."""
    return _value_of(at, coefficients(at))


@cached
def _value_of(at: At, given: dict[str, float]) -> CustomerValue:
    arpu, kept = _average(at, "arpu"), _average(at, "retention")
    if arpu is None or kept is None:
        return CustomerValue(None, None, None)
    rows = series(at, "retention", "m.brand || '|' || m.region").to_pylist()
    yearly = (kept / 100 if kept > 1 else kept) ** TIMES_A_YEAR[rows[0]["grain"]]
    others = {name: given[name] for name in ("lift", "p", "reach", "conversion")}
    return customer_value(arpu, given["margin"], min(yearly, 1.0), given["discount"], **others)


def _average(at: At, measure: str) -> float | None:
    """The mean over periods and places; averages cannot be added up, so that no sum is read."""
    values = [row["value"] for row in series(at, measure, "m.brand || '|' || m.region").to_pylist()]
    return float(np.mean(values)) if values else None


@cached
def rivals(at: At) -> list[Rival]:
    """Migration by competitor, most customers lost first; [] where no port-outs are given."""
    exposed = exposure(at)
    out, back = (_sums(at, name) for name in ("port_outs", "port_ins"))
    where, values = at.filters.where()
    spoken = {
        row["competitor"]: wilson(row["k"], row["n"])
        for row in query(
            at,
            f"SELECT v.competitor, count(*) AS n, count(*) FILTER (s.label = 'neg') AS k FROM {SCORED}"
            f" WHERE s.label IS NOT NULL AND v.competitor IS NOT NULL AND {where} GROUP BY 1",
            values,
        ).to_pylist()
    }
    nobody = wilson(0, 0)
    found = [
        Rival(
            name,
            poisson_rate(round(out.get(name, 0)), exposed),
            poisson_rate(round(back.get(name, 0)), exposed),
            out.get(name, 0),
            back.get(name, 0),
            spoken.get(name, nobody),
        )
        for name in sorted({*out, *back}, key=lambda one: -out.get(one, 0))
    ]
    return shown(found, lambda one: (one.negative.base, hits(one.negative)), at.scope.small)


def _sums(at: At, measure: str) -> dict[str, float]:
    found: dict[str, float] = {}
    for row in series(at, measure, "m.competitor").to_pylist():
        if row["group"] is not None:
            found[row["group"]] = found.get(row["group"], 0.0) + row["value"]
    return found


@cached
def by_contacts(at: At) -> list[Step]:
    """Satisfaction by how often a respondent had been heard elsewhere in the 90 days before (calls and work orders)."""
    answers = answers_of(at, at.filters, "csat", ", r.customer_key")
    heard = query(
        at, "SELECT customer_key, day FROM verbatims WHERE source <> 'survey' AND customer_key IS NOT NULL AND day IS NOT NULL"
    )
    days: dict[str, list[Any]] = {}
    for row in heard.to_pylist():
        days.setdefault(row["customer_key"], []).append(row["day"])
    places, weights = 100 * positions(*columns_of(answers)), weights_of(answers)
    groups: dict[str, list[int]] = {"0": [], "1": [], "2+": []}
    for at_, (key, day) in enumerate(zip(answers["customer_key"].to_pylist(), answers["day"].to_pylist(), strict=True)):
        if key is not None and day is not None:
            n = sum(0 <= (day - one).days <= CONTACT_DAYS for one in days.get(key, ()))
            groups["0" if n == 0 else "1" if n == 1 else "2+"].append(at_)
    found = [
        Step(name, mean_index([places[one] for one in own], 0, 100, [weights[one] for one in own]))
        for name, own in groups.items()
        if own
    ]
    return shown(found, lambda one: (one.estimate.base,), at.scope.small)


@cached
def by_length(at: At) -> list[Step]:
    """Predicted satisfaction with calls (-2 to 2) by their length in minutes, in thirds of all calls under the filters."""
    where, values = at.filters.where()
    rows = query(
        at,
        'SELECT max(u."end") / 60 AS minutes, any_value(d.satisfaction) AS rating FROM verbatims v'
        " JOIN dialogue_scores d USING (verbatim_id) JOIN utterances u USING (verbatim_id)"
        f' WHERE d.satisfaction IS NOT NULL AND u."end" IS NOT NULL AND {where} GROUP BY v.verbatim_id',
        values,
    )
    minutes, ratings = (np.array(rows[name].to_pylist(), dtype=float) for name in ("minutes", "rating"))
    if len(minutes) < 3:
        return []
    bounds = [-math.inf, *np.quantile(minutes, [1 / 3, 2 / 3]), math.inf]
    names = (f"< {bounds[1]:.1f}", f"{bounds[1]:.1f}–{bounds[2]:.1f}", f"≥ {bounds[2]:.1f}")
    found = [
        Step(name, mean(ratings[(minutes >= low) & (minutes < high)]))
        for name, low, high in zip(names, bounds[:-1], bounds[1:], strict=True)
    ]
    return shown(found, lambda one: (one.estimate.base,), at.scope.small)

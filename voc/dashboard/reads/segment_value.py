"""Existing, potential and influence value by segment: what respondents spend, levelled to the ARPU of their brand and region."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from voc import resources
from voc.access.cells import shown
from voc.dashboard.reads.base import At, cached, query
from voc.dashboard.reads.measured import series
from voc.dashboard.reads.risk import settings_in_force
from voc.service.value import band_middle, customer_value, levelled
from voc.survey.intervals import Estimate, Floats, mean

Dimension = Literal["region", "age", "occupation", "education", "spend", "customer_type", "brand", "tier"]
DIMENSIONS: tuple[Dimension, ...] = ("region", "age", "occupation", "education", "spend", "customer_type", "brand", "tier")
TIMES_A_YEAR = {"day": 365.25, "week": 52.18, "month": 12.0, "quarter": 4.0, "year": 1.0}
PROMOTES = 9
"""Recommendation from which a customer moves others."""
Place = tuple[str | None, str | None]


@dataclass(frozen=True)
class Segment:
    """A segment's mean value per customer in money of the ARPU, in three columns that are never added up; None where not given."""

    name: str
    existing: Estimate
    potential: Estimate
    influence: Estimate


def coefficients(at: At) -> dict[str, float]:
    """The assumed coefficients: what the operator states on the coefficients page, else those of lexicons/value.toml."""
    shipped: dict[str, float] = tomllib.loads(resources.path("lexicons", "value.toml").read_text("utf-8"))
    stated = {name: value for name, value in vars(settings_in_force(at).money).items() if value is not None}
    return shipped | stated


def by_segment(at: At, dimension: Dimension) -> list[Segment]:
    """Segments of the respondents under the filters, bands in their order, else most valuable first; [] without ARPU or retention."""
    return segments(at, dimension, coefficients(at))


@cached
def segments(at: At, dimension: Dimension, given: dict[str, float]) -> list[Segment]:
    """by_segment under the assumptions `given`."""
    people, existing = _valued(at, given)
    if existing is None:
        return []
    promotes = _promoting(people)
    names = [row[dimension] for row in people]
    weights = [row["weight"] for row in people]
    found = []
    for name in sorted({one for one in names if one is not None}):
        own = [place for place, one in enumerate(names) if one == name]
        own_weights = [weights[place] for place in own]
        potential = given["lift"] * given["p"]
        influence = [given["reach"] * given["conversion"] * promotes[place] for place in own]
        found.append(
            Segment(
                name,
                mean(existing[own], own_weights),
                mean(existing[own] * potential, own_weights),
                mean(existing[own] * influence, own_weights),
            )
        )
    found = shown(found, lambda one: (one.existing.base,), at.scope.small)
    ordered = dimension in ("age", "spend")
    return sorted(found, key=lambda one: _first_number(one.name) if ordered else -(one.existing.value or 0.0))


def _first_number(name: str) -> float:
    """Bands in the order of what they hold."""
    return band_middle(name) or 0.0


@cached
def _valued(at: At, given: dict[str, float]) -> tuple[list[dict[str, Any]], Floats | None]:
    """Respondents with brand and region whose ARPU and retention are given, and the existing value of each."""
    where, values = at.filters.where("r", skip=("source",))
    people = query(
        at,
        f"SELECT r.respondent_id, r.weight, {', '.join(f'r.{name}' for name in DIMENSIONS)}, n.value AS recommends FROM respondents r"
        " LEFT JOIN (SELECT respondent_id, max(value) AS value FROM answers WHERE role = 'nps' GROUP BY 1) n USING (respondent_id)"
        f" WHERE coalesce(r.population, 'customer') = 'customer' AND {where} ORDER BY r.respondent_id",
        values,
    ).to_pylist()
    arpu, kept = _by_place(at, "arpu"), _retention(at)
    people = [row for row in people if (row["brand"], row["region"]) in arpu and (row["brand"], row["region"]) in kept]
    if not people:
        return [], None
    found = np.zeros(len(people))
    places: dict[Place, list[int]] = {}
    for number, row in enumerate(people):
        places.setdefault((row["brand"], row["region"]), []).append(number)
    for place, own in places.items():
        spends = levelled([band_middle(people[one]["spend"]) for one in own], [people[one]["weight"] for one in own], arpu[place])
        each = customer_value(1.0, given["margin"], kept[place], given["discount"]).existing or 0.0
        found[own] = np.array(spends) * each
    return people, found


def _promoting(people: list[dict[str, Any]]) -> Floats:
    """How much a respondent moves others against the average: those who recommend do, the others do not; 1 for all where nobody was asked."""
    said = [None if row["recommends"] is None else float(row["recommends"] >= PROMOTES) for row in people]
    known = mean(said, [row["weight"] for row in people]).value
    return np.array([1.0 if one is None or not known else one / known for one in said])


def _by_place(at: At, measure: str) -> dict[Place, float]:
    """Mean over the periods by brand and region."""
    found: dict[Place, list[float]] = {}
    for row in series(at, measure, "m.brand || chr(31) || m.region").to_pylist():
        if row["group"] is not None:
            brand, region = row["group"].split("\x1f")
            found.setdefault((brand, region), []).append(row["value"])
    return {place: float(np.mean(values)) for place, values in found.items()}


def _retention(at: At) -> dict[Place, float]:
    """Yearly retention by brand and region, from that of shorter periods."""
    rows = series(at, "retention").slice(0, 1).to_pylist()
    if not rows:
        return {}
    times = TIMES_A_YEAR[rows[0]["grain"]]
    return {place: min(1.0, (one / 100 if one > 1 else one) ** times) for place, one in _by_place(at, "retention").items()}

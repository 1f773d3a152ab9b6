"""Points and member plans: known, joined, satisfied with; promotions: taken up, used, cancelled."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import Any

from voc.access.cells import shown
from voc.dashboard.reads.base import At, cached, hits, query
from voc.dashboard.reads.measured import series
from voc.service.plans import Asks, asked, content, yes
from voc.survey.intervals import Estimate, mean_index, share, wilson
from voc.survey.satisfaction import positions

NOT_ASKED = wilson(0, 0)


@dataclass(frozen=True)
class Plan:
    """A plan, of all or of one brand: known by a share of those asked, joined by a share of those asked that, and how it is felt to be.

    `rated` says that satisfaction is an index of 0-100; else it is the share that says it is satisfied.
    """

    name: str
    brand: str | None
    aware: Estimate
    taking_part: Estimate
    satisfaction: Estimate
    rated: bool


@dataclass(frozen=True)
class Promotion:
    """A promotion (None: not parted): customers who took it up, the shares who used and cancelled it, and both in the period before."""

    name: str | None
    taken: float
    used: Estimate
    cancelled: Estimate
    used_before: Estimate
    cancelled_before: Estimate


@cached
def plans(at: At) -> list[Plan]:
    """Plans asked about under the filters, each in all and by brand; who was not asked is in no base."""
    where, values = at.filters.where("r", skip=("source",))
    if at.filters.source and "survey" not in at.filters.source:
        return []
    questions = {
        one: told for one in query(at, "SELECT DISTINCT question FROM answers")["question"].to_pylist() if (told := asked(one))
    }
    rows = query(
        at,
        "SELECT a.question, a.role, a.value, a.label, a.scale_low, a.scale_high, r.weight, r.brand FROM answers a"
        f" JOIN respondents r USING (respondent_id) WHERE coalesce(r.population, 'customer') = 'customer' AND {where}"
        " AND a.question IN (SELECT unnest(?::VARCHAR[])) ORDER BY r.respondent_id",
        (*values, list(questions)),
    ).to_pylist()
    found: list[Plan] = []
    for plan in sorted({told.plan for told in questions.values()}):
        own = [row | {"asks": questions[row["question"]].asks} for row in rows if questions[row["question"]].plan == plan]
        brands = Counter(row["brand"] for row in own if row["brand"] is not None)
        parts = [_plan(plan, brand, [row for row in own if row["brand"] == brand]) for brand, _ in brands.most_common()]
        whole = [_plan(plan, None, own)] if own else []
        found += whole + shown(
            parts, lambda one: (max(one.aware.base, one.taking_part.base, one.satisfaction.base),), at.scope.small
        )
    return shown(found, lambda one: (max(one.aware.base, one.taking_part.base, one.satisfaction.base),), at.scope.small)


def _plan(name: str, brand: str | None, rows: list[dict[str, Any]]) -> Plan:
    satisfaction, rated = _satisfaction(rows)
    return Plan(name, brand, _said(rows, "aware"), _said(rows, "taking_part"), satisfaction, rated)


def _said(rows: list[dict[str, Any]], asks: Asks) -> Estimate:
    own = [row for row in rows if row["asks"] == asks]
    return share([yes(row["value"], row["label"]) for row in own], [row["weight"] for row in own]) if own else NOT_ASKED


def _satisfaction(rows: list[dict[str, Any]]) -> tuple[Estimate, bool]:
    """The index of a rating where there is one, else the share of words that are of satisfaction."""
    own = [row for row in rows if row["asks"] == "satisfaction"]
    rated = [row for row in own if row["value"] is not None and row["scale_high"] is not None]
    if rated:
        places = 100 * positions(*([row[name] for row in rated] for name in ("value", "scale_low", "scale_high")))
        return mean_index(places, 0, 100, [row["weight"] for row in rated]), True
    return (share([content(row["label"]) for row in own], [row["weight"] for row in own]) if own else NOT_ASKED), False


@cached
def promotions(at: At) -> list[Promotion]:
    """Promotions under the filters, most taken up first; [] where no take-up is given."""
    now, earlier = _sums(at), at.filters.previous()
    before: Sums = _sums(replace(at, filters=earlier)) if earlier else {}
    taken = {name: n for (kind, name), n in now.items() if kind == "taken_up" and n}
    found = [
        Promotion(
            name,
            n,
            *(_part(now, kind, name) for kind in ("used", "cancelled")),
            *(_part(before, kind, name) for kind in ("used", "cancelled")),
        )
        for name, n in sorted(taken.items(), key=lambda one: -one[1])
    ]
    return shown(found, lambda one: (round(one.taken), hits(one.used), hits(one.cancelled)), at.scope.small)


Sums = dict[tuple[str, str | None], float]


def _sums(at: At) -> Sums:
    found: Sums = {}
    for kind in ("taken_up", "used", "cancelled"):
        for row in series(at, kind, "m.item").to_pylist():
            found[kind, row["group"]] = found.get((kind, row["group"]), 0.0) + row["value"]
    return found


def _part(sums: Sums, kind: str, name: str | None) -> Estimate:
    taken = round(sums.get(("taken_up", name), 0))
    return wilson(min(round(sums.get((kind, name), 0)), taken), taken)

"""Figures of the root-cause tree and of what is new."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pyarrow.compute as pc

from voc.dashboard.reads.base import At, cached, open_store, query, reader, shielded
from voc.dashboard.reads.verbatims import SCORED
from voc.jobs.emerging import Emerging, emerging
from voc.risk.classifier import Audit
from voc.service.root_causes import Hit, Impact, Pairing, audits, hit, impacts, preceding, together

SEGMENTS = ("brand", "tier", "product", "region", "channel", "age", "occupation", "spend", "customer_type", "store")


@cached
def branches(at: At) -> list[dict[str, object]]:
    """Negative verbatims (k) and judged ones (n) per brand, product and primary cause, coded ones only; groups too small are left out."""
    where, values = at.filters.where()
    found = query(
        at,
        f"SELECT v.brand, v.product, c.cause, count(*) AS n, count(*) FILTER (s.label = 'neg') AS k FROM {SCORED}"
        f" WHERE {where} AND s.label IS NOT NULL AND c.cause IS NOT NULL GROUP BY ALL HAVING k > 0 ORDER BY 5 DESC, 1, 2, 3",
        values,
    )
    rows: list[dict[str, object]] = shielded(at, found, ("n", "k")).to_pylist()
    return rows


@cached
def judged(at: At) -> dict[tuple[str | None, str | None], int]:
    """Negative verbatims per brand and product, with or without a cause: what shares in the tree are of."""
    where, values = at.filters.where()
    rows = query(
        at, f"SELECT v.brand, v.product, count(*) AS n FROM {SCORED} WHERE {where} AND s.label = 'neg' GROUP BY ALL", values
    ).to_pylist()
    return {(row["brand"], row["product"]): row["n"] for row in rows}


def audited_causes(at: At) -> dict[str, Audit]:
    """What random audits say of the coder, per cause; {} where there is none. Read anew, because labels come at any moment."""
    labels = [label for label in open_store(at.settings).ledger.labels.newest("causes") if label.drawn == "audit"]
    return audits([(label.given or None, label.value.split("|")[0]) for label in labels])


@dataclass(frozen=True)
class Costs:
    """What a cause costs: the mean satisfaction (0-100) and the NPS, None where no survey or too few respondents name it."""

    csat: Impact | None
    nps: Impact | None


@cached
def costs(at: At) -> dict[str, Costs]:
    """Per cause (codes and first levels) over the respondents under the filters who wrote something."""
    csat, nps = (_impacts(at, role) for role in ("csat", "nps"))
    return {cause: Costs(csat.get(cause), nps.get(cause)) for cause in csat.keys() | nps.keys()}


def _impacts(at: At, role: str) -> dict[str, Impact]:
    where, values = at.filters.where()
    rows = query(
        at,
        "SELECT a.respondent_id, avg((a.value - a.scale_low) / nullif(a.scale_high - a.scale_low, 0)) AS value,"
        " any_value(coalesce(r.weight, 1)) AS weight, any_value(x.causes) AS causes FROM answers a JOIN respondents r USING (respondent_id)"
        " JOIN (SELECT v.respondent_id, list(DISTINCT c.cause) FILTER (s.label = 'neg' AND c.cause IS NOT NULL) AS causes"
        f" FROM {SCORED} WHERE {where} AND v.respondent_id IS NOT NULL GROUP BY 1) x USING (respondent_id)"
        " WHERE a.role = ? AND a.value IS NOT NULL AND coalesce(r.population, 'customer') = 'customer' GROUP BY 1 ORDER BY 1",
        (*values, role),
    ).to_pylist()
    rows = [row for row in rows if row["value"] is not None]
    if not rows or len(rows) < max(30, at.scope.small):
        return {}
    rating = np.array([row["value"] for row in rows])
    # NPS asks 0 to 10: promoters count 100, detractors -100.
    scaled = np.where(rating >= 0.9, 100.0, np.where(rating <= 0.6, -100.0, 0.0)) if role == "nps" else 100 * rating
    named = [_with_levels(row["causes"] or []) for row in rows]
    causes = sorted(set().union(*named))
    flags = np.array([[cause in one for cause in causes] for one in named], bool).reshape(len(rows), len(causes))
    weights = np.array([row["weight"] for row in rows], float)
    least = at.scope.small
    found = zip(causes, impacts(scaled, weights, flags), strict=True)
    return {cause: one for cause, one in found if one is not None and one.base >= least}


def _with_levels(causes: list[str]) -> set[str]:
    return {*causes, *(cause.partition(".")[0] for cause in causes)}


@cached
def beside(at: At, cause: str) -> list[Pairing]:
    """Causes named in one verbatim with `cause` (a code)."""
    where, values = at.filters.where()
    rows = query(at, f"SELECT c.cause, c.cause2 FROM {SCORED} WHERE {where} AND c.cause IS NOT NULL", values).to_pylist()
    found = together([{row["cause"], row["cause2"]} - {None} for row in rows], cause)
    return [one for one in found if one.both >= at.scope.small]


@cached
def before(at: At, cause: str) -> list[Pairing]:
    """Causes the same customer named within 60 days before `cause` (a code)."""
    where, values = at.filters.where()
    rows = query(
        at,
        f"SELECT v.customer_key, v.day, c.cause FROM {SCORED} WHERE {where} AND c.cause IS NOT NULL AND v.customer_key IS NOT NULL"
        " AND v.day IS NOT NULL ORDER BY ALL",
        values,
    )
    customers, days, causes = (rows[name].to_pylist() for name in ("customer_key", "day", "cause"))
    return [one for one in preceding(customers, days, causes, cause) if one.both >= at.scope.small]


@cached
def whom(at: At, condition: str, given: tuple[object, ...]) -> list[Hit]:
    """Segments over-represented among the negative verbatims that meet `condition`, against all verbatims."""
    where, values = at.filters.where()
    columns, sets = ", ".join(f"v.{name}" for name in SEGMENTS), ", ".join(f"(v.{name})" for name in SEGMENTS)
    rows = query(
        at,
        f"SELECT {columns}, grouping_id({columns}) AS grouped, count(*) FILTER (s.label = 'neg' AND {condition}) AS k, count(*) AS n"
        f" FROM {SCORED} WHERE {where} GROUP BY GROUPING SETS ({sets}) ORDER BY ALL",
        (*given, *values),
    )
    counts: dict[str, dict[str, tuple[int, int]]] = {}
    for place, dimension in enumerate(SEGMENTS):
        # grouping_id has a bit for every column that is not grouped by, the first column the highest.
        own = (1 << len(SEGMENTS)) - 1 - (1 << len(SEGMENTS) - 1 - place)
        named = rows.filter(pc.and_(pc.equal(rows["grouped"], own), pc.is_valid(rows[dimension])))
        counts[dimension] = {row[dimension]: (row["k"], row["n"]) for row in shielded(at, named, ("n", "k")).to_pylist()}
    return hit(counts)


def emerged(at: At) -> Emerging:
    """What is new on the dates of the filters; the past before them is always used."""
    found = _emerged(replace(at, filters=replace(at.filters, first=None, last=None)))
    first, last = at.filters.first or date.min, at.filters.last or date.max
    least = at.scope.small
    return replace(
        found,
        words=tuple(one for one in found.words if one.last >= first and one.first <= last and len(one.verbatims) >= least),
        topics=tuple(one for one in found.topics if first <= one.week <= last and one.seen >= least),
        campaigns=tuple(one for one in found.campaigns if one.last >= first and one.first <= last and one.copies >= least),
    )


@cached
def _emerged(at: At) -> Emerging:
    where, values = at.filters.where()
    return emerging(reader(at), at.settings.segmenter, where, values)

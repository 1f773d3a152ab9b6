"""Loyalty and leaving: recommending and staying by cause, ports by competitor, likely leavers, why they switch, own against others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pyarrow as pa

from voc.dashboard.reads.base import At, cached, query, row, shielded
from voc.dashboard.reads.measured import series
from voc.dashboard.reads.verbatims import LEAVING, REASON, SCORED
from voc.service.rates import poisson_rate
from voc.survey.intervals import Estimate, difference, nps, wilson
from voc.survey.questions import Question, purposes
from voc.survey.satisfaction import CUTS

LEAST = 30
LEAVERS = 500
RECENT = timedelta(days=90)
NOTHING = ""
"""Stands for the respondents without a negative open answer, whom the causes are held against."""


@dataclass(frozen=True)
class ByCause:
    """Respondents whose open answer is negative for a cause (or NOTHING): NPS, share likely to stay, and both against NOTHING."""

    cause: str
    nps: Estimate
    stay: Estimate
    nps_change: tuple[float, float, float] | None
    stay_change: tuple[float, float, float] | None


@cached
def asked(at: At) -> tuple[str | None, str | None]:
    """The question on recommending and the one on staying, among customers; None where it is not asked."""
    rows = query(
        at,
        "SELECT a.question, a.role, count(*) AS n FROM answers a JOIN respondents r USING (respondent_id)"
        " WHERE a.value IS NOT NULL AND coalesce(r.population, 'customer') = 'customer' GROUP BY 1, 2",
    ).to_pylist()
    found = purposes([Question(one["question"], one["role"], one["n"]) for one in rows])
    return found.nps, dict(found.loyalty).get("repurchase")


@cached
def by_cause(at: At) -> list[ByCause]:
    """Causes with at least 30 respondents, most respondents first, after the respondents without a complaint; weighted."""
    recommend, stay = asked(at)
    where, values = at.filters.where("r", skip=("source",))
    rows = query(
        at,
        "WITH felt AS (SELECT v.respondent_id, min(c.cause) AS cause FROM verbatims v JOIN sentiment_scores s USING (verbatim_id)"
        " JOIN cause_scores c USING (verbatim_id) WHERE s.label = 'neg' AND c.cause IS NOT NULL AND v.respondent_id IS NOT NULL GROUP BY 1),"
        " given AS (SELECT r.respondent_id, coalesce(r.weight, 1) AS w, coalesce(f.cause, '') AS cause,"
        " max(a.value) FILTER (a.question = ?) AS rec, max((a.value - a.scale_low) / nullif(a.scale_high - a.scale_low, 0))"
        " FILTER (a.question = ?) AS stay"
        " FROM respondents r JOIN answers a USING (respondent_id) LEFT JOIN felt f USING (respondent_id)"
        f" WHERE coalesce(r.population, 'customer') = 'customer' AND {where} GROUP BY ALL)"
        " SELECT cause, count(rec) AS n, sum(w) FILTER (rec IS NOT NULL) AS w, sum(w * w) FILTER (rec IS NOT NULL) AS w2,"
        " sum(w) FILTER (rec >= 9) AS pro, sum(w) FILTER (rec <= 6) AS det, count(stay) AS m,"
        " sum(w) FILTER (stay IS NOT NULL) AS v, sum(w * w) FILTER (stay IS NOT NULL) AS v2, sum(w) FILTER (stay >= ?) AS stays"
        " FROM given GROUP BY 1 HAVING count(*) >= ?",
        (recommend or "", stay or "", *values, CUTS.satisfied - 1e-9, LEAST),
    )
    kept = shielded(at, rows, ("n",)).to_pylist()
    figures = {one["cause"]: (_recommend(one), _stay(one)) for one in kept}
    calm = figures.get(NOTHING)
    found = [
        ByCause(
            cause,
            *both,
            None if calm is None or cause == NOTHING else difference(both[0], calm[0]),
            None if calm is None or cause == NOTHING else difference(both[1], calm[1]),
        )
        for cause, both in figures.items()
    ]
    return sorted(found, key=lambda one: (one.cause != NOTHING, -max(one.nps.base, one.stay.base)))


def _recommend(one: dict[str, Any]) -> Estimate:
    if not one["n"]:
        return nps(0, 0, 0)
    effective = one["w"] ** 2 / one["w2"]
    pro, det = (one["pro"] or 0) / one["w"] * effective, (one["det"] or 0) / one["w"] * effective
    score = nps(pro, max(0.0, effective - pro - det), det)
    return Estimate(score.value, score.low, score.high, one["n"], effective, score.method, score.se)


def _stay(one: dict[str, Any]) -> Estimate:
    if not one["m"]:
        return wilson(0, 0)
    effective = one["v"] ** 2 / one["v2"]
    return wilson(min(1.0, (one["stays"] or 0) / one["v"]) * effective, effective, base=one["m"])


@dataclass(frozen=True)
class Ported:
    """Customers ported out to and in from a competitor over the dates, and the rate out per 10,000 customers with its interval."""

    competitor: str
    out: float
    into: float | None
    rate: Estimate


@cached
def ported(at: At) -> list[Ported]:
    """Competitors, most port-outs first; empty where the measure is not given."""
    out, into = (_by_competitor(at, measure) for measure in ("port_outs", "port_ins"))
    people = series(at, "customers")["value"].to_pylist()
    mean = sum(people) / len(people) if people else None
    found = [Ported(name, n, into.get(name), poisson_rate(round(n), mean)) for name, n in out.items()]
    return sorted(found, key=lambda one: -one.out)


def _by_competitor(at: At, measure: str) -> dict[str, float]:
    rows = series(at, measure, "m.competitor")
    sums: dict[str, float] = {}
    for one in rows.to_pylist():
        if one["group"] is not None:
            sums[one["group"]] = sums.get(one["group"], 0.0) + one["value"]
    return sums


@cached
def ported_over_time(at: At) -> pa.Table:
    """day, grain, group (competitor), value of port-outs."""
    return series(at, "port_outs", "m.competitor")


@cached
def leavers(at: At) -> pa.Table:
    """At most 500 customers who speak of leaving, by keyed hash, the most pressing first.

    Points: 3 for words of leaving, 2 for a case still open, 1 each for three or more contacts in 90 days, for a named competitor and for a
    complaint to a regulator or the public. With the newest work-order number, the main cause and the days; points are a rule, not a chance.
    """
    where, values = at.filters.where()
    last = row(at, f"SELECT max(v.day) AS day FROM {SCORED} WHERE {where}", values)["day"]
    since = (last or date.max) - RECENT if last else date.max
    return query(
        at,
        "WITH heard AS (SELECT v.customer_key, v.verbatim_id, v.day, v.case_id, v.competitor, v.brand, v.region, i.escalation, c.cause, s.label"
        f" FROM {SCORED} WHERE {where} AND v.customer_key IS NOT NULL),"
        " each AS (SELECT customer_key, max(day) AS last, count(*) AS contacts, count(*) FILTER (day >= ?) AS recent,"
        " count(*) FILTER (escalation IN ('churn', 'both') OR cause = 'ordering.port_out') AS leaving,"
        " count(*) FILTER (escalation IN ('public', 'both')) AS public, max(competitor) AS competitor,"
        " arg_max(cause, {'d': day, 'c': cause}) FILTER (label = 'neg' AND cause IS NOT NULL) AS cause, max(brand) AS brand, max(region) AS region,"
        " arg_max(case_id, {'d': day, 'c': case_id}) FILTER (case_id IS NOT NULL) AS case_id,"
        " list(verbatim_id ORDER BY day DESC, verbatim_id) AS ids FROM heard GROUP BY 1),"
        " open AS (SELECT customer_key, count(*) AS n FROM cases WHERE resolved IS NULL AND customer_key IS NOT NULL GROUP BY 1)"
        " SELECT e.customer_key, k.external_id AS work_order, e.last, e.contacts, e.cause, e.competitor, e.brand, e.region,"
        " coalesce(o.n, 0) AS open_cases,"
        " 3 + 2 * CAST(coalesce(o.n, 0) > 0 AS INT) + CAST(e.recent >= 3 AS INT) + CAST(e.competitor IS NOT NULL AS INT)"
        " + CAST(e.public > 0 AS INT) AS points, e.ids"
        " FROM each e LEFT JOIN open o USING (customer_key) LEFT JOIN cases k ON k.case_id = e.case_id"
        f" WHERE e.leaving > 0 ORDER BY points DESC, e.last DESC, e.customer_key LIMIT {LEAVERS}",
        (*values, since),
    )


@cached
def reasons(at: At) -> pa.Table:
    """cause, n, customers of the verbatims that speak of leaving: why they would switch; the second cause where the first is the leaving."""
    where, values = at.filters.where()
    rows = query(
        at,
        f"SELECT {REASON} AS cause, count(*) AS n, count(DISTINCT v.customer_key) AS customers FROM {SCORED}"
        f" WHERE {where} AND {LEAVING} GROUP BY 1 ORDER BY 2 DESC, 1",
        values,
    )
    return shielded(at, rows, ("n", "customers"))


@dataclass(frozen=True)
class Mentioned:
    """Verbatims that name a competitor: how many, and the shares negative and speaking of leaving; "" is those that name none."""

    competitor: str
    n: int
    negative: Estimate
    leaving: Estimate


@cached
def mentioned(at: At) -> list[Mentioned]:
    """Own (no competitor named) first, then competitors by mentions; those with 10 and more."""
    where, values = at.filters.where()
    rows = query(
        at,
        "SELECT coalesce(v.competitor, '') AS competitor, count(*) AS n, count(s.label) AS judged, count(*) FILTER (s.label = 'neg') AS neg,"
        " count(i.escalation) AS wanted, count(*) FILTER (i.escalation IN ('churn', 'both')) AS leaving"
        f" FROM {SCORED} WHERE {where} GROUP BY 1 HAVING count(*) >= 10 ORDER BY 2 DESC, 1",
        values,
    )
    kept = shielded(at, rows, ("n", "neg", "leaving")).to_pylist()
    found = [
        Mentioned(one["competitor"], one["n"], wilson(one["neg"], one["judged"]), wilson(one["leaving"], one["wanted"]))
        for one in kept
    ]
    return sorted(found, key=lambda one: (one.competitor != "", -one.n))

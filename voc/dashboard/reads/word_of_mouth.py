"""What stands beside the index: levels, complaints by cause, money, appeals, and who is praised."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import pyarrow as pa

from voc.dashboard.filters import Filters
from voc.dashboard.reads.base import At, cached, open_store, query, row, shielded
from voc.dashboard.reads.measured import NAMES
from voc.dashboard.reads.risk import customers, ledger, resolved, settings_in_force, shares, year_before
from voc.dashboard.reads.verbatims import SCORED
from voc.jobs.risk import value_each
from voc.jobs.risk_settings import coder_errors
from voc.risk.assess import Assessed, Setup, assess, assess_all
from voc.risk.attribution import cause_counts
from voc.risk.classifier import Corrected, corrected
from voc.risk.ledger import Coefficient, Ledger
from voc.risk.misread import Misread
from voc.risk.word_of_mouth import AmplificationBase, LeaveBase
from voc.service.value import CustomerValue
from voc.survey.intervals import Estimate, nps, wilson

MONEY, TREATMENT = ("billing",), ("service",)
"""Levels of the codeframe whose share of complainers is that over lost money, and over mistreatment."""


def assessed(at: At, by: str, amplification: AmplificationBase, leave: LeaveBase) -> dict[str | None, Assessed]:
    """Everything (key "") and every cell of `by`, small ones pooled, against the target and the same filters a year before."""
    setup = Setup(ledger(at), resolved(at), amplification, leave, settings_in_force(at).target)
    cells, people, earlier = shares(at, by), customers(at, by), year_before(at)
    before = shares(earlier, by) if earlier else {}
    whole = assess(cells[""], setup, customers=people.get(""), before=before.get(""))
    named = {name: cell for name, cell in cells.items() if name != ""}
    keys = {f"{number}": name for number, name in enumerate(named)}
    found = assess_all(
        {key: named[name] for key, name in keys.items()},
        setup,
        customers={key: people[name] for key, name in keys.items() if name is not None and name in people},
        before={key: before.get(name) for key, name in keys.items()},
    )
    return {"": whole, **{keys[key]: one for key, one in found.items()}}


def share_who_complain(book: Ledger, cause: str) -> Coefficient:
    """C of a cause: over lost money, over treatment, or of all."""
    level1 = cause.split(".", 1)[0]
    return book["c_money"] if level1 in MONEY else book["c_treatment"] if level1 in TREATMENT else book["c"]


@cached
def complainers_by_cause(at: At) -> dict[str, int]:
    """Customers (where known, else notes) with a complaint, by its cause."""
    where, values = at.filters.where()
    rows = query(
        at,
        f"SELECT c.cause, count(DISTINCT coalesce(v.customer_key, v.verbatim_id)) AS n FROM {SCORED}"
        f" WHERE {where} AND v.source = 'complaint' AND c.cause IS NOT NULL GROUP BY 1",
        values,
    )
    return {one["cause"]: one["n"] for one in shielded(at, rows, ("n",)).to_pylist()}


@cached
def survey_causes(at: At) -> dict[str, float]:
    """Negative open answers of surveys by cause: what customers who were asked are dissatisfied about."""
    where, values = at.filters.where()
    rows = query(at, f"SELECT c.cause, c.cause2 FROM {SCORED} WHERE {where} AND v.source = 'survey' AND s.label = 'neg'", values)
    return cause_counts((one["cause"], one["cause2"]) for one in rows.to_pylist())


@cached
def _judged(at: At) -> tuple[int, int]:
    where, values = at.filters.where()
    one = row(at, f"SELECT count(s.label) AS n, count(*) FILTER (s.label = 'neg') AS k FROM {SCORED} WHERE {where}", values)
    return int(one["n"]), int(one["k"])


def negative_share(at: At) -> Corrected | None:
    """The share of negative verbatims corrected for the text model's error; None without an audit of it, or without verbatims."""
    audit, (n, k) = settings_in_force(at).audit, _judged(at)
    return corrected(k / n, n, audit) if audit is not None and n else None


def carried(at: At, counts: Mapping[str, float]) -> dict[str, float]:
    """Counts per cause as many fewer as the audit says they are worth: the text model's error widens the split."""
    known, (n, _) = negative_share(at), _judged(at)
    factor = 1.0 if known is None else min(1.0, known.effective_base / n)
    return {cause: count * factor for cause, count in counts.items()}


def misread(at: At) -> Misread:
    """What is known of the coder's errors; read anew each time, because labels come at any moment."""
    return coder_errors(open_store(at.settings))


@dataclass(frozen=True)
class Money:
    """ARPU (money a month) and monthly retention of the newest period, by customers, and a customer's value where assumptions are set."""

    arpu: float | None
    retention: float | None
    day: date | None
    value: CustomerValue


def money(at: At) -> Money:
    """What a customer brings, by measures under the filters and the operator's assumptions."""
    arpu, day = _newest(at, "arpu")
    retention, _ = _newest(at, "retention")
    return Money(arpu, retention, day, value_each(arpu, retention, settings_in_force(at).money))


@cached
def _newest(at: At, measure: str) -> tuple[float | None, date | None]:
    """The mean of a measure's newest period, weighted by the customers of brand and region."""
    kept = at.filters
    names = NAMES[measure]
    where, values = Filters(brand=kept.brand, region=kept.region).where("m")
    marks = ", ".join("?" * len(names))
    one = row(
        at,
        f"WITH mine AS (SELECT * FROM measures m WHERE m.measure IN ({marks}) AND {where}),"
        " people AS (SELECT brand, region, arg_max(value, day) AS n FROM measures WHERE measure IN ('customers', '客户数') GROUP BY 1, 2)"
        " SELECT sum(m.value * coalesce(p.n, 1)) / sum(coalesce(p.n, 1)) AS value, max(m.day) AS day FROM mine m LEFT JOIN people p"
        " ON p.brand IS NOT DISTINCT FROM m.brand AND p.region IS NOT DISTINCT FROM m.region"
        " WHERE m.day = (SELECT max(day) FROM mine)",
        (*names, *values),
    )
    return one["value"], one["day"]


@cached
def appeals(at: At) -> pa.Table:
    """The operator's published anchor, newest period: measure, value, unit, day; without rows where it is not given."""
    where, values = Filters(brand=at.filters.brand, region=at.filters.region).where("m")
    return query(
        at,
        "WITH mine AS (SELECT * FROM measures m WHERE (m.measure LIKE '%百万用户申诉%' OR lower(m.measure) LIKE '%appeals per million%')"
        f" AND {where}) SELECT measure, avg(value) AS value, any_value(unit) AS unit, day FROM mine"
        " WHERE day = (SELECT max(day) FROM mine) GROUP BY ALL ORDER BY measure",
        values,
    )


PRAISED = ("product", "store", "team", "channel", "region")


@dataclass(frozen=True)
class Praised:
    """A product, store or team: verbatims judged, positive ones and their share."""

    name: str
    share: Estimate


@cached
def praised(at: At, by: str) -> list[Praised]:
    """Values of a dimension with at least 30 judged verbatims, by the lower end of the interval of their positive share."""
    where, values = at.filters.where()
    rows = query(
        at,
        f"SELECT v.{by} AS name, count(*) AS n, count(*) FILTER (s.label = 'pos') AS k FROM {SCORED}"
        f" WHERE {where} AND v.{by} IS NOT NULL AND s.label IS NOT NULL GROUP BY 1 HAVING count(*) >= 30",
        values,
    )
    found = [Praised(one["name"], wilson(one["k"], one["n"])) for one in shielded(at, rows, ("n", "k")).to_pylist()]
    return sorted(found, key=lambda one: -(one.share.low or 0))


@dataclass(frozen=True)
class Recommends:
    """A group's recommendation: NPS with its interval, and the shares of promoters and detractors."""

    name: str
    score: Estimate
    promoters: float
    detractors: float


@cached
def recommends(at: At, by: str) -> list[Recommends]:
    """Who recommends: NPS of customers by product, brand, channel, region, age or spend, the highest first; groups of 30 and more."""
    where, values = at.filters.where("r", skip=("source",))
    rows = query(
        at,
        "WITH asked AS (SELECT question FROM answers WHERE role = 'nps' AND value IS NOT NULL GROUP BY 1 ORDER BY count(*) DESC, question LIMIT 1)"
        f" SELECT r.{by} AS name, count(*) AS n, sum(w) AS w, sum(w * w) AS w2, sum(w) FILTER (a.value >= 9) AS pro,"
        " sum(w) FILTER (a.value <= 6) AS det FROM answers a JOIN asked USING (question)"
        " JOIN (SELECT *, coalesce(weight, 1) AS w FROM respondents) r USING (respondent_id)"
        f" WHERE a.value BETWEEN 0 AND 10 AND coalesce(r.population, 'customer') = 'customer' AND r.{by} IS NOT NULL AND {where}"
        " GROUP BY 1 HAVING count(*) >= 30",
        values,
    )
    found = []
    for one in shielded(at, rows, ("n",)).to_pylist():
        effective = one["w"] ** 2 / one["w2"]
        pro, det = (one["pro"] or 0) / one["w"], (one["det"] or 0) / one["w"]
        score = nps(pro * effective, max(0.0, 1 - pro - det) * effective, det * effective)
        found.append(Recommends(one["name"], replace(score, base=one["n"]), pro, det))
    return sorted(found, key=lambda one: -(one.score.value or 0))

"""Word-of-mouth exposure of what is in the store: shares from surveys, resolution from cases, customers and money from measures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from voc.errors import VocError
from voc.jobs.risk_settings import Money
from voc.risk.assess import Assessed, Setup, assess, assess_all
from voc.risk.attribution import cause_counts
from voc.risk.ledger import Coefficient, Ledger, load_ledger, measured
from voc.risk.level import Level
from voc.risk.misread import Misread
from voc.risk.moments import Figure, Shares
from voc.risk.word_of_mouth import AmplificationBase, LeaveBase
from voc.service.value import CustomerValue, customer_value
from voc.store import Reader
from voc.survey.satisfaction import CUTS, positions, satisfaction

DIMENSIONS = ("brand", "tier", "product", "channel", "region")
MINIMUM = 30
"""Effective base under which a cell is said to have too few answers of its own."""
YEAR = timedelta(days=365)
MONTHS = 12


def exposures(
    reader: Reader,
    *,
    by: str,
    amplification_base: AmplificationBase,
    leave_base: LeaveBase,
    ledger: Ledger | None = None,
    target: float | None = None,
) -> list[dict[str, Any]]:
    """One row for everything and one per value of `by`, as plain values, over the newest 365 days of answers.

    Small cells are pooled and say so; figures are missing where nobody answered, or where even everything has too few answers.
    """
    _known(by)
    setup = Setup(ledger or load_ledger(), resolution(reader), amplification_base, leave_base, target)
    answers, customers = csat_answers(reader, by), customers_now(reader, by)
    now, before = _years(answers)
    groups = sorted(set(answers["cell"].drop_null().to_pylist()))
    cells, earlier = ({group: shares_of(_cell(part, group)) for group in groups} for part in (now, before))
    named = {group: customers[group] for group in groups if group in customers}
    everything = assess(shares_of(now), setup, customers=customers.get(None), before=shares_of(before))
    rows = [_row(None, everything, setup, customers.get(None))]
    if everything.index is None:
        return rows + [_row(group, Assessed(cells[group]), setup, None) for group in groups]
    found = assess_all(cells, setup, customers=named, before=earlier)
    return rows + [_row(group, found[group], setup, named.get(group)) for group in groups]


def exposures_by_cause(
    reader: Reader,
    *,
    amplification_base: AmplificationBase,
    leave_base: LeaveBase,
    ledger: Ledger | None = None,
    misread: Misread | None = None,
) -> list[dict[str, Any]]:
    """The negative index over everything split over the causes of negative verbatims, largest first; only the first row with few answers.

    A verbatim with two causes counts half to each, one without a cause as "uncoded"; the parts add up to the first row. What `misread`
    knows of the coder's errors is carried in.
    """
    setup = Setup(ledger or load_ledger(), resolution(reader), amplification_base, leave_base)
    customers = customers_now(reader, "brand")
    coded = reader.query(
        "select c.cause, c.cause2 from verbatims v join sentiment_scores s using (verbatim_id)"
        " left join cause_scores c using (verbatim_id) where s.label = 'neg'"
    ).to_pylist()
    counts = cause_counts((row["cause"], row["cause2"]) for row in coded)
    found = assess(
        shares_of(_years(csat_answers(reader, "brand"))[0]), setup, customers=customers.get(None), counts=counts, misread=misread
    )
    parts = [
        {"cell": part.cause, "base": part.count, "status": "ok", "share": part.share, "negative": _figure(part.negative)}
        for part in found.causes
    ]
    return [_row(None, found, setup, customers.get(None)), *parts]


def _known(by: str) -> None:
    if by not in DIMENSIONS:
        known = ", ".join(DIMENSIONS)
        raise VocError(f"不能按 {by!r} 拆分，可选：{known}。", f"cannot split by {by!r}; known: {known}.")


def csat_answers(reader: Reader, by: str) -> pa.Table:
    """Answers of customers to the overall satisfaction question most often asked: cell, day, value, scale_low, scale_high, weight."""
    return reader.query(
        f"with asked as (select question, count(*) as n from answers where role = 'csat' and value is not null group by 1"
        f" order by n desc, question limit 1)"
        f" select r.{by} as cell, r.day, a.value, a.scale_low, a.scale_high, r.weight from answers a join asked using (question)"
        f" join respondents r using (respondent_id)"
        f" where a.value is not null and coalesce(r.population, 'customer') = 'customer' order by a.respondent_id"
    )


def _years(answers: pa.Table) -> tuple[pa.Table, pa.Table]:
    """The newest 365 days with what has no date, and the 365 days before."""
    last = pc.max(answers["day"]).as_py() if len(answers) else None
    if last is None:
        return answers, answers.slice(0, 0)
    day = answers["day"]
    now = pc.fill_null(pc.greater(day, pa.scalar(last - YEAR)), True)
    before = pc.fill_null(pc.and_(pc.less_equal(day, pa.scalar(last - YEAR)), pc.greater(day, pa.scalar(last - 2 * YEAR))), False)
    return answers.filter(now), answers.filter(before)


def _cell(answers: pa.Table, group: str) -> pa.Table:
    return answers.filter(pc.fill_null(pc.equal(answers["cell"], group), False))


def shares_of(answers: pa.Table) -> Shares | None:
    """Satisfied, neutral and dissatisfied, weighted where weights are given; None where nobody answered."""
    values, low, high, weights = (answers[name].to_pylist() for name in ("value", "scale_low", "scale_high", "weight"))
    found = satisfaction(values, low, high, weights if any(w is not None for w in weights) else None)
    three = [one.value for one in (found.satisfied, found.neutral, found.dissatisfied)]
    if any(one is None for one in three):
        return None
    s, n, d = (float(one) for one in three if one is not None)
    return Shares(s, n, d, found.base, found.effective_base)


def resolution(reader: Reader) -> Coefficient | None:
    """r: the share of handled cases that the customer then rated as satisfied; None where no handled case was rated."""
    rated = reader.query("select rating_after from cases where resolved is not null and rating_after is not null")["rating_after"]
    if not len(rated):
        return None
    # Cases carry no scale: ratings above 5 show that it ends at 10.
    high = 10.0 if pc.max(rated).as_py() > 5 else 5.0
    place = positions(rated.to_pylist(), 1.0, high)
    known = place[place == place]
    return measured("r", float((known >= CUTS.satisfied).sum()), float(len(known))) if len(known) else None


def customers_now(reader: Reader, by: str) -> dict[str | None, float]:
    """Customers in the newest period given, by cell and (under None) in all; empty where no such measure is given."""
    rows = reader.query(
        f"with newest as (select max(day) as day from measures where measure in ('customers', '客户数'))"
        f" select {by} as cell, sum(value) as customers from measures join newest using (day)"
        f" where measure in ('customers', '客户数') group by 1"
    ).to_pylist()
    cells = {row["cell"]: row["customers"] for row in rows}
    return {**cells, None: sum(cells.values())} if cells else {}


def value_each(arpu: float | None, monthly_retention: float | None, money: Money) -> CustomerValue:
    """A customer's value from measured ARPU (money a month) and retention (monthly share), and the assumptions given."""
    if arpu is None or monthly_retention is None or money.margin is None or money.discount is None:
        return CustomerValue(None, None, None)
    retention = min(1.0, monthly_retention) ** MONTHS
    if 1 + money.discount - retention <= 0:
        return CustomerValue(None, None, None)
    options = {name: getattr(money, name) for name in ("lift", "p", "reach", "conversion")}
    return customer_value(arpu, money.margin, retention, money.discount, **options)


def _row(group: str | None, cell: Assessed, setup: Setup, customers: float | None) -> dict[str, Any]:
    own = cell.own
    plain: dict[str, Any] = {
        "cell": group,
        "base": own.base if own else 0,
        "effective_base": round(own.effective_base, 1) if own else 0.0,
    }
    if cell.index is None:
        return {**plain, "status": "insufficient base"}
    index = cell.index
    plain |= {
        "status": "pooled" if cell.pooled else "ok",
        "pooling": round(cell.pooling, 3),
        "unit": "person-contacts per 1,000 customers",
        "satisfied": index.shares.satisfied,
        "neutral": index.shares.neutral,
        "dissatisfied": index.shares.dissatisfied,
        "negative": _figure(index.negative),
        "positive": _figure(index.positive),
        "balance": index.balance,
        "repair_coverage": cell.repair,
        "level_target": _level(cell.against_target),
        "level_year_before": _level(cell.against_year),
        "r": None if setup.r is None else setup.r.value,
        "amplification_base": setup.amplification_base,
        "leave_base": setup.leave_base,
        "ledger": index.ledger_version,
    }
    if cell.at_risk is not None:
        plain |= {"customers": customers, "customers_at_risk": _figure(cell.at_risk.customers)}
    return plain


def _level(given: Level | None) -> dict[str, Any] | None:
    """The level with the three chances of exceeding 1.10, 1.25 and 1.50 times the base; None where there is nothing to hold it against."""
    if given is None:
        return None
    factors: Sequence[str] = ("1.10", "1.25", "1.50")
    return {
        "level": given.name,
        "chance_above": None if given.probabilities is None else dict(zip(factors, given.probabilities, strict=True)),
    }


def _figure(figure: Figure) -> dict[str, float]:
    return {
        "value": figure.mean,
        "sampling_low": figure.sampling.low,
        "sampling_high": figure.sampling.high,
        "low": figure.full.low,
        "high": figure.full.high,
    }

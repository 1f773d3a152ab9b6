"""Word-of-mouth exposure of what is in the store: shares from surveys, resolution from cases, customers from measures."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from voc.errors import VocError
from voc.risk.ledger import Coefficient, Ledger, load_ledger, measured
from voc.risk.moments import Figure, Shares
from voc.risk.word_of_mouth import AmplificationBase, LeaveBase, at_risk, exposure
from voc.store import Reader
from voc.survey.satisfaction import CUTS, positions, satisfaction

DIMENSIONS = ("brand", "tier", "product", "channel", "region")
MINIMUM = 30
"""Effective base under which a cell is said to have too few answers."""


def exposures(reader: Reader, *, by: str, amplification_base: AmplificationBase, leave_base: LeaveBase) -> list[dict[str, Any]]:
    """One row for everything and one per value of `by`, as plain values; figures are None where the base is insufficient."""
    if by not in DIMENSIONS:
        known = ", ".join(DIMENSIONS)
        raise VocError(f"不能按 {by!r} 拆分，可选：{known}。", f"cannot split by {by!r}; known: {known}.")
    ledger = load_ledger()
    answers, solved = csat_answers(reader, by), resolution(reader)
    customers = customers_now(reader, by)
    groups: list[str | None] = [None, *sorted(set(answers["cell"].drop_null().to_pylist()))]
    return [_row(answers, group, ledger, solved, customers, amplification_base, leave_base) for group in groups]


def csat_answers(reader: Reader, by: str) -> pa.Table:
    """Answers of customers to the overall satisfaction question most often asked: cell, value, scale_low, scale_high, weight."""
    return reader.query(
        f"with asked as (select question, count(*) as n from answers where role = 'csat' and value is not null group by 1"
        f" order by n desc, question limit 1)"
        f" select r.{by} as cell, a.value, a.scale_low, a.scale_high, r.weight from answers a join asked using (question)"
        f" join respondents r using (respondent_id)"
        f" where a.value is not null and coalesce(r.population, 'customer') = 'customer' order by a.respondent_id"
    )


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


def _row(
    answers: pa.Table,
    group: str | None,
    ledger: Ledger,
    solved: Coefficient | None,
    customers: dict[str | None, float],
    amplification_base: AmplificationBase,
    leave_base: LeaveBase,
) -> dict[str, Any]:
    cell = answers if group is None else answers.filter(pc.fill_null(pc.equal(answers["cell"], group), False))
    values, low, high, weights = (cell[name].to_pylist() for name in ("value", "scale_low", "scale_high", "weight"))
    found = satisfaction(values, low, high, weights if any(w is not None for w in weights) else None)
    plain: dict[str, Any] = {"cell": group, "base": found.base, "effective_base": round(found.effective_base, 1)}
    if found.effective_base < MINIMUM or found.dissatisfied.value is None:
        return {**plain, "status": "insufficient base"}
    shares = Shares(
        float(found.satisfied.value or 0),
        float(found.neutral.value or 0),
        float(found.dissatisfied.value),
        found.base,
        found.effective_base,
    )
    index = exposure(shares, ledger, r=solved, amplification_base=amplification_base)
    plain |= {
        "status": "ok",
        "unit": "person-contacts per 1,000 customers",
        "satisfied": shares.satisfied,
        "neutral": shares.neutral,
        "dissatisfied": shares.dissatisfied,
        "negative": _figure(index.negative),
        "positive": _figure(index.positive),
        "balance": index.balance,
        "r": None if solved is None else solved.value,
        "amplification_base": amplification_base,
        "leave_base": leave_base,
        "ledger": index.ledger_version,
    }
    if customers.get(group):
        risk = at_risk(shares, ledger, r=solved, leave_base=leave_base, customers=customers[group])
        plain |= {"customers": customers[group], "customers_at_risk": _figure(risk.customers)}
    return plain


def _figure(figure: Figure) -> dict[str, float]:
    return {
        "value": figure.mean,
        "sampling_low": figure.sampling.low,
        "sampling_high": figure.sampling.high,
        "low": figure.full.low,
        "high": figure.full.high,
    }

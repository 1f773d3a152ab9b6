"""What the word-of-mouth index rests on: shares from surveys, causes of negative verbatims, customers from measures, r from cases."""

from __future__ import annotations

import math
from dataclasses import replace

import streamlit as st

from voc.access.cells import shown
from voc.dashboard.filters import Filters
from voc.dashboard.reads.base import At, cached, open_store, query, reader
from voc.dashboard.reads.overview import answers_of, columns_of, weights_of
from voc.dashboard.reads.verbatims import SCORED
from voc.jobs import risk as jobs_risk
from voc.jobs.risk_settings import RiskSettings, ledger_in_force, risk_settings
from voc.risk.attribution import cause_counts
from voc.risk.ledger import Coefficient, Ledger
from voc.risk.moments import Shares
from voc.settings import Settings
from voc.survey.satisfaction import satisfaction

SPLITS = ("brand", "product", "channel", "region")
MINIMUM, YEAR = jobs_risk.MINIMUM, jobs_risk.YEAR


def ledger(at: At) -> Ledger:
    """The coefficients in force: shipped, with what was edited."""
    return _ledger(at.settings, stamp(at))


def settings_in_force(at: At) -> RiskSettings:
    """Target, community, assumptions on money and audit of the text model, as the operator set them."""
    return _settings(at.settings, stamp(at))


def stamp(at: At) -> int:
    """Changes whenever anything that people set by hand does; goes into the key of what is kept."""
    return open_store(at.settings).ledger.revisions.stamp()


@st.cache_resource(show_spinner=False, max_entries=20)
def _ledger(settings: Settings, stamp: int) -> Ledger:
    return ledger_in_force(open_store(settings))


@st.cache_resource(show_spinner=False, max_entries=20)
def _settings(settings: Settings, stamp: int) -> RiskSettings:
    return risk_settings(open_store(settings))


def year_before(at: At) -> At | None:
    """The same filters a year earlier; None without dates."""
    kept = at.filters
    if kept.first is None or kept.last is None:
        return None
    return replace(at, filters=replace(kept, first=kept.first - YEAR, last=kept.last - YEAR, undated=False))


@cached
def shares(at: At, by: str) -> dict[str | None, Shares | None]:
    """Satisfied, neutral and dissatisfied in all (key "") and by cell; None where nobody answered. NULL cells have the key None."""
    answers = answers_of(at, at.filters, "csat", f", r.{by} AS cell")
    cells = answers["cell"].to_pylist()
    order = sorted(set(cells), key=lambda cell: (cell is None, -cells.count(cell), cell or ""))
    found: dict[str | None, Shares | None] = {"": _shares(answers)}
    for cell in shown(order, lambda cell: (cells.count(cell),), at.scope.small):
        found[cell] = _shares(answers.filter([one == cell for one in cells]))
    return found


def _shares(answers) -> Shares | None:  # type: ignore[no-untyped-def]
    found = satisfaction(*columns_of(answers), weights=weights_of(answers))
    three = (found.satisfied.value, found.neutral.value, found.dissatisfied.value)
    if any(one is None for one in three):
        return None
    s, n, d = (float(one) for one in three if one is not None)
    return Shares(s, n, d, found.base, found.effective_base)


@cached
def resolved(at: At) -> Coefficient | None:
    """r, over every case of the publication; None where no handled case was rated."""
    return jobs_risk.resolution(reader(at))


@cached
def customers(at: At, by: str) -> dict[str | None, float]:
    """Customers of the newest period given, in all (key "") and by cell; empty where the measure is not given for these filters."""
    kept = at.filters
    where, values = Filters(channel=kept.channel, brand=kept.brand, product=kept.product, region=kept.region).where("m")
    rows = query(
        at,
        "WITH newest AS (SELECT max(day) AS day FROM measures WHERE measure IN ('customers', '客户数'))"
        f" SELECT m.{by} AS cell, sum(m.value) AS n FROM measures m JOIN newest USING (day)"
        f" WHERE m.measure IN ('customers', '客户数') AND {where} GROUP BY 1",
        values,
    ).to_pylist()
    cells = {one["cell"]: float(one["n"]) for one in rows}
    return {"": sum(cells.values()), **{cell: n for cell, n in cells.items() if cell is not None}} if cells else {}


@cached
def negative_causes(at: At) -> dict[str, float]:
    """Negative verbatims by cause, one with two causes half to each, one without as "uncoded"."""
    where, values = at.filters.where()
    rows = query(at, f"SELECT c.cause, c.cause2 FROM {SCORED} WHERE {where} AND s.label = 'neg'", values).to_pylist()
    counts = cause_counts((one["cause"], one["cause2"]) for one in rows)
    return {cause: counts[cause] for cause in shown(list(counts), lambda cause: (math.ceil(counts[cause]),), at.scope.small)}

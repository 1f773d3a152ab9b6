"""Figures of the overview: the cards over two periods, and brand against cause."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

from voc.dashboard.filters import Filters
from voc.dashboard.reads.base import At, cached, query, row, shielded
from voc.dashboard.reads.verbatims import LEVEL1, SCORED
from voc.survey.intervals import Estimate, mean, wilson
from voc.survey.satisfaction import nps_of, positions, satisfaction
from voc.survey.trend import Change, change


@dataclass(frozen=True)
class Moved:
    """A figure over all that passes the filters, and how the dated part of it moved against the period before."""

    shown: Estimate
    change: Change


@dataclass(frozen=True)
class Cards:
    """The five figures. `rating` is the mean on its scale, or 0-100 where scales differ."""

    volume: int
    volume_dated: int
    volume_before: int | None
    negative: Moved
    escalated: Moved
    rating: Moved
    satisfied: Estimate
    scale: tuple[float, float] | None
    nps: Moved


@cached
def cards(at: At) -> Cards:
    """Every card's figure over the filters; undated rows are counted in, but never compared with a period they may not belong to."""
    now, before = at.filters, at.filters.previous()
    spans = (now, now.dated() if now.first is not None else now, before)
    counts = [_counts(at, span) if span else None for span in spans]
    ratings = [_ratings(at, span, "csat") for span in spans]
    scale = scale_of(ratings)
    means = [_rating(one, scale) for one in ratings]
    scores = [_recommend(at, span) for span in spans]
    here, dated, there = counts
    return Cards(
        here["n"] if here else 0,
        dated["n"] if dated else 0,
        there["n"] if there else None,
        _moved([_share(one, "negative", "judged", at.scope.small) for one in counts], 0.001),
        _moved([_share(one, "escalated", "wanted", at.scope.small) for one in counts], 0.001),
        _moved(means, 0.01),
        _satisfied(ratings[0]),
        scale,
        _moved(scores, 0.1),
    )


def _moved(figures: list[Estimate], step: float) -> Moved:
    """All, dated and before -> what is shown and what is compared."""
    return Moved(figures[0], change(figures[1], figures[2], step=step))


def _counts(at: At, filters: Filters) -> dict[str, int]:
    where, values = filters.where()
    return row(
        at,
        "SELECT count(*) AS n, count(s.label) AS judged, count(*) FILTER (s.label = 'neg') AS negative,"
        " count(i.escalation) AS wanted, count(*) FILTER (i.escalation <> 'none') AS escalated"
        f" FROM {SCORED} WHERE {where}",
        values,
    )


def _share(counts: dict[str, int] | None, hits: str, base: str, small: int) -> Estimate:
    if not counts or 0 < counts[hits] < small:  # the share of so few would name their number
        return wilson(0, 0)
    return wilson(counts[hits], counts[base])


def answers_of(at: At, filters: Filters, role: str, columns: str = "") -> pa.Table:
    """Customers' answers to the question of `role` most often asked: value, scale_low, scale_high, weight, day and `columns`.

    One question only, so that a respondent counts once; staff, partners and mystery visits are not customers.
    """
    where, values = filters.where("r", skip=("source",))
    if filters.source and "survey" not in filters.source:
        where += " AND FALSE"
    return query(
        at,
        "WITH asked AS (SELECT question FROM answers WHERE role = ? AND value IS NOT NULL"
        " GROUP BY 1 ORDER BY count(*) DESC, question LIMIT 1)"
        f" SELECT a.value, a.scale_low, a.scale_high, r.weight, r.day{columns} FROM answers a JOIN asked USING (question)"
        " JOIN respondents r USING (respondent_id)"
        f" WHERE a.value IS NOT NULL AND coalesce(r.population, 'customer') = 'customer' AND {where} ORDER BY r.respondent_id",
        (role, *values),
    )


@cached
def answered(at: At) -> int:
    """Respondents under the filters."""
    where, values = at.filters.where("r", skip=("source",))
    return int(row(at, f"SELECT count(*) AS n FROM respondents r WHERE {where}", values)["n"])


def _ratings(at: At, filters: Filters | None, role: str) -> pa.Table:
    return answers_of(at, filters, role) if filters else answers_of(at, Filters(), role).slice(0, 0)


def scale_of(tables: list[pa.Table]) -> tuple[float, float] | None:
    """The scale all answers share; None where they differ or there are none."""
    found = {
        (low, high)
        for table in tables
        for low, high in zip(*(table[c].to_pylist() for c in ("scale_low", "scale_high")), strict=True)
    }
    low, high = found.pop() if len(found) == 1 else (None, None)
    return None if low is None or high is None else (low, high)


def _rating(answers: pa.Table, scale: tuple[float, float] | None) -> Estimate:
    place = positions(*columns_of(answers))
    low, high = scale or (0.0, 100.0)
    return mean(low + place * (high - low), weights_of(answers))


def _satisfied(answers: pa.Table) -> Estimate:
    return satisfaction(*columns_of(answers), weights=weights_of(answers)).satisfied


def columns_of(answers: pa.Table) -> tuple[list[float | None], list[float | None], list[float | None]]:
    """Values and both ends of their scales."""
    return answers["value"].to_pylist(), answers["scale_low"].to_pylist(), answers["scale_high"].to_pylist()


def weights_of(answers: pa.Table) -> list[float | None]:
    """Weights, None where none is given."""
    weights: list[float | None] = answers["weight"].to_pylist()
    return weights


def _recommend(at: At, filters: Filters | None) -> Estimate:
    answers = _ratings(at, filters, "nps")
    kept = answers.filter(pa.array([v is not None and 0 <= v <= 10 for v in answers["value"].to_pylist()], pa.bool_()))
    return nps_of(kept["value"].to_pylist(), weights_of(kept))


@cached
def brand_causes(at: At) -> pa.Table:
    """Brand x level-1 cause: judged verbatims coded there (n), negative ones (k), and the brand's judged verbatims in all (total)."""
    where, values = at.filters.where()
    found = query(
        at,
        f"SELECT v.brand, {LEVEL1} AS level1, count(*) AS n, count(*) FILTER (s.label = 'neg') AS k,"
        f" any_value(b.total) AS total FROM {SCORED}"
        f" JOIN (SELECT v.brand, count(*) AS total FROM {SCORED} WHERE {where} AND s.label IS NOT NULL GROUP BY 1) b"
        f" ON b.brand IS NOT DISTINCT FROM v.brand WHERE {where} AND s.label IS NOT NULL AND c.cause IS NOT NULL GROUP BY ALL",
        (*values, *values),
    )
    return shielded(at, found, ("n", "k"), ("brand", "level1"))

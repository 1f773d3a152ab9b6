"""Surveys: whose answers there are, their waves, headline figures, drivers, segments, and staff beside the customers of their team."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from voc.access.cells import shown
from voc.dashboard.filters import Filters
from voc.dashboard.reads.base import At, cached, hits, query, shielded
from voc.dashboard.reads.verbatims import SCORED
from voc.survey.drivers import Drivers
from voc.survey.headline import Headline, Segment, antecedents, headline, key_drivers, segments
from voc.survey.importance import Asymmetry
from voc.survey.intervals import Estimate, wilson
from voc.survey.panel import Panel, groups, panel
from voc.survey.questions import Purposes

CUSTOMER = "customer"
_NAMED = {
    CUSTOMER: ("customer", "客户", "顾客", "用户", "个人客户"),
    "business": ("business", "政企客户", "集团客户", "企业客户"),
    "staff": ("staff", "employee", "员工", "职工", "内部员工"),
    "partner": ("partner", "合作伙伴", "代理商", "渠道商", "合作商"),
    "mystery visit": ("mystery visit", "神秘顾客", "暗访"),
}
_CASES = " ".join(
    f"WHEN lower(trim(r.population)) IN ({', '.join(repr(word) for word in words)}) THEN '{name}'" for name, words in _NAMED.items()
)
POPULATION = f"CASE WHEN r.population IS NULL THEN '{CUSTOMER}' {_CASES} ELSE r.population END"
WAVE = "coalesce(r.wave, strftime(r.day, '%Y-%m'))"
PLACES = (
    *("region", "age", "occupation", "spend", "product", "channel", "mode"),
    *("brand", "tier", "customer_type", "education", "store", "wave"),
)
_TEAM = re.compile(r"班组|团队|小组|\bteam\b", re.IGNORECASE)
_DEPARTMENT = re.compile(r"部门|\bdepartment\b", re.IGNORECASE)


@dataclass(frozen=True)
class Chosen:
    """Whose answers, and which waves; () is all of them."""

    population: str
    waves: tuple[str, ...] = ()


@dataclass(frozen=True)
class Wave:
    """One wave: its name, its first day, its respondents."""

    name: str | None
    first: object
    base: int


@dataclass(frozen=True)
class Team:
    """Staff of a team and the customers it serves: satisfaction index of the one, share negative of the other; `column` of verbatims names it."""

    name: str
    staff: Estimate
    customers: Estimate
    column: str


def _where(filters: Filters) -> tuple[str, tuple[object, ...]]:
    where, values = filters.where("r", skip=("source",))
    return (f"{where} AND FALSE" if filters.source and "survey" not in filters.source else where), values


@cached
def populations(at: At) -> dict[str, int]:
    """Whose answers pass the filters, with the number of respondents, customers first."""
    where, values = _where(at.filters)
    rows = query(at, f"SELECT {POPULATION} AS population, count(*) AS n FROM respondents r WHERE {where} GROUP BY 1", values)
    found = {row["population"]: row["n"] for row in rows.to_pylist()}
    order = sorted(found, key=lambda name: (list(_NAMED).index(name) if name in _NAMED else len(_NAMED), name))
    return {name: found[name] for name in shown(order, lambda name: (found[name],), at.scope.small)}


@cached
def waves(at: At, population: str) -> tuple[Wave, ...]:
    """The waves that pass the filters, by their first day; without a wave's name the month stands for it."""
    where, values = _where(at.filters)
    rows = query(
        at,
        f"SELECT {WAVE} AS wave, min(r.day) AS first, count(*) AS n FROM respondents r WHERE {POPULATION} = ? AND {where}"
        " GROUP BY 1 ORDER BY first NULLS LAST, wave NULLS LAST",
        (population, *values),
    )
    return tuple(Wave(row["wave"], row["first"], row["n"]) for row in shielded(at, rows, ("n",)).to_pylist())


@cached
def survey(at: At, chosen: Chosen) -> Panel:
    """The chosen respondents under the filters, with all their ratings."""
    where, values = _where(at.filters)
    given: list[object] = [chosen.population, *values]
    if chosen.waves:
        where += f" AND {WAVE} IN ({', '.join('?' * len(chosen.waves))})"
        given += chosen.waves
    columns = ", ".join(f"r.{name}" for name in PLACES if name != "wave")
    rows = (
        f"SELECT r.respondent_id, r.day, r.weight, {WAVE} AS wave, {columns},"
        f" row_number() OVER (ORDER BY r.respondent_id) - 1 AS place FROM respondents r WHERE {POPULATION} = ? AND {where}"
    )
    respondents = query(at, f"{rows} ORDER BY place", tuple(given))
    answers = query(
        at,
        f"WITH c AS ({rows}) SELECT c.place, a.question, a.role, a.value, a.label, a.scale_low, a.scale_high, a.multi_set"
        " FROM answers a JOIN c USING (respondent_id)"
        " WHERE a.role IN ('csat', 'nps', 'ces', 'driver', 'operational') AND a.value IS NOT NULL OR a.role IN ('segment', 'multi')"
        " ORDER BY a.source_row, a.question, c.place",
        tuple(given),
    )
    return panel(respondents, answers)


@cached
def summary(at: At, chosen: Chosen) -> tuple[Headline, Purposes]:
    """The headline figures, and which question serves what."""
    found = survey(at, chosen)
    return headline(found), found.purposes


@cached
def by_wave(at: At, population: str) -> list[tuple[Wave, Headline]]:
    """The headline figures of each wave over the chosen period and the one before it."""
    both = At(at.settings, at.publication, at.scope, at.filters.with_previous()) if at.filters.first is not None else at
    whole = survey(both, Chosen(population))
    rows = dict(groups(whole.respondents["wave"].to_pylist()))
    return [(wave, headline(whole.where(rows[wave.name]))) for wave in waves(both, population) if wave.name in rows]


@cached
def ranked(at: At, chosen: Chosen, outcome: str) -> tuple[Drivers, dict[str, Asymmetry]]:
    """Key drivers of `outcome`, each with its asymmetry."""
    return key_drivers(survey(at, chosen), outcome)


@cached
def before(at: At, chosen: Chosen, outcome: str) -> Drivers | None:
    """Needs, past experience and word of mouth of others, where they are asked."""
    return antecedents(survey(at, chosen), outcome)


@cached
def dimensions(at: At, chosen: Chosen) -> tuple[str, ...]:
    """Columns that split the respondents into at least two groups: those of the questionnaire last."""
    found = survey(at, chosen)
    table = found.respondents
    return tuple(name for name in (*PLACES, *found.segments) if pc.count_distinct(table[name]).as_py() > 1)


@cached
def by_segment(at: At, chosen: Chosen, column: str) -> tuple[list[Segment], int]:
    """The figures of each group of a column, and how many groups are not shown."""
    found, more = segments(survey(at, chosen), column)
    kept = shown(found, lambda one: (one.headline.base,), at.scope.small)
    return kept, more + len(found) - len(kept)


@cached
def speakers(at: At, chosen: Chosen, column: str = "", value: str | None = None) -> tuple[str, ...]:
    """The chosen respondents (of one group of a column) who wrote an open answer."""
    table = survey(at, chosen).respondents
    if column:
        table = table.filter(pc.is_null(table[column]) if value is None else pc.equal(table[column], value))
    wrote = query(at, "SELECT DISTINCT respondent_id FROM verbatims WHERE respondent_id IS NOT NULL")["respondent_id"]
    kept = table.filter(pc.is_in(table["respondent_id"], value_set=wrote.combine_chunks()))
    return tuple(kept["respondent_id"].to_pylist())


@cached
def teams(at: At, chosen: Chosen) -> list[Team]:
    """Staff of each team (or department) beside the share negative of the customers it dealt with; [] where staff name none."""
    whole = survey(at, chosen)
    names = whole.respondents.column_names
    asked = [
        (name, column) for words, column in ((_TEAM, "team"), (_DEPARTMENT, "department")) for name in names if words.search(name)
    ]
    if not asked or whole.purposes.outcome is None:
        return []
    name, column = asked[0]
    where, values = at.filters.where()
    rows: pa.Table = query(
        at,
        f"SELECT v.{column} AS team, count(s.label) AS n, count(*) FILTER (s.label = 'neg') AS k FROM {SCORED}"
        f" WHERE {where} AND v.{column} IS NOT NULL GROUP BY 1",
        values,
    )
    negative = {row["team"]: wilson(row["k"], row["n"]) for row in rows.to_pylist()}
    found = [
        Team(value, headline(whole.where(kept)).figures["satisfaction"], negative.get(value, wilson(0, 0)), column)
        for value, kept in groups(whole.respondents[name].to_pylist())
        if value is not None
    ]
    kept = shown(found, lambda one: (one.staff.base,), at.scope.small)
    return shown(kept, lambda one: (one.customers.base, hits(one.customers)), at.scope.small)

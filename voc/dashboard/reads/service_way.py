"""Which units lie outside their funnel, where cases wait on their way, and whether work orders note the cause that the customer gives."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Literal

import pyarrow as pa
import pyarrow.compute as pc

from voc.access.cells import shown, shown_crossed
from voc.dashboard.reads.base import At, cached, hits, query
from voc.dashboard.reads.causes import codeframe
from voc.dashboard.reads.service_cases import as_of, at_all, cases
from voc.dashboard.reads.service_quality import mask
from voc.service.funnel import Funnel, funnel
from voc.service.waiting import Way, way
from voc.service.workorder import Agreement, agreement, noted_level

Unit = Literal["team", "store", "region", "staff", "department"]
UNITS: tuple[Unit, ...] = ("store", "team", "region", "staff", "department")
What = Literal["attitude", "late", "reopened", "repeated", "misnoted"]
WHATS: tuple[What, ...] = ("attitude", "late", "reopened", "repeated", "misnoted")
MANNER = ("service.attitude", "service.store")
"""Causes that are how customers were treated: by whom, and in which hall. The coder often cannot tell the two apart.

Over three seeds of the sample and three spans each, these two name the planted hall nine times of nine and no other; the attitude alone
misses it once, all causes of service name another hall once.
"""
DECIDED = {"repeated": "followed", "attitude": "cause"}
"""Which column has to be known before a case counts at all."""


@cached
def funnel_of(at: At, by: Unit, what: What) -> Funnel:
    """Units of the cases under the filters by the share that counts as `what` of those for which it can be told; not given is no unit."""
    rows = _judged(at, what)
    rows = rows.filter(pc.is_valid(rows[by]))
    counts: dict[str, list[int]] = {}
    for name, hit in zip(rows[by].to_pylist(), rows["hit"].to_pylist(), strict=True):
        one = counts.setdefault(name, [0, 0])
        one[0] += hit
        one[1] += 1
    names = sorted(counts)
    found = funnel(names, [counts[name][0] for name in names], [counts[name][1] for name in names])
    kept = shown(list(found.units), lambda unit: (unit.share.base, hits(unit.share)), at.scope.small)
    return replace(found, units=tuple(kept))


def _judged(at: At, what: What) -> pa.Table:
    """Cases for which it can be told, with the column `hit`."""
    rows = cases(at)
    if what == "misnoted":
        noted, coded = levels(rows)
        rows = rows.append_column(
            "hit", pa.array([a != b if a and b else None for a, b in zip(noted, coded, strict=True)], pa.bool_())
        )
        return rows.filter(pc.is_valid(rows["hit"]))
    now = as_of(at_all(at))
    if what == "late":
        decided = pc.or_(pc.is_valid(rows["done"]), pc.less(rows["due"], now.timestamp()))
        rows = rows.filter(pc.fill_null(pc.and_(pc.is_valid(rows["due"]), decided), False))
    elif what in DECIDED:
        rows = rows.filter(pc.is_valid(rows[DECIDED[what]]))
    else:
        rows = rows.filter(pc.is_valid(rows["reopened"]))
    hit = pc.is_in(rows["cause"], value_set=pa.array(MANNER)) if what == "attitude" else mask(rows, what, now)
    return rows.append_column("hit", hit)


def behind(at: At, by: Unit, unit: str, what: What) -> tuple[str, ...]:
    """The cases of a unit that count as `what`."""
    rows = _judged(at, what)
    return tuple(rows.filter(pc.and_(pc.fill_null(pc.equal(rows[by], unit), False), rows["hit"]))["case_id"].to_pylist())


@cached
def stops(at: At) -> Way:
    """Hours by department over the steps of the cases under the filters."""
    steps = query(at, 'SELECT case_id, department, received, "left" FROM case_steps ORDER BY case_id, step')
    steps = steps.filter(pc.is_in(steps["case_id"], value_set=cases(at)["case_id"].combine_chunks()))
    columns: dict[str, list[Any]] = {name: steps[name].to_pylist() for name in ("case_id", "department")}
    now = as_of(at_all(at)).timestamp() / 3600
    begun, ended = (
        [None if one is None else one.timestamp() / 3600 for one in steps[name].to_pylist()] for name in ("received", "left")
    )
    found = way(columns["case_id"], columns["department"], begun, ended, now)
    return replace(found, stops=tuple(shown(list(found.stops), lambda stop: (stop.steps,), at.scope.small)))


@cached
def noted(at: At) -> Agreement:
    """What staff noted against what the customer's words were coded as, at the first level."""
    found = agreement(*levels(cases(at)))
    pairs = shown_crossed(list(found.pairs), lambda one: (one[0], one[1]), lambda one: [one[2]], at.scope.small)
    return replace(found, pairs=tuple(pairs))


def misnoted(at: At, pair: tuple[str, str]) -> tuple[str, ...]:
    """The cases noted as the first and coded as the second."""
    rows = cases(at)
    both = zip(rows["case_id"].to_pylist(), *levels(rows), strict=True)
    return tuple(case for case, one, other in both if (one, other) == pair)


def levels(rows: pa.Table) -> tuple[list[str | None], list[str | None]]:
    """The first-level cause noted on each case, and the one coded."""
    frame = codeframe()
    names = {name: level for level, zh in frame.levels.items() for name in (level, zh)}
    names |= {name: code.level1 for code in frame.codes for name in (code.id, code.name("zh"), code.name("en"))}
    read = {one: noted_level(one, names) for one in pc.unique(rows["noted_cause"]).to_pylist()}
    coded = [None if one is None else one.split(".", maxsplit=1)[0] for one in rows["coded"].to_pylist()]
    return [read[one] for one in rows["noted_cause"].to_pylist()], coded


@cached
def doubtful(at: At) -> dict[str, int]:
    """Cases under the filters whose times contradict each other: answered or closed before they were opened."""
    rows = cases(at)
    return {
        name: int(pc.sum(pc.fill_null(pc.less(rows[column], 0.0), False)).as_py() or 0)
        for name, column in (("response", "response_hours"), ("resolution", "resolution_hours"))
    }

"""Roll-ups of cases and verbatims for the scorecard, targets in force, and units against them; targets and remarks live in the ledger."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from voc import resources
from voc.access.cells import shown
from voc.dashboard.reads.base import At, cached, open_store, query
from voc.dashboard.reads.service_cases import as_of, at_all, cases
from voc.dashboard.reads.service_way import levels
from voc.dashboard.reads.verbatims import SCORED
from voc.service.rollup import BY_NAME, INDICATORS, Rollup, indicators, joined, roll_up
from voc.service.scorecard import Line, Score, Target, judge, score, target_for
from voc.store.revisions import Revision
from voc.survey.intervals import Estimate, difference

Unit = Literal["region", "channel", "team", "department", "tier"]
UNITS: tuple[Unit, ...] = ("region", "channel", "team", "department", "tier")
KEYS = ("region", "channel", "team", "department", "brand", "tier")
JUDGED = tuple(one.name for one in INDICATORS if one.kind != "rate")
TARGET, REMARK = "target", "remark"
_APART = "\x1f"


@dataclass(frozen=True)
class Card:
    """One unit's line of the scorecard: its indicators, its score, and its change of each indicator against the period before."""

    unit: str | None
    lines: tuple[Line, ...]
    score: Score
    moved: dict[str, tuple[float, float, float] | None]
    brand: str | None = None


@cached
def rolled(at: At) -> Rollup:
    """The sums of the cases and verbatims under the filters."""
    table, now = cases(at), as_of(at_all(at))
    noted, coded = levels(table)
    decided = pc.and_(pc.is_valid(table["due"]), pc.or_(pc.is_valid(table["done"]), pc.less(table["due"], now.timestamp())))
    first = pc.and_(table["first"], pc.is_valid(table["followed"]))
    way = pc.and_(pc.is_valid(table["departments"]), pc.is_valid(table["done"]))
    rating = pc.fill_null(table["rating_after"], 0.0)
    hand_offs = pc.if_else(way, pc.subtract(table["steps"], 1), 0)
    known = pa.array([bool(one and other) for one, other in zip(noted, coded, strict=True)], pa.bool_())
    columns: dict[str, Any] = {name: table[name] for name in KEYS} | {
        "cases": np.ones(table.num_rows),
        "decided": decided,
        "kept": pc.and_(decided, pc.fill_null(pc.less_equal(table["done"], table["due"]), False)),
        "reopened_known": pc.is_valid(table["reopened"]),
        "reopened": pc.greater(table["reopened"], 0),
        "followed": pc.is_valid(table["followed"]),
        "repeated": table["followed"],
        "first_followed": first,
        "resolved_first": pc.and_(first, pc.invert(pc.fill_null(table["followed"], True))),
        "way_known": way,
        "first_unit": pc.and_(way, pc.equal(table["departments"], 1)),
        "hand_offs": hand_offs,
        "hand_offs_2": pc.multiply(hand_offs, hand_offs),
        "noted_known": known,
        "noted_right": pa.array([bool(one and one == other) for one, other in zip(noted, coded, strict=True)], pa.bool_()),
        "after_known": pc.is_valid(table["rating_after"]),
        "after": rating,
        "after_2": pc.multiply(rating, rating),
        "response": table["response_hours"],
        "response_ended": pc.is_valid(table["first_response"]),
        "resolution": table["resolution_hours"],
        "resolution_ended": pc.is_valid(table["resolved"]),
    }
    times = ("response", "resolution")
    sums = [name for name in columns if name not in KEYS and not name.startswith(times)]
    of_cases = roll_up(pa.table(columns), KEYS, sums, times)
    where, values = at.filters.where()
    said = query(
        at,
        f"SELECT {', '.join(f'v.{name}' for name in KEYS)}, count(s.label) AS judged, count(*) FILTER (s.label = 'neg') AS negative,"
        f" count(i.escalation) AS wants_known, count(*) FILTER (i.escalation <> 'none') AS escalated"
        f" FROM {SCORED} WHERE v.source <> 'survey' AND {where} GROUP BY ALL",
        values,
    )
    return joined(of_cases, roll_up(said, KEYS, ("judged", "negative", "wants_known", "escalated")), KEYS)


def shipped() -> list[Target]:
    """The targets of lexicons/targets.toml."""
    given = tomllib.loads(resources.path("lexicons", "targets.toml").read_text("utf-8"))["target"]
    return [Target(**one) for one in given]


def targets(at: At) -> list[Target]:
    """The targets in force: those shipped, with what was set by hand in their place; a target set back to nothing is none."""
    found: dict[str, Target | None] = {key_of(one.indicator, one.brand, one.tier): one for one in shipped()}
    for key, one in open_store(at.settings).ledger.revisions.newest(TARGET).items():
        indicator, brand, tier = key.split(_APART)
        found[key] = (
            None if one.value is None else Target(indicator, one.value["value"], one.value["weight"], brand or None, tier or None)
        )
    return [one for one in found.values() if one is not None]


def key_of(*parts: str | None) -> str:
    """The key of a revision."""
    return _APART.join(part or "" for part in parts)


def history(at: At, kind: str) -> list[Revision]:
    """What was set by hand, newest first."""
    return open_store(at.settings).ledger.revisions.history(kind)


def remarks(at: At, by: Unit) -> dict[str, Revision]:
    """What experts say of the units of a kind: the newest of each."""
    newest = open_store(at.settings).ledger.revisions.newest(REMARK)
    return {key.split(_APART)[1]: one for key, one in newest.items() if key.split(_APART)[0] == by and one.value}


def scorecard(at: At, by: Unit) -> list[Card]:
    """Units (not given: none) against the targets in force, most cases first; tiers with their brand, each against its own targets."""
    split: tuple[str, ...] = ("brand", "tier") if by == "tier" else (by,)
    earlier = at.filters.previous()
    before = {_unit(row, split): row for row in _table(replace(at, filters=earlier), split)} if earlier else {}
    known = targets(at)
    cards = [_card(row, before.get(_unit(row, split)), split, known) for row in _table(at, split) if row[split[-1]] is not None]
    return shown(cards, lambda card: tuple(line.estimate.base for line in card.lines), at.scope.small)


def _table(at: At, split: Sequence[str]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = indicators(rolled(at), split, JUDGED).to_pylist()
    return sorted(rows, key=lambda row: -(row.get("resolution_base") or 0))


def _unit(row: dict[str, Any], split: Sequence[str]) -> tuple[Any, ...]:
    return tuple(row[name] for name in split)


def _card(row: dict[str, Any], before: dict[str, Any] | None, split: Sequence[str], known: Sequence[Target]) -> Card:
    brand, tier = (row["brand"], row["tier"]) if len(split) > 1 else (None, None)
    lines = [judge(name, estimate_of(row, name), target_for(known, name, brand, tier)) for name in JUDGED if name in row]
    moved = {one.indicator: difference(one.estimate, estimate_of(before, one.indicator)) if before else None for one in lines}
    return Card(row[split[-1]], tuple(lines), score(lines), moved, brand)


def estimate_of(row: dict[str, Any], name: str) -> Estimate:
    """An indicator of a row of the roll-up."""
    base = row.get(f"{name}_base") or 0.0
    return Estimate(row.get(name), row.get(f"{name}_low"), row.get(f"{name}_high"), round(base), base, BY_NAME[name].kind)

"""All service indicators by 12 regions x 40 teams x 156 weeks, from roll-ups of 1,000,000 verbatims and 200,000 cases.

Beside them the same split computed case by case with the functions of the pages, on a slice, as the real alternative.

    python benchmarks/service_rollups.py
"""

from __future__ import annotations

import time

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import scipy.special  # noqa: F401 - loading it is no part of what is timed

from voc.service.handling import median_time
from voc.service.rollup import INDICATORS, indicators, joined, roll_up
from voc.survey.intervals import mean, share

REGIONS, TEAMS, WEEKS = 12, 40, 156
CASES, VERBATIMS = 200_000, 1_000_000
KEYS = ("region", "team", "week")
SHARES = (
    ("kept", "decided"),
    ("reopened", "reopened_known"),
    ("repeated", "followed"),
    ("resolved_first", "first_followed"),
    ("first_unit", "way_known"),
    ("noted_right", "noted_known"),
)
SLICE = 400
"""Cells that the alternative is timed on; its time is scaled up to all of them."""


def _places(number: int, chance: np.random.Generator) -> dict[str, pa.Array]:
    def one(prefix: str, size: int) -> pa.Array:
        return pa.DictionaryArray.from_arrays(
            pa.array(chance.integers(0, size, number).astype(np.int32)), pa.array([f"{prefix}{n:03d}" for n in range(size)])
        ).dictionary_decode()

    return {"region": one("地区", REGIONS), "team": one("班组", TEAMS), "week": pa.array(chance.integers(0, WEEKS, number))}


def _cases(chance: np.random.Generator) -> pa.Table:
    columns: dict[str, object] = {**_places(CASES, chance), "cases": np.ones(CASES), "exposure": np.full(CASES, 1800.0)}
    for hit, known in SHARES:
        told = chance.random(CASES) < 0.9
        columns |= {known: told, hit: told & (chance.random(CASES) < 0.4)}
    hand_offs, rating, rated = chance.poisson(1.4, CASES), chance.integers(1, 11, CASES), chance.random(CASES) < 0.5
    columns |= {"hand_offs": hand_offs * columns["way_known"], "hand_offs_2": hand_offs**2 * columns["way_known"]}
    columns |= {"after": rating * rated, "after_2": rating**2 * rated, "after_known": rated}
    for name, hours in (("response", 5.0), ("resolution", 24.0)):
        columns |= {name: chance.gamma(1.5, hours, CASES), f"{name}_ended": chance.random(CASES) < 0.95}
    return pa.table(columns)


def _verbatims(chance: np.random.Generator) -> pa.Table:
    ones, draw = np.ones(VERBATIMS), chance.random(VERBATIMS)
    return pa.table(
        {**_places(VERBATIMS, chance), "judged": ones, "negative": draw < 0.4, "wants_known": ones, "escalated": draw < 0.03}
    )


def _one_by_one(cases: pa.Table) -> None:
    """The same figures of one cell by the functions of the pages."""
    for hit, known in SHARES:
        share(pc.if_else(cases[known], pc.cast(cases[hit], pa.float64()), None).to_pylist())
    mean(cases["hand_offs"].to_pylist())
    mean(cases["after"].to_pylist())
    for name in ("response", "resolution"):
        median_time(cases[name].to_pylist(), cases[f"{name}_ended"].to_pylist())


def main() -> None:
    chance = np.random.default_rng(1)
    cases, said = _cases(chance), _verbatims(chance)
    started = time.perf_counter()
    sums = [
        name for name in cases.column_names if name not in (*KEYS, "response", "resolution", "response_ended", "resolution_ended")
    ]
    of_cases = roll_up(cases, KEYS, sums, ("response", "resolution"))
    of_words = roll_up(said, KEYS, ("judged", "negative", "wants_known", "escalated"))
    rolled = joined(of_cases, of_words, KEYS)
    made = time.perf_counter() - started
    print(f"rolled up   {len(rolled):,} cells of {CASES:,} cases and {VERBATIMS:,} verbatims in {made:.2f} s")
    times = []
    for _ in range(3):
        started = time.perf_counter()
        found = indicators(rolled, KEYS)
        times.append(time.perf_counter() - started)
    print(
        f"indicators  {len(INDICATORS)} with intervals for {found.num_rows:,} cells in {min(times):.2f} s (slowest {max(times):.2f} s; bar 2 s)"
    )
    keys = found.select(KEYS).slice(0, SLICE).to_pylist()
    started = time.perf_counter()
    for key in keys:
        mask = pc.and_(
            pc.equal(cases["region"], key["region"]),
            pc.and_(pc.equal(cases["team"], key["team"]), pc.equal(cases["week"], key["week"])),
        )
        _one_by_one(cases.filter(mask))
    each = (time.perf_counter() - started) / len(keys)
    print(
        f"one by one  {each * 1000:.1f} ms a cell, {each * found.num_rows:,.0f} s for all: {each * found.num_rows / min(times):,.0f} times as long"
    )


if __name__ == "__main__":
    main()

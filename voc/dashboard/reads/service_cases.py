"""Cases with what was said in them, their way through the house, the hours they took, and whether the customer came again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pyarrow as pa
import pyarrow.compute as pc

from voc.dashboard.filters import Filters
from voc.dashboard.reads.base import At, cached, query
from voc.service.recurrence import recurrence

_CASES = """
WITH spoken AS (
  SELECT v.case_id, min(v.day) AS day, arg_min(c.cause, v.verbatim_id) AS cause, min(v.team) AS team, min(v.outsourced) AS outsourced,
    min(v.store) AS store, min(v.touchpoint) AS touchpoint
  FROM verbatims v LEFT JOIN cause_scores c USING (verbatim_id) WHERE v.case_id IS NOT NULL GROUP BY 1),
way AS (
  SELECT case_id, count(*) AS steps, count(DISTINCT department) AS departments, arg_max(team, step) AS team FROM case_steps GROUP BY 1),
renamed AS (
  SELECT was, min(name) AS name FROM (SELECT unnest(string_split(synonyms, '|')) AS was, name FROM dictionary
    WHERE kind = 'team' AND synonyms IS NOT NULL) GROUP BY 1),
kind AS (
  SELECT team, mode(outsourced) AS outsourced FROM verbatims WHERE team IS NOT NULL AND outsourced IS NOT NULL GROUP BY 1),
whole AS (
  SELECT k.* EXCLUDE (content, source_file, source_row), 'complaint' AS source,
    coalesce(spoken.day, CAST(timezone(?, k.opened) AS DATE)) AS day,
    CASE WHEN EXISTS (SELECT 1 FROM spoken WHERE cause IS NOT NULL) THEN spoken.cause ELSE k.noted_cause END AS cause,
    coalesce(renamed.name, way.team, spoken.team) AS team, coalesce(spoken.outsourced, kind.outsourced) AS staff, spoken.store, spoken.touchpoint,
    spoken.cause AS coded, way.steps,
    -- Without its steps a case is known to have been kept, or passed on at least once, by who was asked first and who holds it.
    coalesce(way.departments, CASE WHEN k.first_department = k.department THEN 1 WHEN k.first_department <> k.department THEN 2 END) AS departments
  FROM cases k LEFT JOIN spoken USING (case_id) LEFT JOIN way USING (case_id)
  LEFT JOIN kind ON kind.team = coalesce(way.team, spoken.team)
  LEFT JOIN renamed ON renamed.was = coalesce(way.team, spoken.team))
"""


@cached
def every_case(at: At) -> pa.Table:
    """All cases of the publication whatever the filters, with hours to response and resolution and whether a repeat followed."""
    rows = query(at, f"{_CASES} SELECT * FROM whole ORDER BY opened, case_id", (str(at.settings.zone),))
    now = _as_of(rows)
    opened = rows["opened"].to_pylist()
    found = recurrence(rows["customer_key"].to_pylist(), rows["cause"].to_pylist(), opened, now)
    responded = rows["first_response"].to_pylist()
    columns = {
        # Files that never say when they responded do not say that nobody ever did.
        "response_hours": _hours(opened if any(responded) else [None] * len(opened), responded, now),
        "resolution_hours": _hours(opened, rows["resolved"].to_pylist(), now),
        "due": _seconds(rows["promised_at"]),
        "done": _seconds(rows["resolved"]),
        "followed": pa.array(found.followed, pa.bool_()),
        "first": pa.array(found.first, pa.bool_()),
    }
    for name, column in columns.items():
        rows = rows.append_column(name, column)
    return rows


def _seconds(moments: pa.ChunkedArray) -> pa.ChunkedArray:
    """Seconds since 1970: what comparisons of many rows need, without a datetime for each."""
    return pc.divide(pc.cast(pc.cast(moments, pa.int64()), pa.float64()), 1e6)


def _as_of(rows: pa.Table) -> datetime:
    """The moment the cases were exported, as far as they tell: the latest moment in them, a day after the newest case at most."""
    opened: datetime | None = pc.max(rows["opened"]).as_py()
    if opened is None:
        return datetime(1970, 1, 1).astimezone()
    latest: datetime = max(
        moment for name in ("opened", "first_response", "resolved") if (moment := pc.max(rows[name]).as_py()) is not None
    )
    return min(latest, opened + timedelta(days=1))


def as_of(at: At) -> datetime:
    """The moment against which open cases are held: when the newest figures were exported, not today."""
    return _as_of(every_case(at))


def _hours(opened: Sequence[datetime | None], ended: Sequence[datetime | None], now: datetime) -> pa.Array:
    """Hours from opening to the end, or to now while open; below 0 where the times contradict each other."""
    hours = [
        None if start is None else ((end or max(now, start)) - start).total_seconds() / 3600
        for start, end in zip(opened, ended, strict=True)
    ]
    return pa.array(hours, pa.float64())


@cached
def cases(at: At) -> pa.Table:
    """The cases under the filters, as `every_case` has them."""
    where, values = at.filters.where("whole")
    ids = query(at, f"{_CASES} SELECT case_id FROM whole WHERE {where}", (str(at.settings.zone), *values))["case_id"]
    rows = every_case(at_all(at))
    return rows.filter(pc.is_in(rows["case_id"], value_set=ids.combine_chunks() if ids.num_chunks != 1 else ids.chunk(0)))


def at_all(at: At) -> At:
    """The same publication without filters: what a repeat is looked for in."""
    return replace(at, filters=Filters())


def dated(at: At) -> At:
    """The filters without cases that have no day; the same filters where every case has one."""
    return replace(at, filters=at.filters.dated()) if cases(at)["day"].null_count else at

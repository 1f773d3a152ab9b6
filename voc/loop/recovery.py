"""The loop of one customer: who is to be won back, what the operator's ticket system says of it, and how many were.

A low score, an escalation or a repeated contact opens a task under the survey or work-order number, by which the operator's own system
finds the person. A customer has one task at a time and is then left in peace for some weeks.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from voc.errors import InputError
from voc.intake import read_records
from voc.intake.cells import Cell, as_text, number
from voc.intake.dates import DateReader
from voc.intake.headers import normal
from voc.loop.policy import Policy
from voc.service.recurrence import DAYS, recurrence
from voc.store import Reader, Scope, Store
from voc.store.recoveries import Recovery
from voc.survey.intervals import Estimate, wilson

HEADERS = {
    "number": ("编号", "工单编号", "问卷编号", "number", "ticket"),
    "reached": ("联系时间", "接通时间", "reached"),
    "solved": ("解决时间", "办结时间", "solved"),
    "rated": ("回访时间", "评分时间", "rated"),
    "rating": ("回访评分", "评分", "rating"),
    "note": ("备注", "说明", "note"),
}
_LOW = """
SELECT 'survey' AS source, r.external_id AS number, 'low_score' AS reason, r.occurred_at AS at, r.day, r.customer_key AS customer,
  r.respondent_id AS respondent, NULL AS verbatim, NULL AS case_id, r.brand, r.tier, r.region, NULL AS department, NULL AS team,
  a.value AS rating
FROM respondents r JOIN answers a USING (respondent_id)
WHERE a.role = 'csat' AND coalesce(r.population, 'customer') = 'customer'
  AND (a.value - a.scale_low) <= ? * (a.scale_high - a.scale_low)
"""
_CASES = """
SELECT 'complaint' AS source, k.external_id AS number, k.opened AS at, k.customer_key AS customer, k.case_id, k.brand, k.tier, k.region,
  k.department, w.team, k.rating_after AS rating, v.verbatim, v.cause, v.escalation,
  max(k.rating_after) OVER () AS top
FROM cases k
LEFT JOIN (SELECT case_id, arg_max(team, step) AS team FROM case_steps GROUP BY 1) w USING (case_id)
LEFT JOIN (SELECT case_id, min(verbatim_id) AS verbatim, arg_min(cause, verbatim_id) AS cause,
    max(CASE WHEN escalation IN ('churn', 'public', 'both') THEN escalation END) AS escalation
  FROM verbatims LEFT JOIN cause_scores USING (verbatim_id) LEFT JOIN intent_scores USING (verbatim_id)
  WHERE case_id IS NOT NULL GROUP BY 1) v USING (case_id)
WHERE k.opened IS NOT NULL ORDER BY k.opened
"""


_ALL = Scope.everything()


@dataclass(frozen=True)
class Opened:
    """Tasks opened; signals of customers who have one or are left in peace; signals without a number the operator would know."""

    made: tuple[Recovery, ...]
    spared: int
    unnumbered: int


@dataclass(frozen=True)
class ReadBack:
    """What a status file said: tasks changed, rows that said nothing new, and rows refused as (row, number, Chinese, English)."""

    changed: int
    same: int
    refused: tuple[tuple[int, str, str, str], ...]


@dataclass(frozen=True)
class Recovered:
    """Tasks of a team: all, still open and overdue, share reached in time of those decided, share of those rated again that recovered."""

    team: str | None
    tasks: int
    overdue: int
    in_time: Estimate
    recovered: Estimate


def open_tasks(store: Store, policy: Policy, *, who: str, as_of: datetime | None = None, scope: Scope = _ALL) -> Opened:
    """Opens a task for every new signal of the last `policy.days` days of the data, inside the limits of `scope`; safe to run again."""
    every, unnumbered = _signals(store.reader(Scope.everything()), policy, store)
    signals = [one for one in every if _inside(one, scope)]
    now = as_of or max((one.opened for one in signals), default=None)
    known = store.ledger.recoveries.all(Scope.everything())
    numbers = {(one.source, one.number) for one in known}
    last = {one.customer: one.opened for one in sorted(known, key=lambda one: one.opened) if one.customer}
    wanted, spared = [], 0
    for task in sorted(signals, key=lambda one: (one.opened, one.number)):
        if now is None or task.opened < now - timedelta(days=policy.days) or (task.source, task.number) in numbers:
            continue
        before = last.get(task.customer) if task.customer else None
        if before is not None and task.opened < before + timedelta(days=policy.spare_days):
            spared += 1
            continue
        numbers.add((task.source, task.number))
        wanted.append(task)
        if task.customer:
            last[task.customer] = task.opened
    return Opened(tuple(store.ledger.recoveries.add(wanted, who)), spared, unnumbered)


def _inside(task: Recovery, scope: Scope) -> bool:
    """Whether brand, region and department of a task are inside the limits."""
    limits = ((task.brand, scope.brands), (task.region, scope.regions), (task.department, scope.departments))
    return all(names is None or given in names for given, names in limits)


def _signals(reader: Reader, policy: Policy, store: Store) -> tuple[list[Recovery], int]:
    """All signals there are, and how many have no number (or only a masked one)."""
    zone = store.settings.zone
    found: list[dict[str, Any]] = reader.query(_LOW, (policy.low,)).to_pylist()
    for row in found:
        row["at"] = row["at"] or (datetime.combine(row["day"], datetime.min.time(), zone) if row["day"] else None)
    cases = reader.query(_CASES).to_pylist()
    newest = max((row["at"] for row in cases), default=None)
    customers, causes, times = ([row[name] for row in cases] for name in ("customer", "cause", "at"))
    first = recurrence(customers, causes, times, newest, DAYS).first if newest else ()
    for row, fresh in zip(cases, first, strict=True):
        top = 10.0 if (row["top"] or 0) > 5 else 5.0
        low = row["rating"] is not None and row["rating"] - 1 <= policy.low * (top - 1)
        reason = (
            "low_score"
            if low
            else "escalation"
            if row["escalation"]
            else "repeated"
            if row["customer"] and row["cause"] and not fresh
            else None
        )
        if reason:
            found.append(row | {"reason": reason, "respondent": None})
    kept = [row for row in found if row["at"] is not None and row["number"] and "[" not in row["number"]]
    return [_task(row, policy, zone) for row in kept], len(found) - len(kept)


def _task(row: dict[str, Any], policy: Policy, zone: Any) -> Recovery:
    names = (
        "source",
        "number",
        "reason",
        "customer",
        "verbatim",
        "respondent",
        "case_id",
        "brand",
        "tier",
        "region",
        "department",
        "team",
    )
    own: dict[str, Any] = {name: row.get(name) for name in names}
    return Recovery(**own, opened=row["at"], due=policy.due(row["at"], row["tier"], zone), rating_before=row["rating"])


def read_back(store: Store, path: Path, *, who: str, scope: Scope = _ALL) -> ReadBack:
    """Takes what a ticket system exports of its tasks; unknown tickets and impossible times are refused row by row, the rest is taken.

    A task beyond the limits of `scope` is as unknown as one that is not there.
    """
    rows = list(read_records(path))
    names = _columns(path, rows)
    known = {one.number: one for one in store.ledger.recoveries.all(Scope.everything()) if _inside(one, scope)}
    dates = DateReader(store.settings.zone)
    changed: list[tuple[Recovery, str]] = []
    refused: list[tuple[int, str, str, str]] = []
    same = 0
    for place, row in enumerate(rows, 1):
        given = as_text(row[names["number"]])
        task = known.get(given)
        if task is None:
            refused.append((place, given, "没有这个编号的修复任务", "no recovery task has this number"))
            continue
        try:
            fresh = _stated(task, {name: row.get(header) for name, header in names.items()}, dates)
        except ValueError as error:
            zh, en = (
                error.args if len(error.args) == 2 else ("读不懂这一行的时间或评分", "a time or rating of this row cannot be read")
            )
            refused.append((place, given, str(zh), str(en)))
            continue
        if fresh == task:
            same += 1
        else:
            known[given] = fresh
            changed.append((fresh, fresh.stage))
    store.ledger.recoveries.change(changed, who)
    return ReadBack(len(changed), same, tuple(refused))


def _columns(path: Path, rows: Sequence[dict[str, Cell]]) -> dict[str, str]:
    """What is known -> the header that stands for it; InputError where there is no number."""
    headers = {normal(header): header for header in reversed(list(rows[0]))} if rows else {}
    names = {name: headers[normal(one)] for name, others in HEADERS.items() for one in reversed(others) if normal(one) in headers}
    if "number" not in names:
        known = "、".join(HEADERS["number"])
        raise InputError(
            f"{path.name} 里没有编号列（{known}）；现有列：{'、'.join(headers.values()) or '-'}。",
            f"{path.name} has no column of numbers ({known}); its columns: {', '.join(headers.values()) or '-'}.",
        )
    return names


def _stated(task: Recovery, row: dict[str, Cell], dates: DateReader) -> Recovery:
    """The task as the row says; what the row leaves empty stays. ValueError (zh, en) for times that cannot be."""

    def moment(name: str) -> datetime | None:
        read = dates.read(row.get(name))
        return read.at if read else getattr(task, name)

    rating = number(row["rating"]) if row.get("rating") not in (None, "") else task.rating_after
    note = as_text(row.get("note")) or task.note
    reached, solved, rated = moment("reached"), moment("solved"), moment("rated")
    if rating is not None and not 0 <= rating <= 10:
        raise ValueError(f"评分 {rating:g} 不在 0–10 之间", f"a rating of {rating:g} is not between 0 and 10")
    if rating is not None and rated is None:
        rated = solved or reached
    moments = [one for one in (reached, solved, rated) if one is not None]
    # A file that knows days only says midnight: the day of the signal is early enough.
    if moments and min(moments) < task.opened - timedelta(days=1):
        raise ValueError("时间早于问题发生的时间", "a time lies before the signal itself")
    if solved and reached and solved < reached:
        raise ValueError("解决早于联系", "solved before the customer was reached")
    return replace(task, reached=reached or solved, solved=solved, rated=rated, rating_after=rating, note=note)


def by_team(tasks: Sequence[Recovery], now: datetime, recovered: Callable[[Recovery], bool | None]) -> list[Recovered]:
    """Per team (None: not given): reached in time among what is decided at `now`, and recovered among those rated again."""
    groups: dict[str | None, list[Recovery]] = {}
    for task in tasks:
        groups.setdefault(task.team, []).append(task)
    found = []
    for team, own in groups.items():
        decided = [one.reached is not None and one.reached <= one.due for one in own if one.reached or one.due < now]
        again = [verdict for one in own if (verdict := recovered(one)) is not None]
        overdue = sum(one.reached is None and one.due < now for one in own)
        found.append(Recovered(team, len(own), overdue, wilson(sum(decided), len(decided)), wilson(sum(again), len(again))))
    return sorted(found, key=lambda one: (one.team is None, -one.tasks))


def no_longer_low(policy: Policy) -> Callable[[Recovery], bool | None]:
    """Whether a customer who was rated again is above the low end of the scale now; None where not rated again."""

    def judged(task: Recovery) -> bool | None:
        return None if task.rating_after is None else task.rating_after > 1 + policy.low * 9

    return judged

"""case_steps.csv: the way of a work order through the departments, some 2.4 steps each."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from . import world

HEADER = ("工单编号", "步骤", "部门", "班组", "工号", "接收时间", "转出时间", "结果")
_LENGTHS = (0.2, 0.34, 0.27, 0.12, 0.07)
"""Shares of work orders with 1 to 5 steps."""
_TEAM_SHARES = {"自有一班": 16, "自有二班": 14, "自有专席班": 8, "睿语外包一组": 24, "睿语外包二组": 22, "禾声外包组": 16}
_STAFF_PER_TEAM = 40


@dataclass(frozen=True)
class Desk:
    """Who was asked first: department, call team (None where it was not a call), own or outsourced, number of the staff member."""

    department: str
    team: str | None
    owner: str | None
    staff: str


def staff_number(department: str, team: str | None, rng: random.Random) -> str:
    """A staff number of a team, or of a department where there is no team."""
    names = [name for name, _ in world.TEAMS]
    group = names.index(team) + 1 if team else 10 + list(world.DEPARTMENTS.values()).index(department)
    return f"{group:02d}{rng.randint(1, _STAFF_PER_TEAM):03d}"


def first_asked(channel: str, brand: str, rng: random.Random, team: str | None = None) -> Desk:
    """Who takes a complaint on a channel; callers of the high brand mostly reach the team that is there for them."""
    if channel not in ("热线", "社交媒体") and team is None:
        department = {"上门服务": world.DEPARTMENTS["network"], "营业厅": world.CALLED, "代理网点": world.CALLED}.get(
            channel, world.DEPARTMENTS["digital"]
        )
        return Desk(department, None, None, staff_number(department, None, rng))
    shares = {**_TEAM_SHARES, "自有专席班": 40} if brand == "桥尊" else _TEAM_SHARES
    team = team or rng.choices(list(shares), list(shares.values()))[0]
    return Desk(world.CALLED, team, dict(world.TEAMS)[team], staff_number(world.CALLED, team, rng))


def departments(first: Desk, responsible: str, rng: random.Random) -> list[str]:
    """The departments in order: asked first, sent astray or dispatched, responsible; five steps mean that it came back once."""
    length = rng.choices(range(1, 6), _LENGTHS)[0]
    astray = rng.choice([name for name in world.DEPARTMENTS.values() if name not in (first.department, responsible)])
    others = {1: [], 2: [responsible], 3: [world.DISPATCHED, responsible], 4: [astray, world.DISPATCHED, responsible]}
    if length == 3 and rng.random() < 0.5:
        others[3] = [astray, responsible]
    others[5] = [responsible, world.CALLED, astray, responsible]
    way = [first.department, *others[length]]
    return [name for n, name in enumerate(way) if n == 0 or name != way[n - 1]]


def written(
    number: str, way: list[str], first: Desk, opened: datetime, resolved: datetime, exported: datetime, rng: random.Random
) -> list[tuple[object, ...]]:
    """Rows in the order of HEADER up to what the export knows: each step begins when the one before ended, the last ends with the case."""
    length = resolved - opened
    marks = sorted(rng.betavariate(1.2, 2.0) for _ in way[1:])
    bounds = [opened, *((opened + length * mark).replace(microsecond=0) for mark in marks), resolved]
    for n in range(1, len(bounds) - 1):
        bounds[n] = min(resolved, max(bounds[n], bounds[n - 1] + timedelta(minutes=1)))
    rows: list[tuple[object, ...]] = []
    for n, department in enumerate(way):
        received, left = bounds[n], bounds[n + 1]
        if received > exported:
            break
        team = first.team if n == 0 else None
        staff = first.staff if n == 0 else staff_number(department, team, rng)
        over = left <= exported
        last = n == len(way) - 1
        returned = not last and department in way[:n]
        outcome = "处理中" if not over else "办结" if last else "退回" if returned else "转派"
        ended = f"{left:%Y-%m-%d %H:%M:%S}" if over else ""
        rows.append((number, n + 1, department, team or "", staff, f"{received:%Y-%m-%d %H:%M:%S}", ended, outcome))
    return rows

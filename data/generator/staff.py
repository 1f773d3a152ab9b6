"""staff.xlsx: what the operator's own and outsourced staff think of their work, in two rounds."""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta

from . import people, planted, world
from .phrases import Decks, Situation
from .voice import Voice, staff_answer

PER_ROUND = 300
"""Respondents of a round at scale 1."""
ROUNDS = (("2025H2", date(2025, 11, 10)), ("2026H1", date(2026, 5, 11)))
ITEMS = {"工作内容": 0.4, "系统工具": -0.5, "工作负荷": -0.7, "培训": 0.1, "认可激励": -0.3, "直接上级": 0.6}
"""The items asked, and how far each lies above or below the team's mean."""
HEADER = (
    *("问卷编号", "期次", "调查对象", "调查日期", "调查方式", "部门", "班组", "用工性质", "地区", "营业厅", "岗位"),
    *("年龄段", "司龄"),
    *("整体满意度", *(f"{item}评分" for item in ITEMS), "推荐来本公司工作的意愿", "最需要改进的原因", "其他建议"),
)
_YEARS = ("1年以内", "1-3年", "3-5年", "5-10年", "10年以上")
_OFFICE_LEVEL, _HALL_LEVEL = 7.0, 6.9


def rows(seed: int, scale: float) -> list[tuple[object, ...]]:
    """Rows in the order of HEADER, by round and day."""
    rng = random.Random(f"{seed}:staff")
    words = random.Random(f"{seed}:staff:words")
    voice = Voice(words, Decks(words), "staff")
    halls = {store: _HALL_LEVEL + rng.gauss(0, 0.4) for region in world.REGIONS for store in region.stores}
    halls |= {event.store: 4.8 for event in planted.load() if event.store}
    found: list[tuple[object, ...]] = []
    for name, first in ROUNDS:
        days = sorted(first + timedelta(days=rng.randrange(12)) for _ in range(max(1, round(PER_ROUND * scale))))
        found += [_respondent(name, n, day, halls, rng, voice) for n, day in enumerate(days, 1)]
    return found


def _place(halls: dict[str, float], rng: random.Random) -> tuple[tuple[str | None, ...], float]:
    """Department, team, own or outsourced, region, hall and job of somebody; and the mean of what people there answer."""
    dice = rng.random()
    if dice < 0.5:
        team = rng.choice(list(planted.teams().values()))
        owner = dict(world.TEAMS)[team.name]
        return (world.CALLED, team.name, owner, rng.choice(world.REGIONS).name, None, "客服代表"), team.staff
    region = rng.choice(world.REGIONS)
    if dice < 0.82:
        store = rng.choice(region.stores)
        return (world.CALLED, None, rng.choice(("自有", "自有", "外包")), region.name, store, "营业员"), halls[store]
    department = rng.choice(list(world.DEPARTMENTS.values()))
    job = "装维工程师" if department == world.DEPARTMENTS["network"] else "职能岗"
    return (department, None, "自有", region.name, None, job), _OFFICE_LEVEL


def _clip(value: float, low: int = 1) -> int:
    return max(low, min(10, round(value)))


def _answers(overall: int, voice: Voice, at: Situation) -> tuple[str, str]:
    """What is to be mended, asked of all, and other suggestions; the dissatisfied answer more often."""
    rng = voice.rng
    first = ""
    if rng.random() < (0.75 if overall <= 6 else 0.45):
        first = staff_answer(rng, pleased=overall >= 8 and rng.random() < 0.5)
    second = voice.pick("staff", "suggestions", at) + rng.choice(("", "。", "。")) if rng.random() < 0.3 else ""
    return first, second


def _respondent(name: str, number: int, day: date, halls: dict[str, float], rng: random.Random, voice: Voice) -> tuple[object, ...]:
    place, level = _place(halls, rng)
    mood = level + rng.gauss(0, 1.1)
    items = [_clip(mood + offset + rng.gauss(0, 0.9)) for offset in ITEMS.values()]
    overall = _clip(0.4 * mood + 0.6 * sum(items) / len(items) + rng.gauss(0.1, 0.5))
    at = people.situation(voice.rng, datetime.combine(day, time(12)))
    return (
        f"Y{name}{number:04d}", name, "员工", day.isoformat(), "网络", *place, rng.choice(world.AGES[:4]), rng.choice(_YEARS),
        overall, *items, _clip(overall - 0.6 + rng.gauss(0, 1.2), 0), *_answers(overall, voice, at),
    )  # fmt: skip

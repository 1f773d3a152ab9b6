"""partners.sav: what partner shops think of working with the operator; SPSS, with labels and a user-missing value."""

from __future__ import annotations

import random
import struct
from datetime import date, datetime, time, timedelta
from pathlib import Path

from . import people
from .voice import partner_answer

SHOPS = 150
"""Partner shops at scale 1."""
MISSING = 99
QUESTIONS = {
    "Q1": "整体满意度", "Q2": "佣金水平评分", "Q3": "结算及时评分", "Q4": "系统与终端评分", "Q5": "培训支持评分", "Q6": "客户经理服务评分",
    "Q7": "推荐其他商户合作的意愿",
}  # fmt: skip
SOLD = ("开户入网", "充值缴费", "套餐变更", "宽带受理", "终端销售", "补换卡")
"""The multiple-response set Q8: what the shop does for the operator, one variable each."""
_SOLD_ASKED = "代办业务"
_OPEN = "Q9"
_KINDS = ("专营店", "加盟店", "社区便民点")
_LEVELS = (0.0, -0.9, -0.5, -0.6, 0.3, 0.5, -0.3)
_STAMP = b"29 Jun 2608:00:00"
_STAMP_AT = 92
"""Where a .sav file keeps the date and time it was made (System File Format, file header record)."""
_DICTIONARY_ENDS = struct.pack("<2i", 999, 0)


def write(path: Path, seed: int, scale: float) -> None:
    """Writes the file, the same bytes for the same seed and scale."""
    import pandas as pd
    import pyreadstat

    rows = _rows(seed, scale)
    labels: dict[str, str | None] = {"网点类型": "网点类型", "合作年限": "合作年限（年）", **QUESTIONS, _OPEN: "意见与建议"}
    labels |= {f"Q8_{n}": f"{_SOLD_ASKED}：{name}" for n, name in enumerate(SOLD, 1)}
    values: dict[str, dict[float, str]] = {name: {float(MISSING): "不清楚/拒答"} for name in QUESTIONS}
    values |= {f"Q8_{n}": {0.0: "未选", 1.0: "选中"} for n in range(1, len(SOLD) + 1)}
    values["网点类型"] = {float(n): kind for n, kind in enumerate(_KINDS, 1)}
    pyreadstat.write_sav(
        pd.DataFrame(rows),
        str(path),
        file_label="合作伙伴满意度",
        column_labels=labels,
        variable_value_labels=values,
        missing_ranges={name: [MISSING] for name in QUESTIONS},
    )
    path.write_bytes(_finished(path.read_bytes()))


def _finished(made: bytes) -> bytes:
    """The file with a fixed date, and with Q8 declared as one question with several answers, which pyreadstat cannot write."""
    made = made[:_STAMP_AT] + _STAMP + made[_STAMP_AT + len(_STAMP) :]
    label = _SOLD_ASKED.encode()
    said = b"$Q8=D1 1 %d %s %s\n" % (len(label), label, b" ".join(b"Q8_%d" % n for n in range(1, len(SOLD) + 1)))
    place = made.index(_DICTIONARY_ENDS)
    return made[:place] + struct.pack("<4i", 7, 7, 1, len(said)) + said + made[place:]


def _rows(seed: int, scale: float) -> list[dict[str, object]]:
    rng = random.Random(f"{seed}:partners")
    words = random.Random(f"{seed}:partners:words")
    days = sorted(date(2026, 4, 13) + timedelta(days=rng.randrange(20)) for _ in range(max(1, round(SHOPS * scale))))
    return [_shop(n, day, rng, words) for n, day in enumerate(days, 1)]


def _shop(number: int, day: date, rng: random.Random, words: random.Random) -> dict[str, object]:
    at = people.situation(rng, datetime.combine(day, time(12)))
    mood = 7.1 + rng.gauss(0, 1.3)
    ratings = [max(0 if n == 6 else 1, min(10, round(mood + level + rng.gauss(0, 0.9)))) for n, level in enumerate(_LEVELS)]
    told = ""
    if words.random() < 0.65:
        told = partner_answer(words, pleased=ratings[0] >= 7 and words.random() < 0.6)
    return {
        "问卷编号": f"H26{number:04d}",
        "调查对象": "合作伙伴",
        "期次": "2026H1",
        "调查日期": day,
        "地区": at.region.name,
        "网点类型": float(rng.choices((1, 2, 3), (5, 3, 2))[0]),
        "合作年限": float(rng.randint(1, 12)),
        **{name: float(MISSING if rng.random() < 0.05 else value) for name, value in zip(QUESTIONS, ratings, strict=True)},
        **{f"Q8_{n}": float(rng.random() < share) for n, share in enumerate((0.8, 0.9, 0.5, 0.45, 0.4, 0.3), 1)},
        _OPEN: told,
    }

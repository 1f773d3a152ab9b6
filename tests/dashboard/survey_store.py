"""An invented store of surveys: customers over six monthly waves with drivers that share one truth, staff in teams, no two files alike."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path

import pyarrow as pa

from voc.schema import MAKERS, TABLES
from voc.settings import Settings
from voc.store import Store

MONTHS = ("2026-01", "2026-02", "2026-03", "2026-04", "2026-05", "2026-06")
DRIVERS = ("网络质量评分", "资费评分", "营业厅评分", "热线评分")
ALMOST = "资费合理评分"
HEADER = '热线<a href="http://203.0.113.9/x">评分</a>![图](http://203.0.113.9/y.png)'


def _row(number: int) -> dict[str, object]:
    return {"content": f"c{number}", "source_file": "编造问卷.csv", "source_row": number + 1}


def _answers(
    respondent: str, number: int, given: list[tuple[str, str, float | None, str | None, float, float]]
) -> list[dict[str, object]]:
    return [
        {"respondent_id": respondent, "question": question, "role": role, "value": value, "label": label}
        | {"scale_low": low, "scale_high": high}
        | _row(number)
        for question, role, value, label, low, high in given
        if value is not None or label is not None
    ]


def _clip(value: float, low: int = 1, high: int = 10) -> float:
    return float(max(low, min(high, round(value))))


def _customer(
    rows: dict[str, list[dict[str, object]]], number: int, chance: random.Random, *, drivers: bool, hostile: bool
) -> None:
    respondent, month = f"c{number:04d}", number % len(MONTHS)
    day = date(2026, month + 1, 1 + number % 27)
    region = ("东城", "西城", "南郊")[number % 3] if number % 50 else "北岭"
    level = chance.gauss(7, 1.2) - (1.5 if region == "西城" else 0)
    network, price, hall, line = (chance.gauss(level, 1.3) for _ in range(4))
    overall = 0.5 * network + 0.25 * price + 0.1 * hall + 0.15 * level + chance.gauss(0, 0.5)
    rows["respondents"].append(
        {"respondent_id": respondent, "wave": MONTHS[month], "population": "客户" if number % 2 else None, "day": day}
        | {"weight": chance.choice((0.5, 1.0, 1.0, 2.0)), "region": region, "age": ("18-34", "35-54")[number % 2], "brand": "青禾"}
        | _row(number)
    )
    given: list[tuple[str, str, float | None, str | None, float, float]] = [
        ("整体满意度", "csat", _clip(overall), None, 1, 10),
        ("推荐意愿", "nps", _clip(overall + 0.5, 0), None, 0, 10),
        ("办理省力程度", "ces", _clip(overall / 2, 1, 5), None, 1, 5),
    ]
    if drivers:
        rated = (network, price, None if number % 5 == 0 else hall, line)
        names = (*DRIVERS[:3], HEADER if hostile else DRIVERS[3])
        given += [
            (name, "driver", None if one is None else _clip(one), None, 1, 10) for name, one in zip(names, rated, strict=True)
        ]
        given.append((ALMOST, "driver", _clip(price + chance.gauss(0, 0.2)), None, 1, 10))
        given.append(("继续使用意愿", "driver", _clip(overall / 2, 1, 5), None, 1, 5))
        given.append(("期望满足程度", "driver", _clip(overall + chance.gauss(0, 1)), None, 1, 10))
        trouble = "是" if chance.random() < (0.6 if overall < 6 else 0.2) else "否"
        given.append(("近半年是否遇到问题", "segment", None, trouble, 0, 0))
    rows["answers"] += _answers(respondent, number, given)
    if number % 2:
        said = "地下车库没信号" if overall < 6 else "还不错"
        rows["verbatims"].append(
            {"verbatim_id": f"v{number:04d}", "source": "survey", "question": "意见", "respondent_id": respondent, "day": day}
            | {"text": f"{said}（第{number}条）", "mask_version": 1, "region": region, "brand": "青禾"}
            | _row(number)
        )
        rows["sentiment_scores"].append(
            {"verbatim_id": f"v{number:04d}", "version": "v1", "evidence": "[]", "polarity": -0.8 if overall < 6 else 0.5}
            | {"label": "neg" if overall < 6 else "pos", "confidence": 0.9}
        )


def _staff(rows: dict[str, list[dict[str, object]]], number: int, chance: random.Random) -> None:
    respondent, team = f"s{number:03d}", ("一班", "二班", "三班")[number % 3] if number >= 5 else "小班"
    rows["respondents"].append(
        {"respondent_id": respondent, "wave": "2026H1", "population": "员工", "day": date(2026, 5, 1 + number % 28)}
        | _row(9000 + number)
    )
    score = _clip(chance.gauss(6 + number % 3, 1), 1, 5 if number % 2 else 10)
    high = 5.0 if number % 2 else 10.0
    given: list[tuple[str, str, float | None, str | None, float, float]] = [
        ("整体满意度", "csat", score, None, 1, high),
        ("班组", "segment", None, team, 0, 0),
    ]
    rows["answers"] += _answers(respondent, 9000 + number, given)
    for served in range(2):
        verbatim = f"k{number:03d}{served}"
        rows["verbatims"].append(
            {
                "verbatim_id": verbatim,
                "source": "complaint",
                "day": date(2026, 5, 1 + number % 28),
                "text": f"柜台态度差 {verbatim}",
            }
            | {"mask_version": 1, "team": team}
            | _row(9500 + number * 2 + served)
        )
        rows["sentiment_scores"].append(
            {"verbatim_id": verbatim, "version": "v1", "evidence": "[]", "polarity": -0.7, "label": "neg" if served else "neu"}
            | {"confidence": 0.9}
        )


def fill_surveys(folder: Path, customers: int = 900, *, staff: int = 120, drivers: bool = True, hostile: bool = False) -> Settings:
    """A store under `folder` with surveys and nothing else; the settings that open it."""
    chance = random.Random(20260601)
    rows: dict[str, list[dict[str, object]]] = {name: [] for name in TABLES}
    for number in range(customers):
        _customer(rows, number, chance, drivers=drivers, hostile=hostile)
    for number in range(staff):
        _staff(rows, number, chance)
    settings = Settings(home=folder / "问卷 库", key_file=folder / "identity.key")
    store = Store.open(settings, create=True)
    with store.writer() as writer:
        for name, records in rows.items():
            if records:
                writer.append(name, pa.Table.from_pylist(records, schema=TABLES[name].arrow))
        writer.publish(makers=dict.fromkeys(MAKERS, "v1"), note="invented surveys")
    store.close()
    return settings

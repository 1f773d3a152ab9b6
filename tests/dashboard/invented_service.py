"""A store made up for the pages on service and channels: cases with steps, calls by team, a survey, 120 weeks of measures, two campaigns."""

from __future__ import annotations

import math
import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
import pyarrow as pa

from voc.schema import MAKERS, TABLES
from voc.settings import Settings
from voc.store import Store

LAST = date(2026, 6, 28)
EXPORTED = datetime(2026, 6, 28, 12, tzinfo=UTC)
WEEKS = 120
FIRST_WEEK = LAST - timedelta(days=7 * WEEKS - 1)
RELIEVED, ADDED, QUIET = "西城", "东城", "南郊"
CAMPAIGN = (date(2026, 1, 5), date(2026, 3, 15))
CAUSES = ("billing.charges", "network.coverage", "service.attitude")
DEPARTMENTS = ("账务部", "网络部", "服务部")
TEAMS = {"自营一班": "own", "外呼二班": "outsourced"}
CHANNELS = ("热线", "营业厅", "APP")
HOSTILE = "<img src='http://203.0.113.9/x.png'> **活动**"
Rows = dict[str, list[dict[str, Any]]]


def fill(settings: Settings, *, weeks: int = WEEKS, cases: int = 600, measures: bool = True) -> Store:
    """The store at `settings.home`; without `measures` there is no denominator."""
    chance = random.Random(7)
    rows: Rows = {name: [] for name in TABLES}
    for number in range(cases):
        _add_case(rows, number, chance)
    for number in range(240):
        _add_call(rows, number, chance)
        _add_respondent(rows, number, chance)
    if measures:
        _add_measures(rows, weeks)
    _add_events(rows)
    store = Store.open(settings)
    with store.writer() as writer:
        for name, records in rows.items():
            if records:
                writer.append(name, pa.Table.from_pylist(records, schema=TABLES[name].arrow))
        writer.publish(makers=dict.fromkeys(MAKERS, "v1"), note="invented")
    return store


def _from(number: int) -> dict[str, Any]:
    return {"content": f"c{number}", "source_file": "编造.csv", "source_row": number + 1}


def _add_case(rows: Rows, number: int, chance: random.Random) -> None:
    """Three a day or so over 182 days; every fifth is passed on, every seventh late, the newest few still open."""
    opened = EXPORTED - timedelta(hours=6 + number * 182 * 24 / 600)
    promised = opened + timedelta(hours=48)
    took = chance.uniform(50, 90) if number % 7 == 0 else chance.uniform(2, 46)
    done: datetime | None = opened + timedelta(hours=took)
    done = None if done is not None and (done > EXPORTED or number == 30) else done
    kind, case = number % 3, f"k{number:04d}"
    before = float(chance.randint(1, 4)) if number % 2 else None
    place = {
        "brand": "青禾" if number % 2 else "远山",
        "region": (RELIEVED, ADDED, QUIET)[number % 3],
        "channel": CHANNELS[number % 3],
    }
    rows["cases"].append(
        {
            "case_id": case,
            "external_id": f"T{number:04d}",
            # Every customer comes once but the last, who comes twice within a month for the same cause.
            "customer_key": f"u{min(number, 590)}",
            "opened": opened,
            "promised_at": promised,
            "first_response": opened + timedelta(hours=1 + number % 4) if done else None,
            "resolved": done,
            "status": "已办结" if done else "处理中",
            "reopened": float(number % 10 == 0),
            "rating_before": before,
            "rating_after": before + 3 if before and done else None,
            "department": DEPARTMENTS[kind],
            **place,
            **_from(number),
        }
    )
    rows["case_steps"] += [
        {
            "case_id": case,
            "step": step + 1,
            "department": name,
            "team": list(TEAMS)[number % 2],
            "received": opened,
            **_from(number),
        }
        for step, name in enumerate((DEPARTMENTS[2], DEPARTMENTS[kind]) if number % 5 == 0 else (DEPARTMENTS[kind],))
    ]
    _add_verbatim(rows, f"v{number:04d}", "complaint", opened, CAUSES[kind], "neg", number, {**place, "case_id": case})


def _add_call(rows: Rows, number: int, chance: random.Random) -> None:
    team = list(TEAMS)[number % 2]
    when = EXPORTED - timedelta(days=number * 180 // 240, hours=3)
    own = {"team": team, "outsourced": TEAMS[team], "channel": "热线", "region": ADDED, "brand": "青禾"}
    _add_verbatim(rows, f"t{number:04d}", "transcript", when, CAUSES[number % 3], ("neg", "neu")[number % 2], number, own)
    rating = chance.gauss(0.6 if number % 2 else -0.4, 0.5)
    rows["dialogue_scores"].append(
        {"verbatim_id": f"t{number:04d}", "version": "v1", "evidence": "[]", "satisfaction": max(-2.0, min(2.0, rating))}
    )


def _add_verbatim(
    rows: Rows, name: str, source: str, when: datetime, cause: str, label: str, number: int, own: dict[str, Any]
) -> None:
    day = when.astimezone().date() if when.tzinfo is None else (when + timedelta(hours=8)).date()
    rows["verbatims"].append(
        {
            "verbatim_id": name,
            "source": source,
            "occurred_at": when,
            "day": day,
            "text": f"说的是{cause}第{number}件",
            "mask_version": 1,
            **own,
            **_from(number),
        }
    )
    key = {"verbatim_id": name, "version": "v1", "evidence": "[]"}
    rows["sentiment_scores"].append({**key, "polarity": -0.6 if label == "neg" else 0.0, "label": label, "confidence": 0.8})
    rows["intent_scores"].append({**key, "intent": "complaint", "escalation": "none"})
    rows["cause_scores"].append({**key, "cause": cause, "cause_confidence": 0.7, "cause2": None})


def _add_respondent(rows: Rows, number: int, chance: random.Random) -> None:
    name = f"r{number:04d}"
    place = {"brand": "青禾", "region": ADDED, "channel": CHANNELS[number % 3]}
    rows["respondents"].append(
        {
            "respondent_id": name,
            "wave": "一",
            "population": "customer",
            "day": LAST - timedelta(days=number % 180),
            **place,
            **_from(number),
        }
    )
    score = float(max(1, min(10, round(chance.gauss(8.5 if number % 3 == 2 else 6.5, 1.2)))))
    answer = {"respondent_id": name, "question": "总体满意度", "role": "csat", "value": score, "scale_low": 1.0, "scale_high": 10.0}
    rows["answers"].append(answer | _from(number))


def _add_measures(rows: Rows, weeks: int) -> None:
    """Weekly volumes; the campaign lifts the e-channel by half in two regions and takes a fifth off the halls in one of them."""
    noise = np.random.default_rng(3)
    for place, region in enumerate((RELIEVED, ADDED, QUIET)):
        for week in range(weeks):
            day = LAST - timedelta(days=7 * (weeks - week) - 1)
            on = CAMPAIGN[0] <= day <= CAMPAIGN[1] and region != QUIET
            hall = 9000 * math.exp(-0.003 * week + noise.normal(0, 0.015)) * (0.8 if on and region == RELIEVED else 1)
            electronic = 40_000 * math.exp(0.004 * week + noise.normal(0, 0.02)) * (1.5 if on else 1)
            figures = {
                "客户数": 200_000.0,
                "呼入量": 2000.0,
                "接通量": 1800.0 - 10 * place,
                "厅台业务量": hall,
                "电子渠道业务量": electronic,
            }
            figures |= {"电子渠道注册用户数": 100_000.0 + week, "电子渠道活跃用户数": 50_000.0}
            rows["measures"] += [
                {
                    "measure_id": f"{region}{week}{name}",
                    "day": day,
                    "grain": "week",
                    "region": region,
                    "brand": "青禾",
                    "measure": name,
                    "value": value,
                    **_from(week),
                }
                for name, value in figures.items()
            ]


def _add_events(rows: Rows) -> None:
    for number, (region, name) in enumerate(((RELIEVED, "少跑腿"), (ADDED, HOSTILE))):
        start, end = (
            datetime.combine(day, datetime.min.time(), UTC) - timedelta(hours=8)
            for day in (CAMPAIGN[0], CAMPAIGN[1] + timedelta(days=1))
        )
        one = {
            "event_id": f"e{number}",
            "kind": "campaign",
            "name": name,
            "start": start,
            "end": end,
            "day": CAMPAIGN[0],
            "region": region,
        }
        rows["events"].append(one | _from(number))

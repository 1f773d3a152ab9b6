"""An invented store: some 640 verbatims over 26 weeks, answers, measures, cases, quarantine, scores of every maker. Same every time."""

from __future__ import annotations

import json
import random
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pyarrow as pa

from voc.schema import MAKERS, TABLES
from voc.settings import Settings
from voc.store import Store

LAST = date(2026, 6, 28)
BRANDS = ("青禾", "远山", "海悦")
CHANNELS = ("热线", "营业厅", "APP", "微博")
PRODUCTS = {"青禾": ("青禾畅享", "青禾家宽"), "远山": ("远山随心",), "海悦": ("海悦轻享", "海悦家宽")}
REGIONS = ("东城", "西城", "南郊")
SAID = (
    ("network.coverage", "neg", "地下车库一直没信号，电话打不进来", "没信号"),
    ("network.data_speed", "neg", "晚上八点以后视频一直转圈，网速慢得没法用", "网速慢"),
    ("billing.charges", "neg", "莫名其妙多扣了二十块，要求把钱退回来", "多扣"),
    ("billing.tariff", "neg", "老用户的套餐比新用户还贵，不合理", "贵"),
    ("service.attitude", "neg", "柜台的人爱答不理，态度差得很", "态度差"),
    ("service.resolution", "neg", "同一件事打了四次电话，还是没人解决", "没人解决"),
    ("ordering.installation", "neg", "约好周六来装宽带，等了一天没人来", "没人来"),
    (None, "neg", "就这样吧，反正以后不想再说了", "不想"),
    (None, "neu", "还行，没什么特别的", None),
    ("billing.payment", "neu", "请问电子发票在哪里开", None),
    ("other.praise", "pos", "装维师傅很耐心，半小时就弄好了，谢谢", "耐心"),
    ("other.praise", "pos", "换了套餐以后划算多了，挺满意", "满意"),
)
HOSTILE = '![图](http://203.0.113.9/x.png) <img src="http://203.0.113.9/y.png"> =1+1 **没信号**'


def _spans(text: str, found: str | None, weight: float) -> str:
    if not found:
        return "[]"
    start = text.index(found)
    return json.dumps([{"start": start, "end": start + len(found), "text": found, "weight": weight}], ensure_ascii=False)


def fill(settings: Settings, days: int = 182, count: int = 640, *, scored: bool = True, dated: bool = True) -> Store:
    """A store at `settings.home` with everything a page can show."""
    chance = random.Random(20260101)
    rows: dict[str, list[dict[str, object]]] = {name: [] for name in TABLES}
    for number in range(count):
        day = LAST - timedelta(days=number * days // count) if dated and number % 29 else None
        _add_verbatim(rows, number, day, chance)
    for number in range(count):
        _add_respondent(rows, number, LAST - timedelta(days=number * days // count), chance)
    _add_measures_and_quarantine(rows)
    store = Store.open(settings)
    with store.writer() as writer:
        for name, records in rows.items():
            if records and (scored or name not in {table.name for table in MAKERS.values()}):
                writer.append(name, pa.Table.from_pylist(records, schema=TABLES[name].arrow))
        writer.publish(makers=dict.fromkeys(MAKERS, "v1") if scored else {}, note="rescore")
    return store


def _provenance(number: int) -> dict[str, object]:
    return {"content": f"c{number}", "source_file": "编造.csv", "source_row": number + 1}


def _place(number: int, chance: random.Random) -> dict[str, object]:
    brand = BRANDS[chance.choice((0, 0, 0, 1, 1, 2))]
    return {
        "brand": None if number % 41 == 40 else brand,
        "product": chance.choice(PRODUCTS[brand]),
        "channel": chance.choice(CHANNELS),
        "region": chance.choice(REGIONS),
    }


def _add_verbatim(rows: dict[str, list[dict[str, object]]], number: int, day: date | None, chance: random.Random) -> None:
    cause, label, text, found = SAID[chance.choices(range(len(SAID)), (9, 5, 7, 4, 4, 6, 3, 2, 6, 3, 6, 5))[0]]
    if number == 3:
        cause, label, text, found = "network.coverage", "neg", HOSTILE, "没信号"
    verbatim = f"v{number:04d}"
    source = ("survey", "complaint", "social", "transcript")[number % 4]
    rows["verbatims"].append(
        {
            "verbatim_id": verbatim,
            "source": source,
            "respondent_id": f"r{number:04d}" if source == "survey" else None,
            "occurred_at": datetime(day.year, day.month, day.day, 4, tzinfo=UTC) if day else None,
            "day": day,
            "text": text if number < 4 else f"{text}（第{number}条）",
            "mask_version": 1,
            **_place(number, chance),
            **_provenance(number),
        }
    )
    key = {"verbatim_id": verbatim, "version": "v1"}
    polarity = {"neg": -1.0, "neu": 0.0, "pos": 1.0}[label] * chance.uniform(0.4, 1)
    feeling = _spans(text, found, round(polarity, 2))
    rows["sentiment_scores"].append({**key, "evidence": feeling, "polarity": polarity, "label": label, "confidence": 0.8})
    escalation = chance.choices(("none", "churn", "public", "both"), (80, 10, 8, 2))[0] if label == "neg" else "none"
    intent = {"neg": "complaint", "neu": "inquiry", "pos": "praise"}[label]
    rows["intent_scores"].append({**key, "evidence": "[]", "intent": intent, "escalation": escalation})
    grounds = _spans(text, found, 3.0) if cause else "[]"
    rows["cause_scores"].append(
        {**key, "evidence": grounds, "cause": cause, "cause_confidence": 0.7 if cause else None, "cause2": None}
    )
    topic = "t1" if cause and cause.startswith("network") else "t2" if cause and cause.startswith("billing") else None
    rows["topic_scores"].append({**key, "evidence": "[]", "topic": topic, "topic_weight": 0.6 if topic else None})
    rows["dialogue_scores"].append({**key, "evidence": "[]", "satisfaction": polarity if source == "transcript" else None})


def _add_respondent(rows: dict[str, list[dict[str, object]]], number: int, day: date, chance: random.Random) -> None:
    respondent = f"r{number:04d}"
    place = _place(number, chance)
    rows["respondents"].append(
        {
            "respondent_id": respondent,
            "wave": "2026H1",
            "population": "customer",
            "day": day,
            "weight": chance.uniform(0.5, 2),
            **place,
        }
        | _provenance(number)
    )
    worse = 2 if place["brand"] == "远山" else 0
    score = float(max(1, min(10, round(chance.gauss(7.6 - worse, 1.9)))))
    for question, role, value in (("总体满意度", "csat", score), ("推荐意愿", "nps", max(0.0, score - chance.choice((0, 0, 1))))):
        scale = {"scale_low": 1.0 if role == "csat" else 0.0, "scale_high": 10.0}
        rows["answers"].append(
            {"respondent_id": respondent, "question": question, "role": role, "value": value, **scale} | _provenance(number)
        )


def _add_measures_and_quarantine(rows: dict[str, list[dict[str, object]]]) -> None:
    for number, (brand, customers) in enumerate(zip(BRANDS, (1_200_000.0, 800_000.0, 260_000.0), strict=True)):
        for month in (4, 5, 6):
            one = {"measure_id": f"m{number}{month}", "day": date(2026, month, 1), "grain": "month", "brand": brand}
            rows["measures"].append({**one, "measure": "customers", "value": customers, "unit": "户"} | _provenance(number))
    for number, reason in enumerate(("date_unreadable", "text_missing", "columns_too_many")):
        one = {"quarantine_id": f"q{number}", "source": "survey", "source_file": "编造.csv", "source_row": number + 1}
        rows["quarantine"].append({**one, "column": "日期", "reason": reason, "given": "2026/13/45"})
    for number, (label, words) in enumerate((("信号网速", "信号 网速 车库 视频"), ("扣费套餐", "扣费 套餐 退款 发票")), 1):
        rows["topics"].append({"version": "v1", "topic": f"t{number}", "label": label, "words": words, "documents": 200.0})


def fill_folder(folder: Path) -> Settings:
    """A filled store under `folder`, with its key beside it; the settings that open it."""
    settings = Settings(home=folder / "仓库 一", key_file=folder / "identity.key")
    fill(settings).close()
    return settings


if __name__ == "__main__":
    import sys

    fill_folder(Path(sys.argv[1]))

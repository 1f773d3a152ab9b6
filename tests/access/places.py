"""Rows of every table at places inside and outside of limits, and what lies inside by hand: a rule of its own, in Python, not the SQL's."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
from dashboard import invented_service

from voc.schema import MAKERS, TABLES
from voc.settings import Settings
from voc.store import Scope, Store
from voc.store.actions import Action


class Rows(dict[str, list[dict[str, Any]]]):
    """Rows by table, with a short name in the reports of failing examples."""

    def __repr__(self) -> str:
        return f"<{sum(map(len, self.values()))} rows>"


SECRET = "只有有权的人可读"
"""Stands in every text of a customer, so that a text that leaks is found whatever it is wrapped in."""


def _items() -> list[dict[str, Any]]:
    """Monthly figures by item, with the ARPU and retention that values need, in both brands and two regions."""
    found = []
    for brand, other in (("青禾", "远山"), ("远山", "青禾")):
        for region in ("东城", "西城"):
            for measure, item, value in (
                ("厅台办理量", "缴费充值", 70.0),
                ("厅台办理量", "补卡", 40.0),
                ("品牌转入", other, 9.0),
                ("活动办理量", "送流量", 80.0),
                ("活动使用量", "送流量", 60.0),
                ("活动退订量", "送流量", 20.0),
                ("ARPU", None, 50.0 if brand == "青禾" else 80.0),
                ("留存率", None, 0.99),
                ("申诉量", None, 3.0),
            ):
                found.append(
                    {
                        "measure_id": f"{brand}{region}{measure}{item}",
                        "day": date(2026, 5, 1),
                        "grain": "month",
                        "brand": brand,
                        "region": region,
                        "measure": measure,
                        "item": item,
                        "value": value,
                        "content": "c",
                        "source_file": "f",
                        "source_row": 1,
                    }
                )
    return found


def all_rows(folder: Path) -> Rows:
    """The rows of the invented service store, spread over more places, with words, names read, a dictionary, topics and quarantine."""
    with invented_service.fill(Settings(home=folder, key_file=folder.parent / "identity.key"), weeks=60, cases=240) as store:
        reader = store.reader(Scope.everything())
        rows = Rows({name: reader.table(name).to_pylist() for name in TABLES})
    chance = random.Random(11)
    for number, row in enumerate(rows["verbatims"]):
        row["department"] = invented_service.DEPARTMENTS[number % 3]
        row["external_id"] = f"{SECRET}{number}"
        row["text"] += SECRET
        row |= {name: None for name in ("brand", "region", "department") if chance.random() < 0.05}
        key = {
            "verbatim_id": row["verbatim_id"],
            "version": "v1",
            "evidence": f'[{{"start":0,"end":2,"text":"{SECRET}","weight":1.0}}]',
        }
        rows["topic_scores"].append({**key, "topic": f"t{number % 7}", "topic_weight": 0.5})
        # What is read from the words names the place of a limit, above all where none was given: it must not widen anything.
        rows["entity_scores"].append({**key, "brand": "青禾", "region": invented_service.ADDED, "product": "青禾畅享"})
        if row["source"] == "transcript":
            said = {"verbatim_id": row["verbatim_id"], "speaker": "customer", "text": SECRET, "content": "c", "source_file": "f"}
            rows["utterances"] += [{**said, "turn": turn, "source_row": 1} for turn in (1, 2)]
    for name in ("sentiment_scores", "cause_scores", "intent_scores", "dialogue_scores"):
        for row in rows[name]:
            row["evidence"] = f'[{{"start":0,"end":2,"text":"{SECRET}","weight":1.0}}]'
    for row in rows["cases"]:
        row["reply"] = SECRET
    for number, row in enumerate(rows["respondents"]):
        row |= {
            "brand": ("青禾", "远山")[number % 2],
            "region": ("东城", "西城", None)[number % 3],
            "touchpoint": ("缴费充值", "套餐变更", None)[number // 3 % 3],
            "spend": ("30元以下", "100-199元")[number % 2],
            "external_id": f"{SECRET}{number}",
        }
        own = {"respondent_id": row["respondent_id"], "content": "c", "source_file": "f", "source_row": 1}
        rows["answers"].append({**own, "question": "其他", "role": "other", "label": SECRET})
        rows["answers"].append({**own, "question": "是否知道积分计划", "role": "segment", "label": ("是", "否")[number % 2]})
    for number, row in enumerate(rows["verbatims"]):
        row["touchpoint"] = ("缴费充值", "套餐变更", "投诉受理", None)[number % 4]
    rows["measures"] += _items()
    rows["topics"] = [
        {"version": "v1", "topic": f"t{n}", "label": f"话题{n}", "words": "网速 信号", "documents": 900.0} for n in range(9)
    ]
    rows["quarantine"] = [
        {
            "quarantine_id": "q1",
            "source": "survey",
            "source_file": "f",
            "source_row": 1,
            "reason": "date_unreadable",
            "given": SECRET,
        }
    ]
    rows["dictionary"] = [
        {
            "entry_id": f"d{number}",
            "kind": kind,
            "name": name,
            "parent": parent,
            "content": "c",
            "source_file": "f",
            "source_row": 1,
        }
        for number, (kind, name, parent) in enumerate(DICTIONARY)
    ]
    return rows


DICTIONARY = (
    ("brand", "青禾", None),
    ("brand", "远山", None),
    ("tier", "青禾高端", "青禾"),
    ("product", "青禾畅享", "青禾高端"),
    ("product", "青禾家宽", "青禾"),
    ("product", "远山随心", "远山"),
    ("product", "无主产品", None),
    ("competitor", "海通", None),
    ("channel", "热线", None),
    ("region", "东城", None),
    ("region", "东城一片", "东城"),
    ("store", "东城一店", "东城一片"),
    ("store", "西城一店", "西城"),
    ("region", "西城", None),
    ("department", "账务部", None),
    ("team", "账务一班", "账务部"),
    ("team", "网络一班", "网络部"),
)

ACTIONS = (
    Action("查多扣费", cause="billing.charges", brand="青禾", region="东城", department="账务部"),
    Action("补基站", cause="network.coverage", brand="远山", region="西城", department="网络部"),
    Action("全网培训", cause="service.attitude"),
    Action("青禾培训", cause="service.attitude", brand="青禾"),
)


def inside(scope: Scope, rows: Rows) -> Rows:
    """The rows that `scope` may see, table by table."""
    limits = {"brand": scope.brands, "region": scope.regions, "department": scope.departments}
    known = {name: [column.name for column in TABLES[name].columns] for name in TABLES}

    def within(name: str, row: dict[str, Any]) -> bool:
        return all(names is None or (column in known[name] and row.get(column) in names) for column, names in limits.items())

    kept = Rows(
        {name: [row for row in rows[name] if within(name, row)] for name in ("verbatims", "respondents", "cases", "measures")}
    )
    ids = {
        name: {row[key] for row in kept[name]}
        for name, key in (("verbatims", "verbatim_id"), ("respondents", "respondent_id"), ("cases", "case_id"))
    }
    for name in ("utterances", *(table.name for table in MAKERS.values())):
        kept[name] = [row for row in rows[name] if row["verbatim_id"] in ids["verbatims"]]
    kept["answers"] = [row for row in rows["answers"] if row["respondent_id"] in ids["respondents"]]
    kept["case_steps"] = [row for row in rows["case_steps"] if row["case_id"] in ids["cases"]]
    kept["events"] = [
        row
        for row in rows["events"]
        if all(limits[column] is None or row.get(column) is None or row[column] in limits[column] for column in ("brand", "region"))
    ]
    limited = any(names is not None for names in limits.values())
    named = {row["topic"] for row in kept["topic_scores"]}
    kept["topics"] = [{**row, "documents": None} for row in rows["topics"] if row["topic"] in named] if limited else rows["topics"]
    kept["quarantine"] = rows["quarantine"] if not limited and scope.may("quarantine") else []
    kept["dictionary"] = [row for row in rows["dictionary"] if _entry_inside(row, rows["dictionary"], limits)]
    return kept


def _entry_inside(row: dict[str, Any], entries: list[dict[str, Any]], limits: dict[str, Any]) -> bool:
    falls = {"tier": "brand", "product": "brand", "store": "region", "team": "department"}
    top = falls.get(row["kind"], row["kind"])
    if limits.get(top) is None:
        return True
    while row["kind"] != top or row["name"] not in limits[top]:
        above = [one for one in entries if one["name"] == row["parent"] and falls.get(one["kind"], one["kind"]) == top]
        if not above:
            return False
        row = above[0]
    return True


def write(folder: Path, rows: Rows, actions: tuple[Action, ...] = ACTIONS) -> Settings:
    """A store of these rows."""
    settings = Settings(home=folder, key_file=folder.parent / "identity.key")
    with Store.open(settings) as store:
        with store.writer() as writer:
            for name, records in rows.items():
                if records:
                    writer.append(name, pa.Table.from_pylist(records, schema=TABLES[name].arrow))
            writer.publish(makers=dict.fromkeys(MAKERS, "v1"), note="invented")
        for action in actions:
            store.ledger.actions.save(Action(**{**vars(action), "stage": "analysed", "opened": date(2026, 6, 1)}), None, "甲", "")
    return settings

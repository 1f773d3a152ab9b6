"""What is planted in the sample is found again from the words alone: the customer who calls five times, the hall that is rude."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
from sample.sample_rows import Row

from voc.dashboard.filters import Filters
from voc.dashboard.reads import calls as reads
from voc.dashboard.reads.base import At, open_store
from voc.pipeline import load_makers
from voc.schema import MAKERS, TABLES
from voc.service.funnel import funnel
from voc.settings import Settings
from voc.store import Scope, Store
from voc.text.documents import prepare

CALLER = "15400007153"


def test_the_caller_who_comes_five_times_is_found_over_calls_and_complaints(
    calls: list[Row], complaints: list[Row], tmp_path: Path
) -> None:
    said = [("transcript", row["customer"], row["occurred_at"], _customer(row)) for row in calls[::40] + _own(calls, "customer")]
    said += [
        ("complaint", row["客户号码"], row["受理时间"], row["投诉内容"]) for row in complaints[::80] + _own(complaints, "客户号码")
    ]
    rows: dict[str, list[dict[str, Any]]] = {"verbatims": [], "cause_scores": []}
    names = [f"v{number}" for number in range(len(said))]
    for name, (source, customer, when, text) in zip(names, said, strict=True):
        at = when if isinstance(when, datetime) else datetime.fromisoformat(when)
        rows["verbatims"].append(
            {"verbatim_id": name, "source": source, "customer_key": customer, "occurred_at": at, "day": at.date(), "text": text}
            | {"mask_version": 1, "content": name, "source_file": "sample", "source_row": 1}
        )
    store = Store.open(settings := Settings(home=tmp_path))
    scores = load_makers(settings)["causes"].score(names, prepare([text for *_, text in said]))
    with store.writer() as writer:
        writer.append("verbatims", pa.Table.from_pylist(rows["verbatims"], schema=TABLES["verbatims"].arrow))
        writer.append("cause_scores", scores)
        version = scores["version"][0].as_py()
        writer.publish(makers=dict.fromkeys(MAKERS, "none") | {"causes": version}, note="sample")
    most = reads.repeaters(At(settings, open_store(settings).publication().id, Scope.everything(), Filters()))[0]
    own = {name for name, (_, customer, *_) in zip(names, said, strict=True) if customer == CALLER}
    assert set(most["ids"]) <= own
    assert most["contacts"] >= 4
    assert set(most["sources"].split()) == {"transcript", "complaint"}


def _own(rows: list[Row], column: str) -> list[Row]:
    return [row for row in rows if row[column] == CALLER]


def _customer(row: Row) -> str:
    return "\n".join(turn["text"] for turn in row["turns"] if turn["speaker"] in ("客户", "customer"))


def test_the_rude_hall_stands_outside_the_funnel_of_halls_by_the_words_alone(complaints: list[Row]) -> None:
    began = datetime(2025, 12, 29)
    here = [row for row in complaints if row["营业厅"] and began <= row["受理时间"] < began + timedelta(days=120)]
    causes = load_makers(Settings())["causes"].score([str(n) for n in range(len(here))], prepare([row["投诉内容"] for row in here]))
    counts: dict[str, list[int]] = {}
    for row, cause in zip(here, causes["cause"].to_pylist(), strict=True):
        one = counts.setdefault(row["营业厅"], [0, 0])
        one[0] += cause == "service.attitude"
        one[1] += 1
    names = sorted(counts)
    found = funnel(names, [counts[name][0] for name in names], [counts[name][1] for name in names])
    worst = max(found.units, key=lambda unit: unit.share.value or 0)
    assert worst.name == "荆湖临湖路营业厅"

"""Copies of one text: marked in the store, so that a pasted text counts once, and shown as campaigns where many came at once."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pyarrow as pa

from voc.schema import TABLES
from voc.store import Reader, Store, Writer
from voc.text.duplicates import near_duplicates
from voc.text.normalize import fold

SETTING = "copies_marked"
WITHIN = timedelta(days=7)
LEAST = 5
"""A campaign is at least so many copies within a week; what many say in the same words over months is none."""
_VERSION = "copies1"


def mark_copies(store: Store, writer: Writer) -> int:
    """Writes the group of near-duplicates of each verbatim where it changed; the number changed. Nothing to do where no verbatim did."""
    if store.ledger.setting(SETTING) == _state(writer):
        return 0
    rows = writer.read("verbatims", ["verbatim_id", "text", "cluster"]).sort_by("verbatim_id").to_pylist()
    groups = near_duplicates([fold(row["text"]) for row in rows])
    named = {rows[at]["verbatim_id"]: _name(rows[group[0]]["verbatim_id"]) for group in groups for at in group}
    changed = [row["verbatim_id"] for row in rows if row["cluster"] != named.get(row["verbatim_id"])]
    if changed:
        keys = pa.table({"verbatim_id": pa.array(changed, pa.string())})
        columns = TABLES["verbatims"].arrow.names
        whole = writer.known("verbatims", keys, columns).select(columns)
        clusters = pa.array([named.get(name) for name in whole["verbatim_id"].to_pylist()], pa.string())
        writer.update("verbatims", whole.set_column(columns.index("cluster"), "cluster", clusters))
        writer.publish(note="copies")
    store.ledger.replace(SETTING, _state(writer))
    return len(changed)


def _state(writer: Writer) -> str:
    return f"{_VERSION}-{writer.publication.tables.get('verbatims')}"


def _name(verbatim: str) -> str:
    return "c" + hashlib.sha256(verbatim.encode()).hexdigest()[:12]


@dataclass(frozen=True)
class Campaign:
    """Copies of one text that came within a week: how many, of how many authors, when, where, one of them, and how many were negative."""

    cluster: str
    copies: int
    authors: int
    first: date
    last: date
    source: str
    text: str
    negative: int
    reach: float | None


def campaigns(reader: Reader, where: str = "TRUE", params: Sequence[object] = ()) -> list[Campaign]:
    """Campaigns among the dated verbatims that meet `where`, a condition over verbatims as v; the newest first."""
    rows = reader.query(
        "SELECT v.cluster, v.day, v.source, v.text, v.customer_key, v.external_id, v.verbatim_id, v.reach, s.label FROM verbatims v"
        f" LEFT JOIN sentiment_scores s USING (verbatim_id) WHERE v.cluster IS NOT NULL AND v.day IS NOT NULL AND {where}"
        " ORDER BY v.cluster, v.day, v.verbatim_id",
        tuple(params),
    ).to_pylist()
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        groups.setdefault(row["cluster"], []).append(row)
    found = [campaign for name, group in groups.items() if (campaign := _campaign(name, group)) is not None]
    return sorted(found, key=lambda one: (one.last, one.copies), reverse=True)


def _campaign(name: str, group: list[dict[str, Any]]) -> Campaign | None:
    """The densest week of a group, with the days around it on which it went on."""
    best: list[dict[str, Any]] = []
    for at, row in enumerate(group):
        near = [other for other in group[at:] if other["day"] - row["day"] < WITHIN]
        best = max(best, near, key=len)
    if len(best) < LEAST:
        return None
    reached = [row["reach"] for row in best if row["reach"] is not None]
    return Campaign(
        cluster=name,
        copies=len(best),
        # Without a key every post stands for an author of its own.
        authors=len({row["customer_key"] or row["verbatim_id"] for row in best}),
        first=best[0]["day"],
        last=best[-1]["day"],
        source=max(sorted({row["source"] for row in best}), key=[row["source"] for row in best].count),
        text=best[0]["text"],
        negative=sum(row["label"] == "neg" for row in best),
        reach=sum(reached) if reached else None,
    )

"""F1 on the gold set: floors a little below what is reached, one half each (tests/gold/README.md says which is which)."""

from __future__ import annotations

import hashlib
import json

import pytest
from entities.own_names import GOLD

from voc.entities import Entities
from voc.text.documents import prepare
from voc.text.normalize import clean


def counts(maker: Entities, which: str, *, tuning: bool) -> tuple[int, int, int]:
    """Names found that are right, all found, all labelled."""
    lines = (GOLD / "entities.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [
        row
        for row in map(json.loads, lines)
        if row["dictionary"] == which and (hashlib.sha256(f"voc-entities-1:{row['id']}".encode()).digest()[0] < 128) == tuning
    ]
    scores = maker.score([row["id"] for row in rows], prepare([clean(row["text"]) for row in rows]))
    hits = found = meant = 0
    for row, evidence in zip(rows, scores["evidence"].to_pylist(), strict=True):
        truth = {(one["kind"], one["name"]) for one in row["mentions"]}
        given = {(one["kind"], one["name"]) for one in json.loads(evidence)}
        hits, found, meant = hits + len(truth & given), found + len(given), meant + len(truth)
    return hits, found, meant


@pytest.mark.parametrize(("tuning", "floor"), [(True, 0.97), (False, 0.94)], ids=["tuning half", "reporting half"])
def test_f1(sample: Entities, other: Entities, tuning: bool, floor: float) -> None:
    parts = [counts(maker, which, tuning=tuning) for maker, which in ((sample, "sample"), (other, "other"))]
    hits, found, meant = map(sum, zip(*parts, strict=True))
    assert 2 * hits / (found + meant) >= floor

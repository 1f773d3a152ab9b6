"""What `voc train sentiment` learns from: labelled files, survey rows with a rating beside their words, and labels given here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from voc.errors import InputError
from voc.intake.cells import as_text
from voc.jobs.labelled import POLARITIES, labels_of, rating_of, read_labelled, texts_of
from voc.store import Reader, Store
from voc.text.blank import empty_answer, readable
from voc.text.normalize import fold

RATED = ("satisfaction", "rating", "score")
_SHOWN = 10
_CALM = 0.25
_SURVEY_BLAME, _SURVEY_PRAISE = -0.3, 0.55
"""A rating in the middle says how much, but not which of three labels the words deserve."""


@dataclass(frozen=True)
class Example:
    """A text and how content it is (-1..1); its label where that is plain. `row` counts from 1 in its file; `where` names its kind of source."""

    text: str
    target: float
    label: str | None
    where: str
    id: str
    row: int = 0


def of_file(path: Path) -> tuple[list[Example], Counter[str]]:
    """Examples of a labelled file and rows left out by reason; InputError naming the rows whose labels cannot be read."""
    rows = read_labelled(path)
    rated = not any(as_text(row.get(name)) for row in rows for name in ("polarity", "label", "sentiment"))
    given = labels_of(rows, RATED if rated else ("polarity", "label", "sentiment"), path.name)
    texts = texts_of(path.name, rows)
    read = _ratings(given) if rated else _labels(given)
    wrong = [place for place, (label, found) in enumerate(zip(given, read, strict=True)) if label and found is None]
    if wrong:
        some = ", ".join(f"{place + 1} ({given[place][:20]!r})" for place in wrong[:_SHOWN])
        raise InputError(
            f"{path.name} 有 {len(wrong):,} 行的标签无法识别：第 {some} 行。可用：neg / neu / pos、-1 / 0 / 1、负面 / 中性 / 正面，或数字评分。",
            f"{path.name}: {len(wrong):,} labels cannot be read, rows {some}. Use neg / neu / pos, -1 / 0 / 1, or a rating in numbers.",
        )
    found, left = [], Counter[str]()
    for place, (row, text, target) in enumerate(zip(rows, texts, read, strict=True)):
        if target is None:
            left["no_label"] += 1
        elif not _says_something(text):
            left["no_words"] += 1
        else:
            label = _named(target, -_CALM, _CALM, "neu")
            found.append(Example(text, target, label, path.name, as_text(row.get("id")), place + 1))
    return found, left


def _labels(given: Sequence[str]) -> list[float | None]:
    plain = [label.removesuffix(".0").lower() for label in given]
    known = {**POLARITIES, "0": "neu"} if "-1" in plain else POLARITIES
    worth = {"neg": -1.0, "neu": 0.0, "pos": 1.0}
    return [worth.get(known.get(label, "")) for label in plain]


def _ratings(given: Sequence[str]) -> list[float | None]:
    """Ratings on -1..1, by the least and the largest given; where one is negative, the scale is taken to lie evenly about 0."""
    values = [rating_of(label) if label else None for label in given]
    known = [value for value in values if value is not None]
    low, high = min(known, default=0.0), max(known, default=0.0)
    if low < 0 < high:
        low, high = -max(-low, high), max(-low, high)
    span = (high - low) or 1.0
    return [None if value is None else 2.0 * (value - low) / span - 1.0 for value in values]


def of_store(store: Store, reader: Reader) -> tuple[list[Example], Counter[str]]:
    """Examples of the store: open answers beside an overall rating, and verbatims with a label given here, which goes first."""
    labels = {one.verbatim_id: one.value for one in store.ledger.labels.newest("sentiment")}
    rated = _rated(reader)
    found, left = [], Counter[str]()
    for row in rated:
        if not _says_something(row["text"]):
            left["no_words"] += 1
        elif row["verbatim_id"] not in labels:
            label = _named(row["target"], _SURVEY_BLAME, _SURVEY_PRAISE, None)
            found.append(Example(row["text"], row["target"], label, "survey", row["verbatim_id"]))
    worth = {"neg": -1.0, "neu": 0.0, "pos": 1.0}
    for row in _texts(reader, list(labels)):
        value = labels[row["verbatim_id"]]
        found.append(Example(row["text"], worth[value], value, "labelled", row["verbatim_id"]))
    return found, left


def _rated(reader: Reader) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = reader.query(
        "SELECT v.verbatim_id, v.text, 2 * avg((a.value - a.scale_low) / (a.scale_high - a.scale_low)) - 1 AS target"
        " FROM verbatims v JOIN answers a USING (respondent_id)"
        " WHERE v.source = 'survey' AND a.role = 'csat' AND a.value IS NOT NULL AND a.scale_high > a.scale_low"
        " GROUP BY ALL ORDER BY v.verbatim_id"
    ).to_pylist()
    return rows


def _texts(reader: Reader, ids: list[str]) -> list[dict[str, Any]]:
    if not ids:
        return []
    rows: list[dict[str, Any]] = reader.query(
        "SELECT verbatim_id, text FROM verbatims WHERE verbatim_id IN (SELECT unnest(?)) ORDER BY verbatim_id", [ids]
    ).to_pylist()
    return rows


def _named(target: float, blame: float, praise: float, between: str | None) -> str | None:
    return "neg" if target <= blame else "pos" if target >= praise else between


def _says_something(text: str) -> bool:
    folded = fold(text)
    return readable(folded) and not empty_answer(folded)

"""The labelling queue: verbatims that the model is least sure of, and beside them a random share that tells how good it is in fact."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from voc.causes.codeframe import load_codeframe
from voc.errors import InputError
from voc.intake import read_records
from voc.intake.cells import as_text
from voc.jobs.labelled import POLARITIES
from voc.jobs.who import system_user
from voc.schema import LABELS
from voc.store import Reader, Store
from voc.store.models import Label

AUDITED = 0.2
"""Share of the queue that is drawn at random: only on those is the share of right answers an estimate for all verbatims."""
MARGIN, AUDIT = "margin", "audit"
_SEED = "voc-label-1"
_TASKS = {
    "sentiment": ("sentiment_scores", "label", "confidence"),
    "causes": ("cause_scores", "cause", "cause_confidence"),
}


@dataclass(frozen=True)
class Asked:
    """A verbatim to label: what the maker `said` of it, how sure it was, and whether it was drawn by margin or at random (audit)."""

    verbatim_id: str
    text: str
    said: str | None
    confidence: float | None
    drawn: str
    version: str

    def plain(self) -> dict[str, Any]:
        """As plain values, for JSON."""
        return dict(vars(self))


def choices(task: str) -> tuple[str, ...]:
    """The labels of a task; InputError for a task without a queue."""
    if task not in _TASKS:
        known = ", ".join(_TASKS)
        raise InputError(f"任务 {task!r} 没有标注队列，可选：{known}。", f"task {task!r} has no labelling queue; known: {known}.")
    return LABELS if task == "sentiment" else tuple(load_codeframe().by_id)


def spellings(task: str) -> dict[str, str]:
    """Ways to write a label in a file, in small letters -> the label: itself, and its names in Chinese and English."""
    if task == "sentiment":
        return {name: label for name, label in POLARITIES.items() if name.isalpha()}
    codes = load_codeframe().by_id
    return {name.casefold(): code for code, one in codes.items() for name in (one.name_en, one.name_zh, code)}


def queue(store: Store, reader: Reader, task: str, size: int = 20) -> list[Asked]:
    """The next `size` verbatims that nobody labelled yet: the least sure first, every fifth of them drawn at random. The same until one is labelled."""
    choices(task)
    scores, said, confidence = _TASKS[task]
    done = [one.verbatim_id for one in store.ledger.labels.newest(task)]
    audits = sum(_audited(len(done) + place) for place in range(size))
    columns = f"v.verbatim_id, v.text, s.{said} AS said, s.{confidence} AS confidence, s.version"
    open_ = f"FROM verbatims v JOIN {scores} s USING (verbatim_id) WHERE length(v.text) BETWEEN 2 AND 600 AND NOT list_contains($done, v.verbatim_id)"
    order = {
        MARGIN: f"AND s.{confidence} IS NOT NULL ORDER BY s.{confidence}, md5($seed || v.verbatim_id)",
        AUDIT: "ORDER BY md5($seed || 'audit' || v.verbatim_id)",
    }
    drawn = {
        how: reader.query(f"SELECT {columns} {open_} {order[how]} LIMIT {number}", {"done": done, "seed": _SEED}).to_pylist()
        for how, number in ((AUDIT, audits), (MARGIN, size))
    }
    random = [Asked(**row, drawn=AUDIT) for row in drawn[AUDIT]]
    taken = {one.verbatim_id for one in random}
    unsure = [Asked(**row, drawn=MARGIN) for row in drawn[MARGIN] if row["verbatim_id"] not in taken]
    mixed: list[Asked] = []
    for place in range(size):
        source = random if (_audited(len(done) + place) and random) or not unsure else unsure
        if source:
            mixed.append(source.pop(0))
    return mixed


def _audited(place: int) -> bool:
    """Whether the n-th label of a store is an audit: AUDITED of them, spread evenly."""
    return int((place + 1) * AUDITED) > int(place * AUDITED)


def give(store: Store, task: str, asked: Asked, value: str, who: str | None = None) -> None:
    """Records a label, or takes one back ("")."""
    if value and value not in choices(task):
        known = ", ".join(choices(task))
        raise InputError(f"标签 {value!r} 不认识，可选：{known}。", f"label {value!r} is unknown; known: {known}.")
    store.ledger.labels.add(
        [Label(task, asked.verbatim_id, value, asked.drawn, who or system_user(), asked.said, asked.version or None)]
    )


def take_file(store: Store, reader: Reader, task: str, path: Path, who: str | None = None) -> dict[str, int]:
    """Labels from a file with verbatim_id and label, such as the queue written out and filled in; rows taken and left empty.

    InputError naming the rows whose label or id is unknown: nothing is taken then.
    """
    choices(task)
    known, rows = spellings(task), list(read_records(path))
    ids = {as_text(row.get("verbatim_id")) for row in rows}
    there = reader.query("SELECT verbatim_id FROM verbatims WHERE verbatim_id IN (SELECT unnest(?))", [sorted(ids)])
    mine = set(there["verbatim_id"].to_pylist())
    given = [(as_text(row.get("verbatim_id")), as_text(row.get("label")).casefold(), row) for row in rows]
    wrong = [place for place, (one, label, _) in enumerate(given, 1) if label and (one not in mine or label not in known)]
    if wrong or not rows:
        listed = ", ".join(map(str, wrong[:10])) or "-"
        raise InputError(
            f"{path.name} 有 {len(wrong):,} 行的编号或标签不认识（第 {listed} 行），未收取。需要 verbatim_id 与 label 两列，标签可选（或写它们的名称）："
            f"{', '.join(choices(task)[:40])}。",
            f"{path.name}: the id or label of {len(wrong):,} rows is unknown (rows {listed}); none was taken. Give verbatim_id and label, by name or of: "
            f"{', '.join(choices(task)[:40])}.",
        )
    who = who or system_user()
    labels = [
        Label(
            task,
            one,
            known[label],
            as_text(row.get("drawn")) or "file",
            who,
            as_text(row.get("said")) or None,
            as_text(row.get("version")) or None,
        )
        for one, label, row in given
        if label
    ]
    return {"taken": store.ledger.labels.add(labels), "empty": len(rows) - len(labels)}


def progress(store: Store, task: str) -> dict[str, int]:
    """Labels given, those of the random share, and of these the ones that the maker had right."""
    given = store.ledger.labels.newest(task)
    audits = [one for one in given if one.drawn == AUDIT]
    return {"given": len(given), "audited": len(audits), "right": sum(one.value == one.given for one in audits)}

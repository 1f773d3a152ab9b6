"""`voc train causes`: learns from causes that people gave here, and from this store's own words as the coder in force reads them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from voc.causes import Coder, load
from voc.causes.adapt import adapted
from voc.causes.learn import Example, digest_of, write
from voc.causes.linear import NAME
from voc.errors import InputError
from voc.intake.cells import as_text
from voc.jobs.cause_gain import Floats, Labels, better, compared, told_by
from voc.jobs.labelled import labels_of, read_labelled, refuse_unknown, texts_of
from voc.jobs.train import TrainReport
from voc.jobs.trained import active_models, keep
from voc.settings import Settings
from voc.store import Scope, Store
from voc.text.documents import prepare
from voc.text.normalize import clean

TASK = "causes"
LEARNED = "learned_before"
"""Why a label is left out: the model in force knows it."""
FEWEST = 50
"""Labels below which nothing is learned: five parts of ten."""
TAUGHT_WEIGHT = 0.1
"""How much a text that the coder in force is sure of counts against a label: it keeps what is learned from drifting off on plain cases."""
SURE, READ = 0.6, 4_000
"""From which confidence on the store's own verbatims teach, and how many are read; no more teach than there are labels, for they speak
against every habit that the coder does not share.
"""
_PARTS, _TIMES, _TEXTS, _SEED = 5, 10, 5_000, 20260101
"""Parts, how often they are drawn at most, and how many texts held back are enough: of many labels fewer drawings tell as much."""
_WHY = {
    True: (
        "比现用模型好（命中更多且差值区间在 0 以上，或命中更多且概率得分的区间在 0 以上），已启用；运行 voc rescore 后生效。",
        "Better than the model in force (more causes right, and the interval of the gain in hits or in the log score above 0): in force, shown after"
        " voc rescore.",
    ),
    False: ("没有证明比现用模型好，不启用。", "Not shown to be better than the model in force: not activated."),
}


class _Given(NamedTuple):
    labels: Labels
    learned: dict[str, int]
    left_out: dict[str, int]


def train_causes(store: Store, files: Sequence[Path], test: Path | None, settings: Settings) -> TrainReport:
    """Five parts, each held back once, up to ten times over (or `test` is), against the coder in force; a model not shown to be better stays off.

    Labels that the model in force has learned are left out: it cannot be held against them, and they would count twice.
    """
    folders = active_models(store)
    coder, known = load(folders=folders), _known(folders.get(TASK))
    given = _given(store, files, coder, known)
    labels = given.labels
    if len(labels.texts) < FEWEST:
        told = given.left_out.get(LEARNED, 0)
        raise InputError(
            f"可学习的新原因标签只有 {len(labels.texts)} 条（现用模型已学过的另有 {told} 条），至少要 {FEWEST} 条。",
            f"there are {len(labels.texts)} new labels of causes to learn from ({told} more are known to the model in force);"
            f" at least {FEWEST} are needed.",
        )
    taught = _taught(store, coder, labels)
    held = labels if test is None else _apart(test, labels, coder, known)
    rounds = (
        [_in_parts(labels, taught, coder, time) for time in range(_times(len(labels.texts)))]
        if test is None
        else [_after(coder, taught, labels, held)]
    )
    figures = compared(told_by(coder, held), rounds)
    added, good = adapted(coder, [*taught, *_examples(labels)]), better(figures)
    whole = coder.model.learned._replace(added=added)
    metrics = {"before": {f.name: f.before for f in figures}, "after": {f.name: f.after for f in figures}, "base": len(held.texts)}
    marks = sorted(known | set(map(_mark, labels.texts, labels.causes)))
    described = {"learned_from": "labels and verbatims of this store", "labels": marks}
    model = keep(
        store,
        TASK,
        f"{TASK}-{digest_of(whole)}",
        lambda folder: write(folder, whole, coder.model.concepts, described),
        metrics=metrics,
        better=good,
    )
    learned = {**given.learned, "own_texts": len(taught)}
    return TrainReport(TASK, model.version, model.base, learned, given.left_out, figures, good, _WHY[good])


def _times(labels: int) -> int:
    return min(_TIMES, -(-_TEXTS // labels))


def _mark(text: str, cause: str) -> str:
    """What tells a label without its text."""
    return hashlib.sha256(f"{cause}|{text}".encode()).hexdigest()[:16]


def _known(folder: Path | None) -> set[str]:
    """Marks of the labels that the model in `folder` learned from; none where it is the shipped one or an older version's."""
    return set(json.loads((folder / f"{NAME}.json").read_text(encoding="utf-8")).get("labels", [])) if folder else set()


def _given(store: Store, files: Sequence[Path], coder: Coder, known: set[str]) -> _Given:
    """Labels of the store and of files, each text once (the last label counts), without those that are `known` to the model in force."""
    codes, held = set(coder.ids), {}
    learned: dict[str, int] = {}
    left: dict[str, int] = {}
    for source, text, cause, second in [*_of_store(store), *(row for path in files for row in _of_file(path, coder))]:
        reason = "no_text" if not text else "no_label" if not cause else "unknown_code" if cause not in codes else ""
        reason = reason or (LEARNED if _mark(text, cause) in known else "")
        if reason:
            left[reason] = left.get(reason, 0) + 1
            continue
        learned[source] = learned.get(source, 0) + 1
        held[text] = (cause, second)
    return _Given(Labels(list(held), [cause for cause, _ in held.values()], [second for _, second in held.values()]), learned, left)


def _of_store(store: Store) -> list[tuple[str, str, str, str]]:
    labels = {label.verbatim_id: label.value for label in store.ledger.labels.newest(TASK)}
    if not labels:
        return []
    rows = store.reader(Scope.everything()).query(
        "SELECT verbatim_id, text FROM verbatims WHERE verbatim_id IN (SELECT unnest(?))", [list(labels)]
    )
    return [("labels", row["text"] or "", labels[row["verbatim_id"]], "") for row in rows.sort_by("verbatim_id").to_pylist()]


def _of_file(path: Path, coder: Coder) -> list[tuple[str, str, str, str]]:
    rows = read_labelled(path)
    causes, seconds = labels_of(rows, ("cause", "label"), path.name), [as_text(row.get("cause2")) for row in rows]
    refuse_unknown(path.name, causes, tuple(coder.ids))
    return [(path.name, *row) for row in zip(texts_of(path.name, rows), causes, seconds, strict=True)]


def _taught(store: Store, coder: Coder, labels: Labels) -> list[Example]:
    """Verbatims of the store that the coder in force is sure of: the rules teach the model how people write here."""
    apart = set(labels.texts)
    rows = store.reader(Scope.everything()).query(
        f"SELECT text FROM verbatims WHERE text IS NOT NULL ORDER BY verbatim_id LIMIT {READ}"
    )
    texts = [text for text in dict.fromkeys(map(clean, rows["text"].to_pylist())) if text and text not in apart]
    if not texts:
        return []
    table = coder.score([str(number) for number in range(len(texts))], prepare(texts))
    sure = zip(texts, table["cause"].to_pylist(), table["cause_confidence"].to_pylist(), strict=True)
    found = [Example(text, cause, TAUGHT_WEIGHT) for text, cause, confidence in sure if cause and confidence >= SURE]
    return found[: len(apart)]


def _apart(test: Path, labels: Labels, coder: Coder, known: set[str]) -> Labels:
    """The labels of `test`; InputError where it shares texts with those to learn from or learned before."""
    rows = [row[1:] for row in _of_file(test, coder) if row[1] and row[2] in set(coder.ids)]
    learned = set(labels.texts)
    twice = sum(row[0] in learned or _mark(row[0], row[1]) in known for row in rows)
    if twice:
        raise InputError(
            f"{test.name} 有 {twice} 条文本也在训练标签里：请从其中一边去掉。",
            f"{twice} texts of {test.name} stand among the labels to learn from: take them out of one of both.",
        )
    return Labels([row[0] for row in rows], [row[1] for row in rows], [row[2] for row in rows])


def _in_parts(labels: Labels, taught: list[Example], coder: Coder, time: int) -> dict[str, Floats]:
    """Figures of each text by a coder that has not seen its label."""
    part = np.random.default_rng(_SEED + time).permutation(len(labels.texts)) % _PARTS
    order = np.concatenate([np.flatnonzero(part == number) for number in range(_PARTS)])
    told = [
        _after(coder, taught, labels.rows(np.flatnonzero(part != number)), labels.rows(np.flatnonzero(part == number)))
        for number in range(_PARTS)
    ]
    place = np.argsort(order)
    return {name: np.concatenate([one[name] for one in told])[place] for name in told[0]}


def _after(coder: Coder, taught: list[Example], labels: Labels, held: Labels) -> dict[str, Floats]:
    return told_by(coder.hearing(adapted(coder, [*taught, *_examples(labels)])), held)


def _examples(labels: Labels) -> list[Example]:
    return [Example(text, cause) for text, cause in zip(labels.texts, labels.causes, strict=True)]

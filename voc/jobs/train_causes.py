"""`voc train causes`: learns from causes that people gave here, and from this store's own words as the coder in force reads them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from voc.causes import Coder, load
from voc.causes.adapt import adapted
from voc.causes.learn import Example, digest_of, ready, write
from voc.errors import InputError
from voc.intake.cells import as_text
from voc.jobs.labelled import labels_of, read_labelled, refuse_unknown, texts_of
from voc.jobs.train import Compared, TrainReport
from voc.jobs.trained import active_models, keep
from voc.settings import Settings
from voc.store import Scope, Store
from voc.text.documents import prepare
from voc.text.normalize import clean

TASK = "causes"
FEWEST = 50
"""Labels below which nothing is learned: five parts of ten."""
TAUGHT_WEIGHT = 0.3
"""How much a text that the coder in force is sure of counts against a label: it keeps what is learned from drifting off on plain cases."""
SURE, READ = 0.6, 4_000
"""From which confidence on, and how many at most, the store's own verbatims teach."""
_PARTS, _TIMES, _DRAWS, _SEED = 5, 3, 1_000, 20260101
_WHY = {
    True: (
        "比现用模型好（差值区间在 0 以上），已启用；运行 voc rescore 后生效。",
        "Better than the model in force (the interval of the gain is above 0): in force, shown after voc rescore.",
    ),
    False: ("没有证明比现用模型好，不启用。", "Not shown to be better than the model in force: not activated."),
}
Flags = npt.NDArray[np.bool_]


class _Given(NamedTuple):
    texts: list[str]
    causes: list[str]
    learned: dict[str, int]
    left_out: dict[str, int]


def train_causes(store: Store, files: Sequence[Path], test: Path | None, settings: Settings) -> TrainReport:
    """Five parts, each held back once, three times over (or `test` is), against the coder in force; a model not shown to be better stays off."""
    coder = load(folders=active_models(store))
    given = _given(store, files, coder)
    if len(given.texts) < FEWEST:
        raise InputError(
            f"可学习的原因标签只有 {len(given.texts)} 条，至少要 {FEWEST} 条。",
            f"there are {len(given.texts)} labels of causes to learn from; at least {FEWEST} are needed.",
        )
    taught = _taught(store, coder, set(given.texts))
    texts, causes, rounds = _held_back(given, taught, test, coder)
    before = _codes(coder, texts)
    figures = [_compared(name, causes, before, rounds, level) for name, level in (("exact", False), ("level_1", True))]
    whole = adapted(coder, [*taught, *_examples(given.texts, given.causes)])
    better = figures[0].low > 0
    metrics = {"before": {f.name: f.before for f in figures}, "after": {f.name: f.after for f in figures}, "base": len(causes)}
    model = keep(
        store,
        TASK,
        f"{TASK}-{digest_of(whole)}",
        lambda folder: write(folder, whole, coder.model.concepts, {"learned_from": "labels and verbatims of this store"}),
        metrics=metrics,
        better=better,
    )
    learned = {**given.learned, "own_texts": len(taught)}
    return TrainReport(TASK, model.version, model.base, learned, given.left_out, figures, better, _WHY[better])


def _given(store: Store, files: Sequence[Path], coder: Coder) -> _Given:
    """Labels of the store and of files, each text once (the last label counts)."""
    known, held = set(coder.ids), {}
    learned: dict[str, int] = {}
    left: dict[str, int] = {}
    for source, text, cause in [*_of_store(store), *(row for path in files for row in _of_file(path, coder))]:
        reason = "no_text" if not text else "no_label" if not cause else "unknown_code" if cause not in known else ""
        if reason:
            left[reason] = left.get(reason, 0) + 1
            continue
        learned[source] = learned.get(source, 0) + 1
        held[text] = cause
    return _Given(list(held), list(held.values()), learned, left)


def _of_store(store: Store) -> list[tuple[str, str, str]]:
    labels = {label.verbatim_id: label.value for label in store.ledger.labels.newest(TASK)}
    if not labels:
        return []
    rows = store.reader(Scope.everything()).query(
        "SELECT verbatim_id, text FROM verbatims WHERE verbatim_id IN (SELECT unnest(?))", [list(labels)]
    )
    return [("labels", row["text"] or "", labels[row["verbatim_id"]]) for row in rows.sort_by("verbatim_id").to_pylist()]


def _of_file(path: Path, coder: Coder) -> list[tuple[str, str, str]]:
    rows = read_labelled(path)
    causes = labels_of(rows, ("cause", "label"), path.name)
    refuse_unknown(path.name, causes, tuple(coder.ids))
    return [(path.name, text, cause) for text, cause in zip(texts_of(path.name, rows), causes, strict=True)]


def _taught(store: Store, coder: Coder, apart: set[str]) -> list[Example]:
    """Verbatims of the store that the coder in force is sure of: the rules teach the model how people write here."""
    rows = store.reader(Scope.everything()).query(
        f"SELECT text FROM verbatims WHERE text IS NOT NULL ORDER BY verbatim_id LIMIT {READ}"
    )
    texts = [text for text in dict.fromkeys(map(clean, rows["text"].to_pylist())) if text and text not in apart]
    if not texts:
        return []
    table = coder.score([str(number) for number in range(len(texts))], prepare(texts))
    sure = zip(texts, table["cause"].to_pylist(), table["cause_confidence"].to_pylist(), strict=True)
    return [Example(text, cause, TAUGHT_WEIGHT) for text, cause, confidence in sure if cause and confidence >= SURE]


def _held_back(
    given: _Given, taught: list[Example], test: Path | None, coder: Coder
) -> tuple[list[str], list[str], list[list[str]]]:
    """(texts, true causes, causes by models that have not seen them, a list for each time the parts were drawn)."""
    if test is not None:
        rows = [row for row in _of_file(test, coder) if row[1] and row[2] in set(coder.ids)]
        twice = len({row[1] for row in rows} & set(given.texts))
        if twice:
            raise InputError(
                f"{test.name} 有 {twice} 条文本也在训练标签里：请从其中一边去掉。",
                f"{twice} texts of {test.name} stand among the labels to learn from: take them out of one of both.",
            )
        texts = [row[1] for row in rows]
        fresh = _with(coder, [*taught, *_examples(given.texts, given.causes)])
        return texts, [row[2] for row in rows], [_codes(fresh, texts)]
    return given.texts, given.causes, [_in_parts(given, taught, coder, time) for time in range(_TIMES)]


def _in_parts(given: _Given, taught: list[Example], coder: Coder, time: int) -> list[str]:
    part = np.random.default_rng(_SEED + time).permutation(len(given.texts)) % _PARTS
    found = [""] * len(given.texts)
    for number in range(_PARTS):
        seen, held = np.flatnonzero(part != number), np.flatnonzero(part == number)
        labels = _examples([given.texts[i] for i in seen], [given.causes[i] for i in seen])
        fresh = _with(coder, [*taught, *labels])
        for place, code in zip(held.tolist(), _codes(fresh, [given.texts[i] for i in held]), strict=True):
            found[place] = code
    return found


def _with(coder: Coder, examples: list[Example]) -> Coder:
    return Coder(coder.codeframe, ready(adapted(coder, examples), coder.model.concepts))


def _examples(texts: Sequence[str], causes: Sequence[str]) -> list[Example]:
    return [Example(text, cause) for text, cause in zip(texts, causes, strict=True)]


def _codes(coder: Coder, texts: Sequence[str]) -> list[str]:
    table = coder.score([str(number) for number in range(len(texts))], prepare(texts))
    return [as_text(code) for code in table["cause"].to_pylist()]


def _compared(name: str, truth: Sequence[str], before: Sequence[str], rounds: Sequence[Sequence[str]], level: bool) -> Compared:
    """Shares of hits before and after; the interval of the difference by a bootstrap over the same rows, each the mean of its rounds."""

    def hits(given: Sequence[str]) -> npt.NDArray[np.float64]:
        pairs = (
            (true.partition(".")[0], one.partition(".")[0]) if level else (true, one)
            for true, one in zip(truth, given, strict=True)
        )
        return np.array([float(true == one) for true, one in pairs])

    was, now = hits(before), np.mean([hits(given) for given in rounds], axis=0)
    rows = np.random.default_rng(_SEED).integers(0, len(was), (_DRAWS, len(was)))
    low, high = np.quantile((now - was)[rows].mean(axis=1), [0.025, 0.975])
    return Compared(name, float(was.mean()), float(now.mean()), float(low), float(high), len(was))

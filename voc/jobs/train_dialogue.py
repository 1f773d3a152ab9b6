"""`voc train dialogue`: learns from calls that this installation had rated, on top of the figures without ratings."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from voc.dialogue import Call, DialogueMaker, of_customer, score_dialogues, without_ratings
from voc.dialogue.features import Floats
from voc.dialogue.learned import TARGETS, write
from voc.dialogue.training import learn
from voc.errors import InputError
from voc.intake.cells import as_text
from voc.jobs.labelled import calls_of, rating_of, read_labelled, texts_of
from voc.jobs.train import Compared, TrainReport
from voc.jobs.trained import active_models, keep
from voc.pipeline import load_makers
from voc.settings import Settings
from voc.store import Store
from voc.store.models import SHIPPED

FEWEST = 100
"""Rated calls below which nothing is learned: hashed n-grams need many."""
TASK = "dialogue"
_PARTS, _DRAWS, _SEED = 5, 400, 20260101
_WHY = {
    True: (
        "比现用模型好（差值区间在 0 以上），已启用；运行 voc rescore 后生效。",
        "Better than the model in force (the interval of the gain is above 0): in force, shown after voc rescore.",
    ),
    False: ("没有证明比现用模型好，不启用。", "Not shown to be better than the model in force: not activated."),
}


def train_dialogue(store: Store, files: Sequence[Path], test: Path | None, settings: Settings) -> TrainReport:
    """Rated calls are split by a hash of their words, one fifth is held back (or `test` is); a model that is not better stays off."""
    given = _read(files)
    calls, rated, held = _with_test(given, test)
    if (~held).sum() < FEWEST:
        raise InputError(
            f"可学习的带评分对话只有 {(~held).sum()} 通，至少要 {FEWEST} 通（另留五分之一检验）。",
            f"there are {(~held).sum()} rated calls to learn from; at least {FEWEST} are needed (a fifth is held back beside them).",
        )
    without, before = _figures(store, calls, settings)
    model = learn([call for call, out in zip(calls, held, strict=True) if not out], without[~held], rated[~held])
    after = model.predict(calls, without)
    compared = (
        _compared(target, before[held, place], after[held, place], rated[held, place]) for place, target in enumerate(TARGETS)
    )
    figures = [one for one in compared if one is not None]
    better = bool(figures) and figures[0].low > 0
    # What is put in force has learned from the held-back part too, but never from `test`: the figures are those of the smaller model.
    kept = np.arange(len(given.calls))
    whole = learn(given.calls, without[kept], given.rated)
    version = f"{TASK}-{hashlib.sha256(whole.weights.tobytes() + whole.prior.tobytes()).hexdigest()[:12]}"
    metrics = {
        "before": {one.name: one.before for one in figures},
        "after": {one.name: one.after for one in figures},
        "held_back": int(held.sum()),
        "learned_from": len(given.calls),
    }
    model_row = keep(store, TASK, version, lambda folder: write(folder, whole), metrics=metrics, better=better)
    return TrainReport(
        TASK, model_row.version, model_row.base or SHIPPED, given.learned, given.left_out, figures, better, _WHY[better]
    )


class _Given(NamedTuple):
    """Rated calls, ratings (calls x 2, NaN where one is missing), rows learned from by file, rows left out by reason."""

    calls: list[Call]
    rated: Floats
    learned: dict[str, int]
    left_out: dict[str, int]


def _with_test(given: _Given, test: Path | None) -> tuple[list[Call], Floats, npt.NDArray[np.bool_]]:
    """Calls, ratings and which are held back; InputError where a call of `test` is among those to learn from."""
    words = [_words(call) for call in given.calls]
    if test is None:
        held = np.array([hashlib.sha256(text.encode()).digest()[0] % _PARTS == 0 for text in words], dtype=bool)
        return given.calls, given.rated, held
    other, known = _read([test]), set(words)
    twice = [number for number, call in enumerate(other.calls, 1) if _words(call) in known]
    if twice:
        listed = ", ".join(map(str, twice[:10]))
        raise InputError(
            f"{test.name} 有 {len(twice)} 通对话也在训练文件里（第 {listed} 通）：请从其中一边去掉。",
            f"{len(twice)} calls of {test.name} stand in the training files too (numbers {listed}): take them out of one of both.",
        )
    held = np.concatenate([np.zeros(len(given.calls), bool), np.ones(len(other.calls), bool)])
    return [*given.calls, *other.calls], np.vstack([given.rated, other.rated]), held


def _words(call: Call) -> str:
    return "\x1e".join(turn.text for turn in call)


def _read(files: Sequence[Path]) -> _Given:
    calls: list[Call] = []
    marks: list[list[float]] = []
    learned: dict[str, int] = {}
    left: dict[str, int] = {}
    for path in files:
        rows = read_labelled(path)
        texts = texts_of(path.name, rows)
        for row, call, text in zip(rows, calls_of(path.name, rows), texts, strict=True):
            rating = [_mark(row, target) for target in TARGETS]
            reason = "no_rating" if np.isnan(rating[0]) else "" if text else "no_customer"
            if reason:
                left[reason] = left.get(reason, 0) + 1
                continue
            learned[path.name] = learned.get(path.name, 0) + 1
            calls.append(call if call is not None else of_customer(text))
            marks.append(rating)
    return _Given(calls, np.array(marks, dtype=np.float64).reshape(-1, len(TARGETS)), learned, left)


def _mark(row: dict[str, Any], target: str) -> float:
    given = rating_of(as_text(row.get(target)))
    return float("nan") if given is None or not -2 <= given <= 2 else given


def _figures(store: Store, calls: Sequence[Call], settings: Settings) -> tuple[Floats, Floats]:
    """(figures without ratings, figures of the model in force), calls x 2; a call with nothing to score counts as 0."""
    active = active_models(store)
    maker = load_makers(settings, trained=active)[TASK]
    if not isinstance(maker, DialogueMaker):
        raise TypeError(type(maker))
    polarity = maker.polarities(calls)
    without = np.nan_to_num(without_ratings(calls, polarity))
    table = score_dialogues([str(place) for place in range(len(calls))], calls, polarity, maker.learned)
    before = np.column_stack([np.nan_to_num(table[target].to_numpy(zero_copy_only=False).astype(float)) for target in TARGETS])
    return without, before


def _compared(target: str, before: Floats, after: Floats, rated: Floats) -> Compared | None:
    """Rank correlation before and after, with a paired bootstrap of the difference; None where fewer than 30 are rated."""
    from scipy.stats import spearmanr

    kept = ~np.isnan(rated)
    if kept.sum() < 30 or len(np.unique(rated[kept])) < 2:
        return None
    b, a, t = before[kept], after[kept], rated[kept]

    def rank(values: Floats, truth: Floats) -> float:
        return float(spearmanr(values, truth).statistic) if len(np.unique(values)) > 1 and len(np.unique(truth)) > 1 else 0.0

    rng = np.random.default_rng(_SEED)
    gains = []
    for _ in range(_DRAWS):
        rows = rng.integers(0, len(t), len(t))
        gains.append(rank(a[rows], t[rows]) - rank(b[rows], t[rows]))
    low, high = np.quantile(gains, [0.025, 0.975])
    return Compared(f"rank_correlation_{target}", rank(b, t), rank(a, t), float(low), float(high), int(kept.sum()))

"""`voc train sentiment`: a ridge on this installation's own ratings and labels, mixed with the shipped parts, which stay as its prior."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import numpy.typing as npt

from voc.errors import InputError
from voc.jobs.examples import Example, of_file, of_store
from voc.jobs.train import Compared, TrainReport
from voc.jobs.trained import active_models, keep
from voc.sentiment import mixing, own
from voc.sentiment.blend import BlendScorer, fits, load_blend, load_coefficients, own_parts, steep
from voc.settings import Settings
from voc.store import Scope, Store
from voc.store.models import SHIPPED
from voc.text.documents import prepare
from voc.text.duplicates import first_of

LEAST = 50
"""Labels that each of the classes neg and pos must have; neutral counts as a class from as many on."""
_NOT_SAID = re.compile(r"[\W_]+")
_SEED = "voc-train-1"
_HELD = 51
"""Of 256: a fifth of the groups of alike texts is held back."""
_FOLDS = 5
_TIMES = 400
_SHOWN = 10
_PRIOR, _FREE, _FAST = 0.003, 1e-5, 10.0
_BY_NAME = {"neg": mixing.BLAME, "pos": mixing.PRAISE, "neu": mixing.CALM}
Floats = npt.NDArray[np.float64]


def train_sentiment(store: Store, files: Sequence[Path], test: Path | None, settings: Settings) -> TrainReport:
    """Learns, compares on texts that were not learned from, keeps the model and puts it in force where it is better."""
    learned, left = of_store(store, store.reader(Scope.everything()))
    for path in files:
        found, missing = of_file(path)
        learned += found
        left += missing
    held = [] if test is None else of_file(test)[0]
    group = np.array(first_of([_NOT_SAID.sub("", one.text) for one in (*learned, *held)]), np.int64)
    if test is None:
        back = np.array([hashlib.sha256(f"{_SEED}:{learned[at].text}".encode()).digest()[0] < _HELD for at in group], np.bool_)
        held = [one for one, apart in zip(learned, back, strict=True) if apart]
        learned, group = [one for one, apart in zip(learned, back, strict=True) if not apart], group[~back]
    else:
        _refuse_known(test.name, learned, held, group)
        group = group[: len(learned)]
    _refuse_few(learned)
    mine = active_models(store).get("sentiment")
    before = load_blend(mine if mine is not None and fits(mine) else None)
    matrix = own.features([one.text for one in learned])
    target = np.array([one.target for one in learned])
    coefficients, weights, intercept = _fitted(learned, matrix, target, group)
    card = {"learned_from": dict(Counter(one.where for one in learned)), "texts": len(learned)}
    version = _version(weights, coefficients)

    def write(folder: Path) -> None:
        own.write(weights, intercept, folder, card)
        (folder / "blend.json").write_text(json.dumps(coefficients, indent=2) + "\n", encoding="utf-8")

    with TemporaryDirectory() as name:
        write(Path(name))
        figures = compare(before, load_blend(Path(name)), held)
    better, why = _verdict(figures)
    active = store.ledger.models.active("sentiment")
    metrics = {
        "before": {one.name: one.before for one in figures},
        "after": {one.name: one.after for one in figures},
        "difference": {one.name: [one.low, one.high] for one in figures},
        "held_back": len(held),
        **card,
    }
    keep(store, "sentiment", version, write, metrics=metrics, better=better)
    base = SHIPPED if active is None else active.version
    return TrainReport("sentiment", version, base, Counter(one.where for one in learned), dict(left), figures, better, why)


def _refuse_known(name: str, learned: Sequence[Example], held: Sequence[Example], group: npt.NDArray[np.int64]) -> None:
    """InputError where a text to test on was learned from: the same id, or nearly the same words."""
    ids, known = {one.id for one in learned if one.id}, set(group[: len(learned)].tolist())
    seen = [one.row for one, number in zip(held, group[len(learned) :], strict=True) if one.id in ids or number in known]
    if seen:
        rows = ", ".join(map(str, seen[:_SHOWN]))
        raise InputError(
            f"{name} 里有 {len(seen):,} 行文本在训练数据中也有（编号相同或几乎一样）：第 {rows} 行。请从一边删去，否则检验结果不可信。",
            f"{name}: {len(seen):,} texts occur in training, too (the same id, or nearly the same words): rows {rows}. "
            "Take them out of one side: a test on what was learned shows nothing.",
        )


def _refuse_few(learned: Sequence[Example]) -> None:
    """InputError for one class only, or fewer than LEAST labels of neg or pos."""
    count = Counter(one.label for one in learned if one.label)
    if min(count["neg"], count["pos"]) < LEAST:
        rows = {name: [one.row for one in learned if one.label == name and one.row][:_SHOWN] for name in ("neg", "pos")}
        some = "; ".join(
            f"{name} {count[name]:,} {rows[name] or ''}".strip() for name in ("neg", "neu", "pos") if name != "neu" or count[name]
        )
        raise InputError(
            f"标签不够，不训练：负面与正面各至少 {LEAST} 条（已除去留出的部分），现有 {some}。请补充评分或标注（voc label sentiment）。",
            f"too few labels to learn from: at least {LEAST} each of neg and pos beside what is held back; there are {some}. "
            "Add ratings, or label some verbatims (voc label sentiment).",
        )


def _fitted(
    learned: Sequence[Example], matrix: Any, target: Floats, group: npt.NDArray[np.int64]
) -> tuple[dict[str, Any], Floats, float]:
    """(coefficients of the mixture, ridge weights, intercept); the mixture is fitted on what the ridge says of texts it has not seen."""
    expected = np.zeros(len(learned))
    fold = group % _FOLDS
    for number in range(_FOLDS):
        if (fold == number).any() and (fold != number).any():
            weights, intercept = own.learn(matrix[fold != number], target[fold != number])
            expected[fold == number] = matrix[fold == number] @ weights + intercept
    shipped, _ = load_coefficients()
    labelled = np.array([at for at, one in enumerate(learned) if one.label])
    labels = np.array([_BY_NAME[str(learned[at].label)] for at in labelled])
    if (labels == mixing.CALM).sum() < LEAST:
        labelled, labels = labelled[labels != mixing.CALM], labels[labels != mixing.CALM]
    known = load_blend().mixed(prepare([learned[at].text for at in labelled]))
    mixed = steep(np.nan_to_num(np.column_stack([known, own_parts(expected[labelled])])), shipped.sure)
    prior = np.array([*shipped.praise, 0.0, 0.0, *shipped.calm, 0.0, 0.0])
    # What is learned here is as large as the labels say; the shipped parts stay near where they were, and its size is no praise.
    held_fast = np.tile([_PRIOR] * known.shape[1] + [_FREE, _FAST], 2)
    held_fast[-1] = _FREE
    # Ratings are mostly good whatever the words beside them ask for: without neutral ones their shares would lift every text.
    neutral = mixing.CALM in labels
    praise, calm = mixing.fit([mixing.Part(mixed, labels, balanced=not neutral)], prior, held_fast)
    if not neutral:
        # Nobody was asked what is neutral: what was learned takes from neither as much as it gives to its own side.
        calm[-1] = -abs(praise[-2]) / 2
    values = {**vars(shipped), "praise": np.round(praise, 4).tolist(), "calm": np.round(calm, 4).tolist()}
    return (values, *own.learn(matrix, target))


def compare(before: BlendScorer, after: BlendScorer, held: Sequence[Example]) -> list[Compared]:
    """Figures of both on the same texts, with paired bootstrap intervals of the difference."""
    docs = prepare([one.text for one in held])
    scores = [maker.score([one.id for one in held], docs) for maker in (before, after)]
    polarity = [table["polarity"].to_numpy(zero_copy_only=False).astype(float) for table in scores]
    scored = ~np.isnan(polarity).any(axis=0)
    label = [np.array([value or "neu" for value in table["label"].to_pylist()]) for table in scores]
    target = np.array([one.target for one in held])
    truth = np.array([one.label or "" for one in held])
    known = truth != ""
    # No score is no opinion: put at 0 it would rank below everybody where most are content.
    figures = [_pair("rank_correlation", _rank, target[scored], *(value[scored] for value in polarity))]
    if len(set(truth[known])) > 1:
        figures.append(_pair("accuracy", lambda t, g: float(np.mean(t == g)), truth[known], label[0][known], label[1][known]))
        figures.append(_pair("macro_f1", _macro_f1, truth[known], label[0][known], label[1][known]))
        blamed = truth[known & scored] == "neg"
        figures.append(_pair("auc_negative_against_rest", _auc, blamed, *(-value[known & scored] for value in polarity)))
    return figures


def _pair(name: str, measure: Callable[[Any, Any], float], truth: Any, before: Any, after: Any) -> Compared:
    rng = np.random.default_rng(20260101)
    draws = []
    for _ in range(_TIMES):
        rows = rng.integers(0, len(truth), len(truth))
        if len(np.unique(truth[rows])) > 1:
            draws.append(measure(truth[rows], after[rows]) - measure(truth[rows], before[rows]))
    low, high = np.nanquantile(draws, [0.025, 0.975]) if draws else (np.nan, np.nan)
    return Compared(name, measure(truth, before), measure(truth, after), float(low), float(high), len(truth))


def _verdict(figures: Sequence[Compared]) -> tuple[bool, tuple[str, str]]:
    """Better: the rank correlation is surely higher, and no other figure surely lower."""
    worse = [one.name for one in figures if one.high < 0]
    if worse:
        names = ", ".join(worse)
        return False, (
            f"新模型在留出部分上更差（{names}），未启用。",
            f"The new model is worse on the held-back part ({names}): not used.",
        )
    if not figures[0].low > 0:
        return False, (
            "在留出部分上看不出新模型更好，未启用；标签更多时可再训练。",
            "The held-back part does not show that the new model is better: not used. Train again with more labels.",
        )
    return True, (
        "新模型在留出部分上更好，已启用；运行 voc rescore 后生效。",
        "The new model is better on the held-back part and in force; run voc rescore.",
    )


def _version(weights: Floats, coefficients: dict[str, Any]) -> str:
    said = np.round(weights, 4).tobytes() + json.dumps(coefficients, sort_keys=True).encode()
    return "own-" + hashlib.sha256(said).hexdigest()[:12]


def _rank(truth: Any, value: Any) -> float:
    from scipy.stats import spearmanr

    return float(spearmanr(truth, value).statistic) if len(np.unique(value)) > 1 else 0.0


def _auc(truth: Any, value: Any) -> float:
    from sklearn.metrics import roc_auc_score

    return float(roc_auc_score(truth, value))


def _macro_f1(truth: Any, given: Any) -> float:
    from sklearn.metrics import f1_score

    return float(f1_score(truth, given, average="macro", zero_division=0, labels=sorted(set(truth))))

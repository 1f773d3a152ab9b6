"""How well the makers do on a labelled file: figures with intervals, confusion and the worst cases."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from voc import resources
from voc.causes import load as load_coder
from voc.causes.codeframe import load_codeframe
from voc.dialogue.learned import TARGETS
from voc.dialogue.satisfaction import LIMIT
from voc.errors import InputError
from voc.intake.cells import as_text
from voc.jobs.calibration import chances
from voc.jobs.calibration import figures as calibration_figures
from voc.jobs.cause_gain import proper_scores
from voc.jobs.codeframes import file_in_force
from voc.jobs.evaluate_calls import call_figures
from voc.jobs.evaluate_causes import cause_figures
from voc.jobs.evaluate_entities import evaluate_entities
from voc.jobs.evaluate_masking import evaluate_masking
from voc.jobs.evaluate_topics import evaluate_topics
from voc.jobs.evaluate_wants import evaluate_wants
from voc.jobs.evaluation import Evaluation, Figure
from voc.jobs.evaluation import share as _share
from voc.jobs.labelled import POLARITIES, calls_of, labels_of, none_scored, rating_of, read_labelled, refuse_unknown, texts_of
from voc.jobs.trained import models_at
from voc.pipeline import load_makers, replies_of, score
from voc.schema import INTENTS
from voc.settings import Settings
from voc.text.documents import prepare

TASKS = ("sentiment", "intent", "causes", "dialogue", "topics", "entities", "masking", "wants")
_SEED = 20260101


def evaluate(task: str, path: Path | None, *, settings: Settings, dictionary: Path | None = None) -> Evaluation:
    """Scores the file's texts and holds them against its labels; InputError where the labels are missing.

    `dictionary` is a file of the operator's own names, for the task entities only.
    """
    if path is None and task != "masking":
        raise InputError(f"评测 {task} 要给出带标签的文件。", f"name a labelled file to evaluate {task} on.")
    if task == "entities" and path is not None:
        return evaluate_entities(path, dictionary, settings=settings)
    if task == "masking":
        return evaluate_masking(path or resources.path("data", "masking", "development.toml"))
    tasks: dict[str, Callable[[str, Sequence[dict[str, Any]], Settings], Evaluation]] = {
        "sentiment": _sentiment,
        "intent": _intent,
        "causes": _causes,
        "dialogue": _dialogue,
        "topics": evaluate_topics,
        "wants": _wants,
    }
    if task not in tasks:
        known = ", ".join(TASKS)
        raise InputError(f"没有评测任务 {task!r}，可选：{known}。", f"there is no task {task!r}; known: {known}.")
    given = Path(path or "")
    return tasks[task](given.name, read_labelled(given), settings)


def _scores(
    file: str, rows: Sequence[dict[str, Any]], settings: Settings, makers: Sequence[str]
) -> tuple[dict[str, Any], dict[str, str]]:
    chosen = {name: maker for name, maker in load_makers(settings, trained=models_at(settings)).items() if name in makers}
    texts = texts_of(file, rows)
    tables = score([str(i) for i in range(len(rows))], texts, calls_of(file, rows), chosen)
    columns = {
        name: table[name].to_pylist()
        for table in tables.values()
        for name in table.column_names
        if name not in ("verbatim_id", "version")
    }
    return {**columns, "text": texts}, {name: maker.version for name, maker in chosen.items()}


def _bootstrap(name: str, measure: Callable[..., float], *columns: Sequence[Any], times: int = 200) -> Figure:
    """`measure` of the columns with a percentile bootstrap over rows, seeded; NaN is None."""
    arrays = [np.asarray(column) for column in columns]
    rng = np.random.default_rng(_SEED)
    draws = []
    for _ in range(times):
        rows = rng.integers(0, len(arrays[0]), len(arrays[0]))
        if len(np.unique(arrays[0][rows])) > 1:
            draws.append(measure(*(array[rows] for array in arrays)))
    draws = [draw for draw in draws if not math.isnan(draw)]
    value = float(measure(*arrays))
    low, high = map(float, np.quantile(draws, [0.025, 0.975])) if draws else (None, None)
    return Figure(name, None if math.isnan(value) else value, len(arrays[0]), low, high)


def _macro_f1(truth: Any, given: Any) -> float:
    from sklearn.metrics import f1_score

    return float(f1_score(truth, given, average="macro", zero_division=0, labels=sorted(set(truth))))


def _auc(truth: Any, value: Any) -> float:
    from sklearn.metrics import roc_auc_score

    return float(roc_auc_score(truth, value))


def _rank_correlation(truth: Any, value: Any) -> float:
    from scipy.stats import spearmanr

    if len(np.unique(truth)) < 2 or len(np.unique(value)) < 2:
        return math.nan  # nothing varies, so nothing can go together
    return float(spearmanr(truth, value).statistic)


def _confusion(truth: Sequence[str], given: Sequence[str]) -> dict[str, dict[str, int]]:
    table: dict[str, dict[str, int]] = {}
    for true, guess in zip(truth, given, strict=True):
        row = table.setdefault(true, {})
        row[guess] = row.get(guess, 0) + 1
    return table


def _sentiment(file: str, rows: Sequence[dict[str, Any]], settings: Settings) -> Evaluation:
    names = ("polarity", "label", "sentiment")
    if not any(as_text(row.get(name)) for row in rows for name in names) and any(as_text(row.get("satisfaction")) for row in rows):
        return _rated(file, rows, settings)
    labels = [label.removesuffix(".0").lower() for label in labels_of(rows, names, file)]
    refuse_unknown(file, labels, tuple(POLARITIES))
    # Where -1 is the negative label, 0 is the neutral one.
    known = {**POLARITIES, "0": "neu"} if "-1" in labels else POLARITIES
    rated = [known.get(label, "") for label in labels]
    kept = [i for i, label in enumerate(rated) if label]
    scores, versions = _scores(file, [rows[i] for i in kept], settings, ("sentiment",))
    truth = [rated[i] for i in kept]
    seen = [i for i, value in enumerate(scores["polarity"]) if value is not None]
    if not seen:
        raise none_scored(file, len(rows))
    truth, polarity = [truth[i] for i in seen], [scores["polarity"][i] for i in seen]
    two = sorted(set(truth)) == ["neg", "pos"]
    given = [("pos" if value >= 0 else "neg") if two else scores["label"][i] for i, value in zip(seen, polarity, strict=True)]
    figures = [
        _share("accuracy", [a == b for a, b in zip(truth, given, strict=True)]),
        _bootstrap("macro_f1", _macro_f1, truth, given),
    ]
    if "neg" in truth and len(set(truth)) > 1:
        figures.append(
            _bootstrap("auc_negative_against_rest", _auc, [label == "neg" for label in truth], [-value for value in polarity])
        )
    poles = [i for i, label in enumerate(truth) if label != "neu"]
    if len({truth[i] for i in poles}) == 2:
        figures.append(
            _bootstrap("auc_positive_against_negative", _auc, [truth[i] == "pos" for i in poles], [polarity[i] for i in poles])
        )
    found = chances(polarity, [scores["label"][i] for i in seen], [scores["confidence"][i] for i in seen])
    figures += calibration_figures(truth, found, two=two)
    wrong = sorted(
        (i for i in range(len(truth)) if truth[i] != given[i]),
        key=lambda i: -abs(polarity[i] - {"pos": 1, "neg": -1, "neu": 0}[truth[i]]),
    )
    worst: list[dict[str, object]] = [
        {"label": truth[i], "given": given[i], "polarity": polarity[i], "text": scores["text"][seen[i]][:120]} for i in wrong[:20]
    ]
    return Evaluation("sentiment", file, len(seen), len(rows) - len(seen), figures, _confusion(truth, given), worst, versions)


def _rated(file: str, rows: Sequence[dict[str, Any]], settings: Settings) -> Evaluation:
    """Polarity against ratings: do the two rank texts alike?"""
    rated = [rating_of(label) for label in labels_of(rows, ("satisfaction",), file)]
    scores, versions = _scores(file, rows, settings, ("sentiment",))
    pairs = [
        (truth, given, text)
        for truth, given, text in zip(rated, scores["polarity"], scores["text"], strict=True)
        if truth is not None and given is not None
    ]
    if not pairs:
        raise none_scored(file, len(rows))
    truth, given = np.array([pair[0] for pair in pairs]), np.array([pair[1] for pair in pairs])
    apart = np.abs(truth.argsort().argsort() - given.argsort().argsort())
    worst: list[dict[str, object]] = [
        {"rating": pairs[i][0], "polarity": pairs[i][1], "text": pairs[i][2][:120]} for i in np.argsort(-apart, kind="stable")[:20]
    ]
    figures = [_bootstrap("rank_correlation", _rank_correlation, truth.tolist(), given.tolist())]
    return Evaluation("sentiment", file, len(pairs), len(rows) - len(pairs), figures, worst=worst, versions=versions)


def _intent(file: str, rows: Sequence[dict[str, Any]], settings: Settings) -> Evaluation:
    truth = labels_of(rows, ("intent", "kind", "label"), file)
    refuse_unknown(file, truth, INTENTS)
    scores, versions = _scores(file, rows, settings, ("intent",))
    kept = [i for i, value in enumerate(scores["intent"]) if truth[i] and value is not None]
    if not kept:
        raise none_scored(file, len(rows))
    every, truth, given = len(rows), [truth[i] for i in kept], [scores["intent"][i] for i in kept]
    rows = [rows[i] for i in kept]
    figures = [_share("accuracy", [a == b for a, b in zip(truth, given, strict=True)])]
    kinds = [kind for kind in ("complaint", "inquiry", "praise") if kind in truth]
    figures += [_f1(f"f1_{kind}", [t == kind for t in truth], [g == kind for g in given]) for kind in kinds]
    if kinds:
        values = [f.value for f in figures[1:] if f.value is not None]
        figures.append(Figure("macro_f1_" + "_".join(kinds), float(np.mean(values)), len(rows)))
    if any(row.get("escalation") not in (None, "") for row in rows):
        level = labels_of(rows, ("escalation",), file)
        for name in ("churn", "public"):
            figures.append(
                _f1(
                    f"f1_escalation_{name}",
                    [t in (name, "both") for t in level],
                    [scores["escalation"][i] in (name, "both") for i in kept],
                )
            )
    worst = _wrong(truth, given, [scores["text"][i] for i in kept])
    return Evaluation("intent", file, len(rows), every - len(rows), figures, _confusion(truth, given), worst, versions)


def _wants(file: str, rows: Sequence[dict[str, Any]], settings: Settings) -> Evaluation:
    return evaluate_wants(
        file,
        rows,
        lambda given: _scores(file, given, settings, ("intent",)),
        lambda name, truth, given: _bootstrap(name, _macro_f1, truth, given),
    )


def _f1(name: str, truth: Sequence[bool], given: Sequence[bool]) -> Figure:
    from sklearn.metrics import f1_score

    return _bootstrap(name, lambda t, g: float(f1_score(t, g, zero_division=0)), truth, given)


def _wrong(truth: Sequence[str], given: Sequence[str], texts: Sequence[str]) -> list[dict[str, object]]:
    wrong = [(t, g, text) for t, g, text in zip(truth, given, texts, strict=True) if t != g]
    return [{"label": t, "given": g, "text": text[:120]} for t, g, text in wrong[:20]]


def _causes(file: str, rows: Sequence[dict[str, Any]], settings: Settings) -> Evaluation:
    truth, second = labels_of(rows, ("cause", "label"), file), [as_text(row.get("cause2")) for row in rows]
    frame = load_codeframe(file_in_force(models_at(settings)))
    refuse_unknown(file, truth, tuple(frame.by_id))
    scores, versions = _scores(file, rows, settings, ("causes",))
    # A code that the labels do not know is held against them as the code it refines.
    known = set(truth)
    told = {code.id: code.refines or code.id if code.id not in known else code.id for code in frame.codes}
    given, given2 = [told[value] if value else "" for value in scores["cause"]], [value or "" for value in scores["cause2"]]
    figures = cause_figures(truth, second, given, given2, [value or 0.0 for value in scores["cause_confidence"]])
    figures[3:3] = _proper(file, rows, truth, settings)
    worst = _wrong(truth, given, scores["text"])
    return Evaluation("causes", file, len(rows), given.count(""), figures, _confusion(truth, given), worst, versions)


def _proper(file: str, rows: Sequence[dict[str, Any]], truth: Sequence[str], settings: Settings) -> list[Figure]:
    """Log score and Brier score of the chances (voc.jobs.cause_gain), of the rows whose label is known, with the interval of a mean."""
    coder = load_coder(models_at(settings))
    kept = [place for place, code in enumerate(truth) if code in coder.codeframe.by_id]
    calls, texts = calls_of(file, rows), texts_of(file, rows)
    docs = prepare(
        [texts[place] for place in kept],
        spoken=[calls[place] is not None for place in kept],
        replies=replies_of([calls[place] for place in kept]),
    )
    found = proper_scores(coder, docs, [truth[place] for place in kept])
    spread = {name: 1.96 * float(each.std()) / len(kept) ** 0.5 for name, each in found.items()}
    means = {name: float(each.mean()) for name, each in found.items()}
    return [Figure(name, mean, len(kept), mean - spread[name], mean + spread[name]) for name, mean in means.items()]


def _dialogue(file: str, rows: Sequence[dict[str, Any]], settings: Settings) -> Evaluation:
    scores, versions = _scores(file, rows, settings, ("dialogue",))
    figures, worst, used = [], [], 0
    for target in TARGETS:
        names = (target, "label") if target == "satisfaction" else (target,)
        if target != "satisfaction" and not any(as_text(row.get(target)) for row in rows):
            continue
        rated = [rating_of(label) for label in labels_of(rows, names, file)]
        kept = [i for i, (t, g) in enumerate(zip(rated, scores[target], strict=True)) if t is not None and g is not None]
        if not kept:
            raise none_scored(file, len(rows))
        truth, given = [float(rated[i] or 0) for i in kept], [float(scores[target][i]) for i in kept]
        name = "rank_correlation" if target == "satisfaction" else f"rank_correlation_{target}"
        figures.append(_bootstrap(name, _rank_correlation, truth, given))
        if target == "satisfaction":
            used = len(kept)
            if max(map(abs, truth)) <= LIMIT:  # else they were rated on another scale
                figures.append(_share("inside_95_interval", [_inside(scores, i, t) for i, t in zip(kept, truth, strict=True)]))
            far = sorted(range(used), key=lambda at: -abs(truth[at] - given[at]))[:20]
            worst = [{"label": truth[at], "given": round(given[at], 2), "text": scores["text"][kept[at]][:120]} for at in far]
    figures += call_figures(rows, calls_of(file, rows), scores, _bootstrap)
    return Evaluation("dialogue", file, used, len(rows) - used, figures, worst=worst, versions=versions)


def _inside(scores: dict[str, Any], row: int, rated: float) -> bool:
    return bool(scores["satisfaction_low"][row] <= rated <= scores["satisfaction_high"][row])

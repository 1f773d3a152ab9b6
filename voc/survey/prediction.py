"""Who gives low scores, who will leave or recommend: a small tree to read, and a model with calibrated probabilities.

Both are judged on respondents they have not seen. Sources: Breiman et al. 1984 (tree); Breiman 2001 (permutation importance); Brier 1950.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from voc.errors import VocError
from voc.survey.intervals import Estimate, Floats, Numbers, fill_weights, n_eff, wilson

LEAST, FOLDS, REPEATS = 30, 5, 10
MOST_VALUES = 30
MOST = 20_000
"""Respondents a model is fitted on; of more, so many are drawn."""
Columns = Mapping[str, "Sequence[str | None] | Floats"]


@dataclass(frozen=True)
class Leaf:
    """An end of the tree: the conditions that lead there, and the share of hits with its base."""

    path: tuple[str, ...]
    share: Estimate


@dataclass(frozen=True)
class Importance:
    """What the model loses (area under the curve) where a column is shuffled: mean and spread over repeats, on unseen respondents."""

    name: str
    loss: float
    spread: float


@dataclass(frozen=True)
class Prediction:
    """Out-of-fold probabilities, and how good they are: area under the curve with its interval, Brier score beside that of the base rate,
    calibration (mean predicted, share observed) in tenths, slope of calibration, and what each column is worth.
    """

    probability: Floats
    auc: float
    auc_low: float
    auc_high: float
    brier: float
    brier_base: float
    tenths: tuple[tuple[float, Estimate], ...]
    calibration_error: float
    importance: tuple[Importance, ...]
    base: int
    hits: int


def tree(hit: Numbers, columns: Columns, weights: Numbers | None = None, *, depth: int = 3, least: int = 50) -> list[Leaf]:
    """Ends of a tree for a 0/1 outcome, the highest share first; splits are of values (=) or of numbers (<=). [] where nothing splits."""
    from sklearn.tree import DecisionTreeClassifier

    y, w, kept = _outcome(hit, weights)
    design = _design(columns, kept)
    if not design.names or not 0 < y.sum() < len(y):
        return []
    made = DecisionTreeClassifier(max_depth=depth, min_samples_leaf=least, ccp_alpha=1e-3, random_state=0)
    made.fit(design.x, y.astype(int), sample_weight=w)
    ends, inside = made.apply(design.x), made.tree_
    if inside.node_count < 2:
        return []
    leaves = []
    for node, path in _paths(inside, design):
        rows = ends == node
        effective = n_eff(w[rows])
        leaves.append(Leaf(path, wilson(float(w[rows] @ y[rows] / w[rows].sum()) * effective, effective, base=int(rows.sum()))))
    return sorted(leaves, key=lambda leaf: -float(leaf.share.value or 0))


def predict(hit: Numbers, columns: Columns, weights: Numbers | None = None, *, seed: int = 20260101) -> Prediction:
    """A logistic model of a 0/1 outcome, everything said of it from respondents it was not fitted on; VocError with fewer than 30 of a kind."""
    y, w, kept = _outcome(hit, weights)
    if len(y) > MOST:
        drawn = kept & (np.random.default_rng(seed).random(len(kept)) < MOST / len(y))
        y, w, kept = y[drawn[kept]], w[drawn[kept]], drawn
    hits = int(y.sum())
    if min(hits, len(y) - hits) < LEAST:
        raise VocError(
            f"预测模型两类各至少需要 {LEAST} 人，现有 {hits} 和 {len(y) - hits}。",
            f"a model needs {LEAST} respondents of each kind; there are {hits} and {len(y) - hits}.",
        )
    design = _design(columns, kept)
    if not design.names:
        raise VocError("没有可用于预测的列。", "there is no column to predict from.")
    chance = np.random.default_rng(seed)
    probability, losses = _unseen(design, y, w, chance)
    area = auc(probability, y, w)
    half = 1.959964 * _auc_error(area, n_eff(w[y == 1]), n_eff(w[y == 0]))
    rate = float(w @ y / w.sum())
    tenths = _tenths(probability, y, w)
    found = [Importance(name, float(losses[:, at].mean()), float(losses[:, at].std())) for at, name in enumerate(design.sources)]
    return Prediction(
        probability,
        area,
        max(0.0, area - half),
        min(1.0, area + half),
        float(w @ (probability - y) ** 2 / w.sum()),
        rate * (1 - rate),
        tenths,
        sum(abs(mean - float(seen.value or 0)) * seen.base for mean, seen in tenths) / len(y),
        tuple(sorted(found, key=lambda one: -one.loss)),
        len(y),
        hits,
    )


def _unseen(design: _Design, y: Floats, w: Floats, chance: np.random.Generator) -> tuple[Floats, Floats]:
    """Probabilities of respondents left out of the fit, and what each column's shuffling costs (folds x repeats, columns)."""
    from threadpoolctl import threadpool_limits

    fold = _folds(y, chance)
    probability, losses = np.zeros(len(y)), np.zeros((FOLDS * REPEATS, len(design.sources)))
    # Many small products: threads that wait for one another cost more than they bring.
    with threadpool_limits(1):
        for number in range(FOLDS):
            out = fold == number
            model = _calibrated(design.x[~out], y[~out], w[~out], chance)
            score = model.score(design.x[out])
            probability[out] = model.probability(score)
            whole = auc(score, y[out], w[out])
            for repeat in range(REPEATS):
                order = chance.permutation(len(score))
                for at, own in enumerate(design.sources.values()):
                    part = design.x[np.ix_(out, own)] @ model.weights[np.array(own) + 1]
                    losses[number * REPEATS + repeat, at] = whole - auc(score - part + part[order], y[out], w[out])
    return probability, losses


@dataclass(frozen=True)
class _Design:
    """Numbers to learn from: a column for each value of a word column, standardised numbers, and a mark for what is missing."""

    x: Floats
    names: tuple[str, ...]
    sources: dict[str, list[int]]
    scale: tuple[tuple[float, float] | None, ...]


def _outcome(hit: Numbers, weights: Numbers | None) -> tuple[Floats, Floats, npt.NDArray[np.bool_]]:
    y = np.array([math.nan if v is None else v for v in hit], dtype=float)
    w = np.ones(len(y)) if weights is None else fill_weights(np.array([math.nan if v is None else v for v in weights], dtype=float))
    kept = np.isin(y, (0.0, 1.0)) & (w > 0)
    return y[kept], w[kept], kept


def _design(columns: Columns, kept: npt.NDArray[np.bool_]) -> _Design:
    parts: list[Floats] = []
    names: list[str] = []
    sources: dict[str, list[int]] = {}
    scale: list[tuple[float, float] | None] = []

    def add(source: str, name: str, column: Floats, of: tuple[float, float] | None = None) -> None:
        sources.setdefault(source, []).append(len(parts))
        parts.append(column)
        names.append(name)
        scale.append(of)

    for name, given in columns.items():
        if isinstance(given, np.ndarray) and given.dtype.kind == "f":
            x = given[kept]
            known = np.isfinite(x)
            if known.sum() < LEAST or np.ptp(x[known]) == 0:
                continue
            middle, spread = float(x[known].mean()), float(x[known].std())
            add(name, name, np.where(known, (x - middle) / spread, 0.0), (middle, spread))
            if not known.all():
                add(name, f"{name} ?", (~known).astype(float))
            continue
        words = np.array([None if one is None else str(one) for one in given], dtype=object)[kept]
        values = sorted({one for one in words if one is not None})
        if not 1 < len(values) <= MOST_VALUES:
            continue
        for value in values:
            add(name, f"{name} = {value}", (words == value).astype(float))
    return _Design(np.column_stack(parts) if parts else np.empty((int(kept.sum()), 0)), tuple(names), sources, tuple(scale))


def _paths(inside: Any, design: _Design) -> list[tuple[int, tuple[str, ...]]]:
    found: list[tuple[int, tuple[str, ...]]] = []

    def down(node: int, path: tuple[str, ...]) -> None:
        left, right = int(inside.children_left[node]), int(inside.children_right[node])
        if left < 0:
            found.append((node, path))
            return
        at = int(inside.feature[node])
        name, scale = design.names[at], design.scale[at]
        if scale is None:
            no, yes = (name.replace(" = ", " ≠ "), name) if " = " in name else (f"{name[:-2]}", name)
        else:
            cut = float(inside.threshold[node]) * scale[1] + scale[0]
            no, yes = f"{name} ≤ {cut:.4g}", f"{name} > {cut:.4g}"
        down(left, (*path, no))
        down(right, (*path, yes))

    down(0, ())
    return found


def _folds(y: Floats, chance: np.random.Generator) -> npt.NDArray[np.int64]:
    """A fold for each respondent, both kinds spread evenly."""
    fold = np.zeros(len(y), dtype=np.int64)
    for kind in (0.0, 1.0):
        rows = np.flatnonzero(y == kind)
        fold[chance.permutation(rows)] = np.arange(len(rows)) % FOLDS
    return fold


@dataclass(frozen=True)
class _Model:
    """Weights (the constant first) and the line that turns a score into a probability."""

    weights: Floats
    turn: Floats

    def score(self, x: Floats) -> Floats:
        """Scores of rows."""
        return np.asarray(self.weights[0] + x @ self.weights[1:])

    def probability(self, score: Floats) -> Floats:
        """Calibrated probabilities."""
        return np.asarray(1 / (1 + np.exp(-np.clip(self.turn[0] + self.turn[1] * score, -30, 30))))


def _calibrated(x: Floats, y: Floats, w: Floats, chance: np.random.Generator) -> _Model:
    """Logistic regression whose scores are turned into probabilities on folds of their own (Platt 1999)."""
    fold = _folds(y, chance)
    scores = np.zeros(len(y))
    for number in range(FOLDS):
        out = fold == number
        scores[out] = _Model(logistic(x[~out], y[~out], w[~out]), np.zeros(2)).score(x[out])
    return _Model(logistic(x, y, w), logistic(scores[:, None], y, w, ridge=1e-6))


def logistic(x: Floats, y: Floats, w: Floats, ridge: float = 2.0, rounds: int = 25) -> Floats:
    """Weights of a logistic regression, the constant first, by Newton's method; half `ridge` times their squares are held against them."""
    design = np.column_stack([np.ones(len(x)), x])
    hold = np.full(design.shape[1], ridge)
    hold[0] = 1e-9
    beta = np.zeros(design.shape[1])
    for _ in range(rounds):
        p = 1 / (1 + np.exp(-np.clip(design @ beta, -30, 30)))
        heavy = w * np.maximum(p * (1 - p), 1e-9)
        step = np.linalg.solve((design * heavy[:, None]).T @ design + np.diag(hold), design.T @ (w * (y - p)) - hold * beta)
        beta = beta + step
        if np.abs(step).max() < 1e-6:
            break
    return beta


def auc(score: Floats, y: Floats, w: Floats) -> float:
    """Weighted area under the curve: the chance that a hit scores above a miss, ties counting half."""
    values, place = np.unique(score, return_inverse=True)
    hit = np.bincount(place, weights=w * y, minlength=len(values))
    miss = np.bincount(place, weights=w * (1 - y), minlength=len(values))
    below = np.cumsum(miss) - miss
    total = hit.sum() * miss.sum()
    return float(hit @ (below + miss / 2) / total) if total > 0 else math.nan


def _auc_error(area: float, hits: float, misses: float) -> float:
    """Standard error of an area under the curve (Hanley and McNeil 1982)."""
    q1, q2 = area / (2 - area), 2 * area**2 / (1 + area)
    spread = area * (1 - area) + (hits - 1) * (q1 - area**2) + (misses - 1) * (q2 - area**2)
    return math.sqrt(max(0.0, spread) / (hits * misses))


def _tenths(probability: Floats, y: Floats, w: Floats) -> tuple[tuple[float, Estimate], ...]:
    order = np.argsort(probability, kind="stable")
    found = []
    for rows in np.array_split(order, 10):
        effective = n_eff(w[rows])
        share = min(1.0, float(w[rows] @ y[rows] / w[rows].sum()))
        found.append((float(w[rows] @ probability[rows] / w[rows].sum()), wilson(share * effective, effective, base=len(rows))))
    return tuple(found)

"""Learns satisfaction with a call and whether it was settled from rated calls, on top of the figures without ratings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from voc.dialogue.features import WIDTH, Counts, Floats, counts, unit
from voc.dialogue.learned import TARGETS, LearnedModel
from voc.dialogue.turns import Call

PENALTY = 1.0
PRIOR_SCALE = 0.35
"""How much the figures without ratings count beside n-grams before anything is learned: a small model leans on them."""
FOLDS = 5
_SEED = 20260101


def learn(calls: Sequence[Call], without: Floats, rated: Floats) -> LearnedModel:
    """`without` and `rated` (calls x 2) are the figures without ratings and the ratings, -2 to 2; NaN ratings of one target are left out.

    The error of a prediction is that of a part held back, five times in turn.
    """
    found = counts(calls)
    rarity = _rarity(found, len(calls))
    weights, prior, constant = np.zeros((WIDTH, 2)), np.zeros((2, 2)), np.zeros(2)
    error = np.full(2, np.nan)
    for place in range(len(TARGETS)):
        rows = np.flatnonzero(~np.isnan(rated[:, place]) & ~np.isnan(without).any(axis=1))
        if not len(rows):
            constant[place], prior[place, place] = 0.0, 1.0
            continue
        design = _design(found, rarity, without)
        weights[:, place], prior[:, place], constant[place] = _ridge(design[rows], rated[rows, place])
        error[place] = _held_back(design[rows], rated[rows, place])
    return LearnedModel("", rarity, weights, prior, constant, error)


def _rarity(found: Counts, calls: int) -> Floats:
    """Smoothed inverse document frequency of every n-gram; 0 for those never seen."""
    seen = np.bincount(found.column, minlength=WIDTH)
    return np.where(seen > 0, np.log((1 + calls) / (1 + seen)) + 1.0, 0.0)


def _design(found: Counts, rarity: Floats, without: Floats) -> Any:
    from scipy.sparse import csr_matrix, hstack

    texts = csr_matrix((unit(found, rarity, len(without)), (found.row, found.column)), shape=(len(without), WIDTH))
    return hstack([texts, csr_matrix(np.nan_to_num(without) * PRIOR_SCALE)]).tocsr()


def _ridge(design: Any, rated: Floats) -> tuple[Floats, Floats, float]:
    from sklearn.linear_model import Ridge

    model = Ridge(alpha=PENALTY, solver="sparse_cg", tol=1e-5).fit(design, rated)
    return model.coef_[:WIDTH], model.coef_[WIDTH:] * PRIOR_SCALE, float(model.intercept_)


def _held_back(design: Any, rated: Floats) -> float:
    """Root mean square error on calls that were not learned from."""
    fold = np.random.default_rng(_SEED).permutation(len(rated)) % FOLDS
    errors = np.zeros(len(rated))
    for number in range(FOLDS):
        held = fold == number
        if held.all() or not held.any():
            return float("nan")
        weights, prior, constant = _ridge(design[~held], rated[~held])
        errors[held] = design[held] @ np.concatenate([weights, prior / PRIOR_SCALE]) + constant - rated[held]
    return float(np.sqrt(np.mean(errors**2)))

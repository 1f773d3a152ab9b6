"""How far probabilities can be believed: Brier score, expected calibration error, and what that error is for a calibrated model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from voc.jobs.evaluation import Figure

Floats = npt.NDArray[np.float64]
BINS = 10
_DRAWS, _SEED = 500, 20260101
_ORDER = ("neg", "neu", "pos")


def chances(polarity: Sequence[float], label: Sequence[str], confidence: Sequence[float]) -> Floats:
    """P(neg), P(neu), P(pos) of each text, from its polarity P(pos) - P(neg) and the probability of its label."""
    lean, sure = np.asarray(polarity, np.float64), np.asarray(confidence, np.float64)
    named = np.asarray(label)
    praise = np.where(named == "pos", sure, np.where(named == "neg", sure + lean, (1.0 - sure + lean) / 2.0))
    blame = praise - lean
    found = np.clip(np.stack([blame, 1.0 - praise - blame, praise], axis=1), 0.0, 1.0)
    return np.asarray(found / found.sum(axis=1, keepdims=True))


def figures(truth: Sequence[str], found: Floats, *, two: bool) -> list[Figure]:
    """Brier score and calibration error with the band in which 95 of 100 calibrated models of the same confidence lie.

    Where the file knows `two` labels only, neutral is taken out and the rest counted as the whole.
    """
    found = found.copy()
    if two:
        found[:, 1] = 0.0
        total = found.sum(axis=1, keepdims=True)
        found = np.where(total > 0, found / np.where(total > 0, total, 1.0), [[0.5, 0.0, 0.5]])
    named = np.array([_ORDER.index(label) for label in truth])
    right = (found.argmax(axis=1) == named).astype(np.float64)
    sure = found.max(axis=1)
    hits = np.zeros_like(found)
    hits[np.arange(len(named)), named] = 1.0
    square = ((found - hits) ** 2).sum(axis=1) / (2.0 if two else 1.0)
    rng = np.random.default_rng(_SEED)
    spread = square.std() / np.sqrt(len(square))
    calibrated = [_error(sure, (rng.random(len(sure)) < sure).astype(np.float64)) for _ in range(_DRAWS)]
    low, high = np.quantile(calibrated, [0.025, 0.975])
    return [
        Figure(
            "brier", float(square.mean()), len(named), float(square.mean() - 1.96 * spread), float(square.mean() + 1.96 * spread)
        ),
        Figure("calibration_error", _error(sure, right), len(named)),
        Figure("calibration_error_of_a_calibrated_model", float(np.mean(calibrated)), len(named), float(low), float(high)),
    ]


def _error(sure: Floats, right: Floats) -> float:
    """Expected calibration error over equal bins of confidence."""
    bins: Any = np.minimum((sure * BINS).astype(int), BINS - 1)
    count = np.bincount(bins, minlength=BINS)
    gap = np.abs(np.bincount(bins, right, BINS) - np.bincount(bins, sure, BINS))
    return float(gap.sum() / max(1, count.sum()))

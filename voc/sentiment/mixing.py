"""Fits how the parts of a polarity mix: multinomial regression on three labels, or on the two that a set knows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
BLAME, PRAISE, CALM = 0, 1, 2
RIDGE = 1e-3


class Part(NamedTuple):
    """A labelled set: the parts of each text, its label (BLAME, PRAISE, CALM), how much the set counts, and whether its labels count alike."""

    mixed: Floats
    labels: npt.NDArray[np.int64]
    weight: float = 1.0
    balanced: bool = False

    def shares(self) -> Floats:
        """What each text counts, adding up to `weight`; balanced, each label counts as much as any other, however rare."""
        each: Floats = 1.0 / np.bincount(self.labels)[self.labels] if self.balanced else np.ones(len(self.labels))
        return np.asarray(self.weight * each / each.sum())


def fit(parts: Sequence[Part], start: Floats | None = None, ridge: float | Floats = RIDGE) -> tuple[Floats, Floats]:
    """(praise, calm) of voc.sentiment.blend.Coefficients; drawn by `ridge`, one or one each, towards `start` (both, joined), by default nothing."""
    from scipy.optimize import minimize
    from threadpoolctl import threadpool_limits

    size = parts[0].mixed.shape[1]
    prior = np.zeros(2 * size) if start is None else start
    given = [(np.nan_to_num(part.mixed), part.labels, part.shares()) for part in parts]

    def loss(values: Floats) -> float:
        total = float(np.sum(ridge * (values - prior) ** 2))
        for mixed, labels, shares in given:
            lean, calm = mixed @ values[:size], mixed @ values[size:]
            logits = np.stack([-lean / 2, lean / 2, calm][: 2 + int((labels == CALM).any())], axis=1)
            top = logits.max(axis=1)
            chance = logits[np.arange(len(labels)), labels] - top - np.log(np.exp(logits - top[:, None]).sum(axis=1))
            total -= float(shares @ chance)
        return total

    with threadpool_limits(1):  # so that the last digit does not depend on how many cores there are
        values = minimize(loss, prior, method="L-BFGS-B").x
    return values[:size], values[size:]

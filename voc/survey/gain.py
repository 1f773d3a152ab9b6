"""What a better driver would bring: "coverage +0.5 -> index +x", from one regression of the outcome on all drivers, with its interval."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from voc.errors import VocError
from voc.survey.importance import robust
from voc.survey.intervals import Floats, Numbers, fill_weights, n_eff, quality_of, z_of


@dataclass(frozen=True)
class Gain:
    """Of a driver or pooled group: the step tried (share of the scale), how far the mean really moves (nobody passes the top of the
    scale), the points of the outcome's index it brings with their interval, and the base.
    """

    names: tuple[str, ...]
    step: float
    moved: float
    value: float
    low: float
    high: float
    base: int


def gains(
    outcome: Numbers,
    drivers: Mapping[str, Numbers],
    groups: Sequence[Sequence[str]],
    step: float,
    weights: Numbers | None = None,
    level: float = 0.95,
) -> list[Gain]:
    """Gains of moving each group by `step` while the others stay; outcome and drivers are positions 0-1. [] under 30 effective answers.

    Least squares on the groups' means, robust errors (HC1); who did not rate a group is a group of its own. An association, not a
    promise: it holds where a change of the rating is followed by the satisfaction that goes with it today.
    """
    if not -1 <= step <= 1 or step == 0:
        raise VocError(
            f"提升幅度应在量表全长之内且不为 0，给的是 {step:g}。",
            f"the step must be a part of the scale and not 0; given {step:g}.",
        )
    y = np.array([math.nan if v is None else v for v in outcome], dtype=float)
    w = np.ones(len(y)) if weights is None else fill_weights(np.array([math.nan if v is None else v for v in weights], dtype=float))
    columns = {name: np.array([math.nan if v is None else v for v in column], dtype=float) for name, column in drivers.items()}
    x = np.column_stack([_means([columns[name] for name in names]) for names in groups]) if groups else np.empty((len(y), 0))
    kept = np.isfinite(y) & (w > 0) & np.isfinite(x).any(axis=1)
    y, x, w = y[kept], x[kept], w[kept]
    if not x.shape[1] or quality_of(n_eff(w)) == "suppressed":
        return []
    known = np.isfinite(x)
    middle = (w @ np.where(known, x, 0)) / np.maximum(w @ known, np.finfo(float).tiny)
    silent = [~known[:, place] for place in range(x.shape[1]) if not known[:, place].all()]
    design = np.column_stack([np.ones(len(y)), np.where(known, x, middle), *silent])
    if len(y) <= design.shape[1] + 1:
        return []
    beta, covariance = robust(design, 100 * y, w)
    found = []
    for place, names in enumerate(groups, 1):
        rated = known[:, place - 1]
        at = x[rated, place - 1]
        moved = float(w[rated] @ (np.clip(at + step, 0, 1) - at) / w[rated].sum())
        half = z_of(level) * abs(moved) * math.sqrt(max(0.0, float(covariance[place, place])))
        value = float(beta[place]) * moved
        found.append(Gain(tuple(names), step, moved, value, value - half, value + half, int(rated.sum())))
    return found


def _means(columns: Sequence[Floats]) -> Floats:
    """Each respondent's mean over what he rated."""
    stacked = np.column_stack(columns)
    known = np.isfinite(stacked)
    total = np.where(known, stacked, 0).sum(axis=1)
    return np.asarray(np.divide(total, known.sum(axis=1), out=np.full(len(stacked), math.nan), where=known.any(axis=1)))

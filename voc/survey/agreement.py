"""Do two coders mean the same: Krippendorff's alpha with an interval, Cohen's kappa, and what they disagree on.

Sources: Krippendorff 2011 (alpha from coincidences); Cohen 1960 and 1968 (kappa, weighted kappa). The interval resamples units.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from voc.errors import VocError
from voc.survey.intervals import Floats

Scale = Literal["nominal", "ordinal", "interval"]
LEAST_UNITS = 50
"""Units that two coders should both have coded before alpha says much."""


@dataclass(frozen=True)
class Agreement:
    """Alpha with its interval (NaN where nothing varies), the units that two or more coded, and whether they are enough."""

    alpha: float
    low: float
    high: float
    units: int

    @property
    def enough(self) -> bool:
        """Whether there are LEAST_UNITS."""
        return self.units >= LEAST_UNITS


def krippendorff(
    units: Sequence[Sequence[Hashable | None]],
    scale: Scale = "nominal",
    *,
    resamples: int = 0,
    seed: int = 20260101,
    level: float = 0.95,
) -> Agreement:
    """Alpha over units, each a list of the coders' values (None: not coded); alpha of what never varies is NaN, never 1."""
    coded = [[value for value in unit if value is not None] for unit in units]
    coded = [unit for unit in coded if len(unit) > 1]
    values = _ordered({value for unit in coded for value in unit}, scale)
    place = {value: at for at, value in enumerate(values)}
    counts = np.zeros((len(coded), len(values)))
    for at, unit in enumerate(coded):
        for value in unit:
            counts[at, place[value]] += 1
    alpha = _alpha(_coincidences(counts), values, scale)
    low = high = math.nan
    if resamples and len(coded) > 1:
        chance = np.random.default_rng(seed)
        each = _per_unit(counts)
        drawn = [
            _alpha(
                np.tensordot(np.bincount(chance.integers(0, len(coded), len(coded)), minlength=len(coded)), each, 1), values, scale
            )
            for _ in range(resamples)
        ]
        known = np.array([one for one in drawn if math.isfinite(one)])
        if len(known):
            low, high = (float(one) for one in np.quantile(known, [(1 - level) / 2, (1 + level) / 2]))
    return Agreement(alpha, low, high, len(coded))


def _ordered(values: set[Hashable], scale: Scale) -> list[Hashable]:
    if scale == "nominal":
        return sorted(values, key=str)
    try:
        return sorted(values, key=float)  # type: ignore[arg-type]
    except (TypeError, ValueError) as error:
        raise VocError(f"尺度 {scale} 需要数字编码。", f"the scale {scale} needs codes that are numbers.") from error


def _per_unit(counts: Floats) -> Floats:
    """Coincidences of each unit (units x values x values): pairs of different coders, each unit as heavy as it has coders."""
    many = counts.sum(axis=1)
    pairs: Floats = counts[:, :, None] * counts[:, None, :]
    places = np.arange(counts.shape[1])
    pairs[:, places, places] -= counts
    return np.asarray(pairs / (many - 1)[:, None, None])


def _coincidences(counts: Floats) -> Floats:
    return _per_unit(counts).sum(axis=0) if len(counts) else np.zeros((0, 0))


def _alpha(pairs: Floats, values: Sequence[Hashable], scale: Scale) -> float:
    total = pairs.sum(axis=1)
    n = total.sum()
    if n <= 1:
        return math.nan
    apart = _apart(values, total, scale)
    expected = float((np.outer(total, total) * apart).sum()) / (n * (n - 1))
    return math.nan if expected == 0 else 1 - float((pairs * apart).sum()) / n / expected


def _apart(values: Sequence[Hashable], total: Floats, scale: Scale) -> Floats:
    """Squared differences between values."""
    if scale == "nominal":
        return 1 - np.eye(len(values))
    if scale == "interval":
        x = np.array([float(value) for value in values])  # type: ignore[arg-type]
        return np.asarray((x[:, None] - x[None, :]) ** 2)
    between = np.cumsum(total) - total / 2
    return np.asarray((between[:, None] - between[None, :]) ** 2)


def kappa(table: Sequence[Sequence[float]] | Floats, weights: Literal["linear", "quadratic"] | None = None) -> float:
    """Cohen's kappa from a square table of counts (first coder down, second across); NaN where chance alone explains all."""
    given = np.asarray(table, dtype=float)
    if given.ndim != 2 or given.shape[0] != given.shape[1] or not given.sum() > 0 or (given < 0).any():
        raise VocError("Kappa 需要一个非负的方表。", "kappa needs a square table of counts.")
    share = given / given.sum()
    steps = np.abs(np.subtract.outer(np.arange(len(share)), np.arange(len(share))))
    apart = (
        (steps > 0).astype(float) if weights is None else steps.astype(float) if weights == "linear" else steps.astype(float) ** 2
    )
    expected = float((np.outer(share.sum(axis=1), share.sum(axis=0)) * apart).sum())
    return math.nan if expected == 0 else 1 - float((share * apart).sum()) / expected


def confusion(one: Sequence[Hashable], two: Sequence[Hashable]) -> tuple[list[Hashable], Floats]:
    """The codes of either coder, and how often each pair stood together (first coder down)."""
    if len(one) != len(two):
        raise VocError(f"两名编码员的条数不同：{len(one)} 和 {len(two)}。", f"the coders have {len(one)} and {len(two)} codes.")
    names = sorted({*one, *two}, key=str)
    place = {name: at for at, name in enumerate(names)}
    table = np.zeros((len(names), len(names)))
    for a, b in zip(one, two, strict=True):
        table[place[a], place[b]] += 1
    return names, table

"""Funnel plots: which units lie further from the common share than chance lets them, whatever their size. No league tables.

Sources: Spiegelhalter 2005 (Statist. Med. 24: 1185): limits around the common share, widened by the overdispersion of winsorised z.
Limits are those of the binomial itself, so that small units are held against what small units do.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from voc.errors import VocError
from voc.survey.intervals import Estimate, Floats, wilson, z_of

LEVEL = 0.998
"""Two-sided: of 1,000 units that are like all others, 2 fall outside."""
FEWEST = 10
"""Cases of a unit under which nothing is said of it."""
FEWEST_UNITS = 8
"""Units under which their own spread cannot be told from chance, so that limits are not widened."""
WINSORISED = 0.1
FAR = 8.0
"""Normal scores beyond this are all as far: no probability of a float tells them apart."""

Side = Literal["inside", "above", "below", "few"]


@dataclass(frozen=True)
class Unit:
    """A unit's share with its own interval, and on which side of the funnel it lies."""

    name: str | None
    share: Estimate
    side: Side


@dataclass(frozen=True)
class Funnel:
    """The common share, the overdispersion (1: none), and the units, most cases first."""

    centre: float | None
    dispersion: float
    units: tuple[Unit, ...]
    level: float = LEVEL

    def limits(self, sizes: Sequence[int]) -> tuple[list[float], list[float]]:
        """Lower and upper limits for units of these sizes: shares beyond them lie outside."""
        if self.centre is None:
            return [], []
        tail = _below_z(-z_of(self.level) * math.sqrt(self.dispersion))
        return [_limit(n, self.centre, tail) for n in sizes], [1 - _limit(n, 1 - self.centre, tail) for n in sizes]


def funnel(names: Sequence[str | None], hits: Sequence[int], sizes: Sequence[int], level: float = LEVEL) -> Funnel:
    """Units with `hits` among `sizes` cases each; the common share is that of all cases together. VocError for impossible counts."""
    if any(not 0 <= k <= n for k, n in zip(hits, sizes, strict=True)):
        raise VocError("每个单位的件数要在 0 与其工单数之间。", "a unit's count lies between 0 and its number of cases.")
    total = sum(sizes)
    order = sorted(range(len(names)), key=lambda at: (names[at] is None, -sizes[at], names[at] or ""))
    if not total or not 0 < sum(hits) < total:
        units = tuple(Unit(names[at], wilson(hits[at], sizes[at]), "inside" if sizes[at] >= FEWEST else "few") for at in order)
        return Funnel(sum(hits) / total if total else None, 1.0, units, level)
    centre = sum(hits) / total
    z = np.array([_z(k, n, centre) for k, n in zip(hits, sizes, strict=True)])
    dispersion = _dispersion(z[[n >= FEWEST for n in sizes]])
    reach = z_of(level) * math.sqrt(dispersion)
    sides: list[Side] = [
        "few" if n < FEWEST else "above" if one > reach else "below" if one < -reach else "inside"
        for one, n in zip(z.tolist(), sizes, strict=True)
    ]
    return Funnel(centre, dispersion, tuple(Unit(names[at], wilson(hits[at], sizes[at]), sides[at]) for at in order), level)


def _z(k: int, n: int, centre: float) -> float:
    """The normal score of k under the binomial, half of k's own probability on either side (mid-p)."""
    from scipy.special import bdtr, ndtri

    if not n:
        return 0.0
    under = float(bdtr(k - 1, n, centre)) if k else 0.0
    upto = float(bdtr(k, n, centre))
    over = float(bdtr(n - k - 1, n, 1 - centre)) if k < n else 0.0
    tail = (under + upto) / 2
    # The upper tail from its own side: 1 - tail would lose its digits.
    score = float(ndtri(tail)) if tail <= 0.5 else -float(ndtri(over + (upto - under) / 2))
    return min(FAR, max(-FAR, score))


def _dispersion(z: Floats) -> float:
    """Mean of squared z, the outermost tenth on either side drawn in, so that the units looked for do not hide themselves."""
    if len(z) < FEWEST_UNITS:
        return 1.0
    low, high = np.quantile(z, [WINSORISED, 1 - WINSORISED])
    return max(1.0, float((np.clip(z, low, high) ** 2).mean()))


def _below_z(z: float) -> float:
    return math.erfc(-z / math.sqrt(2)) / 2


def _limit(n: int, centre: float, tail: float) -> float:
    """Share under which a unit of n cases lies outside below: between the counts where mid-p passes `tail`."""
    from scipy.special import bdtr

    if n < 1 or tail < _below_z(-FAR):
        return 0.0
    counts = np.arange(n + 1)
    upto = bdtr(counts, n, centre)
    middle = upto - np.diff(upto, prepend=0.0) / 2
    at = int(np.searchsorted(middle, tail))
    if at == 0:
        return 0.0
    step = (tail - middle[at - 1]) / (middle[at] - middle[at - 1])
    return float((at - 1 + step) / n)

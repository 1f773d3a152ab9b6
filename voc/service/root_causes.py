"""Figures of the root-cause tree: what a cause costs, what it occurs with, what precedes it and whom it hits. Tables in, figures out.

All of it is association: what customers who name a cause say and rate, held against those who do not.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from voc.risk.classifier import Audit, corrected
from voc.survey.intervals import Estimate, benjamini_hochberg, two_proportions_z, wilson, z_of

DRAWS = 400
LEAST = 5
"""Fewest verbatims or customers a pairing or a segment is spoken of for."""
BEFORE = timedelta(days=60)
_SEED = 20_260_101
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Impact:
    """What the figure of all would be without a cause: `base` name it, `with_cause` and `without` are the means of those who do and do not.

    `gain` is how much higher the mean of all would be if those who name it rated as the others do, with a bootstrap interval.
    """

    base: int
    with_cause: float
    without: float
    gain: float
    low: float
    high: float


def impacts(ratings: Floats, weights: Floats, names: Flags, draws: int = DRAWS) -> list[Impact | None]:
    """One per column of `names` (respondents x causes); None where fewer than five name a cause, or all do. Ratings on any scale."""
    sums = _means(ratings, weights[None, :], names)
    drawn = np.random.default_rng(_SEED).multinomial(len(ratings), np.full(len(ratings), 1 / max(len(ratings), 1)), size=draws)
    many = _means(ratings, weights[None, :] * drawn, names)
    found: list[Impact | None] = []
    for cause, base in enumerate(names.sum(axis=0).tolist()):
        if base < LEAST or base == len(ratings):
            found.append(None)
            continue
        low, high = np.nanquantile(many[2][:, cause], [0.025, 0.975])
        named, others, gain = (float(part[0, cause]) for part in sums)
        found.append(Impact(int(base), named, others, gain, float(low), float(high)))
    return found


def _means(ratings: Floats, weights: Floats, names: Flags) -> tuple[Floats, Floats, Floats]:
    """Draws x causes: mean of those who name each cause, of those who do not, and what the mean of all gains without it."""
    named = names.astype(np.float64)
    total, rated = weights.sum(axis=1, keepdims=True), weights @ ratings[:, None]
    own, own_rated = weights @ named, weights @ (named * ratings[:, None])
    with np.errstate(divide="ignore", invalid="ignore"):
        inside, outside = own_rated / own, (rated - own_rated) / (total - own)
    return inside, outside, outside - rated / total


@dataclass(frozen=True)
class Pairing:
    """Another cause beside or before one: `both` times, `expected` if they had nothing to do with each other, lift with interval, q."""

    other: str
    both: int
    expected: float
    lift: float
    low: float
    high: float
    q: float


def together(said: Sequence[Set[str]], cause: str) -> list[Pairing]:
    """Association rules: causes named in one verbatim with `cause` more often than their own frequencies explain, strongest first."""
    singles = Counter(name for names in said for name in names)
    pairs = Counter(name for names in said if cause in names for name in names if name != cause)
    return _pairings([(other, both, singles[cause], singles[other]) for other, both in pairs.items()], len(said))


def preceding(customers: Sequence[Hashable], days: Sequence[date], causes: Sequence[str], cause: str) -> list[Pairing]:
    """Causes the same customer named within 60 days before `cause`, more often than before any other verbatim."""
    histories: dict[Hashable, list[tuple[date, str]]] = defaultdict(list)
    for customer, day, name in zip(customers, days, causes, strict=True):
        histories[customer].append((day, name))
    earlier: Counter[str] = Counter()
    before_this: Counter[str] = Counter()
    told = own = 0
    for history in histories.values():
        history.sort()
        dates = [day for day, _ in history]
        for day, name in history:
            told += 1
            past = {one for _, one in history[bisect_left(dates, day - BEFORE) : bisect_left(dates, day)]}
            earlier.update(past)
            if name == cause:
                own += 1
                before_this.update(past)
    return _pairings([(other, both, own, earlier[other]) for other, both in before_this.items() if other != cause], told)


def _pairings(counts: Sequence[tuple[str, int, int, int]], size: int) -> list[Pairing]:
    """From (other, both, one side, other side) in `size`: lift with a log interval, Fisher's exact p adjusted over all of them."""
    from scipy.stats import hypergeom

    kept = [one for one in counts if one[1] >= LEAST]
    q = benjamini_hochberg([float(hypergeom.sf(both - 1, size, a, b)) for _, both, a, b in kept])
    found = []
    for (other, both, a, b), adjusted in zip(kept, q.tolist(), strict=True):
        lift = both * size / (a * b)
        spread = math.exp(z_of(0.95) * math.sqrt(max(1 / both - 1 / a, 0.0) + max(1 / b - 1 / size, 0.0)))
        found.append(Pairing(other, both, a * b / size, lift, lift / spread, lift * spread, adjusted))
    return sorted((one for one in found if one.lift > 1), key=lambda one: (one.q >= 0.05, -one.lift, one.other))


@dataclass(frozen=True)
class Hit:
    """A segment in which a cause is named more than elsewhere: k of n there, the share elsewhere, their ratio, adjusted p."""

    dimension: str
    value: str
    k: int
    n: int
    share: float
    elsewhere: float
    ratio: float
    q: float


def hit(counts: Mapping[str, Mapping[str, tuple[int, int]]]) -> list[Hit]:
    """From dimension -> value -> (verbatims that name the cause, all verbatims): segments over-represented at q < .05, strongest first."""
    asked: list[tuple[str, str, int, int, float]] = []
    tests: list[float] = []
    for dimension, values in counts.items():
        k_all, n_all = (sum(pair[side] for pair in values.values()) for side in (0, 1))
        for value, (k, n) in values.items():
            if k < LEAST or n_all <= n:
                continue
            elsewhere = (k_all - k) / (n_all - n)
            test = two_proportions_z(k / n, n, elsewhere, n_all - n)
            asked.append((dimension, value, k, n, elsewhere))
            tests.append(test.p / 2 if test.z > 0 else 1.0)
    found = [
        Hit(dimension, value, k, n, k / n, elsewhere, math.inf if not elsewhere else k / n / elsewhere, q)
        for (dimension, value, k, n, elsewhere), q in zip(asked, benjamini_hochberg(tests).tolist(), strict=True)
    ]
    return sorted((one for one in found if one.q < 0.05), key=lambda one: (-one.ratio, one.dimension, one.value))


def audits(pairs: Sequence[tuple[str | None, str]]) -> dict[str, Audit]:
    """Per cause the coder's errors on a random audit of (what the coder said, what is true); causes without both sides are left out."""
    found: dict[str, Audit] = {}
    for cause in {name for pair in pairs for name in pair if name}:
        right = sum(given == cause and true == cause for given, true in pairs)
        wrong = sum(given == cause and true != cause for given, true in pairs)
        positives = sum(true == cause for _, true in pairs)
        if positives >= LEAST and len(pairs) - positives >= LEAST:
            found[cause] = Audit(right, positives, len(pairs) - positives - wrong, len(pairs) - positives)
    return found


def share_of(k: int, n: int, audit: Audit | None) -> tuple[Estimate, bool]:
    """The share k of n with Wilson's interval; where an audit allows, corrected for the coder's error (then True)."""
    plain = wilson(k, n)
    if audit is None or not n or audit.sensitivity + audit.specificity < 1.3:
        return plain, False
    better = corrected(k / n, n, audit)
    half = z_of(0.95) * better.sd
    low, high = max(0.0, better.share - half), min(1.0, better.share + half)
    return Estimate(better.share, low, high, n, better.effective_base, "corrected", better.sd), True

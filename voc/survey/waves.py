"""Waves compared with tests: every figure of a wave against the wave before it, p values adjusted over all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from voc.survey.crosstab import p_of
from voc.survey.headline import MEASURES, Headline
from voc.survey.intervals import Estimate, benjamini_hochberg, difference, quality


@dataclass(frozen=True)
class Step:
    """A figure of two waves, its change with interval, and p adjusted over all changes (Benjamini and Hochberg)."""

    measure: str
    before: str
    now: str
    was: Estimate
    is_: Estimate
    change: float
    low: float
    high: float
    p: float


def steps(waves: Sequence[tuple[str, Headline]], measures: Sequence[str] = MEASURES) -> list[Step]:
    """Changes between waves that follow one another, in the order given; cells under 30 effective answers are not compared."""
    found = []
    for (before, earlier), (now, later) in pairwise(waves):
        for measure in measures:
            was, is_ = earlier.figures[measure], later.figures[measure]
            moved = difference(is_, was)
            if moved is None or "suppressed" in (quality(was), quality(is_)) or was.se is None or is_.se is None:
                continue
            found.append(Step(measure, before, now, was, is_, *moved, p_of(is_, was)))
    adjusted = benjamini_hochberg([one.p for one in found])
    return [Step(**{**vars(one), "p": float(p)}) for one, p in zip(found, adjusted, strict=True)]


def mcnemar(only_before: int, only_after: int) -> float:
    """Exact two-sided p of McNemar's test: the same people twice, who changed one way and who the other. 1 where nobody changed."""
    n = only_before + only_after
    if n == 0:
        return 1.0
    from scipy.special import bdtr

    return min(1.0, 2 * float(bdtr(min(only_before, only_after), n, 0.5)))

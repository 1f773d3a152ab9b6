"""Is the file sound: range and missing of every question, and respondents who answered in a line, too fast, twice, or against their words.

Nobody is removed: rows are counted and named, what to do with them is the researcher's decision.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from voc.survey.intervals import Estimate, Floats, wilson
from voc.survey.panel import Panel
from voc.survey.satisfaction import CUTS, Cuts

Mask = npt.NDArray[np.bool_]
LEAST_IN_LINE = 5
"""Ratings that must all be alike, and their least number, for an answer in a straight line."""
LEAST_ALIKE = 8
"""Answers that two respondents must share, with no other between them, to count as one given twice."""
FAST = 1 / 3
"""Of the median time: who took less answered too fast (a third, as Conrad et al. 2017 and panels in the field use it)."""
_DURATION = re.compile(
    r"答题(?:用时|时长|耗时)|所用时间|用时|耗时|时长.{0,3}秒|duration|elapsed|time spent|completion time", re.IGNORECASE
)


@dataclass(frozen=True)
class Column:
    """A question: what it measures, its set, lowest, highest and mean (ratings as positions 0-100), answers, missing, different answers."""

    name: str
    role: str
    of: str | None
    low: float | None
    high: float | None
    mean: float | None
    answers: int
    missing: Estimate
    different: int


@dataclass(frozen=True)
class Check:
    """One check: respondents it could be made for, and those it marks."""

    name: str
    possible: int
    marked: Mask

    @property
    def share(self) -> Estimate:
        """The share marked."""
        return wilson(min(int(self.marked.sum()), self.possible), self.possible)


def columns(panel: Panel) -> list[Column]:
    """The data dictionary: every question of the panel in the order it was met."""
    found = [_column(one.name, one.role, None, 100 * panel.place[:, at]) for at, one in enumerate(panel.questions)]
    found += [_column(one.name, "multi", one.of, panel.chosen[:, at]) for at, one in enumerate(panel.choices)]
    found += [_column(name, "operational", None, panel.amounts[:, at]) for at, name in enumerate(panel.operational)]
    for name in panel.segments:
        given = [one for one in panel.respondents[name].to_pylist() if one is not None]
        missing = wilson(len(panel) - len(given), len(panel))
        found.append(Column(name, "segment", None, None, None, None, len(given), missing, len(set(given))))
    return found


def _column(name: str, role: str, of: str | None, x: Floats) -> Column:
    known = x[np.isfinite(x)]
    low, high, middle = (float(known.min()), float(known.max()), float(known.mean())) if len(known) else (None, None, None)
    return Column(name, role, of, low, high, middle, len(known), wilson(len(x) - len(known), len(x)), len(np.unique(known)))


def straight_lines(panel: Panel) -> Check:
    """Who gave one and the same answer to every rating, at least LEAST_IN_LINE of them."""
    known = np.isfinite(panel.place)
    enough = known.sum(axis=1) >= LEAST_IN_LINE
    low, high = (np.where(known, panel.place, fill) for fill in (math.inf, -math.inf))
    alike = np.zeros(len(panel), dtype=bool)
    if panel.place.shape[1]:
        alike = high.max(axis=1) - low.min(axis=1) < 1e-9
    return Check("straight", int(enough.sum()), enough & alike)


def speeders(panel: Panel) -> Check:
    """Who took less than a third of the median time; possible 0 where the file does not say how long it took."""
    timed = [at for at, name in enumerate(panel.operational) if _DURATION.search(name)]
    if not timed:
        return Check("fast", 0, np.zeros(len(panel), dtype=bool))
    took = panel.amounts[:, timed[0]]
    known = np.isfinite(took) & (took > 0)
    middle = float(np.median(took[known])) if known.any() else math.nan
    return Check("fast", int(known.sum()), known & (took < FAST * middle))


def duplicates(panel: Panel) -> Check:
    """Whose ratings, checkboxes and figures are all those of an earlier respondent, where they are LEAST_ALIKE or more and not in a line."""
    whole = np.column_stack(
        [part for part in (panel.place, panel.chosen, panel.amounts) if len(part)] or [np.empty((len(panel), 0))]
    )
    # Ticks that were not set tell nobody from anybody.
    told = (
        np.isfinite(panel.place).sum(axis=1) + np.isfinite(panel.amounts).sum(axis=1)
        if len(panel.amounts)
        else np.isfinite(panel.place).sum(axis=1)
    )
    possible = (told >= LEAST_ALIKE) & ~straight_lines(panel).marked
    seen: set[bytes] = set()
    marked = np.zeros(len(panel), dtype=bool)
    for row in np.flatnonzero(possible).tolist():
        key = whole[row].tobytes()
        marked[row] = key in seen
        seen.add(key)
    return Check("twice", int(possible.sum()), marked)


def contradictions(panel: Panel, feelings: Sequence[str | None], cuts: Cuts = CUTS) -> Check:
    """Who is satisfied by the overall rating while the open answer is negative, or dissatisfied while it is positive.

    `feelings` is the label of each respondent's open answer (pos, neu, neg), None without one.
    """
    place = panel.of(panel.place, panel.purposes.outcome)
    label = np.array([one or "" for one in feelings], dtype=object)
    possible = np.isfinite(place) & np.isin(label, ("pos", "neg"))
    with np.errstate(invalid="ignore"):
        high, low = place >= cuts.satisfied - 1e-9, place <= cuts.dissatisfied + 1e-9
    return Check("contrary", int(possible.sum()), possible & ((high & (label == "neg")) | (low & (label == "pos"))))


def checks(panel: Panel, feelings: Sequence[str | None] | None = None) -> list[Check]:
    """All checks that can be made."""
    found = [straight_lines(panel), speeders(panel), duplicates(panel)]
    return found + ([contradictions(panel, feelings)] if feelings is not None else [])

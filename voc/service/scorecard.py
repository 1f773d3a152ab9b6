"""A scorecard: indicators of a unit against their targets, and what can be said of each; a score that leaves open what is open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from voc.errors import VocError
from voc.service.rollup import BY_NAME
from voc.survey.intervals import SUPPRESS_UNDER, Estimate

Verdict = Literal["met", "missed", "cannot_tell", "too_few", "no_target"]


@dataclass(frozen=True)
class Target:
    """What an indicator is to reach, and how much it counts; for one brand and tier, or for all where they are None."""

    indicator: str
    value: float
    weight: float = 1.0
    brand: str | None = None
    tier: str | None = None

    def __post_init__(self) -> None:
        if self.indicator not in BY_NAME:
            known = ", ".join(BY_NAME)
            raise VocError(f"没有指标 {self.indicator!r}，可选：{known}。", f"no indicator {self.indicator!r}; known: {known}.")
        share = BY_NAME[self.indicator].kind == "share"
        if not (0 <= self.value <= (1 if share else float("inf"))) or not 0 <= self.weight < float("inf"):
            raise VocError(
                f"目标 {self.value:g}（权重 {self.weight:g}）不成立：占比在 0–1 之间，其余与权重不为负。",
                f"a target of {self.value:g} (weight {self.weight:g}) cannot be: shares lie in 0 to 1, all else is 0 or more.",
            )


@dataclass(frozen=True)
class Line:
    """One indicator of a unit: its figure, its target, and what the interval says of the two."""

    indicator: str
    estimate: Estimate
    target: Target | None
    verdict: Verdict


@dataclass(frozen=True)
class Score:
    """Weight of what is surely met, and with what cannot be told, over the weight of all judged; None where nothing is."""

    sure: float | None
    possible: float | None
    weight: float


def target_for(targets: Sequence[Target], indicator: str, brand: str | None = None, tier: str | None = None) -> Target | None:
    """The target that fits best: of brand and tier, of the tier, of the brand, of all."""
    for wanted in ((brand, tier), (None, tier), (brand, None), (None, None)):
        for one in targets:
            if one.indicator == indicator and (one.brand, one.tier) == wanted:
                return one
    return None


def judge(indicator: str, estimate: Estimate, target: Target | None) -> Line:
    """Met or missed where the whole interval lies on one side of the target; else it cannot be told from it.

    A target of 0 errors can be missed but never shown to be met: none seen is no proof of none.
    """
    if target is None:
        return Line(indicator, estimate, None, "no_target")
    if estimate.value is None or estimate.low is None or estimate.high is None or estimate.effective_base < SUPPRESS_UNDER:
        return Line(indicator, estimate, target, "too_few")
    good = BY_NAME[indicator].good
    worst, best = (estimate.low, estimate.high) if good > 0 else (-estimate.high, -estimate.low)
    goal = good * target.value
    return Line(indicator, estimate, target, "met" if worst >= goal else "missed" if best < goal else "cannot_tell")


def score(lines: Sequence[Line]) -> Score:
    """The weighted score of a unit as a range; indicators without target or with too few cases are in neither part."""
    judged = [one for one in lines if one.target is not None and one.verdict in ("met", "missed", "cannot_tell")]
    weights: Mapping[str, float] = {
        verdict: sum(one.target.weight for one in judged if one.target is not None and one.verdict == verdict)
        for verdict in ("met", "cannot_tell", "missed")
    }
    total = sum(weights.values())
    if not total:
        return Score(None, None, 0.0)
    return Score(weights["met"] / total, (weights["met"] + weights["cannot_tell"]) / total, total)

"""The warning level of an exposure against a base: a target the user sets, or the same cell a year before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from voc.errors import VocError
from voc.risk.word_of_mouth import Exposure

if TYPE_CHECKING:
    from voc.risk.moments import Floats, Shares

LevelName = Literal["insufficient", "green", "yellow", "orange", "red"]

MINIMUM = 30.0
STEPS: tuple[tuple[LevelName, float, float], ...] = (("red", 1.5, 0.95), ("orange", 1.25, 0.95), ("yellow", 1.1, 0.9))
"""Level, multiple of the base, and the probability with which the exposure must exceed it."""

_NODES = 801


@dataclass(frozen=True)
class Level:
    """The level and P(NEG > 1.10 base), P(> 1.25 base), P(> 1.50 base); None for an insufficient base."""

    name: LevelName
    probabilities: tuple[float, float, float] | None


def level(now: Exposure, base: float | Exposure) -> Level:
    """The level against a figure or an earlier exposure, whose own sampling error then counts too; "insufficient" under 30 answers.

    The coefficients are held: the base is set, or was measured, with the same ones, so that their uncertainty is common to both.
    """
    if _few(now.shares) or (isinstance(base, Exposure) and _few(base.shares)):
        return Level("insufficient", None)
    if isinstance(base, Exposure):
        _comparable(now, base)
    elif not base > 0:
        raise VocError(
            f"口碑风险的目标值应大于 0，给的是 {base!r}。", f"the target of the exposure must be above 0; given {base!r}."
        )
    chances = {factor: _exceeds(now, base, factor) for _, factor, _ in STEPS}
    name: LevelName = next((step for step, factor, surely in STEPS if chances[factor] > surely), "green")
    return Level(name, (chances[1.1], chances[1.25], chances[1.5]))


def _few(shares: Shares) -> bool:
    """Judged on the cell's own answers: what pooling borrows is no base."""
    return min(shares.base, shares.effective_base) < MINIMUM - 1e-9


def _comparable(now: Exposure, base: Exposure) -> None:
    for name in ("amplification_base", "ledger_version"):
        one, two = getattr(now, name), getattr(base, name)
        if one != two:
            raise VocError(
                f"两期的 {name} 不同（{one} 与 {two}），不能比较；请用同一设置重算前一期。",
                f"{name} differs ({one} and {two}): compute the earlier exposure again with the same one.",
            )


def _exceeds(now: Exposure, base: float | Exposure, factor: float) -> float:
    """P(per * D * m > factor * base), exact for a figure; over equally likely quantiles of the earlier share for an exposure."""
    unit = now.per * now.per_dissatisfied
    if unit <= 0:
        return 0.0
    if not isinstance(base, Exposure):
        return float(_above(now.shares, np.array([factor * base / unit]))[0])
    middles = (np.arange(_NODES) + 0.5) / _NODES
    earlier = np.array([base.shares.dissatisfied_quantile(p) for p in middles])
    return float(_above(now.shares, factor * earlier * base.per_dissatisfied * now.per / unit).mean())


def _above(shares: Shares, x: Floats) -> Floats:
    """P(D > x) for each x."""
    if np.isinf(shares.effective_base):
        return (shares.dissatisfied > x).astype(float)
    from scipy.special import betaincc

    s, n, d = shares.alpha()
    return np.asarray(betaincc(d, s + n, np.clip(x, 0, 1)), dtype=float)

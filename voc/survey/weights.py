"""Survey weights: raking to known margins, trimming, and what they cost.

Sources: Deming and Stephan 1940 (iterative proportional fitting); Kish 1965. Post-stratification is raking to one margin.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from voc.errors import VocError
from voc.survey.intervals import Floats, Numbers, fill_weights, kish_deff, margin_of_error, n_eff

_CLOSE = 1e-10
_SUMS = 1e-3  # targets typed with three digits add up to 1 only about


@dataclass(frozen=True)
class Margin:
    """A known margin: the name, each respondent's category (None: not known) and the population's shares, which add up to 1 or 100."""

    name: str
    values: Sequence[str | None]
    targets: Mapping[str, float]


@dataclass(frozen=True)
class Residual:
    """How far the weighted share of a category is from its target."""

    margin: str
    category: str
    target: float
    reached: float


@dataclass(frozen=True)
class Raked:
    """Weights that add up to the number of respondents, their price, the margin error left, and categories that nobody was in."""

    weights: Floats
    deff: float
    effective_base: float
    margin_of_error: float
    residuals: tuple[Residual, ...]
    collapsed: tuple[tuple[str, str], ...]
    rounds: int

    @property
    def worst(self) -> float:
        """The largest margin error left, as a share."""
        return max((abs(one.reached - one.target) for one in self.residuals), default=0.0)


@dataclass(frozen=True)
class _Fitted:
    margin: str
    categories: tuple[str, ...]
    codes: npt.NDArray[np.int64]
    targets: Floats


def rake(margins: Sequence[Margin], design: Numbers | None = None, *, trim: float | None = None, rounds: int = 500) -> Raked:
    """Weights that reproduce every margin, starting from the design weights (missing: their mean).

    A respondent without a category is left as he is in that margin. A target whose category nobody is in is spread over the others
    in proportion, and named in `collapsed`. `trim` cuts weights above that many times their mean once the fit stands; what margin
    error that leaves is in `residuals`. VocError for targets that do not add up, answers without a target, or weights of nothing.
    """
    if not margins:
        raise VocError("加权至少需要一个目标分布。", "raking needs at least one margin.")
    size = len(margins[0].values)
    w = _start(design, size)
    fitted, collapsed = [], []
    for margin in margins:
        one, empty = _fit(margin, size)
        fitted.append(one)
        collapsed += [(margin.name, category) for category in empty]
    done = _iterate(w, fitted, rounds)
    w *= size / w.sum()
    if trim is not None:
        w = _trimmed(w, trim)
    return Raked(w, kish_deff(w), n_eff(w), margin_of_error(0.5, n_eff(w)), _residuals(w, fitted), tuple(collapsed), done)


def _start(design: Numbers | None, size: int) -> Floats:
    if design is None:
        return np.ones(size)
    w = fill_weights(np.array([math.nan if v is None else v for v in design], dtype=float))
    if len(w) != size:
        raise VocError(f"{size} 名受访者配了 {len(w)} 个权重。", f"{size} respondents came with {len(w)} weights.")
    if not w.sum() > 0:
        raise VocError("权重之和为 0，无法加权。", "the weights add up to nothing.")
    return w


def _fit(margin: Margin, size: int) -> tuple[_Fitted, list[str]]:
    """The margin as codes (-1: not known) and targets of the categories that somebody is in."""
    given = dict(margin.targets)
    if len(margin.values) != size:
        raise VocError(
            f"目标“{margin.name}”有 {len(margin.values)} 个值，应为 {size} 个。",
            f"margin {margin.name} has {len(margin.values)} values, not {size}.",
        )
    _check_targets(margin.name, given)
    found = dict.fromkeys(value for value in margin.values if value is not None)
    unknown = [value for value in found if value not in given]
    if unknown:
        raise VocError(
            f"目标“{margin.name}”没有给出这些类别：{unknown}；已给：{list(given)}。",
            f"margin {margin.name} has no target for {unknown}; it has {list(given)}.",
        )
    empty = [category for category in given if category not in found and given[category] > 0]
    categories = tuple(category for category in given if category in found)
    targets = np.array([given[category] for category in categories], dtype=float)
    if not targets.sum() > 0:
        raise VocError(f"目标“{margin.name}”的类别都没有受访者。", f"nobody is in any category of margin {margin.name}.")
    place = {category: code for code, category in enumerate(categories)}
    codes = np.array([-1 if value is None else place[value] for value in margin.values], dtype=np.int64)
    return _Fitted(margin.name, categories, codes, targets / targets.sum()), empty


def _check_targets(name: str, targets: Mapping[str, float]) -> None:
    shares = list(targets.values())
    total = math.fsum(shares)
    if any(not math.isfinite(share) or share < 0 for share in shares) or min(abs(total - 1), abs(total / 100 - 1)) > _SUMS:
        raise VocError(
            f"目标“{name}”的占比应不小于 0 且合计 1（或 100），现合计 {total:g}。",
            f"targets of {name} must be 0 or more and add up to 1 (or 100); they add up to {total:g}.",
        )


def _iterate(w: Floats, fitted: Sequence[_Fitted], rounds: int) -> int:
    """Fits `w` in place, margin after margin, until nothing moves; the number of rounds it took."""
    for done in range(1, rounds + 1):
        moved = 0.0
        for one in fitted:
            known = one.codes >= 0
            codes, known_weight = one.codes[known], w[known]
            have = np.bincount(codes, weights=known_weight, minlength=len(one.categories))
            if ((have <= 0) & (one.targets > 0)).any():
                lost = [c for c, h, t in zip(one.categories, have, one.targets, strict=True) if h <= 0 < t]
                raise VocError(
                    f"“{one.margin}”的 {lost} 只有权重为 0 的受访者，达不到目标。",
                    f"{lost} of {one.margin} has respondents of weight 0 only.",
                )
            factor = np.divide(one.targets * known_weight.sum(), have, out=np.zeros_like(have), where=have > 0)
            w[known] = known_weight * factor[codes]
            moved = max(moved, float(np.abs(factor[have > 0] - 1).max(initial=0)))
        if moved < _CLOSE:
            return done
    return rounds


def _trimmed(w: Floats, limit: float) -> Floats:
    """No weight above `limit` times the mean; what is cut off is spread over the others, as often as it takes."""
    if not limit > 1:
        raise VocError(f"截尾倍数应大于 1，给的是 {limit:g}。", f"the trimming limit must be above 1; given {limit:g}.")
    top, w = limit * w.mean(), w.copy()
    for _ in range(200):
        over = w > top
        if not over.any() or over.all():
            break
        spare = float((w[over] - top).sum())
        w[over] = top
        below = w < top
        w[below] *= 1 + spare / w[below].sum()
        if spare < _CLOSE * len(w):
            break
    cut: Floats = np.minimum(w, top)
    return cut


def _residuals(w: Floats, fitted: Sequence[_Fitted]) -> tuple[Residual, ...]:
    rows = []
    for one in fitted:
        known = one.codes >= 0
        have = np.bincount(one.codes[known], weights=w[known], minlength=len(one.categories)) / w[known].sum()
        pairs = zip(one.categories, one.targets, have, strict=True)
        rows += [Residual(one.margin, category, float(target), float(reached)) for category, target, reached in pairs]
    return tuple(rows)

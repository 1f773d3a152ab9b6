"""Correction of a share counted by a classifier, by its sensitivity and specificity on a labelled audit (Rogan, Gladen 1978)."""

from __future__ import annotations

import math
from dataclasses import dataclass

from voc.errors import VocError

MINIMUM_YOUDEN = 0.3


@dataclass(frozen=True)
class Audit:
    """A labelled audit: `found` of the `positives` truly in the class, `cleared` of the `negatives` truly outside it."""

    found: float
    positives: float
    cleared: float
    negatives: float

    def __post_init__(self) -> None:
        if not (
            0 <= self.found <= self.positives and 0 <= self.cleared <= self.negatives and self.positives > 0 and self.negatives > 0
        ):
            raise VocError(
                f"审核样本需要两类都有标注，且判对数不超过标注数；给的是 {self}。",
                f"the audit needs labels on both sides and no more right ones than labels; given {self}.",
            )

    @property
    def sensitivity(self) -> float:
        """Share of the class that is found."""
        return self.found / self.positives

    @property
    def specificity(self) -> float:
        """Share of the rest that is left out."""
        return self.cleared / self.negatives


@dataclass(frozen=True)
class Corrected:
    """The corrected share, its standard deviation, and the effective base a directly observed share would need for it."""

    share: float
    sd: float
    effective_base: float


def corrected_share(p: float, sensitivity: float, specificity: float) -> float:
    """(p + Sp - 1) / (Se + Sp - 1), kept within 0 and 1; VocError where Se + Sp - 1 is below .3."""
    if not all(0 <= value <= 1 for value in (p, sensitivity, specificity)):
        given = f"p={p}, Se={sensitivity}, Sp={specificity}"
        raise VocError(
            f"占比、灵敏度、特异度应在 0 与 1 之间，给的是 {given}。", f"shares must lie between 0 and 1; given {given}."
        )
    youden = sensitivity + specificity - 1
    if youden < MINIMUM_YOUDEN:
        raise VocError(
            f"分类器太弱，无法校正：灵敏度 + 特异度 - 1 = {youden:.2f}，至少需要 {MINIMUM_YOUDEN}。请改进模型或扩大标注。",
            f"the classifier is too weak to correct: Se + Sp - 1 = {youden:.2f}, at least {MINIMUM_YOUDEN} is needed; "
            "improve the model or label more.",
        )
    return min(1.0, max(0.0, (p + specificity - 1) / youden))


def corrected(p: float, effective_base: float, audit: Audit) -> Corrected:
    """The corrected share with the error of survey and audit together (delta method): the index carries the text model's error."""
    if not effective_base > 0:
        raise VocError(
            f"有效基数应大于 0，给的是 {effective_base}。", f"the effective base must be above 0; given {effective_base}."
        )
    share = corrected_share(p, audit.sensitivity, audit.specificity)
    youden = audit.sensitivity + audit.specificity - 1
    parts = (
        _variance(p, effective_base),
        share**2 * _variance(audit.sensitivity, audit.positives),
        (1 - share) ** 2 * _variance(audit.specificity, audit.negatives),
    )
    deviation = math.sqrt(sum(parts)) / youden
    return Corrected(share, deviation, min(effective_base, _smooth(share, effective_base) / deviation**2))


def _smooth(p: float, n: float) -> float:
    """p(1-p) of the share with one answer added to each side: a share of exactly 0 or 1 is not known without error."""
    q = (p * n + 1) / (n + 2)
    return q * (1 - q)


def _variance(p: float, n: float) -> float:
    return _smooth(p, n) / n

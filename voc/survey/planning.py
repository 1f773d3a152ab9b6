"""Before the field and after it: sample size, quotas, response rates, representativeness against the customer base, effects of the mode.

Sources: Cochran 1977 (sample size, allocation); AAPOR Standard Definitions 2023 (outcome rates); Hamilton's method (rounding).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from voc.errors import VocError
from voc.survey.importance import robust
from voc.survey.intervals import Estimate, Numbers, fill_weights, n_eff, quality_of, wilson, z_of

Allocation = Literal["proportional", "root", "equal"]


@dataclass(frozen=True)
class Plan:
    """Completed interviews needed, the same before the finite population correction, and invitations at the expected response rate."""

    completes: int
    infinite: int
    invitations: int


def sample_size(
    margin: float, p: float = 0.5, *, population: int | None = None, deff: float = 1.0, response: float = 1.0, level: float = 0.95
) -> Plan:
    """Interviews for a margin of error (share) at an expected share `p`; VocError for values that cannot be."""
    if not (0 < margin < 1 and 0 < p < 1 and deff >= 1 and 0 < response <= 1 and (population is None or population > 1)):
        raise VocError(
            "样本量要求：0 < 误差 < 1，0 < 占比 < 1，设计效应 ≥ 1，0 < 响应率 ≤ 1，总体 > 1。",
            "a plan needs 0 < margin < 1, 0 < share < 1, design effect >= 1, 0 < response rate <= 1 and a population above 1.",
        )
    simple = z_of(level) ** 2 * p * (1 - p) / margin**2
    corrected = simple if population is None else simple * population / (population - 1 + simple)
    completes = math.ceil(corrected * deff - 1e-9)
    completes = completes if population is None else min(completes, population)
    return Plan(completes, math.ceil(simple * deff - 1e-9), math.ceil(completes / response - 1e-9))


def to_detect(before: float, after: float, *, power: float = 0.8, deff: float = 1.0, level: float = 0.95) -> int:
    """Interviews in each of two waves so that a change of a share is found with that power (two-sided z test of two shares)."""
    if not (0 < before < 1 and 0 < after < 1 and before != after and 0.5 <= power < 1 and deff >= 1):
        raise VocError(
            "两期占比应在 0 与 1 之间且不同，功效在 0.5 与 1 之间。",
            "two different shares between 0 and 1, and a power of .5 to 1.",
        )
    pooled = (before + after) / 2
    reach = z_of(level) * math.sqrt(2 * pooled * (1 - pooled))
    reach += z_of(2 * power - 1) * math.sqrt(before * (1 - before) + after * (1 - after)) if power > 0.5 else 0.0
    return math.ceil((reach / (before - after)) ** 2 * deff - 1e-9)


def quotas(population: Mapping[str, float], size: int, *, how: Allocation = "proportional", least: int = 0) -> dict[str, int]:
    """Interviews for each cell, adding up to `size`: by size, by its root (small cells say more), or equal; none under `least`."""
    if not population or any(not math.isfinite(n) or n < 0 for n in population.values()) or not sum(population.values()) > 0:
        raise VocError(
            "配额需要每个单元的总体数量，不为负且合计大于 0。", "quotas need the size of each cell: none negative, not all 0."
        )
    cells = [name for name, n in population.items() if n > 0]
    if least * len(cells) > size:
        raise VocError(
            f"{len(cells)} 个单元每个至少 {least} 份，超过总样本 {size}。",
            f"{len(cells)} cells of at least {least} are more than {size}.",
        )
    worth = {name: {"proportional": population[name], "root": math.sqrt(population[name]), "equal": 1.0}[how] for name in cells}
    fixed: dict[str, float] = {}
    while True:
        rest = {name: n for name, n in worth.items() if name not in fixed}
        spare, total = size - sum(fixed.values()), sum(rest.values())
        small = [name for name in rest if spare * rest[name] / total < least]
        if not small:
            break
        fixed |= dict.fromkeys(small, float(least))
        if len(fixed) == len(worth):
            break
    shares = fixed | {name: spare * n / total for name, n in worth.items() if name not in fixed}
    whole = {name: int(share + 1e-9) for name, share in shares.items()}
    for name in sorted(shares, key=lambda name: (whole[name] - shares[name], name))[: size - sum(whole.values())]:
        whole[name] += 1
    return {name: whole.get(name, 0) for name in population}


@dataclass(frozen=True)
class Outcome:
    """What became of the invitations: complete, partial, refused, not reached, otherwise lost, not known whether eligible, not eligible."""

    complete: int
    partial: int = 0
    refusal: int = 0
    noncontact: int = 0
    other: int = 0
    unknown: int = 0
    ineligible: int = 0


def response_rates(one: Outcome) -> dict[str, Estimate]:
    """AAPOR rates with Wilson intervals: RR1, RR2 (all unknown count), RR3 (unknown as often eligible as the others), COOP1, REF1, CON1."""
    counts = vars(one)
    if any(count < 0 for count in counts.values()):
        raise VocError("各类结果的数量不能为负。", "counts of outcomes cannot be negative.")
    known = one.complete + one.partial + one.refusal + one.noncontact + one.other
    everybody = known + one.unknown
    share = known / (known + one.ineligible) if known + one.ineligible else 0.0
    asked = one.complete + one.partial + one.refusal + one.other

    def rate(k: float, n: float) -> Estimate:
        return wilson(min(k, n), n) if n else wilson(0, 0)

    return {
        "RR1": rate(one.complete, everybody),
        "RR2": rate(one.complete + one.partial, everybody),
        "RR3": rate(one.complete, known + share * one.unknown),
        "COOP1": rate(one.complete, asked),
        "REF1": rate(one.refusal, everybody),
        "CON1": rate(asked, everybody),
    }


@dataclass(frozen=True)
class Compared:
    """A category in the sample (share with interval) and in the customer base (share), and whether the interval holds it."""

    category: str
    sample: Estimate
    population: float

    @property
    def apart(self) -> bool:
        """Whether the sample differs from the base."""
        low, high = self.sample.low, self.sample.high
        return low is not None and high is not None and not low <= self.population <= high


@dataclass(frozen=True)
class Representative:
    """Categories compared, the index of dissimilarity (share of the sample that would have to be others), chi-square at the effective base."""

    rows: tuple[Compared, ...]
    dissimilarity: float
    chi_square: float
    p: float
    base: int


def representative(values: Sequence[str | None], population: Mapping[str, float], weights: Numbers | None = None) -> Representative:
    """Holds the sample against the shares (or counts) of the customer base; values that the base does not know are an error."""
    unknown = sorted({value for value in values if value is not None and value not in population})
    total = math.fsum(population.values())
    if unknown or any(n < 0 for n in population.values()) or not total > 0:
        raise VocError(
            f"客户总体里没有这些类别：{unknown}；总体数量应不为负且合计大于 0。",
            f"the customer base does not know {unknown}; its sizes must be 0 or more and not all 0.",
        )
    w = (
        np.ones(len(values))
        if weights is None
        else fill_weights(np.array([math.nan if v is None else v for v in weights], dtype=float))
    )
    given = np.array(values, dtype=object)
    kept = np.array([value is not None for value in values], dtype=bool) & (w > 0)
    given, w = given[kept], w[kept]
    effective = n_eff(w)
    shares = {name: n / total for name, n in population.items()}
    found = {name: float(w[given == name].sum() / w.sum()) if len(w) else 0.0 for name in population}
    rows = tuple(
        Compared(name, wilson(min(1.0, found[name]) * effective, effective, base=len(w)), share) for name, share in shares.items()
    )
    possible = {name: share for name, share in shares.items() if share > 0}
    chi = effective * math.fsum((found[name] - share) ** 2 / share for name, share in possible.items())
    from scipy.special import chdtrc

    p = float(chdtrc(len(possible) - 1, chi)) if len(possible) > 1 else 1.0
    return Representative(rows, 0.5 * math.fsum(abs(found[name] - shares[name]) for name in shares), chi, p, len(w))


@dataclass(frozen=True)
class ModeEffect:
    """A mode against the most frequent one, in points of the outcome: plain, and with the people alike (adjusted), each with its interval."""

    mode: str
    against: str
    plain: tuple[float, float, float]
    adjusted: tuple[float, float, float] | None
    base: int


def mode_effects(
    outcome: Numbers,
    mode: Sequence[str | None],
    alike: Mapping[str, Sequence[str | None]],
    weights: Numbers | None = None,
    level: float = 0.95,
) -> list[ModeEffect]:
    """How modes of collection differ on an outcome 0-100, least squares with robust errors; modes under 30 effective answers are left out.

    `alike` are columns (region, age ...) held constant for the adjusted figure; whoever chose his mode himself may still differ.
    """
    y = np.array([math.nan if v is None else v for v in outcome], dtype=float)
    w = np.ones(len(y)) if weights is None else fill_weights(np.array([math.nan if v is None else v for v in weights], dtype=float))
    given = np.array(mode, dtype=object)
    kept = np.isfinite(y) & (w > 0) & np.array([one is not None for one in mode], dtype=bool)
    sizes = {name: n_eff(w[kept & (given == name)]) for name in {one for one in mode if one is not None}}
    used = sorted((name for name, n in sizes.items() if quality_of(n) != "suppressed"), key=lambda name: (-sizes[name], name))
    if len(used) < 2:
        return []
    kept &= np.isin(given, used)
    y, w, given = y[kept], w[kept], given[kept]
    modes = np.column_stack([(given == name).astype(float) for name in used[1:]])
    others = [np.array(column, dtype=object)[kept] for column in alike.values()]
    dummies = [
        (column == value).astype(float)
        for column in others
        for value in sorted({str(one) for one in column if one is not None})[1:]
        if (column == value).sum() >= 5
    ]
    z = z_of(level)

    def effects(design: np.ndarray[tuple[int, int], np.dtype[np.float64]]) -> list[tuple[float, float, float]]:
        beta, covariance = robust(design, y, w)
        errors = np.sqrt(np.maximum(np.diagonal(covariance), 0))
        return [(float(beta[at]), float(beta[at] - z * errors[at]), float(beta[at] + z * errors[at])) for at in range(1, len(used))]

    ones = np.ones((len(y), 1))
    plain = effects(np.column_stack([ones, modes]))
    wide = np.column_stack([ones, modes, *dummies])
    adjusted = effects(wide) if dummies and len(y) > wide.shape[1] + 30 else None
    return [
        ModeEffect(name, used[0], plain[at], adjusted[at] if adjusted else None, int((given == name).sum()))
        for at, name in enumerate(used[1:])
    ]

"""Accuracy of work orders: the cause their staff noted against the cause coded from the customer's words, at the first level."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from voc.survey.intervals import Estimate, wilson, z_of


@dataclass(frozen=True)
class Agreement:
    """Share noted as coded, Cohen's kappa of both (chance taken out), and the pairs (noted, coded) with their number, most first."""

    share: Estimate
    kappa: Estimate
    pairs: tuple[tuple[str, str, int], ...]


def noted_level(noted: str | None, names: Mapping[str, str]) -> str | None:
    """The first-level cause that `noted` names: its id or name, or the longest name it begins with; None where it names none.

    `names` says name -> first-level id for every way to write a cause: ids and names of both levels.
    """
    said = (noted or "").strip()
    if said in names:
        return names[said]
    begins = [name for name in names if name and said.startswith(name)]
    return names[max(begins, key=len)] if begins else None


def agreement(noted: Sequence[str | None], coded: Sequence[str | None], level: float = 0.95) -> Agreement:
    """Over the work orders that have both; where the coder abstained or nothing was noted, nothing is compared."""
    pairs = [(one, other) for one, other in zip(noted, coded, strict=True) if one is not None and other is not None]
    counts: dict[tuple[str, str], int] = {}
    for pair in pairs:
        counts[pair] = counts.get(pair, 0) + 1
    listed = tuple((one, other, n) for (one, other), n in sorted(counts.items(), key=lambda entry: (-entry[1], entry[0])))
    return Agreement(wilson(sum(one == other for one, other in pairs), len(pairs), level), cohen_kappa(counts, level), listed)


def cohen_kappa(counts: Mapping[tuple[str, str], int], level: float = 0.95) -> Estimate:
    """Cohen's kappa from counts of (one, other) with its large-sample interval (Fleiss, Cohen and Everitt 1969); None where chance is all."""
    names = sorted({name for pair in counts for name in pair})
    at = {name: place for place, name in enumerate(names)}
    table = np.zeros((len(names), len(names)))
    for (one, other), n in counts.items():
        table[at[one], at[other]] += n
    total = float(table.sum())
    if not total:
        return Estimate(None, None, None, 0, 0.0, "cohen kappa")
    p = table / total
    rows, columns = p.sum(axis=1), p.sum(axis=0)
    seen, chance = float(np.trace(p)), float(rows @ columns)
    n = int(total)
    if chance >= 1:
        return Estimate(None, None, None, n, total, "cohen kappa")
    kappa = (seen - chance) / (1 - chance)
    # The variance of kappa where it need not be 0.
    both = rows[None, :] + columns[:, None]
    inside = float((np.diag(p) * (1 - (rows + columns) * (1 - kappa)) ** 2).sum())
    outside = float((p * both**2).sum() - (np.diag(p) * (rows + columns) ** 2).sum()) * (1 - kappa) ** 2
    spread = max(0.0, inside + outside - (kappa - chance * (1 - kappa)) ** 2)
    se = math.sqrt(spread / total) / (1 - chance)
    reach = z_of(level) * se
    return Estimate(kappa, max(-1.0, kappa - reach), min(1.0, kappa + reach), n, total, "cohen kappa", se)

"""The coding bench in figures: which verbatims to code next, how far coders agree, on what they differ, how often the machine is right.

Sources: Scheffer, Decomain and Wrobel 2001 (margin sampling). The margin queue is for learning; rates are read from the random audit only.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from voc.survey.agreement import Agreement, confusion, kappa, krippendorff
from voc.survey.intervals import Estimate, Floats, wilson

AUDIT = "audit"


@dataclass(frozen=True)
class Coded:
    """One coder's code of one verbatim: how it was drawn, and what the machine had proposed (None: it abstained)."""

    verbatim: str
    coder: str
    code: str
    drawn: str
    proposed: str | None


@dataclass(frozen=True)
class Bench:
    """Agreement over all codes and for each (with how often it was given), kappa of the two who coded most together (their names), the
    verbatims on which coders differ with each one's code, and how often the machine agrees on the random audit.
    """

    overall: Agreement
    by_code: tuple[tuple[str, Agreement, int], ...]
    kappa: float
    pair: tuple[str, str] | None
    differ: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    machine: Estimate


def margins(probability: Floats | Sequence[Sequence[float]]) -> Floats:
    """Of each row of class probabilities the first less the second: small where the machine is least sure."""
    p = np.sort(np.asarray(probability, dtype=float), axis=1)
    return np.asarray(p[:, -1] - p[:, -2]) if p.shape[1] > 1 else np.ones(len(p))


def bench(given: Sequence[Coded], resamples: int = 200) -> Bench:
    """What the codes given so far say; NaN where nothing can be said."""
    by: dict[str, dict[str, str]] = {}
    for one in given:
        by.setdefault(one.verbatim, {})[one.coder] = one.code
    twice = {verbatim: codes for verbatim, codes in by.items() if len(codes) > 1}
    units = [list(codes.values()) for codes in twice.values()]
    used = sorted({code for unit in units for code in unit})
    each = [(code, krippendorff([[one == code for one in unit] for unit in units], resamples=resamples)) for code in used]
    pair = _pair(twice)
    both = [(codes[pair[0]], codes[pair[1]]) for codes in twice.values() if pair and set(pair) <= set(codes)]
    differ = tuple((verbatim, tuple(sorted(codes.items()))) for verbatim, codes in twice.items() if len(set(codes.values())) > 1)
    audit = [one for one in given if one.drawn == AUDIT]
    return Bench(
        krippendorff(units, resamples=resamples),
        tuple(sorted(((code, one, sum(unit.count(code) for unit in units)) for code, one in each), key=lambda row: -row[2])),
        kappa(confusion(*zip(*both, strict=True))[1]) if both else math.nan,
        pair,
        differ,
        wilson(sum(one.proposed == one.code for one in audit), len(audit)),
    )


def _pair(twice: dict[str, dict[str, str]]) -> tuple[str, str] | None:
    """The two coders with most verbatims in common."""
    counts: dict[tuple[str, str], int] = {}
    for codes in twice.values():
        names = sorted(codes)
        for place, one in enumerate(names):
            for two in names[place + 1 :]:
                counts[one, two] = counts.get((one, two), 0) + 1
    return max(counts, key=lambda pair: (counts[pair], pair)) if counts else None

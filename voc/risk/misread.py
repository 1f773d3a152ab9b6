"""The coder's errors, cause by cause: what share of the verbatims truly is of each cause, given what the coder called them.

psi_j = sum_g theta_g M_gj, with theta ~ Dirichlet(count + 1/2) the shares of what the coder gave and M_g ~ Dirichlet the true causes of
what it gave as g. The rows M_g start from a measured confusion of first levels, which counts half (a power prior, Ibrahim and Chen 2000), and
grow with a random audit of the operator's own verbatims. Only the audit moves a share; what the measurement would move it by is added to its
variance, for its notes come from elsewhere. Moments are in closed form; the parts still add up to one.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

from voc import resources
from voc.errors import VocError
from voc.risk.alarm import Floats
from voc.risk.moments import Moments

UNCODED = "uncoded"
DISCOUNT = 0.5
"""What a note labelled elsewhere counts against one of the operator's own."""
_PRIOR = 0.5


@dataclass(frozen=True)
class Confusion:
    """Notes by (level given, true level), and per level given those with the very code right; which coder was measured."""

    levels: Mapping[tuple[str, str], float]
    exact: Mapping[str, float]
    coder: str = ""

    @property
    def notes(self) -> int:
        """Labelled notes."""
        return round(sum(self.levels.values()))


@dataclass(frozen=True)
class Misread:
    """What is known of the coder's errors: a measured confusion (None: none) and the pairs (given, true) of a random audit."""

    measured: Confusion | None = None
    audit: Sequence[tuple[str, str]] = field(default=())

    @property
    def known(self) -> bool:
        """Whether anything is."""
        return self.measured is not None or bool(self.audit)


def load_confusion(path: Path | None = None) -> Confusion:
    """The shipped one or the one at `path`; VocError where it cannot be read."""
    where = path or resources.path("lexicons", "coder_errors.toml")
    try:
        given = tomllib.loads(where.read_text(encoding="utf-8"))
        levels = {(level, true): float(n) for level, row in given["given"].items() for true, n in row.items()}
        exact = {level: float(n) for level, n in given["exact"].items()}
        if any(n < 0 for n in [*levels.values(), *exact.values()]) or any(n > levels[level, level] for level, n in exact.items()):
            raise ValueError("counts below 0, or more exact than right")
        return Confusion(levels, exact, str(given.get("coder", "")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise VocError(
            f"归因误差表 {where} 有误：{error}。需要 [given.一级] 的条数与 [exact]。",
            f"the table of the coder's errors {where} is wrong: {error}. It needs counts under [given.LEVEL] and [exact].",
        ) from error


def true_shares(counts: Mapping[str, float], misread: Misread = Misread()) -> dict[str, Moments]:
    """Mean and second moment of the true share of every cause given or found in the audit; `counts` are verbatims by the cause given."""
    causes = list(dict.fromkeys([*counts, *(true for _, true in misread.audit)]))
    if not causes:
        return {}
    a = np.array([counts[cause] + _PRIOR if cause in counts else 0.0 for cause in causes])
    rows = [_row(cause, causes, a, misread) for cause in causes]
    mean, size = np.array([row for row, _, _ in rows]), np.array([n for _, n, _ in rows])[:, None]
    square = mean**2 + mean * (1 - mean) / (size + 1)
    first = a @ mean
    # E[theta_g theta_h] = a_g a_h / (A (A + 1)), one a_g more where g = h; rows of M are independent.
    second = first**2 + (a[:, None] * ((a[:, None] + 1) * square - a[:, None] * mean**2)).sum(axis=0)
    total = a.sum()
    # Notes from elsewhere widen and do not move: what they would move a share by is an error it may have.
    told = a @ np.array([centre for _, _, centre in rows]) / total
    square_told = told**2 + np.maximum(0.0, second / (total * (total + 1)) - (first / total) ** 2) + (first / total - told) ** 2
    return {cause: (float(one), float(two)) for cause, one, two in zip(causes, told, square_told, strict=True)}


def _row(cause: str, causes: Sequence[str], a: Floats, misread: Misread) -> tuple[Floats, float, Floats]:
    """What is truly of each cause among the verbatims given `cause`, and how many labels that is worth (infinite: taken as it is).

    Beside it the same by the store's own labels alone, the coder's word in place of the measurement.
    """
    mean, size = _measured(cause, causes, a, misread.measured)
    itself = np.array([one == cause for one in causes], dtype=float)
    found = Counter(true for given, true in misread.audit if given == cause)
    if not found:
        return mean, size, itself
    # Without a measurement the coder's word is worth one label.
    worth = 1.0 if np.isinf(size) else size
    labels = np.array([found[one] for one in causes], dtype=float)
    n = worth + float(labels.sum())
    return (mean * worth + labels) / n, n, (itself * worth + labels) / n


def _measured(cause: str, causes: Sequence[str], a: Floats, measured: Confusion | None) -> tuple[Floats, float]:
    """The row by the measured confusion of first levels, weighed to the levels of the store; within a level by what the coder gave.

    What is not coded, and what a measurement does not know, is taken as it is.
    """
    itself = np.array([one == cause for one in causes], dtype=float)
    own = _level(cause)
    right = 0.0 if measured is None or cause == UNCODED else measured.levels.get((own, own), 0.0)
    if measured is None or right <= 0:
        return itself, float("inf")
    levels = np.array([_level(one) for one in causes])
    mass = {level: float(a[levels == level].sum()) for level in set(levels.tolist()) - {UNCODED}}
    truth = {level: sum(n for (_, true), n in measured.levels.items() if true == level) for level in mass}
    likely = {level: measured.levels.get((own, level), 0.0) * mass[level] / truth[level] for level in mass if truth[level]}
    total = sum(likely.values())
    if total <= 0:
        return itself, float("inf")
    row = np.zeros(len(causes))
    for level, n in likely.items():
        row += n / total * _within(level, levels, a, itself, measured.exact.get(own, 0.0) / right if level == own else 0.0)
    return row, DISCOUNT * sum(n for (given, _), n in measured.levels.items() if given == own)


def _within(level: str, levels: npt.NDArray[np.str_], a: Floats, itself: Floats, exact: float) -> Floats:
    """Shares of the causes of a level: `exact` for the cause itself, the rest as often as the coder gives them."""
    others = np.where(levels == level, a, 0.0) * (1 - itself)
    if others.sum() <= 0:
        return itself
    shares: Floats = exact * itself + (1 - exact) * others / others.sum()
    return shares


def _level(cause: str) -> str:
    return cause.split(".", 1)[0]

"""Partial pooling of small cells towards their parent (brand, product): the more alike the cells, the more each borrows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from voc.errors import VocError
from voc.risk.moments import Shares

if TYPE_CHECKING:
    from collections.abc import Mapping

STRENGTHS = (5.0, 1000.0)
"""Fewest and most answers of the parent that a cell may borrow."""
DEFAULT_STRENGTH = 30.0
"""Borrowed where fewer than three cells leave nothing to estimate it from."""


@dataclass(frozen=True)
class Pooled:
    """A cell's shares after pooling (`base` stays the cell's own) and the degree of pooling: 0 all its own, 1 all its parent's."""

    shares: Shares
    own: Shares
    degree: float


def pool(cells: Mapping[str, Shares | None], strength: float | None = None) -> dict[str, Pooled | None]:
    """Every cell pooled towards the mean of all; a cell in which the survey has nobody stays None: insufficient base.

    `strength`, the number of the parent's answers borrowed, is estimated from how much the cells differ where it is not given.
    """
    known = {name: shares for name, shares in cells.items() if shares is not None}
    if not known:
        return dict.fromkeys(cells)
    if strength is not None and not strength > 0:
        raise VocError(f"合并强度应大于 0，给的是 {strength}。", f"the strength of pooling must be above 0; given {strength}.")
    parent = _parent(list(known.values()))
    borrowed = pooling_strength(list(known.values())) if strength is None else strength
    return {name: None if shares is None else _pooled(shares, parent, borrowed) for name, shares in cells.items()}


def _three(shares: Shares) -> tuple[float, float, float]:
    return shares.satisfied, shares.neutral, shares.dissatisfied


def _parent(cells: list[Shares]) -> tuple[float, float, float]:
    total = sum(cell.effective_base for cell in cells)
    s, n, d = (sum(cell.effective_base * _three(cell)[k] for cell in cells) / total for k in range(3))
    return s, n, d


def _pooled(own: Shares, parent: tuple[float, float, float], strength: float) -> Pooled:
    size = own.effective_base + strength
    degree = strength / size
    s, n, d = ((1 - degree) * mine + degree * theirs for mine, theirs in zip(_three(own), parent, strict=True))
    return Pooled(Shares(s, n, d, own.base, size), own, degree)


def pooling_strength(cells: list[Shares]) -> float:
    """Answers to borrow, (1 - rho)/rho; rho is the correlation within cells, by moments (Weir and Hill 2002)."""
    if len(cells) < 3:
        return DEFAULT_STRENGTH
    parent = _parent(cells)
    sizes = [cell.effective_base for cell in cells]
    total = sum(sizes)
    kinds = [k for k in range(3) if parent[k] > 0]
    if len(kinds) < 2:
        return STRENGTHS[1]
    apart = sum(n * (_three(cell)[k] - parent[k]) ** 2 / parent[k] for n, cell in zip(sizes, cells, strict=True) for k in kinds)
    expected = len(cells) - 1
    slope = sum((n - 1) * (1 - n / total) for n in sizes)
    rho = (apart / (len(kinds) - 1) - expected) / slope if slope > 0 else 0.0
    if rho <= 0:
        return STRENGTHS[1]
    return min(STRENGTHS[1], max(STRENGTHS[0], (1 - rho) / rho))

"""How much of R2 each driver carries: Johnson's relative weights and exact LMG (Shapley) shares, from correlations.

Sources: Johnson 2000; Lindeman, Merenda and Gold 1980; Grömping 2006; Kruskal 1987. Both add up to R2; with two drivers they agree.
"""

from __future__ import annotations

import math

import numpy as np

from voc.errors import VocError
from voc.survey.intervals import Floats

MOST_FOR_LMG = 17
_SINGULAR = 1e-9


def correlations(x: Floats, y: Floats, w: Floats) -> tuple[Floats, Floats]:
    """Weighted correlations among the columns of x (p x p) and of each with y (p); nothing may be missing or constant."""
    z = np.column_stack([x, y])
    z = z - (w @ z) / w.sum()
    spread = (z * w[:, None]).T @ z
    full = to_correlation(spread)
    return full[:-1, :-1], full[:-1, -1]


def to_correlation(spread: Floats) -> Floats:
    """Covariances (... x p x p) as correlations; a variable without variance correlates with nothing."""
    sd = np.sqrt(np.maximum(np.diagonal(spread, axis1=-2, axis2=-1), 0))
    safe = np.where(sd > 0, sd, np.inf)
    found: Floats = spread / (safe[..., :, None] * safe[..., None, :])
    places = np.arange(spread.shape[-1])
    found[..., places, places] = 1.0
    return found


def johnson(r_xx: Floats, r_xy: Floats) -> Floats:
    """Johnson's relative weights (... x p) from correlations among drivers (... x p x p) and with the outcome (... x p); they add up to R2.

    Directions in which drivers do not vary at all carry nothing.
    """
    values, vectors = np.linalg.eigh(np.asarray(r_xx, dtype=float))
    values = np.where(values > _SINGULAR, values, 0)
    root = np.sqrt(values)
    inverse = np.divide(1.0, root, out=np.zeros_like(root), where=root > 0)
    turned = np.swapaxes(vectors, -1, -2)
    to_drivers = (vectors * root[..., None, :]) @ turned
    to_outcome = ((vectors * inverse[..., None, :]) @ turned @ np.asarray(r_xy, dtype=float)[..., None])[..., 0]
    found: Floats = ((to_drivers**2) @ (to_outcome**2)[..., None])[..., 0]
    return found


def r_squared(r_xx: Floats, r_xy: Floats) -> float:
    """R2 of all drivers together, 0 to 1."""
    explained = float(r_xy @ np.linalg.pinv(r_xx, rcond=_SINGULAR, hermitian=True) @ r_xy)
    return min(1.0, max(0.0, explained))


def lmg(r_xx: Floats, r_xy: Floats) -> Floats:
    """Exact LMG shares: what a driver adds to R2, averaged over all orders of entry. At most 17 drivers; they add up to R2."""
    p = len(r_xy)
    if p > MOST_FOR_LMG:
        raise VocError(
            f"LMG 精确值最多支持 {MOST_FOR_LMG} 个驱动因素，给了 {p} 个；可用相对权重。",
            f"exact LMG takes up to {MOST_FOR_LMG} drivers; given {p}. Use relative weights.",
        )
    explained = _all_r_squared(np.asarray(r_xx, dtype=float), np.asarray(r_xy, dtype=float))
    sizes = np.bitwise_count(np.arange(1 << p))
    worth = np.array([math.factorial(k) * math.factorial(p - 1 - k) / math.factorial(p) for k in range(p)])
    found = np.empty(p)
    for driver in range(p):
        halves = explained.reshape(-1, 2, 1 << driver)
        without = sizes.reshape(-1, 2, 1 << driver)[:, 0]
        found[driver] = (worth[without] * (halves[:, 1] - halves[:, 0])).sum()
    return found


def lmg_sampled(r_xx: Floats, r_xy: Floats, orders: int = 200, seed: int = 20260101) -> tuple[Floats, Floats]:
    """LMG shares over drawn orders and their reverses, with the standard error of the draw; correlations may be many (... x p x p).

    What each driver adds in an order is a squared element of the outcome's row of the triangular root, so that any number will do.
    """
    p = r_xy.shape[-1]
    chance = np.random.default_rng(seed)
    half = np.array([chance.permutation(p) for _ in range(max(1, orders // 2))])
    # Repaired correlations may be a hair indefinite, and duplicates have no triangular root.
    settled = np.asarray(r_xx, dtype=float) + 1e-7 * np.eye(p)
    # Only the lower triangle is read; the outcome's own variance is set so high that the root exists, and does not enter its row.
    wide = np.zeros((*r_xy.shape[:-1], p + 1, p + 1))
    wide[..., p, p] = 4.0 * p
    parts = []
    for order in half:
        both = np.zeros((*r_xy.shape[:-1], p))
        for way in (order, order[::-1]):
            wide[..., :p, :p], wide[..., p, :p] = settled[..., way[:, None], way[None, :]], r_xy[..., way]
            both[..., way] += np.linalg.cholesky(wide)[..., p, :p] ** 2 / 2
        parts.append(both)
    drawn = np.array(parts)
    error = drawn.std(axis=0, ddof=1) / math.sqrt(len(drawn)) if len(drawn) > 1 else np.full(drawn.shape[1:], math.nan)
    return drawn.mean(axis=0), error


def _all_r_squared(r_xx: Floats, r_xy: Floats) -> Floats:
    """R2 of every subset, at the place its bit mask names.

    Drivers enter one by one: what is left of those to come and of the outcome (covariances given the subset) is swept for each subset
    there is so far, so that each subset costs one step from a smaller one. A driver that the subset determines adds nothing.
    """
    p = len(r_xy)
    left = np.empty((1, p + 1, p + 1))
    left[0, :p, :p], left[0, :p, p], left[0, p, :p], left[0, p, p] = r_xx, r_xy, r_xy, 1.0
    for _ in range(p):
        own, rest = left[:, 0, 1:], left[:, 1:, 1:]
        free = left[:, 0, 0]
        step = np.divide(own, free[:, None], out=np.zeros_like(own), where=free[:, None] > _SINGULAR)
        left = np.concatenate([rest, rest - step[:, :, None] * own[:, None, :]])
    return np.asarray(1.0 - left[:, 0, 0])


def vif(r_xx: Floats) -> Floats:
    """Variance inflation of each driver, 1 for a driver that stands alone; very large where others determine it."""
    p = len(r_xx)
    return np.diagonal(np.linalg.inv(r_xx + 1e-10 * np.eye(p))).copy() if p else np.empty(0)


def pooled(r_xx: Floats, limit: float = 5.0) -> list[list[int]]:
    """Drivers as groups, in the order of their first: those whose VIF is above `limit` are joined until no group's VIF is."""
    groups = [[place] for place in range(len(r_xx))]
    current = r_xx
    while len(groups) > 1:
        inflated = np.flatnonzero(vif(current) > limit)
        if not len(inflated):
            break
        groups = _join(groups, current, inflated)
        map_ = composite(groups, r_xx)
        current = to_correlation(map_ @ r_xx @ map_.T)
    return groups


def _join(groups: list[list[int]], r: Floats, inflated: np.ndarray[tuple[int], np.dtype[np.int64]]) -> list[list[int]]:
    """Each inflated group with the one it correlates with most, chains together."""
    owner = list(range(len(groups)))

    def root(place: int) -> int:
        while owner[place] != place:
            place = owner[place]
        return place

    strength = np.abs(r - np.eye(len(r)))
    for place in inflated.tolist():
        one, two = sorted((root(place), root(int(strength[place].argmax()))))
        owner[two] = one
    roots = sorted({root(place) for place in range(len(groups))})
    return [sorted(member for place, group in enumerate(groups) if root(place) == one for member in group) for one in roots]


def composite(groups: list[list[int]], r_xx: Floats) -> Floats:
    """Groups x drivers: the sum of a group's standardised members, each turned the way its first one points."""
    found = np.zeros((len(groups), len(r_xx)))
    for row, members in enumerate(groups):
        found[row, members] = [1.0 if r_xx[members[0], member] >= 0 else -1.0 for member in members]
    return found

"""Key drivers of an outcome: relative weights with bootstrap intervals, LMG beside them, near-duplicates pooled, unknown orders said."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from voc.errors import VocError
from voc.survey.intervals import SUPPRESS_UNDER, Estimate, Floats, Numbers, fill_weights, mean, n_eff
from voc.survey.relative_weights import MOST_FOR_LMG, composite, johnson, lmg, lmg_sampled, pooled, r_squared, to_correlation, vif

RESAMPLES = 300
LEAST_PAIR = 30
"""Respondents that two drivers must have in common: a driver with fewer is left out."""
_ROWS = 8_192
_ORDERS = 40
_INDEFINITE = -1e-8


@dataclass(frozen=True)
class Driver:
    """One driver, or a group that cannot be told apart: its part of R2, that as a share of all (interval), and the ranks it may hold.

    `performance` is its mean position 0-1 (of a group: of its members), `sign` -1 where a higher rating goes with a lower outcome,
    `lmg` the average over orders as a share of R2 (exact up to 17 drivers, over drawn orders above) with its interval, `vif` the
    highest among its members.
    """

    names: tuple[str, ...]
    weight: float
    share: float
    low: float
    high: float
    lmg: float
    lmg_low: float
    lmg_high: float
    vif: float
    performance: Estimate
    sign: int
    ranks: tuple[int, int]

    @property
    def order_known(self) -> bool:
        """Whether only one rank is possible."""
        return self.ranks[0] == self.ranks[1]


@dataclass(frozen=True)
class Drivers:
    """Groups by weight, the drivers on their own, R2 of all, and the respondents behind it.

    `base` gave the outcome and at least one driver, `complete` of them every driver; `least_pair` is the smallest number who rated
    two drivers both. `left_out` gives drivers with the reason: "constant" or "seldom answered".
    """

    groups: tuple[Driver, ...]
    single: tuple[Driver, ...]
    r2: float | None
    base: int
    effective_base: float
    complete: int
    least_pair: int
    left_out: tuple[tuple[str, str], ...]

    @property
    def pooled(self) -> tuple[tuple[str, ...], ...]:
        """The groups of more than one driver."""
        return tuple(one.names for one in self.groups if len(one.names) > 1)

    @property
    def order_known(self) -> bool:
        """Whether the order of all groups is known."""
        return all(one.order_known for one in self.groups)


def drivers(
    outcome: Numbers,
    columns: Mapping[str, Numbers],
    weights: Numbers | None = None,
    *,
    resamples: int = RESAMPLES,
    level: float = 0.95,
    seed: int = 20260101,
) -> Drivers:
    """Key drivers of `outcome` (positions 0-1 or any number) among `columns`, each respondent with his weight.

    Who did not use a service rates it not: each correlation is taken over those who answered both. Percentile intervals from
    resampled respondents, the same every time for a seed. Under 30 effective respondents, without a driver, or where the outcome
    never varies, there are no figures (r2 None).
    """
    y, x, w = _numbers(outcome), {name: _numbers(column) for name, column in columns.items()}, _weights(weights, len(outcome))
    for name, column in x.items():
        if len(column) != len(y):
            raise VocError(
                f"驱动因素“{name}”有 {len(column)} 个值，应为 {len(y)} 个。",
                f"driver {name} has {len(column)} values, not {len(y)}.",
            )
    answered = np.isfinite(y) & (w > 0)
    y, w, x = y[answered], w[answered], {name: column[answered] for name, column in x.items()}
    names, dropped = _usable(x)
    matrix = np.column_stack([x[name] for name in names]) if names else np.empty((len(y), 0))
    known = np.isfinite(matrix)
    some = known.any(axis=1)
    y, w, matrix, known = y[some], w[some], matrix[some], known[some]
    effective, complete = n_eff(w), int(known.all(axis=1).sum())
    pairs = known.T.astype(int) @ known.astype(int)
    if effective < SUPPRESS_UNDER - 1e-9 or not names or np.ptp(y) == 0:
        return Drivers((), (), None, len(y), effective, complete, 0, tuple(dropped))
    groups, single, explained = _ranked(y, matrix, w, names, (resamples, level, seed))
    return Drivers(groups, single, explained, len(y), effective, complete, int(pairs.min()), tuple(dropped))


def _numbers(values: Numbers) -> Floats:
    if isinstance(values, np.ndarray):
        return values.astype(float)
    return np.array([math.nan if v is None else v for v in values], dtype=float)


def _weights(weights: Numbers | None, size: int) -> Floats:
    w = np.ones(size) if weights is None else fill_weights(_numbers(weights))
    if len(w) != size:
        raise VocError(f"{size} 名受访者配了 {len(w)} 个权重。", f"{size} respondents came with {len(w)} weights.")
    return w


def _usable(columns: Mapping[str, Floats]) -> tuple[list[str], list[tuple[str, str]]]:
    """Drivers that vary and share enough respondents with every other, and those left out with the reason."""
    known = {name: np.isfinite(column) for name, column in columns.items()}
    reasons = {name: "seldom answered" for name in columns if known[name].sum() < LEAST_PAIR}
    reasons |= {name: "constant" for name in columns if name not in reasons and np.ptp(columns[name][known[name]]) == 0}
    kept = [name for name in columns if name not in reasons]
    while len(kept) > 1:
        marks = np.array([known[name] for name in kept], dtype=float)
        if (marks @ marks.T).min() >= LEAST_PAIR:
            break
        reasons[kept.pop(int(marks.sum(axis=1).argmin()))] = "seldom answered"
    return kept, [(name, reasons[name]) for name in columns if name in reasons]


def _ranked(
    y: Floats, x: Floats, w: Floats, names: list[str], how: tuple[int, float, int]
) -> tuple[tuple[Driver, ...], tuple[Driver, ...], float]:
    """Groups, single drivers and R2."""
    resamples, level, seed = how
    z = np.column_stack([x, y])
    whole = repaired(paired(z, w, np.ones((1, len(y)))))[0]
    r_xx, r_xy = whole[:-1, :-1], whole[:-1, -1]
    inflation, again = vif(r_xx), repaired(resampled(z, w, resamples, seed))
    means = [mean(column, w, level) for column in x.T]

    def rows(parts: list[list[int]]) -> tuple[Driver, ...]:
        members_of = composite(parts, r_xx)
        own = _of_groups(members_of, r_xx, r_xy)
        weight, share, low, high, best, worst = _figures(own, members_of, again, level)
        exact = _lmg(own, members_of, again, level)
        found = [
            Driver(
                names=tuple(names[member] for member in members),
                weight=float(weight[place]),
                share=float(share[place]),
                low=float(low[place]),
                high=float(high[place]),
                lmg=float(exact[0][place]),
                lmg_low=float(exact[1][place]),
                lmg_high=float(exact[2][place]),
                vif=float(inflation[members].max()),
                performance=means[members[0]] if len(members) == 1 else mean(_mean_of(x[:, members]), w, level),
                sign=-1 if r_xy[members].mean() < 0 else 1,
                ranks=(int(best[place]), int(worst[place])),
            )
            for place, members in enumerate(parts)
        ]
        return tuple(sorted(found, key=lambda row: -row.weight))

    groups = pooled(r_xx)
    together = rows(groups)
    single = together if len(groups) == len(names) else rows([[place] for place in range(len(names))])
    return together, single, r_squared(r_xx, r_xy)


def _mean_of(columns: Floats) -> Floats:
    """Each respondent's mean over the members he rated, NaN where he rated none."""
    known = np.isfinite(columns)
    total = np.where(known, columns, 0).sum(axis=1)
    found: Floats = np.divide(total, known.sum(axis=1), out=np.full(len(columns), math.nan), where=known.any(axis=1))
    return found


def _of_groups(members_of: Floats, r_xx: Floats, r_xy: Floats) -> tuple[Floats, Floats]:
    """Correlations of groups from those of their standardised members."""
    spread = members_of @ r_xx @ members_of.T
    size = np.sqrt(np.diagonal(spread))
    return spread / np.outer(size, size), members_of @ r_xy / size


def _lmg(own: tuple[Floats, Floats], members_of: Floats, again: Floats, level: float) -> tuple[Floats, Floats, Floats]:
    """LMG shares of R2 with percentile intervals; those of resamples are taken over drawn orders, which adds little to their width."""
    found = lmg(*own) if len(own[1]) <= MOST_FOR_LMG else lmg_sampled(*own)[0]
    share = found / found.sum() if found.sum() > 0 else np.zeros_like(found)
    grouped = _grouped(members_of, again)
    each = lmg_sampled(grouped[:, :-1, :-1], grouped[:, :-1, -1], _ORDERS)[0]
    low, high = _bounds(each, level)
    return share, np.minimum(low, share), np.maximum(high, share)


def _grouped(members_of: Floats, again: Floats) -> Floats:
    """Correlations of groups and outcome in each resample."""
    wide = np.zeros((len(members_of) + 1, members_of.shape[1] + 1))
    wide[:-1, :-1], wide[-1, -1] = members_of, 1
    return to_correlation(wide @ again @ wide.T)


def _bounds(each: Floats, level: float) -> tuple[Floats, Floats]:
    """Percentiles of shares over resamples."""
    totals = each.sum(axis=1, keepdims=True)
    shares = np.divide(each, totals, out=np.full_like(each, np.nan), where=totals > 0)
    low, high = np.nanquantile(shares, [(1 - level) / 2, (1 + level) / 2], axis=0)
    return low, high


def _figures(own: tuple[Floats, Floats], members_of: Floats, again: Floats, level: float) -> tuple[Floats, ...]:
    """Weight, share of R2, its interval, and the best and worst rank of each group; `again` are correlations of resamples."""
    weight = johnson(*own)
    grouped = _grouped(members_of, again)
    low, high = _bounds(johnson(grouped[:, :-1, :-1], grouped[:, :-1, -1]), level)
    share = weight / weight.sum() if weight.sum() > 0 else np.zeros_like(weight)
    low, high = np.minimum(low, share), np.maximum(high, share)
    best = 1 + (low[None, :] > high[:, None]).sum(axis=1)
    worst = len(weight) - (high[None, :] < low[:, None]).sum(axis=1)
    return weight, share, low, high, best, worst


def resampled(z: Floats, w: Floats, times: int, seed: int) -> Floats:
    """Weighted pairwise correlations (times x k x k) of the columns of z under resampling of the rows.

    Rows go by in blocks, so that what is made of them is made once: how many of its draws fall into a block is drawn first.
    """
    chance = np.random.default_rng(seed)
    blocks = [slice(first, min(first + _ROWS, len(z))) for first in range(0, len(z), _ROWS)]
    sizes = np.array([rows.stop - rows.start for rows in blocks])
    inside = np.full((times, 1), len(z)) if len(blocks) == 1 else chance.multinomial(len(z), sizes / len(z), size=times)
    moments = _Moments(z)
    for rows, size, draws in zip(blocks, sizes, inside.T, strict=True):
        drawn = chance.integers(0, size, int(draws.sum())) + np.repeat(size * np.arange(times), draws)
        counts = np.bincount(drawn, minlength=times * size).reshape(times, size)
        moments.add(rows, counts * w[rows])
    return moments.correlations()


def paired(z: Floats, w: Floats, counts: Floats) -> Floats:
    """Weighted correlations (times x k x k) of the columns of z over the rows that have both, each row `counts` (times x n) times."""
    moments = _Moments(z)
    for first in range(0, len(z), _ROWS):
        rows = slice(first, first + _ROWS)
        moments.add(rows, counts[:, rows] * w[rows])
    return moments.correlations()


class _Moments:
    """Sums of rows, squares and products of pairs of columns, for many sets of weights at once.

    Columns that are missing in the same rows share their sums: with nothing missing there is one pattern.
    """

    def __init__(self, z: Floats) -> None:
        known = np.isfinite(z)
        self._filled = np.where(known, z - np.nanmean(z, axis=0), 0.0)
        seen: dict[bytes, int] = {}
        self._which = np.array([seen.setdefault(column.tobytes(), len(seen)) for column in np.packbits(known, axis=0).T])
        self._marks = known[:, [int(np.flatnonzero(self._which == place)[0]) for place in range(len(seen))]].astype(float)
        self._pairs = np.triu_indices(z.shape[1])
        self._sums: Floats | None = None

    def add(self, rows: slice, weights: Floats) -> None:
        """Adds rows with their weights (times x rows)."""
        x, m = self._filled[rows], self._marks[rows]
        outer = [(a[:, :, None] * m[:, None, :]).reshape(len(x), -1) for a in (m, x, x * x)]
        found = weights @ np.column_stack([*outer, x[:, self._pairs[0]] * x[:, self._pairs[1]]])
        self._sums = found if self._sums is None else self._sums + found

    def correlations(self) -> Floats:
        """Correlations (times x k x k)."""
        which, (one, two) = self._which, self._pairs
        k, u = self._filled.shape[1], self._marks.shape[1]
        sums = np.zeros((1, u * u + 2 * k * u + len(one))) if self._sums is None else self._sums
        parts = np.split(sums, np.cumsum([u * u, k * u, k * u]), axis=1)
        size = np.maximum(parts[0].reshape(-1, u, u)[:, which][:, :, which], np.finfo(float).tiny)
        middle, square = (part.reshape(-1, k, u)[:, :, which] / size for part in parts[1:3])
        product = np.empty_like(size)
        product[:, one, two] = product[:, two, one] = parts[3]
        spread = square - middle**2
        both = np.maximum(spread * np.swapaxes(spread, 1, 2), 0)
        cross = product / size - middle * np.swapaxes(middle, 1, 2)
        found: Floats = np.divide(cross, np.sqrt(both), out=np.zeros_like(cross), where=both > np.finfo(float).tiny)
        places = np.arange(k)
        found[:, places, places] = 1.0
        return found


def repaired(r: Floats) -> Floats:
    """Correlations of different respondents need not fit together: those (times x k x k) that do not, moved to the nearest that do."""
    values, vectors = np.linalg.eigh(r)
    if values.min() >= _INDEFINITE:
        return r
    mended = (vectors * np.maximum(values, 0)[:, None, :]) @ np.swapaxes(vectors, 1, 2)
    return np.where((values.min(axis=1) < _INDEFINITE)[:, None, None], to_correlation(mended), r)

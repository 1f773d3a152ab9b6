"""Satisfaction index of the ACSI / CCSI family: latents by PLS path modelling (mode A), from correlations, so that size does not matter.

Sources: Wold 1982; Lohmöller 1989 (path weighting); Fornell et al. 1996 (index from unstandardised outer weights).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from voc.errors import VocError
from voc.survey.drivers import paired, repaired, resampled
from voc.survey.intervals import Estimate, Floats, Numbers, fill_weights, mean_index, n_eff, quality_of

ROUNDS, CLOSE = 300, 1e-9
Marks = np.ndarray[tuple[int, int], np.dtype[np.bool_]]


@dataclass(frozen=True)
class Latent:
    """One latent: its items, their outer weights (of standardised items) and loadings, index 0-100 (None: a weight is negative), R2."""

    name: str
    items: tuple[str, ...]
    weights: tuple[float, ...]
    loadings: tuple[float, ...]
    index: Estimate | None
    alpha: float
    ave: float
    r2: float | None


@dataclass(frozen=True)
class Path:
    """An arrow of the model: standardised coefficient with its interval."""

    source: str
    target: str
    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Model:
    """The fitted model; `base` gave an item at least, `rounds` is None where the weights never settled."""

    latents: tuple[Latent, ...]
    paths: tuple[Path, ...]
    base: int
    effective_base: float
    rounds: int | None

    def index(self, name: str) -> Estimate | None:
        """The index of a latent."""
        return next(one.index for one in self.latents if one.name == name)


@dataclass(frozen=True)
class _Fit:
    outer: Floats
    loadings: Floats
    scores: Floats
    coefficients: Floats
    rounds: int | None


def pls(
    items: Mapping[str, Numbers],
    blocks: Mapping[str, Sequence[str]],
    paths: Mapping[str, Sequence[str]],
    weights: Numbers | None = None,
    *,
    resamples: int = 200,
    seed: int = 20260101,
    level: float = 0.95,
) -> Model:
    """PLS mode A, path weighting. `items` are positions 0-1 (NaN: not answered), `blocks` latent -> items, `paths` effect -> causes.

    Correlations are taken over those who answered both. A respondent's index weighs the items he answered. VocError under 30
    effective respondents, for an item that never varies, or a model that does not hang together.
    """
    names, latents = [item for block in blocks.values() for item in block], list(blocks)
    _check(items, blocks, paths)
    x = np.column_stack([np.array([math.nan if v is None else v for v in items[name]], dtype=float) for name in names])
    w = np.ones(len(x)) if weights is None else fill_weights(np.asarray(weights, dtype=float))
    kept = np.isfinite(x).any(axis=1) & (w > 0)
    x, w = x[kept], w[kept]
    if quality_of(n_eff(w)) == "suppressed":
        raise VocError(
            f"满意度模型至少需要 30 个有效样本，现有 {int(n_eff(w))}。",
            f"the model needs 30 effective respondents; there are {int(n_eff(w))}.",
        )
    _vary(x, names)
    member = np.array([[item in block for item in names] for block in blocks.values()], dtype=float)
    causes = np.array([[source in paths.get(target, ()) for source in latents] for target in latents])
    r = repaired(paired(x, w, np.ones((1, len(x)))))[0]
    fit = fitted(r, member, causes)
    low, high = _intervals(x, w, member, causes, (resamples, seed, level))
    sd = _spread(x, w)
    found = tuple(_latent(place, latents, names, member, (r, fit), (x, w, sd), causes, level) for place in range(len(latents)))
    arrows = tuple(
        Path(latents[j], latents[i], float(fit.coefficients[i, j]), float(low[i, j]), float(high[i, j]))
        for i, j in zip(*np.nonzero(causes), strict=True)
    )
    return Model(found, arrows, len(x), n_eff(w), fit.rounds)


def _check(items: Mapping[str, Numbers], blocks: Mapping[str, Sequence[str]], paths: Mapping[str, Sequence[str]]) -> None:
    named = {*paths, *(source for sources in paths.values() for source in sources)}
    unknown = sorted({item for block in blocks.values() for item in block} - set(items)) + sorted(named - set(blocks))
    if unknown or not all(blocks.values()) or not paths:
        raise VocError(
            f"模型里的这些名称没有数据：{unknown}；每个潜变量至少要一道题，至少要一条路径。",
            f"the model names {unknown} without data; every latent needs an item, and there must be a path.",
        )
    if _circular(paths):
        raise VocError("模型的路径不能成环。", "the paths of the model must not run in a circle.")


def _circular(paths: Mapping[str, Sequence[str]]) -> bool:
    left = {target: set(sources) for target, sources in paths.items()}
    while left:
        free = [target for target, sources in left.items() if not sources & set(left)]
        if not free:
            return True
        for target in free:
            del left[target]
    return False


def _vary(x: Floats, names: Sequence[str]) -> None:
    still = [
        name
        for name, column in zip(names, x.T, strict=True)
        if not np.nanmax(column, initial=-np.inf) > np.nanmin(column, initial=np.inf)
    ]
    if still:
        raise VocError(
            f"这些题目的答案没有差异，无法进入模型：{still}。", f"these items never vary and cannot enter the model: {still}."
        )


def fitted(r: Floats, member: Floats, causes: Marks) -> _Fit:
    """Outer weights (latents x items), loadings and path coefficients from correlations of items; signs as the items point.

    Correlations may be many (... x items x items): each is fitted as if alone, and `rounds` is the most that any took.
    """
    linked = causes | causes.T
    outer = np.broadcast_to(_unit(member, r), (*r.shape[:-2], *member.shape)).copy()
    going, rounds = np.ones(r.shape[:-2], dtype=bool), None
    for number in range(1, ROUNDS + 1):
        own, before = r[going], outer[going]
        scores = before @ own @ _turned(before)
        inner = np.where(causes, _regressed(scores, causes), np.where(linked, scores, 0.0))
        fresh = _unit(member * (inner @ before @ own), own)
        outer[going] = fresh
        going[going] = np.abs(np.abs(fresh) - np.abs(before)).max(axis=(-2, -1)) >= CLOSE
        if not going.any():
            rounds = number
            break
    loadings = member * (outer @ r)
    turned = np.where(loadings.sum(axis=-1) < 0, -1.0, 1.0)[..., None]
    outer, loadings = outer * turned, loadings * turned
    scores = outer @ r @ _turned(outer)
    return _Fit(outer, loadings, scores, _regressed(scores, causes), rounds)


def _turned(matrices: Floats) -> Floats:
    return np.swapaxes(matrices, -1, -2)


def _unit(outer: Floats, r: Floats) -> Floats:
    """Outer weights of scores with variance 1."""
    spread = ((outer @ r) * outer).sum(axis=-1)
    return np.asarray(outer / np.sqrt(spread)[..., None])


def _regressed(scores: Floats, causes: Marks) -> Floats:
    """Coefficients (... x effects x causes) of each latent on its causes by least squares, 0 elsewhere; the shortest where there are many."""
    found = np.zeros_like(scores)
    for place, row in enumerate(causes):
        own = np.flatnonzero(row)
        among, with_y = scores[..., own[:, None], own[None, :]], scores[..., own, place]
        if len(own):
            found[..., place, own] = (np.linalg.pinv(among, rcond=1e-12, hermitian=True) @ with_y[..., None])[..., 0]
    return found


def _intervals(x: Floats, w: Floats, member: Floats, causes: Marks, how: tuple[int, int, float]) -> tuple[Floats, Floats]:
    resamples, seed, level = how
    if not resamples:
        nothing = np.full((len(causes), len(causes)), math.nan)
        return nothing, nothing
    drawn = fitted(repaired(resampled(x, w, resamples, seed)), member, causes).coefficients
    low, high = np.quantile(drawn, [(1 - level) / 2, (1 + level) / 2], axis=0)
    return low, high


def _spread(x: Floats, w: Floats) -> Floats:
    known = np.isfinite(x)
    filled = np.where(known, x, 0.0)
    total = w @ known
    middle = w @ filled / total
    return np.asarray(np.sqrt(w @ np.where(known, (filled - middle) ** 2, 0.0) / total))


def _latent(
    place: int,
    latents: Sequence[str],
    names: Sequence[str],
    member: Floats,
    fit: tuple[Floats, _Fit],
    answers: tuple[Floats, Floats, Floats],
    causes: Marks,
    level: float,
) -> Latent:
    (r, found), (x, w, sd) = fit, answers
    own = np.flatnonzero(member[place])
    outer, loadings = found.outer[place, own], found.loadings[place, own]
    raw = outer / sd[own]
    index = None if (raw < 0).any() else mean_index(scores(x[:, own], raw), 0, 100, w, level)
    row = causes[place]
    r2 = float(found.coefficients[place, row] @ found.scores[row, place]) if row.any() else None
    k = len(own)
    within = r[np.ix_(own, own)]
    alpha = k / (k - 1) * (1 - k / within.sum()) if k > 1 else math.nan
    return Latent(
        latents[place],
        tuple(names[item] for item in own.tolist()),
        tuple(map(float, outer)),
        tuple(map(float, loadings)),
        index,
        float(alpha),
        float((loadings**2).mean()),
        r2,
    )


def scores(x: Floats, raw: Floats) -> Floats:
    """Each respondent's index 0-100: positions weighted by raw outer weights over the items answered; NaN without any."""
    known = np.isfinite(x)
    total = known @ raw
    return np.asarray(np.divide(100 * (np.where(known, x, 0.0) @ raw), total, out=np.full(len(x), math.nan), where=total > 0)).clip(
        0, 100
    )

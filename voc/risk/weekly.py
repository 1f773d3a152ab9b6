"""Weekly alarms: a quasi-binomial baseline with the annual season, a score on the 2/3-power scale, a one-sided CUSUM.

Score: Farrington et al. 1996. Run length of the CUSUM: Siegmund 1985. All series are fitted together, week by week.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from voc.errors import VocError
from voc.risk.alarm import LEAST, Alarm, Floats, Ints, tail

K, H = 1.0, 3.0
"""Reference value and decision interval of the CUSUM for one series."""
WARM_WEEKS, GAP_WEEKS = 12, 2
HARMONIC_FROM = 104
"""Weeks of data from which on an annual season is fitted; with less a season cannot be told from a trend."""
CAUTION = 3.0
"""How many times more often counts alarm than the normal scores of the formula do: skew, and a baseline that is itself estimated."""
_WEEKS_A_YEAR = 365.25 / 7
_TINY, _FEW = 1e-9, 0.1


@dataclass(frozen=True)
class Scores:
    """Series x weeks: z, expected count, dispersion and expected share; NaN while the past is too short or a week has no base."""

    z: Floats
    expected: Floats
    dispersion: Floats
    share: Floats


def farrington_z(k: float | Floats, mu: float | Floats, phi: float | Floats, p: float | Floats) -> Floats:
    """Standardised excess of k over mu on the 2/3-power scale; phi is the dispersion, p the expected share (0 for plain counts)."""
    seen, expected = np.asarray(k, float), np.asarray(mu, float)
    with np.errstate(divide="ignore", invalid="ignore"):
        scale = (2 / 3) * expected ** (1 / 6) * np.sqrt(np.asarray(phi, float) * (1 - np.asarray(p, float)))
        z: Floats = np.where(expected > 0, (seen ** (2 / 3) - expected ** (2 / 3)) / scale, np.nan)
    return z


def cusum(z: Floats, k: float = K) -> Floats:
    """One-sided cumulative sums of z - k along the last axis, never below 0; a score that is missing leaves the sum as it was."""
    sums, height = np.zeros(z.shape), np.zeros(z.shape[:-1])
    for place in range(z.shape[-1]):
        score = z[..., place]
        height = np.where(np.isnan(score), height, np.maximum(0.0, height + score - k))
        sums[..., place] = height
    return sums


def weekly_scores(counts: Ints, bases: Ints) -> Scores:
    """Scores of series x weeks against all weeks up to two before; `bases` are of all series (weeks) or each one's own (series x weeks).

    A week without base is left out of the past, not drawn through. Weeks that scored above 3 are lowered to the count that scores 3
    before they serve as past, so that one surge does not hide the next.
    """
    counts, bases = _checked(counts, bases)
    series, weeks = counts.shape
    found = Scores(*(np.full((series, weeks), np.nan) for _ in range(4)))
    past, base = counts.astype(float), bases.astype(float)
    beta = np.zeros((series, 3))
    for week in range(WARM_WEEKS + GAP_WEEKS, weeks):
        until = week - GAP_WEEKS
        ready = ((bases[:, :until] > 0).sum(axis=1) >= WARM_WEEKS) & (bases[:, week] > 0)
        # Ten events for each coefficient, else a season is noise.
        seasonal = ready & (past[:, :until].sum(axis=1) >= 30) & (week >= HARMONIC_FROM)
        for chosen, fit in ((ready & ~seasonal, _level), (seasonal, _seasonal)):
            if not chosen.any():
                continue
            rows = np.flatnonzero(chosen)
            p, phi, leverage, beta[rows] = fit(past[rows, :until], base[rows, :until], week, beta[rows])
            mu = p * base[rows, week]
            # What the baseline does not know of itself widens the score too.
            phi = phi * (1 + mu * (1 - p) * leverage)
            z = farrington_z(counts[rows, week].astype(float), mu, phi, p)
            found.z[rows, week], found.expected[rows, week], found.dispersion[rows, week], found.share[rows, week] = z, mu, phi, p
            past[rows, week] = _tamed(past[rows, week], z, mu, phi, p)
    return found


def _checked(counts: Ints, bases: Ints) -> tuple[Ints, Ints]:
    counts = np.asarray(counts)
    bases = np.broadcast_to(np.asarray(bases), counts.shape) if np.ndim(bases) < 2 else np.asarray(bases)
    if counts.shape != bases.shape or (counts < 0).any() or (counts > bases).any():
        raise VocError(
            "周序列的条数应在 0 与当周总条数之间，且周数相同。",
            "weekly counts must lie between 0 and the week's base, over the same weeks.",
        )
    return counts, bases


def _tamed(k: Floats, z: Floats, mu: Floats, phi: Floats, p: Floats) -> Floats:
    """Counts as they serve as past: those that scored above 3 are lowered to the count that scores 3."""
    ceiling = (mu ** (2 / 3) + H * (2 / 3) * mu ** (1 / 6) * np.sqrt(phi * (1 - p))) ** 1.5
    return np.where(z > H, ceiling, k)


def _level(k: Floats, n: Floats, _week: int, beta: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """Expected share, dispersion, variance of the logit per unit of dispersion; the coefficients as they were."""
    total = n.sum(axis=1)
    p = np.clip(k.sum(axis=1) / total, _TINY, 1 - _TINY)
    return p, _dispersed(k, n, np.broadcast_to(p[:, None], k.shape), 1), 1 / (total * p * (1 - p)), beta


def _seasonal(k: Floats, n: Floats, week: int, start: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """The same by logistic regression on one annual harmonic, for all series at once, from the coefficients of the week before."""
    design, beta = _season(np.arange(k.shape[1])), start.copy()
    fresh = ~beta.any(axis=1)
    level = k.sum(axis=1) / n.sum(axis=1)
    beta[fresh, 0] = np.log(level[fresh] / (1 - level[fresh]))
    open_ = np.arange(len(k))
    for _ in range(25):
        step = _step(k[open_], n[open_], beta[open_], design)
        beta[open_] += step
        open_ = open_[np.abs(step).max(axis=1) > 1e-4]
        if not len(open_):
            break
    p = np.clip(_expit(beta @ design.T), _TINY, 1 - _TINY)
    x = _season(np.array([week]))[0]
    spread = np.linalg.inv(_information(n * p * (1 - p), design)).astype(float)
    now = np.clip(_expit(beta @ x), _TINY, 1 - _TINY)
    return now, _dispersed(k, n, p, 3), np.einsum("i,sij,j->s", x, spread, x), beta


def _step(k: Floats, n: Floats, beta: Floats, design: Floats) -> Floats:
    """One of Newton's steps."""
    p = _expit(beta @ design.T)
    gradient = ((k - n * p) @ design)[..., None]
    step: Floats = np.linalg.solve(_information(n * p * (1 - p), design), gradient)[..., 0].astype(np.float64)
    return step.clip(-2, 2)


def _information(weight: Floats, design: Floats) -> Floats:
    squares = (design[:, :, None] * design[:, None, :]).reshape(len(design), -1)
    information: Floats = (weight @ squares).reshape(-1, 3, 3) + 1e-6 * np.eye(3)
    return information


def _dispersed(k: Floats, n: Floats, p: Floats, fitted: int) -> Floats:
    """Pearson's X2 / df per series, at least 1."""
    variance = n * p * (1 - p)
    parts = np.divide((k - n * p) ** 2, variance, out=np.zeros_like(variance), where=variance > 0)
    found: Floats = np.maximum(1.0, parts.sum(axis=1) / np.maximum(1, (n > 0).sum(axis=1) - fitted))
    return found


def _season(weeks: npt.NDArray[np.int64]) -> Floats:
    angle = 2 * np.pi * weeks / _WEEKS_A_YEAR
    return np.column_stack([np.ones(len(weeks)), np.sin(angle), np.cos(angle)])


def _expit(x: Floats) -> Floats:
    expit: Floats = 1 / (1 + np.exp(-np.clip(x, -30, 30)))
    return expit


def weekly_alarms(counts: Ints, bases: Ints, h: float = H, limit: float = 1.0, least: float = 0.0) -> list[Alarm]:
    """The first week of every episode in which a series' CUSUM reaches `h`, with the counts of the whole rise; counts are series x weeks.

    Where many series are watched a higher `h` (see thresholds) holds their false alarms down; `limit` then also asks that the
    whole run that led to the alarm be less likely than that, at no less than the dispersion all series have together: few and clustered
    counts have a longer tail than the score allows, and do not show it before the first cluster. Weeks that expect fewer than `least`
    are not scored.
    """
    if not np.size(counts):
        return []
    scores = weekly_scores(counts, bases)
    sums = cusum(np.where(scores.expected >= least, scores.z, np.nan))
    above = sums >= h
    first = above & ~np.pad(above, ((0, 0), (1, 0)))[:, :-1] & (np.asarray(counts) >= LEAST)
    together = _together(counts, scores, least)
    alarms = []
    for series, week in np.argwhere(first):
        start = int(np.flatnonzero(np.r_[0.0, sums[series, :week]] <= 0)[-1])
        seen, expected = float(counts[series, start : week + 1].sum()), float(np.nansum(scores.expected[series, start : week + 1]))
        phi = float(scores.dispersion[series, week])
        if limit >= 1 or tail(seen, expected, max(phi, together)) < limit:
            alarms.append(Alarm(int(series), int(week), seen, expected, phi, float(sums[series, week]), int(week) - start))
    return alarms


def _together(counts: Ints, scores: Scores, least: float) -> float:
    """Pearson's X2 / df over all series and weeks that have a score and expect at least `least`, at least 1.

    Weeks that expect next to nothing are left out: one verbatim more there would outweigh all others.
    """
    known = ~np.isnan(scores.z) & (scores.expected >= max(least, _FEW))
    expected, share = scores.expected[known], scores.share[known]
    chi2 = (counts[known] - expected) ** 2 / (expected * (1 - share))
    return max(1.0, float(chi2.mean())) if len(chi2) else 1.0


def thresholds(series: int, per_year: float) -> tuple[float, float]:
    """`h` and `limit` of weekly_alarms at which `series` series together raise about `per_year` false episodes a year; h never under 3.

    Siegmund's run length for K = 1, (exp(2b) - 1 - 2b)/2 with b = h + 1.166; both are asked for three times the weeks there are.
    """
    if not per_year > 0:
        raise VocError(f"每年误报次数应大于 0，给的是 {per_year}。", f"false alarms a year must be above 0; given {per_year}.")
    wanted = CAUTION * max(1, series) * _WEEKS_A_YEAR / per_year
    b = math.log(2 * wanted + 1) / 2
    for _ in range(20):
        b = math.log(2 * wanted + 1 + 2 * b) / 2
    return max(H, b - 1.166), 1 / wanted


def smallest_weekly_surge(mu: float, phi: float, p: float, h: float = H, weeks: int = 4) -> float | None:
    """How many times the expected count, week after week, lets the CUSUM reach `h` in `weeks` weeks; None where nothing is expected."""
    if mu <= 0:
        return None
    z = K + h / weeks
    seen: float = (mu ** (2 / 3) + z * (2 / 3) * mu ** (1 / 6) * math.sqrt(phi * (1 - p))) ** 1.5
    return max(seen, LEAST) / mu

"""Early warning: which counts are higher than their own past explains. Counts in, alarms with what was expected and how sure out.

Weekly: quasi-binomial baseline, score on the 2/3-power scale (Farrington et al. 1996), one-sided CUSUM with K = 1, h = 3.
Daily: negative-binomial tail against the same series' last eight weeks, at a false-alarm rate per year that the caller states.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

K, H = 1.0, 3.0
YEAR = 52
HARMONIC_FROM = 104
"""Weeks of past from which on an annual season is fitted; with less a season cannot be told from a trend."""
WARM_WEEKS, GAP_WEEKS = 12, 2
HISTORY, GAP, WARM_DAYS = 56, 3, 28
LEAST = 5
"""No alarm under this many verbatims, whatever the odds."""


@dataclass(frozen=True)
class Alarm:
    """Series and place (row of the counts), number seen and expected, dispersion, and how unlikely: a p-value (daily) or CUSUM (weekly)."""

    series: int
    at: int
    seen: float
    expected: float
    dispersion: float
    strength: float


def farrington_z(k: float | Floats, mu: float | Floats, phi: float | Floats, p: float | Floats) -> Floats:
    """Standardised excess of k over mu on the 2/3-power scale; phi is the dispersion, p the expected share (0 for plain counts)."""
    seen, expected = np.asarray(k, float), np.asarray(mu, float)
    scale = (2 / 3) * expected ** (1 / 6) * np.sqrt(np.asarray(phi, float) * (1 - np.asarray(p, float)))
    with np.errstate(divide="ignore", invalid="ignore"):
        z: Floats = np.where(expected > 0, (seen ** (2 / 3) - expected ** (2 / 3)) / scale, np.nan)
    return z


def cusum(z: Floats, k: float = K) -> Floats:
    """One-sided cumulative sum of z - k, never below 0; a score that is missing leaves it as it was."""
    sums, height = np.zeros(len(z)), 0.0
    for place, score in enumerate(z):
        height = height if np.isnan(score) else max(0.0, height + score - k)
        sums[place] = height
    return sums


def weekly_scores(counts: Ints, bases: Ints) -> tuple[Floats, Floats, Floats]:
    """z, expected count and dispersion per week of one series against all weeks up to two before it; NaN while there are under twelve.

    Weeks that scored above 3 are set to what was expected before they serve as past, so that one surge does not hide the next.
    """
    weeks = len(counts)
    z, mu, phi = np.full(weeks, np.nan), np.full(weeks, np.nan), np.full(weeks, np.nan)
    past = counts.astype(float)
    for week in range(WARM_WEEKS + GAP_WEEKS, weeks):
        until = week - GAP_WEEKS
        used = np.flatnonzero(bases[:until] > 0)
        if len(used) < WARM_WEEKS or bases[week] == 0:
            continue
        share, dispersion = _baseline(past[used], bases[used].astype(float), used, week)
        mu[week], phi[week] = share * bases[week], dispersion
        z[week] = farrington_z(float(counts[week]), mu[week], dispersion, share)
        if z[week] > H:
            past[week] = mu[week]
    return z, mu, phi


def _baseline(k: Floats, n: Floats, weeks: Ints, week: int) -> tuple[float, float]:
    """Expected share of `week` and dispersion, by quasi-binomial regression on the season, or on nothing where the past is short."""
    if len(k) < HARMONIC_FROM:
        share = min(max(float(k.sum() / n.sum()), 1e-9), 1 - 1e-9)
        return share, _dispersed(k, n, np.full(len(k), share), 1)
    design = _season(weeks)
    beta = np.zeros(design.shape[1])
    beta[0] = _logit((k.sum() + 0.5) / (n.sum() + 1))
    for _ in range(25):
        p = _expit(design @ beta)
        weight = n * p * (1 - p)
        step = np.linalg.lstsq(design.T @ (weight[:, None] * design), design.T @ (k - n * p), rcond=None)[0]
        beta = beta + step
        if np.abs(step).max() < 1e-8:
            break
    share = float(np.clip(_expit(_season(np.array([week])) @ beta)[0], 1e-9, 1 - 1e-9))
    return share, _dispersed(k, n, np.clip(_expit(design @ beta), 1e-9, 1 - 1e-9), design.shape[1])


def _dispersed(k: Floats, n: Floats, p: Floats, fitted: int) -> float:
    chi2 = float((((k - n * p) ** 2) / (n * p * (1 - p))).sum())
    return max(1.0, chi2 / max(1, len(k) - fitted))


def _season(weeks: Ints) -> Floats:
    angle = 2 * np.pi * weeks / 52.1775
    return np.column_stack([np.ones(len(weeks)), np.sin(angle), np.cos(angle)])


def _logit(p: float) -> float:
    return float(np.log(p / (1 - p)))


def _expit(x: Floats) -> Floats:
    expit: Floats = 1 / (1 + np.exp(-np.clip(x, -30, 30)))
    return expit


def weekly_alarms(counts: Ints, bases: Ints) -> list[Alarm]:
    """The first week of every episode in which a series' CUSUM reaches 3; counts are series x weeks, bases weeks."""
    return [alarm for series, row in enumerate(counts) for alarm in _episodes(series, row, bases) if alarm.seen >= LEAST]


def _episodes(series: int, row: Ints, bases: Ints) -> list[Alarm]:
    z, mu, phi = weekly_scores(row, bases)
    sums = cusum(z)
    above = sums >= H
    first = np.flatnonzero(above & ~np.r_[False, above[:-1]])
    return [Alarm(series, int(week), float(row[week]), float(mu[week]), float(phi[week]), float(sums[week])) for week in first]


def daily_alarms(counts: Ints, weekdays: Ints, per_year: float = 4.0) -> list[Alarm]:
    """Days on which a series lies above its last eight weeks; counts are series x days, `weekdays` 0-6 per day.

    The weekday's effect is that of all series together. `per_year` is the number of false alarms a year over all series that the
    threshold allows; the strength of an alarm is its p-value. A day that alarmed counts as expected when it serves as past.
    """
    from scipy import stats

    series, days = counts.shape
    if not series:
        return []
    limit = per_year / (series * 365.25)
    past, alarms = counts.astype(float), []
    for day in range(GAP + WARM_DAYS, days):
        window = slice(max(0, day - GAP - HISTORY), day - GAP)
        effect = _weekday_effect(past[:, window].sum(axis=0), weekdays[window])
        expected = past[:, window].mean(axis=1, keepdims=True) * effect[weekdays[window]]
        total = past[:, window].sum(axis=1)
        mu = np.maximum(past[:, window].mean(axis=1) * effect[weekdays[day]], 0.5 / HISTORY)
        phi = _dispersion(past[:, window], expected)
        variance = phi * mu + mu**2 / (total + 0.5)
        asked = np.flatnonzero((counts[:, day] >= LEAST) & (counts[:, day] > mu))
        if not len(asked):
            continue
        size = mu[asked] ** 2 / np.maximum(variance[asked] - mu[asked], 1e-9)
        p = stats.nbinom.sf(counts[asked, day] - 1, size, size / (size + mu[asked]))
        for place in np.flatnonzero(p < limit):
            row = int(asked[place])
            alarms.append(Alarm(row, day, float(counts[row, day]), float(mu[row]), float(phi[row]), float(p[place])))
            past[row, day] = mu[row]
    return alarms


def _weekday_effect(totals: Floats, weekdays: Ints) -> Floats:
    """Factor per weekday, mean 1 over the days seen; 1 where there is nothing to tell from."""
    seen = np.bincount(weekdays, minlength=7)
    sums = np.bincount(weekdays, totals, minlength=7)
    whole = totals.mean()
    if whole <= 0:
        return np.ones(7)
    # Half a week's worth of the average keeps a thin history from saying that nobody writes on Sundays.
    effect: Floats = (sums + 0.5 * whole) / ((seen + 0.5) * whole)
    return effect


def _dispersion(counts: Floats, expected: Floats) -> Floats:
    """Pearson's X2 / df per series, at least 1."""
    with np.errstate(divide="ignore", invalid="ignore"):
        parts = np.where(expected > 0, (counts - expected) ** 2 / expected, 0.0)
    chi2: Floats = np.maximum(1.0, parts.sum(axis=1) / max(1, counts.shape[1] - 1))
    return chi2


def smallest_surge(mu: float, phi: float, limit: float) -> float | None:
    """How many times the expected daily count a day must show to alarm at p-value `limit`; None where nothing is expected."""
    from scipy import stats

    if mu <= 0:
        return None
    variance = max(phi * mu, mu * (1 + 1e-9))
    size = mu**2 / (variance - mu)
    seen = float(stats.nbinom.isf(limit, size, size / (size + mu))) + 1
    return max(seen, LEAST) / mu

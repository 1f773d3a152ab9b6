"""Days and hours that lie above the same series' near past: a negative-binomial tail at a false-alarm rate that the caller states.

The expected count is the series' own recent mean times the effect that a day of the week, a holiday or an hour of the day has on all
series together. A step that alarmed counts as expected when it serves as past.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from voc.errors import VocError
from voc.risk.alarm import LEAST, Alarm, Floats, Ints, tail

HOLIDAY = 7
"""Phase of a public holiday, after Monday 0 to Sunday 6."""


@dataclass(frozen=True)
class Rhythm:
    """How far a scan looks back, what it leaves out just before, what it needs before it speaks (steps), and steps a year."""

    history: int
    gap: int
    warm: int
    a_year: float

    def limit(self, series: int, per_year: float) -> float:
        """The p-value under which a step of one of `series` series alarms, so that all raise `per_year` false alarms a year."""
        if not per_year > 0:
            raise VocError(f"每年误报次数应大于 0，给的是 {per_year}。", f"false alarms a year must be above 0; given {per_year}.")
        return per_year / (max(1, series) * self.a_year)


DAILY = Rhythm(history=56, gap=3, warm=28, a_year=365.25)
HOURLY = Rhythm(history=28 * 24, gap=24, warm=14 * 24, a_year=365.25 * 24)


def scan(counts: Ints, phases: Ints, rhythm: Rhythm = DAILY, per_year: float = 4.0, starts: Ints | None = None) -> list[Alarm]:
    """Steps at which a series lies above its past; counts are series x steps, `phases` small numbers, one per step.

    A series that begins late (`starts`, its first step) speaks once it has enough past of its own.
    `per_year` is the number of false alarms a year over all series that the threshold allows; an alarm's strength is its p-value.
    """
    from scipy.special import betainc

    series, steps = counts.shape
    if not series:
        return []
    limit = rhythm.limit(series, per_year)
    past, totals, alarms = counts.astype(float), counts.sum(axis=0).astype(float), []
    begun = np.zeros(series, dtype=np.int64) if starts is None else starts
    for step in range(rhythm.gap + rhythm.warm, steps):
        until = step - rhythm.gap
        window = slice(max(0, until - rhythm.history), until)
        asked = np.flatnonzero((counts[:, step] >= LEAST) & (until - begun >= rhythm.warm))
        if not len(asked):
            continue
        effect = phase_effects(totals[:until], phases[:until], window.start, phases[step])
        within = effect[phases[window]] * (np.arange(window.start, until) >= begun[asked, None])
        recent = past[asked, window]
        level = recent.sum(axis=1) / within.sum(axis=1)
        mu = np.maximum(level * effect[phases[step]], 0.5 / rhythm.history)
        phi = _dispersion(recent, level[:, None] * within)
        variance = phi * mu + mu**2 / (recent.sum(axis=1) + 0.5)
        seen = counts[asked, step]
        size = mu**2 / np.maximum(variance - mu, 1e-9)
        p = np.where(seen > mu, betainc(seen, size, mu / (size + mu)), 1.0)
        for place in np.flatnonzero(p < limit):
            row = int(asked[place])
            alarms.append(Alarm(row, step, float(seen[place]), float(mu[place]), float(phi[place]), float(p[place])))
            totals[step] += mu[place] - past[row, step]
            past[row, step] = mu[place]
    return alarms


def phase_effects(totals: Floats, phases: Ints, recent: int = 0, wanted: int = 0) -> Floats:
    """Factor per phase on the totals of all series, mean about 1: from the steps from `recent` on; rare phases from all steps there are.

    Half a cycle's worth of the average keeps a thin history from saying that nobody writes on Sundays. A holiday before any was seen
    counts as a Sunday.
    """
    kinds = int(max(phases.max(initial=0), wanted)) + 1
    effect = _effect(totals[recent:], phases[recent:], kinds)
    if kinds == HOLIDAY + 1:
        plain = phases[recent:] != HOLIDAY
        effect = _effect(totals[recent:][plain], phases[recent:][plain], kinds)
        effect[HOLIDAY] = _holiday(totals, phases, effect)
    return effect


def _effect(totals: Floats, phases: Ints, kinds: int) -> Floats:
    seen = np.bincount(phases, minlength=kinds)
    whole = totals.mean() if len(totals) else 0.0
    if whole <= 0:
        return np.ones(kinds)
    effect: Floats = (np.bincount(phases, totals, minlength=kinds) + 0.5 * whole) / ((seen + 0.5) * whole)
    return effect


def _holiday(totals: Floats, phases: Ints, effect: Floats) -> float:
    """What a holiday is to the mean of the eight weeks around it, over all holidays seen, drawn a day's worth towards a Sunday."""
    days = np.flatnonzero(phases == HOLIDAY)
    around = sum(_near(totals, phases, int(day)) for day in days)
    sunday = float(effect[6])
    whole = around / len(days) if len(days) else 0.0
    return (float(totals[days].sum()) + sunday * whole) / (around + whole) if whole > 0 else sunday


def _near(totals: Floats, phases: Ints, day: int) -> float:
    span = slice(max(0, day - 28), day + 28)
    plain = totals[span][phases[span] != HOLIDAY]
    return float(plain.mean()) if len(plain) else 0.0


def _dispersion(counts: Floats, expected: Floats) -> Floats:
    """Pearson's X2 / df per series, at least 1."""
    parts = np.divide((counts - expected) ** 2, expected, out=np.zeros_like(expected), where=expected > 0)
    chi2: Floats = np.maximum(1.0, parts.sum(axis=1) / np.maximum(1, (expected > 0).sum(axis=1) - 1))
    return chi2


def smallest_surge(mu: float, phi: float, limit: float) -> float | None:
    """How many times the expected count one step must show to alarm at p-value `limit`; None where nothing is expected."""
    if mu <= 0:
        return None
    low, high = 0, max(LEAST, math.ceil(mu))
    while tail(high, mu, phi) >= limit:
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if tail(middle, mu, phi) >= limit else (low, middle)
    return max(high, LEAST) / mu


def power(mu: float, phi: float, limit: float, times: float = 2.0, steps: int = 3) -> float:
    """Chance that a surge to `times` the expected count alarms on one of `steps` steps, at p-value `limit`."""
    needed = (smallest_surge(mu, phi, limit) or math.inf) * mu
    return 1 - (1 - tail(math.ceil(needed - 1e-9), times * mu, phi)) ** steps if math.isfinite(needed) else 0.0

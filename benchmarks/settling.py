"""How many days after a change lie on neither side: false effects, power and bias of the proof of effect by settling length.

Simulated without a look at any sample. Complaints of a cause come in at a base rate and, while the fault lasts, as many again; after the
change customers go on speaking of what happened before it, by delays of a mean of 3, 7 or 14 days. The logarithm of the rate wanders with
an autocorrelation of .3 to .6 from week to week. Power is the share of simulated mendings called "works", false the share of changes that
did nothing called "works" or "worse"; bias is the mean of the adjusted elimination less the true one (a half).

    python benchmarks/settling.py
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

import numpy as np

from voc.loop.actions import LONGEST, SETTLES
from voc.loop.effect import Counts, effect
from voc.survey.intervals import Floats

LENGTHS = (0, 7, 14, 21, 28)
DELAYS = (3.0, 7.0, 14.0)
SEEN = (6, 8, 12)
"""Weeks of data after the change."""
WEEKS_BEFORE = LONGEST // 7
BASE, REST, WANDER = 20.0, 200.0, 0.2
"""Verbatims a week of the cause without the fault and of all else, and the spread of the logarithm of the rate."""


def _wander(chance: np.random.Generator, weeks: int) -> Floats:
    rho = chance.uniform(0.3, 0.6)
    level, found = 0.0, []
    for shock in chance.normal(size=weeks + 20) * np.sqrt(1 - rho * rho):
        level = rho * level + shock
        found.append(level)
    return WANDER * np.array(found[20:])


def _after(delay: float | None, weeks: int) -> Floats:
    """Mean of what is left of the fault in each week after the change: all of it where nothing was mended (None)."""
    if delay is None:
        return np.ones(weeks)
    ends = np.exp(-7 * np.arange(weeks + 1) / delay)
    return np.asarray(delay / 7 * (ends[:-1] - ends[1:]), dtype=float)


def drawn(chance: np.random.Generator, delay: float | None, seen: int) -> list[Counts]:
    """Counts by week, twelve before the change and `seen` after it."""
    left = np.concatenate([np.ones(WEEKS_BEFORE), _after(delay, seen)])
    rate = BASE * (1 + left) * np.exp(_wander(chance, len(left)))
    return [Counts(int(k), int(rest), 7) for k, rest in zip(chance.poisson(rate), chance.poisson(REST, len(left)), strict=True)]


def judged(made: Sequence[Counts], length: int) -> tuple[str, float | None]:
    """Verdict and adjusted elimination with so many days of settling."""
    cut = WEEKS_BEFORE + length // 7
    found = effect(made[:WEEKS_BEFORE], made[cut:], made[WEEKS_BEFORE:cut])
    return found.verdict, found.adjusted.value


def measured(runs: int, seed: int) -> dict[int, dict[tuple[float | None, int], tuple[float, float]]]:
    """Per length and (delay, weeks seen): share "works" (with delay None: false) and bias. All lengths judge the same draws."""
    chance = np.random.default_rng(seed)
    found: dict[int, dict[tuple[float | None, int], tuple[float, float]]] = {length: {} for length in LENGTHS}
    for delay in (None, *DELAYS):
        for seen in SEEN:
            draws = [drawn(chance, delay, seen) for _ in range(runs)]
            for length in LENGTHS:
                said = [judged(made, length) for made in draws]
                hits = ("works", "worse") if delay is None else ("works",)
                values = [value for _, value in said if value is not None]
                truth = 0.0 if delay is None else 0.5
                bias = float(np.mean(values)) - truth if values else float("nan")
                found[length][delay, seen] = sum(verdict in hits for verdict, _ in said) / runs, bias
    return found


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 400
    found = measured(runs, 20261129)
    cases = [(delay, seen) for delay in (None, *DELAYS) for seen in SEEN]
    print(
        "days   "
        + "  ".join(f"{'null' if delay is None else f'{delay:g}d':>4}/{seen:<2}w     " for delay, seen in cases)
        + "  worst loss"
    )
    best = {case: max(found[length][case][0] for length in LENGTHS) for case in cases if case[0] is not None}
    for length in LENGTHS:
        loss = max(best[case] - found[length][case][0] for case in best)
        cells = (f"{found[length][case][0]:.3f} ({found[length][case][1]:+.2f})" for case in cases)
        print(f"{length:>4}   " + "  ".join(cells) + f"  {loss:.3f}{'   <- default' if length == SETTLES else ''}")


if __name__ == "__main__":
    main()

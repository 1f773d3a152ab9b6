"""Weekly alert scan of 2,000 series x 156 weeks, against a plain loop over statsmodels' GLM in the same run.

    python benchmarks/alert_scan.py [--series 2000] [--loop 12]

The loop refits every series every week, as the scan does; it is timed on a few series and scaled up. CPU seconds of this process.
"""

from __future__ import annotations

import argparse
import time

import numpy as np
import statsmodels.api as sm

from voc.risk.weekly import GAP_WEEKS, HARMONIC_FROM, WARM_WEEKS, weekly_alarms, weekly_scores

WEEKS = 156


def series(number: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(7)
    share = np.exp(rng.normal(-4, 1, number))[:, None]
    angle = 2 * np.pi * np.arange(WEEKS) / 52.18 + rng.uniform(0, 6, (number, 1))
    p = np.clip(share * np.exp(0.4 * np.sin(angle)), 0, 0.5)
    return rng.binomial(600, rng.beta(p * 300, (1 - p) * 300)), np.full(WEEKS, 600)


def loop(counts: np.ndarray, bases: np.ndarray) -> np.ndarray:
    """Expected counts of one series, week by week, by statsmodels."""
    expected = np.full(WEEKS, np.nan)
    angle = 2 * np.pi * np.arange(WEEKS) * 7 / 365.25
    season = np.column_stack([np.ones(WEEKS), np.sin(angle), np.cos(angle)])
    for week in range(WARM_WEEKS + GAP_WEEKS, WEEKS):
        until = week - GAP_WEEKS
        design = season if week >= HARMONIC_FROM else season[:, :1]
        known = np.column_stack([counts[:until], bases[:until] - counts[:until]])
        fitted = sm.GLM(known, design[:until], family=sm.families.Binomial()).fit()
        expected[week] = fitted.predict(design[week : week + 1])[0] * bases[week]
    return expected


def main() -> None:
    given = argparse.ArgumentParser()
    given.add_argument("--series", type=int, default=2000)
    given.add_argument("--loop", type=int, default=12)
    asked = given.parse_args()
    counts, bases = series(asked.series)
    wall, cpu = time.perf_counter(), time.process_time()
    alarms = weekly_alarms(counts, bases)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    begun = time.process_time()
    looped = np.array([loop(row, bases) for row in counts[: asked.loop]])
    scaled = (time.process_time() - begun) / asked.loop * asked.series
    found = weekly_scores(counts[: asked.loop], bases).expected
    apart = np.nanmax(np.abs(found / looped - 1)[:, -52:])
    print(f"{asked.series:,} series x {WEEKS} weeks, {len(alarms)} alarms: {wall:.2f} s, {cpu:.2f} CPU-s")
    print(f"statsmodels loop, {asked.loop} series scaled up: {scaled:.0f} CPU-s, {scaled / cpu:.0f} times as long")
    print(
        f"largest relative difference of the expected counts, last year: {apart:.3f} (surges are lowered before they serve as past)"
    )


if __name__ == "__main__":
    main()

"""Word-of-mouth risk of 500 cells of brand x product x cause with both intervals, from roll-ups of a million verbatims.

    python benchmarks/risk_cells.py [--verbatims 1000000] [--draws 10000]

The alternative in the same run is what the closed form replaces: the same 500 cells by simulation, of which a few are timed and scaled up.
"""

from __future__ import annotations

import argparse
import time

import duckdb
import numpy as np

from voc.risk.assess import Setup, assess_all
from voc.risk.attribution import cause_counts
from voc.risk.ledger import Coefficient, Ledger, load_ledger
from voc.risk.misread import Misread, load_confusion
from voc.risk.moments import Shares

BRANDS, PRODUCTS, CAUSES = 3, 10, 25


def rolled_up(verbatims: int) -> tuple[dict[str, dict[str, float]], float]:
    """Negative verbatims by brand x product and cause, and the seconds of the roll-up."""
    connection = duckdb.connect()
    connection.execute(
        f"CREATE TABLE v AS SELECT 'b' || (hash(i) % {BRANDS}) AS brand, 'p' || (hash(i + 1) % {PRODUCTS}) AS product,"
        f" 'billing.c' || CAST(floor({CAUSES} * pow(random(), 2)) AS INT) AS cause FROM range({verbatims}) t(i)"
    )
    begun = time.perf_counter()
    rows = connection.execute("SELECT brand || product AS cell, cause, count(*) FROM v GROUP BY ALL").fetchall()
    seconds = time.perf_counter() - begun
    counts: dict[str, dict[str, float]] = {}
    for cell, cause, n in rows:
        counts.setdefault(cell, {}).update(cause_counts([(cause, None)], [n]))
    return counts, seconds


def drawn(shares: Shares, ledger: Ledger, counts: dict[str, float], draws: int, rng: np.random.Generator) -> np.ndarray:
    """Intervals of every cause of one cell by simulation, sampling and full."""
    d = rng.dirichlet(shares.alpha(), draws)[:, 2]
    theta = rng.dirichlet(np.array(list(counts.values())) + 0.5, draws)
    told = {}
    for name in ("a_D", "a_H"):
        one = ledger[name]
        told[name] = rng.gamma(1 / one.prior.cv**2, one.value * one.prior.cv**2, draws)
    h, c, loyal = (rng.beta(*ledger[name].beta(), draws) for name in ("h", "c", "lambda"))
    u = 1 - 0.6 * loyal
    m = told["a_D"] * (1 - c + c * u * (1 - h)) + told["a_H"] * c * u * h
    return np.quantile(1000 * (d * m)[:, None] * theta, [0.025, 0.975], axis=0)


def main() -> None:
    given = argparse.ArgumentParser()
    given.add_argument("--verbatims", type=int, default=1_000_000)
    given.add_argument("--draws", type=int, default=10_000)
    asked = given.parse_args()
    counts, rolling = rolled_up(asked.verbatims)
    rng = np.random.default_rng(5)
    cells: dict[str, Shares | None] = {
        name: Shares.of_counts(*rng.multinomial(int(rng.integers(20, 2000)), rng.dirichlet([70, 18, 12])).tolist())
        for name in counts
    }
    ledger = load_ledger()
    setup = Setup(ledger, Coefficient("r", 0.6), "complainers", "both", target=900.0)
    customers = dict.fromkeys(cells, 50_000.0)
    misread = Misread(load_confusion())
    assess_all(cells, setup, customers=customers, counts=counts, misread=misread)  # imports
    begun = time.perf_counter()
    found = assess_all(cells, setup, customers=customers, counts=counts, misread=misread)
    seconds = time.perf_counter() - begun
    parts = sum(len(one.causes) for one in found.values())
    some = list(counts)[:3]
    begun = time.perf_counter()
    for name in some:
        shares = cells[name]
        if shares is not None:
            drawn(shares, ledger, counts[name], asked.draws, rng)
    simulated = (time.perf_counter() - begun) / len(some) * len(counts)
    print(
        f"{parts} cells of brand x product x cause, both intervals: {seconds:.2f} s (roll-up of {asked.verbatims:,} verbatims {rolling:.2f} s)"
    )
    print(
        f"by {asked.draws:,} draws, {len(some)} of {len(counts)} cells scaled up: {simulated:.1f} s, {simulated / seconds:.0f} times as long"
    )


if __name__ == "__main__":
    main()

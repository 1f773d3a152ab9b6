"""A survey of 200,000 rows and 150 columns from the file to its figures, beside pandas and statsmodels written plainly on the same file.

`python benchmarks/survey_desk.py [ROWS]`: seconds and peak memory of each step, and the ratio of the whole.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd
import statsmodels.api as sm
from survey_file import write

from voc.jobs.survey_report import read_survey
from voc.jobs.survey_tables import crossed
from voc.settings import Settings
from voc.survey.drivers import drivers, repaired, resampled
from voc.survey.index_model import index_model
from voc.survey.relative_weights import johnson, lmg
from voc.survey.tables import Stub
from voc.survey.targets import weighted

TARGETS = {
    "region": {f"地市{place}": (13 - place) / 78 for place in range(1, 13)},
    "age": {f"年龄段{place}": 1 / 6 for place in range(1, 7)},
}
ROWS, COLUMNS = 40, 12


def timed(name: str, begun: float) -> float:
    spent = time.perf_counter() - begun
    print(f"  {name:<44} {spent:7.2f} s   peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20:5.2f} GB")
    return spent


def ours(path: Path) -> float:
    start = begun = time.perf_counter()
    panel = read_survey(path, None, settings=Settings())[0]
    timed(f"read {len(panel):,} x {len(panel.questions) + len(panel.choices) + len(panel.operational)} answers", begun)
    begun = time.perf_counter()
    panel = weighted(panel, TARGETS).panel
    timed("weighted to two margins", begun)
    begun = time.perf_counter()
    names = tuple(one.name for one in panel.choices[:ROWS])
    table = crossed(panel, [Stub("problems", names, panel.chosen[:, :ROWS], multiple=True)], ["region"], lambda zh, en: en)
    assert (len(table.lines), len(table.heads)) == (ROWS, COLUMNS + 1)
    timed("crosstab 40 x 12 with letters", begun)
    begun = time.perf_counter()
    rated = [name for name in panel.purposes.drivers if name.startswith("驱动")]
    assert len(rated) == 17
    found = drivers(panel.of(panel.place, "总体满意度"), {name: panel.of(panel.place, name) for name in rated}, panel.weights)
    assert found.r2 is not None
    timed("17 drivers, LMG, 300 resamples", begun)
    begun = time.perf_counter()
    assert index_model(panel, resamples=100) is not None
    timed("satisfaction index (PLS), 100 resamples", begun)
    return time.perf_counter() - start


def plainly(path: Path) -> float:
    """The same figures as pandas and statsmodels give them in a few lines; ten resamples stand for 300, LMG is left out (it has none)."""
    start = begun = time.perf_counter()
    table = pd.read_csv(path)
    timed("pandas: read", begun)
    begun = time.perf_counter()
    w = table["权重"].to_numpy(float).copy()
    for _ in range(20):
        for column, field in (("地市", "region"), ("年龄段", "age")):
            have = pd.Series(w).groupby(table[column]).sum() / w.sum()
            w *= table[column].map(pd.Series(TARGETS[field]) / have).to_numpy(float)
    timed("pandas: raking", begun)
    begun = time.perf_counter()
    for place in range(1, ROWS + 1):
        hit = table[f"遇到问题{place}"] > 0
        pd.crosstab(hit, table["地市"], values=w, aggfunc="sum", normalize="columns")
    timed("pandas: crosstab without letters", begun)
    begun = time.perf_counter()
    x = table[[f"驱动{place}评分" for place in range(1, 18)]].to_numpy(float)
    y = table["总体满意度"].to_numpy(float)
    chance = np.random.default_rng(1)
    for _ in range(10):
        rows = chance.integers(0, len(y), len(y))
        sm.WLS(y[rows], sm.add_constant(x[rows]), weights=w[rows]).fit()
    ten = timed("statsmodels: 10 resampled regressions", begun)
    print(f"  (300 of them, as ours: {30 * ten:.0f} s)")
    return time.perf_counter() - start + 29 * ten


def bootstraps() -> None:
    chance = np.random.default_rng(3)
    for n in (5_433, 200_000):
        x = chance.normal(size=(n, 1)) + chance.normal(size=(n, 17))
        z, w = np.column_stack([x, x.sum(axis=1) + 5 * chance.normal(size=n)]), np.ones(n)
        begun = time.perf_counter()
        r = repaired(resampled(z, w, 1000, 1))
        johnson(r[:, :-1, :-1], r[:, :-1, -1])
        timed(f"1,000 Johnson bootstraps, 17 drivers, n = {n:,}", begun)
        if n == 5_433:
            begun = time.perf_counter()
            lmg(r[0, :-1, :-1], r[0, :-1, -1])
            timed("LMG, 17 drivers", begun)
            begun = time.perf_counter()
            for _ in range(10):
                rows = chance.integers(0, n, n)
                sm.OLS(z[rows, -1], sm.add_constant(z[rows, :-1])).fit()
            timed("statsmodels: 10 resampled regressions", begun)


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "survey.csv"
        write(path, rows)
        print(f"{rows:,} rows x 150 columns, {path.stat().st_size >> 20} MB")
        mine = ours(path)
        print(f"voc: {mine:.1f} s")
        theirs = plainly(path)
        print(f"pandas and statsmodels, 300 resamples: {theirs:.1f} s; ratio {theirs / mine:.1f}")
    bootstraps()


if __name__ == "__main__":
    main()

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.contingency_tables import mcnemar as theirs

from voc.survey.headline import MEASURES, Headline
from voc.survey.intervals import Estimate, benjamini_hochberg, mean_index, nps, share, two_proportions_z
from voc.survey.waves import mcnemar, steps

NOTHING = Estimate(None, None, None, 0, 0.0, "none")


def _wave(top: int, n: int, index: float) -> Headline:
    values = np.clip(index + 10 * np.linspace(-1, 1, n), 0, 100)
    figures = dict.fromkeys(MEASURES, NOTHING)
    figures |= {
        "top": share([1.0] * top + [0.0] * (n - top)),
        "satisfaction": mean_index(values, 0, 100),
        "nps": nps(n / 2, n / 4, n / 4),
    }
    return Headline(n, float(n), 1.0, 0.05, figures, 0)


def test_changes_are_tested_and_adjusted_together() -> None:
    waves = [("1", _wave(120, 200, 70)), ("2", _wave(150, 200, 74)), ("3", _wave(10, 20, 80))]
    found = steps(waves)
    assert [(one.before, one.now, one.measure) for one in found] == [
        ("1", "2", "satisfaction"),
        ("1", "2", "top"),
        ("1", "2", "nps"),
    ]
    a, b = waves[0][1].figures["satisfaction"], waves[1][1].figures["satisfaction"]
    z = (float(b.value or 0) - float(a.value or 0)) / np.hypot(float(a.se or 0), float(b.se or 0))
    plain = [2 * stats.norm.sf(abs(z)), two_proportions_z(0.75, 200, 0.60, 200).p, 1.0]
    assert [one.p for one in found] == pytest.approx(benjamini_hochberg(plain).tolist())
    assert found[1].change == pytest.approx(0.15)
    assert found[1].low < 0.15 < found[1].high


def test_mcnemar_as_designed_and_as_statsmodels() -> None:
    assert mcnemar(5, 15) == pytest.approx(0.0413895, abs=1e-6)
    for one, two in ((0, 0), (3, 9), (20, 21), (0, 7)):
        assert mcnemar(one, two) == pytest.approx(float(theirs([[1, one], [two, 1]], exact=True).pvalue))

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voc.errors import VocError
from voc.service.diversion import FEWEST_WEEKS, Refused, campaign, diversion, verdict_of
from voc.service.gls import glsar
from voc.survey.intervals import Estimate, Floats

WEEKS = 156


def _noise(chance: np.random.Generator, n: int, rho: float, sd: float) -> Floats:
    shocks, level, found = chance.normal(0, sd, n + 40), 0.0, []
    for shock in shocks:
        level = rho * level + shock
        found.append(level)
    return np.array(found[40:])


def _volumes(seed: int, elasticity: float, n: int = WEEKS, rho: float = 0.4) -> tuple[Floats, Floats]:
    """Halls and electronic volume that both trend, with a season; halls answer to electronic volume by `elasticity`."""
    chance, week = np.random.default_rng(seed), np.arange(n)
    e = 9.5 + 0.006 * week + 0.05 * np.cos(week / 8.3) + _noise(chance, n, 0.4, 0.09)
    h = 8.6 - 0.004 * week + 0.08 * np.sin(week / 8.3) + elasticity * (e - 9.5) + _noise(chance, n, rho, 0.02)
    return np.exp(h), np.exp(e)


@pytest.mark.parametrize("seed", range(4))
def test_glsar_agrees_with_statsmodels(seed: int) -> None:
    from statsmodels.regression.linear_model import GLSAR

    chance = np.random.default_rng(seed)
    x = np.column_stack([np.ones(120), np.linspace(0, 1, 120), chance.normal(size=120)])
    y = x @ [2.0, 1.0, -0.5] + _noise(chance, 120, 0.5, 1.0)
    ours = glsar(y, x, rounds=25, mend=False)
    model = GLSAR(y, x, rho=1)
    theirs = model.iterative_fit(maxiter=60, rtol=1e-10)
    assert ours.rho == pytest.approx(float(model.rho[0]), abs=2e-2)
    at_rho = GLSAR(y, x, rho=np.array([ours.rho])).fit()
    assert ours.beta == pytest.approx(at_rho.params, abs=1e-8)
    assert np.sqrt(np.diag(ours.covariance)) == pytest.approx(at_rho.bse, abs=1e-8)
    assert ours.beta == pytest.approx(theirs.params, abs=0.02)
    mended = glsar(y, x)
    assert mended.rho > ours.rho


@pytest.mark.parametrize(("elasticity", "verdict"), [(-0.4, "relieves"), (0.0, "none"), (0.5, "grows")])
def test_the_planted_elasticity_is_told(elasticity: float, verdict: str) -> None:
    found = diversion(*_volumes(3, elasticity))
    assert found.hall.low is not None
    assert found.hall.high is not None
    assert found.hall.low <= elasticity <= found.hall.high
    assert (found.verdict, found.weeks) == (verdict, WEEKS - 2)
    assert sum(lag.value or 0 for lag in found.lags) == pytest.approx(found.hall.value)


def test_two_trends_are_no_relief_though_they_correlate() -> None:
    claimed = correlated = 0
    for seed in range(60):
        hall, electronic = _volumes(seed, 0.0)
        correlated += np.corrcoef(hall, electronic)[0, 1] < -0.5
        claimed += diversion(hall, electronic).verdict == "relieves"
    assert correlated == 60
    assert claimed <= 5


def test_the_outage_of_a_week_is_not_taken_for_diversion() -> None:
    hall, electronic = _volumes(5, 0.0)
    out = np.zeros(WEEKS)
    out[100] = 1
    hall[100] *= 1.5
    electronic[100] *= 0.5
    assert diversion(hall, electronic).verdict == "relieves"
    assert diversion(hall, electronic, [out, np.zeros(WEEKS)]).verdict == "none"


def test_a_campaign_that_relieves_and_one_that_only_adds() -> None:
    hall, electronic = _volumes(11, 0.0)
    during = [110 <= week < 130 for week in range(WEEKS)]
    lifted = np.where(during, electronic * 1.5, electronic)
    adds = campaign(hall, lifted, during)
    assert (adds.verdict, adds.weeks) == ("none", 20)
    assert adds.electronic.value == pytest.approx(np.log(1.5), abs=0.08)
    assert adds.total.low is not None
    assert adds.total.low > 0
    relieves = campaign(np.where(during, hall * 0.8, hall), lifted, during)
    assert relieves.verdict == "relieves"
    assert relieves.hall.value == pytest.approx(np.log(0.8), abs=0.06)
    assert campaign(hall, electronic, during).verdict == "unclear"


def test_too_short_or_too_flat_is_refused() -> None:
    hall, electronic = _volumes(1, -0.3)
    with pytest.raises(Refused) as short:
        diversion(hall[: FEWEST_WEEKS - 1], electronic[: FEWEST_WEEKS - 1])
    assert str(FEWEST_WEEKS) in short.value.zh
    assert str(FEWEST_WEEKS) in short.value.en
    with pytest.raises(VocError):
        diversion(hall, np.exp(np.linspace(8, 9, WEEKS)))
    with pytest.raises(VocError):
        diversion(hall, electronic[:-1])
    with pytest.raises(VocError, match="levels"):
        diversion(hall, electronic, method="levels")
    for during in ([False] * WEEKS, [True] * WEEKS):
        with pytest.raises(VocError):
            campaign(hall, electronic, during)


def test_a_gap_leaves_the_longest_run() -> None:
    hall, electronic = _volumes(2, -0.3)
    gappy = [None if week == 40 else value for week, value in enumerate(hall.tolist())]
    assert diversion(gappy, electronic).weeks == WEEKS - 41 - 2
    assert diversion(gappy, electronic).hall.value == pytest.approx(diversion(hall[41:], electronic[41:]).hall.value, abs=1e-2)
    with pytest.raises(Refused):
        diversion([0.0] * WEEKS, electronic)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000), st.floats(0.01, 100), st.floats(0.01, 100))
def test_units_do_not_matter(seed: int, one: float, other: float) -> None:
    hall, electronic = _volumes(seed, -0.2, 80)
    assert diversion(hall * one, electronic * other).hall.value == pytest.approx(diversion(hall, electronic).hall.value, abs=1e-6)


@pytest.mark.parametrize(
    ("low", "high", "verdict"), [(-0.5, -0.1, "relieves"), (0.1, 0.2, "grows"), (-0.05, 0.2, "none"), (-0.3, 0.1, "unclear")]
)
def test_verdicts(low: float, high: float, verdict: str) -> None:
    assert verdict_of(Estimate((low + high) / 2, low, high, 100, 100.0, "given"), 0.1) == verdict
    assert verdict_of(Estimate(None, None, None, 0, 0.0, "given"), 0.1) == "unclear"


@pytest.mark.slow
@pytest.mark.parametrize("rho", [0.3, 0.45, 0.6])
def test_false_effects_under_the_null(rho: float) -> None:
    found = [diversion(*_volumes(10_000 + seed, 0.0, rho=rho)).hall for seed in range(1000)]
    false = sum(one.low is not None and one.high is not None and not one.low <= 0 <= one.high for one in found) / len(found)
    assert 0.03 <= false <= 0.07

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voc.errors import VocError
from voc.risk.classifier import Audit, corrected, corrected_share

UNIT = st.floats(0, 1)


@settings(max_examples=400, deadline=None)
@given(UNIT, UNIT, UNIT)
def test_correction_undoes_the_classifier(true: float, sensitivity: float, specificity: float) -> None:
    seen = true * sensitivity + (1 - true) * (1 - specificity)
    if sensitivity + specificity - 1 < 0.3:
        with pytest.raises(VocError, match=r"at least 0\.3"):
            corrected_share(seen, sensitivity, specificity)
    else:
        assert corrected_share(seen, sensitivity, specificity) == pytest.approx(true, abs=1e-9)


@pytest.mark.parametrize(("p", "expected"), [(0.0, 0.0), (0.05, 0.0), (0.1, 0.0), (0.45, 0.5), (0.9, 1.0)])
def test_correction_stays_a_share(p: float, expected: float) -> None:
    assert corrected_share(p, 0.8, 0.9) == pytest.approx(expected)


def test_error_of_survey_and_audit_against_simulation() -> None:
    rng, runs = np.random.default_rng(2), 100_000
    true, n, audit = 0.12, 1000, Audit(160, 200, 380, 400)
    seen = rng.binomial(n, true * 0.8 + (1 - true) * 0.05, runs) / n
    sensitivity, specificity = rng.binomial(200, 0.8, runs) / 200, rng.binomial(400, 0.95, runs) / 400
    drawn = (seen + specificity - 1) / (sensitivity + specificity - 1)
    found = corrected(float(true * 0.8 + (1 - true) * 0.05), n, audit)
    assert found.share == pytest.approx(true)
    assert found.sd == pytest.approx(drawn.std(), rel=0.05)
    assert found.effective_base == pytest.approx(true * (1 - true) / found.sd**2, rel=0.02)
    assert found.effective_base < n


@settings(max_examples=400, deadline=None)
@given(UNIT, st.floats(1, 10_000), st.integers(20, 2000))
def test_correction_never_gains_information(p: float, n: float, audited: int) -> None:
    found = corrected(p, n, Audit(audited, audited, audited, audited))
    assert 0 < found.effective_base <= n
    assert found.sd > 0


@pytest.mark.parametrize("bad", [(11, 10, 5, 10), (5, 0, 5, 10), (5, 10, -1, 10)])
def test_impossible_audits_are_refused(bad: tuple[float, float, float, float]) -> None:
    with pytest.raises(VocError, match="labels on both sides"):
        Audit(*bad)


def test_impossible_shares_are_refused() -> None:
    with pytest.raises(VocError, match="between 0 and 1"):
        corrected_share(1.2, 0.9, 0.9)
    with pytest.raises(VocError, match="above 0"):
        corrected(0.2, 0, Audit(9, 10, 9, 10))

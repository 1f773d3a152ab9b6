from __future__ import annotations

import pytest

from voc.jobs.evaluate_causes import cause_figures


def test_figures_by_hand() -> None:
    truth = ["network.voice"] * 10 + ["billing.charges"] * 2
    second = ["service.resolution"] + [""] * 11
    given = ["network.voice"] * 6 + ["network.coverage"] * 2 + ["", "billing.charges"] + ["billing.charges", ""]
    given2 = [""] * 6 + ["network.voice"] + [""] * 5
    confidence = [0.9] * 6 + [0.2] * 6
    found = {figure.name: figure for figure in cause_figures(truth, second, given, given2, confidence)}
    assert (found["level_1"].value, found["level_1"].base) == (9 / 12, 12)
    assert found["exact"].value == 7 / 12
    assert found["primary_or_secondary"].value == 8 / 12
    assert found["not_coded"].value == 2 / 12
    assert (found["exact_of_coded"].value, found["exact_of_coded"].base) == (7 / 10, 10)
    assert (found["recall network.voice"].value, found["recall network.voice"].base) == (6 / 10, 10)
    assert not any(name.endswith("billing.charges") for name in found), "fewer than ten are told for no code"


def test_the_surest_come_first() -> None:
    truth = ["network.voice"] * 20
    given = ["network.voice"] * 17 + ["network.roaming"] * 3
    found = {f.name: f for f in cause_figures(truth, [""] * 20, given, [""] * 20, [0.9] * 17 + [0.3] * 3)}
    assert (found["exact_of_surest_85"].value, found["exact_of_surest_85"].base) == (1.0, 17)
    assert found["level_1_of_surest_85"].value == 1.0


def test_what_is_left_for_eight_in_ten_by_hand() -> None:
    """Seventeen right, then three wrong, of twenty: all twenty are right in 17/20, so none has to be left; of ten right and ten wrong the surest twelve are (10/12)."""
    truth = ["network.voice"] * 20
    for right, left in ((17, 0.0), (10, 8 / 20)):
        given = ["network.voice"] * right + ["network.roaming"] * (20 - right)
        sure = [1 - place / 40 for place in range(20)]
        found = {f.name: f for f in cause_figures(truth, [""] * 20, given, [""] * 20, sure)}
        exact = found["left_uncoded_at_80_exact"]
        assert exact.value == pytest.approx(left)
        assert exact.low is not None
        assert exact.high is not None
        assert exact.low <= left <= exact.high
        assert found["left_uncoded_at_80_level_1"].value == 0.0
    nothing = {f.name: f for f in cause_figures(truth, [""] * 20, [""] * 20, [""] * 20, [0.0] * 20)}
    assert nothing["left_uncoded_at_80_exact"].value is None

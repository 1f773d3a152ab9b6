from __future__ import annotations

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

"""Calibration figures against numbers worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from voc.jobs.calibration import chances, figures
from voc.jobs.evaluate import evaluate
from voc.settings import Settings


def test_chances_come_back_from_polarity_and_confidence() -> None:
    given = np.array([[0.7, 0.2, 0.1], [0.2, 0.5, 0.3], [0.05, 0.15, 0.8]])
    label = ["neg", "neu", "pos"]
    found = chances((given[:, 2] - given[:, 0]).tolist(), label, given.max(axis=1).tolist())
    assert np.allclose(found, given)


def test_brier_and_calibration_error_by_hand() -> None:
    found = np.array([[0.9, 0.1, 0.0]] * 10)
    truth = ["neg"] * 7 + ["neu"] * 3
    brier, error, band = figures(truth, found, two=False)
    assert brier.value == pytest.approx(0.7 * (0.01 + 0.01) + 0.3 * (0.81 + 0.81))
    assert error.value == pytest.approx(0.2)
    assert band.low is not None
    assert band.high is not None
    assert 0 <= band.low <= 0.05 < band.high < 0.35


def test_two_labels_take_neutral_out() -> None:
    found = np.array([[0.3, 0.5, 0.2]])
    brier, error, _ = figures(["neg"], found, two=True)
    assert brier.value == pytest.approx(0.4**2)
    assert error.value == pytest.approx(0.4)


def test_a_calibrated_model_lies_in_its_band_and_a_boaster_does_not() -> None:
    rng = np.random.default_rng(1)
    praise = rng.uniform(0.5, 1.0, 3000)
    truth = np.where(rng.random(3000) < praise, "pos", "neg").tolist()
    for sure, inside in ((praise, True), (np.minimum(1.0, praise + 0.15), False)):
        _, error, band = figures(truth, np.stack([1 - sure, np.zeros(3000), sure], axis=1), two=True)
        assert (error.value <= band.high) is inside  # type: ignore[operator]


def test_ratings_are_held_against_the_polarity_by_rank(write_csv) -> None:
    rows = [
        {"text": "网速很快，非常满意", "satisfaction": "2"},
        {"text": "信号太差，没人管", "satisfaction": "-2"},
        {"text": "请问怎么查流量", "satisfaction": "0"},
    ]
    result = evaluate("sentiment", write_csv("a.csv", rows), settings=Settings())
    assert (result.figures[0].name, result.figures[0].value) == ("rank_correlation", pytest.approx(1.0))
    assert len(result.worst) == 3

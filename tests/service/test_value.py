from __future__ import annotations

import pytest

from voc.errors import VocError
from voc.service.value import CustomerValue, band_middle, customer_value, levelled


def test_as_designed() -> None:
    found = customer_value(60, 0.4, 0.85, 0.1, lift=0.3, p=0.2, reach=5, conversion=0.01)
    assert (found.existing, found.potential, found.influence) == pytest.approx((979.2, 58.752, 48.96), abs=1e-4)


def test_existing_value_is_the_sum_of_the_years_ahead() -> None:
    yearly = sum(60 * 12 * 0.4 * (0.85 / 1.1) ** year for year in range(1, 400))
    assert customer_value(60, 0.4, 0.85, 0.1).existing == pytest.approx(yearly)


def test_a_missing_coefficient_leaves_its_column_empty() -> None:
    assert customer_value(60, 0.4, 0.85, 0.1, lift=0.3) == CustomerValue(customer_value(60, 0.4, 0.85, 0.1).existing, None, None)
    assert customer_value(None, 0.4, 0.85, 0.1) == CustomerValue(None, None, None)


@pytest.mark.parametrize(
    "given",
    [
        {"margin": 1.2, "retention": 0.8, "discount": 0.1},
        {"margin": 0.2, "retention": 1.0, "discount": 0.0},
        {"margin": 0.2, "retention": 0.8, "discount": -0.1},
        {"margin": 0.2, "retention": 0.8, "discount": 0.1, "p": 2.0, "lift": 1.0},
    ],
)
def test_what_cannot_be_is_refused(given: dict[str, float]) -> None:
    with pytest.raises(VocError):
        customer_value(60, **given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("band", "middle"),
    [
        ("30-59元", 44.5),
        ("30元以下", 15.0),
        ("200元及以上", 250.0),
        ("1,000元以上", 1250.0),
        ("under 50", 25.0),
        ("88", 88.0),
        ("不清楚", None),
        ("", None),
        (None, None),
    ],
)
def test_the_middle_of_a_band(band: str | None, middle: float | None) -> None:
    assert band_middle(band) == middle


def test_spends_are_levelled_to_what_was_measured() -> None:
    found = levelled([20.0, None, 60.0], [1.0, 5.0, 3.0], 100.0)
    assert found[1] == 100.0
    assert found[2] / found[0] == pytest.approx(3)
    assert (found[0] * 1 + found[2] * 3) / 4 == pytest.approx(100)
    assert levelled([None, 0.0], [None, None], 80.0) == [80.0, 80.0]

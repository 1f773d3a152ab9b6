from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voc.errors import VocError
from voc.survey.intervals import nps
from voc.survey.satisfaction import Cuts, nps_of, positions, satisfaction, top_two_box

SCALES = {
    (1, 10): (range(8, 11), range(6, 8), range(1, 6)),
    (1, 5): ((4, 5), (3,), (1, 2)),
    (0, 10): (range(7, 11), (5, 6), range(5)),
}


@pytest.mark.parametrize("scale", SCALES)
def test_where_each_answer_falls(scale: tuple[int, int]) -> None:
    for kind, answers in zip(("satisfied", "neutral", "dissatisfied"), SCALES[scale], strict=True):
        for answer in answers:
            assert getattr(satisfaction([answer], *scale), kind).value == 1, (answer, kind)


def test_reversed_scale_ends_per_answer_and_what_is_left_out() -> None:
    found = satisfaction([1, 5, 9, None, 11, 3], [5, 1, 1, 1, 1, None], [1, 5, 10, 5, 10, 5])
    assert found.satisfied.value == 1
    assert (found.base, found.left_out) == (3, 2)


def test_a_scale_of_one_point_places_nothing() -> None:
    assert np.isnan(positions([3], 3, 3)).all()


def test_weights_move_the_shares_and_the_effective_base() -> None:
    found = satisfaction([10, 1, 6], 1, 10, [2.0, 1.0, 1.0])
    shares = (found.satisfied.value, found.neutral.value, found.dissatisfied.value)
    assert shares == pytest.approx((0.5, 0.25, 0.25))
    assert found.effective_base == pytest.approx(16 / 6)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 10), st.floats(0.1, 5)), min_size=1, max_size=50))
def test_the_three_shares_add_up(rows: list[tuple[int, float]]) -> None:
    found = satisfaction([a for a, _ in rows], 1, 10, [w for _, w in rows])
    shares = [found.satisfied.value, found.neutral.value, found.dissatisfied.value]
    assert sum(s for s in shares if s is not None) == pytest.approx(1)
    assert found.satisfied.base == found.base == len(rows)


def test_other_cuts() -> None:
    assert satisfaction([3], 1, 5, cuts=Cuts(0.5, 0.25)).satisfied.value == 1
    with pytest.raises(VocError, match="cuts need"):
        Cuts(0.3, 0.5)


def test_top_two_box() -> None:
    found = top_two_box([10, 9, 8, None], 10)
    assert (found.value, found.base) == (pytest.approx(2 / 3), 3)
    assert top_two_box([4, 5, 3, 2], 5, [1.0, 1.0, 2.0, 4.0]).value == pytest.approx(0.25)
    with pytest.raises(VocError, match="above the scale"):
        top_two_box([6], 5)


def test_nps_from_answers_is_nps_from_counts() -> None:
    answers = [10] * 30 + [9] * 20 + [8] * 15 + [7] * 15 + [6] * 10 + [0] * 10
    found, expected = nps_of(answers), nps(50, 30, 20)
    assert (found.value, found.low, found.high, found.base) == pytest.approx((expected.value, expected.low, expected.high, 100))


def test_weighted_nps_rests_on_the_effective_base() -> None:
    found = nps_of([10, 7, 0, None], [2.0, 1.0, 1.0, 9.0])
    assert (found.value, found.base) == (pytest.approx(25), 3)
    assert found.effective_base == pytest.approx(16 / 6)
    with pytest.raises(VocError, match="0 to 10"):
        nps_of([11])

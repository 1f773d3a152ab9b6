from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voc.errors import VocError
from voc.survey.loyalty import Part, acsi, loyalty

RATING = st.one_of(st.none(), st.integers(1, 10).map(float))


def test_acsi_as_designed() -> None:
    assert acsi([8.1, 7.4, 7.0], [0.40, 0.32, 0.28], 1, 10) == pytest.approx(72.9778, abs=1e-4)
    assert acsi([8.1, 7.4, 7.0], [4.0, 3.2, 2.8], 1, 10) == pytest.approx(72.9778, abs=1e-4)


@pytest.mark.parametrize(
    ("means", "weights"),
    [([8.0, 7.0], [1.0, -0.1]), ([8.0], [1.0, 1.0]), ([8.0], [0.0]), ([11.0], [1.0]), ([], []), ([float("nan")], [1.0])],
)
def test_an_index_that_cannot_be_is_refused(means: list[float], weights: list[float]) -> None:
    with pytest.raises(VocError):
        acsi(means, weights, 1, 10)


def test_loyalty_counted_by_hand() -> None:
    parts = {
        "repurchase": Part([10.0, 8.0, 1.0, 9.0, None], 1, 10),
        "recommend": Part([9.0, 10.0, 0.0, 9.0, 10.0], 0, 10),
        "tolerance": Part([5.0, 4.0, 1.0, None, 5.0], 1, 5, share=2),
    }
    found = loyalty(parts, [1.0, 2.0, 1.0, 1.0, 1.0])
    scores = [(100 + 90 + 200) / 4, (700 / 9 + 100 + 150) / 4, 0.0]
    assert found.index.value == pytest.approx((scores[0] + 2 * scores[1] + scores[2]) / 4)
    assert (found.index.base, found.secure.base, found.left_out) == (3, 3, 2)
    assert found.secure.value == pytest.approx(1 / 4)
    assert found.parts == ("repurchase", "recommend", "tolerance")


def test_a_reversed_scale_is_turned() -> None:
    plain = loyalty({"a": Part([1.0, 2.0, 5.0], 1, 5)})
    turned = loyalty({"a": Part([5.0, 4.0, 1.0], 5, 1)})
    assert plain == turned


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(RATING, RATING), min_size=1, max_size=40))
def test_the_index_is_the_mean_of_the_parts_over_whole_rows(rows: list[tuple[float | None, float | None]]) -> None:
    found = loyalty({"a": Part([r[0] for r in rows], 1, 10), "b": Part([r[1] for r in rows], 1, 10)})
    whole = np.array([r for r in rows if None not in r], dtype=float).reshape(-1, 2)
    if not len(whole):
        assert found.index.value is None
        assert found.secure.value is None
        return
    assert found.index.value == pytest.approx((whole - 1).mean() / 9 * 100)
    assert found.secure.value == pytest.approx((whole >= 9).all(axis=1).mean())
    assert found.index.base == len(whole)


def test_no_question_or_no_share_is_refused() -> None:
    with pytest.raises(VocError):
        loyalty({})
    with pytest.raises(VocError):
        loyalty({"a": Part([1.0], 1, 10, share=0)})

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voc.errors import VocError
from voc.service.around import LONGEST, SHORTEST, stretches

DATA = (date(2026, 1, 1), date(2026, 6, 30))


def test_by_hand() -> None:
    found = stretches(date(2026, 3, 1), date(2026, 3, 20), DATA)
    assert found.before == (date(2026, 2, 9), date(2026, 2, 28))
    assert found.during == (date(2026, 3, 1), date(2026, 3, 20))
    assert found.after == (date(2026, 3, 21), date(2026, 4, 9))
    assert not found.cut


def test_a_release_has_no_end_and_is_news_for_two_weeks() -> None:
    found = stretches(date(2026, 3, 1), None, DATA)
    assert found.during == (date(2026, 3, 1), date(2026, 3, 14))
    assert found.before == (date(2026, 2, 15), date(2026, 2, 28))


def test_a_campaign_longer_than_the_data_is_cut_and_has_no_after() -> None:
    found = stretches(date(2025, 11, 1), date(2026, 12, 31), DATA)
    assert (found.before, found.during, found.after, found.cut) == (None, DATA, None, True)
    for first, last in ((date(2026, 7, 1), None), (date(2025, 1, 1), date(2025, 2, 1)), (date(2026, 3, 2), date(2026, 3, 1))):
        with pytest.raises(VocError):
            stretches(first, last, DATA)


@given(st.integers(-100, 300), st.integers(0, 400))
def test_stretches_lie_beside_one_another_inside_the_data(begins: int, lasts: int) -> None:
    first = DATA[0] + timedelta(days=begins)
    last = first + timedelta(days=lasts)
    if last < DATA[0] or first > DATA[1]:
        return
    found = stretches(first, last, DATA)
    spans = list(found.named().values())
    for one, other in pairwise(spans):
        assert one[1] + timedelta(days=1) == other[0]
    assert all(DATA[0] <= span[0] <= span[1] <= DATA[1] for span in spans)
    for side in (found.before, found.after):
        assert side is None or (side[1] - side[0]).days + 1 <= min(LONGEST, max(SHORTEST, lasts + 1))

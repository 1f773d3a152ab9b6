"""Where customers are heard next: by hand, without follow-up, and shares that add up."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voc.errors import VocError
from voc.service.journey import next_contacts

DAY = datetime(2026, 1, 1, tzinfo=UTC)


def at(day: float) -> datetime:
    return DAY + timedelta(days=day)


def test_by_hand() -> None:
    rows = [
        ("a", "热线", at(0)),
        ("a", "营业厅", at(10)),  # heard next in the hall; no first contact itself: the call was 10 days before
        ("a", "APP", at(50)),  # 40 days later: a way of its own, with no next
        ("b", "热线", at(5)),
        ("c", "热线", at(80)),  # not 30 days of follow-up
        (None, "热线", at(1)),
        ("d", None, at(1)),
        ("e", "热线", None),
    ]
    customers, channels, times = zip(*rows, strict=True)
    found = {(one.first, one.then): (one.share.value, one.share.base) for one in next_contacts(customers, channels, times, at(90))}
    assert found == {("热线", "营业厅"): (0.5, 2), ("热线", None): (0.5, 2), ("APP", None): (1.0, 1)}


def test_a_follow_up_of_no_day_is_refused() -> None:
    with pytest.raises(VocError):
        next_contacts(["a"], ["热线"], [DAY], DAY, 0)


CONTACT = st.tuples(st.sampled_from("abcd"), st.sampled_from(["热线", "APP", "厅"]), st.floats(0, 200).map(at))


@settings(max_examples=40, deadline=None)
@given(st.lists(CONTACT, max_size=40))
def test_shares_of_a_channel_add_up_to_one(rows: list[tuple[str, str, datetime]]) -> None:
    customers, channels, times = ([row[place] for row in rows] for place in range(3))
    sums: dict[str, float] = {}
    for one in next_contacts(customers, channels, times, at(260)):  # type: ignore[arg-type]
        sums[one.first] = sums.get(one.first, 0.0) + (one.share.value or 0.0)
    assert all(total == pytest.approx(1) for total in sums.values())
    assert set(sums) <= set(channels)  # type: ignore[arg-type]

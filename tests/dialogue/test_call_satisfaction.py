from __future__ import annotations

import json
from math import tanh

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voc.dialogue import VERSION, score_dialogues

TURNS = st.lists(st.none() | st.floats(-1, 1), max_size=8)


@pytest.mark.parametrize(
    ("turns", "satisfaction"),
    [
        ([], None),
        ([None, None], None),
        ([1.0], 2 * tanh(1)),
        ([-1.0] * 4, -2 * tanh(2)),
        ([0.5, None], 2 * tanh(0.5)),
        ([0.0], 0.0),
    ],
)
def test_known_dialogues(turns: list[float | None], satisfaction: float | None) -> None:
    row = score_dialogues(["a"], [turns]).to_pylist()[0]
    assert row["satisfaction"] == pytest.approx(satisfaction)
    assert row["version"] == VERSION
    assert len(json.loads(row["evidence"])) == sum(turn is not None for turn in turns)


def test_how_a_call_ends_counts_more_than_how_it_begins() -> None:
    table = score_dialogues(["up", "down"], [[-0.8, -0.2, 0.8], [0.8, 0.2, -0.8]])
    up, down = table["satisfaction"].to_pylist()
    assert up > 0 > down


@given(st.lists(TURNS, max_size=5))
def test_the_score_takes_the_side_of_its_turns(dialogues: list[list[float | None]]) -> None:
    table = score_dialogues([str(number) for number in range(len(dialogues))], dialogues)
    for turns, value in zip(dialogues, table["satisfaction"].to_pylist(), strict=True):
        known = [turn for turn in turns if turn is not None]
        if known:
            assert -2 <= value <= 2
            assert value >= 0 or min(known) < 0
            assert value <= 0 or max(known) > 0
        else:
            assert value is None


def test_ids_and_dialogues_belong_together() -> None:
    with pytest.raises(ValueError, match="2 ids"):
        score_dialogues(["a", "b"], [[0.1]])

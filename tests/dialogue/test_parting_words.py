"""The last words of both sides, heard letter by letter for the ending."""

from __future__ import annotations

import numpy as np
import pytest

from voc.dialogue import Call, Turn
from voc.dialogue.agent import LETTERS, PARTING, load_agent
from voc.dialogue.ending import OUTPUTS, ending_features, endings, parting_words
from voc.text.hashing import BUCKETS, present

CALLS: list[Call] = [
    [Turn("agent", "您好"), Turn("customer", "断了"), Turn("agent", "修好了"), Turn("customer", "好的")],
    [],
    [Turn("customer", "喂")],
    [Turn("agent", "您好请讲"), Turn("other", "嘟")],
]


def _of(text: str) -> dict[int, float]:
    _, columns, values = present([f"^{text}$"])
    return dict(zip(columns.tolist(), values.tolist(), strict=True))


def test_each_part_has_columns_of_its_own() -> None:
    table = parting_words(CALLS).sparse()
    assert table.shape == (4, LETTERS)
    assert PARTING == (("customer", 1), ("customer", 2), ("agent", 1))
    said = [["好的", "断了", "修好了"], ["", "", ""], ["喂", "", ""], ["", "", "您好请讲"]]
    for row, words in enumerate(said):
        expected = {
            place * BUCKETS + column: value for place, word in enumerate(words) if word for column, value in _of(word).items()
        }
        found = table[row].tocoo()
        assert dict(zip(found.col.tolist(), found.data.tolist(), strict=True)) == pytest.approx(expected)


def test_odds_are_those_of_features_and_letters() -> None:
    model = load_agent()
    codes, sure = model.heard(CALLS)
    feelings: list[list[float | None]] = [[0.2 if turn.speaker == "customer" else None for turn in call] for call in CALLS]
    features = ending_features(CALLS, codes, sure, feelings)
    found = endings(features, parting_words(CALLS), model)
    assert found.shape == (len(CALLS), len(OUTPUTS))
    by_hand = features @ model.ending[:-1] + model.ending[-1]
    for row, call in enumerate(CALLS):
        for place, (side, back) in enumerate(PARTING):
            words = [turn.text for turn in call if turn.speaker == side]
            for column, value in _of(words[-back]).items() if len(words) >= back else ():
                by_hand[row] += value * model.letters[place * BUCKETS + column]
    assert found == pytest.approx(by_hand, abs=1e-4)
    assert np.abs(model.letters).max() > 0


def test_no_calls_have_no_ending() -> None:
    assert endings(ending_features([], [], np.zeros((0, 12)), []), parting_words([]), load_agent()).shape == (0, len(OUTPUTS))

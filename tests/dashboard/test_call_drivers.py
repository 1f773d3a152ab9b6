"""What drives the predicted satisfaction: signed, with its turn, and adding up to the figure shown."""

from __future__ import annotations

from math import tanh

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voc.dashboard.reads.call_drivers import LEARNED, drivers
from voc.dialogue import Turn, score_dialogues

TEXTS = st.sampled_from(["信号差", "好的谢谢", "到底什么时候修好", "请您耐心等待", "算了不用了", "嗯"])
CALLS = st.lists(st.tuples(st.sampled_from(["customer", "agent"]), TEXTS, st.none() | st.floats(-1, 1)), min_size=1, max_size=8)


@settings(max_examples=50)
@given(CALLS)
def test_effects_add_up_to_the_figure_and_name_words_of_their_turn(said: list[tuple[str, str, float | None]]) -> None:
    call = [Turn(who, text) for who, text, _ in said]
    row = score_dialogues(["a"], [call], [[value for *_, value in said]]).to_pylist()[0]
    found = drivers(row["evidence"], row["satisfaction"])
    if row["satisfaction"] is None:
        assert found == []
        return
    assert sum(one.effect for one in found) == pytest.approx(row["satisfaction"], abs=5e-3)  # weights are kept with four digits
    assert [abs(one.effect) for one in found] == sorted((abs(one.effect) for one in found), reverse=True)
    for one in found:
        assert one.what in {"constant", "one_turn", LEARNED} or one.text in call[one.turn - 1].text


def test_by_hand_with_and_without_a_learned_model() -> None:
    evidence = '[{"turn":0,"what":"constant","weight":0.1},{"turn":3,"what":"polarity","weight":-0.6}]'
    plain = drivers(evidence, 2 * tanh(-0.5))
    assert [(one.what, one.turn) for one in plain] == [("polarity", 3), ("constant", 0)]
    assert plain[0].effect == pytest.approx(-0.6 * 2 * tanh(-0.5) / -0.5)
    learned = drivers(evidence, 0.3)
    assert {one.what for one in learned} == {"polarity", "constant", LEARNED}
    assert sum(one.effect for one in learned) == pytest.approx(0.3)


@pytest.mark.parametrize(("evidence", "figure"), [(None, None), ("[]", 0.4), ('[{"turn":0,"what":"constant","weight":0.1}]', None)])
def test_nothing_predicted_nothing_told(evidence: str | None, figure: float | None) -> None:
    assert drivers(evidence, figure) == []


def test_addends_that_cancel_out() -> None:
    found = drivers('[{"turn":1,"what":"polarity","weight":0.4},{"turn":2,"what":"polarity","weight":-0.4}]', 0.0)
    assert sorted(one.effect for one in found) == pytest.approx([-0.8, 0.8])

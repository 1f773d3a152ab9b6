from __future__ import annotations

import json
from math import tanh

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voc.dialogue import Turn, of_customer, score_dialogues, version, without_ratings
from voc.dialogue.course import course_of
from voc.dialogue.satisfaction import figure, parts
from voc.dialogue.signs import Weights, load_signs

PLAIN = Weights(constant=0.0, scale=1.0, ramp=0.8, one_turn=0.0, error=0.4, signs={})
WORDS = st.sampled_from(["喂", "谢谢你", "还是不行", "为什么", "好的知道了", "请提供号码", "我们会尽快反馈", "信号差", ""])
TURNS = st.builds(Turn, st.sampled_from(["customer", "agent", "other", "unknown"]), WORDS)
CALLS = st.lists(st.tuples(TURNS, st.none() | st.floats(-1, 1)), max_size=8)


def call_of(*said: str) -> list[Turn]:
    """Customer and agent in turn, the customer first."""
    return [Turn(("customer", "agent")[place % 2], text) for place, text in enumerate(said)]


@pytest.mark.parametrize(
    ("polarity", "value"),
    [
        ([None, None], None),
        ([1.0, None], 2 * tanh(1)),
        ([-1.0] * 4, -2 * tanh(2)),
        ([0.5, None], 2 * tanh(0.5)),
        ([0.0], 0.0),
        # 2 turns: ramps .6 and 1.4, over the root of 2
        ([-0.5, 1.0], 2 * tanh((0.6 * -0.5 + 1.4 * 1.0) / 2**0.5)),
    ],
)
def test_the_figure_by_hand(polarity: list[float | None], value: float | None) -> None:
    call = [Turn("customer", "x") for _ in polarity]
    assert figure(parts(call, polarity, [], PLAIN)) == pytest.approx(value)


@pytest.mark.parametrize(
    ("call", "signs"),
    [
        (call_of("信号差", "您好", "好的，谢谢"), {("settled", 3), ("thanks", 3)}),
        # thanks of somebody who speaks once are manners
        (call_of("信号差，谢谢", "已记录，会尽快联系您"), {("defers", 2)}),
        (call_of("谢谢", "请提供号码", "到底什么时候修好?"), {("asks_for_details", 2), ("open_question", 3)}),
        # only the last turn of an agent counts
        (call_of("信号差", "请提供号码", "给了", "弄好了"), set()),
    ],
)
def test_signs_and_where_they_count(call: list[Turn], signs: set[tuple[str, int]]) -> None:
    assert {(one.sign, one.turn) for one in load_signs().heard([call])[0]} == signs


def test_a_call_that_ends_in_thanks_is_better_than_one_that_ends_in_a_question() -> None:
    good, bad = call_of("信号差", "修好了", "好的谢谢"), call_of("信号差", "会尽快反馈", "到底什么时候")
    found = without_ratings([good, bad], [[-0.5, None, 0.1], [-0.5, None, 0.1]])
    assert (found[0] > found[1]).all()


@settings(max_examples=60)
@given(CALLS)
def test_evidence_adds_up_and_figures_keep_their_range(said: list[tuple[Turn, float | None]]) -> None:
    call, polarity = [turn for turn, _ in said], [value for _, value in said]
    row = score_dialogues(["a"], [call], [polarity]).to_pylist()[0]
    spans = json.loads(row["evidence"])
    heard = any(turn.speaker == "customer" and value is not None for turn, value in said)
    assert (row["satisfaction"] is not None) is heard
    for span in spans:
        if "text" in span:
            assert call[span["turn"] - 1].text[span["start"] : span["end"]] == span["text"] != ""
    if heard:
        assert row["satisfaction"] == pytest.approx(2 * tanh(sum(span["weight"] for span in spans)), abs=2e-3)
        assert -2 <= row["satisfaction_low"] <= row["satisfaction"] <= row["satisfaction_high"] <= 2
        assert row["low_polarity"] <= row["end_polarity"]
    assert row["version"] == version()


@pytest.mark.parametrize(
    ("polarity", "course"),
    [
        ([-0.8, None, 0.5], (-0.8, -0.8, 0.5, True)),
        ([-0.8, None, -0.1], (-0.8, -0.8, -0.1, False)),
        ([0.6, None, 0.5], (0.6, 0.5, 0.5, False)),
        ([-0.8, None, None], (-0.8, -0.8, -0.8, None)),
        ([None, None, None], (None, None, None, None)),
    ],
)
def test_course(polarity: list[float | None], course: tuple[float | None, ...]) -> None:
    assert course_of(call_of("a", "b", "c"), polarity)[1:] == course


@pytest.mark.parametrize(
    "call",
    [
        [],
        [Turn("agent", "您好")],
        [Turn("customer", "")],
        of_customer("喂\n喂") * 2500,
        [Turn("other", "欢迎致电")] * 3,
        call_of("好" * 50_000),
    ],
)
def test_odd_calls(call: list[Turn]) -> None:
    row = score_dialogues(["a"], [call], [[None] * len(call)]).to_pylist()[0]
    assert row["satisfaction"] is row["recovered"] is None


def test_ids_and_dialogues_belong_together() -> None:
    with pytest.raises(ValueError, match="2 ids"):
        score_dialogues(["a", "b"], [[]], [[]])


def test_order_and_company_change_nothing() -> None:
    calls = [call_of("信号差", "修好了", "好的谢谢"), call_of("为什么扣费", "请提供号码"), call_of("喂")]
    polarity: list[list[float | None]] = [[-0.5, None, 0.1], [-0.9, None], [None]]
    together = without_ratings(calls, polarity)
    alone = np.vstack([without_ratings([call], [values]) for call, values in zip(calls, polarity, strict=True)])
    assert np.array_equal(together, alone, equal_nan=True)

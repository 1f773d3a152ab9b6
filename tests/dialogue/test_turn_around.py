"""What stands around a turn, by hand: neighbours of the same call only, the rest of the call, the customer's answers."""

from __future__ import annotations

import numpy as np
import pytest

from voc.dialogue.agent import PLACE, agent_turns, load_agent, product
from voc.dialogue.around import around
from voc.dialogue.concepts import load_concepts
from voc.dialogue.turns import Turn

CALLS = [
    [
        Turn("agent", "您好请讲"),
        Turn("customer", "怎么还没修好"),
        Turn("agent", "我看一下"),
        Turn("customer", "谢谢"),
        Turn("agent", "再见"),
    ],
    [Turn("other", "欢迎致电"), Turn("agent", "您好")],
]
LOGITS = np.array([[0.0, np.log(3)], [np.log(3), 0.0], [-np.log(3), 0.0], [0.0, 0.0]])
"""Chances of a half, three quarters and one quarter."""


def test_neighbours_rest_and_answers() -> None:
    turns = agent_turns(CALLS)
    found = around(CALLS, turns, LOGITS)
    names = load_concepts().customer.names
    said = len(names) + 1
    parts = np.split(found, np.cumsum([2, 2, 2, 2, said, said]), axis=1)
    own, before, after, rest, answered, answers, place = parts
    assert np.allclose(own, LOGITS / 3)
    assert np.allclose(before, [[0, 0], [0.5, 0.75], [0.75, 0.5], [0, 0]])
    assert np.allclose(after, [[0.75, 0.5], [0.25, 0.5], [0, 0], [0, 0]])
    assert np.allclose(rest, np.array([[1.0, 1.0], [0.75, 1.25], [1.25, 1.25], [0, 0]]) / 3)
    asks, thanks = names.index("asks_on"), names.index("thanks")
    assert answered[:, [asks, thanks, -1]].tolist() == [[0, 0, 0], [1, 0, 1], [0, 1, 1], [0, 0, 0]]
    assert answers[:, [asks, thanks, -1]].tolist() == [[1, 0, 1], [0, 1, 1], [0, 0, 0], [0, 0, 0]]
    assert place.shape == (4, PLACE)


@pytest.mark.parametrize("rows", [0, 1, 2_499, 2_500, 7_001])
def test_a_product_in_pieces_is_the_product(rows: int) -> None:
    rng = np.random.default_rng(rows)
    table, weights = rng.standard_normal((rows, 8)), rng.standard_normal((8, 10))
    assert np.allclose(product(table, weights), np.einsum("ij,jk->ik", table, weights), atol=1e-12)


def test_a_call_is_coded_alike_whatever_stands_beside_it_in_the_batch() -> None:
    model = load_agent()
    alone = [model.coded([call])[0] for call in CALLS]
    assert alone == model.coded(CALLS)
    assert alone == model.coded(CALLS[::-1])[::-1]
    assert model.coded([[Turn("customer", "喂")], []]) == [[], []]


def test_short_steps_are_a_way_out_where_the_turn_before_was_one() -> None:
    steps = ["打开设置里面的移动网络", "往下翻", "再点第三个"]
    call = [turn for step in steps for turn in (Turn("agent", step), Turn("customer", "嗯点了"))]
    found = {(one.turn, one.code) for one in load_agent().coded([call])[0]}
    assert {(1, "solution"), (3, "solution"), (5, "solution")} <= found

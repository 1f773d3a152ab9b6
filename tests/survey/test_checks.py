from __future__ import annotations

import math

import numpy as np
import pyarrow as pa
import pytest

from voc.survey.checks import checks, columns, contradictions, duplicates, speeders, straight_lines
from voc.survey.panel import Choice, Panel
from voc.survey.questions import Question

N = math.nan


def _panel(place: list[list[float]], amounts: list[list[float]], operational: tuple[str, ...] = ("答题用时（秒）",)) -> Panel:
    names = [Question("总体满意度", "csat", len(place)), *(Question(f"q{at}", "driver", 1) for at in range(len(place[0]) - 1))]
    table = pa.table({"respondent_id": [str(at) for at in range(len(place))], "weight": pa.nulls(len(place), pa.float64())})
    box = np.array([[1.0], *[[0.0]] * (len(place) - 1)])
    return Panel(
        table.append_column("性别", pa.array(["m", *[None] * (len(place) - 1)], pa.string())),
        tuple(names),
        np.array(place),
        np.array(place),
        np.array(place),
        (Choice("地铁", "地点"),),
        box,
        operational,
        np.array(amounts),
    )


RATINGS = [
    [0.9, 0.9, 0.9, 0.9, 0.9, 0.9],
    [0.9, 0.8, 0.7, 0.2, 0.1, 0.0],
    [0.2, 0.3, 0.3, N, N, N],
    [0.9, 0.9, N, N, N, N],
    [1.0, 0.8, 0.7, 0.2, 0.1, 0.1],
    [1.0, 0.8, 0.7, 0.2, 0.1, 0.1],
]
PANEL = _panel(RATINGS, [[100.0], [20.0], [90.0], [N], [110.0], [110.0]])


def test_one_answer_to_everything_is_a_straight_line_if_there_is_enough_of_it() -> None:
    found = straight_lines(PANEL)
    assert (found.possible, found.marked.tolist()) == (4, [True, False, False, False, False, False])
    assert found.share.value == pytest.approx(0.25)


def test_less_than_a_third_of_the_median_is_too_fast() -> None:
    assert speeders(PANEL).marked.tolist() == [False, True, False, False, False, False]
    assert speeders(_panel(RATINGS, [[1.0]] * 6, ("当月ARPU",))).possible == 0


def test_the_second_of_two_alike_is_marked_where_they_say_enough() -> None:
    assert not duplicates(PANEL).marked.any()
    longer = _panel([row + row[:2] for row in RATINGS], [[float(at)] for at in (1, 2, 3, 4, 5, 5)])
    assert duplicates(longer).marked.tolist() == [False] * 5 + [True]


def test_a_rating_against_its_own_words() -> None:
    found = contradictions(PANEL, ["neg", "pos", "pos", None, "neu", "neg"])
    assert found.marked.tolist() == [True, False, True, False, False, True]
    assert found.possible == 4


def test_the_dictionary_says_range_and_missing_of_every_question() -> None:
    by = {one.name: one for one in columns(PANEL)}
    assert list(by) == ["总体满意度", "q0", "q1", "q2", "q3", "q4", "地铁", "答题用时（秒）", "性别"]
    one = by["q2"]
    assert (one.low, one.high, one.answers, one.missing.value) == (pytest.approx(20), pytest.approx(90), 4, pytest.approx(1 / 3))
    assert (by["地铁"].role, by["地铁"].of, by["地铁"].mean) == ("multi", "地点", pytest.approx(1 / 6))
    assert (by["性别"].different, by["性别"].answers) == (1, 1)
    assert len(checks(PANEL)) == 3
    assert len(checks(PANEL, [None] * 6)) == 4

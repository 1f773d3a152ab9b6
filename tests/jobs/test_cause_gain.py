"""What labels are worth, by hand: hits, scores of the chances, and which of two models is the better one."""

from __future__ import annotations

import math

import numpy as np
import pytest

from voc.causes import load
from voc.jobs.cause_gain import Labels, better, compared, proper_scores, told_by
from voc.jobs.train import Compared
from voc.text.documents import prepare

TEXTS = ["手机在家没信号，一格都没有", "没同意就私自给我开通了业务", "无"]
CAUSES = ["network.coverage", "network.voice", "billing.charges"]


def test_hits_count_the_secondary_cause_on_either_side() -> None:
    found = told_by(load(), Labels(TEXTS, CAUSES, ["", "ordering.unsolicited", ""]))
    assert found["exact"].tolist() == [1, 0, 0]
    assert found["level_1"].tolist() == [1, 0, 0]
    assert found["primary_or_secondary"].tolist() == [1, 1, 0]


def test_scores_of_the_chances_by_hand() -> None:
    coder, docs = load(), prepare(TEXTS)
    found, chances = proper_scores(coder, docs, CAUSES), coder.chances(docs)
    for row, cause in enumerate(CAUSES):
        at = coder.ids.index(cause)
        squares = [(chance - (code == at)) ** 2 for code, chance in enumerate(chances[row].tolist())]
        assert found["brier"][row] == pytest.approx(sum(squares))
        assert found["log_score"][row] == pytest.approx(math.log(chances[row, at] + 1e-6))


def test_gains_are_means_over_rounds_with_an_interval_over_texts() -> None:
    was = {"exact": np.array([0.0, 0.0, 1.0, 1.0])}
    rounds = [{"exact": np.array([1.0, 0.0, 1.0, 1.0])}, {"exact": np.array([1.0, 1.0, 1.0, 1.0])}]
    (found,) = compared(was, rounds)
    assert (found.name, found.before, found.after, found.base) == ("exact", 0.5, 0.875, 4)
    assert 0 <= found.low <= 0.375 <= found.high <= 1


@pytest.mark.parametrize(
    ("exact", "level", "score", "good"),
    [
        ((0.7, 0.75, 0.01), (0.8, 0.8), (-1.0, -0.9, -0.1), True),  # more right, shown
        ((0.7, 0.71, -0.01), (0.8, 0.8), (-1.0, -0.9, 0.05), True),  # more right, shown by the chances
        ((0.7, 0.7, -0.01), (0.8, 0.8), (-1.0, -0.9, 0.05), False),  # better chances alone
        ((0.7, 0.71, -0.01), (0.8, 0.79), (-1.0, -0.9, 0.05), False),  # fewer first levels
        ((0.7, 0.71, -0.01), (0.8, 0.8), (-1.0, -0.9, -0.01), False),  # nothing shown
    ],
)
def test_a_model_is_better_where_more_is_right_and_that_is_shown(
    exact: tuple[float, float, float], level: tuple[float, float], score: tuple[float, float, float], good: bool
) -> None:
    figures = [
        Compared("exact", exact[0], exact[1], exact[2], 1.0, 200),
        Compared("level_1", *level, -0.1, 0.1, 200),
        Compared("log_score", *score, 1.0, 200),
    ]
    assert better(figures) is good

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from voc.errors import VocError
from voc.survey.headline import headline
from voc.survey.panel import Panel
from voc.survey.questions import Question
from voc.survey.targets import of_rows, typed, weighted


def _panel() -> Panel:
    n = 200
    sex, region = ["男"] * 150 + ["女"] * 50, (["北", "南"] * 100)
    place = np.where(np.array(sex) == "男", 0.4, 0.9)[:, None]
    table = pa.table({"respondent_id": [str(at) for at in range(n)], "weight": pa.nulls(n, pa.float64()), "region": region})
    return Panel(
        table.append_column("性别", pa.array(sex)), (Question("总体满意度", "csat", n),), place, (place > 0.8).astype(float), place
    )


def test_typed_margins() -> None:
    assert typed("性别: 男 48%, 女 52%\nregion：北=40，南=60\n\n") == {
        "性别": {"男": 0.48, "女": 0.52},
        "region": {"北": 40.0, "南": 60.0},
    }


@pytest.mark.parametrize("text", ["", "性别", "性别:", "性别: 男", "性别: 男 1.2.3", "性别: 男 50%, 男 50%"])
def test_what_cannot_be_read_as_targets_is_refused(text: str) -> None:
    with pytest.raises(VocError):
        typed(text)


def test_rows_of_a_file_as_shares_or_counts() -> None:
    shares = [["维度", "类别", "占比"], ["性别", "男", "48%"], ["性别", "女", 0.52], [None, None, None]]
    assert of_rows(shares) == {"性别": {"男": 0.48, "女": 0.52}}
    assert of_rows([["维度", "类别", "人数"], ["性别", "男", "1,200"], ["性别", "女", 800]]) == {"性别": {"男": 0.6, "女": 0.4}}


@pytest.mark.parametrize(
    "rows", [[], [["a", "b"]], [["性别", "男", 0.5], ["性别", "", 0.5]], [["性别", "男", 0.5], ["性别", "女", "x"]]]
)
def test_rows_that_cannot_be_read_are_refused(rows: list[list[Any]]) -> None:
    with pytest.raises(VocError):
        of_rows(rows)


def test_a_weighted_panel_has_the_mean_of_the_population() -> None:
    found = weighted(_panel(), {"性别": {"男": 0.5, "女": 0.5}, "region": {"北": 0.4, "南": 0.6}})
    assert found.raked.worst < 1e-6
    figure = headline(found.panel).figures["satisfaction"]
    assert figure.value == pytest.approx(65.0)
    assert figure.effective_base < 200
    assert found.panel.weights.sum() == pytest.approx(200)


@pytest.mark.parametrize(
    ("targets", "said"),
    [
        ({"鞋码": {"大": 1.0}}, "鞋码"),
        ({"性别": {"男": 0.5}}, "add up"),
        ({"性别": {"男": 0.5, "女": 0.6}}, "add up"),
        ({"性别": {"男": 1.0}}, "no target for"),
        ({"性别": {"男": -0.5, "女": 1.5}}, "0 or more"),
    ],
)
def test_targets_that_do_not_fit_are_refused(targets: dict[str, dict[str, float]], said: str) -> None:
    with pytest.raises(VocError, match=said):
        weighted(_panel(), targets)


def test_a_category_of_the_targets_that_nobody_is_in_is_named() -> None:
    found = weighted(_panel(), {"性别": {"男": 0.5, "女": 0.4, "未知": 0.1}})
    assert found.raked.collapsed == (("性别", "未知"),)

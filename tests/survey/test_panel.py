from __future__ import annotations

import math

import numpy as np
import pyarrow as pa
import pytest

from voc.survey.headline import antecedents, headline, key_drivers, segments
from voc.survey.panel import Panel, groups, panel

NUMBERS, WORDS = ("value", "scale_low", "scale_high"), ("question", "role", "label")
ORDER = ("place", "question", "role", "value", "label", "scale_low", "scale_high")
SCHEMA = pa.schema([(name, pa.float64() if name in NUMBERS else pa.string() if name in WORDS else pa.int64()) for name in ORDER])


def _panel(answers: list[tuple[object, ...]], weights: list[float | None], region: list[str | None] | None = None) -> Panel:
    people = {"respondent_id": [str(n) for n in range(len(weights))], "weight": pa.array(weights, pa.float64())}
    people["region"] = pa.array(region or [None] * len(weights), pa.string())
    rows = [dict(zip(SCHEMA.names, row, strict=True)) for row in answers]
    return panel(pa.table(people), pa.Table.from_pylist(rows, schema=SCHEMA))


def test_answers_become_one_row_per_respondent() -> None:
    found = _panel(
        [
            (0, "满意度", "csat", 10, None, 1, 10),
            (1, "满意度", "csat", 8, None, 1, 10),
            (2, "满意度", "csat", 11, None, 1, 10),
            (0, "服务", "driver", 5, None, 1, 5),
            (2, "服务", "driver", 4, None, 1, 5),
            (1, "到店", "driver", 3, None, 1, 3),
            (0, "班组", "segment", None, "一班", None, None),
            (1, "班组", "segment", None, "二班", None, None),
        ],
        [1.0, None, 2.0],
    )
    assert {one.name: one.answers for one in found.questions} == {"满意度": 2, "服务": 2, "到店": 1}
    assert found.of(found.place, "满意度") == pytest.approx([1, 7 / 9, math.nan], nan_ok=True)
    assert found.of(found.top, "满意度") == pytest.approx([1, 0, math.nan], nan_ok=True)
    assert found.of(found.top, "服务") == pytest.approx([1, math.nan, 1], nan_ok=True)
    assert found.of(found.top, "到店") == pytest.approx([math.nan, 1, math.nan], nan_ok=True)
    assert found.of(found.of_ten, "服务") == pytest.approx([math.nan] * 3, nan_ok=True)
    assert found.weights == pytest.approx([1, 1.5, 2])
    assert found.respondents["班组"].to_pylist() == ["一班", "二班", None]
    assert found.segments == ["班组"]


def test_parts_keep_the_weights_and_purposes_of_the_whole() -> None:
    answers = [(n, "满意度", "csat", 5, None, 1, 10) for n in range(3)]
    whole = _panel(answers, [1.0, None, 3.0])
    part = whole.where(np.array([False, True, False]))
    assert part.weights == pytest.approx([2.0])
    assert part.purposes == whole.purposes
    assert len(part) == 1


def test_an_nps_on_another_scale_is_none() -> None:
    found = headline(_panel([(n, "推荐", "nps", 5, None, 1, 5) for n in range(40)], [None] * 40))
    assert found.figures["nps"].value is None
    assert found.figures["satisfaction"].value is None


def test_nobody_has_no_figure() -> None:
    found = headline(_panel([], []))
    assert (found.base, found.margin, found.effective_base) == (0, None, 0)
    assert all(one.value is None for one in found.figures.values())


def test_groups_are_largest_first_and_the_unnamed_last() -> None:
    found = groups(["b", None, "a", "b", None, None])
    assert [(value, rows.tolist().count(True)) for value, rows in found] == [("b", 2), ("a", 1), (None, 3)]


def test_segments_have_letters_but_not_the_unnamed() -> None:
    region = ["n"] * 100 + ["s"] * 90 + [None] * 50
    answers = [(n, "满意度", "csat", 9 - (n % 2) if n < 100 else 3 + (n % 2), None, 1, 10) for n in range(240)]
    rows, more = segments(_panel(answers, [None] * 240, region), "region")
    assert [(row.value, row.letter, row.above["satisfaction"]) for row in rows] == [("n", "A", "B"), ("s", "B", ""), (None, "", "")]
    assert more == 0


def test_words_and_ratings_explain_satisfaction_together() -> None:
    chance = np.random.default_rng(3)
    answers: list[tuple[object, ...]] = []
    for n in range(300):
        need, trouble = int(chance.integers(1, 11)), bool(chance.random() < 0.5)
        overall = min(10, max(1, round(0.7 * need + (0 if trouble else 2) + chance.normal(0, 0.5))))
        answers += [
            (n, "整体满意度", "csat", overall, None, 1, 10),
            (n, "期望满足程度", "driver", need, None, 1, 10),
            (n, "是否遇到问题", "segment", None, "是" if trouble else "否", None, None),
            (n, "网络", "driver", need, None, 1, 10),
        ]
    whole = _panel(answers, [None] * 300)
    assert {"past", "needs"} == {part for part, _ in whole.purposes.antecedents}
    found = antecedents(whole, "整体满意度")
    assert found is not None
    assert [(one.names, one.sign) for one in found.single] == [(("needs",), 1), (("past",), 1)]
    ranked, asymmetry = key_drivers(whole, "整体满意度", resamples=20)
    assert [one.names for one in ranked.groups] == [("网络",)]
    assert set(asymmetry) == {"网络"}

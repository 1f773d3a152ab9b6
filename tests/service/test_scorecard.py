from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voc.errors import VocError
from voc.service.rollup import INDICATORS
from voc.service.scorecard import Line, Target, judge, score, target_for
from voc.survey.intervals import Estimate, wilson


@pytest.mark.parametrize(
    ("indicator", "k", "n", "target", "verdict"),
    [
        ("promise", 95, 100, 0.80, "met"),
        ("promise", 70, 100, 0.80, "missed"),
        ("promise", 82, 100, 0.80, "cannot_tell"),
        ("repeated", 2, 100, 0.10, "met"),
        ("repeated", 30, 100, 0.10, "missed"),
        ("repeated", 10, 100, 0.10, "cannot_tell"),
        ("repeated", 0, 500, 0.0, "cannot_tell"),  # none seen is no proof of none
        ("repeated", 5, 500, 0.0, "missed"),
        ("promise", 20, 20, 0.80, "too_few"),
        ("promise", 0, 0, 0.80, "too_few"),
    ],
)
def test_what_an_interval_says_of_a_target(indicator: str, k: int, n: int, target: float, verdict: str) -> None:
    assert judge(indicator, wilson(k, n), Target(indicator, target)).verdict == verdict


def test_without_a_target_nothing_is_judged() -> None:
    assert judge("promise", wilson(9, 100), None).verdict == "no_target"


def test_each_tier_has_its_own_target_and_else_the_common_one() -> None:
    targets = [
        Target("response", 8),
        Target("response", 2, tier="钻石"),
        Target("response", 4, brand="桥尊"),
        Target("response", 1, brand="桥尊", tier="钻石"),
    ]
    found = {(b, t): target_for(targets, "response", b, t) for b in ("桥尊", "竹悦", None) for t in ("钻石", "金卡", None)}
    assert {key: one.value for key, one in found.items() if one} == {
        ("桥尊", "钻石"): 1, ("桥尊", "金卡"): 4, ("桥尊", None): 4, ("竹悦", "钻石"): 2, ("竹悦", "金卡"): 8,
        ("竹悦", None): 8, (None, "钻石"): 2, (None, "金卡"): 8, (None, None): 8,
    }  # fmt: skip
    assert target_for(targets, "promise") is None


def test_the_score_is_a_range_that_leaves_open_what_is_open() -> None:
    verdicts = [("met", 3.0), ("missed", 1.0), ("cannot_tell", 2.0), ("too_few", 9.0)]
    lines = [Line("promise", wilson(1, 2), Target("promise", 0.5, weight), verdict) for verdict, weight in verdicts]  # type: ignore[arg-type]
    found = score([*lines, Line("after", wilson(1, 2), None, "no_target")])
    assert (found.sure, found.possible, found.weight) == (0.5, pytest.approx(5 / 6), 6.0)
    assert score([]).sure is None
    assert score([Line("promise", wilson(1, 2), Target("promise", 0.5, 0.0), "met")]).sure is None


@pytest.mark.parametrize(
    "given", [{"indicator": "nothing", "value": 1.0}, {"indicator": "promise", "value": 80.0}, {"indicator": "response", "value": -1.0},
              {"indicator": "promise", "value": 0.8, "weight": -1.0}, {"indicator": "promise", "value": float("nan")}]
)  # fmt: skip
def test_what_cannot_be_a_target_is_refused(given: dict[str, float]) -> None:
    with pytest.raises(VocError):
        Target(**given)  # type: ignore[arg-type]


@given(st.sampled_from(INDICATORS), st.floats(0, 1), st.floats(0, 1), st.floats(0, 0.2))
def test_met_and_missed_never_both_and_the_interval_decides(one: object, value: float, target: float, half: float) -> None:
    name, good = one.name, one.good  # type: ignore[attr-defined]
    estimate = Estimate(value, value - half, value + half, 100, 100.0, "given")
    verdict = judge(name, estimate, Target(name, target)).verdict
    inside = value - half < target <= value + half if good > 0 else value - half <= target < value + half
    assert (verdict == "cannot_tell") == inside

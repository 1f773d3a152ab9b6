"""Stages: the order, what each needs, and what going back forgets."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Any

import pytest

from voc.errors import VocError
from voc.loop.stages import STAGES, advanced, next_stage, overdue
from voc.store.actions import Action

TODAY = date(2026, 6, 1)
NEEDED: dict[str, Any] = {
    "cause": "billing.charges",
    "department": "计费",
    "acted_on": date(2026, 5, 1),
    "effect": {"verdict": "works"},
}
GIVEN = {"analysed": "cause", "handed": "department", "acted": "acted_on", "measured": "effect"}


def _walk(until: str) -> Action:
    action = Action("重复扣费")
    for _, stage in pairwise(STAGES):
        if STAGES.index(stage) <= STAGES.index(until):
            field = GIVEN.get(stage)
            action = advanced(action, stage, TODAY, **({field: NEEDED[field]} if field else {}))
    return action


def test_the_whole_round() -> None:
    assert _walk("closed").stage == "closed"
    assert [next_stage(stage) for stage in STAGES] == [*STAGES[1:], None]


@pytest.mark.parametrize("stage", ["analysed", "handed", "acted", "measured"])
def test_a_stage_without_what_it_needs_is_refused_in_both_languages(stage: str) -> None:
    before = _walk(STAGES[STAGES.index(stage) - 1])
    with pytest.raises(VocError) as caught:
        advanced(before, stage, TODAY)
    assert GIVEN[stage] in caught.value.said("zh")
    assert GIVEN[stage] in caught.value.said("en")


def test_no_stage_is_skipped_and_unknown_ones_are_named() -> None:
    with pytest.raises(VocError, match="next comes analysed"):
        advanced(Action("a"), "handed", TODAY, cause="x", department="y")
    with pytest.raises(VocError, match="nowhere"):
        advanced(Action("a"), "nowhere", TODAY)


def test_going_back_behind_the_change_forgets_the_effect() -> None:
    assert advanced(_walk("closed"), "handed", TODAY).effect is None
    assert advanced(_walk("closed"), "measured", TODAY).effect == NEEDED["effect"]


def test_a_change_in_the_future_is_refused() -> None:
    with pytest.raises(VocError, match="2026-06-02"):
        advanced(_walk("handed"), "acted", TODAY, acted_on=date(2026, 6, 2))


@pytest.mark.parametrize(("stage", "due", "late"), [("handed", 31, True), ("acted", 31, False), ("handed", None, False)])
def test_overdue_until_acted_on(stage: str, due: int | None, late: bool) -> None:
    action = Action("a", stage=stage, due=date(2026, 5, due) if due else None)
    assert overdue(action, TODAY) is late
    assert not overdue(Action("a", stage=stage, due=TODAY), TODAY)

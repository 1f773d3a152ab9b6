"""Stages of an action and what each needs before it may be reached."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from voc.errors import VocError
from voc.store.actions import Action

STAGES = ("collected", "analysed", "handed", "acted", "measured", "closed")
_NAMES = {
    "collected": ("已收集", "collected"),
    "analysed": ("已分析", "analysed"),
    "handed": ("已转交", "handed over"),
    "acted": ("已整改", "acted on"),
    "measured": ("已验证", "effect measured"),
    "closed": ("已关闭", "closed"),
}
_NEEDS = {
    "analysed": ("cause", "根因", "a root cause"),
    "handed": ("department", "责任部门", "a department"),
    "acted": ("acted_on", "整改日期", "the day of the change"),
    "measured": ("effect", "效果测量结果", "a measured effect"),
}


def next_stage(stage: str) -> str | None:
    """The stage after `stage`; None after the last."""
    place = STAGES.index(stage)
    return STAGES[place + 1] if place + 1 < len(STAGES) else None


def advanced(action: Action, stage: str, today: date, **changes: Any) -> Action:
    """The action with `changes` at `stage`: the one it is at, the next, or any earlier one; VocError where something it needs is missing.

    Going back behind the change takes its effect away: it is measured anew.
    """
    if stage not in STAGES:
        raise VocError(f"没有“{stage}”这个阶段，可选：{', '.join(STAGES)}。", f"no stage {stage!r}; known: {', '.join(STAGES)}.")
    moved = replace(action, stage=stage, **changes)
    here, there = STAGES.index(action.stage), STAGES.index(stage)
    if there > here + 1:
        after = _NAMES[STAGES[here + 1]]
        raise VocError(
            f"“{action.title}”现在是“{_NAMES[action.stage][0]}”，下一步是“{after[0]}”，不能直接到“{_NAMES[stage][0]}”。",
            f'"{action.title}" is {_NAMES[action.stage][1]}; next comes {after[1]}, not {_NAMES[stage][1]}.',
        )
    if there < STAGES.index("measured"):
        moved = replace(moved, effect=None)
    if moved.acted_on is not None and moved.acted_on > today:
        raise VocError(
            f"整改日期 {moved.acted_on} 在今天（{today}）之后。整改完成后再填。",
            f"the day of the change, {moved.acted_on}, lies after today ({today}). Give it once the change is made.",
        )
    for needed in STAGES[: there + 1]:
        if needed in _NEEDS and getattr(moved, _NEEDS[needed][0]) in (None, ""):
            field, zh, en = _NEEDS[needed]
            raise VocError(f"到“{_NAMES[stage][0]}”之前需要填写{zh}（{field}）。", f"{_NAMES[stage][1]} needs {en} ({field}).")
    return moved


def overdue(action: Action, today: date) -> bool:
    """Whether its due day has passed before it was acted on."""
    return action.due is not None and action.due < today and STAGES.index(action.stage) < STAGES.index("acted")

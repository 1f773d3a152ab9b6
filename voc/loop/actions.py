"""Actions in a store: opened, moved on, and their effect read from the verbatims of their cause and scope."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from voc.errors import VocError
from voc.loop.effect import Counts, Effect, effect
from voc.loop.stages import STAGES, advanced
from voc.store import Reader, Scope, Store
from voc.store.actions import Action
from voc.text.normalize import visible

SCOPED_BY = ("brand", "region", "product", "channel", "store")
LONGEST = 84
"""Most days looked at on either side of a change."""
SHORTEST = 14
_HEARD = (
    "verbatims v JOIN sentiment_scores s USING (verbatim_id) LEFT JOIN cause_scores c USING (verbatim_id)"
    " WHERE s.label = 'neg' AND v.day IS NOT NULL AND v.source <> 'survey'"
)


def open_action(store: Store, action: Action, *, today: date, who: str, note: str = "") -> Action:
    """Stores a new action at its stage (collected unless its cause is known: then analysed); VocError for a blank title."""
    if not action.title.strip():
        raise VocError("请给改进行动起个名字。", "give the action a title.")
    stage = "analysed" if action.cause else "collected"
    action, who, note = _readable(action), visible(who), visible(note)
    fresh = advanced(Action(**{**vars(action), "opened": action.opened or today, "stage": stage}), stage, today)
    return store.ledger.actions.save(fresh, None, who, note)


def move(store: Store, number: int, stage: str, *, scope: Scope, today: date, who: str, note: str = "", **changes: Any) -> Action:
    """Moves an action to `stage`; coming to "measured" measures its effect. VocError says what is missing."""
    action = store.ledger.actions.one(number, scope)
    if stage == "measured" and STAGES.index(action.stage) >= STAGES.index("acted"):
        changes["effect"] = measure(store.reader(scope), action).figures()
    fresh = _readable(advanced(action, stage, today, **changes))
    return store.ledger.actions.save(fresh, action.stage, visible(who), visible(note))


def _readable(action: Action) -> Action:
    """The action with the words that a user typed as they are: nothing in them that cannot be seen or that turns the others round."""
    typed: dict[str, Any] = {name: visible(text) for name in ("title", "owner", "department") if (text := getattr(action, name))}
    return replace(action, **typed)


def measure(reader: Reader, action: Action) -> Effect:
    """The effect of an action: up to 84 days on either side of the change, as far as both sides are covered by verbatims."""
    if action.acted_on is None or action.cause is None:
        raise VocError(
            f"“{action.title}”还没有整改日期或根因，测不了效果。",
            f'"{action.title}" has no day of change or no cause: its effect cannot be measured.',
        )
    places = [(name, getattr(action, name)) for name in SCOPED_BY if getattr(action, name)]
    inside = "".join(f" AND v.{name} = ?" for name, _ in places)
    values = [value for _, value in places]
    covered = reader.query(f"SELECT min(v.day) AS first, max(v.day) AS last FROM {_HEARD}").to_pylist()[0]
    days = _window(action.acted_on, covered["first"], covered["last"])
    if days < SHORTEST:
        raise VocError(
            f"整改日期 {action.acted_on} 前后各需要至少 {SHORTEST} 天的原声，现在较短的一侧只有 {max(0, days)} 天。数据够了再测。",
            f"both sides of the change ({action.acted_on}) need {SHORTEST} days of verbatims; the shorter side has {max(0, days)}. Measure later.",
        )
    start, end = action.acted_on - timedelta(days=days), action.acted_on + timedelta(days=days)
    rows = reader.query(
        "SELECT v.day > ? AS after, count(*) FILTER (c.cause = ?) AS k, count(*) FILTER (c.cause IS DISTINCT FROM ?) AS rest"
        f" FROM {_HEARD} AND v.day >= ? AND v.day <= ? AND v.day <> ?{inside} GROUP BY 1",
        (action.acted_on, action.cause, action.cause, start, end, action.acted_on, *values),
    ).to_pylist()
    sides = {row["after"]: Counts(row["k"], row["rest"], days) for row in rows}
    nothing = Counts(0, 0, days)
    return effect(sides.get(False, nothing), sides.get(True, nothing))


def _window(day: date, first: date | None, last: date | None) -> int:
    if first is None or last is None:
        return 0
    return min(LONGEST, (day - first).days, (last - day).days)

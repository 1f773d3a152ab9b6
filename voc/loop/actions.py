"""Actions in a store: opened, moved on, and their effect read from the verbatims of their cause and scope."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Container, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from voc.errors import VocError
from voc.loop.effect import LEAST_PERIODS, Counts, Effect, calm, effect
from voc.loop.stages import STAGES, advanced
from voc.store import Reader, Scope, Store
from voc.store.actions import Action
from voc.text.normalize import visible

SCOPED_BY = ("brand", "region", "product", "channel", "store")
LONGEST = 84
"""Most days looked at on either side of a change."""
WEEK = 7
SETTLES = 14
"""Days after a change that are on neither side: those who speak then mostly speak of what happened before it.

Of 0 to 28 days this is the length that loses least power at worst where customers speak 3, 7 or 14 days late (benchmarks/settling.py).
"""
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
        found = measure(store.reader(scope), action)
        if found.verdict == "too_early":
            raise _too_early(action, found)
        changes["effect"] = found.figures()
    fresh = _readable(advanced(action, stage, today, **changes))
    return store.ledger.actions.save(fresh, action.stage, visible(who), visible(note))


EDITED = ("title", "owner", "department", "due", "began", "cost", "gain")
"""What may be changed of an action at any stage."""


def amend(store: Store, number: int, *, scope: Scope, who: str, **changes: Any) -> Action:
    """Changes what EDITED names of an action; what was and is now goes into its history. VocError for a cost below 0 or a blank title."""
    action = store.ledger.actions.one(number, scope)
    moved = {name: value for name, value in changes.items() if name in EDITED and value != getattr(action, name)}
    if not moved:
        return action
    fresh = _readable(replace(action, **moved))
    if not fresh.title.strip():
        raise VocError("请给改进行动起个名字。", "give the action a title.")
    if fresh.cost is not None and not 0 <= fresh.cost < math.inf:
        raise VocError(f"费用不能为负，给的是 {fresh.cost:g}。", f"a cost cannot be negative; given {fresh.cost:g}.")
    said = "; ".join(f"{name}: {_short(getattr(action, name))} → {_short(getattr(fresh, name))}" for name in moved)
    return store.ledger.actions.save(fresh, action.stage, visible(who), said)


def _short(value: Any) -> str:
    """A value as it stands in the history."""
    if isinstance(value, dict):
        return f"{value.get('value', 0):+.1f} [{value.get('low', 0):+.1f}, {value.get('high', 0):+.1f}]"
    return "–" if value is None else f"{value:g}" if isinstance(value, float) else str(value)


RECENT = 56
"""Days at the end of the data that are looked at for a problem that came back."""


def reopen_recurring(store: Store, *, today: date, who: str, only: Container[int] | None = None) -> list[Action]:
    """Moves actions that worked (those numbered in `only`) back to their department where the problem has come back; those moved."""
    moved = []
    for action in store.ledger.actions.all(Scope.everything()):
        if action.effect is None or action.effect["verdict"] != "works" or (only is not None and action.id not in only):
            continue
        found = recurred(store.reader(Scope.everything()), action)
        if found is None or found.verdict != "worse":
            continue
        now, then = found.after.k / found.after.days, found.before.k / found.before.days
        said = f"复发 / recurred: {then:.2f} → {now:.2f} /d"
        fresh = advanced(action, "handed" if action.department else "analysed", today, acted_on=None)
        moved.append(store.ledger.actions.save(fresh, action.stage, who, said))
    return moved


def recurred(reader: Reader, action: Action) -> Effect | None:
    """The last RECENT days against the time after the change had settled; None where the two do not lie apart yet."""
    if action.acted_on is None or action.cause is None:
        return None
    last = reader.query(f"SELECT max(v.day) AS last FROM {_HEARD}").to_pylist()[0]["last"]
    if last is None:
        return None
    settled = (last - action.acted_on).days - RECENT - SETTLES
    weeks = min(LONGEST, settled) // WEEK
    if weeks < LEAST_PERIODS:
        return None
    by_day = _by_day(reader, action, action.acted_on, last)
    first = (last - action.acted_on).days - RECENT + 1
    periods = _periods(
        by_day,
        action.cause,
        [SETTLES + 1 + WEEK * place for place in range(weeks)] + [first + WEEK * place for place in range(RECENT // WEEK)],
        WEEK,
    )
    return effect(periods[:weeks], periods[weeks:])


def _too_early(action: Action, found: Effect) -> VocError:
    needed, shorter = LEAST_PERIODS * found.days, min(found.before.days, found.after.days)
    return VocError(
        f"整改日期 {action.acted_on} 之前，以及整改满 {SETTLES} 天之后，各需要至少 {needed} 天的原声，现在较短的一侧只有 {shorter} 天。"
        "现在下结论为时过早，数据够了再测。",
        f"{needed} days of verbatims are needed before the change ({action.acted_on}) and, once it has settled for {SETTLES} days, "
        f"after it; the shorter side has {shorter}. It is too early: measure later.",
    )


def _readable(action: Action) -> Action:
    """The action with the words that a user typed as they are: nothing in them that cannot be seen or that turns the others round."""
    typed: dict[str, Any] = {name: visible(text) for name in ("title", "owner", "department") if (text := getattr(action, name))}
    return replace(action, **typed)


def hand_over(
    store: Store,
    alert: str,
    action: Action,
    *,
    today: date,
    who: str,
    note: str = "",
) -> Action:
    """Opens an action for an alert, known by a key of the caller's; VocError where the alert has one already, with its number.

    `action` says what is known: cause, place, `began` (the first day of the alert); with a department it is handed over at once.
    """
    known = store.ledger.actions.of_alert(alert)
    if known is not None:
        raise VocError(f"这条预警已转为第 {known} 号行动。", f"this alert is action {known} already.")
    opened = open_action(store, replace(action, alert=alert, department=None), today=today, who=who, note=note)
    if not (action.department and action.cause):
        return opened
    handed = _readable(advanced(opened, "handed", today, department=action.department))
    return store.ledger.actions.save(handed, opened.stage, visible(who), "")


def measure(reader: Reader, action: Action) -> Effect:
    """The effect of an action: up to 84 days before the change and 84 once it has settled, by week, as far as there are verbatims.

    The time before begins with the problem where that day is known; a problem younger than four weeks is looked at by day.
    """
    if action.acted_on is None or action.cause is None:
        raise VocError(
            f"“{action.title}”还没有整改日期或根因，测不了效果。",
            f'"{action.title}" has no day of change or no cause: its effect cannot be measured.',
        )
    covered = reader.query(f"SELECT min(v.day) AS first, max(v.day) AS last FROM {_HEARD}").to_pylist()[0]
    before, after = _reach(action, covered["first"], covered["last"])
    length = 1 if action.began is not None and before < LEAST_PERIODS * WEEK else WEEK
    by_day = _by_day(reader, action, action.acted_on - timedelta(days=before), action.acted_on + timedelta(days=after))
    earlier, settling, later = before // length, SETTLES // length, (after - SETTLES) // length
    firsts = [
        *(-length * place for place in range(earlier, 0, -1)),
        *(1 + length * place for place in range(settling + max(0, later))),
    ]
    periods = _periods(by_day, action.cause, firsts, length)
    return effect(periods[:earlier], periods[earlier + settling :], periods[earlier : earlier + settling])


def _by_day(reader: Reader, action: Action, first: date, last: date) -> dict[int, Counter[str | None]]:
    """Days from the change (which is left out) -> negative verbatims by cause (None: not coded) in the action's scope."""
    places = [(name, getattr(action, name)) for name in SCOPED_BY if getattr(action, name)]
    inside = "".join(f" AND v.{name} = ?" for name, _ in places)
    rows = reader.query(
        f"SELECT v.day - ?::DATE AS at, c.cause, count(*) AS n FROM {_HEARD} AND v.day BETWEEN ? AND ? AND v.day <> ?{inside}"
        " GROUP BY ALL",
        (action.acted_on, first, last, action.acted_on, *(value for _, value in places)),
    ).to_pylist()
    found: dict[int, Counter[str | None]] = {}
    for row in rows:
        found.setdefault(row["at"], Counter())[row["cause"]] += row["n"]
    return found


def _periods(by_day: Mapping[int, Counter[str | None]], cause: str | None, firsts: Sequence[int], length: int) -> list[Counts]:
    """Counts of `length` days from each of `firsts`, counted from the day of the change, which is on neither side."""
    sums = [sum((by_day.get(day, Counter()) for day in range(first, first + length)), Counter[str | None]()) for first in firsts]
    own = [one.pop(cause, 0) for one in sums]
    return [Counts(k, one.total(), length, held) for k, one, held in zip(own, sums, calm(sums), strict=True)]


def _reach(action: Action, first: date | None, last: date | None) -> tuple[int, int]:
    """Days looked at before and after the change, those in which it settles among the latter."""
    if first is None or last is None or action.acted_on is None:
        return 0, 0
    begun = max(first, action.began) if action.began is not None and action.began < action.acted_on else first
    before, after = (action.acted_on - begun).days, (last - action.acted_on).days
    return min(LONGEST, max(0, before)), min(LONGEST + SETTLES, max(0, after))

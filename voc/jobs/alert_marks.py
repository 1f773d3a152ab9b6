"""What people did about an alert: seen, silenced until a day, handed over to an action; kept in the ledger with who and when."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, get_args

from voc.errors import VocError
from voc.jobs.alert_events import Alert
from voc.jobs.alert_heard import Place
from voc.store import Store
from voc.text.normalize import visible

KIND, TOLD = "alert", "alert told"
State = Literal["open", "acknowledged", "silenced", "handed over"]
STATES: tuple[str, ...] = get_args(State)


@dataclass(frozen=True)
class Mark:
    """The newest state of a subject in a place over some days; `until` is the last day of a silence, `action` the action it was given to."""

    subject: str
    place: Place
    first: date
    last: date
    state: State
    until: date | None = None
    action: int | None = None
    who: str = ""
    note: str = ""

    def covers(self, alert: Alert) -> bool:
        """Whether it speaks of this alert: same subject, the same place or one inside it, days that overlap; a silence holds until it ends."""
        if self.subject != alert.subject or not set(self.place) <= set(alert.place) or bool(self.place) != bool(alert.place):
            return False
        last = max(self.last, self.until) if self.until else self.last
        return self.first <= alert.last and alert.first <= last


def alert_id(alert: Alert) -> str:
    """Ten hex digits over subject, place and first day: the same alert has the same one on every run."""
    place = [part for pair in alert.place for part in pair] or ["", ""]
    said = "|".join([alert.subject, *place, alert.first.isoformat()])
    return hashlib.sha256(said.encode()).hexdigest()[:10]


def marks(store: Store) -> list[Mark]:
    """Newest first."""
    found = store.ledger.revisions.newest(KIND).values()
    return [_mark(one.value, one.who, one.note) for one in sorted(found, key=lambda one: -one.id) if one.value]


def _mark(value: Mapping[str, Any], who: str, note: str) -> Mark:
    days = {name: date.fromisoformat(value[name]) if value.get(name) else None for name in ("first", "last", "until")}
    plain = {name: value.get(name) for name in ("subject", "state", "action")}
    # Marks of before the cross of dimensions have one dimension and one value.
    one = [(value["dimension"], value["value"])] if value.get("dimension") else []
    place = tuple((name, which) for name, which in value.get("place", one))
    return Mark(**plain, **days, place=place, who=who, note=note)  # type: ignore[arg-type]


def mark_of(alert: Alert, known: Iterable[Mark]) -> Mark | None:
    """The newest mark that speaks of the alert; None where it is open."""
    found = next((mark for mark in known if mark.covers(alert)), None)
    return None if found is None or found.state == "open" else found


def set_mark(
    store: Store, alert: Alert, state: State, *, who: str, note: str = "", until: date | None = None, action: int | None = None
) -> None:
    """Notes what became of an alert. VocError for a silence without an end, or one that ends before the alert does."""
    if state not in STATES:
        known = ", ".join(STATES)
        raise VocError(f"预警状态 {state!r} 不认识，可选：{known}。", f"the state {state!r} is unknown; known: {known}.")
    if state == "silenced" and (until is None or until < alert.last):
        raise VocError(
            f"静默要给出截止日，且不早于预警的最后一天 {alert.last}。",
            f"a silence needs its last day, not before the alert's ({alert.last}).",
        )
    value = {
        "subject": alert.subject,
        "place": [list(pair) for pair in alert.place],
        "first": alert.first.isoformat(),
        "last": alert.last.isoformat(),
        "state": state,
        "until": until.isoformat() if until else None,
        "action": action,
    }
    store.ledger.revisions.add(KIND, alert_id(alert), value, visible(who), visible(note))


def untold(store: Store, alerts: Iterable[Alert]) -> list[Alert]:
    """Those not yet sent to anybody, or that have grown to a later day since."""
    told = {key: one.value for key, one in store.ledger.revisions.newest(TOLD).items()}
    return [alert for alert in alerts if told.get(alert_id(alert), "") < alert.last.isoformat()]


def note_told(store: Store, alerts: Iterable[Alert], whom: str) -> None:
    """Remembers that they were sent."""
    for alert in alerts:
        store.ledger.revisions.add(TOLD, alert_id(alert), alert.last.isoformat(), "", whom)

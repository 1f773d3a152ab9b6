"""What people of the sample's operator entered by hand: its closed loop, action by action, and what it states for word-of-mouth risk."""

from __future__ import annotations

import tomllib
from datetime import date
from typing import Any

from voc import resources
from voc.jobs.risk_settings import RISK, set_risk
from voc.loop.actions import move, open_action
from voc.loop.stages import STAGES, next_stage
from voc.store import Scope, Store
from voc.store.actions import Action

_FIELDS = ("title", "cause", "brand", "region", "store", "owner", "opened", "due", "began", "cost")
_AT = {"handed": "department", "acted": "acted_on"}


def enter_actions(store: Store) -> int:
    """Enters the actions of data/actions.toml unless there are actions already; the number entered."""
    everything = Scope.everything()
    if store.ledger.actions.all(everything):
        return 0
    given = tomllib.loads(resources.path("data", "actions.toml").read_text("utf-8"))["action"]
    for entry in given:
        _walk(store, entry, everything)
    return len(given)


def state_risk_settings(store: Store) -> None:
    """Target, community and assumptions on money of data/risk_settings.toml, where none was ever stated."""
    if store.ledger.revisions.newest(RISK):
        return
    for key, value in tomllib.loads(resources.path("data", "risk_settings.toml").read_text("utf-8")).items():
        set_risk(store, key, value, who="示例", note="示例企业的假定")


def _walk(store: Store, entry: dict[str, Any], scope: Scope) -> None:
    today = date.today()
    last = STAGES.index(entry["stage"])
    known: dict[str, Any] = {name: entry.get(name) for name in _FIELDS}
    wanted = Action(**known)
    done = wanted.stage == entry["stage"] or (wanted.cause is not None and entry["stage"] == "analysed")
    action = open_action(store, wanted, today=today, who=entry["who"], note=entry["note"] if done else "")
    while (stage := next_stage(action.stage)) is not None and STAGES.index(stage) <= last:
        changes = {_AT[stage]: entry[_AT[stage]]} if stage in _AT else {}
        note = entry["note"] if stage == ("handed" if last == STAGES.index("handed") else "acted") else ""
        action = move(store, action.id, stage, scope=scope, today=today, who=entry["who"], note=note, **changes)

"""Actions as the reader may see them. They live in the ledger and change at any moment, so they are not cached."""

from __future__ import annotations

from datetime import date, timedelta

from voc.dashboard.reads.base import At, cached, open_store, query
from voc.dashboard.reads.verbatims import Pick
from voc.store.actions import Action, Step

DIMENSIONS = ("brand", "region", "product", "channel", "store")


def actions(at: At) -> list[Action]:
    """All actions inside the scope, newest first."""
    return open_store(at.settings).ledger.actions.all(at.scope)


def steps(at: At, number: int) -> list[Step]:
    """What happened to an action, oldest first."""
    return open_store(at.settings).ledger.actions.steps(number, at.scope)


@cached
def offered(at: At, column: str) -> tuple[str, ...]:
    """Values of a dimension or of `department`, most frequent first, for choosing a scope."""
    source = "SELECT department FROM cases UNION ALL SELECT name FROM dictionary WHERE kind = 'department'"
    if column != "department":
        source = f"SELECT {column} FROM verbatims"
    rows = query(
        at, f"SELECT {column} AS value, count(*) AS n FROM ({source}) WHERE {column} IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1"
    )
    return tuple(rows["value"].to_pylist())


def pick(action: Action, days: int) -> Pick:
    """The verbatims of an action's cause `days` on either side of its change; its brand or first other limit as the dimension."""
    around = timedelta(days=days)
    first, last = (action.acted_on - around, action.acted_on + around) if action.acted_on else (None, None)
    chosen = next(((name, getattr(action, name)) for name in DIMENSIONS if getattr(action, name)), (None, None))
    return Pick(negative=True, cause=action.cause, dimension=chosen[0], value=chosen[1], first=first, last=last, unasked=True)


def today() -> date:
    """The day of the reader's clock, by which actions fall due."""
    return date.today()

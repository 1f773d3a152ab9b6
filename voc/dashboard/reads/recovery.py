"""Recovery tasks as the reader may see them. They live in the ledger and change at any moment, so they are not cached."""

from __future__ import annotations

from voc.access.cells import shown
from voc.dashboard.reads.base import At, cached, open_store
from voc.dashboard.reads.service_cases import as_of, at_all
from voc.dashboard.reads.surveys import CUSTOMER, Chosen, survey
from voc.loop.policy import load_policy
from voc.loop.recovery import Recovered, by_team, no_longer_low
from voc.store.recoveries import Recovery
from voc.survey.gain import Gain, gains


def tasks(at: At) -> list[Recovery]:
    """All tasks inside the scope, the most urgent first."""
    return open_store(at.settings).ledger.recoveries.all(at.scope)


def teams(at: At) -> list[Recovered]:
    """Tasks by team, in time and recovered, as of the export of the data."""
    found = by_team(tasks(at), as_of(at_all(at)), no_longer_low(load_policy()))
    return shown(found, lambda one: (one.tasks, one.in_time.base, one.recovered.base), at.scope.small)


@cached
def raised(at: At) -> tuple[str, ...]:
    """Drivers of the customers' questionnaire; () where there is no outcome."""
    asked = survey(at_all(at), Chosen(CUSTOMER)).purposes
    return () if asked.outcome is None else tuple(name for name in asked.drivers if name != asked.outcome)


@cached
def expected(at: At, driver: str, step: float) -> Gain | None:
    """What `step` (a share of its scale) more of a driver goes with in the outcome's index today; None where too few answered."""
    found = survey(at_all(at), Chosen(CUSTOMER))
    outcome, names = found.purposes.outcome, raised(at)
    if outcome is None or driver not in names:
        return None
    columns = {name: found.of(found.place, name) for name in names}
    made = gains(found.of(found.place, outcome), columns, [[name] for name in names], step, found.weights)
    return next((one for one in made if one.names == (driver,)), None)

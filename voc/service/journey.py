"""The way of the customer between channels: where those who were heard on one channel are heard next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from voc.errors import VocError
from voc.survey.intervals import Estimate, wilson

DAYS = 30
"""Days within which a next contact belongs to the same way."""


@dataclass(frozen=True)
class Step:
    """From a channel to the next one (None: not heard again in time), and its share of the contacts on the first that can be told."""

    first: str
    then: str | None
    share: Estimate


def next_contacts(
    customers: Sequence[str | None],
    channels: Sequence[str | None],
    times: Sequence[datetime | None],
    as_of: datetime,
    days: int = DAYS,
) -> list[Step]:
    """Steps by first channel, the commonest first. A contact begins a way where the customer was not heard in the `days` before.

    Contacts without customer, channel or time, and those with less than `days` of follow-up, cannot be told and are in no base.
    """
    if days < 1:
        raise VocError(f"跟踪天数至少为 1，给的是 {days}。", f"a follow-up takes at least 1 day; given {days}.")
    window = timedelta(days=days)
    runs: dict[str, list[tuple[datetime, str]]] = {}
    for customer, channel, time in zip(customers, channels, times, strict=True):
        if customer is not None and channel is not None and time is not None:
            runs.setdefault(customer, []).append((time, channel))
    counts: dict[tuple[str, str | None], int] = {}
    for run in runs.values():
        run.sort()
        for at, (time, channel) in enumerate(run):
            begins = at == 0 or time - run[at - 1][0] > window
            if begins and time + window <= as_of:
                later = run[at + 1] if at + 1 < len(run) else None
                then = later[1] if later is not None and later[0] - time <= window else None
                counts[channel, then] = counts.get((channel, then), 0) + 1
    totals: dict[str, int] = {}
    for (first, _), n in counts.items():
        totals[first] = totals.get(first, 0) + n
    steps = [Step(first, then, wilson(n, totals[first])) for (first, then), n in counts.items()]
    return sorted(
        steps, key=lambda one: (-totals[one.first], one.first, one.then is None, -(one.share.value or 0.0), one.then or "")
    )

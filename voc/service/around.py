"""Before, during and after a launch, a campaign or a release: the three stretches of time, as far as there are data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from voc.errors import VocError

OPEN_ENDED = 14
"""Days that a release or a fix is taken to be news, where no end is given."""
SHORTEST, LONGEST = 14, 56
"""Fewest and most days of the stretches on either side."""

Span = tuple[date, date]


@dataclass(frozen=True)
class Stretches:
    """First and last day of each stretch; None where there are no data. `cut` says that the data end before it does."""

    before: Span | None
    during: Span
    after: Span | None
    cut: bool

    def named(self) -> dict[str, Span]:
        """The stretches there are, by name, in order."""
        found = {"before": self.before, "during": self.during, "after": self.after}
        return {name: span for name, span in found.items() if span is not None}


def stretches(first: date, last: date | None, data: Span) -> Stretches:
    """The stretches of something from `first` to `last` (None: no end given) over data of that span; VocError where none of it is covered.

    Both sides are as long as the thing itself, 14 to 56 days, so that a short event is not held against a whole season.
    """
    ends = last if last is not None else first + timedelta(days=OPEN_ENDED - 1)
    if ends < first or ends < data[0] or first > data[1]:
        raise VocError(
            f"这件事（{first} 至 {ends}）不在数据期（{data[0]} 至 {data[1]}）之内，没有可看的。",
            f"this lasted from {first} to {ends}, the data from {data[0]} to {data[1]}: there is nothing to show.",
        )
    days = timedelta(days=min(LONGEST, max(SHORTEST, (ends - first).days + 1)))
    one = timedelta(days=1)
    before = (max(data[0], first - days), first - one)
    after = (ends + one, min(data[1], ends + days))
    return Stretches(
        before if before[0] <= before[1] else None,
        (max(first, data[0]), min(ends, data[1])),
        after if after[0] <= after[1] else None,
        ends > data[1],
    )

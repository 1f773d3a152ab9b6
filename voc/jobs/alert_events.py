"""One event, one alert: alarms of several subjects, places and grains that tell of the same thing become one, with the others as its parts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache
from typing import TypeVar

from voc.jobs.alert_heard import ESCALATION, LOCATED_BY, VOLUME, Place

K = TypeVar("K")
APART = timedelta(days=3)
MOST = 0.5
"""The share of what was seen too many that one signal must hold to stand for the whole."""
_ORDER = {"day": 0, "hour": 1, "week": 2}


@dataclass(frozen=True)
class Alert:
    """One alarm in the store's terms. `subject` is a cause, a level 1, "volume" or "escalation"; `strength` a p-value, or by week the CUSUM.

    The counts are of `cell`; `within` is where in it the rise lies, with its `share` of what was seen. `raised` is the local time at which
    it would have been known; `parts` are the signals it was made of.
    """

    grain: str
    subject: str
    first: date
    last: date
    seen: int
    expected: float
    strength: float
    cell: Place = ()
    within: Place = ()
    share: float | None = None
    events: tuple[str, ...] = ()
    raised: datetime | None = None
    parts: tuple[Alert, ...] = ()

    @property
    def ratio(self) -> float:
        """Seen over expected."""
        return self.seen / self.expected

    @property
    def excess(self) -> float:
        """Seen beyond expected."""
        return self.seen - self.expected

    @property
    def place(self) -> Place:
        """The most specific place that explains it; () is everywhere."""
        return tuple(sorted(self.cell + self.within, key=lambda pair: LOCATED_BY.index(pair[0])))

    @property
    def aggregate(self) -> bool:
        """Whether it is of all verbatims or all escalating ones, not of a cause."""
        return self.subject in (VOLUME, ESCALATION)


def as_events(alerts: Sequence[Alert], behind: Callable[[Alert], frozenset[Hashable]]) -> list[Alert]:
    """The alerts, those of the same event as one, newest first; `behind` names the verbatims behind one."""
    group, known = list(range(len(alerts))), [_lazily(behind, alert) for alert in alerts]
    for one in range(len(alerts)):
        for other in range(one):
            if group[one] == group[other] or not _near(alerts[one], alerts[other]):
                continue
            if same_event(alerts[one], alerts[other]) or _same_words(alerts[one], alerts[other], known[one], known[other]):
                old, new = group[one], group[other]
                group = [new if number == old else number for number in group]
    gathered: dict[int, list[Alert]] = defaultdict(list)
    for number, alert in zip(group, alerts, strict=True):
        gathered[number].append(alert)
    return sorted((_as_one(parts) for parts in gathered.values()), key=lambda one: (one.first, one.seen), reverse=True)


def _near(one: Alert, other: Alert) -> bool:
    return one.first - APART <= other.last and other.first - APART <= one.last


def _lazily(behind: Callable[[Alert], frozenset[Hashable]], alert: Alert) -> Callable[[], frozenset[Hashable]]:
    return cache(lambda: behind(alert))


def _same_words(
    one: Alert, other: Alert, mine: Callable[[], frozenset[Hashable]], theirs: Callable[[], frozenset[Hashable]]
) -> bool:
    """Whether half of the verbatims of the smaller are the other's too: a region's outage seen again as a rise of a brand."""
    if any(alert.aggregate and not alert.place for alert in (one, other)):
        return False
    fewer = min(len(mine()), len(theirs()))
    return fewer > 0 and len(mine() & theirs()) >= MOST * fewer


def same_event(one: Alert, other: Alert) -> bool:
    """Of two alerts near in time: of one subject with one place inside the other, in one place, or one the bulk of the other's rise.

    Of one level 1, or both of all verbatims, it is enough that one place lies inside the other; a cause and all verbatims there are one event where the
    cause rose by half as much on those days: a drift of months is not what an outage brought.
    """
    if one.subject == other.subject:
        return nested(one.place, other.place)
    if not one.place or not other.place:
        return _explains(one, other) or _explains(other, one)
    if one.place == other.place or not nested(one.place, other.place):
        return one.place == other.place
    if one.aggregate != other.aggregate:
        return _bulk(other, one) if one.aggregate else _bulk(one, other)
    return one.aggregate or one.subject.split(".")[0] == other.subject.split(".")[0]


def nested(one: Place, other: Place) -> bool:
    """Whether one of two places lies inside the other; everything lies inside everywhere."""
    return set(one) <= set(other) or set(other) <= set(one)


def _explains(part: Alert, whole: Alert) -> bool:
    """Whether a rise of everything, everywhere, is mostly what `part` rose by on those days."""
    if whole.subject != VOLUME or whole.place:
        return False
    return _bulk(part, whole)


def _bulk(part: Alert, whole: Alert) -> bool:
    """Whether what `part` rose by on the days of `whole` is most of what that rose by."""
    both = (min(part.last, whole.last) - max(part.first, whole.first)).days + 1
    return part.excess * max(0, both) / ((part.last - part.first).days + 1) >= MOST * whole.excess


def _as_one(parts: list[Alert]) -> Alert:
    if len(parts) == 1:
        return parts[0]
    head = _head(parts, _widest(parts))
    raised = min((part.raised for part in parts if part.raised), default=None)
    events = tuple(dict.fromkeys(event for part in parts for event in part.events))
    ordered = sorted(parts, key=lambda part: (_ORDER[part.grain], -part.excess))
    return replace(head, raised=raised, events=events, parts=tuple(ordered))


def _widest(parts: list[Alert]) -> Place:
    """The place where causes (where none did, all verbatims) rose most a day: a place within it that explains the rise is in its name."""
    rises: dict[Place, dict[str, float]] = defaultdict(dict)
    for part in [part for part in parts if not part.aggregate] or parts:
        a_day = part.excess / ((part.last - part.first).days + 1)
        rises[part.place][part.subject] = max(a_day, rises[part.place].get(part.subject, 0.0))
    return max(rises, key=lambda place: (sum(rises[place].values()), len(place)))


def _head(parts: list[Alert], place: Place) -> Alert:
    """The cause with most of the excess of all causes, else the level 1 with most of it, else all verbatims."""
    best: dict[str, Alert] = {}
    for part in sorted(parts, key=lambda part: (part.place != place, part.share is not None, _ORDER[part.grain], -part.excess)):
        best.setdefault(part.subject, part)
    causes = [alert for alert in best.values() if "." in alert.subject]
    cause = _heaviest(((alert.subject, alert.excess) for alert in causes), MOST)
    if cause:
        return best[cause]
    level1 = _heaviest(((alert.subject.split(".")[0], alert.excess) for alert in causes), MOST)
    if level1:
        return _summed(level1, [alert for alert in causes if alert.subject.startswith(f"{level1}.")])
    return max(
        (alert for alert in best.values() if alert.aggregate), key=lambda alert: alert.excess, default=max(parts, key=_excess)
    )


def _excess(alert: Alert) -> float:
    return alert.excess


def _summed(level1: str, causes: list[Alert]) -> Alert:
    """Causes of one level 1 as one alert: counts together, days and strength of the strongest."""
    strongest = max(causes, key=_excess)
    return replace(
        strongest,
        subject=level1,
        first=min(alert.first for alert in causes),
        last=max(alert.last for alert in causes),
        seen=sum(alert.seen for alert in causes),
        expected=sum(alert.expected for alert in causes),
        share=None,
    )


def _heaviest(weighed: Iterable[tuple[K, float]], share: float) -> K | None:
    """The key with the most weight, if that is at least `share` of all."""
    sums: dict[K, float] = defaultdict(float)
    for key, weight in weighed:
        sums[key] += weight
    if not sums:
        return None
    key = max(sums, key=lambda one: sums[one])
    return key if sums[key] >= share * sum(sums.values()) else None

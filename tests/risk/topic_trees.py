"""Simulated topic-years as the watch sees them: every topic in all and in each cell of region x brand x product with all margins."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import date

import numpy as np
from risk.topic_years import SCENARIOS, WEEKS, Ints

from voc.jobs.alert_counts import CROSSED, Counts, Series
from voc.jobs.alert_events import Alert, as_events
from voc.jobs.alert_heard import Place
from voc.jobs.alerts import EXPECTED, by_week, merged
from voc.risk.weekly import WARM_WEEKS

SIZES = (6, 3, 4)
START = date(2023, 1, 2)


@dataclass(frozen=True)
class Trees:
    """Counts of topics x weeks x leaves, and the verbatims of weeks x leaves; leaves are the cells of the whole cross."""

    counts: Ints
    bases: Ints

    def events(self) -> list[Alert]:
        """The alerts of the watch's own code, one per event."""
        cells = {place: self._leaves(place) for place in _places()}
        names, grid, bases = [], [], []
        for topic, counts in enumerate(self.counts):
            for place, leaves in cells.items():
                row = counts[:, leaves].sum(axis=1)
                if not place or row.sum() >= EXPECTED * WARM_WEEKS:
                    names.append(Series(f"level{topic}.code", place))
                    grid.append(row)
                    bases.append(self.bases[:, leaves].sum(axis=1))
        counts = Counts(names, np.array(grid), np.zeros(len(names), dtype=np.int64), START)
        return as_events(merged(by_week(counts, np.array(bases))), self._behind)

    def _behind(self, alert: Alert) -> frozenset[str]:
        topic = int(alert.subject.removeprefix("level").removesuffix(".code"))
        weeks = range((alert.first - START).days // 7, (alert.last - START).days // 7 + 1)
        return frozenset(
            f"{week} {leaf} {n}"
            for week in weeks
            for leaf in self._leaves(alert.place)
            for n in range(self.counts[topic, week, leaf])
        )

    @staticmethod
    def _leaves(place: Place) -> list[int]:
        wanted = dict(place)
        return [at for at, leaf in enumerate(_leaves()) if all(dict(leaf)[name] == value for name, value in wanted.items())]


def _leaves() -> list[Place]:
    values = [[(name, f"{name}{number}") for number in range(size)] for name, size in zip(CROSSED, SIZES, strict=True)]
    return list(itertools.product(*values))


def _places() -> list[Place]:
    found: list[Place] = []
    for size in range(len(CROSSED) + 1):
        for names in itertools.combinations(CROSSED, size):
            found += list(dict.fromkeys(tuple(pair for pair in leaf if pair[0] in names) for leaf in _leaves()))
    return found


def trees(name: str, topics: int, rng: np.random.Generator, surge: dict[str, str] | None = None, times: float = 1.0) -> Trees:
    """Topics of a scenario over uneven leaves; in a `surge` the share of the first topic in its leaves is `times` as high from week 130 on, four weeks long."""
    share, base, rho, season = SCENARIOS[name]
    weights = np.prod(np.array(list(itertools.product(*(rng.dirichlet(np.full(size, 4.0)) for size in SIZES)))), axis=1)
    bases = rng.multinomial(base, weights, WEEKS)
    logit = np.log(share / (1 - share)) + season * np.sin(
        2 * np.pi * np.arange(WEEKS) / 52.1775 + rng.uniform(0, 2 * np.pi, (topics, 1))
    )
    p = 1 / (1 + np.exp(-logit))
    if rho:
        p = rng.beta(p * (1 / rho - 1), (1 - p) * (1 / rho - 1))
    each = np.repeat(p[:, :, None], len(weights), axis=2)
    if surge is not None:
        inside = [at for at, leaf in enumerate(_leaves()) if all(dict(leaf)[one] == value for one, value in surge.items())]
        each[0, 130:134, inside] = np.minimum(1.0, each[0, 130:134, inside] * times)
    return Trees(rng.binomial(bases, each), bases)

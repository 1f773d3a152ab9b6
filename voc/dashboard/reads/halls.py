"""Functions of the hall: volume and share from the measures, visits and satisfaction from surveys, what is heard about each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from voc.access.cells import shown
from voc.dashboard.reads.base import At, cached, hits, query
from voc.dashboard.reads.measured import everything, series
from voc.dashboard.reads.overview import answers_of, columns_of, weights_of
from voc.dashboard.reads.verbatims import SCORED
from voc.service.functions import Electronic, load_functions
from voc.survey.intervals import Estimate, mean_index, share, wilson
from voc.survey.satisfaction import positions

NOTHING = wilson(0, 0)


@dataclass(frozen=True)
class Function:
    """One function: transactions (None: not measured) with their share and its change in points, visits, satisfaction, what is heard.

    `name` is an id of the lexicon or, where no function fits, the name as given. Shares of volume are full counts, without an interval.
    """

    name: str
    electronic: Electronic | None
    volume: float | None
    part: float | None
    moved: float | None
    visits: Estimate
    satisfaction: Estimate
    negative: Estimate
    cause: tuple[str, Estimate] | None


class Spoken(NamedTuple):
    """A verbatim of a hall: its function (None: it speaks of none), its label and its cause."""

    verbatim_id: str
    function: str | None
    label: str
    cause: str | None


@cached
def functions(at: At) -> list[Function]:
    """Functions under the filters, the largest by volume, else by visits, first."""
    now, earlier = _volumes(at), at.filters.previous()
    before = _volumes(replace(at, filters=earlier)) if earlier else {}
    visits, felt = _visits(at)
    heard = _heard(at)
    known = load_functions().electronic
    names: set[str] = {*now, *visits, *heard}
    whole, past = sum(now.values()), sum(before.values())
    found = []
    for name in names:
        part = now[name] / whole if whole and name in now else None
        moved = part - before.get(name, 0.0) / past if part is not None and past else None
        labels, causes = heard.get(name, ((), ()))
        found.append(
            Function(
                name,
                known.get(name),
                now.get(name),
                part,
                moved,
                visits.get(name, NOTHING),
                felt.get(name, NOTHING),
                wilson(sum(one == "neg" for one in labels), len(labels)),
                _commonest(causes),
            )
        )
    found = shown(found, lambda one: (one.negative.base, hits(one.negative)), at.scope.small)
    found = shown(found, lambda one: (one.visits.base, hits(one.visits)), at.scope.small)
    return sorted(found, key=lambda one: (-(one.volume or 0.0), -(one.visits.value or 0.0), one.name))


@cached
def electronic_over_time(at: At) -> list[tuple[date, dict[Electronic, float], float]]:
    """Months (or other periods), shares of hall transactions that could be done electronically in whole, in part and not, and their number."""
    known = load_functions()
    sums: dict[date, Counter[Electronic]] = {}
    for row in series(everything(at), "functions", "m.item").to_pylist():
        kind = known.electronic.get(known.told(row["group"]) or "")
        if kind is not None:
            sums.setdefault(row["day"], Counter())[kind] += row["value"]
    return [
        (day, {kind: n / own.total() for kind, n in own.items()}, own.total()) for day, own in sorted(sums.items()) if own.total()
    ]


def verbatims_of(at: At, name: str) -> tuple[str, ...]:
    """The verbatims of halls about a function."""
    return tuple(one.verbatim_id for one in _spoken(at) if one.function == name)


def _volumes(at: At) -> dict[str, float]:
    known = load_functions()
    found: dict[str, float] = {}
    for row in series(at, "functions", "m.item").to_pylist():
        if row["group"] is not None:
            name = known.told(row["group"]) or row["group"]
            found[name] = found.get(name, 0.0) + row["value"]
    return found


def _visits(at: At) -> tuple[dict[str, Estimate], dict[str, Estimate]]:
    """Share of those last in a hall who came for each function, and the satisfaction index of those."""
    known = load_functions()
    answers = answers_of(at, at.filters, "csat", ", r.channel, r.touchpoint, r.store")
    places, weights = 100 * positions(*columns_of(answers)), weights_of(answers)
    channels, points, stores = (answers[name].to_pylist() for name in ("channel", "touchpoint", "store"))
    inside = [
        row for row in range(len(points)) if points[row] is not None and (stores[row] is not None or known.is_hall(channels[row]))
    ]
    told: list[str] = [known.told(points[row]) or points[row] for row in inside]
    own = [weights[row] for row in inside]
    visits = {name: share([float(one == name) for one in told], own) for name in set(told)}
    felt = {
        name: mean_index(
            [places[row] for row, one in zip(inside, told, strict=True) if one == name],
            0,
            100,
            [weights[row] for row, one in zip(inside, told, strict=True) if one == name],
        )
        for name in set(told)
    }
    return visits, felt


@cached
def _spoken(at: At) -> list[Spoken]:
    """Judged verbatims of halls. The touchpoint says what it is about, the words where there is none."""
    known = load_functions()
    where, values = at.filters.where()
    channels = query(at, "SELECT DISTINCT channel FROM verbatims WHERE channel IS NOT NULL")["channel"].to_pylist()
    halls = [name for name in channels if known.is_hall(name)]
    rows = query(
        at,
        f"SELECT v.verbatim_id, v.touchpoint, v.text, s.label, c.cause FROM {SCORED} WHERE s.label IS NOT NULL AND {where}"
        " AND (v.store IS NOT NULL OR v.channel IN (SELECT unnest(?::VARCHAR[]))) ORDER BY v.verbatim_id",
        (*values, halls),
    ).to_pylist()
    return [
        Spoken(
            row["verbatim_id"],
            known.told(row["touchpoint"]) or row["touchpoint"] or known.told(row["text"]),
            row["label"],
            row["cause"],
        )
        for row in rows
    ]


def _heard(at: At) -> dict[str, tuple[list[str], list[str]]]:
    """Labels and causes by function; verbatims that speak of none are left out."""
    found: dict[str, tuple[list[str], list[str]]] = {}
    for one in _spoken(at):
        if one.function is not None:
            labels, causes = found.setdefault(one.function, ([], []))
            labels.append(one.label)
            if one.cause is not None:
                causes.append(one.cause)
    return found


def _commonest(causes: Iterable[str]) -> tuple[str, Estimate] | None:
    counted = Counter(causes)
    if not counted:
        return None
    cause, n = counted.most_common(1)[0]
    return cause, wilson(n, counted.total())

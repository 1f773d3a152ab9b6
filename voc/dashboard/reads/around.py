"""Before, during and after an event: satisfaction, negative share, verbatims of its cause and cases a day, each with its interval."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from voc.access.cells import hidden
from voc.dashboard.filters import Filters
from voc.dashboard.reads.base import At, cached, query, row
from voc.dashboard.reads.channels import Event
from voc.dashboard.reads.overview import answers_of, columns_of, weights_of
from voc.dashboard.reads.service_cases import at_all
from voc.dashboard.reads.verbatims import SCORED
from voc.service.around import Span, Stretches, stretches
from voc.service.rates import poisson_rate
from voc.survey.intervals import Estimate, difference, mean, wilson
from voc.survey.satisfaction import positions

FIGURES = ("satisfaction", "negative", "cause", "cases")


@dataclass(frozen=True)
class Figure:
    """One figure in each stretch there is, and its change against before with interval (None: cannot be told)."""

    name: str
    values: dict[str, Estimate]
    changes: dict[str, tuple[float, float, float] | None]


@cached
def covered(at: At) -> Span | None:
    """First and last day on which anything was said; None where nothing was."""
    found = row(at, "SELECT min(day) AS first, max(day) AS last FROM verbatims")
    return (found["first"], found["last"]) if found["first"] is not None else None


def scope_of(event: Event) -> Filters:
    """The customers an event concerns: its brand and region where it names them."""
    return Filters(brand=(event.brand,) if event.brand else (), region=(event.region,) if event.region else ())


@cached
def cause_of(at: At, event: Event) -> str | None:
    """The cause an event bears on, as its calendar says."""
    rows = query(at, "SELECT cause FROM events WHERE name = ? AND day = ? AND cause IS NOT NULL", (event.name, event.first))
    return rows["cause"].to_pylist()[0] if rows.num_rows else None


@cached
def around_event(at: At, event: Event) -> tuple[Stretches, list[Figure]] | None:
    """The stretches and the figures; None where nothing was said at all. VocError where the data do not cover the event."""
    span = covered(at)
    if span is None:
        return None
    found = stretches(event.first, event.last, span)
    values: dict[str, dict[str, Estimate]] = {name: {} for name in FIGURES}
    for stretch, (first, last) in found.named().items():
        for name, estimate in _figures(at, event, first, last).items():
            values[name][stretch] = estimate
    return found, [_figure(at, name, own) for name, own in values.items()]


def _figures(at: At, event: Event, first: date, last: date) -> dict[str, Estimate]:
    scope = scope_of(event)
    filters = Filters(first, last, undated=False, brand=scope.brand, region=scope.region)
    where, values = filters.where()
    days = (last - first).days + 1
    cause = cause_of(at, event)
    heard = row(
        at,
        f"SELECT count(s.label) AS n, count(*) FILTER (s.label = 'neg') AS k,"
        f" count(*) FILTER (s.label = 'neg' AND c.cause = ? AND v.source <> 'survey') AS own,"
        f" count(*) FILTER (v.source = 'complaint') AS cases FROM {SCORED} WHERE {where}",
        (cause, *values),
    )
    answers = answers_of(at_all(at), filters, "csat")
    place = 100 * positions(*columns_of(answers))
    return {
        "satisfaction": mean(place, weights_of(answers)),
        "negative": wilson(heard["k"], heard["n"]),
        "cause": poisson_rate(heard["own"], float(days), per=1) if cause else Estimate(None, None, None, 0, 0.0, "garwood"),
        "cases": poisson_rate(heard["cases"], float(days), per=1),
    }


def _figure(at: At, name: str, values: dict[str, Estimate]) -> Figure:
    counts = [[round((one.value or 0) * one.base) if name in ("cause", "cases") else one.base] for one in values.values()]
    if any(hidden(counts, at.scope.small)):
        values = {stretch: Estimate(None, None, None, 0, 0.0, "hidden") for stretch in values}
    before = values.get("before")
    changes = {
        stretch: difference(one, before) if before is not None else None for stretch, one in values.items() if stretch != "before"
    }
    return Figure(name, values, changes)

"""The eight figures of service quality as cards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from voc.dashboard import numbers
from voc.dashboard.cards import Card, Shape, estimate_card
from voc.dashboard.numbers import MISSING, count
from voc.dashboard.reads import channels, service_cases, service_quality
from voc.dashboard.reads.overview import Moved
from voc.dashboard.reads.service_quality import Handling, Which
from voc.dashboard.reads.trends import trend_of
from voc.dashboard.reads.verbatims import Pick
from voc.dashboard.view import View
from voc.survey.intervals import Estimate
from voc.survey.trend import change

COMPLAINTS = Pick(dimension="source", value="complaint")
NOBODY = ("",)
"""What a pick of no case is asked for: an empty pick would mean all."""


def service_cards(view: View) -> list[Card]:
    """Cases, complaint rate, first response, resolution, within promise, repeats, elimination, calls answered."""
    shown = service_quality.handling(view.at)
    return [
        _cases(view, shown),
        _rate(view),
        _time(view, "response"),
        _time(view, "resolution"),
        *_shares(view, shown),
        _eliminated(view),
        _answered(view),
    ]


def picked(cases: tuple[str, ...]) -> Pick:
    """The verbatims of these cases; none for none."""
    return Pick(cases=cases or NOBODY)


def _moved(view: View, figure: Callable[[Handling], Estimate], step: float) -> Moved:
    """A figure over the filters, and how its dated part moved against the period before."""
    filters = view.filters
    earlier = filters.previous()
    now = figure(service_quality.handling(service_cases.dated(view.at) if earlier else view.at))
    before = figure(service_quality.handling(view.with_filters(earlier))) if earlier else Estimate(None, None, None, 0, 0.0, "none")
    return Moved(figure(service_quality.handling(view.at)), change(now, before, step=step))


def _words(view: View, key: str) -> tuple[str, str]:
    return view.say(f"service_quality.{key}"), view.say(f"service_quality.{key}_help")


def _pick(view: View, which: Which) -> Pick:
    return picked(service_quality.chosen(view.at, None, None, which))


def _cases(view: View, shown: Handling) -> Card:
    earlier = view.filters.previous()
    before = service_quality.handling(view.with_filters(earlier)).cases if earlier else 0
    now = service_quality.handling(service_cases.dated(view.at)).cases if earlier else shown.cases
    points = trend_of(view.at, service_quality.over_time(view.at, "cases"), "volume").points["value"].to_pylist()
    notes = (view.say("overview.base", n=f"{shown.cases:,}"), view.say("overview.counted"))
    delta = f"{now / before - 1:+.1%}" if before else None
    return Card("cases", *_words(view, "cases"), count(shown.cases, view.lang), delta, True, None, notes, tuple(points), COMPLAINTS)


def _rate(view: View) -> Card:
    found = service_quality.complaint_rate(view.at)
    rate = found.estimate
    by = view.say("service_quality.rate_reported" if found.reported else "service_quality.rate_cases", n=f"{found.count:,}")
    if rate.value is None:
        notes: tuple[str, ...] = (view.say("service_quality.no_denominator"), by)
        return Card("rate", *_words(view, "rate"), MISSING, None, False, None, notes, (), COMPLAINTS)
    earlier = view.filters.previous()
    before = service_quality.complaint_rate(view.with_filters(earlier)).estimate if earlier else None
    moved = change(rate, before, step=0.01) if before else None
    base = view.say("service_quality.rate_base", n=count(rate.effective_base, view.lang))
    interval = view.say("overview.interval", low_high=numbers.number_range(rate.low, rate.high, 2))
    delta = f"{moved.delta:+.2f}" if moved and moved.delta is not None else None
    appeals = service_quality.appeal_rate(view.at)
    appealed = (
        view.say("service_quality.no_appeals")
        if appeals.value is None
        else view.say(
            "service_quality.appeals", n=f"{appeals.value:.1f}", low_high=numbers.number_range(appeals.low, appeals.high, 1)
        )
    )
    return Card(
        "rate",
        *_words(view, "rate"),
        numbers.number(rate.value, 2),
        delta,
        bool(moved and not moved.holds),
        True,
        (base, interval, by, appealed),
        (),
        COMPLAINTS,
    )


def _time(view: View, key: str) -> Card:
    def hours(value: float | None) -> str:
        return MISSING if value is None else view.say("service_quality.hours", n=numbers.number(value))

    shape = Shape(hours, lambda d: f"{d:+.1f}", numbers.number_range, rise_is_bad=True, without="service_quality.no_time")
    found = _moved(view, lambda one: one.response if key == "response" else one.resolution, 0.1)
    return estimate_card(view, key, _words(view, key), found, shape, (), _pick(view, "open") if key == "resolution" else COMPLAINTS)


def _shares(view: View, shown: Handling) -> list[Card]:
    good = Shape(
        numbers.share,
        lambda d: numbers.points(d, view.lang),
        numbers.share_range,
        rise_is_bad=False,
        without="service_quality.no_promise",
    )
    bad = replace(good, rise_is_bad=True, without="service_quality.no_follow")
    promise = estimate_card(
        view, "promise", _words(view, "promise"), _moved(view, lambda one: one.promise.share, 0.001), good, (), _pick(view, "late")
    )
    repeated = estimate_card(
        view, "repeated", _words(view, "repeated"), _moved(view, lambda one: one.repeated, 0.001), bad, (), _pick(view, "repeated")
    )
    kept, once = shown.promise, shown.resolved_first
    if not any(0 < part < view.at.scope.small for part in (kept.late, kept.overdue, kept.pending)):
        told = view.say("service_quality.promise_note", late=kept.late, overdue=kept.overdue, pending=kept.pending)
        promise = replace(promise, notes=(*promise.notes, told))
    if once.value is not None and repeated.value != MISSING:
        low_high = numbers.share_range(once.low, once.high)
        line = view.say("service_quality.fcr", share=numbers.share(once.value), low_high=low_high, n=f"{once.base:,}")
        repeated = replace(repeated, notes=(*repeated.notes, line))
    return [promise, repeated]


def _eliminated(view: View) -> Card:
    found = service_quality.eliminated(view.at)
    if found is None or found.value is None:
        notes: tuple[str, ...] = (view.say("service_quality.no_earlier"),)
        return Card("eliminated", *_words(view, "eliminated"), MISSING, None, False, None, notes, (), None)
    interval = view.say("overview.interval", low_high=numbers.share_range(found.low, found.high).replace("%–", "% ~ "))
    notes = (view.say("service_quality.eliminated_base", n=f"{found.base:,}"), interval)
    earlier = view.filters.previous()
    before = service_quality.handling(view.with_filters(earlier)).cases if earlier else 0
    now = service_quality.handling(service_cases.dated(view.at)).cases
    sure = found.low is not None and found.high is not None and not found.low <= 0 <= found.high
    delta = view.say("service_quality.more", n=f"{now - before:+,}")
    return Card("eliminated", *_words(view, "eliminated"), numbers.share(found.value), delta, sure, True, notes, (), COMPLAINTS)


def _answered(view: View) -> Card:
    found = channels.ratio(view.at, "answered", ("offered",))
    if found.value is None:
        notes: tuple[str, ...] = (view.say("service_quality.no_calls"),)
        return Card("answered", *_words(view, "answered"), MISSING, None, False, None, notes, (), None)
    notes = (view.say("service_quality.answered_base", n=count(found.base, view.lang)), view.say("overview.counted"))
    delta = None if found.before is None else numbers.points(found.value - found.before, view.lang)
    return Card(
        "answered",
        *_words(view, "answered"),
        numbers.share(found.value),
        delta,
        True,
        False,
        notes,
        (),
        Pick(dimension="source", value="transcript"),
    )

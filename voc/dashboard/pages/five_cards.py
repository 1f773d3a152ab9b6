"""The five figures of the overview as cards."""

from __future__ import annotations

from dataclasses import replace

from voc.dashboard import numbers
from voc.dashboard.cards import Card, Shape, estimate_card
from voc.dashboard.reads.overview import Cards
from voc.dashboard.reads.trends import Measure, trends
from voc.dashboard.reads.verbatims import Pick
from voc.dashboard.view import View

RATING = Shape(
    lambda x: numbers.number(x, 2),
    lambda d: f"{d:+.2f}",
    lambda low, high: numbers.number_range(low, high, 2),
    rise_is_bad=False,
    without="overview.no_answers",
)
NPS = Shape(
    lambda x: numbers.MISSING if x is None else f"{x:+.1f}",
    lambda d: f"{d:+.1f}",
    numbers.number_range,
    rise_is_bad=False,
    without="overview.no_answers",
)


def five_cards(view: View, found: Cards) -> list[Card]:
    """Volume, share negative, satisfaction, NPS, share that escalates."""
    share = Shape(numbers.share, lambda d: numbers.points(d, view.lang), numbers.share_range, rise_is_bad=True)
    plain = (
        ("negative", found.negative, share, "negative", Pick(negative=True)),
        ("nps", found.nps, NPS, "nps", Pick(rated="nps")),
        ("escalated", found.escalated, share, "escalated", Pick(escalated=True)),
    )
    negative, nps, escalated = (
        estimate_card(view, key, _words(view, key), change, shape, _spark(view, measure), pick)  # type: ignore[arg-type]
        for key, change, shape, measure, pick in plain
    )
    return [_volume(view, found), negative, _rating(view, found), nps, escalated]


def _volume(view: View, found: Cards) -> Card:
    before = found.volume_before
    delta = f"{found.volume_dated / before - 1:+.1%}" if before else None
    notes = (view.say("overview.base", n=f"{found.volume:,}"), view.say("overview.counted"))
    number = numbers.count(found.volume, view.lang)
    return Card("volume", *_words(view, "volume"), number, delta, True, None, notes, _spark(view, "volume"), Pick())


def _rating(view: View, found: Cards) -> Card:
    """The mean rating, and below it the share of satisfied answers."""
    scale, satisfied = found.scale, found.satisfied
    said = view.say("overview.rating_help", low=scale[0], high=scale[1]) if scale else view.say("overview.rating_index_help")
    words = (view.say("overview.rating"), said)
    card = estimate_card(view, "rating", words, found.rating, RATING, _spark(view, "satisfaction"), Pick(rated="csat"))
    if card.value == numbers.MISSING:
        return card
    low_high = numbers.share_range(satisfied.low, satisfied.high)
    return replace(
        card, notes=(*card.notes, view.say("overview.satisfied", share=numbers.share(satisfied.value), low_high=low_high))
    )


def _words(view: View, key: str) -> tuple[str, str]:
    return view.say(f"overview.{key}"), view.say(f"overview.{key}_help")


def _spark(view: View, measure: Measure) -> tuple[float, ...]:
    points = trends(view.at, measure, None).points.to_pylist()
    return tuple(round(row["value"], 4) for row in points if row["quality"] != "suppressed")

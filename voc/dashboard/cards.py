"""Quiet cards: a number, its change against the period before, a sparkline, its base and interval, and the verbatims behind it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from voc.dashboard.numbers import MISSING, is_level
from voc.dashboard.reads.overview import Moved
from voc.dashboard.reads.verbatims import Pick
from voc.dashboard.table import open_verbatims
from voc.dashboard.view import View
from voc.survey.intervals import Estimate, quality


@dataclass(frozen=True)
class Card:
    """One card in words: value, signed change (None: nothing to compare with), whether it is sure, notes below, points of the sparkline."""

    key: str
    label: str
    help: str
    value: str
    delta: str | None
    sure: bool
    rise_is_bad: bool | None
    notes: tuple[str, ...]
    spark: tuple[float, ...]
    pick: Pick | None


def show_cards(view: View, cards: list[Card], key: str = "cards") -> None:
    """The cards in a row; on a narrow page two abreast. A second row on a page has the key "more_cards"."""
    with st.container(key=key):
        columns = st.columns(len(cards))
    for column, card in zip(columns, cards, strict=True):
        with column.container(border=True, key=f"card_{card.key}", height="stretch", gap="xxsmall"):
            _metric(view, card)
            st.caption("  \n".join(card.notes))
            if card.pick is not None and st.button(
                view.say("table.open"), key=f"open_{card.key}", type="tertiary", icon=":material/format_quote:"
            ):
                open_verbatims(view, card.label, card.pick, f"card_{card.key}")


def _metric(view: View, card: Card) -> None:
    level = card.delta is not None and is_level(card.delta)
    delta = view.say("unit.level") if level else card.delta
    grey = level or not card.sure or card.rise_is_bad is None
    st.metric(
        card.label,
        card.value,
        delta or (None if card.value == MISSING else view.say("overview.no_before")),
        delta_color="off" if grey or delta is None else "inverse" if card.rise_is_bad else "normal",
        delta_arrow="off" if level or delta is None else "auto",
        delta_description=view.say("overview.delta_note") if delta else None,
        chart_data=list(card.spark) if len(card.spark) > 1 else None,
        chart_type="area",
        help=card.help,
    )


@dataclass(frozen=True)
class Shape:
    """How an estimate is written: the figure, its change, its interval; whether a rise is bad news, and the words where nothing was counted."""

    value: Callable[[float | None], str]
    delta: Callable[[float], str]
    interval: Callable[[float | None, float | None], str]
    rise_is_bad: bool
    without: str = "overview.not_scored"


def estimate_card(
    view: View, key: str, words: tuple[str, str], found: Moved, shape: Shape, spark: tuple[float, ...], pick: Pick
) -> Card:
    """The card of an estimate, `words` are its label and help; under 30 effective answers it says so and shows no number."""
    notes = estimate_notes(view, found.shown, shape.interval, shape.without)
    if quality(found.shown) == "suppressed":
        return Card(key, *words, MISSING, None, False, None, notes, (), pick if found.shown.base else None)
    now, before, delta = found.change.now, found.change.before, found.change.delta
    compared = delta is not None and "suppressed" not in (quality(now), quality(before))
    moved = shape.delta(delta) if compared and delta is not None else None
    return Card(key, *words, shape.value(found.shown.value), moved, not found.change.holds, shape.rise_is_bad, notes, spark, pick)


def estimate_notes(
    view: View, now: Estimate, interval: Callable[[float | None, float | None], str], without: str = "overview.not_scored"
) -> tuple[str, ...]:
    """Base and interval of an estimate in words."""
    if not now.base:
        return (view.say(without),)
    base = view.say("overview.base", n=f"{now.base:,}")
    if quality(now) == "suppressed":
        return (base, view.say("overview.insufficient"))
    small = f" · {view.say('overview.small')}" if quality(now) == "low" else ""
    return (f"{base}{small}", view.say("overview.interval", low_high=interval(now.low, now.high)))

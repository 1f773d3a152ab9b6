"""Parts of service quality: funnel plots of units, where cases wait, and whether work orders note the cause that the customer gives."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from voc.dashboard import charts, charts_service, numbers
from voc.dashboard.grid import SKIP, show_grid
from voc.dashboard.pages.service_cards import picked
from voc.dashboard.reads import service_way
from voc.dashboard.reads.base import At, cached_figure
from voc.dashboard.reads.causes import level_name
from voc.dashboard.reads.service_way import UNITS, WHATS, Unit, What
from voc.dashboard.table import open_verbatims
from voc.dashboard.view import View
from voc.service.funnel import Funnel
from voc.survey.intervals import Estimate, wilson

PAIRS = 8


def unit_name(view: View, by: str, unit: str | None) -> str:
    """A unit in the reader's words."""
    return view.say(f"service_quality.{unit}") if by == "staff" and unit in ("own", "outsourced") else view.name("", unit)


@st.fragment
def show_funnel(view: View) -> None:
    """Units around their common share; those outside by name."""
    with st.container(border=True):
        st.subheader(view.say("way.funnel"), anchor=False)
        left, right = st.columns(2)
        by: Unit = left.segmented_control(
            view.say("way.by"),
            UNITS,
            default=UNITS[0],
            required=True,
            format_func=lambda one: view.say(f"way.by_{one}"),
            key="way_by",
        )
        what: What = right.selectbox(view.say("way.what"), WHATS, format_func=lambda one: view.say(f"way.w_{one}"), key="way_what")
        found = service_way.funnel_of(view.at, by, what)
        if found.centre is None or not found.units:
            st.info(view.say("way.too_few_units"), icon=":material/filter_alt_off:")
            return
        figure = _funnel_figure(view.at, by, what, view.lang, view.dark)
        st.plotly_chart(figure, config=charts.CONFIG, key="way_funnel", alt=view.say("way.funnel_alt"))
        outside = [unit for unit in found.units if unit.side in ("above", "below")]
        rows = [
            {
                view.say("way.unit"): unit_name(view, by, unit.name),
                view.say("way.side"): view.say(f"way.{unit.side}"),
                view.say("way.share"): written(unit.share),
            }
            for unit in outside
        ]
        if rows:
            names = [unit.name or SKIP for unit in outside]
            show_grid(pd.DataFrame(rows), key="way_outside", box="way_unit", rows=names, alt=view.say("way.funnel"))
        else:
            st.caption(view.say("way.none_outside"))
        st.caption(view.say("way.funnel_note", phi=f"{found.dispersion:.1f}"))
        offered = [unit.name for unit in (*outside, *(u for u in found.units if u not in outside)) if unit.name]
        name = st.selectbox(view.say("way.open"), offered, None, format_func=lambda one: unit_name(view, by, one), key="way_unit")
        if name and st.button(view.say("table.open"), key="open_way_unit", type="tertiary", icon=":material/format_quote:"):
            title = f"{unit_name(view, by, name)} · {view.say(f'way.w_{what}')}"
            open_verbatims(view, title, picked(service_way.behind(view.at, by, name, what)), "way_unit")


def written(found: Estimate) -> str:
    """A share with its interval and base."""
    if found.value is None:
        return numbers.MISSING
    return f"{numbers.share_bounded(found.value, found.low, found.high)} · {found.base:,}"


@cached_figure
def _funnel_figure(at: At, by: Unit, what: What, lang: str, dark: bool) -> go.Figure:
    view = View(lang, dark, at)
    found = service_way.funnel_of(at, by, what)
    return funnel_drawn(view, found, lambda unit: unit_name(view, by, unit), view.say("way.cases"))


def funnel_drawn(view: View, found: Funnel, named: Callable[[str | None], str], across: str) -> go.Figure:
    """The units of a funnel with the limits at sizes up to a little beyond the largest."""
    spots = [
        charts_service.Spot(
            named(unit.name),
            unit.share.base,
            unit.share.value or 0.0,
            unit.side in ("above", "below"),
            f"{written(unit.share)} · {view.say(f'way.{unit.side}')}",
        )
        for unit in found.units
    ]
    largest = max(unit.share.base for unit in found.units)
    sizes = sorted({*range(5, 60, 3), *(round(largest * 1.08 * step / 60) for step in range(3, 61))} - {0})
    return charts_service.funnel(spots, sizes, found.limits(sizes), found.centre or 0.0, across, dark=view.dark)


@st.fragment
def show_way(view: View) -> None:
    """Hours by department, with the bottleneck where one can be named."""
    with st.container(border=True):
        st.subheader(view.say("way.stops"), anchor=False)
        found = service_way.stops(view.at)
        if not found.stops:
            st.info(view.say("way.stops_none"), icon=":material/route:")
            return
        first = found.stops[0]
        if found.bottleneck is not None and first.name == found.bottleneck:
            low_high = numbers.share_range(first.share.low, first.share.high)
            st.text(view.say("way.bottleneck", name=first.name, share=numbers.share(first.share.value), low_high=low_high))
        else:
            st.text(view.say("way.no_bottleneck"))
        rows = [
            {
                view.say("way.stop"): view.name("", stop.name),
                view.say("way.steps"): f"{stop.steps:,}",
                view.say("way.median"): _hours(stop.median),
                view.say("way.of_all"): written(stop.share),
            }
            for stop in found.stops
        ]
        show_grid(pd.DataFrame(rows), key="way_stops", alt=view.say("way.stops"))
        said = [view.say("way.stops_note", impossible=found.impossible, overlapping=found.overlapping)]
        doubts = service_way.doubtful(view.at)
        if any(doubts.values()):
            said.append(view.say("way.doubtful", **doubts))
        st.caption("  \n".join(said))


def _hours(found: Estimate) -> str:
    if found.value is None:
        return numbers.MISSING
    return f"{numbers.bounded(found.value, found.low, found.high)} · {found.base:,}"


@st.fragment
def show_noted(view: View) -> None:
    """Whether what staff tick is what the customer says, and the pairs that are taken for one another most."""
    with st.container(border=True):
        st.subheader(view.say("way.noted"), anchor=False)
        found = service_way.noted(view.at)
        if found.share.value is None:
            st.info(view.say("way.noted_none"), icon=":material/rule:")
            return
        left, right = st.columns(2)
        left.metric(view.say("way.noted_share"), numbers.share(found.share.value), help=view.say("way.noted_help"))
        left.caption(
            view.say("way.base", n=f"{found.share.base:,}", low_high=numbers.share_range(found.share.low, found.share.high))
        )
        kappa = found.kappa
        right.metric(view.say("way.kappa"), numbers.number(kappa.value, 2), help=view.say("way.kappa_help"))
        right.caption(view.say("way.base", n=f"{kappa.base:,}", low_high=numbers.number_range(kappa.low, kappa.high, 2)))
        wrong = [pair for pair in found.pairs if pair[0] != pair[1]][:PAIRS]
        if not wrong:
            return
        rows: list[dict[str, Any]] = [
            {
                view.say("way.pair"): _pair(view, pair),
                view.say("way.n"): f"{pair[2]:,}",
                view.say("way.share"): written(wilson(pair[2], found.share.base)),
            }
            for pair in wrong
        ]
        show_grid(pd.DataFrame(rows), key="way_pairs", box="way_pair", rows=wrong, alt=view.say("way.noted"))
        chosen = st.selectbox(view.say("way.pair"), wrong, None, format_func=lambda one: _pair(view, one), key="way_pair")
        if chosen and st.button(view.say("table.open"), key="open_way_pair", type="tertiary", icon=":material/format_quote:"):
            open_verbatims(view, _pair(view, chosen), picked(service_way.misnoted(view.at, chosen[:2])), "way_pair")


def _pair(view: View, pair: tuple[str, str, int]) -> str:
    return f"{level_name(pair[0], view.lang)} → {level_name(pair[1], view.lang)}"

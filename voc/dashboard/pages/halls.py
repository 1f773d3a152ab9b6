"""Functions of the hall: what customers come for, how much of it could be done electronically, and how they fare there."""

from __future__ import annotations

from collections import defaultdict

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from voc.dashboard import charts, charts_service, numbers
from voc.dashboard.grid import SKIP, show_grid
from voc.dashboard.pages.figures import figured, shared
from voc.dashboard.reads import halls
from voc.dashboard.reads.base import At, cached_figure
from voc.dashboard.reads.causes import cause_name
from voc.dashboard.reads.halls import Function
from voc.dashboard.reads.verbatims import Pick
from voc.dashboard.table import open_verbatims
from voc.dashboard.view import View
from voc.service.functions import ELECTRONIC, load_functions


def show_halls(view: View) -> None:
    """The headline, the table of functions, and the shares over time."""
    _functions(view)
    _trend(view)


def function_name(view: View, name: str) -> str:
    """A function in the reader's words; a name no function fits as it was given."""
    pair = load_functions().names.get(name)
    return name if pair is None else pair[0 if view.lang == "zh" else 1]


@st.fragment
def _functions(view: View) -> None:
    with st.container(border=True):
        st.subheader(view.say("halls.title"), anchor=False)
        found = halls.functions(view.at)
        if not found:
            st.info(view.say("halls.none"), icon=":material/storefront:")
            return
        st.text(_headline(view, found))
        table = pd.DataFrame([_row(view, one) for one in found])
        text = st.column_config.TextColumn
        columns = {"0": text(view.say("halls.function"), pinned=True, width=120)}
        columns |= {view.say(f"halls.{name}"): text(width=width) for name, width in (("electronic", 105), ("cause", 130))}
        offered = [one.name if one.negative.base else SKIP for one in found]
        show_grid(table, key="halls", column_config=columns, box="hall_one", rows=offered, alt=view.say("halls.alt"))
        st.caption(f"{view.say('table.cell')}{view.say('halls.note')}")
        heard = [one.name for one in found if one.negative.base]
        name = st.selectbox(view.say("halls.open"), heard, None, format_func=lambda one: function_name(view, one), key="hall_one")
        if name and st.button(view.say("table.open"), key="open_hall", type="tertiary", icon=":material/format_quote:"):
            open_verbatims(view, function_name(view, name), Pick(ids=halls.verbatims_of(view.at, name)), "hall")


def _headline(view: View, found: list[Function]) -> str:
    """How much could be done electronically, now and in the period before; that it is not given where it is not."""
    parts: defaultdict[str, float] = defaultdict(float)
    before = 0.0
    for one in found:
        parts[one.electronic or "unknown"] += one.part or 0.0
        before += (one.part or 0.0) - (one.moved or 0.0) if one.electronic == "whole" else 0.0
    total = sum(one.volume or 0.0 for one in found)
    if not total:
        return view.say("halls.no_volume")
    known = any(one.moved is not None for one in found)
    return view.say(
        "halls.headline",
        n=numbers.count(total, view.lang),
        before=numbers.share(before) if known else numbers.MISSING,
        **{kind: numbers.share(parts[kind]) for kind in ELECTRONIC},
    )


def _row(view: View, one: Function) -> dict[str, object]:
    cause = (
        numbers.MISSING if one.cause is None else f"{cause_name(one.cause[0], view.lang)} {numbers.share(one.cause[1].value, 0)}"
    )
    return {
        "0": function_name(view, one.name),
        view.say("halls.electronic"): view.say(f"halls.{one.electronic or 'unknown'}"),
        view.say("halls.volume"): None if one.volume is None else f"{one.volume:,.0f}",
        view.say("halls.share"): numbers.share(one.part),
        view.say("halls.moved"): None if one.moved is None else numbers.points(one.moved, view.lang),
        view.say("halls.visits"): shared(view, one.visits),
        view.say("halls.satisfaction"): figured(view, one.satisfaction),
        view.say("halls.negative"): shared(view, one.negative),
        view.say("halls.cause"): cause,
    }


@st.fragment
def _trend(view: View) -> None:
    if not halls.electronic_over_time(view.at):
        return
    with st.container(border=True):
        st.subheader(view.say("halls.trend"), anchor=False)
        figure = _trend_figure(view.at, view.lang, view.dark)
        st.plotly_chart(figure, config=charts.CONFIG, key="hall_trend", alt=view.say("halls.trend_alt"))
        st.caption(view.say("halls.trend_note"))


@cached_figure
def _trend_figure(at: At, lang: str, dark: bool) -> go.Figure:
    view = View(lang, dark, at)
    rows = halls.electronic_over_time(at)
    drawn = [
        charts_service.Line(view.say(f"halls.{kind}"), [day for day, _, _ in rows], [own.get(kind, 0.0) for _, own, _ in rows])
        for kind in ELECTRONIC
    ]
    return charts_service.lines(drawn, lang, dark=dark, percent=True).update_yaxes(rangemode="tozero")

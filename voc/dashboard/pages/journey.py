"""The customer's way: touchpoints end to end, what hand-offs cost, and where customers are heard next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from voc.dashboard import charts, numbers
from voc.dashboard.filters import UNNAMED
from voc.dashboard.grid import SKIP, show_grid
from voc.dashboard.heading import choose
from voc.dashboard.pages.figures import figured, shared
from voc.dashboard.pages.service_cards import picked
from voc.dashboard.reads import journey
from voc.dashboard.reads.base import At, cached_figure
from voc.dashboard.reads.causes import cause_name
from voc.dashboard.reads.journey import MOST, Leg, Touch
from voc.dashboard.reads.service_quality import Handling
from voc.dashboard.reads.verbatims import Pick
from voc.dashboard.table import open_verbatims
from voc.dashboard.view import View
from voc.survey.intervals import Estimate

FEWEST = 30
CASES = ("cases", "kept", "resolution", "promise", "repeated", "after", "recovered")
COLUMNS = ("felt", "handled")
"""How customers fare at a touchpoint, and how the cases taken there were handled: both at once would be wider than the page."""
LEG = ("resolution", "promise", "repeated", "after", "recovered")


def show_journey(view: View) -> None:
    """All three parts."""
    _touchpoints(view)
    _legs(view)
    _next(view)


@st.fragment
def _touchpoints(view: View) -> None:
    with st.container(border=True):
        st.subheader(view.say("journey.touch"), anchor=False)
        found = journey.touchpoints(view.at)
        if not found:
            st.info(view.say("journey.none"), icon=":material/route:")
            return
        seen = choose(
            st.container(), view.say("journey.columns"), COLUMNS, lambda one: view.say(f"journey.columns_{one}"), "touch_columns"
        )
        table = pd.DataFrame([_touch(view, one, seen) for one in found])
        pinned = {
            "0": st.column_config.TextColumn(f"{view.say('journey.channel')} · {view.say('journey.touchpoint')}", pinned=True)
        }
        show_grid(
            table,
            tallest=560,
            key="touchpoints",
            box="touch_one",
            rows=[one if one.negative.base else SKIP for one in found],
            column_config=pinned,
            alt=view.say("journey.alt"),
        )
        st.caption(f"{view.say('table.cell')}{view.say('journey.note')}")
        one = st.selectbox(
            view.say("journey.open"),
            [one for one in found if one.negative.base],
            None,
            format_func=lambda one: _spot(view, one),
            key="touch_one",
        )
        if one and st.button(view.say("table.open"), key="open_touch", type="tertiary", icon=":material/format_quote:"):
            there = View(view.lang, view.dark, view.with_filters(replace(view.filters, channel=(one.channel,))))
            pick = Pick(judged=True, dimension="touchpoint", value=one.touchpoint or UNNAMED)
            open_verbatims(there, _spot(view, one), pick, "touch")


def _spot(view: View, one: Touch) -> str:
    return f"{one.channel} · {view.name('', one.touchpoint)}"


def _touch(view: View, one: Touch, columns: str) -> dict[str, object]:
    if columns == "handled":
        return {"0": _spot(view, one), **_handled(view, one.handled)}
    cause = (
        numbers.MISSING if one.cause is None else f"{cause_name(one.cause[0], view.lang)} {numbers.share(one.cause[1].value, 0)}"
    )
    return {
        "0": _spot(view, one),
        view.say("journey.satisfaction"): figured(view, one.satisfaction),
        view.say("journey.negative"): shared(view, one.negative),
        view.say("journey.cause"): cause,
        **_handled(view, one.handled, CASES[:1]),
    }


def _handled(view: View, found: Handling | None, names: Sequence[str] = CASES) -> dict[str, object]:
    """How cases went on, column by column."""
    if found is None:
        return {view.say(f"journey.{name}"): numbers.MISSING for name in names}
    cells = {
        "cases": f"{found.cases:,}",
        "kept": shared(view, found.kept),
        "resolution": figured(view, found.resolution),
        "promise": shared(view, found.promise.share),
        "repeated": shared(view, found.repeated),
        "after": figured(view, found.after, 2),
        "recovered": figured(view, found.recovered, 2),
    }
    return {view.say(f"journey.{name}"): cells[name] for name in names}


@st.fragment
def _legs(view: View) -> None:
    with st.container(border=True):
        st.subheader(view.say("journey.legs"), anchor=False)
        found = journey.legs(view.at)
        if not found:
            st.info(view.say("journey.legs_none"), icon=":material/alt_route:")
            return
        rows = [
            {
                view.say("journey.departments"): _departments(view, one),
                view.say("journey.share", n=f"{one.share.base:,.0f}"): numbers.share_bounded(
                    one.share.value, one.share.low, one.share.high
                ),
                **_handled(view, one.handled, LEG),
            }
            for one in found
        ]
        show_grid(pd.DataFrame(rows), key="legs", box="leg_one", rows=found, alt=view.say("journey.legs"))
        st.caption(f"{view.say('table.cell')}{view.say('journey.legs_note')}")
        one = st.selectbox(
            view.say("journey.departments"), found, None, format_func=lambda one: _departments(view, one), key="leg_one"
        )
        if one and st.button(view.say("table.open"), key="open_leg", type="tertiary", icon=":material/format_quote:"):
            open_verbatims(view, _departments(view, one), picked(journey.cases_through(view.at, one.departments)), "leg")


def _departments(view: View, one: Leg) -> str:
    return view.say("journey.departments_more" if one.departments >= MOST else "journey.departments_n", n=one.departments)


@st.fragment
def _next(view: View) -> None:
    with st.container(border=True):
        st.subheader(view.say("journey.next"), anchor=False)
        if not _rows_of(view.at):
            st.info(view.say("journey.next_none"), icon=":material/conversion_path:")
            return
        figure = _next_figure(view.at, view.lang, view.dark)
        st.plotly_chart(figure, config=charts.CONFIG, key="next_steps", alt=view.say("journey.next_alt"))
        st.caption(view.say("journey.next_note"))


def _rows_of(at: At) -> list[str]:
    """First channels with a base, the largest first."""
    return list(dict.fromkeys(step.first for step in journey.next_steps(at) if step.share.base >= FEWEST))


@cached_figure
def _next_figure(at: At, lang: str, dark: bool) -> go.Figure:
    """Only the next contacts are coloured: nearly all are not heard again, which would leave all else one shade."""
    view = View(lang, dark, at)
    steps = {(step.first, step.then): step.share for step in journey.next_steps(at)}
    firsts = _rows_of(at)
    thens = sorted(
        {then for first, then in steps if first in firsts and then is not None}, key=lambda name: (name not in firsts, name)
    )
    shares = [[steps[first, then].value if (first, then) in steps else None for then in thens] for first in firsts]
    hovers = [[_hover(view, steps.get((first, then))) for then in thens] for first in firsts]
    rows = [view.say("journey.next_row", name=first, never=_share(steps.get((first, None)))) for first in firsts]
    figure = charts.heat(thens, rows, shares, hovers, dark=dark)
    figure.for_each_annotation(lambda one: one.update(text=numbers.share(shares[int(one.y)][int(one.x)])))
    return figure.update_xaxes(tickangle=-35, automargin=True)


def _share(found: Estimate | None) -> str:
    return numbers.share(found.value if found else 0.0)


def _hover(view: View, found: Estimate | None) -> str:
    if found is None:
        return ""
    low_high = numbers.share_range(found.low, found.high)
    return view.say("journey.next_hover", share=numbers.share(found.value), low_high=low_high, n=f"{found.base:,}")

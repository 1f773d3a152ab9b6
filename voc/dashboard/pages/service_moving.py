"""How complaints and their handling move: cases, promises kept, repeats, ratings afterwards."""

from __future__ import annotations

import plotly.graph_objects as go
import streamlit as st

from voc.dashboard import charts
from voc.dashboard.heading import choose, headed
from voc.dashboard.pages.service_cards import picked
from voc.dashboard.reads import service_quality
from voc.dashboard.reads.base import At, cached_figure
from voc.dashboard.reads.service_quality import MOVING, Moving, Which
from voc.dashboard.reads.trends import Measure, Trend, trend_of
from voc.dashboard.reads.verbatims import Pick
from voc.dashboard.table import show_verbatims
from voc.dashboard.view import View

KINDS: dict[Moving, tuple[Measure, str]] = {
    "cases": ("volume", "count"),
    "promise": ("negative", "share"),
    "repeated": ("negative", "share"),
    "after": ("satisfaction", "mean"),
}


@st.fragment
def show_moving(view: View) -> None:
    """The line of one figure over time."""
    with st.container(border=True):
        (right,) = headed(view.say("service_quality.trend"))
        measure = choose(
            right, view.say("overview.measure"), MOVING, lambda one: view.say(f"service_quality.m_{one}"), key="service_measure"
        )
        found = _moving(view.at, measure)
        if not found.drawn:
            st.info(view.say("service_quality.trend_empty"), icon=":material/show_chart:")
            return
        alt = view.say("service_quality.trend_alt", measure=view.say(f"service_quality.m_{measure}"))
        st.plotly_chart(_trend_figure(view.at, measure, view.lang, view.dark), config=charts.CONFIG, key="service_trend", alt=alt)
        st.caption(view.say("service_quality.trend_note", grain=view.say(f"overview.grain_{found.grain}")))
        if st.button(view.say("table.open"), key="open_service_trend", type="tertiary", icon=":material/format_quote:"):
            _trend_verbatims(view, measure, found)


def _moving(at: At, measure: Moving) -> Trend:
    return trend_of(at, service_quality.over_time(at, measure), KINDS[measure][0])


@cached_figure
def _trend_figure(at: At, measure: Moving, lang: str, dark: bool) -> go.Figure:
    found = _moving(at, measure)
    name = View(lang, dark, at).say(f"service_quality.m_{measure}")
    return charts.trend(
        found.points,
        [(group, name) for group in found.drawn],
        lang,
        grain=found.grain,
        kind=KINDS[measure][1],
        dark=dark,
        since=at.filters.first,
    )


def _trend_verbatims(view: View, measure: Moving, found: Trend) -> None:
    spans = sorted({(row["period"], row["end"]) for row in found.points.to_pylist()}, reverse=True)
    whole = View(view.lang, view.dark, view.with_filters(view.filters.with_previous()))
    which: Which = {"promise": "late", "repeated": "repeated", "after": "low"}.get(measure, "all")  # type: ignore[assignment]

    @st.dialog(f"{view.say(f'service_quality.m_{measure}')} · {view.say('table.title')}", width="large")
    def drawer() -> None:
        span = st.selectbox(
            view.say("overview.period_pick"),
            [None, *spans],
            format_func=lambda one: view.say("filter.span", first=one[0], last=one[1]) if one else view.say("overview.whole"),
            key="service_span",
        )
        first, last = span or (None, None)
        pick = Pick(cases=picked(service_quality.chosen(whole.at, None, None, which)).cases, first=first, last=last)
        st.caption(view.say(f"service_quality.w_{which}"))
        show_verbatims(whole, pick, "service_trend")

    drawer()

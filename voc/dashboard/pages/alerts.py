"""Alerts: what rose above its own past, where, beside which events, and the verbatims behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from voc.dashboard import charts, numbers
from voc.dashboard.empty import nothing_to_show, say_empty
from voc.dashboard.grid import show_grid
from voc.dashboard.pages.alert_records import show_back_test, show_breaks, show_mark
from voc.dashboard.pages.new_topics import show_link
from voc.dashboard.reads.alerts import alerts_shown, around, marked, pick, smallest_shown, subject_name, watched
from voc.dashboard.reads.base import At, cached_figure
from voc.dashboard.table import show_verbatims
from voc.dashboard.view import View
from voc.jobs.alert_events import Alert
from voc.jobs.alert_marks import Mark
from voc.jobs.alerts import EXPECTED, HOURLY_PER_YEAR, PER_YEAR, PLACES_PER_TOPIC, Reach, Watch
from voc.risk.weekly import HARMONIC_FROM
from voc.service.rates import poisson_rate

COLUMNS = ("what", "seen", "expected", "ratio", "state", "when", "strength", "events", "raised", "grain")
RATES = (1.0, PER_YEAR, 12.0, 52.0)
Marked = list[tuple[Alert, Mark | None]]


def show(view: View) -> None:
    """The page."""
    st.title(view.say("alerts.title"), anchor=False)
    if nothing_to_show(view):
        return
    per_year = st.segmented_control(
        view.say("alerts.rate"),
        RATES,
        default=PER_YEAR,
        required=True,
        format_func=lambda one: f"{one:g}",
        help=view.say("alerts.rate_help"),
        key="alerts_rate",
    )
    found = watched(view.at, per_year)
    if found.first is not None:
        st.caption("  \n".join(_said(view, found, per_year)))
    shown = marked(view.at, alerts_shown(view.at, per_year))
    if shown:
        with st.container(border=True):
            _list(view, shown)
        with st.container(border=True):
            _one(view, shown)
    else:
        say_empty(view, "alerts.none", ":material/notifications_off:")
    show_link(view)
    show_breaks(view, found)
    if found.first is not None:
        with st.expander(view.say("alerts.how")):
            st.caption("  \n".join(_rates(view, found)))
    _smallest(view, smallest_shown(view.at, per_year))
    show_back_test(view, per_year)


def _said(view: View, found: Watch, per_year: float) -> list[str]:
    """What was watched by day, at which rate of false alarms, and what the data cannot carry."""
    watched_words = view.say(
        "alerts.watched",
        first=found.first,
        last=found.last,
        n=numbers.count(found.verbatims, view.lang),
        series=f"{found.series:,}",
        weeks=found.weeks,
        per_year=f"{per_year:g}",
    )
    said = [watched_words]
    if found.weeks < HARMONIC_FROM:
        said.append(view.say("alerts.season"))
    if not found.holidays:
        said.append(view.say("alerts.no_holidays"))
    return said


def _rates(view: View, found: Watch) -> list[str]:
    """What was watched by week and by hour, and how often they alarm for nothing."""
    hours = view.say("alerts.hours", n=found.hourly, rate=f"{HOURLY_PER_YEAR:g}") if found.hourly else view.say("alerts.no_hours")
    return [view.say("alerts.weekly", n=f"{found.weekly:,}", least=f"{EXPECTED:g}", years=f"{1 / PLACES_PER_TOPIC:.0f}"), hours]


def _where(view: View, alert: Alert) -> str:
    if not alert.place:
        return view.say("alerts.everywhere")
    named = " · ".join(view.name(name, value) for name, value in alert.place)
    return named if alert.share is None else view.say("alerts.located", where=named, share=numbers.share(alert.share, 0))


def _when(alert: Alert) -> str:
    return f"{alert.first}" if alert.first == alert.last else f"{alert.first} – {alert.last:%m-%d}"


def _list(view: View, alerts: Marked) -> None:
    st.subheader(view.say("alerts.list", n=len(alerts)), anchor=False)
    st.caption(view.say("alerts.list_note", open=sum(mark is None for _, mark in alerts)))
    frame = pd.DataFrame([_row(view, alert, mark) for alert, mark in alerts], columns=COLUMNS)
    show_grid(
        frame,
        wrap=True,
        tallest=440,
        column_config=_columns(view),
        key="alerts_list",
        box="alert",
        rows=range(len(alerts)),
        alt=view.say("alerts.alt"),
    )


def _row(view: View, alert: Alert, mark: Mark | None) -> dict[str, Any]:
    strength = (
        view.say("alerts.c", c=f"{alert.strength:.1f}")
        if alert.grain == "week"
        else view.say("alerts.p", p=_chance(alert.strength))
    )
    return {
        "when": _when(alert),
        "what": f"{subject_name(view, alert.subject)} · {_where(view, alert)}",
        "seen": alert.seen,
        "expected": _expected(alert),
        "ratio": _ratio(alert),
        "state": view.say(f"alert.{mark.state if mark else 'open'}"),
        "raised": f"{alert.raised:%m-%d %H:%M}" if alert.raised else None,
        "events": "；".join(alert.events) or None,
        "strength": strength,
        "grain": view.say(f"alerts.{alert.grain}"),
    }


def _chance(p: float) -> str:
    """A p-value in the digits that mean something: the model is not known to one in a million."""
    return "<0.000001" if p < 1e-6 else f"{float(f'{p:.1g}'):.6f}".rstrip("0")


def _expected(alert: Alert) -> str:
    return "<0.1" if alert.expected < 0.05 else numbers.number(alert.expected)


def _ratio(alert: Alert) -> str:
    """Times as many, in the digits that mean something."""
    return ">100" if alert.ratio > 100 else numbers.number(alert.ratio)


def _columns(view: View) -> dict[str, Any]:
    columns: dict[str, Any] = {name: st.column_config.TextColumn(view.say(f"alerts.{name}")) for name in COLUMNS}
    columns["seen"] = st.column_config.NumberColumn(view.say("alerts.seen"), format="%d")
    for name, width in {"when": 145, "strength": 92, "events": 165}.items():
        columns[name] = st.column_config.TextColumn(view.say(f"alerts.{name}"), width=width)
    columns["what"] = st.column_config.TextColumn(view.say("alerts.what_where"), width=150)
    return columns


@st.fragment
def _one(view: View, alerts: Marked) -> None:
    def label(place: int) -> str:
        alert = alerts[place][0]
        return f"{_when(alert)} · {subject_name(view, alert.subject)} · {_where(view, alert)} · {view.say('alerts.times', ratio=_ratio(alert))}"

    place = st.selectbox(view.say("alerts.choose"), range(len(alerts)), format_func=label, key="alert")
    alert, mark = alerts[place]
    st.text(_sentence(view, alert))
    st.plotly_chart(
        _figure(view.at, alert, view.lang, view.dark),
        config=charts.CONFIG,
        key="alert_chart",
        alt=view.say("alerts.chart_alt", name=label(place)),
    )
    st.caption(view.say("alerts.usual", n=numbers.number(alert.expected / ((alert.last - alert.first).days + 1))))
    _parts(view, alert)
    show_mark(view, alert, mark, f"{subject_name(view, alert.subject)} · {_where(view, alert)}")
    whole = View(view.lang, view.dark, view.with_filters(replace(view.filters, first=None, last=None)))
    show_verbatims(whole, pick(alert), "alert")


def _sentence(view: View, alert: Alert) -> str:
    rate, digits = poisson_rate(alert.seen, alert.expected, per=1), 0 if alert.ratio > 100 else 1
    figures = {
        "seen": f"{alert.seen:,}",
        "expected": _expected(alert),
        "ratio": numbers.number(alert.ratio, digits),
        "low_high": numbers.number_range(rate.low, rate.high, digits),
    }
    said = view.say("alerts.said", when=_when(alert), **figures)
    if alert.share is not None:
        where = " · ".join(view.name(name, value) for name, value in alert.within)
        said += " " + view.say("alerts.said_share", share=numbers.share(alert.share, 0), where=where)
    if alert.grain == "hour":
        said += " " + view.say("alerts.said_hour")
    if alert.raised is not None:
        said += " " + view.say("alerts.said_raised", at=f"{alert.raised:%Y-%m-%d %H:%M}")
    return said


def _parts(view: View, alert: Alert) -> None:
    """The signals that were taken as this one event."""
    if not alert.parts:
        return
    with st.expander(view.say("alerts.parts", n=len(alert.parts))):
        st.caption(view.say("alerts.parts_note"))
        columns = ("what", "seen", "expected", "ratio", "when", "strength", "grain")
        frame = pd.DataFrame([_row(view, part, None) for part in alert.parts], columns=columns)
        settings = {name: one for name, one in _columns(view).items() if name in columns}
        show_grid(frame, wrap=True, column_config=settings, key="alert_parts", alt=view.say("alerts.parts", n=len(alert.parts)))


@cached_figure
def _figure(at: At, alert: Alert, lang: str, dark: bool) -> go.Figure:
    rows = around(at, alert).to_pylist()
    daily = alert.expected / ((alert.last - alert.first).days + 1)
    return charts.days_around(
        [(row["day"], row["n"]) for row in rows],
        (alert.first, alert.last + timedelta(days=1)),
        daily,
        lang,
        dark=dark,
    )


def _smallest(view: View, smallest: Mapping[str, Reach]) -> None:
    """What the watch can see of each topic: its usual day, and how many times that must come to alarm."""
    if not smallest:
        return
    with st.expander(view.say("alerts.smallest")):
        st.caption(view.say("alerts.smallest_note"))
        rows = [
            (subject_name(view, subject), one.usual, one.day, one.week, one.doubled)
            for subject, one in sorted(smallest.items(), key=lambda item: -item[1].usual)
        ]
        number = st.column_config.NumberColumn
        columns: dict[str, Any] = {
            "what": st.column_config.TextColumn(view.say("alerts.what"), width=220),
            "usual": number(view.say("alerts.usual_day"), format="%.1f"),
            "day": number(view.say("alerts.times_day"), format="%.1f"),
            "week": number(view.say("alerts.times_week"), format="%.1f"),
            "doubled": number(view.say("alerts.doubled"), format="percent"),
        }
        show_grid(
            pd.DataFrame(rows, columns=list(columns)),
            column_config=columns,
            key="alerts_smallest",
            alt=view.say("alerts.smallest_alt"),
        )

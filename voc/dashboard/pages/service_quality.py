"""Service quality: eight cards, handling by cause, department, team and kind of staff, trend, overdue cases, satisfaction with calls."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from voc.dashboard import charts, charts_service, numbers
from voc.dashboard.cards import show_cards
from voc.dashboard.empty import nothing_to_show, say_empty
from voc.dashboard.filters import UNNAMED
from voc.dashboard.pages.scorecard import show_scorecard
from voc.dashboard.pages.service_calls import show_answers, show_calls, show_good, show_repeaters
from voc.dashboard.pages.service_cards import picked, service_cards
from voc.dashboard.pages.service_way import show_funnel, show_noted, show_way
from voc.dashboard.reads import service_cases, service_quality
from voc.dashboard.reads.base import At, cached_figure
from voc.dashboard.reads.causes import cause_name
from voc.dashboard.reads.service_quality import BYS, MOVING, WHICH, By, Moving, Row, Which
from voc.dashboard.reads.trends import Measure, Trend, trend_of
from voc.dashboard.reads.verbatims import Pick
from voc.dashboard.rights import lacks
from voc.dashboard.table import show_verbatims
from voc.dashboard.view import View
from voc.survey.intervals import Estimate, quality

KINDS: dict[Moving, tuple[Measure, str]] = {
    "cases": ("volume", "count"),
    "promise": ("negative", "share"),
    "repeated": ("negative", "share"),
    "after": ("satisfaction", "mean"),
}
OVERDUE_SHOWN = 200
PARTS = ("handling", "scorecard")


def show(view: View) -> None:
    """The page."""
    st.title(view.say("service_quality.title"))
    if nothing_to_show(view):
        return
    if not service_quality.handling(view.at).cases:
        say_empty(view, "service_quality.none", ":material/support_agent:")
        _calls(view)
        return
    part = st.segmented_control(
        view.say("service_quality.part"),
        PARTS,
        default=PARTS[0],
        required=True,
        format_func=lambda one: view.say(f"service_quality.part_{one}"),
        key="service_part",
        label_visibility="collapsed",
    )
    if part == "scorecard":
        show_scorecard(view)
        return
    st.caption(view.say("service_quality.as_of", time=_moment(view)))
    cards = service_cards(view)
    show_cards(view, cards[:4])
    show_cards(view, cards[4:], "more_cards")
    _table(view)
    show_funnel(view)
    show_way(view)
    show_noted(view)
    _trend(view)
    _overdue(view)
    _calls(view)


def _calls(view: View) -> None:
    _dialogues(view)
    show_calls(view)
    show_answers(view)
    show_repeaters(view)
    show_good(view)


def _moment(view: View) -> str:
    return f"{service_cases.as_of(service_cases.at_all(view.at)).astimezone(view.at.settings.zone):%Y-%m-%d %H:%M}"


def _group(view: View, by: By, group: str | None) -> str:
    if by == "cause":
        return cause_name(group, view.lang)
    if by == "staff" and group in ("own", "outsourced"):
        return view.say(f"service_quality.{group}")
    return view.name("", group)


@st.fragment
def _table(view: View) -> None:
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.subheader(view.say("service_quality.table"), anchor=False, width="stretch")
            right = st.container(width="content")
        by: By = right.segmented_control(
            view.say("service_quality.by"),
            BYS,
            default=BYS[0],
            required=True,
            format_func=lambda one: view.say(f"service_quality.by_{one}"),
            key="service_by",
            label_visibility="collapsed",
        )
        rows = service_quality.table(view.at, by)
        st.dataframe(
            _worded(view, by, rows),
            hide_index=True,
            height=min(460, 38 + 35 * len(rows)),
            placeholder="—",
            key="service_table",
            column_config={"0": st.column_config.TextColumn(view.say(f"service_quality.by_{by}"), pinned=True, width=150)},
            alt=view.say("service_quality.table_alt"),
        )
        st.caption("  \n".join((view.say("service_quality.table_note"), _recovery_note(view))))
        if st.button(view.say("table.open"), key="open_service_table", type="tertiary", icon=":material/format_quote:"):
            _table_verbatims(view, by, rows)


def _recovery_note(view: View) -> str:
    held, assumed = service_quality.control(service_cases.at_all(view.at))
    if held is None:
        return view.say("service_quality.recovered_none")
    said = view.say("service_quality.recovered_note")
    return f"{said} {view.say('service_quality.recovered_assumed')}" if assumed else said


def _worded(view: View, by: By, rows: list[Row]) -> pd.DataFrame:
    """The table as the reader reads it; the first column is named 0 so that it can be pinned in either language."""
    return pd.DataFrame([{"0": _group(view, by, row.group), **_cells(view, row)} for row in rows])


def _cells(view: View, row: Row) -> dict[str, object]:
    found = row.figures
    hours = {name: _cell(view, one, 1, 1.0, "") for name, one in (("response", found.response), ("resolution", found.resolution))}
    shares = {
        "promise": found.promise.share,
        "reopened": found.reopened,
        "repeated": found.repeated,
        "once": found.resolved_first,
        "kept": found.kept,
    }
    means = {"steps": found.steps, "after": found.after, "recovered": found.recovered}
    written = hours | {name: _cell(view, one, 1, 100.0, "%") for name, one in shares.items()}
    written |= {name: _cell(view, one, 2, 1.0, "") for name, one in means.items()}
    written["eliminated"] = _cell(view, row.eliminated, 0, 100.0, "%") if row.eliminated else numbers.MISSING
    order = (
        "response",
        "resolution",
        "promise",
        "reopened",
        "repeated",
        "once",
        "steps",
        "kept",
        "after",
        "recovered",
        "eliminated",
    )
    return {view.say("service_quality.c_cases"): found.cases} | {
        view.say(f"service_quality.c_{name}"): written[name] for name in order
    }


def _cell(view: View, found: Estimate, digits: int, factor: float, unit: str) -> str:
    """A figure with its interval and base; a dash where nothing was counted or the figure is not reached."""
    if not found.base:
        return numbers.MISSING
    if quality(found) == "suppressed":
        return view.say("service_quality.too_few", n=found.base)
    if found.value is None:
        return numbers.MISSING
    low, high = (numbers.MISSING if one is None else f"{one * factor:,.{digits}f}" for one in (found.low, found.high))
    star = "*" if quality(found) == "low" else ""
    return f"{found.value * factor:,.{digits}f}{unit}{star} [{low}, {high}] · {found.base:,}"


def _table_verbatims(view: View, by: By, rows: list[Row]) -> None:
    """A drawer with one cell of the table to choose: its line, and what its column counts."""
    groups = [UNNAMED if row.group is None else row.group for row in rows]

    @st.dialog(f"{view.say('service_quality.table')} · {view.say('table.title')}", width="large")
    def drawer() -> None:
        left, right = st.columns(2)
        group: str | None = left.selectbox(
            view.say(f"service_quality.by_{by}"),
            [None, *groups],
            format_func=lambda one: view.say("service_quality.every") if one is None else _group(view, by, one or None),
            key="service_group",
        )
        which: Which = right.selectbox(
            view.say("service_quality.which"),
            WHICH,
            format_func=lambda one: view.say(f"service_quality.w_{one}"),
            key="service_which",
        )
        cases = service_quality.chosen(view.at, None if group is None else by, group or None, which)
        show_verbatims(view, picked(cases), "service")

    drawer()


@st.fragment
def _trend(view: View) -> None:
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.subheader(view.say("service_quality.trend"), anchor=False, width="stretch")
            right = st.container(width="content")
        measure: Moving = right.segmented_control(
            view.say("overview.measure"),
            MOVING,
            default=MOVING[0],
            required=True,
            format_func=lambda one: view.say(f"service_quality.m_{one}"),
            key="service_measure",
            label_visibility="collapsed",
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


@st.fragment
def _overdue(view: View) -> None:
    with st.container(border=True):
        st.subheader(view.say("service_quality.overdue"), anchor=False)
        if lacks(view, "verbatims"):
            return
        rows = service_quality.overdue(view.at)
        if not rows.num_rows:
            st.info(view.say("service_quality.overdue_none"), icon=":material/task_alt:")
            return
        shown = rows.slice(0, OVERDUE_SHOWN)
        order = ("external_id", "overdue_hours", "open_hours", "cause", "department", "team", "brand", "region", "status")
        table = shown.select(list(order)).to_pandas()
        table["cause"] = [cause_name(one, view.lang) for one in shown["cause"].to_pylist()]
        columns = {
            name: st.column_config.NumberColumn(view.say(f"service_quality.o_{name}"), format="%.1f")
            if name.endswith("hours")
            else st.column_config.TextColumn(view.say(f"service_quality.o_{name}"))
            for name in order
        }
        st.dataframe(
            table,
            hide_index=True,
            height=min(380, 38 + 35 * len(table)),
            placeholder="—",
            column_config=columns,
            key="overdue_table",
            alt=view.say("service_quality.overdue_alt"),
        )
        st.caption(view.say("service_quality.overdue_note", n=f"{rows.num_rows:,}", shown=shown.num_rows, time=_moment(view)))
        if st.button(view.say("table.open"), key="open_overdue", type="tertiary", icon=":material/format_quote:"):
            _overdue_verbatims(view, tuple(rows["case_id"].to_pylist()))


def _overdue_verbatims(view: View, cases: tuple[str, ...]) -> None:
    @st.dialog(f"{view.say('service_quality.overdue')} · {view.say('table.title')}", width="large")
    def drawer() -> None:
        show_verbatims(view, picked(cases), "overdue")

    drawer()


@st.fragment
def _dialogues(view: View) -> None:
    with st.container(border=True):
        st.subheader(view.say("service_quality.dialogues"), anchor=False)
        found = [one for one in service_quality.dialogues(view.at) if quality(one[2]) != "suppressed"]
        if not found:
            st.info(view.say("service_quality.dialogues_none"), icon=":material/call:")
            return
        st.plotly_chart(
            _dialogue_figure(view.at, view.lang, view.dark),
            config=charts.CONFIG,
            key="dialogues",
            alt=view.say("service_quality.dialogues_alt"),
        )
        st.caption(view.say("service_quality.dialogues_note"))
        if st.button(view.say("table.open"), key="open_dialogues", type="tertiary", icon=":material/format_quote:"):
            _dialogue_verbatims(view, [team for team, _, _ in found])


@cached_figure
def _dialogue_figure(at: At, lang: str, dark: bool) -> go.Figure:
    view = View(lang, dark, at)
    bars = []
    for team, staff, found in service_quality.dialogues(at):
        if quality(found) == "suppressed" or found.value is None or found.low is None or found.high is None:
            continue
        kind = f"（{view.say(f'service_quality.{staff}')}）" if staff else ""
        text = f"{found.value:.2f} [{found.low:.2f}, {found.high:.2f}] · {view.say('service_quality.calls', n=f'{found.base:,}')}"
        bars.append(
            charts.Bar(
                f"{view.name('', team)}{kind if lang == 'zh' else kind.replace('（', ' (').replace('）', ')')}",
                found.value,
                found.low,
                found.high,
                text,
            )
        )
    return charts_service.forest(bars, dark=dark, zero=0.0)


def _dialogue_verbatims(view: View, teams: list[str | None]) -> None:
    @st.dialog(f"{view.say('service_quality.dialogues')} · {view.say('table.title')}", width="large")
    def drawer() -> None:
        team = st.selectbox(
            view.say("service_quality.team"), teams, format_func=lambda one: view.name("", one), key="dialogue_team"
        )
        by_source = view.with_filters(view.filters)
        pick = Pick(dimension="team", value=UNNAMED if team is None else team)
        show_verbatims(View(view.lang, view.dark, by_source), pick, "dialogues")

    drawer()

"""The part of the surveys page on groups: figures by segment with letters, and staff beside the customers of their team."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from voc.dashboard.grid import show_grid
from voc.dashboard.heading import headed
from voc.dashboard.numbers import MISSING, bounded, number_range, share_bounded, share_range
from voc.dashboard.reads.surveys import PLACES, Chosen, by_segment, dimensions, speakers, teams
from voc.dashboard.reads.verbatims import Pick
from voc.dashboard.table import open_verbatims
from voc.dashboard.view import View
from voc.survey.headline import COMPARED, Segment
from voc.survey.intervals import Estimate, quality, quality_of

_FIGURES = {"suppressed": "surveys.few", "low": "surveys.small", "ok": "surveys.ok"}


@st.fragment
def show_segments(view: View, chosen: Chosen) -> None:
    """Index, top-2-box and NPS of each group of a column, with letters."""
    offered = dimensions(view.at, chosen)
    with st.container(border=True):
        (right,) = headed(view.say("surveys.segments"))
        if not offered:
            st.info(view.say("surveys.segments_none"), icon=":material/groups:")
            return
        by = right.selectbox(
            view.say("surveys.by"),
            offered,
            format_func=lambda one: view.name("split", one),
            key=f"survey_by_{chosen.population}",
            label_visibility="collapsed",
            width=220,
        )
        rows, more = by_segment(view.at, chosen, by)
        show_grid(
            pd.DataFrame([_row(view, by, row) for row in rows]),
            key="survey_segments",
            box=f"survey_group_{by}",
            rows=range(len(rows)),
            alt=view.say("surveys.segments_alt"),
            column_config=_columns(view),
        )
        st.caption(view.say("surveys.segments_note"))
        if more:
            st.caption(view.say("surveys.segments_more", n=more))
        _voices(view, chosen, by, rows)


def _group(view: View, by: str, value: str | None) -> str:
    return view.name("mode" if by == "mode" else "", value)


def _row(view: View, by: str, segment: Segment) -> dict[str, object]:
    found = segment.headline
    row: dict[str, object] = {"group": _group(view, by, segment.value), "letter": segment.letter}
    for measure in COMPARED:
        estimate = found.figures[measure]
        known = estimate.value is not None and quality(estimate) != "suppressed"
        row[measure] = _cell(estimate, measure, segment.above[measure]) if known else MISSING
    return row | {
        "base": found.base,
        "effective": found.effective_base,
        "status": view.say(_FIGURES[quality_of(found.effective_base)]),
    }


def _cell(estimate: Estimate, measure: str, above: str) -> str:
    """Figure, interval, and the letters of the groups it is above."""
    found = (estimate.value, estimate.low, estimate.high)
    return f"{share_bounded(*found) if measure == 'top' else bounded(*found)} {above}".rstrip()


def _columns(view: View) -> dict[str, Any]:
    text, figure = st.column_config.TextColumn, st.column_config.NumberColumn
    columns: dict[str, Any] = {
        "letter": text(view.say("surveys.s_letter"), width=50),
        "group": text(view.say("surveys.s_group"), pinned=True, width=100),
        "base": figure(view.say("surveys.s_base"), format="localized"),
        "effective": figure(view.say("surveys.s_effective"), format="%.0f"),
        "status": text(view.say("surveys.s_status"), width=90),
    }
    for measure in COMPARED:
        columns[measure] = text(view.say(f"surveys.m_{measure}"))
    return columns


def _voices(view: View, chosen: Chosen, by: str, rows: list[Segment]) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        at = st.selectbox(
            view.say("surveys.group"),
            range(len(rows)),
            format_func=lambda place: _group(view, by, rows[place].value),
            key=f"survey_group_{by}",
            width=260,
        )
        pressed = st.button(view.say("table.open"), key="open_survey_segment", type="tertiary", icon=":material/format_quote:")
    if pressed:
        wrote = speakers(view.at, chosen, by, rows[at].value)
        title = f"{view.name('split', by) if by in PLACES else view.say('surveys.s_group')} · {view.say('table.title')}"
        open_verbatims(view, title, Pick(respondents=wrote or ("-",)), "survey_segment")


def show_teams(view: View, chosen: Chosen) -> None:
    """Staff satisfaction by team beside the share negative of the customers each team dealt with."""
    found = teams(view.at, chosen)
    if not found:
        return
    staff, customers = view.say("surveys.t_staff"), view.say("surveys.t_customers")
    rows = []
    for one in found:
        row: dict[str, object] = {"team": one.name}
        for name, estimate, low_high in (("staff", one.staff, number_range), ("customers", one.customers, share_range)):
            known = estimate.value is not None and quality(estimate) != "suppressed"
            row[name] = estimate.value if known else None
            row[f"{name}_range"] = low_high(estimate.low, estimate.high) if known else view.say("surveys.few")
            row[f"{name}_base"] = estimate.base
        rows.append(row)
    text, figure = st.column_config.TextColumn, st.column_config.NumberColumn
    with st.container(border=True):
        st.subheader(view.say("surveys.teams"), anchor=False)
        show_grid(
            pd.DataFrame(rows),
            key="survey_teams",
            alt=view.say("surveys.teams"),
            column_config={
                "team": text(view.say("surveys.t_team"), pinned=True),
                "staff": figure(staff, format="%.1f"),
                "staff_range": text(view.say("surveys.t_range", what=staff)),
                "staff_base": figure(view.say("surveys.t_staff_base"), format="localized"),
                "customers": figure(customers, format="percent"),
                "customers_range": text(view.say("surveys.t_range", what=customers)),
                "customers_base": figure(view.say("surveys.t_customers_base"), format="localized"),
            },
        )
        st.caption(view.say("surveys.teams_note"))
        pick = [one.name for one in found if one.customers.base]
        if pick:
            with st.container(horizontal=True, vertical_alignment="bottom"):
                team = st.selectbox(view.say("surveys.t_team"), pick, key="survey_team", width=260)
                if st.button(view.say("table.open"), key="open_survey_team", type="tertiary", icon=":material/format_quote:"):
                    dimension = next(one.column for one in found if one.name == team)
                    open_verbatims(
                        view, view.say("surveys.teams"), Pick(negative=True, dimension=dimension, value=team), "survey_team"
                    )

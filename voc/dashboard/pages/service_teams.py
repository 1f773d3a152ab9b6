"""Satisfaction with calls by team, as told from their words."""

from __future__ import annotations

import plotly.graph_objects as go
import streamlit as st

from voc.dashboard import charts, charts_service, numbers
from voc.dashboard.filters import UNNAMED
from voc.dashboard.reads import service_quality
from voc.dashboard.reads.base import At, cached_figure
from voc.dashboard.reads.verbatims import Pick
from voc.dashboard.table import show_verbatims
from voc.dashboard.view import View
from voc.survey.intervals import quality


@st.fragment
def show_teams(view: View) -> None:
    """Teams as points with intervals; those under 30 calls are left out."""
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
        text = (
            f"{numbers.bounded(found.value, found.low, found.high, 2)} · {view.say('service_quality.calls', n=f'{found.base:,}')}"
        )
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

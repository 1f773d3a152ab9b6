"""Tables and reports: weights typed in, a banner and stubs chosen, letters, and the whole report as a workbook or slides."""

from __future__ import annotations

import streamlit as st

from voc.dashboard import audited
from voc.dashboard.blocks import show_block
from voc.dashboard.pages.surveys import begin
from voc.dashboard.plain import plain
from voc.dashboard.reads import survey_desk as desk
from voc.dashboard.reads.surveys import Chosen, speakers
from voc.dashboard.reads.verbatims import Pick
from voc.dashboard.rights import insist, lacks
from voc.dashboard.table import open_verbatims
from voc.dashboard.view import View
from voc.errors import VocError
from voc.survey.targets import TRIM

MOST_ROWS = 200


def show(view: View) -> None:
    """The page."""
    chosen = begin(view, "survey_tables.title")
    if chosen is None:
        return
    stubs, across, usual = desk.offered(view.at, chosen, view.lang)
    targets, trim = _targets(view, chosen, across)
    banner = _table(view, chosen, (targets, trim), stubs, (across, usual))
    _segments(view, chosen, (targets, trim))
    _report(view, chosen, (targets, trim), banner)


def _targets(view: View, chosen: Chosen, across: list[str]) -> tuple[str, float]:
    """The targets in force; what cannot be used is said and counts for nothing."""
    with st.container(border=True):
        st.subheader(view.say("survey_tables.targets"), anchor=False)
        names = ("、" if view.lang == "zh" else ", ").join(plain(view.name("split", name)) for name in across[:12])
        st.caption(view.say("survey_tables.targets_note", names=names))
        left, right = st.columns([3, 1])
        given = left.text_area(
            view.say("survey_tables.targets_input"), key=f"targets_{chosen.population}", height=100, label_visibility="collapsed"
        )
        trim = right.number_input(view.say("survey_tables.trim"), 1.5, 20.0, TRIM, 0.5, key="trim")
        try:
            for place, block in enumerate(desk.weight_table(view.at, chosen, given, trim, view.lang)):
                show_block(view, block, f"weights_{place}")
        except VocError as error:
            st.warning(plain(error.said(view.lang)), icon=":material/balance:")
            return "", TRIM
    return given, trim


def _table(
    view: View, chosen: Chosen, weights: tuple[str, float], stubs: dict[str, int], columns: tuple[list[str], list[str]]
) -> tuple[str, ...]:
    across, usual = columns
    with st.container(border=True):
        left, right = st.columns(2)
        rows = left.multiselect(
            view.say("survey_tables.rows"),
            list(stubs),
            default=list(stubs)[:2],
            key=f"stubs_{chosen.population}",
            select_all=False,
            placeholder=view.say("survey_tables.rows"),
        )
        banner = right.multiselect(
            view.say("survey_tables.banner"),
            across,
            default=usual[:3],
            key=f"banner_{chosen.population}",
            format_func=lambda one: view.name("split", one),
            select_all=False,
            placeholder=view.say("survey_tables.banner"),
        )
        if not rows or not banner:
            st.info(view.say("survey_tables.none"), icon=":material/table_chart:")
        elif sum(stubs[name] for name in rows) > MOST_ROWS:
            st.info(view.say("survey_tables.too_many", most=MOST_ROWS), icon=":material/table_chart:")
        else:
            grid = desk.crosstab(view.at, chosen, *weights, tuple(rows), tuple(banner), view.lang)
            show_block(view, grid, "crosstab", titled=False)
            wrote = speakers(view.at, chosen)
            if wrote and st.button(view.say("table.open"), key="open_crosstab", type="tertiary", icon=":material/format_quote:"):
                open_verbatims(view, view.say("survey_tables.title"), Pick(respondents=wrote), "crosstab")
    return tuple(banner)


@st.fragment
def _segments(view: View, chosen: Chosen, weights: tuple[str, float]) -> None:
    """Computed when asked for: it takes seconds."""
    with st.container(border=True):
        st.subheader(view.say("survey_tables.segments"), anchor=False)
        st.caption(view.say("survey_tables.segments_note"))
        if not st.toggle(view.say("survey_tables.segments_show"), key="show_segments"):
            return
        with st.spinner(view.say("survey_tables.making")):
            blocks = desk.segmented(view.at, chosen, *weights, view.lang)
        if not blocks:
            st.info(view.say("surveys.segments_none"), icon=":material/groups:")
        for place, block in enumerate(blocks):
            show_block(view, block, f"segment_{place}")


def _report(view: View, chosen: Chosen, weights: tuple[str, float], banner: tuple[str, ...]) -> None:
    """Made when asked for, kept for the choice it was made for."""
    with st.container(border=True):
        st.subheader(view.say("survey_tables.report"), anchor=False)
        st.caption(view.say("survey_tables.report_note"))
        if lacks(view, "export"):
            return
        asked = (view.at.publication, view.at.filters, chosen, weights, banner, view.lang)
        kept = st.session_state.get("survey_report")
        if st.button(view.say("survey_tables.make"), key="make_report", icon=":material/description:", type="primary"):
            insist(view, "export")
            try:
                with st.spinner(view.say("survey_tables.making")):
                    made = desk.report(view.at, chosen, *weights, banner, view.lang)
                    kept = (asked, {suffix: desk.report_file(made, suffix) for suffix in (".xlsx", ".pptx")})
            except VocError as error:
                st.warning(plain(error.said(view.lang)), icon=":material/rule:")
                return
            audited.table_taken(view.at, "survey_report", len(made.sections))
            st.session_state["survey_report"] = kept
        if kept is None or kept[0] != asked:
            return
        kinds = {
            ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        }
        with st.container(horizontal=True):
            for suffix, kind in kinds.items():
                st.download_button(
                    view.say(f"survey_tables.{suffix[1:]}"),
                    kept[1][suffix],
                    f"survey{suffix}",
                    kind,
                    key=f"report{suffix}",
                    on_click="ignore",
                    icon=":material/download:",
                )

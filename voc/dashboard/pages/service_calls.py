"""Parts of service quality on calls: lists and team funnels by what happened, repeated contacts, contradicting answers, good answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Literal

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from voc.dashboard import audited, charts, numbers
from voc.dashboard.grid import show_grid
from voc.dashboard.one_verbatim import show_words
from voc.dashboard.pages.service_way import funnel_drawn, written
from voc.dashboard.reads import calls
from voc.dashboard.reads.base import At, cached_figure
from voc.dashboard.reads.calls import WHATS, What
from voc.dashboard.reads.causes import cause_name
from voc.dashboard.reads.verbatims import Pick
from voc.dashboard.table import open_verbatims
from voc.dashboard.view import View
from voc.service.answers import load_subjects
from voc.survey.intervals import quality


@st.fragment
def show_calls(view: View) -> None:
    """What happened in the calls, over all and by team."""
    with st.container(border=True):
        st.subheader(view.say("calls.title"), anchor=False)
        st.caption(view.say("calls.checked"))
        what: What = st.selectbox(
            view.say("calls.what"), WHATS, format_func=lambda one: view.say(f"calls.w_{one}"), key="calls_what"
        )
        share = calls.share_of(view.at, what)
        if share.value is None or quality(share) == "suppressed":
            st.info(view.say("calls.none"), icon=":material/call:")
            return
        low_high = numbers.share_range(share.low, share.high)
        st.text(view.say("calls.share", share=numbers.share(share.value), low_high=low_high, n=f"{share.base:,}"))
        found = calls.funnel_of(view.at, what)
        if found.centre is not None and found.units:
            figure = _funnel_figure(view.at, what, view.lang, view.dark)
            st.plotly_chart(figure, config=charts.CONFIG, key="calls_funnel", alt=view.say("calls.funnel_alt"))
            st.caption(view.say("calls.funnel_note", phi=f"{found.dispersion:.1f}"))
        ids = calls.ids_of(view.at, what)
        if ids and st.button(
            view.say("calls.list", n=f"{len(ids):,}"), key="calls_list", type="tertiary", icon=":material/format_quote:"
        ):
            open_verbatims(view, view.say(f"calls.w_{what}"), Pick(ids=ids), "calls_list", show_words)


@cached_figure
def _funnel_figure(at: At, what: What, lang: str, dark: bool) -> go.Figure:
    view = View(lang, dark, at)
    found = calls.funnel_of(at, what)
    return funnel_drawn(view, found, lambda unit: view.name("", unit), view.say("calls.size"))


def _chosen(view: View, name: str, rows: Sequence[Mapping[str, object]], height: int | Literal["auto"] = "auto") -> list[int]:
    """The list `name`, of which one row can be chosen; the places of those chosen."""
    picked = show_grid(
        pd.DataFrame(list(rows)),
        height=height,
        key=f"calls_{name}",
        on_select="rerun",
        selection_mode="single-row",
        alt=view.say(f"calls.{name}"),
    )
    return list(picked.selection.rows)


@st.fragment
def show_repeaters(view: View) -> None:
    """Customers who come again and again on one cause."""
    if not view.at.scope.may("verbatims"):
        return
    with st.container(border=True):
        st.subheader(view.say("calls.repeaters"), anchor=False)
        found = calls.repeaters(view.at)
        if not found:
            st.caption(view.say("calls.repeaters_none"))
            return
        comma = "、" if view.lang == "zh" else ", "
        rows = [
            {
                view.say("calls.contacts"): row["contacts"],
                view.say("calls.cause"): cause_name(row["cause"], view.lang),
                view.say("calls.first"): row["first"],
                view.say("calls.sources"): comma.join(view.name("source", one) for one in sorted(row["sources"].split())),
            }
            for row in found
        ]
        picked = _chosen(view, "repeaters", rows, 260)
        st.caption(view.say("calls.choose"))
        for place in picked:
            open_verbatims(view, view.say("calls.repeaters"), Pick(ids=tuple(found[place]["ids"])), "calls_repeater", show_words)


@st.fragment
def show_answers(view: View) -> None:
    """What teams answer on one subject, side by side."""
    with st.container(border=True):
        st.subheader(view.say("calls.answers"), anchor=False)
        here = view
        found = calls.answers(view.at)
        if not found:
            # A month of a team holds few answers on one subject: what was said before the dates chosen is better than nothing.
            here = View(view.lang, view.dark, view.with_filters(replace(view.filters, first=None, last=None)))
            found = calls.answers(here.at)
            if not found:
                st.info(view.say("calls.answers_none"), icon=":material/call:")
                return
            st.text(view.say("calls.answers_all"))
        names = load_subjects().names
        rows = [
            {
                view.say("calls.opposite"): view.say("calls.is_opposite") if one.opposite else None,
                view.say("calls.subject"): names[one.subject][0 if view.lang == "zh" else 1],
                view.say("calls.team"): view.name("", one.team or None),
                view.say("calls.month"): one.month,
                view.say("calls.no"): written(one.no),
                view.say("calls.others"): written(one.others_no),
            }
            for one in found
        ]
        picked = _chosen(view, "answers", rows)
        st.caption(view.say("calls.answers_note"))
        for place in picked:
            open_verbatims(here, view.say("calls.answers"), Pick(ids=found[place].calls), "calls_answer", show_words)


@st.fragment
def show_good(view: View) -> None:
    """Answers after which customers recovered."""
    if not view.at.scope.may("verbatims"):
        return
    with st.container(border=True):
        st.subheader(view.say("calls.good"), anchor=False)
        words = st.text_input(view.say("calls.search"), key="calls_words")
        found = calls.good_answers(view.at, words)
        if not found:
            st.caption(view.say("calls.good_none"))
            return
        ids = list(dict.fromkeys(one.verbatim_id for one in found))
        audited.seen(view, "calls_good", Pick(ids=tuple(ids)), ids, len(ids))
        rows = [
            {
                view.say("calls.cause"): cause_name(one.cause, view.lang) if one.cause else numbers.MISSING,
                view.say("calls.answer"): one.text,
                view.say("calls.rise"): round(one.rise, 2),
            }
            for one in found
        ]
        picked = _chosen(view, "good", rows, 320)
        st.caption(view.say("calls.good_note", n=f"{len(found):,}"))
        for place in picked:
            open_verbatims(view, view.say("calls.good"), Pick(ids=(found[place].verbatim_id,)), "calls_good_one", show_words)

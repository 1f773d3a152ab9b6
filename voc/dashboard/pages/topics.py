"""The topics tab: what a model found, beside the causes that were defined beforehand."""

from __future__ import annotations

from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from voc.dashboard import numbers
from voc.dashboard.empty import say_empty
from voc.dashboard.grid import show_grid
from voc.dashboard.numbers import count
from voc.dashboard.plain import plain
from voc.dashboard.reads.base import reader
from voc.dashboard.reads.causes import topics, without_topic
from voc.dashboard.reads.verbatims import Pick
from voc.dashboard.rights import insist, lacks
from voc.dashboard.table import show_verbatims
from voc.dashboard.view import View
from voc.dashboard.words import say
from voc.jobs.promote import proposal
from voc.survey.intervals import quality, wilson

CHOSEN = "topic"


@st.fragment
def show(view: View) -> None:
    """Topics with words, counts and share negative; below, the verbatims of one."""
    rows = topics(view.at).to_pylist()
    if not rows:
        say_empty(view, "topics.none")
        return
    with st.container(border=True):
        _list(view, rows)
        missing = without_topic(view.at)
        st.caption(f"{view.say('topics.note')}{view.say('topics.without', n=count(missing, view.lang))}  \n{_model(view, rows[0])}")
    names = {row["topic"]: row["label"] for row in rows}
    if st.session_state.get(CHOSEN) not in names:
        st.session_state[CHOSEN] = rows[0]["topic"]
    chosen = st.selectbox(view.say("topics.choose"), list(names), format_func=names.__getitem__, key=CHOSEN)
    with st.container(border=True):
        st.subheader(view.say("topics.verbatims", name=plain(names[chosen])), anchor=False)
        _promote(view, chosen)
        show_verbatims(view, Pick(topic=chosen), "topics")


def _list(view: View, rows: list[dict[str, Any]]) -> None:
    def picked() -> None:
        selected = st.session_state["topics"]["selection"]["rows"]
        if selected:
            st.session_state[CHOSEN] = rows[selected[0]]["topic"]

    show_grid(
        pd.DataFrame([_worded(row, view.lang) for row in rows]),
        key="topics",
        on_select=picked,
        selection_mode="single-row",
        alt=view.say("topics.alt"),
        column_config={
            "topic": st.column_config.TextColumn(view.say("topics.topic"), width="medium"),
            "words": st.column_config.TextColumn(view.say("topics.words"), width="large"),
            "apart": st.column_config.TextColumn(view.say("topics.apart"), width="medium"),
            "n": st.column_config.NumberColumn(view.say("topics.n"), format="localized"),
            "share": st.column_config.NumberColumn(view.say("topics.share_negative"), format="percent"),
            "low": st.column_config.NumberColumn(view.say("topics.low"), format="percent"),
            "high": st.column_config.NumberColumn(view.say("topics.high"), format="percent"),
            "uncoded": st.column_config.NumberColumn(view.say("topics.uncoded"), format="percent"),
            "lineage": st.column_config.TextColumn(view.say("topics.lineage")),
        },
    )


def _worded(row: dict[str, Any], lang: str) -> dict[str, object]:
    """A row of the list; a share negative on fewer than 30 is left blank."""
    found = wilson(row["k"], row["j"])
    few = quality(found) == "suppressed"
    shares = {"share": found.value, "low": found.low, "high": found.high, "uncoded": row["u"] / row["k"] if row["k"] else None}
    shown = {name: None if few or value is None else round(value, 4) for name, value in shares.items()}
    comma = "、" if lang == "zh" else ", "
    lineage = say(lang, f"lineage.{row['lineage']}", kin=row["kin"]) if row["lineage"] else None
    told = {"words": comma.join(row["words"].split()), "apart": comma.join((row["apart"] or "").split())}
    return {"topic": row["label"], **told, "n": row["n"], **shown, "lineage": lineage}


def _model(view: View, row: dict[str, Any]) -> str:
    """What is known of the model: coherence, stability, share left over."""
    if row["coherence"] is None:
        return ""
    stable = "—" if row["stability"] is None else f"{row['stability']:.2f}"
    return view.say("topics.model", coherence=f"{row['coherence']:.2f}", stability=stable, left=numbers.share(row["left_over"]))


def _promote(view: View, topic: str) -> None:
    """A button that gives the topic out as a code to be settled."""
    if lacks(view, "export"):
        return
    st.download_button(
        view.say("topics.promote"),
        partial(_proposed, view, topic),
        f"{topic}.toml",
        "text/plain",
        key="topics_promote",
        on_click="ignore",
        icon=":material/add_task:",
        type="tertiary",
        help=view.say("topics.promote_note"),
    )


def _proposed(view: View, topic: str) -> str:
    insist(view, "export")
    return proposal(reader(view.at), topic)

"""The topics tab: what a model found, beside the causes that were defined beforehand."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from voc.dashboard import numbers
from voc.dashboard.empty import say_empty
from voc.dashboard.grid import show_grid
from voc.dashboard.numbers import count
from voc.dashboard.pages.codeframe_edit import offer, say_done
from voc.dashboard.plain import plain
from voc.dashboard.reads.base import open_store, reader
from voc.dashboard.reads.causes import topics, without_topic
from voc.dashboard.reads.verbatims import Pick
from voc.dashboard.rights import lacks
from voc.dashboard.table import show_verbatims
from voc.dashboard.view import View
from voc.dashboard.words import say
from voc.jobs.codeframes import file_in_force
from voc.jobs.promote import proposed
from voc.jobs.trained import active_models
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
    show_grid(
        pd.DataFrame([_worded(row, view.lang) for row in rows]),
        key="topics",
        box=CHOSEN,
        rows=[row["topic"] for row in rows],
        wrap=True,
        tallest=560,
        alt=view.say("topics.alt"),
        column_config={
            "topic": st.column_config.TextColumn(view.say("topics.topic"), width=120),
            "words": st.column_config.TextColumn(view.say("topics.words"), width=230),
            "apart": st.column_config.TextColumn(view.say("topics.apart"), width=150),
            "n": st.column_config.NumberColumn(view.say("topics.n"), format="localized"),
            "share": st.column_config.NumberColumn(view.say("topics.share_negative"), format="percent"),
            "low": st.column_config.NumberColumn(view.say("topics.low"), format="percent"),
            "high": st.column_config.NumberColumn(view.say("topics.high"), format="percent"),
            "uncoded": st.column_config.NumberColumn(view.say("topics.uncoded"), format="percent"),
            "lineage": st.column_config.TextColumn(view.say("topics.lineage"), width=110),
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
    """A click shows what the topic as a code would change; the button there puts it in force."""
    say_done()
    if not view.at.scope.may("settings"):
        lacks(view, "settings")
        return
    with st.container(horizontal=True):
        asked = st.toggle(view.say("topics.promote"), key=f"topics_promote_{topic}", help=view.say("topics.promote_note"))
    if asked:
        with st.container(border=True):
            offer(
                view,
                proposed(reader(view.at), topic, file_in_force(active_models(open_store(view.at.settings)))),
                note=topic,
                key="topic",
            )

"""Verbatims: search and narrow down, then one of them whole."""

from __future__ import annotations

import streamlit as st

from voc.dashboard import audited
from voc.dashboard.empty import nothing_to_show, say_empty
from voc.dashboard.numbers import count
from voc.dashboard.one_verbatim import show_one
from voc.dashboard.pages import labelling
from voc.dashboard.reads.causes import cause_name, causes, topics
from voc.dashboard.reads.one_verbatim import others
from voc.dashboard.reads.verbatims import SHOWN, Pick, number_of, verbatims
from voc.dashboard.rights import lacks
from voc.dashboard.table import chosen_in, download, open_verbatims
from voc.dashboard.view import View
from voc.schema import INTENTS, LABELS


def show(view: View) -> None:
    """The page."""
    st.title(view.say("verbatims.title"), anchor=False)
    if lacks(view, "verbatims") or nothing_to_show(view):
        return
    found, asked = st.tabs(
        [view.say("verbatims.tab_search"), view.say("verbatims.tab_label")], on_change="rerun", key="verbatims_tab"
    )
    if found.open:
        with found:
            _search(view)
    if asked.open:
        with asked:
            labelling.show(view)


@st.fragment
def _search(view: View) -> None:
    if lacks(view, "verbatims"):
        return
    pick = _asked(view)
    found, total = number_of(view.at, pick), number_of(view.at, Pick())
    if not found:
        say_empty(view, "verbatims.none", ":material/search_off:")
        return
    rows = verbatims(view.at, pick)
    audited.seen(view, "verbatims", pick, rows["verbatim_id"].to_pylist(), found)
    with st.container(border=True):
        said = view.say("verbatims.found", n=count(found, view.lang), total=count(total, view.lang))
        cut = view.say("verbatims.shown", shown=SHOWN) if found > SHOWN else view.say("verbatims.choose")
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            st.caption(f"{said} {cut}", width="stretch")
            download(view, pick, "verbatims")
        chosen = chosen_in(view, rows, "verbatims_table", 500)
    one = show_one(view, rows["verbatim_id"][chosen[0] if chosen else 0].as_py())
    if one and one["customer_key"]:
        _others(view, others(view.at, one["verbatim_id"], one["customer_key"]))


def _others(view: View, ids: tuple[str, ...]) -> None:
    """A button for what else the same customer said."""
    words = view.say("verbatims.others", n=len(ids))
    if ids and st.button(words, key="v_others", type="tertiary", icon=":material/format_quote:"):
        open_verbatims(view, words, Pick(ids=ids), "others")


def _asked(view: View) -> Pick:
    words = st.text_input(
        view.say("verbatims.search"),
        key="search",
        max_chars=80,
        placeholder=view.say("verbatims.search_hint"),
        icon=":material/search:",
        label_visibility="collapsed",
    )
    coded = [row["cause"] for row in causes(view.at).to_pylist() if row["cause"]]
    modelled = {row["topic"]: row["label"] for row in topics(view.at).to_pylist()}
    anything = view.say("verbatims.any")
    one, two, three, four = st.columns(4)
    label = one.selectbox(
        view.say("verbatims.feeling"),
        [None, *LABELS],
        format_func=lambda x: view.name("label", x) if x else anything,
        key="v_label",
    )
    cause = two.selectbox(
        view.say("verbatims.cause"),
        [None, *coded],
        format_func=lambda x: cause_name(x, view.lang) if x else anything,
        key="v_cause",
    )
    intent = three.selectbox(
        view.say("verbatims.intent"),
        [None, *INTENTS],
        format_func=lambda x: view.name("intent", x) if x else anything,
        key="v_intent",
    )
    topic = four.selectbox(
        view.say("verbatims.topic"), [None, *modelled], format_func=lambda x: modelled[x] if x else anything, key="v_topic"
    )
    escalated = st.toggle(view.say("verbatims.escalated"), key="v_escalated")
    return Pick(words=words or "", label=label, cause=cause, intent=intent, topic=topic, escalated=escalated)

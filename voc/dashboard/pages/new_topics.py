"""What is new: words that came up, topics that rise, texts that were pasted; each with a way to its verbatims."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from voc.dashboard.grid import show_grid
from voc.dashboard.numbers import count
from voc.dashboard.plain import plain
from voc.dashboard.reads.causes import cause_name, topics
from voc.dashboard.reads.root_causes import emerged
from voc.dashboard.reads.verbatims import Pick
from voc.dashboard.rights import lacks
from voc.dashboard.table import show_verbatims
from voc.dashboard.view import View
from voc.jobs.copies import Campaign
from voc.jobs.emerging import FALSE_TOPICS, FALSE_WORDS, Emerging, NewWords

SHOWN = 6
FEWEST_IDS, MOST_IDS = 20, 2_000


@st.fragment
def show(view: View) -> None:
    """The three lists, and the verbatims of the group of words chosen."""
    found = emerged(view.at)
    with st.container(border=True):
        _words(view, found)
    with st.container(border=True):
        _topics(view, found)
    with st.container(border=True):
        _campaigns(view, found.campaigns)


def show_link(view: View) -> None:
    """The way to what is new, from any page."""
    label = view.say("new.link")
    if st.button(label, key="open_new", type="tertiary", icon=":material/new_releases:", on_click=_chosen, args=(view,)):
        page = st.session_state.get("pages", {}).get("causes")
        if page is not None:
            st.switch_page(page)


def _chosen(view: View) -> None:
    """Before the page is drawn, so that its tab opens."""
    st.session_state["causes_tab"] = view.say("causes.tab_new")


def _words(view: View, found: Emerging) -> None:
    st.subheader(view.say("new.words"), anchor=False)
    said = {"rate": FALSE_WORDS, "n": count(found.base, view.lang), "first": found.first or "—", "last": found.last or "—"}
    st.caption(view.say("new.words_note", **said))
    if not found.words:
        st.info(view.say("new.none_words"), icon=":material/check_circle:")
        return
    show_grid(
        pd.DataFrame([_word_row(view, one) for one in found.words]),
        key="new_words",
        box="new_chosen",
        rows=range(len(found.words)),
        wrap=True,
        alt=view.say("new.words"),
        column_config={
            "words": st.column_config.TextColumn(view.say("new.said"), width=190),
            "seen": st.column_config.NumberColumn(view.say("new.seen"), format="localized"),
            "expected": st.column_config.NumberColumn(view.say("new.expected"), format="%.1f"),
            "z": st.column_config.NumberColumn(view.say("new.z"), format="%.1f"),
            "when": st.column_config.TextColumn(view.say("new.when"), width=178),
            "why": st.column_config.TextColumn(view.say("new.why"), help=view.say("new.why_note")),
            "cause": st.column_config.TextColumn(view.say("new.cause")),
            "events": st.column_config.TextColumn(view.say("new.events"), width=160),
        },
    )
    places = range(len(found.words))
    chosen = st.selectbox(view.say("new.choose"), places, format_func=lambda at: _title(found.words[at]), key="new_chosen")
    if chosen is not None:
        one = found.words[chosen]
        # They come by how many of the words they say: as many as said the leading one, for the rest says one of the weak words only.
        shown = min(max(one.seen, FEWEST_IDS), MOST_IDS)
        show_verbatims(view, Pick(ids=one.verbatims[:shown]), "new_words")


def _title(one: NewWords) -> str:
    return f"{one.first} · {'、'.join(one.words[:SHOWN])}"


def _word_row(view: View, one: NewWords) -> dict[str, Any]:
    comma = "、" if view.lang == "zh" else ", "
    named = cause_name(one.cause, view.lang)
    return {
        "words": comma.join(one.words[: 2 * SHOWN]),
        "seen": one.seen,
        "expected": one.expected,
        "z": one.z,
        "when": f"{one.first} – {one.last}",
        "why": view.say("new.anew" if one.anew else "new.more"),
        "cause": f"{named} {one.cause_share:.0%}",
        "events": comma.join(one.events) or None,
    }


def _topics(view: View, found: Emerging) -> None:
    st.subheader(view.say("new.topics"), anchor=False)
    st.caption(view.say("new.topics_note", rate=f"{FALSE_TOPICS:.0f}"))
    if not found.topics:
        st.info(view.say("new.none_topics"), icon=":material/check_circle:")
        return
    names = {row["topic"]: row["label"] for row in topics(view.at).to_pylist()}
    records = [
        {"week": one.week, "topic": names.get(one.topic, one.topic), "seen": one.seen, "expected": one.expected}
        for one in found.topics
    ]
    show_grid(
        pd.DataFrame(records),
        key="new_topics",
        alt=view.say("new.topics"),
        column_config={
            "week": st.column_config.DateColumn(view.say("new.week"), format="YYYY-MM-DD"),
            "topic": st.column_config.TextColumn(view.say("new.topic"), width="medium"),
            "seen": st.column_config.NumberColumn(view.say("new.rise"), format="localized"),
            "expected": st.column_config.NumberColumn(view.say("new.expected"), format="%.1f"),
        },
    )


def _campaigns(view: View, found: tuple[Campaign, ...]) -> None:
    st.subheader(view.say("new.campaigns"), anchor=False)
    st.caption(view.say("new.campaigns_note"))
    if not found:
        st.info(view.say("new.none_campaigns"), icon=":material/check_circle:")
        return
    if lacks(view, "verbatims"):
        return
    show_grid(
        pd.DataFrame([_campaign_row(view, one) for one in found]),
        key="new_campaigns",
        box="new_campaign",
        rows=range(len(found)),
        alt=view.say("new.campaigns"),
        column_config={
            "when": st.column_config.TextColumn(view.say("new.when"), width=190),
            "copies": st.column_config.NumberColumn(view.say("new.copies"), format="localized"),
            "authors": st.column_config.NumberColumn(view.say("new.authors"), format="localized"),
            "source": st.column_config.TextColumn(view.say("new.source")),
            "reach": st.column_config.NumberColumn(view.say("new.reach"), format="localized"),
        },
    )
    chosen = st.selectbox(
        view.say("new.open"),
        range(len(found)),
        format_func=lambda at: (
            f"{found[at].first} · {plain(view.name('source', found[at].source))} · {count(found[at].copies, view.lang)}"
        ),
        key="new_campaign",
    )
    if chosen is not None:
        one = found[chosen]
        show_verbatims(view, Pick(cluster=one.cluster, first=one.first, last=one.last), "new_campaign")


def _campaign_row(view: View, one: Campaign) -> dict[str, Any]:
    return {
        "when": f"{one.first} – {one.last}",
        "copies": one.copies,
        "authors": one.authors,
        "source": view.name("source", one.source),
        "reach": one.reach,
    }

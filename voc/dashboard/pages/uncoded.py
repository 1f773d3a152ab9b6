"""Below the codes: what no code explains, and a sentence to try the coder on."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd
import streamlit as st

from voc.dashboard import numbers
from voc.dashboard.evidence import readable
from voc.dashboard.grid import show_grid
from voc.dashboard.numbers import count
from voc.dashboard.one_verbatim import marked
from voc.dashboard.plain import plain
from voc.dashboard.reads.causes import cause_name, causes
from voc.dashboard.reads.codeframe import Tried, Unexplained, tried, unexplained, unknown
from voc.dashboard.reads.verbatims import UNCODED, Pick
from voc.dashboard.rights import lacks
from voc.dashboard.table import open_verbatims
from voc.dashboard.view import View
from voc.survey.intervals import quality, quality_of, wilson

LONGEST = 1_000
AGAINST = ("uncoded", "unknown")
NOTES = {"uncoded": ("codeframe.telling", "codeframe.frequent"), "unknown": ("codeframe.unknown", "codeframe.no_before")}


@st.fragment
def show_uncoded(view: View) -> None:
    """Share of negative verbatims without a code, and the words that stand out in them."""
    rows = causes(view.at).to_pylist()
    negative = sum(row["k"] for row in rows)
    without = sum(row["k"] for row in rows if row["cause"] is None)
    with st.container(border=True):
        st.subheader(view.say("codeframe.uncoded"), anchor=False)
        share = wilson(without, negative)
        if not negative:
            st.caption(view.say("causes.none"))
            return
        said = view.say(
            "codeframe.uncoded_said",
            n=count(negative, view.lang),
            u=count(without, view.lang),
            share=numbers.share(share.value) if quality(share) != "suppressed" else view.say("overview.insufficient"),
            low_high=numbers.share_range(share.low, share.high) if quality(share) != "suppressed" else numbers.MISSING,
        )
        if quality_of(without) == "suppressed":
            st.caption(f"{said}  \n{view.say('codeframe.uncoded_few')}")
        else:
            _words(view, said)
        pick = Pick(negative=True, cause=UNCODED)
        if without and st.button(
            view.say("codeframe.all_uncoded"), key="cf_uncoded_all", type="tertiary", icon=":material/format_quote:"
        ):
            open_verbatims(view, view.say("causes.uncoded"), pick, "cf_uncoded_all")


def _words(view: View, said: str) -> None:
    st.caption(said)
    if lacks(view, "verbatims"):
        return
    against = st.segmented_control(
        view.say("codeframe.against"),
        AGAINST,
        default=AGAINST[0],
        required=True,
        format_func=lambda one: view.name("against", one),
        key="cf_against",
    )
    found = unexplained(view.at) if against == AGAINST[0] else unknown(view.at)
    compared, alone = NOTES[against]
    note = compared if found.there else alone
    st.caption(view.say(note, u=f"{found.here:,}", c=f"{found.there:,}"))
    if not found.words:
        st.caption(view.say("codeframe.telling_none"))
        return
    place = _telling(view, found, against)
    if place is not None:
        word = found.words[place].word
        label = view.say("codeframe.with_word", word=plain(word))
        if st.button(label, key="cf_uncoded_word", type="tertiary", icon=":material/format_quote:"):
            pick = Pick(negative=True, cause=UNCODED if against == AGAINST[0] else None, words=word)
            open_verbatims(view, view.say("codeframe.uncoded"), pick, "cf_uncoded_word")


def _telling(view: View, found: Unexplained, against: str) -> int | None:
    number = st.column_config.NumberColumn
    columns: dict[str, Any] = {
        "word": st.column_config.TextColumn(view.say("codeframe.u_word")),
        "n": number(view.say(f"codeframe.{against}_n"), format="localized"),
        "share": number(view.say(f"codeframe.{against}_share"), format="percent"),
        "coded": number(view.say(f"codeframe.{against}_coded"), format="percent"),
        "z": number(view.say("codeframe.u_z"), format="%.1f"),
    }
    rows = [
        (one.word, one.here, one.here / found.here, one.there / found.there if found.there else None, one.z) for one in found.words
    ]
    event = show_grid(
        pd.DataFrame(rows, columns=list(columns)),
        tallest=360,
        column_config=columns,
        on_select="rerun",
        selection_mode="single-row",
        key=f"cf_{against}",
        alt=view.say("codeframe.uncoded_alt"),
    )
    places = [place for place in event["selection"]["rows"] if place < len(rows)]
    return places[0] if places else None


@st.fragment
def show_trial(view: View) -> None:
    """A box for a sentence, and how it would be judged."""
    with st.container(border=True):
        st.subheader(view.say("codeframe.try"), anchor=False)
        if lacks(view, "settings"):
            return
        st.caption(view.say("codeframe.try_note"))
        with st.form("cf_try_form", border=False):
            sentence = st.text_area(
                view.say("codeframe.try_label"),
                key="cf_try",
                max_chars=LONGEST,
                height=90,
                placeholder=view.say("codeframe.try_hint"),
            )
            st.form_submit_button(view.say("codeframe.try_button"), key="cf_try_button", icon=":material/play_arrow:")
        if not sentence:
            return
        found = tried(view.at.settings, sentence)
        if found is None:
            st.info(view.say("codeframe.try_nothing"), icon=":material/search_off:")
            return
        _judged(view, found)


def _judged(view: View, found: Tried) -> None:
    cause, feeling, wanted = (found.scores[name] for name in ("causes", "sentiment", "intent"))
    spans = [(span["start"], span["end"]) for span in json.loads(str(cause["evidence"]))]
    st.text(marked(found.text, spans))
    if spans:
        st.caption(view.say("verbatims.marked"))
    if cause["cause"] is None:
        st.info(view.say("codeframe.try_uncoded"), icon=":material/help:")
    rows = [
        ("cause", _cause(view, cause["cause"]), cause["cause_confidence"], cause["evidence"]),
        ("second", _cause(view, cause["cause2"]), None, None),
        (
            "feeling",
            _coded(view, "label", feeling["label"]) or _unscored(view, feeling["unscored"]),
            feeling["confidence"],
            feeling["evidence"],
        ),
        ("intent", _coded(view, "intent", wanted["intent"]), None, wanted["evidence"]),
        ("escalation", _coded(view, "escalation", wanted["escalation"]), None, None),
    ]
    frame = pd.DataFrame(
        [
            (view.say(f"verbatims.{name}"), result, sure, readable([("", str(evidence))], view.lang) if evidence else None)
            for name, result, sure, evidence in rows
        ],
        columns=["of", "result", "confidence", "why"],
    )
    columns: dict[str, Any] = {name: st.column_config.TextColumn(view.say(f"verbatims.{name}")) for name in ("of", "result", "why")}
    columns["confidence"] = st.column_config.NumberColumn(view.say("verbatims.confidence"), format="percent")
    show_grid(
        frame,
        column_config=columns,
        key="cf_tried",
        alt=view.say("codeframe.try_alt"),
    )


def _cause(view: View, cause: object) -> str | None:
    return cause_name(str(cause), view.lang) if cause else None


def _unscored(view: View, why: object) -> str | None:
    return view.say("verbatims.unscored", why=view.name("unscored", str(why))) if why else None


def _coded(view: View, kind: str, value: object) -> str | None:
    return view.name(kind, str(value)) if value else None

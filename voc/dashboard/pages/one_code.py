"""One code of the codeframe: its meaning, what it holds, what spoke for it here, what it is named beside, and its rules."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from voc.causes.codeframe import Code
from voc.dashboard import charts, numbers
from voc.dashboard.cards import estimate_notes
from voc.dashboard.grid import show_grid
from voc.dashboard.numbers import count
from voc.dashboard.plain import plain
from voc.dashboard.reads.base import At, cached_figure
from voc.dashboard.reads.causes import cause_name, level_name
from voc.dashboard.reads.codeframe import beside, evidence_words, frame_in_force, rule_precision, together
from voc.dashboard.reads.trends import cause_trend
from voc.dashboard.reads.verbatims import Pick
from voc.dashboard.rights import lacks
from voc.dashboard.table import open_verbatims
from voc.dashboard.view import View
from voc.dashboard.words import WORDS
from voc.survey.intervals import Estimate, quality, quality_of, wilson
from voc.text.lanes import CLAUSE, VERBATIM, Rule

CHOSEN = "cf_code"
LANE = 8
AUDITED = 10
"""Audited verbatims under which no precision of a rule is told."""
Row = dict[str, Any]


def definition(view: View, code: Code) -> str:
    """What belongs to a code in the reader's words; as the file says it where it was edited."""
    return view.name("defined", code.description)


def left_to_others(view: View, code: Code) -> str | None:
    """What a code leaves to another one; None where nothing is said."""
    return view.say(f"left.{code.id}") if f"left.{code.id}" in WORDS else None


def rules_of(code: Code) -> tuple[int, tuple[Rule, ...]]:
    """How many words settle or hint at a code, and its constructions: the rules after those of its words."""
    lists = bool(code.anchors) + bool(code.words)
    return len(code.anchors) + len(code.words), code.rules[lists:]


def show_code(view: View, held: dict[str | None, Row], base: int) -> None:
    """The code chosen in the table or in the list; the one with most verbatims to begin with."""
    frame = frame_in_force(view.at.settings)
    ids = list(frame.by_id)
    if st.session_state.get(CHOSEN) not in ids:
        st.session_state[CHOSEN] = max(ids, key=lambda one: held[one]["n"] if one in held else 0)
    chosen = st.selectbox(view.say("codeframe.one"), ids, format_func=lambda one: cause_name(one, view.lang), key=CHOSEN)
    code, own = frame.by_id[chosen], held.get(chosen) or {"n": 0, "j": 0, "k": 0, "m": 0, "confidence": None}
    _meaning(view, code)
    _figures(view, code, own, base)
    left, right = st.columns(2)
    with left:
        _evidence(view, code, own["n"])
    with right:
        _pairs(view, code, own)
    _trend(view, code)
    _rules(view, code)


def _meaning(view: View, code: Code) -> None:
    split = view.name("regulator", code.split)
    st.caption(
        view.say(
            "codeframe.owned", level=level_name(code.level1, view.lang), department=view.name("owner", code.department), split=split
        )
    )
    # The file's own words may be anyone's: never as Markdown.
    st.text(view.say("codeframe.belongs", said=definition(view, code)))
    left = left_to_others(view, code)
    if left:
        st.text(view.say("codeframe.not_here", said=left))


def _figures(view: View, code: Code, own: Row, base: int) -> None:
    with st.container(key="more_cards"):
        one, two, three = st.columns(3)
    share = wilson(own["n"], base)
    with one:
        st.metric(view.say("codeframe.number"), count(own["n"], view.lang), help=view.say("codeframe.number_help"))
        known = quality(share) != "suppressed"
        said = {"share": numbers.share(share.value), "low_high": numbers.share_range(share.low, share.high), "n": f"{base:,}"}
        st.caption(view.say("codeframe.of_all", **said) if known else view.say("overview.insufficient"))
        _opens(view, "cf_all", view.say("table.open"), Pick(cause=code.id), code)
    with two:
        _negative(view, code, wilson(own["k"], own["j"]))
    with three:
        few = quality_of(own["n"]) == "suppressed"
        sure = numbers.MISSING if few else numbers.share(own["confidence"], 0)
        st.metric(view.say("codeframe.confidence"), sure, help=view.say("codeframe.confidence_help"))
        base_said = view.say("overview.base", n=f"{own['n']:,}")
        st.caption(f"{base_said}  \n{view.say('overview.insufficient')}" if few else base_said)


def _negative(view: View, code: Code, share: Estimate) -> None:
    few = quality(share) == "suppressed"
    shown = numbers.MISSING if few else numbers.share(share.value)
    st.metric(view.say("codeframe.c_negative"), shown, help=view.say("causes.within_help"))
    st.caption("  \n".join(estimate_notes(view, share, numbers.share_range)))
    _opens(view, "cf_negative", view.say("table.open"), Pick(cause=code.id, negative=True), code)


def _opens(view: View, key: str, words: str, pick: Pick, code: Code) -> None:
    if st.button(words, key=key, type="tertiary", icon=":material/format_quote:"):
        open_verbatims(view, code.name(view.lang), pick, key)


def _chosen(event: Any, size: int) -> int | None:
    places = [place for place in event["selection"]["rows"] if place < size]
    return places[0] if places else None


def _listed(view: View, key: str, frame: pd.DataFrame, columns: dict[str, Any]) -> int | None:
    """A table whose rows can be chosen one at a time; the place of the row chosen."""
    event = show_grid(
        frame,
        tallest=320,
        column_config=columns,
        on_select="rerun",
        selection_mode="single-row",
        key=f"cf_{key}",
        alt=view.say(f"codeframe.{key}_alt"),
    )
    return _chosen(event, len(frame))


def _evidence(view: View, code: Code, base: int) -> None:
    st.subheader(view.say("codeframe.evidence"), anchor=False)
    if lacks(view, "verbatims"):
        return
    found = evidence_words(view.at, code.id)
    if not found:
        st.caption(view.say("codeframe.evidence_none"))
        return
    st.caption(view.say("codeframe.evidence_note"))
    few = quality_of(base) == "suppressed"
    rows = [(text, n, None if few else n / base, weight) for text, n, weight in found]
    number = st.column_config.NumberColumn
    columns: dict[str, Any] = {
        "text": st.column_config.TextColumn(view.say("codeframe.e_text")),
        "n": number(view.say("codeframe.e_n"), format="localized"),
        "share": number(view.say("codeframe.e_share"), format="percent"),
        "weight": number(view.say("codeframe.e_weight"), format="%.1f"),
    }
    place = _listed(view, "evidence", pd.DataFrame(rows, columns=list(columns)), columns)
    if place is not None:
        word = found[place][0]
        _opens(view, "cf_word", view.say("codeframe.with_word", word=plain(word)), Pick(cause=code.id, words=word), code)


def _pairs(view: View, code: Code, own: Row) -> None:
    st.subheader(view.say("codeframe.pairs"), anchor=False)
    found = beside(view.at, code.id).to_pylist()
    if not found:
        st.caption(view.say("codeframe.pairs_none"))
        return
    st.caption(view.say("codeframe.pairs_note"))
    base = own["n"] + own["m"]
    few = quality_of(base) == "suppressed"
    number = st.column_config.NumberColumn
    rows = [
        (cause_name(row["other"], view.lang), row["n"], None if few else row["n"] / base, row["first"], row["second"])
        for row in found
    ]
    columns: dict[str, Any] = {
        "other": st.column_config.TextColumn(view.say("codeframe.p_other")),
        "n": number(view.say("codeframe.p_n"), format="localized"),
        "share": number(view.say("codeframe.p_share"), format="percent"),
        "first": number(view.say("codeframe.p_first"), format="localized"),
        "second": number(view.say("codeframe.p_second"), format="localized"),
    }
    place = _listed(view, "pairs", pd.DataFrame(rows, columns=list(columns)), columns)
    if place is not None:
        ids = together(view.at, code.id, found[place]["other"])
        _opens(view, "cf_pair", view.say("codeframe.with_pair"), Pick(ids=ids), code)


def _trend(view: View, code: Code) -> None:
    found = cause_trend(view.at, Pick(negative=True, cause=code.id))
    if not found.drawn:
        return
    st.caption(view.say("codeframe.trend", grain=view.say(f"overview.grain_{found.grain}")))
    figure = _trend_figure(view.at, code.id, view.lang, view.dark)
    st.plotly_chart(figure, config=charts.CONFIG, key="cf_trend", alt=view.say("codeframe.trend_alt"))


@cached_figure
def _trend_figure(at: At, cause: str, lang: str, dark: bool) -> go.Figure:
    found = cause_trend(at, Pick(negative=True, cause=cause))
    names, since = [("", "")], at.filters.first
    return charts.trend(found.points, names, lang, grain=found.grain, kind="share", dark=dark, since=since, height=240)


def _rules(view: View, code: Code) -> None:
    patterns = rules_of(code)[1]
    said = {name: len(getattr(code, name)) for name in ("anchors", "words", "exclusions")}
    with st.expander(view.say("codeframe.rules", patterns=len(patterns), **said)):
        audited = rule_precision(view.at, code)
        weights = [rule.weight for rule in code.rules[: len(code.rules) - len(patterns)]]
        right = iter(audited or ())
        for name in said:
            if said[name]:
                weight = f"{weights.pop(0):g}" if name != "exclusions" else ""
                st.caption(view.say(f"codeframe.{name}", weight=weight) if weight else view.say(f"codeframe.{name}"))
                st.text("、".join(getattr(code, name)))
                if audited is not None and name != "exclusions":
                    st.caption(_right(view, next(right)))
        if patterns:
            _patterns(view, patterns, list(right) if audited is not None else None)
        st.caption(view.say("codeframe.audited" if audited is not None else "codeframe.audited_none"))


def _right(view: View, found: Estimate) -> str:
    """How often a rule was right, with its interval and base; the base alone where it is too small."""
    if not found.base:
        return view.say("codeframe.right_none")
    if found.base < AUDITED:
        return view.say("codeframe.right_few", n=found.base)
    told = {"share": numbers.share(found.value), "low_high": numbers.share_range(found.low, found.high), "n": found.base}
    return view.say("codeframe.right", **told)


def _patterns(view: View, patterns: tuple[Rule, ...], audited: list[Estimate] | None) -> None:
    rows = [
        {
            "lanes": " ＋ ".join(_lane(lane) for lane in rule.lanes),
            "near": _near(view, rule.near),
            "weight": rule.weight,
            "none": _lane(rule.none | rule.unless) or None,
            "speaker": view.name("speaker", rule.speaker) if rule.speaker else None,
            **({} if audited is None else {"right": _right(view, audited[place])}),
        }
        for place, rule in enumerate(patterns)
    ]
    columns: dict[str, Any] = {
        "lanes": st.column_config.TextColumn(view.say("codeframe.r_lanes"), width=460),
        "near": st.column_config.TextColumn(view.say("codeframe.r_near"), width=90),
        "weight": st.column_config.NumberColumn(view.say("codeframe.r_weight"), format="%.1f", width=60),
        "none": st.column_config.TextColumn(view.say("codeframe.r_none")),
    }
    if any(rule.speaker for rule in patterns):
        columns["speaker"] = st.column_config.TextColumn(view.say("codeframe.r_speaker"), width=80)
    if audited is not None:
        columns["right"] = st.column_config.TextColumn(view.say("codeframe.r_right"), width=210)
    show_grid(
        pd.DataFrame(rows, columns=list(columns)),
        column_config=columns,
        key="cf_patterns",
        alt=view.say("codeframe.rules_alt"),
    )


def _lane(words: frozenset[str]) -> str:
    """The words of a lane, the first few: a lane has no order, so by length, then by letter."""
    shown = sorted(words, key=lambda word: (len(word), word))
    more = f"…（{len(shown)}）" if len(shown) > LANE else ""
    return "|".join(shown[:LANE]) + more


def _near(view: View, near: int) -> str:
    if near in (CLAUSE, VERBATIM):
        return view.say("codeframe.clause" if near == CLAUSE else "codeframe.verbatim")
    return view.say("codeframe.near", n=near)

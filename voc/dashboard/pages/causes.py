"""Root causes: treemap -> cause -> figures, trend and verbatims with evidence; and the topics a model found."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go
import streamlit as st

from voc.dashboard import charts, charts_tree, numbers
from voc.dashboard.cards import estimate_notes
from voc.dashboard.empty import nothing_to_show, say_empty
from voc.dashboard.numbers import count
from voc.dashboard.pages import new_topics, requests, root_tree, topics
from voc.dashboard.reads.base import At, cached_figure
from voc.dashboard.reads.causes import cause_name, causes, codeframe, level_name
from voc.dashboard.reads.trends import cause_trend
from voc.dashboard.reads.verbatims import UNCODED, Pick
from voc.dashboard.table import show_verbatims
from voc.dashboard.view import View
from voc.survey.intervals import Estimate, quality, wilson

ROOT = "*"
RANKED = 12
TALL = 60 + 30 * RANKED
CHOSEN = "cause"


def show(view: View) -> None:
    """The page."""
    st.title(view.say("causes.title"), anchor=False)
    if nothing_to_show(view):
        return
    shown = {"causes": _causes, "tree": root_tree.show, "requests": requests.show, "topics": topics.show, "new": new_topics.show}
    tabs = st.tabs([view.say(f"causes.tab_{name}") for name in shown], on_change="rerun", key="causes_tab")
    for tab, show_tab in zip(tabs, shown.values(), strict=True):
        if tab.open:
            with tab:
                show_tab(view)


@st.fragment
def _causes(view: View) -> None:
    rows = causes(view.at).to_pylist()
    if not any(row["k"] for row in rows):
        say_empty(view, "causes.none", ":material/sentiment_satisfied:")
        return
    with st.container(border=True):
        st.subheader(view.say("causes.tree"), anchor=False)
        st.plotly_chart(
            _tree(view.at, view.lang, view.dark),
            config=charts.CONFIG,
            key="tree",
            on_select=_clicked,
            selection_mode="points",
            alt=view.say("causes.tree_alt", n=sum(row["k"] > 0 and row["cause"] is not None for row in rows)),
        )
        st.caption(f"{view.say('causes.tree_note')}  \n{_uncoded_line(view, rows)}")
    new_topics.show_link(view)
    chosen = _choice(view, rows)
    with st.container(border=True):
        _figures(view, chosen, rows)
    with st.container(border=True):
        _verbatims(view, chosen)


def _clicked() -> None:
    """A click on a tile chooses its cause; on the root, all."""
    points = st.session_state["tree"]["selection"]["points"]
    if points:
        clicked = points[0].get("id") or points[0].get("label")
        st.session_state[CHOSEN] = "" if clicked in (ROOT, None) else clicked


def _choice(view: View, rows: list[dict[str, Any]]) -> str:
    """The cause chosen: an id, a first level, "-" for not coded, or "" for all. Works without the chart."""
    known = {row["cause"]: row["k"] for row in rows if row["k"]}
    levels = {level: sum(k for cause, k in known.items() if cause and cause.split(".")[0] == level) for level in _levels(known)}
    options = [""]
    for level in sorted(levels, key=lambda one: -levels[one]):
        options += [level, *(cause for cause in known if cause and cause.split(".")[0] == level)]
    options += [UNCODED] if known.get(None) else []
    if st.session_state.get(CHOSEN) not in options:
        st.session_state[CHOSEN] = ""
    total = sum(known.values())

    def label(option: str) -> str:
        number = total if not option else known[None] if option == UNCODED else levels.get(option) or known[option]
        indent = "\u3000" if "." in option else ""
        return f"{indent}{_name(view, option)} · {count(number, view.lang)}"

    return str(st.selectbox(view.say("causes.choose"), options, format_func=label, key=CHOSEN))


def _levels(known: dict[str | None, int]) -> list[str]:
    return list(dict.fromkeys(cause.split(".")[0] for cause in known if cause))


def _name(view: View, option: str) -> str:
    if option in ("", UNCODED):
        return view.say("causes.uncoded" if option else "causes.all")
    return cause_name(option, view.lang) if "." in option else level_name(option, view.lang)


def _pick(option: str, words: str = "") -> Pick:
    coded = option if "." in option or option == UNCODED else None
    return Pick(negative=True, cause=coded, level1=option if option and coded is None else None, words=words)


def _uncoded_line(view: View, rows: list[dict[str, Any]]) -> str:
    negative = sum(row["k"] for row in rows)
    uncoded = sum(row["k"] for row in rows if row["cause"] is None)
    return view.say(
        "causes.uncoded_line", k=count(negative, view.lang), u=count(uncoded, view.lang), share=numbers.share(uncoded / negative)
    )


@cached_figure
def _tree(at: At, lang: str, dark: bool) -> go.Figure:
    view = View(lang, dark, at)
    rows = [row for row in causes(at).to_pylist() if row["cause"] is not None]
    root = _cell(ROOT, "", view.say("causes.all"), rows)
    cells = [root]
    for level in _levels({row["cause"]: row["k"] for row in rows if row["k"]}):
        own = [row for row in rows if row["cause"].split(".")[0] == level]
        cells.append(_cell(level, ROOT, level_name(level, lang), own))
        cells += [_cell(row["cause"], level, cause_name(row["cause"], lang), [row]) for row in own if row["k"]]
    return charts_tree.tree(cells, lang, dark=dark)


def _cell(node: str, parent: str, label: str, rows: list[dict[str, Any]]) -> charts_tree.Cell:
    negative, base = sum(row["k"] for row in rows), sum(row["n"] for row in rows)
    return charts_tree.Cell(node, parent, label, negative, negative / base if base else None, base)


def _figures(view: View, option: str, rows: list[dict[str, Any]]) -> None:
    own = [row for row in rows if _belongs(row["cause"], option)]
    negative, base = sum(row["k"] for row in own), sum(row["n"] for row in own)
    total = sum(row["k"] for row in rows)
    code = codeframe().by_id.get(option)
    owner = f" · {view.name('owner', code.department)}" if code and code.department else ""
    st.subheader(f"{_name(view, option)}{owner}", anchor=False)
    left, middle, right = st.columns(3)
    left.metric(view.say("causes.number"), count(negative, view.lang))
    with middle:
        _share(view, "within" if option else "within_all", wilson(negative, base))
    if option:
        with right:
            _share(view, "share", wilson(negative, total))
    ranking, trend = st.columns(2)
    with ranking:
        st.caption(view.say("causes.rank", n=count(sum(row["k"] for row in causes(view.at).to_pylist()), view.lang)))
        st.plotly_chart(_bars(view.at, view.lang, view.dark), config=charts.CONFIG, key="ranking", alt=view.say("causes.rank_alt"))
    with trend:
        _trend(view, option)


def _belongs(cause: str | None, option: str) -> bool:
    if option in ("", UNCODED):
        return not option or cause is None
    return cause is not None and (cause == option or cause.split(".")[0] == option)


def _share(view: View, key: str, found: Estimate) -> None:
    few = quality(found) == "suppressed"
    help_text = view.say(f"causes.{key}_help")
    st.metric(view.say(f"causes.{key}"), "—" if few else numbers.share(found.value), help=help_text)
    st.caption(" · ".join(estimate_notes(view, found, numbers.share_range)))


@cached_figure
def _bars(at: At, lang: str, dark: bool) -> go.Figure:
    rows = causes(at).to_pylist()
    total = sum(row["k"] for row in rows)
    ranked = [(row, wilson(row["k"], total)) for row in rows if row["cause"] is not None and row["k"]][:RANKED]
    return charts.bars([_bar(cause_name(row["cause"], lang), row["k"], total, one) for row, one in ranked], dark=dark)


def _bar(name: str, negative: int, total: int, found: Estimate) -> charts.Bar:
    said = f"{negative:,} / {total:,} · {numbers.share(found.value)}（{numbers.share_range(found.low, found.high)}）"
    return charts.Bar(name, found.value or 0.0, found.low or 0.0, found.high or 0.0, said)


def _trend(view: View, option: str) -> None:
    found = cause_trend(view.at, _pick(option))
    if not found.drawn:
        st.info(view.say("overview.trend_empty"), icon=":material/show_chart:")
        return
    st.caption(view.say("causes.trend", grain=view.say(f"overview.grain_{found.grain}")))
    figure = _trend_figure(view.at, option, view.lang, view.dark)
    st.plotly_chart(figure, config=charts.CONFIG, key="cause_trend", alt=view.say("causes.trend_alt"))


@cached_figure
def _trend_figure(at: At, option: str, lang: str, dark: bool) -> go.Figure:
    found = cause_trend(at, _pick(option))
    since = at.filters.first
    return charts.trend(found.points, [("", "")], lang, grain=found.grain, kind="share", dark=dark, since=since, height=TALL)


def _verbatims(view: View, option: str) -> None:
    st.subheader(view.say("causes.verbatims", name=_name(view, option)), anchor=False)
    words = st.text_input(
        view.say("causes.search"),
        key="keyword",
        max_chars=50,
        placeholder=view.say("causes.search_hint"),
        icon=":material/search:",
        label_visibility="collapsed",
        width=420,
    )
    show_verbatims(view, _pick(option, words or ""), "causes")

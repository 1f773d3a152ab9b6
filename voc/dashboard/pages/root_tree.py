"""The root-cause tree: brand, product, cause, sub-cause, verbatims; for one branch what it costs, beside, before and whom it hits."""

from __future__ import annotations

import plotly.graph_objects as go
import streamlit as st

from voc.dashboard import charts, charts_tree
from voc.dashboard.empty import say_empty
from voc.dashboard.pages.tree_branch import show_around, show_branch
from voc.dashboard.pages.tree_paths import ROOT, Path, cause_of, choose, label_of, name_of, parent_of, parts_of, pick_of
from voc.dashboard.plain import plain
from voc.dashboard.reads.base import At, cached_figure
from voc.dashboard.reads.root_causes import branches
from voc.dashboard.table import show_verbatims
from voc.dashboard.view import View


@st.fragment
def show(view: View) -> None:
    """Chart, choice, figures and verbatims."""
    rows = branches(view.at)
    if not rows:
        say_empty(view, "causes.none", ":material/sentiment_satisfied:")
        return
    with st.container(border=True):
        st.subheader(view.say("tree.title"), anchor=False)
        st.plotly_chart(
            _chart(view.at, view.lang, view.dark),
            config=charts.CONFIG,
            key="branches",
            on_select=_clicked,
            selection_mode="points",
            alt=view.say("tree.alt"),
        )
        st.caption(view.say("tree.note"))
    path = choose(view, rows)
    with st.container(border=True):
        show_branch(view, path, rows)
    if len(path) > 2 or (path and cause_of(path)):
        with st.container(border=True):
            show_around(view, path)
    with st.container(border=True):
        st.subheader(
            view.say("causes.verbatims", name=plain(name_of(view, path) if any(path) else view.say("tree.every"))), anchor=False
        )
        show_verbatims(view, pick_of(path), "branch")


def _clicked() -> None:
    """A click on a tile chooses its branch."""
    points = st.session_state["branches"]["selection"]["points"]
    if points:
        clicked = str(points[0].get("id") or ROOT)
        parts = [] if clicked == ROOT else clicked.split("\x1f")
        for place, key in enumerate(("tree_brand", "tree_product", "tree_level", "tree_code")):
            st.session_state[key] = parts[place] if place < len(parts) else None


@cached_figure
def _chart(at: At, lang: str, dark: bool) -> go.Figure:
    sums: dict[Path, list[int]] = {(): [0, 0]}
    for row in branches(at):
        parts = parts_of(row)
        for depth in range(5):
            held = sums.setdefault(parts[:depth], [0, 0])
            held[0] += int(str(row["k"]))
            held[1] += int(str(row["n"]))
    view = View(lang, dark, at)
    cells = [
        charts_tree.Cell("\x1f".join(path) if path else ROOT, parent_of(path), label_of(view, path), k, k / n if n else None, n)
        for path, (k, n) in sums.items()
    ]
    return charts_tree.tree(cells, lang, dark=dark)

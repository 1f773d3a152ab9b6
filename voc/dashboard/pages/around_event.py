"""A launch, campaign, release or fault: the same figures before it, while it lasted and after it."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from voc.dashboard import numbers
from voc.dashboard.empty import say_empty
from voc.dashboard.grid import show_grid
from voc.dashboard.plain import plain
from voc.dashboard.reads import around, channels
from voc.dashboard.reads.around import Figure
from voc.dashboard.reads.channels import Event
from voc.dashboard.reads.verbatims import Pick
from voc.dashboard.table import open_verbatims
from voc.dashboard.view import View
from voc.errors import VocError
from voc.survey.intervals import Estimate

SHARES = ("negative",)


def show_around_event(view: View) -> None:
    """An event to choose, and its table."""
    st.caption(view.say("around.note"))
    known = channels.events(view.at)[::-1]
    if not known:
        say_empty(view, "around.none", ":material/event:")
        return
    event: Event = known[
        st.selectbox(
            view.say("around.event"),
            range(len(known)),
            format_func=lambda at: f"{known[at].first} · {known[at].name}",
            key="around_event",
        )
    ]
    try:
        found = around.around_event(view.at, event)
    except VocError as error:
        st.info(plain(error.said(view.lang)), icon=":material/event_busy:")
        return
    if found is None:
        return
    spans, figures = found
    heads = {
        name: view.say(f"around.{name}", first=f"{span[0]:%m-%d}", last=f"{span[1]:%m-%d}") for name, span in spans.named().items()
    }
    rows = [_row(view, one, heads) for one in figures]
    with st.container(border=True):
        show_grid(pd.DataFrame(rows), placeholder=numbers.MISSING, key="around_table", alt=view.say("around.alt"))
        st.caption(view.say("around.sure"))
        if spans.cut:
            st.text(view.say("around.cut", last=spans.during[1]))
        if st.button(view.say("table.open"), key="open_around", type="tertiary", icon=":material/format_quote:"):
            shown = list(spans.named().values())
            pick = Pick(cause=around.cause_of(view.at, event), first=shown[0][0], last=shown[-1][1])
            whole = View(view.lang, view.dark, view.with_filters(around.scope_of(event)))
            open_verbatims(whole, event.name, pick, "around")


def _row(view: View, figure: Figure, heads: dict[str, str]) -> dict[str, Any]:
    share = figure.name in SHARES
    row: dict[str, Any] = {view.say("around.figure"): view.say(f"around.f_{figure.name}")}
    row |= {head: _written(figure.values[name], share=share) for name, head in heads.items() if name in figure.values}
    for name, moved in figure.changes.items():
        row[view.say(f"around.change_{name}")] = _moved(moved, share=share)
    return row


def _written(found: Estimate, *, share: bool) -> str | None:
    if found.value is None:
        return None
    bounded = numbers.share_bounded if share else numbers.bounded
    return f"{bounded(found.value, found.low, found.high)} · {found.base:,}"


def _moved(moved: tuple[float, float, float] | None, *, share: bool) -> str | None:
    if moved is None:
        return None
    told = numbers.bounded(*moved, scale=100.0 if share else 1.0, sign=True)
    return told if moved[1] <= 0 <= moved[2] else f"{told} *"

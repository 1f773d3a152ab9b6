"""Runs and data health: how fresh and how complete, what was left out and why, what ran and how it ended."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from voc.dashboard import audited
from voc.dashboard.empty import nothing_to_show
from voc.dashboard.grid import show_grid
from voc.dashboard.numbers import count
from voc.dashboard.plain import plain
from voc.dashboard.quarantined import show_quarantine
from voc.dashboard.reads import runs as reads
from voc.dashboard.reads.frame import health
from voc.dashboard.reads.verbatims import Pick
from voc.dashboard.rights import lacks
from voc.dashboard.table import open_verbatims
from voc.dashboard.view import View

SHARES = ("customer", "brand", "brand_read", "product", "product_read", "region", "channel", "uncoded")


def show(view: View) -> None:
    """The page."""
    st.title(view.say("runs.title"), anchor=False)
    if lacks(view, "runs"):
        return
    if not health(view.at).verbatims and not reads.runs(view.at, 1):
        nothing_to_show(view)
        return
    shown = reads.publication(view.at)
    st.caption(
        view.say(
            "runs.published", id=shown.id, at=f"{shown.created_at.astimezone():%Y-%m-%d %H:%M}", note=plain(_note(view, shown.note))
        )
    )
    with st.container(border=True):
        _sources(view)
    left, right = st.columns(2)
    with left.container(border=True):
        _makers(view)
    with right.container(border=True):
        _tables(view)
    with st.container(border=True):
        _copies(view)
    with st.container(border=True):
        _quarantine(view)
    with st.container(border=True):
        _history(view)


def _note(view: View, note: str) -> str:
    """What a publication was made by: the kind of run in words, and the file as it is called."""
    kind, _, rest = note.partition(" ")
    return " ".join(part for part in (view.name("run", kind), rest) if part)


def _table(view: View, frame: pd.DataFrame, columns: dict[str, Any], key: str, *, wrap: bool = False) -> None:
    show_grid(
        frame,
        wrap=wrap,
        tallest=420,
        column_config=columns,
        key=f"runs_{key}",
        alt=view.say(f"runs.{key}_alt"),
    )


def _sources(view: View) -> None:
    st.subheader(view.say("runs.sources"), anchor=False)
    frame = reads.by_source(view.at).to_pandas()
    frame["source"] = [view.name("source", source) for source in frame["source"]]
    columns: dict[str, Any] = {"source": view.say("runs.source")}
    for name in ("n", "undated"):
        columns[name] = st.column_config.NumberColumn(view.say(f"runs.{name}"), format="localized")
    for name in ("first", "last"):
        columns[name] = st.column_config.DateColumn(view.say(f"runs.{name}"), format="YYYY-MM-DD")
    for name in SHARES:
        columns[name] = st.column_config.NumberColumn(view.say(f"runs.{name}"), format="percent")
    _table(view, frame, columns, "sources")
    st.caption(view.say("runs.sources_note"))


def _makers(view: View) -> None:
    st.subheader(view.say("runs.makers"), anchor=False)
    frame = reads.progress(view.at).to_pandas()
    frame["maker"] = [view.name("maker", maker) for maker in frame["maker"]]
    columns: dict[str, Any] = {name: view.say(f"runs.{name}") for name in ("maker", "version")}
    columns |= {name: st.column_config.NumberColumn(view.say(f"runs.{name}"), format="localized") for name in ("scored", "left")}
    columns["version"] = st.column_config.TextColumn(columns["version"], width=180)
    _table(view, frame[["maker", "scored", "left", "version"]], columns, "makers")


def _tables(view: View) -> None:
    st.subheader(view.say("runs.tables"), anchor=False)
    columns = {
        "name": view.say("runs.table"),
        "rows": st.column_config.NumberColumn(view.say("runs.rows"), format="localized"),
    }
    frame = reads.table_rows(view.at).to_pandas()
    frame["name"] = [view.name("kept", name) for name in frame["name"]]
    _table(view, frame, columns, "tables")


def _copies(view: View) -> None:
    st.subheader(view.say("runs.copies"), anchor=False)
    if lacks(view, "verbatims"):
        return
    frame = reads.copies(view.at).to_pandas()
    if frame.empty:
        st.text(view.say("runs.copies_none"))
        return
    audited.seen(view, "copies_list", Pick(), [], len(frame))
    columns: dict[str, Any] = {name: view.say(f"runs.{name}") for name in ("times", "people")}
    columns["text"] = st.column_config.TextColumn(view.say("runs.text"), width=220)
    columns |= {name: st.column_config.DateColumn(view.say(f"runs.{name}"), format="YYYY-MM-DD") for name in ("first", "last")}
    _table(view, frame[["text", "times", "people", "first", "last"]], columns, "copies", wrap=True)
    st.caption(view.say("runs.copies_note", length=reads.LONG, least=reads.LEAST, alike=reads.ALIKE))
    if st.button(view.say("table.open"), key="open_copies", type="tertiary", icon=":material/format_quote:"):
        open_verbatims(view, view.say("runs.copies"), Pick(words=str(frame["text"].iloc[0])), "copies")


def _quarantine(view: View) -> None:
    st.subheader(view.say("runs.quarantine"), anchor=False)
    if lacks(view, "quarantine"):
        return
    rows = reads.quarantine(view.at)
    if rows.num_rows:
        show_quarantine(view, rows, "runs")
    else:
        st.text(view.say("runs.quarantine_hidden" if view.at.scope.limited else "runs.quarantine_none"))


def _history(view: View) -> None:
    st.subheader(view.say("runs.history"), anchor=False)
    found = reads.runs(view.at)
    if not found:
        st.text(view.say("runs.history_none"))
        return
    rows = [
        {
            "started": run["started"].astimezone().replace(tzinfo=None),
            "kind": view.name("run", run["kind"]),
            "what": run["note"],
            "seconds": (run["ended"] - run["started"]).total_seconds() if run["ended"] else None,
            "outcome": _outcome(view, run),
        }
        for run in found
    ]
    columns: dict[str, Any] = {name: view.say(f"runs.{name}") for name in ("kind", "what")}
    columns["outcome"] = st.column_config.TextColumn(view.say("runs.outcome"), width=420)
    columns["started"] = st.column_config.DatetimeColumn(view.say("runs.started"), format="YYYY-MM-DD HH:mm")
    columns["seconds"] = st.column_config.NumberColumn(view.say("runs.seconds"), format="%.1f")
    _table(view, pd.DataFrame(rows), columns, "history")


def _outcome(view: View, run: dict[str, Any]) -> str | None:
    figures = run["figures"]
    if run["ended"] is None:
        return view.say("run.unended")
    if run["kind"] == "ingest" and figures:
        names = ("rows", "taken", "updated", "duplicate", "quarantined")
        return view.say("run.ingested", **{name: count(figures[name], view.lang) for name in names})
    if run["kind"] == "rescore" and figures:
        scored, left = (max(figures[name].values(), default=0) for name in ("scored", "left"))
        return view.say("run.rescored", scored=count(scored, view.lang), left=count(left, view.lang))
    return None

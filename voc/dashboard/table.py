"""Verbatims as a table: never as markdown, since a verbatim may hold links and images that a browser would fetch."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pyarrow as pa
import streamlit as st

from voc.dashboard import audited
from voc.dashboard.evidence import readable
from voc.dashboard.grid import show_grid
from voc.dashboard.login import while_open
from voc.dashboard.numbers import count
from voc.dashboard.one_verbatim import show_below
from voc.dashboard.plain import plain
from voc.dashboard.reads.causes import cause_name
from voc.dashboard.reads.verbatims import DOWNLOADED, SHOWN, Pick, number_of, verbatims
from voc.dashboard.rights import insist, lacks
from voc.dashboard.view import View
from voc.export.tables import csv_bytes

COLUMNS = ("day", "text", "label", "cause", "evidence", "escalation", "source", "channel", "brand", "product")


Show = Callable[[View, str, str], None]
"""Draws one verbatim, by its id, below the table of that key."""


def show_verbatims(view: View, pick: Pick, key: str, height: int = 380, show: Show = show_below) -> None:
    """The picked verbatims with evidence, how many there are, a neutralised CSV of them, and a chosen one (or the only one) whole."""
    if lacks(view, "verbatims"):
        return
    total = number_of(view.at, pick)
    if not total:
        st.info(view.say("table.none"), icon=":material/search_off:")
        return
    rows = verbatims(view.at, pick)
    audited.seen(view, key, pick, rows["verbatim_id"].to_pylist(), total)
    shown = worded(view, rows)
    event = show_grid(
        shown.to_pandas(),
        height=min(height, 38 + 36 * shown.num_rows),
        row_height=36,
        column_config=columns_of(view),
        key=f"table_{key}",
        alt=view.say("table.alt"),
        on_select="rerun",
        selection_mode="single-row",
    )
    words = "table.shown_all" if total <= SHOWN else "table.shown_worst" if pick.negative else "table.shown"
    chosen = [0] if rows.num_rows == 1 else [place for place in event["selection"]["rows"] if place < rows.num_rows]
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        said = view.say(words, n=count(total, view.lang), shown=SHOWN)
        st.caption(said if chosen else f"{said} {view.say('verbatims.choose')}", width="content")
        download(view, pick, key)
    for place in chosen:
        show(view, rows["verbatim_id"][place].as_py(), key)


def download(view: View, pick: Pick, key: str) -> None:
    """A button for a neutralised CSV of the picked verbatims."""
    if lacks(view, "export"):
        return
    st.download_button(
        view.say("table.download"),
        while_open(partial(_download, view, pick, key)),
        "verbatims.csv",
        "text/csv",
        key=f"download_{key}",
        on_click="ignore",
        icon=":material/download:",
        type="tertiary",
    )


def _download(view: View, pick: Pick, key: str) -> bytes:
    insist(view, "verbatims", "export")
    found = verbatims(view.at, pick, DOWNLOADED)
    audited.taken(view.at, key, pick, found["verbatim_id"].to_pylist())
    rows = worded(view, found)
    return csv_bytes(rows.rename_columns([view.say(f"table.{name}") for name in rows.column_names]))


def worded(view: View, rows: pa.Table) -> pa.Table:
    """Rows as `reads.verbatims` gives them, in the reader's words: names for codes, evidence as a line."""
    comma = "、" if view.lang == "zh" else ", "
    found, feeling = view.say("causes.found"), view.say("causes.feeling")
    records = [
        {
            "day": row["day"],
            "text": row["text"],
            "label": view.name("label", row["label"]) if row["label"] else None,
            "cause": comma.join(cause_name(cause, view.lang) for cause in (row["cause"], row["cause2"]) if cause) or None,
            "evidence": readable([(found, row["grounds"]), (feeling, row["feeling"])], view.lang),
            "escalation": view.name("escalation", row["escalation"]) if row["escalation"] not in (None, "none") else None,
            "source": view.name("source", row["source"]),
            "channel": row["channel"],
            "brand": row["brand"],
            "product": row["product"],
        }
        for row in rows.to_pylist()
    ]
    schema = pa.schema([(name, pa.date32() if name == "day" else pa.string()) for name in COLUMNS])
    return pa.Table.from_pylist(records, schema=schema)


def columns_of(view: View) -> dict[str, Any]:
    """How the columns of `worded` are shown."""
    widths: dict[str, Any] = {"text": 340, "evidence": 220, "label": 72, "cause": 125, "escalation": 90}
    columns: dict[str, Any] = {}
    for name in COLUMNS:
        title = view.say(f"table.{name}")
        if name == "day":
            columns[name] = st.column_config.DateColumn(title, format="YYYY-MM-DD", width=100)
        else:
            columns[name] = st.column_config.TextColumn(title, width=widths.get(name))
    return columns


def open_verbatims(view: View, title: str, pick: Pick, key: str, show: Show = show_below) -> None:
    """Shows the picked verbatims in a drawer over the page; the title may hold names from data."""

    @st.dialog(plain(title), width="large")
    def drawer() -> None:
        show_verbatims(view, pick, key, height=260, show=show)

    drawer()

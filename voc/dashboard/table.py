"""Verbatims as a table: never as markdown, since a verbatim may hold links and images that a browser would fetch."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pandas as pd
import pyarrow as pa
import streamlit as st

from voc.dashboard import audited
from voc.dashboard.evidence import readable
from voc.dashboard.grid import hidden, show_grid
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
"""Columns of the file."""
FOLDED = ("text", "judged", "day", "evidence", "place")
"""Columns of the page at first: the others of the file can be shown by the table's own menu."""

Show = Callable[[View, str, str], None]
"""Draws one verbatim, by its id, below the table of that key."""


def show_verbatims(view: View, pick: Pick, key: str, tallest: int = 440, show: Show = show_below) -> None:
    """The picked verbatims with evidence, how many there are, a neutralised CSV of them, and a chosen one (or the only one) whole."""
    if lacks(view, "verbatims"):
        return
    total = number_of(view.at, pick)
    if not total:
        st.info(view.say("table.none"), icon=":material/search_off:")
        return
    rows = verbatims(view.at, pick)
    audited.seen(view, key, pick, rows["verbatim_id"].to_pylist(), total)
    chosen = chosen_in(view, rows, f"table_{key}", tallest)
    words = "table.shown_all" if total <= SHOWN else "table.shown_worst" if pick.negative else "table.shown"
    chosen = [0] if rows.num_rows == 1 else chosen
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


def chosen_in(view: View, rows: pa.Table, key: str, tallest: int) -> list[int]:
    """Draws rows as `reads.verbatims` gives them; the places of those chosen, at most one."""
    event = show_grid(
        _folded(worded(view, rows)),
        tallest=tallest,
        wrap=True,
        column_config=_columns(view),
        key=key,
        alt=view.say("table.alt"),
        on_select="rerun",
        selection_mode="single-row",
    )
    return [place for place in event["selection"]["rows"] if place < rows.num_rows]


def _folded(rows: pa.Table) -> pd.DataFrame:
    """`worded` with what was read of a text in one column and where it is from in another, as a phone has room for no more."""
    folded = [
        {
            **one,
            "judged": joined(one["label"], one["cause"], one["escalation"]),
            "place": joined(one["source"], one["channel"], one["brand"], one["product"]),
        }
        for one in rows.to_pylist()
    ]
    return pd.DataFrame(folded, columns=list(dict.fromkeys((*FOLDED, *COLUMNS))))


def joined(*parts: str | None) -> str | None:
    """What is known of several things as one cell, which is broken between them where it has to be; None where nothing is."""
    return " · ".join(filter(None, parts)) or None


def _columns(view: View) -> dict[str, Any]:
    """How the columns of `_folded` are shown; room that is left is shared out among them."""
    # Words in English are longer, and Streamlit does not break a line of them beside much Chinese.
    widths = {"text": 200, "judged": 92 if view.lang == "zh" else 150, "day": 92, "evidence": 190, "place": 120}
    text = st.column_config.TextColumn
    columns: dict[str, Any] = {name: hidden(text(view.say(f"table.{name}"))) for name in COLUMNS}
    columns |= {name: text(view.say(f"table.{name}"), width=width) for name, width in widths.items()}
    columns["day"] = st.column_config.DateColumn(view.say("table.day"), format="YYYY-MM-DD", width=widths["day"])
    return columns


def open_verbatims(view: View, title: str, pick: Pick, key: str, show: Show = show_below) -> None:
    """Shows the picked verbatims in a drawer over the page; the title may hold names from data."""

    @st.dialog(plain(title), width="large")
    def drawer() -> None:
        show_verbatims(view, pick, key, tallest=306, show=show)

    drawer()

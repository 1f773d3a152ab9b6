"""Rows in quarantine as a table."""

from __future__ import annotations

from functools import partial

import pyarrow as pa
import streamlit as st

from voc.dashboard import audited, uploads
from voc.dashboard.grid import show_grid
from voc.dashboard.login import while_open
from voc.dashboard.numbers import count
from voc.dashboard.rights import insist, lacks
from voc.dashboard.view import View
from voc.export.tables import csv_bytes


def show_quarantine(view: View, quarantine: pa.Table, key: str) -> None:
    """Places in quarantine with the reason, and a neutralised CSV of all of them."""
    if lacks(view, "quarantine"):
        return
    names = {"source_file": "file", "source_row": "row", "column": "column", "reason": "reason", "given": "given"}
    shown = uploads.worded(quarantine, view.lang, {name: view.say(f"upload.q_{word}") for name, word in names.items()})
    audited.quarantine_seen(view, key, shown.num_rows)
    show_grid(
        shown.slice(0, uploads.SHOWN).to_pandas(),
        tallest=320,
        key=f"quarantine_{key}",
        alt=view.say("upload.quarantine_alt"),
    )
    if shown.num_rows > uploads.SHOWN:
        st.caption(view.say("upload.quarantine_more", n=count(shown.num_rows, view.lang), shown=uploads.SHOWN))
    if lacks(view, "export"):
        return
    st.download_button(
        view.say("upload.download"),
        while_open(partial(_download, view, shown)),
        "quarantine.csv",
        "text/csv",
        key=f"download_quarantine_{key}",
        on_click="ignore",
        type="tertiary",
        icon=":material/download:",
    )


def _download(view: View, shown: pa.Table) -> bytes:
    insist(view, "quarantine", "export")
    audited.table_taken(view.at, "quarantine", shown.num_rows)
    return csv_bytes(shown)

"""The import itself: rows into the store, then scores, then what became of every row."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path

import streamlit as st

from voc.dashboard import uploads
from voc.dashboard.empty import page_to
from voc.dashboard.numbers import count
from voc.dashboard.plain import plain
from voc.dashboard.quarantined import show_quarantine
from voc.dashboard.reads.base import open_store
from voc.dashboard.view import View
from voc.errors import VocError
from voc.intake import Mapping
from voc.jobs.ingest import IngestReport, ingest
from voc.jobs.remembered import remember
from voc.jobs.rescore import rescore
from voc.store import Scope

PATIENCE = 15.0
"""Seconds to wait for another writer before saying so."""
FATES = ("taken", "updated", "duplicate", "quarantined")


def run_import(view: View, path: Path, source: str, mapping: Mapping) -> None:
    """Takes the file in and scores what is new, with progress; the report is shown by the next rerun."""
    settings = replace(view.at.settings, lock_wait=PATIENCE)
    store = open_store(view.at.settings)
    with st.status(view.say("upload.importing"), expanded=True) as status:
        line = st.empty()

        done = [0]

        def took(rows: int) -> None:
            done[0] += rows
            line.caption(view.say("upload.rows_done", n=count(done[0], view.lang)))

        def wait(holder: str) -> None:
            status.caption(view.say("upload.waiting", holder=holder))

        report = ingest(store, path, source, mapping, settings=settings, progress=took, on_wait=wait, who=view.at.scope.who)
        status.update(label=view.say("upload.scoring"))
        unscored = ""
        try:
            rescore(store, settings=settings, on_wait=wait, who=view.at.scope.who)
        except VocError as error:
            unscored = error.said(view.lang)
        except Exception:
            logging.getLogger(__name__).exception("scoring failed")
            unscored = view.say("upload.see_log")
    remember(store, source, mapping)
    uploads.drop(path)
    st.session_state["report"] = (report, store.publication().id, unscored)
    st.session_state["uploads"] = st.session_state.get("uploads", 0) + 1
    st.rerun()


def show_report(view: View) -> None:
    """Every row's fate; the four add up."""
    report: IngestReport
    report, publication, unscored = st.session_state["report"]
    st.success(view.say("upload.done", file=plain(report.file), id=publication), icon=":material/check_circle:")
    if unscored:
        st.warning(view.say("upload.unscored", why=plain(unscored)), icon=":material/pending:")
    for column, fate in zip(st.columns(4), FATES, strict=True):
        column.metric(view.say(f"upload.{fate}"), count(getattr(report, fate), view.lang), border=True)
    st.caption(view.say("upload.sum", rows=f"{report.rows:,}", **{fate: f"{getattr(report, fate):,}" for fate in FATES}))
    for zh, en in report.notes:
        with st.container(border=True):
            # Names from the file stand in it: plain text, not Markdown.
            st.text(zh if view.lang == "zh" else en)
    if report.quarantined:
        reader = open_store(view.at.settings).reader(Scope.everything())
        found = reader.query("SELECT * FROM quarantine WHERE source_file = ? ORDER BY source_row", [report.file])
        with st.container(border=True):
            st.subheader(view.say("upload.quarantined"), anchor=False)
            show_quarantine(view, found, "report")
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button(view.say("upload.again"), icon=":material/upload_file:", key="again"):
            del st.session_state["report"]
            st.rerun()
        page_to("overview", view.say("overview.title"), ":material/dashboard:")
        if report.source == "survey":
            page_to("surveys", view.say("surveys.title"), ":material/ballot:")
        page_to("verbatims", view.say("table.open"), ":material/format_quote:")

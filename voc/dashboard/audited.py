"""What of the dashboard goes into the audit log: once per session for the same publication, filters and pick, never once per rerun.

It is recorded before it is shown, and what cannot be recorded is not shown. Ids, counts and filters only: of words that a reader looks
for the log keeps a keyed digest, since a name may be looked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import date
from hashlib import sha256
from typing import Any

import streamlit as st

from voc.dashboard.filters import Filters
from voc.dashboard.reads.base import At, open_store
from voc.dashboard.reads.verbatims import Pick
from voc.dashboard.view import View

LISTED = 200
"""Ids listed in a row of the log; of more, their number and a digest over all of them."""
_LONGEST = 60
_SEEN = "audited"
_MOST_SEEN = 5_000


def seen(view: View, place: str, pick: Pick, ids: Iterable[str], total: int) -> None:
    """Verbatims are about to be shown at `place` of a page; once per session for the same ones."""
    known: dict[object, None] = st.session_state.setdefault(_SEEN, {})
    mark = (view.at.publication, view.at.filters, place, pick)
    if mark in known:
        return
    record(view.at, "read_verbatims", {"place": place, **_which(view.at, pick, list(ids)), "total": total})
    known[mark] = None
    while len(known) > _MOST_SEEN:
        del known[next(iter(known))]


def one_seen(view: View, verbatim: str) -> None:
    """One verbatim is about to be shown whole, with its dialogue and its case."""
    seen(view, "one", Pick(ids=(verbatim,)), [verbatim], 1)


def taken(at: At, place: str, pick: Pick, ids: Iterable[str]) -> None:
    """Verbatims are about to be downloaded: every time."""
    record(at, "export_verbatims", {"place": place, **_which(at, pick, list(ids))})


def table_taken(at: At, name: str, rows: int, **more: object) -> None:
    """A table other than of verbatims is about to be downloaded: every time."""
    record(at, "export_table", {"table": name, "rows": rows, "publication": at.publication, **more})


def quarantine_seen(view: View, place: str, rows: int) -> None:
    """Refused rows are about to be shown; once per session for the same publication and number of rows."""
    known: dict[object, None] = st.session_state.setdefault(_SEEN, {})
    mark = (view.at.publication, place, rows)
    if mark not in known:
        record(view.at, "read_quarantine", {"place": place, "rows": rows, "publication": view.at.publication})
        known[mark] = None


def action_moved(at: At, number: int, stage: str, *, new: bool = False) -> None:
    """An action of the closed loop was opened or moved to a stage."""
    record(at, "action_opened" if new else "action_moved", {"action": number, "stage": stage})


def record(at: At, act: str, subject: Mapping[str, object]) -> None:
    """A row of the log under the name of the reader."""
    open_store(at.settings).ledger.audit.record(at.scope.who, act, subject)


def _which(at: At, pick: Pick, ids: list[str]) -> dict[str, object]:
    digest = sha256("\n".join(sorted(ids)).encode()).hexdigest()[:32]
    listed: dict[str, object] = {"ids": ids} if len(ids) <= LISTED else {"ids_digest": digest}
    said = {"publication": at.publication, "role": at.scope.role, "rows": len(ids), **listed}
    return {**said, "filters": _set(at, at.filters), "pick": _set(at, pick)}


def _set(at: At, chosen: Filters | Pick) -> dict[str, Any]:
    """What is set of a choice, as it may stand in the log."""
    found: dict[str, Any] = {}
    for one in fields(chosen):
        value = getattr(chosen, one.name)
        if value == one.default:
            continue
        if one.name == "words":
            value = open_store(at.settings).ledger.audit.digest(value)
        elif one.name in ("ids", "cases", "respondents"):
            value = len(value)
        elif isinstance(value, date):
            value = value.isoformat()
        elif isinstance(value, tuple):
            value = [str(name)[:_LONGEST] for name in value][:LISTED]
        elif isinstance(value, str):
            value = value[:_LONGEST]
        found[one.name] = value
    return found

"""The loyalty drivers in force, with the department that owns each: edited here as a whole, with history and undo."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

import pandas as pd
import streamlit as st

from voc.dashboard import audited
from voc.dashboard.grid import show_grid
from voc.dashboard.plain import plain
from voc.dashboard.reads.base import open_store
from voc.dashboard.rights import insist
from voc.dashboard.view import View
from voc.errors import VocError
from voc.jobs.driver_edits import driver_history, set_drivers, undo_drivers
from voc.survey.driver_set import FIELDS, LoyaltyDriver, areas

SHOWN = ("zh", "en", "area", "department", "id")


def show_driver_set(view: View, drivers: Sequence[LoyaltyDriver]) -> None:
    """The set as a table, to edit as a whole for those who may."""
    said = st.session_state.pop("drivers_said", None)
    if said:
        st.success(said, icon=":material/check:")
    st.caption(view.say("driver_set.note"))
    named = {one: words[view.lang] for one, words in areas().items()}
    rows = pd.DataFrame([asdict(one) for one in drivers], columns=FIELDS)[list(SHOWN)]
    columns: dict[str, Any] = {name: st.column_config.TextColumn(view.say(f"driver_set.{name}")) for name in SHOWN}
    if not view.at.scope.may("settings"):
        rows["area"] = rows["area"].map(named)
        alt = view.say("driver_set.title", n=len(drivers))
        show_grid(rows, key="driver_set", column_config=columns, alt=alt, height=240)
        return
    columns["area"] = st.column_config.SelectboxColumn(
        view.say("driver_set.area"), options=list(named), format_func=lambda one: named.get(str(one), str(one))
    )
    with st.form("driver_set_form", border=False):
        given = st.data_editor(
            rows, hide_index=True, num_rows="dynamic", key=_editor(), column_config=columns, height=300, width="stretch"
        )
        note = st.text_input(view.say("alert.note"), max_chars=120, key="driver_set_note")
        if st.form_submit_button(view.say("edit.save"), type="primary"):
            entries = [{name: _word(one[name]) for name in FIELDS} for one in given.to_dict("records")]
            _do(view, len(entries), lambda who: set_drivers(open_store(view.at.settings), entries, who=who, note=note))
    _history(view)


def _editor() -> str:
    """A key that changes with every edit, so that the table starts from what is in force."""
    return f"driver_set_{st.session_state.get('drivers_edits', 0)}"


def _word(given: object) -> str:
    return given if isinstance(given, str) else ""


def _history(view: View) -> None:
    past = driver_history(open_store(view.at.settings))
    if not past:
        return
    with st.expander(view.say("edit.history", n=len(past)), icon=":material/history:"):
        rows = [
            {
                "at": one.at.astimezone(view.at.settings.zone).replace(tzinfo=None),
                "value": view.say("driver_set.shipped") if one.value is None else view.say("driver_set.title", n=len(one.value)),
                "who": one.who,
                "note": one.note,
            }
            for one in past
        ]
        columns: dict[str, Any] = {
            "at": st.column_config.DatetimeColumn(view.say("edit.h_at"), format="YYYY-MM-DD HH:mm"),
            **{name: st.column_config.TextColumn(view.say(f"edit.h_{name}")) for name in ("value", "who", "note")},
        }
        alt = view.say("edit.history", n=len(past))
        show_grid(pd.DataFrame(rows), column_config=columns, key="driver_history", alt=alt)
        with st.container(horizontal=True):
            if st.button(view.say("edit.undo"), key="drivers_undo", icon=":material/undo:"):
                _do(view, 0, lambda who: undo_drivers(open_store(view.at.settings), who=who))
            if past[0].value is not None and st.button(view.say("driver_set.back"), key="drivers_back", type="tertiary"):
                _do(view, 0, lambda who: set_drivers(open_store(view.at.settings), None, who=who))


def _do(view: View, drivers: int, change: Callable[[str], object]) -> None:
    """Makes a change by the reader, noted in the audit log first; what the reader can mend is said."""
    insist(view, "settings")
    audited.record(view.at, "driver_set_changed", {"drivers": drivers})
    try:
        change(view.at.scope.who)
    except VocError as error:
        st.error(plain(error.said(view.lang)), icon=":material/error:")
        return
    st.session_state["drivers_said"] = view.say("edit.saved")
    st.session_state["drivers_edits"] = st.session_state.get("drivers_edits", 0) + 1
    st.rerun()

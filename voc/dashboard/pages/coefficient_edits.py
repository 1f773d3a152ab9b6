"""Changing the coefficients and the operator's own settings: with a source, a history, and every step undone by another."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import streamlit as st

from voc.dashboard import audited, numbers
from voc.dashboard.grid import show_grid
from voc.dashboard.plain import plain
from voc.dashboard.reads.base import open_store
from voc.dashboard.reads.coefficients import BESIDE, USED, bounds
from voc.dashboard.reads.risk import ledger, settings_in_force
from voc.dashboard.rights import insist, lacks
from voc.dashboard.view import View
from voc.errors import VocError
from voc.jobs.risk_settings import COEFFICIENT, RISK, Money, edit_coefficient, history, set_risk, undo
from voc.store.revisions import Revision

MONEY = ("margin", "discount", "lift", "p", "reach", "conversion")
AUDIT = ("found", "positives", "cleared", "negatives")


def show_editor(view: View) -> None:
    """A new value for one coefficient, with where it comes from."""
    if lacks(view, "settings"):
        return
    book = ledger(view.at)
    with st.expander(view.say("edit.coefficient"), icon=":material/edit:"):
        st.caption(view.say("edit.coefficient_note"))
        names = [name for name in (*USED, *BESIDE) if name != "r"]
        name = st.selectbox(
            view.say("wom.l_name"),
            names,
            format_func=lambda one: f"{one} · {book[one].zh if view.lang == 'zh' else book[one].en}",
            key="edit_name",
        )
        low, high, step = bounds(name)
        with st.form("edit_form", border=False):
            left, right = st.columns(2)
            value = left.number_input(
                view.say("wom.l_value"),
                min_value=low,
                max_value=high,
                value=min(max(book[name].value, low), high),
                step=step,
                format="%.4g",
                key=f"edit_value_{name}",
            )
            source = right.text_input(view.say("edit.source"), max_chars=120, key="edit_source")
            note = st.text_input(view.say("alert.note"), max_chars=120, key="edit_note")
            if st.form_submit_button(view.say("edit.save"), type="primary"):
                _do(view, {"coefficient": name, "value": value}, lambda who: _edited(view, name, value, who, source, note))


def _edited(view: View, name: str, value: float, who: str, source: str, note: str) -> None:
    edit_coefficient(open_store(view.at.settings), name, value, who=who, source=source, note=note)


def show_history(view: View) -> None:
    """Every change of coefficients and settings, newest first, and a button that takes the newest of one back."""
    said = st.session_state.pop("edit_said", None)
    if said:
        st.success(said, icon=":material/check:")
    store = open_store(view.at.settings)
    past = sorted([*history(store), *history(store, RISK)], key=lambda one: -one.id)
    if not past:
        st.caption(view.say("edit.never"))
        return
    with st.expander(view.say("edit.history", n=len(past)), icon=":material/history:"):
        rows = [
            (
                one.at.astimezone(view.at.settings.zone).replace(tzinfo=None),
                one.key,
                _value(view, one),
                _source(one),
                one.who,
                one.note,
            )
            for one in past
        ]
        columns: dict[str, Any] = {
            "at": st.column_config.DatetimeColumn(view.say("edit.h_at"), format="YYYY-MM-DD HH:mm"),
            **{name: st.column_config.TextColumn(view.say(f"edit.h_{name}")) for name in ("key", "value", "source", "who", "note")},
        }
        show_grid(
            pd.DataFrame(rows, columns=list(columns)),
            column_config=columns,
            key="edit_history",
            alt=view.say("edit.history", n=len(past)),
        )
        if not view.at.scope.may("settings"):
            return
        keys = list(dict.fromkeys((one.kind, one.key) for one in past))
        chosen = st.selectbox(view.say("edit.undo_which"), keys, format_func=lambda one: one[1], key="edit_undo_which")
        if st.button(view.say("edit.undo"), key="edit_undo", icon=":material/undo:"):
            _do(view, {"undo": chosen[1]}, lambda who: undo(store, *chosen, who=who))


def _value(view: View, one: Revision) -> str:
    if one.value is None:
        return view.say("edit.shipped") if one.kind == COEFFICIENT else numbers.MISSING
    if one.kind == COEFFICIENT:
        return f"{one.value['value']:.4g}"
    if isinstance(one.value, dict):
        return ", ".join(f"{name}={given:g}" for name, given in one.value.items() if given is not None)
    return f"{one.value:g}"


def _source(one: Revision) -> str | None:
    return one.value["source"] if one.kind == COEFFICIENT and one.value else None


def show_risk_settings(view: View) -> None:
    """Target, community, assumptions on money, audit of the text model: what the operator states, in one place."""
    known = settings_in_force(view.at)
    with st.container(border=True):
        st.subheader(view.say("edit.settings"), anchor=False)
        st.caption(view.say("edit.settings_note"))
        if lacks(view, "settings"):
            return
        with st.form("edit_target", border=False):
            left, right = st.columns(2)
            target = left.number_input(view.say("edit.target"), min_value=0.0, value=known.target, step=50.0, key="edit_t")
            community = right.number_input(
                view.say("edit.community"), min_value=0.0, value=known.community, step=10_000.0, key="edit_c"
            )
            if st.form_submit_button(view.say("edit.save")):
                _save(view, {"target": target or None, "community": community or None})
        with st.form("edit_money", border=False):
            st.caption(view.say("edit.money_note"))
            given = _boxes(view, MONEY, known.money, 3)
            if st.form_submit_button(view.say("edit.save")):
                _save(view, {"money": given})
        with st.form("edit_audit", border=False):
            st.caption(view.say("edit.audit_note"))
            counts = _boxes(view, AUDIT, known.audit, 4)
            if st.form_submit_button(view.say("edit.save")):
                _save(view, {"audit": counts if all(one is not None for one in counts.values()) else None})


def _boxes(view: View, names: tuple[str, ...], known: Money | Any, wide: int) -> dict[str, float | None]:
    found: dict[str, float | None] = {}
    for place, name in enumerate(names):
        if place % wide == 0:
            columns = st.columns(wide)
        now = getattr(known, name, None)
        found[name] = columns[place % wide].number_input(
            view.say(f"edit.{name}"), min_value=0.0, value=None if now is None else float(now), key=f"edit_{name}", format="%.4g"
        )
    return found


def _save(view: View, given: dict[str, Any]) -> None:
    """Saves what differs from what is in force."""
    known, store = settings_in_force(view.at), open_store(view.at.settings)

    def all_of(who: str) -> None:
        for key, value in given.items():
            now = getattr(known, key)
            if value != (vars(now) if now is not None and not isinstance(now, float) else now):
                set_risk(store, key, value, who=who)

    _do(view, {"settings": sorted(given)}, all_of)


def _do(view: View, told: dict[str, object], change: Callable[[str], object]) -> None:
    """Makes a change by the reader, noted in the audit log first; what the reader can mend is said."""
    insist(view, "settings")
    audited.record(view.at, "risk_settings_changed", told)
    try:
        change(view.at.scope.who)
    except VocError as error:
        st.error(plain(error.said(view.lang)), icon=":material/error:")
        return
    st.session_state["edit_said"] = view.say("edit.saved")
    st.rerun()

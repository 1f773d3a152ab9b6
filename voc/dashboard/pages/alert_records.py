"""Around the alerts: what people did about one, what was not drawn through, and what would have been raised beside the calendar."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pandas as pd
import streamlit as st

from voc.dashboard import audited
from voc.dashboard.grid import show_grid
from voc.dashboard.plain import plain
from voc.dashboard.reads.alerts import subject_name, tried, watched
from voc.dashboard.reads.base import open_store
from voc.dashboard.reads.closed_loop import DIMENSIONS, today
from voc.dashboard.rights import insist, lacks
from voc.dashboard.view import View
from voc.errors import VocError
from voc.jobs.alert_events import Alert
from voc.jobs.alert_marks import Mark, State, alert_id, set_mark
from voc.jobs.alerts import Watch
from voc.loop.actions import hand_over
from voc.store.actions import Action

SILENCES = (7, 30, 90)


def show_mark(view: View, alert: Alert, mark: Mark | None, named: str) -> None:
    """What became of the alert, and buttons to say so."""
    said = st.session_state.pop("alert_said", None)
    if said:
        st.success(said, icon=":material/check:")
    if mark is not None:
        until = view.say("alert.until", day=mark.until) if mark.until else ""
        action = view.say("alert.action", id=mark.action) if mark.action else ""
        st.text(" ".join(filter(None, [view.say(f"alert.{mark.state}"), until, action, mark.who, mark.note])))
    if lacks(view, "act"):
        return
    with st.container(border=True):
        left, right = st.columns(2)
        note = left.text_input(view.say("alert.note"), max_chars=120, key="alert_note")
        days = right.segmented_control(
            view.say("alert.silence_days"),
            SILENCES,
            default=30,
            required=True,
            key="alert_days",
            format_func=lambda one: f"{one:g}",
        )
        with st.container(horizontal=True):
            if st.button(view.say("alert.acknowledge"), key="alert_ack", icon=":material/visibility:"):
                _mark(view, alert, "acknowledged", note)
            if st.button(view.say("alert.silence"), key="alert_silence", icon=":material/notifications_paused:"):
                _mark(view, alert, "silenced", note, days=int(days))
            if st.button(view.say("alert.hand_over"), key="alert_hand", icon=":material/autorenew:", type="primary"):
                _hand_over(view, alert, named, note)
            if mark is not None and st.button(view.say("alert.reopen"), key="alert_reopen", icon=":material/undo:"):
                _mark(view, alert, "open", note)


def _mark(view: View, alert: Alert, state: State, note: str, days: int = 0, action: int | None = None) -> None:
    insist(view, "act")
    store = open_store(view.at.settings)
    who = view.at.scope.who
    audited.record(
        view.at, "alert_marked", {"alert": alert_id(alert), "state": state, "subject": alert.subject, "day": f"{alert.first}"}
    )
    set_mark(
        store,
        alert,
        state,
        who=who,
        note=note,
        until=max(today(), alert.last) + timedelta(days=days) if days else None,
        action=action,
    )
    st.session_state["alert_said"] = view.say("alert.done", state=view.say(f"alert.{state}"))
    st.rerun()


def _hand_over(view: View, alert: Alert, named: str, note: str) -> None:
    """Opens an action of the closed loop on the alert's cause and place."""
    insist(view, "act")
    scope = view.at.scope
    place = {name: value for name, value in alert.place if name in DIMENSIONS}
    if not scope.holds(brand=place.get("brand"), region=place.get("region"), department=None):
        st.error(view.say("alert.outside"), icon=":material/lock:")
        return
    title = view.say("alert.action_title", named=named, day=alert.first)[:80]
    cause = alert.subject if "." in alert.subject else _main_cause(alert)
    wanted: dict[str, Any] = dict(place)
    try:
        action = Action(title, cause=cause, began=alert.first, **wanted)
        made = hand_over(open_store(view.at.settings), alert_id(alert), action, today=today(), who=scope.who, note=note)
    except VocError as error:
        st.error(plain(error.said(view.lang)), icon=":material/error:")
        return
    audited.action_moved(view.at, made.id, made.stage, new=True)
    _mark(view, alert, "handed over", note, action=made.id)


def _main_cause(alert: Alert) -> str | None:
    """The cause with most of the rise among the signals; None where all are of volume."""
    causes = [part for part in alert.parts if "." in part.subject]
    return max(causes, key=lambda part: part.excess).subject if causes else None


def show_breaks(view: View, found: Watch) -> None:
    """Places that begin or end within the data: a rise of theirs is said here and raises no alert."""
    if not found.breaks:
        return
    with st.container(border=True):
        st.subheader(view.say("alerts.breaks", n=len(found.breaks)), anchor=False)
        st.caption(view.say("alerts.breaks_note"))
        rows = [
            (
                view.say(f"break.{one.dimension}"),
                view.name(one.dimension, one.value),
                view.say(f"break.{one.kind}"),
                one.day,
                one.verbatims,
            )
            for one in found.breaks
        ]
        columns = {
            "dimension": st.column_config.TextColumn(view.say("alerts.b_dimension")),
            "value": st.column_config.TextColumn(view.say("alerts.b_value")),
            "kind": st.column_config.TextColumn(view.say("alerts.b_kind")),
            "day": st.column_config.DateColumn(view.say("alerts.when"), format="YYYY-MM-DD"),
            "n": st.column_config.NumberColumn(view.say("alerts.b_n"), format="localized"),
        }
        show_grid(
            pd.DataFrame(rows, columns=list(columns)),
            column_config=columns,
            key="alerts_breaks",
            alt=view.say("alerts.breaks", n=len(rows)),
        )


def show_back_test(view: View, per_year: float) -> None:
    """Beside each event of the calendar the first alert that names it and how long it took; and how many alerts no event explains."""
    with st.expander(view.say("alerts.back_test")):
        known, found = tried(view.at, per_year), watched(view.at, per_year)
        unexplained = sum(not alert.events for alert in found.alerts)
        seen = sum(one.alert is not None for one in known)
        st.caption(
            view.say(
                "alerts.back_test_note",
                n=len(found.alerts),
                events=len(known),
                seen=seen,
                unexplained=unexplained,
                rate=f"{per_year:g}",
            )
        )
        if not known:
            st.info(view.say("alerts.no_events"), icon=":material/event_busy:")
            return
        rows = [
            (
                one.start,
                one.name,
                view.name("event_kind", one.kind),
                view.say("alerts.never") if one.alert is None else _after(view, one.after),
                None if one.alert is None else subject_name(view, one.alert.subject),
                None if one.alert is None else " · ".join(value for _, value in one.alert.place) or None,
            )
            for one in known
        ]
        columns: dict[str, Any] = {
            "start": st.column_config.DatetimeColumn(view.say("alerts.t_start"), format="YYYY-MM-DD HH:mm"),
            "name": st.column_config.TextColumn(view.say("alerts.t_event"), width=240),
            "kind": st.column_config.TextColumn(view.say("alerts.t_kind")),
            "after": st.column_config.TextColumn(view.say("alerts.t_after")),
            "what": st.column_config.TextColumn(view.say("alerts.what")),
            "where": st.column_config.TextColumn(view.say("alerts.where")),
        }
        show_grid(
            pd.DataFrame(rows, columns=list(columns)),
            column_config=columns,
            key="alerts_back_test",
            alt=view.say("alerts.back_test"),
        )


def _after(view: View, after: timedelta | None) -> str | None:
    if after is None:
        return None
    hours = after / timedelta(hours=1)
    return view.say("alerts.hours_after", n=f"{hours:.0f}") if hours < 48 else view.say("alerts.days_after", n=f"{hours / 24:.0f}")

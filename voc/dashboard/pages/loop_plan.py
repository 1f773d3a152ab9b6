"""The plan of an action: since when, cost, expected gain from the driver simulation; and changing it, with what was in its history."""

from __future__ import annotations

from typing import Any

import streamlit as st

from voc.dashboard import audited, numbers
from voc.dashboard.plain import plain
from voc.dashboard.reads import recovery
from voc.dashboard.reads.base import open_store
from voc.dashboard.reads.closed_loop import today
from voc.dashboard.rights import lacks
from voc.dashboard.view import View
from voc.errors import VocError
from voc.loop.actions import amend
from voc.store.actions import Action

STEP = 10
"""Percent of a driver's scale that is proposed."""


def show_plan(view: View, action: Action) -> None:
    """What is planned, and a form to change it for who may."""
    began, cost, gain = st.columns(3) if action.began or action.cost is not None or action.gain else [st.container()] * 3
    found = action.gain
    if action.began:
        began.metric(view.say("plan.began"), f"{action.began}")
    if action.cost is not None:
        cost.metric(view.say("plan.cost"), f"{action.cost:,.0f}")
    if found:
        gain.metric(view.say("plan.gain"), f"{found['value']:+.1f}")
        value, low, high = (f"{found[name]:+.1f}" for name in ("value", "low", "high"))
        gain.caption(view.say("plan.gain_value", value=value, low=low, high=high))
        gain.caption(
            view.say("plan.gain_of", driver="、".join(found["names"]), step=numbers.share(found["step"], 0), n=f"{found['base']:,}")
        )
    if action.alert:
        st.text(f"{view.say('plan.alert')} · {action.alert}")
    if view.at.scope.may("act"):
        with st.expander(view.say("plan.edit"), icon=":material/edit:"):
            _edit(view, action)


def _edit(view: View, action: Action) -> None:
    with st.form(f"plan_{action.id}", border=False):
        one, two, three, four = st.columns(4)
        changes: dict[str, Any] = {
            "owner": one.text_input(view.say("loop.owner"), action.owner or "", max_chars=40) or None,
            "due": two.date_input(view.say("loop.due"), action.due, format="YYYY-MM-DD"),
            "began": three.date_input(view.say("plan.began"), action.began, format="YYYY-MM-DD", max_value=today()),
            "cost": four.number_input(view.say("plan.cost"), 0.0, value=action.cost, step=1000.0, format="%.0f"),
        }
        left, middle, right = st.columns(3)
        driver = left.selectbox(
            view.say("plan.driver"), [None, *recovery.raised(view.at)], format_func=lambda name: name or view.say("plan.no_driver")
        )
        step = middle.number_input(view.say("plan.step"), 1, 50, STEP)
        who = right.text_input(view.say("loop.who"), max_chars=40)
        if st.form_submit_button(view.say("plan.save")):
            _save(view, action, changes, driver, step / 100, who)


def _save(view: View, action: Action, changes: dict[str, Any], driver: str | None, step: float, who: str) -> None:
    if lacks(view, "act"):
        return
    if driver is not None:
        found = recovery.expected(view.at, driver, step)
        if found is None:
            st.error(view.say("plan.no_gain"), icon=":material/error:")
            return
        changes["gain"] = {name: getattr(found, name) for name in ("step", "value", "low", "high", "base")} | {
            "names": list(found.names)
        }
    try:
        amend(open_store(view.at.settings), action.id, scope=view.at.scope, who=who, **changes)
    except VocError as error:
        st.error(plain(error.said(view.lang)), icon=":material/error:")
        return
    audited.action_moved(view.at, action.id, action.stage)
    st.session_state["loop_said"] = view.say("plan.saved", id=action.id)
    st.rerun()

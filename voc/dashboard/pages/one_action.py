"""One action of the closed loop: its proof of effect, its history, and the next step."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import streamlit as st

from voc.dashboard import audited, numbers
from voc.dashboard.pages.loop_plan import show_plan
from voc.dashboard.plain import plain
from voc.dashboard.reads.base import open_store
from voc.dashboard.reads.causes import cause_name, codeframe
from voc.dashboard.reads.closed_loop import offered, pick, steps, today
from voc.dashboard.rights import lacks
from voc.dashboard.table import open_verbatims
from voc.dashboard.view import View
from voc.errors import VocError
from voc.loop.actions import LONGEST, move
from voc.loop.stages import STAGES, next_stage
from voc.store.actions import Action


def show_action(view: View, action: Action) -> None:
    """Effect, history and next step of `action`."""
    if action.effect is not None:
        _effect(view, action.effect)
    if action.cause and st.button(
        view.say("loop.verbatims"), key=f"loop_verbatims_{action.id}", type="tertiary", icon=":material/format_quote:"
    ):
        days = action.effect["after"]["days"] if action.effect else LONGEST
        whole = View(view.lang, view.dark, view.with_filters(replace(view.filters, first=None, last=None)))
        open_verbatims(whole, action.title, pick(action, days), "loop")
    show_plan(view, action)
    _history(view, action)
    if view.at.scope.may("act"):
        _step(view, action)


def _effect(view: View, effect: dict[str, Any]) -> None:
    counts = [effect[side][part] for side in ("before", "after") for part in ("k", "rest")]
    if any(0 < count < view.at.scope.small for count in counts):
        st.caption(view.say("access.few"))
        return
    st.text(view.name("verdict", effect["verdict"]))
    left, middle, right, last = st.columns(4)
    for column, side in ((left, "before"), (middle, "after")):
        counts = effect[side]
        column.metric(view.say(f"loop.{side}", days=counts["days"]), f"{counts['k']:,}")
        column.caption(view.say("loop.counts", k=f"{counts['k']:,}", rest=f"{counts['rest']:,}"))
    for column, kind in ((right, "plain"), (last, "adjusted")):
        found = effect[kind]
        column.metric(view.say(f"loop.{kind}"), numbers.share(found["value"]), help=view.say(f"loop.{kind}_help"))
        column.caption(f"{numbers.share_range(found['low'], found['high'])} · {view.say('loop.base', n=found['base'])}")
    # Effects measured by earlier versions know neither the length of a period nor the autocorrelation.
    if effect.get("rho") is not None:
        period = view.say("loop.by_day" if effect["days"] == 1 else "loop.by_week")
        st.caption(view.say("loop.how", period=period, settled=effect["settled"], rho=f"{effect['rho']:.2f}"))


def _history(view: View, action: Action) -> None:
    st.subheader(view.say("loop.history"), anchor=False)
    for step in steps(view.at, action.id):
        said = view.say(
            "loop.history_line",
            at=f"{step.at.astimezone():%Y-%m-%d %H:%M}",
            stage=view.name("stage", step.stage),
            who=step.who or view.say("loop.nobody"),
            note=f" · {step.note}" if step.note else "",
        )
        st.text(said)


def _step(view: View, action: Action) -> None:
    following = next_stage(action.stage)
    if following is None:
        st.caption(view.say("loop.done"))
        return
    with st.form(f"loop_step_{action.id}", border=False):
        changes: dict[str, Any] = {}
        left, middle, right = st.columns(3)
        if following == "analysed":
            changes["cause"] = left.selectbox(
                view.say("loop.cause"),
                list(codeframe().by_id),
                index=None,
                format_func=lambda one: cause_name(one, view.lang),
            )
        elif following == "handed":
            known = offered(view.at, "department")
            changes["department"] = left.selectbox(
                view.say("loop.department"), known, index=known.index(action.department) if action.department in known else None,
                accept_new_options=True,
            )  # fmt: skip
        elif following == "acted":
            changes["acted_on"] = left.date_input(view.say("loop.acted_on"), None, format="YYYY-MM-DD", max_value=today())
        who = middle.text_input(view.say("loop.who"), max_chars=40)
        note = right.text_input(view.say("loop.remark"), max_chars=200)
        with st.container(horizontal=True):
            go = st.form_submit_button(view.say("loop.to", stage=view.name("stage", following)), type="primary")
            before = STAGES[max(0, STAGES.index(action.stage) - 1)]
            back = before != action.stage and st.form_submit_button(view.say("loop.back", stage=view.name("stage", before)))
        if go or back:
            _move(view, action, following if go else before, changes if go else {}, who, note)


def _move(view: View, action: Action, stage: str, changes: dict[str, Any], who: str, note: str) -> None:
    if lacks(view, "act"):
        return
    store = open_store(view.at.settings)
    try:
        moved = move(store, action.id, stage, scope=view.at.scope, today=today(), who=who, note=note, **changes)
    except VocError as error:
        st.error(plain(error.said(view.lang)), icon=":material/error:")
        return
    audited.action_moved(view.at, moved.id, stage)
    st.session_state["loop_said"] = view.say("loop.moved", id=moved.id, stage=view.name("stage", stage))
    st.rerun()

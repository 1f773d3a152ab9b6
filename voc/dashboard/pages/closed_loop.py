"""The closed loop: actions by stage, one action with its proof of effect, and a new one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from voc.dashboard import audited, numbers
from voc.dashboard.empty import nothing_to_show, say_empty
from voc.dashboard.grid import show_grid
from voc.dashboard.pages.around_event import show_around_event
from voc.dashboard.pages.one_action import show_action
from voc.dashboard.pages.single_customers import show_single_customers
from voc.dashboard.plain import plain
from voc.dashboard.reads.base import open_store
from voc.dashboard.reads.causes import cause_name, codeframe
from voc.dashboard.reads.closed_loop import DIMENSIONS, actions, offered, today
from voc.dashboard.rights import insist, lacks
from voc.dashboard.view import View
from voc.errors import VocError
from voc.loop.actions import open_action, reopen_recurring
from voc.loop.stages import STAGES, overdue
from voc.store.actions import Action

PARTS = ("actions", "recovery", "around")
COLUMNS = ("id", "name", "stage", "effect", "department", "owner", "due", "acted_on", "cause", "scope")


def show(view: View) -> None:
    """The page."""
    st.title(view.say("closed_loop.title"), anchor=False)
    if nothing_to_show(view):
        return
    said = st.session_state.pop("loop_said", None)
    if said:
        st.success(said, icon=":material/check:")
    part = st.segmented_control(
        view.say("loop.part"),
        PARTS,
        default=PARTS[0],
        required=True,
        format_func=lambda one: view.say(f"loop.part_{one}"),
        key="loop_part",
        label_visibility="collapsed",
    )
    {"actions": _actions, "recovery": show_single_customers, "around": show_around_event}[part](view)


def _actions(view: View) -> None:
    """Actions on causes: by stage, one closely, a new one."""
    st.caption(view.say("loop.note"))
    known = actions(view.at)
    if known:
        shown = _stages(view, known)
        with st.container(border=True):
            _list(view, shown)
        if shown:
            with st.container(border=True):
                _choose(view, shown)
    else:
        say_empty(view, "loop.none", ":material/autorenew:")
    if not lacks(view, "act"):
        _new(view)
        if known and st.button(view.say("loop.recheck"), key="loop_recheck", type="tertiary", icon=":material/restart_alt:"):
            _recheck(view)


def _recheck(view: View) -> None:
    """Sends what came back to its department; a limited reader asks for nobody else's actions."""
    insist(view, "act")
    own = {action.id for action in actions(view.at)}
    moved = reopen_recurring(open_store(view.at.settings), today=today(), who=view.at.scope.who, only=own)
    for action in moved:
        audited.action_moved(view.at, action.id, action.stage)
    ids = ", ".join(str(action.id) for action in moved)
    st.session_state["loop_said"] = (
        view.say("loop.recheck_found", n=len(moved), ids=ids) if moved else view.say("loop.recheck_none")
    )
    st.rerun()


def _stages(view: View, known: list[Action]) -> list[Action]:
    """Counts by stage to choose from; the actions of the stage chosen."""
    number = {stage: sum(action.stage == stage for action in known) for stage in STAGES}
    late = sum(overdue(action, today()) for action in known)

    def label(stage: str) -> str:
        if stage == "all":
            return f"{view.say('loop.all')} {len(known)}"
        if stage == "late":
            return view.say("loop.overdue", n=late)
        return f"{view.name('stage', stage)} {number[stage]}"

    options = ["all", *STAGES, *(["late"] if late else [])]
    chosen = st.pills(
        view.say("loop.stage"), options, default="all", format_func=label, key="loop_stage", label_visibility="collapsed"
    )
    if chosen == "late":
        return [action for action in known if overdue(action, today())]
    return [action for action in known if chosen in (None, "all", action.stage)]


def scope_words(view: View, action: Action) -> str:
    """Brand, region and the rest of an action's scope, or "everywhere"."""
    return " · ".join(value for name in DIMENSIONS if (value := getattr(action, name))) or view.say("loop.everywhere")


def _list(view: View, shown: list[Action]) -> None:
    st.subheader(view.say("loop.list"), anchor=False)
    columns: dict[str, Any] = {name: st.column_config.TextColumn(view.say(f"loop.{name}")) for name in COLUMNS}
    columns["id"] = st.column_config.NumberColumn(view.say("loop.id"), format="%d", width=45)
    columns["name"] = st.column_config.TextColumn(view.say("loop.name"), width=160)
    for name in ("due", "acted_on"):
        columns[name] = st.column_config.DateColumn(view.say(f"loop.{name}"), format="YYYY-MM-DD")
    show_grid(
        pd.DataFrame([_row(view, action) for action in shown], columns=COLUMNS),
        wrap=True,
        column_config=columns,
        key="loop_list",
        box="loop_one",
        rows=[action.id for action in shown],
        alt=view.say("loop.alt"),
    )


def _row(view: View, action: Action) -> dict[str, Any]:
    return {
        "id": action.id,
        "name": action.title,
        "stage": " · ".join([view.name("stage", action.stage), *([view.say("loop.late")] if overdue(action, today()) else [])]),
        "cause": cause_name(action.cause, view.lang) if action.cause else None,
        "scope": scope_words(view, action),
        "department": action.department,
        "owner": action.owner or (view.say("loop.no_owner") if action.department else None),
        "due": action.due,
        "acted_on": action.acted_on,
        "effect": view.name("verdict_short", action.effect["verdict"]) if action.effect else None,
    }


@st.fragment
def _choose(view: View, shown: list[Action]) -> None:
    known = {action.id: action for action in shown}
    number = st.selectbox(
        view.say("loop.choose"), list(known), format_func=lambda one: f"{one} · {known[one].title}", key="loop_one"
    )
    show_action(view, known[number])


def _new(view: View) -> None:
    with st.expander(view.say("loop.new"), icon=":material/add:"), st.form("loop_new", border=False, clear_on_submit=True):
        title = st.text_input(view.say("loop.name"), max_chars=80)
        left, right = st.columns(2)
        cause = left.selectbox(
            view.say("loop.cause"),
            [None, *codeframe().by_id],
            format_func=lambda one: cause_name(one, view.lang) if one else view.say("loop.unknown"),
        )
        department = right.selectbox(
            view.say("loop.department"), [None, *offered(view.at, "department")], format_func=_or_missing(view)
        )
        places = dict(zip(DIMENSIONS, st.columns(len(DIMENSIONS)), strict=True))
        scope: dict[str, Any] = {
            name: column.selectbox(_dimension_words(view, name), [None, *offered(view.at, name)], format_func=_or_missing(view))
            for name, column in places.items()
        }
        left, middle, right = st.columns(3)
        owner = left.text_input(view.say("loop.owner"), max_chars=40)
        due = middle.date_input(view.say("loop.due"), None, format="YYYY-MM-DD")
        who = right.text_input(view.say("loop.who"), max_chars=40)
        if st.form_submit_button(view.say("loop.create"), type="primary"):
            wanted = Action(title, cause=cause, department=department, owner=owner or None, due=due, **scope)
            _create(view, wanted, who)


def _dimension_words(view: View, name: str) -> str:
    return view.say("loop.store") if name == "store" else view.say(f"filter.{name}")


def _or_missing(view: View) -> Any:
    return lambda one: one or numbers.MISSING


def _create(view: View, wanted: Action, who: str) -> None:
    scope = view.at.scope
    if lacks(view, "act"):
        return
    if not scope.holds(brand=wanted.brand, region=wanted.region, department=wanted.department):
        limits = (("brand", scope.brands), ("region", scope.regions), ("department", scope.departments))
        missing = [name for name, names in limits if names is not None and getattr(wanted, name) not in names]
        named = [view.say("loop.department") if name == "department" else _dimension_words(view, name) for name in missing]
        st.error(
            view.say("access.outside", what="、".join(named) if view.lang == "zh" else ", ".join(named)), icon=":material/lock:"
        )
        return
    try:
        made = open_action(open_store(view.at.settings), replace(wanted), today=today(), who=who)
    except VocError as error:
        st.error(plain(error.said(view.lang)), icon=":material/error:")
        return
    audited.action_moved(view.at, made.id, made.stage, new=True)
    st.session_state["loop_said"] = view.say("loop.created", id=made.id)
    st.rerun()

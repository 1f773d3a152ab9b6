"""The labelling tab of the verbatims page: one verbatim after the other, what the model is least sure of and a random share."""

from __future__ import annotations

import streamlit as st

from voc.dashboard import audited
from voc.dashboard.empty import say_empty
from voc.dashboard.numbers import count
from voc.dashboard.reads.base import open_store, reader
from voc.dashboard.reads.causes import cause_name
from voc.dashboard.reads.verbatims import Pick
from voc.dashboard.rights import insist, lacks
from voc.dashboard.view import View
from voc.jobs.labelling import Asked, choices, give, progress, queue
from voc.survey.intervals import quality, wilson

TASKS = ("sentiment", "causes")
AHEAD = 5
_BEFORE = "label_before"


@st.fragment
def show(view: View) -> None:
    """The next verbatim with its buttons, how far the labelling is, and a way to take the last label back."""
    if lacks(view, "verbatims") or lacks(view, "act"):
        return
    store = open_store(view.at.settings)
    task: str = st.segmented_control(
        view.say("labelling.task"),
        TASKS,
        default=TASKS[0],
        required=True,
        format_func=lambda one: view.say(f"labelling.{one}"),
        key="label_task",
    )
    asked = queue(store, reader(view.at), task, AHEAD)
    if not asked:
        say_empty(view, "labelling.none", ":material/done_all:")
        return
    one = asked[0]
    audited.seen(view, "labelling", Pick(ids=(one.verbatim_id,)), [one.verbatim_id], 1)
    with st.container(border=True):
        st.caption(view.say(f"labelling.{one.drawn}"))
        st.text(one.text)
        _buttons(view, task, one)
    with st.container(horizontal=True, vertical_alignment="center"):
        if _BEFORE in st.session_state:
            st.button(
                view.say("labelling.undo"), icon=":material/undo:", type="tertiary", on_click=_undo, args=(view,), key="label_undo"
            )
        st.caption(_progress(view, task), width="stretch")


def _buttons(view: View, task: str, one: Asked) -> None:
    if task == "sentiment":
        with st.container(horizontal=True):
            for name in choices(task):
                st.button(view.name("label", name), key=f"label_{name}", on_click=_given, args=(view, task, one, name))
        return
    value = st.selectbox(
        view.say("verbatims.cause"),
        choices(task),
        index=None,
        format_func=lambda code: cause_name(code, view.lang),
        key=f"label_{one.verbatim_id}",
    )
    st.button(view.say("labelling.save"), key="label_save", disabled=value is None, on_click=_given, args=(view, task, one, value))


def _given(view: View, task: str, one: Asked, value: str) -> None:
    insist(view, "verbatims", "act")
    give(open_store(view.at.settings), task, one, value, view.at.scope.who or None)
    st.session_state[_BEFORE] = (task, one)


def _undo(view: View) -> None:
    insist(view, "verbatims", "act")
    task, one = st.session_state.pop(_BEFORE)
    give(open_store(view.at.settings), task, one, "", view.at.scope.who or None)


def _progress(view: View, task: str) -> str:
    """How many labels there are; from the random share alone, how often the model was right, with its interval."""
    so_far = progress(open_store(view.at.settings), task)
    said = view.say("labelling.progress", n=count(so_far["given"], view.lang), audited=count(so_far["audited"], view.lang))
    found = wilson(so_far["right"], so_far["audited"])
    if quality(found) == "suppressed" or found.value is None or found.low is None or found.high is None:
        return said + view.say("labelling.few")
    return said + view.say("labelling.right", share=f"{found.value:.0%}", low=f"{found.low:.0%}", high=f"{found.high:.0%}")

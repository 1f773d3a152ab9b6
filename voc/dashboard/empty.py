"""Empty states: each says what to do."""

from __future__ import annotations

import streamlit as st

from voc.dashboard.reads.frame import health
from voc.dashboard.reads.overview import answered
from voc.dashboard.reads.verbatims import Pick, number_of
from voc.dashboard.view import View


def say_empty(view: View, key: str, icon: str = ":material/inbox:") -> None:
    """Two lines: what is missing, what to do."""
    st.info(f"**{view.say(key)}**  \n{view.say(f'{key}_do')}", icon=icon)


def page_to(name: str, label: str, icon: str) -> None:
    """A link to another page, where the reader may open it."""
    page = st.session_state.get("pages", {}).get(name)
    if page is not None:
        st.page_link(page, label=label, icon=icon)


def nothing_to_show(view: View) -> bool:
    """Says why there is nothing to show and what to do, or says nothing and returns False."""
    state = health(view.at)
    if not state.verbatims and not state.respondents:
        say_empty(view, "empty.store")
        page_to("upload", view.say("empty.to_upload"), ":material/upload_file:")
    elif not (number := number_of(view.at, Pick())) and not answered(view.at):
        say_empty(view, "empty.filters", ":material/search_off:")
    elif view.at.scope.small and (0 < number < view.at.scope.small or 0 < answered(view.at) < view.at.scope.small):
        say_empty(view, "access.few", ":material/groups:")
    elif state.verbatims and state.unscored == state.verbatims:
        say_empty(view, "empty.unscored", ":material/hourglass_empty:")
        return False
    else:
        return False
    return True

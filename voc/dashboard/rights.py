"""What the reader's role may not do is said where it would stand; asked again by every part of a page that runs alone."""

from __future__ import annotations

import streamlit as st

from voc.dashboard.login import still_open
from voc.dashboard.view import View


def insist(view: View, *rights: str) -> None:
    """PermissionError where a right is missing or the login has ended: for what a button does when it is clicked, maybe long after."""
    if not still_open() or not all(view.at.scope.may(right) for right in rights):
        raise PermissionError("the login has ended, or lacks the right to " + ", ".join(rights))


def lacks(view: View, right: str) -> bool:
    """Says so and returns True where the role has no such right or the login has ended; else says nothing and returns False."""
    if not still_open():
        st.info(f"**{view.say('access.old')}**  \n{view.say('access.again_do')}", icon=":material/lock:")
        return True
    if view.at.scope.may(right):
        return False
    st.caption(f":material/lock: {view.say(f'access.{right}')}")
    return True

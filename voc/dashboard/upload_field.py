"""The one field that takes a file: it asks for the right first. Streamlit's server takes files for any session that is open, logged in or not:

here for those that were shown a field.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from voc.dashboard.login import while_open
from voc.dashboard.rights import lacks

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile

    from voc.dashboard.view import View

_MOST = 10_000
_shown: OrderedDict[str, Callable[[], bool]] = OrderedDict()


def upload_field(view: View, right: str, label: str, kinds: list[str], *, key: str, **more: Any) -> UploadedFile | None:
    """`st.file_uploader` for one file, for who has the right; from now on the server takes files of this session.

    Who has not is told so, sees no field, and the server takes no file of the session any more.
    """
    running = get_script_run_ctx()
    if lacks(view, right):
        if running is not None:
            _shown.pop(running.session_id, None)
        return None
    if running is not None:
        _shown[running.session_id] = while_open(lambda: True)
        _shown.move_to_end(running.session_id)
        while len(_shown) > _MOST:
            _shown.popitem(last=False)
    given: UploadedFile | None = st.file_uploader(label, kinds, key=key, **more)
    return given


def may_upload(session: str) -> bool:
    """Whether a session was shown a field for a file, under a login that still holds."""
    try:
        return session in _shown and _shown[session]()
    except PermissionError:
        return False


__all__ = ["may_upload", "upload_field"]

"""Changing the codeframe on the page: what a file or a topic would change is shown first, then put in force, and the last change taken back."""

from __future__ import annotations

import hashlib
import tempfile
from pathlib import Path

import pandas as pd
import streamlit as st

from voc.causes.codeframe import Codeframe, load_codeframe
from voc.dashboard.grid import show_grid
from voc.dashboard.numbers import count
from voc.dashboard.plain import plain
from voc.dashboard.reads.base import open_store
from voc.dashboard.reads.causes import cause_name
from voc.dashboard.rights import insist, lacks
from voc.dashboard.upload_field import upload_field
from voc.dashboard.view import View
from voc.errors import InputError, VocError
from voc.jobs.codeframes import FILE, Difference, apply, compare, in_force, undo
from voc.store.models import SHIPPED

_SAID = "cf_edit_said"
_SHOWN = "cf_difference"


def show_editing(view: View) -> None:
    """A file given here, and the last change to be taken back; for those who may change settings."""
    with st.container(border=True):
        st.subheader(view.say("codeframe.edit"), anchor=False)
        if lacks(view, "settings"):
            return
        say_done()
        given = upload_field(
            view, "settings", view.say("codeframe.edit_file"), ["toml"], key="cf_edit_file", help=view.say("codeframe.edit_help")
        )
        if given is not None:
            offer(view, _text(view, given.getvalue()), note=given.name, key="file")
        _undo(view)


def say_done() -> None:
    """What the last change on this page came to, once."""
    if _SAID in st.session_state:
        st.success(st.session_state.pop(_SAID), icon=":material/check_circle:")


def offer(view: View, text: str | None, *, note: str, key: str) -> None:
    """What the codeframe in `text` would change here, and the button that puts it in force. Mistakes of the file are said, each with its line."""
    if text is None:
        return
    try:
        found, frame = _difference(view, text)
    except VocError as error:
        st.error(plain(error.said(view.lang)), icon=":material/error:")
        return
    if found.before == found.after:
        st.info(view.say("codeframe.edit_same"), icon=":material/check:")
        return
    _told(view, found, frame)
    st.button(
        view.say("codeframe.edit_apply"),
        type="primary",
        icon=":material/published_with_changes:",
        key=f"cf_apply_{key}",
        on_click=_apply,
        args=(view, text, note),
    )


def _text(view: View, content: bytes) -> str | None:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        st.error(view.say("codeframe.edit_utf8"), icon=":material/error:")
        return None


def _difference(view: View, text: str) -> tuple[Difference, Codeframe]:
    """What the file changes, and its codeframe. Once for a file, the codeframe in force and the data shown: two runs of the coder over 20,000 verbatims take seconds."""
    store = open_store(view.at.settings)
    asked = (hashlib.sha256(text.encode()).hexdigest(), in_force(store), view.at.publication, str(view.at.scope))
    if st.session_state.get(_SHOWN, (None,))[0] != asked:
        with st.spinner(view.say("codeframe.edit_comparing")), tempfile.TemporaryDirectory() as folder:
            path = _written(Path(folder), text)
            st.session_state[_SHOWN] = (asked, compare(store, path, view.at.scope), load_codeframe(path))
    found: tuple[Difference, Codeframe] = st.session_state[_SHOWN][1:]
    return found


def _told(view: View, found: Difference, frame: Codeframe) -> None:
    share = f"{found.changed / found.base:.1%}" if found.base else "—"
    said = {"changed": count(found.changed, view.lang), "base": count(found.base, view.lang), "share": share}
    st.markdown(view.say("codeframe.edit_changes", **said))
    for name, codes in (("added", found.added), ("gone", found.gone)):
        if codes:
            told = "、".join(f"{_named(view, code, frame)} ({code})" for code in codes)
            st.text(view.say(f"codeframe.edit_{name}", codes=told))
    if found.left_out:
        st.text(view.say("codeframe.edit_left_out", settings="; ".join(found.left_out)))
    if not found.moves:
        return
    shows = view.at.scope.may("verbatims")
    rows = [
        {
            "before": _named(view, move.before, frame),
            "after": _named(view, move.after, frame),
            "n": move.verbatims,
            **({"sample": move.samples[0][1]} if shows and move.samples else {}),
        }
        for move in found.moves
    ]
    names = {"before": "edit_before", "after": "edit_after", "n": "edit_n", "sample": "edit_sample"}
    table = pd.DataFrame(rows).rename(columns={key: view.say(f"codeframe.{word}") for key, word in names.items()})
    show_grid(table, key="cf_moves")


def _named(view: View, code: str | None, frame: Codeframe) -> str:
    """The name of a code, as the new codeframe has it where it is there."""
    if code is None:
        return view.say("codeframe.edit_none")
    return frame.by_id[code].name(view.lang) if code in frame.by_id else cause_name(code, view.lang)


def _written(folder: Path, text: str) -> Path:
    path = folder / FILE
    path.write_text(text, encoding="utf-8")
    return path


def _apply(view: View, text: str, note: str) -> None:
    """Puts it in force as a new version; the ledger's audit log says who and when."""
    insist(view, "settings")
    with tempfile.TemporaryDirectory() as folder:
        model, found = apply(open_store(view.at.settings), _written(Path(folder), text), note=note, who=view.at.scope.who)
    st.session_state[_SAID] = view.say("codeframe.edit_done", version=model.version, changed=count(found.changed, view.lang))


def _undo(view: View) -> None:
    current = in_force(open_store(view.at.settings))
    if current == SHIPPED:
        return
    st.button(
        view.say("codeframe.edit_undo"),
        icon=":material/undo:",
        key="cf_undo",
        on_click=_back,
        args=(view,),
        help=view.say("codeframe.edit_undo_help", version=current),
    )


def _back(view: View) -> None:
    insist(view, "settings")
    try:
        was, now = undo(open_store(view.at.settings), view.at.scope.who)
    except InputError as error:  # taken back elsewhere meanwhile
        st.session_state[_SAID] = error.said(view.lang)
        return
    told = view.say("codeframe.edit_shipped") if now == SHIPPED else now
    st.session_state[_SAID] = view.say("codeframe.edit_undone", was=was, now=told)

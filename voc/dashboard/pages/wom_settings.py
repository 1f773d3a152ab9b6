"""The settings that the word-of-mouth index needs, as visible choices: kept from page to page, nothing assumed in silence."""

from __future__ import annotations

from typing import cast, get_args

import streamlit as st

from voc.dashboard.view import View
from voc.dashboard.words import WORDS
from voc.risk.word_of_mouth import AmplificationBase, LeaveBase


def asked(view: View, key: str, options: tuple[str, ...], default: str) -> str:
    """One of `options`; the same setting on every page that asks for it."""
    helped = f"wom.{key}_help"
    return st.segmented_control(
        view.say(f"wom.{key}"),
        options,
        default=default,
        required=True,
        format_func=lambda one: view.name(key, one),
        help=view.say(helped) if helped in WORDS else None,
        key=f"wom_{key}",
        persist_state="session",
    )


def asked_bases(view: View) -> tuple[AmplificationBase, LeaveBase]:
    """Of whom the share who tell many is, and of whom the share who leave."""
    amplification = asked(view, "amplification", get_args(AmplificationBase), "complainers")
    leave = asked(view, "leave", get_args(LeaveBase), "both")
    return cast(AmplificationBase, amplification), cast(LeaveBase, leave)

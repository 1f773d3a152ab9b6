"""The head of a block: its title on the left, what can be chosen on the right, one choice always made."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

import streamlit as st

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

T = TypeVar("T")


def headed(title: str, controls: int = 1) -> list[DeltaGenerator]:
    """Draws the title; the places beside it for as many controls."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader(title, anchor=False, width="stretch")
        return [st.container(width="content") for _ in range(controls)]


def choose(place: DeltaGenerator, label: str, options: Sequence[T], worded: Callable[[T], str], key: str) -> T:
    """One of a few options as buttons side by side, the first to begin with; the label is read aloud only."""
    return place.segmented_control(
        label, options, default=options[0], required=True, format_func=worded, key=key, label_visibility="collapsed"
    )

"""Tables of figures, one look for all: no row numbers, a dash where nothing is known, shares with one digit after the point."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import Any, Final

import pandas as pd
import streamlit as st

from voc.dashboard.numbers import MISSING

SKIP: Final = object()
"""Stands for a row that the box does not offer."""
TALL: Final = 66
"""Pixels of a row of three lines; Streamlit breaks lines in rows of more than 64 only, and only where a column has a width."""
FLAT: Final = 36
"""Pixels of a row of one line."""
_HAN, _LATIN, _PADDING = 14.0, 7.6, 16
"""Pixels of a Chinese character, of a Latin one (most are narrower), and of a cell's two edges."""
HEAD: Final = 38
"""Pixels of the line of titles with the frame."""


def show_grid(
    frame: Any,
    *,
    column_config: Mapping[str, Any] = MappingProxyType({}),
    box: str | None = None,
    rows: Sequence[object] = (),
    tallest: int = 520,
    wrap: bool = False,
    **options: Any,
) -> Any:
    """Draws `frame` as `st.dataframe` does and returns what it returns; columns of the format "percent" hold shares of 1.

    A row that is chosen sets the select box of the key `box`, drawn below, to its value in `rows`. The table is as tall as its rows, up
    to `tallest` pixels; `wrap` is for long texts: three lines of them are shown in columns that have a width, the whole by a click.
    """
    row = TALL if wrap else FLAT
    options = {"row_height": row, "height": min(tallest, HEAD + row * max(1, len(frame))), **options}
    if box is not None:
        options |= {"on_select": lambda: choose(options["key"], box, rows), "selection_mode": "single-row"}
    shares = [name for name, one in column_config.items() if _format(one) == "percent" and name in frame]
    if shares:
        # Streamlit's own percent writes 7 %, 7.2 % and 7.25 % in one column.
        frame = frame.assign(**{name: 100 * pd.to_numeric(frame[name]) for name in shares})
        column_config = {name: _tenths(one) if name in shares else one for name, one in column_config.items()}
    if wrap and len(frame):
        widths = {
            name: one["width"]
            for name, one in column_config.items()
            if name in frame and isinstance(one, Mapping) and isinstance(one.get("width"), int)
        }
        shorten = {name: partial(three_lines, width=width) for name, width in widths.items() if frame[name].dtype.kind == "O"}
        frame = frame.style.format(shorten)
    return st.dataframe(frame, column_config=column_config, **{"hide_index": True, "placeholder": MISSING, **options})


def hidden(column: Any) -> dict[str, Any]:
    """A column that is not shown before the reader asks for it in the table's own menu."""
    return {**column, "hidden": True}


def three_lines(text: object, width: int) -> str:
    """What of a text fits three lines of a column so wide; texts in Chinese are broken anywhere, not at their few spaces."""
    if not isinstance(text, str):
        return MISSING
    room, wide = 3.0 * (width - _PADDING) - 2 * _HAN, sum(char > "\u2e80" for char in text)
    shown = " ".join(text.split("\n"))
    if 3 * wide > len(text):
        shown = shown.replace(" ", "\u00a0")
    for place, char in enumerate(shown):
        room -= _HAN if char > "\u2e80" else _LATIN
        if room < 0:
            return f"{shown[:place]}…"
    return shown


def choose(key: str, box: str, rows: Sequence[object]) -> None:
    """Sets `box` to the value of the row chosen in the table `key`."""
    for place in st.session_state[key]["selection"]["rows"]:
        if place < len(rows) and rows[place] is not SKIP:
            st.session_state[box] = rows[place]


def _format(column: Any) -> object:
    return (column.get("type_config") or {}).get("format") if isinstance(column, Mapping) else None


def _tenths(column: Mapping[str, Any]) -> dict[str, Any]:
    return {**column, "type_config": {**column["type_config"], "format": "%.1f%%"}}

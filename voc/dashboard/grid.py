"""Tables of figures, one look for all: no row numbers, a dash where nothing is known, shares with one digit after the point."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

import pandas as pd
import streamlit as st

from voc.dashboard.numbers import MISSING

SKIP: Final = object()
"""Stands for a row that the box does not offer."""


def show_grid(
    frame: Any,
    *,
    column_config: Mapping[str, Any] = MappingProxyType({}),
    box: str | None = None,
    rows: Sequence[object] = (),
    **options: Any,
) -> Any:
    """Draws `frame` as `st.dataframe` does and returns what it returns; columns of the format "percent" hold shares of 1.

    A row that is chosen sets the select box of the key `box`, drawn below, to its value in `rows`.
    """
    if box is not None:
        options |= {"on_select": lambda: choose(options["key"], box, rows), "selection_mode": "single-row"}
    shares = [name for name, one in column_config.items() if _format(one) == "percent" and name in frame]
    if shares:
        # Streamlit's own percent writes 7 %, 7.2 % and 7.25 % in one column.
        frame = frame.assign(**{name: 100 * pd.to_numeric(frame[name]) for name in shares})
        column_config = {name: _tenths(one) if name in shares else one for name, one in column_config.items()}
    return st.dataframe(frame, column_config=column_config, **{"hide_index": True, "placeholder": MISSING, **options})


def choose(key: str, box: str, rows: Sequence[object]) -> None:
    """Sets `box` to the value of the row chosen in the table `key`."""
    for place in st.session_state[key]["selection"]["rows"]:
        if place < len(rows) and rows[place] is not SKIP:
            st.session_state[box] = rows[place]


def _format(column: Any) -> object:
    return (column.get("type_config") or {}).get("format") if isinstance(column, Mapping) else None


def _tenths(column: Mapping[str, Any]) -> dict[str, Any]:
    return {**column, "type_config": {**column["type_config"], "format": "%.1f%%"}}

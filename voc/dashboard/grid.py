"""Tables of figures, one look for all: no row numbers, a dash where nothing is known, shares with one digit after the point."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from voc.dashboard.numbers import MISSING


def show_grid(frame: Any, *, column_config: Mapping[str, Any], **options: Any) -> Any:
    """Draws `frame` as `st.dataframe` does and returns what it returns; columns of the format "percent" hold shares of 1."""
    shares = [name for name, one in column_config.items() if _format(one) == "percent" and name in frame]
    if shares:
        # Streamlit's own percent writes 7 %, 7.2 % and 7.25 % in one column.
        frame = frame.assign(**{name: 100 * pd.to_numeric(frame[name]) for name in shares})
        column_config = {name: _tenths(one) if name in shares else one for name, one in column_config.items()}
    return st.dataframe(frame, column_config=column_config, **{"hide_index": True, "placeholder": MISSING, **options})


def _format(column: Any) -> object:
    return (column.get("type_config") or {}).get("format") if isinstance(column, Mapping) else None


def _tenths(column: Mapping[str, Any]) -> dict[str, Any]:
    return {**column, "type_config": {**column["type_config"], "format": "%.1f%%"}}

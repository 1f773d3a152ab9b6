"""Shares in tables: one digit after the point in every row, missing ones left missing, other columns as they are."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest


def _script() -> None:
    import pandas as pd
    import streamlit as st

    from voc.dashboard.grid import show_grid

    number = st.column_config.NumberColumn
    columns = {
        "name": st.column_config.TextColumn("name"),
        "share": number("share", format="percent"),
        "n": number("n", format="localized"),
    }
    frame = pd.DataFrame([("a", 0.0725, 1200), ("b", None, 3)], columns=list(columns))
    show_grid(frame, column_config=columns, key="grid", alt="grid")
    st.session_state["given"] = frame["share"].tolist()


def test_shares_are_shown_in_hundredths_with_one_digit() -> None:
    app = AppTest.from_function(_script).run()
    assert not app.exception
    shown = app.dataframe[0]
    assert shown.value["share"].tolist()[0] == pytest.approx(7.25)
    assert shown.value["share"].isna().tolist() == [False, True]
    assert shown.value["n"].tolist() == [1200, 3]
    assert '"format": "%.1f%%"' in shown.proto.columns
    assert '"format": "localized"' in shown.proto.columns
    assert app.session_state["given"][0] == 0.0725  # what was given is not changed

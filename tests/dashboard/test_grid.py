"""Shares in tables: one digit after the point in every row, missing ones left missing, other columns as they are."""

from __future__ import annotations

import json

import pytest
from streamlit.testing.v1 import AppTest

from voc.dashboard import grid


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


def _box() -> None:
    import pandas as pd
    import streamlit as st

    from voc.dashboard.grid import SKIP, show_grid

    show_grid(pd.DataFrame({"a": ["all", "x", "y"]}), column_config={}, key="list", box="box", rows=[SKIP, "x", "y"], alt="list")
    st.selectbox("which", ["x", "y"], key="box")


@pytest.mark.parametrize(("rows", "chosen"), [([2], "y"), ([0], "before"), ([], "before"), ([7], "before")])
def test_a_chosen_row_sets_the_box_below(rows: list[int], chosen: str, monkeypatch: pytest.MonkeyPatch) -> None:
    state = {"list": {"selection": {"rows": rows}}, "box": "before"}
    monkeypatch.setattr(grid.st, "session_state", state)
    grid.choose("list", "box", [grid.SKIP, "x", "y"])
    assert state["box"] == chosen


def test_a_list_with_a_box_lets_one_row_be_chosen() -> None:
    app = AppTest.from_function(_box).run()
    assert not app.exception
    assert app.selectbox(key="box").value == "x"
    assert list(app.dataframe[0].proto.selection_mode) == [0]


HAN, LATIN, EDGES = 14, 7.6, 16


@pytest.mark.parametrize(
    "text", ["网络又断了，打电话也没人管，" * 9, "the line is dead again and nobody answers " * 6, "5G 好", "", "a\nb"]
)
@pytest.mark.parametrize("width", [92, 200, 340])
def test_three_lines_of_a_text_fit_their_column(text: str, width: int) -> None:
    shown = grid.three_lines(text, width)
    assert sum(HAN if char > "\u2e80" else LATIN for char in shown.rstrip("…")) <= 3 * (width - EDGES)
    plain = shown.replace("\u00a0", " ")
    assert text.replace("\n", " ").startswith(plain.removesuffix("…"))
    assert plain.endswith("…") == (len(plain.removesuffix("…")) < len(text))
    assert "\n" not in shown


def test_what_is_missing_is_a_dash_in_tall_rows_too() -> None:
    assert grid.three_lines(None, 200) == "—"


def _tall() -> None:
    import pandas as pd
    import streamlit as st

    from voc.dashboard.grid import hidden, show_grid

    columns = {"text": st.column_config.TextColumn("text", width=100), "more": hidden(st.column_config.TextColumn("else"))}
    show_grid(
        pd.DataFrame({"text": ["长" * 300, None], "more": ["x", "y"]}),
        column_config=columns,
        wrap=True,
        tallest=90,
        key="tall",
        alt="tall",
    )


def test_long_texts_are_shortened_to_look_at_only() -> None:
    app = AppTest.from_function(_tall).run()
    assert not app.exception
    assert app.dataframe[0].value["text"][0] == "长" * 300  # what a click on the cell shows
    assert app.dataframe[0].proto.row_height == grid.TALL
    more = json.loads(app.dataframe[0].proto.columns)["more"]
    assert (more["hidden"], more["label"]) == (True, "else")

"""Handling of complaints by cause, department, team, kind of staff, region and store: a line each, every figure with interval and base."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from voc.dashboard import numbers
from voc.dashboard.filters import UNNAMED
from voc.dashboard.grid import show_grid
from voc.dashboard.heading import choose, headed
from voc.dashboard.pages.figures import figured, shared
from voc.dashboard.pages.service_cards import picked
from voc.dashboard.reads import service_cases, service_quality
from voc.dashboard.reads.causes import cause_name
from voc.dashboard.reads.service_quality import BYS, WHICH, By, Row, Which
from voc.dashboard.table import show_verbatims
from voc.dashboard.view import View

COLUMNS = {
    "outcome": ("response", "resolution", "promise", "reopened", "repeated"),
    "way": ("once", "steps", "kept", "after", "recovered", "eliminated"),
}
"""Figures that are shown side by side: all at once would be wider than the page."""


def _group(view: View, by: By, group: str | None) -> str:
    if by == "cause":
        return cause_name(group, view.lang)
    if by == "staff" and group in ("own", "outsourced"):
        return view.say(f"service_quality.{group}")
    return view.name("", group)


@st.fragment
def show_handling(view: View) -> None:
    """The table with its drawer; each line of what is chosen on the right."""
    with st.container(border=True):
        (right,) = headed(view.say("service_quality.table"))
        by = choose(right, view.say("service_quality.by"), BYS, lambda one: view.say(f"service_quality.by_{one}"), key="service_by")
        seen = choose(
            st.container(),
            view.say("service_quality.columns"),
            tuple(COLUMNS),
            lambda one: view.say(f"service_quality.columns_{one}"),
            "service_columns",
        )
        rows = service_quality.table(view.at, by)
        show_grid(
            _worded(view, by, rows, COLUMNS[seen]),
            tallest=460,
            key="service_table",
            column_config={"0": st.column_config.TextColumn(view.say(f"service_quality.by_{by}"), pinned=True, width=120)},
            alt=view.say("service_quality.table_alt"),
        )
        st.caption("  \n".join((view.say("service_quality.table_note"), _recovery_note(view))))
        if st.button(view.say("table.open"), key="open_service_table", type="tertiary", icon=":material/format_quote:"):
            _table_verbatims(view, by, rows)


def _recovery_note(view: View) -> str:
    held, assumed = service_quality.control(service_cases.at_all(view.at))
    if held is None:
        return view.say("service_quality.recovered_none")
    said = view.say("service_quality.recovered_note")
    return f"{said} {view.say('service_quality.recovered_assumed')}" if assumed else said


def _worded(view: View, by: By, rows: list[Row], columns: Sequence[str]) -> pd.DataFrame:
    """The table as the reader reads it; the first column is named 0 so that it can be pinned in either language."""
    return pd.DataFrame([{"0": _group(view, by, row.group), **_cells(view, row, columns)} for row in rows])


def _cells(view: View, row: Row, columns: Sequence[str]) -> dict[str, object]:
    found = row.figures
    hours = {name: figured(view, one) for name, one in (("response", found.response), ("resolution", found.resolution))}
    shares = {
        "promise": found.promise.share,
        "reopened": found.reopened,
        "repeated": found.repeated,
        "once": found.resolved_first,
        "kept": found.kept,
    }
    means = {"steps": found.steps, "after": found.after, "recovered": found.recovered}
    written = hours | {name: shared(view, one) for name, one in shares.items()}
    written |= {name: figured(view, one, 2) for name, one in means.items()}
    written["eliminated"] = figured(view, row.eliminated, 0, 100.0, "%") if row.eliminated else numbers.MISSING
    return {view.say("service_quality.c_cases"): found.cases} | {
        view.say(f"service_quality.c_{name}"): written[name] for name in columns
    }


def _table_verbatims(view: View, by: By, rows: list[Row]) -> None:
    """A drawer with one cell of the table to choose: its line, and what its column counts."""
    groups = [UNNAMED if row.group is None else row.group for row in rows]

    @st.dialog(f"{view.say('service_quality.table')} · {view.say('table.title')}", width="large")
    def drawer() -> None:
        left, right = st.columns(2)
        group: str | None = left.selectbox(
            view.say(f"service_quality.by_{by}"),
            [None, *groups],
            format_func=lambda one: view.say("service_quality.every") if one is None else _group(view, by, one or None),
            key="service_group",
        )
        which: Which = right.selectbox(
            view.say("service_quality.which"),
            WHICH,
            format_func=lambda one: view.say(f"service_quality.w_{one}"),
            key="service_which",
        )
        cases = service_quality.chosen(view.at, None if group is None else by, group or None, which)
        show_verbatims(view, picked(cases), "service")

    drawer()

"""Service quality: eight cards, then handling, funnels, ways, trend and overdue cases; the scorecard; or calls."""

from __future__ import annotations

import streamlit as st

from voc.dashboard.cards import show_cards
from voc.dashboard.empty import nothing_to_show, say_empty
from voc.dashboard.grid import show_grid
from voc.dashboard.pages.scorecard import show_scorecard
from voc.dashboard.pages.service_calls import show_answers, show_calls, show_good, show_repeaters
from voc.dashboard.pages.service_cards import picked, service_cards
from voc.dashboard.pages.service_handling import show_handling
from voc.dashboard.pages.service_moving import show_moving
from voc.dashboard.pages.service_teams import show_teams
from voc.dashboard.pages.service_way import show_funnel, show_noted, show_way
from voc.dashboard.reads import service_cases, service_quality
from voc.dashboard.reads.causes import cause_name
from voc.dashboard.rights import lacks
from voc.dashboard.table import show_verbatims
from voc.dashboard.view import View

OVERDUE_SHOWN = 200
PARTS = ("handling", "scorecard", "calls")


def show(view: View) -> None:
    """The page."""
    st.title(view.say("service_quality.title"), anchor=False)
    if nothing_to_show(view):
        return
    if not service_quality.handling(view.at).cases:
        say_empty(view, "service_quality.none", ":material/support_agent:")
        _calls(view)
        return
    part = st.segmented_control(
        view.say("service_quality.part"),
        PARTS,
        default=PARTS[0],
        required=True,
        format_func=lambda one: view.say(f"service_quality.part_{one}"),
        key="service_part",
        label_visibility="collapsed",
    )
    if part == "scorecard":
        show_scorecard(view)
        return
    if part == "calls":
        _calls(view)
        return
    st.caption(view.say("service_quality.as_of", time=_moment(view)))
    cards = service_cards(view)
    show_cards(view, cards[:4])
    show_cards(view, cards[4:], "more_cards")
    show_handling(view)
    show_funnel(view)
    show_way(view)
    show_noted(view)
    show_moving(view)
    _overdue(view)


def _calls(view: View) -> None:
    show_teams(view)
    show_calls(view)
    show_answers(view)
    show_repeaters(view)
    show_good(view)


def _moment(view: View) -> str:
    return f"{service_cases.as_of(service_cases.at_all(view.at)).astimezone(view.at.settings.zone):%Y-%m-%d %H:%M}"


@st.fragment
def _overdue(view: View) -> None:
    with st.container(border=True):
        st.subheader(view.say("service_quality.overdue"), anchor=False)
        if lacks(view, "verbatims"):
            return
        rows = service_quality.overdue(view.at)
        if not rows.num_rows:
            st.info(view.say("service_quality.overdue_none"), icon=":material/task_alt:")
            return
        shown = rows.slice(0, OVERDUE_SHOWN)
        order = ("external_id", "overdue_hours", "open_hours", "cause", "department", "team", "brand", "region", "status")
        table = shown.select(list(order)).to_pandas()
        table["cause"] = [cause_name(one, view.lang) for one in shown["cause"].to_pylist()]
        columns = {
            name: st.column_config.NumberColumn(view.say(f"service_quality.o_{name}"), format="%.1f")
            if name.endswith("hours")
            else st.column_config.TextColumn(view.say(f"service_quality.o_{name}"))
            for name in order
        }
        show_grid(
            table,
            tallest=380,
            column_config=columns,
            key="overdue_table",
            alt=view.say("service_quality.overdue_alt"),
        )
        st.caption(view.say("service_quality.overdue_note", n=f"{rows.num_rows:,}", shown=shown.num_rows, time=_moment(view)))
        if st.button(view.say("table.open"), key="open_overdue", type="tertiary", icon=":material/format_quote:"):
            _overdue_verbatims(view, tuple(rows["case_id"].to_pylist()))


def _overdue_verbatims(view: View, cases: tuple[str, ...]) -> None:
    @st.dialog(f"{view.say('service_quality.overdue')} · {view.say('table.title')}", width="large")
    def drawer() -> None:
        show_verbatims(view, picked(cases), "overdue")

    drawer()

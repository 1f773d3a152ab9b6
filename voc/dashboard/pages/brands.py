"""Brands side by side with their customers' value, migration, value by segment, contact against satisfaction, plans and promotions."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from voc.dashboard import numbers
from voc.dashboard.grid import show_grid
from voc.dashboard.pages.figures import figured
from voc.dashboard.pages.migration import show_migration
from voc.dashboard.pages.plans import show_plans
from voc.dashboard.pages.segment_value import show_segment_value
from voc.dashboard.pages.service_way import written
from voc.dashboard.reads import brands
from voc.dashboard.reads.brands import Step
from voc.dashboard.reads.surveys import Chosen, ranked, summary
from voc.dashboard.reads.verbatims import Pick
from voc.dashboard.table import open_verbatims
from voc.dashboard.view import View
from voc.survey.intervals import Estimate


def show_brands(view: View) -> None:
    """Brands, migration, competitors, value by segment, contact, plans."""
    _side(view)
    show_migration(view)
    _rivals(view)
    show_segment_value(view)
    _contact(view)
    show_plans(view)


def _rate(found: Estimate) -> str:
    """A rate with its interval; its base, customer-months, stands in the note."""
    return numbers.bounded(found.value, found.low, found.high, 2)


def _money(value: float | None) -> str:
    return numbers.MISSING if value is None else f"{value:,.0f}"


def _side(view: View) -> None:
    with st.container(border=True):
        st.subheader(view.say("brands.side"), anchor=False)
        known = brands.brands(view.at)
        if not known:
            st.info(view.say("brands.none"), icon=":material/sell:")
            return
        rows = [
            {
                view.say("brands.brand"): one.name,
                view.say("brands.satisfaction"): figured(view, one.satisfaction),
                view.say("brands.negative"): written(one.negative),
                view.say("brands.complaints"): _rate(one.complaints),
                view.say("brands.existing"): _money(one.value.existing),
                view.say("brands.potential"): _money(one.value.potential),
                view.say("brands.influence"): _money(one.value.influence),
            }
            for one in known
        ]
        named = [one.name for one in known]
        show_grid(pd.DataFrame(rows), key="brands_side", box="brand_one", rows=named, alt=view.say("brands.alt"))
        st.caption(f"{view.say('table.cell')}{view.say('brands.note')}")
        name = st.selectbox(view.say("brands.brand"), named, None, key="brand_one")
        if name and st.button(view.say("table.open"), key="open_brand", type="tertiary", icon=":material/format_quote:"):
            open_verbatims(view, name, Pick(dimension="brand", value=name), "brand")


def _rivals(view: View) -> None:
    with st.container(border=True):
        st.subheader(view.say("brands.rivals"), anchor=False)
        known = brands.rivals(view.at)
        if not known:
            st.info(view.say("brands.rivals_none"), icon=":material/swap_horiz:")
            return
        rows = [
            {
                view.say("brands.rival"): one.name,
                view.say("brands.left"): _rate(one.left),
                view.say("brands.came"): _rate(one.came),
                view.say("brands.net"): f"{one.left_number - one.came_number:+,.0f}",
                view.say("brands.heard"): written(one.negative),
            }
            for one in known
        ]
        show_grid(pd.DataFrame(rows), key="brands_rivals", alt=view.say("brands.rivals"))
        st.caption(view.say("brands.rivals_note"))


def _steps(view: View, title: str, steps: list[Step], digits: int) -> None:
    st.markdown(f"**{view.say(title)}**")
    rows = [{view.say("brands.group"): one.name, view.say("brands.estimate"): figured(view, one.estimate, digits)} for one in steps]
    show_grid(pd.DataFrame(rows), key=title.replace(".", "_"), alt=view.say(title))


def _contact(view: View) -> None:
    with st.container(border=True):
        st.subheader(view.say("brands.contact"), anchor=False)
        often, long = brands.by_contacts(view.at), brands.by_length(view.at)
        left, right = st.columns(2)
        with left:
            if len(often) > 1:
                _steps(view, "brands.contacts", often, 1)
            else:
                st.info(view.say("brands.contact_none"), icon=":material/call:")
        with right:
            if long:
                _steps(view, "brands.length", long, 2)
        st.text(_weakest(view))
        st.caption(view.say("brands.contact_note"))


def _weakest(view: View) -> str:
    """The link that breaks first: of the drivers that surely take more than they give, the one whose low ratings take most."""
    customers = Chosen("customer")
    outcome = summary(view.at, customers)[1].outcome
    asymmetry = ranked(view.at, customers, outcome)[1] if outcome else {}
    sure = [
        (one.penalty, name, one)
        for name, one in asymmetry.items()
        if one.penalty is not None and one.high is not None and one.high < 0
    ]
    if not sure:
        return view.say("brands.weakest_none")
    penalty, name, one = min(sure, key=lambda link: link[0])
    return view.say(
        "brands.weakest",
        name=name,
        penalty=numbers.number(-penalty),
        low=f"{one.low_base:,}",
        reward=numbers.number(one.reward),
        top=f"{one.top_base:,}",
        value=numbers.number(one.value, 2),
        low_high=numbers.number_range(one.low, one.high, 2),
    )

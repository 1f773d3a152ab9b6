"""Existing, potential and influence value by segment: three columns that are never added up."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from voc.dashboard.grid import show_grid
from voc.dashboard.heading import choose, headed
from voc.dashboard.numbers import MISSING, bounded
from voc.dashboard.reads import segment_value
from voc.dashboard.reads.segment_value import DIMENSIONS, Dimension, Segment
from voc.dashboard.view import View
from voc.survey.intervals import Estimate, quality


@st.fragment
def show_segment_value(view: View) -> None:
    """One dimension at a time."""
    with st.container(border=True):
        (right,) = headed(view.say("segments.title"))
        by = choose(right, view.say("segments.by"), DIMENSIONS, lambda one: view.say(f"segments.{one}"), "segment_by")
        found = segment_value.by_segment(view.at, by)
        if not found:
            st.info(view.say("segments.none"), icon=":material/group:")
            return
        table = pd.DataFrame([_row(view, by, one) for one in found])
        show_grid(table, key="segment_value", alt=view.say("segments.title"))
        st.caption(view.say("segments.note", **segment_value.coefficients(view.at)))


def _row(view: View, by: Dimension, one: Segment) -> dict[str, object]:
    return {
        view.say(f"segments.{by}"): one.name,
        view.say("brands.existing"): _money(one.existing),
        view.say("brands.potential"): _money(one.potential),
        view.say("brands.influence"): _money(one.influence),
        view.say("segments.base"): f"{one.existing.base:,}{'*' if quality(one.existing) == 'low' else ''}",
    }


def _money(found: Estimate) -> str:
    if quality(found) == "suppressed" or found.value is None or found.low is None or found.high is None:
        return MISSING
    return bounded(found.value, found.low, found.high, 0)

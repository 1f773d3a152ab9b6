"""The ledger of coefficients behind the word-of-mouth index, as a table."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from voc.dashboard import numbers
from voc.dashboard.reads.risk import ledger, resolved
from voc.dashboard.view import View
from voc.risk.ledger import Coefficient
from voc.risk.word_of_mouth import NOT_MEASURED


def show_coefficients(view: View) -> None:
    """Every coefficient with value, prior, source and status; r as measured."""
    rows = [*ledger().coefficients.values(), resolved(view.at) or NOT_MEASURED]
    with st.container(border=True):
        st.subheader(view.say("wom.ledger"), anchor=False)
        st.caption(view.say("wom.ledger_note", version=ledger().version))
        names = ("name", "meaning", "value", "prior", "unit", "status", "source")
        st.dataframe(
            pd.DataFrame([_coefficient(view, one) for one in rows], columns=names),
            hide_index=True,
            placeholder=numbers.MISSING,
            key="wom_ledger",
            alt=view.say("wom.ledger_alt"),
            column_config={name: st.column_config.Column(view.say(f"wom.l_{name}")) for name in names},
        )


def _coefficient(view: View, one: Coefficient) -> dict[str, object]:
    """A row of the ledger in words; the owner's own words of a source are shown as written."""
    meaning = (one.zh if view.lang == "zh" else one.en) or view.say("wom.r_meaning")
    prior = f"{one.quantile(0.025):.3g}–{one.quantile(0.975):.3g}" if one.variance else None
    measured = one.source.removeprefix("measured: ").replace(" of ", " / ")
    return {
        "name": one.name,
        "meaning": meaning,
        "value": None if one.status == NOT_MEASURED.status else f"{one.value:.4g}",
        "prior": prior,
        "unit": view.name("unit", one.unit or "share"),
        "status": view.name("status", one.status),
        "source": view.name("said", one.source) if one.status != "measured" else measured,
    }

"""Coefficients: the ledger behind the word-of-mouth index, what changing it would do, and how far each coefficient carries the result."""

from __future__ import annotations

from typing import Any, get_args

import pandas as pd
import streamlit as st

from voc.dashboard import numbers
from voc.dashboard.empty import nothing_to_show, say_empty
from voc.dashboard.filters import Filters
from voc.dashboard.grid import show_grid
from voc.dashboard.numbers import count
from voc.dashboard.pages.coefficient_edits import show_editor, show_history, show_risk_settings
from voc.dashboard.pages.what_if import show_tornado, show_what_if
from voc.dashboard.pages.wom_settings import asked_bases
from voc.dashboard.reads.codeframe import lexicon
from voc.dashboard.reads.coefficients import BESIDE, USED, figures, rated_cases
from voc.dashboard.reads.risk import MINIMUM, customers, ledger, resolved, shares
from voc.dashboard.reads.verbatims import Pick
from voc.dashboard.table import open_verbatims
from voc.dashboard.view import View
from voc.risk.ledger import Coefficient
from voc.risk.moments import Figure, Shares
from voc.risk.word_of_mouth import NOT_MEASURED, AmplificationBase, LeaveBase

LEDGER = ("name", "meaning", "value", "prior", "unit", "used", "status", "source")
WIDTHS = {"name": 95, "meaning": 180, "value": 70, "prior": 105, "used": 150, "source": 240}


def show(view: View) -> None:
    """The page. The ledger stands there even where the store has no survey to compute with."""
    st.title(view.say("coefficients.title"), anchor=False)
    st.caption(f"{view.say('coefficients.said')}  \n{view.say('wom.unit')}")
    if not nothing_to_show(view):
        _computed(view)
    with st.container(border=True):
        st.subheader(view.say("wom.ledger"), anchor=False)
        show_ledger(view)
        show_editor(view)
        show_history(view)
    show_risk_settings(view)
    _measured(view)


def _computed(view: View) -> None:
    cell = shares(view.at, "brand")[""]
    if cell is None:
        say_empty(view, "wom.none", ":material/campaign:")
        return
    if cell.effective_base < MINIMUM:
        st.warning(view.say("wom.few", n=MINIMUM), icon=":material/rule:")
        return
    with st.container(border=True, horizontal=True, gap="medium"):
        amplification, leave = asked_bases(view)
    show_what_if(view, cell, amplification, leave)
    show_tornado(view, cell, amplification)
    _settings(view, cell, amplification, leave)


def _settings(view: View, cell: Shares, amplification: AmplificationBase, leave: LeaveBase) -> None:
    """Both required settings with the result of every choice."""
    r, book = resolved(view.at), ledger(view.at)
    with st.container(border=True):
        st.subheader(view.say("coefficients.settings"), anchor=False)
        st.caption(f"{view.say('wom.amplification_help')}{view.say('coefficients.amplification_read')}")
        rows: list[tuple[Any, ...]] = []
        for base in get_args(AmplificationBase):
            index = figures(cell, book, r, base, leave).index
            told = round(index.per_dissatisfied, 2)
            rows.append(
                (view.name("amplification", base), told, round(index.negative.mean), _full(view, index.negative), index.balance)
            )
        number = st.column_config.NumberColumn
        columns: dict[str, Any] = {
            "base": st.column_config.TextColumn(view.say("wom.amplification")),
            "told": number(view.say("coefficients.told"), format="%.2f"),
            "negative": number(view.say("wom.negative"), format="localized"),
            "full": st.column_config.TextColumn(view.say("coefficients.interval")),
            "balance": number(view.say("wom.balance"), format="%.2f"),
        }
        _table(view, rows, columns, "amplification")
        st.caption(f"{view.say('wom.leave_help')}{view.say('coefficients.leave_read')}")
        all_of = customers(view.at, "brand").get("")
        rows = []
        for group in get_args(LeaveBase):
            lost = figures(cell, book, r, amplification, group).leaving.customers
            known = None if all_of is None else count(lost.mean * all_of / 1_000, view.lang)
            rows.append((view.name("leave", group), round(lost.mean, 1), _full(view, lost, 1), known))
        columns = {
            "base": st.column_config.TextColumn(view.say("wom.leave")),
            "lost": number(view.say("coefficients.at_risk"), format="%.1f"),
            "full": st.column_config.TextColumn(view.say("coefficients.interval")),
            "known": st.column_config.TextColumn(view.say("wom.at_risk")),
        }
        _table(view, rows, columns, "leave")
        st.caption(view.say("wom.base", n=f"{cell.base:,}", effective=numbers.effective(cell.effective_base)))


def _full(view: View, figure: Figure, digits: int = 0) -> str:
    return numbers.number_range(figure.full.low, figure.full.high, digits)


def _table(view: View, rows: list[tuple[Any, ...]], columns: dict[str, Any], key: str) -> None:
    show_grid(
        pd.DataFrame(rows, columns=list(columns)),
        column_config=columns,
        key=f"co_{key}",
        alt=view.say("coefficients.settings"),
    )


def show_ledger(view: View) -> None:
    """Every coefficient with value, prior, what uses it, source and status; r as measured; the file to download."""
    rows = [*ledger(view.at).coefficients.values(), resolved(view.at) or NOT_MEASURED]
    st.caption(view.say("wom.ledger_note", version=ledger(view.at).version))
    show_grid(
        pd.DataFrame([_coefficient(view, one) for one in rows], columns=LEDGER),
        key="wom_ledger",
        alt=view.say("wom.ledger_alt"),
        wrap=True,
        tallest=600,
        column_config={name: st.column_config.Column(view.say(f"wom.l_{name}"), width=WIDTHS.get(name)) for name in LEDGER},
    )
    st.download_button(
        view.say("coefficients.download"),
        lexicon("coefficients"),
        "voc-coefficients.toml",
        "application/toml",
        key="co_download",
        on_click="ignore",
        icon=":material/download:",
        type="tertiary",
    )


def _coefficient(view: View, one: Coefficient) -> dict[str, object]:
    """A row of the ledger in words; the owner's own words of a source are shown as written."""
    meaning = (one.zh if view.lang == "zh" else one.en) or view.say("wom.r_meaning")
    prior = f"{one.quantile(0.025):.3g}–{one.quantile(0.975):.3g}" if one.variance else None
    measured = one.source.removeprefix("measured: ").replace(" of ", " / ")
    comma = "、" if view.lang == "zh" else ", "
    return {
        "name": one.name,
        "meaning": meaning,
        "value": None if one.status == NOT_MEASURED.status else f"{one.value:.4g}",
        "prior": prior,
        "unit": view.name("unit", one.unit or "share"),
        "used": comma.join(view.say(f"used.{figure}") for figure in {**USED, **BESIDE}.get(one.name, ("shown",))),
        "status": view.name("status", one.status),
        "source": view.name("said", one.source) if one.status != "measured" else measured,
    }


def _measured(view: View) -> None:
    """Where the numbers come from, and the verbatims behind those that are measured here."""
    solved = resolved(view.at)
    with st.container(border=True):
        st.subheader(view.say("coefficients.from"), anchor=False)
        said = [view.say("coefficients.literature")]
        if solved is None:
            said.append(view.say("wom.not_resolved"))
        else:
            range_said = numbers.share_range(solved.quantile(0.025), solved.quantile(0.975))
            source = solved.source.removeprefix("measured: ").replace(" of ", " / ")
            said.append(view.say("coefficients.r_measured", r=numbers.share(solved.value), low_high=range_said, source=source))
        st.caption("  \n".join(said))
        with st.container(horizontal=True):
            cases = rated_cases(view.at)
            if cases and _button(view, "cases", n=f"{len(cases):,}"):
                everything = View(view.lang, view.dark, view.with_filters(Filters()))
                open_verbatims(everything, view.say("coefficients.cases", n=f"{len(cases):,}"), Pick(cases=cases), "co_cases")
            if _button(view, "rated"):
                open_verbatims(view, view.say("coefficients.rated"), Pick(rated="csat", negative=True), "co_rated")


def _button(view: View, key: str, **values: object) -> bool:
    words = view.say(f"coefficients.{key}", **values)
    return st.button(words, key=f"co_open_{key}", type="tertiary", icon=":material/format_quote:")

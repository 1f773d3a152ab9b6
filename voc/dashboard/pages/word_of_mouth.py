"""Word of mouth: the index with both intervals, by brand and by cause, customers at risk, and every coefficient behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from voc.dashboard import charts, numbers
from voc.dashboard.empty import nothing_to_show, say_empty
from voc.dashboard.numbers import count
from voc.dashboard.pages.coefficients import show_ledger
from voc.dashboard.pages.wom_settings import asked, asked_bases
from voc.dashboard.reads.base import At, cached_figure
from voc.dashboard.reads.causes import cause_name
from voc.dashboard.reads.risk import MINIMUM, SPLITS, customers, ledger, negative_causes, resolved, shares
from voc.dashboard.reads.verbatims import UNCODED, Pick
from voc.dashboard.table import show_verbatims
from voc.dashboard.view import View
from voc.risk.attribution import UNCODED as NO_CAUSE
from voc.risk.attribution import CauseExposure, split_over_causes
from voc.risk.ledger import Coefficient
from voc.risk.moments import Figure, Shares
from voc.risk.word_of_mouth import AmplificationBase, AtRisk, Exposure, LeaveBase, at_risk, exposure

DRAWN = 12


@dataclass(frozen=True)
class Choice:
    """The settings the index needs, and the dimension it is split by."""

    amplification: AmplificationBase
    leave: LeaveBase
    by: str


def show(view: View) -> None:
    """The page."""
    st.title(view.say("word_of_mouth.title"), anchor=False)
    if nothing_to_show(view):
        return
    st.caption(view.say("wom.unit"))
    choice = _settings(view)
    cells = shares(view.at, choice.by)
    if cells[""] is None:
        say_empty(view, "wom.none", ":material/campaign:")
        _coefficients(view)
        return
    index = _index(view.at, cells[""], choice)
    if index is None:
        st.warning(view.say("wom.few", n=MINIMUM), icon=":material/rule:")
    else:
        _cards(view, choice, index)
        _cells(view, choice, cells)
        _causes(view, index)
    _coefficients(view)


def _coefficients(view: View) -> None:
    """The way to the page of the coefficients, and the ledger itself, so that each number here can be traced here."""
    page = st.session_state.get("pages", {}).get("coefficients")
    if page is not None:
        st.page_link(page, label=view.say("coefficients.link"), icon=":material/tune:")
    with st.expander(view.say("wom.ledger")):
        show_ledger(view)


def _settings(view: View) -> Choice:
    """The required settings as visible choices; nothing is assumed in silence."""
    with st.container(border=True, horizontal=True, gap="medium"):
        amplification, leave = asked_bases(view)
        by = asked(view, "by", SPLITS, SPLITS[0])
    return Choice(amplification, leave, by)


def _index(at: At, cell: Shares | None, choice: Choice) -> Exposure | None:
    """The index of a cell; None under the minimum base."""
    if cell is None or cell.effective_base < MINIMUM:
        return None
    return exposure(cell, ledger(), r=resolved(at), amplification_base=choice.amplification)


def _at_risk(at: At, cell: Shares, choice: Choice, name: str | None) -> AtRisk | None:
    number = customers(at, choice.by).get(name) if name is not None else None
    if not number:
        return None
    return at_risk(cell, ledger(), r=resolved(at), leave_base=choice.leave, customers=number)


def _cards(view: View, choice: Choice, index: Exposure) -> None:
    known = index.shares
    base = view.say("wom.base", n=f"{known.base:,}", effective=f"{known.effective_base:,.0f}")
    risk = _at_risk(view.at, known, choice, "")
    told = view.say("wom.per_dissatisfied", m=f"{index.per_dissatisfied:.2f}")
    three = {"s": numbers.share(known.satisfied), "n": numbers.share(known.neutral), "d": numbers.share(known.dissatisfied)}
    with st.container(key="wom_cards"):
        columns = st.columns(4)
    _card(columns[0], view, "negative", count(index.negative.mean, view.lang), [*_intervals(view, index.negative), base])
    _card(columns[1], view, "positive", count(index.positive.mean, view.lang), [*_intervals(view, index.positive), base])
    balance = numbers.MISSING if index.balance is None else f"{index.balance:+.2f}"
    _card(columns[2], view, "balance", balance, [view.say("wom.shares", **three), told])
    if risk is None:
        _card(columns[3], view, "at_risk", numbers.MISSING, [view.say("wom.no_customers")])
    else:
        total = view.say("wom.of_customers", n=count(customers(view.at, choice.by)[""], view.lang))
        _card(columns[3], view, "at_risk", count(risk.customers.mean, view.lang), [*_intervals(view, risk.customers), total])


def _card(column: Any, view: View, key: str, value: str, notes: list[str]) -> None:
    with column.container(border=True, height="stretch", gap="xxsmall", key=f"wom_card_{key}"):
        st.metric(view.say(f"wom.{key}"), value, help=view.say(f"wom.{key}_help"))
        st.caption("  \n".join(notes))


def _intervals(view: View, figure: Figure) -> list[str]:
    pairs = (("sampling", figure.sampling), ("full", figure.full))
    return [
        view.say(f"wom.{key}", low_high=f"{count(spread.low, view.lang)}–{count(spread.high, view.lang)}") for key, spread in pairs
    ]


def _cells(view: View, choice: Choice, cells: Mapping[str | None, Shares | None]) -> None:
    by = view.say(f"by.{choice.by}")
    with st.container(border=True):
        st.subheader(view.say("wom.cells", by=by), anchor=False)
        if any(_index(view.at, cell, choice) for name, cell in cells.items() if name != ""):
            st.plotly_chart(
                _cell_figure(view.at, choice, view.lang, view.dark),
                config=charts.CONFIG,
                key="wom_cells",
                alt=view.say("wom.cells_alt", by=by),
            )
            st.caption(view.say("wom.cells_note", n=MINIMUM))
        st.dataframe(
            pd.DataFrame([_cell_row(view, choice, name, cell) for name, cell in cells.items()]),
            hide_index=True,
            placeholder=numbers.MISSING,
            key="wom_table",
            alt=view.say("wom.table_alt"),
            column_config=_cell_columns(view, choice),
        )
        solved = resolved(view.at)
        st.caption(_resolved_line(view, solved))


def _resolved_line(view: View, solved: Coefficient | None) -> str:
    if solved is None:
        return view.say("wom.not_resolved")
    measured = solved.source.removeprefix("measured: ").replace(" of ", " / ")
    return view.say("wom.resolved", r=numbers.share(solved.value), source=view.say("wom.resolved_source", said=measured))


@cached_figure
def _cell_figure(at: At, choice: Choice, lang: str, dark: bool) -> go.Figure:
    view = View(lang, dark, at)
    found = [(name, _index(at, cell, choice)) for name, cell in shares(at, choice.by).items() if name != ""]
    drawn = [(view.name("", name), index) for name, index in found if index is not None][:DRAWN]
    return charts.bars([_bar(view, name, index.negative, index.shares.base) for name, index in drawn], dark=dark, percent=False)


def _bar(view: View, name: str, figure: Figure, base: int | None = None) -> charts.Bar:
    said = [f"{figure.mean:,.0f}", *_intervals(view, figure), *([f"{view.say('chart.base')} {base:,}"] if base else [])]
    return charts.Bar(name, figure.mean, figure.full.low, figure.full.high, "<br>".join(said))


def _cell_row(view: View, choice: Choice, name: str | None, cell: Shares | None) -> dict[str, object]:
    index = _index(view.at, cell, choice)
    row: dict[str, object] = {"cell": view.say("wom.all") if name == "" else view.name("", name), "base": cell.base if cell else 0}
    if index is None or cell is None:
        return {**row, "status": view.say("wom.insufficient")}
    risk = _at_risk(view.at, cell, choice, name)
    return {
        **row,
        "satisfied": cell.satisfied,
        "dissatisfied": cell.dissatisfied,
        "negative": round(index.negative.mean),
        "sampling": f"{index.negative.sampling.low:,.0f}–{index.negative.sampling.high:,.0f}",
        "full": f"{index.negative.full.low:,.0f}–{index.negative.full.high:,.0f}",
        "positive": round(index.positive.mean),
        "balance": index.balance,
        "at_risk": None if risk is None else round(risk.customers.mean),
        "status": view.say("wom.ok"),
    }


def _cell_columns(view: View, choice: Choice) -> dict[str, Any]:
    number = st.column_config.NumberColumn
    columns: dict[str, Any] = {"cell": st.column_config.TextColumn(view.say(f"by.{choice.by}"), pinned=True)}
    for name in ("base", "negative", "positive", "at_risk"):
        columns[name] = number(view.say(f"wom.col_{name}"), format="localized")
    for name in ("satisfied", "dissatisfied"):
        columns[name] = number(view.say(f"wom.col_{name}"), format="percent")
    columns["balance"] = number(view.say("wom.col_balance"), format="%.2f")
    for name in ("sampling", "full", "status"):
        columns[name] = st.column_config.TextColumn(view.say(f"wom.col_{name}"))
    return columns


@st.fragment
def _causes(view: View, index: Exposure) -> None:
    counts = negative_causes(view.at)
    with st.container(border=True):
        st.subheader(view.say("wom.causes"), anchor=False)
        if not counts:
            st.info(view.say("wom.causes_none"), icon=":material/search_off:")
            return
        parts = split_over_causes(index, counts)
        figure = charts.bars(
            [_bar(view, _cause(view, part), part.negative) for part in parts[:DRAWN]], dark=view.dark, percent=False
        )
        st.plotly_chart(figure, config=charts.CONFIG, key="wom_causes", alt=view.say("wom.causes_alt"))
        said = view.say("wom.causes_note", n=count(sum(counts.values()), view.lang))
        if len(parts) > DRAWN:
            rest = sum(part.negative.mean for part in parts[DRAWN:])
            said += view.say("wom.causes_rest", n=len(parts) - DRAWN, value=count(rest, view.lang))
        st.caption(said)
        if st.button(view.say("table.open"), key="open_wom", type="tertiary", icon=":material/format_quote:"):
            _cause_verbatims(view, parts)


def _cause(view: View, part: CauseExposure) -> str:
    return view.say("causes.uncoded") if part.cause == NO_CAUSE else cause_name(part.cause, view.lang)


def _cause_verbatims(view: View, parts: list[CauseExposure]) -> None:
    @st.dialog(view.say("wom.causes"), width="large")
    def drawer() -> None:
        part = st.selectbox(
            view.say("causes.choose"), range(len(parts)), format_func=lambda place: _cause(view, parts[place]), key="wom_cause"
        )
        cause = parts[part].cause
        show_verbatims(view, Pick(negative=True, cause=UNCODED if cause == NO_CAUSE else cause), "wom")

    drawer()

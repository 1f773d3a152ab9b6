"""Word of mouth: the index with both intervals, by brand and by cause, customers at risk, and every coefficient behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from voc.dashboard import charts, numbers
from voc.dashboard.empty import nothing_to_show, page_to, say_empty
from voc.dashboard.filters import UNNAMED
from voc.dashboard.grid import SKIP, show_grid
from voc.dashboard.numbers import count
from voc.dashboard.pages.coefficients import show_ledger
from voc.dashboard.pages.wom_beside import show_praise, show_reach, show_talk
from voc.dashboard.pages.wom_causes import bar, intervals, show_causes, show_iceberg, show_resolve
from voc.dashboard.pages.wom_settings import asked, asked_bases
from voc.dashboard.reads.base import At, cached_figure
from voc.dashboard.reads.risk import MINIMUM, SPLITS, customers, resolved, settings_in_force, stamp
from voc.dashboard.reads.verbatims import Pick
from voc.dashboard.reads.word_of_mouth import assessed
from voc.dashboard.table import open_verbatims
from voc.dashboard.view import View
from voc.risk.assess import Assessed
from voc.risk.ledger import Coefficient
from voc.risk.level import Level
from voc.risk.moments import Figure
from voc.risk.word_of_mouth import AmplificationBase, Exposure, LeaveBase

DRAWN = 12
LEVEL_SIGNS = {"green": "●", "yellow": "▲", "orange": "◆", "red": "■", "insufficient": "○", "none": "○"}


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
    cells = assessed(view.at, choice.by, choice.amplification, choice.leave)
    whole = cells[""]
    if whole.own is None:
        say_empty(view, "wom.none", ":material/campaign:")
    elif whole.index is None:
        st.warning(view.say("wom.few", n=MINIMUM), icon=":material/rule:")
    else:
        people = customers(view.at, choice.by).get("")
        _cards(view, whole, people)
        _levels(view, whole)
        _cells(view, choice, cells)
        show_causes(view, whole.index)
        show_resolve(view, whole.index, whole.at_risk)
        show_iceberg(view, whole.index, people)
        show_reach(view, whole.index, whole.at_risk, people, whole.repair)
    show_praise(view)
    show_talk(view)
    _coefficients(view)


def _coefficients(view: View) -> None:
    """The way to the page of the coefficients, and the ledger itself, so that each number here can be traced here."""
    page_to("coefficients", view.say("coefficients.link"), ":material/tune:")
    with st.expander(view.say("wom.ledger")):
        show_ledger(view)


def _settings(view: View) -> Choice:
    """The required settings as visible choices; nothing is assumed in silence."""
    with st.container(border=True, horizontal=True, gap="medium"):
        amplification, leave = asked_bases(view)
        by = asked(view, "by", SPLITS, SPLITS[0])
    return Choice(amplification, leave, by)


def _cards(view: View, whole: Assessed, people: float | None) -> None:
    index = whole.index
    if index is None:
        return
    known = index.shares
    base = view.say("wom.base", n=f"{known.base:,}", effective=numbers.effective(known.effective_base))
    told = view.say("wom.per_dissatisfied", m=f"{index.per_dissatisfied:.2f}")
    three = {"s": numbers.share(known.satisfied), "n": numbers.share(known.neutral), "d": numbers.share(known.dissatisfied)}
    with st.container(key="wom_cards"):
        columns = st.columns(4)
    _card(columns[0], view, "negative", count(index.negative.mean, view.lang), [*intervals(view, index.negative), base])
    _card(columns[1], view, "positive", count(index.positive.mean, view.lang), [*intervals(view, index.positive), base])
    balance = numbers.MISSING if index.balance is None else f"{index.balance:+.2f}"
    spread = [
        view.say(f"wom.{key}", low_high=f"{low:+.2f} ~ {high:+.2f}")
        for key, (low, high) in zip(("sampling", "full"), index.balance_ranges or (), strict=False)
    ]
    _card(columns[2], view, "balance", balance, [*spread, view.say("wom.shares", **three), told])
    if whole.at_risk is None:
        _card(columns[3], view, "at_risk", numbers.MISSING, [view.say("wom.no_customers")])
    else:
        total = view.say("wom.of_customers", n=count(people, view.lang))
        risk = whole.at_risk.customers
        _card(columns[3], view, "at_risk", count(risk.mean, view.lang), [*intervals(view, risk), total])
    if st.button(view.say("wom.open_rated"), key="open_wom_rated", type="tertiary", icon=":material/format_quote:"):
        open_verbatims(view, view.say("wom.open_rated"), Pick(rated="csat", negative=True), "wom_rated")


def _levels(view: View, whole: Assessed) -> None:
    """The level shown twice: against the target, and against the same filters a year before, each with its probability."""
    target = settings_in_force(view.at).target
    before = whole.year_before
    columns = st.columns(2)
    base = (
        view.say("wom.level_target_none") if target is None else view.say("wom.level_target_base", value=count(target, view.lang))
    )
    _level(columns[0], view, "level_target", whole.against_target, base)
    if before is None:
        said = view.say("wom.level_year_none" if view.filters.first is not None else "wom.level_year_dates")
    else:
        said = view.say("wom.level_year_base", value=count(before.negative.mean, view.lang), n=f"{before.shares.base:,}")
    _level(columns[1], view, "level_year", whole.against_year, said)


def _level(column: Any, view: View, key: str, found: Level | None, base: str) -> None:
    name = found.name if found else "none"
    with column.container(border=True, height="stretch", gap="xxsmall", key=f"level-{name}-{key}"):
        st.metric(view.say(f"wom.{key}"), f"{LEVEL_SIGNS[name]} {view.say(f'level.{name}')}", help=view.say("wom.level_help"))
        said = [base]
        if found is not None and found.probabilities is not None:
            chances = (numbers.share(one, 0) for one in found.probabilities)
            said.append(view.say("wom.level_chance", p1=next(chances), p2=next(chances), p3=next(chances)))
            if found.name == "green" and found.probabilities[0] > 0.5:
                said.append(view.say("wom.level_unsure"))
        st.caption("  \n".join(said))


def _card(column: Any, view: View, key: str, value: str, notes: list[str]) -> None:
    with column.container(border=True, height="stretch", gap="xxsmall", key=f"wom_card_{key}"):
        st.metric(view.say(f"wom.{key}"), value, help=view.say(f"wom.{key}_help"))
        st.caption("  \n".join(notes))


def _cells(view: View, choice: Choice, cells: Mapping[str | None, Assessed]) -> None:
    by = view.say(f"by.{choice.by}")
    with st.container(border=True):
        st.subheader(view.say("wom.cells", by=by), anchor=False)
        if any(cell.index is not None for name, cell in cells.items() if name != ""):
            st.plotly_chart(
                _cell_figure(view.at, choice, stamp(view.at), view.lang, view.dark),
                config=charts.CONFIG,
                key="wom_cells",
                alt=view.say("wom.cells_alt", by=by),
            )
            st.caption(view.say("wom.cells_note", n=MINIMUM))
        show_grid(
            pd.DataFrame([_cell_row(view, choice, name, cell) for name, cell in cells.items()]).dropna(axis=1, how="all"),
            key="wom_table",
            box="wom_whose",
            rows=[SKIP if name == "" else name for name in cells],
            alt=view.say("wom.table_alt"),
            column_config=_cell_columns(view, choice),
        )
        st.caption(f"{view.say('wom.pooled_note', n=MINIMUM)}  \n{_resolved_line(view, resolved(view.at))}")
        named = [name for name in cells if name != ""]
        if named:
            which = st.selectbox(view.say("wom.whose"), named, format_func=lambda one: view.name("", one), key="wom_whose")
            if st.button(view.say("table.open"), key="open_wom_cell", type="tertiary", icon=":material/format_quote:"):
                wanted = Pick(rated="csat", negative=True, dimension=choice.by, value=UNNAMED if which is None else which)
                open_verbatims(view, view.name("", which), wanted, "wom_cell")


def _resolved_line(view: View, solved: Coefficient | None) -> str:
    if solved is None:
        return view.say("wom.not_resolved")
    measured = solved.source.removeprefix("measured: ").replace(" of ", " / ")
    return view.say("wom.resolved", r=numbers.share(solved.value), source=view.say("wom.resolved_source", said=measured))


@cached_figure
def _cell_figure(at: At, choice: Choice, stamp: int, lang: str, dark: bool) -> go.Figure:
    view = View(lang, dark, at)
    found = assessed(at, choice.by, choice.amplification, choice.leave)
    drawn = [(view.name("", name), one, one.index) for name, one in found.items() if name != "" and one.index is not None][:DRAWN]
    rows = [_cell_bar(view, name, one, index) for name, one, index in drawn]
    return charts.bars(rows, dark=dark, percent=False)


def _cell_bar(view: View, name: str, one: Assessed, index: Exposure) -> charts.Bar:
    words = f"{name} ({view.say('wom.pooled_short')})" if one.pooled else name
    return bar(view, words, index.negative, index.shares.base)


def _cell_row(view: View, choice: Choice, name: str | None, cell: Assessed) -> dict[str, object]:
    own, index = cell.own, cell.index
    row: dict[str, object] = {"cell": view.say("wom.all") if name == "" else view.name("", name), "base": own.base if own else 0}
    if index is None:
        return {**row, "status": view.say("wom.insufficient")}
    return {
        **row,
        "negative": round(index.negative.mean),
        "full": f"{index.negative.full.low:,.0f}–{index.negative.full.high:,.0f}",
        "sampling": f"{index.negative.sampling.low:,.0f}–{index.negative.sampling.high:,.0f}",
        "target": _level_words(view, cell.against_target),
        "year": _level_words(view, cell.against_year),
        "dissatisfied": index.shares.dissatisfied,
        "satisfied": index.shares.satisfied,
        "positive": round(index.positive.mean),
        "positive_range": _range(index.positive),
        "balance": index.balance,
        "at_risk": None if cell.at_risk is None else round(cell.at_risk.customers.mean),
        "at_risk_range": None if cell.at_risk is None else _range(cell.at_risk.customers),
        "repair": cell.repair,
        "status": view.say("wom.pooled", share=numbers.share(cell.pooling, 0)) if cell.pooled else None,
    }


def _range(figure: Figure) -> str:
    return numbers.number_range(figure.full.low, figure.full.high, 0)


def _level_words(view: View, found: Level | None) -> str | None:
    if found is None or found.probabilities is None:
        return None
    return f"{LEVEL_SIGNS[found.name]} {view.say(f'level.{found.name}')} {numbers.share(found.probabilities[0], 0)}"


def _cell_columns(view: View, choice: Choice) -> dict[str, Any]:
    number = st.column_config.NumberColumn
    columns: dict[str, Any] = {"cell": st.column_config.TextColumn(view.say(f"by.{choice.by}"), pinned=True)}
    for name in ("base", "negative", "positive", "at_risk"):
        columns[name] = number(view.say(f"wom.col_{name}"), format="localized")
    for name in ("satisfied", "dissatisfied"):
        columns[name] = number(view.say(f"wom.col_{name}"), format="percent")
    for name in ("balance", "repair"):
        columns[name] = number(view.say(f"wom.col_{name}"), format="%.2f")
    for name in ("sampling", "full", "positive_range", "at_risk_range", "target", "year", "status"):
        columns[name] = st.column_config.TextColumn(view.say(f"wom.col_{name}"))
    return columns

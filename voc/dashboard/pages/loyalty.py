"""Loyalty and leaving: recommend and stay by cause, who is lost to whom, likely leavers to act on, why they switch, own against others."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import pandas as pd
import pyarrow as pa
import streamlit as st

from voc.dashboard import audited, numbers
from voc.dashboard.empty import nothing_to_show
from voc.dashboard.grid import SKIP, show_grid
from voc.dashboard.login import while_open
from voc.dashboard.numbers import count
from voc.dashboard.plain import plain
from voc.dashboard.reads.causes import cause_name
from voc.dashboard.reads.loyalty import LEAVERS, NOTHING, ByCause, asked, by_cause, leavers, mentioned, ported, reasons
from voc.dashboard.reads.verbatims import UNCODED, Pick
from voc.dashboard.rights import insist, lacks
from voc.dashboard.table import open_verbatims
from voc.dashboard.view import View
from voc.export.tables import csv_bytes
from voc.survey.intervals import wilson

GIVEN_OUT = ("customer_key", "work_order", "points", "last", "contacts", "open_cases", "cause", "competitor", "brand", "region")
SEEN_FIRST = ("cause", "last", "points", "contacts", "open_cases", "competitor", "work_order", "brand", "region", "customer_key")
"""The same columns as the page has them: a digest tells a reader least."""


def show(view: View) -> None:
    """The page."""
    st.title(view.say("loyalty.title"), anchor=False)
    if nothing_to_show(view):
        return
    st.caption(view.say("loyalty.note"))
    _by_cause(view)
    _ported(view)
    _leavers(view)
    _reasons(view)
    _mentioned(view)


def _table(
    view: View,
    rows: list[tuple[Any, ...]],
    columns: dict[str, Any],
    key: str,
    box: str | None = None,
    offered: Sequence[object] = (),
) -> None:
    show_grid(
        pd.DataFrame(rows, columns=list(columns)),
        column_config=columns,
        key=f"loyalty_{key}_table",
        box=box,
        rows=offered,
        alt=view.say(f"loyalty.{key}"),
    )


@st.fragment
def _by_cause(view: View) -> None:
    recommend, stay = asked(view.at)
    found = by_cause(view.at) if recommend or stay else []
    with st.container(border=True):
        st.subheader(view.say("loyalty.by_cause"), anchor=False)
        if not found:
            st.info(view.say("loyalty.by_cause_none"), icon=":material/search_off:")
            return
        asks = (("recommend", recommend), ("stay", stay))
        told = [
            view.say(f"loyalty.{name}_asked", question=plain(question)) if question else view.say(f"loyalty.{name}_not")
            for name, question in asks
        ]
        st.caption("".join((*told, view.say("loyalty.by_cause_note"))))
        number = st.column_config.NumberColumn
        columns: dict[str, Any] = {
            "cause": st.column_config.TextColumn(view.say("loyalty.cause"), pinned=True),
            "nps": number(view.say("wom.p_nps"), format="%.1f"),
            "nps_range": st.column_config.TextColumn(view.say("wom.p_range")),
            "nps_change": st.column_config.TextColumn(view.say("loyalty.change")),
            "stay": number(view.say("loyalty.stay"), format="percent"),
            "stay_range": st.column_config.TextColumn(view.say("wom.p_range")),
            "stay_change": st.column_config.TextColumn(view.say("loyalty.change")),
            "base": number(view.say("wom.col_base"), format="localized"),
        }
        offered = [SKIP if one.cause == NOTHING else one.cause for one in found]
        _table(view, [_cause_row(view, one) for one in found], columns, "by_cause", "loyalty_cause", offered)
        named = [one.cause for one in found if one.cause != NOTHING]
        if named:
            cause = st.selectbox(
                view.say("loyalty.choose"), named, format_func=lambda one: cause_name(one, view.lang), key="loyalty_cause"
            )
            if st.button(view.say("table.open"), key="open_loyalty_cause", type="tertiary", icon=":material/format_quote:"):
                open_verbatims(view, cause_name(cause, view.lang), Pick(negative=True, rated="nps", cause=cause), "loyalty_cause")


def _cause_row(view: View, one: ByCause) -> tuple[Any, ...]:
    score, stay = one.nps, one.stay
    return (
        view.say("loyalty.nothing") if one.cause == NOTHING else cause_name(one.cause, view.lang),
        score.value,
        numbers.number_range(score.low, score.high),
        _change(one.nps_change, 1.0),
        stay.value,
        numbers.share_range(stay.low, stay.high),
        _change(one.stay_change, 100.0),
        max(score.base, stay.base),
    )


def _change(change: tuple[float, float, float] | None, times: float) -> str | None:
    return None if change is None else numbers.bounded(*change, scale=times, sign=True)


@st.fragment
def _ported(view: View) -> None:
    found = ported(view.at)
    with st.container(border=True):
        st.subheader(view.say("loyalty.ported"), anchor=False)
        if not found:
            st.info(view.say("loyalty.ported_none"), icon=":material/search_off:")
            return
        rows = [
            (
                one.competitor,
                one.out,
                one.into,
                None if one.into is None else one.into - one.out,
                one.rate.value,
                _rate(one.rate.low, one.rate.high),
            )
            for one in found
        ]
        number = st.column_config.NumberColumn
        columns: dict[str, Any] = {
            "competitor": st.column_config.TextColumn(view.say("loyalty.competitor"), pinned=True),
            "out": number(view.say("loyalty.out"), format="localized"),
            "into": number(view.say("loyalty.into"), format="localized"),
            "net": number(view.say("loyalty.net"), format="localized"),
            "rate": number(view.say("loyalty.rate"), format="%.1f"),
            "range": st.column_config.TextColumn(view.say("wom.p_range")),
        }
        _table(view, rows, columns, "ported")
        st.caption(view.say("loyalty.ported_note"))
        if st.button(view.say("loyalty.ported_open"), key="open_ported", type="tertiary", icon=":material/format_quote:"):
            open_verbatims(view, view.say("loyalty.ported"), Pick(leaving=True), "ported")


def _rate(low: float | None, high: float | None) -> str:
    return numbers.number_range(low, high)


@st.fragment
def _leavers(view: View) -> None:
    """Customers one by one: only for who may read customers' words; given out by the one writer, and noted in the log."""
    with st.container(border=True):
        st.subheader(view.say("loyalty.leavers"), anchor=False)
        st.caption(view.say("loyalty.leavers_note"))
        if lacks(view, "verbatims"):
            return
        rows = leavers(view.at)
        if not rows.num_rows:
            st.info(view.say("loyalty.leavers_none"), icon=":material/search_off:")
            return
        listed = rows.to_pylist()
        order = sorted(GIVEN_OUT, key=SEEN_FIRST.index)
        audited.seen(view, "leavers", Pick(), [one["customer_key"] for one in listed], len(listed))
        shown = [tuple(_shown(view, name, one[name]) for name in order) for one in listed]
        number = st.column_config.NumberColumn
        columns: dict[str, Any] = {name: st.column_config.TextColumn(view.say(f"loyalty.l_{name}")) for name in order}
        for name in ("points", "contacts", "open_cases"):
            columns[name] = number(view.say(f"loyalty.l_{name}"), format="%d")
        columns["last"] = st.column_config.DateColumn(view.say("loyalty.l_last"), format="YYYY-MM-DD")
        columns["customer_key"] = st.column_config.TextColumn(view.say("loyalty.l_customer_key"), width=110)
        _table(view, shown, columns, "leavers", "loyalty_whose", range(len(listed)))
        st.caption(view.say("loyalty.leavers_shown" if len(listed) < LEAVERS else "loyalty.leavers_cut", n=len(listed)))
        place = st.selectbox(
            view.say("loyalty.whose"),
            range(len(listed)),
            format_func=lambda one: f"{listed[one]['customer_key'][:10]}… · {listed[one]['work_order'] or numbers.MISSING}",
            key="loyalty_whose",
        )
        with st.container(horizontal=True):
            if st.button(view.say("table.open"), key="open_leaver", type="tertiary", icon=":material/format_quote:"):
                open_verbatims(view, view.say("loyalty.leavers"), Pick(ids=tuple(listed[place]["ids"])), "leaver")
            if not lacks(view, "export"):
                st.download_button(
                    view.say("loyalty.download"),
                    while_open(partial(_download, view)),
                    "leavers.csv",
                    "text/csv",
                    key="download_leavers",
                    on_click="ignore",
                    icon=":material/download:",
                    type="tertiary",
                )


def _shown(view: View, name: str, value: Any) -> Any:
    return cause_name(value, view.lang) if name == "cause" and value else value


def _download(view: View) -> bytes:
    insist(view, "export", "verbatims")
    rows: pa.Table = leavers(view.at).select(list(GIVEN_OUT))
    audited.table_taken(view.at, "leavers", rows.num_rows)
    return csv_bytes(rows)


def _share_range(k: int, n: int) -> str:
    found = wilson(k, n)
    return numbers.share_range(found.low, found.high)


@st.fragment
def _reasons(view: View) -> None:
    rows = reasons(view.at).to_pylist()
    with st.container(border=True):
        st.subheader(view.say("loyalty.reasons"), anchor=False)
        if not rows:
            st.info(view.say("loyalty.reasons_none"), icon=":material/search_off:")
            return
        total = sum(one["n"] for one in rows)
        shown = [
            (
                cause_name(one["cause"], view.lang) if one["cause"] else view.say("causes.uncoded"),
                one["n"],
                one["n"] / total,
                _share_range(one["n"], total),
                one["customers"],
            )
            for one in rows
        ]
        number = st.column_config.NumberColumn
        columns: dict[str, Any] = {
            "cause": st.column_config.TextColumn(view.say("loyalty.cause"), pinned=True),
            "n": number(view.say("alerts.b_n"), format="localized"),
            "share": number(view.say("loyalty.share"), format="percent"),
            "range": st.column_config.TextColumn(view.say("wom.p_range")),
            "customers": number(view.say("loyalty.customers"), format="localized"),
        }
        _table(view, shown, columns, "reasons", "loyalty_reason", [one["cause"] for one in rows])
        st.caption(view.say("loyalty.reasons_note", n=count(total, view.lang)))
        cause = st.selectbox(
            view.say("loyalty.choose"),
            [one["cause"] for one in rows],
            format_func=lambda one: cause_name(one, view.lang) if one else view.say("causes.uncoded"),
            key="loyalty_reason",
        )
        if st.button(view.say("table.open"), key="open_reason", type="tertiary", icon=":material/format_quote:"):
            open_verbatims(view, view.say("loyalty.reasons"), Pick(leaving=True, reason=cause or UNCODED), "reason")


def _mentioned(view: View) -> None:
    found = mentioned(view.at)
    with st.container(border=True):
        st.subheader(view.say("loyalty.mentioned"), anchor=False)
        if len(found) < 2:
            st.info(view.say("loyalty.mentioned_none"), icon=":material/search_off:")
            return
        rows = [
            (
                view.say("loyalty.own") if one.competitor == "" else one.competitor,
                one.n,
                one.negative.value,
                numbers.share_range(one.negative.low, one.negative.high),
                one.leaving.value,
                numbers.share_range(one.leaving.low, one.leaving.high),
            )
            for one in found
        ]
        number = st.column_config.NumberColumn
        columns: dict[str, Any] = {
            "competitor": st.column_config.TextColumn(view.say("loyalty.competitor"), pinned=True),
            "n": number(view.say("alerts.b_n"), format="localized"),
            "negative": number(view.say("loyalty.negative"), format="percent"),
            "negative_range": st.column_config.TextColumn(view.say("wom.p_range")),
            "leaving": number(view.say("loyalty.leaving"), format="percent"),
            "leaving_range": st.column_config.TextColumn(view.say("wom.p_range")),
        }
        _table(view, rows, columns, "mentioned", "loyalty_competitor", [one.competitor or SKIP for one in found])
        st.caption(view.say("loyalty.mentioned_note"))
        named = [one.competitor for one in found if one.competitor]
        who = st.selectbox(view.say("loyalty.competitor"), named, key="loyalty_competitor")
        if st.button(view.say("table.open"), key="open_mentioned", type="tertiary", icon=":material/format_quote:"):
            open_verbatims(view, who, Pick(dimension="competitor", value=who), "mentioned")

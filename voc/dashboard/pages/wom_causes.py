"""Word of mouth by cause: the split, the cross-check with complaints (iceberg), and what resolving a share of a cause would avoid."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from voc.dashboard import charts, numbers
from voc.dashboard.grid import show_grid
from voc.dashboard.numbers import count
from voc.dashboard.reads.causes import cause_name
from voc.dashboard.reads.risk import ledger, negative_causes
from voc.dashboard.reads.runs import publication
from voc.dashboard.reads.verbatims import UNCODED, Pick
from voc.dashboard.reads.word_of_mouth import (
    carried,
    complainers_by_cause,
    misread,
    money,
    negative_share,
    share_who_complain,
    survey_causes,
)
from voc.dashboard.table import open_verbatims, show_verbatims
from voc.dashboard.view import View
from voc.risk.attribution import CauseExposure, split_over_causes
from voc.risk.avoid import money as in_money
from voc.risk.avoid import resolve
from voc.risk.misread import UNCODED as NO_CAUSE
from voc.risk.misread import Misread, true_shares
from voc.risk.moments import Figure
from voc.risk.word_of_mouth import AtRisk, Exposure, iceberg

DRAWN = 12


def intervals(view: View, figure: Figure) -> list[str]:
    """Both intervals in words."""
    pairs = (("sampling", figure.sampling), ("full", figure.full))
    return [view.say(f"wom.{key}", low_high=f"{count(one.low, view.lang)}–{count(one.high, view.lang)}") for key, one in pairs]


def bar(view: View, name: str, figure: Figure, base: int | None = None) -> charts.Bar:
    """A bar with the full interval as whiskers and both intervals in words."""
    said = [f"{figure.mean:,.0f}", *intervals(view, figure), *([f"{view.say('chart.base')} {base:,}"] if base else [])]
    return charts.Bar(name, figure.mean, figure.full.low, figure.full.high, "<br>".join(said))


def named(view: View, cause: str) -> str:
    """A cause in the reader's words."""
    return view.say("causes.uncoded") if cause == NO_CAUSE else cause_name(cause, view.lang)


@st.fragment
def show_causes(view: View, index: Exposure) -> None:
    """NEG split over the causes of negative verbatims."""
    counts = negative_causes(view.at)
    with st.container(border=True):
        st.subheader(view.say("wom.causes"), anchor=False)
        if not counts:
            st.info(view.say("wom.causes_none"), icon=":material/search_off:")
            return
        errors = misread(view.at)
        parts = split_over_causes(index, carried(view.at, counts), misread=errors)
        figure = charts.bars(
            [bar(view, named(view, part.cause), part.negative) for part in parts[:DRAWN]], dark=view.dark, percent=False
        )
        st.plotly_chart(figure, config=charts.CONFIG, key="wom_causes", alt=view.say("wom.causes_alt"))
        said = view.say("wom.causes_note", n=count(sum(counts.values()), view.lang))
        if len(parts) > DRAWN:
            rest = sum(part.negative.mean for part in parts[DRAWN:])
            said += ("" if view.lang == "zh" else " ") + view.say(
                "wom.causes_rest", n=len(parts) - DRAWN, value=count(rest, view.lang)
            )
        st.caption(f"{said}  \n{_coder(view, errors)}  \n{_classifier(view)}")
        with st.expander(view.say("wom.causes_table")):
            _cause_table(view, parts, counts)
        if st.button(view.say("table.open"), key="open_wom", type="tertiary", icon=":material/format_quote:"):
            _cause_verbatims(view, parts)


def _coder(view: View, errors: Misread) -> str:
    """What the split knows of the coder's errors."""
    if errors.measured is None and not errors.audit:
        return view.say("wom.coder_unknown")
    notes = 0 if errors.measured is None else errors.measured.notes
    said = view.say("wom.coder_errors", notes=f"{notes:,}", audit=f"{len(errors.audit):,}")
    in_force = publication(view.at).makers.get("causes")
    other = errors.measured is not None and in_force is not None and in_force != errors.measured.coder
    return said + (view.say("wom.coder_other") if other else "")


def _cause_table(view: View, parts: list[CauseExposure], counts: Mapping[str, float]) -> None:
    """Every cause: verbatims as coded, share as coded and corrected, contacts with both intervals."""
    total = sum(counts.values())
    rows = [
        (
            named(view, part.cause),
            counts.get(part.cause, 0.0),
            counts.get(part.cause, 0.0) / total,
            part.share,
            part.negative.mean,
            *(numbers.number_range(one.low, one.high, 0) for one in (part.negative.sampling, part.negative.full)),
        )
        for part in parts
    ]
    number = st.column_config.NumberColumn
    columns: dict[str, Any] = {
        "cause": st.column_config.TextColumn(view.say("wom.resolve_cause"), pinned=True),
        "count": number(view.say("wom.c_count"), format="localized"),
        "coded": number(view.say("wom.c_coded"), format="percent"),
        "true": number(view.say("wom.c_true"), format="percent"),
        "negative": number(view.say("wom.col_negative"), format="%.0f"),
        "sampling": st.column_config.TextColumn(view.say("wom.col_sampling")),
        "full": st.column_config.TextColumn(view.say("wom.col_full")),
    }
    show_grid(
        pd.DataFrame(rows, columns=list(columns)),
        column_config=columns,
        key="wom_cause_table",
        alt=view.say("wom.causes_table"),
    )


def _classifier(view: View) -> str:
    known = negative_share(view.at)
    if known is None:
        return view.say("wom.not_audited")
    low, high = max(0.0, known.share - 1.96 * known.sd), min(1.0, known.share + 1.96 * known.sd)
    return view.say("wom.audited", share=numbers.share(known.share), low_high=numbers.share_range(low, high))


def _cause_verbatims(view: View, parts: list[CauseExposure]) -> None:
    @st.dialog(view.say("wom.causes"), width="large")
    def drawer() -> None:
        part = st.selectbox(
            view.say("causes.choose"), range(len(parts)), format_func=lambda place: named(view, parts[place].cause), key="wom_cause"
        )
        cause = parts[part].cause
        show_verbatims(view, Pick(negative=True, cause=UNCODED if cause == NO_CAUSE else cause), "wom")

    drawer()


@st.fragment
def show_iceberg(view: View, index: Exposure, customers: float | None) -> None:
    """Complaints by cause against what the survey says of it: how many are silent, and the share who complain that both imply."""
    complaints, asked = complainers_by_cause(view.at), survey_causes(view.at)
    if not complaints:
        return
    with st.container(border=True):
        st.subheader(view.say("wom.iceberg"), anchor=False)
        if not customers:
            st.caption(view.say("wom.no_customers"))
            return
        st.caption(view.say("wom.iceberg_note", n=count(customers, view.lang), asked=count(sum(asked.values()), view.lang)))
        st.caption(view.say("wom.iceberg_span"))
        book, rows, shares = ledger(view.at), [], true_shares(asked, misread(view.at))
        drawn = sorted(complaints, key=lambda one: -complaints[one])[:DRAWN]
        for cause in drawn:
            number = complaints[cause]
            c = share_who_complain(book, cause)
            found = iceberg(min(number, customers), customers, c)
            by_survey = customers * index.shares.mean(2) * shares[cause][0] if asked.get(cause) else None
            low, high = (
                max(float(number), found.dissatisfied - 1.96 * found.sd),
                min(customers, found.dissatisfied + 1.96 * found.sd),
            )
            rows.append(
                (
                    named(view, cause),
                    number,
                    view.say(f"wom.i_{c.name}", share=numbers.share(c.value)),
                    round(found.dissatisfied),
                    numbers.number_range(low, high, 0),
                    None if by_survey is None else round(by_survey),
                    None if not by_survey else number / by_survey,
                    view.say("wom.capped") if found.capped else None,
                )
            )
        number_ = st.column_config.NumberColumn
        columns: dict[str, Any] = {
            "cause": st.column_config.TextColumn(view.say("alerts.what"), pinned=True),
            "complaints": number_(view.say("wom.i_complaints"), format="localized"),
            "c": st.column_config.TextColumn(view.say("wom.i_share")),
            "implied": number_(view.say("wom.i_implied"), format="localized"),
            "range": st.column_config.TextColumn(view.say("wom.i_range")),
            "survey": number_(view.say("wom.i_survey"), format="localized"),
            "local": number_(view.say("wom.i_local"), format="percent"),
            "note": st.column_config.TextColumn(view.say("wom.i_note")),
        }
        show_grid(
            pd.DataFrame(rows, columns=list(columns)),
            column_config=columns,
            key="wom_iceberg",
            box="wom_iceberg_cause",
            rows=drawn,
            alt=view.say("wom.iceberg"),
        )
        _complaints(view, drawn)


def _complaints(view: View, causes: list[str]) -> None:
    cause = st.selectbox(view.say("causes.choose"), causes, format_func=lambda one: named(view, one), key="wom_iceberg_cause")
    if st.button(view.say("wom.i_open"), key="open_wom_iceberg", type="tertiary", icon=":material/format_quote:"):
        told = View(view.lang, view.dark, view.with_filters(replace(view.filters, source=("complaint",))))
        open_verbatims(told, named(view, cause), Pick(cause=cause), "wom_iceberg")


@st.fragment
def show_resolve(view: View, index: Exposure, risk: AtRisk | None) -> None:
    """Resolve x % of a cause: contacts, customers and money that go with it, each with both intervals."""
    counts = negative_causes(view.at)
    known = [cause for cause in counts if cause != NO_CAUSE]
    if not known:
        return
    with st.container(border=True):
        st.subheader(view.say("wom.resolve"), anchor=False)
        left, right = st.columns(2)
        cause = left.selectbox(
            view.say("wom.resolve_cause"),
            sorted(known, key=lambda one: -counts[one]),
            format_func=lambda one: named(view, one),
            key="wom_resolve_cause",
        )
        share = right.slider(view.say("wom.resolve_share"), 0, 100, 50, 5, format="%d%%", key="wom_resolve_share") / 100
        found = resolve(index, risk, carried(view.at, counts), cause, share, misread(view.at))
        each = money(view.at)
        rows: list[tuple[str | None, ...]] = [_line(view, view.say("wom.resolve_negative"), found.negative)]
        if found.customers is not None:
            rows.append(_line(view, view.say("wom.resolve_customers"), found.customers))
            for name in ("existing", "potential", "influence"):
                worth = getattr(each.value, name)
                rows.append(
                    (view.say(f"wom.{name}"), None, None, None)
                    if worth is None
                    else _line(view, view.say(f"wom.{name}"), in_money(found.customers, worth))
                )
        columns = {
            name: st.column_config.TextColumn(view.say(f"wom.r_{name}"), pinned=name == "what")
            for name in ("what", "avoided", "sampling", "full")
        }
        show_grid(
            pd.DataFrame(rows, columns=list(columns)),
            column_config=columns,
            key="wom_resolve",
            alt=view.say("wom.resolve"),
        )
        base = count(counts[cause], view.lang)
        st.caption(view.say("wom.resolve_note", n=base, all=count(sum(counts.values()), view.lang)))
        if st.button(view.say("table.open"), key="open_wom_resolve", type="tertiary", icon=":material/format_quote:"):
            _resolved_verbatims(view, cause)


def _resolved_verbatims(view: View, cause: str) -> None:
    @st.dialog(view.say("wom.resolve"), width="large")
    def drawer() -> None:
        show_verbatims(view, Pick(negative=True, cause=cause), "wom_resolve")

    drawer()


def _line(view: View, words: str, figure: Figure) -> tuple[str | None, ...]:
    ranges = [f"{count(one.low, view.lang)}–{count(one.high, view.lang)}" for one in (figure.sampling, figure.full)]
    return words, count(figure.mean, view.lang), ranges[0], ranges[1]

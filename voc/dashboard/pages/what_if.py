"""What if a coefficient were another: the figures as given and as changed, and a tornado of what moves them most. Nothing is saved."""

from __future__ import annotations

from textwrap import wrap
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from voc.dashboard import charts, numbers
from voc.dashboard.charts import laid_out
from voc.dashboard.grid import show_grid
from voc.dashboard.numbers import count
from voc.dashboard.reads.base import At, cached_figure
from voc.dashboard.reads.coefficients import USED, Figures, bounds, changed, figures, over_priors, over_tenths
from voc.dashboard.reads.risk import ledger, resolved
from voc.dashboard.view import View
from voc.risk.moments import Figure, Shares
from voc.risk.word_of_mouth import NOT_MEASURED, AmplificationBase, LeaveBase

SPANS = ("prior", "tenth")


@st.fragment
def show_what_if(view: View, cell: Shares, amplification: AmplificationBase, leave: LeaveBase) -> None:
    """A box for each coefficient that goes into a figure, and the figures side by side."""
    book, r = ledger(view.at), resolved(view.at)
    with st.container(border=True):
        st.subheader(view.say("coefficients.what_if"), anchor=False)
        st.caption(view.say("coefficients.what_if_note"))
        given = _inputs(view)
        other, assumed = changed(book, r, given)
        now, then = (figures(cell, one, solved, amplification, leave) for one, solved in ((book, r), (other, assumed)))
        _cards(view, now, then)
        _side_by_side(view, now, then)
        moved = [name for name in given if _standard(view)[name] != given[name]]
        line = view.say("coefficients.changed", names=", ".join(moved)) if moved else view.say("coefficients.unchanged")
        base = view.say("wom.base", n=f"{cell.base:,}", effective=numbers.effective(cell.effective_base))
        three = {"s": numbers.share(cell.satisfied), "n": numbers.share(cell.neutral), "d": numbers.share(cell.dissatisfied)}
        st.caption(f"{line}  \n{base}　{view.say('wom.shares', **three)}")
        st.button(
            view.say("coefficients.reset"),
            key="co_reset",
            on_click=_reset,
            args=(_standard(view),),
            icon=":material/restart_alt:",
            disabled=not moved,
        )


def _standard(view: View) -> dict[str, float]:
    """The values as the ledger and the cases give them."""
    r = resolved(view.at) or NOT_MEASURED
    return {name: r.value if name == "r" else ledger(view.at)[name].value for name in USED}


def _reset(standard: dict[str, float]) -> None:
    for name, value in standard.items():
        st.session_state[f"co_{name}"] = value


def _inputs(view: View) -> dict[str, float]:
    standard = _standard(view)
    given = {}
    for place, name in enumerate(USED):
        if place % 3 == 0:
            columns = st.columns(3)  # a row at a time, so that the order holds on a phone
        low, high, step = bounds(name)
        key = f"co_{name}"
        if key not in st.session_state:
            st.session_state[key] = standard[name]
        one = ledger(view.at).coefficients.get(name, NOT_MEASURED)
        given[name] = columns[place % 3].number_input(
            (one.zh if view.lang == "zh" else one.en) or view.say("wom.r_meaning"),
            min_value=min(low, standard[name]),
            max_value=max(high, standard[name]),
            step=step,
            format="%.3g" if high > 1 else "%.3f",
            key=key,
            help=view.say("coefficients.box_help", name=name, value=f"{standard[name]:.4g}"),
        )
    return given


def _cards(view: View, now: Figures, then: Figures) -> None:
    with st.container(key="wom_cards"):
        columns = st.columns(4)
    pairs = (
        ("negative", now.index.negative, then.index.negative, "inverse"),
        ("positive", now.index.positive, then.index.positive, "normal"),
        ("at_risk", now.leaving.customers, then.leaving.customers, "inverse"),
    )
    for column, (key, before, after, colour) in zip(columns[:3], pairs, strict=True):
        _card(view, column, key, after, after.mean - before.mean, colour)
    balance, was = then.index.balance, now.index.balance
    with columns[3].container(border=True, height="stretch", gap="xxsmall", key="co_card_balance"):
        shown = numbers.MISSING if balance is None else f"{balance:+.2f}"
        delta = None if balance is None or was is None or abs(balance - was) < 5e-3 else f"{balance - was:+.2f}"
        st.metric(view.say("wom.balance"), shown, delta or view.say("unit.level"), delta_color="normal" if delta else "off",
                  delta_arrow="auto" if delta else "off", help=view.say("wom.balance_help"))  # fmt: skip


def _card(view: View, column: Any, key: str, after: Figure, moved: float, colour: Any) -> None:
    digits = 1 if key == "at_risk" else 0
    delta = None if abs(moved) < 0.5 * 10**-digits else f"{moved:+,.{digits}f}"
    words = view.say("coefficients.at_risk") if key == "at_risk" else view.say(f"wom.{key}")
    with column.container(border=True, height="stretch", gap="xxsmall", key=f"co_card_{key}"):
        shown = numbers.number(after.mean, digits) if digits else count(after.mean, view.lang)
        st.metric(words, shown, delta or view.say("unit.level"), delta_color=colour if delta else "off",
                  delta_arrow="auto" if delta else "off", help=view.say(f"wom.{key}_help"))  # fmt: skip
        intervals = (("sampling", after.sampling), ("full", after.full))
        ranges = [view.say(f"wom.{kind}", low_high=numbers.number_range(one.low, one.high, digits)) for kind, one in intervals]
        st.caption("  \n".join(ranges))


def _side_by_side(view: View, now: Figures, then: Figures) -> None:
    rows = [
        _line(view.say("wom.negative"), now.index.negative, then.index.negative),
        _line(view.say("wom.positive"), now.index.positive, then.index.positive),
        _line(view.say("coefficients.at_risk"), now.leaving.customers, then.leaving.customers, 1),
        _plain(view.say("wom.balance"), now.index.balance, then.index.balance),
        _plain(view.say("coefficients.told"), now.index.per_dissatisfied, then.index.per_dissatisfied),
        _plain(view.say("coefficients.repair"), now.repair, then.repair),
    ]
    names = ("figure", "given", "given_range", "then", "then_range", "change")
    show_grid(
        pd.DataFrame(rows, columns=names),
        column_config={
            name: st.column_config.TextColumn(view.say(f"coefficients.w_{name}"), pinned=name == "figure") for name in names
        },
        key="co_side",
        alt=view.say("coefficients.what_if"),
    )


def _line(words: str, now: Figure, then: Figure, digits: int = 0) -> tuple[str | None, ...]:
    ranges = (numbers.number_range(one.full.low, one.full.high, digits) for one in (now, then))
    given, other = (numbers.number(one.mean, digits) for one in (now, then))
    change = None if now.mean == 0 else f"{then.mean / now.mean - 1:+.1%}"
    return words, given, next(ranges), other, next(ranges), change


def _plain(words: str, now: float | None, then: float | None) -> tuple[str | None, ...]:
    change = None if now is None or then is None else f"{then - now:+.2f}"
    return words, numbers.number(now, 2), None, numbers.number(then, 2), None, change


@st.fragment
def show_tornado(view: View, cell: Shares, amplification: AmplificationBase) -> None:
    """How far each coefficient by itself moves NEG: over its prior interval, or by a tenth."""
    with st.container(border=True):
        st.subheader(view.say("coefficients.tornado"), anchor=False)
        span = st.segmented_control(
            view.say("coefficients.span"),
            SPANS,
            default=SPANS[0],
            required=True,
            format_func=lambda one: view.name("span", one),
            key="co_span",
        )
        figure = _tornado(view.at, cell, amplification, span, ledger(view.at).version, view.lang, view.dark)
        st.plotly_chart(figure, config=charts.CONFIG, key="co_tornado", alt=view.say("coefficients.tornado_alt"))
        base = view.say("wom.base", n=f"{cell.base:,}", effective=numbers.effective(cell.effective_base))
        st.caption(f"{view.say(f'coefficients.{span}_note')}  \n{base}")
        bars = _bars(view.at, cell, amplification, span)
        central = _central(view.at, cell, amplification)
        rows = [
            (
                bar.name,
                _meaning(view, bar.name),
                f"{bar.low_value:.3g}–{bar.high_value:.3g}",
                bar.low,
                bar.high,
                _width(bar, central),
            )
            for bar in bars
        ]
        number = st.column_config.NumberColumn
        columns: dict[str, Any] = {
            "name": st.column_config.TextColumn(view.say("wom.l_name"), width=70, pinned=True),
            "meaning": st.column_config.TextColumn(view.say("wom.l_meaning")),
            "ends": st.column_config.TextColumn(view.say("coefficients.t_ends")),
            "low": number(view.say("coefficients.t_low"), format="%.0f"),
            "high": number(view.say("coefficients.t_high"), format="%.0f"),
            "width": number(view.say("coefficients.t_width"), format="percent"),
        }
        show_grid(
            pd.DataFrame(rows, columns=list(columns)),
            column_config=columns,
            key="co_tornado_table",
            alt=view.say("coefficients.tornado_alt"),
        )


def _width(bar: Any, central: float) -> float | None:
    return abs(bar.high - bar.low) / central if central else None


def _meaning(view: View, name: str) -> str:
    if name == "D":
        return view.say("coefficients.dissatisfied")
    one = ledger(view.at).coefficients.get(name, NOT_MEASURED)
    return (one.zh if view.lang == "zh" else one.en) or view.say("wom.r_meaning")


def _bars(at: At, cell: Shares, amplification: AmplificationBase, span: str) -> list[Any]:
    move = over_priors if span == SPANS[0] else over_tenths
    return list(move(cell, ledger(at), resolved(at), amplification))


def _central(at: At, cell: Shares, amplification: AmplificationBase) -> float:
    return figures(cell, ledger(at), resolved(at), amplification, "both").index.negative.mean


@cached_figure
def _tornado(at: At, cell: Shares, amplification: AmplificationBase, span: str, version: str, lang: str, dark: bool) -> go.Figure:
    """Bars from the low to the high end around NEG as given; two colours for the two ends."""
    view, bars, central = View(lang, dark, at), _bars(at, cell, amplification, span), _central(at, cell, amplification)
    figure = go.Figure()
    for place, end in enumerate(("low", "high")):
        figure.add_bar(
            x=[getattr(bar, end) - central for bar in bars],
            y=["<br>".join(wrap(_meaning(view, bar.name), 14 if lang == "zh" else 26)) for bar in bars],
            base=[central] * len(bars),
            orientation="h",
            name=view.say(f"coefficients.{end}_end"),
            marker={"color": charts.LINES[dark][place], "pattern": {"shape": "/" if place else "", "size": 5}},
            customdata=[[f"{getattr(bar, f'{end}_value'):.3g}", f"{getattr(bar, end):,.0f}", bar.name] for bar in bars],
            hovertemplate="%{y}<br>%{customdata[2]} = %{customdata[0]} → NEG %{customdata[1]}<extra></extra>",
        )
    figure.add_vline(x=central, line={"color": charts.WHISKERS[dark], "width": 1.4})
    figure.update_yaxes(autorange="reversed", title=None, showgrid=False, ticklabelstandoff=6)
    figure.update_xaxes(tickformat=",.0f", title=None)
    figure.update_layout(barmode="overlay")
    return laid_out(figure, 110 + 32 * len(bars))

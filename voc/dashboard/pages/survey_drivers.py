"""The part of the surveys page on drivers: relative weights, importance against performance, and where satisfaction comes from."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from voc.dashboard import charts, charts_surveys
from voc.dashboard.blocks import show_block
from voc.dashboard.empty import say_empty
from voc.dashboard.grid import show_grid
from voc.dashboard.numbers import MISSING, effective, share, share_range
from voc.dashboard.reads.base import At, cached_figure
from voc.dashboard.reads.survey_desk import simulated
from voc.dashboard.reads.surveys import Chosen, before, ranked, summary
from voc.dashboard.view import View
from voc.survey.drivers import Driver, Drivers
from voc.survey.importance import Asymmetry, Matrix, quadrants
from voc.survey.questions import Purposes

QUADRANTS = ("improve", "keep", "low", "ample")


@st.fragment
def show_drivers(view: View, chosen: Chosen) -> None:
    """Bars, matrix and table of the drivers of an outcome."""
    outcomes = summary(view.at, chosen)[1].outcomes
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.subheader(view.say("surveys.drivers"), anchor=False, width="stretch")
            right = st.container(width="content")
        outcome = outcomes[0] if outcomes else None
        if len(outcomes) > 1:
            outcome = right.selectbox(
                view.say("surveys.outcome"), outcomes, key=f"outcome_{chosen.population}", label_visibility="collapsed", width=260
            )
        found, asymmetry = ranked(view.at, chosen, outcome) if outcome else (None, {})
        if found is None or outcome is None or found.r2 is None:
            say_empty(view, "surveys.drivers_none", ":material/rule:")
            return
        weights, matrix, gain = st.tabs([view.say("surveys.tab_weights"), view.say("surveys.tab_matrix"), view.say("surveys.gain")])
        with weights:
            alt = view.say("surveys.drivers_alt", n=len(found.groups))
            figure = _bars(view.at, chosen, outcome, view.lang, view.dark)
            st.plotly_chart(figure, config=charts.CONFIG, key="survey_drivers", alt=alt)
        with matrix:
            alt = view.say("surveys.matrix_alt", n=len(found.groups))
            figure = _matrix(view.at, chosen, outcome, view.lang, view.dark)
            st.plotly_chart(figure, config=charts.CONFIG, key="survey_matrix", alt=alt)
            st.caption(view.say("surveys.matrix_note"))
        with gain:
            step = st.slider(view.say("surveys.gain_step"), 0.01, 0.3, 0.05, 0.01, format="percent", key="gain_step")
            for place, block in enumerate(simulated(view.at, chosen, outcome, step, view.lang)):
                show_block(view, block, f"gain_{place}", titled=False)
        st.text("\n".join(_said(view, found)))
        _table(view, found, asymmetry)


def _name(view: View, driver: Driver) -> str:
    return " + ".join(driver.names)


def _with_range(view: View, driver: Driver) -> str:
    return view.say("surveys.with_range", value=share(driver.share), low_high=share_range(driver.low, driver.high))


def _label(text: str) -> str:
    """A header as a label of a chart, which reads some markup: nothing in it may become a link."""
    return text.replace("<", "‹").replace(">", "›")


def _places(found: Drivers) -> Matrix:
    return quadrants([one.share for one in found.groups], [float(one.performance.value or 0) for one in found.groups])


@cached_figure
def _bars(at: At, chosen: Chosen, outcome: str, lang: str, dark: bool) -> go.Figure:
    view = View(lang, dark, at)
    rows = [
        charts.Bar(
            _wrapped(f"{place} {_name(view, one)}"),
            one.share,
            one.low,
            one.high,
            f"{_with_range(view, one)}<br>{view.say('chart.base')} {one.performance.base:,}",
        )
        for place, one in enumerate(ranked(at, chosen, outcome)[0].groups, 1)
    ]
    figure = charts.bars(rows, dark=dark)
    return figure.update_yaxes(automargin=True, tickfont_size=12)


def _wrapped(name: str, width: int = 14) -> str:
    """A long name in lines, so that bars keep their room on a phone."""
    lines, line = [], ""
    for word in _label(name).split(" + "):
        part = word if not line else f"{line} + {word}"
        if line and len(part) > width:
            lines.append(f"{line} +")
            part = word
        line = part
    lines.append(line)
    return "<br>".join(one if len(one) <= 2 * width else f"{one[: 2 * width - 1]}…" for one in lines[:4])


@cached_figure
def _matrix(at: At, chosen: Chosen, outcome: str, lang: str, dark: bool) -> go.Figure:
    view = View(lang, dark, at)
    found = ranked(at, chosen, outcome)[0]
    known = _places(found)
    spots = [
        charts_surveys.Spot(place, _label(_name(view, one)), one.share, 100 * float(one.performance.value or 0), quadrant)
        for place, (one, quadrant) in enumerate(zip(found.groups, known.quadrants, strict=True), 1)
    ]
    labels = view.say("surveys.importance"), view.say("surveys.performance")
    names = {quadrant: view.name("quadrant", quadrant) for quadrant in QUADRANTS}
    return charts_surveys.matrix(spots, (known.importance, 100 * known.performance), labels, names, dark=dark)


def _said(view: View, found: Drivers) -> list[str]:
    """Base, R2 and what is not known, as plain text: headers come from files."""
    comma = "、" if view.lang == "zh" else ", "
    lines = [view.say("surveys.drivers_base", n=f"{found.base:,}", effective=effective(found.effective_base), r2=share(found.r2))]
    if found.complete < found.base:
        lines.append(view.say("surveys.drivers_pairs", n=f"{found.least_pair:,}"))
    lines.append(view.say("surveys.order_known" if found.order_known else "surveys.order_unknown"))
    alone = {one.names[0]: f"{one.names[0]} {_with_range(view, one)}" for one in found.single}
    for names in found.pooled:
        apart = view.say("surveys.pooled_apart", parts=comma.join(alone[name] for name in names))
        lines.append(f"{view.say('surveys.pooled', names=comma.join(names))}{'' if view.lang == 'zh' else ' '}{apart}")
    if found.left_out:
        left = [view.say(f"surveys.left_{reason}", name=name) for name, reason in found.left_out]
        lines.append(view.say("surveys.left_out", names=comma.join(left)))
    return lines


def _table(view: View, found: Drivers, asymmetry: dict[str, Asymmetry]) -> None:
    rows = [
        {
            "driver": f"{place} {_name(view, one)}",
            "share": one.share,
            "range": share_range(one.low, one.high),
            "rank": f"{one.ranks[0]}" if one.order_known else f"{one.ranks[0]}–{one.ranks[1]}",
            "lmg": one.lmg,
            "performance": 100 * float(one.performance.value or 0),
            "base": one.performance.base,
            "quadrant": view.name("quadrant", quadrant) if len(found.groups) > 1 else MISSING,
            "asymmetry": _asymmetry(view, asymmetry.get(one.names[0])) if len(one.names) == 1 else MISSING,
            "vif": one.vif,
            "sign": view.say("surveys.contrary") if one.sign < 0 else "",
        }
        for place, (one, quadrant) in enumerate(zip(found.groups, _places(found).quadrants, strict=True), 1)
    ]
    if not any(row["sign"] for row in rows):
        rows = [{name: value for name, value in row.items() if name != "sign"} for row in rows]
    show_grid(
        pd.DataFrame(rows),
        height=38 + 36 * len(rows),
        key="survey_driver_table",
        alt=view.say("surveys.table_alt"),
        column_config=_columns(view),
    )


def _asymmetry(view: View, one: Asymmetry | None) -> str:
    if one is None or one.value is None or one.low is None or one.high is None:
        return MISSING
    return view.say("surveys.with_range", value=f"{one.value:+.2f}", low_high=f"{one.low:+.2f} ~ {one.high:+.2f}")


def _columns(view: View) -> dict[str, Any]:
    text, figure = st.column_config.TextColumn, st.column_config.NumberColumn
    formats = {"share": "percent", "lmg": "percent", "performance": "%.1f", "base": "localized", "vif": "%.1f"}
    columns: dict[str, Any] = {name: figure(view.say(f"surveys.c_{name}"), format=form) for name, form in formats.items()}
    columns |= {name: text(view.say(f"surveys.c_{name}")) for name in ("range", "rank", "quadrant", "sign")}
    columns["driver"] = text(view.say("surveys.c_driver"), pinned=True, width=170)
    columns["asymmetry"] = text(view.say("surveys.c_asymmetry"), help=view.say("surveys.asymmetry_help"), width=170)
    return columns


def show_antecedents(view: View, chosen: Chosen, asked: Purposes) -> None:
    """Satisfaction as needs met, past experience and word of mouth of others, where at least two of them are asked."""
    if not asked.antecedents or asked.outcome is None:
        return
    found = before(view.at, chosen, asked.outcome)
    if found is None or found.r2 is None:
        return
    questions = dict(asked.antecedents)
    with st.container(border=True):
        st.subheader(view.say("surveys.before"), anchor=False)
        figure = _before(view.at, chosen, asked.outcome, view.lang, view.dark)
        st.plotly_chart(figure, config=charts.CONFIG, key="survey_before", alt=view.say("surveys.before_alt"))
        comma = "、" if view.lang == "zh" else ", "
        names = comma.join(questions[part] for one in found.single for part in one.names)
        st.text(view.say("surveys.before_note", r2=share(found.r2), n=f"{found.base:,}", questions=names))


@cached_figure
def _before(at: At, chosen: Chosen, outcome: str, lang: str, dark: bool) -> go.Figure:
    view = View(lang, dark, at)
    found = before(at, chosen, outcome)
    rows = [
        charts.Bar(
            view.name("part", one.names[0]),
            one.share,
            one.low,
            one.high,
            f"{_with_range(view, one)}<br>{view.say('chart.base')} {one.performance.base:,}",
        )
        for one in (found.single if found else ())
    ]
    return charts.bars(rows, dark=dark)

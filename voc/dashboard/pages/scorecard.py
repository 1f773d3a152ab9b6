"""Standards and scorecard: units against targets, one unit closely with an expert's note, and targets to be changed, with history."""

from __future__ import annotations

from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from voc.dashboard import audited, numbers
from voc.dashboard.department_report import report_bytes
from voc.dashboard.empty import say_empty
from voc.dashboard.grid import show_grid
from voc.dashboard.login import while_open
from voc.dashboard.plain import plain
from voc.dashboard.reads import scorecard
from voc.dashboard.reads.base import open_store
from voc.dashboard.reads.closed_loop import offered
from voc.dashboard.reads.scorecard import JUDGED, REMARK, TARGET, UNITS, Card, Unit, key_of
from voc.dashboard.rights import insist, lacks
from voc.dashboard.view import View
from voc.errors import VocError
from voc.service.rollup import BY_NAME
from voc.service.scorecard import Line, Target
from voc.survey.intervals import Estimate
from voc.text.normalize import visible

SIGNS = {"met": "✓", "missed": "✗", "cannot_tell": "≈", "no_target": "·", "too_few": "–"}
SHOWN = 15


def show_scorecard(view: View) -> None:
    """The card of all units, one of them, and the targets."""
    said = st.session_state.pop("card_said", None)
    if said:
        st.success(said, icon=":material/check:")
    st.caption(view.say("card.note"))
    by: Unit = st.segmented_control(
        view.say("card.by"),
        UNITS,
        default=UNITS[0],
        required=True,
        format_func=lambda one: view.say(f"card.by_{one}"),
        key="card_by",
    )
    cards = scorecard.scorecard(view.at, by)
    if not cards:
        say_empty(view, "card.none", ":material/scoreboard:")
    else:
        notes = scorecard.remarks(view.at, by)
        with st.container(border=True):
            rows = [_row(view, card, notes.get(_key(card))) for card in cards]
            text = st.column_config.TextColumn
            config = {"0": text(view.say("card.unit"), pinned=True, width=90), "1": text(view.say("card.score"), width=74)}
            config |= {
                name: text(view.say(f"indicator_short.{name}"), help=view.name("indicator", name), width=70) for name in JUDGED
            }
            config["remark"] = text(view.say("card.remark"))
            show_grid(
                pd.DataFrame(rows),
                tallest=460,
                key="card_table",
                box="card_unit",
                rows=range(len(cards)),
                column_config=config,
                alt=view.say("card.alt"),
            )
            st.caption(view.say("card.signs"))
        with st.container(border=True):
            _one(view, by, cards)
    _targets(view)
    _report(view)


def _report(view: View) -> None:
    """The report for departments, made when it is asked for."""
    with st.container(border=True):
        st.subheader(view.say("report.make"), anchor=False)
        st.caption(view.say("report.note"))
        if lacks(view, "export"):
            return
        for column, suffix in zip(st.columns(2), (".xlsx", ".pptx"), strict=True):
            column.download_button(
                view.say(f"report{suffix}"),
                while_open(partial(_made, view, suffix)),
                file_name=f"departments{suffix}",
                key=f"report_{suffix[1:]}",
                on_click="ignore",
                icon=":material/download:",
            )


def _made(view: View, suffix: str) -> bytes:
    insist(view, "export")
    audited.table_taken(view.at, f"departments{suffix}", len(scorecard.scorecard(view.at, "department")))
    return report_bytes(view, suffix)


def _key(card: Card) -> str:
    return f"{card.brand} {card.unit}" if card.brand else str(card.unit)


def _row(view: View, card: Card, remark: Any) -> dict[str, Any]:
    found = card.score
    written = (
        numbers.MISSING
        if found.sure is None or found.possible is None
        else view.say("card.score_range", sure=numbers.share(found.sure, 0), possible=numbers.share(found.possible, 0))
    )
    row: dict[str, Any] = {"0": _key(card), "1": written}
    for line in card.lines:
        value = _value(line.indicator, line.estimate.value)
        row[line.indicator] = f"{SIGNS[line.verdict]} {value}"
    return row | ({"remark": remark.value["note"]} if remark else {})


def _value(indicator: str, value: float | None) -> str:
    if value is None:
        return numbers.MISSING
    return f"{value:.1%}" if BY_NAME[indicator].kind == "share" else f"{value:.1f}"


def _figure(indicator: str, found: Estimate) -> str:
    bounded = numbers.share_bounded if BY_NAME[indicator].kind == "share" else numbers.bounded
    return f"{bounded(found.value, found.low, found.high)} · {found.base:,}"


@st.fragment
def _one(view: View, by: Unit, cards: list[Card]) -> None:
    st.subheader(view.say("card.one"), anchor=False)
    card = cards[st.selectbox(view.say("card.unit"), range(len(cards)), format_func=lambda at: _key(cards[at]), key="card_unit")]
    rows = [
        {
            view.say("card.indicator"): view.name("indicator", line.indicator),
            view.say("card.figure"): _figure(line.indicator, line.estimate),
            view.say("card.target"): _value(line.indicator, line.target.value) if line.target else None,
            view.say("card.weight"): f"{line.target.weight:g}" if line.target else None,
            view.say("card.verdict"): f"{SIGNS[line.verdict]} {view.say(f'card.v_{line.verdict}')}",
            view.say("card.moved"): _moved(view, line, card.moved.get(line.indicator)),
        }
        for line in card.lines
    ]
    show_grid(
        pd.DataFrame(rows),
        key="card_one",
        alt=view.say("card.one"),
    )
    for one in [one for one in scorecard.history(view.at, REMARK) if one.key == key_of(by, _key(card)) and one.value][:SHOWN]:
        when = f"{one.at.astimezone(view.at.settings.zone):%Y-%m-%d %H:%M}"
        st.text(f"{when} · {one.who or view.say('loop.nobody')} · {one.value['note']}")
    if view.at.scope.may("act"):
        with st.form("card_remark", border=False, clear_on_submit=True):
            left, right = st.columns([3, 1])
            note, who = left.text_input(view.say("card.write"), max_chars=300), right.text_input(view.say("loop.who"), max_chars=40)
            if st.form_submit_button(view.say("card.save")) and note.strip():
                _revise(view, REMARK, key_of(by, _key(card)), {"note": visible(note.strip())}, who, "", right="act")


def _moved(view: View, line: Line, moved: tuple[float, float, float] | None) -> str | None:
    if moved is None:
        return None
    value, low, high = moved
    good = BY_NAME[line.indicator].good
    word = "same" if low <= 0 <= high else "better" if value * good > 0 else "worse"
    scale, unit = (100, f" {view.say('unit.points')}") if BY_NAME[line.indicator].kind == "share" else (1, "")
    return f"{view.say(f'card.m_{word}')} {numbers.bounded(value, low, high, scale=scale, unit=unit, sign=True)}"


def _targets(view: View) -> None:
    with st.expander(view.say("card.targets"), icon=":material/flag:"):
        st.caption(view.say("card.targets_note"))
        rows = [
            {
                view.say("card.indicator"): view.name("indicator", one.indicator),
                view.say("card.brand"): one.brand or view.say("card.all"),
                view.say("card.tier"): one.tier or view.say("card.all"),
                view.say("card.target"): _value(one.indicator, one.value),
                view.say("card.weight"): f"{one.weight:g}",
            }
            for one in scorecard.targets(view.at)
        ]
        show_grid(pd.DataFrame(rows), key="card_targets", alt=view.say("card.targets"))
        if view.at.scope.may("settings"):
            _edit(view)
        changes = scorecard.history(view.at, TARGET)[:SHOWN]
        if changes:
            st.markdown(f"**{view.say('card.history')}**")
        for one in changes:
            st.text(
                _changed(view, one.key, one.value, f"{one.at.astimezone(view.at.settings.zone):%Y-%m-%d %H:%M}", one.who, one.note)
            )


def _changed(view: View, key: str, value: Any, at: str, who: str, note: str) -> str:
    indicator, *places = key.split("\x1f")
    where = " ".join(filter(None, places)) or view.say("card.all")
    what = f"{view.name('indicator', indicator)}（{where}）→ {_value(indicator, value['value']) if value else numbers.MISSING}"
    return view.say("card.history_line", at=at, what=what, who=who or view.say("loop.nobody"), note=note or numbers.MISSING)


def _edit(view: View) -> None:
    with st.form("card_target", border=False, clear_on_submit=True):
        one, two, three = st.columns(3)
        indicator = one.selectbox(view.say("card.which"), JUDGED, format_func=lambda name: view.name("indicator", name))
        brand = two.selectbox(
            view.say("card.brand"), [None, *offered(view.at, "brand")], format_func=lambda name: name or view.say("card.all")
        )
        tier = three.selectbox(
            view.say("card.tier"), [None, *offered(view.at, "tier")], format_func=lambda name: name or view.say("card.all")
        )
        one, two, three = st.columns(3)
        value = one.number_input(view.say("card.target"), 0.0, value=None, format="%.3f")
        weight = two.number_input(view.say("card.weight"), 0.0, 100.0, 1.0)
        who = three.text_input(view.say("loop.who"), max_chars=40, key="card_who")
        note = st.text_input(view.say("card.reason"), max_chars=200)
        if st.form_submit_button(view.say("card.save")):
            try:
                made = None if value is None else Target(indicator, value, weight, brand, tier)
            except VocError as error:
                st.error(plain(error.said(view.lang)), icon=":material/error:")
                return
            set_to = None if made is None else {"value": made.value, "weight": made.weight}
            _revise(view, TARGET, key_of(indicator, brand, tier), set_to, who, note, right="settings")


def _revise(view: View, kind: str, key: str, value: Any, who: str, note: str, *, right: str) -> None:
    if lacks(view, right):
        return
    insist(view, right)
    open_store(view.at.settings).ledger.revisions.add(kind, key, value, visible(who) or view.at.scope.who, visible(note))
    audited.record(view.at, "scorecard_changed", {"kind": kind, "key": key.replace("\x1f", "|")[:60]})
    st.session_state["card_said"] = view.say("card.saved")
    st.rerun()

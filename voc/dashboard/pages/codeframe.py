"""Codeframe: every code with what it means, what finds it and what it holds here; one code in detail; what no code explains; try it."""

from __future__ import annotations

from functools import partial
from typing import Any

import pandas as pd
import pyarrow as pa
import streamlit as st

from voc.causes.codeframe import Code
from voc.dashboard import numbers
from voc.dashboard.empty import nothing_to_show
from voc.dashboard.grid import hidden, show_grid
from voc.dashboard.login import while_open
from voc.dashboard.numbers import count
from voc.dashboard.pages.codeframe_edit import show_editing
from voc.dashboard.pages.one_code import CHOSEN, definition, left_to_others, rules_of, show_code
from voc.dashboard.pages.uncoded import show_trial, show_uncoded
from voc.dashboard.reads.causes import level_name
from voc.dashboard.reads.codeframe import counted, frame_in_force, lexicon, versions
from voc.dashboard.reads.runs import publication
from voc.dashboard.view import View
from voc.export.tables import csv_bytes
from voc.survey.intervals import quality_of, wilson

NETS = ("level1", "split", "department", "survey_area", "brand_driver", "touchpoint")
COLUMNS = (
    *("name", "n", "k", "share", "low", "high", "negative", "confidence", "second", "words", "patterns"),
    *("department", "split", "definition", "left", "id"),
)
"""Columns of the file."""
SHOWN = ("name", "n", "k", "negative", "share", "range", "department", "split", "confidence", "second")
"""Columns of the page at first; the others, which stand below for the code chosen, can be shown by the table's own menu."""
NUMBERS = {"n", "k", "second", "words", "patterns"}
SHARES = {"share", "low", "high", "negative", "confidence"}
Row = dict[str, Any]


def show(view: View) -> None:
    """The page. The codes stand there even where the store is empty: a codeframe is read before there is anything to code."""
    st.title(view.say("codeframe.title"), anchor=False)
    frame = frame_in_force(view.at.settings)
    said = {"codes": len(frame.codes), "levels": len(frame.levels), "version": frame.version, "digest": frame.digest}
    st.caption(view.say("codeframe.said", **said))
    empty = nothing_to_show(view)
    shown = publication(view.at).makers.get("causes")
    if shown and frame.digest not in shown:
        st.warning(view.say("codeframe.stale", shown=shown), icon=":material/history:")
    _codes(view, {} if empty else {row["cause"]: row for row in counted(view.at).to_pylist()}, empty=empty)
    if not empty:
        show_uncoded(view)
    show_trial(view)
    show_editing(view)
    _versions(view)


def _versions(view: View) -> None:
    """What was changed here, when and by whom."""
    with st.container(border=True):
        st.subheader(view.say("codeframe.versions"), anchor=False)
        st.caption(view.say("codeframe.versions_how"))
        found = versions(view.at.settings)
        if not found:
            st.text(view.say("codeframe.versions_none"))
            return
        names = {key: view.say(f"codeframe.v_{key}") for key in found[0]}
        show_grid(pd.DataFrame(found).rename(columns=names))


@st.fragment
def _codes(view: View, held: dict[str | None, Row], *, empty: bool) -> None:
    with st.container(border=True):
        st.subheader(view.say("codeframe.codes"), anchor=False)
        net = st.segmented_control(
            view.say("codeframe.net"),
            NETS,
            default=NETS[0],
            required=True,
            format_func=lambda one: view.name("net", one),
            key="cf_net",
        )
        base = sum(row["n"] for row in held.values())
        rows = _rows(view, net, held, base)
        _table(view, rows)
        if base:
            without = held[None]["n"] if None in held else 0
            share = numbers.share(wilson(without, base).value)
            st.caption(view.say("codeframe.base", n=count(base, view.lang), u=count(without, view.lang), share=share))
        _downloads(view, rows)
    if not empty:
        with st.container(border=True):
            show_code(view, held, base)


def _rows(view: View, net: str, held: dict[str | None, Row], base: int) -> list[Row]:
    """A line for each group of the net with its codes under it, in the file's order."""
    groups: dict[str, list[Code]] = {}
    frame = frame_in_force(view.at.settings)
    for code in frame.codes:
        group = frame.nets[net].get(code.id, "-") if net in frame.nets else str(getattr(code, net, "-"))
        groups.setdefault(group, []).append(code)
    rows: list[Row] = []
    for group, codes in groups.items():
        own = [_row(view, code, held.get(code.id), base) for code in codes]
        total = [held[code.id] for code in codes if code.id in held]
        rows.append(_group(view, net, group, total, own, base))
        rows += own
    return rows


def _group(view: View, net: str, group: str, held: list[Row], own: list[Row], base: int) -> Row:
    named = {"level1": lambda: level_name(group, view.lang), "split": lambda: view.name("regulator", group)}
    name = named[net]() if net in named else view.name("owner" if net == "department" else "group", group)
    sums = {key: sum(row[key] for row in own) for key in ("words", "patterns")}
    return {"name": f"▾ {name}", "id": None} | sums | _held({key: sum(row[key] for row in held) for key in "njk"}, base)


def _row(view: View, code: Code, held: Row | None, base: int) -> Row:
    words, patterns = rules_of(code)
    return {
        "name": f"\u3000{code.name(view.lang)}",
        "id": code.id,
        "words": words,
        "patterns": len(patterns),
        "department": view.name("owner", code.department),
        "split": view.name("regulator", code.split),
        "definition": definition(view, code),
        "left": left_to_others(view, code),
    } | _held(held or {"n": 0, "j": 0, "k": 0, "m": 0}, base)


def _held(held: Row, base: int) -> Row:
    """What stands in the store: no share under 30 verbatims, and no figure at all where nothing was coded."""
    if not base:
        return {}
    share = wilson(held["n"], base)
    shown = quality_of(base) != "suppressed"
    return {
        "n": held["n"],
        "k": held["k"],
        "share": share.value if shown else None,
        "low": share.low if shown else None,
        "high": share.high if shown else None,
        "negative": held["k"] / held["j"] if quality_of(held["j"]) != "suppressed" else None,
        "confidence": held.get("confidence") if quality_of(held["n"]) != "suppressed" else None,
        "second": held.get("m"),
    }


def _table(view: View, rows: list[Row]) -> None:
    columns: dict[str, Any] = {}
    for name in dict.fromkeys((*SHOWN, *COLUMNS)):
        title = view.say(f"codeframe.c_{name}")
        if name in NUMBERS:
            columns[name] = st.column_config.NumberColumn(title, format="localized")
        elif name in SHARES:
            columns[name] = st.column_config.NumberColumn(title, format="percent")
        else:
            columns[name] = st.column_config.TextColumn(title, width=138 if name == "name" else None, pinned=name == "name")
        columns[name] = columns[name] if name in SHOWN else hidden(columns[name])
    st.session_state["cf_rows"] = tuple(row["id"] for row in rows)
    show_grid(
        pd.DataFrame([row | {"range": _low_high(row)} for row in rows], columns=list(columns)).convert_dtypes(),
        tallest=560,
        column_config=columns,
        on_select=_clicked,
        selection_mode="single-row",
        key="cf_table",
        alt=view.say("codeframe.alt"),
    )


def _low_high(row: Row) -> str | None:
    return numbers.share_range(row["low"], row["high"]) if row.get("low") is not None else None


def _clicked() -> None:
    """A click on a code chooses it; on a group, nothing."""
    chosen = st.session_state["cf_table"]["selection"]["rows"]
    ids = st.session_state["cf_rows"]
    if chosen and chosen[0] < len(ids) and ids[chosen[0]]:
        st.session_state[CHOSEN] = ids[chosen[0]]


def csv_of(view: View, rows: list[Row]) -> bytes:
    """The codes of the table, without the groups, as a neutralised CSV in the reader's words."""
    codes = pd.DataFrame([row for row in rows if isinstance(row["id"], str)], columns=COLUMNS).convert_dtypes()
    codes["name"] = codes["name"].str.strip()
    found = pa.Table.from_pandas(codes, preserve_index=False)
    return csv_bytes(found.rename_columns([view.say(f"codeframe.c_{name}") for name in COLUMNS]))


def _downloads(view: View, rows: list[Row]) -> None:
    parts = (
        ("file", lexicon("codeframe"), "voc-codeframe.toml", "application/toml"),
        ("table", while_open(partial(csv_of, view, rows)), "voc-codeframe.csv", "text/csv"),
    )
    with st.container(horizontal=True):
        for name, content, file, kind in parts:
            st.download_button(
                view.say(f"codeframe.download_{name}"),
                content,
                file,
                kind,
                key=f"cf_download_{name}",
                on_click="ignore",
                icon=":material/download:",
                type="tertiary",
            )

"""The requests tab: what customers ask for, ranked per product; the service level they met, and what about the staff."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from voc.dashboard.empty import say_empty
from voc.dashboard.filters import UNNAMED
from voc.dashboard.grid import show_grid
from voc.dashboard.numbers import count
from voc.dashboard.plain import plain
from voc.dashboard.reads.requests import facets, levels, requests
from voc.dashboard.reads.verbatims import Pick
from voc.dashboard.table import show_verbatims
from voc.dashboard.view import View
from voc.schema import FRAMES
from voc.survey.intervals import quality, wilson

ALL = "*"


@st.fragment
def show(view: View) -> None:
    """Requests of one product or of all, then the verbatims of one; below, levels and facets."""
    rows = requests(view.at).to_pylist()
    if not rows:
        say_empty(view, "requests.none")
        return
    product = _product(view, rows)
    listed = _listed(rows, product)
    with st.container(border=True):
        st.subheader(view.say("requests.list"), anchor=False)
        chosen = _table(view, listed)
        st.caption(view.say("requests.note", n=count(sum(row["n"] for row in listed), view.lang)))
    with st.container(border=True):
        one = listed[chosen]
        named = [
            view.name("want", one["want"]),
            view.name("want_class", one["want_class"]),
            view.name("want_need", one["want_need"]),
        ]
        st.subheader(view.say("requests.verbatims", name=" · ".join(named)), anchor=False)
        pick = Pick(
            want=one["want"],
            want_class=one["want_class"],
            want_need=one["want_need"],
            dimension=None if product == ALL else "product",
            value=None if product == ALL else product,
        )
        show_verbatims(view, pick, "requests")
    left, right = st.columns(2)
    with left.container(border=True):
        _shares(view, "service_level", levels(view.at).to_pylist())
    with right.container(border=True):
        _shares(view, "staff_facet", facets(view.at).to_pylist())


def _product(view: View, rows: list[dict[str, Any]]) -> str:
    totals: dict[str, int] = {}
    for row in rows:
        name = row["product"] or UNNAMED
        totals[name] = totals.get(name, 0) + row["n"]
    options = [ALL, *sorted(totals, key=lambda name: (name == UNNAMED, -totals[name], name))]

    def worded(name: str) -> str:
        if name == ALL:
            return view.say("requests.all", n=count(sum(totals.values()), view.lang))
        return plain(f"{view.name('product', name)} · {count(totals[name], view.lang)}")

    chosen: str = st.selectbox(view.say("requests.product"), options, format_func=worded, key="requests_product")
    return chosen


def _listed(rows: list[dict[str, Any]], product: str) -> list[dict[str, Any]]:
    """The product's requests, most frequent first, with their base; those of all products added up."""
    if product != ALL:
        return [row for row in rows if (row["product"] or UNNAMED) == product]
    base = sum(row["n"] for row in rows)
    added: dict[tuple[str, str, str], dict[str, Any]] = {}
    for row in rows:
        key = (row["want"], row["want_class"], row["want_need"])
        one = added.setdefault(key, {**row, "n": 0, "negative": 0, "base": base})
        one["n"] += row["n"]
        one["negative"] += row["negative"]
    return sorted(added.values(), key=lambda row: (-row["n"], row["want"], row["want_class"], row["want_need"]))


def _table(view: View, rows: list[dict[str, Any]]) -> int:
    """The list; the place of the row chosen, the first where none is."""
    shown = [
        {**{name: view.name(name, row[name]) for name in ("want", "want_class", "want_need")}, "n": row["n"], **_share(row)}
        for row in rows
    ]
    columns: dict[str, Any] = {
        name: st.column_config.TextColumn(view.say(f"requests.{name}")) for name in ("want", "want_class", "want_need")
    }
    columns["n"] = st.column_config.NumberColumn(view.say("requests.n"), format="localized")
    columns |= {
        name: st.column_config.NumberColumn(view.say(f"requests.{name}"), format="percent") for name in ("share", "low", "high")
    }
    event = show_grid(
        pd.DataFrame(shown),
        tallest=420,
        column_config=columns,
        on_select="rerun",
        selection_mode="single-row",
        key="requests",
        alt=view.say("requests.alt"),
    )
    chosen = [place for place in event["selection"]["rows"] if place < len(rows)]
    return chosen[0] if chosen else 0


def _share(row: dict[str, Any]) -> dict[str, float | None]:
    found = wilson(row["n"], row["base"])
    few = quality(found) == "suppressed"
    values = {"share": found.value, "low": found.low, "high": found.high}
    return {name: None if few or value is None else round(value, 4) for name, value in values.items()}


def _shares(view: View, frame: str, rows: list[dict[str, Any]]) -> None:
    """One frame's codes in their order, with share and interval."""
    st.subheader(view.say(f"requests.{frame}"), anchor=False)
    base = sum(row["n"] for row in rows)
    if not base:
        st.caption(view.say("requests.unsaid"))
        return
    given = {row[frame]: row["n"] for row in rows}
    shown = [
        {"code": view.name(frame, code), "n": given[code], **_share({"n": given[code], "base": base})}
        for code in FRAMES[frame]
        if code in given
    ]
    columns: dict[str, Any] = {"code": st.column_config.TextColumn(view.say(f"requests.{frame}"))}
    columns["n"] = st.column_config.NumberColumn(view.say("requests.n"), format="localized")
    columns |= {
        name: st.column_config.NumberColumn(view.say(f"requests.{name}"), format="percent") for name in ("share", "low", "high")
    }
    show_grid(
        pd.DataFrame(shown),
        column_config=columns,
        key=f"requests_{frame}",
        alt=view.say(f"requests.{frame}"),
    )
    st.caption(view.say(f"requests.{frame}_note", n=count(base, view.lang)))

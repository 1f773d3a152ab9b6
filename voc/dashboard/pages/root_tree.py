"""The root-cause tree: brand, product, cause, sub-cause, verbatims; for one branch what it costs, beside, before and whom it hits."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from voc.dashboard import charts, numbers
from voc.dashboard.cards import estimate_notes
from voc.dashboard.empty import say_empty
from voc.dashboard.filters import UNNAMED
from voc.dashboard.numbers import count
from voc.dashboard.plain import plain
from voc.dashboard.reads.base import At, cached_figure
from voc.dashboard.reads.causes import cause_name, level_name
from voc.dashboard.reads.root_causes import audited_causes, before, beside, branches, costs, judged, whom
from voc.dashboard.reads.trends import cause_trend
from voc.dashboard.reads.verbatims import Pick
from voc.dashboard.table import show_verbatims
from voc.dashboard.view import View
from voc.service.root_causes import Impact, Pairing, share_of
from voc.survey.intervals import Estimate, quality

ROOT = "*"
LISTED = 12
Path = tuple[Any, ...]
"""Brand, product, first level, code: as many of them as are chosen, None for any, UNNAMED for one that was not given."""


@st.fragment
def show(view: View) -> None:
    """Chart, choice, figures and verbatims."""
    rows = branches(view.at)
    if not rows:
        say_empty(view, "causes.none", ":material/sentiment_satisfied:")
        return
    with st.container(border=True):
        st.subheader(view.say("tree.title"), anchor=False)
        st.plotly_chart(
            _chart(view.at, view.lang, view.dark),
            config=charts.CONFIG,
            key="branches",
            on_select=_clicked,
            selection_mode="points",
            alt=view.say("tree.alt"),
        )
        st.caption(view.say("tree.note"))
    path = _choose(view, rows)
    with st.container(border=True):
        _figures(view, path, rows)
    if len(path) > 2 or (path and _cause(path)):
        with st.container(border=True):
            _around(view, path)
    with st.container(border=True):
        st.subheader(view.say("causes.verbatims", name=plain(_name(view, path))), anchor=False)
        show_verbatims(view, _pick(path), "branch")


def _parts(row: dict[str, Any]) -> Path:
    return (row["brand"] or UNNAMED, row["product"] or UNNAMED, row["cause"].partition(".")[0], row["cause"])


def _clicked() -> None:
    """A click on a tile chooses its branch."""
    points = st.session_state["branches"]["selection"]["points"]
    if points:
        clicked = str(points[0].get("id") or ROOT)
        parts = [] if clicked == ROOT else clicked.split("\x1f")
        for place, key in enumerate(("tree_brand", "tree_product", "tree_level", "tree_code")):
            st.session_state[key] = parts[place] if place < len(parts) else None


@cached_figure
def _chart(at: At, lang: str, dark: bool) -> go.Figure:
    sums: dict[Path, list[int]] = {(): [0, 0]}
    for row in branches(at):
        parts = _parts(row)
        for depth in range(5):
            held = sums.setdefault(parts[:depth], [0, 0])
            held[0] += int(str(row["k"]))
            held[1] += int(str(row["n"]))
    view = View(lang, dark, at)
    cells = [
        charts.Cell("\x1f".join(path) if path else ROOT, _parent(path), _label(view, path), k, k / n if n else None, n)
        for path, (k, n) in sums.items()
    ]
    return charts.tree(cells, lang, dark=dark)


def _parent(path: Path) -> str:
    return "" if not path else "\x1f".join(path[:-1]) or ROOT


def _label(view: View, path: Path) -> str:
    if not path:
        return view.say("causes.all")
    last = path[-1]
    if len(path) <= 2:
        return last or view.say("tree.unnamed")
    return level_name(last, view.lang) if len(path) == 3 else cause_name(last, view.lang)


def _name(view: View, path: Path) -> str:
    return " › ".join(_label(view, path[: depth + 1]) for depth in range(len(path)) if path[depth] is not None) or view.say(
        "causes.all"
    )


def _choose(view: View, rows: list[dict[str, Any]]) -> Path:
    """Four boxes, each offering what is left under those before it, by number of negative verbatims; works without the chart."""
    path: Path = ()
    columns = st.columns(4)
    for place, key in enumerate(("brand", "product", "level", "code")):
        offered: dict[str, int] = {}
        for row in rows:
            parts = _parts(row)
            if all(a in (b, None) for a, b in zip(path, parts, strict=False)):
                offered[parts[place]] = offered.get(parts[place], 0) + row["k"]
        options = sorted(offered, key=lambda one: (-offered[one], one))
        if st.session_state.get(f"tree_{key}") not in options:
            st.session_state[f"tree_{key}"] = None
        with columns[place]:
            chosen = st.selectbox(
                view.say(f"tree.{key}"),
                options,
                index=None,
                format_func=partial(_counted, view, place, offered),
                key=f"tree_{key}",
                placeholder=view.say("tree.any"),
            )
        path = (*path, chosen)
    while path and path[-1] is None:
        path = path[:-1]
    return path


def _counted(view: View, place: int, offered: dict[str, int], value: str) -> str:
    return f"{_option(view, place, value)} · {count(offered[value], view.lang)}"


def _option(view: View, place: int, value: str) -> str:
    if place < 2:
        return value or view.say("tree.unnamed")
    return level_name(value, view.lang) if place == 2 else cause_name(value, view.lang)


def _within(path: Path, row: dict[str, Any]) -> bool:
    return all(a in (None, b) for a, b in zip(path, _parts(row), strict=False))


def _cause(path: Path) -> str | None:
    """The code, or the first level, at the end of the path."""
    return (path[3] if len(path) > 3 else None) or (path[2] if len(path) > 2 else None)


def _pick(path: Path) -> Pick:
    brand, product, level, code = (*path, None, None, None, None)[:4]
    dimension = "product" if product else "brand" if brand is not None else None
    value = product or brand
    return Pick(negative=True, cause=code, level1=None if code else level, dimension=dimension, value=value)


def _figures(view: View, path: Path, rows: list[dict[str, Any]]) -> None:
    own = [row for row in rows if _within(path, row)]
    k = sum(row["k"] for row in own)
    of = sum(
        n
        for (brand, product), n in judged(view.at).items()
        if _within(path[:2], {"brand": brand, "product": product, "cause": "."})
    )
    known = audited_causes(view.at)
    cause = _cause(path)
    share, corrected = share_of(min(k, of), of, known.get(cause or ""))
    st.subheader(plain(_name(view, path)), anchor=False)
    first, second, third, fourth = st.columns(4)
    first.metric(view.say("causes.number"), count(k, view.lang))
    with second:
        _share(view, share, corrected=corrected)
    cost = costs(view.at).get(cause or "")
    with third:
        _cost(view, "csat", cost.csat if cost else None, cause)
    with fourth:
        _cost(view, "nps", cost.nps if cost else None, cause)
    left, right = st.columns(2)
    with left:
        _children(view, path, own, known, of)
    with right:
        _trend(view, path)


def _share(view: View, share: Estimate, *, corrected: bool) -> None:
    few = quality(share) == "suppressed"
    st.metric(view.say("tree.share"), "—" if few else numbers.share(share.value), help=view.say("tree.share_help"))
    notes = [*estimate_notes(view, share, numbers.share_range), view.say("tree.corrected" if corrected else "tree.uncorrected")]
    st.caption(" · ".join(notes))


def _cost(view: View, kind: str, cost: Impact | None, cause: str | None) -> None:
    st.metric(view.say(f"tree.{kind}"), f"{cost.gain:+.1f}" if cost else "—", help=view.say("tree.gain_help"))
    if cost is None:
        st.caption(view.say("tree.no_cost" if cause else "tree.choose_cause"))
    else:
        said = {"low": f"{cost.low:+.1f}", "high": f"{cost.high:+.1f}", "n": count(cost.base, view.lang)}
        st.caption(view.say("tree.cost_note", **said, named=f"{cost.with_cause:.1f}", others=f"{cost.without:.1f}"))


def _children(view: View, path: Path, own: list[dict[str, Any]], known: dict[str, Any], of: int) -> None:
    """What the branch parts into by the first box that is left open, with shares of all negative verbatims."""
    place = next((at for at, one in enumerate((*path, None)[:4]) if one is None), 3)
    sums: dict[str, int] = {}
    for row in own:
        sums[_parts(row)[place]] = sums.get(_parts(row)[place], 0) + row["k"]
    ranked = sorted(sums, key=lambda one: (-sums[one], one))[:LISTED]
    records = []
    for one in ranked:
        share, corrected = share_of(min(sums[one], of), of, known.get(one) if place > 1 else None)
        shown = quality(share) != "suppressed"
        records.append(
            {
                "name": _option(view, place, one) + ("*" if corrected else ""),
                "k": sums[one],
                **{key: getattr(share, key) if shown else None for key in ("value", "low", "high")},
            }
        )
    st.caption(view.say("tree.children"))
    st.dataframe(
        pd.DataFrame(records, columns=["name", "k", "value", "low", "high"]),
        hide_index=True,
        placeholder="—",
        key="tree_children",
        alt=view.say("tree.children"),
        column_config={
            "name": st.column_config.TextColumn(view.say(f"tree.{('brand', 'product', 'level', 'code')[place]}"), width="medium"),
            "k": st.column_config.NumberColumn(view.say("causes.number"), format="localized"),
            "value": st.column_config.NumberColumn(view.say("tree.share"), format="percent"),
            "low": st.column_config.NumberColumn(view.say("topics.low"), format="percent"),
            "high": st.column_config.NumberColumn(view.say("topics.high"), format="percent"),
        },
    )


def _trend(view: View, path: Path) -> None:
    found = cause_trend(view.at, _pick(path))
    if not found.drawn:
        st.info(view.say("overview.trend_empty"), icon=":material/show_chart:")
        return
    st.caption(view.say("causes.trend", grain=view.say(f"overview.grain_{found.grain}")))
    st.plotly_chart(
        _trend_figure(view.at, path, view.lang, view.dark),
        config=charts.CONFIG,
        key="branch_trend",
        alt=view.say("causes.trend_alt"),
    )


@cached_figure
def _trend_figure(at: At, path: Path, lang: str, dark: bool) -> go.Figure:
    found = cause_trend(at, _pick(path))
    return charts.trend(
        found.points, [("", "")], lang, grain=found.grain, kind="share", dark=dark, since=at.filters.first, height=420
    )


def _around(view: View, path: Path) -> None:
    """Beside, before, and whom it hits."""
    cause = _cause(path) or ""
    condition, given = ("c.cause = ?", (cause,)) if "." in cause else ("split_part(c.cause, '.', 1) = ?", (cause,))
    left, middle, right = st.columns(3)
    with left:
        _pairings(view, "beside", beside(view.at, cause) if "." in cause else None)
    with middle:
        _pairings(view, "before", before(view.at, cause) if "." in cause else None)
    with right:
        st.caption(view.say("tree.whom"))
        found = whom(view.at, condition, given)[:LISTED]
        if not found:
            st.info(view.say("tree.nobody"), icon=":material/groups:")
            return
        records = [
            {
                "name": f"{view.say(f'tree.dimension_{one.dimension}')} {one.value}",
                "k": one.k,
                "share": one.share,
                "ratio": one.ratio,
            }
            for one in found
        ]
        st.dataframe(
            pd.DataFrame(records),
            hide_index=True,
            key="tree_whom",
            alt=view.say("tree.whom"),
            column_config={
                "name": st.column_config.TextColumn(view.say("tree.segment"), width="medium"),
                "k": st.column_config.NumberColumn(view.say("causes.number"), format="localized"),
                "share": st.column_config.NumberColumn(view.say("tree.there"), format="percent"),
                "ratio": st.column_config.NumberColumn(view.say("tree.ratio"), format="%.1f×"),
            },
        )


def _pairings(view: View, kind: str, found: Sequence[Pairing] | None) -> None:
    st.caption(view.say(f"tree.{kind}"))
    if not found:
        st.info(view.say("tree.choose_code" if found is None else "tree.nothing"), icon=":material/hub:")
        return
    records = [
        {
            "name": cause_name(one.other, view.lang),
            "both": one.both,
            "lift": one.lift,
            "range": f"{one.low:.1f}–{one.high:.1f}",
            "sure": view.say("tree.sure" if one.q < 0.05 else "tree.unsure"),
        }
        for one in found[:LISTED]
    ]
    st.dataframe(
        pd.DataFrame(records),
        hide_index=True,
        key=f"tree_{kind}_table",
        alt=view.say(f"tree.{kind}"),
        column_config={
            "name": st.column_config.TextColumn(view.say("tree.code"), width="medium"),
            "both": st.column_config.NumberColumn(view.say("tree.both"), format="localized"),
            "lift": st.column_config.NumberColumn(view.say("tree.lift"), format="%.1f"),
            "range": st.column_config.TextColumn(view.say("tree.range")),
            "sure": st.column_config.TextColumn(view.say("tree.told")),
        },
    )

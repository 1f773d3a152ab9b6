"""One branch of the root-cause tree: its share, what it costs, what it parts into, how it moves, what stands beside it, whom it hits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from voc.dashboard import charts, numbers
from voc.dashboard.cards import estimate_notes
from voc.dashboard.grid import show_grid
from voc.dashboard.numbers import count
from voc.dashboard.pages.tree_paths import Path, cause_of, name_of, option, parts_of, pick_of, within
from voc.dashboard.plain import plain
from voc.dashboard.reads.base import At, cached_figure
from voc.dashboard.reads.causes import cause_name
from voc.dashboard.reads.root_causes import audited_causes, before, beside, costs, judged, whom
from voc.dashboard.reads.trends import cause_trend
from voc.dashboard.view import View
from voc.service.root_causes import Impact, Pairing, share_of
from voc.survey.intervals import Estimate, quality

LISTED = 12


def show_branch(view: View, path: Path, rows: list[dict[str, Any]]) -> None:
    """How much the branch is, what it costs, what it parts into, how it moves."""
    own = [row for row in rows if within(path, row)]
    k = sum(row["k"] for row in own)
    of = sum(
        n for (brand, product), n in judged(view.at).items() if within(path[:2], {"brand": brand, "product": product, "cause": "."})
    )
    known = audited_causes(view.at)
    cause = cause_of(path)
    share, corrected = share_of(min(k, of), of, known.get(cause or ""))
    st.subheader(plain(name_of(view, path)), anchor=False)
    first, second, third, fourth = st.columns(4)
    first.metric(view.say("causes.number" if any(path) else "tree.coded"), count(k, view.lang))
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
        sums[parts_of(row)[place]] = sums.get(parts_of(row)[place], 0) + row["k"]
    ranked = sorted(sums, key=lambda one: (-sums[one], one))[:LISTED]
    records = []
    for one in ranked:
        share, corrected = share_of(min(sums[one], of), of, known.get(one) if place > 1 else None)
        shown = quality(share) != "suppressed"
        records.append(
            {
                "name": option(view, place, one) + ("*" if corrected else ""),
                "k": sums[one],
                **{key: getattr(share, key) if shown else None for key in ("value", "low", "high")},
            }
        )
    st.caption(view.say("tree.children"))
    show_grid(
        pd.DataFrame(records, columns=["name", "k", "value", "low", "high"]),
        key="tree_children",
        alt=view.say("tree.children"),
        column_config={
            "name": st.column_config.TextColumn(view.say(f"tree.{('brand', 'product', 'level', 'code')[place]}"), width=130),
            "k": st.column_config.NumberColumn(view.say("causes.number"), format="localized"),
            "value": st.column_config.NumberColumn(view.say("tree.share"), format="percent"),
            "low": st.column_config.NumberColumn(view.say("topics.low"), format="percent"),
            "high": st.column_config.NumberColumn(view.say("topics.high"), format="percent"),
        },
    )


def _trend(view: View, path: Path) -> None:
    found = cause_trend(view.at, pick_of(path))
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
    found = cause_trend(at, pick_of(path))
    return charts.trend(
        found.points, [("", "")], lang, grain=found.grain, kind="share", dark=dark, since=at.filters.first, height=420
    )


def show_around(view: View, path: Path) -> None:
    """Beside, before, and whom it hits."""
    cause = cause_of(path) or ""
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
        show_grid(
            pd.DataFrame(records),
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
    show_grid(
        pd.DataFrame(records),
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

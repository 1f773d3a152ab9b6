"""Overview: five cards, what to look at first, trends, brand against cause."""

from __future__ import annotations

import plotly.graph_objects as go
import streamlit as st

from voc.dashboard import charts
from voc.dashboard.cards import show_cards
from voc.dashboard.empty import nothing_to_show
from voc.dashboard.filters import UNNAMED
from voc.dashboard.heading import choose, headed
from voc.dashboard.numbers import count
from voc.dashboard.pages.findings import show_findings
from voc.dashboard.pages.five_cards import five_cards
from voc.dashboard.pages.new_topics import show_link
from voc.dashboard.reads.base import At, cached_figure
from voc.dashboard.reads.causes import level_name
from voc.dashboard.reads.overview import Cards, brand_causes, cards
from voc.dashboard.reads.trends import MEASURES, Measure, Trend, trends
from voc.dashboard.reads.verbatims import Pick
from voc.dashboard.table import show_verbatims
from voc.dashboard.view import View

FEWEST = 30
"""Judged verbatims under which a cell of the heat map is not shown."""
COLUMNS = 8
"""Brands that stand side by side on a phone and can still be read."""
SPLITS = ("brand", "channel", "product")
KINDS = {"negative": "share", "satisfaction": "mean", "volume": "count"}
PICKS = {"negative": Pick(negative=True), "satisfaction": Pick(rated="csat"), "volume": Pick()}


def show(view: View) -> None:
    """The page."""
    st.title(view.say("overview.title"), anchor=False)
    if nothing_to_show(view):
        return
    found = cards(view.at)
    _period(view, found)
    show_cards(view, five_cards(view, found))
    show_findings(view)
    show_link(view)
    _trends(view)
    _heat(view)


def _period(view: View, found: Cards) -> None:
    filters = view.filters
    if filters.first is None:
        return
    said = view.say("overview.period", first=filters.first, last=filters.last, days=filters.days)
    undated = found.volume - found.volume_dated
    if undated:
        said += " · " + view.say("overview.undated", n=count(undated, view.lang))
    st.caption(said)


@st.fragment
def _trends(view: View) -> None:
    with st.container(border=True):
        left, right = headed(view.say("overview.trend"), 2)
        measure = choose(left, view.say("overview.measure"), MEASURES, lambda one: view.say(f"overview.m_{one}"), key="measure")
        by = choose(right, view.say("overview.by"), SPLITS, lambda one: view.say(f"overview.by_{one}"), key="by")
        found = trends(view.at, measure, by)
        if not found.drawn:
            st.info(view.say("overview.trend_empty"), icon=":material/show_chart:")
            return
        alt = view.say(
            "overview.trend_alt", measure=view.say(f"overview.m_{measure}"), by=view.say(f"overview.by_{by}"), n=len(found.drawn)
        )
        st.plotly_chart(_trend_figure(view.at, measure, by, view.lang, view.dark), config=charts.CONFIG, key="trend", alt=alt)
        st.caption(_trend_note(view, found))
        if st.button(view.say("table.open"), key="open_trend", type="tertiary", icon=":material/format_quote:"):
            _trend_verbatims(view, measure, by, found)


@cached_figure
def _trend_figure(at: At, measure: Measure, by: str, lang: str, dark: bool) -> go.Figure:
    view = View(lang, dark, at)
    found = trends(at, measure, by)
    names = [(group, view.name("", group)) for group in found.drawn]
    return charts.trend(found.points, names, lang, grain=found.grain, kind=KINDS[measure], dark=dark, since=at.filters.first)


def _trend_note(view: View, found: Trend) -> str:
    said = [view.say("overview.trend_note", grain=view.say(f"overview.grain_{found.grain}"))]
    if found.suppressed:
        said.append(view.say("overview.trend_suppressed", n=found.suppressed))
    if found.dropped:
        said.append(view.say("overview.trend_dropped", n=len(found.groups), m=found.dropped))
    if found.undated and view.filters.undated:
        said.append(view.say("overview.undated", n=count(found.undated, view.lang)))
    return "".join(said) if view.lang == "zh" else " ".join(said)


def _trend_verbatims(view: View, measure: Measure, by: str, found: Trend) -> None:
    """A drawer with one point of the trend to choose: group and period."""
    spans = sorted({(row["period"], row["end"]) for row in found.points.to_pylist()}, reverse=True)
    whole = view.with_filters(view.filters.with_previous())

    @st.dialog(f"{view.say(f'overview.m_{measure}')} · {view.say('table.title')}", width="large")
    def drawer() -> None:
        left, right = st.columns(2)
        group = left.selectbox(
            view.say(f"overview.by_{by}"), found.groups, format_func=lambda one: view.name("", one), key="trend_group"
        )
        span = right.selectbox(
            view.say("overview.period_pick"),
            [None, *spans],
            format_func=lambda one: view.say("filter.span", first=one[0], last=one[1]) if one else view.say("overview.whole"),
            key="trend_span",
        )
        base = PICKS[measure]
        first, last = span or (None, None)
        pick = Pick(
            base.negative, rated=base.rated, dimension=by, value=group if group is not None else UNNAMED, first=first, last=last
        )
        show_verbatims(View(view.lang, view.dark, whole), pick, "trend")

    drawer()


@st.fragment
def _heat(view: View) -> None:
    rows = brand_causes(view.at).to_pylist()
    with st.container(border=True):
        (right,) = headed(view.say("overview.heat"))
        modes = ("share", "within")
        mode = choose(right, view.say("overview.heat_mode"), modes, lambda one: view.say(f"overview.heat_{one}"), key="heat_mode")
        if not rows:
            st.info(view.say("table.none"), icon=":material/grid_on:")
            return
        st.plotly_chart(
            _heat_figure(view.at, mode, view.lang, view.dark), config=charts.CONFIG, key="heat", alt=view.say("overview.heat_alt")
        )
        st.caption(view.say(f"overview.heat_note_{mode}"))
        if st.button(view.say("table.open"), key="open_heat", type="tertiary", icon=":material/format_quote:"):
            _heat_verbatims(view, rows)


@cached_figure
def _heat_figure(at: At, mode: str, lang: str, dark: bool) -> go.Figure:
    view = View(lang, dark, at)
    cells = {(row["brand"], row["level1"]): row for row in brand_causes(at).to_pylist()}
    totals = {row["brand"]: row["total"] for row in cells.values()}
    large = (brand for brand in totals if totals[brand] >= FEWEST)
    brands = sorted(large, key=lambda brand: (brand is None, -totals[brand]))[:COLUMNS]
    volume = {level: sum(row["k"] for (_, own), row in cells.items() if own == level) for level in {level for _, level in cells}}
    levels = sorted((level for level in volume if volume[level]), key=lambda level: -volume[level])
    shares, hovers = [], []
    for level in levels:
        pairs = [_cell(cells.get((brand, level)), totals[brand], mode) for brand in brands]
        shares.append([k / n if n >= FEWEST else None for k, n in pairs])
        hovers.append([view.say("overview.heat_hover", k=k, n=n) for k, n in pairs])
    names = [view.name("", brand) for brand in brands]
    return charts.heat(names, [level_name(level, lang) for level in levels], shares, hovers, dark=dark)


def _cell(row: dict[str, int] | None, total: int, mode: str) -> tuple[int, int]:
    """Negative verbatims and the base they are held against."""
    negative, base = (row["k"], row["n"]) if row else (0, 0)
    return negative, total if mode == "share" else base


def _heat_verbatims(view: View, rows: list[dict[str, object]]) -> None:
    @st.dialog(f"{view.say('overview.heat')} · {view.say('table.title')}", width="large")
    def drawer() -> None:
        left, right = st.columns(2)
        brands = list(dict.fromkeys(row["brand"] for row in rows))
        levels = list(dict.fromkeys(row["level1"] for row in rows))
        brand = left.selectbox(view.say("filter.brand"), brands, format_func=lambda one: view.name("", one), key="heat_brand")
        level = right.selectbox(
            view.say("overview.level1"), levels, format_func=lambda one: level_name(one, view.lang), key="heat_level"
        )
        pick = Pick(negative=True, level1=str(level), dimension="brand", value=UNNAMED if brand is None else str(brand))
        show_verbatims(view, pick, "heat")

    drawer()

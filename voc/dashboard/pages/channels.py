"""Channels: self-service, hotline and users; which satisfy and what they are contacted about; relief of the halls; further parts beside."""

from __future__ import annotations

import plotly.graph_objects as go
import streamlit as st

from voc.dashboard import charts, charts_service, numbers
from voc.dashboard.cards import Card, show_cards
from voc.dashboard.empty import nothing_to_show
from voc.dashboard.heading import choose, headed
from voc.dashboard.numbers import MISSING, count
from voc.dashboard.pages.brands import show_brands
from voc.dashboard.pages.halls import show_halls
from voc.dashboard.pages.journey import show_journey
from voc.dashboard.pages.relief import show_relief
from voc.dashboard.reads import channels
from voc.dashboard.reads.base import At, cached_figure
from voc.dashboard.reads.causes import level_name
from voc.dashboard.reads.channels import Channel
from voc.dashboard.reads.measured import NAMES
from voc.dashboard.reads.verbatims import Pick
from voc.dashboard.table import show_verbatims
from voc.dashboard.view import View
from voc.survey.intervals import Estimate, quality

FEWEST = 30
PARTS = ("channels", "journey", "halls", "brands")
COLUMNS = 6
"""Channels that stand side by side on a phone and can still be read."""
LINES = 6
RATIOS = {"self_service": ("electronic", ("electronic", "hall")), "connected": ("answered", ("offered",))}
SPLITS = ("brand", "region")


def show(view: View) -> None:
    """The page."""
    st.title(view.say("channels.title"), anchor=False)
    if nothing_to_show(view):
        return
    part = st.segmented_control(
        view.say("channels.part"),
        PARTS,
        default=PARTS[0],
        required=True,
        format_func=lambda one: view.say(f"channels.part_{one}"),
        key="channel_part",
        label_visibility="collapsed",
    )
    if part != PARTS[0]:
        {"journey": show_journey, "halls": show_halls, "brands": show_brands}[part](view)
        return
    st.caption(view.say("channels.note"))
    show_cards(view, [*(_ratio(view, key) for key in RATIOS), *(_users(view, key) for key in ("registered", "active"))])
    _satisfying(view)
    _over_time(view)
    _mix(view)
    show_relief(view)


def _words(view: View, key: str) -> tuple[str, str]:
    return view.say(f"channels.{key}"), view.say(f"channels.{key}_help")


def _ratio(view: View, key: str) -> Card:
    above, below = RATIOS[key]
    found = channels.ratio(view.at, above, below)
    if found.value is None:
        return _not_given(view, key, (above, *(name for name in below if name != above)))
    base = view.say("channels.volume_base" if key == "self_service" else "channels.calls_base", n=count(found.base, view.lang))
    delta = None if found.before is None else numbers.points(found.value - found.before, view.lang)
    pick = Pick(dimension="source", value="transcript") if key == "connected" else Pick(level1="digital")
    notes = (base, view.say("overview.counted"))
    return Card(key, *_words(view, key), numbers.share(found.value), delta, True, False, notes, (), pick)


def _users(view: View, key: str) -> Card:
    found = channels.users(view.at)
    if key not in found:
        return _not_given(view, key, (key,))
    day, number, first = found[key]
    notes = [view.say("channels.users_base", day=day), view.say("overview.counted")]
    if key == "active" and "registered" in found and found["registered"][0] == day and found["registered"][1]:
        notes.append(view.say("channels.active_share", share=numbers.share(number / found["registered"][1])))
    delta = f"{number / first - 1:+.1%}" if first else None
    return Card(key, *_words(view, key), count(number, view.lang), delta, True, False, tuple(notes), (), None)


def _not_given(view: View, key: str, measures: tuple[str, ...]) -> Card:
    names = ("、" if view.lang == "zh" else ", ").join(NAMES[name][0 if view.lang == "zh" else -1] for name in measures)
    notes = (view.say("channels.no_measure"), view.say("channels.no_measure_do", names=names))
    return Card(key, *_words(view, key), MISSING, None, False, None, notes, (), None)


@st.fragment
def _satisfying(view: View) -> None:
    found = channels.satisfaction_by_channel(view.at)
    with st.container(border=True):
        st.subheader(view.say("channels.satisfying"), anchor=False)
        hidden = {one.name for one in found if not _shown(one.satisfaction) and not _shown(one.negative)}
        for column, what in zip(st.columns(2), ("satisfaction", "negative"), strict=True):
            with column:
                words = view.say(f"channels.{what}")
                st.markdown(f"**{words}**")
                if not any(_shown(_figure_of(one, what)) for one in found):
                    st.info(view.say(f"channels.{what}_none"), icon=":material/hub:")
                    continue
                figure = _by_channel(view.at, what, view.lang, view.dark)
                alt = view.say("channels.satisfying_alt", what=words)
                st.plotly_chart(figure, config=charts.CONFIG, key=f"channel_{what}", alt=alt)
        st.caption(view.say("channels.satisfying_note", n=len(hidden)))
        if st.button(view.say("table.open"), key="open_channels", type="tertiary", icon=":material/format_quote:"):
            _channel_verbatims(view, [one.name or "" for one in found])


def _figure_of(one: Channel, what: str) -> Estimate:
    return one.satisfaction if what == "satisfaction" else one.negative


def _shown(found: Estimate) -> bool:
    return quality(found) != "suppressed" and found.value is not None and found.low is not None and found.high is not None


@cached_figure
def _by_channel(at: At, what: str, lang: str, dark: bool) -> go.Figure:
    """Best channel on top."""
    view = View(lang, dark, at)
    kept = [
        (one.name or "", _figure_of(one, what)) for one in channels.satisfaction_by_channel(at) if _shown(_figure_of(one, what))
    ]
    bars = []
    for name, found in sorted(kept, key=lambda one: (one[1].value or 0.0) * (-1 if what == "satisfaction" else 1)):
        if found.value is None or found.low is None or found.high is None:
            continue
        share = what == "negative"
        value = numbers.share(found.value) if share else numbers.number(found.value)
        spread = numbers.share_range(found.low, found.high) if share else numbers.number_range(found.low, found.high)
        few = f" · {view.say('overview.small')}" if quality(found) == "low" else ""
        text = f"{value}（{spread}）· {view.say('overview.base', n=f'{found.base:,}')}{few}"
        starred = f"{name} *" if few else name
        bars.append(charts.Bar(starred, found.value, found.low, found.high, text))
    return charts_service.forest(bars, dark=dark, zero=None, tick=".0%" if what == "negative" else ".0f")


def _channel_verbatims(view: View, names: list[str]) -> None:
    @st.dialog(f"{view.say('channels.title')} · {view.say('table.title')}", width="large")
    def drawer() -> None:
        left, right = st.columns(2)
        name = left.selectbox(view.say("channels.channel"), names, key="channel_name")
        kind = right.selectbox(
            view.say("table.label"),
            ("all", "negative"),
            format_func=lambda one: view.say("filter.all") if one == "all" else view.say("label.neg"),
            key="channel_kind",
        )
        show_verbatims(view, Pick(negative=kind == "negative", dimension="channel", value=name), "channels")

    drawer()


@st.fragment
def _over_time(view: View) -> None:
    with st.container(border=True):
        left, right = headed(view.say("channels.over_time"), 2)
        measure = view.say("overview.measure")
        key = choose(left, measure, tuple(RATIOS), lambda one: view.say(f"channels.{one}"), key="channel_ratio")
        by = choose(right, view.say("channels.by"), SPLITS, lambda one: view.say(f"channels.by_{one}"), key="channel_by")
        if not channels.ratio_over_time(view.at, *RATIOS[key], by).num_rows:
            st.info(view.say("channels.over_time_none"), icon=":material/show_chart:")
            return
        alt = view.say("channels.over_time_alt", what=view.say(f"channels.{key}"))
        st.plotly_chart(_ratio_figure(view.at, key, by, view.lang, view.dark), config=charts.CONFIG, key="ratio", alt=alt)
        st.caption(view.say("channels.over_time_note"))


@cached_figure
def _ratio_figure(at: At, key: str, by: str, lang: str, dark: bool) -> go.Figure:
    view = View(lang, dark, at)
    rows = channels.ratio_over_time(at, *RATIOS[key], by).to_pylist()
    sizes: dict[str | None, float] = {}
    for row in rows:
        sizes[row["group"]] = sizes.get(row["group"], 0.0) + row["base"]
    groups = sorted(sizes, key=lambda group: -sizes[group])[:LINES]
    drawn = []
    for group in groups:
        own = [row for row in rows if row["group"] == group]
        drawn.append(charts_service.Line(view.name("", group), [row["day"] for row in own], [row["value"] for row in own]))
    return charts_service.lines(drawn, lang, dark=dark, percent=True)


@st.fragment
def _mix(view: View) -> None:
    rows = channels.contact_mix(view.at).to_pylist()
    names = _large(rows)
    with st.container(border=True):
        st.subheader(view.say("channels.mix"), anchor=False)
        if not names:
            st.info(view.say("channels.mix_none"), icon=":material/grid_on:")
            return
        figure = _mix_figure(view.at, view.lang, view.dark)
        st.plotly_chart(figure, config=charts.CONFIG, key="mix", alt=view.say("channels.mix_alt"))
        st.caption(view.say("channels.mix_note"))
        if st.button(view.say("table.open"), key="open_mix", type="tertiary", icon=":material/format_quote:"):
            _mix_verbatims(view, names, sorted({row["level1"] for row in rows}))


def _large(rows: list[dict[str, object]]) -> list[str]:
    sizes = {str(row["channel"]): int(str(row["n"])) for row in rows}
    return sorted((name for name in sizes if sizes[name] >= FEWEST), key=lambda name: -sizes[name])[:COLUMNS]


@cached_figure
def _mix_figure(at: At, lang: str, dark: bool) -> go.Figure:
    view = View(lang, dark, at)
    rows = channels.contact_mix(at).to_pylist()
    names = _large(rows)
    cells = {(row["channel"], row["level1"]): row["k"] for row in rows}
    totals = {row["channel"]: row["n"] for row in rows}
    volume: dict[str, int] = {}
    for row in rows:
        volume[row["level1"]] = volume.get(row["level1"], 0) + row["k"]
    levels = sorted(volume, key=lambda level: -volume[level])
    shares = [[cells.get((name, level), 0) / totals[name] for name in names] for level in levels]
    hovers = [[view.say("channels.mix_hover", k=cells.get((name, level), 0), n=totals[name]) for name in names] for level in levels]
    figure = charts.heat(names, [level_name(level, lang) for level in levels], shares, hovers, dark=dark)
    # Names of channels are longer than those of brands: slanted where they would run into one another, as on a phone.
    return figure.update_xaxes(tickangle=None, autotickangles=[0, -35], automargin=True)


def _mix_verbatims(view: View, names: list[str], levels: list[str]) -> None:
    @st.dialog(f"{view.say('channels.mix')} · {view.say('table.title')}", width="large")
    def drawer() -> None:
        left, right = st.columns(2)
        name = left.selectbox(view.say("channels.channel"), names, key="mix_channel")
        level = right.selectbox(
            view.say("overview.level1"), levels, format_func=lambda one: level_name(one, view.lang), key="mix_level"
        )
        show_verbatims(view, Pick(level1=level, dimension="channel", value=name), "mix")

    drawer()

"""Surveys and drivers: headline figures, waves, what drives satisfaction, segments, staff beside customers, open answers."""

from __future__ import annotations

import plotly.graph_objects as go
import streamlit as st

from voc.dashboard import charts, charts_surveys
from voc.dashboard.blocks import show_block
from voc.dashboard.empty import nothing_to_show, say_empty
from voc.dashboard.heading import headed
from voc.dashboard.numbers import MISSING, count, effective, number, number_range, points, share, share_range
from voc.dashboard.pages.survey_drivers import show_antecedents, show_drivers
from voc.dashboard.pages.survey_segments import show_segments, show_teams
from voc.dashboard.plain import plain
from voc.dashboard.reads.base import At, cached_figure
from voc.dashboard.reads.survey_desk import index_picture
from voc.dashboard.reads.surveys import Chosen, by_wave, populations, speakers, summary, waves
from voc.dashboard.reads.verbatims import Pick
from voc.dashboard.table import open_verbatims
from voc.dashboard.view import View
from voc.survey.headline import Headline
from voc.survey.intervals import Estimate, quality, quality_of
from voc.survey.questions import Purposes
from voc.survey.trend import change

SHARES = ("top", "secure")
DRAWN = ("satisfaction", "top", "nps", "ces", "loyalty", "secure")


def show(view: View) -> None:
    """The page."""
    chosen = begin(view, "surveys.title")
    if chosen is None:
        return
    found, asked = summary(view.at, chosen)
    _cards(view, chosen, found, asked)
    _trend(view, chosen)
    _index_picture(view, chosen)
    show_drivers(view, chosen)
    show_antecedents(view, chosen, asked)
    if chosen.population == "staff":
        show_teams(view, chosen)
    show_segments(view, chosen)
    _voices(view, chosen)


def begin(view: View, title: str) -> Chosen | None:
    """The head of a page on surveys and the choice below it; None where there is nothing to choose from, which is said."""
    st.title(view.say(title), anchor=False)
    if nothing_to_show(view):
        return None
    known = populations(view.at)
    if not known:
        say_empty(view, "surveys.none", ":material/ballot:")
        return None
    return choose(view, known)


def choose(view: View, known: dict[str, int]) -> Chosen:
    """Whose answers and which waves."""
    with st.container(border=True, horizontal=True, gap="medium", vertical_alignment="bottom"):
        names = list(known)
        if st.session_state.get("population") not in names:
            st.session_state["population"] = names[0]
        asked = st.segmented_control(
            view.say("surveys.population"),
            names,
            required=True,
            format_func=lambda one: f"{plain(view.name('population', one))} {count(known[one], view.lang)}",
            key="population",
            persist_state="session",
        )
        population = str(asked or names[0])
        offered = [wave.name for wave in waves(view.at, population) if wave.name is not None]
        kept = st.multiselect(
            view.say("surveys.waves"),
            offered,
            key=f"waves_{population}",
            placeholder=view.say("surveys.all_waves"),
            disabled=len(offered) < 2,
            select_all=False,
            width="stretch",
        )
    return Chosen(population, tuple(kept))


def _cards(view: View, chosen: Chosen, found: Headline, asked: Purposes) -> None:
    with st.container(key="cards"):
        columns = st.columns(5)
    notes = [
        view.say("surveys.effective", n=effective(found.effective_base), deff=f"{found.deff:.2f}"),
        view.say("surveys.margin", margin=share(found.margin)),
    ]
    few = quality_of(found.effective_base)
    notes += [view.say("surveys.few" if few == "suppressed" else "surveys.small")] if few != "ok" else []
    pick = Pick(respondents=speakers(view.at, chosen))
    with columns[0].container(border=True, height="stretch", gap="xxsmall", key="card_respondents"):
        st.metric(view.say("surveys.respondents"), count(found.base, view.lang), help=view.say("surveys.respondents_help"))
        st.caption("  \n".join(notes))
        _verbatims_button(view, view.say("surveys.respondents"), pick, "respondents")
    parts = ("、" if view.lang == "zh" else ", ").join(view.name("part", part) for part, _ in asked.loyalty)
    helps = {
        "satisfaction": view.say("surveys.satisfaction_help", question=asked.outcome or MISSING),
        "nps": view.say("surveys.nps_help"),
        "ces": view.say("surveys.ces_help", question=asked.ces or MISSING),
        "loyalty": view.say("surveys.loyalty_help", parts=parts),
    }
    for column, (measure, said) in zip(columns[1:], helps.items(), strict=True):
        with column.container(border=True, height="stretch", gap="xxsmall", key=f"card_{measure}"):
            _card(view, measure, said, found, pick)


def _card(view: View, measure: str, said: str, found: Headline, pick: Pick) -> None:
    estimate = found.figures[measure]
    shown = estimate.value is not None and quality(estimate) != "suppressed"
    st.metric(view.say(f"surveys.m_{measure}"), written(estimate.value, measure) if shown else MISSING, help=plain(said))
    st.caption("  \n".join(_notes(view, measure, found)))
    if estimate.base:
        _verbatims_button(view, view.say(f"surveys.m_{measure}"), pick, measure)


def _notes(view: View, measure: str, found: Headline) -> list[str]:
    estimate = found.figures[measure]
    if not estimate.base:
        return [view.say("surveys.loyalty_missing" if measure == "loyalty" else "surveys.not_asked")]
    notes = [view.say("overview.base", n=f"{estimate.base:,}")]
    if quality(estimate) == "suppressed":
        return [*notes, view.say("overview.insufficient")]
    if quality(estimate) == "low":
        notes[0] += f" · {view.say('surveys.small')}"
    notes.append(view.say("overview.interval", low_high=written_range(estimate, measure)))
    beside = {"satisfaction": ("top", "surveys.top_note"), "loyalty": ("secure", "surveys.secure_note")}.get(measure)
    if beside:
        other = found.figures[beside[0]]
        notes.append(view.say(beside[1], share=share(other.value), low_high=share_range(other.low, other.high)))
    return notes


def written(value: float | None, measure: str) -> str:
    """A figure of a measure as the reader sees it."""
    if value is None:
        return MISSING
    return share(value) if measure in SHARES else f"{value:+.1f}" if measure == "nps" else number(value)


def written_range(estimate: Estimate, measure: str) -> str:
    """Its interval."""
    return share_range(estimate.low, estimate.high) if measure in SHARES else number_range(estimate.low, estimate.high)


def _verbatims_button(view: View, title: str, pick: Pick, key: str) -> None:
    if pick.respondents and st.button(
        view.say("table.open"), key=f"open_survey_{key}", type="tertiary", icon=":material/format_quote:"
    ):
        open_verbatims(view, title, pick, f"survey_{key}")


def _index_picture(view: View, chosen: Chosen) -> None:
    """The satisfaction index as a path model, where it is asked."""
    blocks = index_picture(view.at, chosen, view.lang)
    if not blocks:
        return
    with st.container(border=True):
        st.subheader(view.say("surveys.index_picture"), anchor=False)
        for place, block in enumerate(blocks):
            show_block(view, block, f"index_{place}", titled=False)


@st.fragment
def _trend(view: View, chosen: Chosen) -> None:
    with st.container(border=True):
        found = by_wave(view.at, chosen.population)
        asked = [measure for measure in DRAWN if any(one.figures[measure].base for _, one in found)]
        (right,) = headed(view.say("surveys.trend"))
        if not asked:
            st.info(view.say("surveys.trend_empty"), icon=":material/show_chart:")
            return
        measure = right.segmented_control(
            view.say("surveys.measure"),
            asked,
            default=asked[0],
            required=True,
            format_func=lambda one: view.say(f"surveys.m_{one}"),
            key=f"survey_measure_{chosen.population}",
            label_visibility="collapsed",
        )
        drawn = [(wave, one.figures[measure]) for wave, one in found if quality(one.figures[measure]) != "suppressed"]
        if not drawn:
            st.info(view.say("surveys.trend_empty"), icon=":material/show_chart:")
            return
        alt = view.say("surveys.trend_alt", measure=view.say(f"surveys.m_{measure}"), n=len(drawn))
        figure = _trend_figure(view.at, chosen.population, measure, view.lang, view.dark)
        st.plotly_chart(figure, config=charts.CONFIG, key="survey_trend", alt=alt)
        st.caption(_compared(view, measure, [(view.name("", wave.name), one) for wave, one in drawn[-2:]]))
        st.caption(view.say("surveys.trend_note"))


@cached_figure
def _trend_figure(at: At, population: str, measure: str, lang: str, dark: bool) -> go.Figure:
    view = View(lang, dark, at)
    drawn = []
    for wave, one in by_wave(at, population):
        estimate = one.figures[measure]
        name, hidden = view.name("", wave.name), quality(estimate) == "suppressed"
        figure = view.say("surveys.with_range", value=written(estimate.value, measure), low_high=written_range(estimate, measure))
        said = f"{figure}<br>{view.say('chart.base')} {estimate.base:,}"
        known = (None, None, None) if hidden else (estimate.value, estimate.low, estimate.high)
        drawn.append(charts_surveys.Point(name, *known, said))
    return charts_surveys.waves(drawn, dark=dark, percent=measure in SHARES)


def _compared(view: View, measure: str, last_two: list[tuple[str, Estimate]]) -> str:
    """The last wave against the one before it, in words."""
    if len(last_two) < 2:
        return ""
    (before, there), (now, here) = last_two
    moved = change(here, there, step=0.001 if measure in SHARES else 0.1)
    if moved.delta is None or moved.low is None or moved.high is None:
        return ""
    if measure in SHARES:
        delta, low_high = points(moved.delta, view.lang), share_range(moved.low, moved.high)
    else:
        delta, low_high = f"{round(moved.delta, 1) + 0.0:+.1f}", number_range(moved.low, moved.high)
    words = "surveys.change_level" if moved.holds else "surveys.change_up"
    return view.say(words, now=plain(now), before=plain(before), delta=delta, low_high=low_high)


@st.fragment
def _voices(view: View, chosen: Chosen) -> None:
    with st.container(border=True):
        st.subheader(view.say("surveys.voices"), anchor=False)
        wrote = speakers(view.at, chosen)
        st.caption(view.say("surveys.voices_note", n=count(len(wrote), view.lang)))
        if wrote and st.button(view.say("surveys.voices_open"), key="open_survey_voices", icon=":material/format_quote:"):
            open_verbatims(view, view.say("surveys.voices"), Pick(respondents=wrote), "survey_voices")

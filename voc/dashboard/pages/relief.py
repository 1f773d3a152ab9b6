"""Whether the electronic channel relieves the halls: verdicts by region, campaigns, and the two volumes over all weeks."""

from __future__ import annotations

import math
from datetime import date

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from voc.dashboard import charts, charts_service, numbers
from voc.dashboard.empty import say_empty
from voc.dashboard.grid import show_grid
from voc.dashboard.reads import channels
from voc.dashboard.reads.base import At, cached_figure
from voc.dashboard.reads.channels import Event, Told
from voc.dashboard.reads.measured import everything
from voc.dashboard.reads.verbatims import Pick
from voc.dashboard.table import open_verbatims
from voc.dashboard.view import View
from voc.service.diversion import Campaign, Verdict
from voc.survey.intervals import Estimate

SENTENCES: dict[Verdict, str] = {
    "relieves": "channels.relieves",
    "none": "channels.no_relief",
    "grows": "channels.grows",
    "unclear": "channels.unclear",
}
CAMPAIGNS: dict[Verdict, str] = {
    "relieves": "channels.campaign_relieves",
    "none": "channels.campaign_none",
    "grows": "channels.campaign_none",
    "unclear": "channels.campaign_unclear",
}
SIGNS = "①②③④⑤⑥⑦⑧⑨"


def show_relief(view: View) -> None:
    """The question, one verdict per region, and a region to look at closely."""
    with st.container(border=True):
        st.subheader(view.say("channels.relief"), anchor=False)
        at = everything(view.at)
        names = channels.regions(at)
        if channels.grain(at) != "week" or not names:
            say_empty(view, "channels.relief_none", ":material/query_stats:")
            return
        found = [channels.told(at, name) for name in names]
        for one in found:
            _campaigns(view, one)
        left, right = st.columns([1, 1])
        with left:
            judged = [one.region or "" for one in found if one.found is not None]
            if judged:
                figure = _forest(at, tuple(judged), view.lang, view.dark)
                st.plotly_chart(figure, config=charts.CONFIG, key="forest", alt=view.say("channels.forest_alt"))
                st.caption(view.say("channels.forest_note"))
        with right:
            rows = pd.DataFrame([_line(view, one) for one in found])
            show_grid(rows, key="relief_table", alt=view.say("channels.forest_table_alt"))
        said = [view.say("channels.relief_note", n=channels.volumes(at, names[0]).num_rows)]
        said += [view.say("channels.relief_total"), view.say("channels.relief_levels")]
        st.caption("  \n".join(said))
        _region(view, names)


def _campaigns(view: View, one: Told) -> None:
    """What each campaign of the region moved, in a sentence; in st.text's plain letters, as the names are data."""
    for event, found, refused in one.campaigns:
        st.text(_campaign(view, one.region or "", event, found, refused))


def _campaign(view: View, region: str, event: Event, found: Campaign | None, refused: tuple[str, str] | None) -> str:
    if found is None:
        why = refused[0 if view.lang == "zh" else 1] if refused else ""
        return f"{region} · {view.say('channels.campaign_refused', name=event.name, why=why)}"
    sentence = view.say(
        CAMPAIGNS[found.verdict],
        name=event.name,
        first=event.first,
        last=event.last or "…",
        electronic=_percent(found.electronic.value),
        hall=_percent(found.hall.value),
        low=_percent(found.hall.low),
        high=_percent(found.hall.high),
        total=_percent(found.total.value),
    )
    return f"{region} · {sentence}"


def _percent(log_ratio: float | None) -> str:
    """A log ratio as a signed percentage."""
    return "—" if log_ratio is None else f"{math.expm1(log_ratio) * 100:+.1f}%"


def _per_tenth(elasticity: float | None) -> str:
    """What ten percent more electronic volume does, as a signed percentage."""
    return "—" if elasticity is None else f"{(1.1**elasticity - 1) * 100:+.1f}%"


def sentence(view: View, one: Told) -> str:
    """The verdict on a region in words."""
    region = view.name("", one.region)
    if one.found is None:
        return view.say("channels.refused", region=region, why=one.refused[0 if view.lang == "zh" else 1] if one.refused else "")
    hall = one.found.hall
    values = {"hall": _per_tenth(hall.value), "low": _per_tenth(hall.low), "high": _per_tenth(hall.high)}
    return view.say(SENTENCES[one.found.verdict], region=region, weeks=one.found.weeks, **values)


def _line(view: View, one: Told) -> dict[str, object]:
    verdict = one.found.verdict if one.found else "refused"
    return {
        view.say("channels.region"): view.name("", one.region),
        view.say("channels.c_verdict"): view.say(f"channels.v_{verdict}"),
        view.say("channels.c_hall"): _written(one.found.hall) if one.found else None,
        view.say("channels.c_total"): _written(one.found.total) if one.found else None,
        view.say("channels.c_weeks"): one.found.weeks if one.found else None,
    }


def _written(found: Estimate) -> str:
    return numbers.bounded(found.value, found.low, found.high, 2, sign=True)


@cached_figure
def _forest(at: At, names: tuple[str, ...], lang: str, dark: bool) -> go.Figure:
    view = View(lang, dark, at)
    bars = []
    for name in names:
        found = channels.told(at, name).found
        if found is None or found.hall.value is None or found.hall.low is None or found.hall.high is None:
            continue
        text = f"{view.say('channels.forest_hall')} {_written(found.hall)} · {view.say('channels.c_weeks')} {found.weeks}"
        bars.append(charts.Bar(name, found.hall.value, found.hall.low, found.hall.high, text))
    return charts_service.forest(bars, dark=dark)


@st.fragment
def _region(view: View, names: tuple[str, ...]) -> None:
    at = everything(view.at)
    with_campaign = [name for name in names if channels.campaigns(at, name)]
    region = st.selectbox(
        view.say("channels.region"), [*with_campaign, *(n for n in names if n not in with_campaign)], key="relief_region"
    )
    st.text(sentence(view, channels.told(at, region)))
    alt = view.say("channels.volumes_alt", region=region)
    st.markdown(f"**{view.say('channels.volumes')}**")
    st.plotly_chart(_volumes(at, region, view.lang, view.dark), config=charts.CONFIG, key="volumes", alt=alt)
    marked = _marked(at, region)
    if marked:
        signs = [
            view.say("channels.sign", sign=sign, name=event.name, first=event.first, last=event.last or "…")
            for sign, event in marked
        ]
        st.text(view.say("channels.signs", what=("；" if view.lang == "zh" else "; ").join(signs)))
    if st.button(view.say("channels.open_region"), key="open_region", type="tertiary", icon=":material/format_quote:"):
        open_verbatims(view, region, Pick(dimension="region", value=region), "relief_region")


def _marked(at: At, region: str) -> list[tuple[str, Event]]:
    """Campaigns of the region, and those of everywhere, with their signs."""
    both = sorted([*channels.campaigns(at, region), *channels.campaigns(at, None)], key=lambda event: event.first)
    return list(zip(SIGNS, both, strict=False))


@cached_figure
def _volumes(at: At, region: str, lang: str, dark: bool) -> go.Figure:
    view = View(lang, dark, at)
    table = channels.volumes(at, region)
    days: list[date] = table["day"].to_pylist()
    drawn = [
        charts_service.Line(view.say(f"channels.{name}"), days, _index(table[name].to_pylist())) for name in ("hall", "electronic")
    ]
    spans = [charts_service.Span(sign, event.first, event.last or days[-1]) for sign, event in _marked(at, region)]
    return charts_service.lines(drawn, lang, dark=dark, percent=False, marked=spans)


def _index(values: list[float | None]) -> list[float | None]:
    """Values against the mean of their first 52 weeks as 100."""
    first = [value for value in values[:52] if value is not None]
    level = sum(first) / len(first) if first else 0.0
    return [None if value is None or not level else 100 * value / level for value in values]

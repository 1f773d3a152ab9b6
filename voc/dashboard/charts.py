"""Charts: colour-blind safe, dash styles as a second code, intervals as bands, no words of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import plotly.graph_objects as go
import pyarrow as pa

from voc.dashboard.words import say

CONFIG = {"displaylogo": False, "displayModeBar": False, "scrollZoom": False}
# Okabe and Ito 2008, and the same hues lightened for a dark page.
LINES = {False: ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00"),
         True: ("#56B4E9", "#F0B942", "#2FC79B", "#E29CC4", "#9CC9F5", "#FF8A4C")}  # fmt: skip
UNNAMED = {False: "#7A8794", True: "#9AA7B4"}
WHISKERS = {False: "#1F2933", True: "#F4F8FC"}
BARS = {False: "#5B9FCB", True: "#2F7FB5"}
"""Mild enough that the inner half of an interval is seen on them."""
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
# One hue from the page's own colour to its opposite.
HEAT = {False: ((0.0, "#EAF1F8"), (0.35, "#A9C8E6"), (0.7, "#3E86C0"), (1.0, "#08396B")),
        True: ((0.0, "#1B2A3A"), (0.35, "#27527C"), (0.7, "#4C93CE"), (1.0, "#B9DCFA"))}  # fmt: skip
MOST_TICKS = 8


@dataclass(frozen=True)
class Bar:
    """A bar: name, value, both ends of its interval, and what is said when it is pointed at."""

    name: str
    value: float
    low: float
    high: float
    text: str


def laid_out(figure: go.Figure, height: int) -> go.Figure:
    """Height, narrow margins, the legend above: what all charts share."""
    figure.update_layout(
        height=height,
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        legend={"orientation": "h", "yanchor": "bottom", "y": 1.02, "x": 0, "title": None},
        dragmode=False,
        hoverlabel={"align": "left"},
    )
    return figure


def _faint(colour: str, alpha: float) -> str:
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return f"rgba({red},{green},{blue},{alpha})"


def band(spans: Sequence[tuple[object, object, object]], colour: str) -> go.Scatter:
    """The interval of a line as a band over (x, low, high); that of a point that stands alone as an upright line."""
    return go.Scatter(
        x=[x for x, _, _ in spans] + [x for x, _, _ in reversed(spans)],
        y=[high for _, _, high in spans] + [low for _, low, _ in reversed(spans)],
        fill="toself",
        fillcolor=_faint(colour, 0.14),
        line={"width": 0 if len(spans) > 1 else 3, "color": _faint(colour, 0.4)},
        mode="lines",
        hoverinfo="skip",
    )


def trend(
    points: pa.Table,
    names: Sequence[tuple[str | None, str]],
    lang: str,
    *,
    grain: str,
    kind: str,
    dark: bool,
    since: date | None,
    height: int = 340,
) -> go.Figure:
    """Lines over time with bands. `kind` is share, mean or count; `names` are (group, shown name) in drawing order; a gap is a cell without base."""
    figure = go.Figure()
    rows = points.to_pylist()
    for place, (group, shown) in enumerate(names):
        own = [row for row in rows if row["group"] == group]
        colour = UNNAMED[dark] if group is None else LINES[dark][place % len(LINES[dark])]
        for run in _runs(own):
            spans = [(row["period"], row["low"], row["high"]) for row in run]
            figure.add_trace(band(spans, colour).update(showlegend=False, legendgroup=shown))
        kept = [row if row["quality"] != "suppressed" else {**row, "value": None} for row in own]
        figure.add_scatter(
            x=[row["period"] for row in kept],
            y=[row["value"] for row in kept],
            customdata=[[row["low"], row["high"], row["n"]] for row in kept],
            name=shown,
            legendgroup=shown,
            mode="lines+markers",
            marker={"size": 5},
            line={"color": colour, "width": 2.2, "dash": DASHES[place % len(DASHES)]},
            hovertemplate=_hover(kind, lang),
        )
    if since is not None and rows and min(row["period"] for row in rows) < since:
        figure.add_vline(x=since.isoformat(), line={"color": "#8A97A6", "width": 1, "dash": "dot"})
    figure.update_layout(hovermode="x unified", showlegend=len(names) > 1 or any(group is None for group, _ in names))
    figure.update_xaxes(type="date", tickformat=_tick(grain, lang), hoverformat="%Y-%m-%d", title=None)
    starts = sorted({row["period"] for row in rows})
    if len(starts) <= MOST_TICKS:
        figure.update_xaxes(tickvals=[start.isoformat() for start in starts])
    else:
        figure.update_xaxes(nticks=MOST_TICKS)
    figure.update_yaxes(
        tickformat={"share": ".0%", "mean": ".1f", "count": ",.0f"}[kind],
        rangemode="tozero" if kind == "count" else "normal",
        title=None,
    )
    return laid_out(figure, height)


def days_around(days: Sequence[tuple[date, int]], marked: tuple[date, date], usual: float, lang: str, *, dark: bool) -> go.Figure:
    """Bars of counts by day, those from marked[0] to before marked[1] in the warning colour, and a line at the usual count."""
    inside = [marked[0] <= day < marked[1] for day, _ in days]
    colours = [LINES[dark][5] if hit else LINES[dark][0] for hit in inside]
    figure = go.Figure(
        go.Bar(
            x=[day for day, _ in days],
            y=[n for _, n in days],
            marker={"color": colours},
            hovertemplate="%{x|%Y-%m-%d}<br>%{y:,}<extra></extra>",
        )
    )
    figure.add_hline(y=usual, line={"color": WHISKERS[dark], "width": 1.4, "dash": "dash"})
    figure.update_xaxes(type="date", tickformat=_tick("day", lang), title=None, nticks=MOST_TICKS)
    figure.update_yaxes(title=None, rangemode="tozero", tickformat=",.0f")
    return laid_out(figure, 260)


def _tick(grain: str, lang: str) -> str:
    if grain in ("month", "quarter"):
        return "%-m月\n%Y年" if lang == "zh" else "%b\n%Y"
    return "%-m月%-d日\n%Y年" if lang == "zh" else "%-d %b\n%Y"


def _hover(kind: str, lang: str) -> str:
    shape = {"share": ".1%", "mean": ".2f", "count": ",.0f"}[kind]
    base = "" if kind == "count" else f" · {say(lang, 'chart.base')} %{{customdata[2]:,}}"
    return f"%{{y:{shape}}}（%{{customdata[0]:{shape}}}–%{{customdata[1]:{shape}}}）{base}"


def _runs(rows: list[dict[str, object]]) -> list[list[dict[str, object]]]:
    """Consecutive drawn points: a band must not bridge a gap."""
    runs: list[list[dict[str, object]]] = [[]]
    for row in rows:
        if row["quality"] == "suppressed" or row["low"] is None:
            runs.append([])
        else:
            runs[-1].append(row)
    return [run for run in runs if run]


def heat(
    columns: Sequence[str],
    rows: Sequence[str],
    shares: Sequence[Sequence[float | None]],
    hovers: Sequence[Sequence[str]],
    *,
    dark: bool,
) -> go.Figure:
    """Rows against columns, one hue; None is a blank cell."""
    most = max((share for row in shares for share in row if share is not None), default=1.0) or 1.0
    figure = go.Figure(
        go.Heatmap(
            z=shares,
            x=list(columns),
            y=list(rows),
            customdata=hovers,
            colorscale=[list(stop) for stop in HEAT[dark]],
            zmin=0,
            zmax=most,
            xgap=3,
            ygap=3,
            hoverongaps=False,
            showscale=False,
            hovertemplate="%{y} · %{x}<br>%{z:.1%}<br>%{customdata}<extra></extra>",
        )
    )
    cells = [(row, column, share) for row, line in enumerate(shares) for column, share in enumerate(line) if share is not None]
    figure.update_layout(
        annotations=[
            {
                "x": column,
                "y": row,
                "text": f"{share:.0%}",
                "showarrow": False,
                "font": {"color": legible(share / most, dark=dark)},
            }
            for row, column, share in cells
        ]
    )
    figure.update_yaxes(autorange="reversed", title=None, showgrid=False, ticks="")
    figure.update_xaxes(side="top", title=None, showgrid=False, tickangle=0, ticks="")
    return laid_out(figure, 60 + 40 * max(2, len(rows)))


def legible(place: float, *, dark: bool) -> str:
    """The colour of words on the heat scale at `place` (0 to 1): dark on light, light on dark."""
    return ("#F4F8FC" if place > 0.68 else "#1C2733") if not dark else ("#0D1B2A" if place > 0.57 else "#F4F8FC")


def bars(rows: Sequence[Bar], *, dark: bool, percent: bool = True) -> go.Figure:
    """Horizontal bars with interval whiskers, the first on top."""
    figure = go.Figure(
        go.Bar(
            x=[row.value for row in rows],
            y=[row.name for row in rows],
            orientation="h",
            marker={"color": BARS[dark]},
            error_x={
                "type": "data",
                "symmetric": False,
                "array": [row.high - row.value for row in rows],
                "arrayminus": [row.value - row.low for row in rows],
                "color": WHISKERS[dark],
                "thickness": 1.4,
                "width": 4,
            },
            customdata=[row.text for row in rows],
            hovertemplate="%{y}<br>%{customdata}<extra></extra>",
        )
    )
    figure.update_yaxes(autorange="reversed", title=None, showgrid=False, ticklabelstandoff=6)
    figure.update_xaxes(tickformat=".0%" if percent else ",.0f", title=None, rangemode="tozero")
    return laid_out(figure, 60 + 30 * max(2, len(rows)))

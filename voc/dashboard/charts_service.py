"""Charts of service and channels: intervals around a line of no effect, volumes with campaigns marked, ratios over time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import plotly.graph_objects as go

from voc.dashboard.charts import DASHES, LINES, MOST_TICKS, UNNAMED, Bar, laid_out


@dataclass(frozen=True)
class Line:
    """One line: its shown name, days and values (None is a gap)."""

    name: str
    days: Sequence[date]
    values: Sequence[float | None]


@dataclass(frozen=True)
class Span:
    """A stretch of time to be marked: a short sign, first and last day."""

    sign: str
    first: date
    last: date


def forest(rows: Sequence[Bar], *, dark: bool, zero: float | None = 0.0, tick: str = ".2~f") -> go.Figure:
    """Points with their intervals, the first on top, and a line where there is no effect (`zero`; None: no such line)."""
    figure = go.Figure(
        go.Scatter(
            x=[row.value for row in rows],
            y=[row.name for row in rows],
            mode="markers",
            marker={"size": 9, "color": LINES[dark][0]},
            error_x={
                "type": "data",
                "symmetric": False,
                "array": [row.high - row.value for row in rows],
                "arrayminus": [row.value - row.low for row in rows],
                "color": LINES[dark][0],
                "thickness": 1.6,
                "width": 5,
            },
            customdata=[row.text for row in rows],
            hovertemplate="%{y}<br>%{customdata}<extra></extra>",
        )
    )
    if zero is not None:
        figure.add_vline(x=zero, line={"color": UNNAMED[dark], "width": 1.2, "dash": "dot"})
    figure.update_yaxes(autorange="reversed", title=None, ticklabelstandoff=6)
    figure.update_xaxes(tickformat=tick, title=None)
    return laid_out(figure, 60 + 32 * max(2, len(rows)))


def lines(
    drawn: Sequence[Line], lang: str, *, dark: bool, percent: bool, marked: Sequence[Span] = (), height: int = 300
) -> go.Figure:
    """Lines over time, each with its own dash; stretches of time shaded with their sign above."""
    figure = go.Figure()
    for place, line in enumerate(drawn):
        figure.add_scatter(
            x=list(line.days),
            y=list(line.values),
            name=line.name,
            mode="lines",
            line={"color": LINES[dark][place % len(LINES[dark])], "width": 2, "dash": DASHES[place % len(DASHES)]},
            hovertemplate="%{y:.1%}" if percent else "%{y:,.0f}",
        )
    for span in marked:
        figure.add_vrect(
            x0=span.first.isoformat(),
            x1=span.last.isoformat(),
            fillcolor=LINES[dark][1],
            opacity=0.18,
            line_width=0,
            annotation={"text": span.sign, "font": {"color": UNNAMED[dark]}},
            annotation_position="top left",
        )
    shape = "%-m月\n%Y年" if lang == "zh" else "%b\n%Y"
    figure.update_xaxes(type="date", tickformat=shape, hoverformat="%Y-%m-%d", title=None, nticks=MOST_TICKS)
    figure.update_yaxes(tickformat=".0%" if percent else ",.0f", title=None)
    figure.update_layout(hovermode="x unified", showlegend=len(drawn) > 1)
    return laid_out(figure, height)


@dataclass(frozen=True)
class Spot:
    """A unit in a funnel: name, number of cases, share, whether it lies outside, and what is said when it is pointed at."""

    name: str
    size: int
    share: float
    outside: bool
    text: str


def funnel(
    spots: Sequence[Spot],
    sizes: Sequence[int],
    limits: tuple[Sequence[float], Sequence[float]],
    centre: float,
    across: str,
    *,
    dark: bool,
) -> go.Figure:
    """Shares over numbers of cases, with the limits for `sizes`; units outside are drawn as diamonds and named."""
    figure = go.Figure()
    for bound in limits:
        line = {"color": UNNAMED[dark], "width": 1.4}
        figure.add_scatter(x=list(sizes), y=list(bound), mode="lines", line=line, hoverinfo="skip", showlegend=False)
    figure.add_hline(y=centre, line={"color": UNNAMED[dark], "width": 1.2, "dash": "dash"})
    for outside in (False, True):
        own = [spot for spot in spots if spot.outside is outside]
        figure.add_scatter(
            x=[spot.size for spot in own],
            y=[spot.share for spot in own],
            mode="markers+text" if outside else "markers",
            text=[spot.name for spot in own],
            textposition="middle right",
            marker={
                "size": 11 if outside else 8,
                "symbol": "diamond" if outside else "circle",
                "color": LINES[dark][5 if outside else 0],
            },
            customdata=[(spot.name, spot.text) for spot in own],
            hovertemplate="%{customdata[0]}<br>%{customdata[1]}<extra></extra>",
            showlegend=False,
            cliponaxis=False,
        )
    # High enough to see the funnel from its middle on; its mouth reaches 1 for the smallest units.
    sizes_of = sorted(spot.size for spot in spots)
    middle = sizes_of[len(sizes_of) // 2] if sizes_of else 0
    limit = next((bound for size, bound in zip(sizes, limits[1], strict=False) if size >= middle), 0.0)
    top = max([*(spot.share for spot in spots), centre, limit], default=0.0) * 1.15
    figure.update_xaxes(title={"text": across}, tickformat=",.0f", range=[0, max(sizes, default=1) * 1.15])
    figure.update_yaxes(tickformat=".0%", title=None, range=[0, min(1.05, max(top, 0.02))])
    return laid_out(figure, 360)

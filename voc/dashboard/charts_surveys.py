"""Charts of surveys: a figure by wave, and importance against performance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from voc.dashboard.charts import LINES, UNNAMED, band, laid_out

SIGNS = {"improve": "diamond", "keep": "circle", "low": "square", "ample": "triangle-up"}
_COLOURS = {"improve": 5, "keep": 0, "low": 3, "ample": 2}


@dataclass(frozen=True)
class Point:
    """A wave: its name, its figure with both ends, and what is said when it is pointed at; None is a gap."""

    name: str
    value: float | None
    low: float | None
    high: float | None
    text: str


@dataclass(frozen=True)
class Spot:
    """A driver in the matrix: its number, name, importance (share of 1), performance (0-100) and quadrant."""

    number: int
    name: str
    importance: float
    performance: float
    quadrant: str


def waves(points: Sequence[Point], *, dark: bool, percent: bool) -> go.Figure:
    """One line over waves in order with a band for the interval; a wave without base is a gap in both."""
    colour = LINES[dark][0]
    figure = go.Figure()
    for run in _runs(points):
        figure.add_trace(band([(point.name, point.low, point.high) for point in run], colour))
    figure.add_scatter(
        x=[point.name for point in points],
        y=[point.value for point in points],
        mode="lines+markers",
        line={"color": colour, "width": 2.2},
        marker={"size": 7},
        customdata=[point.text for point in points],
        hovertemplate="%{x}<br>%{customdata}<extra></extra>",
    )
    figure.update_layout(showlegend=False)
    order = [point.name for point in points]
    figure.update_xaxes(type="category", categoryorder="array", categoryarray=order, title=None, showgrid=False, nticks=8)
    figure.update_yaxes(tickformat=".0%" if percent else ".1f", title=None)
    return laid_out(figure, 320)


def _runs(points: Sequence[Point]) -> list[list[Point]]:
    """Neighbouring waves with an interval: a band must not bridge a gap."""
    runs: list[list[Point]] = [[]]
    for point in points:
        if point.low is None or point.high is None:
            runs.append([])
        else:
            runs[-1].append(point)
    return [run for run in runs if run]


def matrix(
    spots: Sequence[Spot], means: tuple[float, float], labels: tuple[str, str], names: dict[str, str], *, dark: bool
) -> go.Figure:
    """Importance across, performance up, numbered marks by quadrant (colour and shape), dashed lines at the means."""
    figure = go.Figure()
    for quadrant, name in names.items():
        own = [spot for spot in spots if spot.quadrant == quadrant]
        figure.add_scatter(
            x=[spot.importance for spot in own],
            y=[spot.performance for spot in own],
            text=[str(spot.number) for spot in own],
            customdata=[spot.name for spot in own],
            name=name,
            mode="markers+text",
            textposition="top center",
            marker={"size": 11, "symbol": SIGNS[quadrant], "color": LINES[dark][_COLOURS[quadrant]]},
            hovertemplate=f"%{{text}} %{{customdata}}<br>{labels[0]} %{{x:.1%}}<br>{labels[1]} %{{y:.1f}}<extra></extra>",
        )
    line = {"color": UNNAMED[dark], "width": 1, "dash": "dash"}
    figure.add_vline(x=means[0], line=line)
    figure.add_hline(y=means[1], line=line)
    figure.update_xaxes(tickformat=".0%", title=labels[0], rangemode="tozero")
    figure.update_yaxes(tickformat=".0f", title=labels[1])
    return laid_out(figure, 380)

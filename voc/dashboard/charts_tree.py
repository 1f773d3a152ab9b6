"""The treemap of causes: area is negative verbatims, colour the share negative."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from voc.dashboard.charts import HEAT, laid_out, legible
from voc.dashboard.words import say


@dataclass(frozen=True)
class Cell:
    """A node of the treemap: id and parent id, label, negative verbatims, share negative with its base."""

    id: str
    parent: str
    label: str
    negative: int
    share: float | None
    base: int


def tree(cells: Sequence[Cell], lang: str, *, dark: bool) -> go.Figure:
    """Treemap of `cells`; the first is the root. Area is negative verbatims, colour the share negative."""
    label, base = say(lang, "chart.negative_share"), say(lang, "chart.base")
    low, high = _span(cells)
    ticks = [low, (low + high) / 2, high]
    below = any(cell.share is not None and cell.share < low - 1e-9 for cell in cells)
    shown = [cell.share if cell.share is not None else low for cell in cells]
    figure = go.Figure(
        go.Treemap(
            ids=[cell.id for cell in cells],
            labels=[cell.label for cell in cells],
            parents=[cell.parent for cell in cells],
            values=[cell.negative for cell in cells],
            customdata=[[f"{cell.share:.1%}" if cell.share is not None else "—", cell.base] for cell in cells],
            branchvalues="total",
            maxdepth=3,
            marker={
                "colors": shown,
                "colorscale": [list(stop) for stop in HEAT[dark]],
                "cmin": low,
                "cmax": high,
                "showscale": True,
                "colorbar": {
                    "orientation": "h",
                    "thickness": 8,
                    "len": 0.5,
                    "x": 1,
                    "xanchor": "right",
                    "y": -0.02,
                    "yanchor": "top",
                    "tickvals": ticks,
                    "ticktext": [f"{'≤' if below and tick == low else ''}{tick:.0%}" for tick in ticks],
                    "tickangle": 0,
                    "outlinewidth": 0,
                    "title": {"text": label, "side": "top"},
                },
                "line": {"width": 1},
            },
            texttemplate="<b>%{label}</b><br>%{value:,}",
            textfont={"color": [legible(max(0.0, share - low) / (high - low), dark=dark) for share in shown]},
            hovertemplate=f"%{{label}}<br>%{{value:,}}<br>{label} %{{customdata[0]}} · {base} %{{customdata[1]:,}}<extra></extra>",
            pathbar={"visible": True, "side": "top", "thickness": 24},
            tiling={"pad": 3},
        )
    )
    figure.update_layout(uniformtext={"minsize": 10, "mode": "hide"})
    return laid_out(figure, 430).update_layout(margin_t=30)  # the path bar stands above the tiles


def _span(cells: Sequence[Cell]) -> tuple[float, float]:
    """Ends of the colours, in tens of percent: nearly all of the area lies between them, so that one small odd tile does not make all others alike."""
    tiles = sorted((cell.share, cell.negative) for cell in cells if cell.share is not None)
    if not tiles:
        return 0.0, 1.0
    area, below, low = sum(negative for _, negative in tiles), 0, tiles[0][0]
    for share, negative in tiles:
        below += negative
        if below > 0.02 * area:
            low = share
            break
    high = math.ceil(tiles[-1][0] * 10) / 10
    return min(math.floor(low * 10) / 10, high - 0.1), high

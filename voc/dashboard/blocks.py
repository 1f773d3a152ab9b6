"""Blocks of a report on a page: the same tables and pictures that the files hold."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from voc.dashboard import charts
from voc.dashboard.grid import show_grid
from voc.dashboard.plain import harmless, plain
from voc.dashboard.view import View
from voc.export.report import Block, Chart, Grid, Paths, Words, worded


def show_block(view: View, block: Block, key: str, *, titled: bool = True) -> None:
    """A table, bars with intervals, a path picture or lines; notes below as plain text."""
    if titled and block.title:
        st.markdown(f"**{plain(block.title)}**")
    if isinstance(block, Grid):
        _grid(block, key)
    elif isinstance(block, Paths):
        st.plotly_chart(_paths(block, dark=view.dark), config=charts.CONFIG, key=key, alt=plain(block.title))
    elif isinstance(block, Words):
        st.text("\n".join(block.lines))
    elif block.form == "bars":
        st.plotly_chart(_bars(block, dark=view.dark), config=charts.CONFIG, key=key, alt=plain(block.title))
    else:
        _figures(block, key)
    notes = () if isinstance(block, Words) else block.notes
    if notes:
        st.text("\n".join(notes))


def _grid(grid: Grid, key: str) -> None:
    cells = [
        [
            worded(cell, column.kind, grid.marks.get((at, place), ""))
            for place, (cell, column) in enumerate(zip(row, grid.columns, strict=True))
        ]
        for at, row in enumerate(grid.rows)
    ]
    names = [f"c{place}" for place in range(len(grid.columns))]
    # What stands on lines of its own in a file's titles stands above its columns here.
    groups, titles = zip(*(_titled(column.name) for column in grid.columns), strict=True)
    labels = {
        name: st.column_config.TextColumn(
            plain(title) or " ", pinned=place == 0, alignment="left" if column.kind == "text" else "right"
        )
        for place, (name, title, column) in enumerate(zip(names, titles, grid.columns, strict=True))
    }
    grouped = pd.MultiIndex.from_tuples([(plain(group), name) for group, name in zip(groups, names, strict=True)])
    show_grid(
        pd.DataFrame(cells, columns=grouped if any(groups) else names),
        key=key,
        alt=plain(grid.title),
        column_config=labels,
        tallest=620,
    )


def _titled(name: str) -> tuple[str, str]:
    """Group and title of a column: the first of several lines, and the others."""
    first, *others = name.split("\n")
    return (first, " ".join(others)) if others else ("", first)


def _figures(chart: Chart, key: str) -> None:
    """Figures of a chart that a page draws elsewhere, as a table."""
    rows = {one.name: [worded(value, chart.kind) for value in one.values] for one in chart.series}
    show_grid(pd.DataFrame({" ": list(chart.categories), **rows}), key=key, alt=plain(chart.title))


def _bars(chart: Chart, *, dark: bool) -> go.Figure:
    one = chart.series[0]
    ends = zip(one.low or one.values, one.high or one.values, strict=True)
    rows = [
        charts.Bar(name, value, value if low is None else low, value if high is None else high, worded(value, chart.kind))
        for name, value, (low, high) in zip(chart.categories, one.values, ends, strict=True)
        if value is not None
    ]
    figure = charts.bars(rows, dark=dark).update_yaxes(automargin=True, tickfont_size=12)
    if chart.kind != "share":
        figure.update_xaxes(tickformat=".1f" if chart.kind == "index" else ".3f")
    made: go.Figure = harmless(figure)
    return made


def _paths(paths: Paths, *, dark: bool) -> go.Figure:
    """Boxes from cause to effect with their figure, arrows with theirs."""
    ink, line, fill = ("#E6EDF3", "#56B4E9", "#1B2A3A") if dark else ("#1F2933", "#0072B2", "#EAF1F8")
    # One by one, annotations and shapes would each cost a validation of all that stand there already.
    said: list[dict[str, object]] = []
    boxes: list[dict[str, object]] = []
    at: dict[str, tuple[float, float]] = {}
    for column, members in enumerate(paths.columns):
        for row, (name, _) in enumerate(members):
            at[name] = (float(column), 1 - (row + 0.5) / len(members))
    wide, tall = 0.33, 0.1
    for source, target, words in paths.arrows:
        (x1, y1), (x2, y2) = at[source], at[target]
        upright = x1 == x2
        start = (x1, y1 + (tall if y2 > y1 else -tall)) if upright else (x1 + wide, y1)
        end = (x2, y2 + (-tall if y2 > y1 else tall)) if upright else (x2 - wide, y2)
        said.append({
            "x": end[0], "y": end[1], "ax": start[0], "ay": start[1], "xref": "x", "yref": "y", "axref": "x", "ayref": "y", "showarrow": True,
            "arrowhead": 2, "arrowwidth": 1.4, "arrowcolor": line, "text": "",
        })  # fmt: skip
        # Off the middle, where arrows cross.
        part = 0.28 if upright else 0.62
        spot = (start[0] + part * (end[0] - start[0]), start[1] + part * (end[1] - start[1]))
        told = {"text": words, "showarrow": False, "font": {"size": 12, "color": ink}, "bgcolor": fill, "yshift": 9}
        said.append({"x": spot[0], "y": spot[1], **told})
    for column_ in paths.columns:
        for name, words in column_:
            x, y = at[name]
            edges = {"x0": x - wide, "x1": x + wide, "y0": y - tall, "y1": y + tall}
            boxes.append({"type": "rect", **edges, "line": {"color": line}, "fillcolor": fill})
            said.append({"x": x, "y": y, "text": f"{name}<br>{words}", "showarrow": False, "font": {"size": 12, "color": ink}})
    layout = {
        "annotations": said,
        "shapes": boxes,
        "xaxis": {"visible": False, "range": [-0.5, len(paths.columns) - 0.5], "fixedrange": True},
        "yaxis": {"visible": False, "range": [0, 1], "fixedrange": True},
        "height": 380,
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
        "plot_bgcolor": "rgba(0,0,0,0)",
        "paper_bgcolor": "rgba(0,0,0,0)",
    }
    made: go.Figure = harmless(go.Figure(layout=layout))
    return made

"""A report as a workbook: a sheet of contents, then one sheet a section, with number formats, letters beside figures, notes and charts."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from voc.export.report import Cell, Chart, Grid, Kind, Paths, Report, Section, Words, width_of, worded, writable
from voc.export.tables import neutral_text, workbook

_FORMATS: dict[Kind, str] = {
    "text": "@",
    "count": "#,##0",
    "number": "#,##0.000",
    "index": "0.0",
    "share": "0.0%",
    "p": '[<0.00005]"<0.0001";0.0000',
}
_BLUE, _PALE, _GREY = "#0072B2", "#EAF1F7", "#5F6B7A"
LIGHT = "#9CCAE8"
"""Bars behind figures and intervals, which stay readable on it."""
COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#7F7F7F")
_WIDEST, _NARROWEST, _CHART_ROWS = 48, 9, 18
_CELL_TEXT = 32_767
_NO_SHEET = re.compile(r"[\[\]:*?/\\']")


def write_xlsx(report: Report, path: Path) -> None:
    """Writes `report` to `path`; text cells can never act as formulae."""
    book = workbook(path)
    try:
        pen = _Pen(book)
        names = sheet_names([report.contents, *(section.title for section in report.sections)])
        _contents(pen, report, names)
        for section, name in zip(report.sections, names[1:], strict=True):
            _Sheet(pen, name, section).write()
    finally:
        book.close()


def sheet_names(titles: list[str]) -> list[str]:
    """Names of sheets as Excel takes them: at most 31 characters, none that Excel refuses, each only once whatever its case."""
    taken: set[str] = set()
    names = []
    for title in titles:
        bare = _NO_SHEET.sub(" ", writable(title)).strip()[:31] or "-"
        name, number = bare, 2
        while name.lower() in taken:
            tail = f" {number}"
            name, number = bare[: 31 - len(tail)] + tail, number + 1
        taken.add(name.lower())
        names.append(name)
    return names


class _Pen:
    """A workbook with its formats, each made once."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self._made: dict[tuple[tuple[str, object], ...], Any] = {}

    def format(self, **given: object) -> Any:
        """The format with these properties."""
        key = tuple(sorted(given.items()))
        if key not in self._made:
            self._made[key] = self.book.add_format({"font_name": "Microsoft YaHei", "font_size": 10, "valign": "vcenter", **given})
        return self._made[key]

    def figure(self, kind: Kind, mark: str, *, bold: bool) -> Any:
        """The format of a figure; letters are part of it, so that the cell stays a number."""
        tail = f'" {mark}"'.replace('" "', "") if mark else ""
        return self.format(num_format=_FORMATS[kind] + tail, bold=bold, bottom=4, bottom_color="#C9D1DA", align="right")


def _contents(pen: _Pen, report: Report, names: list[str]) -> None:
    sheet = pen.book.add_worksheet(names[0])
    sheet.hide_gridlines(2)
    sheet.fit_to_pages(1, 0)
    sheet.set_column(0, 0, 60)
    sheet.set_column(1, 1, 24)
    sheet.write_string(0, 0, neutral_text(writable(report.title)), pen.format(bold=True, font_size=16, font_color=_BLUE))
    line = 1
    for text in report.lines:
        sheet.write_string(line, 0, neutral_text(writable(text)), pen.format(font_color=_GREY))
        line += 1
    line += 1
    for section, name in zip(report.sections, names[1:], strict=True):
        link = pen.format(font_color=_BLUE, underline=1)
        sheet.write_url(line, 0, f"internal:'{name}'!A1", link, neutral_text(writable(section.title)))
        if section.owner:
            sheet.write_string(line, 1, neutral_text(writable(section.owner)), pen.format(font_color=_GREY))
        line += 1


class _Sheet:
    """One section from the top of its sheet downwards."""

    def __init__(self, pen: _Pen, name: str, section: Section) -> None:
        self.pen, self.section, self.line = pen, section, 0
        self.sheet = pen.book.add_worksheet(name)
        self.name = name
        self.widths: dict[int, int] = {}
        self.sheet.hide_gridlines(2)
        self.sheet.set_landscape()
        self.sheet.set_paper(9)
        self.sheet.fit_to_pages(1, 0)

    def write(self) -> None:
        """Title, owner, blocks."""
        self._say(self.section.title, bold=True, font_size=14, font_color=_BLUE)
        if self.section.owner:
            self._say(self.section.owner, font_color=_GREY)
        writers: dict[type, Callable[[Any], None]] = {
            Grid: self._grid,
            Chart: self._chart,
            Words: self._words,
            Paths: self._paths,
        }
        for block in self.section.blocks:
            self.line += 1
            self._say(block.title, bold=True, font_size=11)
            writers[type(block)](block)
        for column, width in self.widths.items():
            self.sheet.set_column(column, column, width)

    def _say(self, text: str, **form: object) -> None:
        self.sheet.write_string(self.line, 0, neutral_text(writable(text)), self.pen.format(**form))
        self.line += 1

    def _notes(self, notes: tuple[str, ...]) -> None:
        for note in notes:
            self._say(note, italic=True, font_color=_GREY, font_size=9)

    def _words(self, block: Words) -> None:
        for text in block.lines:
            self._say(text)

    def _grid(self, grid: Grid) -> None:
        head = self.pen.format(bold=True, bg_color=_PALE, bottom=1, text_wrap=True, align="center")
        for place, column in enumerate(grid.columns):
            self.sheet.write_string(self.line, place, neutral_text(writable(column.name)), head)
            texts = [worded(row[place], column.kind, grid.marks.get((at, place), "")) for at, row in enumerate(grid.rows[:200])]
            lines = column.name.split("\n")
            widest = min(_WIDEST, max(_NARROWEST, width_of([*texts, *lines]) + 2))
            self.widths[place] = max(self.widths.get(place, 0), widest)
        self.line += 1
        for at, row in enumerate(grid.rows):
            for place, (cell, column) in enumerate(zip(row, grid.columns, strict=True)):
                self._cell(place, cell, column.kind, grid.marks.get((at, place), ""), bold=at in grid.total)
            self.line += 1
        self._notes(grid.notes)

    def _cell(self, place: int, cell: Cell, kind: Kind, mark: str, *, bold: bool) -> None:
        if isinstance(cell, (int, float)) and math.isfinite(cell):
            self.sheet.write_number(self.line, place, cell, self.pen.figure(kind, mark, bold=bold))
        else:
            text = worded(cell, kind, mark)[:_CELL_TEXT]
            align = "left" if kind == "text" else "right"
            form = self.pen.format(bottom=4, bottom_color="#C9D1DA", text_wrap=kind == "text", align=align, bold=bold)
            self.sheet.write_string(self.line, place, text, form)

    def _chart(self, chart: Chart) -> None:
        """The figures of the chart as a small table, and the chart beside it, drawn from them."""
        first = self.line
        columns = list(_figures(chart))
        for place, name in enumerate(["", *(name for name, _, _ in columns)]):
            self.sheet.write_string(self.line, place, neutral_text(writable(name)), self.pen.format(bold=True, bg_color=_PALE))
            self.widths[place] = max(self.widths.get(place, _NARROWEST), min(_WIDEST, width_of([name]) + 2))
        for at, category in enumerate(chart.categories):
            self.line += 1
            self._cell(0, category, "text", "", bold=False)
            for place, (_, kind, values) in enumerate(columns, 1):
                # A dash would be drawn as 0.
                if values[at] is not None:
                    self._cell(place, values[at], kind, "", bold=False)
        self.line += 1
        self.widths[0] = max(self.widths[0], min(_WIDEST, width_of(list(chart.categories)) + 2))
        self._notes(chart.notes)
        drawn = self.pen.book.add_chart(_type(chart))
        for one in self._lines(chart, first):
            drawn.add_series(one)
        _axes(drawn, chart)
        # Below its figures: wide tables of the same sheet would lie under a chart at their side.
        self.sheet.insert_chart(self.line, 0, drawn, {"x_offset": 4, "y_offset": 4})
        self.line += _CHART_ROWS

    def _lines(self, chart: Chart, first: int) -> Iterator[dict[str, Any]]:
        last = first + len(chart.categories)
        if chart.form == "spots":
            names = [{"value": neutral_text(writable(name))} for name in chart.categories]
            yield {
                "categories": [self.name, first + 1, 1, last, 1],
                "values": [self.name, first + 1, 2, last, 2],
                "marker": {"type": "circle", "size": 8, "fill": {"color": _BLUE}, "border": {"color": _BLUE}},
                "data_labels": {"custom": names, "value": True, "position": "above"},
            }
            return
        place = 1
        for one, colour in zip(chart.series, COLOURS * 9, strict=False):
            alone = len(chart.series) == 1
            yield {
                "name": [self.name, first, place],
                "categories": [self.name, first + 1, 0, last, 0],
                "values": [self.name, first + 1, place, last, place],
                "fill": {"color": LIGHT if alone and one.low else colour},
                "line": {"color": colour},
                "gap": 60,
                "data_labels": {
                    "value": alone,
                    "num_format": _FORMATS[chart.kind],
                    **({"position": "inside_base"} if one.low and chart.form != "lines" else {}),
                },
                **_bars_of_error(one, chart),
            }
            place += 3 if one.low else 1

    def _paths(self, paths: Paths) -> None:
        boxes = {name: figure for column in paths.columns for name, figure in column}
        for name, figure in boxes.items():
            self._say(f"{name}  {figure}", bold=True)
        for source, target, figure in paths.arrows:
            self._say(f"{source} → {target}  {figure}")
        self._notes(paths.notes)


def _figures(chart: Chart) -> Iterator[tuple[str, Kind, tuple[float | None, ...]]]:
    """The columns of a chart's table: name, kind and figures, each interval beside what it belongs to."""
    kinds = (chart.kind, chart.across) if chart.form == "spots" else (chart.kind,) * len(chart.series)
    for one, kind in zip(chart.series, kinds, strict=True):
        yield one.name, kind, one.values
        if one.low:
            yield f"{one.name} {chart.ends[0]}", kind, one.low
            yield f"{one.name} {chart.ends[1]}", kind, one.high


def _type(chart: Chart) -> dict[str, str]:
    forms = {"bars": "bar", "columns": "column", "lines": "line", "spots": "scatter"}
    return {"type": forms[chart.form]}


def _bars_of_error(one: Any, chart: Chart) -> dict[str, Any]:
    """Intervals as error bars from the figures themselves."""
    if not one.low or chart.form == "spots":
        return {}
    up, down = spreads(one.values, one.low, one.high)
    bars = {"type": "custom", "plus_values": up, "minus_values": down, "line": {"color": _GREY}}
    return {"x_error_bars" if chart.form == "bars" else "y_error_bars": bars}


def spreads(values: Any, low: Any, high: Any) -> tuple[list[float], list[float]]:
    """How far each interval reaches above and below its figure, 0 where there is none."""
    known = list(zip(values, low, high, strict=True))
    up = [0.0 if None in one else max(0.0, float(one[2]) - float(one[0])) for one in known]
    down = [0.0 if None in one else max(0.0, float(one[0]) - float(one[1])) for one in known]
    return up, down


def _axes(drawn: Any, chart: Chart) -> None:
    form = _FORMATS[chart.kind]
    font = {"name": "Microsoft YaHei", "size": 9}
    lines = {"visible": True, "line": {"color": "#E3E7EC"}}
    if chart.form == "spots":
        x, y = chart.cross or (None, None)
        drawn.set_x_axis({"name": chart.axes[0], "num_format": form, "num_font": font, "crossing": x, "label_position": "low"})
        drawn.set_y_axis(
            {
                "name": chart.axes[1],
                "num_format": _FORMATS[chart.across],
                "num_font": font,
                "crossing": y,
                "label_position": "low",
                "major_gridlines": {"visible": False},
            }
        )
    elif chart.form == "bars":
        # Excel draws categories from the foot upwards.
        drawn.set_y_axis({"reverse": True, "num_font": font})
        drawn.set_x_axis({"num_format": form, "num_font": font, "major_gridlines": lines, "label_position": "high"})
    else:
        drawn.set_x_axis({"num_font": font})
        drawn.set_y_axis({"num_format": form, "num_font": font, "major_gridlines": lines})
    drawn.set_title({"none": True})
    drawn.show_blanks_as("gap")
    drawn.set_legend({"none": True} if len(chart.series) < 2 or chart.form == "spots" else {"position": "bottom"})
    drawn.set_size({"width": 760, "height": 20 * _CHART_ROWS - 20})

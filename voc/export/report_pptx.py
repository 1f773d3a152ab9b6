"""A report as slides: a title, then one slide a block, with native charts and tables that can be edited in the presentation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from voc.export.report import Block, Chart, Grid, Paths, Report, Section, Words, width_of, worded, writable
from voc.export.report_xlsx import COLOURS, LIGHT, spreads
from voc.export.tables import neutral_text

_FONT = "Microsoft YaHei"
_INK, _BLUE, _PALE, _GREY = "1F2933", "0072B2", "EAF1F7", "5F6B7A"
_WIDTH, _HEIGHT, _EDGE = 13.333, 7.5, 0.6
_TOP, _BODY = 1.45, 5.05
_ROWS, _COLUMNS, _LINES, _BARS = 13, 13, 13, 16
_NUMBERS = {"share": "0.0%", "index": "0.0", "count": "#,##0", "number": "0.000", "p": "0.0000", "text": "General"}


def write_pptx(report: Report, path: Path) -> None:
    """Writes `report` to `path`: a slide for the title, one for each section of several blocks, one or more for each block."""
    from pptx import Presentation
    from pptx.util import Inches

    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(_WIDTH), Inches(_HEIGHT)
    _fonts(deck)
    deck.core_properties.title = writable(report.title)
    deck.core_properties.author = "voc"
    _front(deck, report)
    for section in report.sections:
        for block in section.blocks:
            for part in pages(block):
                _slide(deck, section, part)
    deck.save(str(path))


def pages(block: Block) -> Iterator[Block]:
    """A block in parts that each fit on a slide: long tables by rows and wide ones by columns, the first column repeated."""
    if isinstance(block, Words):
        for first in range(0, len(block.lines), _LINES):
            yield replace(block, lines=block.lines[first : first + _LINES])
    elif isinstance(block, Grid):
        parts = list(_grids(block))
        for number, part in enumerate(parts, 1):
            yield replace(part, title=f"{block.title}（{number}/{len(parts)}）") if len(parts) > 1 else part
    elif isinstance(block, Chart) and block.form == "bars" and len(block.categories) > _BARS:
        kept = slice(0, _BARS)
        series = [replace(one, values=one.values[kept], low=one.low[kept], high=one.high[kept]) for one in block.series]
        yield replace(block, categories=block.categories[kept], series=tuple(series))
    else:
        yield block


def _grids(grid: Grid) -> Iterator[Grid]:
    for columns in _columns(grid):
        for first in range(0, max(1, len(grid.rows)), _ROWS):
            rows = range(first, min(first + _ROWS, len(grid.rows)))
            yield replace(
                grid,
                columns=tuple(grid.columns[place] for place in columns),
                rows=tuple(tuple(grid.rows[row][place] for place in columns) for row in rows),
                marks={
                    (i, j): grid.marks[row, place]
                    for i, row in enumerate(rows)
                    for j, place in enumerate(columns)
                    if (row, place) in grid.marks
                },
                total=frozenset(row - first for row in grid.total if row in rows),
            )


def _columns(grid: Grid) -> list[list[int]]:
    """Columns of each slide, as even as they go."""
    many, parts = len(grid.columns) - 1, max(1, -(-(len(grid.columns) - 1) // (_COLUMNS - 1)))
    ends = [1 + many * part // parts for part in range(parts + 1)]
    return [[0, *range(first, last)] for first, last in pairwise(ends)] if many else [[0]]


def _fonts(deck: Any) -> None:
    """The theme's East Asian font, which every text and chart inherits."""
    from lxml import etree
    from pptx.opc.constants import RELATIONSHIP_TYPE

    theme = deck.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    tree = etree.fromstring(theme.blob)
    space = {"a": "http://schemas.openxmlformats.org/drawingml/2006/main"}
    for font in tree.xpath("//a:majorFont | //a:minorFont", namespaces=space):
        for kind in ("latin", "ea"):
            font.find(f"a:{kind}", space).set("typeface", _FONT)
    theme._blob = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)


def _colour(hex_: str) -> Any:
    from pptx.dml.color import RGBColor

    return RGBColor.from_string(hex_.lstrip("#"))


def _blank(deck: Any, title: str, *, size: int = 26, top: float = 0.4) -> Any:
    """A slide with a title in the title's own place, so that outlines and screen readers find it."""
    from pptx.util import Inches, Pt

    slide = deck.slides.add_slide(deck.slide_layouts[5])
    place = slide.shapes.title
    place.left, place.top, place.width, place.height = Inches(_EDGE), Inches(top), Inches(_WIDTH - 2 * _EDGE), Inches(0.75)
    place.text_frame.text = writable(title)
    place.text_frame.word_wrap = True
    line = place.text_frame.paragraphs[0]
    line.alignment = 1
    line.font.size, line.font.bold = Pt(size), True
    line.font.color.rgb = _colour(_INK)
    return slide


def _text(slide: Any, lines: list[str], place: tuple[float, float, float, float], size: float, colour: str = _INK) -> None:
    """Lines of text in a box of (left, top, width, height) inches."""
    from pptx.util import Inches, Pt

    box = slide.shapes.add_textbox(*(Inches(one) for one in place)).text_frame
    box.word_wrap = True
    for number, text in enumerate(lines):
        line = box.paragraphs[0] if number == 0 else box.add_paragraph()
        line.text = writable(text)
        line.font.size, line.font.color.rgb = Pt(size), _colour(colour)
        line.space_after = Pt(size / 3)


def _front(deck: Any, report: Report) -> None:
    slide = _blank(deck, report.title, size=36, top=2.2)
    _text(slide, list(report.lines), (_EDGE, 3.1, _WIDTH - 2 * _EDGE, 2.5), 16, _GREY)
    titles = list(dict.fromkeys(section.title for section in report.sections))
    if len(titles) > 1:
        listed = _blank(deck, report.contents)
        half = (len(titles) + 1) // 2 if len(titles) > 12 else len(titles)
        numbered = [f"{number}  {title}" for number, title in enumerate(titles, 1)]
        _text(listed, numbered[:half], (_EDGE, _TOP, 6, _BODY), 16)
        if numbered[half:]:
            _text(listed, numbered[half:], (_WIDTH / 2, _TOP, 6, _BODY), 16)


def _slide(deck: Any, section: Section, block: Block) -> None:
    slide = _blank(deck, block.title or section.title)
    above = section.title + (f"　{section.owner}" if section.owner else "")
    _text(slide, [above], (_EDGE, 0.15, _WIDTH - 2 * _EDGE, 0.3), 11, _GREY)
    notes = list(getattr(block, "notes", ()))
    room = (_EDGE, _TOP, _WIDTH - 2 * _EDGE, _BODY)
    if isinstance(block, Words):
        _text(slide, list(block.lines), room, 15)
    elif isinstance(block, Grid):
        _table(slide, block, room)
    elif isinstance(block, Chart):
        _chart(slide, block, room)
    else:
        _paths(slide, block, room)
    if notes:
        _text(slide, notes[:4], (_EDGE, 6.55, _WIDTH - 2 * _EDGE, 0.8), 10.5, _GREY)


def _table(slide: Any, grid: Grid, room: tuple[float, float, float, float]) -> None:
    from pptx.util import Inches, Pt

    left, top, width, height = room
    many = len(grid.rows) + 1
    frame = slide.shapes.add_table(
        many, len(grid.columns), Inches(left), Inches(top), Inches(width), Inches(min(height, 0.36 * many))
    )
    table = frame.table
    table.horz_banding = False
    texts = [
        [worded(row[place], column.kind, grid.marks.get((at, place), "")) for at, row in enumerate(grid.rows)]
        for place, column in enumerate(grid.columns)
    ]
    sizes = [
        min(46, max(8 if place else 18, width_of([*cells, *column.name.split("\n")])))
        for place, (cells, column) in enumerate(zip(texts, grid.columns, strict=True))
    ]
    size = 12 if len(grid.columns) <= 7 else 10 if len(grid.columns) <= 10 else 9
    for place, column in enumerate(grid.columns):
        table.columns[place].width = Inches(width * sizes[place] / sum(sizes))
        for at, text in enumerate([column.name, *texts[place]]):
            cell = table.cell(at, place)
            cell.text = writable(text)
            cell.margin_top = cell.margin_bottom = Inches(0.03)
            cell.fill.solid()
            cell.fill.fore_color.rgb = _colour(_PALE if at == 0 else "FFFFFF")
            for line in cell.text_frame.paragraphs:
                line.alignment = 1 if column.kind == "text" else 3
                line.font.size, line.font.bold = Pt(size), at == 0 or at - 1 in grid.total
                line.font.color.rgb = _colour(_INK)
    lines = max(column.name.count("\n") + 1 for column in grid.columns)
    for at, row in enumerate(table.rows):
        row.height = Inches(0.1 + 0.2 * lines if at == 0 else min((height - 0.2 * lines) / many, 0.36))


def _chart(slide: Any, chart: Chart, room: tuple[float, float, float, float]) -> None:
    from pptx.chart.data import CategoryChartData, XyChartData
    from pptx.enum.chart import XL_CHART_TYPE as KIND
    from pptx.util import Inches

    left, top, width, height = room
    # Few bars need no whole slide.
    height = min(height, 1.2 + 0.6 * len(chart.categories) * len(chart.series)) if chart.form == "bars" else height
    place = [Inches(one) for one in (left, top, width, height)]
    if chart.form == "spots":
        spots = XyChartData(number_format=_NUMBERS[chart.kind])
        series = spots.add_series(neutral_text(writable(chart.title)))
        x, y = chart.series[:2]
        for a, b in zip(x.values, y.values, strict=True):
            series.add_data_point(float(a or 0), float(b or 0))
        drawn = slide.shapes.add_chart(KIND.XY_SCATTER, *place, spots).chart
        _dress_spots(drawn, chart)
        return
    data = CategoryChartData(number_format=_NUMBERS[chart.kind])
    # The workbook inside the slide is a spreadsheet too.
    data.categories = [neutral_text(writable(name)) for name in chart.categories]
    for one in chart.series:
        data.add_series(neutral_text(writable(one.name)), one.values)
    kinds = {"bars": KIND.BAR_CLUSTERED, "columns": KIND.COLUMN_CLUSTERED, "lines": KIND.LINE_MARKERS}
    drawn = slide.shapes.add_chart(kinds[chart.form], *place, data).chart
    _dress(drawn, chart)


def _dress(drawn: Any, chart: Chart) -> None:
    from pptx.enum.chart import XL_LABEL_POSITION, XL_LEGEND_POSITION, XL_TICK_LABEL_POSITION
    from pptx.util import Pt

    drawn.font.size, drawn.font.color.rgb = Pt(12), _colour(_INK)
    drawn.has_title = False
    drawn.has_legend = len(chart.series) > 1
    if drawn.has_legend:
        drawn.legend.position, drawn.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    axis = drawn.value_axis
    axis.has_major_gridlines = True
    axis.major_gridlines.format.line.color.rgb = _colour("E3E7EC")
    axis.tick_labels.number_format, axis.tick_labels.number_format_is_linked = _NUMBERS[chart.kind], False
    drawn.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    if chart.form == "bars":
        drawn.category_axis.reverse_order = True
        axis.tick_label_position = XL_TICK_LABEL_POSITION.HIGH
    plot = drawn.plots[0]
    if chart.form != "lines":
        plot.gap_width, plot.overlap = 60, 0
    if len(chart.series) == 1:
        plot.has_data_labels = True
        plot.data_labels.number_format, plot.data_labels.number_format_is_linked = _NUMBERS[chart.kind], False
        plot.data_labels.font.size = Pt(11)
        if chart.series[0].low and chart.form != "lines":
            plot.data_labels.position = XL_LABEL_POSITION.INSIDE_BASE
    for one, series, colour in zip(chart.series, plot.series, COLOURS * 9, strict=False):
        if chart.form == "lines":
            series.format.line.color.rgb, series.smooth = _colour(colour), False
            series.marker.format.fill.solid()
            series.marker.format.fill.fore_color.rgb = _colour(colour)
        else:
            series.format.fill.solid()
            series.format.fill.fore_color.rgb = _colour(LIGHT if one.low and len(chart.series) == 1 else colour)
        if one.low:
            _intervals(series, *spreads(one.values, one.low, one.high))


def _intervals(series: Any, up: list[float], down: list[float]) -> None:
    """Error bars with both lengths given point by point, where the schema wants them: before the categories."""
    from pptx.oxml import parse_xml
    from pptx.oxml.ns import nsdecls, qn

    def literal(name: str, values: list[float]) -> str:
        points = "".join(f'<c:pt idx="{place}"><c:v>{value!r}</c:v></c:pt>' for place, value in enumerate(values))
        return f'<c:{name}><c:numLit><c:ptCount val="{len(values)}"/>{points}</c:numLit></c:{name}>'

    line = f'<c:spPr><a:ln w="12700"><a:solidFill><a:srgbClr val="{_GREY}"/></a:solidFill></a:ln></c:spPr>'
    head = '<c:errBarType val="both"/><c:errValType val="cust"/><c:noEndCap val="0"/>'
    bars = parse_xml(f"<c:errBars {nsdecls('c', 'a')}>{head}{literal('plus', up)}{literal('minus', down)}{line}</c:errBars>")
    series._element.find(qn("c:cat")).addprevious(bars)


def _dress_spots(drawn: Any, chart: Chart) -> None:
    from pptx.enum.chart import XL_LABEL_POSITION, XL_MARKER_STYLE, XL_TICK_LABEL_POSITION
    from pptx.util import Pt

    drawn.has_legend, drawn.has_title = False, False
    drawn.font.size, drawn.font.color.rgb = Pt(11), _colour(_INK)
    series = drawn.plots[0].series[0]
    series.format.line.fill.background()
    series.marker.style, series.marker.size = XL_MARKER_STYLE.CIRCLE, 9
    series.marker.format.fill.solid()
    series.marker.format.fill.fore_color.rgb = _colour(_BLUE)
    for place, name in enumerate(chart.categories):
        label = series.points[place].data_label
        label.has_text_frame, label.position = True, XL_LABEL_POSITION.ABOVE
        label.text_frame.text = writable(name)
        label.text_frame.paragraphs[0].font.size = Pt(10)
    axes = (drawn.category_axis, drawn.value_axis)
    for axis, name, values in zip(axes, chart.axes, chart.series[:2], strict=True):
        axis.has_title, axis.has_major_gridlines = True, False
        axis.axis_title.text_frame.text = writable(name)
        axis.axis_title.text_frame.paragraphs[0].font.size = Pt(11)
        axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
        known = [float(one) for one in values.values if one is not None]
        if known and max(known) > min(known):
            room = 0.15 * (max(known) - min(known))
            axis.minimum_scale, axis.maximum_scale = min(known) - room, max(known) + room
    axes[0].tick_labels.number_format, axes[0].tick_labels.number_format_is_linked = _NUMBERS[chart.kind], False
    axes[1].tick_labels.number_format, axes[1].tick_labels.number_format_is_linked = _NUMBERS[chart.across], False
    if chart.cross is not None:
        _cross(drawn, chart.cross)


def _cross(drawn: Any, cross: tuple[float, float]) -> None:
    """Axes that cross at the means, so that they are the lines of the matrix: where one crosses is said at the other."""
    from pptx.enum.chart import XL_AXIS_CROSSES

    for axis, at in ((drawn.category_axis, cross[0]), (drawn.value_axis, cross[1])):
        axis.crosses = XL_AXIS_CROSSES.CUSTOM
        axis.crosses_at = at


def _paths(slide: Any, paths: Paths, room: tuple[float, float, float, float]) -> None:
    """Boxes and arrows as shapes that can be moved; connectors stay fastened to their boxes."""
    from pptx.enum.shapes import MSO_CONNECTOR, MSO_SHAPE
    from pptx.util import Inches, Pt

    left, top, width, height = room
    step = width / len(paths.columns)
    wide, tall = min(2.1, step * 0.62), 0.8
    boxes = {}
    for column, members in enumerate(paths.columns):
        for row, (name, figure) in enumerate(members):
            x, y = left + column * step + (step - wide) / 2, top + height * (row + 0.5) / len(members) - tall / 2
            box = slide.shapes.add_shape(MSO_SHAPE.ROUNDED_RECTANGLE, Inches(x), Inches(y), Inches(wide), Inches(tall))
            box.fill.solid()
            box.fill.fore_color.rgb, box.line.color.rgb = _colour(_PALE), _colour(_BLUE)
            box.text_frame.text = f"{writable(name)}\n{writable(figure)}"
            for place, line in enumerate(box.text_frame.paragraphs):
                line.alignment, line.font.size, line.font.bold = 2, Pt(13 if place else 12), bool(place)
                line.font.color.rgb = _colour(_INK)
            boxes[name] = (box, column, x, y)
    for source, target, figure in paths.arrows:
        (one, at, x1, y1), (two, to, x2, y2) = boxes[source], boxes[target]
        arrow = slide.shapes.add_connector(MSO_CONNECTOR.STRAIGHT, 0, 0, 0, 0)
        upright = at == to
        arrow.begin_connect(one, (2 if y2 > y1 else 0) if upright else 3)
        arrow.end_connect(two, (0 if y2 > y1 else 2) if upright else 1)
        arrow.line.color.rgb, arrow.line.width = _colour(_GREY), Pt(1.25)
        _arrowhead(arrow)
        # Two thirds of the way, where arrows from one box have parted.
        part = 0.5 if upright else 0.62
        a, b = (x1 + wide, y1 + tall / 2), (x2, y2 + tall / 2)
        spot = (x1 + wide / 2, (y1 + y2 + tall) / 2) if upright else (a[0] + part * (b[0] - a[0]), a[1] + part * (b[1] - a[1]))
        _text(slide, [figure], (spot[0] - 0.45, spot[1] - 0.2, 0.9, 0.3), 10.5, _BLUE)


def _arrowhead(arrow: Any) -> None:
    from pptx.oxml import parse_xml
    from pptx.oxml.ns import nsdecls

    arrow.line._get_or_add_ln().append(parse_xml(f'<a:tailEnd {nsdecls("a")} type="triangle"/>'))

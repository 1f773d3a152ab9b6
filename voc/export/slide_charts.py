"""Charts on slides: native, so that they can be edited in the presentation; and a path picture of shapes."""

from __future__ import annotations

import math
from typing import Any

from voc.export.report import Chart, Paths, writable
from voc.export.report_xlsx import COLOURS, LIGHT, spreads
from voc.export.slide_look import BLUE, GREY, INK, NUMBERS, PALE, RULE, Room, colour_of, put_text
from voc.export.tables import neutral_text


def put_chart(slide: Any, chart: Chart, room: Room) -> None:
    """A bar, column, line or scatter chart with its intervals."""
    from pptx.chart.data import CategoryChartData, XyChartData
    from pptx.enum.chart import XL_CHART_TYPE as KIND
    from pptx.util import Inches

    left, top, width, height = room
    # Few bars need no whole slide.
    height = min(height, 1.2 + 0.6 * len(chart.categories) * len(chart.series)) if chart.form == "bars" else height
    place = [Inches(one) for one in (left, top, width, height)]
    if chart.form == "spots":
        spots = XyChartData(number_format=NUMBERS[chart.kind])
        series = spots.add_series(neutral_text(writable(chart.title)))
        x, y = chart.series[:2]
        for a, b in zip(x.values, y.values, strict=True):
            series.add_data_point(float(a or 0), float(b or 0))
        drawn = slide.shapes.add_chart(KIND.XY_SCATTER, *place, spots).chart
        _dress_spots(drawn, chart)
        return
    data = CategoryChartData(number_format=NUMBERS[chart.kind])
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

    drawn.font.size, drawn.font.color.rgb = Pt(12), colour_of(INK)
    drawn.has_title = False
    drawn.has_legend = len(chart.series) > 1
    if drawn.has_legend:
        drawn.legend.position, drawn.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    axis = drawn.value_axis
    axis.has_major_gridlines = True
    axis.major_gridlines.format.line.color.rgb = colour_of(RULE)
    axis.tick_labels.number_format, axis.tick_labels.number_format_is_linked = NUMBERS[chart.kind], False
    drawn.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    if chart.form == "bars":
        drawn.category_axis.reverse_order = True
        axis.tick_label_position = XL_TICK_LABEL_POSITION.HIGH
    ends = [float(one) for series in chart.series for one in (*(series.low or ()), *(series.high or ())) if one is not None]
    if ends and chart.form != "lines":  # programs scale an axis by its bars, and cut what of an interval lies beyond
        axis.minimum_scale, axis.maximum_scale = min(0.0, _round_end(min(ends))), max(0.0, _round_end(max(ends)))
    plot = drawn.plots[0]
    if chart.form != "lines":
        plot.gap_width, plot.overlap = 60, 0
    if len(chart.series) == 1:
        plot.has_data_labels = True
        plot.data_labels.number_format, plot.data_labels.number_format_is_linked = NUMBERS[chart.kind], False
        plot.data_labels.font.size = Pt(11)
        if chart.series[0].low and chart.form != "lines":
            plot.data_labels.position = XL_LABEL_POSITION.INSIDE_BASE
    for one, series, colour in zip(chart.series, plot.series, COLOURS * 9, strict=False):
        if chart.form == "lines":
            series.format.line.color.rgb, series.smooth = colour_of(colour), False
            series.marker.format.fill.solid()
            series.marker.format.fill.fore_color.rgb = colour_of(colour)
        else:
            series.format.fill.solid()
            series.format.fill.fore_color.rgb = colour_of(LIGHT if one.low and len(chart.series) == 1 else colour)
        if one.low:
            _intervals(series, *spreads(one.values, one.low, one.high))


def _round_end(value: float) -> float:
    """The next end of an axis away from 0 that reads well: 1, 1.5, 2, 3, 4, 5, 6, 8 or 10 times a power of ten."""
    if not value:
        return 0.0
    power = 10.0 ** math.floor(math.log10(abs(value)))
    return math.copysign(next(step for step in (1, 1.5, 2, 3, 4, 5, 6, 8, 10) if step * power >= abs(value)) * power, value)


def _intervals(series: Any, up: list[float], down: list[float]) -> None:
    """Error bars with both lengths given point by point, where the schema wants them: before the categories."""
    from pptx.oxml import parse_xml
    from pptx.oxml.ns import nsdecls, qn

    def literal(name: str, values: list[float]) -> str:
        points = "".join(f'<c:pt idx="{place}"><c:v>{value!r}</c:v></c:pt>' for place, value in enumerate(values))
        return f'<c:{name}><c:numLit><c:ptCount val="{len(values)}"/>{points}</c:numLit></c:{name}>'

    line = f'<c:spPr><a:ln w="12700"><a:solidFill><a:srgbClr val="{GREY}"/></a:solidFill></a:ln></c:spPr>'
    head = '<c:errBarType val="both"/><c:errValType val="cust"/><c:noEndCap val="0"/>'
    bars = parse_xml(f"<c:errBars {nsdecls('c', 'a')}>{head}{literal('plus', up)}{literal('minus', down)}{line}</c:errBars>")
    series._element.find(qn("c:cat")).addprevious(bars)


def _dress_spots(drawn: Any, chart: Chart) -> None:
    from pptx.enum.chart import XL_LABEL_POSITION, XL_MARKER_STYLE, XL_TICK_LABEL_POSITION
    from pptx.util import Pt

    drawn.has_legend, drawn.has_title = False, False
    drawn.font.size, drawn.font.color.rgb = Pt(11), colour_of(INK)
    series = drawn.plots[0].series[0]
    series.format.line.fill.background()
    series.marker.style, series.marker.size = XL_MARKER_STYLE.CIRCLE, 9
    series.marker.format.fill.solid()
    series.marker.format.fill.fore_color.rgb = colour_of(BLUE)
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
    axes[0].tick_labels.number_format, axes[0].tick_labels.number_format_is_linked = NUMBERS[chart.kind], False
    axes[1].tick_labels.number_format, axes[1].tick_labels.number_format_is_linked = NUMBERS[chart.across], False
    if chart.cross is not None:
        _cross(drawn, chart.cross)


def _cross(drawn: Any, cross: tuple[float, float]) -> None:
    """Axes that cross at the means, so that they are the lines of the matrix: where one crosses is said at the other."""
    from pptx.enum.chart import XL_AXIS_CROSSES

    for axis, at in ((drawn.category_axis, cross[0]), (drawn.value_axis, cross[1])):
        axis.crosses = XL_AXIS_CROSSES.CUSTOM
        axis.crosses_at = at


def put_paths(slide: Any, paths: Paths, room: Room) -> None:
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
            box.fill.fore_color.rgb, box.line.color.rgb = colour_of(PALE), colour_of(BLUE)
            box.text_frame.text = f"{writable(name)}\n{writable(figure)}"
            for place, line in enumerate(box.text_frame.paragraphs):
                line.alignment, line.font.size, line.font.bold = 2, Pt(13 if place else 12), bool(place)
                line.font.color.rgb = colour_of(INK)
            boxes[name] = (box, column, x, y)
    for source, target, figure in paths.arrows:
        (one, at, x1, y1), (two, to, x2, y2) = boxes[source], boxes[target]
        arrow = slide.shapes.add_connector(MSO_CONNECTOR.STRAIGHT, 0, 0, 0, 0)
        upright = at == to
        arrow.begin_connect(one, (2 if y2 > y1 else 0) if upright else 3)
        arrow.end_connect(two, (0 if y2 > y1 else 2) if upright else 1)
        arrow.line.color.rgb, arrow.line.width = colour_of(GREY), Pt(1.25)
        _arrowhead(arrow)
        # Two thirds of the way, where arrows from one box have parted.
        part = 0.5 if upright else 0.62
        a, b = (x1 + wide, y1 + tall / 2), (x2, y2 + tall / 2)
        spot = (x1 + wide / 2, (y1 + y2 + tall) / 2) if upright else (a[0] + part * (b[0] - a[0]), a[1] + part * (b[1] - a[1]))
        put_text(slide, [figure], (spot[0] - 0.45, spot[1] - 0.2, 0.9, 0.3), 10.5, BLUE)


def _arrowhead(arrow: Any) -> None:
    from pptx.oxml import parse_xml
    from pptx.oxml.ns import nsdecls

    arrow.line._get_or_add_ln().append(parse_xml(f'<a:tailEnd {nsdecls("a")} type="triangle"/>'))

"""A report as slides: a title, then one slide a block, with native charts and tables that can be edited in the presentation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from voc.export.report import Block, Chart, Grid, Report, Section, Words, width_of, worded, writable
from voc.export.slide_charts import put_chart, put_paths
from voc.export.slide_look import BODY, EDGE, FONT, GREY, HEIGHT, INK, PALE, TOP, WIDTH, Room, colour_of, put_text

_ROWS, _COLUMNS, _LINES, _BARS = 13, 13, 13, 16


def write_pptx(report: Report, path: Path) -> None:
    """Writes `report` to `path`: a slide for the title, one for each section of several blocks, one or more for each block."""
    from pptx import Presentation
    from pptx.util import Inches

    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(WIDTH), Inches(HEIGHT)
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
            font.find(f"a:{kind}", space).set("typeface", FONT)
    theme._blob = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)


def _blank(deck: Any, title: str, *, size: int = 26, top: float = 0.4) -> Any:
    """A slide with a title in the title's own place, so that outlines and screen readers find it."""
    from pptx.util import Inches, Pt

    slide = deck.slides.add_slide(deck.slide_layouts[5])
    place = slide.shapes.title
    place.left, place.top, place.width, place.height = Inches(EDGE), Inches(top), Inches(WIDTH - 2 * EDGE), Inches(0.75)
    place.text_frame.text = writable(title)
    place.text_frame.word_wrap = True
    line = place.text_frame.paragraphs[0]
    line.alignment = 1
    line.font.size, line.font.bold = Pt(size), True
    line.font.color.rgb = colour_of(INK)
    return slide


def _front(deck: Any, report: Report) -> None:
    slide = _blank(deck, report.title, size=36, top=2.2)
    put_text(slide, list(report.lines), (EDGE, 3.1, WIDTH - 2 * EDGE, 2.5), 16, GREY)
    titles = list(dict.fromkeys(section.title for section in report.sections))
    if len(titles) > 1:
        listed = _blank(deck, report.contents)
        half = (len(titles) + 1) // 2 if len(titles) > 12 else len(titles)
        numbered = [f"{number}  {title}" for number, title in enumerate(titles, 1)]
        put_text(listed, numbered[:half], (EDGE, TOP, 6, BODY), 16)
        if numbered[half:]:
            put_text(listed, numbered[half:], (WIDTH / 2, TOP, 6, BODY), 16)


def _slide(deck: Any, section: Section, block: Block) -> None:
    slide = _blank(deck, block.title or section.title)
    above = section.title + (f"　{section.owner}" if section.owner else "")
    put_text(slide, [above], (EDGE, 0.15, WIDTH - 2 * EDGE, 0.3), 11, GREY)
    notes = list(getattr(block, "notes", ()))
    room = (EDGE, TOP, WIDTH - 2 * EDGE, BODY)
    if isinstance(block, Words):
        put_text(slide, list(block.lines), room, 15)
    elif isinstance(block, Grid):
        _table(slide, block, room)
    elif isinstance(block, Chart):
        put_chart(slide, block, room)
    else:
        put_paths(slide, block, room)
    if notes:
        put_text(slide, notes[:4], (EDGE, 6.55, WIDTH - 2 * EDGE, 0.8), 10.5, GREY)


def _table(slide: Any, grid: Grid, room: Room) -> None:
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
            cell.fill.fore_color.rgb = colour_of(PALE if at == 0 else "FFFFFF")
            for line in cell.text_frame.paragraphs:
                line.alignment = 1 if column.kind == "text" else 3
                line.font.size, line.font.bold = Pt(size), at == 0 or at - 1 in grid.total
                line.font.color.rgb = colour_of(INK)
    lines = max(column.name.count("\n") + 1 for column in grid.columns)
    for at, row in enumerate(table.rows):
        row.height = Inches(0.1 + 0.2 * lines if at == 0 else min((height - 0.2 * lines) / many, 0.36))

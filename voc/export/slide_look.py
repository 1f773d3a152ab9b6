"""The look of slides: sizes, colours, number formats, and text in a box."""

from __future__ import annotations

from typing import Any

from voc.export.report import writable

FONT = "Microsoft YaHei"
INK, BLUE, PALE, GREY, RULE = "1F2933", "0072B2", "EAF1F7", "5F6B7A", "E3E7EC"
WIDTH, HEIGHT, EDGE = 13.333, 7.5, 0.6
TOP, BODY = 1.45, 5.05
NUMBERS = {"share": "0.0%", "index": "0.0", "count": "#,##0", "number": "0.000", "p": "0.0000", "text": "General"}

Room = tuple[float, float, float, float]
"""Left, top, width and height in inches."""


def colour_of(hex_: str) -> Any:
    """A colour of six hexadecimal digits, with or without #."""
    from pptx.dml.color import RGBColor

    return RGBColor.from_string(hex_.lstrip("#"))


def put_text(slide: Any, lines: list[str], place: Room, size: float, colour: str = INK) -> None:
    """Lines of text in a box."""
    from pptx.util import Inches, Pt

    box = slide.shapes.add_textbox(*(Inches(one) for one in place)).text_frame
    box.word_wrap = True
    for number, text in enumerate(lines):
        line = box.paragraphs[0] if number == 0 else box.add_paragraph()
        line.text = writable(text)
        line.font.size, line.font.color.rgb = Pt(size), colour_of(colour)
        line.space_after = Pt(size / 3)

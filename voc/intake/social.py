"""Posts, reviews and other single texts -> verbatims."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from voc.intake.frame import Frame
from voc.intake.mapping import TEXT
from voc.intake.verbatims import Memory, described, row_keys, settle_repeats, shown, text_tables


def joined(frame: Frame) -> list[tuple[str | None, list[str | None]]]:
    """(question, texts) of each text column, the title set before texts that do not hold it; a question only where there are several."""
    places = frame.context.places.get(TEXT, [])
    title_place = frame.place_of("title")
    titles = None if title_place is None else frame.texts(title_place)
    columns = [(frame.context.columns[place] if len(places) > 1 else None, frame.texts(place)) for place in places]
    if titles is None:
        return columns
    if not columns:
        return [(None, titles)]
    question, first = columns[0]
    return [(question, [_titled(title, text) for title, text in zip(titles, first, strict=True)]), *columns[1:]]


def _titled(title: str | None, text: str | None) -> str | None:
    if title is None or text is None:
        return text or title
    return text if title in text else f"{title}\n{text}"


def said(columns: Sequence[tuple[str | None, list[str | None]]], rows: int) -> list[str]:
    """All texts of each row, for telling one row from another with the same id."""
    if len(columns) == 1:
        return [text or "" for text in columns[0][1]]
    return ["\x1f".join(text or "" for text in texts) for texts in zip(*(column for _, column in columns), strict=True)] or [
        ""
    ] * rows


def take(frame: Frame, memory: Memory) -> dict[str, pa.Table]:
    """One verbatim per row and text column; rows without text become faults."""
    texts = joined(frame)
    columns = described(frame)
    content = said(texts, len(frame))
    for place, row in enumerate(content):
        if not row.strip("\x1f"):
            frame.fault(place, frame.column(TEXT), "no_text", "")
    shown_ids, ids = frame.raw("id"), frame.names()
    settle_repeats(frame, memory, ids, content, "id")
    alive = frame.alive
    keys = row_keys(frame, memory, ids, alive)
    tables = text_tables(frame, {**columns, "external_id": shown(frame, shown_ids)}, texts, alive, keys)
    return {"verbatims": pa.concat_tables(tables)}

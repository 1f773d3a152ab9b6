"""Texts of a block for scoring: one row for every input row and text column, whatever is wrong with the row."""

from __future__ import annotations

import pyarrow as pa

from voc.errors import MappingError
from voc.intake.blocks import Block
from voc.intake.context import Context
from voc.intake.frame import Frame
from voc.intake.social import joined
from voc.intake.survey import questions
from voc.intake.transcript import calls, customer_text
from voc.intake.turns import Turn

TURN = pa.struct([("speaker", pa.string()), ("text", pa.string()), ("start", pa.float64()), ("end", pa.float64())])
SCHEMA = pa.schema(
    [("row_id", pa.int64()), ("id", pa.string()), ("question", pa.string()), ("text", pa.string()), ("turns", pa.list_(TURN))]
)


def text_table(block: Block, context: Context) -> pa.Table:
    """row_id, id, question, text and, of a call, its turns; the id is the row's own, its number where it has none."""
    frame = Frame(block, context)
    spoken = calls(frame) if context.source == "transcript" else None
    columns = text_columns(frame) if spoken is None else [(None, [customer_text(turns) for turns in spoken])]
    # Cells without a value (formulas, errors) must not be scored as text.
    unread = {frame.numbers[place] for place, fault in frame.faults.items() if fault.reason in ("formula", "cell_error")}
    place_of = {number: place for place, number in enumerate(frame.numbers)}
    ids = frame.raw("id") or frame.raw("case") or [None] * len(frame)
    numbers = sorted([*frame.numbers, *(fault.row for fault in block.faults)])
    rows: list[int] = []
    names: list[str] = []
    asked: list[str | None] = []
    texts: list[str | None] = []
    turns: list[list[dict[str, object]] | None] = []
    for number in numbers:
        place = place_of.get(number)
        given = None if place is None else ids[place]
        for question, column in columns:
            rows.append(number)
            names.append(str(number) if given is None else given.encode("utf-8", "ignore").decode())
            asked.append(question)
            text = None if place is None or number in unread else column[place]
            texts.append(text)
            turns.append(None if text is None or place is None or spoken is None else [_plain(turn) for turn in spoken[place]])
    return pa.table([rows, names, asked, texts, turns], schema=SCHEMA)


def _plain(turn: Turn) -> dict[str, object]:
    return {"speaker": turn.speaker, "text": turn.text, "start": turn.start, "end": turn.end}


def text_columns(frame: Frame) -> list[tuple[str | None, list[str | None]]]:
    """(question, texts) of each text column of a source that is no transcript; a question only where there are several."""
    source = frame.context.source
    if source in ("social", "complaint"):
        return joined(frame)
    places = questions(frame)[1] if source == "survey" else []
    if not places:
        columns = ", ".join(frame.context.columns[:40])
        raise MappingError(
            f"没有可评分的文本列。文件中的列：{columns}。请用映射文件把开放题标为 open。",
            f'there is no column of text to score. Columns of the file: {columns}. Mark open questions as "open" in a mapping file.',
        )
    return [(frame.context.columns[place] if len(places) > 1 else None, frame.texts(place)) for place in places]

"""Texts of a block for scoring: one row for every input row and text column, whatever is wrong with the row."""

from __future__ import annotations

import numpy as np
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
    numbers = sorted([*frame.numbers, *(fault.row for fault in block.faults)])
    place_of = {number: place for place, number in enumerate(frame.numbers)}
    places = [place_of.get(number) for number in numbers]
    ids = frame.raw("id") or frame.raw("case") or [None] * len(frame)
    names = [
        str(number) if place is None or (given := ids[place]) is None else given if given.isascii() else _encodable(given)
        for number, place in zip(numbers, places, strict=True)
    ]
    texts: list[list[str | None]] = [
        [None if place is None or number in unread else column[place] for number, place in zip(numbers, places, strict=True)]
        for _, column in columns
    ]
    turns = pa.nulls(len(numbers), pa.list_(TURN))
    if spoken is not None:
        told = [
            None if text is None or place is None else [_plain(turn) for turn in spoken[place]]
            for text, place in zip(texts[0], places, strict=True)
        ]
        turns = pa.array(told, pa.list_(TURN))
    # One row for every number and question: the questions of a row stand together.
    rows = np.repeat(np.arange(len(numbers)), len(columns))
    order = np.arange(len(rows)).reshape(len(columns), -1).T.ravel()
    return pa.table(
        [
            pa.array(numbers, pa.int64()).take(pa.array(rows)),
            pa.array(names, pa.string()).take(pa.array(rows)),
            pa.array([question for question, _ in columns] * len(numbers), pa.string()),
            pa.array([text for column in texts for text in column], pa.string()).take(pa.array(order)),
            turns.take(pa.array(rows)),
        ],
        schema=SCHEMA,
    )


def _encodable(given: str) -> str:
    return given.encode("utf-8", "ignore").decode()


def _plain(turn: Turn) -> dict[str, object]:
    return {"speaker": turn.speaker, "text": turn.text, "start": turn.start, "end": turn.end}


def text_columns(frame: Frame) -> list[tuple[str | None, list[str | None]]]:
    """(question, texts) of each text column of a source that is no transcript; a question only where there are several."""
    source = frame.context.source
    if source in ("social", "complaint"):
        found = joined(frame)
    else:
        places = questions(frame)[1] if source == "survey" else []
        found = [(frame.context.columns[place] if len(places) > 1 else None, frame.texts(place)) for place in places]
    if not found:
        columns = ", ".join(frame.context.columns[:40])
        role, zh = ("text", "文本") if source in ("social", "complaint") else ("open", "开放题")
        raise MappingError(
            f"没有可评分的文本列。文件中的列：{columns}。请用映射文件把{zh}列标为 {role}。",
            f'there is no column of text to score. Columns of the file: {columns}. Mark the column with the words as "{role}" in a mapping file.',
        )
    return found

"""Calls given as one row per turn -> blocks with one row per call, its turns as a list."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from voc.intake.blocks import BLOCK_ROWS, Block, Fault
from voc.intake.cells import Cell, as_text
from voc.intake.frame import Context, Frame
from voc.intake.transcript import one_line

MOST_TURNS = 20_000


@dataclass
class _Call:
    """A call that may go on in the next row: its id, its first row, and number and turn of each row."""

    name: str
    row: list[Cell]
    numbers: list[int] = field(default_factory=list)
    turns: list[dict[str, Any]] = field(default_factory=list)


def by_call(blocks: Iterator[Block], context: Context) -> Iterator[Block]:
    """Rows that follow one another with the same id become one row; the other columns are those of the call's first row.

    Rows without an id or without words become faults.
    """
    out, call = Block(), None
    for block in blocks:
        out.faults.extend(block.faults)
        frame = Frame(block, context)
        ids = frame.raw("id") or [None] * len(frame)
        turns = _turns(frame, ids)
        out.faults.extend(frame.faults.values())
        for place, turn in turns.items():
            name = str(ids[place])
            if call is None or call.name != name or len(call.turns) >= MOST_TURNS:
                _close(out, call, context)
                call = _Call(name, frame.rows[place])
            call.numbers.append(frame.numbers[place])
            call.turns.append(turn)
            if len(out.rows) + len(out.faults) >= BLOCK_ROWS:
                yield out
                out = Block()
    _close(out, call, context)
    if out.rows or out.faults:
        yield out


def _turns(frame: Frame, ids: list[str | None]) -> dict[int, dict[str, Any]]:
    speakers, starts, ends = frame.cells("speaker"), frame.cells("start"), frame.cells("end")
    turns = {}
    for place, cell in enumerate(frame.cells("turns")):
        text = one_line(as_text(cell))
        if ids[place] is None:
            frame.fault(place, frame.column("id"), "no_id", text)
        elif not text:
            frame.fault(place, frame.column("turns"), "no_text", "")
        if place not in frame.faults:
            turns[place] = {"speaker": speakers[place], "text": text, "start": starts[place], "end": ends[place]}
    return turns


def _close(out: Block, call: _Call | None, context: Context) -> None:
    if call is None:
        return
    row = list(call.row)
    spoken: list[object] = [*call.turns]
    row[context.places["turns"][0]] = spoken
    out.numbers.append(call.numbers[0])
    out.rows.append(row)
    out.parts[call.numbers[0]] = call.numbers


def parted(faults: list[Fault], parts: dict[int, list[int]]) -> list[Fault]:
    """The fault of a call as a fault of each of its rows."""
    return [Fault(row, one.column, one.reason, one.given) for one in faults for row in parts.get(one.row, [one.row])]

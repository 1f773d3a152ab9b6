"""Calls given as one row per turn -> blocks with one row per call, its turns as a list."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from voc.intake.blocks import BLOCK_ROWS, Block, Fault
from voc.intake.cells import Cell, as_text
from voc.intake.context import Context
from voc.intake.frame import Frame
from voc.intake.transcript import one_line
from voc.intake.turns import seconds

MOST_TURNS = 20_000
MOST_HELD = 200_000
"""Rows that wait for the rest of their calls; of a longer file the calls that began first are then taken as whole."""


@dataclass
class _Call:
    """A call that may go on in a later row: its first row, number and turn of each row, and where rows of other calls come between."""

    row: list[Cell]
    numbers: list[int] = field(default_factory=list)
    turns: list[dict[str, Any]] = field(default_factory=list)
    gaps: list[int] = field(default_factory=list)

    def again(self) -> int:
        """Where the file starts to repeat the whole call word for word; the number of turns where it does not."""
        size = self.gaps[0] if self.gaps else 0
        same = size > 1 and all(self.turns[at : at + size] == self.turns[:size] for at in self.gaps)
        return size if same and self.gaps == [*range(size, len(self.turns), size)] else len(self.turns)

    def in_order(self, size: int) -> list[int]:
        """Places of the first `size` turns, by their start where all of them have one."""
        said = [seconds(turn["start"]) for turn in self.turns[:size]]
        return list(range(size)) if None in said else sorted(range(size), key=lambda place: said[place] or 0.0)


@dataclass
class _Held:
    """Calls in the order of their first rows, and the faults among them."""

    context: Context
    calls: dict[str, _Call] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    gone: set[str] = field(default_factory=set)
    rows: int = 0
    last: str | None = None

    def add(self, frame: Frame) -> None:
        """Puts the rows of a frame to their calls; rows that come too late become faults."""
        ids = frame.raw("id") or [None] * len(frame)
        for place, turn in _turns(frame, ids).items():
            name = str(ids[place])
            call = self.calls.get(name)
            if name in self.gone or (call is not None and len(call.turns) >= MOST_TURNS):
                frame.fault(place, frame.column("id"), "late_turns", turn["text"])
                continue
            if call is None:
                call = self.calls[name] = _Call(frame.rows[place])
            elif name != self.last:
                call.gaps.append(len(call.turns))
            self.last = name
            call.numbers.append(frame.numbers[place])
            call.turns.append(turn)
            self.rows += 1
        self.faults.extend(frame.faults.values())

    def release(self, most: int) -> Iterator[_Call | Fault]:
        """The oldest calls and faults, in order, where more than `most` rows are held: until half as many are left."""
        if self.rows + len(self.faults) <= most:
            return
        faults, place = sorted(self.faults, key=lambda one: one.row), 0
        for name, call in list(self.calls.items()):
            while place < len(faults) and faults[place].row < call.numbers[0]:
                yield faults[place]
                place += 1
            if self.rows + len(faults) - place <= most // 2:
                break
            del self.calls[name]
            self.gone.add(name)
            self.rows -= len(call.numbers)
            yield call
        else:
            yield from faults[place:]
            place = len(faults)
        self.faults = faults[place:]


def by_call(blocks: Iterator[Block], context: Context) -> Iterator[Block]:
    """Rows with the same id become one row, wherever they stand; the other columns are those of the call's first row.

    Turns are put in the order of their start where all of them have one. Rows without an id or without words become faults, and so
    do rows that come more than MOST_HELD rows after their call.
    """
    held, out, size = _Held(context), Block(), 0
    for item in _items(blocks, held):
        if isinstance(item, Fault):
            out.faults.append(item)
            size += 1
        else:
            _close(out, item, context)
            size += len(item.numbers)
        if size >= BLOCK_ROWS:
            yield out
            out, size = Block(), 0
    if size:
        yield out


def _items(blocks: Iterator[Block], held: _Held) -> Iterator[_Call | Fault]:
    for block in blocks:
        held.faults.extend(block.faults)
        held.add(Frame(block, held.context))
        yield from held.release(MOST_HELD)
    yield from held.release(0)


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


def _close(out: Block, call: _Call, context: Context) -> None:
    size = call.again()
    order = call.in_order(size)
    row = list(call.row)
    spoken: list[object] = [call.turns[place] for place in order]
    row[context.places["turns"][0]] = spoken
    out.numbers.append(call.numbers[0])
    out.rows.append(row)
    out.parts[call.numbers[0]] = [call.numbers[place] for place in order]
    for number, turn in zip(call.numbers[size:], call.turns[size:], strict=True):
        out.faults.append(Fault(number, None, "repeated_call", turn["text"]))


def parted(faults: list[Fault], block: Block) -> list[Fault]:
    """The fault of a call as a fault of each of its rows, with what that row says where nothing else is wrong than who speaks."""
    places = {number: place for place, number in enumerate(block.numbers)} if block.parts else {}
    found = []
    for one in faults:
        rows = block.parts.get(one.row, [one.row])
        said = (
            _said(block.rows[places[one.row]], len(rows)) if one.reason == "no_customer_turns" and one.row in block.parts else None
        )
        given = said or [one.given] * len(rows)
        found += [Fault(row, one.column, one.reason, text) for row, text in zip(rows, given, strict=True)]
    return found


def _said(row: list[Cell], size: int) -> list[str] | None:
    """The words of the turns of a call's row."""
    turns = next((cell for cell in row if isinstance(cell, list) and len(cell) == size), [])
    return [str(turn["text"]) for turn in turns if isinstance(turn, dict)] or None

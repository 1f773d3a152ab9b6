"""Files that hold calls rather than rows: each turn counts as a row, and a call comes as one row with its turns as a list."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from voc.errors import InputError
from voc.intake.blocks import BLOCK_ROWS, Block, Fault, changed, check_columns
from voc.intake.cells import Cell, as_text
from voc.intake.encodings import BROKEN_MARKS, Decoded, detect, on_error
from voc.intake.headers import numbered
from voc.intake.limits import limits
from voc.intake.stamps import Stamp, opened, same, stamp
from voc.intake.transcript import one_line

ID, TURNS = "通话编号", "turns"
_MOST_FIELDS = 200


@dataclass
class Call:
    """One call: its id as the file gives it, what else its header says, and its turns with the numbers of their rows."""

    name: str | None = None
    fields: dict[str, Cell] = field(default_factory=dict)
    numbers: list[int] = field(default_factory=list)
    turns: list[dict[str, object]] = field(default_factory=list)

    def tell(self, header: str, value: Cell) -> None:
        """Something the header of the call says; the first of two values stays."""
        if len(self.fields) < _MOST_FIELDS and as_text(value):
            self.fields.setdefault(header, value)


@dataclass
class Heard:
    """What a format gives, as it is read: calls, the rows that cannot be taken, and how many rows there were."""

    calls: list[Call] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    rows: int = 0
    facts: dict[str, str] = field(default_factory=dict)

    def call(self, name: str | None = None) -> Call:
        """Begins a call."""
        self.calls.append(Call(name))
        return self.calls[-1]

    def turn(self, speaker: Cell, text: Cell, start: Cell = None, end: Cell = None) -> None:
        """The next row: a turn of the call begun last, or a fault where nothing is said or can be read."""
        self.rows += 1
        given = as_text(text)
        if BROKEN_MARKS.search(given):
            self._fault("bad_encoding", given)
        elif len(given) > limits().cell:
            self._fault("too_long", given)
        elif not (line := one_line(given)):
            self._fault("no_text", given)
        else:
            call = self.calls[-1] if self.calls else self.call()
            call.numbers.append(self.rows)
            call.turns.append({"speaker": as_text(speaker)[:100], "text": line, "start": start, "end": end})

    def bad(self, reason: str, given: str) -> None:
        """The next row, which cannot be taken."""
        self.rows += 1
        self._fault(reason, given)

    def _fault(self, reason: str, given: str) -> None:
        self.faults.append(Fault(self.rows, None, reason, given[:500].encode("utf-8", "replace").decode()))


@dataclass(frozen=True)
class Whole:
    """A text file read as a whole, with what tells whether it is still the same."""

    path: Path
    text: str
    decoded: Decoded
    stat: Stamp


def read_whole(path: Path) -> Whole:
    """A text file of any known encoding; InputError where it is larger than limits().text_file or changes meanwhile."""
    with opened(path) as stream:
        before = stamp(os.fstat(stream.fileno()))
        if before[1] > (most := limits().text_file):
            raise InputError(
                f"{path.name} 有 {before[1] / 1e6:,.0f} MB，这种格式最多可读 {most / 1e6:,.0f} MB。请拆成几个文件，或转成 JSON Lines"
                "（每行一个对象）；也可用环境变量 VOC_MAX_TEXT_FILE 提高上限。",
                f"{path.name} has {before[1] / 1e6:,.0f} MB; a file of this format is read up to {most / 1e6:,.0f} MB. Split it, or "
                "convert it to JSON Lines (one object a line); the environment variable VOC_MAX_TEXT_FILE raises the limit.",
            )
        decoded = detect(stream, path)
        stream.seek(0)
        text = stream.read().decode(decoded.encoding, on_error(decoded.encoding))
    if not same(path, before):
        raise changed(path)
    return Whole(path, text, decoded, before)


class SpokenReader:
    """A file of calls, parsed on opening; `parse` turns its text into what was heard."""

    def __init__(self, whole: Whole, kind: str, parse: Callable[[str, Heard], None]) -> None:
        self.path, self.kind = whole.path, kind
        self.encoding, self.digest, self._stat = whole.decoded.encoding, whole.decoded.digest, whole.stat
        self._heard = Heard()
        parse(whole.text, self._heard)
        self._calls = [call for call in self._heard.calls if call.turns]
        if not self._calls:
            raise _nothing_said(whole.path, self._heard)
        self._names = self._settle_names()
        keys = dict.fromkeys(key for call in self._calls for key in call.fields)
        check_columns(whole.path, tuple(keys))
        self._keys = tuple(keys)
        self.columns = numbered((ID, TURNS, *self._keys))

    @property
    def facts(self) -> dict[str, str]:
        """What was found out about the file."""
        return {"encoding": self.encoding, **self._heard.facts}

    def blocks(self) -> Iterator[Block]:
        """Calls as rows; InputError where the file was changed since it was opened."""
        if not same(self.path, self._stat):
            raise changed(self.path)
        block = Block(faults=list(self._heard.faults))
        size = 0
        for call, (name, fault) in zip(self._calls, self._names, strict=True):
            if fault is not None:
                said = zip(call.numbers, call.turns, strict=True)
                block.faults.extend(Fault(number, ID, *_given(fault, name, turn)) for number, turn in said)
            else:
                first = min(call.numbers)
                block.numbers.append(first)
                block.rows.append([name, list(call.turns), *(call.fields.get(key) for key in self._keys)])
                block.parts[first] = call.numbers
            size += len(call.numbers)
            if size >= BLOCK_ROWS:
                yield block
                block, size = Block(), 0
        if block.rows or block.faults:
            yield block

    def _settle_names(self) -> list[tuple[str, str | None]]:
        """The id of each call and why it cannot be taken: the file's name where it has none, a number behind it for several calls.

        A call that repeats the id of another is put out: as repeated_call where it says the same, else as repeated_id.
        """
        stem = self.path.stem.encode("utf-8", "replace").decode()
        seen: dict[str, list[dict[str, object]]] = {}
        found: list[tuple[str, str | None]] = []
        for place, call in enumerate(self._calls, 1):
            name = call.name or (stem if len(self._calls) == 1 else f"{stem}-{place}")
            before = seen.setdefault(name, call.turns)
            fault = None if before is call.turns else "repeated_call" if before == call.turns else "repeated_id"
            found.append((name, fault))
        return found


def _given(fault: str, name: str, turn: dict[str, object]) -> tuple[str, str]:
    return fault, str(turn["text"]) if fault == "repeated_call" else f"{name}: {turn['text']}"


def _nothing_said(path: Path, heard: Heard) -> InputError:
    first = f"{heard.faults[0].reason}: {heard.faults[0].given[:80]}" if heard.faults else ""
    zh, en = (f"（第一处：{first}）", f" (the first one: {first})") if first else ("", "")
    return InputError(
        f"{path.name} 里没有读到任何一句话{zh}。通话文件每句前要有说话人（客服：… 客户：…），或是 SRT、WebVTT 字幕，或是带时间和声道的转写 JSON。",
        f"{path.name} holds no turn that can be read{en}. A call has the speaker before each turn (客服：… 客户：…), or is an SRT or WebVTT "
        "file, or JSON of a speech recogniser with times and channels.",
    )

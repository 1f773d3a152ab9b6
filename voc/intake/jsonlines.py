"""JSON Lines: one object per line; a broken line costs that line only."""

from __future__ import annotations

import io
import json
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from voc.errors import InputError
from voc.intake.blocks import Block, Fault, changed, check_columns, empty
from voc.intake.cells import Cell
from voc.intake.encodings import BROKEN_MARKS, bounded_lines, detect, on_error
from voc.intake.headers import numbered
from voc.intake.limits import beyond, limits
from voc.intake.stamps import opened, same, stamp

_SAMPLED = 2_000
_STRINGS = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)


def too_deep(text: str) -> bool:
    """Whether valid JSON is nested deeper than limits().nesting: readers of what is in it would run out of stack."""
    most = limits().nesting
    if text.count("[") + text.count("{") <= most:
        return False
    depth = 0
    for mark in re.findall(r"[\[\]{}]", _STRINGS.sub("", text)):
        depth += 1 if mark in "[{" else -1
        if depth > most:
            return True
    return False


class JsonLinesReader:
    """A JSON Lines file. Its columns are the keys of all objects; beyond limits().columns of them, late ones only where they are known."""

    kind = "jsonl"

    def __init__(self, path: Path, known: Callable[[str], bool] = lambda _: False) -> None:
        self.path = path
        with opened(path) as stream:
            self._stat = stamp(os.fstat(stream.fileno()))
            decoded = detect(stream, path)
        self.encoding, self.broken, self.digest = decoded.encoding, decoded.broken, decoded.digest
        keys: dict[str, None] = {}
        objects = 0
        for place, value in enumerate(self._objects()):
            if isinstance(value, dict):
                objects += 1
                fresh = value.keys() - keys.keys()
                if fresh:
                    room = place < _SAMPLED or len(keys) + len(fresh) <= limits().columns // 2
                    keys.update(dict.fromkeys(key for key in value if key in fresh and (room or known(key))))
        if not objects and self._blank():
            raise empty(path)
        self._keys = tuple(keys)
        self.columns = numbered(self._keys)
        check_columns(path, self.columns)
        if not keys:
            raise InputError(
                f'{path.name} 里没有一行是 JSON 对象。JSON Lines 要求每行一个对象，例如 {{"id": "1", "text": "…"}}。',
                f'no line of {path.name} is a JSON object. JSON Lines holds one per line, such as {{"id": "1", "text": "..."}}.',
            )

    @property
    def facts(self) -> dict[str, str]:
        """What was found out about the file."""
        return {"encoding": self.encoding}

    def blocks(self) -> Iterator[Block]:
        """All objects as rows in the order of `columns`; InputError where the file changes meanwhile."""
        block = Block()
        for number, value in enumerate(self._objects(), 1):
            if number > limits().rows:
                raise beyond(self.path, "rows", f"> {limits().rows:,}", "请拆成几个文件。", "Split it.")
            if isinstance(value, dict):
                block.add(number, [value.get(name) for name in self._keys], self.columns)
            else:
                block.faults.append(Fault(number, None, value[0], value[1][:500]))
            if block.full(len(self.columns)):
                yield block
                block = Block()
        if block.rows or block.faults:
            yield block

    def _blank(self) -> bool:
        return next(self._objects(), None) is None

    def _objects(self) -> Iterator[dict[str, Cell] | tuple[str, str]]:
        """Each line that is not blank: an object, or (reason, given)."""
        with opened(self.path) as stream:
            if stamp(os.fstat(stream.fileno())) != self._stat:
                raise changed(self.path)
            with io.TextIOWrapper(stream, encoding=self.encoding, errors=on_error(self.encoding), newline="\n") as text:
                try:
                    for line in bounded_lines(text):
                        if line.strip():
                            yield self._object(line)
                except OSError as error:
                    raise changed(self.path) from error
        if not same(self.path, self._stat):
            raise changed(self.path)

    def _object(self, line: str) -> dict[str, Cell] | tuple[str, str]:
        if self.broken and BROKEN_MARKS.search(line):
            return "bad_encoding", line.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
        try:
            value: Any = json.loads(line)
        except (ValueError, RecursionError):
            return "too_long" if len(line) > limits().cell else "bad_json", line
        return value if isinstance(value, dict) and not too_deep(line) else ("bad_json", line)

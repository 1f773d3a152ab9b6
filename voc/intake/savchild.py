"""Reads SPSS files in a process of its own: a damaged file can end the process that reads it (pyreadstat is C), so it is not ours.

Run as a script, without this project. Requests are lines of JSON on the standard input; each is answered on the standard output by
the lengths of a head of JSON and of a body, then both. On systems with fork every request is served by a fresh copy under limits of
memory and processor time; where that dies, so does this process, and the reader sees the end of the stream.
"""

from __future__ import annotations

import array
import json
import os
import struct
import sys
from typing import IO, Any

SIZES = struct.Struct("<QQ")
_PASSED_OVER = 9_999
_META = (
    "column_names",
    "column_names_to_labels",
    "number_rows",
    "original_variable_types",
    "readstat_variable_types",
    "missing_ranges",
    "variable_measure",
)


class Hiding:
    """A file as pyreadstat is to read it: records at the places given get another number, which it passes over."""

    def __init__(self, stream: IO[bytes], places: list[int], order: str) -> None:
        self._stream, self._places, self._order = stream, places, order

    def read(self, size: int | None = -1, /) -> bytes:
        """Bytes from here on, with the hidden numbers."""
        start = self._stream.tell()
        got = self._stream.read(-1 if size is None else size)
        for place in self._places:
            for byte, value in enumerate(struct.pack(f"{self._order}i", _PASSED_OVER), place - start):
                if 0 <= byte < len(got):
                    got = got[:byte] + bytes([value]) + got[byte + 1 :]
        return got

    def seek(self, place: int, whence: int = 0, /) -> int:
        """Goes to a place."""
        return self._stream.seek(place, whence)

    def tell(self) -> int:
        """The place."""
        return self._stream.tell()


def answer(request: dict[str, Any]) -> tuple[dict[str, Any], list[bytes]]:
    """The head and the parts of the body that answer a request: numbers as doubles with a byte for each that is missing, texts as JSON."""
    import pyreadstat

    path = os.fsencode(request["path"])
    try:
        if request["hidden"]:
            with open(path, "rb") as stream:
                read = pyreadstat.read_sav(Hiding(stream, request["hidden"], request["order"]), **request["options"])
        else:
            read = pyreadstat.read_sav(path, **request["options"])
        columns, meta = read
        told = {name: getattr(meta, name) for name in _META}
        told["variable_value_labels"] = [[name, list(labels.items())] for name, labels in meta.variable_value_labels.items()]
        shapes, body = [], []
        for name, cells in columns.items():
            shape, raw = _packed(list(cells))
            shapes.append([name, *shape])
            body.append(raw)
        json.dumps(told)
    except MemoryError:
        return {"error": "it needs more memory than one file may take"}, []
    except Exception as error:
        return {"error": str(error)[:200] or type(error).__name__}, []
    return {"meta": told, "columns": shapes}, body


def _packed(cells: list[Any]) -> tuple[tuple[str, int, int], bytes]:
    try:
        numbers = array.array("d", [0.0 if cell is None else cell for cell in cells])
    except TypeError:
        raw = json.dumps(cells).encode()
        return ("text", len(cells), len(raw)), raw
    raw = numbers.tobytes() + bytes(cell is None for cell in cells)
    return ("number", len(cells), len(raw)), raw


def unpacked(kind: str, count: int, raw: bytes) -> list[Any]:
    """A column as `_packed` packs it."""
    if kind == "text":
        texts: list[Any] = json.loads(raw)
        return texts
    numbers = array.array("d", raw[: 8 * count])
    return [None if gone else number for number, gone in zip(numbers, raw[8 * count :], strict=True)]


def _send(sink: IO[bytes], request: dict[str, Any]) -> None:
    head, body = answer(request)
    raw = json.dumps(head).encode()
    sink.write(SIZES.pack(len(raw), sum(map(len, body))))
    sink.write(raw)
    sink.writelines(body)
    sink.flush()


def _limit(request: dict[str, Any]) -> None:
    import resource

    for kind, most in ((resource.RLIMIT_AS, request["memory"]), (resource.RLIMIT_CPU, request["seconds"])):
        hard = resource.getrlimit(kind)[1]
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def serve(source: IO[bytes], sink: IO[bytes]) -> int:
    """Answers requests until there are no more; the exit code of a copy that died ends it."""
    import pyreadstat  # noqa: F401  # so that every copy has it

    for line in source:
        request = json.loads(line)
        if not hasattr(os, "fork"):
            _send(sink, request)
            continue
        copy = os.fork()
        if not copy:
            code = 1
            try:
                _limit(request)
                _send(sink, request)
                code = 0
            finally:
                os._exit(code)
        _, status = os.waitpid(copy, 0)
        if status:
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(serve(sys.stdin.buffer, sys.stdout.buffer))

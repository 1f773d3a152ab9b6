"""Parts of an SPSS file as a process of its own reads them, its errors in words a user can act on."""

from __future__ import annotations

import atexit
import json
import os
import subprocess  # nosec B404  # the one command is this Python with a script of this project
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import IO, Any

from voc.errors import InputError
from voc.intake import savchild
from voc.intake.blocks import BLOCK_CELLS, BLOCK_ROWS
from voc.intake.limits import beyond, limits
from voc.intake.stamps import opened

Part = dict[str, list[Any]]
_PATIENCE = 4
"""How many seconds of waiting go for one of processor time: other work may hold the machine."""
_STARTING = 30
_BYTES_A_SECOND = 1 << 19
_PART_BYTES = 1 << 26
_KEPT_VARIABLES = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "SYSTEMROOT", "TMPDIR", "TEMP")


@dataclass(frozen=True)
class SavFile:
    """A file, and places of records that pyreadstat must not see: it gets another number in place of theirs, which it passes over."""

    path: Path
    hidden: tuple[int, ...] = ()
    order: str = "<"


class _Child:
    """The process that reads; begun when it is first needed, begun anew after it died or was stopped."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0

    def ask(self, request: dict[str, Any], seconds: float) -> tuple[dict[str, Any], memoryview]:
        """The answer; EOFError where the process died over it, TimeoutError where it took too long."""
        with self._lock:
            process = self._running()
            late = threading.Event()

            def stop() -> None:
                late.set()
                _end(process)

            timer = threading.Timer(seconds, stop)
            timer.daemon = True
            timer.start()
            try:
                return _exchange(process, request)
            except (EOFError, OSError) as error:
                self.close()
                raise TimeoutError if late.is_set() else EOFError from error
            finally:
                timer.cancel()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None or self._owner != os.getpid():
            self.close()
            self._process, self._owner = _begin(), os.getpid()
        return self._process

    def close(self) -> None:
        """Ends the process."""
        process, self._process = self._process, None
        if process is not None and self._owner == os.getpid():
            _end(process)
            process.wait()
            for stream in (process.stdin, process.stdout):
                if stream is not None:
                    try:
                        stream.close()
                    except OSError:
                        continue


def _begin() -> subprocess.Popen[bytes]:
    # It reads what strangers made: it gets nothing of our environment but what Python needs, and is a group, so that its copies end with it.
    kept = {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ}
    kept |= {"PYTHONPATH": os.pathsep.join(entry for entry in sys.path if entry), "OPENBLAS_NUM_THREADS": "1", "PYTHONUTF8": "1"}
    return subprocess.Popen(  # noqa: S603  # nosec B603  # no shell, and nothing in it that a user gives
        [sys.executable, "-P", savchild.__file__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=kept,
        start_new_session=True,
    )


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ends the process and the copy of it that serves a request."""
    try:
        if hasattr(os, "killpg"):
            os.killpg(process.pid, 9)
        else:
            process.kill()
    except (ProcessLookupError, PermissionError):
        process.kill()


def _exchange(process: subprocess.Popen[bytes], request: dict[str, Any]) -> tuple[dict[str, Any], memoryview]:
    if process.stdin is None or process.stdout is None:
        raise EOFError
    process.stdin.write(json.dumps(request).encode() + b"\n")
    process.stdin.flush()
    head, body = savchild.SIZES.unpack(_exactly(process.stdout, savchild.SIZES.size))
    return json.loads(_exactly(process.stdout, head)), memoryview(_exactly(process.stdout, body))


def _exactly(stream: IO[bytes], size: int) -> bytes:
    raw = stream.read(size)
    if len(raw) < size:
        raise EOFError
    return raw


_CHILD = _Child()
atexit.register(_CHILD.close)


def read_part(file: SavFile, encoding: str, **options: Any) -> tuple[Part, Any]:
    """Columns by name and the metadata; dates stay numbers and what is user-missing stays. InputError where the file is broken."""
    with opened(file.path) as stream:
        size = os.fstat(stream.fileno()).st_size
    seconds = limits().seconds + size // _BYTES_A_SECOND
    fixed = {"encoding": encoding, "user_missing": True, "disable_datetime_conversion": True, "output_format": "dict"}
    request = {
        "path": os.fspath(file.path.absolute()),
        "hidden": list(file.hidden),
        "order": file.order,
        "options": {**fixed, **options},
        "memory": limits().memory,
        "seconds": seconds,
    }
    try:
        head, body = _CHILD.ask(request, _STARTING + seconds * _PATIENCE)
    except EOFError as error:
        raise broken(file.path, EOFError("reading it ends the process that reads it: the file is damaged")) from error
    except TimeoutError as error:
        raise broken(file.path, TimeoutError(f"reading a part of it takes more than {seconds} s")) from error
    if "error" in head:
        raise broken(file.path, ValueError(head["error"]))
    return _columns(head["columns"], body), _meta(head["meta"])


def _columns(shapes: list[tuple[str, str, int, int]], body: memoryview) -> Part:
    found, at = {}, 0
    for name, kind, count, size in shapes:
        found[name] = savchild.unpacked(kind, count, bytes(body[at : at + size]))
        at += size
    return found


def _meta(told: dict[str, Any]) -> Any:
    labels = {name: {_key(value): text for value, text in pairs} for name, pairs in told["variable_value_labels"]}
    return SimpleNamespace(**{**told, "variable_value_labels": labels})


def _key(value: Any) -> Any:
    return float(value) if isinstance(value, int) else value


def part_rows(columns: int, row_bytes: int) -> int:
    """How many rows are read at a time: blocks of bounded size, however many and however long the strings of a row are."""
    return max(1, min(BLOCK_ROWS, BLOCK_CELLS // max(1, columns), _PART_BYTES // max(1, row_bytes)))


def parts(
    file: SavFile, encoding: str, first: int, rows: int, total: int | None, columns: list[str] | None = None
) -> Iterator[Part]:
    """All rows in parts of `rows`, the first of `first`; `total` is None where the file does not say how many there are."""
    done, limit = 0, first
    while total is None or done < total:
        part, _ = read_part(file, encoding, row_offset=done, row_limit=limit, usecols=columns)
        found = len(next(iter(part.values()), []))
        if not found:
            return
        yield part
        done, limit = done + found, rows
        if done > limits().rows:
            raise beyond(file.path, "rows", f"> {limits().rows:,}", "请拆成几个文件。", "Split it.")


def broken(path: Path, error: Exception) -> InputError:
    """The error for a file that is cut off or not what its first bytes say."""
    given = str(error)[:120] or type(error).__name__
    return InputError(
        f"{path.name} 是损坏或不完整的 SPSS 文件（{given}），本次未收入任何行。请重新导出或下载；或在 SPSS 中打开并另存为 .sav 或 CSV。",
        f"{path.name} is a broken or incomplete SPSS file ({given}); nothing of it was taken. Export or download it again, or open it in "
        "SPSS and save it as .sav or CSV.",
    )

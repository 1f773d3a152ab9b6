"""One writer at a time: locks that the system frees when their holder dies, however it dies."""

from __future__ import annotations

import fcntl
import json
import os
import socket
import time
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol

from voc.errors import StoreBusy, StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

_PAUSE = 0.1


class Lock(Protocol):
    """Something one process in all can hold."""

    def take(self, what: str) -> bool:
        """Takes it if it is free; says whether it did."""

    def release(self) -> None:
        """Frees it."""

    def holder(self) -> str:
        """Who holds it, for a message."""


class FileLock:
    """`flock` on a file that also says who holds it. The words are for people; only the lock decides."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._handle: int | None = None

    def take(self, what: str) -> bool:
        """Takes the lock if it is free and writes down who has it."""
        try:
            handle = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o644)
        except OSError as error:
            raise _no_lock(self._path, error) from error
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(handle)
            if isinstance(error, BlockingIOError):
                return False
            raise _no_lock(self._path, error) from error
        since = datetime.now(UTC).astimezone().isoformat(timespec="seconds")
        entry = {"pid": os.getpid(), "host": socket.gethostname(), "what": what, "since": since}
        os.ftruncate(handle, 0)
        os.pwrite(handle, json.dumps(entry, ensure_ascii=False).encode(), 0)
        self._handle = handle
        return True

    def release(self) -> None:
        """Frees the lock; the file stays, because removing it would let two processes lock two files of one name."""
        if self._handle is not None:
            os.ftruncate(self._handle, 0)
            fcntl.flock(self._handle, fcntl.LOCK_UN)
            os.close(self._handle)
            self._handle = None

    def holder(self) -> str:
        """`what`, process number, host and time, as far as the file says."""
        try:
            entry = json.loads(self._path.read_text("utf-8"))
            return f"{entry['what']} (pid {entry['pid']}, {entry['host']}, {entry['since']})"
        except (OSError, ValueError, KeyError, TypeError):
            return "?"


@contextmanager
def held(locks: Sequence[Lock], what: str, wait: float, on_wait: Callable[[str], None] | None) -> Iterator[None]:
    """Holds all `locks`, waiting at most `wait` seconds in all; tells `on_wait` once who is in the way, then StoreBusy."""
    deadline = time.monotonic() + wait
    told = on_wait is None
    with ExitStack() as stack:
        for lock in locks:
            while not lock.take(what):
                if time.monotonic() >= deadline:
                    raise _busy(lock.holder())
                if not told and on_wait is not None:
                    told = True
                    on_wait(lock.holder())
                time.sleep(min(_PAUSE, max(0.0, deadline - time.monotonic())))
            stack.callback(lock.release)
        yield


def _no_lock(path: Path, error: OSError) -> StoreError:
    return StoreError(
        f"写锁 {path} 不能使用：{error.strerror}。存储所在的文件夹要可写，文件系统要支持文件锁。",
        f"The writer lock {path} cannot be used: {error.strerror}. "
        "The store's folder must be writable and its file system needs file locks.",
    )


def _busy(holder: str) -> StoreBusy:
    return StoreBusy(
        f"另一个进程正在写入存储：{holder}。请等它结束后再试；若它已卡住，结束该进程即可，锁会自动释放，未发布的写入会自动撤销。",
        f"Another process is writing to the store: {holder}. Try again when it has ended; if it hangs, end that process: "
        "the lock frees itself and unpublished writes are undone.",
    )

"""The chain of the audit log: what a row's digest covers, and the check of rows in order, which names every fault."""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from voc.errors import StoreError

START = "0" * 64
"""What the first row has in the place of the digest before it."""
LOST = "f" * 64
"""What a row has there when it was written after the head had gone: the break stays to be found."""
MOST_FAULTS = 100


@dataclass(frozen=True)
class Entry:
    """One row of the log."""

    number: int
    at: str
    who: str
    act: str
    subject: str
    previous: str
    sealed: bool
    hash: str

    def plain(self) -> dict[str, Any]:
        """As plain values, for JSON; a subject that somebody has broken as it stands."""
        try:
            return {**vars(self), "subject": json.loads(self.subject)}
        except ValueError:
            return dict(vars(self))


@dataclass(frozen=True)
class Fault:
    """What is wrong with a row: changed, missing, moved, unlinked, unsealed, or cut (rows after it are gone)."""

    number: int
    kind: str
    zh: str
    en: str


@dataclass(frozen=True)
class Verdict:
    """What `verify` found: the number of rows, the first and last time, the head's digest, and every fault up to 100."""

    count: int = 0
    first: str | None = None
    last: str | None = None
    head: str | None = None
    sealed: int = 0
    faults: list[Fault] = field(default_factory=list)


class Check:
    """The chain, row by row."""

    def __init__(self, seal: bytes | None, anchors: dict[int, tuple[str, int]], wanted: tuple[int | None, str] | None) -> None:
        self._seal, self._anchors, self._wanted = seal, anchors, wanted
        self._doubtful: list[Entry] = []
        self._faults: list[Fault] = []
        self._count = self._sealed = 0
        self._first: str | None = None
        self._before: Entry | None = None
        self._met = wanted is None

    def take(self, entry: Entry) -> None:
        """The next row by number."""
        if entry.sealed and self._seal is None:
            raise no_key()
        expected = 1 if self._before is None else self._before.number + 1
        if entry.number != expected:
            self._missing(expected, entry.number - 1)
        sound = digest_of(content(entry, entry.number), self._seal if entry.sealed else None) == entry.hash
        if not sound:
            self._doubtful.append(entry)
        elif entry.number == expected and entry.previous != self._link and self._before not in self._doubtful[-1:]:
            self._unlinked(entry)
        if self._before is not None and self._before.sealed and not entry.sealed:
            self._say(
                entry.number,
                "unsealed",
                "没有密钥签名，而它前面的记录有",
                "was written without the key, though the row before was sealed",
            )
        anchor = self._anchors.pop(entry.number, None)
        if anchor is not None and anchor[0] != entry.hash:
            zh, en = f"与发布 {anchor[1]} 记下的不符", f"is not the row that publication {anchor[1]} remembers"
            self._say(entry.number, "changed", zh, en)
        if self._wanted is not None and self._wanted[1] == entry.hash and self._wanted[0] in (None, entry.number):
            self._met = True
        self._count += 1
        self._sealed += entry.sealed
        self._first = self._first or entry.at
        self._before = entry

    @property
    def first(self) -> str | None:
        """When the first row was written."""
        return self._first

    def begin(self, older: int) -> None:
        """`older`: publications before the first row; the first of a store is, and no other."""
        if older > 1:
            self._say(
                1,
                "missing",
                f"之前已有 {older} 次发布而没有留下记录：更早的日志被清空（或首次导入时进程被终止）",
                f"comes after {older} publications that left no row: an earlier log was emptied (or the first import was killed at its end)",
            )

    @property
    def _link(self) -> str:
        return START if self._before is None else self._before.hash

    def verdict(self, head: str | None, place: Callable[[Entry, bytes | None], int | None]) -> Verdict:
        """All faults, in order of rows."""
        for entry in self._doubtful[:MOST_FAULTS]:
            true = place(entry, self._seal)
            if true is None or true == entry.number:
                self._say(entry.number, "changed", "内容被改动", "was changed")
            else:
                self._say(entry.number, "moved", f"被调换了位置，原为第 {true} 条", f"was moved: it is row {true}")
        self._end(head)
        last = self._before
        faults = sorted(dict.fromkeys(self._faults), key=lambda fault: fault.number)[:MOST_FAULTS]
        return Verdict(self._count, self._first, last.at if last else None, last.hash if last else None, self._sealed, faults)

    def _end(self, head: str | None) -> None:
        last = self._before.number if self._before else 0
        if head is not None:
            number, digest, mark = head.split(":")
            if int(number) > last:
                self._missing(last + 1, int(number))
            elif self._before is not None and (int(number), digest) != (last, self._before.hash):
                self._say(last, "unlinked", "与日志头不符", "is not the row that the head of the log names")
            elif self._before is not None and self._before.sealed and mark != mark_of(number, digest, self._seal):
                self._say(
                    last,
                    "unlinked",
                    "日志头的签名不对：其后可能还有被删的记录",
                    "has a head with a wrong seal: rows after it may be gone",
                )
        elif last:
            self._say(last, "cut", "日志头不见了：其后可能还有被删的记录", "has no head after it: rows after it may be gone")
        for place, (_, publication) in self._anchors.items():
            zh, en = f"不见了，而发布 {publication} 记得它", f"is missing, though publication {publication} remembers it"
            self._say(place, "missing", zh, en)
        if not self._met and self._wanted is not None:
            zh, en = "日志里没有给出的摘要：它被删短或改写过", "the digest expected is not in the log: it was cut off or rewritten"
            self._say(self._wanted[0] or last, "cut", zh, en)

    def _missing(self, first: int, last: int) -> None:
        span = str(first) if first == last else f"{first}-{last}"
        self._say(first, "missing", f"缺少第 {span} 条", f"missing: {span}")

    def _unlinked(self, entry: Entry) -> None:
        if entry.previous == LOST:
            zh, en = "写入时日志头已丢失：它之前可能有被删的记录", "was written after the head was lost: rows before it may be gone"
            self._say(entry.number, "unlinked", zh, en)
            return
        before = entry.number - 1
        self._say(
            before, "changed", f"被重写：第 {entry.number} 条记得的是另一条", f"was rewritten: row {entry.number} follows another"
        )

    def _say(self, number: int, kind: str, zh: str, en: str) -> None:
        self._faults.append(Fault(number, kind, zh, en))


def content(entry: Entry, number: int) -> tuple[object, ...]:
    """What a row's digest covers, if the row stood at `number`."""
    return (number, entry.at, entry.who, entry.act, entry.subject, entry.previous, int(entry.sealed))


def digest_of(row: tuple[object, ...], seal: bytes | None) -> str:
    """SHA-256 over the row as a JSON list (number, at, who, act, subject, previous, sealed); HMAC with the seal where there is one."""
    raw = json.dumps(row, ensure_ascii=True, separators=(",", ":")).encode()
    return (hmac.digest(seal, raw, "sha256") if seal is not None else sha256(raw).digest()).hex()


def mark_of(number: str, digest: str, seal: bytes | None) -> str:
    """The seal of a head; "-" without a key."""
    return "-" if seal is None else hmac.digest(seal, f"head {number} {digest}".encode(), "sha256").hex()


def no_key() -> StoreError:
    """The error for a sealed log without its key."""
    return StoreError(
        "审计日志用身份密钥签名，而这里没有这个密钥。请用 VOC_KEY 或 VOC_KEY_FILE 给出原来的密钥。",
        "The audit log is sealed with the identity key, which is not at hand. Give the first key with VOC_KEY or VOC_KEY_FILE.",
    )

"""Which encoding a text file is in, decided on the whole file: UTF-8, UTF-16 and UTF-32 with or without mark, else GB18030."""

from __future__ import annotations

import codecs
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, TextIO

from voc.errors import InputError
from voc.intake.limits import limits
from voc.text.normalize import fold

_PIECE = 1 << 20
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
BROKEN_SHARE = 0.05
"""Up to this share of undecodable bytes a file is taken, and the rows that hold them are put into quarantine."""
_UTF8_SHARE = 0.2
# ASCII, punctuation, full-width forms and pictures prove nothing.
_EXPECTED = re.compile(
    "[\\x00-\\x7f\\xb7\\xd7\\u2010-\\u2027\\u3000-\\u303f\\uff00-\\uffef\\udc80-\\udcff\\U00010000-\\U0010ffff]+"
)
_ENOUGH, _COMMON_SHARE, _SAMPLED = 20, 0.7, 4_096


BROKEN_MARKS = re.compile("[\udc80-\udcff]")
"""What a byte that could not be decoded is read as."""


def on_error(encoding: str) -> str:
    """How undecodable bytes are marked: as lone surrogates, or as U+FFFD in the wide encodings, which know no surrogates."""
    return "replace" if "16" in encoding or "32" in encoding else "surrogateescape"


@dataclass(frozen=True)
class Decoded:
    """An encoding that reads the file (errors become lone surrogates), how many bytes it could not read, and a digest of the bytes."""

    encoding: str
    broken: int
    digest: str


@dataclass
class _Trial:
    """How well one encoding reads the file: characters beyond ASCII, bytes it could not read, the first line with such a byte."""

    encoding: str
    beyond: int = 0
    broken: int = 0
    first_broken: int = 0
    strange: int = 0
    lines: int = 1

    def share(self) -> float:
        return self.broken / max(1, self.beyond + self.broken)


def detect(stream: BinaryIO, path: Path) -> Decoded:
    """Reads the whole stream once, a second time where it is not UTF-8; InputError where no known encoding fits."""
    head = stream.read(_PIECE)
    stream.seek(0)
    encoding = next((name for mark, name in _MARKS if head.startswith(mark)), None) or _unmarked_wide(head) or "utf-8"
    if encoding == "utf-8" and b"\0" in head:
        raise _unreadable(path, "含有 0 字节，像是二进制文件", "it holds zero bytes, like a binary file")
    first, digest = _try(stream, encoding)
    if first.broken == 0 or (encoding != "utf-8" and first.share() <= BROKEN_SHARE) or _surely_utf8(first):
        return Decoded(encoding, first.broken, digest)
    if encoding == "utf-8":
        second, _ = _try(stream, "gb18030")
        if second.share() <= BROKEN_SHARE and not second.strange:
            return Decoded("gb18030", second.broken, digest)
    zh = f"第 {first.first_broken} 行起不是 UTF-8，整个文件也不是 GB18030（可能是 Big5，或由两种编码拼接而成）"
    en = f"from line {first.first_broken} on it is not UTF-8, nor is the whole file GB18030 (Big5 perhaps, or two encodings joined)"
    raise _unreadable(path, zh, en)


def bounded_lines(text: TextIO) -> Iterator[str]:
    """Lines; of one longer than a line may be its beginning only: a file without line breaks must not fill memory."""
    longest = limits().line
    while line := text.readline(longest + 1):
        yield line
        while len(line) > longest and not line.endswith(("\n", "\r")):
            line = text.readline(longest + 1)


def _surely_utf8(trial: _Trial) -> bool:
    """A slip or two in a file that is UTF-8 beyond doubt: of GB18030 read as UTF-8 most bytes are broken."""
    return trial.encoding.startswith("utf-8") and trial.beyond >= 3 and trial.share() <= _UTF8_SHARE


def _unmarked_wide(head: bytes) -> str | None:
    """UTF-16 without a mark: zero bytes (of commas, line breaks and digits) all on the same side."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if max(even, odd) * 50 < len(head) // 2 or min(even, odd) * 20 > max(even, odd):
        return None
    return "utf-16-be" if even > odd else "utf-16-le"


def _try(stream: BinaryIO, encoding: str) -> tuple[_Trial, str]:
    stream.seek(0)
    trial, digest = _Trial(encoding), hashlib.blake2b(digest_size=16)
    decoder = codecs.getincrementaldecoder(encoding)(errors=on_error(encoding))
    while True:
        piece = stream.read(_PIECE)
        digest.update(piece)
        _count(trial, decoder.decode(piece, final=not piece))
        if not piece or (trial.broken > 100_000 and trial.share() > 0.5):
            return trial, digest.hexdigest()


def _count(trial: _Trial, text: str) -> None:
    if not text.isascii():
        ascii_only = len(text.encode("ascii", "ignore"))
        bad = _broken_in(trial.encoding, text)
        if bad and not trial.broken:
            found = BROKEN_MARKS.search(text) or re.search("\ufffd", text)
            trial.first_broken = trial.lines + text.count("\n", 0, found.start() if found else 0)
        trial.broken += bad
        trial.beyond += len(text) - ascii_only - bad
        if trial.encoding == "gb18030":
            trial.strange += strange(text[: _SAMPLED * 4])
    trial.lines += text.count("\n")


def _broken_in(encoding: str, text: str) -> int:
    if on_error(encoding) == "replace":
        return text.count("\ufffd")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return len(BROKEN_MARKS.findall(text))
    return 0


def strange(text: str) -> bool:
    """Whether text read as GB18030 is hardly Chinese: UTF-8 and Big5 read so give rare characters only."""
    beyond = fold(_EXPECTED.sub("", text))
    # The first byte tells the 3,755 common characters of GB 2312; over 99 % of real text, under 50 % of misread text.
    common = sum(1 for lead in beyond.encode("gb2312", "ignore")[::2] if 0xB0 <= lead <= 0xD7)
    return len(beyond) >= _ENOUGH and common < len(beyond) * _COMMON_SHARE


def _unreadable(path: Path, zh: str, en: str) -> InputError:
    return InputError(
        f"无法读取 {path.name} 的文字：{zh}。可读的编码：UTF-8、UTF-16、GB18030（GBK）。请另存为 UTF-8 再试。",
        f"the text of {path.name} cannot be read: {en}. Known encodings: UTF-8, UTF-16, GB18030 (GBK). Save it as UTF-8 and try again.",
    )

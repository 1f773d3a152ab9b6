"""Files that are calls by their form (text with speakers, SRT, WebVTT), and what is said to the user about the turns of calls."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

from voc.errors import InputError, VocError
from voc.intake.blocks import Reader
from voc.intake.delimited import DELIMITERS
from voc.intake.jsondocument import HEAD, is_recognition
from voc.intake.spoken import SpokenReader, read_whole
from voc.intake.spoken_text import looks_spoken, parse_text
from voc.intake.stamps import opened
from voc.intake.subtitles import parse_subtitles

SUBTITLES, TEXT = ("srt", "vtt"), "text"
_TEXTS = (".txt", ".text", ".md", ".log")
_CUE = re.compile(r"(?:\A|\n)\s*[0-9:]{5,12}[.,][0-9]{1,3}\s*-->")
_HEAD_BYTES = 4_096
_TABLES = (".csv", ".tsv", ".xlsx", ".json", ".jsonl", ".ndjson")
_WIDE = ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))


def call_form(path: Path, head: bytes, known: Callable[[str], bool]) -> str | None:
    """srt, vtt or text for a file that is a call by its name and its first bytes; None for every other file."""
    suffix = path.suffix.lower()
    text = _text(head)
    if suffix in _TABLES:
        return None
    if text.upper().startswith("WEBVTT"):
        return "vtt"
    if suffix in (".srt", ".vtt") or _CUE.search(text):
        return suffix[1:] if suffix in (".srt", ".vtt") else "srt"
    if suffix == ".ass":
        raise InputError(
            f"{path.name} 是 ASS 字幕文件，目前不能读取。请另存为 SRT 或 WebVTT。",
            f"{path.name} is an ASS subtitle file, which is not read. Save it as SRT or WebVTT.",
        )
    if suffix not in _TEXTS or HEAD.match(head) or _is_table(text, known):
        return None
    return TEXT if suffix == ".md" or looks_spoken(text) else None


def call_reader(path: Path, form: str, *, spoken: bool) -> Reader:
    """The reader for a file of calls; InputError where it is to be read as something else."""
    if not spoken:
        zh, en = ("字幕文件", "a subtitle file") if form in SUBTITLES else ("带说话人的通话文本", "a text of calls with speakers")
        raise InputError(
            f"{path.name} 是{zh}，只能作为通话读取。请用 --source transcript。",
            f"{path.name} is {en}; it can only be read as calls. Use --source transcript.",
        )
    return SpokenReader(read_whole(path), form, parse_subtitles if form in SUBTITLES else parse_text)


def holds_calls(path: Path) -> bool:
    """Whether a file is calls by its form or by the shape of its JSON; false where it cannot be read."""
    from voc.intake.headers import knows

    try:
        with opened(path) as stream:
            head = stream.read(_HEAD_BYTES)
        if call_form(path, head, knows()) is not None:
            return True
        return bool(HEAD.match(head.removeprefix(b"\xef\xbb\xbf"))) and is_recognition(path)
    except VocError:
        return False
    except OSError:
        return False


def _text(head: bytes) -> str:
    """The first bytes as text, in the encoding they most likely are in."""
    wide = next((name for mark, name in _WIDE if head.startswith(mark)), None)
    if wide is not None:
        return head.decode(wide, "ignore").lstrip("\ufeff \t\r\n")
    text = head.decode("utf-8", "replace")
    beyond = len(text) - sum(mark < "\x80" for mark in text)
    # The last character may be cut, and a slip or two does not make UTF-8 another encoding.
    if text.count("\ufffd") * 5 > beyond + 5:
        text = head.decode("gb18030", "ignore")
    return text.lstrip("\ufeff \t\r\n")


def _is_table(text: str, known: Callable[[str], bool]) -> bool:
    """Whether the first line of a text is the header of a table."""
    first = text.split("\n", 1)[0].strip()
    return known(first) or any(sum(known(cell) for cell in first.split(mark)) > 1 for mark in DELIMITERS if mark in first)


def call_notes(remarks: Mapping[str, int], facts: Mapping[str, str]) -> list[tuple[str, str]]:
    """What a user should know of the turns of calls, in Chinese and English."""
    notes = []
    if cues := facts.get("cues"):
        notes.append(
            (
                f"字幕 {int(cues):,} 条；同一人连续的字幕合为一句，按句计行",
                f"{int(cues):,} cues; those of one speaker in a row are one turn, and turns count as rows",
            )
        )
    if number := remarks.get("guessed_calls"):
        notes.append(
            (
                f'{number:,} 个通话没有写明说话人的角色，按所说的话判定；可在映射文件 [speakers] 里写明，例如 "0" = "agent"',
                f'{number:,} calls do not say which speaker is the agent: decided by what they say. A mapping file can say it: [speakers] "0" = "agent"',
            )
        )
    if number := remarks.get("swapped_calls"):
        notes.append(
            (
                f"{number:,} 个通话的坐席与客户从某一句起明显对调（录音或识别出错），从该句起已换回",
                f"in {number:,} calls agent and customer are plainly exchanged from some turn on: put right from there",
            )
        )
    if number := remarks.get("unknown_turns"):
        notes.append(
            (
                f'{number:,} 句话的说话人未知，保留但不计入客户原声；没有客户话语的通话进隔离区。可在映射文件 [speakers] 里写明，例如 "A" = "customer"',
                f"{number:,} turns of unknown speakers are kept but are not the customer's words; calls without words of a customer are "
                'quarantined. A mapping file can name speakers: [speakers] "A" = "customer"',
            )
        )
    if number := remarks.get("lost_times"):
        notes.append(
            (
                f"{number:,} 句话的时间倒退、结束早于开始或超过一天，时间留空，顺序不变",
                f"{number:,} turns with times that go backwards, end before they start or lie beyond a day: kept in their order without these times",
            )
        )
    return notes

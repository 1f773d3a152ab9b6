"""Turns of a call as files give them: a JSON list, or lines with the speaker in front."""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass

from voc.intake.cells import Cell, as_text
from voc.intake.headers import bare, enumeration, normal

_SPEAKER, _TEXT = ("speaker", "role", "说话人", "角色", "from", "who"), ("text", "content", "内容", "文本", "utterance", "message")
_START, _END = ("start", "begin", "start_time", "开始"), ("end", "stop", "end_time", "结束")
_LINE = re.compile(
    r"\s*(?:\[?(\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d+)?)\]?\s*)?[\[【(（]?([^\s:：\]】)）\[【(（]{1,12}(?:\s?\d{1,2})?(?:[(（][^\s:：()（）]{1,12}[)）])?)[\]】)）]?\s*[:：]\s*(.*)"
)
_CLOCK = re.compile(r"(?:(\d{1,2}):)?(\d{1,3}):(\d{2})(?:[.,](\d+))?")


@dataclass(frozen=True)
class Turn:
    """Who says what (raw), and when in seconds from the start of the call."""

    speaker: str
    text: str
    start: float | None = None
    end: float | None = None


def speaker_of(given: Cell) -> str:
    """customer, agent, other or unknown; a number (客服1) or brackets (客户(主叫)) after the word do not matter."""
    known = enumeration("speaker")
    for word in (normal(as_text(given)), bare(as_text(given))):
        if found := known.get(word) or known.get(word.rstrip("0123456789")):
            return found
    return "unknown"


def read_turns(cell: Cell) -> list[Turn]:
    """The turns in a cell; ValueError where it holds none that can be read."""
    if isinstance(cell, str):
        text = cell.strip()
        if text[:1] in ("[", "{"):
            try:
                cell = json.loads(text)
            except (ValueError, RecursionError):
                return _lines(text)
        else:
            return _lines(text)
    if isinstance(cell, dict):
        cell = next((value for value in cell.values() if isinstance(value, list)), None)
    if not isinstance(cell, list):
        raise ValueError(cell)
    return [_turn(item) for item in cell]


def _turn(item: object) -> Turn:
    if not isinstance(item, dict):
        raise ValueError(item)
    text = _first(item, _TEXT)
    if text is None and not any(name in item for name in _TEXT):
        raise ValueError(item)
    return Turn(speaker_of(_first(item, _SPEAKER)), as_text(text), seconds(_first(item, _START)), seconds(_first(item, _END)))


def _first(item: dict[str, Cell], names: tuple[str, ...]) -> Cell:
    return next((item[name] for name in names if item.get(name) is not None), None)


def seconds(cell: Cell) -> float | None:
    """Seconds from a number or from 1:02:03; None where it is neither."""
    if isinstance(cell, bool):
        return None
    text = as_text(cell)
    if found := _CLOCK.fullmatch(text):
        hours, minutes, second, fraction = found.groups()
        return int(hours or 0) * 3600 + int(minutes) * 60 + int(second) + float(f"0.{fraction or 0}")
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) and value >= 0 else None


def _lines(text: str) -> list[Turn]:
    """客服：… 客户：… line by line; a line without a speaker goes on with the turn before it."""
    turns: list[Turn] = []
    for line in text.splitlines():
        found = _LINE.fullmatch(line)
        if found and speaker_of(found[2]) != "unknown":
            turns.append(Turn(speaker_of(found[2]), found[3], seconds(found[1]) if found[1] else None))
        elif turns and line.strip():
            last = turns[-1]
            turns[-1] = Turn(last.speaker, f"{last.text} {line.strip()}", last.start, last.end)
        elif line.strip():
            raise ValueError(line)
    if not turns:
        raise ValueError(text)
    return turns

"""Turns of a call as files give them: a JSON list, or lines with the speaker in front."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from voc.intake.cells import Cell, as_text
from voc.intake.prefixes import is_mark, prefix, speaker_of

_SPEAKER = (
    *("speaker", "role", "说话人", "角色", "from", "who", "spk", "speakerid", "speakerlabel", "spkid", "speakername", "rolename"),
    *("roletype", "channel", "channelid", "channeltag", "track"),
)
_TEXT = ("text", "content", "内容", "文本", "utterance", "message", "sentence", "transcript", "onebest", "finalsentence", "display")
_START = (
    *("start", "begin", "starttime", "开始", "begintime", "bg", "startms", "beginms", "starttimems", "begintimems"),
    *("开始时间", "起始时间", "开始秒"),
)
_END = ("end", "stop", "endtime", "结束", "ed", "endms", "endtimems", "stopms", "结束时间", "结束秒")
_CLOCK = re.compile(r"(?:([0-9]{1,2}):)?([0-9]{1,3}):([0-9]{2})(?:[.,]([0-9]{1,9}))?")
_SECONDS = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,9})?) ?(?:s|秒)")
_FIRST_OF = ("alternatives", "nbest")
LONGEST_CALL = 86_400.0
"""Seconds: a time beyond it is no time within a call."""
_MS_FROM, _MS_RATE = 1_000.0, 0.1


@dataclass(frozen=True)
class Turn:
    """Who says what, and when in seconds from the start of the call.

    `label` is the speaker as given; `counted`: the times stood there as bare numbers, which may be milliseconds;
    `sure`: how sure the speaker is, 0.5 to 1, where the words told it.
    """

    speaker: str
    text: str
    start: float | None = None
    end: float | None = None
    label: str = ""
    counted: bool = False
    sure: float | None = None


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
    return [_turn(one) for item in cell for one in spoken_in(item)]


@dataclass(frozen=True)
class Spoken:
    """A turn as a JSON item gives it: raw label, text and times; None where the item names none."""

    label: Cell
    text: Cell
    start: Cell
    end: Cell


def spoken_in(item: object) -> list[Spoken]:
    """The turns of a JSON item: one with a key for the text, or one for each key that names a speaker; ValueError for neither."""
    if not isinstance(item, dict):
        raise ValueError(item)
    flat = _flat(item)
    text = _first(flat, _TEXT)
    if text is None and not any(name in flat for name in _TEXT):
        exchange = exchanged(item)
        if not exchange:
            raise ValueError(item)
        return [Spoken(label, said, None, None) for label, said in exchange]
    return [Spoken(_first(flat, _SPEAKER), text, _time(flat, _START), _time(flat, _END))]


def exchanged(item: Mapping[str, object]) -> list[tuple[str, str]]:
    """(speaker, text) of an item with the speakers as keys ({"[SPEAKER 1]": "…", "客户": "…"}), in its order; else nothing."""
    found = [(str(key), value) for key, value in item.items() if isinstance(value, str) and _names_speaker(str(key))]
    marked = any(is_mark(key) for key, _ in found)
    return found if marked or len({speaker_of(key) for key, _ in found}) > 1 else []


def _names_speaker(key: str) -> bool:
    return len(key) <= 20 and (speaker_of(key) != "unknown" or is_mark(key))


def label_in(item: Mapping[str, object]) -> Cell:
    """Who speaks in an item, by the keys that say so; None where none does."""
    return _first(_flat(item), _SPEAKER)


def timed(item: Mapping[str, object]) -> bool:
    """Whether an item says when."""
    flat = _flat(item)
    return any(name in flat for name in (*_START, *_END))


def _flat(item: Mapping[str, object]) -> dict[str, Cell]:
    """Keys in one spelling (begin_time, BeginTime, beginTime), with what stands in `additions` and in the first alternative."""
    flat: dict[str, Cell] = {}
    for key, value in item.items():
        name = str(key).lower().replace("_", "").replace("-", "")
        flat.setdefault(name, cast(Cell, value))
    inner = [flat.get("additions"), *(value[0] for name in _FIRST_OF if isinstance(value := flat.get(name), list) and value)]
    for one in inner:
        if isinstance(one, dict):
            for key, value in one.items():
                flat.setdefault(str(key).lower().replace("_", ""), cast(Cell, value))
    return flat


def _turn(one: Spoken) -> Turn:
    counted = any(is_number(time) for time in (one.start, one.end))
    label = as_text(one.label)
    return Turn(speaker_of(label), as_text(one.text), seconds(one.start), seconds(one.end), label, counted)


def _first(item: Mapping[str, Cell], names: Sequence[str]) -> Cell:
    return next((item[name] for name in names if item.get(name) is not None), None)


def _time(item: Mapping[str, Cell], names: Sequence[str]) -> Cell:
    """The first of the times; one whose name says milliseconds as seconds with their unit."""
    for name in names:
        value = item.get(name)
        if value is not None:
            given = seconds(value) if name.endswith("ms") else None
            return f"{given / 1000:.3f}s" if given is not None else value
    return None


def is_number(cell: Cell) -> bool:
    """Whether a time is a bare number, so that its unit is open."""
    return _CLOCK.fullmatch(text := as_text(cell)) is None and _SECONDS.fullmatch(text) is None and seconds(cell) is not None


def seconds(cell: Cell) -> float | None:
    """Seconds from a number, from 1:02:03.5 or from "12.5s"; None where it is none of these."""
    if isinstance(cell, bool):
        return None
    text = as_text(cell)
    if found := _CLOCK.fullmatch(text):
        hours, minutes, second, fraction = found.groups()
        return int(hours or 0) * 3600 + int(minutes) * 60 + int(second) + float(f"0.{fraction or 0}")
    if found := _SECONDS.fullmatch(text):
        return float(found[1])
    try:
        value = float(text) if "_" not in text else math.nan
    except ValueError:
        return None
    return value if math.isfinite(value) and value >= 0 else None


def in_milliseconds(calls: list[list[Turn]]) -> bool | None:
    """Whether the bare numbers of a file count milliseconds; None where it has none.

    They do where they reach 1,000 and less than one character falls on ten of them: people say two to eight in a second.
    """
    most, said, lasted, any_counted = 0.0, 0, 0.0, False
    for turns in calls:
        counted = [turn for turn in turns if turn.counted]
        any_counted = any_counted or bool(counted)
        starts = [turn.start for turn in counted if turn.start is not None]
        most = max([most, *starts, *(turn.end for turn in counted if turn.end is not None)])
        spans = [(len(t.text), t.end - t.start) for t in counted if t.start is not None and t.end is not None and t.end > t.start]
        if not spans and len(starts) > 1:
            spans = [(sum(len(turn.text) for turn in counted), max(starts) - min(starts))]
        said += sum(size for size, _ in spans)
        lasted += sum(span for _, span in spans)
    if not any_counted:
        return None
    return most >= _MS_FROM and said < _MS_RATE * lasted


def _lines(text: str) -> list[Turn]:
    """客服：… 客户：… line by line; a line without a speaker goes on with the turn before it."""
    turns: list[Turn] = []
    for line in text.splitlines():
        found = prefix(line)
        if found and (speaker_of(found.label) != "unknown" or is_mark(found.label)):
            turns.append(Turn(speaker_of(found.label), found.text, seconds(found.start), seconds(found.end), found.label))
        elif turns and line.strip():
            last = turns[-1]
            turns[-1] = Turn(last.speaker, f"{last.text} {line.strip()}", last.start, last.end, last.label)
        elif line.strip():
            raise ValueError(line)
    if not turns:
        raise ValueError(text)
    return turns

"""Calls in the JSON of speech recognisers: lists of segments with text, times and channels, however deep they lie.

Known by their shape, not by a vendor's name: a segment is an object with a text and a speaker, a channel or a time
({"text", "start", "spk"}, {"Text", "BeginTime", "ChannelId"}, {"bg", "ed", "onebest"}, {"FinalSentence", "StartMs"}), or one with the
speakers as keys. Lists of single words are not looked into.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from voc.intake.cells import Cell, as_text, is_blank
from voc.intake.headers import field_of, normal
from voc.intake.mapping import FIELDS
from voc.intake.prefixes import is_mark, speaker_of
from voc.intake.spoken import Heard
from voc.intake.turns import Spoken, exchanged, label_in, seconds, spoken_in, timed

_WORDS = frozenset(
    ["words", "word", "wordlist", "tokens", "token", "ws", "lattice", "timestamp", "alternatives", "nbest", "additions"]
)
_OTHER_IDS = ("key", "taskid", "requestid", "filename", "file", "audio", "wavname")
_DEEPEST = 8
_EPOCH = 1e8
Object = dict[str, Any]


@dataclass
class Found:
    """A call as found: what its objects say beside the segments, and the segments in file order."""

    fields: Object = field(default_factory=dict)
    segments: list[Object] = field(default_factory=list)
    whole: Object = field(default_factory=dict)


def is_segment(item: object) -> bool:
    """Whether an object is a turn: a text, and who or when; or speakers as keys."""
    if not isinstance(item, dict):
        return False
    if exchanged(item):
        return True
    try:
        spoken = spoken_in(item)
    except ValueError:
        return False
    return isinstance(spoken[0].text, str) and (label_in(item) is not None or timed(item))


def calls_in(document: object) -> list[Found]:
    """The calls of a document; nothing where it holds no list of segments."""
    if isinstance(document, list) and _segments(document):
        return [] if _rows_of_calls(document) else [Found(segments=_objects(document))]
    calls = _call_list(document, 0)
    if calls is not None:
        return [_found(item) for item in calls]
    return [one] if isinstance(document, dict) and (one := _found(document)).segments else []


def nested(item: Object) -> bool:
    """Whether an object of JSON Lines is a call whose turns do not stand in a column that means turns."""
    if any(field_of(str(key), "transcript") == "turns" and isinstance(value, (list, str)) for key, value in item.items()):
        return False
    return bool(_found(item).segments)


def parse_recognition(documents: Callable[[str], list[object]]) -> Callable[[str, Heard], None]:
    """A parser for files whose text `documents` turns into JSON values, what is no JSON staying a string."""

    def parse(text: str, heard: Heard) -> None:
        for document in documents(text):
            if isinstance(document, str):
                heard.bad("bad_json", document)
                continue
            for call in calls_in(document) or [Found(whole=document if isinstance(document, dict) else {"": document})]:
                _hear(call, heard)

    return parse


def _hear(found: Found, heard: Heard) -> None:
    call = heard.call(_name(found))
    for key, value in found.fields.items():
        if _tells(key, value):
            call.tell(key, value)
    if not found.segments:
        heard.bad("bad_turns", as_text(found.whole))
        return
    times: list[float | None] = []
    for segment in found.segments:
        try:
            spoken = spoken_in(segment)
        except ValueError:
            heard.bad("bad_turns", as_text(segment))
            continue
        for one in spoken:
            before = len(call.turns)
            heard.turn(one.label, as_text(one.text), _plain(one, "start"), _plain(one, "end"))
            times += [seconds(one.start)] * (len(call.turns) - before)
    order = _merged(times, [str(turn["speaker"]) for turn in call.turns])
    call.turns = [call.turns[place] for place in order]
    call.numbers = [call.numbers[place] for place in order]


def _plain(one: Spoken, name: str) -> Cell:
    value: Cell = getattr(one, name)
    return None if isinstance(value, (list, dict, bool)) else value


def _merged(times: list[float | None], labels: list[str]) -> list[int]:
    """The order of turns: by their start where a file gives one channel after the other and each goes forward, else as they stand."""
    places = list(range(len(times)))
    if None in times or len(set(labels)) < 2:
        return places
    last: dict[str, float] = {}
    for time, label in zip(times, labels, strict=True):
        if (time or 0.0) < last.get(label, 0.0):
            return places
        last[label] = time or 0.0
    return sorted(places, key=lambda place: times[place] or 0.0)


def _objects(items: list[Any]) -> list[Object]:
    return [item if isinstance(item, dict) else {"": item} for item in items]


def _segments(value: object) -> bool:
    """Whether most of a list are segments."""
    return isinstance(value, list) and 2 * sum(is_segment(item) for item in value) > len(value)


def _rows_of_calls(items: list[Any]) -> bool:
    """Whether turns carry the number of their call, so that each of them is a row like those of a table."""
    return any(isinstance(i, dict) and any(field_of(k, "transcript") == "id" and normal(k) != "id" for k in i) for i in items)


def _call_list(value: object, depth: int) -> list[Object] | None:
    """The list whose items are whole calls, wherever it lies; None where there is none."""
    value = _embedded(value)
    if depth > _DEEPEST:
        return None
    if isinstance(value, list):
        whole = [item for item in value if isinstance(item, dict)]
        calls = any(_found(item).segments for item in whole) and not any(_channel(item) for item in whole)
        return whole if calls and not _segments_proper(whole) else None
    if isinstance(value, dict):
        for key, inner in value.items():
            if normal(str(key)) not in _WORDS and (found := _call_list(inner, depth + 1)) is not None:
                return found
    return None


def _segments_proper(items: list[Object]) -> bool:
    return _segments(items) and not any(_found(item).segments for item in items)


def _channel(item: Object) -> str | None:
    """The channel or speaker an object stands for; None for whole calls."""
    label = as_text(label_in(item))
    return label if label and (len(label) <= 2 or is_mark(label) or speaker_of(label) != "unknown") else None


def _found(item: Object) -> Found:
    found = Found(whole=item)
    found.segments = _collect(item, found.fields, 0)
    return found


def _collect(value: Object, fields: Object, depth: int) -> list[Object]:
    """Segments below an object; what it says beside them goes to `fields`. Of several lists that are no channels the first counts."""
    lists: list[tuple[str, list[Object]]] = []
    for key, given in value.items():
        inner = _embedded(given)
        if depth > _DEEPEST or normal(str(key)) in _WORDS:
            continue
        below: list[Object] = []
        if isinstance(inner, list):
            below = _of_list(inner, depth)
        elif isinstance(inner, dict):
            below = _collect(inner, fields, depth + 1)
        elif given is not None:
            fields.setdefault(str(key), given)
        if below:
            lists.append((str(key), below))
    if len(lists) > 1 and all(is_mark(key) or key.isdigit() or speaker_of(key) != "unknown" for key, _ in lists):
        return [_labelled(item, key) for key, items in lists for item in items]
    return lists[0][1] if lists else []


def _of_list(items: list[Any], depth: int) -> list[Object]:
    below = [(item, _collect(item, {}, depth + 1)) for item in items if isinstance(item, dict)]
    if any(inner for _, inner in below):
        return [_labelled(one, _channel(item)) for item, inner in below for one in inner]
    return _objects(items) if _segments(items) else []


def _labelled(item: Object, label: str | None) -> Object:
    return {**item, "speaker": label} if label is not None and label_in(item) is None else item


def _embedded(value: object) -> object:
    """JSON within a string, as some services give their result."""
    if isinstance(value, str) and value.lstrip()[:2] in ("[{", '{"'):
        try:
            return json.loads(value)
        except (ValueError, RecursionError):
            return value
    return value


def _name(found: Found) -> str | None:
    own = [as_text(value) for key, value in found.fields.items() if field_of(key, "transcript") == "id" and not is_blank(value)]
    other = {normal(key): as_text(value) for key, value in found.fields.items() if not is_blank(value)}
    return next(iter(own), None) or next((other[key] for key in _OTHER_IDS if key in other), None)


def _tells(key: str, value: object) -> bool:
    """Whether a value may stand for a field of the call: not the whole text, and no number of a channel or of milliseconds as one."""
    meant = field_of(key, "transcript")
    if meant in ("id", "turns", "speaker", "start", "end", "text"):
        return False
    number = isinstance(value, (int, float))
    if meant == "occurred_at" and isinstance(value, (int, float)):
        return value >= _EPOCH
    return not (number and meant in FIELDS["transcript"] and meant in ("channel", "mode"))

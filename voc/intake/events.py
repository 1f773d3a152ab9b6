"""Releases, outages, faults, campaigns, fixes and prices -> events."""

from __future__ import annotations

import pyarrow as pa

from voc.intake.frame import Columns, Frame, build, chosen, days
from voc.intake.spans import spans
from voc.intake.verbatims import PLACES, Memory, settle_repeats
from voc.privacy.keys import keyed_digest

_SAID = ("kind", "name", *PLACES, "store")


def take(frame: Frame, memory: Memory) -> dict[str, pa.Table]:
    """One event per row; without kind, name or start, of an unknown kind, or with an end before its start a row becomes a fault."""
    columns: Columns = {"kind": [*frame.coded("kind", "event_kind")], "name": [*frame.required("name", "no_name")]}
    starts, ends = spans(frame, "start", "end", reason="ends_before_start", inclusive=True)
    for place, start in enumerate(starts):
        if start is None:
            frame.fault(place, frame.column("start"), "no_start", "")
    columns["start"], columns["day"] = days(starts)
    columns["end"] = days(ends)[0]
    columns |= {name: frame.words(name) for name in (*PLACES, "store", "cause", "note")}
    ids = _ids(frame, columns)
    # The same number with another end or note is a later state of the event; with another name or place it is another event.
    said = [
        "\x1f".join(str(values[place] or "") if (values := columns[name]) else "" for name in _SAID) for place in range(len(frame))
    ]
    numbers = frame.raw("id") or [None] * len(frame)
    shown = [number or name or "" for number, name in zip(numbers, columns["name"] or [], strict=True)]
    settle_repeats(frame, memory, ids, said, "id" if frame.has("id") else "name", shown)
    alive = frame.alive
    given = chosen({**columns, "event_id": ids}, alive, len(frame))
    return {"events": build("events", given, [frame.numbers[place] for place in alive], frame.context.file)}


def _ids(frame: Frame, columns: Columns) -> list[str | None]:
    """Digests of the event's number where the row has one that does not just count the rows, else of kind, name and start."""
    numbers = frame.names() or [None] * len(frame)
    rows = zip(numbers, *(columns[name] or [] for name in ("kind", "name", "start")), strict=True)
    key = frame.context.key
    return [
        keyed_digest(key, "event", "id", number) if number else keyed_digest(key, "event", str(kind), str(name), str(start))
        for number, kind, name, start in rows
    ]

"""Complaint notes and work orders -> verbatims and cases."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import pyarrow as pa

from voc.intake.durations import duration
from voc.intake.frame import Frame, build, chosen
from voc.intake.mapping import TEXT
from voc.intake.social import joined, said
from voc.intake.verbatims import PLACES, Memory, described, row_keys, settle_repeats, shown, text_tables
from voc.privacy.keys import keyed_digest


def take(frame: Frame, memory: Memory) -> dict[str, pa.Table]:
    """One case per row, and one verbatim per row and text column; a work order without text is a case all the same."""
    texts = joined(frame)
    columns = described(frame)
    opened = frame.moments("opened")
    if opened is not None and not frame.has("occurred_at"):
        columns["occurred_at"] = [moment.at if moment else None for moment in opened]
        columns["day"] = [moment.day if moment else None for moment in opened]
    began = columns["occurred_at"] if opened is None else [moment.at if moment else None for moment in opened]
    states = {
        "customer_key": columns["customer_key"],
        "opened": began,
        "promised_at": _promised(frame, began),
        **{name: frame.times(name) for name in ("first_response", "resolved")},
        **{name: frame.words(name) for name in ("status", "noted_cause", "reply", "first_department")},
        "reopened": frame.numbers_of("reopened", 0),
        **{name: frame.numbers_of(name, words=True) for name in ("rating_before", "rating_after")},
        **{name: columns[name] for name in (*PLACES, "department")},
    }
    cases, contacts, numbers = frame.raw("case"), frame.names(), frame.raw("id")
    # The number of the work order comes first: what else numbers the rows often starts anew in each export.
    ids = contacts if cases is None else _first_of(cases, contacts)
    case_ids = contacts if cases is None else cases
    content = said(texts, len(frame))
    for place, row in enumerate(content):
        if not row.strip("\x1f") and (case_ids is None or case_ids[place] is None):
            frame.fault(place, frame.column(TEXT), "no_text", "")
    settle_repeats(frame, memory, ids, content, "id" if cases is None else "case")
    alive = frame.alive
    keys = row_keys(frame, memory, ids, alive)
    key = frame.context.key
    names = {
        place: keyed_digest(key, "case", *(own if case_ids is None or case_ids[place] is None else ("id", str(case_ids[place]))))
        for place, own in zip(alive, keys, strict=True)
    }
    given = chosen({**states, "external_id": shown(frame, numbers if cases is None else cases)}, alive, len(frame))
    given["case_id"] = [names[place] for place in alive]
    tables = {"cases": build("cases", given, [frame.numbers[place] for place in alive], frame.context.file)}
    named = {**columns, "external_id": shown(frame, numbers if ids is None else ids)}
    found = text_tables(frame, named, texts, alive, keys, {"case_id": given["case_id"]})
    return {"verbatims": pa.concat_tables(found), **tables} if found else tables


def _promised(frame: Frame, began: Sequence[datetime | None] | None) -> list[datetime | None] | None:
    """By when an answer was promised: a moment, or a length of time from the opening on where the file tells nothing else."""
    told = frame.raw("promised_at")
    if told is None:
        return None
    lengths = [None if one is None else duration(one) for one in told]
    if began is None or any((one is None) != (length is None) for one, length in zip(told, lengths, strict=True)):
        return frame.times("promised_at")
    return [start + length if start and length else None for start, length in zip(began, lengths, strict=True)]


def _first_of(one: Sequence[str | None], other: Sequence[str | None] | None) -> list[str | None]:
    return list(one) if other is None else [b if a is None else a for a, b in zip(one, other, strict=True)]

"""Columns that verbatims of every source share, and their ids."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import pyarrow as pa

from voc.intake.frame import Columns, Frame, build, chosen, days
from voc.intake.identity import Occurrences, Repeats, customer_key
from voc.privacy.keys import keyed_digest
from voc.privacy.mask import MASK_VERSION
from voc.privacy.tokens import ORDER
from voc.text.normalize import clean

PLACES = ("brand", "tier", "product", "channel", "region")
SEGMENTS = ("age", "occupation", "education", "spend", "customer_type")


@dataclass
class Memory:
    """What a file has held so far."""

    repeats: Repeats = field(default_factory=Repeats)
    occurrences: Occurrences = field(default_factory=Occurrences)


def customers(frame: Frame) -> list[str | None] | None:
    """Keyed digests of the customer column."""
    known: dict[str, str] = {}

    def digest(value: str) -> str:
        if value not in known:
            known[value] = customer_key(frame.context.key, value)
        return known[value]

    return frame.digests("customer", "customer", digest)


def described(frame: Frame) -> Columns:
    """The shared columns of verbatims, as long as the frame; bad dates and numbers become faults."""
    at, day = days(frame.moments("occurred_at"))
    columns: Columns = {"customer_key": customers(frame), "occurred_at": at, "day": day, "mode": frame.choices("mode")}
    columns |= {name: frame.words(name) for name in (*PLACES, *SEGMENTS, "touchpoint", "competitor", "store", "team", "department")}
    for name in ("brand", "product", "region", "competitor"):
        values = columns[name]
        columns[f"{name}_from"] = None if values is None else [None if value is None else "given" for value in values]
    columns["staff_key"] = frame.digests("staff", "staff")
    columns["outsourced"] = frame.choices("outsourced")
    columns["reach"] = frame.numbers_of("reach", 0)
    columns["likes"] = frame.numbers_of("likes", 0)
    return columns


def settle_repeats(
    frame: Frame,
    memory: Memory,
    ids: Sequence[str | None] | None,
    said: Sequence[str],
    field_name: str,
    names: Sequence[str] | None = None,
) -> None:
    """Puts out rows whose id an earlier row of the file had with other content; `names` say the id to the reader."""
    if ids is None:
        return
    alive = frame.alive
    wrong = memory.repeats.judge([ids[p] for p in alive], [said[p] for p in alive], [frame.numbers[p] for p in alive])
    for place, first in wrong.items():
        name = (ids if names is None else names)[alive[place]]
        given = f"{name} (= 第 {first} 行 / row {first})"
        frame.fault(alive[place], frame.column(field_name), "repeated_id", given)


def row_keys(frame: Frame, memory: Memory, ids: Sequence[str | None] | None, places: Sequence[int]) -> list[tuple[str, ...]]:
    """What names each row at `places`: its external id, or the canonical row with its occurrence number."""
    without = [place for place in places if ids is None or ids[place] is None]
    if not without:
        return [("id", str(ids[place])) for place in places] if ids is not None else []
    rows = frame.canonical(without)
    named = {
        place: ("row", row, str(occurrence))
        for place, row, occurrence in zip(without, rows, memory.occurrences.number(rows), strict=True)
    }
    return [named[place] if place in named else ("id", str(ids[place] if ids is not None else "")) for place in places]


def shown(frame: Frame, ids: Sequence[str | None] | None) -> list[str | None] | None:
    """External ids as they may be stored: a work-order number as it is, for the operator's own system knows it by that; the rest masked."""
    if ids is None:
        return None
    scrub = frame.context.scrubber.text
    return [None if given is None else clean(given) if scrub(given) == ORDER else scrub(given) for given in ids]


def verbatim_ids(frame: Frame, keys: Sequence[tuple[str, ...]], question: str | None = None) -> list[str]:
    """Keyed digests of source and external id (or raw row), and the question where a row holds several verbatims."""
    head = ("verbatim", frame.context.source)
    tail = () if question is None else (question,)
    key = frame.context.key
    return [keyed_digest(key, *head, *name, *tail) for name in keys]


def verbatim_table(frame: Frame, columns: Columns, places: Sequence[int], extra: Sequence[str] | None = None) -> pa.Table:
    """Verbatims of the rows at `places`; `columns` are as long as `places`."""
    given: Columns = {**columns, "source": [frame.context.source] * len(places), "mask_version": [MASK_VERSION] * len(places)}
    return build("verbatims", given, [frame.numbers[place] for place in places], frame.context.file, extra)


def text_tables(
    frame: Frame,
    columns: Columns,
    texts: Sequence[tuple[str | None, list[str | None]]],
    alive: Sequence[int],
    keys: Sequence[tuple[str, ...]],
    more: Columns | None = None,
) -> list[pa.Table]:
    """Verbatims of each (question, texts), rows without text left out; `columns` are as long as the frame, `keys` and `more` as `alive`."""
    tables = []
    for question, column in texts:
        filled = [at for at, place in enumerate(alive) if column[place] is not None]
        places = [alive[at] for at in filled]
        given = chosen({**columns, "text": column}, places, len(frame))
        given["verbatim_id"] = verbatim_ids(frame, [keys[at] for at in filled], question)
        given["question"] = None if question is None else [question] * len(places)
        given |= chosen(more or {}, filled, len(alive))
        tables.append(verbatim_table(frame, given, places))
    return tables

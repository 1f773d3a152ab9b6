"""Figures of the operator in long form -> measures."""

from __future__ import annotations

import pyarrow as pa

from voc.intake.cells import as_text
from voc.intake.frame import Columns, Frame, build, chosen
from voc.intake.headers import enumeration, normal
from voc.intake.periods import Period, read_period
from voc.intake.verbatims import PLACES, Memory, settle_repeats
from voc.privacy.keys import keyed_digest

_WHERE = (*PLACES, "competitor")
_PERCENT = frozenset({"%", "％", "百分比", "percent", "per cent", "pct"})
SHARE = "比例"
"""The unit of shares: what is given in per cent is stored as a number from 0 to 1."""


def take(frame: Frame, memory: Memory) -> dict[str, pa.Table]:
    """One measure per row; a row without period, name or value becomes a fault."""
    periods = _periods(frame)
    columns: Columns = {name: frame.words(name) for name in (*_WHERE, "item", "measure", "unit")}
    columns["measure"] = _unified(columns["measure"])
    columns["value"], columns["unit"] = _shares(frame, frame.numbers_of("value"), columns["unit"])
    for name, reason in (("measure", "no_measure"), ("value", "no_value")):
        for place, value in enumerate(columns[name] or []):
            if value is None:
                frame.fault(place, frame.column(name), reason, "")
    ids = [None if period is None else _named(frame, columns, place, period) for place, period in enumerate(periods)]
    names = [" ".join(as_text(cell) for cell in cells) for cells in zip(frame.cells("measure"), frame.cells("period"), strict=True)]
    settle_repeats(frame, memory, ids, [str(value) for value in columns["value"] or []], "measure", names)
    alive = frame.alive
    columns |= {
        "day": [p.day if p else None for p in periods],
        "grain": [p.grain if p else None for p in periods],
        "measure_id": ids,
    }
    given = chosen(columns, alive, len(frame))
    return {"measures": build("measures", given, [frame.numbers[place] for place in alive], frame.context.file)}


def _unified(names: list[str | None] | None) -> list[str | None] | None:
    """Names of measures, synonyms under one name; what is not in the list stays as it is."""
    known = enumeration("measure")
    return None if names is None else [None if name is None else known.get(normal(name), name) for name in names]


def _shares(
    frame: Frame, values: list[float | None] | None, units: list[str | None] | None
) -> tuple[list[float | None], list[str | None] | None]:
    """Values and units with per cent as shares, whether the cell says so (85%, .85 by now) or the unit beside it."""
    found = list(values or [None] * len(frame))
    said = list(units or [None] * len(frame))
    for place, cell in enumerate(frame.cells("value")):
        in_cell = as_text(cell).endswith(("%", "％"))
        in_unit = (said[place] or "").strip().lower() in _PERCENT
        value = found[place]
        if in_unit and not in_cell and value is not None:
            found[place] = round(value / 100, 12)
        if in_unit or (in_cell and said[place] is None):
            said[place] = SHARE
    return found, said if any(said) else units


def _periods(frame: Frame) -> list[Period | None]:
    periods: list[Period | None] = []
    for place, cell in enumerate(frame.cells("period")):
        period, reason = None, "no_period"
        try:
            period = read_period(cell, frame.context.dates)
        except (ValueError, OverflowError, TypeError):
            reason = "bad_period"
        if period is None:
            frame.fault(place, frame.column("period"), reason, as_text(cell))
        periods.append(period)
    return periods


def _named(frame: Frame, columns: Columns, place: int, period: Period) -> str:
    where = [str(values[place] or "") if (values := columns[name]) else "" for name in (*_WHERE, "measure")]
    item = str(values[place] or "") if (values := columns["item"]) else ""
    # Without an item a figure keeps the id it had before there were items.
    return keyed_digest(frame.context.key, "measure", period.day.isoformat(), period.grain, *where, *([item] if item else []))

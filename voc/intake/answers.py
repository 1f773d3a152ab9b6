"""One column of survey answers, each distinct cell read once: values, words, what is no answer and what is off the scale."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from voc.intake.cells import Cell, as_text, number, rating
from voc.intake.frame import Frame, Scrubber
from voc.intake.identity import content_digest, whole
from voc.intake.mapping import Target

RATED = ("csat", "nps", "ces", "driver")
_NOT_CHOSEN = frozenset({"-1", "0", "否", "未选", "未选中", "无", "没有", "no", "n", "false", "×", "x"})


@dataclass(frozen=True)
class Coded:
    """A column of answers: for each row the place of its answer among the distinct ones, -1 where there is none."""

    question: str
    target: Target
    codes: npt.NDArray[np.int64]
    values: list[float | None]
    labels: list[str | None]
    contents: list[str]

    def marks(self) -> npt.NDArray[np.uint64]:
        """64 bits per row that tell one answer from another, 0 for none."""
        each = np.array([whole(content) for content in self.contents] + [0], dtype=np.int64)
        return each[self.codes].view(np.uint64)


def code(frame: Frame, place: int, target: Target) -> Coded:
    """Reads the column at `place`; answers off the scale become faults of their rows."""
    question = frame.context.columns[place]
    known: dict[Cell, int] = {}
    values: list[float | None] = []
    labels: list[str | None] = []
    off: set[int] = set()
    codes = np.full(len(frame), -1, dtype=np.int64)
    for at, row in enumerate(frame.rows):
        cell = row[place] if not isinstance(row[place], (list, dict)) else as_text(row[place])
        found = known.get(cell)
        if found is None:
            value, label = _read(cell, target, frame.context.scrubber)
            found = len(values) if value is not None or label is not None else -1
            known[cell] = found
            if found >= 0:
                values.append(value)
                labels.append(label)
                if _off(value, target):
                    off.add(found)
        codes[at] = found
    for at in np.flatnonzero(np.isin(codes, list(off))).tolist() if off else ():
        frame.fault(at, question, "out_of_scale", as_text(frame.rows[at][place]))
    low, high = target.scale or (None, None)
    told = [content_digest([target.role, value, label, low, high]) for value, label in zip(values, labels, strict=True)]
    return Coded(question, target, codes, values, labels, told)


def _off(value: float | None, target: Target) -> bool:
    return value is not None and target.scale is not None and not target.scale[0] <= value <= target.scale[1]


def _read(cell: Cell, target: Target, scrubber: Scrubber) -> tuple[float | None, str | None]:
    """(value, None), (None, words), or (None, None) for no answer."""
    text = as_text(cell)
    if not text:
        return None, None
    if target.role == "multi":
        return float(text.lower() not in _NOT_CHOSEN), None
    try:
        if target.role in RATED:
            value = rating(cell)
        elif target.role == "operational":
            value = number(cell)
        else:
            value = float(text) if text.replace(".", "", 1).lstrip("-").isascii() else None
    except (ValueError, OverflowError):
        return None, scrubber.word(text)
    if value is None:
        return (None, None) if target.role in (*RATED, "operational") else (None, scrubber.word(text))
    if not np.isfinite(value) or value in target.missing:
        return None, None
    return value, None

"""One column of survey answers, each distinct cell read once: values, words, what is no answer and what is off the scale."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from voc.intake.cells import Cell, as_text, number, rating
from voc.intake.context import Scrubber
from voc.intake.frame import Frame
from voc.intake.identity import content_digest, whole
from voc.intake.mapping import Target
from voc.intake.variables import Variable
from voc.privacy.mask import BANK, IDENTITY, MOBILE, mask

RATED = ("csat", "nps", "ces", "driver")
_DIALLED = re.compile(r"[\s-]+")
_PERSONAL = re.compile(r"1[3-9]\d{9}|[1-9]\d{14}|\d{16,19}|\d{17}[Xx]", re.ASCII)
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
    multi_set: str | None = None

    def marks(self) -> npt.NDArray[np.uint64]:
        """64 bits per row that tell one answer from another, 0 for none."""
        each = np.array([whole(content) for content in self.contents] + [0], dtype=np.int64)
        return each[self.codes].view(np.uint64)


def code(frame: Frame, place: int, target: Target) -> Coded:
    """Reads the column at `place`; answers off the scale become faults of their rows."""
    question = frame.context.columns[place]
    variable = frame.context.book.get(question)
    known: dict[Cell, int] = {}
    values: list[float | None] = []
    labels: list[str | None] = []
    off: set[int] = set()
    codes = np.full(len(frame), -1, dtype=np.int64)
    for at, row in enumerate(frame.rows):
        cell = row[place] if not isinstance(row[place], (list, dict)) else as_text(row[place])
        found = known.get(cell)
        if found is None:
            value, label = read_answer(cell, target, frame.context.scrubber)
            if variable is not None:
                value, label = _described(cell, value, label, variable, frame.context.scrubber)
            found = len(values) if value is not None or label is not None else -1
            known[cell] = found
            if found >= 0:
                values.append(value)
                labels.append(label)
                if _off(value, target):
                    off.add(found)
        codes[at] = found
    for at in np.flatnonzero(np.isin(codes, list(off))).tolist() if off else ():
        given = as_text(frame.rows[at][place])
        frame.fault(at, question, "out_of_scale", _person(given) or given)
    low, high = target.scale or (None, None)
    declared = variable.multi_set if variable is not None else None
    multi_set = target.of or declared if target.role == "multi" else None
    told = [
        content_digest([target.role, value, label, low, high, *([multi_set] if multi_set else [])])
        for value, label in zip(values, labels, strict=True)
    ]
    return Coded(question, target, codes, values, labels, told, multi_set)


def _off(value: float | None, target: Target) -> bool:
    return value is not None and target.scale is not None and not target.scale[0] <= value <= target.scale[1]


def _described(
    cell: Cell, value: float | None, label: str | None, variable: Variable, scrubber: Scrubber
) -> tuple[float | None, str | None]:
    """An answer with the label of its value; in a set of categories the value is the category, not "chosen"."""
    if value is None and label is None:
        return None, None
    if variable.multi_set is not None and not variable.counted:
        value, label = (float(cell), None) if isinstance(cell, (int, float)) else (None, scrubber.word(as_text(cell)))
    words = variable.label(cell)
    return value, label if words is None else _person(words) or scrubber.word(words)


def read_answer(cell: Cell, target: Target, scrubber: Scrubber) -> tuple[float | None, str | None]:
    """One cell of a question: (value, None), (None, words), or (None, None) for no answer."""
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
        return None, _person(text) or scrubber.word(text)
    if value is None:
        return (None, None) if target.role in (*RATED, "operational") else (None, _person(text) or scrubber.word(text))
    if not np.isfinite(value) or value in target.missing:
        return None, None
    # Off its scale, a row goes to quarantine, whatever stands there.
    person = None if _off(value, target) else _person(text, value)
    return (value, None) if person is None else (None, person)


def _person(text: str, value: float | None = None) -> str | None:
    """The masked form of a cell that is, by its length and form, a person's number and no figure; None for all others.

    Check digits do not count here: a number of 15 or 18 digits measures nothing, even with a slip in it.
    """
    if value is not None and not value.is_integer():
        return None  # a share with many decimals; numbers of persons are whole
    digits = _DIALLED.sub("", text) if value is None else f"{abs(value):.0f}"
    if _PERSONAL.fullmatch(digits):
        return MOBILE if len(digits) == 11 else IDENTITY if len(digits) in (15, 18) else BANK
    if value is None or sum(map(str.isdigit, text)) < 7:
        return None
    # 6222020000000.0 is what sheets make of such a number.
    return next((masked for given in (text, digits) if (masked := mask(given)) != given), None)

"""What columns mean where the file itself describes them: labels and sets come before what headers and values let one guess."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol, runtime_checkable

from voc.intake.answers import RATED
from voc.intake.cells import Cell, as_text
from voc.intake.headers import field_of
from voc.intake.mapping import ANSWER, FIELDS, IGNORE, Mapping, Target
from voc.intake.propose import MOST_GROUPS, propose
from voc.intake.variables import Book, Variable

Notes = tuple[tuple[str, str], ...]
_ASKS = re.compile(r"评分|打分|得分|评价|满意|同意|认可|rating|score", re.IGNORECASE)
_MOSTLY, _MOSTLY_NOMINAL = 0.8, 0.5
_FIGURE = re.compile(r"\d+(\.0+)?\s*分?")


@runtime_checkable
class Described(Protocol):
    """A reader whose file says what its columns are; `notes` may grow while the rows are read."""

    @property
    def book(self) -> Book:
        """Variables by header."""
        ...

    @property
    def notes(self) -> Notes:
        """What a user should know of the file, in Chinese and English."""
        ...


def book_of(reader: object) -> Book:
    """What the file says of its columns, by header; nothing for formats that say nothing."""
    return reader.book if isinstance(reader, Described) else {}


def notes_of(reader: object) -> Notes:
    """What there is to say of the file."""
    return reader.notes if isinstance(reader, Described) else ()


def informed(proposed: Mapping, book: Book, columns: Sequence[str], sample: Sequence[Sequence[Cell]]) -> Mapping:
    """`proposed` with what the book knows better: the weight, fields told by the short name, roles and scales told by labels."""
    if not book or proposed.source is None:
        return proposed
    targets = dict(proposed.columns)
    if proposed.source == "survey":
        for place, header in enumerate(columns):
            if header in book and targets[header].field == ANSWER:
                targets[header] = _answer(
                    header, targets[header], book[header], {row[place] for row in sample if row[place] is not None}
                )
    _name_fields(targets, book, proposed.source)
    return replace(proposed, columns=targets)


def _name_fields(targets: dict[str, Target], book: Book, source: str) -> None:
    """Fields that the name of a variable tells where its label does not; the declared weight goes before any guess."""
    weights = [header for header, variable in book.items() if variable.weight]
    if weights and "weight" in FIELDS[source]:
        targets.update({header: Target(IGNORE) for header, target in targets.items() if target.field == "weight"})
        targets[weights[0]] = Target("weight")
    taken = {target.field for target in targets.values()}
    for header, variable in book.items():
        field = field_of(variable.name, source)
        free = targets[header].field == IGNORE or targets[header].role in ("segment", "other", "operational")
        if free and field in FIELDS[source] and field not in taken:
            targets[header] = Target(field)
            taken.add(field)


def _answer(header: str, guessed: Target, variable: Variable, seen: set[Cell]) -> Target:
    if variable.multi_set is not None:
        return Target(ANSWER, "multi", of=variable.multi_set)
    if not variable.labels:
        return guessed
    unanswered = variable.unanswered
    answered = {cell for cell in seen if cell not in unanswered and as_text(cell)}
    missing = tuple(sorted({*guessed.missing, *unanswered}))
    if variable.direction > 0 and variable.ends is not None and _within(answered, variable.ends):
        return _rated(header, variable.ends, missing)
    if variable.direction < 0:
        # 1 = 非常满意 ... 5 = 非常不满意: taken as a rating it would turn every figure upside down.
        return Target(ANSWER, "other", missing=missing)
    if guessed.role in RATED and (_asks(header, guessed) or all(_FIGURE.fullmatch(text) for text in variable.labels.values())):
        return replace(guessed, missing=missing)
    if _mostly_labelled(variable, answered):
        return Target(ANSWER, "segment" if len(variable.labels) <= MOST_GROUPS else "other", missing=unanswered)
    return guessed if guessed.role == "open" else replace(guessed, missing=missing)


def _mostly_labelled(variable: Variable, answered: set[Cell]) -> bool:
    """Whether the values are kinds, each with its label; a slip among them counts for nothing."""
    labelled = sum(variable.label(cell) is not None for cell in answered)
    return labelled >= (_MOSTLY_NOMINAL if variable.measure == "nominal" else _MOSTLY) * len(answered) > 0


def _asks(header: str, guessed: Target) -> bool:
    return guessed.role in ("csat", "nps", "ces") or _ASKS.search(header) is not None


def _within(cells: set[Cell], ends: tuple[float, float]) -> bool:
    return all(isinstance(cell, (int, float)) and ends[0] <= cell <= ends[1] for cell in cells)


def _rated(header: str, ends: tuple[float, float], missing: tuple[float, ...]) -> Target:
    """A rating: which one the header says, on the scale the labels span."""
    points: list[list[Cell]] = [[float(point)] for point in range(int(ends[0]), int(ends[1]) + 1)]
    role = propose([header], points, "survey").columns[header].role
    role = role if role in RATED else "driver"
    return Target(
        ANSWER, role, (0.0, 10.0) if role == "nps" and ends[1] == 10 else ends, tuple(one for one in missing if not _on(one, ends))
    )


def _on(value: float, ends: tuple[float, float]) -> bool:
    return ends[0] <= value <= ends[1]

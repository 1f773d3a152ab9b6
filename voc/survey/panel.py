"""Answers in long form as one row per respondent, so that every figure of a survey is taken from the same rows."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from voc.schema import TABLES
from voc.survey.intervals import Floats, fill_weights
from voc.survey.questions import RATED, Purposes, Question, purposes
from voc.survey.satisfaction import positions

SHORT_SCALE = 4.0
"""Scales with fewer than five steps have one top box, the others two."""
MOST_VALUES = 40
"""Values of a segment question beyond which it splits nothing."""


@dataclass(frozen=True)
class Choice:
    """One answer of a multiple-response set: its words, and the set (None where the file names none)."""

    name: str
    of: str | None


@dataclass(frozen=True)
class Panel:
    """Respondents (a table, one row each, segment questions added by their headers) and their ratings (respondents x questions).

    `place` is the position on the scale, 0 worst to 1 best; `top` 1 in the two best boxes, else 0; `of_ten` the number answered on
    scales that end at 10, which an NPS needs. NaN where nothing usable was answered. `chosen` is 1 or 0 for each of `choices`, NaN
    for who was not asked; `amounts` are operational figures (ARPU, usage), which are related to ratings and never averaged into them.
    """

    respondents: pa.Table
    questions: tuple[Question, ...]
    place: Floats
    top: Floats
    of_ten: Floats
    choices: tuple[Choice, ...] = ()
    chosen: Floats = field(default_factory=lambda: np.empty((0, 0)))
    operational: tuple[str, ...] = ()
    amounts: Floats = field(default_factory=lambda: np.empty((0, 0)))

    def __len__(self) -> int:
        return int(self.respondents.num_rows)

    @property
    def segments(self) -> list[str]:
        """Headers of the segment questions."""
        return [name for name in self.respondents.column_names if name not in TABLES["respondents"].arrow.names and name != "place"]

    @cached_property
    def purposes(self) -> Purposes:
        """What each question is for."""
        return purposes(self.questions, self.segments)

    @cached_property
    def weights(self) -> Floats:
        """Weights; a missing one is the mean of those given, 1 where none is."""
        given = np.array([math.nan if v is None else v for v in self.respondents["weight"].to_pylist()], dtype=float)
        return fill_weights(given)

    def of(self, values: Floats, question: str | None) -> Floats:
        """The column of `values` (place, top or of_ten) that belongs to a question; all NaN for None."""
        if question is None:
            return np.full(len(self), math.nan)
        names = [one.name for one in self.questions]
        return values[:, names.index(question)]

    def where(self, kept: npt.NDArray[np.bool_]) -> Panel:
        """The respondents that `kept` marks; questions keep their purposes. A missing weight stays what it is in the whole."""
        weight = pa.array(self.weights)
        table = self.respondents.set_column(self.respondents.column_names.index("weight"), "weight", weight)
        parts = {name: getattr(self, name) for name in ("place", "top", "of_ten", "chosen", "amounts")}
        return replace(
            self,
            respondents=table.filter(pa.array(kept)),
            **{name: part[kept] if len(part) else part for name, part in parts.items()},
        )


def panel(respondents: pa.Table, answers: pa.Table) -> Panel:
    """`respondents` with `weight`; `answers` with place (row number in respondents), question, role, value, label and both scale ends.

    Ratings become the panel's columns; questions of role "segment" become columns of respondents. A question asked under two roles
    counts under the more frequent one.
    """
    own, split, multi, figures = (
        answers.filter(pc.is_in(answers["role"], value_set=pa.array(roles)))
        for roles in (RATED, ("segment",), ("multi",), ("operational",))
    )
    questions, codes = _questions(own)
    shape = (respondents.num_rows, len(questions))
    place, top, of_ten = np.full(shape, math.nan), np.full(shape, math.nan), np.full(shape, math.nan)
    rows = own["place"].to_numpy().astype(np.int64)
    value, low, high = (_floats(own[name]) for name in ("value", "scale_low", "scale_high"))
    where = positions(value, low, high)
    with np.errstate(invalid="ignore", divide="ignore"):
        boxes = np.where(np.abs(high - low) >= SHORT_SCALE, 1.0, 0.0)
        best = np.where(np.isfinite(where), (where >= 1 - boxes / np.abs(high - low) - 1e-9).astype(float), math.nan)
    place[rows, codes], top[rows, codes] = where, best
    of_ten[rows, codes] = np.where(np.isfinite(where) & (high == 10), value, math.nan)
    known = np.isfinite(place).sum(axis=0)
    asked = tuple(Question(name, role, int(known[at])) for at, (name, role) in enumerate(questions))
    choices, chosen = _chosen(multi, respondents.num_rows)
    amounts = _spread(figures["question"], figures, respondents.num_rows)
    return Panel(_with_segments(respondents, split), asked, place, top, of_ten, choices, chosen, *amounts)


@dataclass(frozen=True)
class Coded:
    """A column of answers: its question, role, scale and set, the place of each respondent's answer among the different ones (-1: none),
    and what those are: numbers (NaN: words only) and words.
    """

    question: str
    role: str
    scale: tuple[float, float] | None
    of: str | None
    codes: npt.NDArray[np.int64]
    values: Floats
    labels: Sequence[str | None]


def of_columns(respondents: pa.Table, columns: Sequence[Coded]) -> Panel:
    """The panel that `panel` makes of the same answers in long form, made of whole columns: for files too large for that."""
    size = respondents.num_rows
    rated = [one for one in columns if one.role in RATED]
    multi = [one for one in columns if one.role == "multi"]
    figures = [one for one in columns if one.role == "operational"]
    place, top, of_ten = (np.full((size, len(rated)), math.nan) for _ in range(3))
    for at, one in enumerate(rated):
        low, high = one.scale or (math.nan, math.nan)
        where = positions(one.values, low, high)
        box = 1.0 if abs(high - low) >= SHORT_SCALE else 0.0
        with np.errstate(invalid="ignore"):
            best = np.where(np.isfinite(where), (where >= 1 - box / abs(high - low) - 1e-9).astype(float), math.nan)
        place[:, at], top[:, at] = _taken(where, one.codes), _taken(best, one.codes)
        if high == 10:
            of_ten[:, at] = _taken(np.where(np.isfinite(where), one.values, math.nan), one.codes)
    known = np.isfinite(place).sum(axis=0)
    asked = tuple(Question(one.question, one.role, int(known[at])) for at, one in enumerate(rated))
    for one in columns:
        if one.role == "segment" and one.question not in respondents.column_names:
            words = [
                label if label is not None else None if math.isnan(value) else str(float(value))
                for label, value in zip(one.labels, one.values, strict=True)
            ]
            used = {words[code] for code in np.unique(one.codes[one.codes >= 0]).tolist()}
            if 1 < len(used) <= MOST_VALUES:
                taken = pa.array([*words, None], pa.string()).take(pa.array(np.where(one.codes < 0, len(words), one.codes)))
                respondents = respondents.append_column(one.question, taken)
    chosen, amounts = (
        np.column_stack([_taken(one.values, one.codes) for one in part]) if part else np.empty((size, 0))
        for part in (multi, figures)
    )
    choices = tuple(Choice(one.question, one.of) for one in multi)
    return Panel(respondents, asked, place, top, of_ten, choices, chosen, tuple(one.question for one in figures), amounts)


def _taken(values: Floats, codes: npt.NDArray[np.int64]) -> Floats:
    return np.asarray(np.append(values, math.nan)[codes])


def _spread(names: pa.ChunkedArray, answers: pa.Table, size: int) -> tuple[tuple[str, ...], Floats]:
    """Columns of values, one for each name in the order first met."""
    coded = names.combine_chunks().dictionary_encode()
    found = np.full((size, len(coded.dictionary)), math.nan)
    rows = answers["place"].to_numpy().astype(np.int64)
    found[rows, coded.indices.to_numpy(zero_copy_only=False).astype(np.int64)] = _floats(answers["value"])
    return tuple(coded.dictionary.to_pylist()), found


def _chosen(answers: pa.Table, size: int) -> tuple[tuple[Choice, ...], Floats]:
    """Checkboxes as they are; of a set of categories a column for each category, which everybody who chose one was asked."""
    of = (
        answers["multi_set"] if "multi_set" in answers.column_names else pa.chunked_array([pa.nulls(answers.num_rows, pa.string())])
    )
    value = _floats(answers["value"])
    ticked = np.isin(value, (0.0, 1.0)) & ~_in_categories(answers["question"], value)
    boxes = answers.filter(pa.array(ticked))
    names, found = _spread(boxes["question"], boxes, size)
    sets = dict(zip(boxes["question"].to_pylist(), of.filter(pa.array(ticked)).to_pylist(), strict=True))
    choices = [Choice(name, sets[name]) for name in names]
    rest = answers.filter(pa.array(~ticked))
    words = pc.coalesce(rest["label"], rest["value"].cast(pa.float64()).cast(pa.string()))
    rows = rest["place"].to_numpy().astype(np.int64)
    owner = pc.coalesce(of.filter(pa.array(~ticked)), rest["question"]).to_pylist()
    columns: dict[Choice, Floats] = {}
    asked: dict[str, list[int]] = {}
    for row, one, word in zip(rows.tolist(), owner, words.to_pylist(), strict=True):
        if word is not None:
            columns.setdefault(Choice(word, one), np.full(size, math.nan))[row] = 1.0
            asked.setdefault(one, []).append(row)
    for choice, column in columns.items():
        silent = np.zeros(size, dtype=bool)
        silent[asked[str(choice.of)]] = True
        column[silent & np.isnan(column)] = 0.0
    return (*choices, *columns), np.column_stack([found, *columns.values()])


def _in_categories(questions: pa.ChunkedArray, value: Floats) -> npt.NDArray[np.bool_]:
    """Whether an answer belongs to a question with other values than 0 and 1."""
    coded = questions.combine_chunks().dictionary_encode()
    codes = coded.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    other = np.bincount(codes, weights=~np.isin(value, (0.0, 1.0)), minlength=len(coded.dictionary))
    return np.asarray(other[codes] > 0)


def _questions(rated: pa.Table) -> tuple[list[tuple[str, str]], npt.NDArray[np.int64]]:
    """Questions with their roles, in the order first met, and the question of each answer."""
    names = rated["question"].combine_chunks().dictionary_encode()
    codes: npt.NDArray[np.int64] = names.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    role = pc.index_in(rated["role"], value_set=pa.array(RATED)).to_numpy().astype(np.int64)
    many = len(names.dictionary)
    counts = np.bincount(codes * len(RATED) + role, minlength=many * len(RATED)).reshape(many, len(RATED))
    return [(name, RATED[int(counts[at].argmax())]) for at, name in enumerate(names.dictionary.to_pylist())], codes


def _with_segments(respondents: pa.Table, answers: pa.Table) -> pa.Table:
    said = pc.coalesce(answers["label"], answers["value"].cast(pa.float64()).cast(pa.string()))
    for name in pc.unique(answers["question"]).to_pylist():
        if name in respondents.column_names:
            continue
        own = pc.equal(answers["question"], name)
        column = np.full(respondents.num_rows, None, dtype=object)
        column[answers["place"].filter(own).to_numpy()] = said.filter(own).to_pylist()
        if 1 < len(set(column.tolist()) - {None}) <= MOST_VALUES:
            respondents = respondents.append_column(name, pa.array(column, pa.string()))
    return respondents


def _floats(column: pa.ChunkedArray) -> Floats:
    return np.asarray(column.cast(pa.float64()).to_numpy(zero_copy_only=False), dtype=float)


def groups(values: Sequence[str | None]) -> list[tuple[str | None, npt.NDArray[np.bool_]]]:
    """Each value with the rows that have it, the largest group first, those without a value last."""
    column = np.array(values, dtype=object)
    sizes: dict[str | None, int] = {}
    for value in values:
        sizes[value] = sizes.get(value, 0) + 1
    order = sorted(sizes, key=lambda value: (value is None, -sizes[value], value or ""))
    return [
        (value, column == value if value is not None else np.array([one is None for one in values], dtype=bool)) for value in order
    ]

"""Large plain CSV surveys column by column: what the long way makes of every cell, made once for every different cell.

For reports without a store: no contract tables, no identities. A file with anything out of the ordinary is left to the long way.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from voc.intake.answers import RATED, read_answer
from voc.intake.cells import BLANKS, as_text, number
from voc.intake.context import Context
from voc.intake.delimited import DelimitedReader
from voc.intake.headers import enumeration, normal
from voc.intake.mapping import ANSWER, Target
from voc.intake.reading import Opened, context_of
from voc.settings import Settings

LEAST_BYTES = 20 << 20
"""Files smaller than this are read the long way, row by row."""
_PLAIN = r"^-?\d{1,6}(\.\d{1,6})?$"
_ENUMERATED = ("mode", "population")
_SKIPPED = ("id", "weight", "occurred_at", "customer")
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Answers:
    """One question: what it measures, the place of each respondent's answer among the different ones (-1: none), their values and words."""

    question: str
    target: Target
    codes: Ints
    values: npt.NDArray[np.float64]
    labels: tuple[str | None, ...]


@dataclass(frozen=True)
class Wide:
    """All respondents: their fields, their answers, open answers as (place, words, question), and rows set aside by reason."""

    respondents: pa.Table
    answers: tuple[Answers, ...]
    texts: tuple[tuple[int, str, str], ...]
    aside: Counter[str] = field(default_factory=Counter)


def is_large(path: Path) -> bool:
    """Whether a file is worth the short way."""
    return path.suffix.lower() in (".csv", ".txt", ".tsv") and path.is_file() and path.stat().st_size >= LEAST_BYTES


def read_wide(opened: Opened, *, settings: Settings) -> Wide | None:
    """The file column by column; None where it is not plain enough for that."""
    if (
        not isinstance(opened.reader, DelimitedReader)
        or opened.reader.broken
        or opened.mapping.constants.keys() - {"wave", "population"}
    ):
        return None
    table = _columns(opened)
    if table is None:
        return None
    context = context_of(opened, b"", settings)
    size, aside = table.num_rows, Counter[str]()
    dropped = np.zeros(size, dtype=bool)
    answers, texts = [], []
    for place in context.places.get(ANSWER, []):
        header = opened.columns[place]
        target, codes, given = opened.mapping.columns[header], *_coded(table[header])
        if target.role == "open":
            texts.append((header, codes, context.scrubber.texts([as_text(one) for one in given])))
            continue
        one = _read(header, target, codes, given, context)
        off = _off(one)
        aside["out_of_scale"] += int((off & ~dropped).sum())
        dropped |= off
        answers.append(one)
    respondents = _fields(opened, context, table, dropped, aside)
    answered = np.zeros(size, dtype=bool)
    for one in answers:
        answered |= one.codes >= 0
    for _, codes, words in texts:
        said = np.array([word is not None for word in words] + [False])
        answered |= said[codes]
    aside["no_answers"] += int((~answered & ~dropped).sum())
    dropped |= ~answered
    kept = np.flatnonzero(~dropped)
    place_of = np.full(size, -1)
    place_of[kept] = np.arange(len(kept))
    spoken = [
        (int(place_of[row]), str(words[codes[row]]), header)
        for header, codes, words in texts
        for row in np.flatnonzero((codes >= 0) & ~dropped).tolist()
        if words[codes[row]] is not None
    ]
    whole = [Answers(one.question, one.target, one.codes[kept], one.values, one.labels) for one in answers]
    return Wide(respondents.take(pa.array(kept)), tuple(whole), tuple(spoken), +aside)


def _columns(opened: Opened) -> pa.Table | None:
    """Every column as a dictionary of its different cells; None where rows are not all of the header's length."""
    from pyarrow import csv

    reader = opened.reader
    if not isinstance(reader, DelimitedReader):
        raise TypeError(type(reader))
    kinds = dict.fromkeys(opened.columns, pa.dictionary(pa.int32(), pa.string()))
    try:
        return csv.read_csv(
            opened.path,
            csv.ReadOptions(column_names=list(opened.columns), skip_rows=reader.header_line + 1, encoding=reader.encoding),
            csv.ParseOptions(delimiter=reader.delimiter, newlines_in_values=True),
            csv.ConvertOptions(column_types=kinds, strings_can_be_null=True, null_values=[""], quoted_strings_can_be_null=True),
        )
    except (pa.ArrowInvalid, pa.ArrowKeyError, LookupError):
        return None


def _coded(column: pa.ChunkedArray) -> tuple[Ints, list[str]]:
    one = column.unify_dictionaries().combine_chunks()
    one = one.chunk(0) if isinstance(one, pa.ChunkedArray) else one
    return pc.fill_null(one.indices, -1).to_numpy(zero_copy_only=False).astype(np.int64), one.dictionary.to_pylist()


def _read(header: str, target: Target, codes: Ints, given: Sequence[str], context: Context) -> Answers:
    """Values and words of the different cells; plain numbers of up to six digits at once, everything else as the long way reads it."""
    values = np.full(len(given), np.nan)
    labels: list[str | None] = [None] * len(given)
    left = np.ones(len(given), dtype=bool)
    if target.role != "multi" and given:
        words = pa.array(given, pa.string())
        plain = pc.match_substring_regex(words, _PLAIN).to_numpy(zero_copy_only=False)
        values[plain] = pc.cast(words.filter(pa.array(plain)), pa.float64()).to_numpy(zero_copy_only=False)
        values[np.isin(values, target.missing)] = np.nan
        left &= ~plain
    for at in np.flatnonzero(left).tolist():
        value, labels[at] = read_answer(given[at], target, context.scrubber)
        values[at] = np.nan if value is None else value
    nothing = np.array([np.isnan(value) and label is None for value, label in zip(values, labels, strict=True)] + [True])
    return Answers(header, target, np.where(nothing[codes], -1, codes), values, tuple(labels))


def _off(one: Answers) -> npt.NDArray[np.bool_]:
    """Whose answer lies off the scale."""
    if one.target.scale is None or one.target.role not in (*RATED, "operational", "segment", "other"):
        return np.zeros(len(one.codes), dtype=bool)
    low, high = one.target.scale
    off = np.array([*((one.values < low) | (one.values > high)).tolist(), False])
    return np.asarray(off[one.codes])


def _fields(opened: Opened, context: Context, table: pa.Table, dropped: npt.NDArray[np.bool_], aside: Counter[str]) -> pa.Table:
    """Fields of respondents; rows with a bad weight or the id of an earlier row are marked in `dropped`."""
    size = table.num_rows
    columns: dict[str, pa.Array] = {
        "respondent_id": pc.cast(pa.array(np.arange(size)), pa.string()),
        "weight": pa.nulls(size, pa.float64()),
        "wave": pa.nulls(size, pa.string()),
        **{
            name: pa.array([value], pa.string()).take(pa.array(np.zeros(size, dtype=np.int64)))
            for name, value in opened.mapping.constants.items()
        },
    }
    for name, places in context.places.items():
        if name == ANSWER:
            continue
        codes, given = _coded(table[opened.columns[places[0]]])
        if name == "id":
            again = np.ones(size, dtype=bool)
            again[np.unique(codes, return_index=True)[1]] = False
            again &= codes >= 0
            aside["repeated_id"] += int((again & ~dropped).sum())
            dropped |= again
        elif name == "weight":
            read = [_weight(one) for one in given]
            bad = np.array([*(one is None for one in read), False])[codes]
            aside["bad_number"] += int((bad & ~dropped).sum())
            dropped |= bad
            weights = np.array([*(np.nan if one is None else one for one in read), np.nan])[codes]
            columns["weight"] = pa.array(weights, from_pandas=True)
        elif name == "occurred_at":
            columns["day"] = _days(codes, given, context)
        elif name not in _SKIPPED:
            columns[name] = _words(name, codes, given, context)
    return pa.table(columns)


def _weight(cell: str) -> float | None:
    """A weight, NaN where blank, None where it is none."""
    try:
        value = number(cell)
    except (ValueError, OverflowError):
        return None
    return float("nan") if value is None else value if value >= 0 else None


def _words(name: str, codes: Ints, given: Sequence[str], context: Context) -> pa.Array:
    """Short values, cleaned and masked, in the contract's words where there are some."""
    cleaned = [context.scrubber.word(text) if (text := as_text(one)) and text.lower() not in BLANKS else None for one in given]
    if name in _ENUMERATED:
        known = enumeration(name)
        other = (lambda word: word) if name == "population" else (lambda word: "other")
        cleaned = [None if word is None else known.get(normal(word), other(word)) for word in cleaned]
    return pa.array([*cleaned, None], pa.string()).take(pa.array(np.where(codes < 0, len(cleaned), codes)))


def _days(codes: Ints, given: Sequence[str], context: Context) -> pa.Array:
    days = []
    for one in given:
        try:
            moment = context.dates.read(one)
        except (ValueError, OverflowError):
            moment = None
        days.append(None if moment is None else moment.day)
    return pa.array([*days, None], pa.date32()).take(pa.array(np.where(codes < 0, len(days), codes)))

"""Questionnaires -> respondents, answers in long form, and open answers as verbatims."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from voc.intake.answers import Coded, code
from voc.intake.cells import as_text
from voc.intake.frame import Columns, Frame, build, chosen
from voc.intake.headers import enumeration, normal
from voc.intake.identity import whole
from voc.intake.mapping import ANSWER, Target
from voc.intake.verbatims import PLACES, SEGMENTS, Memory, described, row_keys, settle_repeats, shown, verbatim_ids, verbatim_table
from voc.privacy.keys import keyed_digest
from voc.schema import TABLES

_MIX = np.uint64(0x9E3779B97F4A7C15)
_ALSO_RESPONDENTS = ("customer_key", "occurred_at", "day", "mode", "touchpoint", "store", *PLACES, *SEGMENTS)


def questions(frame: Frame) -> tuple[list[tuple[int, Target]], list[int]]:
    """Columns with answers to be counted, and columns with open answers."""
    mapping, columns = frame.context.mapping, frame.context.columns
    targets = [(place, mapping.columns[columns[place]]) for place in frame.context.places.get(ANSWER, [])]
    return [(p, t) for p, t in targets if t.role != "open"], [p for p, t in targets if t.role == "open"]


def take(frame: Frame, memory: Memory) -> dict[str, pa.Table]:
    """One respondent per row, an answer per filled question, a verbatim per filled open question."""
    closed, open_ = questions(frame)
    coded = [code(frame, place, target) for place, target in closed]
    texts = [(frame.context.columns[place], frame.texts(place)) for place in open_]
    columns = described(frame)
    columns |= {"wave": frame.words("wave"), "weight": frame.numbers_of("weight", 0)}
    answered = np.zeros(len(frame), dtype=bool)
    marks = np.zeros(len(frame), dtype=np.uint64)
    for column in coded:
        answered |= column.codes >= 0
        marks = marks * _MIX + column.marks()
    for _, column_texts in texts:
        answered |= np.array([text is not None for text in column_texts], dtype=bool)
        marks = marks * _MIX + np.array([whole(text or "") for text in column_texts], dtype=np.int64).view(np.uint64)
    for place in np.flatnonzero(~answered).tolist():
        frame.fault(place, None, "no_answers", "")
    waves = [as_text(cell) for cell in frame.labelled("wave")]
    ids = frame.raw("id")
    in_wave = None if ids is None else [None if one is None else f"{wave}\x1f{one}" for wave, one in zip(waves, ids, strict=True)]
    settle_repeats(
        frame, memory, in_wave, [str(mark) for mark in marks.tolist()], "id", None if ids is None else [str(one) for one in ids]
    )
    alive = frame.alive
    keys = [(waves[place], *name) for place, name in zip(alive, row_keys(frame, memory, ids, alive), strict=True)]
    names = [keyed_digest(frame.context.key, "respondent", *name) for name in keys]
    shared: Columns = {**columns, "external_id": shown(frame, ids)}
    return {
        "respondents": _respondents(frame, shared, alive, names),
        "answers": _answers(frame, coded, alive, names),
        "verbatims": _verbatims(frame, shared, texts, alive, keys, names),
    }


def _respondents(frame: Frame, shared: Columns, alive: Sequence[int], names: list[str]) -> pa.Table:
    columns = {name: shared[name] for name in ("external_id", "wave", "weight", *_ALSO_RESPONDENTS)}
    given = chosen({**columns, "population": _population(frame)}, alive, len(frame))
    given["respondent_id"] = names
    return build("respondents", given, [frame.numbers[place] for place in alive], frame.context.file)


def _answers(frame: Frame, coded: Sequence[Coded], alive: Sequence[int], names: list[str]) -> pa.Table:
    contract = TABLES["answers"]
    places = np.array(alive, dtype=np.int64)
    people, numbers = pa.array(names, pa.string()), pa.array([frame.numbers[place] for place in alive], pa.int64())
    tables = []
    for column in coded:
        codes = column.codes[places]
        filled = np.flatnonzero(codes >= 0)
        if not len(filled):
            continue
        which, rows = pa.array(codes[filled]), pa.array(filled)
        low, high = column.target.scale or (None, None)
        tables.append(
            pa.table(
                {
                    "respondent_id": people.take(rows),
                    "question": _same(column.question, len(filled)),
                    "role": _same(column.target.role or "other", len(filled)),
                    "value": pa.array(column.values, pa.float64()).take(which),
                    "label": pa.array(column.labels, pa.string()).take(which),
                    "multi_set": _same(column.multi_set, len(filled)),
                    "scale_low": pa.array([low], pa.float64()).take(pa.array(np.zeros(len(filled), dtype=np.int64))),
                    "scale_high": pa.array([high], pa.float64()).take(pa.array(np.zeros(len(filled), dtype=np.int64))),
                    "content": pa.array(column.contents, pa.string()).take(which),
                    "source_file": _same(frame.context.file, len(filled)),
                    "source_row": numbers.take(rows),
                },
                schema=contract.arrow,
            )
        )
    return pa.concat_tables(tables) if tables else contract.empty()


def _same(text: str | None, times: int) -> pa.Array:
    return pa.array([text], pa.string()).take(pa.array(np.zeros(times, dtype=np.int64)))


def _verbatims(
    frame: Frame,
    shared: Columns,
    texts: Sequence[tuple[str, list[str | None]]],
    alive: Sequence[int],
    keys: Sequence[tuple[str, ...]],
    names: list[str],
) -> pa.Table:
    tables = [TABLES["verbatims"].empty()]
    for question, column in texts:
        filled = [at for at, place in enumerate(alive) if column[place] is not None]
        places = [alive[at] for at in filled]
        given = chosen({**shared, "text": column}, places, len(frame))
        given["verbatim_id"] = verbatim_ids(frame, [keys[at] for at in filled], question)
        given["question"] = [question] * len(places)
        given["respondent_id"] = [names[at] for at in filled]
        tables.append(verbatim_table(frame, given, places))
    return pa.concat_tables(tables)


def _population(frame: Frame) -> list[str | None] | None:
    """Who was asked, in the contract's words; other words stay as they are."""
    known = enumeration("population")
    given = frame.words("population")
    return None if given is None else [None if word is None else known.get(normal(word), word) for word in given]

"""Tables of a survey: what goes across, what goes down, what the open answers say, and a section for each department that owns causes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow.compute as pc

from voc.causes.codeframe import Codeframe
from voc.export.report import Block, Chart, Section, Series
from voc.jobs import survey_parts as parts
from voc.jobs import survey_parts_groups as on_groups
from voc.jobs.survey_parts import Say, split_name
from voc.survey.driver_set import LoyaltyDriver, owner_of
from voc.survey.intervals import Floats, n_eff, quality, quality_of, share
from voc.survey.panel import Panel, groups
from voc.survey.tables import Stub, Table, of_lists, table

SPLITS = (
    "wave",
    "population",
    "region",
    "age",
    "occupation",
    "education",
    "spend",
    "brand",
    "tier",
    "product",
    "channel",
    "mode",
    "customer_type",
)

_MOST_COLUMNS, _MOST_BANNER, _MOST_SPLIT = 11, 4, 12


@dataclass(frozen=True)
class Voices:
    """What the open answers of each respondent say: root causes and the label of the feeling; None for who wrote nothing.

    `asked` are the open questions that were answered.
    """

    causes: tuple[tuple[str, ...] | None, ...]
    feelings: tuple[str | None, ...]
    asked: tuple[str, ...] = ()


def splitting(found: Panel, values: int = 40) -> dict[str, int]:
    """Columns that split the respondents into 2 to `values` groups, with their number."""
    known = [name for name in (*SPLITS, *found.segments) if name in found.respondents.column_names]
    many = {name: pc.count_distinct(found.respondents[name]).as_py() for name in known}
    return {name: number for name, number in many.items() if 1 < number <= values}


def default_banner(found: Panel) -> list[str]:
    """At most four columns of up to 12 groups, some dozen groups together."""
    chosen: list[str] = []
    room = _MOST_COLUMNS
    for name, many in splitting(found, _MOST_SPLIT).items():
        if many <= room and len(chosen) < _MOST_BANNER:
            chosen.append(name)
            room -= many
    return chosen


def stubs_of(found: Panel, say: Say, voices: Voices | None = None, frame: Codeframe | None = None, lang: str = "zh") -> list[Stub]:
    """Rows for tables: indices of the ratings, top-2-box of the outcomes, sets of choices, segment questions, causes read from the words."""
    rated = [one.name for one in found.questions]
    stubs = (
        [Stub(say("均值指数（0–100）", "Mean index (0-100)"), tuple(rated), 100 * np.clip(found.place, 0, 1), "index")]
        if rated
        else []
    )
    outcomes = [name for name in found.purposes.outcomes if name in rated]
    if outcomes:
        tops = np.column_stack([found.of(found.top, name) for name in outcomes])
        stubs.append(Stub(say("前两格占比", "Top-2-box"), tuple(outcomes), tops))
    for of in dict.fromkeys(one.of for one in found.choices):
        own = [at for at, one in enumerate(found.choices) if one.of == of]
        stubs.append(
            Stub(
                of or say("多选题", "Multiple answers"),
                tuple(found.choices[at].name for at in own),
                found.chosen[:, own],
                multiple=True,
            )
        )
    if voices is not None and frame is not None:
        stubs.append(
            of_lists(
                say("开放题根因（多选）", "Causes in open answers"),
                voices.causes,
                {code.id: code.name(lang) for code in frame.codes},
            )
        )
    return stubs


def _shown_values(found: Panel, name: str) -> list[str | None]:
    """Values of a column; those of fewer than 30 effective respondents make no column of a table."""
    values = [None if one is None else str(one) for one in found.respondents[name].to_pylist()]
    many = {one: quality_of(n_eff(found.weights[rows])) != "suppressed" for one, rows in groups(values) if one is not None}
    return [one if one is not None and many[one] else None for one in values]


def crossed(found: Panel, stubs: Sequence[Stub], across: Sequence[str], say: Say) -> Table:
    """The crosstab of the stubs by columns of the respondents, the total first."""
    banner = {split_name(say, name): _shown_values(found, name) for name in across}
    return table(stubs, banner, found.weights, total=say("总体", "Total"))


def all_tables(found: Panel, voices: Voices | None, across: Sequence[str], frame: Codeframe, say: Say, lang: str) -> list[Block]:
    """A table for every stub."""
    return [
        on_groups.table_grid(say, stub.title, crossed(found, [stub], across, say))
        for stub in stubs_of(found, say, voices, frame, lang)
        if stub.names
    ]


def profile(found: Panel) -> dict[str, Sequence[str | None]]:
    """Columns that say who somebody is."""
    names = [
        name
        for name in (*SPLITS, *found.segments)
        if name in found.respondents.column_names and name not in ("wave", "population", "mode")
    ]
    columns = {name: [None if one is None else str(one) for one in found.respondents[name].to_pylist()] for name in names}
    return {name: values for name, values in columns.items() if 1 < len(set(values) - {None}) <= _MOST_SPLIT}


def departments(
    found: Panel,
    voices: Voices | None,
    across: Sequence[str],
    frame: Codeframe,
    say: Say,
    lang: str,
    *,
    drivers: Sequence[LoyaltyDriver],
) -> list[Section]:
    """One section for each department that owns causes named in the open answers, the most named first."""
    if voices is None:
        return []
    wrote = np.array([one is not None for one in voices.causes], dtype=bool)
    sections: list[tuple[float, Section]] = []
    for department in frame.departments:
        own = {code.id: code.name(lang) for code in frame.codes if code.department == department and code.level1 != "other"}
        named = [None if one is None else [cause for cause in one if cause in own] for one in voices.causes]
        if not any(named):
            continue
        stub = of_lists(say("根因", "Causes"), named, own)
        marks = np.where(wrote, np.array([bool(one) for one in named], dtype=float), np.nan)
        touched = share(marks, found.weights)
        figures = [share(stub.values[:, at], found.weights) for at in range(len(stub.names))]
        series = Series(
            say("占写了意见的人", "Of those who wrote"), *(tuple(column) for column in zip(*map(parts.shown, figures), strict=True))
        )
        notes = (say(f"写了意见的 {touched.base:,} 人。", f"Base: {touched.base:,} who wrote."),)
        blocks: list[Block] = [Chart(say("根因占比", "Causes"), "bars", stub.names, (series,), "share", notes=notes)]
        if quality(touched) != "suppressed":
            blocks.append(on_groups.table_grid(say, say("根因交叉表", "Causes by group"), crossed(found, [stub], across, say)))
        owned = [name for name in found.purposes.drivers if owner_of(name, drivers) == department]
        if owned:
            rated = Stub(
                say("本部门负责的评分（0–100）", "Ratings of this department (0-100)"),
                tuple(owned),
                _indices(found, owned),
                "index",
            )
            blocks.append(on_groups.table_grid(say, rated.title, crossed(found, [rated], across, say)))
        sections.append((touched.value or 0.0, Section(department, tuple(blocks), say("责任部门", "Owner"))))
    return [section for _, section in sorted(sections, key=lambda one: -one[0])]


def _indices(found: Panel, names: Sequence[str]) -> Floats:
    return np.column_stack([100 * np.clip(found.of(found.place, name), 0, 1) for name in names])

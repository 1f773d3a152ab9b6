"""A questionnaire file straight to its figures, without a store: headline, drivers and segments, as JSON or as a workbook.

The same functions as the page on surveys: voc.survey.headline.
"""

from __future__ import annotations

import csv
import io
import json
import math
import secrets
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from voc.errors import InputError, VocError
from voc.export.report import REPORTS, write_report
from voc.export.tables import placed, writer
from voc.intake import Mapping
from voc.intake.reading import open_file, read
from voc.intake.wide import is_large, read_wide
from voc.jobs.driver_edits import drivers_of
from voc.jobs.survey_document import document
from voc.jobs.survey_tables import SPLITS, Voices
from voc.jobs.trained import models_at
from voc.pipeline import load_makers, score
from voc.settings import Settings
from voc.survey.drivers import Drivers
from voc.survey.headline import COMPARED, MEASURES, Headline, antecedents, headline, key_drivers, segments
from voc.survey.importance import quadrants
from voc.survey.intervals import Estimate, quality
from voc.survey.panel import Coded, Panel, of_columns, panel
from voc.survey.targets import TRIM, Targets, of_rows, weighted

_COLUMNS = (
    *("section", "group", "measure", "value", "low", "high", "base", "effective_base", "quality"),
    *("letter", "above", "rank", "note"),
)
_NUMBERS = frozenset({"value", "low", "high", "effective_base"})


def survey_report(
    path: Path,
    out: Path,
    mapping: Mapping | None = None,
    *,
    settings: Settings,
    targets: Path | None = None,
    trim: float | None = TRIM,
    lang: str = "zh",
) -> dict[str, Any]:
    """Reads the questionnaire `path`, weights it to `targets` if given, writes the report to `out` and returns its figures as plain values.

    .xlsx and .pptx hold the whole report, .csv and .json the rows of figures. VocError where the file cannot be read as a survey, holds no
    answers, the targets do not fit, or `out` is the file itself.
    """
    if out.exists() and out.samefile(path):
        raise VocError(
            f"输出 {out} 就是输入文件，写入会毁掉原文。请给 --out 另一个文件名。",
            f"the output {out} is the input file itself, which would be lost. Give --out another name.",
        )
    found, wrote, texts, asked = read_survey(path, mapping, settings=settings)
    raked = weighted(found, read_targets(targets), trim) if targets is not None else None
    found = raked.panel if raked is not None else found
    rows = figures(found)
    suffix = out.suffix.lower()
    if suffix in REPORTS:
        voices = voices_of(len(found), wrote, texts, asked, settings=settings)
        write_report(document(found, voices, lang=lang, weighted=raked, drivers=drivers_of(settings)), out)
    elif suffix == ".json":
        with placed(out) as part:
            part.write_text(json.dumps(rows, ensure_ascii=False, indent=2), encoding="utf-8")
    else:
        with writer(out) as write:
            write(_table(rows["rows"]))
    return rows


def read_targets(path: Path) -> Targets:
    """Targets from a file of three columns (margin, category, share or count), .csv or .xlsx; InputError where it cannot be read."""
    try:
        if path.suffix.lower() == ".xlsx":
            from python_calamine import CalamineError, CalamineWorkbook

            try:
                return of_rows(CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python())
            except CalamineError as error:
                raise OSError(str(error)) from error
        content = path.read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError(
            f"无法读取目标文件 {path}（{reason}）。", f"the file of targets {path} cannot be read ({reason})."
        ) from error
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("gb18030", errors="replace")
    return of_rows(list(csv.reader(io.StringIO(text))))


def file_panel(path: Path, mapping: Mapping | None, *, settings: Settings) -> Panel:
    """All respondents of a file with their ratings; rows that cannot be read are left out, as they would be in quarantine."""
    return read_survey(path, mapping, settings=settings)[0]


def read_survey(path: Path, mapping: Mapping | None, *, settings: Settings) -> tuple[Panel, list[int], list[str], list[str]]:
    """The panel of a file, and its open answers: the place of whoever wrote each, the words, cleaned and masked, and the question."""
    if is_large(path):
        short = read_wide(open_file(path, "survey", mapping, settings=settings), settings=settings)
        if short is not None and short.respondents.num_rows:
            columns = [
                Coded(one.question, one.target.role or "other", one.target.scale, one.target.of, one.codes, one.values, one.labels)
                for one in short.answers
            ]
            wrote, texts, asked = (
                [at for at, _, _ in short.texts],
                [text for _, text, _ in short.texts],
                [one for _, _, one in short.texts],
            )
            return of_columns(short.respondents, columns), wrote, texts, asked
    # Nothing is kept, so that identities need no lasting key.
    key = secrets.token_bytes(32)
    batches = [batch.tables for batch in read(path, "survey", mapping, key=key, settings=settings)]
    people = [tables["respondents"] for tables in batches if "respondents" in tables]
    if not sum(table.num_rows for table in people):
        raise VocError(f"{path.name} 里没有可用的答卷。", f"{path.name} holds no usable respondent.")
    respondents = pa.concat_tables(people)
    known = respondents["respondent_id"].combine_chunks()
    answers = pa.concat_tables([tables["answers"] for tables in batches if "answers" in tables])
    place = pc.index_in(answers["respondent_id"], value_set=known).cast(pa.int64())
    spoken = pa.concat_tables([tables["verbatims"] for tables in batches if "verbatims" in tables])
    wrote = pc.index_in(spoken["respondent_id"], value_set=known).to_pylist()
    return (
        panel(respondents, answers.append_column("place", place)),
        wrote,
        spoken["text"].to_pylist(),
        spoken["question"].to_pylist(),
    )


def voices_of(size: int, wrote: Sequence[int], texts: Sequence[str], asked: Sequence[str], *, settings: Settings) -> Voices | None:
    """Causes and feelings of open answers, one entry for each of `size` respondents; None where nobody wrote.

    Who wrote several answers has the causes of all of them; the feeling is the one most of them have, none where they differ evenly.
    """
    if not texts:
        return None
    makers = {
        name: maker for name, maker in load_makers(settings, trained=models_at(settings)).items() if name in ("causes", "sentiment")
    }
    scores = score([str(at) for at in range(len(texts))], texts, [None] * len(texts), makers)
    pairs = zip(*(scores["causes"][name].to_pylist() for name in ("cause", "cause2")), strict=True)
    return gather(size, wrote, list(zip(pairs, scores["sentiment"]["label"].to_pylist(), strict=True)), asked)


def gather(
    size: int,
    wrote: Sequence[int],
    said: Sequence[tuple[tuple[str | None, ...], str | None]],
    asked: Sequence[str | None] = (),
) -> Voices:
    """What was read from open answers (causes, label), one entry for each of `size` respondents.

    `wrote` is the place of each answer's writer, `asked` the question it answers.
    """
    causes: list[tuple[str, ...] | None] = [None] * size
    labels: list[list[str]] = [[] for _ in range(size)]
    for place, (named, label) in zip(wrote, said, strict=True):
        causes[place] = tuple(dict.fromkeys((*(causes[place] or ()), *(one for one in named if one))))
        labels[place] += [label] if label else []
    return Voices(tuple(causes), tuple(_most(own) for own in labels), tuple(sorted({one for one in asked if one})))


def _most(labels: Sequence[str]) -> str | None:
    ranked = Counter(labels).most_common(2)
    return None if not ranked or (len(ranked) > 1 and ranked[0][1] == ranked[1][1]) else ranked[0][0]


def figures(found: Panel) -> dict[str, Any]:
    """Everything the report says: which question serves what, and rows of figures with base and interval."""
    asked = found.purposes
    rows = _headline("all", None, headline(found))
    if asked.outcome is not None:
        ranked, _ = key_drivers(found, asked.outcome)
        rows += _drivers("drivers", ranked)
        rows += _alone(ranked)
        before = antecedents(found, asked.outcome)
        rows += _drivers("antecedents", before) if before else []
    for column in (*SPLITS, *found.segments):
        if column in found.respondents.column_names and pc.count_distinct(found.respondents[column]).as_py() > 1:
            rows += _segments(found, column)
    return {"questions": asdict(asked), "rows": rows}


def _row(section: str, group: str | None, measure: str, one: Estimate, **more: object) -> dict[str, Any]:
    hidden = quality(one) == "suppressed"
    known = {name: None if hidden else value for name, value in (("value", one.value), ("low", one.low), ("high", one.high))}
    row = {"section": section, "group": group, "measure": measure, **known, "base": one.base}
    return dict.fromkeys(_COLUMNS) | row | {"effective_base": one.effective_base, "quality": quality(one)} | more


def _headline(section: str, group: str | None, one: Headline, **more: object) -> list[dict[str, Any]]:
    said = {} if math.isnan(one.deff) or one.margin is None else {"note": f"deff {one.deff:.3f}, margin of error {one.margin:.4f}"}
    rows = [_row(section, group, measure, one.figures[measure]) for measure in MEASURES if one.figures[measure].base]
    return [{**row, **more, **(said if place == 0 else {})} for place, row in enumerate(rows)]


def _segments(found: Panel, column: str) -> list[dict[str, Any]]:
    rows, _ = segments(found, column)
    return [
        _row(column, one.value, measure, one.headline.figures[measure], letter=one.letter or None, above=one.above[measure] or None)
        for one in rows
        for measure in COMPARED
        if one.headline.figures[measure].base
    ]


def _drivers(section: str, found: Drivers) -> list[dict[str, Any]]:
    """Shares of R2 of the groups, with their quadrants; nothing where there was too little to compute."""
    if found.r2 is None:
        return []
    known = quadrants([one.share for one in found.groups], [float(one.performance.value or 0) for one in found.groups])
    rows = []
    for one, quadrant in zip(found.groups, known.quadrants, strict=True):
        share = Estimate(one.share, one.low, one.high, one.performance.base, one.performance.effective_base, "relative weight")
        lmg = f", LMG {one.lmg:.4f} [{one.lmg_low:.4f}, {one.lmg_high:.4f}]"
        said = f", {quadrant}" if len(found.groups) > 1 else ""
        note = f"R2 {found.r2:.4f}{lmg}, VIF {one.vif:.2f}, performance {100 * float(one.performance.value or 0):.1f}{said}"
        rank = str(one.ranks[0]) if one.order_known else f"{one.ranks[0]}-{one.ranks[1]}"
        rows.append(_row(section, " + ".join(one.names), "share of R2", share, rank=rank, note=note))
    left = [(name, reason) for name, reason in found.left_out]
    return rows + [
        dict.fromkeys(_COLUMNS) | {"section": section, "group": name, "note": f"left out: {reason}"} for name, reason in left
    ]


def _alone(found: Drivers) -> list[dict[str, Any]]:
    """The members of pooled groups on their own; their order is as sure as their intervals are apart."""
    members = {name for names in found.pooled for name in names}
    return [
        _row(
            "drivers apart",
            one.names[0],
            "share of R2",
            Estimate(one.share, one.low, one.high, one.performance.base, one.performance.effective_base, "relative weight"),
            rank=f"{one.ranks[0]}-{one.ranks[1]}",
            note=f"LMG {one.lmg:.4f} [{one.lmg_low:.4f}, {one.lmg_high:.4f}], VIF {one.vif:.2f}",
        )
        for one in found.single
        if one.names[0] in members
    ]


def _table(rows: list[dict[str, Any]]) -> pa.Table:
    kinds = {name: pa.float64() if name in _NUMBERS else pa.int64() if name == "base" else pa.string() for name in _COLUMNS}
    return pa.Table.from_pylist(rows, schema=pa.schema(list(kinds.items())))

"""A questionnaire file straight to its figures, without a store: headline, drivers and segments, as JSON or as a workbook.

The same functions as the page on surveys: voc.survey.headline.
"""

from __future__ import annotations

import json
import math
import secrets
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from voc.errors import VocError
from voc.export.tables import writer
from voc.intake import Mapping
from voc.intake.reading import read
from voc.settings import Settings
from voc.survey.drivers import Drivers
from voc.survey.headline import COMPARED, MEASURES, Headline, antecedents, headline, key_drivers, segments
from voc.survey.importance import quadrants
from voc.survey.intervals import Estimate, quality
from voc.survey.panel import Panel, panel

SPLITS = ("wave", "region", "age", "occupation", "spend", "brand", "product", "channel", "mode")
_COLUMNS = (
    *("section", "group", "measure", "value", "low", "high", "base", "effective_base", "quality"),
    *("letter", "above", "rank", "note"),
)
_NUMBERS = frozenset({"value", "low", "high", "effective_base"})


def survey_report(path: Path, out: Path, mapping: Mapping | None = None, *, settings: Settings) -> dict[str, Any]:
    """Reads the questionnaire `path`, writes the report to `out` (.json, .xlsx, .csv) and returns it as plain values.

    VocError where the file cannot be read as a survey, holds no answers, or `out` is the file itself.
    """
    if out.exists() and out.samefile(path):
        raise VocError(
            f"输出 {out} 就是输入文件，写入会毁掉原文。请给 --out 另一个文件名。",
            f"the output {out} is the input file itself, which would be lost. Give --out another name.",
        )
    found = figures(file_panel(path, mapping, settings=settings))
    if out.suffix.lower() == ".json":
        out.write_text(json.dumps(found, ensure_ascii=False, indent=2), encoding="utf-8")
    else:
        with writer(out) as write:
            write(_table(found["rows"]))
    return found


def file_panel(path: Path, mapping: Mapping | None, *, settings: Settings) -> Panel:
    """All respondents of a file with their ratings; rows that cannot be read are left out, as they would be in quarantine."""
    # Nothing is kept, so that identities need no lasting key.
    key = secrets.token_bytes(32)
    batches = [batch.tables for batch in read(path, "survey", mapping, key=key, settings=settings)]
    people = [tables["respondents"] for tables in batches if "respondents" in tables]
    if not sum(table.num_rows for table in people):
        raise VocError(f"{path.name} 里没有可用的答卷。", f"{path.name} holds no usable respondent.")
    respondents = pa.concat_tables(people)
    answers = pa.concat_tables([tables["answers"] for tables in batches if "answers" in tables])
    place = pc.index_in(answers["respondent_id"], value_set=respondents["respondent_id"].combine_chunks()).cast(pa.int64())
    return panel(respondents, answers.append_column("place", place))


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

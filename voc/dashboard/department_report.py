"""A report for departments: one section for each that owns causes, actions or standards, through the one writer of reports."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pyarrow.compute as pc

from voc.dashboard.reads import closed_loop, scorecard
from voc.dashboard.reads.causes import cause_name
from voc.dashboard.reads.scorecard import Card
from voc.dashboard.reads.service_cases import cases
from voc.dashboard.view import View
from voc.errors import VocError
from voc.export.report import Block, Cell, Chart, Column, Grid, Report, Section, Series, Words, write_report
from voc.service.rollup import BY_NAME
from voc.store.actions import Action
from voc.survey.intervals import SUPPRESS_UNDER, wilson

CAUSES = 12


def report_bytes(view: View, suffix: str) -> bytes:
    """The report as a file of that kind, .xlsx or .pptx."""
    with tempfile.TemporaryDirectory(prefix="voc-report-") as folder:
        path = Path(folder) / f"report{suffix}"
        write_report(department_report(view), path)
        return path.read_bytes()


def department_report(view: View, only: Sequence[str] = ()) -> Report:
    """Departments (those of `only`, or all) of cases, actions and standards in the reader's scope, those with most cases first.

    VocError where none of them owns anything, or one of `only` is unknown.
    """
    cards = {card.unit: card for card in scorecard.scorecard(view.at, "department")}
    known = closed_loop.actions(view.at)
    held = Counter(name for name in cases(view.at)["department"].to_pylist() if name is not None)
    names = [*cards, *sorted({action.department for action in known if action.department} - set(cards))]
    _check(names, only)
    names = [name for name in names if not only or name in only]
    sections = [
        _section(view, str(name), held[name], cards.get(name), [one for one in known if one.department == name]) for name in names
    ]
    first, last = view.filters.first, view.filters.last
    span = f"{first} – {last}" if first and last else view.say("card.all")
    return Report(view.say("report.title"), (span, view.say("report.note")), tuple(sections), view.say("report.contents"))


def _check(names: Sequence[str | None], only: Sequence[str]) -> None:
    listed = ", ".join(str(name) for name in names)
    if not names:
        raise VocError(
            "没有部门有工单、标准或行动，写不出部门报告。",
            "no department owns cases, standards or actions: there is nothing to report.",
        )
    unknown = [name for name in only if name not in names]
    if unknown:
        raise VocError(f"没有部门 {unknown[0]!r}，可选：{listed}。", f"there is no department {unknown[0]!r}; known: {listed}.")


def _section(view: View, name: str, held: int, card: Card | None, own: list[Action]) -> Section:
    blocks: list[Block] = [one for one in (_causes(view, name), *_standards(view, card), _actions(view, own)) if one is not None]
    if not blocks:
        blocks = [Words(name, (view.say("report.nothing"),))]
    return Section(f"{name} · {view.say('report.cases', n=f'{held:,}')}", tuple(blocks), name)


def _causes(view: View, name: str) -> Grid | None:
    """What its cases are about, with the share of each cause and its interval."""
    rows = cases(view.at)
    own = rows.filter(pc.fill_null(pc.equal(rows["department"], name), False))
    counted = Counter(own["cause"].to_pylist())
    total = own.num_rows
    if not total or total < view.at.scope.small:
        return None
    lines: list[tuple[Cell, ...]] = []
    for cause, n in counted.most_common(CAUSES):
        if n >= view.at.scope.small:
            found = wilson(n, total)
            lines.append((cause_name(cause, view.lang), n, found.value, found.low, found.high))
    columns = (
        Column(view.say("loop.cause")),
        Column(view.say("service_quality.c_cases"), "count"),
        Column(view.say("report.share"), "share"),
        Column(view.say("report.low"), "share"),
        Column(view.say("report.high"), "share"),
    )
    return Grid(view.say("report.causes"), columns, tuple(lines), notes=(view.say("overview.base", n=f"{total:,}"),))


def _standards(view: View, card: Card | None) -> list[Grid | Chart]:
    """Its indicators against their targets, as a table and, where they are shares, as a chart with intervals."""
    if card is None:
        return []
    columns = (
        *(Column(view.say(f"card.{name}")) for name in ("indicator", "figure", "target")),
        Column(view.say("card.weight"), "number"),
        Column(view.say("card.verdict")),
    )
    lines: list[tuple[Cell, ...]] = []
    for line in card.lines:
        share = BY_NAME[line.indicator].kind == "share"
        low, value, high = (
            None if one is None else f"{one:.1%}" if share else f"{one:.1f}"
            for one in (line.estimate.low, line.estimate.value, line.estimate.high)
        )
        target = None if line.target is None else f"{line.target.value:.1%}" if share else f"{line.target.value:g}"
        figure = None if value is None else f"{value} [{low}, {high}] · {line.estimate.base:,}"
        weight = line.target.weight if line.target else None
        lines.append((view.name("indicator", line.indicator), figure, target, weight, view.say(f"card.v_{line.verdict}")))
    sure, possible = (None if one is None else f"{one:.0%}" for one in (card.score.sure, card.score.possible))
    note = view.say("report.score", sure=sure or "–", possible=possible or "–")
    made: list[Grid | Chart] = [Grid(view.say("report.standards"), columns, tuple(lines), notes=(note,))]
    shares = [one for one in card.lines if BY_NAME[one.indicator].kind == "share" and one.estimate.effective_base >= SUPPRESS_UNDER]
    if shares:
        names = tuple(view.name("indicator", one.indicator) for one in shares)
        values, lows, highs = (tuple(getattr(one.estimate, part) for one in shares) for part in ("value", "low", "high"))
        goals = tuple(one.target.value if one.target else None for one in shares)
        series = (Series(view.say("report.figure"), values, lows, highs), Series(view.say("card.target"), goals))
        made.append(
            Chart(view.say("report.chart"), "bars", names, series, "share", ends=(view.say("report.low"), view.say("report.high")))
        )
    return made


def _actions(view: View, own: list[Action]) -> Grid | None:
    if not own:
        return None
    names = ("id", "name", "stage", "cause", "owner", "due", "acted_on", "effect")
    columns = tuple(Column(view.say(f"loop.{name}"), "count" if name == "id" else "text") for name in names)
    lines: list[tuple[Cell, ...]] = []
    for one in own:
        effect = None
        if one.effect is not None:
            effect = view.name("verdict_short", one.effect["verdict"])
            found = one.effect["adjusted"]
            if found["low"] is not None:
                effect += f" {found['value']:.0%} [{found['low']:.0%}, {found['high']:.0%}]"
        cause = cause_name(one.cause, view.lang) if one.cause else None
        due, acted = (None if day is None else f"{day}" for day in (one.due, one.acted_on))
        lines.append((one.id, one.title, view.name("stage", one.stage), cause, one.owner, due, acted, effect))
    return Grid(view.say("loop.list"), columns, tuple(lines))

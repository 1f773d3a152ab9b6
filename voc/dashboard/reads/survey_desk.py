"""The survey desk: a weighted panel, what its open answers say, the tables and the report made of both, and the checks of the data."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from voc.dashboard.filters import Filters
from voc.dashboard.reads.base import At, cached, open_store, query
from voc.dashboard.reads.codeframe import frame_in_force
from voc.dashboard.reads.measured import series
from voc.dashboard.reads.surveys import Chosen, ranked, survey
from voc.dashboard.reads.verbatims import SCORED
from voc.export.report import Block, Grid, Report, write_report
from voc.jobs import survey_parts_groups as on_groups
from voc.jobs.driver_edits import drivers_in_force
from voc.jobs.survey_document import document, gained, index_part, segment_part
from voc.jobs.survey_parts import Say, split_name
from voc.jobs.survey_report import gather
from voc.jobs.survey_tables import Voices, crossed, default_banner, splitting, stubs_of
from voc.survey.checks import checks, columns
from voc.survey.panel import Panel
from voc.survey.questions import asks_for_faults
from voc.survey.tables import Stub
from voc.survey.targets import Weighted, typed, weighted


@cached
def weighed(at: At, chosen: Chosen, targets: str, trim: float) -> Weighted | None:
    """The chosen respondents weighted to typed targets; None without any."""
    return weighted(survey(at, chosen), typed(targets), trim) if targets.strip() else None


def desk(at: At, chosen: Chosen, targets: str, trim: float) -> Panel:
    """The chosen respondents with the weights in force."""
    found = weighed(at, chosen, targets, trim)
    return survey(at, chosen) if found is None else found.panel


@cached
def customer_base(at: At) -> tuple[dict[str, dict[str, float]], date | None]:
    """The operator's own customers by region and by brand, as of the last day given under the filters' end; ({}, None) without.

    Filters by brand or region do not cut it: a sample is held against the whole base that the reader may see.
    """
    whole = replace(at, filters=Filters(None, at.filters.last))
    found, newest = {}, None
    for column in ("region", "brand"):
        rows = [row for row in series(whole, "customers", f"m.{column}").to_pylist() if row["group"] is not None]
        last = max((row["day"] for row in rows), default=None)
        sizes = {row["group"]: row["value"] for row in rows if row["day"] == last and row["value"] > 0}
        if len(sizes) > 1:
            found[column], newest = sizes, max(filter(None, (newest, last)))
    return found, newest


@cached
def voices(at: At, chosen: Chosen) -> Voices | None:
    """Causes and feelings of the open answers of the chosen respondents; None where nobody wrote."""
    people = survey(at, chosen).respondents["respondent_id"].to_pylist()
    rows = query(
        at,
        f"SELECT v.respondent_id, v.question, c.cause, c.cause2, s.label FROM {SCORED} WHERE v.respondent_id IS NOT NULL ORDER BY v.verbatim_id",
    )
    place = {name: number for number, name in enumerate(people)}
    kept = [row for row in rows.to_pylist() if row["respondent_id"] in place]
    said = [((row["cause"], row["cause2"]), row["label"]) for row in kept]
    places = [place[row["respondent_id"]] for row in kept]
    return gather(len(people), places, said, [row["question"] for row in kept]) if kept else None


@cached
def offered(at: At, chosen: Chosen, lang: str) -> tuple[dict[str, int], list[str], list[str]]:
    """Stubs by title with their rows, columns that can go across, and those that go across unasked."""
    found = survey(at, chosen)
    across = list(splitting(found))
    return {stub.title: len(stub.names) for stub in _stubs(at, chosen, found, lang)}, across, default_banner(found)


def _stubs(at: At, chosen: Chosen, found: Panel, lang: str) -> list[Stub]:
    frame = frame_in_force(at.settings)
    return [stub for stub in stubs_of(found, _say(lang), voices(at, chosen), frame, lang) if stub.names]


def _say(lang: str) -> Say:
    return lambda zh, en: zh if lang == "zh" else en


@cached
def crosstab(at: At, chosen: Chosen, targets: str, trim: float, stubs: tuple[str, ...], banner: tuple[str, ...], lang: str) -> Grid:
    """The table of the stubs named by the banner columns."""
    found = desk(at, chosen, targets, trim)
    picked = [stub for stub in _stubs(at, chosen, found, lang) if stub.title in stubs]
    say = _say(lang)
    table = crossed(found, picked, banner, say)
    grid = on_groups.table_grid(say, say("交叉表", "Crosstab"), table)
    seen = {head.question for head in table.heads}
    if out := [name for one in banner if (name := split_name(say, one)) not in seen]:
        named = say("、", ", ").join(out)
        told = say(
            f"没有列出 {named}：各组的有效基数都不足 30。", f"{named} not shown: every group has an effective base under 30."
        )
        grid = replace(grid, notes=(told, *grid.notes))
    return grid


@cached
def weight_table(at: At, chosen: Chosen, targets: str, trim: float, lang: str) -> list[Block]:
    """What the weighting reached."""
    from voc.jobs.survey_parts import weight_blocks

    found = weighed(at, chosen, targets, trim)
    return weight_blocks(_say(lang), found) if found else []


@cached
def index_picture(at: At, chosen: Chosen, lang: str) -> list[Block]:
    """The satisfaction index with its path picture; [] where it is not asked."""
    return index_part(survey(at, chosen), _say(lang), lang)


@cached
def simulated(at: At, chosen: Chosen, outcome: str, step: float, lang: str) -> list[Block]:
    """What a step up of each driver brings."""
    found = survey(at, chosen)
    return gained(found, outcome, ranked(at, chosen, outcome)[0], step, _say(lang)) if outcome in found.purposes.outcomes else []


@cached
def segmented(at: At, chosen: Chosen, targets: str, trim: float, lang: str) -> list[Block]:
    """Latent classes, tree and model."""
    return segment_part(desk(at, chosen, targets, trim), _say(lang))


@cached
def data_quality(at: At, chosen: Chosen, lang: str) -> tuple[Grid, Grid]:
    """Checks, and the dictionary of every question."""
    from voc.jobs.survey_document import ROLE_WORDS

    found, said = survey(at, chosen), voices(at, chosen)
    say = _say(lang)
    made = on_groups.check_grid(say, checks(found, said.feelings if said else None), asks_for_faults(said.asked if said else ()))
    return made, on_groups.dictionary_grid(say, columns(found), {role: say(*words) for role, words in ROLE_WORDS.items()})


def report(at: At, chosen: Chosen, targets: str, trim: float, banner: tuple[str, ...], lang: str) -> Report:
    """The whole report, as `voc survey` writes it."""
    found = weighed(at, chosen, targets, trim)
    people = survey(at, chosen) if found is None else found.panel
    return document(
        people, voices(at, chosen), lang=lang, weighted=found, banner=banner, drivers=drivers_in_force(open_store(at.settings))
    )


def report_file(made: Report, suffix: str) -> bytes:
    """A report as a file's content."""
    with TemporaryDirectory(prefix="voc-report-") as folder:
        path = Path(folder) / f"report{suffix}"
        write_report(made, path)
        return path.read_bytes()

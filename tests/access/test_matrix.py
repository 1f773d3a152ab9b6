"""Every role against the matrix: every read function, every page, every export.

A read of a limited role must give exactly what it gives in a store that holds nothing but the rows inside the limit, picked by hand: then
no row beyond it had any part in any figure.
"""

from __future__ import annotations

import importlib
import inspect
import json
import pkgutil
import tomllib
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from access.places import ACTIONS, SECRET, Rows, inside, write

import voc.dashboard.reads
from voc.access.identity import Visitor, visitor
from voc.access.roles import PAGES, load_access
from voc.causes.codeframe import load_codeframe
from voc.dashboard import quarantined, table
from voc.dashboard.filters import Filters
from voc.dashboard.reads.base import At, open_store
from voc.dashboard.reads.channels import Event
from voc.dashboard.reads.closed_loop import actions
from voc.dashboard.reads.surveys import Chosen
from voc.dashboard.reads.verbatims import Pick
from voc.dashboard.view import View
from voc.settings import Settings
from voc.store.scope import RIGHTS

MATRIX: dict[str, dict[str, Any]] = tomllib.loads((Path(__file__).parent / "matrix.toml").read_text(encoding="utf-8"))
LIMITED = [role for role, row in MATRIX.items() if row["login"]]
ALL = Chosen("customer")
SPAN = Filters(date(2026, 3, 30), date(2026, 6, 28))
ONE = ("v0001", "v0002", "v0003", "t0001", "t0002")

READS: dict[str, list[tuple[Any, ...]]] = {
    "alerts.watched": [()],
    "alerts.alerts_shown": [()],
    "alerts.smallest_shown": [()],
    "alerts.tried": [()],
    "around.covered": [()],
    "around.around_event": [
        (Event("campaign", "少跑腿", date(2026, 1, 5), date(2026, 3, 15), None, region, None),) for region in (None, "东城")
    ],
    "brands.brands": [()],
    "brands.rivals": [()],
    "brands.value_of": [()],
    "brands.by_contacts": [()],
    "brands.by_length": [()],
    "calls.judged": [("unresolved",), ("repeated",)],
    "calls.share_of": [("unresolved",), ("unrecovered",)],
    "calls.ids_of": [("waiting",), ("repeated",)],
    "calls.funnel_of": [("passing_on",), ("blame",)],
    "calls.repeaters": [()],
    "calls.answers": [()],
    "calls.good_answers": [("",), ("好",)],
    "causes.causes": [()],
    "causes.topics": [()],
    "causes.without_topic": [()],
    "channels.satisfaction_by_channel": [()],
    "coding.queue": [("margin",), ("audit",)],
    "coding.one": [(one,) for one in ONE],
    "channels.contact_mix": [()],
    "channels.ratio": [("answered", ("offered",)), ("active", ("registered",))],
    "channels.ratio_over_time": [("electronic", ("hall", "electronic"), "region")],
    "channels.users": [()],
    "channels.volumes": [(None,), ("东城",), ("西城",)],
    "channels.grain": [()],
    "channels.regions": [()],
    "channels.events": [()],
    "channels.campaigns": [(None,), ("东城",), ("西城",)],
    "channels.told": [(None,), ("东城",), ("西城",)],
    "closed_loop.offered": [("brand",), ("region",), ("department",), ("product",)],
    "codeframe.counted": [()],
    "codeframe.evidence_words": [("billing.charges",)],
    "codeframe.beside": [("billing.charges",)],
    "codeframe.together": [("billing.charges", "network.coverage")],
    "codeframe.rule_precision": [(load_codeframe().codes[0],)],
    "codeframe.unexplained": [()],
    "codeframe.unknown": [()],
    "coefficients.rated_cases": [()],
    "findings.first_finding": [()],
    "findings.hit_most": [("billing.charges",), ("network.coverage",)],
    "halls.functions": [()],
    "halls.electronic_over_time": [()],
    "halls.verbatims_of": [("plan",), ("advice",)],
    "journey.touchpoints": [()],
    "journey.legs": [()],
    "journey.cases_through": [(1,), (3,)],
    "journey.next_steps": [()],
    "migration.moves": [()],
    "plans.plans": [()],
    "plans.promotions": [()],
    "segment_value.by_segment": [("region",), ("spend",)],
    "frame.choices": [()],
    "frame.health": [()],
    "loyalty.asked": [()],
    "loyalty.by_cause": [()],
    "loyalty.ported": [()],
    "loyalty.ported_over_time": [()],
    "loyalty.leavers": [()],
    "loyalty.reasons": [()],
    "loyalty.mentioned": [()],
    "measured.series": [("hall",), ("hall", "m.region"), ("customers", "m.brand")],
    "measured.total": [("electronic",)],
    "measured.exposure": [()],
    "one_verbatim.one_verbatim": [(one,) for one in ONE],
    "one_verbatim.turns": [(one,) for one in ONE],
    "one_verbatim.case": [("k0001",), ("k0002",), ("k0003",)],
    "one_verbatim.case_steps": [("k0001",), ("k0002",), ("k0003",)],
    "one_verbatim.ratings": [("r0000",), ("r0001",), ("r0002",)],
    "one_verbatim.others": [("v0001", "u1"), ("v0002", "u2")],
    "overview.cards": [()],
    "overview.answers_of": [(SPAN, "csat")],
    "overview.answered": [()],
    "overview.brand_causes": [()],
    "recovery.raised": [()],
    "recovery.expected": [("没有这样的题", 0.1)],
    "requests.facets": [()],
    "requests.levels": [()],
    "requests.requests": [()],
    "risk.shares": [("brand",), ("region",)],
    "risk.resolved": [()],
    "risk.customers": [("brand",), ("region",)],
    "risk.negative_causes": [()],
    "root_causes.branches": [()],
    "root_causes.judged": [()],
    "root_causes.costs": [()],
    "root_causes.beside": [("billing.charges",), ("network.coverage",)],
    "root_causes.before": [("billing.charges",), ("network.coverage",)],
    "root_causes.whom": [("c.cause = ?", ("billing.charges",)), ("c.cause LIKE ?", ("network%",))],
    "root_causes.emerged": [()],
    "runs.by_source": [()],
    "runs.table_rows": [()],
    "runs.progress": [()],
    "runs.copies": [()],
    "runs.quarantine": [()],
    "scorecard.scorecard": [("region",), ("channel",), ("team",), ("department",), ("tier",)],
    "service_cases.every_case": [()],
    "service_cases.as_of": [()],
    "service_cases.cases": [()],
    "service_quality.control": [()],
    "service_quality.handling": [()],
    "service_quality.table": [("cause",), ("department",), ("team",), ("staff",), ("region",), ("store",)],
    "service_quality.eliminated": [()],
    "service_quality.complaint_rate": [()],
    "service_quality.appeal_rate": [()],
    "service_quality.chosen": [(None, None, "all"), ("department", "网络部", "late"), ("department", "账务部", "all")],
    "service_quality.overdue": [()],
    "service_quality.over_time": [("cases",), ("promise",), ("repeated",), ("after",)],
    "service_quality.dialogues": [()],
    "service_way.funnel_of": [("team", "late"), ("region", "attitude"), ("staff", "repeated"), ("department", "reopened")],
    "service_way.behind": [("department", "网络部", "late"), ("department", "账务部", "reopened")],
    "service_way.stops": [()],
    "service_way.noted": [()],
    "service_way.misnoted": [(("network", "billing"),)],
    "service_way.doubtful": [()],
    "survey_desk.weighed": [(ALL, "", 5.0)],
    "survey_desk.customer_base": [()],
    "survey_desk.voices": [(ALL,)],
    "survey_desk.offered": [(ALL, "zh")],
    "survey_desk.crosstab": [(ALL, "", 5.0, ("均值指数（0–100）",), ("region",), "zh")],
    "survey_desk.weight_table": [(ALL, "", 5.0, "zh")],
    "survey_desk.index_picture": [(ALL, "zh")],
    "survey_desk.simulated": [(ALL, "总体满意度", 0.05, "zh")],
    "survey_desk.segmented": [(ALL, "", 5.0, "zh")],
    "survey_desk.data_quality": [(ALL, "zh")],
    "surveys.populations": [()],
    "surveys.waves": [("customer",)],
    "surveys.survey": [(ALL,)],
    "surveys.summary": [(ALL,)],
    "surveys.by_wave": [("customer",)],
    "surveys.before": [(ALL, "总体满意度")],
    "surveys.dimensions": [(ALL,)],
    "surveys.by_segment": [(ALL, "channel"), (ALL, "region"), (ALL, "brand")],
    "surveys.speakers": [(ALL,), (ALL, "region", "东城")],
    "surveys.teams": [(ALL,)],
    "trends.trends": [("negative", "brand"), ("volume", "region"), ("escalated", None), ("satisfaction", "channel"), ("nps", None)],
    "trends.cause_trend": [(Pick(negative=True, cause="billing.charges"),)],
    "word_of_mouth.assessed": [("brand", "complainers", "both"), ("region", "dissatisfied", "silent")],
    "word_of_mouth.complainers_by_cause": [()],
    "word_of_mouth.survey_causes": [()],
    "word_of_mouth.negative_share": [()],
    "word_of_mouth.carried": [({"billing.charges": 3.0},)],
    "word_of_mouth.money": [()],
    "word_of_mouth.appeals": [()],
    "talk.talk": [()],
    "word_of_mouth.praised": [("product",), ("store",), ("team",)],
    "word_of_mouth.recommends": [("product",), ("region",)],
    "verbatims.number_of": [(Pick(),), (Pick(words=SECRET),), (Pick(dimension="region", value="西城"),), (Pick(ids=ONE),)],
    "verbatims.verbatims": [(Pick(),), (Pick(ids=ONE),), (Pick(), 20_000)],
}
"""Every function of voc/dashboard/reads that reads a store, and with what it is called here."""

NOT_LIMITED = {
    "root_causes.audited_causes": "hits and misses of the coder per cause from the ledger's labels: no words, the same for all",
    "word_of_mouth.misread": "hits and misses of the coder from the ledger's labels: no words, the same for all",
    "coding.labels": "the ledger's labels, no words; the page needs the rights to verbatims and to act",
    "coding.left": "ids of labels; what is shown of them is read by coding.one, which is limited",
    "coding.save": "writes a label",
    "survey_desk.desk": "surveys.survey and survey_desk.weighed, which are here",
    "survey_desk.report": "made of surveys.survey and survey_desk.voices, which are here",
    "base.query": "what all others read with; tested row by row in test_rows_inside",
    "base.reader": "the same",
    "base.row": "the same",
    "base.shielded": "reads nothing",
    "alerts.around": "takes an alert that alerts_shown gave",
    "alerts.marked": "marks in the ledger, shown beside alerts that alerts_shown gave",
    "risk.ledger": "coefficients, the same for all",
    "risk.settings_in_force": "the operator's settings, the same for all",
    "segment_value.coefficients": "the same",
    "segment_value.segments": "segment_value.by_segment under given assumptions",
    "risk.stamp": "a number of the ledger",
    "risk.year_before": "gives filters",
    "around.cause_of": "events are the calendar's",
    "recovery.tasks": "in the ledger: tests/loop/test_single_customers",
    "recovery.teams": "counts of recovery.tasks",
    "closed_loop.actions": "in the ledger: test_actions",
    "closed_loop.steps": "in the ledger: test_actions",
    "measured.everything": "reads nothing",
    "runs.publication": "versions of tables, no rows; the page needs the right to runs",
    "runs.runs": "the ledger's runs, no rows; the page needs the right to runs",
    "scorecard.rolled": "sums that scorecard.scorecard shields; compared through it",
    "scorecard.targets": "set by hand, the same for all; the ledger's",
    "scorecard.history": "the same",
    "scorecard.remarks": "the same",
    "service_quality.figures_of": "takes rows that service_cases.cases gave",
    "service_cases.at_all": "reads nothing",
    "service_cases.dated": "gives filters",
    "surveys.ranked": "computed from surveys.survey, which is here",
    "trends.trend_of": "draws rows that over_time gave",
}


def who(role: str) -> Visitor:
    return visitor(load_access(Settings()), {"who": "u1", "role": role, **MATRIX[role]["login"]})


def test_the_matrix_names_every_role_and_right() -> None:
    assert set(MATRIX) == set(load_access(Settings()).roles)
    assert {right for row in MATRIX.values() for right in row["may"]} == set(RIGHTS)


@pytest.mark.parametrize("role", MATRIX)
def test_pages_rights_and_small_groups(role: str) -> None:
    found, row = who(role), MATRIX[role]
    assert [page for page in PAGES if found.opens(page)] == row["pages"]
    assert {right for right in RIGHTS if found.scope.may(right)} == set(row["may"])
    assert found.scope.small == row["small"]


@pytest.mark.parametrize("role", MATRIX)
def test_a_role_without_the_limits_it_needs_gets_nothing(role: str) -> None:
    from voc.access.identity import Refused

    for name in MATRIX[role]["login"]:
        rest = {key: value for key, value in MATRIX[role]["login"].items() if key != name}
        with pytest.raises(Refused):
            visitor(load_access(Settings()), {"who": "u1", "role": role, **rest})


def test_every_read_function_is_in_the_matrix() -> None:
    found = set()
    for module in pkgutil.iter_modules(voc.dashboard.reads.__path__):
        loaded = importlib.import_module(f"voc.dashboard.reads.{module.name}")
        for name, value in vars(loaded).items():
            function = inspect.unwrap(value) if callable(value) else None
            if not inspect.isfunction(function) or function.__module__ != loaded.__name__ or name.startswith("_"):
                continue
            if next(iter(inspect.signature(function).parameters), None) == "at":
                found.add(f"{module.name}.{name}")
    assert found == set(READS) | set(NOT_LIMITED)


@pytest.fixture(scope="module")
def parts(rows: Rows, folder: Path) -> Callable[[str], Settings]:
    """The store that holds only what a role may see, made by hand."""
    made: dict[str, Settings] = {}

    def part(role: str) -> Settings:
        if role not in made:
            scope = who(role).scope
            kept = tuple(one for one in ACTIONS if one.title in MATRIX[role]["actions"])
            made[role] = write(folder / role, inside(scope, rows), kept)
        return made[role]

    return part


@pytest.mark.parametrize("role", LIMITED)
def test_every_read_gives_what_a_store_of_the_rows_inside_gives(
    whole: Settings, parts: Callable[[str], Settings], role: str
) -> None:
    limited = At(whole, 1, who(role).scope, SPAN)
    free = replace(limited.scope, brands=None, regions=None, departments=None)
    alone = At(parts(role), open_store(parts(role)).publication().id, free, SPAN)
    limited = replace(limited, publication=open_store(whole).publication().id)
    for name, calls in READS.items():
        module, function = name.split(".")
        read = getattr(importlib.import_module(f"voc.dashboard.reads.{module}"), function)
        for given in calls:
            for filters in (SPAN, Filters()):
                here = plain(read(replace(limited, filters=filters), *given))
                there = plain(read(replace(alone, filters=filters), *given))
                assert here == there, (role, name, given)
                if "verbatims" not in MATRIX[role]["may"]:
                    assert SECRET not in here, (role, name)


@pytest.mark.parametrize("role", [role for role in MATRIX if "verbatims" not in MATRIX[role]["may"]])
def test_no_read_gives_words_without_the_right(whole: Settings, role: str) -> None:
    at = At(whole, open_store(whole).publication().id, who(role).scope, Filters())
    for name, calls in READS.items():
        module, function = name.split(".")
        if name != "runs.quarantine":
            for given in calls:
                read = getattr(importlib.import_module(f"voc.dashboard.reads.{module}"), function)
                assert SECRET not in plain(read(at, *given)), name


@pytest.mark.parametrize("role", MATRIX)
def test_quarantine_and_actions(whole: Settings, role: str) -> None:
    from voc.dashboard.reads.closed_loop import steps
    from voc.dashboard.reads.runs import quarantine
    from voc.errors import StoreError

    at = At(whole, open_store(whole).publication().id, who(role).scope, Filters())
    assert quarantine(at).num_rows == (1 if "quarantine" in MATRIX[role]["may"] and not MATRIX[role]["login"] else 0)
    seen = {one.title for one in actions(at)}
    assert seen == set(MATRIX[role]["actions"])
    everything = actions(replace(at, scope=who("administrator").scope))
    for one in everything:
        if one.title in seen:
            assert steps(at, one.id)
        else:
            with pytest.raises(StoreError):
                steps(at, one.id)


@pytest.mark.parametrize("role", MATRIX)
def test_downloads_of_verbatims_and_quarantine(whole: Settings, role: str) -> None:
    """The function behind the button, called past the page as a stale button would."""
    view = View("zh", dark=False, at=At(whole, open_store(whole).publication().id, who(role).scope, Filters()))
    rows = pa.table({"给出": ["=1+1"]})
    for export in (
        lambda: table._download(view, Pick(), "x"),
        lambda: quarantined._download(view, rows),
    ):
        if "export" in MATRIX[role]["may"]:
            assert export().startswith(b"\xef\xbb\xbf")
        else:
            with pytest.raises(PermissionError):
                export()


def plain(value: Any) -> str:
    """A result as text that does not depend on the order of rows that have none, nor on the last digits of sums."""
    return json.dumps(_plain(value), ensure_ascii=False, sort_keys=True, default=str)


def _plain(value: Any) -> Any:
    if isinstance(value, pa.Table):
        return sorted((_plain(row) for row in value.to_pylist()), key=str)
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, dict) or hasattr(value, "items"):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, np.ndarray):
        return [_plain(one) for one in value.tolist()]
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(one) for one in value]
    return float(f"{value:.9g}") if isinstance(value, float) else value

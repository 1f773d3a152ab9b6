"""Before and after the field: sample size, quotas and representativeness, response rates, templates, and the quality of what came in."""

from __future__ import annotations

import math
from collections.abc import Mapping
from io import BytesIO
from typing import Any

import pandas as pd
import pyarrow as pa
import streamlit as st

from voc.dashboard.blocks import show_block
from voc.dashboard.grid import show_grid
from voc.dashboard.numbers import MISSING, count, share, share_range
from voc.dashboard.pages.driver_set import show_driver_set
from voc.dashboard.pages.surveys import choose
from voc.dashboard.plain import plain
from voc.dashboard.reads import survey_desk as desk
from voc.dashboard.reads.base import open_store
from voc.dashboard.reads.surveys import Chosen, populations, survey
from voc.dashboard.view import View
from voc.errors import VocError
from voc.export.tables import workbook_bytes
from voc.intake import templates
from voc.jobs.driver_edits import drivers_in_force
from voc.survey.planning import Outcome, Representative, quotas, representative, response_rates, sample_size, to_detect
from voc.survey.targets import as_typed, column_of, typed

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_OUTCOMES = ("complete", "partial", "refusal", "noncontact", "other", "unknown", "ineligible")


def show(view: View) -> None:
    """The page."""
    st.title(view.say("survey_planning.title"), anchor=False)
    known = populations(view.at)
    left, right = st.columns(2)
    with left:
        _size(view)
    with right:
        _rates(view)
    chosen = choose(view, known) if known else None
    _quotas(view, chosen)
    _templates(view)
    if chosen is not None:
        with st.container(border=True):
            st.subheader(view.say("survey_planning.data"), anchor=False)
            for place, block in enumerate(desk.data_quality(view.at, chosen, view.lang)):
                show_block(view, block, f"quality_{place}", titled=False)


def _size(view: View) -> None:
    with st.container(border=True, height="stretch"):
        st.subheader(view.say("survey_planning.size"), anchor=False)
        one, two = st.columns(2)
        margin = one.number_input(view.say("survey_planning.margin"), 0.1, 30.0, 3.0, 0.5, key="plan_margin")
        expected = two.number_input(view.say("survey_planning.share"), 1.0, 99.0, 50.0, 1.0, key="plan_share")
        population = one.number_input(view.say("survey_planning.population"), 0, None, 0, 1000, key="plan_population")
        deff = two.number_input(view.say("survey_planning.deff"), 1.0, 10.0, 1.0, 0.1, key="plan_deff")
        response = one.number_input(view.say("survey_planning.response"), 0.1, 100.0, 20.0, 1.0, key="plan_response")
        try:
            plan = sample_size(
                margin / 100, expected / 100, population=population if population > 1 else None, deff=deff, response=response / 100
            )
            each = to_detect(expected / 100, (expected - margin if expected > 50 else expected + margin) / 100, deff=deff)
        except VocError as error:
            st.warning(plain(error.said(view.lang)), icon=":material/rule:")
            return
        first, second = st.columns(2)
        first.metric(view.say("survey_planning.completes"), count(plan.completes, view.lang))
        second.metric(view.say("survey_planning.invitations"), count(plan.invitations, view.lang))
        said = view.say("survey_planning.each_wave", n=count(each, view.lang))
        st.caption(f"{view.say('survey_planning.detect', points=f'{margin:g}')}: {said}")


def _rates(view: View) -> None:
    with st.container(border=True, height="stretch"):
        st.subheader(view.say("survey_planning.rates"), anchor=False)
        columns = st.columns(2)
        given = {
            name: columns[place % 2].number_input(view.say(f"survey_planning.{name}"), 0, None, 0, 1, key=f"outcome_{name}")
            for place, name in enumerate(_OUTCOMES)
        }
        if not sum(given.values()):
            return
        rates = response_rates(Outcome(**given))
        rows = [
            {"rate": name, "value": share(one.value), "range": share_range(one.low, one.high), "base": one.base}
            for name, one in rates.items()
        ]
        names = {"rate": " ", "value": " ", "range": view.say("survey_planning.c_range"), "base": view.say("surveys.c_base")}
        show_grid(pd.DataFrame(rows), key="rates", column_config=names, alt=view.say("survey_planning.rates"))


def _quotas(view: View, chosen: Chosen | None) -> None:
    with st.container(border=True):
        st.subheader(view.say("survey_planning.quotas"), anchor=False)
        st.caption(view.say("survey_planning.quotas_note"))
        base, day = desk.customer_base(view.at)
        if day is not None:
            st.caption(view.say("survey_planning.from_measures", day=day.isoformat()))
        left, right = st.columns([2, 1])
        text = left.text_area(
            view.say("survey_planning.quota_input"),
            as_typed({view.say(f"survey_planning.by_{column}"): sizes for column, sizes in base.items()}),
            key="quota_population",
            height=140,
            label_visibility="collapsed",
        )
        total = right.number_input(view.say("survey_planning.total"), 1, None, 1000, 50, key="quota_total")
        least = right.number_input(view.say("survey_planning.least"), 0, None, 30, 10, key="quota_least")
        how = right.selectbox(
            view.say("survey_planning.how"),
            ("proportional", "root", "equal"),
            format_func=lambda one: view.say(f"survey_planning.how_{one}"),
            key="quota_how",
        )
        if not text.strip():
            return
        try:
            _cells(view, chosen, text, (total, least, how))
        except VocError as error:
            st.warning(plain(error.said(view.lang)), icon=":material/rule:")


def _cells(view: View, chosen: Chosen | None, text: str, plan: tuple[int, int, Any]) -> None:
    """Quotas of every margin, beside the sample there is."""
    total, least, how = plan
    rows: list[dict[str, Any]] = []
    said: list[str] = []
    table = None if chosen is None else survey(view.at, chosen).respondents
    for margin, population in typed(text).items():
        wanted = quotas(population, total, how=how, least=least)
        whole = math.fsum(population.values())
        held = None
        column = margin if table is None else column_of(margin, table.column_names)
        if table is not None and column in table.column_names:
            held = _held(view, margin, table[column], population, said)
        by = {row.category: row for row in held.rows} if held else {}
        for name, number in wanted.items():
            row = by.get(name)
            rows.append(
                {
                    "margin": margin,
                    "category": name,
                    "population": share(population[name] / whole),
                    "quota": number,
                    "sample": share(row.sample.value) if row else MISSING,
                    "range": share_range(row.sample.low, row.sample.high) if row else MISSING,
                    "verdict": view.say("survey_planning.apart" if row.apart else "survey_planning.alike") if row else MISSING,
                }
            )
    names = {name: view.say(f"survey_planning.c_{name}") for name in rows[0]}
    show_grid(pd.DataFrame(rows), key="quotas", column_config=names, alt=view.say("survey_planning.quotas"))
    if said:
        st.text("\n".join(said))


def _held(
    view: View, margin: str, column: pa.ChunkedArray, population: Mapping[str, float], said: list[str]
) -> Representative | None:
    """The sample against the base, with a line said; None, and why, where the base does not know what the sample holds."""
    try:
        held = representative([None if one is None else str(one) for one in column.to_pylist()], population)
    except VocError as error:
        said.append(f"{margin}: {error.said(view.lang)}")
        return None
    figures = {
        "share": share(held.dissimilarity),
        "chi": f"{held.chi_square:.1f}",
        "p": "< 0.001" if held.p < 0.001 else f"= {held.p:.3f}",
    }
    said.append(view.say("survey_planning.dissimilar", name=margin, **figures))
    return held


def _templates(view: View) -> None:
    with st.container(border=True):
        st.subheader(view.say("survey_planning.templates"), anchor=False)
        st.caption(view.say("survey_planning.templates_note"))
        name = st.selectbox(
            view.say("survey_planning.templates"),
            templates.names(),
            format_func=lambda one: templates.title(one, view.lang),
            key="template",
            label_visibility="collapsed",
        )
        try:
            drivers = drivers_in_force(open_store(view.at.settings))
        except VocError as error:
            st.warning(plain(error.said(view.lang)), icon=":material/rule:")
            return
        rated = [(one.zh, one.en) for one in drivers]
        if templates.rates_drivers(name):
            show_driver_set(view, drivers)
        with st.container(horizontal=True):
            st.download_button(
                view.say("survey_planning.template_xlsx"),
                workbook_bytes(templates.headers(name, view.lang, rated)),
                f"{name}.xlsx",
                _XLSX,
                key="template_xlsx",
                on_click="ignore",
                icon=":material/download:",
            )
            st.download_button(
                view.say("survey_planning.template_map"),
                BytesIO(templates.mapping(name, view.lang, rated).to_toml().encode()),
                f"{name}.toml",
                "application/toml",
                key="template_map",
                on_click="ignore",
                icon=":material/download:",
                type="tertiary",
            )

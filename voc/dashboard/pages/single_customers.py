"""The loop of one customer: tasks by urgency, in time and recovered by team, opening tasks and reading back the ticket system's status."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from voc.dashboard import audited, numbers
from voc.dashboard.empty import say_empty
from voc.dashboard.grid import show_grid
from voc.dashboard.pages.service_way import written
from voc.dashboard.plain import plain
from voc.dashboard.reads import recovery
from voc.dashboard.reads.base import open_store
from voc.dashboard.reads.service_cases import as_of, at_all
from voc.dashboard.reads.verbatims import Pick
from voc.dashboard.rights import lacks
from voc.dashboard.table import open_verbatims, show_verbatims
from voc.dashboard.upload_field import upload_field
from voc.dashboard.view import View
from voc.errors import VocError
from voc.loop.policy import load_policy
from voc.loop.recovery import open_tasks, read_back
from voc.store.recoveries import Recovery

COLUMNS = ("reason", "due", "stage", "rating", "number", "tier", "region", "department", "team")
SHOWN = 300


def show_single_customers(view: View) -> None:
    """Figures, tasks, and what may be done with them."""
    st.caption(view.say("recovery.note"))
    # Who is still to be called first, then the rest, each in the order they were due.
    known = sorted(recovery.tasks(view.at), key=lambda one: (one.reached is not None, one.solved is not None, one.due))
    if known:
        now = as_of(at_all(view.at))
        _figures(view, known)
        with st.container(border=True):
            _list(view, known)
            st.caption(view.say("recovery.as_of", time=f"{now.astimezone(view.at.settings.zone):%Y-%m-%d %H:%M}"))
    else:
        say_empty(view, "recovery.none", ":material/volunteer_activism:")
    if not lacks(view, "act"):
        _work(view)


def _figures(view: View, known: list[Recovery]) -> None:
    teams = recovery.teams(view.at)
    if not teams:
        return
    rows = [
        {
            view.say("recovery.team"): view.name("", one.team),
            view.say("recovery.tasks"): one.tasks,
            view.say("recovery.overdue"): one.overdue,
            view.say("recovery.in_time"): written(one.in_time),
            view.say("recovery.recovered"): written(one.recovered),
        }
        for one in teams
    ]
    first, second, third = st.columns(3)
    first.metric(view.say("recovery.tasks"), f"{len(known):,}")
    second.metric(view.say("recovery.open_now"), f"{sum(one.reached is None for one in known):,}")
    third.metric(view.say("recovery.overdue"), f"{sum(one.overdue for one in teams):,}")
    with st.container(border=True):
        st.subheader(view.say("recovery.by_team"), anchor=False)
        show_grid(pd.DataFrame(rows), key="recovery_teams", alt=view.say("recovery.by_team"))
        st.caption(
            "  \n".join(f"{view.say(f'recovery.{name}')}：{view.say(f'recovery.{name}_help')}" for name in ("in_time", "recovered"))
        )


def _list(view: View, known: list[Recovery]) -> None:
    st.subheader(view.say("recovery.list"), anchor=False)
    frame = pd.DataFrame([_row(view, one) for one in known[:SHOWN]], columns=COLUMNS)
    columns: dict[str, Any] = {name: st.column_config.TextColumn(view.say(f"recovery.{name}")) for name in COLUMNS}
    event = show_grid(
        frame,
        tallest=420,
        column_config=columns,
        key="recovery_list",
        on_select="rerun",
        selection_mode="single-row",
        alt=view.say("recovery.alt"),
    )
    if not view.at.scope.may("verbatims"):
        st.caption(view.say("recovery.hidden"))
        return
    if st.button(view.say("recovery.verbatims"), key="recovery_verbatims", type="tertiary", icon=":material/format_quote:"):
        pick = Pick(cases=tuple(one.case_id for one in known if one.case_id) or ("",))
        open_verbatims(view, view.say("recovery.verbatims"), pick, "recovery")
    for place in event["selection"]["rows"]:
        if place < len(known):
            show_verbatims(view, _said(known[place]), "recovery_one")


def _said(one: Recovery) -> Pick:
    """What the customer of a task said there."""
    if one.case_id:
        return Pick(cases=(one.case_id,))
    return Pick(respondents=(one.respondent,)) if one.respondent else Pick(ids=(one.verbatim or "-",))


def _row(view: View, one: Recovery) -> dict[str, Any]:
    zone = view.at.settings.zone
    before, after = (numbers.MISSING if value is None else f"{value:g}" for value in (one.rating_before, one.rating_after))
    return {
        "number": one.number or None,
        "reason": view.name("reason", one.reason),
        "due": f"{one.due.astimezone(zone):%Y-%m-%d %H:%M}",
        "stage": view.name("task", one.stage),
        "tier": one.tier,
        "region": one.region,
        "department": one.department,
        "team": one.team,
        "rating": f"{before} → {after}",
    }


def _work(view: View) -> None:
    if st.button(view.say("recovery.open"), key="recovery_open", icon=":material/playlist_add:") and not lacks(view, "act"):
        made = open_tasks(open_store(view.at.settings), load_policy(), who=view.at.scope.who, scope=view.at.scope)
        audited.record(view.at, "recovery_opened", {"tasks": len(made.made)})
        st.session_state["loop_said"] = view.say(
            "recovery.opened", made=len(made.made), spared=made.spared, unnumbered=made.unnumbered
        )
        st.rerun()
    given = upload_field(view, "act", view.say("recovery.status"), ["csv", "xlsx"], key="recovery_file")
    read = st.button(view.say("recovery.read"), key="recovery_read", disabled=given is None, icon=":material/sync:")
    if read and given is not None and not lacks(view, "act"):
        _read(view, given.name, given.getvalue())


def _read(view: View, name: str, content: bytes) -> None:
    """Takes the status file; rows that could not be used are named."""
    with tempfile.TemporaryDirectory(prefix="voc-status-") as folder:
        path = Path(folder) / f"status{Path(name).suffix.lower()}"
        path.write_bytes(content)
        try:
            found = read_back(open_store(view.at.settings), path, who=view.at.scope.who, scope=view.at.scope)
        except VocError as error:
            st.error(plain(error.said(view.lang)), icon=":material/error:")
            return
    audited.record(view.at, "recovery_status", {"changed": found.changed, "refused": len(found.refused)})
    st.success(
        view.say("recovery.read_said", changed=found.changed, same=found.same, refused=len(found.refused)), icon=":material/check:"
    )
    for row, number, zh, en in found.refused[:50]:
        st.text(view.say("recovery.refused", row=row, number=number, why=zh if view.lang == "zh" else en))

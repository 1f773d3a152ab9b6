"""Beside the index: reach in people, customers at risk in money, the operator's appeals, talk that feeds itself, and who is praised."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from voc.dashboard import numbers
from voc.dashboard.grid import show_grid
from voc.dashboard.numbers import count
from voc.dashboard.pages.wom_causes import intervals
from voc.dashboard.plain import plain
from voc.dashboard.reads.risk import ledger, settings_in_force
from voc.dashboard.reads.service_quality import appeal_rate
from voc.dashboard.reads.talk import Talk, talk
from voc.dashboard.reads.verbatims import Pick
from voc.dashboard.reads.word_of_mouth import PRAISED, appeals, money, praised, recommends
from voc.dashboard.table import open_verbatims
from voc.dashboard.view import View
from voc.risk.avoid import worth
from voc.risk.word_of_mouth import AtRisk, Exposure, repair_range, unique_reach

ASKED_BY = ("product", "brand", "region", "channel", "age", "spend")
LISTED = 15


def show_reach(view: View, index: Exposure, risk: AtRisk | None, customers: float | None, repair: float | None) -> None:
    """Contacts as people, customers as money in three columns, coverage of repair, and the operator's own anchor."""
    with st.container(border=True):
        st.subheader(view.say("wom.beside"), anchor=False)
        lines = [_reach(view, index, customers)]
        if repair is not None:
            need = 12 if not index.shares.dissatisfied else index.shares.satisfied / index.shares.dissatisfied / repair
            low, high = repair_range(index.shares, ledger(view.at)) or (repair, repair)
            lines.append(view.say("wom.repair_line", value=f"{repair:.2f}", need=f"{need:g}", low_high=f"{low:.2f}–{high:.2f}"))
        lines.append(_appeals(view))
        st.caption("  \n".join(lines))
        if risk is None:
            st.caption(view.say("wom.no_customers"))
            return
        each = money(view.at)
        found = worth(risk.customers, each.value.existing, each.value.potential, each.value.influence)
        columns = st.columns(3)
        for column, name in zip(columns, ("existing", "potential", "influence"), strict=True):
            figure, one = getattr(found, name), getattr(each.value, name)
            with column.container(border=True, height="stretch", gap="xxsmall", key=f"wom_money_{name}"):
                shown = numbers.MISSING if figure is None else count(figure.mean, view.lang)
                st.metric(view.say(f"wom.{name}"), shown, help=view.say(f"wom.{name}_help"))
                if figure is None:
                    st.caption(view.say("wom.no_money"))
                else:
                    st.caption("  \n".join([*intervals(view, figure), view.say("wom.each", value=numbers.number(one, 2))]))
        st.caption(_assumed(view))


def _reach(view: View, index: Exposure, customers: float | None) -> str:
    community = settings_in_force(view.at).community
    if not customers:
        return view.say("wom.reach_none")
    contacts = index.negative.mean * customers / index.per
    if community is None:
        return view.say("wom.reach_contacts", contacts=count(contacts, view.lang), n=count(customers, view.lang))
    spread = [unique_reach(one * customers / index.per, community) for one in (index.negative.full.low, index.negative.full.high)]
    return view.say(
        "wom.reach",
        contacts=count(contacts, view.lang),
        n=count(customers, view.lang),
        people=count(unique_reach(contacts, community), view.lang),
        low_high=f"{count(spread[0], view.lang)}–{count(spread[1], view.lang)}",
        community=count(community, view.lang),
    )


def _appeals(view: View) -> str:
    rows = appeals(view.at).to_pylist()
    if not rows:
        counted = appeal_rate(view.at)
        if counted.value is None:
            return view.say("wom.no_appeals")
        return view.say("wom.appeals_counted", n=f"{counted.value:.1f}", low_high=numbers.number_range(counted.low, counted.high))
    comma = "；" if view.lang == "zh" else "; "
    given = comma.join(f"{plain(one['measure'])} {one['value']:.1f}" for one in rows)
    return view.say("wom.appeals", given=given, day=rows[0]["day"])


def _assumed(view: View) -> str:
    each, given = money(view.at), settings_in_force(view.at).money
    if each.arpu is None or each.retention is None:
        return view.say("wom.no_arpu")
    stated = [f"{view.say(f'edit.{name}')} {_stated(name, value)}" for name, value in vars(given).items() if value is not None]
    comma = "，" if view.lang == "zh" else ", "
    return view.say(
        "wom.assumed",
        arpu=f"{each.arpu:,.1f}",
        retention=numbers.share(each.retention),
        day=each.day,
        stated=comma.join(stated) or view.say("wom.nothing_stated"),
    )


def _stated(name: str, value: float) -> str:
    """An assumption as it is read: shares and rates in percent, how many are reached as a number."""
    return f"{value:g}" if name == "reach" else f"{value:.3g}" if abs(value) > 1 else f"{value * 100:g}%"


@st.fragment
def show_talk(view: View) -> None:
    """Posts, each pasted text once: whether talk feeds itself, and what was pasted most."""
    found = talk(view.at)
    if found is None:
        return
    with st.container(border=True):
        st.subheader(view.say("wom.talk"), anchor=False)
        said = view.say(
            "wom.talk_posts",
            posts=count(found.posts, view.lang),
            once=count(found.once, view.lang),
            negative=count(found.negative, view.lang),
        )
        reached = (
            view.say(
                "wom.talk_reach",
                reach=count(found.reach, view.lang),
                told=count(found.told, view.lang),
                likes=count(found.likes or 0, view.lang),
            )
            if found.reach is not None
            else view.say("wom.talk_no_reach")
        )
        st.caption("  \n".join([said, reached, *_spread(view, found)]))
        if found.spread is not None and found.spread.critical:
            st.warning(view.say("wom.critical"), icon=":material/warning:")
        if found.pasted:
            _pasted(view, found)


def _spread(view: View, found: Talk) -> list[str]:
    spread = found.spread
    if spread is None:
        return [view.say("wom.spread_few", days=len(found.days), n=found.negative)]
    total = (
        view.say("wom.spread_total", n=f"{spread.total:.2f}")
        if spread.total is not None
        else view.say("wom.spread_horizon", n=f"{spread.horizon:.1f}")
    )
    said = [
        view.say(
            "wom.spread", r=f"{spread.r:.2f}", low=f"{spread.low:.2f}", high=f"{spread.high:.2f}", days=spread.days, n=spread.count
        )
    ]
    return [*said, total, *([view.say("wom.spread_trend")] if spread.trend else [])]


def _pasted(view: View, found: Talk) -> None:
    rows = [(one["copies"], one["first"], one["last"], one["reach"], one["likes"], one["text"]) for one in found.pasted]
    number = st.column_config.NumberColumn
    columns: dict[str, Any] = {
        "copies": number(view.say("wom.t_copies"), format="%d"),
        "first": st.column_config.DateColumn(view.say("wom.t_first"), format="YYYY-MM-DD"),
        "last": st.column_config.DateColumn(view.say("wom.t_last"), format="YYYY-MM-DD"),
        "reach": number(view.say("wom.t_reach"), format="localized"),
        "likes": number(view.say("wom.t_likes"), format="localized"),
        "text": st.column_config.TextColumn(view.say("wom.t_text"), width=420),
    }
    show_grid(
        pd.DataFrame(rows, columns=list(columns)),
        column_config=columns,
        key="wom_pasted",
        alt=view.say("wom.talk"),
    )
    st.caption(view.say("wom.pasted_note"))
    if st.button(
        view.say("wom.pasted_open", n=found.pasted[0]["copies"]), key="open_pasted", type="tertiary", icon=":material/format_quote:"
    ):
        open_verbatims(view, view.say("wom.talk"), Pick(ids=found.pasted[0]["ids"]), "pasted")


@st.fragment
def show_praise(view: View) -> None:
    """Who recommends what, and which products, stores and teams are praised."""
    with st.container(border=True):
        st.subheader(view.say("wom.praise"), anchor=False)
        left, right = st.columns(2)
        with left:
            by = _choice(view, "wom_recommends", ASKED_BY)
            groups = recommends(view.at, by)[:LISTED]
            rows: list[tuple[Any, ...]] = [
                (
                    view.name("", one.name),
                    one.score.value,
                    _nps_range(one.score.low, one.score.high),
                    one.promoters,
                    one.detractors,
                    one.score.base,
                )
                for one in groups
            ]
            number = st.column_config.NumberColumn
            columns: dict[str, Any] = {
                "name": st.column_config.TextColumn(view.say(f"praise.{by}"), pinned=True),
                "nps": number(view.say("wom.p_nps"), format="%.1f"),
                "range": st.column_config.TextColumn(view.say("wom.p_range")),
                "promoters": number(view.say("wom.p_promoters"), format="percent"),
                "detractors": number(view.say("wom.p_detractors"), format="percent"),
                "base": number(view.say("wom.col_base"), format="localized"),
            }
            _table(
                view, rows, columns, "wom_recommended", "wom.recommend_none", "wom_recommend_whose", [one.name for one in groups]
            )
            st.caption(view.say("wom.recommend_note"))
            if groups:
                who = st.selectbox(view.say("wom.recommend_whose"), [one.name for one in groups], key="wom_recommend_whose")
                if st.button(view.say("wom.recommend_open"), key="open_recommend", type="tertiary", icon=":material/format_quote:"):
                    open_verbatims(view, who, Pick(rated="nps", dimension=by, value=who), "recommend")
        with right:
            by = _choice(view, "wom_praised", PRAISED)
            found = praised(view.at, by)[:LISTED]
            rows = [
                (view.name("", one.name), one.share.value, numbers.share_range(one.share.low, one.share.high), one.share.base)
                for one in found
            ]
            columns = {
                "name": st.column_config.TextColumn(view.say(f"praise.{by}"), pinned=True),
                "share": number(view.say("wom.p_positive"), format="percent"),
                "range": st.column_config.TextColumn(view.say("wom.p_range")),
                "base": number(view.say("wom.col_base"), format="localized"),
            }
            _table(view, rows, columns, "wom_praise", "wom.praise_none", "wom_praise_whose", [one.name for one in found])
            st.caption(view.say("wom.praise_note"))
            if found:
                named = st.selectbox(view.say("wom.praise_whose"), [one.name for one in found], key="wom_praise_whose")
                if st.button(view.say("wom.praise_open"), key="open_praise", type="tertiary", icon=":material/format_quote:"):
                    open_verbatims(view, named, Pick(label="pos", dimension=by, value=named), "praise")


def _choice(view: View, key: str, options: tuple[str, ...]) -> str:
    chosen: str = st.segmented_control(
        view.say(f"wom.by_{key.removeprefix('wom_')}"),
        options,
        default=options[0],
        required=True,
        format_func=lambda one: view.say(f"praise.{one}"),
        key=key,
    )
    return chosen


def _nps_range(low: float | None, high: float | None) -> str:
    return numbers.number_range(low, high)


def _table(
    view: View, rows: list[tuple[Any, ...]], columns: dict[str, Any], key: str, none: str, box: str, offered: list[str]
) -> None:
    if not rows:
        st.info(view.say(none), icon=":material/search_off:")
        return
    show_grid(
        pd.DataFrame(rows, columns=list(columns)),
        column_config=columns,
        key=key,
        box=box,
        rows=offered,
        alt=view.say("wom.praise"),
    )

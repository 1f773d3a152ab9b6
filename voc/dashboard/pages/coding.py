"""The coding bench: one verbatim after the other with the machine's proposal, two coders, their agreement and disagreements."""

from __future__ import annotations

import math

import pandas as pd
import streamlit as st

from voc.dashboard import audited
from voc.dashboard.empty import nothing_to_show
from voc.dashboard.grid import show_grid
from voc.dashboard.numbers import MISSING, count, share
from voc.dashboard.plain import plain
from voc.dashboard.reads import coding as reads
from voc.dashboard.reads.causes import cause_name
from voc.dashboard.reads.codeframe import frame_in_force
from voc.dashboard.reads.verbatims import Pick
from voc.dashboard.rights import insist, lacks
from voc.dashboard.view import View
from voc.survey.coding import Bench

LISTED = 50


def show(view: View) -> None:
    """The page."""
    st.title(view.say("coding.title"), anchor=False)
    if lacks(view, "verbatims") or lacks(view, "act") or nothing_to_show(view):
        return
    st.caption(view.say("coding.note"))
    _bench(view)
    _agreement(view)


def _bench(view: View) -> None:
    with st.container(border=True):
        left, right = st.columns([1, 2], vertical_alignment="bottom")
        who = left.text_input(view.say("coding.coder"), key="coder", max_chars=40, help=view.say("coding.coder_help")).strip()
        drawn = right.segmented_control(
            view.say("coding.drawn"),
            reads.DRAWN,
            default="margin",
            required=True,
            format_func=lambda one: view.say(f"coding.drawn_{one}"),
            key="drawn",
        )
        if not who:
            st.info(view.say("coding.need_name"), icon=":material/badge:")
            return
        given = reads.labels(view.at)
        skipped: set[str] = st.session_state.setdefault("coding_skipped", set())
        open_ = [one for one in reads.left(view.at, str(drawn), who, given) if one[0] not in skipped]
        done = sum(label.who == who for label in given)
        st.caption(view.say("coding.left", n=count(len(open_), view.lang), done=count(done, view.lang)))
        found = next(((row, how) for verbatim, how in open_ if (row := reads.one(view.at, verbatim)) is not None), None)
        if found is None:
            st.info(view.say("coding.empty"), icon=":material/done_all:")
            return
        _one(view, found[0], found[1], who)


def _one(view: View, row: dict[str, object], drawn: str, who: str) -> None:
    """One verbatim; whichever button is clicked, the next rerun shows the next."""
    verbatim, cause = str(row["verbatim_id"]), row["cause"]
    audited.seen(view, "coding", Pick(ids=(verbatim,)), [verbatim], 1)
    with st.container(border=True):
        if row["question"]:
            st.text(str(row["question"]))
        st.text(str(row["text"]))
    proposed = (None if cause is None else str(cause), None if row["version"] is None else str(row["version"]))

    def keep(code: str | None) -> None:
        insist(view, "verbatims", "act")
        if code:
            reads.save(view.at, verbatim, code, drawn, who, proposed)

    if cause is None:
        st.caption(view.say("coding.no_proposal"))
    else:
        st.caption(
            view.say(
                "coding.proposal", cause=plain(cause_name(str(cause), view.lang)), confidence=share(float(str(row["confidence"])))
            )
        )
    codes = [code.id for code in frame_in_force(view.at.settings).codes]
    chosen = st.selectbox(
        view.say("coding.cause"),
        codes,
        index=codes.index(str(cause)) if cause in codes else None,
        format_func=lambda one: cause_name(one, view.lang),
        key=f"code_{verbatim}",
        placeholder=view.say("coding.cause"),
    )
    with st.container(horizontal=True):
        save = st.button(view.say("coding.save"), key="save_code", type="primary", icon=":material/check:", disabled=chosen is None)
        skip = st.button(view.say("coding.skip"), key="skip_code", type="tertiary")
    if save:
        keep(chosen)
        st.rerun()
    if skip:
        st.session_state["coding_skipped"].add(verbatim)
        st.rerun()


def _agreement(view: View) -> None:
    given = reads.labels(view.at)
    found = reads.agreed(given)
    with st.container(border=True):
        st.subheader(view.say("coding.agreement"), anchor=False)
        columns = st.columns(3)
        few = "" if found.overall.enough else view.say("coding.few")
        units = view.say("coding.units", n=count(found.overall.units, view.lang), few=few)
        columns[0].metric(view.say("coding.alpha"), _number(found.overall.alpha))
        columns[0].caption(f"{units} · {_range(found.overall.low, found.overall.high)}")
        columns[1].metric(view.say("coding.kappa"), _number(found.kappa))
        columns[1].caption(" – ".join(plain(name) for name in found.pair) if found.pair else view.say("coding.no_pair"))
        columns[2].metric(view.say("coding.machine"), share(found.machine.value))
        columns[2].caption(view.say("coding.machine_note", n=count(found.machine.base, view.lang), share=_shares(found)))
        if found.by_code:
            st.markdown(f"**{view.say('coding.by_code')}**")
            rows = [
                {
                    "code": cause_name(code, view.lang),
                    "alpha": _number(one.alpha),
                    "range": _range(one.low, one.high),
                    "given": many,
                }
                for code, one, many in found.by_code
            ]
            names = {"code": "c_code", "alpha": "c_alpha", "range": "c_range", "given": "c_given"}
            labels = {name: view.say(f"coding.{key}") for name, key in names.items()}
            show_grid(pd.DataFrame(rows), key="alpha_by_code", column_config=labels, alt=view.say("coding.by_code"))
        st.markdown(f"**{view.say('coding.differ')}**")
        _differ(view, found)
        st.caption(view.say("coding.train"))


def _shares(found: Bench) -> str:
    low, high = found.machine.low, found.machine.high
    return MISSING if low is None or high is None else f"{share(low)} – {share(high)}"


def _number(value: float) -> str:
    return MISSING if math.isnan(value) else f"{value:.2f}"


def _range(low: float, high: float) -> str:
    return MISSING if math.isnan(low) or math.isnan(high) else f"{low:.2f} – {high:.2f}"


def _differ(view: View, found: Bench) -> None:
    """The verbatims on which coders differ, each one's code beside the words."""
    shown = [(codes, row) for verbatim, codes in found.differ[:LISTED] if (row := reads.one(view.at, verbatim)) is not None]
    if not shown:
        st.caption(view.say("coding.no_differ"))
        return
    ids = [str(row["verbatim_id"]) for _, row in shown]
    audited.seen(view, "coding_differ", Pick(ids=tuple(ids)), ids, len(ids))
    coders = sorted({coder for codes, _ in shown for coder, _ in codes})
    rows = [
        {"text": str(row["text"]), **{f"coder{coders.index(coder)}": cause_name(code, view.lang) for coder, code in codes}}
        for codes, row in shown
    ]
    labels = {"text": view.say("coding.text"), **{f"coder{place}": plain(coder) for place, coder in enumerate(coders)}}
    show_grid(pd.DataFrame(rows), key="differ", column_config=labels, alt=view.say("coding.differ"))

"""One verbatim whole: its words with the evidence marked, the dialogue, how it was judged, and what is known around it.

Words of customers are shown by st.text and st.dataframe only: never as HTML or Markdown.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import nullcontext
from typing import Any

import pandas as pd
import streamlit as st

from voc.dashboard import audited, numbers
from voc.dashboard.evidence import readable
from voc.dashboard.grid import show_grid
from voc.dashboard.reads import one_verbatim as reads
from voc.dashboard.reads.call_drivers import drivers
from voc.dashboard.reads.causes import cause_name, topics
from voc.dashboard.view import View

FACTS = (
    *("day", "source", "channel", "touchpoint", "brand", "tier", "product", "region", "competitor", "store", "team", "department"),
    *("question", "wave", "age", "occupation", "spend", "customer_type", "reach", "likes"),
)
READ = ("brand", "product", "region", "competitor")
AVATARS = {"customer": ":material/person:", "agent": ":material/headset_mic:"}


def show_one(view: View, verbatim: str) -> dict[str, Any] | None:
    """The verbatim with that id on a page of its own, beside what is known around it; returns what was found."""
    found = _found(view, verbatim)
    if found is None:
        return None
    left, right = st.columns([3, 2])
    with left.container(border=True):
        _words(view, found, "one")
    with right.container(border=True):
        st.subheader(view.say("verbatims.facts"), anchor=False)
        _facts(view, found)
    with st.container(border=True):
        _judged(view, found)
    _case(view, found["case_id"])
    return found


def show_below(view: View, verbatim: str, place: str) -> None:
    """The same below a table: words, judgements and case one under the other, what is known around it folded away. `place` names the table."""
    found = _found(view, verbatim)
    if found is None:
        return
    with st.container(border=True):
        _words(view, found, place)
        _judged(view, found)
        _case(view, found["case_id"])
        with st.expander(view.say("verbatims.facts")):
            _facts(view, found)


def show_words(view: View, verbatim: str, place: str) -> None:
    """Its words only: of a call the dialogue with its course and codes."""
    found = _found(view, verbatim)
    if found is not None:
        _words(view, found, place)


def _found(view: View, verbatim: str) -> dict[str, Any] | None:
    found = reads.one_verbatim(view.at, verbatim) if view.at.scope.may("verbatims") else None
    if found is not None:
        audited.one_seen(view, verbatim)
    return found


def _words(view: View, found: dict[str, Any], place: str) -> None:
    spans = [(span["start"], span["end"]) for span in json.loads(found["cause_evidence"] or "[]")]
    spoken = reads.turns(view.at, found["verbatim_id"]).to_pylist() if found["source"] == "transcript" else []
    if not spoken:
        st.subheader(view.say("verbatims.text"), anchor=False)
        st.text(marked(found["text"], spans))
    else:
        st.subheader(view.say("verbatims.dialogue", n=len(spoken)), anchor=False)
        _course(view, found)
        _drivers(view, found, [turn["text"] for turn in spoken])
        _dialogue(view, spoken[: reads.TURNS], spans, json.loads(found["codes"] or "[]"), place)
        if len(spoken) > reads.TURNS:
            st.caption(view.say("verbatims.cut", n=reads.TURNS))
    if spoken:
        st.caption(view.say("calls.marked"))
    elif spans:
        st.caption(view.say("verbatims.marked"))


def _course(view: View, found: dict[str, Any]) -> None:
    """How the call went: the customer's feeling turn by turn, how it ended, who talked how much; and how far this was checked."""
    curve = json.loads(found["curve"] or "[]")
    if len(curve) > 1:
        turn, polarity = view.say("calls.turn"), view.say("calls.polarity")
        st.caption(view.say("calls.curve"))
        st.line_chart(pd.DataFrame(curve, columns=[turn, polarity]), x=turn, y=polarity, height=140)
    told = [
        view.name("resolution", found["resolution"]) if found["resolution"] else "",
        view.say("calls.nth", n=found["nth_contact"]) if found["nth_contact"] else "",
        view.say("calls.talk", share=numbers.share(found["agent_share"])) if found["agent_share"] is not None else "",
        view.say("calls.silence", seconds=f"{found['silence']:.0f}") if found["silence"] is not None else "",
    ]
    st.text(" · ".join(part for part in told if part))
    st.caption(view.say("calls.checked"))


def _drivers(view: View, found: dict[str, Any], said: Sequence[str]) -> None:
    """Each turn and sign with what it adds to the predicted satisfaction; the sum is the figure."""
    told = drivers(found["call_evidence"], found["satisfaction"])
    if not told:
        return
    spread = numbers.number_range(found["satisfaction_low"], found["satisfaction_high"], 2)
    with st.expander(view.say("calls.drivers", figure=numbers.number(found["satisfaction"], 2), low_high=spread)):
        rows = [
            {
                view.say("calls.effect"): round(one.effect, 2),
                view.say("calls.driver"): view.say(f"driver.{one.what}"),
                view.say("calls.turn"): str(one.turn or ""),
                view.say("calls.words"): one.text or (said[one.turn - 1] if 0 < one.turn <= len(said) else ""),
            }
            for one in told
        ]
        show_grid(pd.DataFrame(rows), height=min(320, 38 + 35 * len(rows)), alt=view.say("calls.drivers_alt"))
        st.caption(view.say("calls.drivers_note"))


def _dialogue(
    view: View, spoken: list[dict[str, Any]], spans: Sequence[tuple[int, int]], codes: Sequence[dict[str, Any]], place: str
) -> None:
    """Turns in order, with what was coded in them. The verbatim's text is the customer's turns, one after another: its spans are found
    again in them.
    """
    offset = 0
    with st.container(height=480, border=False, autoscroll=False):
        for number, turn in enumerate(spoken, 1):
            here = [one for one in codes if one["turn"] == number]
            speaker, text = turn["speaker"], turn["text"]
            own = [(one["start"], one["end"]) for one in here if one["end"] - one["start"] < len(text)]
            if speaker == "customer":
                own += [(start - offset, end - offset) for start, end in spans if offset <= start and end <= offset + len(text)]
                offset += len(text) + 1
            scripted = speaker != "customer" and (speaker != "agent" or any(one["code"] == "script" for one in here))
            with (
                st.container(key=f"script-{place}-{number}") if scripted else nullcontext(),
                st.chat_message(view.name("speaker", speaker), avatar=AVATARS.get(speaker, ":material/graphic_eq:")),
            ):
                clock = "" if turn["start"] is None else f" · {int(turn['start']) // 60}:{int(turn['start']) % 60:02d}"
                told = ("、" if view.lang == "zh" else ", ").join(dict.fromkeys(view.say(f"code.{one['code']}") for one in here))
                st.caption(f"{number} · {view.name('speaker', speaker)}" + clock + (f" · {told}" if told else ""))
                st.text(marked(text, own))


def marked(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """`text` with 【】 around each span; spans that overlap are joined."""
    parts, at = [], 0
    for start, end in _joined(spans):
        parts += [text[at:start], "【", text[start:end], "】"]
        at = end
    return "".join([*parts, text[at:]])


def _joined(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        elif end > start:
            joined.append((start, end))
    return joined


def _pairs(view: View, rows: list[tuple[str, str]]) -> None:
    show_grid(
        pd.DataFrame(rows, columns=["fact", "value"]),
        tallest=480,
        column_config={
            "fact": st.column_config.TextColumn(view.say("verbatims.fact"), width=90),
            "value": st.column_config.TextColumn(view.say("verbatims.value")),
        },
        alt=view.say("verbatims.facts_alt"),
    )


def _facts(view: View, found: dict[str, Any]) -> None:
    rows = [(view.say(f"fact.{name}"), _fact(view, name, found)) for name in FACTS if found[name] is not None]
    rows.append((view.say("fact.row"), view.say("verbatims.file", file=found["source_file"], row=found["source_row"])))
    if found["respondent_id"]:
        for answer in reads.ratings(view.at, found["respondent_id"]).to_pylist():
            given = answer["label"] if answer["value"] is None else f"{answer['value']:g}"
            rows.append((answer["question"], given))
    _pairs(view, rows)


def _fact(view: View, name: str, found: dict[str, Any]) -> str:
    value = found[name]
    if name == "source":
        return view.name("source", value)
    if isinstance(value, float):
        return numbers.count(value, view.lang)
    read = name in READ and found.get(f"{name}_from") == "read"
    return view.say("verbatims.read", value=value) if read else str(value)


def _judged(view: View, found: dict[str, Any]) -> None:
    st.subheader(view.say("verbatims.judged"), anchor=False)
    label, lang = found["label"], view.lang
    names = {row["topic"]: row["label"] for row in topics(view.at).to_pylist()}
    rows = [
        (
            "feeling",
            view.name("label", label) if label else _unscored(view, found["unscored"]),
            found["confidence"],
            found["sentiment_evidence"],
        ),
        ("cause", cause_name(found["cause"], lang), found["cause_confidence"], found["cause_evidence"]),
        ("second", cause_name(found["cause2"], lang) if found["cause2"] else None, None, None),
        ("intent", view.name("intent", found["intent"]) if found["intent"] else None, None, found["intent_evidence"]),
        ("escalation", view.name("escalation", found["escalation"]) if found["escalation"] else None, None, None),
        ("want", _want(view, found), None, None),
        ("service_level", view.name("service_level", found["service_level"]) if found["service_level"] else None, None, None),
        ("staff_facet", view.name("staff_facet", found["staff_facet"]) if found["staff_facet"] else None, None, None),
        ("topic", names.get(found["topic"]), None, None),
        ("satisfaction", None if found["satisfaction"] is None else f"{found['satisfaction']:+.1f}", None, None),
        ("entities", _entities(found["entity_evidence"]), None, None),
    ]
    shown = [
        {
            "of": view.say(f"verbatims.{name}"),
            "result": result,
            "confidence": confidence,
            "why": readable([("", evidence)], lang) if evidence else None,
        }
        for name, result, confidence, evidence in rows
        if result is not None
    ]
    widths = {"of": 90, "result": 130, "why": 560}
    columns: dict[str, Any] = {
        name: st.column_config.TextColumn(view.say(f"verbatims.{name}"), width=width) for name, width in widths.items()
    }
    columns["confidence"] = st.column_config.NumberColumn(view.say("verbatims.confidence"), format="percent", width=70)
    show_grid(
        pd.DataFrame(shown, columns=["of", "result", "confidence", "why"]),
        column_config=columns,
        alt=view.say("verbatims.judged_alt"),
    )


def _unscored(view: View, why: str | None) -> str | None:
    """Why the text has no score, in the reader's words; None where that was not kept."""
    return view.say("verbatims.unscored", why=view.name("unscored", why)) if why else None


def _want(view: View, found: dict[str, Any]) -> str | None:
    """What is asked for, its class and need, in one line."""
    given = [view.name(name, found[name]) for name in ("want", "want_class", "want_need") if found[name]]
    return " · ".join(given) or None


def _entities(evidence: str | None) -> str | None:
    """Names of what was read, each once: "青笋畅玩39、山雀电讯"."""
    return "、".join(dict.fromkeys(span["name"] for span in json.loads(evidence or "[]"))) or None


def _case(view: View, case_id: str | None) -> None:
    if not case_id:
        return
    known, steps = reads.case(view.at, case_id), reads.case_steps(view.at, case_id)
    if known is None:
        return
    with st.container(border=True):
        st.subheader(view.say("verbatims.case"), anchor=False)
        if steps.num_rows:
            frame = steps.to_pandas()
            columns: dict[str, Any] = {name: view.say(f"step.{name}") for name in frame.columns}
            for name in ("received", "left"):
                frame[name] = frame[name].dt.tz_convert(view.at.settings.timezone).dt.tz_localize(None)
                columns[name] = st.column_config.DatetimeColumn(view.say(f"step.{name}"), format="YYYY-MM-DD HH:mm")
            show_grid(
                frame,
                column_config=columns,
                alt=view.say("verbatims.case_alt"),
            )
        if known["reply"]:
            st.caption(view.say("verbatims.reply"))
            st.text(known["reply"])

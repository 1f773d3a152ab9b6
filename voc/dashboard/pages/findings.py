"""The four lines of the first page: what is bad, why, whom it hits, what is done about it; each with its verbatims or its page."""

from __future__ import annotations

import streamlit as st

from voc.dashboard.empty import page_to
from voc.dashboard.numbers import count, points, share, share_range
from voc.dashboard.plain import plain
from voc.dashboard.reads.causes import cause_name
from voc.dashboard.reads.closed_loop import actions
from voc.dashboard.reads.codeframe import evidence_words, frame_in_force
from voc.dashboard.reads.findings import Finding, first_finding, hit_most
from voc.dashboard.reads.verbatims import Pick
from voc.dashboard.table import open_verbatims
from voc.dashboard.view import View
from voc.service.root_causes import Hit
from voc.survey.intervals import quality

WORDS_SHOWN = 4


def show_findings(view: View) -> None:
    """Four columns, one below the other on a phone; nothing where no verbatim names a cause or too few were judged."""
    found = first_finding(view.at)
    if found is None or quality(found.shown) == "suppressed":
        return
    named = cause_name(found.cause, view.lang)
    hit = hit_most(view.at, found.cause)
    with st.container(border=True):
        st.subheader(view.say("findings.title"), anchor=False)
        what, why, who, do = st.columns(4)
        with what:
            _line(view, "what", named, _what(view, found))
            _verbatims(view, named, Pick(negative=True, cause=found.cause), "what")
        with why:
            _line(view, "why", None, _why(view, found.cause))
            _page(view, "causes")
        with who:
            _line(view, "who", *_who(view, hit, named))
            if hit is not None:
                own = Pick(negative=True, cause=found.cause, dimension=hit.dimension, value=hit.value)
                _verbatims(view, f"{named} · {hit.value}", own, "who")
        with do:
            _line(view, "do", *_do(view, found.cause))
            _page(view, "closed_loop")
            _page(view, "alerts")


def _line(view: View, part: str, head: str | None, said: str) -> None:
    with st.container(gap="xxsmall"):
        st.caption(view.say(f"findings.{part}"))
        if head is not None:
            st.markdown(f"**{plain(head)}**")
        st.text(said)


def _what(view: View, found: Finding) -> str:
    shown, moved = found.shown, found.change
    figures = {
        "n": count(found.negative, view.lang),
        "share": share(shown.value),
        "low_high": share_range(shown.low, shown.high),
        "base": count(shown.base, view.lang),
    }
    said = view.say("findings.share", **figures)
    if found.risen and moved.delta is not None:
        return said + view.say("findings.risen", before=share(moved.before.value), delta=points(moved.delta, view.lang))
    return said + view.say("findings.level" if moved.delta is not None else "findings.alone")


def _why(view: View, cause: str) -> str:
    """What customers say most often; the words are theirs, so that they are shown only to who may read verbatims."""
    least = max(3, view.at.scope.small)
    given = evidence_words(view.at, cause) if view.at.scope.may("verbatims") else []
    words: list[tuple[str, int]] = []
    for word, n, _weight in sorted(given, key=lambda one: -one[1] * one[2]):
        if n >= least and not any(word in other or other in word for other, _ in words):
            words.append((word, n))
    if not words:
        return view.say("findings.why_note")
    comma = "、" if view.lang == "zh" else ", "
    told = [view.say("findings.word", word=word, n=count(n, view.lang)) for word, n in words[:WORDS_SHOWN]]
    return view.say("findings.words", words=comma.join(told))


def _who(view: View, hit: Hit | None, named: str) -> tuple[str, str]:
    if hit is None:
        return view.say("findings.all"), view.say("findings.all_note")
    figures = {"share": share(hit.share), "elsewhere": share(hit.elsewhere), "k": f"{hit.k:,}", "n": f"{hit.n:,}", "cause": named}
    return f"{view.say(f'tree.dimension_{hit.dimension}')} {hit.value}", view.say("findings.hit", **figures)


def _do(view: View, cause: str) -> tuple[str, str]:
    code = frame_in_force(view.at.settings).by_id.get(cause)
    owner = view.name("owner", code.department) if code is not None and code.department else view.say("findings.no_owner")
    own = [one for one in actions(view.at) if one.cause == cause]
    if not own:
        return owner, view.say("findings.no_action")
    newest = own[0]
    at = " · ".join(part for part in (view.name("stage", newest.stage), newest.department, newest.owner) if part)
    return owner, view.say("findings.action", n=len(own), title=newest.title, stage=at)


def _verbatims(view: View, title: str, pick: Pick, key: str) -> None:
    if st.button(view.say("table.open"), key=f"open_finding_{key}", type="tertiary", icon=":material/format_quote:"):
        open_verbatims(view, title, pick, f"finding_{key}")


def _page(view: View, name: str) -> None:
    page_to(name.replace("_", "-"), view.say(f"findings.to_{name}"), ":material/arrow_forward:")

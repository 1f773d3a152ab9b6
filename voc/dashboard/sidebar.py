"""The sidebar: language, filters, health of the data."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import streamlit as st

from voc.dashboard.filters import DIMENSIONS, UNNAMED, Filters, default_span
from voc.dashboard.numbers import count, day
from voc.dashboard.reads.base import At
from voc.dashboard.reads.frame import Choices, choices, health
from voc.dashboard.words import LANGS, name, say

LANGUAGES = {"zh": "中文", "en": "English"}


def language(default: str) -> str:
    """The language of this session: ?lang= in the URL, then what was chosen before, then `default`."""
    asked = st.query_params.get("lang")
    lang = asked if asked in LANGS else st.session_state.get("lang", default)
    st.session_state["lang"] = lang
    if lang != default or asked is not None:
        st.query_params["lang"] = lang  # again after every change of page, which drops it
    return str(lang)


def show_language(lang: str) -> None:
    """The switch; the URL follows."""

    def switch() -> None:
        st.query_params["lang"] = st.session_state["language"]
        for key in DIMENSIONS:
            # The URL and the browser hold an option by its words: say it anew in the other language.
            if key in st.session_state:
                st.session_state[key] = list(st.session_state[key])

    st.session_state["language"] = lang
    st.sidebar.segmented_control(
        say(lang, "app.language"),
        LANGS,
        required=True,
        format_func=LANGUAGES.__getitem__,
        key="language",
        on_change=switch,
        label_visibility="collapsed",
    )


def choose_filters(at: At, lang: str) -> Filters:
    """Draws the filters and returns the choice; without data there is nothing to draw."""
    offered = choices(at)
    if not offered.values["source"] and offered.first is None:
        return Filters()
    with st.sidebar:
        st.subheader(say(lang, "filter.title"), anchor=False)
        first, last = _dates(offered, lang)
        undated = _undated(offered, lang)
        chosen = {dimension: _dimension(dimension, _values(offered, dimension), lang) for dimension in DIMENSIONS}
        st.button(
            say(lang, "filter.clear"),
            key="clear",
            icon=":material/filter_alt_off:",
            on_click=_clear,
            args=(offered,),
            width="stretch",
            type="secondary",
        )
    return Filters(first, last, undated, **chosen)


def _dates(offered: Choices, lang: str) -> tuple[date | None, date | None]:
    if offered.first is None or offered.last is None:
        st.caption(say(lang, "filter.no_dates"))
        return None, None
    whole = default_span(offered.first, offered.last)
    _follow(whole)
    given = st.date_input(
        say(lang, "filter.dates"),
        whole,
        min_value=offered.first,
        max_value=offered.last,
        format="YYYY-MM-DD",
        key="dates",
        bind="query-params",
    )
    if not isinstance(given, tuple) or not given:
        return whole
    if len(given) == 1:  # half a choice, or a link to a single day
        st.caption(say(lang, "filter.one_day"))
    return given[0], given[-1]


def _follow(whole: tuple[date, date]) -> None:
    """Who looks at the span offered before, now looks at the one of the newest publication; a span of one's own stays."""
    before = st.session_state.get("whole")
    if before != whole and before is not None and st.session_state.get("dates") == before:
        st.session_state["dates"] = whole
    st.session_state["whole"] = whole


def _undated(offered: Choices, lang: str) -> bool:
    """Whether to count verbatims without a day; asked only where both kinds are there."""
    if offered.first is None or not offered.undated:
        return True
    return st.toggle(say(lang, "filter.undated", n=count(offered.undated, lang)), value=True, key="undated", bind="query-params")


def _values(offered: Choices, dimension: str) -> tuple[str, ...]:
    """What a dimension offers; products are those of the chosen brands."""
    brands = st.session_state.get("brand") or []
    if dimension != "product" or not brands:
        return offered.values[dimension]
    own = {product for brand in brands for product in offered.products.get(brand, ())}
    return tuple(product for product in offered.values["product"] if product in own)


def _dimension(dimension: str, values: tuple[str, ...], lang: str) -> tuple[str, ...]:
    _understand(dimension, values)
    given = st.multiselect(
        say(lang, f"filter.{dimension}"),
        values,
        format_func=_worded(dimension, lang),
        key=dimension,
        bind="query-params",
        placeholder=say(lang, "filter.all" if values else "filter.none"),
        select_all=False,
        disabled=not values,
    )
    return tuple(given)


def _understand(dimension: str, values: tuple[str, ...]) -> None:
    """Takes a link made in the other language, or by hand with plain codes: coded values are worded in both."""
    asked = st.query_params.get_all(dimension)
    if dimension in st.session_state or not asked:
        return
    known = {word: value for value in values for word in (value, *(_worded(dimension, lang)(value) for lang in LANGS))}
    found = list(dict.fromkeys(known[word] for word in asked if word in known))
    if found:
        st.session_state[dimension] = found


def _worded(dimension: str, lang: str) -> Callable[[str], str]:
    return lambda value: say(lang, "filter.unnamed") if value == UNNAMED else name(lang, dimension, value)


def _clear(offered: Choices) -> None:
    """Back to the default; a value that is only dropped would come back from the URL."""
    if offered.first is not None and offered.last is not None:
        st.session_state["dates"] = default_span(offered.first, offered.last)
        st.session_state["undated"] = True
    for key in DIMENSIONS:
        st.session_state[key] = []


def show_health(at: At, lang: str) -> None:
    """Which publication, up to which day, how many rows, how many of them in quarantine."""
    state = health(at)
    with st.sidebar:
        shown = {"n": count(state.verbatims, lang), "quarantined": count(state.quarantined, lang)}
        until = day(state.last) if state.last else say(lang, "health.no_day")
        st.caption(say(lang, "health.line", id=at.publication, day=until, **shown))
        if state.unscored:
            st.caption(f":material/pending: {say(lang, 'health.unscored', n=count(state.unscored, lang))}")

"""The frame around the pages: configuration, navigation, and one view per rerun."""

from __future__ import annotations

import logging
from collections.abc import Callable

import streamlit as st

from voc.dashboard.filters import Filters
from voc.dashboard.look import dress, icon
from voc.dashboard.pages import (
    alerts,
    causes,
    channels,
    closed_loop,
    codeframe,
    coefficients,
    overview,
    runs,
    service_quality,
    surveys,
    upload,
    verbatims,
    word_of_mouth,
)
from voc.dashboard.reads.base import At, open_store
from voc.dashboard.sidebar import choose_filters, language, show_health, show_language
from voc.dashboard.view import View
from voc.dashboard.words import say
from voc.errors import VocError
from voc.settings import Settings
from voc.store import Scope

Page = tuple[str, Callable[[View], None], str]

SECTIONS: dict[str, tuple[Page, ...]] = {
    "app.analysis": (
        ("overview", overview.show, ":material/dashboard:"),
        ("surveys", surveys.show, ":material/ballot:"),
        ("causes", causes.show, ":material/account_tree:"),
        ("channels", channels.show, ":material/hub:"),
        ("service-quality", service_quality.show, ":material/support_agent:"),
    ),
    "app.risk": (
        ("word-of-mouth", word_of_mouth.show, ":material/campaign:"),
        ("alerts", alerts.show, ":material/notifications_active:"),
    ),
    "app.action": (
        ("verbatims", verbatims.show, ":material/format_quote:"),
        ("closed-loop", closed_loop.show, ":material/autorenew:"),
    ),
    "app.records": (
        ("upload", upload.show, ":material/upload_file:"),
        ("codeframe", codeframe.show, ":material/schema:"),
        ("coefficients", coefficients.show, ":material/tune:"),
        ("runs", runs.show, ":material/monitor_heart:"),
    ),
}
"""The pages by section; a page's path names the words of its title."""


def configure() -> str:
    """Title, icon, layout and the page's clothes; returns the language."""
    lang = language(Settings.from_environment().lang)
    st.set_page_config(say(lang, "app.title"), icon(), layout="wide", initial_sidebar_state="auto", menu_items={})
    dress(lang)
    return lang


def navigate(lang: str) -> st.Page:
    """The pages in their sections; returns the one asked for."""
    return st.navigation(
        {
            say(lang, words): [_page(path, show, sign, lang, default=path == "overview") for path, show, sign in pages]
            for words, pages in SECTIONS.items()
        },
        expanded=True,
    )


def _page(path: str, show: Callable[[View], None], sign: str, lang: str, *, default: bool) -> st.Page:
    def run() -> None:
        show(st.session_state["view"])

    title = say(lang, f"{path.replace('-', '_')}.title")
    page = st.Page(run, title=title, icon=sign, url_path=path, default=default)
    st.session_state.setdefault("pages", {})[path] = page  # so that one page can link to another
    return page


def frame(lang: str) -> View:
    """Store, filters and health line; the view the page is drawn from. Stops with a clear message where the store does not open."""
    show_language(lang)
    settings = Settings.from_environment()
    try:
        publication = open_store(settings).publication().id
        at = At(settings, publication, Scope.everything(), Filters())
        at = At(settings, publication, at.scope, choose_filters(at, lang))
        show_health(at, lang)
    except VocError as error:
        st.error(f"**{say(lang, 'store.closed')}**  \n{error.said(lang)}", icon=":material/error:")
        st.stop()
    view = View(lang, st.context.theme.type == "dark", at)
    st.session_state["view"] = view
    return view


def run(page: st.Page, view: View) -> None:
    """Runs the page; what the user can mend is said, the rest goes to the log, never to the page."""
    try:
        page.run()
    except VocError as error:
        st.error(error.said(view.lang), icon=":material/error:")
    except Exception:
        logging.getLogger(__name__).exception("page failed")
        st.error(say(view.lang, "app.failed"), icon=":material/error:")

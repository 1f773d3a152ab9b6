"""The frame around the pages: configuration, navigation, and one view per rerun."""

from __future__ import annotations

import logging
from collections.abc import Callable

import streamlit as st

from voc.access.identity import Visitor
from voc.dashboard.filters import Filters
from voc.dashboard.login import admit, show_visitor
from voc.dashboard.look import dress, icon
from voc.dashboard.pages import (
    alerts,
    causes,
    channels,
    closed_loop,
    codeframe,
    coding,
    coefficients,
    loyalty,
    overview,
    runs,
    service_quality,
    survey_planning,
    survey_tables,
    surveys,
    upload,
    verbatims,
    word_of_mouth,
)
from voc.dashboard.plain import plain
from voc.dashboard.reads.base import At, newest
from voc.dashboard.sidebar import choose_filters, language, show_health, show_language
from voc.dashboard.view import View
from voc.dashboard.words import say
from voc.errors import VocError
from voc.settings import Settings

Page = tuple[str, Callable[[View], None], str]

SECTIONS: dict[str, tuple[Page, ...]] = {
    "app.analysis": (
        ("overview", overview.show, ":material/dashboard:"),
        ("surveys", surveys.show, ":material/ballot:"),
        ("survey-tables", survey_tables.show, ":material/table_chart:"),
        ("causes", causes.show, ":material/account_tree:"),
        ("channels", channels.show, ":material/hub:"),
        ("service-quality", service_quality.show, ":material/support_agent:"),
    ),
    "app.risk": (
        ("word-of-mouth", word_of_mouth.show, ":material/campaign:"),
        ("loyalty", loyalty.show, ":material/favorite:"),
        ("alerts", alerts.show, ":material/notifications_active:"),
    ),
    "app.action": (
        ("verbatims", verbatims.show, ":material/format_quote:"),
        ("coding", coding.show, ":material/label:"),
        ("closed-loop", closed_loop.show, ":material/autorenew:"),
    ),
    "app.records": (
        ("upload", upload.show, ":material/upload_file:"),
        ("survey-planning", survey_planning.show, ":material/architecture:"),
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


def navigate(lang: str, visitor: Visitor) -> st.Page:
    """The pages open to the visitor in their sections; returns the one asked for. The others can be reached, to be refused clearly."""
    paths = [path for pages in SECTIONS.values() for path, _, _ in pages]
    first = next((path for path in paths if visitor.opens(path)), None)
    st.session_state["pages"] = {}
    shown = {
        say(lang, words): [_page(page, lang, visitor, default=page[0] == (first or paths[0])) for page in pages]
        for words, pages in SECTIONS.items()
    }
    return st.navigation(shown, expanded=True)


def _page(page: Page, lang: str, visitor: Visitor, *, default: bool) -> st.Page:
    path, show, sign = page
    allowed = visitor.opens(path)

    def run() -> None:
        view: View = st.session_state["view"]
        (show if allowed else refuse)(view)

    title = say(lang, f"{path.replace('-', '_')}.title")
    made = st.Page(run, title=title, icon=sign, url_path=path, default=default, visibility="visible" if allowed else "hidden")
    if allowed:
        st.session_state["pages"][path] = made  # so that one page can link to another
    return made


def refuse(view: View) -> None:
    """What stands on a page that is not open to the reader's role."""
    st.title(view.say("access.page"), anchor=False)
    st.info(view.say("access.page_do"), icon=":material/lock:")


def frame(lang: str, visitor: Visitor | None = None) -> View:
    """Store, filters and health line; the view the page is drawn from. Stops with a clear message where the store does not open."""
    visitor = visitor or admit(lang)
    show_language(lang)
    show_visitor(visitor, lang)
    settings = Settings.from_environment()
    try:
        publication = newest(settings)
        at = At(settings, publication, visitor.scope, Filters())
        at = At(settings, publication, at.scope, choose_filters(at, lang))
        show_health(at, lang)
    except VocError as error:
        st.error(f"**{say(lang, 'store.closed')}**  \n{plain(error.said(lang))}", icon=":material/error:")
        st.stop()
    view = View(lang, st.context.theme.type == "dark", at)
    st.session_state["view"] = view
    return view


def run(page: st.Page, view: View) -> None:
    """Runs the page; what the user can mend is said, the rest goes to the log, never to the page."""
    try:
        page.run()
    except VocError as error:
        st.error(plain(error.said(view.lang)), icon=":material/error:")
    except Exception:
        logging.getLogger(__name__).exception("page failed")
        st.error(say(view.lang, "app.failed"), icon=":material/error:")

"""Pages as roles meet them, without a browser: what is not theirs is said where it would stand, and figures stay."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from voc.access.identity import Visitor, local, visitor
from voc.access.roles import load_access
from voc.dashboard import frame, login
from voc.settings import Settings

Use = Callable[[Settings], None]
Page = Callable[..., AppTest]
LIMIT = {"brands": ["青禾"], "regions": ["东城", "西城", "南郊"], "departments": "*"}
VERBATIMS_NO = "原声需要单独授权"


def who(role: str, **login: object) -> Visitor:
    return visitor(load_access(Settings()), {"who": "u1", "name": "李某", "role": role, **login})


@pytest.fixture
def as_role(monkeypatch: pytest.MonkeyPatch, filled: Settings, use: Use) -> Callable[..., None]:
    """The visitor is a role instead of the one at this machine."""

    def play(role: str, **login: object) -> None:
        use(filled)
        monkeypatch.setattr(frame, "admit", lambda lang: who(role, **login))

    return play


def said(tested: AppTest) -> str:
    kinds = (tested.title, tested.caption, tested.info, tested.text, tested.error, tested.markdown)
    return "\n".join(element.value for kind in kinds for element in kind)


def test_at_this_machine_nothing_is_asked_and_everything_is_open(filled: Settings, use: Use, app_file: Path) -> None:
    use(filled)
    tested = AppTest.from_file(str(app_file), default_timeout=60).run()
    assert not tested.exception
    assert tested.title[0].value == "总览"
    assert not [one for one in tested.button if one.key in ("login_button", "logout_button")]
    assert not tested.sidebar.text
    assert login.still_open()
    assert local().scope.rights is None


def test_a_role_sees_who_it_is_and_its_limits(as_role: Callable[..., None], page: Page) -> None:
    as_role("manager", **LIMIT)
    tested = page("overview")
    assert not tested.exception
    assert [one.value for one in tested.sidebar.text] == ["李某 · 管理层", "品牌：青禾", "地区：东城、南郊、西城"]
    assert any("不足 5 条" in one.value for one in tested.sidebar.caption)
    offered = next(one for one in tested.sidebar.multiselect if one.key == "brand")
    assert offered.options == ["青禾"]


def test_figures_stay_without_the_right_to_verbatims(as_role: Callable[..., None], page: Page) -> None:
    as_role("manager", **LIMIT)
    tested = page("overview")
    assert all(one.value != "—" for one in tested.metric[:2])
    causes = page("causes")
    assert not causes.exception
    assert VERBATIMS_NO in said(causes)
    assert not [one for one in causes.dataframe if "text" in one.value.columns]


@pytest.mark.parametrize(
    "name", ["overview", "surveys", "causes", "channels", "service_quality", "word_of_mouth", "alerts", "closed_loop"]
)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_page_of_a_role_without_verbatims(as_role: Callable[..., None], page: Page, name: str, lang: str) -> None:
    as_role("manager", **LIMIT)
    tested = page(name, lang=lang)
    assert not tested.exception
    assert not tested.error
    assert "第3条" not in repr([one.value.to_dict() for one in tested.dataframe])


def test_who_may_not_act_is_shown_no_field_for_a_status_file(as_role: Callable[..., None], page: Page) -> None:
    for role, limits, shown in (("auditor", {}, False), ("researcher", {}, True)):
        as_role(role, **limits)
        tested = page("closed_loop")
        tested.segmented_control(key="loop_part").set_value("recovery").run()
        assert not tested.exception
        assert bool([one for one in tested.file_uploader if one.key == "recovery_file"]) is shown


@pytest.mark.parametrize("name", ["verbatims", "upload", "codeframe", "coefficients", "runs"])
def test_pages_that_a_custom_table_opens_still_ask_for_rights(as_role: Callable[..., None], page: Page, name: str) -> None:
    """A role table may open any page to any role: the page itself still gives no more than the rights do."""
    as_role("manager", **LIMIT)
    tested = page(name)
    assert not tested.exception
    assert "授权" in said(tested) or "您的角色" in said(tested) or name == "coefficients"
    assert not tested.get("file_uploader")
    assert not tested.text_area


def test_downloads_need_their_own_right(as_role: Callable[..., None], page: Page) -> None:
    as_role("product_team", brands=["青禾"])
    tested = page("verbatims")
    assert not tested.exception
    assert "下载需要单独授权" in said(tested)
    assert not tested.get("download_button")
    as_role("researcher")
    assert page("verbatims").get("download_button")


def test_a_download_is_made_only_while_the_login_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Streamlit makes it outside of any session: the login is the one under which the button was drawn."""
    session: dict[str, object] = {}
    monkeypatch.setattr(st, "session_state", session)
    at_this_machine = login.while_open(lambda: b"words")
    session["login"] = {"login": "li|1", "began": time.time(), "until": time.time() + 60, "idle": 60.0}
    made = login.while_open(lambda: b"words")
    session.clear()
    assert (made(), at_this_machine()) == (b"words", b"words")
    login.SESSIONS.end("li|1")
    with pytest.raises(PermissionError):
        made()
    assert at_this_machine() == b"words"


def test_a_role_that_sees_no_small_groups_is_told_no_effect_on_a_few() -> None:
    def figures(k: int) -> dict[str, object]:
        side = {"k": k, "rest": 40, "days": 56}
        one = {"value": 0.5, "low": 0.1, "high": 0.9, "base": 90}
        return {"verdict": "works", "before": {**side, "k": 50}, "after": side, "plain": one, "adjusted": one}

    def drawn(k: int) -> AppTest:
        def script(effect: dict[str, object], small: int) -> None:
            from types import SimpleNamespace

            from voc.dashboard.pages.one_action import _effect
            from voc.dashboard.words import name, say

            view = SimpleNamespace(
                at=SimpleNamespace(scope=SimpleNamespace(small=small)),
                say=lambda key, **values: say("zh", key, **values),
                name=lambda kind, value: name("zh", kind, value),
            )
            _effect(view, effect)

        return AppTest.from_function(script, args=(figures(k), who("manager", **LIMIT).scope.small)).run()

    assert [one.value for one in drawn(20).metric][:2] == ["50", "20"]
    few = drawn(3)
    assert not few.exception
    assert not few.metric
    assert "太少" in said(few)


def test_actions_are_looked_at_or_moved(as_role: Callable[..., None], page: Page) -> None:
    as_role("auditor")
    tested = page("closed_loop")
    assert "只能查看改进行动" in said(tested)
    assert not tested.text_input
    as_role("product_team", brands=["青禾"])
    tested = page("closed_loop")
    tested.text_input[0].set_value("不写品牌的行动")
    next(one for one in tested.button if one.label == "登记").click().run()
    assert "超出了您的权限范围" in said(tested)


@pytest.mark.parametrize(
    ("role", "given", "first", "hidden"),
    [
        ("auditor", {}, "runs", "overview"),
        ("hotline_supervisor", {"regions": ["东城"]}, "overview", "closed-loop"),
    ],
)
def test_what_is_not_open_is_not_in_the_navigation(role: str, given: dict[str, object], first: str, hidden: str) -> None:
    found = who(role, **given)
    paths = [path for pages in frame.SECTIONS.values() for path, _, _ in pages]
    assert next(path for path in paths if found.opens(path)) == first
    assert not found.opens(hidden)


def test_a_deep_link_to_what_is_not_open_is_refused(as_role: Callable[..., None]) -> None:
    as_role("auditor")

    def script() -> None:
        from voc.dashboard import frame

        lang = frame.configure()
        visitor = frame.admit(lang)
        frame.navigate(lang, visitor)
        made = {page[0]: frame._page(page, lang, visitor, default=False) for pages in frame.SECTIONS.values() for page in pages}
        frame.frame(lang, visitor)
        made["overview"]._page()

    tested = AppTest.from_function(script, default_timeout=60).run()
    assert not tested.exception
    assert tested.title[0].value == "您的角色没有这个页面"
    assert not tested.metric


def test_too_few_to_show(as_role: Callable[..., None], page: Page) -> None:
    as_role("manager", **LIMIT)
    tested = page("causes", dates="2026-06-28", channel="微博", product="青禾家宽")
    assert not tested.exception
    assert "太少" in said(tested) or "没有原声" in said(tested)
    assert not tested.dataframe

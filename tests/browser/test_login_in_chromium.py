"""Logging in as people do, in a real browser against a real provider of identities; and what somebody without a login tries."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browser.login_apps import adding, app, provider
from dashboard.invented_store import fill_folder

from voc import resources
from voc.dashboard.words import say
from voc.settings import Settings
from voc.store import Store

OPEN = ("overview", "surveys", "causes", "channels", "service_quality", "word_of_mouth", "loyalty", "alerts", "closed_loop")
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("登录")


@pytest.fixture(scope="module")
def settings(folder: Path) -> Settings:
    return fill_folder(folder)


@pytest.fixture(scope="module")
def guarded(settings: Settings, folder: Path) -> Iterator[str]:
    with provider(folder) as issuer, app(settings, folder, issuer=issuer) as address:
        yield address


@pytest.fixture
def page(chromium: Any) -> Iterator[Any]:
    context = chromium.new_context(viewport={"width": 1440, "height": 1000}, locale="zh-CN")
    yield context.new_page()
    context.close()


def heading(page: Any, words: str) -> None:
    """Waits until the page is headed so and no script runs."""
    page.wait_for_function(f"document.querySelector('h1')?.innerText.trim() === {words!r}", timeout=60_000)
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]", timeout=60_000)


def log_in(page: Any, address: str, sub: str, path: str = "/") -> None:
    page.goto(address + path)
    heading(page, "请登录")
    page.get_by_role("button", name="登录").click()
    page.locator(f"button[name=sub][value={sub}]").click()


def links(page: Any) -> list[str]:
    found: list[str] = page.locator("[data-testid=stSidebarNavLink]").all_inner_texts()
    return [one.split("\n")[-1].strip() for one in found]


def test_nobody_sees_anything_before_logging_in(guarded: str, page: Any) -> None:
    for path in ("/", "/verbatims", "/upload", "/?lang=zh&brand=青禾"):
        page.goto(guarded + path)
        heading(page, "请登录")
        assert not page.locator("[data-testid=stMetric],[data-testid=stDataFrame],[data-testid=stSidebarNavLink]").count()


def test_log_in_see_own_pages_log_out(guarded: str, page: Any, settings: Settings) -> None:
    log_in(page, guarded, "wang")
    heading(page, "总览")
    assert links(page) == [say("zh", f"{name}.title") for name in OPEN]
    side = page.locator("[data-testid=stSidebar]")
    assert "王经理 · 管理层" in side.inner_text()
    assert "品牌：青禾" in side.inner_text()
    for path in ("/upload", "/verbatims", "/runs"):
        page.goto(guarded + path)
        heading(page, "您的角色没有这个页面")
        assert not page.locator("[data-testid=stFileUploader],[data-testid=stDataFrame]").count()
    page.goto(guarded + "/causes")
    heading(page, say("zh", "causes.title"))
    assert "原声需要单独授权" in page.locator("[data-testid=stMain]").inner_text()
    other = page.context.new_page()
    other.goto(guarded)
    heading(other, "总览")
    side.get_by_role("button", name="退出登录").click()
    page.get_by_role("button", name="End session").click()
    heading(page, "请登录")
    # The other tab was drawn before: it gives nothing more.
    other.locator("[data-testid=stSidebarNavLink]").nth(2).click()
    heading(other, "已退出登录")
    other.reload()
    heading(other, "请登录")
    with Store.open(settings, create=False) as store:
        rows = [one for one in store.ledger.audit.rows() if one.act == "login" and one.who == "wang"]
    assert rows
    assert '"role":"manager"' in rows[0].subject


def test_a_researcher_sees_verbatims_and_downloads(guarded: str, page: Any) -> None:
    log_in(page, guarded, "li")
    heading(page, "总览")
    assert say("zh", "upload.title") in links(page)
    page.goto(guarded + "/verbatims")
    heading(page, say("zh", "verbatims.title"))
    with page.expect_download() as taken:
        page.get_by_role("button", name="下载 CSV").first.click()
    assert Path(taken.value.path()).read_bytes().startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize(("sub", "why"), [("zhao", "还没有本系统的角色"), ("sun", "必须限定地区")])
def test_a_login_without_role_or_limit_gets_no_page(guarded: str, page: Any, sub: str, why: str) -> None:
    log_in(page, guarded, sub)
    heading(page, "暂不能查看")
    assert why in page.locator("[data-testid=stMain]").inner_text()
    assert not page.locator("[data-testid=stSidebarNavLink],[data-testid=stMetric]").count()
    page.get_by_role("button", name="退出登录").click()
    page.get_by_role("button", name="End session").click()
    heading(page, "请登录")


def test_a_forged_cookie_is_worth_nothing(guarded: str, page: Any) -> None:
    forged = "eyJpc19sb2dnZWRfaW4iOnRydWUsInJvbGUiOiJhZG1pbmlzdHJhdG9yIn0.xx.yy"
    page.context.add_cookies([{"name": "_streamlit_user", "value": forged, "url": guarded}])
    page.goto(guarded)
    heading(page, "请登录")


def test_an_expired_login_takes_the_figures_off_the_screen(settings: Settings, folder: Path, page: Any) -> None:
    table = resources.path("lexicons", "roles.toml").read_text(encoding="utf-8")
    own = folder / "roles.toml"
    own.write_text(table.replace("until_token_expires = false", "until_token_expires = true"), encoding="utf-8")
    with provider(folder, lasting=12) as issuer, app(settings, folder, issuer=issuer, VOC_ROLES=str(own)) as address:
        log_in(page, address, "wang")
        heading(page, "总览")
        heading(page, "登录已过期")  # nobody clicked: the page asks by itself
        assert not page.locator("[data-testid=stMetric]").count()
        page.reload()
        heading(page, "登录已过期")
        page.get_by_role("button", name="登录").click()
        page.locator("button[name=sub][value=wang]").first.click()
        heading(page, "总览")


PROXIED = {"X-Forwarded-User": "wang", "X-Voc-Role": "manager", "X-Voc-Brands": "%E9%9D%92%E7%A6%BE", "X-Voc-Regions": "*"}


def test_a_trusted_proxy_names_the_visitor(settings: Settings, folder: Path, page: Any) -> None:
    with app(settings, folder, VOC_PROXY="127.0.0.1") as address:
        with adding(address, PROXIED) as through:
            page.goto(through)
            heading(page, "总览")
            assert "wang · 管理层" in page.locator("[data-testid=stSidebar]").inner_text()
        page.goto(address)  # past the proxy: no headers, no access
        heading(page, "暂不能查看")


def test_headers_from_elsewhere_are_not_believed(settings: Settings, folder: Path, page: Any) -> None:
    """One who reaches the port itself plays the proxy, names its address in X-Forwarded-For, and is asked to use the door."""
    with app(settings, folder, VOC_PROXY="203.0.113.1") as address:
        for more in ({}, {"X-Forwarded-For": "203.0.113.1"}, {"Forwarded": "for=203.0.113.1", "X-Real-IP": "203.0.113.1"}):
            with adding(address, {**PROXIED, **more}) as through:
                page.goto(through)
                heading(page, "暂不能查看")
                assert "登录入口" in page.locator("[data-testid=stMain]").inner_text()


def test_a_server_that_takes_addresses_from_headers_is_refused(settings: Settings, folder: Path, page: Any) -> None:
    """Started past voc serve, uvicorn would believe X-Forwarded-For: then no proxy is believed at all."""
    headers = {**PROXIED, "X-Forwarded-For": "203.0.113.1"}
    guessing = app(settings, folder, VOC_PROXY="203.0.113.1", FORWARDED_ALLOW_IPS="127.0.0.1")
    with guessing as address, adding(address, headers) as through:
        page.goto(through)
        heading(page, "暂不能查看")
        assert "voc serve" in page.locator("[data-testid=stMain]").inner_text()


def test_without_a_login_nothing_goes_through_a_proxy(settings: Settings, folder: Path, page: Any) -> None:
    with app(settings, folder) as address:
        page.goto(address)
        heading(page, "总览")
        with adding(address, {"X-Forwarded-For": "127.0.0.1"}) as through:
            page.goto(through)
            heading(page, "暂不能查看")
            assert "VOC_PROXY" in page.locator("[data-testid=stMain]").inner_text()

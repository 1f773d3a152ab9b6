"""The dashboard in a real browser."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from browser.visit import NAMES, PATHS, Visit
from dashboard.invented_store import BRANDS, CHANNELS, REGIONS

pytestmark = pytest.mark.browser

GIVEN = "|".join([*BRANDS, *CHANNELS, *REGIONS, "畅享", "家宽", "随心", "轻享", "编造", "总体满意度", "推荐意愿"])
"""Chinese that stands in the invented files."""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_is_clean(chromium: Any, served: str, width: int, scheme: str) -> None:
    with Visit.begin(chromium, served, width=width, scheme=scheme) as visit:
        visit.go("/")
        for name in NAMES["zh"]:
            visit.turn_to(name)
            assert visit.english() == []
            assert visit.too_wide() <= 0
            assert visit.overlaps() == []
        assert visit.wrong == []


def test_every_page_in_english(visit: Visit) -> None:
    visit.go("/?lang=en")
    for name in NAMES["en"]:
        visit.turn_to(name)
        assert "lang=en" in visit.page.url
        visit.page.add_style_tag(content="[data-testid=stText] { display: none }")  # customers' own words
        text = visit.page.locator("[data-testid=stMain]").inner_text()
        assert not re.search(r"[\u4e00-\u9fff]{2,}", re.sub(GIVEN, "", text))
    assert visit.wrong == []


@pytest.mark.parametrize("path", [f"/{path}" for path in PATHS[1:]])
def test_a_page_opens_by_its_own_address(visit: Visit, path: str) -> None:
    visit.go(path)
    assert visit.page.locator("h1").inner_text().strip() in NAMES["zh"]
    assert visit.wrong == []


def test_a_page_that_does_not_exist_is_said_in_chinese(visit: Visit) -> None:
    visit.go("/nothing-here")
    assert visit.page.get_by_text("页面不存在").is_visible()


def test_choices_stand_in_the_address_and_go_along(visit: Visit) -> None:
    visit.go("/")
    chooser = visit.page.locator(".st-key-brand input")
    chooser.scroll_into_view_if_needed()
    visit.page.wait_for_timeout(500)  # a list that opens while the sidebar still scrolls closes again
    chooser.click()
    visit.page.keyboard.type("远山")
    visit.page.wait_for_timeout(600)
    visit.page.keyboard.press("Enter")
    visit.page.keyboard.press("Escape")
    visit.settle().turn_to("根因")
    assert "brand=%E8%BF%9C%E5%B1%B1" in visit.page.url
    with Visit.begin(visit.page.context.browser, visit.address) as other:
        other.go(visit.page.url.removeprefix(visit.address))
        assert "远山" in other.page.locator(".st-key-brand").inner_text()
    visit.page.locator(".st-key-clear button").click()
    visit.settle()
    assert "brand" not in visit.page.url


def test_switching_language_keeps_the_choice(visit: Visit) -> None:
    visit.go("/?source=complaint")
    assert "投诉工单" in visit.page.locator(".st-key-source").inner_text()
    visit.page.get_by_text("English", exact=True).click()
    visit.page.wait_for_function("document.querySelector('h1').innerText.trim() === 'Overview'")
    visit.settle()
    assert "Complaints" in visit.page.locator(".st-key-source").inner_text()
    assert {"lang=en", "source=Complaints"} <= set(visit.page.url.partition("?")[2].split("&"))


def test_built_in_menus_speak_chinese(visit: Visit) -> None:
    visit.go("/")
    visit.page.locator("[data-testid=stDateInput] button").first.click()
    visit.page.wait_for_timeout(800)
    assert visit.english() == []
    visit.page.keyboard.press("Escape")
    visit.page.locator(".st-key-channel input").click()
    visit.page.keyboard.type("qqq")
    visit.page.wait_for_timeout(600)
    assert visit.english() == []
    assert visit.page.get_by_text("没有匹配项").first.is_visible()


def test_what_a_box_of_several_lines_says_below_is_chinese(visit: Visit) -> None:
    visit.go("/codeframe")
    visit.page.locator("textarea").first.fill("断网三天")
    visit.page.wait_for_timeout(600)
    assert visit.page.get_by_text("+回车提交").first.is_visible()
    assert visit.english() == []


def test_a_click_on_a_tile_leads_to_its_verbatims(visit: Visit) -> None:
    visit.go("/causes")
    visit.page.wait_for_selector(".st-key-tree g.slice path.surface")
    tile = visit.page.locator(".st-key-tree g.slice", has_text="移动信号覆盖").last
    tile.locator("path.surface").dispatch_event("click")
    visit.page.wait_for_selector("h3:has-text('负面原声：移动信号覆盖')", timeout=30_000)
    visit.settle()
    assert visit.english() == []
    assert visit.wrong == []


def test_a_row_of_a_table_opens_the_verbatim_with_its_evidence(visit: Visit) -> None:
    visit.go("/causes")
    table = visit.page.locator("[data-testid=stDataFrame]").last
    table.scroll_into_view_if_needed()
    visit.page.wait_for_timeout(500)
    box = table.bounding_box()
    visit.page.mouse.click(box["x"] + 18, box["y"] + 38 + 18)
    visit.page.wait_for_selector("h3:has-text('怎么判断的')", timeout=30_000)
    visit.settle()
    assert visit.english() == []
    assert visit.wrong == []


def test_nothing_in_a_verbatim_is_fetched(visit: Visit) -> None:
    visit.go("/causes")
    visit.page.locator(".st-key-keyword input").fill("203.0.113.9")
    visit.page.keyboard.press("Enter")
    visit.page.wait_for_selector("text=共 1 条", timeout=30_000)
    visit.settle()
    assert visit.wrong == []


def test_every_number_has_its_verbatims_one_click_away(visit: Visit) -> None:
    visit.go("/")
    visit.page.locator(".st-key-open_negative button").click()
    dialog = visit.page.locator("[role=dialog]")
    dialog.wait_for(timeout=30_000)
    visit.settle()
    assert dialog.locator("[data-testid=stDataFrame]").is_visible()
    assert visit.english() == []


def test_a_file_goes_in_and_the_pages_show_it(visit: Visit, tmp_path: Path) -> None:
    posts = tmp_path / "帖子.csv"
    posts.write_text("编号,日期,内容\nA1,2026-06-01,海边的信号一直不好\nA2,2026/13/45,没信号\n", "utf-8")
    visit.go("/").turn_to("上传")
    before = visit.page.locator("[data-testid=stSidebar]").inner_text()
    visit.page.set_input_files("input[type=file]", str(posts))
    button = visit.page.get_by_role("button", name="导入并评分")
    button.wait_for(timeout=60_000)
    visit.settle()
    assert visit.english() == []
    button.click()
    visit.page.get_by_text("收入 1 + 更新 0 + 重复 0 + 隔离 1 = 2 行").wait_for(timeout=120_000)
    visit.settle()
    assert visit.page.locator("[data-testid=stSidebar]").inner_text() != before
    assert visit.wrong == []

"""One action from its alert to "works", as somebody walks it: alerts, hand-over, department, day of the change, measured effect."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from browser.conftest import serving
from browser.visit import Visit
from store.store_rows import rows

from voc.settings import Settings
from voc.store import Scope, Store

pytestmark = pytest.mark.browser

LAST = date(2026, 6, 28)
BEGAN, CHANGED = date(2026, 3, 2), date(2026, 4, 6)


def _fill(settings: Settings) -> None:
    """Twenty weeks of some ten verbatims a day; for five weeks charges are six a day instead of one, until they are mended."""
    chance = random.Random(4)
    said: list[tuple[date, str]] = []
    for back in range(200, -1, -1):
        day = LAST - timedelta(days=back)
        charges = chance.choice((5, 6, 7, 8)) if BEGAN <= day <= CHANGED else chance.choice((0, 1, 1, 2))
        said += [(day, "billing.charges")] * charges
        said += [
            (day, chance.choice(("network.coverage", "service.attitude", "digital.app"))) for _ in range(chance.randint(7, 11))
        ]
    ids = [f"v{place}" for place in range(len(said))]
    scored = {"verbatim_id": ids, "version": ["v1"] * len(ids)}
    with Store.open(settings, create=True) as store, store.writer() as writer:
        verbatims = {"day": [day for day, _ in said], "source": ["complaint"] * len(ids), "text": ["话费多扣了"] * len(ids)}
        writer.append("verbatims", rows("verbatims", verbatim_id=ids, **verbatims))
        writer.append("sentiment_scores", rows("sentiment_scores", **scored, label=["neg"] * len(ids)))
        writer.append("intent_scores", rows("intent_scores", **scored, escalation=["none"] * len(ids)))
        writer.append("cause_scores", rows("cause_scores", **scored, cause=[cause for _, cause in said]))
        writer.publish(makers={"sentiment": "v1", "causes": "v1", "intent": "v1"}, note="invented")


@pytest.fixture(scope="module")
def loop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Settings]]:
    folder: Path = tmp_path_factory.mktemp("闭环 一")
    settings = Settings(home=folder / "仓库", key_file=folder / "identity.key")
    _fill(settings)
    with serving(settings, folder) as address:
        yield address, settings


def _pick(page: Any, label: str, typed: str) -> None:
    """Chooses in the select box of that label by typing."""
    box = page.locator("[data-testid=stSelectbox]", has_text=label).locator("input").first
    box.click()
    page.wait_for_timeout(400)
    page.keyboard.type(typed)
    page.wait_for_timeout(600)
    page.keyboard.press("Enter")


def test_an_alert_becomes_an_action_that_works(chromium: Any, loop: tuple[str, Settings]) -> None:
    address, settings = loop
    with Visit.begin(chromium, address) as visit:
        page = visit.go("/").turn_to("预警").page
        _pick(page, "查看哪一条", f"{BEGAN}")
        visit.settle()
        page.locator(".st-key-alert_hand button").click()
        visit.settle()
        visit.turn_to("闭环")
        assert page.get_by_text("已分析 1").is_visible()
        _pick(page, "责任部门", "计费账务部")
        page.get_by_role("button", name="转到“已转交”").click()
        page.get_by_text("第 1 号行动已到“已转交”").wait_for(timeout=30_000)
        visit.settle()
        page.locator("[data-testid=stDateInput]", has_text="整改日期").locator("[data-type=year]").click()
        page.keyboard.type(f"{CHANGED:%Y%m%d}", delay=80)
        page.keyboard.press("Tab")
        page.wait_for_timeout(500)
        page.get_by_role("button", name="转到“已整改”").click()
        page.get_by_text("第 1 号行动已到“已整改”").wait_for(timeout=30_000)
        visit.settle()
        page.get_by_role("button", name="转到“已验证”").click()
        page.get_by_text("第 1 号行动已到“已验证”").wait_for(timeout=30_000)
        visit.settle()
        assert page.get_by_text("有效：扣除整体变化后的消除率，区间在 0 以上").is_visible()
        assert visit.english() == []
        assert visit.too_wide() <= 0
        assert visit.wrong == []
    with Store.open(settings, create=False) as store:
        action = store.ledger.actions.one(1, Scope.everything())
        steps = [step.stage for step in store.ledger.actions.steps(1, Scope.everything())]
    assert (action.cause, action.acted_on, action.began) == ("billing.charges", CHANGED, BEGAN)
    assert action.alert
    assert action.effect is not None
    assert action.effect["verdict"] == "works"
    assert steps == ["analysed", "handed", "acted", "measured"]

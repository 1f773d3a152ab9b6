"""Stores full of hostile words in a real browser: nothing is fetched, nothing becomes a link or a picture, no table hands out its own CSV."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from browser.conftest import ROOT, _await, _free_port
from browser.visit import NAMES, Visit
from hostile.poisoned_store import poisoned_stores

pytestmark = pytest.mark.browser

ALIVE = """() => [...document.querySelectorAll('img, a, script, .katex, mark')]
  .filter(e => /203\\.0\\.113|evil/.test(e.outerHTML) || e.matches('.katex'))
  .map(e => e.outerHTML.slice(0, 200))"""


@pytest.fixture(scope="module", params=["voices", "surveys", "service"])
def poisoned(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the app on a poisoned store."""
    folder = tmp_path_factory.mktemp("hostile")
    settings = poisoned_stores(folder, (request.param,))[request.param]
    port = _free_port()
    environment = {**os.environ, "VOC_HOME": str(settings.home), "VOC_KEY_FILE": str(settings.key_file), "PYTHONPATH": str(ROOT)}
    command = [
        sys.executable,
        "-m",
        "streamlit",
        "run",
        str(ROOT / "app.py"),
        "--server.port",
        str(port),
        "--server.headless",
        "true",
    ]
    with (folder / "app.log").open("wb") as log:
        app = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT)
    try:
        _await(f"http://127.0.0.1:{port}/_stcore/health", app)
        yield f"http://127.0.0.1:{port}"
    finally:
        app.terminate()
        app.wait(10)


def test_nothing_is_fetched_and_nothing_comes_alive(chromium: Any, poisoned: str) -> None:
    with Visit.begin(chromium, poisoned) as visit:
        visit.go("/")
        for name in NAMES["zh"]:
            visit.turn_to(name)
            assert visit.page.evaluate(ALIVE) == [], name
            _open_drawers(visit, name)
        assert visit.wrong == []


def _open_drawers(visit: Visit, name: str) -> None:
    buttons = visit.page.locator("[data-testid=stMain] button:has([data-testid=stIconMaterial]:text('format_quote'))")
    for place in range(min(2, buttons.count())):
        if not buttons.nth(place).is_visible():
            continue
        buttons.nth(place).click()
        visit.settle()
        assert visit.page.evaluate(ALIVE) == [], name
        visit.page.keyboard.press("Escape")
        visit.settle()


def test_a_table_has_no_download_of_its_own(chromium: Any, poisoned: str) -> None:
    with Visit.begin(chromium, poisoned) as visit:
        visit.go("/verbatims")
        table = visit.page.locator("[data-testid=stDataFrame]").first
        if table.count():
            table.hover()
            visit.page.wait_for_timeout(400)
            tools = visit.page.locator("[data-testid=stElementToolbarButton]:visible button")
            assert tools.count() > 0
            assert not any("CSV" in (one.get_attribute("aria-label") or "") for one in tools.all())

"""Makes the pictures of docs/images: every page of the dashboard, shown on the sample, by a Chromium without a window.

`make screenshots`, or `python docs/screenshots.py [NAME ...]` for some of them. The store is VOC_HOME, else .demo/store as `make demo`
fills it; where there is none yet, the sample is made first. Needs playwright (extra "browser"), Chromium and a Chinese font.
"""

from __future__ import annotations

import argparse
import io
import logging
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image

ROOT = Path(__file__).resolve().parents[1]
IMAGES = ROOT / "docs" / "images"
LARGEST = 120_000
"""Bytes a picture may have, so that a clone stays small."""
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--no-first-run"]
_COLOURS = (192, 128, 96, 64, 48, 32)
_WIDE, _PHONE = (1440, 1000), (390, 844)
_TABS = {
    "causes": ("tree", "wants", "", "new"),
    "channels": ("journey", "halls", "brands"),
    "service-quality": ("scorecard",),
}
"""What is told apart on a page by tabs, the first one left out; "" is not shown."""
_TALLEST = {_WIDE: 1300, _PHONE: 1500}
"""Pixels of a page that are shown; what lies below is for whoever opens it."""


@dataclass(frozen=True)
class Shot:
    """One picture: its name, the page's path with a query, the window and the colours, and the place of the tab that is opened first."""

    name: str
    path: str
    window: tuple[int, int] = _WIDE
    scheme: str = "light"
    tab: int = 0


def shots() -> list[Shot]:
    """Every page and the tabs of some wide, light and in Chinese; some on a phone in the dark; two in English."""
    # Streamlit warns of every cache that is made without its server.
    logging.disable(logging.WARNING)
    from voc.dashboard.frame import SECTIONS

    pages = [path for section in SECTIONS.values() for path, _, _ in section]
    # The first page is the one without a path of its own.
    at = {page: "" if place == 0 else page for place, page in enumerate(pages)}
    return [
        *(Shot(page, path) for page, path in at.items()),
        *(
            Shot(f"{page}-{name}", at[page], tab=place)
            for page, names in _TABS.items()
            for place, name in enumerate(names, 1)
            if name
        ),
        *(Shot(f"{page}-phone", at[page], _PHONE, "dark") for page in ("overview", "alerts", "verbatims")),
        *(Shot(f"{page}-en", f"{at[page]}?lang=en") for page in ("overview", "surveys")),
    ]


def places() -> dict[str, str]:
    """The environment with the store to show: VOC_HOME and VOC_KEY_FILE where given, else those of `make demo`."""
    known = {"VOC_HOME": str(ROOT / ".demo" / "store"), "VOC_KEY_FILE": str(ROOT / ".demo" / "identity.key")}
    given = dict(os.environ) if "VOC_HOME" in os.environ else {**os.environ, **known}
    return {**given, "VOC_LANG": "zh", "PYTHONPATH": str(ROOT)}


def voc(*words: str) -> list[str]:
    """The command line of the same Python."""
    return [sys.executable, "-m", "voc.cli", *words]


@contextmanager
def served(environment: dict[str, str]) -> Iterator[str]:
    """The address of a dashboard on a free port; the sample is made first where there is no store."""
    if not (Path(environment["VOC_HOME"]) / "store.json").exists():
        subprocess.run(voc("demo", "--no-serve"), env=environment, check=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    server = subprocess.Popen(voc("serve", "--port", str(port), "--no-open"), env=environment, stdout=subprocess.DEVNULL)
    try:
        _await(f"http://127.0.0.1:{port}/_stcore/health", server)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(30)


def _await(url: str, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 90
    while time.monotonic() < until and server.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=1).close()
        except (urllib.error.URLError, OSError):
            time.sleep(0.3)
        else:
            return
    sys.exit("the dashboard did not start: see `voc doctor`")


def taken(browser: Any, address: str, shot: Shot) -> bytes:
    """The page as PNG, drawn to the end, as tall as it is up to _TALLEST."""
    width, height = shot.window
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=shot.scheme, locale="zh-CN")
    page = context.new_page()
    page.goto(f"{address}/{shot.path}")
    _settle(page)
    if shot.tab:
        page.locator("[data-testid=stMain] :is([role=tab], [data-testid=stButtonGroup] button)").nth(shot.tab).click()
        _settle(page)
    tall = int(page.evaluate("Math.max(...[...document.querySelectorAll('[data-testid=stMain]')].map(e => e.scrollHeight))"))
    page.set_viewport_size({"width": width, "height": max(height, min(tall, _TALLEST[shot.window]))})
    _settle(page)
    if page.locator("[data-testid=stException], [role=dialog]").count():
        sys.exit(f"{shot.name}: the page shows an error, or a dialog stands before it")
    picture: bytes = page.screenshot(animations="disabled")
    context.close()
    return picture


def _settle(page: Any) -> None:
    """Until no script runs, nothing is a skeleton and the charts have drawn themselves."""
    page.wait_for_selector("h1", timeout=120_000)
    page.wait_for_timeout(500)
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]", timeout=120_000)
    page.wait_for_function("!document.querySelector('[data-testid=stSkeleton],[data-testid=stAppSkeleton]')", timeout=60_000)
    page.wait_for_timeout(1500)


def small(picture: bytes) -> bytes:
    """The picture with a palette of its own: as many colours as LARGEST allows, and fewer pixels where even the fewest are too much."""
    whole = Image.open(io.BytesIO(picture)).convert("RGB")
    found = b""
    for shrunk in (1.0, 0.85, 0.7):
        size = (round(whole.width * shrunk), round(whole.height * shrunk))
        drawn = whole if shrunk == 1.0 else whole.resize(size, Image.Resampling.LANCZOS)
        for colours in _COLOURS:
            # Octree, unlike median cut, keeps the few pixels of a line in their own colour; dithering would cost more than it shows.
            palette = drawn.quantize(colours, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
            held = io.BytesIO()
            palette.save(held, "PNG", optimize=True)
            found = held.getvalue()
            if len(found) <= LARGEST:
                return found
    return found


def main(given: list[str]) -> int:
    """Makes the pictures named, or all of them; 0 when done."""
    known = {shot.name: shot for shot in shots()}
    asked = argparse.ArgumentParser(description="pictures of the dashboard for the documentation")
    asked.add_argument("names", metavar="NAME", nargs="*", help=f"which; all where none: {', '.join(known)}")
    asked.add_argument("--out", type=Path, default=IMAGES, help="folder for the pictures (default docs/images)")
    options = asked.parse_args(given)
    if unknown := set(options.names) - known.keys():
        asked.error(f"no picture named {', '.join(sorted(unknown))}; known: {', '.join(known)}")
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        sys.exit("Chromium is needed: install the packages chromium and fonts-noto-cjk")
    from playwright.sync_api import sync_playwright

    options.out.mkdir(parents=True, exist_ok=True)
    with served(places()) as address, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=FLAGS)
        for name in options.names or known:
            picture = small(taken(browser, address, known[name]))
            (options.out / f"{name}.png").write_bytes(picture)
            sys.stdout.write(f"{name}.png  {len(picture) / 1000:.0f} kB\n")
            sys.stdout.flush()
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""A visit in Chromium that writes down what must not happen: errors, requests elsewhere, English words in Chinese."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from voc.dashboard.frame import SECTIONS
from voc.dashboard.words import LANGS, say

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run",
]  # fmt: skip
PATHS = [path for pages in SECTIONS.values() for path, _, _ in pages]
NAMES = {lang: tuple(say(lang, f"{path.replace('-', '_')}.title") for path in PATHS) for lang in LANGS}
ENGLISH = Path(__file__).with_name("english.js").read_text("utf-8")


@dataclass
class Visit:
    """A page and what went wrong on it."""

    page: Any
    address: str
    wrong: list[str] = field(default_factory=list)

    @classmethod
    @contextmanager
    def begin(
        cls, chromium: Any, address: str, *, width: int = 1440, scheme: str = "light", locale: str = "en-US"
    ) -> Iterator[Visit]:
        """A session of its own; the browser speaks English, so that nothing is Chinese by luck."""
        height = 1000 if width > 600 else 844
        context = chromium.new_context(viewport={"width": width, "height": height}, color_scheme=scheme, locale=locale)
        visited = cls(context.new_page(), address)
        visited._listen()
        yield visited
        context.close()

    def _listen(self) -> None:
        def told(message: Any) -> None:
            if message.type == "error":
                self.wrong.append(f"console: {message.text}")

        def asked(request: Any) -> None:
            if not request.url.startswith((self.address, self.address.replace("http", "ws"), "data:", "blob:")):
                self.wrong.append(f"elsewhere: {request.url}")

        self.page.on("console", told)
        self.page.on("pageerror", lambda error: self.wrong.append(f"error: {error}"))
        self.page.on("request", asked)

    def go(self, path: str = "/") -> Visit:
        """Opens a path and waits until it is drawn and in the reader's language."""
        self.page.goto(self.address + path)
        self.page.wait_for_selector("h1", timeout=60_000)
        return self.settle()

    def settle(self) -> Visit:
        """Waits until no script runs and nothing is a skeleton."""
        self.page.wait_for_timeout(300)
        self.page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]", timeout=60_000)
        self.page.wait_for_function("document.documentElement.lang.length > 0 && window.__vocWords !== undefined", timeout=30_000)
        self.page.wait_for_function(
            "!document.querySelector('[data-testid=stSkeleton],[data-testid=stAppSkeleton]')", timeout=30_000
        )
        self.page.wait_for_timeout(400)
        return self

    def turn_to(self, name: str) -> Visit:
        """Another page, by the navigation."""
        links = self.page.locator("[data-testid=stSidebarNavLink]", has_text=name)
        opener = self.page.locator("[data-testid=stExpandSidebarButton]")
        if opener.is_visible():
            opener.click()
            self.page.wait_for_timeout(600)
        links.first.click()
        self.page.wait_for_function(f"document.querySelector('h1')?.innerText.trim() === {name!r}", timeout=60_000)
        return self.settle()

    def english(self) -> list[str]:
        """English words a reader or a screen reader meets."""
        found: list[str] = self.page.evaluate(ENGLISH)
        return found

    def too_wide(self) -> int:
        """Pixels by which the page is wider than its window."""
        return int(
            self.page.evaluate(
                "Math.max(...['[data-testid=stMain]', 'body'].map(s => document.querySelector(s)).map(e => e.scrollWidth - e.clientWidth))"
            )
        )

    def overlaps(self) -> list[str]:
        """Pairs of blocks that stand on one another."""
        found: list[str] = self.page.evaluate(OVERLAPS)
        return found


OVERLAPS = """() => {
  const blocks = [...document.querySelectorAll('[data-testid=stMain] [data-testid=stElementContainer]')]
    .filter(e => e.offsetParent && !e.closest('details:not([open])') && e.getBoundingClientRect().height > 4 && !e.querySelector('[data-testid=stElementContainer]'));
  const found = [];
  for (let i = 0; i < blocks.length; i++) for (let j = i + 1; j < blocks.length; j++) {
    const a = blocks[i].getBoundingClientRect(), b = blocks[j].getBoundingClientRect();
    const across = Math.min(a.right, b.right) - Math.max(a.left, b.left), down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
    if (across > 3 && down > 3) found.push(blocks[i].innerText.slice(0, 30) + ' | ' + blocks[j].innerText.slice(0, 30));
  }
  return found;
}"""

"""The app in a process of its own, on an invented store, and a Chromium that may ask nobody else."""

from __future__ import annotations

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
from pathlib import Path
from typing import Any

import pytest
from browser.visit import FLAGS, Visit
from dashboard.invented_store import fill_folder

from voc.settings import Settings

ROOT = Path(__file__).parents[2]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running app."""
    folder = tmp_path_factory.mktemp("浏览器 一")
    with serving(fill_folder(folder), folder) as address:
        yield address


@contextmanager
def serving(settings: Settings, folder: Path) -> Iterator[str]:
    """The app on a store, in a process of its own; its log goes to `folder`."""
    port = _free_port()
    places = {"VOC_HOME": str(settings.home), "VOC_KEY_FILE": str(settings.key_file), "PYTHONPATH": str(ROOT)}
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
        app = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **places}, stdout=log, stderr=subprocess.STDOUT)
    address = f"http://127.0.0.1:{port}"
    try:
        _await(f"{address}/_stcore/health", app)
        yield address
    finally:
        app.terminate()
        app.wait(10)


def _await(url: str, app: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and app.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=1).close()
        except (urllib.error.URLError, OSError):
            time.sleep(0.3)
        else:
            return
    pytest.fail("the app did not start")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """One browser for all tests."""
    from playwright.sync_api import sync_playwright

    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        pytest.fail("Chromium is needed: install the package chromium, or leave out -m browser")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=found, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(params=[1440, 390], ids=["wide", "phone"])
def width(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture
def visit(served: str, chromium: Any) -> Iterator[Visit]:
    """A fresh session on a wide page."""
    with Visit.begin(chromium, served) as visited:
        yield visited

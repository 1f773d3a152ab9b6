from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from dashboard.invented_store import fill_folder
from streamlit.testing.v1 import AppTest

from voc.dashboard.filters import Filters
from voc.dashboard.reads.base import At, open_store
from voc.settings import Settings
from voc.store import Scope


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The invented store; read only."""
    return fill_folder(tmp_path_factory.mktemp("看板 一"))


@pytest.fixture
def at(filled: Settings) -> At:
    """Everything in the invented store, no filter."""
    return At(filled, open_store(filled).publication().id, Scope.everything(), Filters())


@pytest.fixture
def use(monkeypatch: pytest.MonkeyPatch) -> Callable[[Settings], None]:
    """Points the app at a store, as `voc serve` does."""

    def point(settings: Settings) -> None:
        monkeypatch.setenv("VOC_HOME", str(settings.home))
        monkeypatch.setenv("VOC_KEY_FILE", str(settings.key_file))
        monkeypatch.delenv("VOC_LANG", raising=False)

    return point


def _one_page(name: str) -> None:
    import importlib

    from voc.dashboard import frame

    lang = frame.configure()
    importlib.import_module(f"voc.dashboard.pages.{name}").show(frame.frame(lang))


@pytest.fixture
def page() -> Callable[..., AppTest]:
    """One page in its frame, run once, with query parameters as given."""

    def run(name: str, **params: object) -> AppTest:
        tested = AppTest.from_function(_one_page, default_timeout=60, kwargs={"name": name})
        for key, value in params.items():
            tested.query_params[key] = value
        return tested.run()

    return run


@pytest.fixture(scope="session")
def app_file() -> Path:
    return Path(__file__).parents[2] / "app.py"

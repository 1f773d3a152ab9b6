from __future__ import annotations

from pathlib import Path

import pytest
from access.places import Rows, all_rows, write

from voc.settings import Settings


@pytest.fixture(scope="session")
def rows(tmp_path_factory: pytest.TempPathFactory) -> Rows:
    return all_rows(tmp_path_factory.mktemp("来源") / "库")


@pytest.fixture(scope="session")
def whole(rows: Rows, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A store of all rows."""
    return write(tmp_path_factory.mktemp("全部") / "库", rows)


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("部分")

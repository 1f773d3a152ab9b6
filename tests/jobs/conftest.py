from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from voc.settings import Settings

Rows = list[dict[str, Any]]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A store and a key of their own, under a path with a space and Chinese."""
    return Settings(home=tmp_path / "数据 仓" / "store", key_file=tmp_path / "密钥" / "identity.key", lock_wait=5)


@pytest.fixture
def write_csv(tmp_path: Path) -> Callable[..., Path]:
    def write(name: str, rows: Rows, encoding: str = "utf-8-sig") -> Path:
        path = tmp_path / name
        with path.open("w", encoding=encoding, newline="") as sink:
            table = csv.DictWriter(sink, list(rows[0]))
            table.writeheader()
            table.writerows(rows)
        return path

    return write


@pytest.fixture
def write_xlsx(tmp_path: Path) -> Callable[[str, Rows], Path]:
    def write(name: str, rows: Rows) -> Path:
        book = openpyxl.Workbook()
        book.active.append(list(rows[0]))
        for row in rows:
            book.active.append(list(row.values()))
        book.save(tmp_path / name)
        book.close()
        return tmp_path / name

    return write


@pytest.fixture
def write_jsonl(tmp_path: Path) -> Callable[[str, Rows], Path]:
    def write(name: str, rows: Rows) -> Path:
        path = tmp_path / name
        path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
        return path

    return write

"""A `take` that reads one file and holds everything it gave, with the accounting checked each time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from voc.intake import Mapping, read
from voc.intake.limits import limits
from voc.schema import TABLES
from voc.settings import Settings

KEY = bytes(range(32))


@dataclass(frozen=True)
class Taken:
    rows: int
    tables: dict[str, list[dict[str, Any]]]
    quarantine: list[dict[str, Any]]

    @property
    def reasons(self) -> list[tuple[int, str]]:
        return [(row["source_row"], row["reason"]) for row in self.quarantine]


def take_all(path: Path, source: str, mapping: Mapping | None = None, settings: Settings | None = None) -> Taken:
    tables: dict[str, list[pa.Table]] = {}
    quarantine, rows, seen = [], 0, []
    for batch in read(path, source, mapping, key=KEY, settings=settings or Settings()):
        bad = batch.quarantine["source_row"].to_pylist()
        held = {row for table in batch.tables.values() for row in table["source_row"].to_pylist()}
        assert len(bad) == len(set(bad))
        assert held.isdisjoint(bad)
        assert sorted(held | set(bad)) == batch.source_rows
        assert batch.rows == len(batch.source_rows)
        for name, table in batch.tables.items():
            tables.setdefault(name, []).append(TABLES[name].conform(table))
        quarantine += TABLES["quarantine"].conform(batch.quarantine).to_pylist()
        rows += batch.rows
        seen += batch.source_rows
    assert sorted(seen) == list(range(1, rows + 1))
    assert len({row["quarantine_id"] for row in quarantine}) == len(quarantine)
    return Taken(rows, {name: pa.concat_tables(parts).to_pylist() for name, parts in tables.items()}, quarantine)


@pytest.fixture
def take() -> Callable[..., Taken]:
    return take_all


@pytest.fixture
def lower(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """Sets limits as an administrator does: `lower(cells=10)` is VOC_MAX_CELLS=10."""

    def set_(**given: int) -> None:
        for name, value in given.items():
            monkeypatch.setenv(f"VOC_MAX_{name.upper()}", str(value))
        limits.cache_clear()

    yield set_
    monkeypatch.undo()
    limits.cache_clear()


@pytest.fixture
def csv_file(tmp_path: Path) -> Callable[..., Path]:
    def write(text: str, encoding: str = "utf-8", name: str = "文件 1.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return path

    return write

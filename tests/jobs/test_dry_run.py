from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from invented import posts

from voc.jobs.ingest import ingest
from voc.settings import Settings
from voc.store import Store

Write = Callable[..., Path]


def files(settings: Settings) -> set[Path]:
    return {path for path in settings.home.rglob("*.parquet") if "_delta_log" not in path.parts}


def test_a_dry_run_leaves_no_words_of_customers_on_disk(settings: Settings, write_csv: Write) -> None:
    with Store.open(settings) as store:
        ingest(store, write_csv("a.csv", posts(3)), "social", settings=settings)
        before = files(settings)
        rows = [*posts(2, start=3), {**posts(1)[0], "内容": "这句话不要留下"}]
        report = ingest(store, write_csv("b.csv", rows), "social", settings=settings, dry_run=True)
        assert report.dry_run
        assert report.taken + report.updated == 3
        assert files(settings) == before
    held = b"".join(path.read_bytes() for path in settings.home.rglob("*") if path.is_file())
    assert "这句话不要留下".encode() not in held


def test_a_dry_run_into_an_empty_store_leaves_no_file_of_rows(settings: Settings, write_csv: Write) -> None:
    with Store.open(settings) as store:
        path = write_csv("a.csv", posts(3))
        assert ingest(store, path, "social", settings=settings, dry_run=True).taken == 3
        assert files(settings) == set()
        assert ingest(store, path, "social", settings=settings).taken == 3
        assert files(settings) != set()

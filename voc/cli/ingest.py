"""`voc ingest`: files and folders into the store, once or again and again."""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from voc.cli.terminal import (
    DONE,
    QUARANTINED,
    USERS,
    Options,
    mapping_of,
    open_store,
    print_json,
    progress_bar,
    said,
    settings_of,
    waiting,
)
from voc.errors import InputError, VocError

if TYPE_CHECKING:
    from voc.intake import Mapping
    from voc.jobs.ingest import IngestReport
    from voc.settings import Settings


def _files(paths: list[Path]) -> list[Path]:
    """The files named, and those directly inside the folders named, in order of name."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(
                p for p in path.iterdir() if p.suffix.lower() in (".csv", ".xlsx", ".jsonl") and not p.name.startswith(".")
            )
            found += inside
        else:
            found.append(path)
    return found


def ingest(options: Options) -> int:
    """`voc ingest`: each file on its own; one that cannot be taken does not stop the others."""
    if options.watch:
        return _watch(options)
    files = _files(options.files)
    if not files:
        raise InputError(
            "给的文件夹里没有 .csv、.xlsx 或 .jsonl 文件。",
            "the folders given hold no .csv, .xlsx or .jsonl file; name a file or put one in.",
        )
    return _ingest_all(options, files)


def _ingest_all(options: Options, files: list[Path]) -> int:
    mapping = mapping_of(options)
    with _place(options) as settings:
        return _take_all(options, files, settings, mapping)


@contextmanager
def _place(options: Options) -> Iterator[Settings]:
    """Where to take files in; a dry run where there is no store yet gets a store and a key that are thrown away."""
    settings = settings_of(options)
    if not options.dry_run or settings.home.exists():
        yield settings
        return
    with tempfile.TemporaryDirectory(prefix="voc-dry-run-") as folder:
        yield replace(settings, home=Path(folder) / "store", key_file=Path(folder) / "identity.key")


def _take_all(options: Options, files: list[Path], settings: Settings, mapping: Mapping | None) -> int:
    from voc.intake import guess_source
    from voc.jobs.ingest import ingest as take

    store = open_store(settings, create=True)
    reports: list[IngestReport] = []
    refused: list[tuple[Path, VocError]] = []
    for path in files:
        try:
            source = options.source or guess_source(path, settings=settings)
            with progress_bar(path.name, None, quiet=options.json) as progress:
                reports.append(
                    take(
                        store,
                        path,
                        source,
                        mapping,
                        settings=settings,
                        dry_run=options.dry_run,
                        progress=progress,
                        on_wait=waiting(options.lang),
                    )
                )
        except VocError as error:
            refused.append((path, error))
    _tell_ingest(options, reports, refused)
    if refused:
        return USERS
    return QUARANTINED if any(report.quarantined for report in reports) else DONE


def _tell_ingest(options: Options, reports: list[IngestReport], refused: list[tuple[Path, VocError]]) -> None:
    from voc.intake.reasons import REASONS

    lang = options.lang
    if options.json:
        print_json(
            {
                "files": [report.figures() for report in reports],
                "refused": [{"file": str(path), "reason": error.said(lang)} for path, error in refused],
            }
        )
        return
    for r in reports:
        head = f"{r.file} ({r.source})" + (said(lang, "（试运行，未入库）", " (dry run, nothing stored)") if r.dry_run else "")
        zh = f"{head}：{r.rows:,} 行 = 收入 {r.taken:,} + 更新 {r.updated:,} + 重复 {r.duplicate:,} + 隔离 {r.quarantined:,}"
        en = f"{head}: {r.rows:,} rows = {r.taken:,} taken + {r.updated:,} updated + {r.duplicate:,} duplicate + {r.quarantined:,} quarantined"
        print(said(lang, zh, en))
        for reason, number in sorted(r.reasons.items(), key=lambda item: -item[1]):
            print(f"  {said(lang, *REASONS.get(reason, (reason, reason)))}: {number:,}")
        for note in r.notes:
            print(f"  {said(lang, *note)}")
        if r.unused:
            names = "、".join(r.unused) if lang == "zh" else ", ".join(r.unused)
            print(
                said(
                    lang,
                    f"  未使用的列：{names}（可用 --map 指定含义）",
                    f"  columns not used: {names} (--map can say what they mean)",
                )
            )
    for path, error in refused:
        message = error.said(lang)
        print(f"voc: {message}" if path.name in message else f"voc: {path}: {message}", file=sys.stderr)


def _watch(options: Options) -> int:
    """Looks into the folders again and again; a file is taken once its size has stopped changing, and again when it changes."""
    seen: dict[Path, tuple[int, float]] = {}
    taken: dict[Path, tuple[int, float]] = {}
    while True:
        now = {path: (path.stat().st_size, path.stat().st_mtime) for path in _files(options.files) if path.exists()}
        ready = [path for path, state in now.items() if seen.get(path) == state and taken.get(path) != state]
        if ready:
            _ingest_all(options, ready)
            taken.update({path: now[path] for path in ready})
        seen = now
        time.sleep(options.watch)

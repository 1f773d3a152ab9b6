"""`voc ingest`: files and folders into the store, once or again and again."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from voc.cli.inbox import EXTENSIONS, counted, files_in
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
    source_of,
    waiting,
)
from voc.errors import InputError, VocError

if TYPE_CHECKING:
    from voc.intake import Mapping
    from voc.jobs.ingest import IngestReport
    from voc.settings import Settings


def ingest(options: Options) -> int:
    """`voc ingest`: each file on its own; one that cannot be taken does not stop the others."""
    if options.watch is not None:
        from voc.cli.watch import watch

        with _place(options) as settings:
            return watch(options, settings)
    files = files_in(options.files)
    if not files:
        known = " ".join(EXTENSIONS)
        raise InputError(
            f"给的文件夹里没有可读的文件（{known}）。请给出文件，或把文件放进去。",
            f"the folders given hold no file that can be read ({known}); name a file or put one in.",
        )
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
    from voc.jobs.ingest import ingest as take

    store = open_store(settings, create=True)
    reports: list[IngestReport] = []
    refused: list[tuple[Path, VocError]] = []
    for path in files:
        try:
            source = source_of(options, mapping, path, settings)
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
        print(said(lang, *counted(r)))
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

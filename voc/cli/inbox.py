"""Which files of a folder are taken, and how one line says what became of a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from voc.cli.terminal import said

if TYPE_CHECKING:
    from voc.jobs.ingest import IngestReport

EXTENSIONS = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".json", ".jsonl", ".ndjson", ".srt", ".vtt", ".sav", ".zsav")
"""Names of files that a folder is searched for; what is in them is told by their content."""


def files_in(paths: list[Path]) -> list[Path]:
    """The files named, and those directly inside the folders named, in order of name; hidden files and Excel's locks are left out."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = (one for one in path.iterdir() if one.suffix.lower() in EXTENSIONS and one.is_file())
            found += sorted(one for one in inside if not one.name.startswith((".", "~$")))
        else:
            found.append(path)
    return list(dict.fromkeys(found))


def told(report: IngestReport, lang: str) -> str:
    """What became of a file's rows, in one line."""
    from voc.intake.reasons import REASONS

    reasons = [(*REASONS.get(code, (code, code)), rows) for code, rows in sorted(report.reasons.items(), key=lambda one: -one[1])]
    zh, en = counted(report)
    if reasons:
        zh += f"（{'；'.join(f'{word} {rows:,}' for word, _, rows in reasons)}）"
        en += f" ({'; '.join(f'{word}: {rows:,}' for _, word, rows in reasons)})"
    return said(lang, " · ".join([zh, *(note for note, _ in report.notes)]), " · ".join([en, *(note for _, note in report.notes)]))


def counted(report: IngestReport) -> tuple[str, str]:
    """File, source and the four fates that add up, in Chinese and English."""
    zh, en = ("（试运行，未入库）", " (dry run, nothing stored)") if report.dry_run else ("", "")
    four = (f"{number:,}" for number in (report.taken, report.updated, report.duplicate, report.quarantined))
    taken, updated, duplicate, quarantined = four
    head = f"{report.file} ({report.source})"
    return (
        f"{head}{zh}：{report.rows:,} 行 = 收入 {taken} + 更新 {updated} + 重复 {duplicate} + 隔离 {quarantined}",
        f"{head}{en}: {report.rows:,} rows = {taken} taken + {updated} updated + {duplicate} duplicate + {quarantined} quarantined",
    )

"""Writes the sample's files, byte for byte the same for the same seed and scale."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from . import calls, complaints, measures, planted, posts, survey

_CREATED = datetime(2026, 6, 29, 8, 0)


def generate(folder: Path, seed: int = 20260101, scale: float = 1.0) -> list[tuple[Path, str]]:
    """Writes five files into `folder` (made if missing) and returns each with its source; about 3,000 records at scale 1."""
    if scale <= 0:
        raise ValueError(f"scale is {scale}; it must be greater than 0, 1 for about 3,000 records")
    folder.mkdir(parents=True, exist_ok=True)
    events = planted.load()
    names = ("survey_2026H1.csv", "complaints.xlsx", "transcripts.jsonl", "social.jsonl", "measures.csv")
    paths = [folder / name for name in names]
    _write_csv(paths[0], survey.HEADER, survey.rows(events, seed, scale), "utf-8-sig")
    _write_xlsx(paths[1], complaints.HEADER, complaints.rows(events, seed, scale))
    _write_jsonl(paths[2], calls.rows(events, seed, scale))
    _write_jsonl(paths[3], posts.rows(events, seed, scale))
    _write_csv(paths[4], measures.HEADER, measures.rows(events, seed), "gb18030")
    return list(zip(paths, ("survey", "complaint", "transcript", "social", "measures"), strict=True))


def _write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]], encoding: str) -> None:
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(header)
        writer.writerows(rows)


def _write_jsonl(path: Path, rows: Iterable[dict[str, object]]) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for row in rows:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


def _write_xlsx(path: Path, header: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False})
    book.set_properties({"title": "投诉工单", "created": _CREATED})
    sheet = book.add_worksheet("工单")
    when, bold = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}), book.add_format({"bold": True})
    sheet.write_row(0, 0, header, bold)
    for n, row in enumerate(rows, 1):
        for column, value in enumerate(row):
            if isinstance(value, datetime):
                sheet.write_datetime(n, column, value, when)
            elif value is not None:
                sheet.write(n, column, value)
    sheet.freeze_panes(1, 0)
    book.close()

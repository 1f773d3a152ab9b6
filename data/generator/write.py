"""Writes the sample's files, byte for byte the same for the same seed and scale."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from . import calendar, calls, complaints, measures, partners, planted, posts, staff, steps, survey

FILES = (
    ("dictionary.csv", "dictionary"),
    ("events.csv", "events"),
    ("survey.csv", "survey"),
    ("staff.xlsx", "survey"),
    ("partners.sav", "survey"),
    ("complaints.xlsx", "complaint"),
    ("case_steps.csv", "steps"),
    ("transcripts.jsonl", "transcript"),
    ("social.jsonl", "social"),
    ("measures.csv", "measures"),
)
"""Names and sources, in the order in which they are to be taken in."""
_CREATED = datetime(2026, 6, 29, 8, 0)


def generate(folder: Path, seed: int = 20260101, scale: float = 1.0) -> list[tuple[Path, str]]:
    """Writes the files of FILES into `folder` (made if missing) and returns each with its source; 30,000 records at scale 1."""
    if scale <= 0:
        raise ValueError(f"scale is {scale}; it must be greater than 0, 1 for 30,000 records")
    folder.mkdir(parents=True, exist_ok=True)
    events = planted.load()
    paths = {name: folder / name for name, _ in FILES}
    orders, way, callers = complaints.rows(events, seed, scale)
    _write_csv(paths["dictionary.csv"], calendar.DICTIONARY_HEADER, calendar.dictionary(), "utf-8")
    _write_csv(paths["events.csv"], calendar.EVENTS_HEADER, calendar.events(), "utf-8")
    _write_csv(paths["survey.csv"], survey.HEADER, survey.rows(events, seed, scale, callers), "utf-8-sig")
    _write_xlsx(paths["staff.xlsx"], "员工满意度", staff.HEADER, staff.rows(seed, scale))
    partners.write(paths["partners.sav"], seed, scale)
    _write_xlsx(paths["complaints.xlsx"], "工单", complaints.HEADER, orders)
    _write_csv(paths["case_steps.csv"], steps.HEADER, way, "utf-8")
    _write_jsonl(paths["transcripts.jsonl"], calls.rows(events, seed, scale))
    _write_jsonl(paths["social.jsonl"], posts.rows(events, seed, scale))
    _write_csv(paths["measures.csv"], measures.HEADER, measures.rows(events, seed), "gb18030")
    return [(paths[name], source) for name, source in FILES]


def _write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]], encoding: str) -> None:
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(header)
        writer.writerows(rows)


def _write_jsonl(path: Path, rows: Iterable[dict[str, object]]) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for row in rows:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


def _write_xlsx(path: Path, name: str, header: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False})
    book.set_properties({"title": name, "created": _CREATED})
    sheet = book.add_worksheet(name)
    when, bold = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}), book.add_format({"bold": True})
    sheet.write_row(0, 0, header, bold)
    for n, row in enumerate(rows, 1):
        for column, value in enumerate(row):
            if isinstance(value, datetime):
                sheet.write_datetime(n, column, value, when)
            elif value is not None and value != "":
                sheet.write(n, column, value)
    sheet.freeze_panes(1, 0)
    book.close()

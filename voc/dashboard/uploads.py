"""An uploaded file on its way in: kept in a folder of its own, opened, tried. No widgets here."""

from __future__ import annotations

import secrets
import shutil
import tempfile
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa

from voc.errors import InputError, MappingError
from voc.intake import Mapping, guess_source, peek, read
from voc.intake.mapping import ANSWER, FIELDS, IGNORE, Target
from voc.intake.reasons import REASONS
from voc.schema import ROLES
from voc.settings import Settings
from voc.text.patterns import INVISIBLE, SURROGATE

LARGEST = 200
"""Megabytes the page takes; the server refuses more by itself (server.maxUploadSize)."""
TRIED_BATCHES = 3
PREVIEWED = 20
SHOWN = 500
KINDS = ("csv", "tsv", "txt", "xlsx", "json", "jsonl", "srt", "vtt", "sav", "zsav")


@dataclass(frozen=True)
class Look:
    """A file at first sight: format, encoding of a text file, columns, proposed mapping, first rows as masked text."""

    kind: str
    encoding: str | None
    columns: tuple[str, ...]
    mapping: Mapping
    rows: list[dict[str, str]]


@dataclass(frozen=True)
class Trial:
    """A dry run: rows read, rows that can be taken, quarantined places, and whether there are rows beyond the part tried."""

    rows: int
    good: int
    bad: int
    quarantine: pa.Table
    partial: bool


def keep(name: str, content: BinaryIO, size: int, zh_en: tuple[str, str]) -> Path:
    """The upload as a file with its own name in a folder of its own; InputError where it is larger than the page takes."""
    if size > LARGEST * 2**20:
        raise InputError(*zh_en)
    folder = Path(tempfile.mkdtemp(prefix="voc-upload-"))
    path = folder / _file_name(name)
    with path.open("wb") as sink:
        shutil.copyfileobj(content, sink)
    return path


def _file_name(given: str) -> str:
    """A name as any disk takes it: no folders, no controls or invisible characters, not longer than 255 bytes."""
    bare = INVISIBLE.sub("", SURROGATE.sub("", given.replace("\\", "/"))).rpartition("/")[2].strip()
    shown = Path(bare if bare.strip(".") else "upload")
    return f"{shown.stem[:60]}{shown.suffix[:10]}"


def drop(path: Path) -> None:
    """Removes an upload and its folder."""
    shutil.rmtree(path.parent, ignore_errors=True)


def choices(source: str) -> list[str]:
    """What a column of `source` can mean: fields, and for surveys the roles of an answer in the place of "answer"."""
    fields = [name for name in FIELDS[source] if name != ANSWER]
    roles = [f"{ANSWER}:{role}" for role in ROLES] if ANSWER in FIELDS[source] else []
    return [IGNORE, *roles, *fields]


def meaning(target: Target) -> str:
    """A target as one of `choices`."""
    return f"{ANSWER}:{target.role or 'other'}" if target.field == ANSWER else target.field


def changed(
    proposed: Mapping,
    meanings: dict[str, str],
    scales: dict[str, tuple[float, float] | None],
    sets: dict[str, str | None] | None = None,
) -> Mapping:
    """The proposal with the reader's meaning, scale and multiple-response set of every column."""
    columns = {}
    for column, chosen in meanings.items():
        before = proposed.columns.get(column, Target(IGNORE))
        if not chosen.startswith(f"{ANSWER}:"):
            columns[column] = Target(chosen)
        else:
            role = chosen.removeprefix(f"{ANSWER}:")
            of = (sets or {}).get(column, before.of) if role == "multi" else None
            columns[column] = Target(ANSWER, role, scales.get(column), before.missing, of or None)
    return replace(proposed, columns=columns)


def guessed(path: Path, settings: Settings) -> str | None:
    """The source the file's headers speak for; None where nothing does, InputError where the file cannot be read."""
    try:
        return guess_source(path, settings=settings)
    except MappingError:
        return None


def look(path: Path, source: str) -> Look:
    """What the file holds, with a proposed mapping that need not be complete yet."""
    seen = peek(path, source)
    return Look(seen.kind, seen.encoding, seen.columns, seen.mapping, seen.preview(PREVIEWED))


def try_out(path: Path, source: str, mapping: Mapping, settings: Settings) -> Trial:
    """Reads the first batches as an import would, and stores nothing."""
    batches = read(path, source, mapping, key=secrets.token_bytes(32), settings=settings)
    rows, bad, found, partial = 0, 0, [], False
    for place, batch in enumerate(islice(batches, TRIED_BATCHES + 1)):
        if place == TRIED_BATCHES:
            partial = True
            break
        rows += batch.rows
        bad += len(set(batch.quarantine["source_row"].to_pylist()) - {0})
        found.append(batch.quarantine)
    quarantine = pa.concat_tables(found) if found else pa.table({})
    return Trial(rows, rows - bad, bad, quarantine, partial)


def worded(quarantine: pa.Table, lang: str, names: dict[str, str]) -> pa.Table:
    """Quarantined places in the reader's words, columns called by `names`."""
    place = 0 if lang == "zh" else 1
    rows = quarantine.select(["source_file", "source_row", "column", "reason", "given"])
    reasons = [REASONS[code][place] if code in REASONS else code for code in rows["reason"].to_pylist()]
    shown = rows.set_column(3, "reason", pa.array(reasons, pa.string()))
    return shown.rename_columns([names[name] for name in shown.column_names])

"""Files -> batches of contract tables and quarantine, streamed; and files -> texts for scoring without a store."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from collections.abc import Mapping as Dictionary
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from voc.errors import InputError, MappingError
from voc.intake import complaint, dictionary, events, measures, social, steps, survey, transcript
from voc.intake.answers import RATED
from voc.intake.blocks import Block, Fault, Reader
from voc.intake.callfiles import call_notes, holds_calls
from voc.intake.callrows import by_call, parted
from voc.intake.cells import Cell, as_text
from voc.intake.codebook import Notes, book_of, informed, notes_of
from voc.intake.context import Context, shown_name
from voc.intake.dates import DateReader, day_first
from voc.intake.files import open_reader
from voc.intake.frame import Frame
from voc.intake.headers import is_data, knows, normal
from voc.intake.identity import content_digest
from voc.intake.layers import layers_of
from voc.intake.mapping import ANSWER, IGNORE, Mapping, Target, check
from voc.intake.propose import guess, propose
from voc.intake.texts import text_table
from voc.intake.verbatims import Memory
from voc.privacy.mask import mask
from voc.schema import SOURCES, TABLES
from voc.settings import Settings
from voc.text.normalize import clean

SAMPLE_ROWS = 2_000
_IGNORED = Target(IGNORE)
_TAKERS: Dictionary[str, Callable[[Frame, Memory], dict[str, pa.Table]]] = {
    "social": social.take,
    "complaint": complaint.take,
    "transcript": transcript.take,
    "survey": survey.take,
    "measures": measures.take,
    "steps": steps.take,
    "events": events.take,
    "dictionary": dictionary.take,
}
_DATES = (
    *("occurred_at", "opened", "promised_at", "first_response", "resolved", "period"),
    *("received", "left", "start", "end", "valid_from", "valid_until"),
)
MOST_STEPS = 1_000_000
"""Rows of a file of steps without numbers: they are numbered within the whole file."""


@dataclass(frozen=True)
class Opened:
    """A file that can be taken: its format, encoding or sheet, columns, and what each column means."""

    path: Path
    source: str
    kind: str
    facts: dict[str, str]
    columns: tuple[str, ...]
    mapping: Mapping
    sample: list[list[Cell]]
    reader: Reader
    remarks: Counter[str] = field(default_factory=Counter)

    @property
    def unused(self) -> tuple[str, ...]:
        """Columns that mean nothing to this source."""
        return tuple(name for name in self.columns if self.mapping.columns.get(name, _IGNORED).field == IGNORE)

    @property
    def encoding(self) -> str | None:
        """The encoding of a text file."""
        return self.facts.get("encoding")

    @property
    def notes(self) -> Notes:
        """What the file itself gives cause to say, in Chinese and English; some of it only when all rows were read."""
        return (*notes_of(self.reader), *call_notes(self.remarks, self.facts))

    def preview(self, rows: int = 10) -> list[dict[str, str]]:
        """The first rows as text, masked."""
        return [
            {name: mask(clean(as_text(cell)))[:300] for name, cell in zip(self.columns, row, strict=True)}
            for row in self.sample[:rows]
        ]


@dataclass(frozen=True)
class Batch:
    """Up to 20,000 rows of a file: contract tables and quarantine. Every source row is in quarantine or in at least one table."""

    rows: int
    tables: dict[str, pa.Table]
    quarantine: pa.Table
    source_rows: list[int]


def open_file(path: Path, source: str, mapping: Mapping | None = None, *, settings: Settings) -> Opened:
    """Opens a file as `source`: what the mapping says holds, the rest is proposed; InputError or MappingError where it cannot be taken."""
    opened = _look(path, source, mapping)
    check(opened.mapping, opened.columns, source)
    return opened


def guess_source(path: Path, *, settings: Settings) -> str:
    """The source that a file's headers and values speak for; MappingError where nothing does."""
    if holds_calls(Path(path)):
        return "transcript"
    opened = _look(path, "social", None, any_sheet=True)
    source = guess(opened.columns, opened.sample)
    if opened.kind == "sav" and source in (None, "social"):
        return "survey"
    if source is None:
        known, columns = ", ".join(SOURCES), ", ".join(opened.columns[:40])
        raise MappingError(
            f"看不出 {path.name} 是哪一类数据。请用 --source 指定：{known}。文件中的列：{columns}。",
            f"{path.name} does not show what kind of data it holds. Say it with --source: {known}. Columns of the file: {columns}.",
        )
    return source


def peek(path: Path, source: str) -> Opened:
    """As `open_file`, with a proposed mapping that need not be complete yet; InputError where the file cannot be read."""
    return _look(path, source, None)


def _look(path: Path, source: str, mapping: Mapping | None, *, any_sheet: bool = False) -> Opened:
    path = Path(path)
    if source not in SOURCES:
        known = ", ".join(SOURCES)
        raise MappingError(f"没有数据类别 {source!r}，可选：{known}。", f"there is no source {source!r}; known: {known}.")
    if mapping is not None and mapping.source not in (None, source):
        raise MappingError(
            f"映射文件是为 {mapping.source} 写的，现在按 {source} 读取。请改用对应的映射文件或 --source。",
            f"the mapping is for {mapping.source}, but the file is read as {source}. Use its own mapping or another --source.",
        )
    named = tuple(mapping.columns) if mapping else ()
    sheet, asked = mapping.sheet if mapping else None, None if any_sheet else source
    reader = open_reader(path, knows(named), sheet=sheet, source=asked, spoken=source == "transcript")
    sample = _sampled(next(reader.blocks(), Block()))
    if reader.kind in ("csv", "xlsx") and is_data(reader.columns, sample, knows(named)):
        raise _no_header(path, reader.columns)
    proposed = informed(propose(reader.columns, sample, source), book_of(reader), reader.columns, sample)
    whole = proposed if mapping is None else _overlaid(proposed, mapping, reader.columns)
    return Opened(path, source, reader.kind, reader.facts, reader.columns, whole, sample, reader)


def _sampled(block: Block) -> list[list[Cell]]:
    """The first rows of a file, cells without a value (#DIV/0!) blank: they say nothing of what their column measures."""
    rows = block.rows[:SAMPLE_ROWS]
    flawed = {(number, place): given for number, flaws in block.flawed.items() for place, _, given in flaws}
    touched = {number for number, _ in flawed}
    return [
        ["" if cell and flawed.get((number, place)) == cell else cell for place, cell in enumerate(row)]
        if number in touched
        else row
        for number, row in zip(block.numbers, rows, strict=False)
    ]


def _no_header(path: Path, columns: tuple[str, ...]) -> InputError:
    name, first = shown_name(path), " | ".join(columns[:10])[:200]
    return InputError(
        f"{name} 看不到表头：第一行是 {first}，像是数据。请在第一行加上列名（例如 编号,内容,时间）；如果它确实是表头，请用映射文件写明其中的列。",
        f"{name} shows no header: its first row is {first}, which looks like data. Add a first row with names of columns (such as "
        "id,text,date); if it is a header all the same, name its columns in a mapping file.",
    )


def _overlaid(proposed: Mapping, given: Mapping, columns: tuple[str, ...]) -> Mapping:
    """What is given, and what was proposed for the columns that are not named and whose field nobody has."""
    given = replace(given, columns={_resolved(name, columns): target for name, target in given.columns.items()})
    check(given, columns, proposed.source or "", complete=False)
    fields = {target.field for target in given.columns.values()} | set(given.constants)
    targets = {}
    for column in columns:
        target = given.columns.get(column)
        if target is None:
            target = proposed.columns[column]
            target = _IGNORED if target.field in fields and target.field != ANSWER else target
        elif target.field == ANSWER and target.scale is None and proposed.columns[column].role in RATED:
            target = _scaled(target, proposed.columns[column])
        targets[column] = target
    return replace(given, columns=targets, source=proposed.source)


def _resolved(name: str, columns: tuple[str, ...]) -> str:
    """The column a mapping means: as written, else the only one that differs by nothing but blanks, width, case or punctuation."""
    alike = [column for column in columns if normal(column) == normal(name)]
    return alike[0] if name not in columns and len(alike) == 1 else name


def _scaled(given: Target, proposed: Target) -> Target:
    """An answer whose scale the mapping leaves open takes the one its values show."""
    role = given.role or proposed.role
    if role not in RATED:
        return replace(given, role=role)
    return replace(given, role=role, scale=proposed.scale, missing=given.missing or proposed.missing)


def read(
    path: Path, source: str, mapping: Mapping | None = None, *, key: bytes, settings: Settings, opened: Opened | None = None
) -> Iterator[Batch]:
    """Batches of a file in file order, in bounded memory; InputError where the file changes while it is read.

    `opened` saves opening the file (and loading a workbook) a second time.
    """
    opened = opened or open_file(path, source, mapping, settings=settings)
    context, memory = context_of(opened, key, settings), Memory()
    for block in _blocks(opened, context):
        frame = Frame(block, context)
        tables = _TAKERS[source](frame, memory) if len(frame) else {}
        faults = parted([*block.faults, *frame.faults.values()], block)
        yield from _batches(tables, quarantined(faults, opened))


def _blocks(opened: Opened, context: Context) -> Iterator[Block]:
    blocks = opened.reader.blocks()
    if opened.source == "dictionary":
        return _whole(blocks, opened, dictionary.MOST_ROWS)
    if opened.source == "steps" and "step" not in context.places:
        return _whole(blocks, opened, MOST_STEPS)
    return by_call(blocks, context) if "speaker" in context.places else blocks


def _whole(blocks: Iterator[Block], opened: Opened, most: int) -> Iterator[Block]:
    """One block of all rows, for files whose rows speak of one another; InputError where there are more than `most`."""
    whole = Block()
    for block in blocks:
        whole.numbers.extend(block.numbers)
        whole.rows.extend(block.rows)
        whole.faults.extend(block.faults)
        whole.flawed.update(block.flawed)
        if len(whole.rows) + len(whole.faults) > most:
            name = shown_name(opened.path)
            raise InputError(
                f"{name} 超过 {most:,} 行，作为 {opened.source} 需要整体读取。请拆成几个文件，或给出步骤序号列。",
                f"{name} has more than {most:,} rows; as {opened.source} it is read as a whole. Split it, or add a column of step numbers.",
            )
    yield whole


def context_of(opened: Opened, key: bytes, settings: Settings) -> Context:
    """What all blocks of a file share."""
    columns = opened.mapping.columns
    opened.remarks.clear()
    dated = [place for place, name in enumerate(opened.columns) if columns[name].field in _DATES]
    firsts = any(day_first([row[place] for row in opened.sample]) for place in dated)
    dates = DateReader(settings.zone, day_first=firsts)
    return Context(
        shown_name(opened.path),
        opened.source,
        opened.columns,
        opened.mapping,
        key,
        dates,
        book=book_of(opened.reader),
        remarks=opened.remarks,
    )


def quarantined(faults: list[Fault], opened: Opened) -> pa.Table:
    """Faults as the contract's quarantine, what was given cleaned, masked and cut."""
    rows: dict[str, list[Any]] = {name: [] for name in TABLES["quarantine"].arrow.names}
    for fault in sorted(faults, key=lambda one: one.row):
        rows["quarantine_id"].append(content_digest([opened.reader.digest, opened.source, fault.row, fault.column, fault.reason]))
        rows["source"].append(opened.source)
        rows["source_file"].append(shown_name(opened.path))
        rows["source_row"].append(fault.row)
        rows["column"].append(fault.column)
        rows["reason"].append(fault.reason)
        rows["given"].append(mask(clean(fault.given[:1_000]))[:200])
    return TABLES["quarantine"].conform(pa.table(rows, schema=TABLES["quarantine"].arrow))


def _batches(tables: dict[str, pa.Table], quarantine: pa.Table) -> Iterator[Batch]:
    """One batch, or several where rows of a block share a key: each table of a batch has each key once, later states come later."""
    layers = layers_of(tables)
    bad = quarantine["source_row"].to_pylist()
    if not layers:
        rows = sorted({row for table in tables.values() for row in table["source_row"].to_pylist()})
        conforming = {name: TABLES[name].conform(table) for name, table in tables.items()}
        yield Batch(len(rows) + len(bad), conforming, quarantine, sorted([*rows, *bad]))
        return
    for layer in range(max(layers.values()) + 1):
        wanted = pa.array([row for row, mine in layers.items() if mine == layer], pa.int64())
        part = {name: _only(name, table, wanted) for name, table in tables.items()}
        mine = wanted.to_pylist()
        held = bad if layer == 0 else []
        yield Batch(len(mine) + len(held), part, quarantine if layer == 0 else quarantine.slice(0, 0), sorted([*mine, *held]))


def _only(name: str, table: pa.Table, rows: pa.Array) -> pa.Table:
    return TABLES[name].conform(table.filter(pc.is_in(table["source_row"], value_set=rows)))


def read_texts(path: Path, source: str, mapping: Mapping | None = None, *, settings: Settings) -> Iterator[pa.Table]:
    """row_id, id, question, text for every row and text column, in file order; NULL text where a row has none or cannot be read.

    Of a file with one row per turn, a row for every call, with the number of its first row.
    """
    opened = open_file(path, source, mapping, settings=settings)
    context = context_of(opened, b"", settings)
    for block in _blocks(opened, context):
        yield text_table(block, context)


def read_records(path: Path) -> Iterator[dict[str, Cell]]:
    """Rows of a file as they stand, by header, for labelled files; rows that cannot be read are left out."""
    reader = open_reader(Path(path), lambda _: False)
    for block in reader.blocks():
        yield from (dict(zip(reader.columns, row, strict=True)) for row in block.rows)

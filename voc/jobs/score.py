"""Scores a file without a store: one row out for every input row and text column, in the order of the file."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from voc.dialogue import Call, Turn
from voc.errors import VocError
from voc.export.tables import writer
from voc.intake import Mapping, read_texts
from voc.jobs.trained import models_at
from voc.pipeline import Maker, fit_topics, load_makers, score
from voc.schema import MAKERS
from voc.settings import Settings

FIT_FROM = 200
"""Texts a file must hold before topics are looked for in it; below that the column is NULL."""
CHUNK = 2_000
"""Rows scored at once: twice as many are no faster and hold 80 MB more."""
_COLLECT = 100_000
"""Objects made between two collections."""
FIT_ON = 2_000
TOPICS = 10
"""A file is read once and quickly: a first sample, a fixed number of topics. The store's own model chooses by coherence."""


@dataclass(frozen=True)
class ScoreReport:
    """Rows written, how many of them held text, and the versions of the makers."""

    rows: int
    with_text: int
    versions: dict[str, str]
    out: str

    def figures(self) -> dict[str, object]:
        """As plain values, for JSON."""
        return asdict(self)


def score_file(
    path: Path,
    source: str,
    out: Path,
    mapping: Mapping | None = None,
    *,
    settings: Settings,
    progress: Callable[[int], None] | None = None,
) -> ScoreReport:
    """Reads, scores and writes batch by batch; topics are fitted on the file's first texts where there are enough."""
    if _same(path, out):
        raise VocError(
            f"输出 {out} 就是输入文件，写入会毁掉原文。请给 --out 另一个文件名。",
            f"the output {out} is the input file itself, which would be lost. Give --out another name.",
        )
    rows = with_text = 0
    versions: dict[str, str] = {}
    with writer(out) as write:
        for table, makers in scored(path, source, mapping, settings=settings):
            write(table)
            rows += table.num_rows
            with_text += table.num_rows - table["evidence"].null_count
            versions = {name: maker.version for name, maker in makers.items()}
            if progress is not None:
                progress(table.num_rows)
    return ScoreReport(rows, with_text, versions, str(out))


def _same(path: Path, out: Path) -> bool:
    try:
        return out.samefile(path)
    except OSError:
        return False  # one of them is not there


def scored(path: Path, source: str, mapping: Mapping | None, *, settings: Settings) -> Iterator[tuple[pa.Table, dict[str, Maker]]]:
    """Batches of scored rows with the makers that scored them."""
    batches = read_texts(path, source, mapping, settings=settings)
    head, texts = _first(batches)
    model = None
    if len(texts) >= FIT_FROM:
        try:
            model = fit_topics(texts, settings, TOPICS)
        except VocError:
            model = None  # too little in common to model: the column stays NULL
    makers = load_makers(settings, model, trained=models_at(settings))
    with _seldom_collected():
        for batch in _chain(head, batches):
            for start in range(0, max(batch.num_rows, 1), CHUNK):
                yield _score_batch(batch.slice(start, CHUNK), makers), makers


@contextmanager
def _seldom_collected() -> Iterator[None]:
    """What is loaded now stays and a batch makes many objects and no cycles: collecting all the while takes a fifth of the time."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(_COLLECT, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
        # Else nothing of it is taken down when the program ends, of which the binding of DuckDB complains on the terminal.
        gc.unfreeze()


def _first(batches: Iterator[pa.Table]) -> tuple[list[pa.Table], list[str]]:
    """The batches read until there are enough texts to fit topics on, and those texts."""
    head: list[pa.Table] = []
    texts: list[str] = []
    for batch in batches:
        head.append(batch)
        texts += batch["text"].drop_null().to_pylist()
        if len(texts) >= FIT_ON:
            break
    return head, texts[:FIT_ON]


def _chain(head: list[pa.Table], rest: Iterator[pa.Table]) -> Iterator[pa.Table]:
    yield from head
    yield from rest


def _score_batch(batch: pa.Table, makers: dict[str, Maker]) -> pa.Table:
    ids = [str(row) for row in range(batch.num_rows)]
    tables = score(ids, batch["text"].to_pylist(), [call_of(turns) for turns in batch["turns"].to_pylist()], makers)
    several = batch["question"].null_count < batch.num_rows
    columns = {name: batch[name] for name in (("row_id", "id", "question") if several else ("id",))}
    for name in (
        "polarity",
        "label",
        "confidence",
        "unscored",
        "intent",
        "escalation",
        "cause",
        "cause_confidence",
        "cause2",
        "topic",
        "satisfaction",
    ):
        columns[name] = _column(tables, name, batch.num_rows)
    columns["evidence"] = _evidence(batch["text"], tables)
    return pa.table(columns)


def call_of(turns: Sequence[dict[str, Any]] | None) -> Call | None:
    """Turns given as records as the call that is scored."""
    return None if turns is None else [Turn(turn["speaker"], turn["text"], turn["start"], turn["end"]) for turn in turns]


def _column(tables: dict[str, pa.Table], name: str, rows: int) -> pa.ChunkedArray:
    for maker, contract in MAKERS.items():
        kind = contract.arrow.field(name).type if name in contract.arrow.names else None
        if kind is not None:
            return tables[maker][name] if maker in tables else pa.chunked_array([pa.nulls(rows, kind)])
    raise KeyError(name)


def _evidence(texts: pa.ChunkedArray, tables: dict[str, pa.Table]) -> pa.ChunkedArray:
    """One JSON object per row, maker -> its spans; NULL where there was no text."""
    parts: list[object] = []
    for place, (maker, table) in enumerate(tables.items()):
        parts += [pa.scalar(f'{"," if place else "{"}"{maker}":'), pc.fill_null(table["evidence"], "[]")]
    joined = pc.binary_join_element_wise(*parts, pa.scalar("}"), "")
    return pc.if_else(pc.is_valid(texts), joined, pa.scalar(None, pa.string()))

"""Text stored by an older masker, masked anew: after an upgrade `voc rescore` does this first. Safe to run twice and to kill."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from voc.privacy.gate import mask_all
from voc.privacy.mask import MASK_VERSION
from voc.privacy.turns import mask_turns
from voc.schema import MAKERS, TABLES
from voc.store import Store, Writer

BATCH = 5_000
SETTING = "mask_version"
FORGOTTEN = "mask_version_files"
GRACE = 1.0
"""Seconds that reads under way are given before the files under them go; later ones turn to the newest publication."""
_BESIDE = (("answers", "label"), ("cases", "reply"), ("quarantine", "given"))
"""Texts that carry no version of their own: the store's setting says which masker read all of them."""


def remask(store: Store, writer: Writer, *, batch: int = BATCH, progress: Callable[[int], None] | None = None) -> int:
    """Masks every text of an older mask version anew; the number of verbatims looked at.

    Ids stay. A verbatim whose text changed loses its scores in the same publication, so that no evidence points into words that are
    no longer there. Every batch is published, and what is published is done: a killed run goes on where it stopped.
    """
    looked_at = 0
    while (old := _stale(writer, batch)).num_rows:
        if not looked_at:
            store.ledger.replace(FORGOTTEN, "0")  # before the first change: a killed run still owes the files
        _settle(writer, old)
        writer.publish(note=f"mask {MASK_VERSION}")
        looked_at += old.num_rows
        if progress is not None:
            progress(old.num_rows)
    if int(store.ledger.setting(SETTING) or 0) < MASK_VERSION:
        for table, column in _BESIDE:
            _beside(writer, table, column)
        if writer.changed:
            writer.publish(note=f"mask {MASK_VERSION}")
        store.ledger.replace(SETTING, str(MASK_VERSION))
    _forget_old_files(store, writer)
    return looked_at


def _forget_old_files(store: Store, writer: Writer) -> None:
    """Deletes the files in which the text still stands as the older masker left it; publications before are closed."""
    masked_before = store.ledger.setting(FORGOTTEN)
    if masked_before is not None and int(masked_before) < MASK_VERSION:
        published = writer.publication.id
        store.ledger.erasures.close_before(published)
        store.publication()
        time.sleep(GRACE)
        writer.vacuum()
    if masked_before != str(MASK_VERSION):
        store.ledger.replace(FORGOTTEN, str(MASK_VERSION))


def _stale(writer: Writer, batch: int) -> pa.Table:
    ids = writer.read("verbatims", ["verbatim_id"], f"mask_version < {MASK_VERSION} ORDER BY verbatim_id LIMIT {int(batch)}")
    return writer.known("verbatims", ids, TABLES["verbatims"].arrow.names).select(TABLES["verbatims"].arrow.names)


def _settle(writer: Writer, old: pa.Table) -> None:
    """Restates verbatims and turns, and takes the scores of those whose text changed."""
    calls = old.filter(pc.equal(old["source"], "transcript"))["verbatim_id"]
    turns, spoken = _turns(writer, calls) if len(calls) else (None, {})
    before = old["text"].to_pylist()
    alone = mask_all(before)
    after = [spoken.get(name) or text for name, text in zip(old["verbatim_id"].to_pylist(), alone, strict=True)]
    changed = [name for name, one, two in zip(old["verbatim_id"].to_pylist(), before, after, strict=True) if one != two]
    for scores in MAKERS.values():
        writer.remove(scores.name, "verbatim_id", changed)
    if turns is not None:
        writer.update("utterances", turns)
    versions = pa.array([MASK_VERSION] * old.num_rows, old.schema.field("mask_version").type)
    writer.update("verbatims", _with(_with(old, "text", after), "mask_version", versions))


def _turns(writer: Writer, calls: pa.ChunkedArray) -> tuple[pa.Table | None, dict[str, str]]:
    """The turns that change, and the customer's words of every call, masked as a call."""
    absent = TABLES["utterances"].empty()
    every = writer.left_out("utterances", "verbatim_id", calls, absent, TABLES["utterances"].arrow.names)
    every = every.select(TABLES["utterances"].arrow.names).sort_by([("verbatim_id", "ascending"), ("turn", "ascending")])
    names, speakers, texts = (every[column].to_pylist() for column in ("verbatim_id", "speaker", "text"))
    places: dict[str, list[int]] = {}
    for place, name in enumerate(names):
        places.setdefault(name, []).append(place)
    masked = list(texts)
    for at in places.values():
        for place, text in zip(at, mask_turns([texts[place] for place in at]), strict=True):
            masked[place] = text
    spoken = {name: "\n".join(masked[place] for place in at if speakers[place] == "customer") for name, at in places.items()}
    differs = pa.array([one != two for one, two in zip(texts, masked, strict=True)], pa.bool_())
    changed = _with(every, "text", masked).filter(differs)
    return (changed if changed.num_rows else None), spoken


def _beside(writer: Writer, table: str, column: str) -> None:
    contract = TABLES[table]
    rows = writer.read(table, [*contract.key, column], f"{column} IS NOT NULL")
    masked = mask_all(rows[column].to_pylist())
    differs = pa.array([one != two for one, two in zip(rows[column].to_pylist(), masked, strict=True)], pa.bool_())
    if not pc.any(differs).as_py():
        return
    fresh = _with(rows, column, masked).filter(differs)
    whole = writer.known(table, fresh, contract.arrow.names).select(contract.arrow.names)
    texts = {tuple(row[key] for key in contract.key): row[column] for row in fresh.to_pylist()}
    keys = zip(*(whole[key].to_pylist() for key in contract.key), strict=True)
    writer.update(table, _with(whole, column, [texts[key] for key in keys]))


def _with(rows: pa.Table, column: str, values: Sequence[object] | pa.Array) -> pa.Table:
    field = rows.schema.field(column)
    return rows.set_column(
        rows.schema.get_field_index(column), field, pa.array(values, field.type) if isinstance(values, list) else values
    )

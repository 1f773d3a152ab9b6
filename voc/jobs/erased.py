"""What was erased does not come back with a later file: such rows go to quarantine, with nothing of what they hold."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from voc.intake import Batch, Opened
from voc.intake.blocks import Fault
from voc.intake.reading import quarantined

COLUMN_OF = {"customer": "customer_key", "verbatim": "verbatim_id", "respondent": "respondent_id", "case": "case_id"}
"""Kind of a tombstone -> the column that holds its name."""


_FIRST = re.compile(r"row (\d+)\)$")


def repeats_row(reason: object, given: object) -> int | None:
    """The row that had the number first, of a row refused as "repeated_id"."""
    first = _FIRST.search(str(given or "")) if reason == "repeated_id" else None
    return None if first is None else int(first[1])


def without_erased(batch: Batch, opened: Opened, tombstones: Mapping[str, set[str]], seen: set[int]) -> Batch:
    """The batch without rows of erased customers, verbatims, respondents and cases; these rows are quarantined as "erased".

    `seen` collects their row numbers over the batches of a file: a row refused for having the number of one of them says nothing of it.
    """
    if not tombstones:
        return batch
    names, rows = {kind: set(tombstones.get(kind, ())) for kind in COLUMN_OF}, set[int]()
    # Twice: a turn of a call knows its call only, and the call is known by its customer.
    for _ in range(2):
        for table in batch.tables.values():
            hit = table.filter(_named(table, names, tombstones.get("case", set())))
            rows.update(hit["source_row"].to_pylist())
            for kind in ("verbatim", "respondent", "case"):
                if COLUMN_OF[kind] in hit.column_names:
                    names[kind].update(one for one in hit[COLUMN_OF[kind]].to_pylist() if one is not None)
    seen |= rows
    if not seen:
        return batch
    gone = pa.array(sorted(rows), pa.int64())
    kept = {name: table.filter(pc.invert(pc.is_in(table["source_row"], value_set=gone))) for name, table in batch.tables.items()}
    faults = quarantined([Fault(row, None, "erased", "") for row in sorted(rows)], opened)
    return replace(batch, tables=kept, quarantine=pa.concat_tables([_silent(batch.quarantine, seen), faults]))


def _silent(quarantine: pa.Table, seen: set[int]) -> pa.Table:
    """Refused rows, without the number where it is that of an erased row."""
    rows = quarantine.select(["reason", "given"]).to_pylist()
    given = ["" if repeats_row(row["reason"], row["given"]) in seen else row["given"] for row in rows]
    return quarantine.set_column(quarantine.column_names.index("given"), "given", pa.array(given, pa.string()))


def _named(table: pa.Table, names: Mapping[str, set[str]], cases: set[str]) -> pa.ChunkedArray:
    """Rows of an erased name. A case the erased customer merely spoke in is not theirs: rows of another customer in it stay."""
    hit = pa.chunked_array([pa.array([False] * table.num_rows, pa.bool_())])
    for kind, column in COLUMN_OF.items():
        if column not in table.column_names or not names[kind]:
            continue
        own = _among(table[column], names[kind])
        if kind == "case" and "customer_key" in table.column_names:
            nobodys = pc.or_(pc.is_null(table["customer_key"]), _among(table[column], cases))
            own = pc.and_(own, pc.or_(nobodys, _among(table["customer_key"], names["customer"])))
        hit = pc.or_(hit, own)
    return hit


def _among(column: pa.ChunkedArray, names: set[str]) -> pa.ChunkedArray:
    return pc.is_in(column, value_set=pa.array(sorted(names), pa.string()))

"""Proof of an erasure: everything under the store's folder is read, whoever wrote it, and the places that still hold any of it named."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

SHORTEST = 6
"""Characters below which words are in too many files by chance."""
MOST = 500
_PIECE = 1 << 22


def remains(home: Path, names: Mapping[str, set[str]], words: Iterable[str]) -> list[str]:
    """Files under `home` with a row of one of `names` (column -> values), or, outside of tables, with any of `words` in their bytes.

    Tables are compressed, so that their rows are read, not their bytes. The names themselves may stand in the ledger, as tombstones.
    """
    needles = list(dict.fromkeys(word.strip() for word in words if len(word.strip()) >= SHORTEST))[:MOST]
    # A number within a longer one, such as a digest in hex, is another number.
    bounded = [rb"(?<![0-9A-Za-z])" + re.escape(one.encode()) + rb"(?![0-9A-Za-z])" for one in needles]
    said = re.compile(b"|".join(bounded)) if bounded else None
    overlap = max((len(one.encode()) for one in needles), default=0) + 2
    paths = [path for path in sorted(_files(home)) if path.is_file()]
    return [str(path.relative_to(home)) for path in paths if _holds(path, names, said, overlap)]


def _files(home: Path) -> Iterator[Path]:
    """Everything under `home`, also where a folder of it is a link to another disk."""
    been: set[str] = set()
    for folder, below, names in os.walk(home, followlinks=True):
        yield from (Path(folder, name) for name in names)
        been.add(os.path.realpath(folder))
        below[:] = [name for name in below if os.path.realpath(os.path.join(folder, name)) not in been]


def _holds(path: Path, names: Mapping[str, set[str]], said: re.Pattern[bytes] | None, overlap: int) -> bool:
    if path.suffix != ".parquet":
        return said is not None and any(said.search(piece) for piece in _pieces(path, overlap))
    wanted = {column: pa.array(sorted(values), pa.string()) for column, values in names.items() if values}
    with pq.ParquetFile(path) as file:
        present = [column for column in wanted if column in file.schema_arrow.names]
        groups = range(file.num_row_groups) if present else ()
        return any(
            pc.any(pc.is_in(rows[column].cast(pa.string()), value_set=wanted[column])).as_py()
            for rows in (file.read_row_group(group, present) for group in groups)
            for column in present
        )


def _pieces(path: Path, overlap: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        kept = b""
        while piece := file.read(_PIECE):
            yield kept + piece
            kept = piece[-overlap:]

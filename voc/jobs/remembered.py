"""What columns of a questionnaire mean, remembered from the last import of a file with the same headers."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Sequence
from pathlib import Path

from voc.errors import VocError
from voc.intake import Mapping, Opened, open_file, peek
from voc.intake.headers import normal
from voc.intake.mapping import check, read_mapping
from voc.settings import Settings
from voc.store import Store
from voc.store.store import MARKER

SAID = (
    "已套用上次导入同样表头的文件时各列的含义；要另行指定，请用 --map 给出映射文件",
    "the meanings of columns are those of the last file imported with the same headers; give others with --map",
)


def _name(source: str, columns: Sequence[str]) -> str:
    told = "\n".join(sorted(normal(column) for column in columns))
    return f"mapping:{source}:{hashlib.sha256(told.encode()).hexdigest()[:32]}"


def remembered(store: Store, source: str, columns: Sequence[str]) -> Mapping | None:
    """The mapping of the last import with these columns; None where there was none, or where it is no longer understood."""
    kept = store.ledger.setting(_name(source, columns))
    if kept is None:
        return None
    try:
        found = read_mapping(tomllib.loads(kept), "remembered")
    except (VocError, tomllib.TOMLDecodeError):
        return None
    return found if set(found.columns) == set(columns) else None


def remember(store: Store, source: str, mapping: Mapping) -> None:
    """Keeps a mapping for the next file with the same columns."""
    store.ledger.put(_name(source, list(mapping.columns)), mapping.to_toml())


def open_as_before(
    store: Store, path: Path, source: str, mapping: Mapping | None, *, settings: Settings
) -> tuple[Opened, tuple[tuple[str, str], ...]]:
    """A file opened with the mapping given, else the remembered one, else the proposed one; and what to say of it."""
    if mapping is not None:
        return open_file(path, source, mapping, settings=settings), ()
    seen = peek(path, source)
    known = remembered(store, source, seen.columns)
    if known is not None:
        return open_file(path, source, known, settings=settings), (SAID,)
    check(seen.mapping, seen.columns, source)
    return seen, ()


def survey_as_before(path: Path, *, settings: Settings) -> Mapping | None:
    """The remembered mapping of a questionnaire, None without a store that can be opened: a report needs none."""
    if not (settings.home / MARKER).is_file():
        return None
    try:
        with Store.open(settings, create=False) as store:
            return remembered(store, "survey", peek(path, "survey").columns)
    except VocError:
        return None

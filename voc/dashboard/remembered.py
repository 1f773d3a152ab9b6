"""What columns of a questionnaire mean, remembered from the last import of a file with the same headers."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Sequence

from voc.dashboard.reads.base import open_store
from voc.errors import VocError
from voc.intake import Mapping
from voc.intake.headers import normal
from voc.intake.mapping import read_mapping
from voc.settings import Settings


def _name(source: str, columns: Sequence[str]) -> str:
    told = "\n".join(sorted(normal(column) for column in columns))
    return f"mapping:{source}:{hashlib.sha256(told.encode()).hexdigest()[:32]}"


def remembered(settings: Settings, source: str, columns: Sequence[str]) -> Mapping | None:
    """The mapping of the last import with these columns; None where there was none, or where it is no longer understood."""
    kept = open_store(settings).ledger.setting(_name(source, columns))
    if kept is None:
        return None
    try:
        found = read_mapping(tomllib.loads(kept), "remembered")
    except (VocError, tomllib.TOMLDecodeError):
        return None
    return found if set(found.columns) == set(columns) else None


def remember(settings: Settings, source: str, mapping: Mapping) -> None:
    """Keeps a mapping for the next file with the same columns."""
    open_store(settings).ledger.put(_name(source, list(mapping.columns)), mapping.to_toml())

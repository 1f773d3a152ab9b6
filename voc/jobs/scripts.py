"""The scripts of a store: found over all its calls, kept beside its models, renewed with the topics."""

from __future__ import annotations

import json
import os

from voc.dialogue.scripts import recurring
from voc.settings import Settings
from voc.store import Writer

NAME = "scripts.json"


def scripts(writer: Writer, settings: Settings, *, refit: bool = False) -> frozenset[str]:
    """Those in force; found anew where there are none yet or a refit is asked for, so that a day's calls do not have all others scored again."""
    file = settings.home / "models" / NAME
    if file.exists() and not refit:
        return frozenset(json.loads(file.read_text(encoding="utf-8")))
    calls, said = writer.repeated_turns()
    found = recurring(said, calls)
    if found or file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        fresh = file.with_suffix(".tmp")
        fresh.write_text(json.dumps(sorted(found), ensure_ascii=False), encoding="utf-8")
        os.replace(fresh, file)
    return found

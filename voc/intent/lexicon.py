"""The two lexicon files behind intent and escalation: read, and every mistake in them named."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from voc import resources
from voc.schema import INTENTS
from voc.text.lanes import LexiconError, Rule, read_lists, read_rule

Failures = list[tuple[str, str]]
LABELS = ("churn", "public")


def read(path: Path | None, default: str) -> tuple[Mapping[str, Any], str]:
    """The parsed file and a digest of its content."""
    file = path or resources.path("lexicons", default)
    content = file.read_bytes()
    try:
        return tomllib.loads(content.decode("utf-8")), hashlib.sha256(content.replace(b"\r\n", b"\n")).hexdigest()[:12]
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise LexiconError(file.name, [("file", f"not valid TOML in UTF-8: {error}")]) from error


def read_rules(raw: Mapping[str, Any], block: str, file: str) -> list[Rule]:
    """All rules of the file's blocks, labelled with the block's id; LexiconError with every mistake."""
    known = tuple(intent for intent in INTENTS if intent != "other") if block == "intents" else LABELS
    lists, failures = read_lists(raw.get("lists", {}))
    rules: list[Rule] = []
    seen: set[str] = set()
    for entry in raw.get(block, []):
        name = str(entry.get("id", "?"))
        if name not in known:
            failures.append((name, f"unknown id; known: {', '.join(known)}"))
        if name in seen:
            failures.append((name, "duplicate id"))
        seen.add(name)
        if not entry.get("rules"):
            failures.append((name, "no rules: it can never be given"))
        for number, item in enumerate(entry.get("rules", []), 1):
            rule, reasons = read_rule(name, item, lists)
            failures += [(name, f"rule {number}: {reason}") for reason in reasons]
            rules += [rule] if rule is not None else []
    failures += [(name, "is missing") for name in known if name not in seen]
    if failures:
        raise LexiconError(file, failures)
    return rules

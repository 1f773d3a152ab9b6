"""Concepts: what customers speak of and what they say of it, whatever the word. The learned part of the coder reads these."""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from voc import resources
from voc.text.lanes import LexiconError, Rule, words_rule, wrong_word


@dataclass(frozen=True)
class Concepts:
    """Names in the file's order, one rule each; `digest` changes with the file."""

    names: tuple[str, ...]
    rules: tuple[Rule, ...]
    digest: str


@cache
def load_concepts(path: Path | None = None) -> Concepts:
    """The concepts at `path`, or the packaged ones; LexiconError naming every mistake."""
    file = path or resources.path("lexicons", "concepts.toml")
    content = file.read_bytes().replace(b"\r\n", b"\n")
    words = {name: text.split("|") for table in tomllib.loads(content.decode("utf-8")).values() for name, text in table.items()}
    failures = [(name, reason) for name, held in words.items() for word in held if (reason := wrong_word(word, 1))]
    if failures:
        raise LexiconError(file.name, failures)
    rules = tuple(words_rule(name, held, 1.0) for name, held in words.items())
    return Concepts(tuple(words), rules, hashlib.sha256(content).hexdigest()[:12])

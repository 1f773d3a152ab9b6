"""The lexicon files as one table of words: what each word feels, turns, strengthens or takes back."""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from voc import resources
from voc.errors import VocError

FILES = ("polarity.toml", "modifiers.toml", "emoticons.toml")


@dataclass(frozen=True, slots=True)
class Entry:
    """What one word does; a word may do several things, and an entry that does nothing keeps its place in the text for itself.

    `latin` and `alone` follow from the rest: a word of Latin letters; a word to which no rule applies where it stands alone in its clause.
    """

    weight: float = 0.0
    cue: str = "words"
    negator: float = 0.0
    degree: float = 0.0
    after: float = 0.0
    clause: float = 0.0
    wish: bool = False
    question: bool = False
    polite: bool = False
    latin: bool = False
    alone: bool = False


_NOTHING = Entry()
_FIELD = {
    "polarity": "weight",
    "negator": "negator",
    "degree": "degree",
    "after": "after",
    "concession": "clause",
    "contrast": "clause",
}
_FLAG = ("wish", "question", "polite")
_SILENT = ("plain",)
_EMPTY = "empty"


@cache
def entries() -> dict[str, Entry]:
    """Every word of the lexicon files with what it does, in the files' order."""
    words: dict[str, Entry] = {}
    for name in FILES:
        for group in tomllib.loads(_content(name))["group"]:
            for word in () if group.get("kind") == _EMPTY else group["words"].split():
                words[word] = _with(words.get(word, _NOTHING), group, name)
    return {word: _described(word, entry) for word, entry in words.items()}


def _described(word: str, entry: Entry) -> Entry:
    latin = word[0].isascii() and word[0].isalpha()
    feels_only = len(word) > 1 and entry.weight != 0.0 and entry == Entry(weight=entry.weight, cue=entry.cue)
    modifies_only = entry == Entry(negator=entry.negator, degree=entry.degree, after=entry.after)
    return replace(
        entry, latin=latin and entry != _NOTHING, alone=not latin and entry != _NOTHING and (feels_only or modifies_only)
    )


@cache
def digest() -> str:
    """Twelve hex digits that change whenever a lexicon file does."""
    return hashlib.sha256("\0".join(_content(name) for name in FILES).encode()).hexdigest()[:12]


@cache
def _content(name: str) -> str:
    return resources.path("lexicons", name).read_text(encoding="utf-8")


def _with(entry: Entry, group: dict[str, Any], name: str) -> Entry:
    kind = group.get("kind")
    if kind in _SILENT:
        return entry
    if kind not in _FIELD and kind not in _FLAG:
        known = ", ".join((*_FIELD, *_FLAG, *_SILENT, _EMPTY))
        raise VocError(
            f"词典 {name} 里有一组 kind = {kind!r}，可选：{known}。",
            f"lexicon {name} has a group of kind {kind!r}; known: {known}.",
        )
    changed: dict[str, Any] = {str(kind): True} if kind in _FLAG else {_FIELD[kind]: float(group["weight"])}
    if kind == "polarity":
        changed["cue"] = group.get("cue", "words")
    return replace(entry, **changed)

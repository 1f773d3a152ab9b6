"""The lists that come with voc: real operators, places, and the traps among both."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from voc import resources
from voc.text.lanes import LexiconError
from voc.text.normalize import fold

_PLACE = re.compile(r"([^?!(]+)([?!]?)(?:\(([^)]*)\))?")
_FILES = ("operators.toml", "places.txt", "entity_traps.toml")


@dataclass(frozen=True)
class Operator:
    """A real operator: name, words for it, and its brands."""

    name: str
    words: tuple[str, ...]
    brands: tuple[str, ...]


@dataclass(frozen=True)
class City:
    """A place and every word looked for; `weak` where the short form is an ordinary word too."""

    name: str
    words: tuple[str, ...]
    weak: bool = False


@dataclass(frozen=True)
class Province:
    """A province or municipality with its cities."""

    name: str
    words: tuple[str, ...]
    cities: tuple[City, ...] = ()


Words = frozenset[str]


@dataclass(frozen=True)
class Traps:
    """Block -> list -> words; see lexicons/entity_traps.toml."""

    words: Words
    names: Mapping[str, Mapping[str, Words]]
    places: Mapping[str, Words]
    ordinary: Mapping[str, Words]
    products: Mapping[str, Words]


@dataclass(frozen=True)
class Shipped:
    """All of it, with a digest of the files."""

    operators: tuple[Operator, ...]
    provinces: tuple[Province, ...]
    traps: Traps
    digest: str


@cache
def shipped() -> Shipped:
    """The packaged lists; LexiconError where a file cannot be used."""
    raw = {name: resources.path("lexicons", name).read_bytes().replace(b"\r\n", b"\n") for name in _FILES}
    operators = read_operators(_toml("operators.toml", raw["operators.toml"]))
    provinces = read_places(raw["places.txt"].decode("utf-8"))
    traps = read_traps(_toml("entity_traps.toml", raw["entity_traps.toml"]))
    return Shipped(operators, provinces, traps, hashlib.sha256(b"\0".join(raw.values())).hexdigest()[:12])


def _toml(name: str, content: bytes) -> dict[str, Any]:
    try:
        return tomllib.loads(content.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise LexiconError(name, [("file", f"not valid TOML in UTF-8: {error}")]) from error


def read_operators(raw: Mapping[str, Any]) -> tuple[Operator, ...]:
    """The operators of a parsed operators.toml."""
    failures = [(str(one.get("name", "?")), "has no name or words") for one in raw.get("operators", []) if not one.get("words")]
    if failures or not raw.get("operators"):
        raise LexiconError("operators.toml", failures or [("file", "has no operators")])
    return tuple(Operator(one["name"], tuple(one["words"]), tuple(one.get("brands", ()))) for one in raw["operators"])


def read_places(text: str) -> tuple[Province, ...]:
    """Provinces, one a line as `province(words): city city? city!(words)`; lines that begin with # are notes."""
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    failures = [(line[:20], "no colon after the province") for line in lines if ":" not in line]
    if failures:
        raise LexiconError("places.txt", failures)
    found = []
    for line in lines:
        head, _, tail = line.partition(":")
        province = _place(head.strip(), suffix="")
        found.append(Province(province.name, province.words, tuple(_place(one, suffix="市") for one in tail.split())))
    return tuple(found)


def _place(written: str, suffix: str) -> City:
    parts = _PLACE.fullmatch(written)
    if parts is None:
        raise LexiconError("places.txt", [(written[:20], "is not name, name? or name!, with other words in brackets")])
    name, mark, others = parts[1], parts[2], parts[3]
    words = tuple(other.strip() for other in (others or "").split(",") if other.strip())
    short = () if mark == "!" else (name,)
    long = (name + suffix,) if suffix and not any(word.startswith(name) for word in words) else ()
    return City(name, tuple(map(fold, (*short, *long, *words))), mark == "?")


def read_traps(raw: Mapping[str, Any]) -> Traps:
    """The traps of a parsed entity_traps.toml."""
    block = {name: {key: _folded(words) for key, words in raw.get(name, {}).items()} for name in ("places", "ordinary", "products")}
    names = {fold(name): {key: _folded(words) for key, words in lists.items()} for name, lists in raw.get("names", {}).items()}
    return Traps(_folded(raw.get("words", ())), names, block["places"], block["ordinary"], block["products"])


def _folded(words: Any) -> Words:
    return frozenset(map(fold, words))

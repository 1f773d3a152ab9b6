"""The names to look for: the operator's own dictionary first, then real operators and places, as words with what each stands for."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa

from voc.entities.shipped import Shipped
from voc.text.normalize import clean, fold

KINDS = {"brand": "brand", "product": "product", "competitor": "competitor", "region": "place", "store": "place"}
"""Kind of dictionary entry -> kind of entity read."""
_ABOVE = {"product": ("tier", "brand"), "tier": ("brand", "tier"), "store": ("region",), "region": ("region",)}
_PRIORITY = ("brand", "product", "competitor", "region", "store")


@dataclass(frozen=True)
class Entity:
    """What a word stands for: kind of entity, name shown, names above it from the nearest up, and whether the operator lists it."""

    kind: str
    name: str
    above: tuple[str, ...] = ()
    listed: bool = True


def read_names(dictionary: pa.Table, shipped: Shipped) -> dict[str, Entity]:
    """Folded word -> entity. A word of two entries goes to the one valid longest, then to the kind first in brand, product,
    competitor, region, store; where that leaves two it is left out, for nobody could tell which is meant.
    """
    own = read_dictionary(dictionary)
    return {**_operators(own, shipped), **_places(own, shipped), **own}


def read_dictionary(dictionary: pa.Table) -> dict[str, Entity]:
    """Folded word -> entity of rows shaped like the contract "dictionary"."""
    columns = ["kind", "name", "parent", "synonyms", "valid_from", "valid_until"]
    rows = dictionary.select(columns).to_pylist()
    tree: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        tree.setdefault(row["name"], []).append(row)
    found: dict[str, list[tuple[tuple[Any, ...], Entity]]] = {}
    for row in rows:
        if row["kind"] in KINDS:
            entity = Entity(KINDS[row["kind"]], row["name"], _above(row, tree))
            for word in _words(row["name"], row["synonyms"]):
                found.setdefault(word, []).append((_rank(row), entity))
    winners = {word: _winner(claims) for word, claims in found.items()}
    return {word: entity for word, entity in winners.items() if entity is not None}


def _rank(row: dict[str, Any]) -> tuple[Any, ...]:
    """The higher the better; a maker knows no day, so what is still valid goes before what has ended."""
    high = row["parent"] is None if row["kind"] == "region" else False
    return (row["valid_until"] or date.max, -_PRIORITY.index(row["kind"]), high, row["valid_from"] or date.min)


def _winner(claims: list[tuple[tuple[Any, ...], Entity]]) -> Entity | None:
    best = max(rank for rank, _ in claims)
    entities = {entity for rank, entity in claims if rank == best}
    return entities.pop() if len(entities) == 1 else None


def _words(name: str, synonyms: str | None) -> Iterator[str]:
    for word in (name, *(synonyms or "").split("|")):
        folded = fold(clean(word)).strip()
        if folded and "\0" not in folded:
            yield folded


def _above(row: dict[str, Any], tree: dict[str, list[dict[str, Any]]]) -> tuple[str, ...]:
    """Names above an entry, the nearest first; tiers of several brands may share a name, then the brand within the own name decides."""
    names: list[str] = []
    at = row
    while at["parent"] and at["parent"] not in names:
        names.append(at["parent"])
        kinds = _ABOVE.get(at["kind"], ())
        parents = [one for one in tree.get(at["parent"], []) if one["kind"] in kinds and one is not at]
        if len(parents) > 1:
            named = [one for one in parents if one["parent"] and one["parent"] in row["name"]]
            parents = named if len(named) == 1 else []
        if not parents:
            break
        at = parents[0]
    return tuple(names)


def _operators(own: dict[str, Entity], shipped: Shipped) -> dict[str, Entity]:
    """Real operators that are not the own one: competitors, or brands where the dictionary has no brand."""
    brands = any(entity.kind in ("brand", "product") for entity in own.values())
    kind = "competitor" if brands else "brand"
    found: dict[str, Entity] = {}
    for operator in shipped.operators:
        words = {fold(word) for word in (operator.name, *operator.words)}
        marks = words | {fold(word) for word in operator.brands}
        if any(entity.kind in ("brand", "product") for word in marks if (entity := own.get(word))):
            continue  # the dictionary is this operator's own
        listed = next((own[word] for word in sorted(words) if word in own), None)
        entity = listed if listed is not None and listed.kind == "competitor" else Entity(kind, operator.name, (), listed=False)
        found |= dict.fromkeys(sorted(marks), entity)
    return found


def _places(own: dict[str, Entity], shipped: Shipped) -> dict[str, Entity]:
    """Provinces and cities; where the dictionary lists one, its name is used for those below it and for its other words."""
    found: dict[str, Entity] = {}
    for province in shipped.provinces:
        top = _listed(own, province.words) or Entity("place", province.name, (), listed=False)
        for city in province.cities:
            entity = _listed(own, city.words) or Entity("place", city.name, (*top.above, top.name), listed=False)
            found |= dict.fromkeys(city.words, entity)
        found |= dict.fromkeys(province.words, top)  # 吉林 and 海南 are the provinces
    return found


def _listed(own: dict[str, Entity], words: Iterable[str]) -> Entity | None:
    return next((own[word] for word in words if word in own and own[word].kind == "place"), None)


def digest(*parts: object) -> str:
    """Twelve hex digits that change with what is given."""
    return hashlib.sha256(repr(parts).encode("utf-8", "replace")).hexdigest()[:12]
